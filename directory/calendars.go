package directory

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory/hours"
)

// Elsewhere is what holds for places in no city.
type Elsewhere struct {
	Zone   *time.Location // nil = UTC
	Region string         // ISO 3166, empty = public holidays are not known
}

// calendars are what days are in each city. Cities of one zone and region share one.
type calendars struct {
	byCity    map[int64]*hours.Calendar
	elsewhere *hours.Calendar
}

// reread makes the calendars of all cities; what did not change keeps its pointer.
func (before *calendars) reread(_ context.Context, _ pgx.Tx, atlas *Atlas, elsewhere Elsewhere) (*calendars, error) {
	known := map[string]*hours.Calendar{}
	of := func(zone *time.Location, region string) *hours.Calendar {
		key := zone.String() + " " + region
		if known[key] == nil {
			known[key] = hours.NewCalendar(zone, region, nil)
		}
		return known[key]
	}
	zone := elsewhere.Zone
	if zone == nil {
		zone = time.UTC
	}
	c := &calendars{byCity: map[int64]*hours.Calendar{}, elsewhere: of(zone, elsewhere.Region)}
	for _, city := range atlas.Cities() {
		c.byCity[city.Num] = of(city.Zone, "")
	}
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
func (e Elsewhere) calendar() *hours.Calendar {
	if e.Zone == nil {
		e.Zone = time.UTC
	}
	return hours.NewCalendar(e.Zone, e.Region, nil)
}
