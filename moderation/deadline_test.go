package moderation

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alentour/alentour/directory/hours"
)

func TestDue(t *testing.T) {
	t.Parallel()
	calendar := hours.NewCalendar(zone, "FR", nil)
	for _, c := range []struct {
		name, hours, from string
		work              time.Duration
		want              string
	}{
		{"within the day", DefaultHours, "2026-11-23 10:30", time.Hour, "2026-11-23 11:30"},
		{"over the evening", DefaultHours, "2026-11-23 17:30", time.Hour, "2026-11-24 09:30"},
		{"over the week-end", DefaultHours, "2026-11-27 17:00", 8 * time.Hour, "2026-11-30 16:00"},
		{"from Sunday", DefaultHours, "2026-11-29 12:00", time.Hour, "2026-11-30 10:00"},
		{"over Christmas, a Friday", DefaultHours, "2026-12-24 17:00", 2 * time.Hour, "2026-12-28 10:00"},
		{"over the first of May and its week-end", DefaultHours, "2026-04-30 17:30", time.Hour, "2026-05-04 09:30"},
		{"three days and a half", DefaultHours, "2026-11-23 09:00", 24 * time.Hour, "2026-11-25 15:00"},
		{"the night the clocks go back has an hour more", "Sa-Su 00:00-24:00", "2026-10-24 23:00", 6 * time.Hour, "2026-10-25 04:00"},
		{"the night they go forward has one less", "Sa-Su 00:00-24:00", "2026-03-28 23:00", 6 * time.Hour, "2026-03-29 06:00"},
		{"clocks go back over a week-end nobody works", DefaultHours, "2026-10-23 17:30", time.Hour, "2026-10-26 09:30"},
		{"twice a day", "Mo-Fr 09:00-12:00,14:00-17:00", "2026-11-23 11:00", 2 * time.Hour, "2026-11-23 15:00"},
		{"one morning a week", "We 09:00-12:00", "2026-11-26 09:00", 5 * time.Hour, "2026-12-09 11:00"},
		{"never", "off", "2026-11-23 10:00", time.Hour, "2026-11-23 11:00"},
		{"always", "24/7", "2026-11-28 23:30", time.Hour, "2026-11-29 00:30"},
	} {
		if got := Due(hours.Compile(c.hours, calendar), paris(c.from), c.work); !got.Equal(paris(c.want)) {
			t.Errorf("%s: %v, want %s", c.name, got.In(zone), c.want)
		}
	}
}

// A deadline is the first instant by which a clock that only runs while the team is there has counted the work.
func TestDueEqualsAClockThatStops(t *testing.T) {
	t.Parallel()
	calendar := hours.NewCalendar(zone, "FR", nil)
	texts := []string{DefaultHours, "Mo-Fr 09:00-12:00,14:00-17:00; PH off", "Mo-Sa 22:00-02:00", "24/7", "Tu 10:00-11:30"}
	schedules := make([]*hours.Schedule, len(texts))
	for i, text := range texts {
		schedules[i] = hours.Compile(text, calendar)
	}
	rapid.Check(t, func(t *rapid.T) {
		team := rapid.SampledFrom(schedules).Draw(t, "team")
		from := paris("2026-03-20 00:00").Add(time.Duration(rapid.IntRange(0, 20*24*60).Draw(t, "minute")) * time.Minute)
		work := time.Duration(rapid.IntRange(1, 600).Draw(t, "work")) * time.Minute
		at, left := from, work
		for ; left > 0; at = at.Add(time.Minute) {
			if working(team, at) {
				left -= time.Minute
			}
		}
		if got := Due(team, from, work); !got.Equal(at) {
			t.Fatalf("%q from %v, %v: %v, want %v", team.Text(), from, work, got.In(zone), at.In(zone))
		}
	})
}
