package coverage_test

import (
	"errors"
	"testing"
	"time"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/identity"
)

// What is written is in the figures after the next beat: those of its quartier and of all above, and of no other; what was at the end of
// a period stays.
func TestWhatChangesIsCountedAgain(t *testing.T) {
	t.Parallel()
	c := newCountry(t, 2, 3)
	month := c.month()
	if v := c.value("c1-1-1", "requests_opened", "", month); v.N != 0 {
		t.Fatalf("before: %+v", v)
	}
	if v := c.value("c1", "members", "", month); v.N != 108 {
		t.Fatalf("members: %+v", v)
	}
	c.beat() // what a start marks
	c.asks("c1-1-1", 4, 30)
	c.asks("c1-1-2", 2, 0)
	c.beat()
	for _, w := range []struct {
		code, measure string
		want          float64
	}{
		{"c1-1-1", "requests_opened", 4},
		{"c1-1-1", "answered_share", 1},
		{"c1-1-1", "first_yes_median_s", 1800},
		{"c1-1", "requests_opened", 6},
		{"c1", "requests_answered", 4},
		{"c1-2", "requests_opened", 0},
		{"c2", "requests_opened", 0},
		{"c1-1", "active_30d", 5},
		{"c1", "events_held", 0},
	} {
		if v := c.value(w.code, w.measure, "", month); v.N != w.want || v.State != coverage.Known {
			t.Errorf("%s of %s: %+v, want %v", w.measure, w.code, v, w.want)
		}
	}
	if v := c.value("c1-1-2", "first_yes_median_s", "", month); v.State != coverage.Missing || v.Of != 2 {
		t.Errorf("where nobody said yes: %+v", v)
	}
	c.micros.Store(time.Date(2026, 12, 3, 12, 0, 0, 0, time.UTC).UnixMicro())
	c.asks("c1-1-1", 20, 10)
	c.beat()
	if v := c.value("c1", "requests_opened", "", month); v.N != 6 {
		t.Errorf("what December asks for counts in November: %+v", v)
	}
}

// Exact figures are for the staff of the district and above: to everybody else, and in every other way of asking, it is not there.
func TestExactFiguresStayInTheDistrict(t *testing.T) {
	t.Parallel()
	c := newCountry(t, 2, 1)
	ctx, month := t.Context(), c.month()
	ask := func(v *identity.Viewer, code string) map[string]error {
		_, sheet := c.room.Sheet(ctx, v, code, month)
		_, series := c.room.Series(ctx, v, code, "members", "", 2)
		_, compare := c.room.Compare(ctx, v, "c1-1", code, month)
		_, alerts := c.room.Alerts(ctx, v, code)
		return map[string]error{"sheet": sheet, "series": series, "compare": compare, "alerts": alerts}
	}
	ambassador := c.staff(identity.Ambassador, "c1-1")
	for what, err := range ask(ambassador, "c1-1-3") {
		if err != nil {
			t.Errorf("%s of one's own quartier: %v", what, err)
		}
	}
	for _, code := range []string{"c1", "c1-2", "c1-2-3", "c2", "nowhere"} {
		for what, err := range ask(ambassador, code) {
			if !errors.Is(err, &identity.Error{Code: identity.NotFound}) {
				t.Errorf("%s of %s: %v", what, code, err)
			}
		}
	}
	member := c.staff(identity.Member, "")
	for viewer, v := range map[string]*identity.Viewer{"a visitor": nil, "a member": member} {
		for what, err := range ask(v, "c1-1") {
			if err == nil || errors.Is(err, &identity.Error{Code: identity.NotFound}) {
				t.Errorf("%s of %s: %v", what, viewer, err)
			}
		}
		if _, err := c.room.Table(ctx, v, "c1", 2, "members", "", month); err == nil {
			t.Errorf("%s reads a table", viewer)
		}
	}
	rows, err := c.room.Table(ctx, ambassador, "c1", 2, "members", "", month)
	if err != nil || len(rows) != 12 || rows[0].Code != "c1-1-1" {
		t.Errorf("one's own quartiers: %v, %v", rows, err)
	}
	if _, err := c.room.Table(ctx, ambassador, "c2", 2, "members", "", month); !errors.Is(err, &identity.Error{Code: identity.NotFound}) {
		t.Errorf("another city: %v", err)
	}
	if rows, err := c.room.Table(ctx, c.staff(identity.Coordinator, "c2"), "c2", 1, "members", "", month); err != nil || len(rows) != 3 {
		t.Errorf("a whole city: %v, %v", rows, err)
	}
}

// Of a month everybody reads what eleven people are behind: of a small quartier the figure of the arrondissement, which is named.
func TestAMonthIsPublishedWhereElevenAreBehind(t *testing.T) {
	t.Parallel()
	c := newCountry(t, 1, 4)
	ctx, month := t.Context(), c.month()
	c.asks("c1-1-1", 30, 30) // of four people
	for _, quartier := range []string{"c1-2-1", "c1-2-2", "c1-2-3", "c1-2-4"} {
		c.asks(quartier, 8, 30)
	}
	if p, err := c.room.Public("c1", month); err != nil || !p.At.IsZero() || len(p.Values) != 0 {
		t.Fatalf("a month that goes on: %+v, %v", p, err)
	}
	c.micros.Store(time.Date(2026, 12, 12, 12, 0, 0, 0, time.UTC).UnixMicro())
	c.caughtUp()
	if err := c.room.CloseDue(ctx); err != nil {
		t.Fatal(err)
	}
	c.caughtUp()
	number := func(code string) int64 {
		d, _ := c.live.District(code)
		return d.Num
	}
	for _, w := range []struct {
		code, measure, from string
		want                float64
	}{
		{"c1", "members", "", 144},
		{"c1-1", "members", "", 48},
		{"c1-1-1", "members", "c1-1", 48},
		{"c1", "requests_opened", "", 62},
		{"c1-1-1", "requests_opened", "c1", 62},
		{"c1-2", "requests_opened", "c1", 62},
	} {
		p, err := c.room.Public(w.code, month)
		if err != nil {
			t.Fatal(err)
		}
		v := p.Value(w.measure, "")
		if v.N != w.want || w.from == "" && v.From != 0 || w.from != "" && v.From != number(w.from) {
			t.Errorf("%s of %s: %+v, want %v of %q", w.measure, w.code, v, w.want, w.from)
		}
	}
	for code, small := range map[string]bool{"c1": false, "c1-1-1": true} {
		if v := c.value(code, "withheld", "", month); v.State != coverage.Known || (v.N > 5) != small {
			t.Errorf("withheld of %s: %+v", code, v)
		}
	}
	if v := c.value("c1", "withheld", "", c.month()); v.State != coverage.Missing {
		t.Errorf("withheld of a month that goes on: %+v", v)
	}
	if _, err := c.room.Public("c1", coverage.WeekOf(noon, mustZone(t))); err == nil {
		t.Error("a week is published")
	}
	if points, err := c.room.PublicSeries("c1-1-1", "members", "", 12); err != nil || len(points) != 11 || points[10].Value.N != 48 {
		t.Errorf("eleven months from January: %v, %v", points, err)
	}
}
