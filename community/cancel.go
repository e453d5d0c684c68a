package community

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Cancel calls off an event, one date of it, or a date and those after it. Who signed up is told in the same transaction (C3). Called
// off again it changes nothing. Errors: NotFound, BadValue for what is over or imported, [*directory.Invalid] for a reason that is not of Whys.
func (r *Room) Cancel(ctx context.Context, v *identity.Viewer, id uuid.UUID, original *time.Time, scope Scope, why Why) (Event, error) {
	if !known(Whys, string(why)) {
		return Event{}, invalid("why", "%.40q is not known", why)
	}
	var after *Event
	err := r.onOwn(ctx, v, id, func(tx pgx.Tx, e *Event) (err error) {
		if e.Imported {
			return errImported()
		}
		after, err = r.cancel(ctx, tx, v.Account.Num, e, original, scope, why)
		return err
	})
	if err != nil {
		return Event{}, err
	}
	if !after.Cancelled.IsZero() {
		err = r.endHelp(ctx, v, after)
	}
	return *after, err
}

// cancel does it. by is an account; 0 = the clock.
func (r *Room) cancel(ctx context.Context, tx pgx.Tx, by int64, e *Event, original *time.Time, scope Scope, why Why) (*Event, error) {
	if !e.Cancelled.IsZero() {
		return e, nil
	}
	edit := editing{Room: r, before: e}
	c := &Change{Before: e, By: by}
	switch scope {
	case This:
		if original == nil {
			return nil, invalid("date", "is needed")
		}
		o, ok := e.Occurrence(*original)
		if ok && o.Cancelled {
			return e, nil
		}
		was, err := e.date(original, r.now())
		if err != nil {
			return nil, err
		}
		c.After = e.copied()
		d := c.After.special(was.Original, r.now())
		d.Cancelled, d.Why, d.Updated, d.Sequence = true, why, r.now(), max(e.Sequence, d.Sequence)+1
		c.Moves = []Move{{From: was.Original, To: was.Original, Now: c.After.at(was.Original), Tell: true}}
	case Following:
		was, err := e.date(original, r.now())
		if err != nil {
			return nil, err
		}
		past, _ := e.series.Split(was.Original)
		if past.Start.IsZero() {
			return r.cancel(ctx, tx, by, e, nil, All, why)
		}
		if c.After, err = edit.endBefore(ctx, tx, was.Original); err != nil {
			return nil, err
		}
		c.Moves = edit.off(c.After, was.Original, why, time.Time{})
		return c.After, r.hand(ctx, tx, c)
	default:
		if !e.ends.IsZero() && !e.ends.After(r.now()) {
			return nil, errOver()
		}
		c.After = e.copied()
		c.After.bump()
		c.After.Cancelled, c.After.Why = r.now(), why
		c.Moves = edit.off(c.After, r.now().Add(-e.longest()), why, r.now())
	}
	c.After.Version, c.After.Updated = e.Version+1, r.now()
	if err := c.After.save(ctx, tx); err != nil {
		return nil, err
	}
	return c.After, r.hand(ctx, tx, c)
}

// off are the dates from an instant on, called off. Those that stay in the calendar, as called off, have at set.
func (edit *editing) off(after *Event, from time.Time, why Why, at time.Time) (list []Move) {
	for _, original := range edit.before.series.Between(nil, from, edit.now().Add(MaxAhead), MaxPaired) {
		was := edit.before.at(original)
		if !was.ends(edit.now()) || was.Cancelled {
			continue
		}
		m := Move{From: original, Now: was, Tell: true}
		if !at.IsZero() {
			m.To = original
		}
		m.Now.Cancelled, m.Now.Why, m.Now.Sequence = true, why, max(after.Sequence, was.Sequence+1)
		list = append(list, m)
	}
	return list
}

// Duplicate is a draft of the same event, to be given another date: what is sealed of it has to be said again. Errors: NotFound.
func (r *Room) Duplicate(ctx context.Context, v *identity.Viewer, id uuid.UUID) (d Draft, err error) {
	err = r.onOwn(ctx, v, id, func(_ pgx.Tx, e *Event) error {
		d = e.Draft()
		d.When.Extra, d.When.Removed = nil, nil
		return nil
	})
	return d, err
}

// Draft is an event as its form shows it. What is sealed is not in it: a Where without a point leaves the place.
func (e *Event) Draft() Draft {
	d := Draft{
		Title: e.Title, Words: e.Words, Bring: e.Bring, Interest: e.Interest, Photo: e.Photo, When: e.When, For: e.For, Capacity: e.Capacity,
		PriceCents: e.PriceCents, Access: e.Access, Languages: e.Languages, Helpers: e.Helpers, Organisation: e.Organisation,
	}
	d.Where = e.Site.where()
	return d
}

func (s *Site) where() Where {
	w := Where{Note: s.Note, Online: s.Online}
	switch s.Kind {
	case AtPlace:
		w.Place = s.Place
	case AtPoint:
		at := s.Point
		w.Point = &at
	}
	return w
}

// DraftOf is one date of it.
func (e *Event) DraftOf(o *Occurrence) Draft {
	d := e.Draft()
	d.Title, d.Words, d.Bring, d.Capacity, d.Where = o.Title, o.Words, o.Bring, o.Capacity, o.Site.where()
	d.When = When{Zone: e.When.Zone, Start: wallIn(o.Start, e), Length: o.End.Sub(o.Start), AllDay: e.When.AllDay, Rule: e.When.Rule}
	if e.When.AllDay {
		d.When.Length = wallIn(o.End, e).Sub(d.When.Start)
	}
	return d
}
