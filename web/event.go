package web

import (
	"fmt"
	"net/url"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// The page of an event, or of one date of it: what it is, who comes, and one's own place there.

// eventSheet is an event as the viewer meets it, on a date.
type eventSheet struct {
	community.Found
	On      community.Occurrence // the date that is shown; of an event without one to come, its last words
	Dated   bool                 // there is such a date
	Over    bool                 // it has ended
	Zone    *time.Location
	Others  []community.Occurrence // to come, beside it
	Coming  joinForm
	Place   *directory.Place   // of the directory, where it takes place
	Told    *community.Meeting // where it is, once it was asked for
	Mine    *community.SignUp  // the viewer's own; nil = none, or a visitor
	Batches []community.Batch  // places that partners give for the date
	Link    string             // the viewer's own invitation, once it was asked for
	Steer   bool               // the viewer's to look after
}

// joinForm is what somebody types who comes, and what is wrong with it.
type joinForm struct {
	Key, Series, First, Second, Name, Contact, Invite string
	Faults                                            map[string]string
}

const datesAhead = 8 // other dates that a page names

// eventSheet reads what the viewer may know of the event of this address. Without a date in it, the next one is meant.
func (s *site) eventSheet(v *visit) (*eventSheet, error) {
	if s.Events == nil {
		return nil, &identity.Error{Code: identity.Unavailable}
	}
	if num, ok := number(v.request.PathValue("id")); ok { // as tiles name it
		if known, ok := s.Calendar.Numbered(num); ok {
			return nil, redirect(eventPath(known.ID))
		}
	}
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	e := &eventSheet{Coming: joinForm{Key: uuid.NewString(), Invite: v.request.FormValue("invite")}}
	if e.Found, err = s.Events.Get(v.ctx(), v.viewer, id); err != nil {
		return nil, err
	}
	e.Zone = v.clockOf(e.When.Zone)
	if err := e.choose(v); err != nil {
		return nil, err
	}
	e.Over = !e.On.End.After(v.now) && !e.On.Start.After(v.now)
	for _, o := range e.Between(nil, v.now, v.now.Add(community.MaxAhead), datesAhead+1) {
		if !o.Original.Equal(e.On.Original) && len(e.Others) < datesAhead {
			e.Others = append(e.Others, o)
		}
	}
	if p, ok := s.Live.Place(e.On.Site.Place); ok && e.On.Site.Kind == community.AtPlace {
		e.Place = &p
	}
	e.Steer = v.viewer.May(identity.SteerEvents, at(e.Site.District))
	if e.Dated && !e.Over {
		if e.Batches, err = s.Events.Batches(v.ctx(), v.viewer, e.ID, e.On.Original); err != nil {
			return nil, err
		}
	}
	return e, s.ownSeat(v, e)
}

// choose finds the date that is meant.
func (e *eventSheet) choose(v *visit) error {
	text := v.request.PathValue("date")
	if text == "" {
		text = v.request.FormValue("date")
	}
	if text == "" {
		if e.On, e.Dated = e.Next(v.now); !e.Dated {
			e.On, e.Dated = e.last(v)
		}
		return nil
	}
	original, ok := e.original(text)
	if ok {
		e.On, e.Dated = e.Occurrence(original)
	}
	if !e.Dated {
		return errNotFound
	}
	return nil
}

// original is a date of an address.
func (e *eventSheet) original(text string) (time.Time, bool) {
	wall, err := recur.ParseWall(text)
	return wall.In(e.Zone), err == nil
}

// last is the last date that was, called off or not; false for an event that never has been.
func (e *eventSheet) last(v *visit) (community.Occurrence, bool) {
	list := e.Between(nil, v.now.Add(-community.MaxAhead), v.now.Add(community.MaxAhead), directory.MaxLimit)
	if len(list) == 0 {
		return e.Found.Occurrence(e.When.Start.In(e.Zone))
	}
	return list[len(list)-1], true
}

// ownSeat reads the viewer's own place on the date.
func (s *site) ownSeat(v *visit, e *eventSheet) error {
	if v.viewer == nil || !e.Dated || !v.viewer.Could(identity.JoinEvents) {
		return nil
	}
	mine, err := s.Events.OwnOn(v.ctx(), v.viewer, e.ID, e.On.Original)
	switch {
	case refusal(err, identity.NotFound):
		return nil
	case err != nil:
		return err
	}
	e.Mine = &mine
	return nil
}

// path is this page; the date of one that recurs stands in it.
func (e *eventSheet) path() string {
	if !e.Dated {
		return eventPath(e.ID)
	}
	return datePath(e.ID, e.On.Original, e.Zone)
}

// date is the date as forms carry it.
func (e *eventSheet) date() string { return e.On.Original.In(e.Zone).Format(dateLayout) }

// recurs says whether there are several dates.
func (e *eventSheet) recurs() bool { return e.When.Rule != "" || len(e.When.Extra) > 0 }

// open says whether somebody may still sign up.
func (e *eventSheet) open() bool { return e.Dated && !e.Over && !e.On.Cancelled && !e.Hidden }

// full says whether who comes now stands in line.
func (e *eventSheet) full() bool {
	return e.On.Capacity > 0 && (e.On.Taken >= e.On.Capacity || e.On.Waiting > 0)
}

// going, offered and waiting say where the viewer stands.
func (e *eventSheet) stands(state community.SignUpState) bool {
	return e.Mine != nil && e.Mine.State == state
}

func (s *site) event(v *visit) (templ.Component, error) {
	e, err := s.eventSheet(v)
	if err != nil {
		return nil, err
	}
	return eventPage(v, e), nil
}

func (s *site) joinPages() {
	s.form("POST /events/{id}/sign-up", identity.ReadDirectory, s.joinEvent)
	for act, do := range map[string]func(*visit, *eventSheet) (string, error){
		"leave": s.leaveEvent, "leave-series": s.leaveSeries, "confirm": s.confirmSeat,
	} {
		s.form("POST /events/{id}/"+act, identity.JoinEvents, func(v *visit, _ url.Values) (templ.Component, error) {
			e, err := s.eventSheet(v)
			if err != nil {
				return nil, err
			}
			said, err := do(v, e)
			if refusal(err, identity.BadValue) { // it has moved on since the page was read
				return nil, redirect(e.path())
			}
			if err != nil {
				return nil, err
			}
			return nil, v.say(e.path(), said)
		})
	}
	s.form("POST /events/{id}/invite", identity.JoinEvents, s.inviteToEvent)
	s.form("POST /events/{id}/where", identity.JoinEvents, s.tellWhere)
}

// Words of an event's page.

func (v *visit) offWords(why community.Why) string {
	for _, t := range community.Whys {
		if t.Code == string(why) {
			return fmt.Sprintf(v.Out.Cancelled, v.term(t))
		}
	}
	return v.Out.CancelledPlain
}

func (v *visit) takenWords(o *community.Occurrence) string {
	text := fmt.Sprintf(v.Out.Taken, min(o.Taken, o.Capacity), o.Capacity)
	if o.Waiting > 0 {
		text += ", " + fmt.Sprintf(v.Out.WaitingLine, o.Waiting)
	}
	return text
}

func (v *visit) helpersWords(n int) string {
	if n == 1 {
		return v.Out.HelperOne
	}
	return fmt.Sprintf(v.Out.Helpers, n)
}

// standsWords say where the viewer stands with a date.
func (v *visit) standsWords(s *community.SignUp) string {
	w := &v.Out.Come
	switch {
	case s.Came != nil && *s.Came:
		return w.Came
	case s.State == community.SignUpGoing && s.Series:
		return w.GoingSeries
	case s.State == community.SignUpGoing:
		return w.Going
	case s.State == community.SignUpOffered:
		return fmt.Sprintf(w.Offered, v.beforeWords(s.Until))
	case s.InLine <= 1:
		return w.WaitingNext
	}
	return fmt.Sprintf(w.Waiting, s.InLine-1)
}

// ownCompany is the form filled with whom the viewer brings.
func (e *eventSheet) ownCompany() *joinForm {
	f := e.Coming
	if f.First+f.Second == "" && e.Mine != nil {
		for i, name := range e.Mine.With {
			*[]*string{&f.First, &f.Second}[min(i, 1)] = name
		}
	}
	return &f
}
