package formats_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alentour/alentour/data/formats"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
)

const week = `{"fields": {"source_id": ["id"], "name": ["id"]}, "hours": [
	{"day": "lundi", "column": "lu"}, {"day": "tuesday", "column": "ma"}, {"day": "We", "column": "me"}, {"day": "jeudi", "column": "je"},
	{"day": "vendredi", "column": "ve"}, {"day": "samedi", "column": "sa"}, {"day": "dimanche", "column": "di"}]}`

// weekOf reads one row whose columns of days are given, Monday first.
func weekOf(t *testing.T, days ...string) directory.Incoming {
	t.Helper()
	mapping, err := formats.ReadMapping(strings.NewReader(week), "week.json")
	if err != nil {
		t.Fatal(err)
	}
	text := "id\tlu\tma\tme\tje\tve\tsa\tdi\n7\t" + strings.Join(append(days, make([]string, 7-len(days))...), "\t") + "\n"
	table, err := formats.ReadTable(strings.NewReader(text), "week.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := mapping.Places(table)
	if err != nil {
		t.Fatal(err)
	}
	for in, err := range rows {
		if err != nil {
			t.Fatal(err)
		}
		return in
	}
	t.Fatal("no row")
	return directory.Incoming{}
}

func TestHoursOfWeekdayColumns(t *testing.T) {
	t.Parallel()
	const day = "09:00 - 12:00 / 13:30 - 17:00"
	for _, c := range []struct {
		days []string
		want string
	}{
		{[]string{day, day, day, day, "09:00 - 12:00"}, "Mo-Th 09:00-12:00,13:30-17:00; Fr 09:00-12:00"},
		{[]string{day, "", day, "", day}, "Mo,We,Fr 09:00-12:00,13:30-17:00"},
		{[]string{"09:00 - 12:00", day, "09:00 - 12:00", "09:00 - 12:00", day, "", "09:00 - 12:00"}, "Mo,We-Th,Su 09:00-12:00; Tu,Fr 09:00-12:00,13:30-17:00"},
		{[]string{"00:00 - 00:00 / 09:00 - 12:00", "00:00 - 00:00"}, "Mo 09:00-12:00"},
		{[]string{"13:30 - 17:00 / 09:00 - 12:00", "09:00 - 12:00 / 09:00 - 12:00"}, "Mo 09:00-12:00,13:30-17:00; Tu 09:00-12:00"},
		{[]string{"09:00 - 11:00 / 11:00 - 12:00 / 12:00 - 13:00"}, "Mo 09:00-13:00"},
		{[]string{"9h-12h30 et 14h à 17h", "Fermé", "fermé"}, "Mo 09:00-12:30,14:00-17:00"},
		{[]string{"", "", "", "", "", "9h30 – 12h00; 14 h - 15 h", "00:00 - 24:00"}, "Sa 09:30-12:00,14:00-15:00; Su 00:00-24:00"},
		{nil, ""},
		{[]string{"00:00 - 00:00", "fermé"}, ""},
	} {
		in := weekOf(t, c.days...)
		if in.Hours != c.want || in.Doubt != "" {
			t.Errorf("%q: %q, %q; want %q", c.days, in.Hours, in.Doubt, c.want)
		}
	}
}

// Nobody is told "open" by what could not be read: the text stays, and says that nobody knows.
func TestHoursThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for text, reason := range map[string]string{
		"14:00 - 12:00":                 `"14:00 - 12:00" ends before it begins`,
		"22:00 - 06:00":                 `"22:00 - 06:00" ends before it begins`,
		"12:00 - 12:00":                 `"12:00 - 12:00" ends before it begins`,
		"09:00 - 12:00 / 09:00 - 16:30": "09:00-12:00 and 09:00-16:30 overlap",
		"08:30 - 12:00 / 08:30 - 17:00 / 08:30 - 12:00": "08:30-12:00 and 08:30-17:00 overlap",
		"9:00 - 25:00":             `"9:00 - 25:00" is not within a day`,
		"09:75 - 10:00":            `"09:75 - 10:00" is not within a day`,
		"sur rendez-vous":          `"sur rendez-vous" is not a time like 09:00 - 12:00`,
		`le "matin"`:               `"le \"matin\"" is not a time like 09:00 - 12:00`,
		"9h-12h (semaines paires)": `"9h-12h (semaines paires)" is not a time like 09:00 - 12:00`,
	} {
		in := weekOf(t, "09:00 - 12:00", strings.ReplaceAll(text, `"`, `'`))
		quoted := strings.ReplaceAll(text, `"`, "'")
		want := fmt.Sprintf(`unknown "lundi 09:00 - 12:00 ; tuesday %s"`, quoted)
		doubt := fmt.Sprintf("7: column ma %q: %s", quoted, strings.ReplaceAll(reason, `\"matin\"`, "'matin'"))
		if in.Hours != want || in.Doubt != doubt {
			t.Errorf("%s:\n%s\n%s\nwant\n%s\n%s", text, in.Hours, in.Doubt, want, doubt)
		}
		neverOpen(t, in.Hours)
	}
}

