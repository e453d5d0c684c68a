package directory_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alentour/alentour/directory"
)

func drawWeek(t *rapid.T, name string) (w directory.Week) {
	for day := range 7 {
		hours := rapid.Uint32Range(0, 1<<24-1).Draw(t, name)
		for hour := range 24 {
			if hours>>hour&1 == 1 {
				w = w.With(day, hour)
			}
		}
	}
	return w
}

// parisMinute is the wall clock in Paris by the rule of the directive alone (2000/84/EC): summer time from 01:00 UTC on the
// last Sunday of March to 01:00 UTC on the last Sunday of October.
func parisMinute(at time.Time) (day, hour int, date time.Time) {
	lastSunday := func(month time.Month) time.Time {
		d := time.Date(at.Year(), month, 31, 1, 0, 0, 0, time.UTC)
		return d.AddDate(0, 0, -int(d.Weekday()))
	}
	offset := time.Hour
	if !at.Before(lastSunday(time.March)) && at.Before(lastSunday(time.October)) {
		offset = 2 * time.Hour
	}
	local := at.UTC().Add(offset)
	days := int(local.Unix() / 86400) // 1970-01-01 was a Thursday
	return (days + 3) % 7, local.Hour(), local.Truncate(24 * time.Hour)
}

// Each minute of the days around both changes of the clocks: the hour that comes twice is free twice, the one that is skipped
// never comes.
func TestFreeEqualsEveryMinuteInParis(t *testing.T) {
	t.Parallel()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		w := drawWeek(t, "hours")
		year := rapid.IntRange(2024, 2031).Draw(t, "year")
		away := directory.Absence{From: time.Date(year, 10, 20, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 12).Draw(t, "from"))}
		away.Until = away.From.AddDate(0, 0, rapid.IntRange(0, 3).Draw(t, "days"))
		for _, month := range []time.Month{time.March, time.October} {
			begin := time.Date(year, month, 24, 0, 0, 0, 0, time.UTC)
			for minute := range 9 * 24 * 60 {
				at := begin.Add(time.Duration(minute) * time.Minute)
				day, hour, date := parisMinute(at)
				if got := w.Free(at, paris); got != w.Has(day, hour) {
					t.Fatalf("%v: free %v, on the wall it is hour %d of day %d", at, got, hour, day)
				}
				covered := !date.Before(away.From) && !date.After(away.Until)
				if got := away.Covers(at, paris); got != covered {
					t.Fatalf("%v: away %v, on the wall it is %v", at, got, date)
				}
			}
		}
	})
}

func TestWeekText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWeek(t, "hours")
		got, err := directory.ParseWeek(w.String())
		if err != nil || got != w {
			t.Fatalf("%s: %v, %v", w, got, err)
		}
	})
	nine := directory.Week{}.With(1, 9).With(1, 10).With(1, 11)
	if got := nine.String()[:14]; got != "00000000700000"[:14] {
		t.Errorf("Tuesday from nine to noon: %s", got)
	}
	for _, wrong := range []string{"", "00", nine.String() + "0", "g" + nine.String()[1:]} {
		if _, err := directory.ParseWeek(wrong); err == nil {
			t.Errorf("%q was read", wrong)
		}
	}
}

// A form that is sent back as it was shown changes nothing, and each box that is touched decides its own part alone.
func TestWeekPartsOfTheForm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before := drawWeek(t, "hours")
		var shown [7][directory.DayParts]bool
		for day := range shown {
			for part := range shown[day] {
				free, all := before.PartFree(day, directory.DayPart(part))
				shown[day][part] = free == all
			}
		}
		if got := before.WithParts(shown); got != before {
			t.Fatalf("not touched: %s became %s", before, got)
		}
		day, part := rapid.IntRange(0, 6).Draw(t, "day"), directory.DayPart(rapid.IntRange(0, 2).Draw(t, "part"))
		shown[day][part] = !shown[day][part]
		after := before.WithParts(shown)
		from, to := part.Hours()
		for d := range 7 {
			for hour := range 24 {
				want := before.Has(d, hour)
				if d == day && hour >= from && hour < to {
					want = shown[day][part]
				}
				if after.Has(d, hour) != want {
					t.Fatalf("day %d hour %d: %v", d, hour, !want)
				}
			}
		}
	})
}
