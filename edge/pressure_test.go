package edge

import (
	"math"
	"runtime/metrics"
	"testing"
	"time"
)

func TestSlowestTenth(t *testing.T) {
	t.Parallel()
	waits := &metrics.Float64Histogram{Buckets: []float64{math.Inf(-1), 0, 0.001, 0.1, 1, math.Inf(1)}, Counts: []uint64{0, 900, 0, 100, 0}}
	if got := slowestTenth(waits, nil); got != 100*time.Millisecond {
		t.Errorf("a tenth in the bucket from 100 ms: %v", got)
	}
	waits.Counts = []uint64{0, 901, 0, 99, 0}
	if got := slowestTenth(waits, nil); got != 0 {
		t.Errorf("less than a tenth: %v", got)
	}
	if got := slowestTenth(waits, []uint64{0, 901, 0, 50, 0}); got != 100*time.Millisecond {
		t.Errorf("only what is new counts: %v", got)
	}
	if got := slowestTenth(waits, []uint64{0, 901, 0, 98, 0}); got != 0 {
		t.Errorf("one wait says nothing: %v", got)
	}
}

// looking is a pressure and what makes it look a tenth of a second later, after so many requests that waited so long.
func looking() (*pressure, func(asked uint32, wait time.Duration) uint32) {
	p, now := newPressure(), time.Now()
	return p, func(asked uint32, wait time.Duration) uint32 {
		now = now.Add(lookEvery)
		p.asked.Store(asked)
		p.judge(now, wait)
		return p.share.Load()
	}
}

func TestPressureRisesFastAndFallsSlowly(t *testing.T) {
	t.Parallel()
	_, look := looking()
	if share := look(1000, time.Second); share != 0 {
		t.Errorf("after one long wait %d ‰ are refused", share)
	}
	share := uint32(0)
	for range 20 {
		share = look(1000, time.Second)
	}
	if share != mostRefuse {
		t.Errorf("after two seconds of overload %d ‰ are refused", share)
	}
	looks := 0
	for ; share > 0; looks++ {
		share = look(1000, time.Millisecond)
	}
	if looks != 49 {
		t.Errorf("calm again after %d looks", looks)
	}
	look(1000, time.Second)
	look(1000, time.Millisecond)
	if share := look(1000, time.Second); share != 0 {
		t.Errorf("two pauses apart: %d ‰ are refused", share)
	}
}

// A machine whose processors another program takes is as slow to few people as it is; refused, they would be served nothing.
func TestPressureOfOthersRefusesNobody(t *testing.T) {
	t.Parallel()
	p, look := looking()
	for range 20 {
		if share := look(fewAsked-1, time.Second); share != 0 {
			t.Fatalf("%d ‰ of a few requests are refused", share)
		}
	}
	for range 20 {
		look(1000, time.Second)
	}
	if share := look(fewAsked-1, time.Second); share != mostRefuse-20 {
		t.Errorf("once few ask: %d ‰", share)
	}
	p.asked.Store(1)
	if p.judge(p.looked.Add(time.Minute), 0); p.share.Load() != 0 {
		t.Errorf("a minute after the last request of an overload %d ‰ are refused", p.share.Load())
	}
}

func TestPressureRefusesItsShare(t *testing.T) {
	t.Parallel()
	p := newPressure()
	now := time.Now()
	p.next.Store(now.Add(time.Hour).UnixNano()) // no look
	count := func() (refused int) {
		for range 10_000 {
			if p.refuses(now) {
				refused++
			}
		}
		return refused
	}
	if got := count(); got != 0 {
		t.Errorf("calm: %d refused", got)
	}
	p.share.Store(300)
	if got := count(); got < 2700 || got > 3300 { // six standard deviations
		t.Errorf("30 %%: %d of 10,000 refused", got)
	}
	p.next.Store(0)
	p.refuses(now) // looks
	if p.before == nil || p.share.Load() == 300 {
		t.Error("it did not look")
	}
}
