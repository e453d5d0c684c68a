package community

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/identity"
)

// heard keeps what is told of dates.
func (w *town) heard() *[]Change {
	var list []Change
	w.room.moved = append(w.room.moved, func(_ context.Context, _ pgx.Tx, c *Change) error {
		list = append(list, *c)
		return nil
	})
	return &list
}

// starts are the dates of an event by the clock in Marseille; those called off have a cross.
func (w *town) starts(e Event) string {
	w.t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	w.must(err)
	again, err := readEvent(context.Background(), w.pool, e.ID)
	w.must(err)
	var list []string
	for _, o := range again.Between(nil, begin.Add(-60*day), begin.Add(300*day), 20) {
		text := o.Start.In(zone).Format("01-02T15")
		if o.Cancelled {
			text += "x"
		}
		list = append(list, text)
	}
	return strings.Join(list, " ")
}

func weekly(d *Draft) { d.When.Rule = "FREQ=WEEKLY;COUNT=5" }

// at is an instant of a day by the clock in Marseille, in winter.
func at(month time.Month, day, hour int) *time.Time {
	t := time.Date(2026, month, day, hour-1, 0, 0, 0, time.UTC)
	return &t
}

func TestEditOneDate(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.member("Anna", west)
	e := w.publish(anna, weekly)
	changes := w.heard()
	o, ok := e.Occurrence(*at(12, 3, 20))
	if !ok {
		t.Fatal("no such date")
	}
	d := e.DraftOf(&o)
	d.When.Start, d.Title = recur.At(2026, 12, 4, 18, 0, 0), "Game night, on a Friday"
	e, err := w.room.Edit(t.Context(), anna, e.ID, &o.Original, This, d)
	w.must(err)
	if got := w.starts(e); got != "11-26T20 12-04T18 12-10T20 12-17T20 12-24T20" {
		t.Error(got)
	}
	moved, _ := e.Occurrence(o.Original)
	if e.Sequence != 0 || moved.Sequence != 1 || moved.Title != "Game night, on a Friday" || e.Title != "Game night" {
		t.Errorf("%+v", moved)
	}
	if c := (*changes)[0]; len(*changes) != 1 || len(c.Moves) != 1 || !c.Moves[0].Tell || !c.Moves[0].To.Equal(o.Original) {
		t.Errorf("%+v", *changes)
	}
	// a later edit of all leaves the date where it is, and words that are its own
	all := e.Draft()
	all.Words = "Bring a friend"
	e, err = w.room.Edit(t.Context(), anna, e.ID, nil, All, all)
	w.must(err)
	moved, _ = e.Occurrence(o.Original)
	if e.Sequence != 0 || e.Version != 3 || moved.Title != "Game night, on a Friday" || moved.Words != "Bring a friend" || moved.Start != *at(12, 4, 18) {
		t.Errorf("%+v %+v", e, moved)
	}
	d.Interest = "sport"
	_, err = w.room.Edit(t.Context(), anna, e.ID, &o.Original, This, d)
	expectRefusal(t, err, "interest")
	_, err = w.room.Edit(t.Context(), anna, e.ID, at(12, 4, 20), This, d)
	expectRefusal(t, err, "not-found")
	_, err = w.room.Edit(t.Context(), w.member("Eve", west), e.ID, &o.Original, This, d)
	expectRefusal(t, err, "not-found")
}

