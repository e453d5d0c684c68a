package coverage

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/alentour/alentour/directory"
)

// Family is what a measure is about.
type Family string

// The families, in the order in which they are shown.
const (
	FamilyNeed     Family = "need"
	FamilySupply   Family = "supply"
	FamilyAccess   Family = "access"
	FamilyResponse Family = "response"
	FamilyLife     Family = "life"
	FamilyTrust    Family = "trust"
)

// Unit is what a value is counted in.
type Unit string

// The units.
const (
	UnitPeople      Unit = "people"
	UnitCount       Unit = "count"
	UnitShare       Unit = "share"   // 0–1
	UnitPercent     Unit = "percent" // 0–100
	UnitSeconds     Unit = "seconds"
	UnitHours       Unit = "hours" // of a week
	UnitPerThousand Unit = "per-thousand"
	UnitRatio       Unit = "ratio"
)

// Better says which way is good.
type Better string

// The ways.
const (
	Good    Better = "good"
	Bad     Better = "bad"
	Neither Better = "neither"
)

// Measure is one thing that is measured. All that shows, exports, publishes or explains measures is made from the table of them.
type Measure struct {
	Code       string
	Family     Family
	Unit       Unit
	People     bool // counts people, or what they did: in public of eleven or more only (P5)
	Public     bool // a month of it is published
	HigherIs   Better
	ByKind     bool // has a value for each kind of help, named by sub
	ByCategory bool // has a value for each category of places, named by sub
	Subs       []string
	Live       bool   // of this moment: on cells and in months as it was when the month was closed
	Source     string // what it is made from, in English, for who builds on it
	Of         func(f *Figures, sub string) Value
}

// Takes says whether sub may be asked of the measure; "" is all of it, where that is something.
func (m *Measure) Takes(sub string) bool { return slices.Contains(m.All(), sub) }

// All are the subs that the measure takes.
func (m *Measure) All() (subs []string) {
	switch {
	case m.ByKind:
		for _, k := range directory.Kinds {
			subs = append(subs, k.Code)
		}
	case m.ByCategory:
		for _, c := range directory.Categories {
			subs = append(subs, c.Code)
		}
	}
	return append(subs, m.Subs...)
}

// MeasureNamed is the measure with a code. The error is an [*directory.Invalid].
func MeasureNamed(code, sub string) (*Measure, error) {
	m, ok := byCode[code]
	if !ok {
		return nil, &directory.Invalid{Param: "measure", Reason: fmt.Sprintf("%.40q is not known", code)}
	}
	if !m.Takes(sub) {
		return nil, &directory.Invalid{Param: "sub", Reason: fmt.Sprintf("%.40q is none of %s", sub, code)}
	}
	return m, nil
}

// Measures is the table of all measures.
func Measures() []Measure { return slices.Clone(table) }

var byCode = func() map[string]*Measure {
	m := map[string]*Measure{}
	for i := range table {
		m[table[i].Code] = &table[i]
	}
	return m
}()

// AgeBands are the bands of residents' ages.
var AgeBands = []string{"0_19", "20_64", "65_plus"}

// Profiles are what members say of themselves.
var Profiles = []string{"needs", "helps", "both", "neither"}

// Strips are what a week's strip of open hours is about, and the categories that count for each.
var Strips = map[string][]string{
	"eat":  {"meal", "food_parcel", "solidarity_grocery", "solidarity_restaurant", "food_sharing"},
	"wash": {"shower", "laundry"},
	"rest": {"day_centre", "night_shelter", "cool_place"},
}

// whole is the only sub of a measure that has none.
var whole = []string{""}

const (
	ofSteps  = "request_steps"
	ofPlaces = "places that stand somewhere and are open to be used; confidential ones are nowhere (P4)"
)

var table = slices.Concat(needs, supplies, accesses, responses, lives, trusts)

