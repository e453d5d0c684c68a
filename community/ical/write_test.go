package ical

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alentour/alentour/community/recur"
)

func rule(t testing.TB, text string) *recur.Rule {
	t.Helper()
	r, err := recur.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return &r
}

var stamp = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// sample is a calendar with all that we write.
func sample(t testing.TB) Calendar {
	paris := zone(t, "Europe/Paris")
	at := recur.At(2026, 1, 1, 18, 30, 0)
	yoga := recur.Series{
		Zone: paris, Start: recur.At(2026, 1, 5, 18, 30, 0), Length: 90 * time.Minute, Rule: rule(t, "FREQ=MONTHLY;BYDAY=1MO;UNTIL=20271231"),
		Extra: []recur.Wall{recur.At(2026, 1, 20, 19, 0, 0)}, Removed: []recur.Wall{recur.At(2026, 4, 6, 18, 30, 0)},
	}
	return Calendar{
		Name: "Le Panier, jeux ; sorties", Source: "https://example.org/v1/districts/13055/events.ics", Refresh: 6 * time.Hour,
		Events: []Event{
			{
				UID: "yoga@example.org", Sequence: 3, Stamp: stamp, Created: stamp.AddDate(0, -1, 0), Modified: stamp, Status: Confirmed, Series: yoga,
				Summary: "Yoga doux, pour tous", Description: "Prenez un tapis ;\nle thé est offert \\o/.\nÀ très bientôt dans la grande salle du premier étage, côté cour.",
				Location: "Maison du Bel Été, 3 rue de l’Évêché, Marseille", URL: "https://example.org/events/yoga",
				Organizer: Organizer{`Asso "Souffle": & Cie`, "https://example.org/organisations/souffle"}, Geo: &[2]float64{5.3698, 43.2965},
				Categories: []string{"sport", "bien-être, santé"},
			},
			{
				UID: "yoga@example.org", Sequence: 4, Stamp: stamp, Status: Confirmed, RecurrenceID: recur.At(2026, 3, 2, 18, 30, 0).In(paris),
				Series: recur.Series{Zone: paris, Start: recur.At(2026, 3, 3, 19, 0, 0), Length: time.Hour}, Summary: "Yoga doux (déplacé)",
			},
			{
				UID: "yoga@example.org", Sequence: 4, Stamp: stamp, Status: Cancelled, RecurrenceID: recur.At(2026, 6, 1, 18, 30, 0).In(paris),
				Series: recur.Series{Zone: paris, Start: recur.At(2026, 6, 1, 18, 30, 0), Length: time.Hour}, Summary: "Yoga doux",
			},
			{
				UID: "fete@example.org", Stamp: stamp, Summary: "Fête du quartier",
				Series: recur.Series{Zone: paris, Start: recur.At(2026, 6, 21, 0, 0, 0), Length: 48 * time.Hour, AllDay: true, Rule: rule(t, "FREQ=YEARLY;UNTIL=20300621")},
			},
			{UID: "utc@example.org", Stamp: stamp, Summary: "En ligne", Series: recur.Series{Zone: time.UTC, Start: at, Length: time.Hour, Rule: rule(t, "FREQ=WEEKLY;COUNT=2")}},
			{UID: "ny@example.org", Stamp: stamp, Series: recur.Series{Zone: zone(t, "America/New_York"), Start: at, Rule: rule(t, "FREQ=WEEKLY")}},
			{UID: "noumea@example.org", Stamp: stamp, Series: recur.Series{Zone: zone(t, "Pacific/Noumea"), Start: at, Rule: rule(t, "FREQ=WEEKLY;COUNT=3")}},
		},
	}
}

func written(t testing.TB, cal Calendar) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, cal); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWritesRFC5545(t *testing.T) {
	t.Parallel()
	text := written(t, sample(t))
	golden(t, "testdata/sample.ics", text)
	for line := range strings.SplitSeq(strings.TrimSuffix(string(text), "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") || !strings.ContainsAny(line[:1], "ABCDEFGHIJKLMNOPQRSTUVWXYZ ") {
			t.Errorf("%d octets: %q", len(line), line)
		}
	}
	if again := written(t, sample(t)); !bytes.Equal(again, text) {
		t.Error("not the same twice")
	}
}

// What is written is read as the same.
func TestReadsWhatItWrites(t *testing.T) {
	t.Parallel()
	text := written(t, sample(t))
	cal, problems, err := Read(bytes.NewReader(text), BoundsIn(zone(t, "Europe/Paris")))
	if err != nil || len(problems) > 0 || !cal.Whole {
		t.Fatal(problems, err)
	}
	if again := written(t, cal); !bytes.Equal(again, text) {
		t.Errorf("read and written again:\n%.3000s", again)
	}
}

