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

func TestPressureRisesFastAndFallsSlowly(t *testing.T) {
	t.Parallel()
	share := uint32(0)
	for range 20 {
		share = adjust(share, time.Second)
	}
	if share != mostRefuse {
		t.Errorf("after two seconds of overload %d ‰ are refused", share)
	}
	looks := 0
	for ; share > 0; looks++ {
		share = adjust(share, time.Millisecond)
	}
	if looks != 49 {
		t.Errorf("calm again after %d looks", looks)
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
