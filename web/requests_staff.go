package web

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
)

// What the team does for needs that nobody has answered.

const queuePath = "/staff/requests"

func (s *site) queuePages() {
	s.page("GET "+queuePath, identity.ReadQueue, s.queue)
	s.page("GET "+queuePath+"/{id}", identity.SteerMatching, s.explainRequest)
	s.form("POST "+queuePath+"/{id}/invite", identity.SteerMatching, s.inviteByHand)
	s.form("POST "+queuePath+"/{id}/review", identity.ReviewRequest, s.reviewRequest)
}

// at is the scope of a district.
func at(district int64) identity.Scope { return identity.Scope{District: district} }

// queueSheet is what waits in a district.
type queueSheet struct {
	District *directory.District
	Choices  []*directory.District
	Waiting  []matching.Unanswered
	Held     []matching.Held
	Reviews  bool // the viewer may review
	Fault    string
	FaultOf  string // id of what the fault is about
}

func (s *site) queue(v *visit) (templ.Component, error) {
	q, err := s.queueSheet(v, v.request.URL.Query().Get("district"))
	if err != nil {
		return nil, err
	}
	return queuePage(v, q), nil
}

// queueSheet reads the queue of a district; without a code that of the first one the viewer has.
func (s *site) queueSheet(v *visit, code string) (*queueSheet, error) {
	if s.Matching == nil {
		return nil, &identity.Error{Code: identity.Unavailable}
	}
	q := &queueSheet{Choices: v.districtsFor(identity.ReadQueue)}
	if d, ok := s.Live.District(code); ok {
		q.District = d
	} else if len(q.Choices) > 0 {
		q.District = q.Choices[0]
	} else {
		return nil, directory.ErrNotReady
	}
	var err error
	if q.Waiting, err = s.Matching.Queue(v.ctx(), v.viewer, q.District.Num); err != nil {
		return nil, err
	}
	if q.Reviews = v.viewer.May(identity.ReviewRequest, at(q.District.Num)); q.Reviews {
		q.Held, err = s.Matching.Held(v.ctx(), v.viewer, q.District.Num)
	}
	return q, err
}

// districtsFor are those in which the viewer may do something: their own and those directly below.
func (v *visit) districtsFor(action identity.Action) (list []*directory.District) {
	for _, at := range v.posts(action) {
		if d, ok := v.site.Live.DistrictNumbered(at.Scope.District); ok {
			list = append(append(list, d), v.site.Live.Children(d.Num)...)
		}
	}
	return list
}

// explained is a request as a coordinator sees it: who could be asked, and why these.
type explained struct {
	matching.Found
	matching.Explained
	Fault string
}

// candidatesNamed is how many of a ranking a page names.
const candidatesNamed = 20

func (s *site) explain(v *visit) (*explained, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	if s.Matching == nil {
		return nil, &identity.Error{Code: identity.Unavailable}
	}
	x := &explained{}
	if x.Explained, err = s.Matching.Candidates(v.ctx(), v.viewer, id); err != nil {
		return nil, err
	}
	if x.Found, err = s.Matching.Get(v.ctx(), v.viewer, id); err != nil {
		return nil, err
	}
	if len(x.Candidates) > candidatesNamed {
		x.Candidates = x.Candidates[:candidatesNamed]
	}
	return x, nil
}

func (s *site) explainRequest(v *visit) (templ.Component, error) {
	x, err := s.explain(v)
	if err != nil {
		return nil, err
	}
	return explainPage(v, x), nil
}

func (s *site) inviteByHand(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	volunteer, err := parseID(form.Get("volunteer"))
	if err != nil {
		return nil, err
	}
	if s.Matching == nil {
		return nil, &identity.Error{Code: identity.Unavailable}
	}
	err = s.Matching.InviteByHand(v.ctx(), identity.Deed{By: v.viewer}, id, volunteer)
	if _, wrong := errors.AsType[*directory.Invalid](err); wrong || refusal(err, identity.BadValue) {
		x, err := s.explain(v)
		if err != nil {
			return nil, err
		}
		x.Fault = v.Help.Faults["account"]
		return nil, faulty{explainPage(v, x)}
	}
	if err != nil {
		return nil, err
	}
	return nil, v.say(queuePath+"/"+id.String(), v.Help.InvitedByHand)
}

func (s *site) reviewRequest(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	if s.Matching == nil {
		return nil, &identity.Error{Code: identity.Unavailable}
	}
	allow := form.Get("verdict") == "allow"
	err = s.Matching.Review(v.ctx(), identity.Deed{By: v.viewer}, id, allow, form.Get("why"))
	if _, wrong := errors.AsType[*directory.Invalid](err); wrong {
		q, err := s.queueSheet(v, form.Get("district"))
		if err != nil {
			return nil, err
		}
		q.Fault, q.FaultOf = v.Help.Faults["why"], id.String()
		return nil, faulty{queuePage(v, q)}
	}
	if err != nil {
		return nil, err
	}
	said := v.Help.Refused
	if allow {
		said = v.Help.Allowed
	}
	return nil, v.say(queuePath, said)
}

// waitedSince says since when somebody waits: 14 h 30 today, else a day.
func (v *visit) waitedSince(t time.Time) string {
	t = t.In(v.now.Location())
	if daysBetween(v.now, t) == 0 {
		return v.hour(minuteOf(t))
	}
	return v.fullDay(t)
}

// sieveRow is what one filter left.
type sieveRow struct {
	Words string
	Left  int
	Part  int // of the first row, in per cent
}

// sieveRows are the filters in the order in which they are asked.
func (v *visit) sieveRows(s matching.Sieve) []sieveRow {
	left := []int{s.Within, s.Kind, s.Free, s.Language, s.Allowed, s.Rested}
	rows := make([]sieveRow, len(left))
	for i, n := range left {
		rows[i] = sieveRow{Words: v.Help.Sieve[i], Left: n, Part: 100 * n / max(left[0], 1)}
	}
	return rows
}

// awayWords say how far a volunteer lives from a need, as far as two areas tell.
func (v *visit) awayWords(distanceM float64) string {
	if distanceM < 500 {
		return v.Help.SameZone
	}
	return fmt.Sprintf(v.Help.AboutAway, v.metres(distanceM))
}

// points of a score, with their sign.
func points(value float64) string {
	if text := fmt.Sprintf("%+.0f", value); text != "+0" && text != "-0" {
		return text
	}
	return "0"
}
