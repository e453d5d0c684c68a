package formats

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// weekdays are the days of a mapping's hours, in the languages of our pages, and what OpenStreetMap calls them.
var weekdays = []struct{ osm, french, english string }{
	{"Mo", "lundi", "monday"},
	{"Tu", "mardi", "tuesday"},
	{"We", "mercredi", "wednesday"},
	{"Th", "jeudi", "thursday"},
	{"Fr", "vendredi", "friday"},
	{"Sa", "samedi", "saturday"},
	{"Su", "dimanche", "sunday"},
}

// weekday is the number of a day from its name, 0 = Monday.
func weekday(name string) (int, error) {
	for i, day := range weekdays {
		if slices.Contains([]string{day.osm, day.french, day.english}, name) {
			return i, nil
		}
	}
	return 0, fmt.Errorf("day %q is not one of lundi … dimanche, monday … sunday, Mo … Su", name)
}

// daySpan is a time of a day, in minutes.
type daySpan struct{ from, to int }

func (s daySpan) String() string {
	return fmt.Sprintf("%02d:%02d-%02d:%02d", s.from/60, s.from%60, s.to/60, s.to%60)
}

var (
	betweenSpans = regexp.MustCompile(`\s*(?:[/;,|]|\bet\b)\s*`)
	// 09:00 - 12:00, 9h-12h30, 9 h 30 à 12 h
	spanForm = regexp.MustCompile(`^(\d{1,2})\s*[:hH]\s*(\d{2})?\s*(?:-|–|à)\s*(\d{1,2})\s*[:hH]\s*(\d{2})?$`)
)

// daySpans reads what a column says of one day: "08:30 - 12:00 / 14:00 - 17:30". Nothing, "fermé" and the 00:00 - 00:00 of a
// form left empty are no span. Spans told twice are one, spans that meet are one; the error is the reason why a person
// could not tell what is meant.
func daySpans(text string) ([]daySpan, error) {
	text = strings.TrimSpace(text)
	if low := strings.ToLower(text); low == "" || low == "fermé" || low == "ferme" {
		return nil, nil
	}
	var spans []daySpan
	for _, part := range betweenSpans.Split(text, -1) {
		span, err := readSpan(part)
		if err != nil {
			return nil, err
		}
		if span != (daySpan{}) {
			spans = append(spans, span)
		}
	}
	slices.SortFunc(spans, func(a, b daySpan) int { return a.from - b.from })
	spans = slices.Compact(spans)
	var joined []daySpan
	for _, span := range spans {
		last := len(joined) - 1
		switch {
		case last < 0 || span.from > joined[last].to:
			joined = append(joined, span)
		case span.from == joined[last].to:
			joined[last].to = span.to
		default:
			return nil, fmt.Errorf("%v and %v overlap", joined[last], span)
		}
	}
	return joined, nil
}

func readSpan(text string) (daySpan, error) {
	m := spanForm.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return daySpan{}, fmt.Errorf("%.40q is not a time like 09:00 - 12:00", text)
	}
	var n [4]int
	for i := range n {
		n[i], _ = strconv.Atoi(m[i+1]) // digits, or no minutes
	}
	span := daySpan{n[0]*60 + n[1], n[2]*60 + n[3]}
	switch {
	case n[1] > 59 || n[3] > 59 || span.from >= 24*60 || span.to > 24*60:
		return daySpan{}, fmt.Errorf("%.40q is not within a day", text)
	case span == daySpan{}:
		return span, nil
	case span.from >= span.to:
		return daySpan{}, fmt.Errorf("%.40q ends before it begins", text)
	}
	return span, nil
}

// weekHours writes the spans of each day, Monday first, as opening_hours: "Mo-Th 09:00-12:00,13:30-17:00; Fr 09:00-12:00".
// Days without spans are closed; a week without any is the empty text.
func weekHours(week [7][]daySpan) string {
	var rules []string
	for first, spans := range week {
		same := func(other []daySpan) bool { return slices.Equal(other, spans) }
		if len(spans) == 0 || slices.IndexFunc(week[:], same) < first {
			continue
		}
		var times []string
		for _, span := range spans {
			times = append(times, span.String())
		}
		rules = append(rules, dayList(week, same)+" "+strings.Join(times, ","))
	}
	return strings.Join(rules, "; ")
}

// dayList names the days that are meant: "Mo,We-Fr".
func dayList(week [7][]daySpan, meant func([]daySpan) bool) string {
	var list []string
	for i := 0; i < len(week); i++ {
		first := i
		for i < len(week) && meant(week[i]) {
			i++
		}
		switch i - first {
		case 0:
		case 1:
			list = append(list, weekdays[first].osm)
		default:
			list = append(list, weekdays[first].osm+"-"+weekdays[i-1].osm)
		}
	}
	return strings.Join(list, ",")
}