// Any words come back as they are, but for what nobody can see.
func TestWordsComeBack(t *testing.T) {
	t.Parallel()
	word := rapid.StringOf(rapid.RuneFrom([]rune("aé€😀 ,;:\\\"n\n<>&\r\t\x00^'")))
	rapid.Check(t, func(t *rapid.T) {
		e := Event{
			UID: "x", Stamp: stamp, Series: recur.Series{Zone: time.UTC, Start: recur.At(2026, 1, 1, 0, 0, 0)},
			Summary: word.Draw(t, "summary"), Description: word.Draw(t, "description"), Location: word.Draw(t, "location"),
			Categories: rapid.SliceOfN(word, 0, 3).Draw(t, "categories"), Organizer: Organizer{word.Draw(t, "organizer"), "https://example.org"},
		}
		var b bytes.Buffer
		if err := Write(&b, Calendar{Events: []Event{e}}); err != nil {
			t.Fatal(err)
		}
		cal, problems, err := Read(&b, BoundsIn(time.UTC))
		if err != nil || len(problems) > 0 || len(cal.Events) != 1 {
			t.Fatal(problems, err)
		}
		got := cal.Events[0]
		if want := Plain(e.Description, maxDescription); got.Description != want {
			t.Fatalf("description %q, want %q", got.Description, want)
		}
		if want := strings.ReplaceAll(Plain(e.Summary, maxSummary), "\n", " "); got.Summary != want {
			t.Fatalf("summary %q, want %q", got.Summary, want)
		}
		var want []string
		for _, c := range e.Categories {
			if c = Plain(c, maxSummary); c != "" {
				want = append(want, c)
			}
		}
		if strings.Join(got.Categories, "|") != strings.Join(want, "|") {
			t.Fatalf("categories %q, want %q", got.Categories, want)
		}
	})
}

// The VTIMEZONE of any zone says the same offsets as the zone itself, for as long as it is written for.
func TestTimeZonesSayTheirOffsets(t *testing.T) {
	t.Parallel()
	for _, name := range append([]string{"Africa/Casablanca", "Africa/Cairo", "Asia/Tehran", "Europe/Dublin", "Asia/Gaza", "America/Nuuk", "Australia/Lord_Howe"}, likely...) {
		z := zone(t, name)
		for _, first := range []time.Time{time.Date(1995, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), time.Date(2056, 1, 5, 0, 0, 0, 0, time.UTC)} {
			span := zoneSpan{z, first, first.AddDate(2, 0, 0)}
			observances := span.observances()
			for at := first; at.Before(span.last.AddDate(yearsAhead-1, 0, 0)); at = at.Add(83 * time.Hour) {
				_, want := at.In(z).Zone()
				if got := offsetBy(observances, at); got != want {
					t.Fatalf("%s at %v: %d, want %d", name, at, got, want)
				}
			}
		}
	}
}

// offsetBy is the offset of the last onset that is not after t.
func offsetBy(list []observance, t time.Time) int {
	var latest time.Time
	offset := 0
	for _, o := range list {
		fixed := time.FixedZone("", o.from)
		s := recur.Series{Zone: fixed, Start: o.at}
		if r := o.rule(); r != nil {
			s.Rule = r
		}
		dates := s.Between(nil, t.AddDate(-2, 0, 0), t.Add(1), 1000)
		if at := s.Start.In(fixed); len(dates) == 0 && !at.After(t) {
			dates = append(dates, at)
		}
		for _, onset := range dates {
			if latest.IsZero() || onset.After(latest) {
				latest, offset = onset, o.to
			}
		}
	}
	return offset
}

// FuzzRead holds that whatever is read is bounded, can be written, and is then read as the same.
func FuzzRead(f *testing.F) {
	for _, file := range dirtyFiles(f) {
		f.Add(file)
	}
	f.Add(written(f, sample(f)))
	paris := zone(f, "Europe/Paris")
	f.Fuzz(func(t *testing.T, text []byte) {
		cal, problems, err := Read(bytes.NewReader(text), BoundsIn(paris))
		if err != nil {
			return
		}
		if len(problems) > 50 {
			t.Fatalf("%d problems", len(problems))
		}
		for i := range cal.Events {
			cal.Events[i].Series.Between(nil, time.Time{}, time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC), 100)
		}
		first := written(t, cal)
		again, problems, err := Read(bytes.NewReader(first), BoundsIn(paris))
		if err != nil || !again.Whole {
			t.Fatal(problems, err)
		}
		if second := written(t, again); !bytes.Equal(first, second) {
			t.Fatalf("written\n%s\nread and written again\n%s", first, second)
		}
	})
}
