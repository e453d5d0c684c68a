package main

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf8"

	"github.com/alentour/alentour/directory/hours"
)

// explanation is what `alentour hours` says of a text, in the shape of its JSON.
type explanation struct {
	Text      string         `json:"text"`
	Normal    string         `json:"normal,omitempty"` // absent when the text is not understood
	Zone      string         `json:"timezone"`
	Region    string         `json:"region"`
	At        time.Time      `json:"at"`
	State     string         `json:"state"` // open, closed, unknown
	Comment   string         `json:"comment,omitempty"`
	Until     *time.Time     `json:"until,omitempty"` // when the state is another
	Opens     *time.Time     `json:"opens,omitempty"` // next, when closed or unknown
	Week      []explainedDay `json:"week,omitempty"`
	Unknown   []string       `json:"unknown,omitempty"` // what the text asks for and nobody has told for this week
	Tolerated []problem      `json:"tolerated,omitempty"`
	Error     *problem       `json:"error"`
}

type explainedDay struct {
	Date    string          `json:"date"`
	Today   bool            `json:"today,omitempty"`
	Holiday string          `json:"holiday,omitempty"`
	Spans   []explainedSpan `json:"spans"`
	Reason  string          `json:"reason,omitempty"` // why closed all day

	day time.Time
}

// explainedSpan may end on the next day: "22:00" to "26:00".
type explainedSpan struct {
	From    string `json:"from"`
	To      string `json:"to"`
	State   string `json:"state"`
	Comment string `json:"comment,omitempty"`
}

// problem is a part of the text, from byte At on.
type problem struct {
	At     int    `json:"at"`
	Text   string `json:"text"`
	Reason string `json:"reason"`
}

// maxChanges is how many changes of comment are looked through for one of state.
const maxChanges = 1000

func explain(s *hours.Schedule, region string, at time.Time) explanation {
	at = at.In(s.Calendar().Zone())
	state, comment := s.State(at)
	e := explanation{Text: s.Text(), Zone: at.Location().String(), Region: region, At: at, State: state.String(), Comment: comment}
	if err := s.Err(); err != nil {
		e.Error = &problem{Reason: err.Error()}
		var p *hours.Problem
		if errors.As(err, &p) {
			e.Error = &problem{p.At, p.Text, p.Reason}
		}
		return e
	}
	e.Normal = s.String()
	for _, p := range s.Tolerated() {
		e.Tolerated = append(e.Tolerated, problem{p.At, p.Text, p.Reason})
	}
	e.Until = whenever(s, at, func(next hours.State) bool { return next != state })
	if state != hours.Open {
		e.Opens = whenever(s, at, func(next hours.State) bool { return next == hours.Open })
	}
	for _, day := range s.Week(at) {
		e.Week = append(e.Week, explainDay(day, at))
	}
	e.Unknown = unknown(s, at)
	return e
}

// unknown names what the text speaks of and the calendar does not know in the week of an instant.
func unknown(s *hours.Schedule, at time.Time) (names []string) {
	text := quoted.ReplaceAllString(s.String(), "")
	for _, one := range []struct{ words, probe, name string }{
		{"PH", "PH", "public holidays"},
		{"SH", "SH", "school holidays"},
		{"sunrise sunset dawn dusk", "sunrise-sunset", "sun times"},
	} {
		if !slices.ContainsFunc(strings.Fields(one.words), func(word string) bool { return strings.Contains(text, word) }) {
			continue
		}
		probe := hours.Compile(one.probe, s.Calendar())
		for _, day := range probe.Week(at) {
			if slices.ContainsFunc(day.Spans, func(span hours.Span) bool { return span.State == hours.Unknown }) {
				names = append(names, one.name)
				break
			}
		}
	}
	return names
}

var quoted = regexp.MustCompile(`"[^"]*"`)

// whenever is the next change to a state that is wanted, nil if none comes.
func whenever(s *hours.Schedule, at time.Time, wanted func(hours.State) bool) *time.Time {
	for range maxChanges {
		next, ok := s.NextChange(at)
		if !ok {
			return nil
		}
		if state, _ := s.State(next); wanted(state) {
			return &next
		}
		at = next
	}
	return nil
}

func explainDay(day hours.Day, at time.Time) explainedDay {
	date := day.Date.Format(time.DateOnly)
	d := explainedDay{
		Date: date, Today: date == at.Format(time.DateOnly), Holiday: hours.HolidayIn("en", day.Holiday),
		Spans: []explainedSpan{}, Reason: day.Reason, day: day.Date,
	}
	for _, span := range day.Spans {
		d.Spans = append(d.Spans, explainedSpan{clock(span.From), clock(span.To), span.State.String(), span.Comment})
	}
	return d
}

func clock(m hours.Minute) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

