package community

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/community/ical"
	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/directory"
)

// incoming is an event of somebody's calendar as it would stand here.
type incoming struct {
	source   [32]byte
	sequence int       // theirs
	modified time.Time // theirs; zero = not said
	digest   [32]byte
	off      bool // called off as a whole
	event    Event
}

// translator makes events of ours of those in an association's calendar.
type translator struct {
	organisation directory.Organisation
	atlas        *directory.Atlas
	places       []directory.Place // the association's, that are open and for everyone to know
	city         int64             // 0 = not known
	zone         *time.Location
	known        zones
	ours         func(id uuid.UUID) bool
	unread       int               // events that cannot stand here
	seen         map[[32]byte]bool // what is in the calendar, whether it can stand here or not
}

// maxFamiliar is how many places of an association are looked for in its calendar.
const maxFamiliar = 200

func (r *Room) translator(o directory.Organisation) *translator {
	live := r.cfg.Live
	t := &translator{organisation: o, atlas: live.Atlas(), zone: time.UTC, known: zones{}, seen: map[[32]byte]bool{}, ours: func(id uuid.UUID) bool {
		_, known := r.cfg.Calendar.Event(id)
		return known
	}}
	for _, p := range live.PlacesOf(o.Num, maxFamiliar) {
		if p.Status == directory.Open && !p.Confidential {
			t.places = append(t.places, p)
		}
	}
	near := slices.Clone(o.Districts)
	for i := range t.places {
		near = append(near, t.places[i].District)
	}
	cities := live.Cities()
	if len(cities) == 1 { // the only one there is
		near = append(near, cities[0].Num)
	}
	for _, num := range near {
		if d, ok := live.DistrictNumbered(num); ok {
			t.city, t.zone = d.City, cmp.Or(d.Zone, t.zone)
			break
		}
	}
	return t
}

// events of a calendar: each series with the dates of it that differ; a changed date whose series is not there stands alone.
func (t *translator) events(cal *ical.Calendar) (list []incoming) {
	for at := 0; at < len(cal.Events); {
		end := at + 1
		for end < len(cal.Events) && cal.Events[end].UID == cal.Events[at].UID {
			end++
		}
		group := cal.Events[at:end]
		at = end
		if uid := group[0].UID; len(uid) >= len(uuid.Nil.String()) { // what we said comes back
			if id, err := uuid.Parse(uid[:len(uuid.Nil.String())]); err == nil && t.ours(id) {
				continue
			}
		}
		if group[0].RecurrenceID.IsZero() {
			if in, ok := t.event(sourceOf(group[0].UID, time.Time{}), group); ok {
				list = append(list, in)
			}
			continue
		}
		for i := range group {
			if in, ok := t.event(sourceOf(group[i].UID, group[i].RecurrenceID), group[i:i+1]); ok {
				list = append(list, in)
			}
		}
	}
	return list
}

// sourceOf is what an event of a calendar is known by.
func sourceOf(uid string, original time.Time) [32]byte {
	text := uid
	if !original.IsZero() {
		text += "\x00" + original.UTC().Format(time.RFC3339)
	}
	return sha256.Sum256([]byte(text))
}

// event of a series and its changed dates.
func (t *translator) event(source [32]byte, group []ical.Event) (in incoming, ok bool) {
	of := &group[0]
	t.seen[source] = true
	in = incoming{source: source, sequence: of.Sequence, modified: of.Modified.UTC(), off: of.Status == ical.Cancelled}
	e := &in.event
	e.Organisation, e.Imported = t.organisation.Num, true
	e.Title, e.Words, e.Site = t.title(of), words(of), t.site(of)
	e.Interest = interest(of.Categories)
	if !t.hours(e, &of.Series) {
		t.unread++
		return in, false
	}
	for i := range group[1:] {
		if d, ok := t.date(e, &group[1+i]); ok {
			e.Dates = append(e.Dates, d)
		} else {
			t.unread++
		}
	}
	slices.SortFunc(e.Dates, func(a, b Date) int { return a.Original.Compare(b.Original) })
	e.Dates = e.Dates[max(0, len(e.Dates)-MaxDates):]
	e.setDates(time.Time{})
	in.digest = digestOf(&in)
	return in, true
}

// hours takes over when a series takes place; false for what we cannot hold.
func (t *translator) hours(e *Event, s *recur.Series) bool {
	e.When = When{
		Zone: s.Zone.String(), Start: s.Start, Length: s.Length.Truncate(time.Second), AllDay: s.AllDay,
		Extra: newest(s.Extra), Removed: newest(s.Removed),
	}
	if s.Rule != nil {
		e.When.Rule = s.Rule.String()
	}
	if len(e.When.Rule) > maxRule {
		return false
	}
	var err error
	e.series, err = e.When.series(t.known)
	return err == nil
}

