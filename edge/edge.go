// Package edge is what every HTTP answer shares, whoever writes it.
//
//	request ──▶ headers ──▶ shed ──▶ rate limit ──▶ ready? ──▶ position ──▶ session ──▶ gzip ──▶ Next
//	                          │          │            │                        │                  │
//	answer ◀── Server-Timing ◀┴──────────┴────────────┴── problem+json ◀───────┴─────── panic ◀───┘
//	              └──▶ metrics and log, by route pattern
//
// Units: time.Duration inside, seconds in headers, bytes for sizes.
//
// Not here: routes, parameters, and what an answer means. Nothing in this package writes a query string, a position or
// a client's address anywhere.
package edge

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/prometheus/client_golang/prometheus"
)

// Config says how strict an Edge is. Zero values are usable: nothing is limited that is not named.
type Config struct {
	Next    http.Handler // the routes
	Log     *slog.Logger // nil = slog.Default
	Metrics prometheus.Registerer

	IsAPI      func(path string) bool // answers that any site may read and whose errors are problem+json
	Packed     func(path string) bool // answers that are kept compressed, or not worth it; nil = none
	PagePolicy string                 // Content-Security-Policy of everything else

	RatePerS       float64 // requests per second and client; 0 = no limit
	Burst          int     // requests a client may send at once
	TrustedProxies []netip.Prefix
	// Patient paths are read one after the other by programs that give up at the first refusal, such as GDAL reading
	// a whole zoom of tiles: over the rate they wait for their turn, and only many at once are refused.
	Patient func(path string) bool
	// Streams are answers that last for hours: they take their turn to begin, hold none while they last, and travel as written.
	Streams func(path string) bool

	// Uploads are paths that take a file: a larger body, and longer to come.
	Uploads func(path string) bool

	InFlight     int           // requests worked on at once; 0 = 256
	QueueTimeout time.Duration // longest wait for a turn; 0 = 100 ms
	MaxBodyBytes int64         // of a request; 0 = 64 KiB

	Sessions *Sessions // nil = everyone is a visitor

	Ready    func() bool  // nil = always
	Starting http.Handler // what people see before Ready; nil = problem+json

	Lag  func() time.Duration                             // how far answers may be behind; nil = never
	Wait func(ctx context.Context, position string) error // until answers hold a write; nil = ignored
}

// PositionCookie carries the position of a write from the answer to a form to the page after it.
const PositionCookie = "alentour_position"

const (
	tellLag      = 2 * time.Second        // an older copy than this says so in Alentour-Lag
	waitForLag   = 250 * time.Millisecond // longest wait for Alentour-Position (promise W4)
	longestTurn  = 250 * time.Millisecond // longest wait of a patient path
	maxFileBytes = 32 << 20               // of an upload: more than rooms keep, so that a form can say what is too large and lose no word
	fileWithin   = 5 * time.Minute        // longest wait for one: a telephone may send 400 kbit/s
	minGzipSize  = 1400                   // below this an answer fits one packet anyway
)

// Edge is an http.Handler around the routes.
type Edge struct {
	Config
	gate    *gate
	strain  *pressure
	limit   *limiter
	meter   *meter
	zipped  http.Handler
	proxied sync.Once
	ofAPI   http.Header
	ofPages http.Header
}

