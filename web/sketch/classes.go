package sketch

import (
	"math"
	"slices"
)

// Breaks are where the classes of a map begin, but for the first, ascending: at most so many classes, of nearly as many values
// each. Equal values share a class; where they are more than their share, the others part what is left of the classes. Each break is the
// roundest number that parts the same values.
func Breaks(values []float64, most int) []float64 {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	var breaks []float64
	begin := 0 // of the class that is being filled
	for left := most; left > 1; left-- {
		i := parting(sorted, begin, begin+(len(sorted)-begin)/left)
		if i < 0 {
			break
		}
		breaks = append(breaks, roundest(sorted[i-1], sorted[i]))
		begin = i
	}
	return breaks
}

// parting is the index above begin nearest to i whose value differs from the one before; -1 when all from begin on are equal.
func parting(sorted []float64, begin, i int) int {
	for away := range len(sorted) {
		for _, j := range [2]int{i - away, i + away} {
			if j > begin && j < len(sorted) && sorted[j-1] < sorted[j] {
				return j
			}
		}
	}
	return -1
}

// roundest is the number in (below, up to] that has the fewest digits: a multiple of 10, 5, 2 or 1 times a power of ten.
func roundest(below, upTo float64) float64 {
	if below < 0 && upTo >= 0 {
		return 0
	}
	for power := math.Ceil(math.Log10(max(math.Abs(below), math.Abs(upTo)))); power > -12; power-- {
		for _, digit := range [...]float64{5, 2, 1} {
			step, places := digit*math.Pow(10, power), math.Pow(10, max(0, -power))
			at := math.Round(math.Floor(upTo/step)*step*places) / places
			if at > below && at <= upTo {
				return at
			}
		}
	}
	return upTo
}

// Class is the class of a value among those that breaks part, from 0.
func Class(breaks []float64, value float64) int {
	i, found := slices.BinarySearch(breaks, value)
	if found {
		return i + 1
	}
	return i
}
