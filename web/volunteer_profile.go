package web

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// volunteerForm is one's own page: where one stands, and the form as it was typed.
type volunteerForm struct {
	Profile *directory.VolunteerProfile // nil before the first time
	directory.VolunteerEdit
	ByHour  bool // the table of 168 boxes
	Faults  map[string]string
	Typed   [][2]string // absences as typed, when one of them is wrong
	Charter directory.Charter
}

// fault is what is wrong with a field.
func (f *volunteerForm) fault(param string) string { return f.Faults[param] }

// hoursParam asks for the table of hours.
const hoursParam = "hours"

func (s *site) ownVolunteer(v *visit) (templ.Component, error) {
	f, err := s.volunteerForm(v)
	if err != nil {
		return nil, err
	}
	return ownVolunteerPage(v, f), nil
}

// volunteerForm begins with the profile, or with what a list said of who follows an invitation.
func (s *site) volunteerForm(v *visit) (*volunteerForm, error) {
	err := s.Roster.Ready(v.ctx(), v.viewer)
	if refusal(err, identity.NotFound) {
		return nil, redirect(welcomePath + "?next=" + url.QueryEscape("/profile/volunteer"))
	}
	if refusal(err, identity.Forbidden) && v.viewer.Could(identity.Volunteer) {
		return nil, faulty{failurePage(v, v.Volunteer.Minor, v.Volunteer.MinorHelp)}
	}
	if err != nil {
		return nil, err
	}
	f := &volunteerForm{Charter: directory.CurrentCharter(v.Lang), ByHour: v.request.URL.Query().Get(hoursParam) == "all", Faults: map[string]string{}}
	f.Profile, err = s.Roster.Mine(v.ctx(), v.viewer)
	switch {
	case refusal(err, identity.NotFound):
		f.VolunteerEdit = directory.VolunteerEdit{PerDay: 1, PerWeek: 2}
		said, err := s.Roster.Prefilled(v.ctx(), v.viewer)
		if err != nil {
			return nil, err
		}
		f.Kinds, _ = directory.KindsNamed(said.Kinds) // checked when the list was read; a kind that is gone is not offered
	case err != nil:
		return nil, err
	default:
		f.VolunteerEdit = f.Profile.Edit()
	}
	return f, nil
}

func (s *site) saveVolunteer(v *visit, form url.Values) (templ.Component, error) {
	f, err := s.volunteerForm(v)
	if err != nil {
		return nil, err
	}
	if err = f.read(form); err == nil {
		_, err = s.Roster.Save(v.ctx(), v.viewer, f.VolunteerEdit)
	}
	if wrong, ok := errors.AsType[*directory.Invalid](err); ok {
		f.Faults[wrong.Param] = or(v.Volunteer.Faults[wrong.Param], v.BadHelp)
		return nil, faulty{ownVolunteerPage(v, f)}
	}
	if err != nil {
		return nil, err
	}
	path, said := "/profile/volunteer", v.Volunteer.Saved
	if f.Profile == nil || f.Profile.State == directory.StateLeft {
		said = v.Volunteer.Applied
	}
	if f.ByHour {
		path += "?" + hoursParam + "=all"
	}
	return nil, v.say(path, said)
}

// read takes what was typed. An [*directory.Invalid] names a field that cannot be read.
func (f *volunteerForm) read(form url.Values) (err error) {
	if f.Kinds, err = directory.KindsNamed(form["kind"]); err != nil {
		return err
	}
	f.AtNight, f.Pledged = form.Has("night"), form.Has("pledge")
	f.PerDay, _ = strconv.Atoi(form.Get("per_day")) // 0 is refused by the room
	f.PerWeek, _ = strconv.Atoi(form.Get("per_week"))
	if f.ByHour = form.Get("table") == "hours"; f.ByHour {
		f.Week, err = readHours(form["hour"])
	} else {
		f.Week, err = readParts(form.Get("week"), form["part"])
	}
	if err != nil {
		return err
	}
	return f.readAbsences(form["away_from"], form["away_until"])
}

