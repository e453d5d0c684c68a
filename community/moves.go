package community

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/community/recur"
)

// pair is a date that is not over, before and after an edit, by its originals. One of the two may be zero: it is not held any more, or
// it is new.
type pair struct{ from, to time.Time }

// pair finds for each date from cut on the one that it becomes: the same instant where there is one, else the nearest to where the edit
// moves it, in order. No two become the same, and none takes the instant of another.
func (edit *editing) pair(after *Event, cut time.Time) []pair {
	horizon := edit.now().Add(MaxAhead)
	olds := edit.before.series.Between(nil, cut, horizon, MaxPaired)
	news := after.series.Between(nil, minTime(cut, edit.now()), horizon, MaxPaired)
	shift := after.When.Start.Sub(edit.before.When.Start)
	if after.Follows == edit.before.Num && after.Num != edit.before.Num { // it begins at cut
		shift = after.When.Start.Sub(recur.WallOf(cut.In(edit.before.series.Zone)))
		if len(olds) > 0 {
			shift = after.When.Start.Sub(recur.WallOf(olds[0].In(edit.before.series.Zone)))
		}
	}
	return paired(olds, news, func(old time.Time) time.Time {
		return recur.WallOf(old.In(edit.before.series.Zone)).Add(shift).In(after.series.Zone)
	})
}

// MaxPaired is how many dates an edit takes over.
const MaxPaired = 1000

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// paired is pair on instants in order; toward is where a date is moved to.
func paired(olds, news []time.Time, toward func(time.Time) time.Time) (pairs []pair) {
	same := func(list []time.Time, at time.Time) bool {
		_, found := slices.BinarySearchFunc(list, at, time.Time.Compare)
		return found
	}
	rest := slices.DeleteFunc(slices.Clone(news), func(t time.Time) bool { return same(olds, t) })
	alone := len(olds) == 1 && len(news) == 1
	for _, old := range olds {
		if same(news, old) {
			pairs = append(pairs, pair{old, old})
			continue
		}
		aim := toward(old)
		for len(rest) > 0 && aim.Sub(rest[0]) > nearby && !alone {
			rest = rest[1:]
		}
		if len(rest) > 0 && (alone || rest[0].Sub(aim) <= nearby) {
			pairs, rest = append(pairs, pair{old, rest[0]}), rest[1:]
			continue
		}
		pairs = append(pairs, pair{from: old})
	}
	return pairs
}

// rekey keeps with each date that goes on what is special about it. Of an event in place, what is past stays too; what is farther ahead
// than pairs go stays where it still is a date.
func (e *Event) rekey(before *Event, pairs []pair) {
	e.Dates = nil
	for _, d := range before.Dates {
		switch {
		case len(pairs) > 0 && d.Original.After(pairs[len(pairs)-1].from):
			if !e.series.Is(d.Original) {
				continue
			}
		case e.Num != before.Num || len(pairs) > 0 && !d.Original.Before(pairs[0].from):
			continue
		}
		e.Dates = append(e.Dates, d)
	}
	for _, p := range pairs {
		if i, special := before.find(p.from); special && !p.to.IsZero() {
			d := before.Dates[i]
			d.Original = p.to
			e.Dates = append(e.Dates, d)
		}
	}
	slices.SortFunc(e.Dates, func(a, b Date) int { return a.Original.Compare(b.Original) })
	e.setDates(e.Updated)
}

// rekeyPoints keeps what is sealed with its dates.
func rekeyPoints(ctx context.Context, tx pgx.Tx, e *Event, pairs []pair) error {
	var batch pgx.Batch
	for _, p := range pairs {
		switch {
		case p.to.IsZero():
			batch.Queue(`delete from event_points where event_id = $1 and original = $2`, e.Num, p.from)
		case !p.to.Equal(p.from):
			batch.Queue(`update event_points set original = $3 where event_id = $1 and original = $2`, e.Num, p.from, p.to)
		}
	}
	if batch.Len() == 0 {
		return nil
	}
	return tx.SendBatch(ctx, &batch).Close()
}

// change is what an edit does to dates. sealed: what is told to those who come is another.
func (edit *editing) change(after *Event, pairs []pair, sealed bool) *Change {
	c := &Change{Before: edit.before, After: after, By: edit.by.Account.Num}
	for _, p := range pairs {
		was := edit.before.at(p.from)
		if !was.ends(edit.now()) {
			continue
		}
		m := Move{From: p.from, To: p.to}
		if p.to.IsZero() {
			m.Now = was
			m.Now.Cancelled, m.Now.Why, m.Now.Sequence = true, "other", max(after.Sequence, was.Sequence)+1
			m.Tell = !was.Cancelled
		} else {
			m.Now = after.at(p.to)
			m.Tell = was.Cancelled != m.Now.Cancelled || !m.Now.Cancelled && (moves(&was, &m.Now) || sealed && m.Now.Site.Kind == Sealed)
		}
		if m.Tell || !p.to.Equal(p.from) || after.Num != edit.before.Num {
			c.Moves = append(c.Moves, m)
		}
	}
	return c
}

// tells says whether somebody must know.
func (c *Change) tells() bool {
	return slices.ContainsFunc(c.Moves, func(m Move) bool { return m.Tell }) || !c.Before.When.equal(&c.After.When)
}

// hand gives a change to those who keep something about the dates.
func (r *Room) hand(ctx context.Context, tx pgx.Tx, c *Change) error {
	for _, hear := range r.moved {
		if err := hear(ctx, tx, c); err != nil {
			return err
		}
	}
	return nil
}
