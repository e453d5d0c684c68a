package ical

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alentour/alentour/community/recur"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; -update rewrites it. Got:\n%s", file, got)
	}
}

// said is a calendar and its problems for people.
func said(cal Calendar, problems []Problem, err error) string {
	var b strings.Builder
	if err != nil {
		return fmt.Sprintf("error: %v\n", err)
	}
	fmt.Fprintf(&b, "whole: %v\n", cal.Whole)
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "  %s: %s\n", name, strings.ReplaceAll(value, "\n", "\n    | "))
		}
	}
	field("name", cal.Name)
	field("description", cal.Description)
	field("source", cal.Source)
	if cal.Refresh > 0 {
		field("refresh", cal.Refresh.String())
	}
	for i := range cal.Events {
		e := &cal.Events[i]
		s := &e.Series
		fmt.Fprintf(&b, "%s %s\n", e.UID, e.Status)
		if !e.RecurrenceID.IsZero() {
			field("instead of", e.RecurrenceID.UTC().Format(time.RFC3339))
		}
		hours := s.Length.String()
		if s.AllDay {
			hours = fmt.Sprintf("%d days", s.Length/24/time.Hour)
		}
		field("on", fmt.Sprintf("%s %s, %s", s.Start, s.Zone, hours))
		if s.Rule != nil {
			field("again", s.Rule.String())
		}
		field("extra", wallsText(s.Extra))
		field("removed", wallsText(s.Removed))
		if e.Sequence > 0 {
			field("sequence", fmt.Sprint(e.Sequence))
		}
		field("summary", e.Summary)
		field("description", e.Description)
		field("location", e.Location)
		field("url", e.URL)
		field("organizer", strings.TrimSpace(e.Organizer.Name+" "+e.Organizer.Address))
		field("categories", strings.Join(e.Categories, " | "))
		if e.Geo != nil {
			field("geo", fmt.Sprint(*e.Geo))
		}
	}
	for _, p := range problems {
		fmt.Fprintf(&b, "! %s\n", strings.TrimSpace(p.UID+" "+p.String()))
	}
	return b.String()
}

func wallsText(walls []recur.Wall) string {
	var texts []string
	for _, w := range walls {
		texts = append(texts, w.String())
	}
	return strings.Join(texts, " ")
}

// dirtyFiles by name.
func dirtyFiles(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob("testdata/dirty/*.ics")
	if err != nil || len(names) < 20 {
		t.Fatal(names, err)
	}
	files := map[string][]byte{}
	for _, name := range names {
		if files[filepath.Base(name)], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// What is met in the field, one file for each habit.
func TestReadsDirtyFiles(t *testing.T) {
	t.Parallel()
	paris := zone(t, "Europe/Paris")
	var all bytes.Buffer
	files := dirtyFiles(t)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&all, "=== %s\n%s\n", name, said(Read(bytes.NewReader(files[name]), BoundsIn(paris))))
	}
	golden(t, "testdata/dirty.golden", all.Bytes())
}

func TestWindowsNamesAreZones(t *testing.T) {
	t.Parallel()
	for name, iana := range windowsZones {
		if _, err := time.LoadLocation(iana); err != nil || name != strings.ToLower(name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, iana := range likely {
		zone(t, iana)
	}
}

// Files that are too much are read as far as the bounds go, and say that they are not whole.
func TestBoundsOfAFile(t *testing.T) {
	t.Parallel()
	event := func(uid int) string {
		return fmt.Sprintf("BEGIN:VEVENT\r\nUID:%d\r\nDTSTART:20260105T173000Z\r\nSUMMARY:x\r\nEND:VEVENT\r\n", uid)
	}
	var many strings.Builder
	for i := range 200 {
		many.WriteString(event(i))
	}
	const begin, end = "BEGIN:VCALENDAR\r\n", "END:VCALENDAR\r\n"
	bounds := Bounds{Bytes: 1 << 14, Lines: 500, LineBytes: 1000, Events: 50, Properties: 20, Problems: 10, Zone: time.UTC}
	for name, c := range map[string]struct {
		text   string
		events int
		whole  bool
		reason string
	}{
		"bytes":       {begin + event(1) + "X:" + strings.Repeat("x", 1<<14) + end, 1, false, "longer than 16384 bytes"},
		"events":      {begin + many.String() + end, 50, false, "more than 50 events"},
		"lines":       {begin + event(1) + strings.Repeat("X:\r\n", 600) + end, 1, false, "more than 500 lines"},
		"properties":  {begin + "BEGIN:VEVENT\r\nDTSTART:20260105T173000Z\r\n" + strings.Repeat("X:\r\n", 30) + "END:VEVENT\r\n" + end, 0, false, "an event of more than 20 lines"},
		"a long line": {begin + "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260105T173000Z\r\nDESCRIPTION:" + strings.Repeat("y\r\n ", 2000) + "\r\nEND:VEVENT\r\n" + end, 1, true, "longer than 1000 bytes"},
		"depth":       {begin + event(1) + strings.Repeat("BEGIN:X\r\n", 20) + end, 1, false, "components within components"},
		"all":         {begin + event(1) + event(2) + end, 2, true, ""},
	} {
		cal, problems, err := Read(strings.NewReader(c.text), bounds)
		if err != nil || len(cal.Events) != c.events || cal.Whole != c.whole || !strings.Contains(fmt.Sprint(problems), c.reason) {
			t.Errorf("%s: %d events, whole %v, %v, %v", name, len(cal.Events), cal.Whole, problems, err)
		}
		if len(problems) > bounds.Problems {
			t.Errorf("%s: %d problems", name, len(problems))
		}
	}
	if _, _, err := Read(strings.NewReader(""), bounds); !errors.Is(err, ErrNoCalendar) {
		t.Error(err)
	}
}

// Texts and files whose reading could grow with the square of their length.
func TestReadsInLinearTime(t *testing.T) {
	bounds := BoundsIn(zone(t, "Europe/Paris"))
	long := func(piece string) string { return strings.Repeat(piece, 60_000/len(piece)) }
	descriptions := []string{"<", "<a", "<style></style>", "<!--", "&lt;", "<p>", "</", "<script>", `\n`, "\u202e"}
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\n")
	for i := 0; b.Len() < 2<<20-70_000; i++ {
		fmt.Fprintf(&b, "BEGIN:VEVENT\r\nUID:%d\r\nDTSTART:20260105T173000Z\r\nDESCRIPTION:%s\r\nEND:VEVENT\r\n", i, long(descriptions[i%len(descriptions)]))
	}
	b.WriteString("END:VCALENDAR\r\n")
	zones := "BEGIN:VCALENDAR\r\n"
	for i := range 5000 {
		zones += fmt.Sprintf("BEGIN:VEVENT\r\nDTSTART;TZID=/a/Europe/P%d:20260105T173000\r\nEND:VEVENT\r\n", i)
	}
	params := "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + strings.Repeat("X"+strings.Repeat(";a=b", 10_000)+":\r\n", 45)
	for name, text := range map[string]string{"descriptions": b.String(), "zones": zones, "parameters": params} {
		began := time.Now()
		if _, _, err := Read(strings.NewReader(text), bounds); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
}
