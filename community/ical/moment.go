package ical

import (
	"strconv"
	"strings"
	"time"

	"github.com/alentour/alentour/community/recur"
)

// moment is a date or a time of a file.
type moment struct {
	wall recur.Wall
	zone *time.Location
	date bool // a day without a time
	utc  bool // written with Z
}

func (m moment) instant() time.Time { return m.wall.In(m.zone) }

// moment of a property's value, or of one of its values.
func (r *reader) moment(p *property, value string) (moment, bool) {
	value = strings.ToUpper(strings.TrimSpace(value))
	value, utc := strings.CutSuffix(value, "Z")
	if len(value) > len("20060102") && strings.ContainsAny(value, "-:") { // 2026-01-05T18:30:00, as ISO 8601 has it
		value = strings.NewReplacer("-", "", ":", "").Replace(value)
	}
	w, err := recur.ParseWall(value)
	if err != nil {
		return moment{}, false
	}
	m := moment{wall: w, zone: r.bounds.Zone, date: len(value) == len("20060102"), utc: utc}
	switch tzid := p.params["TZID"]; {
	case m.date:
	case utc:
		m.zone = time.UTC
	case tzid != "":
		m.zone = r.zoneOf(tzid, p.line)
	}
	return m, true
}

// in the time zone of a series, by the instant; a day takes the time of its dates.
func (m moment) in(s *recur.Series) recur.Wall {
	switch {
	case m.date && !s.AllDay:
		return m.wall.Add(s.Start.Sub(s.Start.Midnight()))
	case s.AllDay && !m.date && !m.utc:
		return m.wall.Midnight()
	case m.date || m.zone == s.Zone:
		return m.wall
	case s.AllDay:
		return recur.WallOf(m.instant().In(s.Zone)).Midnight()
	}
	return recur.WallOf(m.instant().In(s.Zone))
}

// parseDuration reads P1W, P1DT2H, PT90M, -PT15M (RFC 5545 §3.3.6).
func parseDuration(text string) (time.Duration, bool) {
	text = strings.ToUpper(strings.TrimSpace(text))
	text, negative := strings.CutPrefix(text, "-")
	rest, ok := strings.CutPrefix(strings.TrimPrefix(text, "+"), "P")
	if !ok || rest == "" {
		return 0, false
	}
	units := map[byte]time.Duration{'W': 7 * 24 * time.Hour, 'D': 24 * time.Hour}
	var sum time.Duration
	for rest != "" {
		if rest[0] == 'T' {
			units = map[byte]time.Duration{'H': time.Hour, 'M': time.Minute, 'S': time.Second}
			rest = rest[1:]
			continue
		}
		end := strings.IndexFunc(rest, func(c rune) bool { return c < '0' || c > '9' })
		if end <= 0 || end > 7 {
			return 0, false
		}
		n, err := strconv.Atoi(rest[:end])
		unit, known := units[rest[end]]
		if err != nil || !known {
			return 0, false
		}
		sum += time.Duration(n) * unit
		rest = rest[end+1:]
	}
	if negative {
		sum = -sum
	}
	return sum, true
}
