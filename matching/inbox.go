package matching

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/alentour/alentour/identity"
)

const (
	inboxMost = 100
	inboxPast = 90 * 24 * time.Hour // how long answered invitations stay in sight
)

// Invitations lists what the viewer is asked to help with: what waits for an answer first, then what they said yes to, then the
// rest of the last months, each the newest first; at most 100. Nothing of who asked stands in it but a first name, and where is a
// public cell.
func (r *Room) Invitations(ctx context.Context, v *identity.Viewer) (list []Invitation, err error) {
	if err := v.Must(identity.Answer, v.Own()); err != nil {
		return nil, err
	}
	err = r.read(ctx, func(tx pgx.Tx) error {
		var nums []int64
		if list, nums, err = r.readInbox(ctx, tx, v); err != nil || len(list) == 0 {
			return err
		}
		requests, err := manyRequests(ctx, tx, selectRequest+`where q.id = any($1)`, nums)
		if err != nil {
			return err
		}
		byNum := map[int64]*Request{}
		for i := range requests {
			byNum[requests[i].Num] = &requests[i]
		}
		for i := range list {
			q := byNum[nums[i]]
			list[i].Request = q.public()
			list[i].Request.Deadline = q.Deadline
		}
		return nil
	})
	return list, err
}

const readInbox = `
	select i.uid, i.request_id, i.state, i.parts, i.distance_m, i.by_hand, i.sent_at, i.answered_at,
		case when m.hidden or m.barred then '' else coalesce(m.name, '') end
	from invitations i join requests q on q.id = i.request_id left join members m on m.account_id = q.author_id
	where i.account_id = @me and not q.hidden and coalesce(q.author_id, 0) <> all(@unseen)
		and (i.state in ('sent', 'later') and q.state in ('open', 'partly') or i.state not in ('sent', 'later') and i.answered_at > @past
			or i.state = 'accepted' and q.closed_at is null)
	order by case when i.state in ('sent', 'later') then 0 when i.state = 'accepted' and q.closed_at is null then 1 else 2 end, i.id desc
	limit @most`

func (r *Room) readInbox(ctx context.Context, tx pgx.Tx, v *identity.Viewer) (list []Invitation, requests []int64, err error) {
	rows, err := tx.Query(ctx, readInbox,
		named{"me": v.Account.Num, "unseen": unseen(v), "past": r.now().Add(-inboxPast), "most": inboxMost})
	if err != nil {
		return nil, nil, err
	}
	var (
		i        Invitation
		request  int64
		parts    []string
		distance float64
		answered pgtype.Timestamptz
	)
	_, err = pgx.ForEachRow(rows, []any{&i.ID, &request, &i.State, &parts, &distance, &i.ByHand, &i.Sent, &answered, &i.Asker}, func() error {
		i.Reasons, i.Band, i.Answered = partsOf(parts), HowFarIs(distance), instant(answered)
		list, requests = append(list, i), append(requests, request)
		return nil
	})
	return list, requests, err
}

// unseen are the accounts that a viewer must not know of.
func unseen(v *identity.Viewer) []int64 {
	list := make([]int64, 0, len(v.Blocks))
	for account := range v.Blocks {
		list = append(list, account)
	}
	return list
}

// Helpers says to the author of a request, and to the coordinators of its district, how far the search has come and who said yes.
// NotFound for everybody else.
func (r *Room) Helpers(ctx context.Context, v *identity.Viewer, id uuid.UUID) (a Asked, err error) {
	if err := v.Must(identity.ReadRequests, identity.Scope{}); err != nil {
		return a, err
	}
	err = r.read(ctx, func(tx pgx.Tx) error {
		q, err := readRequest(ctx, tx, id)
		if err != nil {
			return err
		}
		if !mine(v, &q) && (!v.May(identity.ReadQueue, in(&q)) || !v.Sees(q.Author)) {
			return identity.Refuse(identity.NotFound, "")
		}
		err = tx.QueryRow(ctx, `
			select count(*) filter (where state in ('sent', 'later')), count(*) from invitations where request_id = $1`, q.Num).
			Scan(&a.Waiting, &a.Invited)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
			select i.account_id, a.uid, m.name, i.answered_at
			from invitations i join accounts a on a.id = i.account_id join members m on m.account_id = i.account_id
			where i.request_id = @request and i.state = 'accepted' and i.account_id <> all(@unseen) order by i.answered_at, i.id`,
			named{"request": q.Num, "unseen": unseen(v)})
		if err != nil {
			return err
		}
		a.Helpers, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Helper])
		return err
	})
	return a, err
}

// MeetingPoint opens what is sealed of a request, for those who said yes to it; each read is in the audit. The zero Meeting where
// nothing was said or it is past. NotFound for everybody else.
func (r *Room) MeetingPoint(ctx context.Context, v *identity.Viewer, id uuid.UUID) (m Meeting, err error) {
	if err := v.Must(identity.Answer, v.Own()); err != nil {
		return m, err
	}
	err = r.inTx(ctx, func(tx pgx.Tx) error {
		q, err := readRequest(ctx, tx, id)
		if err != nil {
			return err
		}
		var helps bool
		err = tx.QueryRow(ctx, `
			select exists (select from invitations where request_id = $1 and account_id = $2 and state = 'accepted')`, q.Num, v.Account.Num).
			Scan(&helps)
		switch {
		case err != nil:
			return err
		case !helps || q.Hidden || !v.Sees(q.Author):
			return identity.Refuse(identity.NotFound, "")
		}
		if m, err = r.openSealed(ctx, tx, &q); err != nil || m == (Meeting{}) {
			return err
		}
		deed := identity.Deed{By: v, In: in(&q), Code: "meeting-point"}
		return r.cfg.Desk().Record(ctx, tx, deed, identity.Answer, "request", q.Num)
	})
	if err != nil {
		return Meeting{}, err
	}
	return m, nil
}
