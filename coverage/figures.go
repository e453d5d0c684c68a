package coverage

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ValueState says what a number is worth.
type ValueState string

// The states of a value.
const (
	Known    ValueState = ""
	Missing  ValueState = "missing"  // there is no source, or nothing to divide by
	Withheld ValueState = "withheld" // too few people are behind it, or behind what could be told from it (P5)
	Partial  ValueState = "partial"  // its source stands for less than 80 % of the residents
)

// Value is one number of a district.
type Value struct {
	N     float64    `json:"n"`
	Of    int        `json:"of,omitempty"` // how many people or things are behind it; 0 = it counts by itself
	State ValueState `json:"s,omitempty"`
	From  int64      `json:"from,omitempty"` // another district whose value this is: the arrondissement of a withheld quartier; 0 = its own
}

// Count is a value that counts something.
func Count(n int) Value { return Value{N: float64(n), Of: n} }

// ratio is a part of a whole; nothing where there is no whole.
func ratio(part, whole int) Value {
	if whole == 0 {
		return Value{State: Missing}
	}
	return Value{N: float64(part) / float64(whole), Of: whole}
}

// Figures are all that is known of a district and a period.
type Figures struct {
	District int64 // directory.District.Num
	Period   Period
	At       time.Time // when what people did was counted
	Need     Need
	Supply   Supply
	Access   Access
	Response Response
	Life     Life
	Trust    Trust
}

// Need is who lives there, and what is asked for.
type Need struct {
	Residents      Value            // persons; district_figures "population" (INSEE, census)
	Ages           map[string]Value // persons by band: "0_19", "20_64", "65_plus"; district_figures "population_<band>"
	PovertyRate    Value            // percent of residents of households below 60 % of the median income; district_figures "poverty_rate" (INSEE FiLoSoFi)
	RequestsByKind map[string]int   // requests opened in the period, by code of directory.Kinds
}

// Supply is what there is, at At: now while the period goes on, at its end afterwards.
type Supply struct {
	At          time.Time        // when it was looked at; zero = nobody looked in time: of places, hours and events ahead nothing is known
	Places      map[string]int   // open places that stand somewhere, by code of directory.Categories
	OpenMinutes map[string]int   // of the week in which they are certainly open, added up over places, by category; of all their positions, the best one
	Sundays     map[string]int   // places that are certainly open at some time of the week's Sunday, by category
	Strips      map[string]Strip // by "eat", "wash", "rest": the hours of the week
	AllPlaces   int              // open places that stand somewhere
	Known       int              // of these, places that say how full they are
	Saturated   int              // of these, those that are full: saturation "high"
	Fresh       int              // places somebody confirmed in the last six months, or whose source listed them in that time
	Volunteers  int              // active at the end of the period: vetted, not suspended, not gone; volunteer_steps. By home
	ByKind      map[string]int   // the same, by kind of help that they offer today
	Planned     int              // dates of events ahead, in the next NowDays; the calendar
}

// Strip is a week from Monday midnight, hour by hour of the clock on the wall: how many places are certainly open at some time in it.
type Strip [7 * 24]int32

// Empty is in how many hours of the week nothing is certainly open.
func (s *Strip) Empty() (hours int) {
	for _, n := range s {
		if n == 0 {
			hours++
		}
	}
	return hours
}

