package simulate

import (
	"math"
	"math/rand/v2"
)

// dice are chances that depend on what they are about and on nothing else: drawn by another policy, or in another order, they are
// the same.
type dice uint64

// tag says what a chance is about.
type tag uint64

const (
	tagPerson tag = iota + 1
	tagNeeds
	tagYes
	tagTired
	tagDelay
	tagSilent
	tagDrop
	tagLeave
	tagRelevant
	tagFree
)

// mix is the finalizer of SplitMix64 (Steele, Lea, Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (d dice) number(about tag, a, b int) uint64 {
	return mix(mix(mix(uint64(d)^uint64(about)<<56)^uint64(a)) ^ uint64(b)<<20)
}

// uniform is in [0, 1).
func (d dice) uniform(about tag, a, b int) float64 {
	return float64(d.number(about, a, b)>>11) / (1 << 53)
}

// exponential has a mean of 1.
func (d dice) exponential(about tag, a, b int) float64 { return -math.Log1p(-d.uniform(about, a, b)) }

// normal is by Box and Muller.
func (d dice) normal(about tag, a, b int) float64 {
	n := d.number(about, a, b)
	u, w := (float64(n>>32)+0.5)/(1<<32), float64(n&(1<<32-1))/(1<<32)
	return math.Sqrt(-2*math.Log(u)) * math.Cos(2*math.Pi*w)
}

// stream is for what is drawn once, while the world is made.
func (d dice) stream(about tag, a int) *rand.Rand {
	return rand.New(rand.NewPCG(d.number(about, a, 0), d.number(about, a, 1)))
}

// poisson draws how many of many come, by counting exponential steps; in parts, so that e^(−mean) does not vanish.
func poisson(r *rand.Rand, mean float64) (n int) {
	for ; mean > 0; mean -= 30 {
		for left := min(mean, 30) - r.ExpFloat64(); left > 0; left -= r.ExpFloat64() {
			n++
		}
	}
	return n
}