// What the columns say and what is made of them open the same minutes.
func TestHoursOfColumnsMeanWhatTheySay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		var days []string
		var open [7 * 1440]bool
		// few times, so that days are alike, spans meet and are told twice
		few := rapid.IntRange(0, 4)
		for day := range 7 {
			var spans []string
			end := 0
			for range rapid.IntRange(0, 3).Draw(rt, "spans") {
				from := end + 120*few.Draw(rt, "hours from")
				to := from + 90 + 15*few.Draw(rt, "quarters")
				if to > 1440 {
					break
				}
				spans = append(spans, fmt.Sprintf("%02d:%02d - %02d:%02d", from/60, from%60, to/60, to%60))
				for minute := from; minute < to; minute++ {
					open[day*1440+minute] = true
				}
				end = to
			}
			if len(spans) > 0 && rapid.Bool().Draw(rt, "twice") {
				spans = append(spans, spans[0])
			}
			days = append(days, strings.Join(spans, " / "))
		}
		in := weekOf(t, days...)
		if in.Doubt != "" {
			rt.Fatalf("%q: %s", days, in.Doubt)
		}
		s := hours.Compile(in.Hours, hours.NewCalendar(nil, "FR-13", nil))
		monday := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
		for minute, want := range open {
			state, _ := s.State(monday.Add(time.Duration(minute) * time.Minute))
			if got := state == hours.Open; got != want {
				rt.Fatalf("%q: %q: minute %d is open: %v, want %v", days, in.Hours, minute, got, want)
			}
		}
	})
}

// neverOpen says that hours are understood, and unknown at every hour of a week.
func neverOpen(t *testing.T, text string) {
	t.Helper()
	s := hours.Compile(text, hours.NewCalendar(nil, "FR-13", nil))
	if s.Err() != nil {
		t.Errorf("%s: %v", text, s.Err())
	}
	monday := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	for hour := range 7 * 24 {
		if state, _ := s.State(monday.Add(time.Duration(hour) * time.Hour)); state != hours.Unknown {
			t.Fatalf("%s: %v at hour %d", text, state, hour)
		}
	}
}

// Every row of the real file: what it says is understood, or a person hears of it.
func TestHoursOfFranceServices(t *testing.T) {
	t.Parallel()
	file, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "places", "france-services-20240801.csv"))
	if err != nil {
		t.Skipf("the real file is not here: %v", err)
	}
	defer file.Close()
	mapping, err := formats.ShippedMapping("france-services")
	if err != nil {
		t.Fatal(err)
	}
	table, err := formats.ReadTable(file, "france-services.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := mapping.Places(table)
	if err != nil {
		t.Fatal(err)
	}
	calendar := hours.NewCalendar(nil, "FR-13", nil)
	var read, none, doubtful int
	forms := map[string]bool{}
	for in, err := range rows {
		if err != nil {
			t.Fatal(err)
		}
		forms[in.Hours] = true
		switch {
		case in.Doubt != "":
			doubtful++
			neverOpen(t, in.Hours)
		case in.Hours == "":
			none++
		default:
			read++
			if err := hours.Compile(in.Hours, calendar).Err(); err != nil {
				t.Errorf("%s: %q: %v", in.Where, in.Hours, err)
			}
		}
	}
	if read != 2777 || none != 48 || doubtful != 20 {
		t.Errorf("%d rows read, %d without hours, %d doubtful; want 2777, 48, 20", read, none, doubtful)
	}
	t.Logf("%d distinct hours", len(forms))
}
