package recur

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Words says the rule as people do: « le premier lundi de chaque mois », "the first Monday of each month". lang is fr, or else English
// is spoken. What a rule takes from its start it does not say: see [Series.Words].
func (r Rule) Words(lang string) string {
	w := &english
	if lang == "fr" {
		w = &french
	}
	text := w.dates(&r)
	switch {
	case r.Count > 0:
		text += ", " + w.times(r.Count)
	case !r.Until.IsZero():
		text += ", " + w.until + " " + w.date(r.Until)
	}
	return text
}

// Words of the rule with what it takes from the start, and with the last day where the event is. Empty for what happens once.
func (s *Series) Words(lang string) string {
	if s.Rule == nil {
		return ""
	}
	rule := s.Rule.filled(s.Start)
	if rule.UntilUTC {
		rule.Until, rule.UntilUTC = WallOf(rule.Until.In(time.UTC).In(s.Zone)), false
	}
	return rule.Words(lang)
}

// dates are all but the end.
func (w *language) dates(r *Rule) string {
	often, days := w.every(r), w.days(r)
	switch {
	case days == "" && len(r.ByMonth) == 0:
		return often
	case days == "":
		return often + w.onlyIn(r)
	case r.Freq <= Weekly:
		return w.ofWeeks(r, often, days) + w.onlyIn(r)
	case r.Freq == Monthly && r.Interval > 1:
		return often + ", " + days + w.onlyIn(r)
	case r.Freq == Monthly && len(r.ByMonth) == 0:
		return days + " " + w.ofEachMonth
	case r.Freq == Monthly:
		return days + " " + w.ofMonth + w.onlyIn(r)
	case len(r.ByMonth) == 1 && len(r.ByMonthDay) == 1 && r.ByMonthDay[0] > 0 && len(r.ByDay)+len(r.BySetPos) == 0:
		return often + ", " + w.dayOf(r.ByMonthDay[0], r.ByMonth[0])
	case len(r.ByMonth) > 0:
		return often + ", " + days + " " + w.list(w.ofMonths, w.monthNames(r))
	case len(r.ByMonthDay) > 0:
		return often + ", " + days + " " + w.ofEachMonth
	}
	return often + ", " + days + " " + w.ofYear
}

func (w *language) every(r *Rule) string {
	switch r.Interval {
	case 0, 1:
		return w.each[r.Freq]
	case 2:
		return w.other[r.Freq]
	}
	return fill(w.some[r.Freq], strconv.Itoa(r.Interval))
}

// ofWeeks says a rule of days or weeks.
func (w *language) ofWeeks(r *Rule, often, days string) string {
	plain := len(r.ByMonthDay) == 0 && len(r.BySetPos) == 0
	switch names := w.weekdayNames(r); {
	case plain && r.Interval <= 1 && len(names) == 7:
		return w.each[Daily]
	case plain && r.Interval <= 1:
		return w.weekdaysBy(w.eachWeekday, w.eachOf, r)
	case plain && r.Freq == Weekly && r.Interval == 2 && len(names) == 1:
		return fill(w.otherWeekday, names[0])
	case plain:
		days = w.weekdaysBy(w.onWeekday, "", r)
	}
	return often + ", " + days
}

func (w *language) onlyIn(r *Rule) string {
	if len(r.ByMonth) == 0 {
		return ""
	}
	return ", " + w.list(w.inMonths, w.monthNames(r))
}

func (w *language) monthNames(r *Rule) []string {
	var names []string
	for _, m := range sorted(r.ByMonth, cmp.Compare) {
		names = append(names, w.months[m-1])
	}
	return names
}

// days of a period: "the first and the third Thursday", "the 15th". Empty where the rule does not say.
func (w *language) days(r *Rule) string {
	var dates []string
	for _, d := range sorted(r.ByMonthDay, fromFirstToLast) {
		dates = append(dates, w.nthDay(d))
	}
	on := w.list(affix{}, dates)
	counted := len(r.ByDay) == 1 && r.ByDay[0].N == 0 && len(r.ByMonthDay) == 0 && len(r.BySetPos) > 0
	switch {
	case counted: // BYDAY=MO;BYSETPOS=1 is 1MO
		return w.nths(r.BySetPos) + " " + w.weekdays[r.ByDay[0].Weekday]
	case len(r.ByDay) > 0 && on != "":
		on = strings.NewReplacer("#", w.byDay(r), "%", on).Replace(w.falling)
	case len(r.ByDay) > 0:
		on = w.byDay(r)
	}
	if len(r.BySetPos) == 0 || on == "" {
		return on
	}
	return strings.NewReplacer("#", w.nths(r.BySetPos), "%", on).Replace(w.among)
}

func (w *language) nths(numbers []int) string {
	var texts []string
	for _, n := range sorted(numbers, fromFirstToLast) {
		texts = append(texts, w.nth(n))
	}
	return w.list(affix{}, texts)
}

// byDay are the weekdays of a rule with their numbers.
func (w *language) byDay(r *Rule) string {
	var texts []string
	counted := false
	for d := Monday; d <= Sunday; d++ {
		var numbers []int
		for _, day := range r.ByDay {
			if day.Weekday == d {
				numbers = append(numbers, day.N)
			}
		}
		switch {
		case slices.Contains(numbers, 0):
			texts = append(texts, w.list(w.eachWeekday, w.weekdays[d:d+1]))
		case len(numbers) > 0:
			counted = true
			texts = append(texts, w.nths(numbers)+" "+w.weekdays[d])
		}
	}
	switch {
	case counted:
		return w.list(affix{}, texts)
	case len(r.ByMonthDay)+len(r.BySetPos) > 0:
		return w.weekdaysBy(w.onWeekday, "", r)
	}
	return w.weekdaysBy(w.eachWeekday, w.eachOf, r)
}

// weekdaysBy lists weekdays; for the days of work there are words, after some.
func (w *language) weekdaysBy(a affix, before string, r *Rule) string {
	names := w.weekdayNames(r)
	if slices.Equal(names, w.weekdays[:5]) {
		return before + w.workweek
	}
	return w.list(a, names)
}

func (w *language) weekdayNames(r *Rule) []string {
	var names []string
	for d := Monday; d <= Sunday; d++ {
		if slices.ContainsFunc(r.ByDay, func(day Day) bool { return day.Weekday == d }) {
			names = append(names, w.weekdays[d])
		}
	}
	return names
}

// list joins with commas and an "and".
func (w *language) list(a affix, texts []string) string {
	var b strings.Builder
	b.WriteString(a.list)
	for i, text := range texts {
		switch {
		case i > 0 && i == len(texts)-1:
			b.WriteString(" " + w.and + " ")
		case i > 0:
			b.WriteString(", ")
		}
		word := a.word
		if a.elided != "" && strings.ContainsAny(text[:1], "aeiou") {
			word = a.elided
		}
		b.WriteString(word + text)
	}
	return b.String()
}

func fill(pattern, text string) string { return strings.Replace(pattern, "#", text, 1) }

func sorted[T comparable](list []T, order func(a, b T) int) []T {
	return slices.Compact(slices.SortedFunc(slices.Values(list), order))
}