var needs = []Measure{
	{
		Code: "residents", Family: FamilyNeed, Unit: UnitPeople, Public: true, HigherIs: Neither, Subs: whole, Live: true,
		Source: "district_figures population (INSEE, census); of cells: public_cells",
		Of:     func(f *Figures, _ string) Value { return f.Need.Residents },
	},
	age("0_19"), age("20_64"), age("65_plus"),
	{
		Code: "poverty_rate", Family: FamilyNeed, Unit: UnitPercent, Public: true, HigherIs: Bad, Subs: whole, Live: true,
		Source: "district_figures poverty_rate (INSEE, FiLoSoFi); partial where poverty_share says that it stands for less than 80 % of residents",
		Of:     func(f *Figures, _ string) Value { return f.Need.PovertyRate },
	},
	{
		Code: "requests_by_kind", Family: FamilyNeed, Unit: UnitCount, People: true, Public: true, HigherIs: Neither, ByKind: true,
		Source: ofSteps + ": requests that were opened in the period",
		Of:     func(f *Figures, sub string) Value { return Count(f.Need.RequestsByKind[sub]) },
	},
}

func age(band string) Measure {
	return Measure{
		Code: "age_" + band, Family: FamilyNeed, Unit: UnitPeople, Public: true, HigherIs: Neither, Subs: whole, Live: true,
		Source: "district_figures population_" + band + " (INSEE, census)",
		Of:     func(f *Figures, _ string) Value { return or(f.Need.Ages, band) },
	}
}

// or is a value that may not be there.
func or(of map[string]Value, key string) Value {
	if v, ok := of[key]; ok {
		return v
	}
	return Value{State: Missing}
}

var supplies = []Measure{
	{
		Code: "places", Family: FamilySupply, Unit: UnitCount, Public: true, HigherIs: Good, ByCategory: true, Subs: whole, Live: true, Source: ofPlaces,
		Of: func(f *Figures, sub string) Value {
			if sub == "" {
				return f.supplied(f.Supply.AllPlaces)
			}
			return f.supplied(f.Supply.Places[sub])
		},
	},
	{
		Code: "places_open_hours", Family: FamilySupply, Unit: UnitHours, Public: true, HigherIs: Good, ByCategory: true, Live: true,
		Source: ofPlaces + ": place-hours of the week that holds the instant in which they are certainly open",
		Of: func(f *Figures, sub string) Value {
			v := f.supplied(f.Supply.Places[sub])
			v.N = math.Round(float64(f.Supply.OpenMinutes[sub]) / 60)
			return v
		},
	},
	emptyHours("eat"), emptyHours("wash"), emptyHours("rest"),
	{
		Code: "saturated_share", Family: FamilySupply, Unit: UnitShare, Public: true, HigherIs: Bad, Subs: whole, Live: true,
		Source: "of places that say how full they are, the share that is full",
		Of:     func(f *Figures, _ string) Value { return f.suppliedRatio(f.Supply.Saturated, f.Supply.Known) },
	},
	{
		Code: "volunteers", Family: FamilySupply, Unit: UnitPeople, People: true, Public: true, HigherIs: Good, ByKind: true, Subs: whole,
		Source: "volunteer_steps: vetted and active at the end of the period, by home; kinds are those they offer today",
		Of: func(f *Figures, sub string) Value {
			if sub == "" {
				return Count(f.Supply.Volunteers)
			}
			return Count(f.Supply.ByKind[sub])
		},
	},
	{
		Code: "volunteers_per_1000", Family: FamilySupply, Unit: UnitPerThousand, People: true, Public: true, HigherIs: Good, Subs: whole,
		Source: "volunteers for 1,000 residents",
		Of: func(f *Figures, _ string) Value {
			if f.Need.Residents.State != Known || f.Need.Residents.N <= 0 {
				return Value{State: Missing}
			}
			return Value{N: 1000 * float64(f.Supply.Volunteers) / f.Need.Residents.N, Of: f.Supply.Volunteers}
		},
	},
	{
		Code: "events_held", Family: FamilySupply, Unit: UnitCount, Public: true, HigherIs: Good, Subs: whole,
		Source: "event_seats: dates of the period that are over, not called off, and that somebody signed up for or came to; where they were held",
		Of:     func(f *Figures, _ string) Value { return Count(f.Life.EventsHeld) },
	},
	{
		Code: "events_planned", Family: FamilySupply, Unit: UnitCount, Public: true, HigherIs: Good, Subs: whole, Live: true,
		Source: "the calendar: dates ahead in the next 30 days",
		Of:     func(f *Figures, _ string) Value { return f.supplied(f.Supply.Planned) },
	},
}

