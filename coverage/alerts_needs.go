package coverage

import (
	"math"

	"github.com/alentour/alentour/directory"
)

// counted is what a rule looks at; that of several districts together is the sum.
type counted [4]int

func (c counted) plus(o counted, sign int) counted {
	for i := range c {
		c[i] += sign * o[i]
	}
	return c
}

// rule is about people: those of a district without those of the ones below it that it has raised an alert for.
type rule struct {
	of    func(num int64) counted
	bad   func(counted) bool
	alert func(num int64) Alert
}

// smallest raises alerts from the smallest districts up, and gives what is told of a district.
func smallest(atlas *directory.Atlas, num int64, r *rule, raise func(num int64)) (told counted) {
	for _, below := range atlas.Children(num) {
		told = told.plus(smallest(atlas, below.Num, r, raise), 1)
	}
	all := r.of(num)
	if !r.bad(all.plus(told, -1)) {
		return told
	}
	raise(num)
	return all
}

// rules are those about requests that find nobody, and for each kind of help about those who offer it.
func rules(known map[int64]*past) []rule {
	list := []rule{{
		of: func(num int64) counted {
			now, before := &known[num].now.Response, &known[num].before.Response
			return counted{now.Unanswered, now.Opened, before.Unanswered, before.Opened}
		},
		bad:   doubled,
		alert: func(num int64) Alert { return known[num].unanswered() },
	}}
	for _, kind := range directory.Kinds {
		list = append(list, rule{
			of:    func(num int64) counted { return known[num].offered(kind.Code) },
			bad:   short,
			alert: func(num int64) Alert { return known[num].shortOf(kind.Code) },
		})
	}
	return list
}

func (k *past) unanswered() Alert {
	now, before := &k.now.Response, &k.before.Response
	return Alert{Kind: UnansweredDoubled, Act: Recruit, Evidence: []Evidence{
		{"unanswered_share", "", ratio(now.Unanswered, now.Opened), ratio(before.Unanswered, before.Opened)},
		{"requests_opened", "", Count(now.Opened), Count(before.Opened)},
	}}
}

// doubled says whether of so many requests, in so many, twice as large a share as before found nobody, and would hardly ever by chance.
func doubled(c counted) bool {
	none, all, noneBefore, allBefore := c[0], c[1], c[2], c[3]
	return all > 0 && none*allBefore >= 2*noneBefore*all && byChance(c) < hardlyEver
}

// byChance is the chance that, of all those nobody was found for, so many or more fall into the time of now: the tail of the
// hypergeometric distribution (R. A. Fisher's exact test).
func byChance(c counted) (sum float64) {
	none, all := c[0]+c[2], c[1]+c[3]
	for k := c[0]; k <= min(none, c[1]); k++ {
		sum += math.Exp(choose(c[1], k) + choose(c[3], none-k) - choose(all, none))
	}
	return sum
}

// choose is the logarithm of how many ways there are to choose k of n.
func choose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}

// offered counts those who offer a kind of help, those who left since the first of the weeks, and how often it was asked for.
func (k *past) offered(kind string) counted {
	offer, left := k.now.Supply.ByKind[kind], 0
	if n := len(k.weeks); n > 0 {
		left = k.weeks[n-1].Supply.ByKind[kind] - offer
	}
	return counted{offer, left, k.now.Need.RequestsByKind[kind]}
}

// short says whether those who offer a kind of help are fewer than what is asked for takes, or will be when as many leave again.
func short(c counted) bool {
	offer, left, asked := c[0], max(0, c[1]), c[2]
	least := needsLeast
	switch {
	case left < leavesLeast:
		left = 0
	case left >= offer: // half of them, and more
		least = needsWhere
	}
	return asked >= least && (offer-left)*helpsAMonth < asked
}

func (k *past) shortOf(kind string) Alert {
	was := Value{State: Missing}
	if n := len(k.weeks); n > 0 {
		was = Count(k.weeks[n-1].Supply.ByKind[kind])
	}
	return Alert{Kind: VolunteersShort, Sub: kind, Act: Recruit, Evidence: []Evidence{
		{"volunteers", kind, Count(k.now.Supply.ByKind[kind]), was},
		{"requests_by_kind", kind, Count(k.now.Need.RequestsByKind[kind]), Count(k.before.Need.RequestsByKind[kind])},
	}}
}