func TestEditThisAndFollowing(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.member("Anna", west)
	door := orb.Point{5.3251, 43.3251}
	e := w.publish(anna, weekly, func(d *Draft) { d.Where = Where{Point: &door, Sealed: "the blue door"} })
	_, err := w.room.Cancel(t.Context(), anna, e.ID, at(12, 17, 20), This, "ill")
	w.must(err)
	changes := w.heard()
	d := e.Draft()
	d.When.Start = recur.At(2026, 12, 11, 19, 0, 0) // Fridays at seven, from the third date on
	next, err := w.room.Edit(t.Context(), anna, e.ID, at(12, 10, 20), Following, d)
	w.must(err)
	if first, second := w.starts(e), w.starts(next); first != "11-26T20 12-03T20" || second != "12-11T19 12-18T19x 12-25T19" {
		t.Errorf("%s | %s", first, second)
	}
	if next.ID == e.ID || next.Follows != e.Num || next.Review != Waiting || next.Author != e.Author {
		t.Errorf("%+v", next)
	}
	c := (*changes)[0]
	var moves []string
	for _, m := range c.Moves {
		moves = append(moves, m.From.Format("02")+">"+m.To.Format("02")+map[bool]string{true: "!"}[m.Tell])
	}
	if got := strings.Join(moves, " "); got != "10>11! 17>18 24>25!" || c.Before.Num != e.Num || c.After.Num != next.Num {
		t.Errorf("%s", got)
	}
	m, err := w.room.MeetingPoint(t.Context(), anna, next.ID, *at(12, 11, 19))
	w.must(err)
	if m.Words != "the blue door" || *m.Point != door {
		t.Errorf("what is sealed stays behind: %+v", m)
	}
	first, err := readEvent(t.Context(), w.pool, e.ID)
	w.must(err)
	if first.Sequence == 0 || first.ends != at(12, 3, 20).Add(2*time.Hour) || first.When.Rule != "FREQ=WEEKLY;COUNT=2" {
		t.Errorf("%+v", first)
	}
}

