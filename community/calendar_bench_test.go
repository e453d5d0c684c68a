package community

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/tiles"
)

// crowded is a calendar of 100,000 dates around 45 towns, most of them of weekly series, without a database.
func crowded(b *testing.B) *Calendar {
	b.Helper()
	r := rand.New(rand.NewPCG(13055, 7))
	c := everyWeek(b, 11_200, r, func() orb.Point {
		town := r.IntN(45)
		return orb.Point{-1 + float64(town%9) + r.NormFloat64()*0.05, 43 + float64(town/9) + r.NormFloat64()*0.036}
	})
	if n := len(c.now.Load().page.dates); n < 95_000 {
		b.Fatalf("%d dates", n)
	}
	return c
}

// everyWeek is a calendar of weekly series without a database.
func everyWeek(t testing.TB, series int, r *rand.Rand, somewhere func() orb.Point) *Calendar {
	t.Helper()
	c := NewCalendar(CalendarConfig{Live: directory.NewLive(directory.Config{}), Now: func() time.Time { return begin }})
	k := &book{calendar: c, byNum: map[int64]*entry{}, byID: map[uuid.UUID]*entry{}}
	for way := range k.by {
		k.by[way] = map[int64]map[int64]struct{}{}
	}
	for num := range int64(series) {
		e := &Event{Num: num + 1, ID: uuid.New(), Interest: directory.Interests[r.IntN(len(directory.Interests))].Code}
		e.Title = fmt.Sprintf("Rencontre %d", num)
		e.Site = Site{Kind: AtPoint, Located: true, Point: somewhere()}
		e.When = When{Zone: "Europe/Paris", Start: recur.At(2026, 11, 1+r.IntN(28), 8+r.IntN(12), 0, 0), Length: 2 * time.Hour, Rule: "FREQ=WEEKLY"}
		if err := e.compile(nil); err != nil {
			t.Fatal(err)
		}
		k.add(newEntry(e, nil))
	}
	k.page = k.paged(c.window())
	c.now.Store(k)
	return c
}

// BenchmarkFindNear is the figure of the issue, without HTTP: twenty dates of one interest around a point, of 100,000.
func BenchmarkFindNear(b *testing.B) {
	c := crowded(b)
	games, _ := directory.InterestNamed("games")
	var list []Listed
	found := 0
	for i := 0; b.Loop(); i++ {
		town := i % 45
		at := orb.Point{-1 + float64(town%9), 43 + float64(town/9)}
		var err error
		list, _, err = c.Find(list[:0], nil, EventQuery{Near: &directory.Near{Point: at, RadiusM: 2000}, EventFilter: EventFilter{Interests: games}})
		if found += len(list); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(found)/float64(b.N), "dates/op")
}

// BenchmarkFindBeyond is a page of dates half a year ahead, computed from their rules.
func BenchmarkFindBeyond(b *testing.B) {
	c := crowded(b)
	f := EventFilter{From: begin.Add(180 * day), Until: begin.Add(190 * day)}
	for b.Loop() {
		if list, _, err := c.Find(nil, nil, EventQuery{Near: &directory.Near{Point: orb.Point{5, 43}, RadiusM: 2000}, EventFilter: f}); err != nil || len(list) == 0 {
			b.Fatal(len(list), err)
		}
	}
}

// BenchmarkFindFirst is the next dates everywhere.
func BenchmarkFindFirst(b *testing.B) {
	c := crowded(b)
	var list []Listed
	for b.Loop() {
		var err error
		if list, _, err = c.Find(list[:0], nil, EventQuery{}); err != nil || len(list) != 20 {
			b.Fatal(len(list), err)
		}
	}
}

// BenchmarkTile draws a town at zoom 10.
func BenchmarkTile(b *testing.B) {
	c := crowded(b)
	t := tiles.TileAt(tiles.At(orb.Point{5, 43}), 10)
	var w tiles.Writer
	for b.Loop() {
		if len(w.Draw(t, c.EventsLayer(EventFilter{}))) == 0 {
			b.Fatal("an empty tile")
		}
	}
}

// BenchmarkOneSignUp is what a change of one event costs the copy.
func BenchmarkOneSignUp(b *testing.B) {
	c := crowded(b)
	k := c.now.Load()
	for i := int64(0); b.Loop(); i++ {
		num := 1 + i%11_000
		k.replace(map[int64]struct{}{num: {}}, []*entry{newEntry(k.byNum[num].Event, nil)})
	}
}
