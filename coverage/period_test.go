package coverage

import (
	"errors"
	"testing"
	"time"

	"github.com/alentour/alentour/directory"
)

func paris(t *testing.T) *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// A period is read from what it is written as, on the clocks of its city.
func TestPeriodsAreReadOnTheCitysClocks(t *testing.T) {
	t.Parallel()
	zone, now := paris(t), time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct{ text, from, until, before string }{
		{"2026-10", "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z", "2026-09"}, // the clocks change in it
		{"2026-01", "2025-12-31T23:00:00Z", "2026-01-31T23:00:00Z", "2025-12"},
		{"2026-W43", "2026-10-18T22:00:00Z", "2026-10-25T23:00:00Z", "2026-W42"},
		{"2026-W01", "2025-12-28T23:00:00Z", "2026-01-04T23:00:00Z", "2025-W52"},
		{"2020-W53", "2020-12-27T23:00:00Z", "2021-01-03T23:00:00Z", "2020-W52"},
		{"now", "2026-10-30T12:00:00Z", "2026-11-29T12:00:00Z", "now"},
	} {
		p, err := ParsePeriod(c.text, zone, now)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		from, until := p.From.UTC().Format(time.RFC3339), p.Until.UTC().Format(time.RFC3339)
		if from != c.from || until != c.until || p.String() != c.text || p.Before().String() != c.before || !p.Before().Until.Equal(p.From) {
			t.Errorf("%s: %s – %s, written %s, before it %s", c.text, from, until, p, p.Before())
		}
	}
	for _, text := range []string{"", "2026", "2026-13", "2026-00", "2026-1", "2025-W53", "2026-W00", "2026-W1", "1999-01", "2026-10-01", "+202-10", "2026-W-1", "Now"} {
		if _, err := ParsePeriod(text, zone, now); err == nil {
			t.Errorf("%q is read", text)
		} else if field, ok := errors.AsType[*directory.Invalid](err); !ok || field.Param != "period" {
			t.Errorf("%q: %v", text, err)
		}
	}
}