// write says it to a person.
func (e explanation) write(w io.Writer) error {
	var out strings.Builder
	if e.Error != nil {
		fmt.Fprintf(&out, "Not understood, so nobody can say when this is open.\n\n%s", e.point(*e.Error))
		_, err := io.WriteString(w, out.String())
		return err
	}
	fmt.Fprintf(&out, "%s\n\n%s\n%s, %s, %s\n\n", e.Normal, e.sentence(), e.At.Format("Monday 2 January 2006, 15:04"), e.Zone, e.regionName())
	table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	for _, d := range e.Week {
		mark := " "
		if d.Today {
			mark = ">"
		}
		line := fmt.Sprintf("%s %s\t%s\t%s", mark, d.day.Format("Mon _2 January"), d.words(), d.Holiday)
		fmt.Fprintln(table, strings.TrimRight(line, "\t"))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if len(e.Unknown) > 0 {
		fmt.Fprintf(&out, "\nNot known for this week: %s. A table of them helps (--holidays).\n", strings.Join(e.Unknown, " and "))
	}
	if len(e.Tolerated) > 0 {
		out.WriteString("\nUnderstood, though it is better written as above:\n\n" + e.point(e.Tolerated...))
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func (e explanation) regionName() string {
	if !hours.HasRule(e.Region) {
		return "public holidays unknown"
	}
	return "holidays of " + e.Region
}

// sentence is the state in words.
func (e explanation) sentence() string {
	said, next := "Closed", "opens"
	switch e.State {
	case hours.Open.String():
		said, next = "Open", ""
	case hours.Unknown.String():
		said, next = "Perhaps open", "certainly open from"
	}
	isClosed := e.State == hours.Closed.String()
	if e.Until != nil && !isClosed {
		said += " until " + e.when(*e.Until)
	}
	if e.Comment != "" {
		said += " (" + e.Comment + ")"
	}
	switch {
	case e.Opens != nil && !isClosed && e.Opens.Equal(*e.Until):
		said += "; then certainly open"
	case e.Opens != nil:
		said += "; " + next + " " + e.when(*e.Opens)
	case e.Until != nil && isClosed:
		said += "; perhaps open from " + e.when(*e.Until)
	case e.Until == nil:
		said += "; no change comes"
	}
	return said + "."
}

// when is an instant as one speaks of it on the day of At.
func (e explanation) when(t time.Time) string {
	today := time.Date(e.At.Year(), e.At.Month(), e.At.Day(), 12, 0, 0, 0, time.UTC)
	day := time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC)
	switch days := int(day.Sub(today).Hours() / 24); {
	case days == 0:
		return t.Format("15:04")
	case days == 1 && t.Format("15:04") == "00:00":
		return "midnight"
	case days == 1:
		return t.Format("tomorrow 15:04")
	case days < 7:
		return t.Format("Monday 15:04")
	case t.Year() == e.At.Year():
		return t.Format("Monday 2 January 15:04")
	}
	return t.Format("Monday 2 January 2006 15:04")
}

// words of a day's spans.
func (d explainedDay) words() string {
	if len(d.Spans) == 0 {
		if d.Reason != "" {
			return "closed (" + d.Reason + ")"
		}
		return "closed"
	}
	said := make([]string, len(d.Spans))
	for i, s := range d.Spans {
		said[i] = s.words()
	}
	return strings.Join(said, ", ")
}

func (s explainedSpan) words() string {
	to := s.To
	if to > "24:00" {
		var hour, minute int
		if _, err := fmt.Sscanf(to, "%d:%d", &hour, &minute); err == nil {
			to = fmt.Sprintf("%02d:%02d", hour-24, minute)
		}
	}
	said := s.From + "–" + to
	if s.From == "00:00" && s.To == "24:00" {
		said = "all day"
	}
	if s.State == hours.Unknown.String() {
		said = "perhaps " + said
	}
	if s.Comment != "" {
		said += " (" + s.Comment + ")"
	}
	return said
}

// point shows the text with marks under the parts that problems are about, and below what is said of each.
func (e explanation) point(problems ...problem) string {
	line := strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, e.Text)
	var marks, reasons strings.Builder
	column := 0
	for _, p := range problems {
		if from := utf8.RuneCountInString(line[:min(p.At, len(line))]); from >= column {
			width := max(1, utf8.RuneCountInString(p.Text))
			marks.WriteString(strings.Repeat(" ", from-column) + strings.Repeat("^", width))
			column = from + width
		}
		reason := p.Reason
		if p.Text != "" {
			reason = fmt.Sprintf("%q %s", p.Text, p.Reason)
		}
		fmt.Fprintf(&reasons, "  %s\n", reason)
	}
	return fmt.Sprintf("  %s\n  %s\n%s", line, marks.String(), reasons.String())
}
