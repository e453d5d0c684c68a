package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// The list at the door. Without script it is one form; with it each touch is kept on the telephone until the server has it.

// doorSheet is the list of a date.
type doorSheet struct {
	*eventSheet
	Door  community.Door
	Fault string

	CoHosts []community.CoHost
	Decides bool   // the viewer says who holds it with them
	Member  string // whom they asked for, as it was typed
	Unknown string // what is wrong with it
}

// came is how many of the list were there, and whom they brought.
func (d *doorSheet) came() (n int) {
	for _, a := range d.Door.List {
		if a.Mark.Came {
			n += 1 + a.Mark.With
		}
	}
	return n + d.Door.WalkIns
}

// going is how many are expected.
func (d *doorSheet) going() (n int) {
	for _, a := range d.Door.List {
		if a.State == community.SignUpGoing {
			n += 1 + len(a.With)
		}
	}
	return n
}

// in are those of the list who stand there so.
func (d *doorSheet) in(states ...community.SignUpState) (list []community.Attendee) {
	for _, a := range d.Door.List {
		if slices.Contains(states, a.State) {
			list = append(list, a)
		}
	}
	return list
}

func (s *site) attendees(v *visit) (templ.Component, error) {
	e, err := s.eventSheet(v)
	if err != nil {
		return nil, err
	}
	d, err := s.door(v, e)
	if err != nil {
		return nil, err
	}
	return doorPage(v, d), nil
}

// door is the list of the date that is meant, with those who hold the event.
func (s *site) door(v *visit, e *eventSheet) (*doorSheet, error) {
	if !e.Dated {
		return nil, errNotFound
	}
	d := &doorSheet{eventSheet: e}
	var err error
	if d.Door, err = s.Events.Attendees(v.ctx(), v.viewer, e.ID, e.On.Original); err != nil {
		return nil, err
	}
	return d, s.withCoHosts(v, d)
}

// checkIn takes the marks of a form, or those that a telephone kept.
func (s *site) checkIn(v *visit, form url.Values) (templ.Component, error) {
	e, err := s.eventSheet(v)
	if err != nil {
		return nil, err
	}
	if !e.Dated {
		return nil, errNotFound
	}
	marks, count, err := v.readMarks(form)
	if err != nil {
		return nil, err
	}
	_, err = s.Events.CheckIn(v.ctx(), v.viewer, e.ID, e.On.Original, marks, count)
	if refusal(err, identity.BadValue) {
		d, err := s.door(v, e)
		if err != nil {
			return nil, err
		}
		d.Fault = v.Out.Host.TooSoon
		return nil, faulty{doorPage(v, d)}
	}
	if err != nil {
		return nil, err
	}
	if form.Has("mark") {
		return nil, redirect(e.peoplePath())
	}
	return nil, v.say(e.peoplePath(), v.Out.Host.Saved)
}

func (e *eventSheet) peoplePath() string { return eventPath(e.ID) + "/people?date=" + e.date() }

// readMarks reads "mark" as a telephone sends it (id, came, how many with them, helped, milliseconds since 1970), or the fields of the form.
func (v *visit) readMarks(form url.Values) (marks []community.Marked, count *community.Count, err error) {
	wrong := &directory.Invalid{Param: "mark", Reason: "not one of ours"}
	for _, text := range form["mark"] {
		part := strings.Fields(text)
		if len(part) != 5 {
			return nil, nil, wrong
		}
		id, errID := uuid.Parse(part[0])
		with, errWith := strconv.Atoi(part[2])
		at, errAt := strconv.ParseInt(part[4], 10, 64)
		if errID != nil || errWith != nil || errAt != nil {
			return nil, nil, wrong
		}
		marks = append(marks, community.Marked{ID: id, Mark: community.Mark{Came: part[1] == "1", With: with, Helped: part[3] == "1", At: time.UnixMilli(at)}})
	}
	now := v.site.Now()
	for _, text := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(form["seen"], form["came"])))) {
		id, err := uuid.Parse(text)
		if err != nil {
			return nil, nil, wrong
		}
		with, _ := strconv.Atoi(form.Get("with-" + text)) // left out for who brings nobody
		marks = append(marks, community.Marked{ID: id, Mark: community.Mark{
			Came: slices.Contains(form["came"], text), With: with, Helped: slices.Contains(form["helped"], text), At: now,
		}})
	}
	if text := strings.TrimSpace(form.Get("walk_ins")); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			return nil, nil, &directory.Invalid{Param: "walk_ins", Reason: "not a number"}
		}
		count = &community.Count{N: n, At: now}
	}
	return marks, count, nil
}

// walkIns is a number as the form shows it: nothing where nobody said.
func walkIns(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
