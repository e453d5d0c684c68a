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
//	every 100 ms: wait of the slowest tenth > 100 ms, twice running, and requests to refuse? ──yes──▶ refuse more (+10 %)
//	                                                                                         └─no───▶ refuse less (−2 %)
//
// Where few ask, it is another process that takes the processors, and refusing them would give nothing back.
type pressure struct {
	next  atomic.Int64  // Unix nanoseconds of the next look
	share atomic.Uint32 // of requests to refuse, in thousandths
	asked atomic.Uint32 // requests since the last look

	mu     sync.Mutex // held by whoever looks
	sample []metrics.Sample
	before []uint64
	looked time.Time
	long   bool // the look before saw long waits
}

const (
	lookEvery  = 100 * time.Millisecond
	longWait   = 100 * time.Millisecond
	fewWaits   = 32  // below this there is nothing to judge by
	fewAsked   = 10  // requests in a look: below this they are not what strains
	mostRefuse = 980 // thousandths: some always pass, so that the end of the overload is seen
)

func newPressure() *pressure {
	return &pressure{sample: []metrics.Sample{{Name: "/sched/latencies:seconds"}}}
}

// refuses says whether this request is one of those to refuse. The first request after a while looks again.
func (p *pressure) refuses(now time.Time) bool {
	p.asked.Add(1)
	if due := p.next.Load(); now.UnixNano() >= due && p.next.CompareAndSwap(due, now.Add(lookEvery).UnixNano()) {
		p.look(now)
	}
	share := p.share.Load()
	return share > 0 && rand.Uint32N(1000) < share
}

func (p *pressure) look(now time.Time) {
	if !p.mu.TryLock() {
		return
	}
	defer p.mu.Unlock()
	metrics.Read(p.sample)
	waits := p.sample[0].Value.Float64Histogram()
	p.judge(now, slowestTenth(waits, p.before))
	p.before = append(p.before[:0], waits.Counts...)
}

// judge sets the share to refuse after a look. One long wait is a pause; what nobody asked about for long is over.
func (p *pressure) judge(now time.Time, wait time.Duration) {
	since, share := now.Sub(p.looked), p.share.Load()
	asked := p.asked.Swap(0)
	long := wait > longWait && asked >= fewAsked
	switch {
	case long && p.long:
		share = min(mostRefuse, share+100)
	case !long:
		share -= uint32(min(float64(share), 20*max(1, since.Seconds()/lookEvery.Seconds())))
	}
	p.share.Store(share)
	p.looked, p.long = now, long
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
