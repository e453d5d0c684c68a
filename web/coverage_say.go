package web

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/directory"
)

// How figures of coverage are said.

// measured says a value with its unit.
func (w *words) measured(m *coverage.Measure, v coverage.Value) string {
	switch v.State {
	case coverage.Missing:
		return "—"
	case coverage.Withheld:
		return w.Cover.Withheld
	case coverage.Partial:
		return w.amount(m, v.N) + " *"
	}
	return w.amount(m, v.N)
}

// amount says a number with the unit of its measure.
func (w *words) amount(m *coverage.Measure, n float64) string {
	switch m.Unit {
	case coverage.UnitShare:
		return fmt.Sprintf(w.Cover.PerCent, w.number(100*n, finely(100*n)))
	case coverage.UnitPercent:
		return fmt.Sprintf(w.Cover.PerCent, w.number(n, finely(n)))
	case coverage.UnitSeconds:
		return w.waited(n)
	case coverage.UnitHours:
		return fmt.Sprintf(w.Cover.HoursShort, w.number(n, 0))
	case coverage.UnitPerThousand:
		return w.number(n, 2)
	case coverage.UnitRatio:
		return w.number(n, 1+finely(10*n))
	}
	return w.number(n, 0)
}

// finely is how many decimals a share of a hundred needs: one between nothing and the first per cent.
func finely(n float64) int {
	if n > 0 && n < 0.95 {
		return 1
	}
	return 0
}

// waited says how long: 45 min, 3 h, 2 j.
func (w *words) waited(seconds float64) string {
	switch minutes := seconds / 60; {
	case minutes < 90:
		return fmt.Sprintf(w.Cover.Minutes, w.number(minutes, 0))
	case minutes < 48*60:
		return fmt.Sprintf(w.Cover.HoursShort, w.number(minutes/60, 0))
	default:
		return fmt.Sprintf(w.Cover.Days, w.number(minutes/60/24, 0))
	}
}

// behind says what a value rests on, where that is few enough to matter: 2 of 7, counted on 17. Empty where it counts by itself.
func (w *words) behind(m *coverage.Measure, v coverage.Value) string {
	switch {
	case v.Of == 0 || !shown(v) || !isShare(m):
		return ""
	case m.Unit == coverage.UnitShare:
		return fmt.Sprintf(w.Cover.PartOf, w.number(math.Round(v.N*float64(v.Of)), 0), w.number(float64(v.Of), 0))
	}
	return fmt.Sprintf(w.Cover.BehindN, w.number(float64(v.Of), 0))
}

// onMap is a value as short as a map needs; empty where there is none.
func (w *words) onMap(m *coverage.Measure, v coverage.Value) string {
	if !shown(v) {
		return ""
	}
	switch m.Unit {
	case coverage.UnitShare:
		return w.number(100*v.N, finely(100*v.N))
	case coverage.UnitPercent, coverage.UnitHours:
		return w.number(v.N, finely(v.N))
	case coverage.UnitPerThousand:
		return w.number(v.N, 1)
	case coverage.UnitPeople, coverage.UnitCount:
		if v.N >= 10_000 {
			return w.number(v.N/1000, 0) + " k"
		}
	}
	return w.amount(m, v.N)
}

// shown says whether a value has a number.
func shown(v coverage.Value) bool {
	return (v.State == coverage.Known || v.State == coverage.Partial) && !math.IsNaN(v.N) && !math.IsInf(v.N, 0)
}

// measureName says what is measured, and of which kind or category.
func (v *visit) measureName(m *coverage.Measure, sub string) string {
	name := cmp.Or(v.Cover.Measures[m.Code].Name, m.Code)
	if sub == "" {
		return name
	}
	return name + " · " + v.subName(m, sub)
}

// subName says a kind of help, a category of places or a profile.
func (v *visit) subName(m *coverage.Measure, sub string) string {
	switch {
	case sub == "":
		return v.Cover.Whole
	case m.ByKind:
		return v.kindName(sub)
	case m.ByCategory:
		return v.categoryName(sub)
	}
	return cmp.Or(v.Cover.Subs[sub], sub)
}

