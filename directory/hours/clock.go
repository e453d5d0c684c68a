package hours

import "time"

// setting is an instant at which the clocks of a zone are set: from then on they are after seconds ahead of UTC, no longer before.
type setting struct {
	unix          int64
	before, after int32
}

// clock knows when the clocks of a zone are set. Looking in a table of its years is three times as fast as asking the zone.
type clock struct {
	zone     *time.Location
	from, to int64     // the table's instants, Unix seconds
	settings []setting // in order; the first stands for all before
}

// The years of a clock's table.
const (
	clockFrom = 2015
	clockTo   = 2045
)

func newClock(zone *time.Location) clock {
	c := clock{
		zone: zone,
		from: time.Date(clockFrom, 1, 1, 0, 0, 0, 0, time.UTC).Unix(),
		to:   time.Date(clockTo, 1, 1, 0, 0, 0, 0, time.UTC).Unix(),
	}
	for unix := c.to - 1; ; {
		s := c.ask(unix)
		c.settings = append(c.settings, s)
		if s.unix <= c.from {
			break
		}
		unix = s.unix - 1
	}
	for i, j := 0, len(c.settings)-1; i < j; i, j = i+1, j-1 {
		c.settings[i], c.settings[j] = c.settings[j], c.settings[i]
	}
	return c
}

// setBefore is the last setting at or before an instant.
func (c *clock) setBefore(unix int64) setting {
	if unix < c.from || unix >= c.to {
		return c.ask(unix)
	}
	// Clocks are set at nearly even intervals: the setting is close to where it would then be.
	i := int((unix - c.from) * int64(len(c.settings)) / (c.to - c.from))
	for i > 0 && unix < c.settings[i].unix {
		i--
	}
	for i+1 < len(c.settings) && c.settings[i+1].unix <= unix {
		i++
	}
	return c.settings[i]
}

// ask is setBefore from the zone itself.
func (c *clock) ask(unix int64) setting {
	t := time.Unix(unix, 0).In(c.zone)
	_, after := t.Zone()
	s := setting{unix: -1 << 62, before: int32(after), after: int32(after)}
	if set, _ := t.ZoneBounds(); !set.IsZero() {
		_, before := set.Add(-1).Zone()
		s.unix, s.before = set.Unix(), int32(before)
	}
	return s
}

// offset is how far ahead of UTC the clocks are, in seconds.
func (c *clock) offset(unix int64) int64 { return int64(c.setBefore(unix).after) }

// setOn says whether the clocks may be set on day n or next to it.
func (c *clock) setOn(n dayNumber) bool {
	local := int64(n) * secondsOfDay
	return c.setBefore(local+2*secondsOfDay).unix >= local-secondsOfDay
}
