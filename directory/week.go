package directory

import (
	"encoding/hex"
	"math/bits"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// WeekHours is how many hours a week has.
const WeekHours = 7 * 24

// Week says in which hours of the week somebody is free: hour h of day d (Monday = 0) is bit d*24+h. Hours are those of the
// clock on the wall where the person lives, so that "Tuesday at nine" stays so when the clocks change: an hour that comes twice
// is free twice, one that is skipped never comes.
type Week [3]uint64

// DayPart is a part of the day, as the first form asks for it.
type DayPart uint8

// The parts of the day.
const (
	Morning   DayPart = iota // 8 to 12
	Afternoon                // 12 to 18
	Evening                  // 18 to 22
	DayParts  = 3
)

// partHours are the first hour of each part and the one after its last.
var partHours = [DayParts][2]int{{8, 12}, {12, 18}, {18, 22}}

// Hours are the first hour of a part of the day and the one after its last.
func (p DayPart) Hours() (from, to int) { return partHours[p][0], partHours[p][1] }

func hourBit(day, hour int) (word int, bit uint64) {
	i := day*24 + hour
	return i / 64, 1 << (i % 64)
}

// Has says whether an hour of a day is free.
func (w Week) Has(day, hour int) bool {
	word, bit := hourBit(day, hour)
	return w[word]&bit != 0
}

// With is the week with one hour more.
func (w Week) With(day, hour int) Week {
	word, bit := hourBit(day, hour)
	w[word] |= bit
	return w
}

// WithPart is the week with a part of a day more.
func (w Week) WithPart(day int, part DayPart) Week {
	for hour := partHours[part][0]; hour < partHours[part][1]; hour++ {
		w = w.With(day, hour)
	}
	return w
}

// Without is the week with one hour less.
func (w Week) Without(day, hour int) Week {
	word, bit := hourBit(day, hour)
	w[word] &^= bit
	return w
}

func (w Week) and(o Week) Week { return Week{w[0] & o[0], w[1] & o[1], w[2] & o[2]} }

// PartFree says how many hours of a part of a day are free, and how many it has.
func (w Week) PartFree(day int, part DayPart) (free, all int) {
	for hour := partHours[part][0]; hour < partHours[part][1]; hour++ {
		if w.Has(day, hour) {
			free++
		}
	}
	return free, partHours[part][1] - partHours[part][0]
}

// WithParts is what the first form means by its boxes: a box ticked is the whole part, one not ticked none of it. A part that
// was free in some of its hours and whose box was not touched keeps these: before is what the form showed.
func (w Week) WithParts(ticked [7][DayParts]bool) Week {
	for day := range ticked {
		for part := range ticked[day] {
			free, all := w.PartFree(day, DayPart(part))
			switch shown := free == all; {
			case ticked[day][part] && !shown:
				w = w.WithPart(day, DayPart(part))
			case !ticked[day][part] && shown:
				for hour := partHours[part][0]; hour < partHours[part][1]; hour++ {
					w = w.Without(day, hour)
				}
			}
		}
	}
	return w
}

// Count is how many hours are free.
func (w Week) Count() int {
	return bits.OnesCount64(w[0]) + bits.OnesCount64(w[1]) + bits.OnesCount64(w[2])
}

// Free says whether an instant falls into a free hour on the clocks of zone.
func (w Week) Free(at time.Time, zone *time.Location) bool {
	local := at.In(zone)
	return w.Has(WeekdayOf(local), local.Hour())
}

// WeekdayOf is the day of a Week in which an instant lies, on the clock of its location: 0 on a Monday.
func WeekdayOf(local time.Time) int { return (int(local.Weekday()) + 6) % 7 }

// weekDigits is how long the text form is.
const weekDigits = WeekHours / 4

// String is the text form: 42 hexadecimal digits, six for each day from Monday, the first of its bits midnight. Tuesday
// from nine to noon is "000000007000000000…".
func (w Week) String() string { return hex.EncodeToString(w.bytes()) }

// ParseWeek reads the text form.
func ParseWeek(text string) (Week, error) {
	b, err := hex.DecodeString(text)
	if err != nil || len(text) != weekDigits {
		return Week{}, invalid("week", "%.50q is not %d hexadecimal digits, six for each day", text, weekDigits)
	}
	return weekOf(b), nil
}

// bytes are the hours in order, the first of each byte its highest bit: as PostgreSQL keeps bit strings.
func (w Week) bytes() []byte {
	b := make([]byte, WeekHours/8)
	for i := range WeekHours {
		if w[i/64]>>(i%64)&1 == 1 {
			b[i/8] |= 0x80 >> (i % 8)
		}
	}
	return b
}

func weekOf(b []byte) (w Week) {
	for i := range min(WeekHours, 8*len(b)) {
		if b[i/8]&(0x80>>(i%8)) != 0 {
			w[i/64] |= 1 << (i % 64)
		}
	}
	return w
}

func (w Week) atRest() pgtype.Bits {
	return pgtype.Bits{Bytes: w.bytes(), Len: WeekHours, Valid: true}
}

// WeekOf reads the hours as the database keeps them; null is a week without any.
func WeekOf(rest pgtype.Bits) Week { return weekOf(rest.Bytes) }

// Spans lists a day's free hours as "9–12" and so on, first and end hour of each run.
func (w Week) Spans(day int) (spans [][2]int) {
	for hour := range 24 {
		if !w.Has(day, hour) {
			continue
		}
		if n := len(spans); n > 0 && spans[n-1][1] == hour {
			spans[n-1][1]++
		} else {
			spans = append(spans, [2]int{hour, hour + 1})
		}
	}
	return spans
}

// DayText is a day's spans in a few signs: "9–12, 18–22".
func (w Week) DayText(day int) string {
	var parts []string
	for _, s := range w.Spans(day) {
		parts = append(parts, strconv.Itoa(s[0])+"–"+strconv.Itoa(s[1]))
	}
	return strings.Join(parts, ", ")
}

// Absence is a time away: days of the person's own calendar, both included.
type Absence struct{ From, Until time.Time } // midnight UTC

// MaxAbsences is how many times away somebody may have ahead of them.
const MaxAbsences = 8

// daySpan is an Absence in memory: days since 1970, both included. The zero value covers no day that anybody asks about.
type daySpan struct{ from, until int32 }

func dayNumber(local time.Time) int32 {
	y, m, d := local.Date()
	return int32(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 3600))
}

// holds says whether a day since 1970 is one of them.
func (s daySpan) holds(day int32) bool { return s.from <= day && day <= s.until }

func (a Absence) span() daySpan { return daySpan{dayNumber(a.From), dayNumber(a.Until)} }

// Covers says whether the person is away on the day of an instant, on the clocks of zone.
func (a Absence) Covers(at time.Time, zone *time.Location) bool {
	return a.span().holds(dayNumber(at.In(zone)))
}
