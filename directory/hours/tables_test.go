package hours

import (
	"strings"
	"testing"
	"time"
)

func on(t *testing.T, day string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestTablesSpeakOfTheirTimeAndPlaceOnly(t *testing.T) {
	t.Parallel()
	row := func(kind Kind, region, name, from, to string) Row {
		return Row{Kind: kind, Region: region, Name: name, From: on(t, from), To: on(t, to)}
	}
	tables := []Table{
		{Source: "ministry", Rows: []Row{
			row(School, "FR-13", "Noël", "2025-12-20", "2026-01-04"),
			row(School, "FR-13", "Toussaint", "2025-10-18", "2025-11-02"),
			row(School, "FR-13", "Hiver", "2026-02-14", "2026-03-01"),
			// nothing of the summer: too long a term
			row(School, "FR-13", "Toussaint", "2026-10-17", "2026-11-01"),
			row(School, "FR", "everywhere", "2026-07-04", "2026-08-31"),
			row(Public, "DE-BY", "Allerheiligen", "2026-11-01", "2026-11-01"),
			row(Public, "DE-BY", "Neujahr", "2027-01-01", "2027-01-01"),
			row(Public, "FR-13", "no such holiday", "2026-09-09", "2026-09-09"),
		}},
		{Source: "old", Rows: []Row{row(School, "FR-13", "long ago", "1999-07-01", "1999-07-02")}},
	}
	marseille, munich := NewCalendar(nil, "FR-13", tables), NewCalendar(nil, "DE-BY", tables)
	paris, berlin := NewCalendar(nil, "FR-75", tables), NewCalendar(nil, "DE-BE", tables)
	for _, c := range []struct {
		name string
		got  func(dayNumber) fact
		day  string
		want fact
	}{
		{"before the table", marseille.schoolHoliday, "2025-10-17", unsure},
		{"first day", marseille.schoolHoliday, "2025-10-18", yes},
		{"last day", marseille.schoolHoliday, "2025-11-02", yes},
		{"the day after", marseille.schoolHoliday, "2025-11-03", no},
		{"across the year", marseille.schoolHoliday, "2026-01-01", yes},
		{"in a hole", marseille.schoolHoliday, "2026-06-01", unsure},
		{"in a hole, the country's", marseille.schoolHoliday, "2026-07-14", yes},
		{"after the hole", marseille.schoolHoliday, "2026-10-17", yes},
		{"after the table", marseille.schoolHoliday, "2026-11-02", unsure},
		{"outside the horizon", marseille.schoolHoliday, "1999-07-02", yes},
		{"outside the horizon and the table", marseille.schoolHoliday, "1999-07-03", unsure},
		{"the country's", paris.schoolHoliday, "2026-07-04", yes},
		{"nobody's", paris.schoolHoliday, "2026-02-14", unsure},
		{"listed", munich.publicHoliday, "2026-11-01", yes},
		{"between listed ones", munich.publicHoliday, "2026-11-02", no},
		{"after the last", munich.publicHoliday, "2027-01-02", unsure},
		{"of another region", berlin.publicHoliday, "2026-11-01", unsure},
		{"rules go before tables", marseille.publicHoliday, "2026-09-09", no},
	} {
		if got := c.got(dayNumberOf(on(t, c.day))); got != c.want {
			t.Errorf("%s (%s): %s, want %s", c.name, c.day, factNames[got], factNames[c.want])
		}
	}
	if got := munich.holidayName(dayNumberOf(on(t, "2026-11-01"))); got != "Allerheiligen" {
		t.Errorf("name %q", got)
	}
	if _, known := munich.sun(0); known {
		t.Error("a sun without table")
	}
}

func TestSunOfTables(t *testing.T) {
	t.Parallel()
	c := NewCalendar(nil, "FR-13", []Table{{Source: "sky", Rows: []Row{
		{Kind: Sun, Region: "FR-13", From: on(t, "2026-06-21"), To: on(t, "2026-06-22"), Sun: SunTimes{Rise: 359, Set: 1282, Dawn: 323, Dusk: 1318}},
		{Kind: Sun, Region: "FR-13", From: on(t, "2026-06-24"), To: on(t, "2026-06-24"), Sun: SunTimes{Rise: 360, Set: 1282, Dawn: 324, Dusk: 1318}},
	}}})
	for day, want := range map[string]sunTimes{
		"2026-06-20": {}, "2026-06-21": {323, 359, 1282, 1318}, "2026-06-22": {323, 359, 1282, 1318},
		"2026-06-23": {}, "2026-06-24": {324, 360, 1282, 1318}, "2026-06-25": {},
	} {
		got, known := c.sun(dayNumberOf(on(t, day)))
		if got != want || known != (want != sunTimes{}) {
			t.Errorf("%s: %v %v, want %v", day, got, known, want)
		}
	}
}

// What depends on the sun is known on the days that a table names, and on no other.
func TestHoursBySun(t *testing.T) {
	t.Parallel()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	c := NewCalendar(paris, "FR-13", []Table{{Source: "sky", Rows: []Row{
		{Kind: Sun, Region: "FR", From: on(t, "2026-06-20"), To: on(t, "2026-06-22"), Sun: SunTimes{Rise: 359, Set: 1282, Dawn: 323, Dusk: 1318}},
	}}})
	for text, states := range map[string]map[string]State{
		"sunrise-sunset":                {"21 05:58": Closed, "21 05:59": Open, "21 21:21": Open, "21 21:22": Closed, "23 12:00": Unknown},
		"(dawn+00:30)-(sunset-01:00)":   {"21 05:52": Closed, "21 05:53": Open, "21 20:21": Open, "21 20:22": Closed},
		"sunset-sunrise":                {"21 05:58": Open, "21 05:59": Closed, "21 21:22": Open},
		"Mo-Sa sunrise-dusk; Su closed": {"20 21:57": Open, "20 21:58": Closed, "21 12:00": Closed},
	} {
		s := Compile(text, c)
		if s.Err() != nil {
			t.Errorf("%s: %v", text, s.Err())
		}
		for at, want := range states {
			when, err := time.ParseInLocation("2006-01 02 15:04", "2026-06 "+at, paris)
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := s.State(when); got != want {
				t.Errorf("%s at %s: %v, want %v", text, at, got, want)
			}
		}
	}
}

// The horizon is only faster than asking rules and tables.
func TestHorizonSaysWhatRulesSay(t *testing.T) {
	t.Parallel()
	c := NewCalendar(nil, "FR-PF", []Table{{Source: "x", Rows: []Row{
		{Kind: School, Region: "FR", Name: "x", From: on(t, "2023-12-20"), To: on(t, "2024-01-05")},
		{Kind: School, Region: "FR", Name: "y", From: on(t, "2024-03-20"), To: on(t, "2024-04-05")},
	}}})
	asked := 0
	for n := horizonFrom - 400; n < horizonFrom+horizonDays+400; n++ {
		public, _ := c.workOutPublic(n)
		school, _ := lookUp(c.school, n)
		if c.publicHoliday(n) != public || c.schoolHoliday(n) != school {
			t.Fatalf("%v: public %d, worked out %d; school %d, worked out %d", n.date(), c.publicHoliday(n), public, c.schoolHoliday(n), school)
		}
		asked++
	}
	if last := (horizonFrom + horizonDays).date(); asked < horizonDays || last.year != 2040 || last.month != 1 || last.day != 1 {
		t.Errorf("the horizon ends on %v", last)
	}
}

func TestDayFactsAllocateNothing(t *testing.T) { // alone: the count is the whole process's
	c := NewCalendar(nil, "FR-13", nil)
	allocs := testing.AllocsPerRun(100, func() {
		for _, n := range []dayNumber{100, horizonFrom + 100} {
			c.publicHoliday(n)
			c.schoolHoliday(n)
			c.sun(n)
		}
	})
	if allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}

func TestRowCheck(t *testing.T) {
	t.Parallel()
	good := Row{Kind: School, Region: "FR-13", Name: "Noël", From: on(t, "2025-12-20"), To: on(t, "2026-01-04")}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for reason, spoil := range map[string]func(*Row){
		`kind "holiday" is not public, school or sun`:             func(r *Row) { r.Kind = "holiday" },
		`region "Marseille" is not a code of ISO 3166`:            func(r *Row) { r.Region = "Marseille" },
		`a school holiday needs a name`:                           func(r *Row) { r.Name = "" },
		`is longer than 200 bytes`:                                func(r *Row) { r.Name = strings.Repeat("n", 201) },
		`the last day 2025-12-19 is before the first 2025-12-20`:  func(r *Row) { r.To = on(t, "2025-12-19") },
		`2025-12-20 to 2026-12-25 is 371 days, more than a year`:  func(r *Row) { r.To = on(t, "2026-12-25") },
		`0001-01-01 to 2026-01-04 is not within 1900–2199`:        func(r *Row) { r.From = time.Time{} },
		`dawn, sunrise, sunset and dusk do not follow each other`: func(r *Row) { r.Kind = Sun },
	} {
		bad := good
		spoil(&bad)
		if err := bad.Check(); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%v, want %s", err, reason)
		}
	}
}

func BenchmarkPublicHoliday(b *testing.B) {
	c := NewCalendar(nil, "FR-13", nil)
	b.ReportAllocs()
	for i := range b.N {
		c.publicHoliday(horizonFrom + dayNumber(i%2000))
	}
}

func BenchmarkNewCalendar(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		NewCalendar(nil, "FR-13", nil)
	}
}