func emptyHours(what string) Measure {
	return Measure{
		Code: "empty_hours_" + what, Family: FamilySupply, Unit: UnitHours, Public: true, HigherIs: Bad, Subs: whole, Live: true,
		Source: "hours of the week's 168 in which no place for it is certainly open",
		Of: func(f *Figures, _ string) Value {
			strip, ok := f.Supply.Strips[what]
			if !ok || f.Supply.At.IsZero() {
				return Value{State: Missing}
			}
			return Value{N: float64(strip.Empty()), Of: len(strip)}
		},
	}
}

// supplied is a count of what there was when the supply was looked at.
func (f *Figures) supplied(n int) Value {
	if f.Supply.At.IsZero() {
		return Value{State: Missing}
	}
	return Count(n)
}

func (f *Figures) suppliedRatio(part, whole int) Value {
	if f.Supply.At.IsZero() {
		return Value{State: Missing}
	}
	return ratio(part, whole)
}

var accesses = []Measure{
	{
		Code: "access", Family: FamilyAccess, Unit: UnitPerThousand, Public: true, HigherIs: Good, ByCategory: true, Live: true,
		Source: "E2SFCA on cells of resolution 9: places per 1,000 residents who can walk there, Gaussian decay, distance = sphere × 1.3; of a district and of a public cell the mean over its residents; missing of what the city has not at all",
		Of: func(f *Figures, sub string) Value {
			return f.Access.value(sub, func(r Reach) float64 { return r.Places })
		},
	},
	{
		Code: "within_10_min", Family: FamilyAccess, Unit: UnitShare, Public: true, HigherIs: Good, ByCategory: true, Live: true,
		Source: "share of residents within ten minutes on foot of a place of the category, distance = sphere × 1.3; missing of what the city has not at all",
		Of: func(f *Figures, sub string) Value {
			return f.Access.value(sub, func(r Reach) float64 { return r.Within10 })
		},
	},
}

var responses = []Measure{
	asked("requests_opened", Neither, "opened in the period", func(r *Response) int { return r.Opened }),
	asked("requests_answered", Good, "of those opened, with a first yes by the end of the period", func(r *Response) int { return r.Answered }),
	asked("requests_met", Good, "of those opened, for which enough people said yes by the end of the period", func(r *Response) int { return r.Met }),
	asked("requests_unanswered", Bad, "of those opened, handed to the coordinators or run out without a yes by the end of the period", func(r *Response) int { return r.Unanswered }),
	{
		Code: "answered_share", Family: FamilyResponse, Unit: UnitShare, People: true, Public: true, HigherIs: Good, Subs: whole,
		Source: "requests_answered / requests_opened",
		Of:     func(f *Figures, _ string) Value { return ratio(f.Response.Answered, f.Response.Opened) },
	},
	{
		Code: "unanswered_share", Family: FamilyResponse, Unit: UnitShare, People: true, Public: true, HigherIs: Bad, Subs: whole,
		Source: "requests_unanswered / requests_opened",
		Of:     func(f *Figures, _ string) Value { return ratio(f.Response.Unanswered, f.Response.Opened) },
	},
	{
		Code: "first_yes_median_s", Family: FamilyResponse, Unit: UnitSeconds, People: true, Public: true, HigherIs: Bad, Subs: whole,
		Source: ofSteps + ": from opening to the first yes; Kaplan–Meier, censored at closing or the end of the period",
		Of:     func(f *Figures, _ string) Value { return f.Response.FirstYesP50 },
	},
	{
		Code: "first_yes_p90_s", Family: FamilyResponse, Unit: UnitSeconds, People: true, HigherIs: Bad, Subs: whole,
		Source: "likewise, 90th percentile",
		Of:     func(f *Figures, _ string) Value { return f.Response.FirstYesP90 },
	},
	{
		Code: "invitations_per_fill", Family: FamilyResponse, Unit: UnitRatio, People: true, HigherIs: Bad, Subs: whole,
		Source: "invitations sent for the requests opened in the period / those accepted, by its end",
		Of: func(f *Figures, _ string) Value {
			v := ratio(f.Response.Invitations, f.Response.Fills)
			return v
		},
	},
	{
		Code: "fairness_districts", Family: FamilyResponse, Unit: UnitRatio, People: true, HigherIs: Good, Subs: whole,
		Source: "answered_share of the worst fifth of the finest districts below / of the best fifth; five districts with requests at least",
		Of:     func(f *Figures, _ string) Value { return f.Response.Districts },
	},
	{
		Code: "fairness_volunteers", Family: FamilyResponse, Unit: UnitRatio, People: true, HigherIs: Bad, Subs: whole,
		Source: "Gini coefficient of invitations over volunteers; 0 = all are asked alike",
		Of:     func(f *Figures, _ string) Value { return f.Response.Volunteers },
	},
}

