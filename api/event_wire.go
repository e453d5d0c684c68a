package api

import (
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/directory"
)

// NewEvent is what somebody writes to hold an event, or to change one.
type NewEvent struct {
	Title      string     `json:"title" minLength:"1" maxLength:"480" doc:"Up to 120 signs." example:"Pétanque et café"`
	Words      string     `json:"words,omitempty" maxLength:"16000" doc:"Up to 4,000 signs. Everyone reads them."`
	Interest   string     `json:"interest,omitempty" maxLength:"40" doc:"Code of /v1/interests." example:"games"`
	Photo      string     `json:"photo,omitempty" maxLength:"64" doc:"The SHA-256 that POST /v1/photos answered."`
	Where      EventWhere `json:"where" doc:"Exactly one of place, point and online; none of them in a change leaves it where it is."`
	When       EventWhen  `json:"when"`
	For        []string   `json:"for,omitempty" nullable:"false" maxItems:"20" doc:"Codes of audiences; none = everyone."`
	Capacity   int        `json:"capacity,omitempty" minimum:"0" maximum:"10000" doc:"Seats; 0 = no limit. At most 15 until somebody of the team has looked at one's first event."`
	PriceCents int        `json:"price_cents,omitempty" minimum:"0" maximum:"100000" doc:"Euro cents; 0 = free."`
	Access     []string   `json:"access,omitempty" nullable:"false" maxItems:"20" doc:"Codes of /v1/interests: for whom it is made easier to come."`
	Languages  []string   `json:"languages,omitempty" nullable:"false" maxItems:"20"`
	Bring      string     `json:"bring,omitempty" maxLength:"800" doc:"Up to 200 signs." example:"un plat à partager"`
	Helpers    int        `json:"helpers,omitempty" minimum:"0" maximum:"50" doc:"Helping hands wanted: asked for as any help is."`
}

// EventWhere is where an event takes place.
type EventWhere struct {
	Place  string     `json:"place,omitempty" maxLength:"36" doc:"Id of a place of the directory."`
	Point  *[]float64 `json:"point,omitempty" minItems:"2" maxItems:"2" doc:"[longitude, latitude]: public, or with sealed told to those who come." example:"[5.3698,43.2951]"`
	Online string     `json:"online,omitempty" maxLength:"500" doc:"An address that begins with https://."`
	Sealed string     `json:"sealed,omitempty" maxLength:"1200" doc:"How to find the point, up to 300 signs: everyone else knows the public cell only."`
	Note   string     `json:"note,omitempty" maxLength:"1200" doc:"Up to 300 signs, for everyone to read."`
}

// EventWhen is when an event takes place, by the clock on the wall.
type EventWhen struct {
	Zone    string   `json:"zone,omitempty" maxLength:"64" doc:"IANA name; that of one's city when left out." example:"Europe/Paris"`
	Start   string   `json:"start" maxLength:"15" doc:"Of the first date." example:"20261203T183000"`
	LengthS int      `json:"length_s" minimum:"0" maximum:"5356800" doc:"Seconds." example:"7200"`
	AllDay  bool     `json:"all_day,omitempty"`
	Rule    string   `json:"rule,omitempty" maxLength:"400" doc:"RRULE of RFC 5545 from DAILY to YEARLY, without its name; empty = once." example:"FREQ=MONTHLY;BYDAY=1TH,3TH"`
	Extra   []string `json:"extra,omitempty" nullable:"false" maxItems:"400" doc:"Dates beside the rule."`
	Removed []string `json:"removed,omitempty" nullable:"false" maxItems:"400" doc:"Dates of the rule that are not held."`
}

