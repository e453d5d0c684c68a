package hours

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

// Easter Sundays as printed in almanacs: Meeus's extremes and this decade.
func TestEaster(t *testing.T) {
	t.Parallel()
	for _, want := range []string{
		"1818-03-22", "1943-04-25", "1954-04-18", "1961-04-02", "2000-04-23", "2008-03-23", "2011-04-24", "2019-04-21", "2024-03-31",
		"2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21", "2038-04-25", "2049-04-18", "2285-03-22",
	} {
		day, err := time.Parse(time.DateOnly, want)
		if err != nil {
			t.Fatal(err)
		}
		if got := easterOf(day.Year()); got != dayNumberOf(day) {
			t.Errorf("%d: %v, want %s", day.Year(), got.date(), want)
		}
	}
}

// The states of the list by their codes: its names are those of another gazetteer.
var states = map[string]string{
	"Moselle": "FR-57", "Bas-Rhin": "FR-67", "Haut-Rhin": "FR-68", "Guadeloupe": "FR-971", "Martinique": "FR-972",
	"Guyane": "FR-973", "Réunion": "FR-974", "Mayotte": "FR-976", "Polynésie française": "FR-PF", "Wallis-et-Futuna": "FR-WF",
	"Nouvelle-Calédonie": "FR-NC", "Saint-Barthélemy": "FR-BL", "Saint-Martin (France)": "FR-MF",
}

// Where we say something else than the list, on purpose: see the sources of france.
var knownDifferences = []string{
	"FR-MF 05-27: unsure, list no", "FR-MF 05-28: unsure, list yes",
	"FR-PF 03-05: yes, list no", "FR-PF 06-29: no, list yes", "FR-PF 11-20: yes, list no",
}

// The rules give the days of the list that the OpenStreetMap community keeps, in every part of France, for fifty years.
func TestHolidaysAreThoseOfOpeningHoursJS(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../shared/data/events/holidays-fr.yaml")
	if err != nil {
		t.Skipf("the list is not here: %v", err)
	}
	var list struct {
		PH []struct {
			Name   string
			Fixed  []int  `yaml:"fixed_date"`
			Event  string `yaml:"variable_date"`
			Offset int
			States []string `yaml:"only_states"`
		} `yaml:"PH"`
	}
	if err := yaml.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	regions := []string{"FR", "FR-13", "FR-2A", "FR-PM"}
	for _, region := range states {
		regions = append(regions, region)
	}
	differences := map[string]bool{}
	for _, region := range regions {
		c := NewCalendar(time.UTC, region, nil)
		for year := 2000; year < 2050; year++ {
			listed := map[dayNumber]bool{}
			for _, h := range list.PH {
				applies := h.States == nil
				for _, state := range h.States {
					code, ok := states[state]
					if !ok {
						t.Fatalf("state %q has no code here", state)
					}
					applies = applies || code == region
				}
				switch {
				case !applies:
				case h.Event == "easter":
					listed[easterOf(year)+dayNumber(h.Offset)] = true
				case len(h.Fixed) == 2:
					listed[dayOf(year, h.Fixed[0], h.Fixed[1])] = true
				default:
					t.Fatalf("%s: not understood", h.Name)
				}
			}
			for n := dayOf(year, 1, 1); n < dayOf(year+1, 1, 1); n++ {
				want := no
				if listed[n] {
					want = yes
				}
				if got := c.publicHoliday(n); got != want {
					d := n.date()
					differences[fmt.Sprintf("%s %02d-%02d: %s, list %s", region, d.month, d.day, factNames[got], factNames[want])] = true
				}
			}
		}
	}
	got := make([]string, 0, len(differences))
	for d := range differences {
		got = append(got, d)
	}
	slices.Sort(got)
	if !slices.Equal(got, knownDifferences) {
		t.Errorf("other differences than those known:\n%s", strings.Join(got, "\n"))
	}
}

var factNames = [...]string{"unsure", "no", "yes"}

func TestRegionsWithRule(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]bool{
		"FR": true, "FR-13": true, "FR-01": true, "FR-95": true, "FR-2A": true, "FR-2B": true, "FR-971": true, "FR-PF": true, "FR-6AE": true,
		"": false, "DE": false, "DE-BY": false, "FR-": false, "FR-00": false, "FR-96": false, "FR-975": false, "FR-2C": false, "FR-1": false,
		"FR-PAC": false, "fr-13": false, "FR-9Z": false,
	} {
		if HasRule(region) != want {
			t.Errorf("%q: %v", region, !want)
		}
	}
}

func TestHolidayNames(t *testing.T) {
	t.Parallel()
	marseille, strasbourg := NewCalendar(nil, "FR-13", nil), NewCalendar(nil, "FR-67", nil)
	for day, want := range map[string][3]string{
		"2026-05-14": {"Ascension", "Ascension", "Ascension Day"},
		"2026-12-26": {"", "Saint-Étienne", "Saint Stephen’s Day"},
		"2026-04-03": {"", "Vendredi saint", "Good Friday"},
		"2026-04-02": {"", "", ""},
		"1999-12-25": {"Noël", "Noël", "Christmas Day"}, // outside the horizon
	} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		n := dayNumberOf(at)
		got := [3]string{marseille.holidayName(n), strasbourg.holidayName(n), HolidayIn("en", strasbourg.holidayName(n))}
		if got != want {
			t.Errorf("%s: %q, want %q", day, got, want)
		}
	}
	for _, h := range france {
		if HolidayIn("fr", h.french) != h.french || HolidayIn("en", h.french) != h.english {
			t.Errorf("%s has two English names", h.french)
		}
	}
}
