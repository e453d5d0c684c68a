package retention

import (
	"fmt"
	"time"
)

// Span is how long something is kept; its zero value is no time at all.
type Span struct{ Years, Months, Days, Minutes int }

// Before is the instant that lies a span before another one.
func (s Span) Before(at time.Time) time.Time {
	return at.AddDate(-s.Years, -s.Months, -s.Days).Add(-time.Duration(s.Minutes) * time.Minute)
}

// In says the span in French ("fr") or else in English.
func (s Span) In(lang string) string {
	french := lang == "fr"
	for _, unit := range []struct {
		n              int
		fr, frs, en, s string
	}{
		{s.Years, "an", "ans", "year", "years"},
		{s.Months, "mois", "mois", "month", "months"},
		{s.Days, "jour", "jours", "day", "days"},
		{s.Minutes, "minute", "minutes", "minute", "minutes"},
	} {
		one, many := unit.en, unit.s
		if french {
			one, many = unit.fr, unit.frs
		}
		switch {
		case unit.n == 1:
			return "1 " + one
		case unit.n > 1:
			return fmt.Sprintf("%d %s", unit.n, many)
		}
	}
	if french {
		return "tout de suite"
	}
	return "at once"
}
