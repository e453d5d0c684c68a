package directory

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory/hours"
)

func (c *snapshot) readCalendars(ctx context.Context, tx pgx.Tx) error {
	before := c.calendars.Load()
	if before == nil {
		before = new(calendars)
	}
	fresh, err := before.reread(ctx, tx, c.atlas.Load(), c.live.config.Elsewhere)
	if err == nil {
		c.calendars.Store(fresh)
	}
	return err
}

// calendar is that of a district's city.
func (c *snapshot) calendar(district int64) *hours.Calendar { return c.calendarOf()(district) }

// calendarOf gives the calendars of districts as they are at this moment.
func (c *snapshot) calendarOf() func(district int64) *hours.Calendar {
	atlas, calendars := c.atlas.Load(), c.calendars.Load()
	return func(district int64) *hours.Calendar {
		if d, ok := atlas.Numbered(district); ok {
			return calendars.of(d.City)
		}
		return calendars.of(0)
	}
}

// recalled lists the places whose calendar is another than before: their texts must be understood anew.
func (c *snapshot) recalled(before func(district int64) *hours.Calendar) (places []int64) {
	now := c.calendarOf()
	moved := map[int64]bool{0: before(0) != now(0)}
	any := moved[0]
	for num := range c.atlas.Load().byNum {
		moved[num] = before(num) != now(num)
		any = any || moved[num]
	}
	if !any {
		return nil
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	for num, r := range c.byNum {
		if moved[r.summary().District] {
			places = append(places, num)
		}
	}
	return places
}
