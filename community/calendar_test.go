package community

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/geo/cellindex"
	"github.com/alentour/alentour/identity"
)

var _ feed.Subject = (*Calendar)(nil)

// fresh is a copy loaded now.
func (w *town) fresh() *Calendar {
	w.t.Helper()
	c := NewCalendar(CalendarConfig{Live: w.live, Now: w.clock.now, Parts: partsOf})
	w.must(pgx.BeginFunc(context.Background(), w.pool, func(tx pgx.Tx) error {
		b, err := c.Load(context.Background(), tx)
		if err == nil {
			c.Publish(b)
		}
		return err
	}))
	return c
}

// partsOf are all that answers say of a date besides what changes by itself.
func partsOf(e *Event, o *Occurrence) *Parts {
	return &Parts{o.ID.String(), fmt.Sprint(e.When, o.Title, o.Site), fmt.Sprint(e.Interest, e.PriceCents, o.Capacity)}
}

// told is a copy in words: every date of the window with all that is said of it, and what leads to it.
func told(c *Calendar) (lines []string) {
	b := c.now.Load()
	b.writing.Lock()
	defer b.writing.Unlock()
	for _, d := range b.page.dates {
		lines = append(lines, fmt.Sprintf("%+v %+v %+v", d.Occurrence, d.of.For, d.of.hosts))
		for _, s := range d.of.stands {
			lines = append(lines, fmt.Sprintf("  %v %v %x %d", s.id, s.point, s.masks, len(s.dates)))
		}
	}
	lines = append(lines, fmt.Sprint(b.page.from, b.page.index.Len(), slices.Sorted(maps.Keys(b.byNum)), len(b.byID)))
	for _, way := range b.by {
		for _, key := range slices.Sorted(maps.Keys(way)) {
			lines = append(lines, fmt.Sprint(key, slices.Sorted(maps.Keys(way[key]))))
		}
	}
	return lines
}

// W3: whatever happened, the copy that follows is what a fresh load would be.
func TestCalendarEqualsALoad(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := context.Background()
	people := []*identity.Viewer{w.member("Anna", west), w.member("Bea", east), w.coordinator()}
	place := w.place("Maison", east)
	var all []Event
	rapid.Check(t, func(rt *rapid.T) {
		for range 4 {
			who := rapid.SampledFrom(people).Draw(rt, "who")
			what := rapid.IntRange(0, 9).Draw(rt, "what")
			switch {
			case what == 0 || len(all) == 0:
				e, err := w.room.Publish(ctx, who, drawDraft(rt, w, place), uuid.NewString())
				if err == nil { // a place may be hidden
					all = append(all, e)
				}
			case what == 1:
				w.exec(`update members set hidden = not hidden, barred = random() < 0.3 where account_id = $1`, who.Account.Num)
			case what == 2:
				w.exec(`update accounts set standing = case standing when 'active' then 'suspended' else 'active' end where id = $1`, who.Account.Num)
			case what == 3:
				w.exec(`update places set hidden = not hidden, geom = ST_SetSRID(ST_MakePoint(5.31 + random() / 20, 43.32), 4326) where uid = $1`, place)
			case what == 4:
				w.clock.pass(rapid.SampledFrom([]time.Duration{time.Hour, 30 * time.Hour}).Draw(rt, "passes"))
				w.calendar.Roll()
			default:
				w.meddle(rt, rapid.SampledFrom(all).Draw(rt, "which").ID, place)
			}
		}
		w.settle()
		w.calendar.Roll()
		if got, want := told(w.calendar), told(w.fresh()); !slices.Equal(got, want) {
			rt.Fatalf("the copy has\n%v\na load\n%v", got, want)
		}
	})
}

// drawDraft is an event of some kind.
func drawDraft(rt *rapid.T, w *town, place uuid.UUID) Draft {
	at := orb.Point{5.30 + rapid.Float64Range(0.001, 0.109).Draw(rt, "lon"), 43.30 + rapid.Float64Range(0.001, 0.059).Draw(rt, "lat")}
	return draft(func(d *Draft) {
		d.Interest = rapid.SampledFrom([]string{"", "games", "sport", "cinema"}).Draw(rt, "interest")
		d.PriceCents = rapid.SampledFrom([]int{0, 0, 500}).Draw(rt, "price")
		d.For = directory.AudienceSet(rapid.SampledFrom([]uint64{0, 1, 2, 4, 6}).Draw(rt, "for"))
		switch rapid.IntRange(0, 4).Draw(rt, "where") {
		case 0:
			d.Where = Where{Online: "https://example.org/room"}
		case 1:
			d.Where = Where{Place: place}
		case 2:
			d.Where = Where{Point: &at, Sealed: "the blue door"}
		default:
			d.Where = Where{Point: &at}
		}
		now := w.clock.now()
		d.When.Start = recur.WallOf(now.Add(time.Duration(rapid.IntRange(1, 40*24).Draw(rt, "hours")) * time.Hour).Truncate(time.Hour))
		d.When.Length = time.Duration(rapid.SampledFrom([]int{0, 1, 2, 30}).Draw(rt, "length")) * time.Hour
		d.When.Rule = rapid.SampledFrom([]string{
			"", "", "FREQ=WEEKLY", "FREQ=DAILY;COUNT=20", "FREQ=MONTHLY", "FREQ=WEEKLY;INTERVAL=2;COUNT=5",
		}).Draw(rt, "rule")
	})
}

