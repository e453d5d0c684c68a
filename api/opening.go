package api

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
)

// OpenFilter keeps what is open at an instant.
type OpenFilter struct {
	OpenAt    string `query:"open_at" json:"open_at,omitempty" maxLength:"40" doc:"Only what is certainly open at this instant: now (this minute), an instant with its offset (RFC 3339, within two years; on tiles 7 days), or arrival: open when you get there on foot, which takes the distance on the sphere × 1.3 at 4 km/h (not on tiles). A category or an audience asks for the hours of the services that match it." example:"now"`
	OpenState string `query:"open_state" json:"open_state,omitempty" enum:"open,unknown" doc:"With open_at. unknown: instead, what could be open, because its hours are not known; open when left out."`
}

// cachePrivate is for answers to addresses that may say where someone is.
const cachePrivate = "private, no-cache"

const (
	maxAway     = 2 * 366 * 24 * time.Hour // of open_at from now
	maxTileAway = 7 * 24 * time.Hour
)

// Opening is whether something is open, and what comes next. Instants carry the offset of the place's time zone.
type Opening struct {
	State   string `json:"state" enum:"open,closed,unknown" doc:"unknown: the hours are not given, or cannot be understood."`
	Until   string `json:"until,omitempty" format:"date-time" doc:"When the state changes next, where that is known." example:"2026-11-23T17:00:00+01:00"`
	Opens   string `json:"opens,omitempty" format:"date-time" doc:"Of what is not open: when it next certainly is."`
	Comment string `json:"comment,omitempty" doc:"What the hours, or the notice that closes the place, say of it." example:"by appointment"`
	At      string `json:"at,omitempty" format:"date-time" doc:"The instant spoken of, where open_at asked; absent: the current minute."`
}

// WeekDay is a day of the calendar week, Monday first.
type WeekDay struct {
	Date    string `json:"date" format:"date"`
	Holiday string `json:"holiday,omitempty" doc:"Name of the public holiday."`
	Spans   []Span `json:"spans" nullable:"false" doc:"When it is open or may be, in order; none: closed."`
	Reason  string `json:"reason,omitempty" doc:"Why it is closed all day."`
}

// Span is a part of a day.
type Span struct {
	From    string `json:"from" example:"21:00"`
	To      string `json:"to" doc:"After 24:00 where it goes on past midnight." example:"26:00"`
	State   string `json:"state" enum:"open,unknown"`
	Comment string `json:"comment,omitempty"`
}

// minute is the time that answers speak of.
func (a *API) minute() time.Time { return a.Now().Truncate(time.Minute) }

// instant reads the question. now is the current minute, away how far from it an instant may lie.
func (f *OpenFilter) instant(now time.Time, away time.Duration) (directory.OpenAt, error) {
	out := directory.OpenAt{At: now, Maybe: f.OpenState == "unknown"}
	switch f.OpenAt {
	case "":
		if f.OpenState != "" {
			return out, &directory.Invalid{Param: "open_state", Reason: "says nothing without open_at"}
		}
		return directory.OpenAt{}, nil
	case "now":
	case "arrival":
		out.Walk = true
	default:
		// the plus sign of an offset that was not escaped arrives as a space
		text := strings.Replace(f.OpenAt, " ", "+", 1)
		if err := out.At.UnmarshalText([]byte(text)); err != nil {
			return out, &directory.Invalid{
				Param: "open_at", Reason: strconv.Quote(clip(f.OpenAt)) + " is not now, arrival or an instant such as 2026-11-23T18:00:00+01:00",
			}
		}
		if out.At.Sub(now).Abs() > away {
			return out, &directory.Invalid{Param: "open_at", Reason: fmt.Sprintf("%s is more than %.0f days from now", text, away.Hours()/24)}
		}
		out.At = out.At.Truncate(time.Minute)
	}
	return out, nil
}

// open is the question of a list: who walks begins at from, or else at the point that the list is near.
func (f *OpenFilter) open(now time.Time, from *orb.Point, near *directory.Near) (directory.OpenAt, error) {
	out, err := f.instant(now, maxAway)
	switch {
	case err != nil:
	case !out.Walk && from != nil:
		err = &directory.Invalid{Param: "from", Reason: "says nothing without open_at=arrival"}
	case !out.Walk:
	case from != nil:
		out.From = *from
	case near != nil:
		out.From = near.Point
	default:
		err = &directory.Invalid{Param: "from", Reason: "is missing: open_at=arrival needs to know where you start"}
	}
	return out, err
}

// listCache is the Cache-Control of a list of places asked at the minute now. What is open now is a function of the
// minute, so it can be kept to the end of it: no hours change within.
func (a *API) listCache(now time.Time, near bool, open directory.OpenAt) string {
	switch {
	case near || open.Walk:
		return cachePrivate
	case open.At.Equal(now):
		return "public, max-age=" + strconv.Itoa(a.secondsTo(now.Add(time.Minute)))
	}
	return ""
}

// secondsTo is how many whole seconds are left.
func (a *API) secondsTo(end time.Time) int { return max(0, int(end.Sub(a.Now())/time.Second)) }

func openingOf(o directory.Opening) Opening {
	return Opening{State: o.State.String(), Until: local(o.Until), Opens: local(o.Opens), Comment: o.Comment}
}

func weekOf(days [7]hours.Day) []WeekDay {
	var out []WeekDay
	for _, d := range days {
		day := WeekDay{Date: day(d.Date), Holiday: d.Holiday, Spans: []Span{}, Reason: d.Reason}
		for _, s := range d.Spans {
			day.Spans = append(day.Spans, Span{clock(s.From), clock(s.To), s.State.String(), s.Comment})
		}
		out = append(out, day)
	}
	return out
}

func clock(m hours.Minute) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

// local is an instant in its own time zone.
func local(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// appendOpening appends an Opening.
func appendOpening(b []byte, o *directory.Opening, asked bool) []byte {
	b = append(append(b, `,"open":{"state":"`...), o.State.String()...)
	b = append(b, '"')
	b = appendInstant(b, `,"until":"`, o.Until)
	b = appendInstant(b, `,"opens":"`, o.Opens)
	b = appendText(b, `,"comment":`, o.Comment)
	if asked {
		b = appendInstant(b, `,"at":"`, o.At)
	}
	return append(b, '}')
}

func appendInstant(b []byte, name string, t time.Time) []byte {
	if t.IsZero() {
		return b
	}
	return append(t.AppendFormat(append(b, name...), time.RFC3339), '"')
}
