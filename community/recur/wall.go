package recur

import (
	"cmp"
	"fmt"
	"time"
)

// Wall is what a calendar and a clock on the wall show, in whatever zone they hang. Two are equal by ==. The zero Wall is no date of
// a series: it stands for "none".
type Wall struct {
	seconds int64 // since Monday 0001-01-01 00:00:00, in days of 86,400 seconds
}

const (
	daySeconds = 86_400
	unixEpoch  = 719_162 * daySeconds // 1970-01-01 as a Wall
)

// At is a date and a time of day; what is out of range is carried over as [time.Date] does.
func At(year int, month time.Month, day, hour, minute, second int) Wall {
	return Wall{time.Date(year, month, day, hour, minute, second, 0, time.UTC).Unix() + unixEpoch}
}

// WallOf is what a clock shows at t, in the zone of t.
func WallOf(t time.Time) Wall {
	_, offset := t.Zone()
	return Wall{t.Unix() + int64(offset) + unixEpoch}
}

// In is the instant when a clock of the zone shows w, as RFC 5545 §3.3.5 answers: of two such instants the first; where the clock was
// put forward past w, the instant by the offset before that.
func (w Wall) In(zone *time.Location) time.Time { return time.Unix(w.unix(zone), 0).UTC() }

func (w Wall) unix(zone *time.Location) int64 {
	shown := w.seconds - unixEpoch
	before := offsetAt(zone, shown-daySeconds) // no offset is a day long: this is before w
	instant := shown - before
	now := offsetAt(zone, instant)
	if now == before {
		return instant
	}
	if later := shown - now; offsetAt(zone, later) == now {
		return later
	}
	return instant
}

func offsetAt(zone *time.Location, unix int64) int64 {
	_, offset := time.Unix(unix, 0).In(zone).Zone()
	return int64(offset)
}

// Time is w as a clock in Greenwich would show it: for a column "timestamp without time zone", and for formatting.
func (w Wall) Time() time.Time { return time.Unix(w.seconds-unixEpoch, 0).UTC() }

// Add moves the hands by d, whatever a zone's clocks do meanwhile.
func (w Wall) Add(d time.Duration) Wall { return Wall{w.seconds + int64(d/time.Second)} }

// Sub is what the hands move from o to w.
func (w Wall) Sub(o Wall) time.Duration { return time.Duration(w.seconds-o.seconds) * time.Second }

// Compare orders by what is shown.
func (w Wall) Compare(o Wall) int { return cmp.Compare(w.seconds, o.seconds) }

// IsZero says that w is no date.
func (w Wall) IsZero() bool { return w == Wall{} }

// Midnight is where the day of w begins.
func (w Wall) Midnight() Wall { return Wall{int64(w.day()) * daySeconds} }

// day counts from Monday 0001-01-01.
func (w Wall) day() int { return int(w.seconds / daySeconds) }

func (w Wall) year() int { return w.Time().Year() }

const wallLayout = "20060102T150405"

// String is the date-time of RFC 5545: 20260105T183000.
func (w Wall) String() string { return w.Time().Format(wallLayout) }

// ParseWall reads 20260105T183000, 20260105T1830, or 20260105 for its midnight.
func ParseWall(text string) (Wall, error) {
	for _, layout := range []string{wallLayout, wallLayout[:len("20060102T1504")], wallLayout[:len("20060102")]} {
		if len(text) != len(layout) {
			continue
		}
		if t, err := time.Parse(layout, text); err == nil {
			return WallOf(t), nil
		}
	}
	return Wall{}, fmt.Errorf("date: %.40q is not one such as 20260105T183000", text)
}

// MarshalText is String.
func (w Wall) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText is ParseWall.
func (w *Wall) UnmarshalText(text []byte) (err error) {
	*w, err = ParseWall(string(text))
	return err
}
