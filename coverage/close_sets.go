package coverage

import (
	"github.com/alentour/alentour/coverage/withhold"
	"github.com/alentour/alentour/directory"
)

// Each count of people that is published stands in a set with what is left of the whole that it is a part of: "attended" with those who
// did not. Neither is then found by subtracting.

// part is a set of columns that make up one that stands before them.
type part struct {
	set     string
	of      []withhold.Name // what it makes up, and what else has to be shown for it to be
	acts    bool            // columns count what people did; who did it is said beside the figures
	columns map[string]func(*Figures) int
}

func wholeOf(set string) withhold.Name { return withhold.Name{Set: set, Column: set} }

func wholesOf(sets ...string) (list []withhold.Name) {
	for _, set := range sets {
		list = append(list, wholeOf(set))
	}
	return list
}

func partOf(set, column string) []withhold.Name { return []withhold.Name{{Set: set, Column: column}} }

// parts in the order in which they are decided: a whole before its parts. Of how many who joined in a month a later one says what share is
// still there; with the members there were then, that tells how many had joined before, so these are as many as are shown, or nothing is said.
var parts = []part{
	{set: "members", columns: map[string]func(*Figures) int{"members": func(f *Figures) int { return f.Life.Members }}},
	{set: "precarity", of: wholesOf("members"), columns: map[string]func(*Figures) int{
		"in_precarity": func(f *Figures) int { return f.Life.inPrecarity() },
		"neighbours":   func(f *Figures) int { return f.Life.neighbours() },
	}},
	{set: "needing", of: partOf("precarity", "in_precarity"), columns: profiles("needs", "both")},
	{set: "others", of: partOf("precarity", "neighbours"), columns: profiles("helps", "neither")},
	twoOf("active_30d", wholesOf("members"), func(f *Figures) (int, int) { return f.Life.Active, f.Life.Members }),
	twoOf("exchanged", wholesOf("members"), func(f *Figures) (int, int) { return f.Life.Exchanged, f.Life.Members }),
	twoOf("attended", wholesOf("members"), func(f *Figures) (int, int) { return f.Life.Attended, f.Life.Members }),
	twoOf("first_timers", wholesOf("attended"), func(f *Figures) (int, int) { return f.Life.FirstTimers, f.Life.Attended }),
	twoOf("came_with", wholesOf("attended"), func(f *Figures) (int, int) { return f.Life.CameWith, f.Life.Attended }),
	{set: "older3", columns: map[string]func(*Figures) int{"older3": func(f *Figures) int { return f.Life.Older3 }}},
	{set: "older12", columns: map[string]func(*Figures) int{"older12": func(f *Figures) int { return f.Life.Older12 }}},
	twoOf("joined3", wholesOf("members", "older3"), func(f *Figures) (int, int) { return f.Life.Joined3, f.Life.Members }),
	twoOf("stayed3", wholesOf("joined3"), func(f *Figures) (int, int) { return f.Life.Stayed3, f.Life.Joined3 }),
	twoOf("joined12", wholesOf("members", "older12"), func(f *Figures) (int, int) { return f.Life.Joined12, f.Life.Members }),
	twoOf("stayed12", wholesOf("joined12"), func(f *Figures) (int, int) { return f.Life.Stayed12, f.Life.Joined12 }),
	twoOf("volunteers", wholesOf("members"), func(f *Figures) (int, int) { return f.Supply.Volunteers, f.Life.Members }),
	{set: "attendees", acts: true, columns: map[string]func(*Figures) int{"attendees": func(f *Figures) int { return f.Life.Attendees }}},
	{set: "requests_opened", acts: true, columns: map[string]func(*Figures) int{"requests_opened": func(f *Figures) int { return f.Response.Opened }}},
	{"fates", wholesOf("requests_opened"), true, map[string]func(*Figures) int{
		"requests_answered":   func(f *Figures) int { return f.Response.Answered },
		"requests_unanswered": func(f *Figures) int { return f.Response.Unanswered },
		"requests_pending":    func(f *Figures) int { return f.Response.Opened - f.Response.Answered - f.Response.Unanswered },
	}},
	{"met", partOf("fates", "requests_answered"), true, map[string]func(*Figures) int{
		"requests_met":    func(f *Figures) int { return f.Response.Met },
		"requests_partly": func(f *Figures) int { return f.Response.Answered - f.Response.Met },
	}},
}

