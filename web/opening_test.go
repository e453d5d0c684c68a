package web

import (
	"strings"
	"testing"
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
)

func inParis(t *testing.T, local string) time.Time {
	t.Helper()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", local, paris)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// asks builds an answer on Wednesday 3 June 2026 at 14:00 in Paris; times are local, empty is none.
type asks struct {
	at, until, opens string
	state, after     hours.State
	walk, feast      bool
	hours, comment   string
	closed           *directory.Notice
}

func (q asks) answer(t *testing.T) answer {
	t.Helper()
	local := func(s string) time.Time {
		if s == "" {
			return time.Time{}
		}
		return inParis(t, s)
	}
	a := answer{Now: inParis(t, "2026-06-03 14:00"), Walk: q.walk, After: q.after, Hours: q.hours, Feast: q.feast}
	a.Opening = directory.Opening{At: a.Now, State: q.state, Until: local(q.until), Opens: local(q.opens), Comment: q.comment, Closed: q.closed}
	if q.at != "" {
		a.At = local(q.at)
	}
	return a
}

func TestSigns(t *testing.T) {
	t.Parallel()
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	const open, closed, unknown = hours.Open, hours.Closed, hours.Unknown
	for _, c := range []struct {
		kind, french, english string
		asks
	}{
		{"open", "Ouvert jusqu’à 17 h", "Open until 17:00", asks{state: open, after: closed, until: "2026-06-03 17:00"}},
		{"open", "Ouvert jusqu’à minuit", "Open until midnight", asks{state: open, after: closed, until: "2026-06-04 00:00"}},
		{"open", "Ouvert jusqu’à 2 h du matin", "Open until 2:00 in the morning", asks{state: open, after: closed, until: "2026-06-04 02:00"}},
		{"open", "Ouvert jusqu’à demain 17 h 30", "Open until tomorrow 17:30", asks{state: open, after: closed, until: "2026-06-04 17:30"}},
		{"open", "Ouvert jusqu’à demain minuit", "Open until tomorrow midnight", asks{state: open, after: closed, until: "2026-06-05 00:00"}},
		{"open", "Ouvert jusqu’à dimanche 18 h", "Open until Sunday 18:00", asks{state: open, after: closed, until: "2026-06-07 18:00"}},
		{"open", "Ouvert jusqu’au 31 août, minuit", "Open until 31 August, midnight", asks{state: open, after: closed, until: "2026-09-01 00:00"}},
		{"open", "Ouvert jour et nuit", "Open day and night", asks{state: open}},
		{"open", "Ouvert au moins jusqu’à 14 h 30", "Open at least until 14:30", asks{state: open, after: unknown, until: "2026-06-03 14:30"}},
		{"closing", "Ferme à 14 h 25 (dans 25 min)", "Closes at 14:25 (in 25 min)", asks{state: open, after: closed, until: "2026-06-03 14:25"}},
		{"closing", "Ferme à 15 h (dans 60 min)", "Closes at 15:00 (in 60 min)", asks{state: open, after: closed, until: "2026-06-03 15:00"}},
		{"open", "Ouvert jusqu’à 15 h 01", "Open until 15:01", asks{state: open, after: closed, until: "2026-06-03 15:01"}},
		{"open", "Ouvert à 16 h, jusqu’à 17 h", "Open at 16:00, until 17:00", asks{state: open, after: closed, at: "2026-06-03 16:00", until: "2026-06-03 17:00"}},
		{"open", "Ouvert vendredi à 14 h", "Open on Friday at 14:00", asks{state: open, at: "2026-06-05 14:00"}},
		{"open", "Ouvert demain à 22 h, jusqu’à 2 h du matin", "Open tomorrow at 22:00, until 2:00 in the morning", asks{state: open, after: closed, at: "2026-06-04 22:00", until: "2026-06-05 02:00"}},
		{"open", "Ouvert à votre arrivée (14 h 20), jusqu’à 17 h", "Open when you arrive (14:20), until 17:00", asks{state: open, after: closed, walk: true, at: "2026-06-03 14:20", until: "2026-06-03 17:00"}},

		{"open", "Ouvert jusqu’à 17 h", "Open until 17:00", asks{state: open, after: closed, until: "2026-06-03 17:00", feast: true, hours: "We-Fr 09:00-17:00; PH 10:00-17:00"}},

		{"closed", "Fermé, ouvre à 14 h 20 (dans 20 min)", "Closed, opens at 14:20 (in 20 min)", asks{state: closed, until: "2026-06-03 14:20", opens: "2026-06-03 14:20"}},
		{"closed", "Fermé, ouvre demain à 9 h", "Closed, opens tomorrow at 9:00", asks{state: closed, until: "2026-06-04 09:00", opens: "2026-06-04 09:00"}},
		{"closed", "Fermé jusqu’à lundi 9 h", "Closed until Monday 9:00", asks{state: closed, until: "2026-06-08 09:00", opens: "2026-06-08 09:00"}},
		{"closed", "Fermé jusqu’au 1er septembre, 9 h", "Closed until 1 September, 9:00", asks{state: closed, until: "2026-09-01 09:00", opens: "2026-09-01 09:00"}},
		{"closed", "Fermé en ce moment", "Closed at the moment", asks{state: closed}},
		{"closed", "Fermé, peut-être ouvert à 18 h", "Closed, maybe open at 18:00", asks{state: closed, after: unknown, until: "2026-06-03 18:00", opens: "2026-06-04 09:00"}},
		{"closed", "Fermé demain à 12 h, ouvre à 14 h", "Closed tomorrow at 12:00, opens at 14:00", asks{state: closed, at: "2026-06-04 12:00", until: "2026-06-04 14:00", opens: "2026-06-04 14:00"}},
		{"closed", "Fermé exceptionnellement jusqu’au 10 juin", "Closed exceptionally until 10 June", asks{state: closed, closed: &directory.Notice{From: day("2026-06-01"), Until: day("2026-06-10")}}},
		{"closed", "Fermé exceptionnellement aujourd’hui", "Closed exceptionally today", asks{state: closed, closed: &directory.Notice{From: day("2026-06-03"), Until: day("2026-06-03")}}},
		{"closed", "Fermé exceptionnellement, jusqu’à nouvel avis", "Closed exceptionally, until further notice", asks{state: closed, closed: &directory.Notice{From: day("2026-06-01")}}},

		{"unknown", "Horaires inconnus", "Hours not known", asks{state: unknown}},
		{"unknown", "Peut-être ouvert", "Maybe open", asks{state: unknown, hours: "We 09:00-12:00", comment: "sur rendez-vous"}},
		{"unknown", "Peut-être ouvert demain à 9 h", "Maybe open tomorrow at 9:00", asks{state: unknown, hours: "We 09:00-12:00", at: "2026-06-04 09:00"}},
	} {
		t.Run(c.english, func(t *testing.T) {
			t.Parallel()
			for w, want := range map[*words]string{french: c.french, english: c.english} {
				got := w.badge(c.answer(t))
				if plainSpaces(got.Text) != want || got.Kind != c.kind || got.Comment != c.comment {
					t.Errorf("%s sign %+v, want %s %q", w.Lang, got, c.kind, want)
				}
			}
		})
	}
}

// plainSpaces makes no-break spaces readable in a test.
func plainSpaces(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }

func TestSpans(t *testing.T) {
	t.Parallel()
	const open, unknown = hours.Open, hours.Unknown
	for want, s := range map[string]hours.Span{
		"9 h à 12 h 30":            {From: 540, To: 750, State: open},
		"18 h à minuit":            {From: 1080, To: 1440, State: open},
		"22 h à 2 h du matin":      {From: 1320, To: 1560, State: open},
		"22 h à 14 h le lendemain": {From: 1320, To: 2280, State: open},
		"jour et nuit":             {To: 1440, State: open},
		"peut-être 9 h à 12 h":     {From: 540, To: 720, State: unknown},
		"peut-être jour et nuit":   {To: 1440, State: unknown},
	} {
		if got := plainSpaces(french.span(s)); got != want {
			t.Errorf("%+v is %q, want %q", s, got, want)
		}
	}
}

// The nights when clocks change are neither 23 nor 25 hours long for those who read: days are counted, not hours.
func TestDaysAcrossClockChanges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to string
		days     int
	}{
		{"2026-03-28 23:30", "2026-03-29 03:30", 1},
		{"2026-10-24 00:10", "2026-10-26 00:05", 2},
		{"2026-06-03 00:00", "2026-06-03 23:59", 0},
		{"2026-06-03 00:00", "2026-06-02 23:59", -1},
	} {
		if got := daysBetween(inParis(t, c.from), inParis(t, c.to)); got != c.days {
			t.Errorf("%d days from %s to %s, want %d", got, c.from, c.to, c.days)
		}
	}
}

