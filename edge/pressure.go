package edge

import (
	"math"
	"math/rand/v2"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"time"
)

// pressure refuses a share of the requests while goroutines wait too long for a processor. A handler that answers from
// memory never waits inside, so the gate does not see that kind of overload: thousands of connections stand ready and
// each waits for its turn. How long they wait is what the scheduler measures for us.
//
//	every 100 ms: wait of the slowest tenth > 100 ms? ──yes──▶ refuse more (+10 %)
//	                                                 └─no───▶ refuse less (−2 %)
type pressure struct {
	next  atomic.Int64  // Unix nanoseconds of the next look
	share atomic.Uint32 // of requests to refuse, in thousandths

	mu     sync.Mutex // held by whoever looks
	sample []metrics.Sample
	before []uint64
}

const (
	lookEvery  = 100 * time.Millisecond
	longWait   = 100 * time.Millisecond
	fewWaits   = 32  // below this there is nothing to judge by
	mostRefuse = 980 // thousandths: some always pass, so that the end of the overload is seen
)

func newPressure() *pressure {
	return &pressure{sample: []metrics.Sample{{Name: "/sched/latencies:seconds"}}}
}

// refuses says whether this request is one of those to refuse. The first request after a while looks again.
func (p *pressure) refuses(now time.Time) bool {
	if due := p.next.Load(); now.UnixNano() >= due && p.next.CompareAndSwap(due, now.Add(lookEvery).UnixNano()) {
		p.look()
	}
	share := p.share.Load()
	return share > 0 && rand.Uint32N(1000) < share
}

func (p *pressure) look() {
	if !p.mu.TryLock() {
		return
	}
	defer p.mu.Unlock()
	metrics.Read(p.sample)
	waits := p.sample[0].Value.Float64Histogram()
	p.share.Store(adjust(p.share.Load(), slowestTenth(waits, p.before)))
	p.before = append(p.before[:0], waits.Counts...)
}

// adjust is the share to refuse after a look.
func adjust(share uint32, wait time.Duration) uint32 {
	if wait > longWait {
		return min(mostRefuse, share+100)
	}
	return share - min(share, 20)
}

// slowestTenth is the wait that one in ten exceeded since the counts before; 0 when there were few.
func slowestTenth(waits *metrics.Float64Histogram, before []uint64) time.Duration {
	since := func(i int) uint64 {
		if i < len(before) {
			return waits.Counts[i] - before[i]
		}
		return waits.Counts[i]
	}
	var total uint64
	for i := range waits.Counts {
		total += since(i)
	}
	if total < fewWaits {
		return 0
	}
	var slow uint64
	for i := len(waits.Counts) - 1; i > 0; i-- {
		if slow += since(i); slow*10 >= total {
			return time.Duration(math.Max(0, waits.Buckets[i]) * float64(time.Second)) // the bucket's lower bound
		}
	}
	return 0
}