// New builds an Edge; it fails on a configuration that cannot work.
func New(c Config) (*Edge, error) {
	if c.Next == nil {
		return nil, fmt.Errorf("edge: Next is nil")
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.InFlight == 0 {
		c.InFlight = 256
	}
	if c.QueueTimeout == 0 {
		c.QueueTimeout = 100 * time.Millisecond
	}
	if c.MaxBodyBytes == 0 {
		c.MaxBodyBytes = 64 << 10
	}
	zip, err := gzhttp.NewWrapper(gzhttp.MinSize(minGzipSize), gzhttp.CompressionLevel(2), gzhttp.EnableZstd(false))
	if err != nil {
		return nil, fmt.Errorf("edge: %w", err)
	}
	e := &Edge{
		Config: c, gate: newGate(c.InFlight, c.QueueTimeout), strain: newPressure(), meter: newMeter(c.Metrics), zipped: zip(c.Next),
		ofAPI: apiHeaders(), ofPages: pageHeaders(c.PagePolicy),
	}
	if c.RatePerS > 0 {
		if e.limit, err = newLimiter(c.RatePerS, c.Burst); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// ServeHTTP gives the request to the routes, or refuses it.
func (e *Edge) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w := &writer{ResponseWriter: rw, begun: time.Now()}
	defer e.finish(w, r)

	isAPI := e.IsAPI != nil && e.IsAPI(r.URL.Path)
	if isAPI {
		maps.Copy(w.Header(), e.ofAPI) // the slices are shared: full, so that whoever appends gets their own
	} else {
		maps.Copy(w.Header(), e.ofPages)
	}
	if isAPI && isPreflight(r) {
		preflight(w)
		return
	}
	if e.strain.refuses(w.begun) || !e.gate.enter(r.Context()) {
		e.meter.refused("overload")
		Refuse(w, Overloaded, 1)
		return
	}
	inside := true
	defer func() {
		if inside {
			e.gate.leave()
		}
	}()
	if e.limit != nil {
		var patience time.Duration
		if e.Patient != nil && e.Patient(r.URL.Path) {
			patience = longestTurn
		}
		wait, retryS := e.limit.take(w.Header(), e.client(r), w.begun, patience)
		if retryS > 0 {
			e.meter.refused("rate")
			Refuse(w, TooManyRequests, retryS)
			return
		}
		if wait > 0 && !sleep(r.Context(), wait) {
			return
		}
	}
	if e.Ready != nil && !e.Ready() {
		e.starting(w, r, isAPI)
		return
	}
	e.catchUp(w.Header(), r)
	known := e.recognise(w, r, isAPI)
	if known == nil {
		return
	}
	asked := r
	r = known
	defer func() { asked.Pattern = r.Pattern }() // the route writes it into what it was given; finish reads asked
	if r.Body != nil && r.Body != http.NoBody {
		most := e.MaxBodyBytes
		if e.Uploads != nil && e.Uploads(r.URL.Path) {
			most = maxFileBytes
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(fileWithin))
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
	}
	if e.Streams != nil && e.Streams(r.URL.Path) {
		e.gate.leave()
		inside, w.lasts = false, true
		e.Next.ServeHTTP(w, r)
		return
	}
	if r.Header["Accept-Encoding"] == nil || e.Packed != nil && e.Packed(r.URL.Path) {
		w.Header()["Vary"] = []string{"Accept-Encoding"} // gzhttp says so itself
		e.Next.ServeHTTP(w, r)
		return
	}
	e.zipped.ServeHTTP(w, r)
}

// sleep waits; false when the client has gone meanwhile.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// finish turns a panic into an answer and counts what was answered.
func (e *Edge) finish(w *writer, r *http.Request) {
	p := recover()
	if p == http.ErrAbortHandler { //nolint:errorlint // recover gives the value itself
		panic(p)
	}
	if p != nil {
		e.meter.refused("panic")
		logPanic(e.Log, r.Pattern, p)
		if w.status == 0 {
			Internal.Write(w)
		}
	}
	took := time.Since(w.begun)
	if w.lasts {
		took = w.headed // what somebody waited for
	}
	e.meter.observe(r.Pattern, w.status, took)
	e.access(w, r, took)
}

func (e *Edge) access(w *writer, r *http.Request, took time.Duration) {
	level := slog.LevelDebug
	switch {
	case w.status >= 500 && w.status != http.StatusServiceUnavailable:
		level = slog.LevelError
	case took > time.Second:
		level = slog.LevelWarn
	}
	if !e.Log.Enabled(r.Context(), level) {
		return
	}
	e.Log.LogAttrs(r.Context(), level, "http", slog.String("method", r.Method), slog.String("route", r.Pattern),
		slog.Int("status", w.status), slog.Int64("bytes", w.bytes), slog.Duration("took", took))
}

func (e *Edge) starting(w *writer, r *http.Request, isAPI bool) {
	w.Header().Set("Retry-After", "2")
	if isAPI || e.Starting == nil {
		Starting.Write(w)
		return
	}
	e.Starting.ServeHTTP(w, r)
}

// catchUp waits for the write that the client has seen, and says how old the copy is when that is worth saying.
func (e *Edge) catchUp(h http.Header, r *http.Request) {
	behind := false
	if position := positionOf(r); position != "" && e.Wait != nil {
		ctx, cancel := context.WithTimeout(r.Context(), waitForLag)
		behind = e.Wait(ctx, position) != nil
		cancel()
	}
	if e.Lag == nil {
		return
	}
	if lag := e.Lag(); behind || lag > tellLag {
		h["Alentour-Lag"] = []string{strconv.FormatFloat(lag.Seconds(), 'f', 3, 64)}
	}
}

// positionOf reads the position of a write: a header from programs, a short cookie from forms.
func positionOf(r *http.Request) string {
	if v := r.Header["Alentour-Position"]; len(v) > 0 {
		return v[0]
	}
	if r.Header["Cookie"] == nil {
		return ""
	}
	c, err := r.Cookie(PositionCookie)
	if err != nil {
		return ""
	}
	return c.Value
}
