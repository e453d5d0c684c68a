package hours

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDaysAreThoseOfTheStandardLibrary(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := dayNumber(rapid.IntRange(-800_000, 3_000_000).Draw(t, "day"))
		want := time.Unix(int64(n)*secondsOfDay, 0).UTC()
		d := n.date()
		if int(d.year) != want.Year() || int(d.month) != int(want.Month()) || int(d.day) != want.Day() {
			t.Fatalf("day %d is %d-%d-%d, want %v", n, d.year, d.month, d.day, want)
		}
		if int(d.weekday) != (int(want.Weekday())+6)%7 {
			t.Fatalf("day %d has weekday %d, want %v", n, d.weekday, want.Weekday())
		}
		if back := dayOf(int(d.year), int(d.month), int(d.day)); back != n {
			t.Fatalf("day %d comes back as %d", n, back)
		}
		if _, week := want.ISOWeek(); n.week() != week {
			t.Fatalf("day %d is of week %d, want %d", n, n.week(), week)
		}
		if last := time.Date(want.Year(), want.Month()+1, 0, 0, 0, 0, 0, time.UTC); daysIn(want.Year(), int(want.Month())) != last.Day() {
			t.Fatalf("%v is %d days long", want.Month(), daysIn(want.Year(), int(want.Month())))
		}
	})
}
