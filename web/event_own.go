package web

import (
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// ownOutings are where one goes, and what one holds.
type ownOutings struct {
	Coming, Came []community.SignUp
	Held, Past   []community.Found
	Asked        []community.Found // to be held with others
	Address      ownAddress
	Situation    string // code of community.Situations; empty = not said
}

// ownAddress is where the viewer's calendar can be read by other programs.
type ownAddress struct {
	Since time.Time // zero = nowhere
	URL   string    // told once, when it is made
}

func (s *site) ownEvents(v *visit) (templ.Component, error) { return s.ownOutings(v, "") }

// saveOwn gives the viewer's calendar an address in place of the one before, takes it away, or notes how they live: as the form says.
func (s *site) saveOwn(v *visit, form url.Values) (templ.Component, error) {
	if s.Events == nil {
		return nil, &identity.Error{Code: identity.Unavailable}
	}
	switch form.Get("do") {
	case "close":
		if err := s.Events.CloseCalendar(v.ctx(), v.viewer); err != nil {
			return nil, err
		}
		return nil, v.say(eventMinePath, v.Out.Host.AddressClosed)
	case "situation":
		code := form.Get("situation")
		if err := s.Events.SetSituation(v.ctx(), v.viewer, code); err != nil {
			return nil, err
		}
		if code == "" {
			return nil, v.say(eventMinePath, v.Out.Mix.SaidNever)
		}
		return nil, v.say(eventMinePath, v.Out.Mix.SaidThat)
	case "open":
		return s.openOwn(v)
	}
	return nil, &directory.Invalid{Param: "do", Reason: "not something to do here"}
}

// openOwn gives the viewer's calendar a new address, and tells it this once.
func (s *site) openOwn(v *visit) (templ.Component, error) {
	token, err := s.Events.OpenCalendar(v.ctx(), v.viewer, v.Lang)
	if err != nil {
		return nil, err
	}
	return s.ownOutings(v, v.absolute("/calendar/"+token+".ics"))
}

// webcal is an address that a telephone opens with its calendar.
func webcal(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	return "webcal://" + rest
}

// ownOutings shows the address of the viewer's calendar when it has just been made.
func (s *site) ownOutings(v *visit, address string) (templ.Component, error) {
	if s.Events == nil {
		return nil, &identity.Error{Code: identity.Unavailable}
	}
	since, err := s.Events.OwnCalendar(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	l := ownOutings{Address: ownAddress{since, address}}
	if l.Situation, err = s.Events.Situation(v.ctx(), v.viewer); err != nil && !refusal(err, identity.Forbidden) {
		return nil, err
	}
	signUps, err := s.Events.Own(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	for _, one := range signUps {
		switch {
		case one.State == community.SignUpCancelled:
		case one.End.After(v.now):
			l.Coming = append(l.Coming, one)
		case len(l.Came) < 20:
			l.Came = append(l.Came, one)
		}
	}
	if v.viewer.Could(identity.HoldEvents) {
		held, err := s.Events.Mine(v.ctx(), v.viewer)
		if err != nil && !refusal(err, identity.Forbidden) {
			return nil, err
		}
		for _, e := range held {
			_, ahead := e.Next(v.now)
			switch {
			case e.Asked:
				l.Asked = append(l.Asked, e)
			case ahead && e.Cancelled.IsZero():
				l.Held = append(l.Held, e)
			case len(l.Past) < 20:
				l.Past = append(l.Past, e)
			}
		}
	}
	return ownEventsPage(v, &l), nil
}

// answerHost says whether the viewer holds an event with those who ask.
func (s *site) answerHost(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	if err := s.Events.AnswerHosting(v.ctx(), v.viewer, id, form.Get("answer") == "yes"); err != nil {
		return nil, err
	}
	return nil, redirect(eventMinePath)
}

// nextWords say when an event is next.
func (v *visit) nextWords(e *community.Event) string {
	zone := v.clockOf(e.When.Zone)
	if o, ok := e.Next(v.now); ok {
		return v.dateWords(&o, zone, e.When.AllDay)
	}
	if !e.Cancelled.IsZero() {
		return v.Out.Off
	}
	return v.Out.NoDate
}

// signUpPath is the page of the date that somebody comes to.
func (v *visit) signUpPath(s *community.SignUp) string { return datePath(s.Event, s.Original, s.Zone) }

func (v *visit) signUpWhen(s *community.SignUp) string {
	zone := s.Zone
	if zone == nil {
		zone = v.now.Location()
	}
	from := s.Start.In(zone)
	return upperFirst(v.dayWords(from) + ", " + v.hoursWords(from, s.End.In(zone), false))
}
