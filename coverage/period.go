package coverage

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/alentour/alentour/directory"
)

// PeriodKind is how long a period is.
type PeriodKind string

// The kinds of period.
const (
	Month PeriodKind = "month" // of the calendar: the only one that is published
	Week  PeriodKind = "week"  // ISO 8601: from Monday
	Now   PeriodKind = "now"   // the last NowDays until this instant
)

// NowDays is how far back "now" looks.
const NowDays = 30

// Period is what figures are of: [From, Until), at midnight of the city's zone but for Now.
type Period struct {
	Kind  PeriodKind
	From  time.Time
	Until time.Time
}

// Bounds of what may be asked for.
const firstYear, lastYear = 2000, 2100

// ParsePeriod reads "2026-10", "2026-W43" (ISO 8601) or "now", in a city's zone. The error is an [*directory.Invalid].
func ParsePeriod(text string, zone *time.Location, now time.Time) (Period, error) {
	bad := &directory.Invalid{Param: "period", Reason: fmt.Sprintf("%.20q is none such as 2026-10, 2026-W43 or now", text)}
	if text == string(Now) {
		return NowAt(now), nil
	}
	head, tail, ok := strings.Cut(text, "-")
	year, err := strconv.Atoi(head)
	if !ok || err != nil || len(head) != 4 || year < firstYear || year > lastYear {
		return Period{}, bad
	}
	number, err := strconv.Atoi(strings.TrimPrefix(tail, "W"))
	if err != nil {
		return Period{}, bad
	}
	p := MonthOf(time.Date(year, time.Month(number), 1, 12, 0, 0, 0, zone), zone)
	if strings.HasPrefix(tail, "W") {
		// the fourth of January lies in the first week
		p = WeekOf(time.Date(year, 1, 4+7*(number-1), 12, 0, 0, 0, zone), zone)
	}
	if p.String() != text {
		return Period{}, bad
	}
	return p, nil
}

// NowAt is the last NowDays until an instant.
func NowAt(at time.Time) Period {
	return Period{Kind: Now, From: at.Add(-NowDays * 24 * time.Hour), Until: at}
}

// MonthOf is the calendar month that holds an instant, on the clocks of zone.
func MonthOf(at time.Time, zone *time.Location) Period {
	year, month, _ := at.In(zone).Date()
	return Period{Kind: Month, From: time.Date(year, month, 1, 0, 0, 0, 0, zone), Until: time.Date(year, month+1, 1, 0, 0, 0, 0, zone)}
}

// WeekOf is the week from Monday that holds an instant, on the clocks of zone.
func WeekOf(at time.Time, zone *time.Location) Period {
	year, month, day := at.In(zone).Date()
	day -= directory.WeekdayOf(at.In(zone))
	return Period{Kind: Week, From: time.Date(year, month, day, 0, 0, 0, 0, zone), Until: time.Date(year, month, day+7, 0, 0, 0, 0, zone)}
}

// String is what ParsePeriod reads.
func (p Period) String() string {
	switch p.Kind {
	case Month:
		return p.From.Format("2006-01")
	case Week:
		year, week := p.From.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", year, week)
	}
	return string(Now)
}

// Before is the period before this one, as long.
func (p Period) Before() Period {
	switch p.Kind {
	case Month:
		return MonthOf(p.From.AddDate(0, 0, -1), p.From.Location())
	case Week:
		return WeekOf(p.From.AddDate(0, 0, -1), p.From.Location())
	}
	return Period{Kind: p.Kind, From: p.From.Add(p.From.Sub(p.Until)), Until: p.From}
}

// Over says whether the period has ended.
func (p Period) Over(now time.Time) bool { return p.Kind != Now && !p.Until.After(now) }