// meddle does something to an event as its author; a refusal changes nothing.
func (w *town) meddle(rt *rapid.T, id uuid.UUID, place uuid.UUID) {
	ctx := context.Background()
	e, err := readEvent(ctx, w.pool, id)
	w.must(err)
	v := &identity.Viewer{Account: identity.Account{Num: e.Author, Standing: identity.StandingActive}}
	scope := Scope(rapid.IntRange(0, 2).Draw(rt, "scope"))
	dates := e.Between(nil, w.clock.now(), w.clock.now().Add(90*day), 5)
	if len(dates) == 0 {
		return
	}
	o := rapid.SampledFrom(dates).Draw(rt, "date")
	d := e.Draft()
	if scope == This {
		d = e.DraftOf(&o)
	}
	switch rapid.IntRange(0, 4).Draw(rt, "how") {
	case 0:
		_, _ = w.room.Cancel(ctx, v, id, &o.Original, scope, "weather")
		return
	case 1:
		d.When.Start = d.When.Start.Add(time.Duration(rapid.IntRange(-30, 30).Draw(rt, "shift")) * time.Hour)
	case 2:
		d.Where = drawDraft(rt, w, place).Where
	case 3:
		d.When.Rule = rapid.SampledFrom([]string{"", "FREQ=WEEKLY", "FREQ=DAILY;COUNT=6"}).Draw(rt, "other rule")
	default:
		d.Title = "Another title"
	}
	_, _ = w.room.Edit(ctx, v, id, &o.Original, scope, d)
}

// place makes a place of the directory.
func (w *town) place(name string, at orb.Point) (uid uuid.UUID) {
	w.t.Helper()
	ctx := context.Background()
	w.exec(`insert into datasets (name, title) values ('test', 'Test') on conflict do nothing`)
	w.must(w.pool.QueryRow(ctx, `
		insert into places (uid, dataset_id, source_id, name, geom, cell, district_id)
		select gen_random_uuid(), (select id from datasets limit 1), $1, $1, ST_SetSRID(ST_MakePoint($2, $3), 4326), 1, $4 returning uid`,
		name, at.Lon(), at.Lat(), w.home(at).District).Scan(&uid))
	return uid
}

// Every page of every query is what going through all dates gives: of the window and beyond it, in the declared order.
func TestFindEqualsBruteForce(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	staff := w.coordinator()
	place := w.place("Maison", east)
	rapid.Check(t, func(rt *rapid.T) {
		for range 3 {
			e, err := w.room.Publish(context.Background(), staff, drawDraft(rt, w, place), uuid.NewString())
			if err != nil {
				rt.Fatal(err)
			}
			w.meddle(rt, e.ID, place)
		}
		w.settle()
		for range 8 {
			q := drawQuery(rt, w)
			want := w.brute(rt, q)
			var got []string
			for pages := 0; ; pages++ {
				list, next, err := w.calendar.Find(nil, nil, q)
				if err != nil {
					rt.Fatal(err)
				}
				for _, l := range list {
					if l.Parts != nil && *l.Parts != *partsOf(l.Of, l.Occurrence) {
						rt.Fatalf("of %+v the parts are %q", l, *l.Parts)
					}
					got = append(got, line(&l))
				}
				if q.Cursor = next; next == "" {
					break
				}
				if pages > 10_000 {
					rt.Fatal("pages without end")
				}
			}
			if !slices.Equal(got, want) {
				rt.Fatalf("%+v\ngives %d\n%v\nwant %d\n%v", q, len(got), got, len(want), want)
			}
		}
		w.exec(`delete from events`)
	})
}

// A date that begins in the copy's window and lasts beyond it is found by who asks from beyond it.
func TestFindWhatLastsBeyondTheWindow(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.settle()
	end := w.calendar.now.Load().page.until
	starts := end.Add(-day).UTC()
	w.publish(w.coordinator(), func(d *Draft) {
		d.When = When{Zone: "UTC", Start: recur.At(starts.Year(), starts.Month(), starts.Day(), starts.Hour(), 0, 0), Length: 3 * day}
	})
	w.settle()
	near := &directory.Near{Point: west, RadiusM: 300}
	for name, q := range map[string]EventQuery{"all": {}, "near": {Near: near}, "in a district": {District: "13055"}} {
		q.Limit, q.From, q.Until = 10, end.Add(time.Hour), end.Add(2*time.Hour)
		if list, _, err := w.calendar.Find(nil, nil, q); err != nil || len(list) != 1 || !list[0].Start.Before(end) {
			t.Errorf("%s: %v, %v", name, list, err)
		}
	}
}