func TestDayLines(t *testing.T) {
	t.Parallel()
	paris := inParis(t, "2026-06-03 00:00")
	day := func(n int, text string) (d, before hours.Day) {
		week := hours.Compile(text, hours.NewCalendar(paris.Location(), "FR-13", nil)).Week(paris)
		return week[n], week[max(0, n-1)]
	}
	for text, want := range map[string]string{
		`Mo-Fr 09:00-12:00,14:00-17:00 "sur rendez-vous"`: "peut-être 9 h à 12 h (sur rendez-vous); peut-être 14 h à 17 h (sur rendez-vous)",
		`Mo-Fr 09:00-12:00 || "sur rendez-vous"`:          "9 h à 12 h; sinon, peut-être (sur rendez-vous)",
		`Sa 09:00-12:00 || "sur rendez-vous"`:             "Peut-être ouvert (sur rendez-vous)",
		`We 09:00-12:00 unknown "appelez"`:                "peut-être 9 h à 12 h (appelez)",
		`We 22:00-26:00`:                                  "22 h à 2 h du matin",
		`Mo-Su 09:00-12:00; We off "inventaire"`:          "fermé (inventaire)",
		`Mo-Fr 09:00-17:00; We 00:00-24:00`:               "jour et nuit",
	} {
		d, before := day(2, text) // Wednesday
		var said []string
		for _, l := range french.lines(d, before) {
			if l.Note != "" {
				l.Text += " (" + l.Note + ")"
			}
			said = append(said, plainSpaces(l.Text))
		}
		if got := strings.Join(said, "; "); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}

func TestRuns(t *testing.T) {
	t.Parallel()
	paris := inParis(t, "2026-12-23 00:00") // the week of Christmas, a Friday
	for text, want := range map[string]string{
		"Mo-Th 08:30-10:00":                             "lundi à jeudi: 8 h 30 à 10 h",
		"Tu,Th 09:00-11:00":                             "mardi, jeudi: 9 h à 11 h",
		"Mo,Tu,Th 09:00-10:00; We,Sa 14:00-15:00":       "lundi, mardi, jeudi: 9 h à 10 h; mercredi, samedi: 14 h à 15 h",
		"Mo-Fr 09:00-10:00":                             "lundi à jeudi: 9 h à 10 h; vendredi (Noël): 9 h à 10 h",
		"Jul Mo-Fr 09:00-10:00":                         "",
		"Mo-We 09:00-10:00,11:00-12:00; Th 09:00-10:00": "lundi à mercredi: 9 h à 10 h + 11 h à 12 h; jeudi: 9 h à 10 h",
	} {
		week := hours.Compile(text, hours.NewCalendar(paris.Location(), "FR-13", nil)).Week(paris)
		var days []day
		for _, d := range week {
			days = append(days, day{Day: d, Lines: french.lines(d, d)})
		}
		var said []string
		for _, r := range french.runs(days) {
			var lines []string
			for _, l := range r.Lines {
				lines = append(lines, plainSpaces(l.Text))
			}
			said = append(said, r.Days+": "+strings.Join(lines, " + "))
		}
		if got := strings.Join(said, "; "); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}