// twoOf is a part, and all others.
func twoOf(name string, of []withhold.Name, count func(f *Figures) (n, all int)) part {
	return part{name, of, false, map[string]func(*Figures) int{
		name:          func(f *Figures) int { n, _ := count(f); return n },
		"not " + name: func(f *Figures) int { n, all := count(f); return max(all-n, 0) },
	}}
}

func profiles(codes ...string) map[string]func(*Figures) int {
	columns := map[string]func(*Figures) int{}
	for _, code := range codes {
		columns[code] = func(f *Figures) int { return f.Life.ByProfile[code] }
	}
	return columns
}

// kindColumn is where requests of a kind are counted: those of all sensitive kinds together, as none of these is ever published (P5).
func kindColumn(code string) string {
	if set, err := directory.KindsNamed([]string{code}); err != nil || set.Sensitive() {
		return "kind"
	}
	return "kind " + code
}

// setsOf are all that withhold decides on, of one month of a city.
func setsOf(figures map[int64]*Figures, behind withholdCounts) (sets []withhold.Set) {
	column := func(of func(*Figures) int) withhold.Column {
		c := withhold.Column{N: withhold.Counts{}}
		for district, f := range figures {
			if n := of(f); n > 0 {
				c.N[district] = n
			}
		}
		return c
	}
	acts := func(name string, of func(*Figures) int) withhold.Column {
		c := column(of)
		if c.People = behind[name]; c.People == nil {
			c.People = withhold.Counts{} // nobody is known
		}
		return c
	}
	for _, p := range parts {
		s := withhold.Set{Name: p.set, Columns: map[string]withhold.Column{}, Within: p.of, Adds: len(p.of) > 0}
		for name, of := range p.columns {
			if s.Columns[name] = column(of); p.acts {
				s.Columns[name] = acts(name, of)
			}
		}
		sets = append(sets, s)
	}
	kinds := withhold.Set{Name: "kinds", Columns: map[string]withhold.Column{}, Within: []withhold.Name{wholeOf("requests_opened")}, Adds: true}
	offers := withhold.Set{Name: "offers", Columns: map[string]withhold.Column{}, Within: []withhold.Name{wholeOf("volunteers")}}
	for _, kind := range directory.Kinds {
		name := kindColumn(kind.Code)
		kinds.Columns[name] = acts(name, func(f *Figures) (n int) {
			for code, of := range f.Need.RequestsByKind {
				if kindColumn(code) == name {
					n += of
				}
			}
			return n
		})
		offers.Columns[kind.Code] = column(func(f *Figures) int { return f.Supply.ByKind[kind.Code] })
	}
	return append(sets, kinds, offers)
}

// restsOn are the counts that a published measure says something of.
func restsOn(measure, sub string) []withhold.Name {
	fate := func(column string) withhold.Name { return withhold.Name{Set: "fates", Column: column} }
	switch measure {
	case "requests_by_kind":
		if kindColumn(sub) == kindColumn("") {
			return []withhold.Name{{}} // never
		}
		return []withhold.Name{{Set: "kinds", Column: kindColumn(sub)}}
	case "in_precarity", "neighbours":
		return partOf("precarity", measure)
	case "members_by_profile":
		if sub == "needs" || sub == "both" {
			return partOf("needing", sub)
		}
		return partOf("others", sub)
	case "volunteers":
		if sub != "" {
			return []withhold.Name{{Set: "offers", Column: sub}}
		}
		return wholesOf("volunteers")
	case "volunteers_per_1000":
		return wholesOf("volunteers")
	case "requests_answered", "requests_unanswered":
		return []withhold.Name{fate(measure)}
	case "requests_met":
		return partOf("met", measure)
	case "answered_share":
		return []withhold.Name{wholeOf("requests_opened"), fate("requests_answered")}
	case "unanswered_share":
		return []withhold.Name{wholeOf("requests_opened"), fate("requests_unanswered")}
	case "first_yes_median_s":
		return []withhold.Name{wholeOf("requests_opened"), fate("requests_answered")}
	case "retention_3m":
		return wholesOf("joined3", "stayed3")
	case "retention_12m":
		return wholesOf("joined12", "stayed12")
	}
	return wholesOf(measure)
}

// mayShow says whether all counts that a value rests on may be known.
func mayShow(shown withhold.Released, district int64, measure, sub string) bool {
	for _, name := range restsOn(measure, sub) {
		if _, ok := shown[withhold.Cell{Name: name, District: district}]; !ok {
			return false
		}
	}
	return true
}
