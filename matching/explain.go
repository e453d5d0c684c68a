package matching

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Explained is who could be asked for a request, with names, for a coordinator.
type Explained struct {
	Ranking
	People map[int64]Neighbour // of the candidates whom the viewer may know of; the others are not in the ranking
	Night  bool                // it is night: only those are ranked who may be asked then
	ReachM float64             // as far as was looked
}

// candidatesShown is how many people an explanation lists.
const candidatesShown = 50

// Candidates explains a request to the coordinators of its district: who could be asked now, why in this order, and how many fell
// out where. Nothing is written. NotFound for everybody else; BadValue for an offer.
func (r *Room) Candidates(ctx context.Context, v *identity.Viewer, id uuid.UUID) (e Explained, err error) {
	if !v.Could(identity.SteerMatching) {
		return e, v.Must(identity.SteerMatching, identity.Scope{})
	}
	err = r.read(ctx, func(tx pgx.Tx) error {
		q, err := r.steered(ctx, tx, v, id, readRequest)
		if err != nil {
			return err
		}
		now := r.now()
		s, err := r.situation(ctx, tx, &q, now)
		if err != nil {
			return err
		}
		e.Night = FirstDecent(now, s.zone).After(now)
		s.need.Night = e.Night
		s.need.Hidden = merged(s.need.Hidden, unseen(v))
		for ring := 0; s.need.ReachM < MaxReachM && len(e.Candidates) < candidatesShown; ring++ {
			s.need.ReachM = Ring(ring)
			e.Ranking = Rank(&s.need, r.people, now, candidatesShown)
		}
		e.ReachM = s.need.ReachM
		e.People, err = r.names(ctx, tx, e.Candidates)
		return err
	})
	return e, err
}

// steered is a request that the viewer steers the matching of, as read gives it.
func (r *Room) steered(
	ctx context.Context, tx pgx.Tx, v *identity.Viewer, id uuid.UUID, read func(context.Context, querier, uuid.UUID) (Request, error),
) (Request, error) {
	q, err := read(ctx, tx, id)
	if err != nil {
		return q, err
	}
	if !v.May(identity.SteerMatching, in(&q)) || !v.Sees(q.Author) {
		return q, identity.Refuse(identity.NotFound, "")
	}
	if q.Offer {
		return q, identity.Refuse(identity.BadValue, "nobody is asked for an offer")
	}
	return q, nil
}

// merged are both lists of accounts, in order.
func merged(a, b []int64) []int64 {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

func (r *Room) names(ctx context.Context, tx pgx.Tx, people []Candidate) (map[int64]Neighbour, error) {
	accounts := make([]int64, len(people))
	for i, c := range people {
		accounts[i] = c.Account
	}
	rows, err := tx.Query(ctx, `
		select m.account_id, a.uid, m.name from members m join accounts a on a.id = m.account_id where m.account_id = any($1)`, accounts)
	if err != nil {
		return nil, err
	}
	names := map[int64]Neighbour{}
	var account int64
	var n Neighbour
	_, err = pgx.ForEachRow(rows, []any{&account, &n.ID, &n.Name}, func() error { names[account] = n; return nil })
	return names, err
}

// InviteByHand asks a volunteer whom a coordinator of the request's district chose; it stands in the audit. Every hard limit holds
// but the hour of the day and how far they live: they answer when they like. The deed's scope is the room's to say. Errors: NotFound
// for a request or a volunteer that the coordinator may not know of, Forbidden to ask oneself, BadValue with the limit that is in
// the way, or for what nobody is sought for.
func (r *Room) InviteByHand(ctx context.Context, deed identity.Deed, id, volunteer uuid.UUID) error {
	if !deed.By.Could(identity.SteerMatching) {
		return deed.By.Must(identity.SteerMatching, identity.Scope{})
	}
	return r.inTx(ctx, func(tx pgx.Tx) error {
		q, err := r.steered(ctx, tx, deed.By, id, func(ctx context.Context, _ querier, id uuid.UUID) (Request, error) { return lock(ctx, tx, id) })
		if err != nil {
			return err
		}
		var account int64
		err = tx.QueryRow(ctx, `select id from accounts where uid = $1`, volunteer).Scan(&account)
		switch {
		case errors.Is(err, pgx.ErrNoRows) || err == nil && !deed.By.Sees(account):
			return identity.Refuse(identity.NotFound, "")
		case err != nil:
			return err
		case account == deed.By.Account.Num || account == q.Author:
			return identity.Refuse(identity.Forbidden, "oneself, or the author")
		case !q.State.Seeking() || q.Hidden:
			return errOver(ActTake, q.State)
		}
		if err := r.inviteByHand(ctx, tx, &q, account); err != nil {
			return err
		}
		deed.In, deed.Code = in(&q), "invite"
		return r.cfg.Desk().Record(ctx, tx, deed, identity.SteerMatching, "request", q.Num)
	})
}

func (r *Room) inviteByHand(ctx context.Context, tx pgx.Tx, q *Request, account int64) error {
	now := r.now()
	s, err := r.situation(ctx, tx, q, now)
	if err != nil {
		return err
	}
	c := Candidate{Account: account}
	stands, err := r.lockVolunteers(ctx, tx, q, s, []Candidate{c}, now)
	if err != nil {
		return err
	}
	st := stands[account]
	if why := st.hinders(now); why != "" {
		return identity.Refuse(identity.BadValue, "invite: "+why)
	}
	// what the ranking says of them, if it has them: what came of it is learnt as of everybody else
	s.need.ReachM = MaxReachM
	for _, ranked := range Rank(&s.need, r.people, now, rankedAtMost).Candidates {
		if ranked.Account == account {
			c = ranked
		}
	}
	if c.Parts == nil {
		c.Chance, c.Propensity, c.Rested, c.Near = priorYes, priorYes, 1, 1
	}
	answered(q)
	return r.invite(ctx, tx, q, []Candidate{c}, stands, true, now)
}

// hinders names the limit that keeps somebody from being asked by hand; empty = none.
func (st *stand) hinders(now time.Time) string {
	switch {
	case st == nil || !st.fit:
		return "not to be asked" // no volunteer, not active, a block, or asked before: it is the same to who asks
	case st.rest.After(now):
		return "resting"
	case st.since(now, 24*time.Hour) >= st.perDay || st.since(now, 7*24*time.Hour) >= st.perWeek:
		return "asked often enough"
	}
	return ""
}

// Unanswered is a request in the coordinators' queue.
type Unanswered struct {
	Request
	By      Neighbour
	Waiting time.Duration // since it was asked
	Asked   int           // people, so far
}

// Queue lists the requests below a district that need a coordinator, the longest waiting first, at most 200; Request.Unanswered says
// why. Errors: NoSession, Forbidden.
func (r *Room) Queue(ctx context.Context, v *identity.Viewer, district int64) (list []Unanswered, err error) {
	if err := v.Must(identity.ReadQueue, identity.Scope{District: district}); err != nil {
		return nil, err
	}
	which := `q.unanswered <> '' and q.state in ('open', 'partly') and not q.hidden order by q.unanswered_at, q.id`
	err = r.below(ctx, v, district, which, func(tx pgx.Tx, waiting []*posted) error {
		asked, err := ofEach[int](ctx, tx, `select request_id, count(*) from invitations where request_id = any($1) group by request_id`, waiting)
		now := r.now()
		for _, p := range waiting {
			list = append(list, Unanswered{Request: p.Request, By: p.by, Waiting: now.Sub(p.Created), Asked: asked[p.Num]})
		}
		return err
	})
	return list, err
}
