package matching

import "math"

// Distances are the upper ends of the steps of a Nearness, in metres, the farthest first.
var Distances = [...]float64{math.MaxFloat64, 9000, 6000, 4000, 2800, 2000, 1400, 1000, 700, 400}

// DistanceSteps is how many steps a Nearness has.
const DistanceSteps = len(Distances)

// DistanceStep is the step of a distance.
func DistanceStep(m float64) int {
	for i := DistanceSteps - 1; i > 0; i-- {
		if m < Distances[i] {
			return i
		}
	}
	return 0
}

// Nearness is how much less likely a yes is by distance, against next door: the logarithm to base two, at the middle of each step.
type Nearness [DistanceSteps]float64

// middles of the steps, in metres; the last has one of its own.
var middles = func() (m [DistanceSteps]float64) {
	for i := range m {
		below := 0.0
		if i+1 < DistanceSteps {
			below = Distances[i+1]
		}
		m[i] = (below + min(Distances[i], 15000)) / 2
	}
	return m
}()

var priorNear = func() (p [DistanceSteps]float64) {
	for i, m := range middles {
		p[i] = math.Exp2(-m * pointsPerM / doubling)
	}
	return p
}()

func nearnessOf(city *Record) (n Nearness) {
	rising(n[:], city.ByDistance[:], priorNear[:])
	for i := range n {
		n[i] = math.Log2(n[i])
	}
	return n
}

// At is that logarithm at a distance in metres: straight between the middles of the steps and beyond them, not above 0.
func (n *Nearness) At(m float64) float64 {
	i := DistanceSteps - 1
	for i > 1 && middles[i-1] < m {
		i--
	}
	slope := (n[i-1] - n[i]) / (middles[i-1] - middles[i])
	return min(max(n[i]+slope*(m-middles[i]), farthest), 0)
}

// farthest keeps a chance above zero.
const farthest = -30
