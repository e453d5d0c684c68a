package directory_test

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/tiles"
)

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func everywhere() *geo.BBox { return &geo.BBox{West: -180, South: -90, East: 180, North: 90} }

func (town *town) byName(name string) directory.Place {
	town.t.Helper()
	var page directory.Page
	if err := town.live.Find(directory.PlaceQuery{BBox: everywhere(), PlaceFilter: directory.PlaceFilter{Text: name}}, &page); err != nil {
		town.t.Fatal(err)
	}
	if len(page.Items) != 1 {
		town.t.Fatalf("%d places are called %q", len(page.Items), name)
	}
	return page.Items[0].Place
}

func says(t *testing.T, what string, got directory.Opening, state hours.State, until, opens string) {
	t.Helper()
	clock := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.Format("01-02 15:04")
	}
	if got.State != state || clock(got.Until) != until || clock(got.Opens) != opens {
		t.Errorf("%s is %v until %q, opens %q; want %v, %q, %q", what, got.State, clock(got.Until), clock(got.Opens), state, until, opens)
	}
}

// A closure with dates wins over hours, a message changes nothing; services, audiences and halts have hours of their own.
func TestOpeningOfAPlace(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	baths := town.place("Bains", orb.Point{5.365, 43.30}, "shower")
	town.exec(`update places set hours = 'Mo-Sa 08:00-12:00' where id = $1`, baths)
	town.exec(`insert into services (place_id, position, name, categories, audiences, hours) values
		($1, 0, 'Créneau femmes', '{shower}', '{women}', 'We 14:00-17:00'), ($1, 1, 'Repas', '{meal}', '{}', 'Mo-Fr 18:00-20:00')`, baths)
	town.exec(`insert into notices (place_id, closed, body, from_day, till_day) values
		($1, false, 'Apportez une serviette', '2026-11-01', null), ($1, true, 'Travaux', '2026-12-07', '2026-12-08'), ($1, true, 'Inventaire', '2026-12-09', '2026-12-09')`, baths)
	bus := town.place("Bus", orb.Point{5.361, 43.30}, "meal")
	town.exec(`update places set itinerant = true, geom = null, cell = null where id = $1`, bus)
	town.exec(`insert into stops (place_id, position, name, geom, cell, hours) values
		($1, 0, 'matin', ST_SetSRID(ST_MakePoint(5.362, 43.3), 4326), 1, 'Mo 09:00-10:00'), ($1, 1, 'soir', ST_SetSRID(ST_MakePoint(5.378, 43.3), 4326), 1, 'Mo 10:00-12:00')`, bus)
	town.load()
	p := town.byName("Bains")

	wednesday := instant(t, "2026-11-25T15:00:00+01:00")
	women, err := directory.AudienceNamed("women")
	if err != nil {
		t.Fatal(err)
	}
	showers := &directory.PlaceFilter{Categories: category(t, "shower")}
	says(t, "the whole place in a slot for women", town.live.Opening(&p, nil, wednesday), hours.Closed, "11-25 18:00", "11-25 18:00")
	says(t, "the shower in a slot for women", town.live.Opening(&p, showers, wednesday), hours.Closed, "11-26 08:00", "11-26 08:00")
	says(t, "the whole place for women", town.live.Opening(&p, &directory.PlaceFilter{Audiences: women}, wednesday), hours.Open, "11-25 17:00", "")
	says(t, "the shower for all", town.live.Opening(&p, showers, instant(t, "2026-11-25T09:00:00+01:00")), hours.Open, "11-25 12:00", "")
	says(t, "the meal", town.live.Opening(&p, &directory.PlaceFilter{Categories: category(t, "meal")}, wednesday), hours.Closed, "11-25 18:00", "11-25 18:00")
	says(t, "the shower for women", town.live.Opening(&p, &directory.PlaceFilter{Categories: showers.Categories, Audiences: women}, wednesday), hours.Open, "11-25 17:00", "")
	says(t, "the slot", town.live.ServiceOpening(&p, 0, wednesday), hours.Open, "11-25 17:00", "")
	says(t, "before a closure", town.live.Opening(&p, showers, instant(t, "2026-12-05T09:00:00+01:00")), hours.Open, "12-05 12:00", "")
	closed := town.live.Opening(&p, nil, instant(t, "2026-12-07T09:00:00+01:00"))
	says(t, "in a closure that another follows", closed, hours.Closed, "12-10 08:00", "12-10 08:00")
	if closed.Closed == nil || closed.Comment != "Travaux" {
		t.Errorf("closed by %+v, saying %q", closed.Closed, closed.Comment)
	}

	week := town.live.Week(&p, p.Hours, instant(t, "2026-12-09T09:00:00+01:00"))
	if len(week[0].Spans) != 0 || week[0].Reason != "Travaux" || week[2].Reason != "Inventaire" || len(week[3].Spans) != 1 || week[3].Reason != "" {
		t.Errorf("the week of the closures: %+v", week)
	}

	p = town.byName("Bus")
	says(t, "the bus", town.live.Opening(&p, nil, instant(t, "2026-11-23T09:30:00+01:00")), hours.Open, "11-23 12:00", "")
	says(t, "its evening halt", town.live.StopOpening(&p, 1, instant(t, "2026-11-23T09:30:00+01:00")), hours.Closed, "11-23 10:00", "11-23 10:00")

	town.exec(`update notices set till_day = null where body = 'Travaux'`)
	town.apply(feed.Changes{"place": {baths}})
	p = town.byName("Bains")
	says(t, "until further notice", town.live.Opening(&p, nil, instant(t, "2026-12-07T09:00:00+01:00")), hours.Closed, "", "")
}

