package coverage_test

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/tiles"
)

// draw gives every city a shape and residents: quartiers are squares of 1.2 km, twelve of them an arrondissement; the first arrondissement
// is dense, the others less and less.
func (c *country) draw() {
	c.t.Helper()
	c.exec(`
		with q as (
			select id, (regexp_match(code, '^c(\d+)-(\d+)-(\d+)$'))::int[] as n from districts where kind = 'quartier')
		update districts d set geom = ST_Multi(ST_MakeEnvelope(x, y, x + 0.0148, y + 0.0108, 4326)), accuracy_m = 0
		from q, lateral (select (q.n[1] % 6) * 0.4 + (4 * q.n[2] + q.n[3] % 4) * 0.0148 as x, 43 + q.n[1] / 6 * 0.3 + q.n[3] / 4 * 0.0108 as y) at
		where d.id = q.id`)
	for _, kind := range []string{"arrondissement", "city"} {
		c.exec(`update districts d set geom = (select ST_Multi(ST_Union(geom)) from districts where parent_id = d.id) where kind = $1`, kind)
	}
	for _, city := range c.codes(`select code from districts where kind = 'city' order by code`) {
		quartiers := c.codes(`select q.code from districts q join districts c on c.id = q.city_id where q.kind = 'quartier' and c.code = $1 order by 1`, city)
		file := directory.FigureFile{City: city, Measures: []string{"population"}, Source: "test"}
		_, err := directory.NewCities(c.pool).ImportFigures(c.t.Context(), file, figuresOf(quartiers))
		if err != nil {
			c.t.Fatal(err)
		}
	}
}

func figuresOf(quartiers []string) iter.Seq2[directory.FigureRow, error] {
	return func(yield func(directory.FigureRow, error) bool) {
		for i, code := range quartiers {
			people := []float64{11_000, 2500, 400}[code[strings.Index(code, "-")+1]-'1'] + float64(i)
			if !yield(directory.FigureRow{Where: code, Code: code, Values: map[string]float64{"population": people}}, nil) {
				return
			}
		}
	}
}

func (c *country) codes(sql string, args ...any) (list []string) {
	c.t.Helper()
	rows, err := c.pool.Query(c.t.Context(), sql, args...)
	if err != nil {
		c.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var code string
		if err := rows.Scan(&code); err != nil {
			c.t.Fatal(err)
		}
		list = append(list, code)
	}
	if rows.Err() != nil {
		c.t.Fatal(rows.Err())
	}
	return list
}

// standing is a place of an association, in the middle of a quartier or beside it.
type standing struct {
	name, categories, quartier string
	east                       float64 // degrees
	confirmed                  bool
	confidential               bool
}

// runs writes the places of an association that helps the people of c1.
func (c *country) runs(list ...standing) {
	c.t.Helper()
	c.exec(`insert into datasets (name, title) values ('test', 'Test') on conflict do nothing`)
	c.exec(`insert into organisations (uid, name, dataset_id, source_id) select gen_random_uuid(), 'Association', id, 'a' from datasets on conflict do nothing`)
	for _, p := range list {
		d, ok := c.live.District(p.quartier)
		if !ok {
			c.t.Fatalf("no district %s", p.quartier)
		}
		at := orb.Point{d.Centre[0] + p.east, d.Centre[1]}
		cell, err := geo.CellAt(at, 10)
		if err != nil {
			c.t.Fatal(err)
		}
		c.exec(`
			insert into places (uid, dataset_id, source_id, name, organisation_id, geom, cell, categories, district_id, hours, saturation, first_seen_at,
				confirmed_at, confidential)
			select gen_random_uuid(), s.id, $1, $1, o.id, case when not $7 then ST_SetSRID(ST_MakePoint($2, $3), 4326) end, case when not $7 then $4::bigint end,
				$5, $6, '24/7', 'high', '2026-01-10', case when $8 then timestamptz '2026-11-01' end, $7
			from datasets s, organisations o`,
			p.name, at[0], at[1], int64(cell), strings.Fields(p.categories), d.Num, p.confidential, p.confirmed)
	}
}

