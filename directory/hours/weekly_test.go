package hours

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseWeekly(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Mo-Fr 09:00-12:00,14:00-17:00; Sa 10:00-12:00; PH off": "Mo-Fr 09:00-12:00,14:00-17:00; Sa 10:00-12:00; PH off",
		"Mo,We 09:00-12:00; Tu 09:00-12:00":                     "Mo-We 09:00-12:00",
		"Sa-Mo 08:00-24:00":                                     "Mo 08:00-24:00; Sa,Su 08:00-24:00",
		"Fr 22:00-02:00":                                        "Fr 22:00-02:00",
		"Mo-Su 09:00-12:00; Su off":                             "", // the second rule corrects the first
		"24/7":                                                  "",
		"Mo 09:00-12:00 \"on request\"":                         "",
		"Mo[1] 09:00-12:00":                                     "",
		"Jan-Mar Mo 09:00-12:00":                                "",
		"Mo 09:00+":                                             "",
		"Mo 9:00-12:00":                                         "",
		"Mo 25:00-26:00":                                        "",
		"PH off":                                                "",
		"":                                                      "",
		"Mo":                                                    "",
		"Mo-Xx 09:00-12:00":                                     "",
		"Mo 09:00-12:00;":                                       "",
	} {
		w, ok := ParseWeekly(text)
		if got := w.String(); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q, %v; want %q", text, got, ok, want)
		}
	}
}

// What the form of seven rows says is what the schedule means, minute by minute.
func TestWeeklyMeansWhatItSays(t *testing.T) {
	t.Parallel()
	calendar := NewCalendar(time.UTC, "FR", nil)
	rapid.Check(t, func(t *rapid.T) {
		var w Weekly
		for day := range w.Days {
			at := Minute(0)
			for range rapid.IntRange(0, 2).Draw(t, "slots") {
				from := at + Minute(rapid.IntRange(1, 300).Draw(t, "from"))
				until := from + Minute(rapid.IntRange(1, 300).Draw(t, "long"))
				w.Days[day] = append(w.Days[day], Slot{from, until})
				at = until
			}
		}
		w.NoFeasts = rapid.Bool().Draw(t, "feasts")
		text := w.String()
		if text == "" {
			return
		}
		again, ok := ParseWeekly(text)
		if !ok || again.String() != text {
			t.Fatalf("%q read again: %q, %v", text, again, ok)
		}
		s := Compile(text, calendar)
		if s.Err() != nil {
			t.Fatalf("%q: %v", text, s.Err())
		}
		monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC) // a week without a feast
		minute := Minute(rapid.IntRange(0, 7*24*60-1).Draw(t, "minute"))
		want := Closed
		for _, slot := range w.Days[minute/(24*60)] {
			if at := minute % (24 * 60); at >= slot.From && at < slot.Until {
				want = Open
			}
		}
		if state, _ := s.State(monday.Add(time.Duration(minute) * time.Minute)); state != want {
			t.Fatalf("%q at %v: %v, want %v", text, minute, state, want)
		}
	})
}
