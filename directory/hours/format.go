package hours

import (
	"fmt"
	"strings"
)

// String is the normal form of the text: what means the same, written as the specification recommends. A text that was not
// understood is as it was given.
func (s *Schedule) String() string {
	if len(s.rules) == 0 {
		return s.text
	}
	var b strings.Builder
	for i := range s.rules {
		if i > 0 {
			b.WriteString([...]string{override: "; ", addition: ", ", fallback: " || "}[s.rules[i].link])
		}
		said := s.rules[i].stated
		if next := i + 1; next < len(s.rules) && s.rules[next].goesOnWithTimes() {
			said = true // else its times would be taken for more of these
		}
		s.rules[i].write(&b, said)
	}
	return b.String()
}

// goesOnWithTimes says whether the rule is written ", 10:00-12:00…".
func (r *rule) goesOnWithTimes() bool {
	return r.link == addition && !r.dated && !r.always && len(r.spans) > 0
}

// write writes the rule; stated asks for its state even where it is meant.
func (r *rule) write(b *strings.Builder, stated bool) {
	var parts []string
	add := func(list []string, before string) {
		if len(list) > 0 {
			parts = append(parts, before+strings.Join(list, ","))
		}
	}
	months, ranges := r.months.lists()
	add(append(months, ranges...), "")
	months, ranges = r.days.lists()
	add(append(ranges, months...), "") // a month first would be of the list before
	if years := len(r.years); years > 0 {
		dates := len(parts)
		add(r.yearList(), "")
		if last := r.years[years-1]; last.from != last.to || len(r.months.ranges)+len(r.days.ranges) == 0 { // else it would be that of the date
			parts = append(parts[dates:], parts[:dates]...)
		}
	}
	add(r.weekList(), "week ")
	parts = append(parts, r.holidayList(r.holidays)...) // a "," would make them a list with the weekdays
	add(r.weekdayList(), "")
	if r.always {
		parts = append(parts, "24/7")
	}
	add(r.spanList(), "")
	meant := Open
	if r.comment != "" {
		meant = Unknown
	}
	if stated || r.state != meant || r.comment == "" && len(parts) == 0 {
		parts = append(parts, [...]string{Unknown: "unknown", Closed: "off", Open: "open"}[r.state])
	}
	if r.comment != "" {
		parts = append(parts, `"`+r.comment+`"`)
	}
	b.WriteString(strings.Join(parts, " "))
}

func (r *rule) yearList() (list []string) {
	for _, y := range r.years {
		list = append(list, steps(y, maxYear, "%d"))
	}
	return list
}

func (r *rule) weekList() (list []string) {
	for _, w := range r.weeks {
		list = append(list, steps(w, 0, "%02d"))
	}
	return list
}

// steps writes "a", "a-b", "a+", "a-b/c".
func steps(y every, ever int32, number string) string {
	text := fmt.Sprintf(number, y.from)
	switch {
	case y.to == ever && y.step == 1:
		text += "+"
	case y.to != y.from && y.to != ever:
		text += "-" + fmt.Sprintf(number, y.to)
	}
	if y.step > 1 {
		text += fmt.Sprintf("/%d", y.step)
	}
	return text
}

// runs writes the bits set of first ≤ bit < first+n as names and ranges of them, a range of two as two names.
func runs(bits uint16, first, n int, name func(int) string) (list []string) {
	set := func(i int) bool { return bits>>(first+(i+n)%n)&1 != 0 }
	for i := 0; i < n; i++ {
		if !set(i) || i > 0 && set(i-1) {
			continue
		}
		if i == 0 && set(-1) && bits != (1<<n-1)<<first { // begins before the wrap
			continue
		}
		length := 1
		for length < n && set(i+length) {
			length++
		}
		switch {
		case length == 1:
			list = append(list, name(i))
		case length == 2 && i+length <= n:
			list = append(list, name(i), name(i+1))
		default:
			list = append(list, name(i)+"-"+name((i+length-1)%n))
		}
	}
	return list
}