// Event is something that people do together, once or on many dates.
type Event struct {
	ID           string      `json:"id" format:"uuid"`
	Title        string      `json:"title"`
	Words        string      `json:"words,omitempty"`
	Interest     string      `json:"interest,omitempty"`
	Photo        string      `json:"photo,omitempty" doc:"Picture at /photos/{photo} and /photos/{photo}.small."`
	Site         EventSite   `json:"site"`
	When         EventWhen   `json:"when"`
	Repeats      string      `json:"repeats,omitempty" doc:"The rule in words of the language that was asked for."`
	For          []string    `json:"for" nullable:"false" doc:"Empty = everyone."`
	Capacity     int         `json:"capacity,omitempty" doc:"Seats of each date; absent = no limit."`
	PriceCents   int         `json:"price_cents" doc:"0 = free, unless it is imported."`
	Imported     bool        `json:"imported,omitempty" doc:"From a calendar that the organisation keeps elsewhere: what it costs is not known."`
	Access       []string    `json:"access" nullable:"false"`
	Languages    []string    `json:"languages" nullable:"false"`
	Bring        string      `json:"bring,omitempty"`
	Helpers      int         `json:"helpers,omitempty"`
	Organisation *OrgRef     `json:"organisation,omitempty" doc:"In whose name it is held."`
	By           *Author     `json:"by,omitempty" doc:"Who holds it in their own name, where the asker may know of them."`
	Hosts        []Author    `json:"hosts,omitempty" doc:"With them; the same holds."`
	Cancelled    bool        `json:"cancelled,omitempty"`
	Why          string      `json:"why,omitempty" enum:"weather,ill,few,place,other"`
	Sequence     int         `json:"sequence" doc:"Grows when a date, a place or the state changes (RFC 5545)."`
	Next         *Occurrence `json:"next,omitempty" doc:"The first date that is held and not over."`
	Own          *OwnEvent   `json:"own,omitempty" doc:"For who holds it."`
	Updated      time.Time   `json:"updated"`
}

// OwnEvent is what only who holds an event knows of it.
type OwnEvent struct {
	Review string `json:"review,omitempty" enum:"waiting,passed,refused" doc:"Absent: none is needed."`
}

// EventSite is where something takes place, as everyone may know it.
type EventSite struct {
	Kind     string       `json:"kind" enum:"place,point,online,sealed"`
	Place    *PlaceRef    `json:"place,omitempty"`
	Point    *[2]float64  `json:"point,omitempty" doc:"Longitude, latitude; of sealed the middle of the public cell, whatever the exact point."`
	District *DistrictRef `json:"district,omitempty"`
	Online   string       `json:"online,omitempty"`
	Note     string       `json:"note,omitempty"`
}

// PlaceRef names a place of the directory.
type PlaceRef struct {
	ID   string `json:"id" format:"uuid"`
	Name string `json:"name"`
}

// Occurrence is one date of an event.
type Occurrence struct {
	Event      string    `json:"event" format:"uuid"`
	Original   time.Time `json:"original" doc:"When it was to begin by the rule: with the event, what the date is known by."`
	Start      time.Time `json:"start"`
	End        time.Time `json:"end"`
	Zone       string    `json:"zone" doc:"IANA name: of the clock on the wall there."`
	AllDay     bool      `json:"all_day,omitempty"`
	Title      string    `json:"title"`
	Site       EventSite `json:"site"`
	Interest   string    `json:"interest,omitempty"`
	PriceCents int       `json:"price_cents"`
	Imported   bool      `json:"imported,omitempty" doc:"What it costs is not known."`
	Capacity   int       `json:"capacity,omitempty"`
	Taken      int       `json:"taken" doc:"Seats."`
	Waiting    int       `json:"waiting,omitempty"`
	Cancelled  bool      `json:"cancelled,omitempty"`
	Why        string    `json:"why,omitempty" enum:"weather,ill,few,place,other"`
	DistanceM  *float64  `json:"distance_m,omitempty" doc:"With near."`
}

// OccurrencePage is one page of dates.
type OccurrencePage struct {
	Items []Occurrence `json:"items" nullable:"false"`
	Next  string       `json:"next,omitempty" doc:"Cursor of the next page; absent on the last."`
}

// Occurrences is a whole list.
type Occurrences struct {
	Items []Occurrence `json:"items" nullable:"false"`
}

// eventDraft takes what was sent.
func eventDraft(sent *NewEvent) (d community.Draft, err error) {
	d = community.Draft{
		Title: sent.Title, Words: sent.Words, Interest: sent.Interest, Photo: sent.Photo, Capacity: sent.Capacity, PriceCents: sent.PriceCents,
		Bring: sent.Bring, Helpers: sent.Helpers,
		Where: community.Where{Online: sent.Where.Online, Sealed: sent.Where.Sealed, Note: sent.Where.Note},
		When: community.When{
			Zone: sent.When.Zone, Length: time.Duration(sent.When.LengthS) * time.Second, AllDay: sent.When.AllDay, Rule: sent.When.Rule,
		},
	}
	if sent.Where.Place != "" {
		if d.Where.Place, err = uuid.Parse(sent.Where.Place); err != nil {
			return d, &directory.Invalid{Param: "where", Reason: "place: not an id"}
		}
	}
	if p := sent.Where.Point; p != nil {
		d.Where.Point = &orb.Point{(*p)[0], (*p)[1]} // the schema has counted them
	}
	if d.When.Start, err = recur.ParseWall(sent.When.Start); err != nil {
		return d, &directory.Invalid{Param: "when", Reason: "start: " + err.Error()}
	}
	if d.When.Extra, err = walls("extra", sent.When.Extra); err != nil {
		return d, err
	}
	if d.When.Removed, err = walls("removed", sent.When.Removed); err != nil {
		return d, err
	}
	if d.For, err = setOf("for", sent.For, directory.AudienceNamed); err != nil {
		return d, err
	}
	if d.Access, err = setOf("access", sent.Access, directory.AccessNamed); err != nil {
		return d, err
	}
	d.Languages, err = setOf("languages", sent.Languages, directory.LanguageNamed)
	return d, err
}

