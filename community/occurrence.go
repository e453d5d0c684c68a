package community

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// find is where a date is, or would be, among those with something special.
func (e *Event) find(original time.Time) (int, bool) {
	return slices.BinarySearchFunc(e.Dates, original, func(d Date, t time.Time) int { return d.Original.Compare(t) })
}

// Occurrence is the date that was to begin at original; false when there is none.
func (e *Event) Occurrence(original time.Time) (o Occurrence, ok bool) {
	if !e.series.Is(original) {
		return o, false
	}
	return e.at(original), true
}

// at is the date of an original, which is one.
func (e *Event) at(original time.Time) Occurrence {
	o := Occurrence{
		Event: e.Num, ID: e.ID, Original: original.UTC(), Start: original.UTC(), Body: e.Body, Sequence: e.Sequence,
		Cancelled: !e.Cancelled.IsZero(), Why: e.Why,
	}
	count := e.counts[o.Original.UnixMicro()]
	o.Taken, o.Waiting = count.taken, count.waiting
	length := e.When.Length
	if i, special := e.find(original); special {
		d := &e.Dates[i]
		set(&o.Title, d.Title)
		set(&o.Words, d.Words)
		set(&o.Bring, d.Bring)
		set(&o.Capacity, d.Capacity)
		set(&o.Site, d.Site)
		set(&length, d.Length)
		if d.Start != nil {
			o.Start = d.Start.In(e.series.Zone)
		}
		if d.Cancelled && !o.Cancelled {
			o.Cancelled, o.Why = true, d.Why
		}
		o.Sequence = max(o.Sequence, d.Sequence)
	}
	o.End = e.end(o.Start, length)
	return o
}

// set takes a value that is said.
func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// Between appends to dst the dates that are not over at from and begin before until, those called off too, by start, then original; the
// first limit of them.
func (e *Event) Between(dst []Occurrence, from, until time.Time, limit int) []Occurrence {
	last := len(dst) + limit
	if len(dst) == last {
		return dst
	}
	for o := range e.each(from.Add(-e.longest()), until) {
		if o.ends(from) {
			if dst = append(dst, o); len(dst) == last {
				break
			}
		}
	}
	return dst
}

// each yields the dates that begin from an instant on and before another, by start, then original: as many as are asked for are computed.
func (e *Event) each(from, until time.Time) iter.Seq[Occurrence] {
	return func(yield func(Occurrence) bool) {
		moved := e.movedDates(from, until)
		for atOnce := 4; ; atOnce = min(2*atOnce, 256) {
			originals := e.series.Between(nil, from, until, atOnce)
			for _, original := range originals {
				o := e.at(original)
				if i, special := e.find(original); special && e.Dates[i].Start != nil {
					continue // it is among those that moved
				}
				for len(moved) > 0 && compareDates(moved[0], o) < 0 {
					if !yield(moved[0]) {
						return
					}
					moved = moved[1:]
				}
				if !yield(o) {
					return
				}
			}
			if len(originals) < atOnce {
				break
			}
			from = originals[atOnce-1].Add(time.Second)
		}
		for _, o := range moved {
			if !yield(o) {
				return
			}
		}
	}
}

// movedDates are those whose beginning was moved to between two instants.
func (e *Event) movedDates(from, until time.Time) (list []Occurrence) {
	for i := range e.Dates {
		d := &e.Dates[i]
		if d.Start == nil || d.Removed || !e.series.Is(d.Original) {
			continue
		}
		if o := e.at(d.Original); !o.Start.Before(from) && o.Start.Before(until) {
			list = append(list, o)
		}
	}
	slices.SortFunc(list, compareDates)
	return list
}

func compareDates(a, b Occurrence) int {
	return cmp.Or(a.Start.Compare(b.Start), a.Original.Compare(b.Original))
}

// longest is no less than any date takes.
func (e *Event) longest() time.Duration {
	most := e.When.Length
	for i := range e.Dates {
		if e.Dates[i].Length != nil {
			most = max(most, *e.Dates[i].Length)
		}
	}
	if e.When.AllDay {
		most += 2 * time.Hour // a day has up to 25, mostly
	}
	return most
}

// ends says whether a date is not over at an instant: what takes no time is over once it has begun.
func (o *Occurrence) ends(at time.Time) bool {
	return o.End.After(at) || !o.Start.Before(at)
}

// end is when a date ends that begins at start.
func (e *Event) end(start time.Time, length time.Duration) time.Time {
	lasting := e.series
	lasting.Length = length
	return lasting.End(start)
}

// Next is the first date that is held and not over at an instant; false when there is none in what is computed.
func (e *Event) Next(at time.Time) (o Occurrence, ok bool) {
	for o := range e.each(at.Add(-e.longest()), at.Add(MaxAhead)) {
		if !o.Cancelled && o.ends(at) {
			return o, true
		}
	}
	return o, false
}