// lists are the months and the ranges of days.
func (s dates) lists() (months, ranges []string) {
	months = runs(s.months, 1, 12, func(i int) string { return monthNames[i] })
	ranges = make([]string, 0, len(s.ranges)+len(months))
	for _, r := range s.ranges {
		ranges = append(ranges, r.String())
	}
	return months, ranges
}

func (r dateRange) String() string {
	text := r.from.String()
	switch {
	case r.single:
		return text
	case r.from.year == r.to.year && r.from.month == r.to.month && r.from.offset == 0 && r.from.day != 0 && r.to.day >= r.from.day && r.to.offset == 0:
		text += fmt.Sprintf("-%02d", r.to.day)
	default:
		text += "-" + r.to.String()
	}
	if r.step > 1 {
		text += fmt.Sprintf("/%d", r.step)
	}
	return text
}

func (b bound) String() string {
	var text string
	if b.year != 0 {
		text = fmt.Sprintf("%d ", b.year)
	}
	switch {
	case b.month == 0:
		text += "easter"
	case b.day != 0:
		text += fmt.Sprintf("%s %02d", monthNames[b.month-1], b.day)
	default:
		text += fmt.Sprintf("%s %s[%d]", monthNames[b.month-1], weekdayNames[b.weekday], b.nth)
	}
	return text + offsetText(b.offset)
}

func offsetText(days int16) string {
	switch days {
	case 0:
		return ""
	case 1, -1:
		return fmt.Sprintf(" %+d day", days)
	}
	return fmt.Sprintf(" %+d days", days)
}

func (r *rule) holidayList(bits uint8) (list []string) {
	for _, h := range []struct {
		bit  uint8
		text string
	}{{phToday, "PH"}, {phTomorrow, "PH -1 day"}, {phYesterday, "PH +1 day"}} {
		if bits&h.bit != 0 {
			list = append(list, h.text)
		}
	}
	switch {
	case bits&shToday == 0:
		return list
	case r.publicLast:
		return append([]string{"SH"}, list...)
	}
	return append(list, "SH")
}

func (r *rule) weekdayList() []string {
	list := runs(uint16(r.weekdays), 0, 7, func(i int) string { return weekdayNames[i] })
	for i, w := range r.nth {
		number := fmt.Sprint(w.from)
		if w.to != w.from {
			number += fmt.Sprintf("-%d", w.to)
		}
		if last := i - 1; last >= 0 && r.nth[last].weekday == w.weekday && r.nth[last].offset == w.offset {
			text := list[len(list)-1]
			list[len(list)-1] = strings.TrimSuffix(text, "]"+offsetText(w.offset)) + "," + number + "]" + offsetText(w.offset)
			continue
		}
		list = append(list, fmt.Sprintf("%s[%s]%s", weekdayNames[w.weekday], number, offsetText(w.offset)))
	}
	return append(list, r.holidayList(r.listed)...)
}

func (r *rule) spanList() (list []string) {
	for _, s := range r.spans {
		text := s.from.String()
		if s.never() {
			list = append(list, fmt.Sprintf("%d-%d", s.from.minute/60, s.to.minute/60))
			continue
		}
		if s.ended {
			to := s.to
			if past := to.minute - minutesOfDay; past >= 0 && to.event|s.from.event == 0 && past < s.from.minute {
				to.minute = past
			}
			text += "-" + to.String()
		}
		if s.open {
			text += "+"
		}
		list = append(list, text)
	}
	return list
}

func (e edge) String() string {
	if e.event == 0 {
		return e.minute.String()
	}
	name := [...]string{dawn: "dawn", sunrise: "sunrise", sunset: "sunset", dusk: "dusk"}[e.event]
	switch m := e.minute; {
	case m == 0 || m == minutesOfDay:
		return name
	case m > minutesOfDay/2:
		m -= minutesOfDay
		fallthrough
	default:
		if m < 0 {
			return fmt.Sprintf("(%s-%v)", name, -m)
		}
		return fmt.Sprintf("(%s+%v)", name, m)
	}
}

func (m Minute) String() string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }
