package recur

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

//go:embed testdata/rfc5545.txt
var rfcExamples string

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// series of a rule that lasts an hour; its text is empty for one date.
func series(t testing.TB, zone *time.Location, start, rule string) Series {
	t.Helper()
	w, err := ParseWall(start)
	if err != nil {
		t.Fatal(err)
	}
	s := Series{Zone: zone, Start: w, Length: time.Hour}
	if rule != "" {
		r, err := Parse(rule)
		if err != nil {
			t.Fatal(err)
		}
		s.Rule = &r
	}
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	return s
}

var (
	dawn    = time.Date(FirstYear-1, 1, 1, 0, 0, 0, 0, time.UTC)
	doomday = time.Date(LastYear+2, 1, 1, 0, 0, 0, 0, time.UTC)
)

func TestTakesTheDatesOfRFC5545(t *testing.T) {
	t.Parallel()
	newYork := zone(t, "America/New_York")
	examples := 0
	for line := range strings.Lines(rfcExamples) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		examples++
		fields := strings.Split(line, "|")
		start, rule := strings.TrimSpace(fields[0]), strings.TrimSpace(fields[1])
		s := series(t, newYork, start, rule)
		var want []time.Time
		more := false
		var month time.Time
		for word := range strings.FieldsSeq(fields[2]) {
			if word == "…" {
				more = true
				continue
			}
			if at, err := time.Parse("2006-01:", word); err == nil {
				month = at
				continue
			}
			day, err := strconv.Atoi(word)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			want = append(want, At(month.Year(), month.Month(), day, 9, 0, 0).In(newYork))
		}
		limit := len(want) + 1
		if more {
			limit = len(want)
		}
		if got := s.Between(nil, dawn, doomday, limit); !slices.Equal(got, want) {
			t.Errorf("%s %s:\n got %v\nwant %v", start, rule, got, want)
		}
	}
	if examples < 30 {
		t.Errorf("only %d examples were read", examples)
	}
}

// What the clock on the wall shows stays the same while Greenwich moves; in the hour that is skipped it shows an hour more.
func TestFollowsTheClockOverBothChanges(t *testing.T) {
	t.Parallel()
	paris := zone(t, "Europe/Paris")
	for _, c := range []struct{ start, want string }{
		{"20260327T183000", "27T17:30 28T17:30 29T16:30 30T16:30"},
		{"20260327T023000", "27T01:30 28T01:30 29T01:30 30T00:30"}, // 02:30 does not come on the 29th: 03:30 is shown
		{"20261023T023000", "23T00:30 24T00:30 25T00:30 26T01:30"}, // 02:30 comes twice on the 25th: the first
		{"20261023T030000", "23T01:00 24T01:00 25T02:00 26T02:00"},
	} {
		s := series(t, paris, c.start, "FREQ=DAILY;COUNT=4")
		var got []string
		for _, at := range s.Between(nil, dawn, doomday, 10) {
			got = append(got, at.Format("02T15:04"))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", c.start, got, c.want)
		}
	}
}

func TestExtraAndRemovedDates(t *testing.T) {
	t.Parallel()
	s := series(t, zone(t, "Europe/Paris"), "20260105T180000", "FREQ=WEEKLY;COUNT=4")
	s.Extra = []Wall{At(2026, 1, 20, 18, 0, 0), At(2026, 1, 12, 18, 0, 0), At(2026, 1, 2, 18, 0, 0), At(2026, 2, 20, 18, 0, 0)}
	s.Removed = []Wall{At(2026, 1, 19, 18, 0, 0), At(2026, 1, 5, 18, 0, 0)}
	if got := shown(&s, dawn, doomday, 10); got != "0102 0112 0120 0126 0220" {
		t.Error(got)
	}
	if got := shown(&s, At(2026, 1, 12, 18, 0, 0).In(s.Zone), At(2026, 1, 26, 18, 0, 0).In(s.Zone), 10); got != "0112 0120" {
		t.Errorf("until is left out, from is not: %s", got)
	}
	if got := shown(&s, dawn, doomday, 2); got != "0102 0112" {
		t.Error(got)
	}
	if s.Is(At(2026, 1, 19, 18, 0, 0).In(s.Zone)) || !s.Is(At(2026, 1, 20, 18, 0, 0).In(s.Zone)) || s.Is(At(2026, 1, 20, 18, 0, 1).In(s.Zone)) {
		t.Error("Is")
	}
}

func shown(s *Series, from, until time.Time, limit int) string {
	var days []string
	for _, at := range s.Between(nil, from, until, limit) {
		days = append(days, at.In(s.Zone).Format("0102"))
	}
	return strings.Join(days, " ")
}

func TestRefusesWithAReason(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                  "no part of a rule",
		"FREQ=SECONDLY":                     "FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY",
		"FREQ=HOURLY;INTERVAL=6":            "FREQ must be",
		"INTERVAL=2":                        "FREQ must be",
		"FREQ=DAILY;BYSECOND=1":             `"BYSECOND" is not read here`,
		"FREQ=DAILY;COUNT=1000000000":       "COUNT must lie between 1 and 1000",
		"FREQ=DAILY;COUNT=0":                "COUNT must lie",
		"FREQ=DAILY;INTERVAL=0":             "INTERVAL must lie",
		"FREQ=DAILY;COUNT=2;UNTIL=20260101": "cannot stand beside UNTIL",
		"FREQ=DAILY;FREQ=DAILY":             "FREQ stands twice",
		"FREQ=DAILY;BYDAY=1MO":              "can count weekdays only",
		"FREQ=WEEKLY;BYDAY=1MO":             "only in a MONTHLY or YEARLY rule",
		"FREQ=MONTHLY;BYDAY=6MO":            "can count to 5",
		"FREQ=YEARLY;BYDAY=54MO":            "must lie between -53 and 53",
		"FREQ=MONTHLY;BYDAY=0MO":            "counts from 1",
		"FREQ=MONTHLY;BYMONTHDAY=0":         "BYMONTHDAY",
		"FREQ=MONTHLY;BYMONTHDAY=32":        "BYMONTHDAY",
		"FREQ=YEARLY;BYMONTH=13":            "BYMONTH",
		"FREQ=WEEKLY;BYMONTHDAY=3":          "cannot stand in a WEEKLY rule",
		"FREQ=YEARLY;UNTIL=20261301":        "UNTIL must be a date",
		"FREQ=WEEKLY;BYDAY=XX":              "BYDAY must be of",
		"FREQ=DAILY;BYSETPOS=" + strings.Repeat("1,", 61) + "1": "more than 40",
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

func TestNormalForm(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"rrule:freq=weekly;byday=th,mo,mo;interval=1;":                       "FREQ=WEEKLY;BYDAY=MO,TH",
		"BYDAY=-1FR,1MO,+3TH;FREQ=MONTHLY":                                   "FREQ=MONTHLY;BYDAY=1MO,3TH,-1FR",
		"FREQ=MONTHLY;BYMONTHDAY=-1,15,1;BYSETPOS=-1,1":                      "FREQ=MONTHLY;BYMONTHDAY=1,15,-1;BYSETPOS=1,-1",
		"FREQ=YEARLY;UNTIL=20301231T225959Z;WKST=SU;BYMONTH=6,1;INTERVAL=02": "FREQ=YEARLY;INTERVAL=2;UNTIL=20301231T225959Z;WKST=SU;BYMONTH=1,6",
		"FREQ=DAILY;UNTIL=20261231":                                          "FREQ=DAILY;UNTIL=20261231",
		"FREQ=DAILY;UNTIL=20261231T120000;WKST=MO":                           "FREQ=DAILY;UNTIL=20261231T120000",
	} {
		r, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := r.String(); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