// The nearest halt that is open answers, and so does what is open by the time one has walked there.
func TestFindWhatIsOpen(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	town.place("close", orb.Point{5.365, 43.30}, "meal")
	town.place("far", orb.Point{5.378, 43.30}, "meal") // a kilometre away: 21 minutes on foot
	town.place("nobody knows", orb.Point{5.366, 43.30}, "meal")
	bus := town.place("bus", orb.Point{5.361, 43.30}, "meal")
	town.exec(`update places set hours = case name when 'close' then '09:00-10:00' when 'far' then '10:00-11:00' else '' end`)
	town.exec(`insert into stops (place_id, position, name, geom, cell, hours) values
		($1, 0, 'A', ST_SetSRID(ST_MakePoint(5.364, 43.3), 4326), 1, '10:00-12:00'), ($1, 1, 'B', ST_SetSRID(ST_MakePoint(5.37, 43.3), 4326), 1, '09:00-10:00')`, bus)
	town.load()
	q := near(5.365, 43.30, 5000)
	q.Now = instant(t, "2026-11-23T09:45:00+01:00")
	q.Open.At = q.Now
	if got := town.find(q); !slices.Equal(got, []string{"close", "bus"}) {
		t.Errorf("open now: %q", got)
	}
	var page directory.Page
	if err := town.live.Find(q, &page); err != nil || page.Items[1].Point != (orb.Point{5.37, 43.3}) || page.Unknown != 2 {
		t.Errorf("the bus stands at %v, %d unknown: %v", page.Items[1].Point, page.Unknown, err)
	}
	q.Open.Maybe = true
	if got := town.find(q); !slices.Equal(got, []string{"nobody knows", "bus"}) {
		t.Errorf("may be open: %q", got)
	}
	q.Open.Maybe, q.Open.Walk, q.Open.From = false, true, q.Near.Point
	if got := town.find(q); !slices.Equal(got, []string{"close", "bus", "far"}) {
		t.Errorf("open on arrival: %q", got)
	}
	if err := town.live.Find(q, &page); err != nil || !page.Items[2].Open.At.Equal(instant(t, "2026-11-23T10:06:00+01:00")) {
		t.Errorf("arrives at %v: %v", page.Items[2].Open.At, err)
	}

	hits, err := town.live.Search(directory.SearchQuery{Text: "close"})
	if err != nil {
		t.Fatal(err)
	}
	far := town.byName("far")
	hits = append(hits, directory.SearchHit{Kind: "place", ID: far.ID, Name: far.Name}, directory.SearchHit{Kind: "district", Code: "01"})
	kept, maybe := town.live.KeepOpen(hits, directory.OpenAt{At: q.Now})
	if len(kept) != 1 || kept[0].Name != "close" || kept[0].Open.State != hours.Open || len(maybe) != 0 {
		t.Errorf("of what was searched %+v are open, %+v may be", kept, maybe)
	}
	kept, _ = town.live.KeepOpen(hits, directory.OpenAt{At: q.Now, Walk: true, From: q.Near.Point})
	if len(kept) != 2 {
		t.Errorf("on arrival %+v are open", kept)
	}
}

