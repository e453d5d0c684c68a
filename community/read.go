package community

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// Found is an event as the viewer meets it.
type Found struct {
	Event
	By    Person   // who holds it in their own name; the zero Person of an association's, and for who may not know of them
	Hosts []Person // with them, who have said yes; the same holds
	Own   bool     // the viewer holds it, alone or with others, or for the association that they act as
	Asked bool     // the viewer is asked to hold it too
}

// Person is somebody who holds an event. The zero Person is nobody that the viewer may know of.
type Person struct {
	ID   uuid.UUID // identity.Account.ID
	Name string
}

// person is one with what decides who knows of them.
type person struct {
	Person
	account int64
	shows   bool // themself to members
	trusted bool // they stand well, and no moderator hides them
}

// seenBy is what the viewer may know of somebody (P6).
func (p *person) seenBy(v *identity.Viewer) Person {
	if v == nil || p.account == 0 || p.account != v.Account.Num && (!p.shows || !v.Sees(p.account)) {
		return Person{}
	}
	return p.Person
}

const selectHosts = `
	select h.event_id, h.account_id, a.uid, coalesce(m.name, ''), coalesce(m.hidden, true), coalesce(a.standing = 'active' and not m.barred, false),
		h.accepted_at is not null, h.author
	from (
		select id as event_id, author_id as account_id, now() as accepted_at, true as author from events where id = any(@events) and author_id is not null
		union all select event_id, account_id, accepted_at, false from event_hosts where event_id = any(@events)) h
	join accounts a on a.id = h.account_id left join members m on m.account_id = h.account_id
	order by h.event_id, h.author desc, h.account_id`

// hosting is somebody's part in an event.
type hosting struct {
	person
	event    int64
	accepted bool
	author   bool
}

func readHosts(ctx context.Context, db querier, events []int64) (map[int64][]hosting, error) {
	rows, err := db.Query(ctx, selectHosts, named{"events": events})
	if err != nil {
		return nil, err
	}
	hosts := map[int64][]hosting{}
	var h hosting
	var hides bool
	_, err = pgx.ForEachRow(rows, []any{&h.event, &h.account, &h.ID, &h.Name, &hides, &h.trusted, &h.accepted, &h.author}, func() error {
		h.shows = h.trusted && !hides
		hosts[h.event] = append(hosts[h.event], h)
		return nil
	})
	return hosts, err
}

// found is an event as the viewer meets it.
func found(v *identity.Viewer, e *Event, hosts []hosting) Found {
	f := Found{Event: *e, Own: runs(v, e)}
	for i := range hosts {
		h := &hosts[i]
		is := v != nil && h.account == v.Account.Num
		switch {
		case !h.accepted:
			f.Asked = f.Asked || is
			continue
		case h.author && e.Organisation == 0:
			f.By = h.seenBy(v)
		case !h.author:
			if seen := h.seenBy(v); seen != (Person{}) {
				f.Hosts = append(f.Hosts, seen)
			}
		}
		f.Own = f.Own || is
	}
	return f
}

// runs says whether an event is the viewer's to change as its author, or as the association.
func runs(v *identity.Viewer, e *Event) bool {
	if v == nil {
		return false
	}
	return e.Author != 0 && e.Author == v.Account.Num ||
		e.Organisation != 0 && e.Organisation == v.Acting && v.May(identity.ActAsAssociation, identity.Scope{Organisation: e.Organisation})
}

// holds is runs, or that the viewer has said yes to hold it too.
func (r *Room) holds(ctx context.Context, tx pgx.Tx, v *identity.Viewer, e *Event) (bool, error) {
	if v == nil || runs(v, e) {
		return v != nil, nil
	}
	var yes bool
	err := tx.QueryRow(ctx, `select exists (select from event_hosts where event_id = $1 and account_id = $2 and accepted_at is not null)`,
		e.Num, v.Account.Num).Scan(&yes)
	return yes, err
}

// Get is an event as the viewer may see it, called off and over too. NotFound for what moderators hide, but for who holds it and for
// the staff.
func (r *Room) Get(ctx context.Context, v *identity.Viewer, id uuid.UUID) (f Found, err error) {
	if err := v.Must(identity.ReadDirectory, identity.Scope{}); err != nil {
		return f, err
	}
	err = r.read(ctx, func(tx pgx.Tx) error {
		e, err := readEvent(ctx, tx, id)
		if err != nil {
			return err
		}
		hosts, err := readHosts(ctx, tx, []int64{e.Num})
		if err != nil {
			return err
		}
		f = found(v, e, hosts[e.Num])
		if !f.Own && !e.shown(hosts[e.Num]) && !v.May(identity.SteerEvents, in(e)) {
			return errNone()
		}
		return nil
	})
	if err != nil {
		return Found{}, err
	}
	return f, nil
}

// shown says whether everyone sees an event: not what moderators hide or the team refused, nor what somebody holds in their own name
// who does not stand well.
func (e *Event) shown(hosts []hosting) bool {
	if e.Hidden || e.barred || e.Review == Refused {
		return false
	}
	if e.Organisation != 0 || e.Author == 0 {
		return true
	}
	for i := range hosts {
		if hosts[i].author {
			return hosts[i].trusted
		}
	}
	return false
}

// read runs do in one snapshot.
func (r *Room) read(ctx context.Context, do func(pgx.Tx) error) error {
	return failed(pgx.BeginTxFunc(ctx, r.cfg.Pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, do))
}

// Mine lists what the viewer holds, or the association that they act as: what is not over first, the newest first, at most 200.
func (r *Room) Mine(ctx context.Context, v *identity.Viewer) (list []Found, err error) {
	if err := v.Must(identity.HoldEvents, v.Own()); err != nil {
		return nil, err
	}
	whose, num := `s.author_id = @whose or s.id in (select event_id from event_hosts where account_id = @whose)`, v.Account.Num
	if v.Acting != 0 {
		whose, num = `s.organisation_id = @whose`, v.Acting
	}
	err = r.read(ctx, func(tx pgx.Tx) error {
		events, err := readEvents(ctx, tx, selectEvent+`where `+whose+`
			order by s.cancelled_at is null and coalesce(s.ends_at > @now, true) desc, s.id desc limit 200`, named{"whose": num, "now": r.now()})
		if err != nil {
			return err
		}
		list, err = r.withHosts(ctx, tx, v, events)
		return err
	})
	return list, err
}

func (r *Room) withHosts(ctx context.Context, tx pgx.Tx, v *identity.Viewer, events []*Event) ([]Found, error) {
	nums := make([]int64, len(events))
	for i, e := range events {
		nums[i] = e.Num
	}
	hosts, err := readHosts(ctx, tx, nums)
	if err != nil {
		return nil, err
	}
	list := make([]Found, len(events))
	for i, e := range events {
		list[i] = found(v, e, hosts[e.Num])
	}
	return list, nil
}

// Dates lists the dates of an event that are not over at from and begin before until, those called off too: at most 100, by start.
func (r *Room) Dates(ctx context.Context, v *identity.Viewer, id uuid.UUID, from, until time.Time) ([]Occurrence, error) {
	f, err := r.Get(ctx, v, id)
	if err != nil {
		return nil, err
	}
	if !until.After(from) || until.Sub(from) > 2*MaxAhead {
		return nil, invalid("until", "not within %d days after from", 2*MaxAhead/day)
	}
	list := f.Between(nil, from, until, directory.MaxLimit)
	return list, nil
}