// maxRule is how long a rule may be, in bytes.
const maxRule = 400

// newest are the last of many dates: half of what an event may have.
func newest(walls []recur.Wall) []recur.Wall { return walls[max(0, len(walls)-MaxDates/2):] }

// date of a series that differs from it; false when the series has no such date.
func (t *translator) date(e *Event, of *ical.Event) (d Date, ok bool) {
	d.Original = of.RecurrenceID.UTC()
	s := &of.Series
	if !e.series.Is(d.Original) || s.AllDay != e.When.AllDay {
		return d, false
	}
	d.Title, d.Words = differs(t.title(of), e.Title), differs(words(of), e.Words)
	d.Site = differs(t.site(of), e.Site)
	if d.Cancelled = of.Status == ical.Cancelled; d.Cancelled {
		d.Why = "other"
	}
	start := s.Start
	if !s.AllDay {
		start = recur.WallOf(s.Start.In(s.Zone).In(e.series.Zone))
	}
	d.Start = differs(start, recur.WallOf(d.Original.In(e.series.Zone)))
	d.Length = differs(s.Length.Truncate(time.Second), e.When.Length)
	return d, d.says()
}

// digestOf is another when something here would be another.
func digestOf(in *incoming) [32]byte {
	e := &in.event
	said, _ := json.Marshal([]any{e.Body, e.Interest, e.When, e.Dates, in.off}) // texts, numbers and instants
	return sha256.Sum256(said)
}

// title is never empty.
func (t *translator) title(of *ical.Event) string {
	return readable(cmp.Or(of.Summary, t.organisation.Name), MaxTitle, false)
}

// words are the description, and where more is said.
func words(of *ical.Event) string {
	if of.URL == "" || len(of.URL) > MaxOnline || strings.Contains(of.Description, of.URL) {
		return readable(of.Description, MaxWords, true)
	}
	return strings.TrimSpace(readable(of.Description, MaxWords-MaxOnline-2, true) + "\n\n" + readable(of.URL, MaxOnline, false))
}

// readable is a text as tidy wants it, cut at most signs.
func readable(text string, most int, lines bool) string {
	text = strings.Map(func(c rune) rune {
		switch {
		case lines && c == '\n', unicode.IsPrint(c), unicode.Is(unicode.Join_Control, c):
			return c
		case unicode.IsSpace(c):
			return ' '
		}
		return -1
	}, strings.ToValidUTF8(text, ""))
	return ical.Plain(text, most)
}

// site is where an event takes place, as far as its calendar says it so that it can be found.
func (t *translator) site(of *ical.Event) Site {
	note := readable(of.Location, MaxNote, false)
	if of.Geo != nil {
		at := orb.Point(*of.Geo)
		if d, ok := t.atlas.Finest(at); ok {
			return Site{Kind: AtPoint, Located: true, Point: at, District: d.Num, City: d.City, Note: note}
		}
	}
	if w := (Where{Online: note}); note != "" && w.check() == nil {
		return Site{Kind: Online, Online: note, City: t.city}
	}
	if p := t.place(note); p != nil {
		return Site{Kind: AtPlace, Place: p.ID, Note: note, City: t.city}
	}
	s := Site{Kind: AtPlace, Note: note, City: t.city}
	if len(t.organisation.Districts) == 1 {
		s.District = t.organisation.Districts[0]
	}
	return s
}

// place of the association that a text names, or the only one when it names nothing.
func (t *translator) place(note string) *directory.Place {
	if note == "" && len(t.places) == 1 {
		return &t.places[0]
	}
	in := " " + plainly(note) + " "
	for i := range t.places {
		p := &t.places[i]
		for _, text := range []string{p.Name, p.Address.Street} {
			if text = plainly(text); len(text) > 5 && strings.Contains(in, " "+text+" ") {
				return p
			}
		}
	}
	return nil
}

// plainly is a text in small letters without what stands between words.
func plainly(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }), " ")
}

// interest is the first category that is one of ours, in either language.
func interest(categories []string) string {
	for _, c := range categories {
		c = plainly(c)
		for _, t := range directory.Interests {
			if c != "" && (c == plainly(t.FR) || c == plainly(t.EN) || c == plainly(t.Code)) {
				return t.Code
			}
		}
	}
	return ""
}