// Tables of holidays, zones and districts change what texts mean; the copy follows.
func TestOpeningFollowsCalendars(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	num := town.place("école", orb.Point{5.365, 43.30}, "meal")
	town.exec(`update places set hours = '08:00-18:00; SH off' where id = $1`, num)
	town.load()
	at := instant(t, "2026-10-26T09:00:00+01:00")
	state := func() hours.State {
		p := town.byName("école")
		q := directory.PlaceQuery{BBox: everywhere(), Now: at}
		var page directory.Page
		if err := town.live.Find(q, &page); err != nil {
			t.Fatal(err)
		}
		if alone := town.live.Opening(&p, nil, at); alone != page.Items[0].Open {
			t.Errorf("by itself %+v, in a list %+v", alone, page.Items[0].Open)
		}
		return page.Items[0].Open.State
	}
	if got := state(); got != hours.Unknown {
		t.Errorf("nobody knows of school holidays, yet it is %v", got)
	}
	var city int64
	if err := town.pool.QueryRow(t.Context(), `update districts set code = '13055' where code = '01' returning id`).Scan(&city); err != nil {
		t.Fatal(err)
	}
	town.apply(feed.Changes{"district": {city}})
	town.exec(`with t as (insert into holiday_tables (name, file) values ('b', 'b.csv') returning id)
		insert into holiday_rows (table_id, kind, region, name, from_day, till_day) select id, 'school', 'FR-13', 'Toussaint', date '2026-10-17', date '2026-11-01' from t
		union all select id, 'school', 'FR-13', 'Noël', date '2026-12-19', date '2027-01-03' from t`)
	town.apply(feed.Changes{"holidays": {1}})
	if got := state(); got != hours.Closed {
		t.Errorf("with a table, in the holidays, it is %v", got)
	}
	at = instant(t, "2026-11-03T09:00:00+01:00")
	if got := state(); got != hours.Open {
		t.Errorf("with a table, after the holidays, it is %v", got)
	}
	town.exec(`update districts set timezone = 'Indian/Reunion' where id = $1`, city)
	town.apply(feed.Changes{"district": {city}})
	at = instant(t, "2026-11-03T05:00:00+01:00") // 08:00 there
	if got := state(); got != hours.Open {
		t.Errorf("in its new time zone it is %v at eight", got)
	}
}

// A tile shows what is open, where it is open, and says that it must not be kept.
func TestTilesOfWhatIsOpen(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	bus := town.place("bus", orb.Point{5.361, 43.30}, "meal")
	town.exec(`update places set hours = '08:00-09:00'`)
	town.exec(`insert into stops (place_id, position, name, geom, cell, hours) values ($1, 0, 'A', ST_SetSRID(ST_MakePoint(5.3611, 43.3), 4326), 1, '10:00-12:00')`, bus)
	town.load()
	drawn := func(f directory.PlaceFilter) int {
		return len(new(tiles.Writer).Draw(tiles.TileAt(tiles.At(orb.Point{5.361, 43.30}), 14), town.live.PlacesLayer(f)))
	}
	keys := map[string]bool{}
	for at, want := range map[string]bool{"2026-11-23T08:30:00+01:00": true, "2026-11-23T11:00:00+01:00": true, "2026-11-23T09:30:00+01:00": false} {
		f := directory.PlaceFilter{Open: directory.OpenAt{At: instant(t, at)}}
		if got := drawn(f) > 0; got != want {
			t.Errorf("drawn at %s: %t", at, got)
		}
		key, lasts := f.Key()
		keys[key] = true
		if f.Open.Maybe = true; lasts || drawn(f) > 0 {
			t.Errorf("at %s: the tile lasts (%t), or a place of known hours may be open", at, lasts)
		}
	}
	if everything, lasts := (directory.PlaceFilter{}).Key(); !lasts || keys[everything] || len(keys) != 3 {
		t.Errorf("keys of three instants %v, of all places %q", keys, everything)
	}
}

// Readers ask while hours, closures and calendars change under them; the race detector looks on.
func TestOpeningsWhileTheCopyChanges(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	var nums []int64
	for i := range 40 {
		nums = append(nums, town.place(fmt.Sprint("place ", i), orb.Point{5.361 + 0.0004*float64(i), 43.30}, "meal"))
	}
	town.exec(`insert into services (place_id, position, name, hours) select id, 0, 'service', '10:00-11:00' from places where id % 3 = 0`)
	town.load()
	now := instant(t, "2026-11-23T10:30:00+01:00")
	var done atomic.Bool
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			var page directory.Page
			for minute := 0; !done.Load(); minute++ {
				q := near(5.365, 43.30, 5000)
				q.Now = now.Add(time.Duration(minute%90) * time.Minute)
				q.Open.At = q.Now
				if err := town.live.Find(q, &page); err != nil {
					t.Error(err)
					return
				}
				for _, found := range page.Items {
					if found.Open.State != hours.Open {
						t.Errorf("%s is listed as open and %v", found.Name, found.Open.State)
					}
					town.live.Opening(&found.Place, nil, q.Now)
				}
			}
		})
	}
	for i := range 20 {
		town.exec(`update places set hours = (array['', '24/7', '09:00-12:00', '11:00-14:00'])[1 + (id + $1) % 4]`, i)
		town.exec(`update districts set timezone = (array['Europe/Paris', 'Indian/Reunion'])[1 + $1 % 2] where code = '01'`, i)
		town.apply(feed.Changes{"place": nums[:20], "district": {1}})
	}
	done.Store(true)
	readers.Wait()
}