func asked(code string, better Better, what string, of func(*Response) int) Measure {
	return Measure{
		Code: code, Family: FamilyResponse, Unit: UnitCount, People: true, Public: true, HigherIs: better, Subs: whole,
		Source: ofSteps + ": requests " + what, Of: func(f *Figures, _ string) Value { return Count(of(&f.Response)) },
	}
}

var lives = []Measure{
	lived("members", "members by the end of the period, by home", func(l *Life) int { return l.Members }),
	lived("in_precarity", "members who say that they need help", (*Life).inPrecarity),
	lived("neighbours", "all other members", (*Life).neighbours),
	{
		Code: "members_by_profile", Family: FamilyLife, Unit: UnitPeople, People: true, Public: true, HigherIs: Neither, Subs: Profiles,
		Source: "members by what they say: that they need help, that they help, both, neither",
		Of:     func(f *Figures, sub string) Value { return Count(f.Life.ByProfile[sub]) },
	},
	lived("active_30d", "members who asked, offered, answered an invitation, wrote or signed up in the 30 days before the end of the period", func(l *Life) int { return l.Active }),
	lived("exchanged", "members who wrote in the period in a conversation in which somebody else wrote too", func(l *Life) int { return l.Exchanged }),
	lived("attended", "members who came to an event in the period, as noted at the door", func(l *Life) int { return l.Attended }),
	lived("first_timers", "of these, those who had never come before", func(l *Life) int { return l.FirstTimers }),
	lived("came_with", "of these, those who brought somebody or came by somebody's invitation", func(l *Life) int { return l.CameWith }),
	lived("attendees", "heads at the events held, where they were held", func(l *Life) int { return l.Attendees }),
	{
		Code: "retention_3m", Family: FamilyLife, Unit: UnitShare, People: true, Public: true, HigherIs: Good, Subs: whole,
		Source: "of those who became members three months before, the share that did something in the period",
		Of:     func(f *Figures, _ string) Value { return ratio(f.Life.Stayed3, f.Life.Joined3) },
	},
	{
		Code: "retention_12m", Family: FamilyLife, Unit: UnitShare, People: true, Public: true, HigherIs: Good, Subs: whole,
		Source: "likewise, twelve months before",
		Of:     func(f *Figures, _ string) Value { return ratio(f.Life.Stayed12, f.Life.Joined12) },
	},
}

func lived(code, source string, of func(*Life) int) Measure {
	return Measure{
		Code: code, Family: FamilyLife, Unit: UnitPeople, People: true, Public: true, HigherIs: Good, Subs: whole,
		Source: source, Of: func(f *Figures, _ string) Value { return Count(of(&f.Life)) },
	}
}

var trusts = []Measure{
	{
		Code: "n", Family: FamilyTrust, Unit: UnitCount, HigherIs: Neither, Subs: whole,
		Source: "people, requests and places behind the figures of the district",
		Of: func(f *Figures, _ string) Value {
			return Count(f.Trust.People + f.Trust.Requests + f.Trust.Places)
		},
	},
	{
		Code: "places_fresh_share", Family: FamilyTrust, Unit: UnitShare, Public: true, HigherIs: Good, Subs: whole, Live: true,
		Source: "share of places that somebody confirmed, or whose source still listed them, in the last six months",
		Of:     func(f *Figures, _ string) Value { return f.suppliedRatio(f.Supply.Fresh, f.Supply.AllPlaces) },
	},
	{
		Code: "withheld", Family: FamilyTrust, Unit: UnitCount, HigherIs: Neither, Subs: whole,
		Source: "public values of a closed month that are not shown, as too few people are behind them",
		Of: func(f *Figures, _ string) Value {
			if !f.Trust.Closed {
				return Value{State: Missing}
			}
			return Count(f.Trust.Withheld)
		},
	},
}

// mergeCounts adds counts to those of a district above.
func mergeCounts(into *map[string]int, from map[string]int) {
	if *into == nil && len(from) > 0 {
		*into = make(map[string]int, len(from))
	}
	for key := range maps.Keys(from) {
		(*into)[key] += from[key]
	}
}