func line(l *Listed) string {
	return fmt.Sprintf("%.3f %s %d %d", l.DistanceM, l.Start.Format(time.RFC3339), l.Event, l.Original.Unix())
}

func drawQuery(rt *rapid.T, w *town) (q EventQuery) {
	switch rapid.IntRange(0, 3).Draw(rt, "asks") {
	case 0:
		at := rapid.SampledFrom([]orb.Point{west, east, {5.30, 43.30}}).Draw(rt, "near")
		q.Near = &directory.Near{Point: at, RadiusM: rapid.SampledFrom([]float64{300, 3000, 20_000}).Draw(rt, "radius")}
	case 1:
		q.BBox = &geo.BBox{West: 5.31, South: 43.30, East: rapid.SampledFrom([]float64{5.34, 5.41}).Draw(rt, "bbox"), North: 43.36}
	case 2:
		q.District = rapid.SampledFrom([]string{"13055", "13201", "13202", "q24"}).Draw(rt, "district")
	}
	now := w.clock.now()
	if rapid.Bool().Draw(rt, "dated") {
		q.From = now.Add(time.Duration(rapid.IntRange(-20, 80).Draw(rt, "from")) * day)
		q.Until = q.From.Add(time.Duration(rapid.IntRange(1, 200*24).Draw(rt, "span")) * time.Hour)
	}
	q.Free, q.Cancelled = rapid.Bool().Draw(rt, "free"), rapid.Bool().Draw(rt, "cancelled")
	q.For = directory.AudienceSet(rapid.SampledFrom([]uint64{0, 0, 2, 4}).Draw(rt, "audience"))
	if rapid.Bool().Draw(rt, "games") {
		q.Interests, _ = directory.InterestNamed("games")
	}
	q.Limit = rapid.SampledFrom([]int{1, 3, 20, 100}).Draw(rt, "limit")
	return q
}

// brute goes through every date of every event.
func (w *town) brute(rt *rapid.T, q EventQuery) (lines []string) {
	events, err := readEvents(context.Background(), w.pool, selectEvent)
	if err != nil {
		rt.Fatal(err)
	}
	members := map[int64]bool{}
	if q.District != "" {
		d, _ := w.live.District(q.District)
		for _, num := range w.live.Atlas().Subtree(d.Num) {
			members[num] = true
		}
	}
	from, until := q.From, q.Until
	if from.IsZero() {
		from = w.clock.now()
	}
	if until.IsZero() {
		until = w.clock.now().Truncate(day).Add(62 * day)
	}
	var list []Listed
	for _, e := range events {
		free := !q.Free || e.PriceCents == 0
		likes := q.Interests == 0 || e.Interest == "games"
		welcome := q.For == 0 || e.For == 0 || e.For&1 != 0 || e.For&q.For != 0
		if !free || !likes || !welcome {
			continue
		}
		for _, original := range e.series.Between(nil, begin.Add(-100*day), begin.Add(500*day), 5000) {
			o := e.at(original)
			distanceM := 0.0
			over := o.End.Before(from) || o.End.Equal(from) && o.Start.Before(from)
			if over || !o.Start.Before(until) || o.Cancelled && !q.Cancelled {
				continue
			}
			switch {
			case q.Near != nil:
				if distanceM = cellindex.DistanceM(q.Near.Point, o.Site.Point); !o.Site.Located || distanceM > q.Near.RadiusM {
					continue
				}
			case q.BBox != nil && (!o.Site.Located || !q.BBox.Contains(o.Site.Point)),
				q.District != "" && !members[o.Site.District] && (o.Site.District != 0 || !members[o.Site.City]):
				continue
			}
			list = append(list, Listed{Occurrence: &o, DistanceM: distanceM})
		}
	}
	slices.SortFunc(list, func(a, b Listed) int {
		switch {
		case a.DistanceM != b.DistanceM:
			return map[bool]int{true: -1, false: 1}[a.DistanceM < b.DistanceM]
		case !a.Start.Equal(b.Start):
			return a.Start.Compare(b.Start)
		case a.Event != b.Event:
			return int(a.Event - b.Event)
		}
		return a.Original.Compare(b.Original)
	})
	for i := range list {
		lines = append(lines, line(&list[i]))
	}
	return lines
}

