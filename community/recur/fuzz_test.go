package recur

import (
	"testing"
	"time"
)

// What Parse takes is written so that it says the same, can be said in words, and costs little.
func FuzzParse(f *testing.F) {
	for _, text := range dear {
		f.Add(text)
	}
	f.Add("RRULE:FREQ=MONTHLY;BYDAY=+1MO,-1fr;UNTIL=20261231;WKST=SU;")
	f.Add("FREQ=YEARLY;UNTIL=00010101T000000Z;BYSETPOS=-366")
	paris := zone(f, "Europe/Paris")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := Parse(text)
		if err != nil {
			return
		}
		again, err := Parse(r.String())
		if err != nil || again.String() != r.String() {
			t.Fatalf("%q is written %q, which is read as %q (%v)", text, r, again, err)
		}
		s := Series{Zone: paris, Start: At(2026, 1, 31, 18, 30, 0), Rule: &r}
		began := time.Now()
		dates := s.Between(nil, time.Time{}, doomday, 100)
		if took := time.Since(began); took > 200*time.Millisecond {
			t.Fatalf("%s: a page takes %v", r, took)
		}
		for i, at := range dates {
			if i > 0 && !dates[i-1].Before(at) {
				t.Fatalf("%s: %v follows %v", r, at, dates[i-1])
			}
		}
		s.Rule = &again
		if len(dates) == 0 || s.Words("fr") == "" || s.Words("en") == "" || len(s.Between(nil, time.Time{}, doomday, 100)) != len(dates) {
			t.Fatalf("%s: dates %v, words %q", r, dates, s.Words("en"))
		}
	})
}
