package community

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/community/ical"
	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// FileQuery asks for events as a calendar that other programs show: at most one of Event, District and Organisation; none is all.
type FileQuery struct {
	Event        uuid.UUID
	District     string    // a district's code, its whole subtree
	Organisation uuid.UUID // in whose name
	Interests    directory.InterestSet
	Free         bool
	Lang         string // of what we add to people's words: fr, else English
	Source       string // where the file is found; may be empty
}

// MaxFile is how many events a file has.
const MaxFile = 5000

// offStays is how long what is called off stays in files: programs that look once a month are to hear of it.
const offStays = 31 * day

// refresh is how often we tell programs to look.
const refresh = 2 * time.Hour

// File is a calendar of what everyone may see, from memory: each event as the series that it is, with the dates that differ from it,
// those called off too. Who holds an event in their own name is not said. Errors: NotFound, [*directory.Invalid],
// [directory.ErrNotReady].
func (r *Room) File(v *identity.Viewer, q FileQuery) (cal ical.Calendar, err error) {
	if err := v.Must(identity.ReadDirectory, identity.Scope{}); err != nil {
		return cal, err
	}
	w := filing{room: r, words: wordsIn(q.Lang)}
	cal = ical.Calendar{Name: w.words.all, Source: q.Source, Refresh: refresh}
	keeps := func(e *entry) bool { return true }
	switch {
	case q.Event != uuid.Nil:
		e, ok := r.cfg.Calendar.Event(q.Event)
		if !ok {
			return cal, errNone()
		}
		cal.Name, cal.Events = e.Title, w.event(nil, &e)
		return cal, nil
	case q.District != "":
		districts, err := r.cfg.Calendar.districts(q.District)
		if err != nil {
			return cal, err
		}
		d, _ := r.cfg.Live.Atlas().District(q.District)
		cal.Name = w.words.all + " · " + d.Name
		keeps = func(e *entry) bool { return e.within(districts) }
	case q.Organisation != uuid.Nil:
		o, ok := r.cfg.Live.Organisation(q.Organisation)
		if !ok {
			return cal, errNone()
		}
		cal.Name = o.Name
		keeps = func(e *entry) bool { return e.Organisation == o.Num }
	}
	filter := EventFilter{Interests: q.Interests, Free: q.Free}
	list, err := r.cfg.Calendar.entries(func(e *entry) bool {
		return e.shown(e.hosts) && keeps(e) && filter.keepsEvent(e) && (e.Cancelled.IsZero() || e.Cancelled.After(r.now().Add(-offStays)))
	})
	if err != nil {
		return cal, err
	}
	for _, e := range list[:min(len(list), MaxFile)] {
		cal.Events = w.event(cal.Events, e.Event)
	}
	return cal, nil
}

// within says whether an event, or a date of it, takes place in one of some districts.
func (e *Event) within(districts map[int64]bool) bool {
	in := func(s *Site) bool { return districts[cmp.Or(s.District, s.City)] }
	return in(&e.Site) || slices.ContainsFunc(e.Dates, func(d Date) bool { return d.Site != nil && in(d.Site) })
}

// entries are the events that keep lets pass, by number.
func (c *Calendar) entries(keep func(*entry) bool) ([]*entry, error) {
	_, b, err := c.open()
	if err != nil {
		return nil, err
	}
	var list []*entry
	b.mu.RLock()
	for _, e := range b.byNum {
		if keep(e) {
			list = append(list, e)
		}
	}
	b.mu.RUnlock()
	slices.SortFunc(list, func(a, b *entry) int { return cmp.Compare(a.Num, b.Num) })
	return list, nil
}

// filing writes events as other programs show them.
type filing struct {
	room  *Room
	words *fileWords
}

// event appends a series, then its dates that differ from it.
func (w *filing) event(dst []ical.Event, e *Event) []ical.Event {
	series := w.dressed(e, &Occurrence{Body: e.Body, Sequence: e.Sequence, Cancelled: !e.Cancelled.IsZero(), Why: e.Why}, e.Updated)
	series.UID, series.Series = e.ID.String(), e.series
	dst = append(dst, series)
	for i := range e.Dates {
		d := &e.Dates[i]
		if d.Removed || !d.differs() || !e.series.Is(d.Original) {
			continue
		}
		o := e.at(d.Original)
		date := w.dressed(e, &o, maxTime(d.Updated, e.Updated))
		date.UID, date.RecurrenceID, date.Series = e.ID.String(), d.Original, e.alone(&o)
		dst = append(dst, date)
	}
	return dst
}

