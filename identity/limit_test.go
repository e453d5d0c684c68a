package identity

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// leaky is the same limit as a bucket that leaks: level in it, one unit gone each Every.
type leaky struct {
	Rate
	level time.Duration
	at    time.Time
}

func (l *leaky) take(now time.Time) (allowed bool, wait time.Duration) {
	if gone := now.Sub(l.at); gone > 0 {
		l.level = max(0, l.level-gone)
	}
	l.at = now
	if room := time.Duration(l.Burst)*l.Every - l.level; room < l.Every {
		return false, l.Every - room
	}
	l.level += l.Every
	return true, 0
}

func TestLimitEqualsALeakyBucket(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	run := 0
	rapid.Check(t, func(r *rapid.T) {
		run++
		rate := Rate{rapid.IntRange(1, 5).Draw(r, "burst"), time.Duration(rapid.IntRange(1, 40).Draw(r, "every_s")) * time.Second}
		oracles := map[string]*leaky{}
		for range rapid.IntRange(1, 12).Draw(r, "acts") {
			h.clock.pass(time.Duration(rapid.IntRange(0, 30_000).Draw(r, "ms")) * time.Millisecond)
			key := rapid.SampledFrom([]string{"a", "b"}).Draw(r, "key")
			if oracles[key] == nil {
				oracles[key] = &leaky{Rate: rate, at: h.now()}
			}
			allowed, wait := oracles[key].take(h.now())
			err := h.limit(t.Context(), fmt.Sprint("run ", run), key, rate)
			if (err == nil) != allowed {
				r.Fatalf("%+v: %v, the oracle says %v", rate, err, allowed)
			}
			if err != nil && wants(t, "refused", err, TooMany).RetryAfter != (wait+time.Second-1).Truncate(time.Second) {
				r.Fatalf("%v, the oracle says %v", err, wait)
			}
		}
	})
}

// Of many at once on two nodes exactly the burst passes.
func TestLimitUnderARace(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	nodes := []*Desk{h.Desk, h.node(h.pool)}
	passed := make(chan bool)
	for i := range 200 {
		go func() { passed <- nodes[i%2].limit(t.Context(), "race", "k", Rate{7, time.Hour}) == nil }()
	}
	n := 0
	for range 200 {
		if <-passed {
			n++
		}
	}
	if n != 7 {
		t.Errorf("%d passed", n)
	}
}

func TestNetwork(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.77":           "192.0.2.0/24",
		"::ffff:192.0.2.77":    "192.0.2.0/24",
		"2001:db8:1:2::1":      "2001:db8:1::/48",
		"fe80::1%eth0":         "fe80::/48",
		"2001:db8:1:ffff::abc": "2001:db8:1::/48",
	} {
		if got := network(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
	if got := network(netip.Addr{}); got != "unknown" {
		t.Error(got)
	}
}
