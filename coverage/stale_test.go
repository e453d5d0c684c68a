package coverage_test

import (
	"slices"
	"testing"
	"time"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/identity"
)

// Stale names those places that the share of fresh ones leaves out, the longest unheard of first, and no others.
func TestStale(t *testing.T) {
	t.Parallel()
	c := newCountry(t, 1, 1)
	c.exec(`insert into datasets (name, title, licence, last_import_at) values ('new', 'New', 'CC0-1.0', $1), ('old', 'Old', 'CC0-1.0', $2)`,
		c.now(), c.now().AddDate(-1, 0, 0))
	c.exec(`
		insert into places (uid, dataset_id, source_id, name, geom, cell, categories, district_id, status, confirmed_at)
		select gen_random_uuid(), ds.id, v.name, v.name, ST_SetSRID(ST_MakePoint(5.37, 43.3), 4326), 1, '{meal}', d.id, v.status, $1::timestamptz - make_interval(days => v.ago)
		from (values ('listed', 'new', 'c1-1-1', 'open', 400), ('asked', 'old', 'c1-1-1', 'open', 30), ('long', 'old', 'c1-1-2', 'open', 400),
				('closed', 'old', 'c1-1-1', 'closed', 400), ('elsewhere', 'old', 'c1-2-1', 'open', 400), ('nobody', 'old', 'c1-1-1', 'open', null)) v(name, dataset, district, status, ago)
			join datasets ds on ds.name = v.dataset join districts d on d.code = v.district`, c.now())
	c.beat()
	for code, want := range map[string][]string{"c1-1": {"long", "nobody"}, "c1-2": {"elsewhere"}, "c1-3": nil, "c1": {"elsewhere", "long", "nobody"}} {
		list, err := c.room.Stale(c.staff(identity.Coordinator, code), code)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for i, s := range list {
			got = append(got, s.Place.Name)
			if i > 0 && s.Heard.Before(list[i-1].Heard) {
				t.Errorf("%s: %v stands after %v", code, s.Heard, list[i-1].Heard)
			}
			if s.Heard.After(c.now().Add(-180 * 24 * time.Hour)) {
				t.Errorf("%s: %s was heard of on %v", code, s.Place.Name, s.Heard)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
		fresh := c.value(code, "places_fresh_share", "", coverage.NowAt(c.now()))
		if stale := float64(fresh.Of) * (1 - fresh.N); fresh.Of > 0 && int(stale+.5) != len(want) {
			t.Errorf("%s: a share of %v of %d is fresh, and %d are stale", code, fresh.N, fresh.Of, len(want))
		}
	}
	if _, err := c.room.Stale(c.staff(identity.Coordinator, "c1-2"), "c1-1"); err == nil {
		t.Error("the staff of another district reads it")
	}
}
