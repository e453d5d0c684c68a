package ical

import (
	"strconv"
	"strings"
	"time"
)

// definition is a VTIMEZONE: what it says of the zone's offsets is used to find the zone that it means.
type definition struct {
	location string // X-LIC-LOCATION
	observed []observed
}

// observed is a STANDARD or DAYLIGHT.
type observed struct {
	summer bool
	since  string // DTSTART
	to     int    // seconds east of Greenwich
	known  bool
}

func (d *definition) take(p property) {
	if p.name == "X-LIC-LOCATION" {
		d.location = p.value
	}
}

func (o *observed) take(p property) {
	switch p.name {
	case "DTSTART":
		o.since = p.value
	case "TZOFFSETTO":
		o.to, o.known = parseOffset(p.value)
	}
}

// parseOffset reads +0100, -043000, +01:00.
func parseOffset(text string) (seconds int, ok bool) {
	text = strings.ReplaceAll(strings.TrimSpace(text), ":", "")
	if len(text) != 5 && len(text) != 7 || text[0] != '+' && text[0] != '-' {
		return 0, false
	}
	n, err := strconv.Atoi(text[1:])
	if err != nil || n < 0 {
		return 0, false
	}
	if len(text) == 5 {
		n *= 100
	}
	seconds = n/10000*3600 + n/100%100*60 + n%100
	if text[0] == '-' {
		seconds = -seconds
	}
	return seconds, seconds > -15*3600 && seconds < 15*3600
}

// maxZones by different names in a file.
const maxZones = 200

// zoneOf a TZID: by its name, else by what the file says of it, else that of the bounds.
func (r *reader) zoneOf(tzid string, line int) *time.Location {
	if zone, known := r.zones[tzid]; known {
		return zone
	}
	if len(r.zones) == maxZones { // each that is new costs files that are looked for
		r.problem(line, "", "more than %d time zones", maxZones)
		return r.bounds.Zone
	}
	zone := named(tzid)
	definition := r.defined[tzid]
	if zone == nil && definition != nil {
		if zone = named(definition.location); zone == nil {
			zone = definition.meant(r.bounds.Zone)
		}
	}
	if zone == nil {
		zone = displayed(tzid, r.bounds.Zone)
	}
	if zone == nil {
		r.problem(line, "", "time zone %q is not known: read as %s", short(tzid), r.bounds.Zone)
		zone = r.bounds.Zone
	}
	r.zones[tzid] = zone
	return zone
}

// named is the zone of an IANA name, on its own or at the end of a path, or of a name of Windows.
func named(name string) *time.Location {
	name = strings.Trim(strings.TrimSpace(name), `"`)
	if name == "" || len(name) > 200 {
		return nil
	}
	if iana, ok := windowsZones[strings.ToLower(name)]; ok {
		name = iana
	}
	parts := strings.Split(strings.Trim(name, "/"), "/")
	for from := max(len(parts)-3, 0); from < len(parts); from++ {
		candidate := strings.Join(parts[from:], "/")
		if candidate == "" || candidate == "Local" || strings.HasPrefix(candidate, "right/") || from > 0 && from == len(parts)-1 && candidate != "UTC" {
			continue
		}
		if zone, err := time.LoadLocation(candidate); err == nil {
			return zone
		}
	}
	return nil
}

// meant is the zone whose clocks go as the file says: that of the bounds before others.
func (d *definition) meant(own *time.Location) *time.Location {
	var standard, daylight *observed
	for i := range d.observed {
		o := &d.observed[i]
		switch {
		case !o.known:
		case o.summer && (daylight == nil || o.since >= daylight.since):
			daylight = o
		case !o.summer && (standard == nil || o.since >= standard.since):
			standard = o
		}
	}
	if standard == nil {
		standard, daylight = daylight, nil
	}
	if standard == nil {
		return nil
	}
	winter, summer := standard.to, standard.to
	if daylight != nil {
		summer = daylight.to
		if len(daylight.since) >= 6 && daylight.since[4:6] >= "08" { // begins in the second half of the year: the southern half of the earth
			winter, summer = summer, winter
		}
	}
	return goingBy(winter, summer, own)
}

// goingBy finds a zone by its offsets in January and July.
func goingBy(january, july int, own *time.Location) *time.Location {
	fits := func(zone *time.Location) bool {
		_, winter := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC).In(zone).Zone()
		_, summer := time.Date(2026, 7, 15, 12, 0, 0, 0, time.UTC).In(zone).Zone()
		return winter == january && summer == july
	}
	if fits(own) {
		return own
	}
	for _, name := range likely {
		if zone, err := time.LoadLocation(name); err == nil && fits(zone) {
			return zone
		}
	}
	if january == july && january%3600 == 0 { // the names of these are the other way round
		if zone, err := time.LoadLocation("Etc/GMT" + signed(-january/3600)); err == nil {
			return zone
		}
	}
	return nil
}

func signed(n int) string {
	if n > 0 {
		return "+" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// displayed reads what Outlook shows people: "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris" says the offset in winter.
func displayed(name string, own *time.Location) *time.Location {
	text := strings.ToUpper(strings.TrimLeft(strings.TrimSpace(name), "("))
	rest, ok := strings.CutPrefix(text, "UTC")
	if !ok {
		rest, ok = strings.CutPrefix(text, "GMT")
	}
	if !ok {
		return nil
	}
	end := strings.IndexFunc(rest, func(c rune) bool { return c != '+' && c != '-' && c != ':' && c != '.' && (c < '0' || c > '9') })
	if end < 0 {
		end = len(rest)
	}
	digits := strings.NewReplacer(":", "", ".", "").Replace(rest[:end])
	switch len(digits) {
	case 2: // +1
		digits = digits[:1] + "0" + digits[1:] + "00"
	case 3:
		digits += "00"
	}
	seconds, ok := parseOffset(digits)
	if !ok {
		return nil
	}
	if _, winter := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC).In(own).Zone(); winter == seconds {
		return own
	}
	return goingBy(seconds, seconds, own)
}
