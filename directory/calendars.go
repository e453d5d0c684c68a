package directory

import (
	"context"
	"reflect"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory/hours"
)

// Elsewhere is what holds for places in no city.
type Elsewhere struct {
	Zone   *time.Location // nil = UTC
	Region string         // ISO 3166, empty = public holidays are not known
}

// topicHolidays of the feed: the tables that calendars are made of.
const topicHolidays = "holidays"

// calendars are what days are in each city. Cities of one zone and region share one. Immutable.
type calendars struct {
	byCity    map[int64]*hours.Calendar
	elsewhere *hours.Calendar
	made      map[calendarKey]madeCalendar
}

type calendarKey struct{ zone, region string }

// madeCalendar remembers what a calendar was made of, to see whether it must be made anew.
type madeCalendar struct {
	calendar *hours.Calendar
	tables   []hours.Table
}

// reread makes the calendars of all cities; what did not change keeps its pointer.
func (before *calendars) reread(ctx context.Context, tx pgx.Tx, atlas *Atlas, elsewhere Elsewhere) (*calendars, error) {
	tables, err := readHolidays(ctx, tx)
	if err != nil {
		return nil, err
	}
	c := &calendars{byCity: map[int64]*hours.Calendar{}, made: map[calendarKey]madeCalendar{}}
	of := func(zone *time.Location, region string) *hours.Calendar {
		key := calendarKey{zone.String(), region}
		if made, ok := c.made[key]; ok {
			return made.calendar
		}
		made := madeCalendar{tables: about(region, tables)}
		if old, ok := before.made[key]; ok && reflect.DeepEqual(old.tables, made.tables) {
			made.calendar = old.calendar
		} else {
			made.calendar = hours.NewCalendar(zone, region, made.tables)
		}
		c.made[key] = made
		return made.calendar
	}
	for _, city := range atlas.Cities() {
		c.byCity[city.Num] = of(city.Zone, Region(city.Code))
	}
	c.elsewhere = of(elsewhere.Zone, elsewhere.Region)
	return c, nil
}

// of gives a city's calendar, by its number; what holds elsewhere for others.
func (c *calendars) of(city int64) *hours.Calendar {
	if calendar, ok := c.byCity[city]; ok {
		return calendar
	}
	return c.elsewhere
}

// calendar holds where no table is read.
func (e Elsewhere) calendar() *hours.Calendar { return hours.NewCalendar(e.Zone, e.Region, nil) }

// about keeps what the tables say of a region and of its country.
func about(region string, tables []hours.Table) (kept []hours.Table) {
	country, _, _ := strings.Cut(region, "-")
	for _, t := range tables {
		var rows []hours.Row
		for _, r := range t.Rows {
			if r.Region == region || r.Region == country {
				rows = append(rows, r)
			}
		}
		if rows != nil {
			kept = append(kept, hours.Table{Source: t.Source, Rows: rows})
		}
	}
	return kept
}

// Region is where a French municipality lies, as ISO 3166-2 says it: "FR-13" for 13055, "FR-974" for 97411. Codes that
// are not INSEE's have none.
func Region(insee string) string {
	if len(insee) != 5 || strings.Trim(insee[2:], "0123456789") != "" {
		return ""
	}
	department := insee[:2]
	if department >= "97" {
		department = insee[:3]
	}
	// INSEE numbers these collectivities, ISO 3166-2 names them.
	switch department {
	case "975":
		department = "PM"
	case "977":
		department = "BL"
	case "978":
		department = "MF"
	case "986":
		department = "WF"
	case "987":
		department = "PF"
	case "988":
		department = "NC"
	}
	if region := "FR-" + department; hours.HasRule(region) {
		return region
	}
	return ""
}