// periodName says a month, a week, or the last thirty days.
func (v *visit) periodName(p coverage.Period) string {
	switch p.Kind {
	case coverage.Month:
		return v.monthName(p.From)
	case coverage.Week:
		return fmt.Sprintf(v.Cover.Week, v.date(p.From))
	}
	return v.Cover.Now
}

// changed says what a value was, and which way it went: 12 % ↗. Empty where one of the two is not known.
func (w *words) changed(m *coverage.Measure, now, before coverage.Value) string {
	if !shown(now) || !shown(before) {
		return ""
	}
	said, was := w.amount(m, now.N), w.amount(m, before.N)
	switch {
	case said == was:
		return was + " ="
	case now.N > before.N:
		return was + " ↗"
	}
	return was + " ↘"
}

// worse says whether a value changed for the worse.
func worse(m *coverage.Measure, now, before coverage.Value) bool {
	if !shown(now) || !shown(before) {
		return false
	}
	return m.HigherIs == coverage.Bad && now.N > before.N || m.HigherIs == coverage.Good && now.N < before.N
}

// emptyHours says when nothing is open in a week: lundi à vendredi minuit à 8 h, 22 h à minuit ; samedi jour et nuit.
func (w *words) emptyHours(strip *coverage.Strip) string {
	var days [7]string
	for day := range days {
		var spans []string
		for from := 0; from < 24; {
			until := from
			for until < 24 && strip[24*day+until] == 0 {
				until++
			}
			if until > from {
				spans = append(spans, w.hoursSpan(from, until))
			}
			from = max(until, from+1)
		}
		days[day] = strings.Join(spans, ", ")
	}
	var list []string
	for day := 0; day < len(days); {
		last := day
		for last+1 < len(days) && days[last+1] == days[day] {
			last++
		}
		if days[day] != "" {
			list = append(list, w.daysFrom(day, last)+w.Colon+days[day])
		}
		day = last + 1
	}
	return strings.Join(list, " ; ")
}

// hoursSpan says a part of a day in whole hours.
func (w *words) hoursSpan(from, until int) string {
	if from == 0 && until == 24 {
		return w.Opening.WholeDay
	}
	say := func(hour int) string {
		if hour%24 == 0 {
			return w.Opening.Midnight
		}
		return fmt.Sprintf(w.Opening.Hour, hour)
	}
	return fmt.Sprintf(w.Opening.Span, say(from), say(until))
}

// daysFrom names days in a row, counted from Monday.
func (w *words) daysFrom(first, last int) string {
	name := func(day int) string { return w.Opening.Weekdays[(day+1)%7] }
	switch {
	case first == 0 && last == 6:
		return strings.ToLower(w.Opening.EveryDay)
	case first == last:
		return name(first)
	case last == first+1:
		return name(first) + ", " + name(last)
	}
	return fmt.Sprintf(w.Opening.Span, name(first), name(last))
}

// counted says when figures were counted.
func (v *visit) counted(at time.Time) string {
	if at.IsZero() {
		return v.Cover.NoFigures
	}
	at = at.In(v.now.Location())
	return fmt.Sprintf(v.Cover.AsOf, v.day(at), v.hour(minuteOf(at)))
}

// levelName says how a city is parted: by arrondissement.
func (w *words) levelName(d *directory.District) string {
	return cmp.Or(w.Cover.Levels[d.Kind], d.Kind)
}

// notesOf explain what stands in the place of numbers in rows, where something does.
func (w *words) notesOf(rows []coverRow) (notes []string) {
	for _, n := range [...]struct {
		state coverage.ValueState
		words string
	}{
		{coverage.Partial, w.Cover.PartialHint},
		{coverage.Withheld, w.Cover.Withheld + w.Colon + w.Cover.WithheldHint},
		{coverage.Missing, "—" + w.Colon + w.Cover.NoneHint},
	} {
		if slices.ContainsFunc(rows, func(r coverRow) bool { return r.Value.State == n.state }) {
			notes = append(notes, n.words)
		}
	}
	return notes
}

// firstLetters are the first n letters of a word.
func firstLetters(word string, n int) string {
	letters := []rune(word)
	return string(letters[:min(n, len(letters))])
}
