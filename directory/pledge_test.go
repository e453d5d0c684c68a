package directory_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alentour/alentour/directory"
)

// The oracle walks day by day and turns a page of the diary whenever the day of the month is the pledge's, or the month is too
// short for it and ends.
func diary(since, today time.Time, helped map[time.Time]int) (p directory.Pledge) {
	p.Since = since
	minutes := 0
	for day := since; ; day = day.AddDate(0, 0, 1) {
		if day != since && (day.Day() == since.Day() || day.AddDate(0, 0, 1).Month() != day.Month() && day.Day() < since.Day()) {
			p.Due++
			if minutes >= 120 {
				p.Kept++
			}
			if minutes = 0; p.Due == 12 {
				p.Over = true
				return p
			}
		}
		minutes += helped[day]
		if day.Equal(today) {
			// what is noted for later days of the month counts in it as well, which only a test does
			p.Minutes = minutes
			return p
		}
	}
}

func TestPledgeEqualsDiary(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		since := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 800).Draw(t, "since"))
		today := since.AddDate(0, 0, rapid.IntRange(0, 420).Draw(t, "today"))
		days := int(today.Sub(since).Hours() / 24)
		var helped []directory.Helped
		byDay := map[time.Time]int{}
		for range rapid.IntRange(0, 40).Draw(t, "times") {
			h := directory.Helped{
				Day:     since.AddDate(0, 0, rapid.IntRange(-40, days).Draw(t, "day")),
				Minutes: rapid.SampledFrom([]int{30, 60, 119, 120, 240}).Draw(t, "minutes"),
			}
			helped = append(helped, h)
			byDay[h.Day] += h.Minutes
		}
		if got, want := directory.PledgeOn(since, today, helped), diary(since, today, byDay); got != want {
			t.Fatalf("since %s on %s: %+v, want %+v", since.Format(time.DateOnly), today.Format(time.DateOnly), got, want)
		}
	})
}

func TestNoPledge(t *testing.T) {
	t.Parallel()
	if got := directory.PledgeOn(time.Time{}, time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC), nil); got != (directory.Pledge{}) {
		t.Errorf("%+v", got)
	}
}