func TestEditAll(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.member("Anna", west)
	e := w.publish(anna, weekly)
	d := e.Draft()
	d.When.Start = recur.At(2026, 11, 26, 18, 0, 0)
	e, err := w.room.Edit(t.Context(), anna, e.ID, nil, All, d)
	w.must(err)
	if got := w.starts(e); got != "11-26T18 12-03T18 12-10T18 12-17T18 12-24T18" || e.Sequence != 1 {
		t.Errorf("%s %d", got, e.Sequence)
	}
	w.clock.pass(10 * day) // two have been
	d.When.Start = recur.At(2026, 11, 26, 21, 0, 0)
	next, err := w.room.Edit(t.Context(), anna, e.ID, nil, All, d)
	w.must(err)
	if first, second := w.starts(e), w.starts(next); first != "11-26T18 12-03T18" || second != "12-10T21 12-17T21 12-24T21" {
		t.Errorf("what has been keeps its hours: %s | %s", first, second)
	}
	d = next.Draft()
	d.Title = "Games"
	same, err := w.room.Edit(t.Context(), anna, next.ID, nil, All, d)
	w.must(err)
	if same.ID != next.ID || same.Sequence != next.Sequence || same.Title != "Games" {
		t.Errorf("%+v", same)
	}
	d.When.Rule = "FREQ=MONTHLY" // of the dates only that of the tenth is one of the new
	changes := w.heard()
	same, err = w.room.Edit(t.Context(), anna, next.ID, nil, All, d)
	w.must(err)
	if got := w.starts(same); !strings.HasPrefix(got, "12-10T21 01-10T21 02-10T21") {
		t.Error(got)
	}
	off := 0
	for _, m := range (*changes)[0].Moves {
		if m.Off() && m.Tell {
			off++
		}
	}
	if off != 2 {
		t.Errorf("%+v", (*changes)[0].Moves)
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.member("Anna", west)
	e := w.publish(anna, weekly)
	changes := w.heard()
	_, err := w.room.Cancel(t.Context(), anna, e.ID, at(12, 3, 20), This, "rain")
	expectRefusal(t, err, "why")
	for range 2 { // the second changes nothing
		e, err = w.room.Cancel(t.Context(), anna, e.ID, at(12, 3, 20), This, "weather")
		w.must(err)
	}
	if got := w.starts(e); got != "11-26T20 12-03T20x 12-10T20 12-17T20 12-24T20" || len(*changes) != 1 {
		t.Errorf("%s %d", got, len(*changes))
	}
	e, err = w.room.Cancel(t.Context(), anna, e.ID, at(12, 17, 20), Following, "few")
	w.must(err)
	if got := w.starts(e); got != "11-26T20 12-03T20x 12-10T20" || len((*changes)[1].Moves) != 2 {
		t.Errorf("%s %+v", got, (*changes)[1].Moves)
	}
	w.clock.pass(3 * day) // one has been
	e, err = w.room.Cancel(t.Context(), anna, e.ID, nil, All, "place")
	w.must(err)
	last := (*changes)[2]
	if len(last.Moves) != 1 || !last.Moves[0].From.Equal(*at(12, 10, 20)) || !last.Moves[0].Tell || last.Moves[0].Now.Sequence <= 1 {
		t.Errorf("%+v", last.Moves)
	}
	_, err = w.room.Edit(t.Context(), anna, e.ID, nil, All, e.Draft())
	expectRefusal(t, err, "bad-value")
	w.settle()
	if list, _, err := w.calendar.Find(nil, nil, EventQuery{}); err != nil || len(list) != 0 {
		t.Errorf("still listed: %+v %v", list, err)
	}
}

func TestDuplicateAndTemplates(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.member("Anna", west)
	e := w.publish(anna, weekly)
	d, err := w.room.Duplicate(t.Context(), anna, e.ID)
	w.must(err)
	again, err := w.room.Publish(t.Context(), anna, d, uuid.NewString())
	w.must(err)
	if again.ID == e.ID || w.starts(again) != w.starts(e) || again.Title != e.Title || again.Site != e.Site {
		t.Errorf("%+v", again)
	}
	_, err = w.room.Duplicate(t.Context(), w.member("Eve", west), e.ID)
	expectRefusal(t, err, "not-found")
	few, err := w.room.Templates(anna)
	w.must(err)
	more, err := w.room.Templates(w.coordinator())
	w.must(err)
	if len(few) == 0 || len(more) != len(templates) || len(few) >= len(more) {
		t.Errorf("%d and %d of %d", len(few), len(more), len(templates))
	}
	for i := range templates {
		m := &templates[i]
		made := draft(func(d *Draft) {
			d.Title, d.Words, d.Bring, d.Interest = m.Title.FR, m.Words.FR, m.Bring.FR, m.Interest
			d.When.Rule, d.When.Length, d.Capacity = m.Rule, m.Length, m.Capacity
		})
		if _, err := w.room.Publish(t.Context(), w.coordinator(), made, uuid.NewString()); err != nil {
			t.Errorf("%s: %v", m.Code, err)
		}
	}
}

func TestReviewOpensMoreSeats(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, staff := w.member("Anna", west), w.coordinator()
	e := w.publish(anna)
	waiting, err := w.room.ToReview(t.Context(), staff, w.city.Num)
	w.must(err)
	if len(waiting) != 1 || waiting[0].ID != e.ID || waiting[0].By.Name != "Anna" {
		t.Errorf("%+v", waiting)
	}
	_, err = w.room.ToReview(t.Context(), anna, w.city.Num)
	expectRefusal(t, err, "forbidden")
	expectRefusal(t, w.room.Review(t.Context(), identity.Deed{By: anna}, e.ID, true), "forbidden")
	w.must(w.room.Review(t.Context(), identity.Deed{By: staff}, e.ID, true))
	expectRefusal(t, w.room.Review(t.Context(), identity.Deed{By: staff}, e.ID, true), "bad-value")
	if next := w.publish(anna, func(d *Draft) { d.Capacity = 40 }); next.Review != NotReviewed || next.Capacity != 40 {
		t.Errorf("%+v", next)
	}
	eve := w.member("Eve", west)
	refused := w.publish(eve)
	changes := w.heard()
	w.must(w.room.Review(t.Context(), identity.Deed{By: staff, Code: "forbidden"}, refused.ID, false))
	if len(*changes) != 1 || !(*changes)[0].Moves[0].Off() {
		t.Errorf("%+v", *changes)
	}
	_, err = w.room.Get(t.Context(), anna, refused.ID)
	expectRefusal(t, err, "not-found")
	_, err = w.room.Publish(t.Context(), eve, draft(func(d *Draft) { d.Capacity = 16 }), uuid.NewString())
	expectRefusal(t, err, "capacity")
	var kinds []string
	w.must(w.pool.QueryRow(t.Context(), `select array_agg(kind order by kind) from notifications where account_id = any($1)`,
		[]int64{anna.Account.Num, eve.Account.Num}).Scan(&kinds))
	if !slices.Equal(kinds, []string{"event-passed", "event-refused"}) {
		t.Error(kinds)
	}
}

func TestHostsSayYesFirst(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, bea, eve := w.member("Anna", west), w.member("Bea", east), w.member("Eve", west)
	e := w.publish(anna, func(d *Draft) { d.CoHosts = []uuid.UUID{bea.Account.ID} })
	f, err := w.room.Get(t.Context(), bea, e.ID)
	w.must(err)
	if !f.Asked || f.Own || len(f.Hosts) != 0 {
		t.Errorf("%+v", f)
	}
	_, err = w.room.Edit(t.Context(), bea, e.ID, nil, All, e.Draft())
	expectRefusal(t, err, "not-found")
	w.must(w.room.AnswerHosting(t.Context(), bea, e.ID, true))
	expectRefusal(t, w.room.AnswerHosting(t.Context(), eve, e.ID, true), "not-found")
	d := e.Draft()
	d.Title = "Games by two"
	_, err = w.room.Edit(t.Context(), bea, e.ID, nil, All, d)
	w.must(err)
	f, err = w.room.Get(t.Context(), eve, e.ID)
	w.must(err)
	if len(f.Hosts) != 1 || f.Hosts[0].Name != "Bea" || f.By.Name != "Anna" || f.Title != "Games by two" {
		t.Errorf("%+v", f)
	}
	w.must(w.room.AnswerHosting(t.Context(), bea, e.ID, false))
	if mine, err := w.room.Mine(t.Context(), bea); err != nil || len(mine) != 0 {
		t.Errorf("%+v %v", mine, err)
	}
	anna.Blocks = identity.Blocks{eve.Account.Num: {}}
	_, err = w.room.Publish(t.Context(), anna, draft(func(d *Draft) { d.CoHosts = []uuid.UUID{eve.Account.ID} }), uuid.NewString())
	expectRefusal(t, err, "hosts")
}

// No date becomes two, none takes the instant of another, and what stays where it was stays itself.
func TestPairsAreOneToOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		instants := func(name string) (list []time.Time) {
			for _, h := range rapid.SliceOfNDistinct(rapid.IntRange(0, 2000), 0, 30, rapid.ID[int]).Draw(rt, name) {
				list = append(list, begin.Add(time.Duration(h)*time.Hour))
			}
			slices.SortFunc(list, time.Time.Compare)
			return list
		}
		olds, news := instants("olds"), instants("news")
		shift := time.Duration(rapid.IntRange(-100, 100).Draw(rt, "shift")) * time.Hour
		pairs := paired(olds, news, func(t time.Time) time.Time { return t.Add(shift) })
		if len(pairs) != len(olds) {
			rt.Fatalf("%d of %d", len(pairs), len(olds))
		}
		taken := map[time.Time]bool{}
		for i, p := range pairs {
			if p.from != olds[i] {
				rt.Fatalf("%v is not %v", p.from, olds[i])
			}
			if p.to.IsZero() {
				continue
			}
			if taken[p.to] || !slices.Contains(news, p.to) || p.to != p.from && slices.Contains(olds, p.to) {
				rt.Fatalf("%v goes to %v", p.from, p.to)
			}
			if taken[p.to] = true; p.to != p.from && p.to.Sub(p.from.Add(shift)).Abs() > nearby && len(olds)+len(news) > 2 {
				rt.Fatalf("%v goes far, to %v", p.from, p.to)
			}
		}
	})
}
