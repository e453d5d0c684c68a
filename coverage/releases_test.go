package coverage_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/alentour/alentour/coverage"
)

// What everybody may read is in the memory of each node: of that which closed a month, of one beside it, and of one that starts later.
// What is taken out of the database is gone from memory too.
func TestWhatIsPublishedIsInTheMemoryOfEveryNode(t *testing.T) {
	t.Parallel()
	c := newCountry(t, 2, 4)
	other := &country{t: t, pool: c.pool}
	other.micros.Store(c.micros.Load())
	other.open()
	month := c.month()
	c.asks("c1-2-1", 30, 30)
	for _, n := range []*country{c, other} {
		n.micros.Store(time.Date(2026, 12, 12, 12, 0, 0, 0, time.UTC).UnixMicro())
		n.caughtUp()
	}
	if err := c.room.CloseDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	public := func(n *country) string {
		t.Helper()
		var all []any
		for _, code := range []string{"c1", "c1-1", "c1-2-1", "c2", "c2-3"} {
			p, err := n.room.Public(code, month)
			if err != nil {
				t.Fatal(err)
			}
			points, err := n.room.PublicSeries(code, "members", "", coverage.MaxMonths)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, p.At, p.Values, points)
		}
		text, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	c.caughtUp()
	other.caughtUp()
	want := public(c)
	late := &country{t: t, pool: c.pool}
	late.micros.Store(c.micros.Load())
	late.open()
	for name, n := range map[string]*country{"beside it": other, "started later": late} {
		if got := public(n); got != want {
			t.Errorf("a node %s:\n%.900s\nnot\n%.900s", name, got, want)
		}
	}
	if p, err := c.room.Public("c1", month); err != nil || p.Value("members", "").N != 144 {
		t.Errorf("members: %+v, %v", p, err)
	}

	c.exec(`delete from coverage_figures where city_id = (select id from districts where code = 'c2')`)
	c.exec(`delete from coverage_months where city_id = (select id from districts where code = 'c2')`)
	c.caughtUp()
	if p, err := c.room.Public("c2", month); err != nil || !p.At.IsZero() || len(p.Values) != 0 {
		t.Errorf("of a city whose months are gone: %+v, %v", p, err)
	}
}