// MarshalText writes a strip in few signs: it is stored often.
func (s Strip) MarshalText() ([]byte, error) {
	var b []byte
	for _, n := range s {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return []byte(base64.RawStdEncoding.EncodeToString(b)), nil
}

// UnmarshalText reads what MarshalText wrote.
func (s *Strip) UnmarshalText(text []byte) error {
	b, err := base64.RawStdEncoding.DecodeString(string(text))
	for i := range s {
		n, size := binary.Uvarint(b)
		if err != nil || size <= 0 || n > math.MaxInt32 {
			return errors.New("coverage: not a strip of a week")
		}
		s[i], b = int32(n), b[size:]
	}
	return nil
}

// Access is what residents reach on foot, at Supply.At.
type Access struct {
	Residents  int              // whose means these are
	ByCategory map[string]Reach // of what the city has not at all, and where nobody lives, nothing
}

// Reach is how well residents reach a category of places.
type Reach struct {
	Places   float64 // per 1,000 residents within reach (E2SFCA on cells, Gaussian decay), mean over residents
	Within10 float64 // share of residents within ten minutes' walk (sphere × 1.3) of one
}

// value is a part of what is known of a category.
func (a *Access) value(category string, of func(Reach) float64) Value {
	r, ok := a.ByCategory[category]
	if !ok {
		return Value{State: Missing}
	}
	return Value{N: of(r), Of: a.Residents}
}

// MarshalText writes access in few signs, as Strip's: "9950 meal 0.042238 0.058824 shower 0 0", the residents first.
func (a Access) MarshalText() ([]byte, error) {
	b := strconv.AppendInt(nil, int64(a.Residents), 10)
	for _, code := range slices.Sorted(maps.Keys(a.ByCategory)) {
		r := a.ByCategory[code]
		b = append(append(append(b, ' '), code...), ' ')
		b = append(strconv.AppendFloat(b, r.Places, 'f', -1, 64), ' ')
		b = strconv.AppendFloat(b, r.Within10, 'f', -1, 64)
	}
	return b, nil
}

// UnmarshalText reads what MarshalText wrote.
func (a *Access) UnmarshalText(text []byte) error {
	bad := errors.New("coverage: not what residents reach")
	words := strings.Fields(string(text))
	if len(words)%3 != 1 {
		return bad
	}
	residents, err := strconv.Atoi(words[0])
	*a = Access{Residents: residents}
	for of := range slices.Chunk(words[1:], 3) {
		places, errP := strconv.ParseFloat(of[1], 64)
		within, errW := strconv.ParseFloat(of[2], 64)
		err = errors.Join(err, errP, errW)
		a.set(of[0], Reach{places, within})
	}
	if err != nil {
		return bad
	}
	return nil
}

func (a *Access) set(category string, r Reach) {
	if a.ByCategory == nil {
		a.ByCategory = map[string]Reach{}
	}
	a.ByCategory[category] = r
}

// Response is what became of the requests that were opened in the period, seen at its end: request_steps, invitations.
type Response struct {
	Opened      int   // requests, not offers, that neighbours could see for the first time
	Answered    int   // of these, those with a first yes by the end of the period
	Met         int   // of these, those for which as many as needed said yes by then
	Unanswered  int   // of these, those given up without a yes by then: handed to the coordinators, or run out
	FirstYesP50 Value // seconds from opening to the first yes, median; Kaplan–Meier, censored at closing or the end of the period
	FirstYesP90 Value // likewise, 90th percentile
	Invitations int   // sent for these requests by then
	Fills       int   // of these, those that were accepted by then
	Districts   Value // answered share of the worst fifth of the finest districts below / of the best fifth, by requests
	Volunteers  Value // Gini coefficient of invitations sent in the period over volunteers who were active at its end or asked; by home
}

// Life is what people do together. People count once each, where they live.
type Life struct {
	Members     int            // who have said who they are, by the end of the period
	ByProfile   map[string]int // the same, by what they say: "needs", "helps", "both", "neither"
	Active      int            // who did something in the 30 days before the end: asked, offered, answered an invitation, wrote, signed up
	Exchanged   int            // who wrote in the period in a conversation in which somebody else wrote too
	Attended    int            // who came to an event in the period, as noted at the door
	FirstTimers int            // of these, those who came for the first time
	CameWith    int            // of these, those who brought somebody, or came by somebody's invitation
	EventsHeld  int            // dates of events in the period, over and not called off, that somebody signed up for or came to; where they were held
	Attendees   int            // heads at these: members who came, whom they brought, and who walked in
	Joined3     int            // who became members in the same time three months before
	Stayed3     int            // of these, those who did something in the period
	Older3      int            // who became members before these
	Joined12    int            // likewise twelve months before
	Stayed12    int
	Older12     int
}

// inPrecarity are the members who say that they need help.
func (l *Life) inPrecarity() int { return l.ByProfile["needs"] + l.ByProfile["both"] }

// neighbours are all other members.
func (l *Life) neighbours() int { return l.Members - l.inPrecarity() }

// Trust is what the figures rest on.
type Trust struct {
	Places   int  // behind supply and access
	Requests int  // behind response
	People   int  // behind life
	Closed   bool // it is a month of which what may be is published
	Withheld int  // of its values that everybody may read where enough people are behind them, those that are not shown
}

// Row is a district's value in a table.
type Row struct {
	District int64
	Code     string
	Value    Value
}

// Point is a value in a series.
type Point struct {
	Period Period
	Value  Value
}