// differs says whether calendars show a date differently from the rest.
func (d *Date) differs() bool {
	return d.Cancelled || d.Start != nil || d.Length != nil || d.Title != nil || d.Words != nil || d.Bring != nil || d.Site != nil
}

// alone is a date as an event that takes place once.
func (e *Event) alone(o *Occurrence) recur.Series {
	s := recur.Series{Zone: e.series.Zone, Start: wallIn(o.Start, e), AllDay: e.When.AllDay, Length: o.End.Sub(o.Start)}
	if s.AllDay {
		s.Length = wallIn(o.End, e).Sub(s.Start)
	}
	return s
}

// dressed is all but the times.
func (w *filing) dressed(e *Event, o *Occurrence, updated time.Time) ical.Event {
	f := ical.Event{
		Sequence: o.Sequence, Stamp: updated, Created: e.Created, Modified: updated, Status: ical.Confirmed, Summary: o.Title,
		Location: w.location(&o.Site), URL: w.address(e, o),
	}
	if o.Cancelled {
		f.Status = ical.Cancelled
	}
	if s := &o.Site; s.Located && s.Kind != Sealed {
		f.Geo = &[2]float64{s.Point.Lon(), s.Point.Lat()}
	}
	var parts []string
	if o.Cancelled {
		parts = append(parts, w.words.off)
	}
	if o.Words != "" {
		parts = append(parts, o.Words)
	}
	if o.Bring != "" {
		parts = append(parts, w.words.bring+o.Bring)
	}
	if f.URL != "" {
		parts = append(parts, f.URL)
	}
	f.Description = strings.Join(parts, "\n\n")
	if org, ok := w.room.cfg.Live.OrganisationNumbered(e.Organisation); ok && e.Organisation != 0 {
		f.Organizer.Name = org.Name
		if w.room.cfg.Site != "" {
			f.Organizer.Address = w.room.cfg.Site + "/organisations/" + org.ID.String()
		}
	}
	for _, i := range directory.Interests {
		if i.Code == e.Interest && e.Interest != "" {
			f.Categories = []string{w.words.of(i.FR, i.EN)}
		}
	}
	return f
}

// address of the page of an event, or of one of its dates.
func (w *filing) address(e *Event, o *Occurrence) string {
	switch {
	case w.room.cfg.Site == "":
		return ""
	case o.Original.IsZero():
		return fmt.Sprintf("%s/events/%s", w.room.cfg.Site, e.ID)
	}
	return fmt.Sprintf("%s/events/%s/%s", w.room.cfg.Site, e.ID, wallIn(o.Original, e).Time().Format("20060102T1504"))
}

// location in a line.
func (w *filing) location(s *Site) string {
	parts := []string{s.PlaceName, s.Note, s.Online}
	switch s.Kind {
	case Sealed:
		parts = []string{w.words.sealed, s.Note}
	case Online:
		parts = []string{w.words.online, s.Online}
	}
	if s.Kind == AtPlace && s.PlaceName == "" || s.Kind == AtPoint && s.Note == "" || s.Kind == Sealed {
		if d, ok := w.room.cfg.Live.DistrictNumbered(s.District); ok {
			parts = append(parts, d.Name)
		}
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), ", ")
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// fileWords are what we add to people's words.
type fileWords struct {
	lang, all, mine, off, bring, sealed, online string
}

func (w *fileWords) of(fr, en string) string {
	if w.lang == "fr" {
		return fr
	}
	return en
}

func wordsIn(lang string) *fileWords {
	if lang == "fr" {
		return &fileWords{
			lang: lang, all: "Sorties et rencontres", mine: "Mes sorties et rencontres", off: "Annulé.", bring: "À apporter : ",
			sealed: "lieu dit aux personnes inscrites", online: "en ligne",
		}
	}
	return &fileWords{
		lang: "en", all: "Events around", mine: "My events", off: "Called off.", bring: "Please bring: ",
		sealed: "place told to those who come", online: "online",
	}
}