func walls(param string, texts []string) (list []recur.Wall, err error) {
	for _, text := range texts {
		wall, err := recur.ParseWall(text)
		if err != nil {
			return nil, &directory.Invalid{Param: "when", Reason: param + ": " + err.Error()}
		}
		list = append(list, wall)
	}
	return list, nil
}

// eventOf is an event as the asker may know it; lang is that of words made here.
func (a *API) eventOf(f *community.Found, lang string) Event {
	e := &f.Event
	out := Event{
		ID: e.ID.String(), Title: e.Title, Words: e.Words, Interest: e.Interest, Photo: e.Photo, Site: a.siteOf(&e.Site),
		When: EventWhen{
			Zone: e.When.Zone, Start: e.When.Start.String(), LengthS: int(e.When.Length / time.Second), AllDay: e.When.AllDay, Rule: e.When.Rule,
			Extra: wallTexts(e.When.Extra), Removed: wallTexts(e.When.Removed),
		},
		For: e.For.Codes(), Capacity: e.Capacity, PriceCents: e.PriceCents, Imported: e.Imported, Access: e.Access.Codes(), Languages: e.Languages.Codes(), Bring: e.Bring,
		Helpers: e.Helpers, Cancelled: !e.Cancelled.IsZero(), Why: string(e.Why), Sequence: e.Sequence, Updated: e.Updated,
	}
	if rule, err := recur.Parse(e.When.Rule); err == nil && e.When.Rule != "" {
		out.Repeats = rule.Words(lang)
	}
	if o, ok := a.Live.OrganisationNumbered(e.Organisation); ok {
		out.Organisation = &OrgRef{ID: o.ID.String(), Name: o.Name}
	}
	if f.By.ID != uuid.Nil {
		out.By = &Author{f.By.ID.String(), f.By.Name}
	}
	for _, h := range f.Hosts {
		out.Hosts = append(out.Hosts, Author{h.ID.String(), h.Name})
	}
	if o, ok := e.Next(a.Now()); ok {
		next := a.occurrenceOf(&o, e)
		out.Next = &next
	}
	if f.Own {
		out.Own = &OwnEvent{Review: string(e.Review)}
	}
	return out
}

func wallTexts(list []recur.Wall) (texts []string) {
	for _, wall := range list {
		texts = append(texts, wall.String())
	}
	return texts
}

func (a *API) siteOf(s *community.Site) EventSite {
	out := EventSite{Kind: string(s.Kind), Online: s.Online, Note: s.Note}
	if s.Kind == community.AtPlace && s.Place != uuid.Nil {
		out.Place = &PlaceRef{s.Place.String(), s.PlaceName}
	}
	if s.Located {
		p := [2]float64{rounded(s.Point[0], degreeDecimals), rounded(s.Point[1], degreeDecimals)}
		if s.Kind == community.Sealed {
			p = roundedCenter(s.Cell)
		}
		out.Point = &p
	}
	if d, ok := a.Live.DistrictNumbered(s.District); ok {
		out.District = &DistrictRef{d.Code, d.Name}
	}
	return out
}

// occurrenceOf is a date of an event.
func (a *API) occurrenceOf(o *community.Occurrence, e *community.Event) Occurrence {
	return Occurrence{
		Event: o.ID.String(), Original: o.Original, Start: o.Start, End: o.End, Zone: e.When.Zone, AllDay: e.When.AllDay, Title: o.Title,
		Site: a.siteOf(&o.Site), Interest: e.Interest, PriceCents: e.PriceCents, Imported: e.Imported, Capacity: o.Capacity, Taken: o.Taken, Waiting: o.Waiting,
		Cancelled: o.Cancelled, Why: string(o.Why),
	}
}

func (a *API) listedOf(l *community.Listed, near bool) Occurrence {
	out := a.occurrenceOf(l.Occurrence, l.Of)
	if near {
		m := rounded(l.DistanceM, metreDecimals)
		out.DistanceM = &m
	}
	return out
}