// readHours reads ticked boxes like "1-9": Tuesday from nine to ten.
func readHours(ticked []string) (w directory.Week, err error) {
	for _, box := range ticked {
		day, hour, ok := pairIn(box, 7, 24)
		if !ok {
			return w, &directory.Invalid{Param: "week", Reason: fmt.Sprintf("%.20q is not a box", box)}
		}
		w = w.With(day, hour)
	}
	return w, nil
}

// readParts reads ticked boxes like "1-0": Tuesday morning. shown is the week that the form showed.
func readParts(shown string, ticked []string) (directory.Week, error) {
	var boxes [7][directory.DayParts]bool
	for _, box := range ticked {
		day, part, ok := pairIn(box, 7, directory.DayParts)
		if !ok {
			return directory.Week{}, &directory.Invalid{Param: "week", Reason: fmt.Sprintf("%.20q is not a box", box)}
		}
		boxes[day][part] = true
	}
	var before directory.Week
	if shown != "" {
		var err error
		if before, err = directory.ParseWeek(shown); err != nil {
			return before, err
		}
	}
	return before.WithParts(boxes), nil
}

// pairIn reads "1-9", each number below its bound.
func pairIn(text string, a, b int) (int, int, bool) {
	left, right, _ := strings.Cut(text, "-")
	i, err := strconv.Atoi(left)
	j, err2 := strconv.Atoi(right)
	return i, j, err == nil && err2 == nil && i >= 0 && i < a && j >= 0 && j < b
}

func (f *volunteerForm) readAbsences(from, until []string) error {
	f.Absences, f.Typed = nil, nil
	for i := range min(len(from), len(until), 2*directory.MaxAbsences) {
		if from[i] == "" && until[i] == "" {
			continue
		}
		f.Typed = append(f.Typed, [2]string{from[i], until[i]})
		begin, err := time.Parse(time.DateOnly, from[i])
		end, err2 := time.Parse(time.DateOnly, or(until[i], from[i]))
		if err != nil || err2 != nil {
			return &directory.Invalid{Param: "absences", Reason: "not a day"}
		}
		f.Absences = append(f.Absences, directory.Absence{From: begin, Until: end})
	}
	return nil
}

// absences are the lines of the form: what is there, and two empty ones.
func (f *volunteerForm) absences() [][2]string {
	lines := f.Typed
	if lines == nil {
		for _, a := range f.Absences {
			lines = append(lines, [2]string{a.From.Format(time.DateOnly), a.Until.Format(time.DateOnly)})
		}
	}
	for range min(2, directory.MaxAbsences-len(lines)) {
		lines = append(lines, [2]string{})
	}
	return lines
}

// present says that the volunteer can go on: not paused, not gone.
func (f *volunteerForm) present() bool {
	return f.Profile != nil && f.Profile.State != directory.StateSuspended && f.Profile.State != directory.StateLeft
}

// unsigned says that the charter is what is wanted next.
func (f *volunteerForm) unsigned() bool {
	return f.Profile != nil && f.Profile.Next == directory.StepSign
}

// signature is the last one.
func (f *volunteerForm) signature() (directory.StepDone, bool) {
	if f.Profile == nil {
		return directory.StepDone{}, false
	}
	for i := len(f.Profile.Steps) - 1; i >= 0; i-- {
		if f.Profile.Steps[i].Step == directory.StepSign {
			return f.Profile.Steps[i], true
		}
	}
	return directory.StepDone{}, false
}

// wayStep is how far somebody is on the way, 0 to 4.
func wayStep(p *directory.VolunteerProfile) int {
	if p == nil {
		return 0
	}
	switch p.Next {
	case directory.StepApply:
		return 0
	case directory.StepSign:
		return 1
	case directory.StepTrain:
		return 2
	case directory.StepCheck, directory.StepActivate:
		return 3
	}
	return 4
}

