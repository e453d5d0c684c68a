package recur

import (
	"math/bits"
	"slices"
)

// longest is how many days a period can have.
var longest = [...]int{Daily: 1, Weekly: 7, Monthly: 31, Yearly: 366}

// positionsOf a rule leaves out those that no period has.
func positionsOf(r *Rule) []int {
	most := longest[r.Freq]
	outside := func(position int) bool { return position < -most || position > most }
	if !slices.ContainsFunc(r.BySetPos, outside) {
		return r.BySetPos
	}
	return slices.DeleteFunc(slices.Clone(r.BySetPos), outside)
}

// keepPositions keeps BYSETPOS of each period.
func (p *plan) keepPositions(year int, days *[12]month) {
	switch p.rule.Freq {
	case Daily: // a day is the first and the last of its period
		if len(p.positions) == 0 {
			*days = [12]month{}
		}
	case Weekly:
		p.keepInWeeks(year, days)
	case Monthly:
		for m := range days {
			p.choose(days[m : m+1])
		}
	case Yearly:
		p.choose(days[:])
	}
}

// choose leaves the days of BYSETPOS in a period of up to twelve months.
func (p *plan) choose(period []month) {
	var kept [12]month
	total := 0
	for _, days := range period {
		total += bits.OnesCount32(days)
	}
	for _, position := range p.positions {
		at := position - 1
		if position < 0 {
			at = total + position
		}
		if at < 0 || at >= total {
			continue
		}
		for m, days := range period {
			n := bits.OnesCount32(days)
			if at < n {
				kept[m] |= lowest(days, at)
				break
			}
			at -= n
		}
	}
	copy(period, kept[:])
}

// lowest is the one bit above the lowest n that are set.
func lowest(set month, n int) month {
	for range n {
		set &= set - 1
	}
	return set & -set
}

// keepInWeeks looks at weeks that reach into the years beside this one, too.
func (p *plan) keepInWeeks(year int, days *[12]month) {
	const december = 31 // days of the year before
	var all, kept run
	all.put(0, p.month(year-1, 11))
	for m := range days {
		all.put(december+monthStart(year, m), days[m])
	}
	length := monthStart(year, 12)
	all.put(december+length, p.month(year+1, 0))
	from := daysBefore(year) - december
	for begin := p.week(from+december)*7 + int(p.rule.WeekStart) - from; begin < december+length; begin += 7 {
		if period := [1]month{all.get(begin, 7)}; period[0] != 0 {
			p.choose(period[:])
			kept.put(begin, period[0])
		}
	}
	for m := range days {
		days[m] = kept.get(december+monthStart(year, m), monthStart(year, m+1)-monthStart(year, m))
	}
}

// run is a set of days of a year and the months beside it.
type run [7]uint64

func (r *run) put(at int, set month) {
	r[at/64] |= uint64(set) << (at % 64)
	if at%64 > 32 {
		r[at/64+1] |= uint64(set) >> (64 - at%64)
	}
}

func (r *run) get(at, length int) month {
	set := r[at/64] >> (at % 64)
	if at%64 > 32 {
		set |= r[at/64+1] << (64 - at%64)
	}
	return month(set & (1<<length - 1)) //nolint:gosec // length is at most 31
}