// Many series at few points: those at one distance take turns by start, over the borders of pages.
func TestDatesAtOneDistanceTakeTurns(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 13))
	points := []orb.Point{west, east, {5.35, 43.31}, {5.36, 43.32}, {5.37, 43.33}}
	c := everyWeek(t, 200, r, func() orb.Point { return points[r.IntN(len(points))*r.IntN(2)] })
	for _, limit := range []int{1, 7, 100} {
		q := EventQuery{Near: &directory.Near{Point: orb.Point{5.355, 43.315}, RadiusM: 20_000}, Limit: limit}
		q.Interests, _ = directory.InterestNamed("games")
		var got, want []string
		var all []Listed
		for _, d := range c.now.Load().page.dates {
			if d.ends(begin) && d.of.Interest == "games" {
				all = append(all, Listed{Occurrence: &d.Occurrence, DistanceM: cellindex.DistanceM(d.Site.Point, q.Near.Point)})
			}
		}
		slices.SortStableFunc(all, func(a, b Listed) int { return cmp.Compare(a.DistanceM, b.DistanceM) }) // the page is by start
		for i := range all {
			want = append(want, line(&all[i]))
		}
		for more := true; more; more = q.Cursor != "" {
			list, next, err := c.Find(nil, nil, q)
			if err != nil || len(got) > len(want) {
				t.Fatal(err, len(got), len(want))
			}
			for i := range list {
				got = append(got, line(&list[i]))
			}
			q.Cursor = next
		}
		if len(want) < 100 || !slices.Equal(got, want) {
			t.Errorf("by %d: %d dates, want %d", limit, len(got), len(want))
		}
	}
}

func TestFindRefuses(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.coordinator()
	w.publish(v, func(d *Draft) { d.When.Rule = "FREQ=WEEKLY" })
	w.settle()
	_, next, err := w.calendar.Find(nil, nil, EventQuery{Limit: 1})
	w.must(err)
	for param, q := range map[string]EventQuery{
		"limit": {Limit: 101}, "radius_m": {Near: &directory.Near{Point: west, RadiusM: -1}}, "bbox": {BBox: &geo.BBox{South: 10, North: 5}},
		"near": {Near: &directory.Near{Point: west}, District: "13055"}, "district": {District: "nowhere"}, "cursor": {Cursor: next, Limit: 1, EventFilter: EventFilter{Free: true}},
		"until": {EventFilter: EventFilter{Until: begin.Add(500 * day)}}, "from": {EventFilter: EventFilter{From: begin.Add(-60 * day)}},
	} {
		_, _, err := w.calendar.Find(nil, nil, q)
		expectRefusal(t, err, param)
	}
}

// P6: an event stays across a block, without its author; what moderators hide and what somebody holds who does not stand well goes.
func TestWhoIsSeenWithAnEvent(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, eve, staff := w.member("Anna", west), w.member("Eve", west), w.coordinator()
	e := w.publish(anna)
	by := func(v *identity.Viewer) (name string, seen bool) {
		t.Helper()
		w.settle()
		list, _, err := w.calendar.Find(nil, v, EventQuery{})
		w.must(err)
		f, err := w.room.Get(t.Context(), v, e.ID)
		if (err == nil) != (len(list) == 1) && v != staff {
			t.Errorf("the list shows %d, Get says %v", len(list), err)
		}
		if len(list) == 0 {
			return "", false
		}
		if f.By != list[0].By {
			t.Errorf("%v here, %v there", f.By, list[0].By)
		}
		return list[0].By.Name, true
	}
	if name, _ := by(eve); name != "Anna" {
		t.Errorf("by %q", name)
	}
	eve.Blocks = identity.Blocks{anna.Account.Num: {}}
	if name, seen := by(eve); name != "" || !seen {
		t.Errorf("across a block: %q %v", name, seen)
	}
	w.exec(`update members set hidden = true where account_id = $1`, anna.Account.Num)
	eve.Blocks = nil
	if name, seen := by(eve); name != "" || !seen {
		t.Errorf("of somebody who hides: %q %v", name, seen)
	}
	for why, sql := range map[string][2]string{
		"suspended": {`update accounts set standing = 'suspended' where id = $1`, `update accounts set standing = 'active' where id = $1`},
		"barred":    {`update members set barred = true where account_id = $1`, `update members set barred = false where account_id = $1`},
	} {
		for i, want := range []bool{false, true} {
			w.exec(sql[i], anna.Account.Num)
			if _, seen := by(eve); seen != want {
				t.Errorf("%s: seen is %v", why, seen)
			}
		}
	}
	w.must(pgx.BeginFunc(t.Context(), w.pool, func(tx pgx.Tx) error { return w.room.Hide(t.Context(), tx, e.Num, true) }))
	if _, seen := by(nil); seen {
		t.Error("what moderators hide is seen")
	}
	if f, err := w.room.Get(t.Context(), anna, e.ID); err != nil || !f.Hidden {
		t.Errorf("its author: %v %v", f.Hidden, err)
	}
}