func (s *site) ownStep(v *visit, form url.Values) (templ.Component, error) {
	step, err := directory.StepNamed(form.Get("step"))
	if err != nil {
		return nil, err
	}
	if !step.Own() {
		return nil, errNotFound
	}
	if step == directory.StepSign && !form.Has("agrees") {
		return s.signAgain(v, v.Volunteer.SignMust)
	}
	signed := directory.Signature{Version: form.Get("version"), SHA256: form.Get("sha256")}
	_, err = s.Roster.Take(v.ctx(), v.viewer, v.viewer.Account.ID, step, signed)
	if wrong, ok := errors.AsType[*directory.Invalid](err); ok && wrong.Param == "charter" {
		return s.signAgain(v, v.Volunteer.Faults["charter"])
	}
	if err != nil && !refusal(err, identity.BadValue) { // a step taken already is what was wanted
		return nil, err
	}
	said := v.Volunteer.Signed
	if step == directory.StepLeave {
		said = v.Volunteer.Left
	}
	return nil, v.say("/profile/volunteer", said)
}

func (s *site) signAgain(v *visit, fault string) (templ.Component, error) {
	f, err := s.volunteerForm(v)
	if err != nil {
		return nil, err
	}
	f.Faults["charter"] = fault
	return nil, faulty{ownVolunteerPage(v, f)}
}

func (s *site) sayTime(v *visit, form url.Values) (templ.Component, error) {
	f, err := s.volunteerForm(v)
	if err != nil {
		return nil, err
	}
	day, err := time.Parse(time.DateOnly, form.Get("day"))
	if err != nil {
		err = &directory.Invalid{Param: "day", Reason: "not a day"}
	} else {
		minutes, _ := strconv.Atoi(form.Get("minutes")) // 0 is refused by the room
		_, err = s.Roster.Say(v.ctx(), v.viewer, directory.Helped{Day: day, Minutes: minutes})
	}
	if wrong, ok := errors.AsType[*directory.Invalid](err); ok {
		f.Faults[wrong.Param] = or(v.Volunteer.Faults[wrong.Param], v.BadHelp)
		return nil, faulty{ownVolunteerPage(v, f)}
	}
	if err != nil {
		return nil, err
	}
	return nil, v.say("/profile/volunteer", v.Volunteer.SayDone)
}

// span says minutes as people do: 1 h 30.
func span(minutes int) string {
	if minutes%60 == 0 {
		return fmt.Sprintf("%d\u00a0h", minutes/60)
	}
	if minutes < 60 {
		return fmt.Sprintf("%d\u00a0min", minutes)
	}
	return fmt.Sprintf("%d\u00a0h\u00a0%02d", minutes/60, minutes%60)
}

// shortDay is its first three letters.
func (v *visit) shortDay(day int) string { return string([]rune(v.dayName(day))[:3]) }

// partialSpans are the free hours of a part of a day that is not wholly free.
func partialSpans(w directory.Week, day int, part directory.DayPart) string {
	free, all := w.PartFree(day, part)
	if free == 0 || free == all {
		return ""
	}
	var spans []string
	from, to := part.Hours()
	for _, s := range w.Spans(day) {
		if begin, end := max(s[0], from), min(s[1], to); begin < end {
			spans = append(spans, fmt.Sprintf("%d–%d", begin, end))
		}
	}
	return strings.Join(spans, ", ")
}

func wholePart(w directory.Week, day, part int) bool {
	free, all := w.PartFree(day, directory.DayPart(part))
	return free == all
}

func kindBit(k directory.Kind) directory.KindSet {
	set, _ := directory.KindsNamed([]string{k.Code}) // it stands in the table
	return set
}

// withValue is a list of choices that holds the present one.
func withValue(list []int, value int) []int {
	if value < 1 || slices.Contains(list, value) {
		return list
	}
	list = append(slices.Clone(list), value)
	slices.Sort(list)
	return list
}