// told is all that the room says of c1, by what asks.
func (c *country) told() map[string]string {
	c.t.Helper()
	out, ctx, all := map[string]string{}, c.t.Context(), c.staff(identity.Administrator, "")
	say := func(what string, v any, err error) {
		c.t.Helper()
		text, bad := json.Marshal(v)
		if err != nil || bad != nil {
			c.t.Fatal(what, err, bad)
		}
		out[what] += string(text) + "\n"
	}
	city, _ := c.live.District("c1")
	for _, num := range c.live.Atlas().Subtree(city.Num) {
		d, _ := c.live.DistrictNumbered(num)
		for _, p := range []coverage.Period{coverage.NowAt(c.now()), c.month(), coverage.WeekOf(c.now(), d.Zone), c.month().Before()} {
			sheet, err := c.room.Sheet(ctx, all, d.Code, p)
			say("figures", sheet, err)
			public, err := c.room.Public(d.Code, c.month().Before())
			say("public figures", public, err)
		}
	}
	for _, category := range []string{"", "refuge", "night_shelter", "shower", "meal"} {
		cells, err := c.room.Cells("c1", "places", category)
		say("places of cells", cells, err)
		layer, err := c.room.Layer("places", category)
		say("places on tiles", c.drawn(layer), err)
		if category == "" {
			continue
		}
		cells, err = c.room.Cells("c1", "access", category)
		say("access of cells", cells, err)
		layer, err = c.room.Layer("access", category)
		say("access on tiles", c.drawn(layer), err)
		within, err := c.room.Within("c1-1-6", category, c.now())
		say("within ten minutes", within, err)
		plan, err := c.room.Where(all, "c1", category, 3)
		say("where next", plan, err)
	}
	alerts, err := c.room.Alerts(ctx, all, "c1")
	for i := range alerts {
		for j := range alerts[i].Partners {
			alerts[i].Partners[j].ID = [16]byte{} // drawn by chance
		}
	}
	say("alerts", alerts, err)
	for _, table := range []string{"coverage_figures order by period, district_id", "coverage_releases order by month, district_id, measure, sub"} {
		name, _, _ := strings.Cut(table, " ")
		out[name] = strings.Join(c.codes(`select t::text from (select * from `+table+`) t`), "\n")
	}
	return out
}

// drawn are the tiles on which c1 lies.
func (c *country) drawn(layer *coverage.Layer) (list []string) {
	c.t.Helper()
	if layer == nil {
		return nil
	}
	d, _ := c.live.District("c1")
	for _, zoom := range []tiles.Zoom{7, 9, 11} {
		low, high := tiles.TileAt(tiles.At(orb.Point{d.BBox.West, d.BBox.North}), zoom), tiles.TileAt(tiles.At(orb.Point{d.BBox.East, d.BBox.South}), zoom)
		for x := low.X; x <= high.X; x++ {
			for y := low.Y; y <= high.Y; y++ {
				var w tiles.Writer
				list = append(list, fmt.Sprintf("%x", w.Draw(tiles.Tile{Z: zoom, X: x, Y: y}, layer)))
			}
		}
	}
	return append(list, layer.Key)
}

// A confidential place is nowhere in what the room says, however one asks: not where others of its category are, nor where it is the
// only one, and from the moment at which it is made confidential.
func TestConfidentialPlacesAreNowhere(t *testing.T) {
	t.Parallel()
	town := []standing{
		{name: "baths", categories: "shower", quartier: "c1-1-2", confirmed: true},
		{name: "kitchen", categories: "meal", quartier: "c1-2-5", confirmed: true},
		{name: "old baths", categories: "shower laundry", quartier: "c1-1-7"},
		{name: "old kitchen", categories: "meal", quartier: "c1-3-3"},
		{name: "old toilets", categories: "toilets", quartier: "c1-2-1"},
	}
	refuge := func(confidential bool) []standing {
		return []standing{
			{name: "refuge", categories: "refuge", quartier: "c1-1-6", confidential: confidential},
			{name: "shelter", categories: "shower night_shelter", quartier: "c1-1-6", east: .004, confidential: confidential},
		}
	}
	live := func(places ...standing) *country {
		c := newCountry(t, 1, 1)
		c.draw()
		c.caughtUp()
		c.runs(places...)
		return c
	}
	look := func(c *country) map[string]string {
		c.beat()
		if err := c.room.CloseDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		c.caughtUp()
		return c.told()
	}
	want := look(live(town...))
	same := func(when string, got map[string]string) {
		t.Helper()
		for what, said := range want {
			if got[what] != said {
				t.Errorf("%s, %s: %s", when, what, difference(got[what], said))
			}
		}
	}
	same("confidential from the start", look(live(slices.Concat(town, refuge(true))...)))

	c := live(slices.Concat(town, refuge(false))...)
	for what, said := range look(c) { // each of these would tell
		if said == want[what] {
			t.Errorf("%s says nothing of a place that everybody may know", what)
		}
	}

	// The same in the life of a city: what was noted at the end of weeks and of a month that is not published yet is noted without it.
	lived := func(places []standing, between func(*country)) map[string]string {
		c := live(places...)
		for _, day := range []int{20, 24, 32} {
			c.micros.Store(time.Date(2026, 11, day, 12, 0, 0, 0, time.UTC).UnixMicro())
			c.beat()
			c.value("c1", "places", "", c.month().Before()) // makes a month that is over
		}
		between(c)
		c.micros.Store(time.Date(2026, 12, 10, 12, 0, 0, 0, time.UTC).UnixMicro())
		return look(c)
	}
	want = lived(town, func(c *country) { c.exec(`delete from coverage_figures`) })
	same("made confidential after a month", lived(slices.Concat(town, refuge(false)), func(c *country) {
		c.exec(`update places set confidential = true where name in ('refuge', 'shelter')`)
	}))
}

// difference is where two texts begin to differ.
func difference(got, want string) string {
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	part := func(s string) string { return s[max(0, i-60):min(len(s), i+60)] }
	return fmt.Sprintf("… %s …, not … %s …", part(got), part(want))
}
