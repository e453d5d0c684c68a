package edge

import (
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/time/rate"
)

// maxClients bounds the memory of the limiter, about 200 bytes each; the least used are forgotten first.
const maxClients = 100_000

// limiter gives each client a bucket of tokens, in memory of this node only.
type limiter struct {
	ratePerS rate.Limit
	burst    int
	clients  *otter.Cache[netip.Addr, *rate.Limiter]
	policy   string
	refillS  int
}

func newLimiter(ratePerS float64, burst int) (*limiter, error) {
	if burst < 1 || math.IsNaN(ratePerS) || math.IsInf(ratePerS, 0) {
		return nil, fmt.Errorf("edge: rate limit of %v/s with a burst of %d lets nobody in", ratePerS, burst)
	}
	refillS := int(math.Ceil(float64(burst) / ratePerS))
	clients, err := otter.New(&otter.Options[netip.Addr, *rate.Limiter]{
		MaximumSize: maxClients,
		// a bucket that has had time to fill up says nothing more
		ExpiryCalculator: otter.ExpiryAccessing[netip.Addr, *rate.Limiter](time.Duration(refillS+1) * time.Second),
	})
	if err != nil {
		return nil, fmt.Errorf("edge: %w", err)
	}
	return &limiter{
		ratePerS: rate.Limit(ratePerS), burst: burst, clients: clients, refillS: refillS,
		policy: fmt.Sprintf(`"client";q=%d;w=%d`, burst, refillS),
	}, nil
}

// take spends one token of a client and writes the RateLimit fields (draft-ietf-httpapi-ratelimit-headers). It returns
// how long to wait before the request may pass, at most patience, or the seconds after which to try again.
func (l *limiter) take(h http.Header, client netip.Addr, now time.Time, patience time.Duration) (wait time.Duration, retryS int) {
	bucket, ok := l.clients.GetIfPresent(client)
	if !ok {
		bucket, _ = l.clients.SetIfAbsent(client, rate.NewLimiter(l.ratePerS, l.burst))
	}
	turn := bucket.ReserveN(now, 1)
	if wait = turn.DelayFrom(now); wait > patience {
		turn.CancelAt(now)
		retryS = max(1, int(math.Ceil(1/float64(l.ratePerS))))
	}
	left := max(0, bucket.TokensAt(now))
	fullS := math.Ceil((float64(l.burst) - left) / float64(l.ratePerS))
	b := append(make([]byte, 0, 32), `"client";r=`...)
	b = strconv.AppendInt(b, int64(left), 10)
	b = append(b, ";t="...)
	b = strconv.AppendInt(b, int64(fullS), 10)
	h["RateLimit"] = []string{string(b)} // net/http would spell it Ratelimit; header names ignore case
	h["RateLimit-Policy"] = []string{l.policy}
	return wait, retryS
}

// client is the address that a request is counted under: an IPv6 client holds a whole /64. X-Forwarded-For is believed
// only as far as declared proxies wrote it, from right to left.
func (e *Edge) client(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{} // unix sockets: everyone shares a bucket
	}
	addr := peer.Addr().Unmap()
	if r.Header["X-Forwarded-For"] == nil {
		return bucketOf(addr)
	}
	if !e.trusts(addr) {
		e.proxied.Do(func() {
			e.Log.Warn("X-Forwarded-For from an address that is not a trusted proxy is ignored; all clients behind it share one rate limit (--trusted-proxy)")
		})
		return bucketOf(addr)
	}
	hops := strings.Split(strings.Join(r.Header["X-Forwarded-For"], ","), ",")
	for i := len(hops) - 1; i >= 0 && e.trusts(addr); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = hop.Unmap()
	}
	return bucketOf(addr)
}

func (e *Edge) trusts(addr netip.Addr) bool {
	for _, p := range e.TrustedProxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

func bucketOf(addr netip.Addr) netip.Addr {
	if addr.Is4() {
		return addr
	}
	prefix, err := addr.WithZone("").Prefix(64)
	if err != nil {
		return addr
	}
	return prefix.Addr()
}
