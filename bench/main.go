// Command bench measures Alentour beside the servers one would otherwise take, on one machine, in one run.
//
//	seed ──▶ world: places, questions, tiles ──▶ CSV ──alentour import──▶ PostGIS (private) ──▶ alentour serve ◀─┐
//	                       │                                                                               wrk, pgbench
//	                       └──▶ tables in PostGIS · geo sets in Redis · files in nginx · R-trees, orb here ◀──────┘
//	                                                                                                │
//	                                                     docs/performance.md ◀── medians, ratios ───┘
//
// All sides get the same questions in turn, several rounds; what counts is the ratio of medians, since all share the
// machine and its moods. Units: answers per second, unless a name says otherwise.
//
// Not here: whether answers are right (the tests say), beyond a check that all sides answer alike.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres/private"
	"github.com/alentour/alentour/tiles"
)

// bench is one run.
type bench struct {
	ctx      context.Context
	dir      string // everything written, gone at the end
	data     string // --data-dir of the product
	binary   string
	rounds   int
	duration time.Duration // of one contender in one round
	writes   int
	dense    int // volunteers of the dense town; a tenth of that in each small one

	places    []place
	questions []question
	tiles     []tiles.Tile

	cluster *private.Cluster
	pool    *pgxpool.Pool // the product's database
	node    string        // address
	nodePID int
	client  http.Client
	started int
	ends    []func()
}

// part measures one or more rows of the table.
type part struct {
	name string
	run  func(*bench) ([]row, error)
	on   bool // stands on what import, ready and peers leave behind
	own  bool // needs PostGIS, and a database of its own
}

var parts = []part{
	{name: "index", run: (*bench).indexRow},
	{name: "encoder", run: (*bench).encoderRow},
	{name: "dispatch", run: (*bench).dispatchRows, own: true},
	{name: "import", run: (*bench).importRow, on: true},
	{name: "ready", run: (*bench).readyRow, on: true},
	{name: "near", run: (*bench).nearRows, on: true},
	{name: "open", run: (*bench).openRow, on: true},
	{name: "events", run: (*bench).eventsRow, on: true},
	{name: "cold", run: (*bench).coldRow, on: true},
	{name: "warm", run: (*bench).warmRow, on: true},
	{name: "writes", run: (*bench).writesRow, on: true},
	{name: "changed", run: (*bench).changedRow, on: true},
	{name: "sign-in", run: (*bench).signInRow, on: true},
	{name: "rights", run: (*bench).rightsRow, on: true},
	{name: "streams", run: (*bench).streamsRow, on: true},
	{name: "rank", run: (*bench).rankRow, own: true},
	{name: "coverage", run: (*bench).coverageRow, own: true},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	n := flag.Int("places", 1_000_000, "how many places")
	dense := flag.Int("dense", 100_000, "how many volunteers in the dense town; a tenth of that in each of a hundred small ones")
	quick := flag.Bool("quick", false, "a small world and short rounds: under two minutes, for trying things")
	rounds := flag.Int("rounds", 3, "rounds of every comparison")
	duration := flag.Duration("duration", 5*time.Second, "of one side in one round, whole seconds")
	only := flag.String("rows", "", "only these, by comma: index, encoder, dispatch, import, ready, near, open, events, cold, warm, writes, changed, sign-in, rights, streams, rank, coverage")
	hold := flag.Bool("hold", false, "before ending, wait for Ctrl-C with the servers up, to profile them")
	binary := flag.String("binary", "../bin/alentour", "the product")
	page := flag.String("page", "../docs/performance.md", "where the table goes after a whole run")
	constant := flag.String("constant", "", "serve this file and nothing else (the bench runs itself so)")
	encoding := flag.String("encoding", "", "Content-Encoding of that file")
	flag.Parse()
	if *constant != "" {
		return serveConstant(ctx, *constant, *encoding)
	}
	b := &bench{ctx: ctx, rounds: *rounds, duration: *duration, writes: 500, dense: *dense, questions: makeQuestions(queries), tiles: makeTiles()}
	if *quick {
		*n, b.duration, b.writes, b.dense = min(*n, 50_000), time.Second, 100, min(*dense, 5000)
	}
	wanted, err := choose(*only)
	if err != nil {
		return err
	}
	if b.binary, err = filepath.Abs(*binary); err != nil {
		return err
	}
	defer b.end()
	b.say("drawing %s places", thousands(*n))
	b.places = makePlaces(*n)
	rows, err := b.measure(wanted)
	if err != nil {
		return err
	}
	table := b.report(rows)
	fmt.Print(table)
	if *hold {
		b.say("holding: the node is at %s (process %d), the scripts are in %s", b.node, b.nodePID, b.dir)
		<-ctx.Done()
		return nil
	}
	if *only == "" && !*quick {
		return writePage(*page, table)
	}
	return nil
}

func choose(only string) (map[string]bool, error) {
	wanted := map[string]bool{}
	for _, p := range parts {
		wanted[p.name] = only == ""
	}
	if only == "" {
		return wanted, nil
	}
	for name := range strings.SplitSeq(only, ",") {
		if _, known := wanted[name]; !known {
			return nil, fmt.Errorf("-rows: %q is none of the rows", name)
		}
		wanted[name] = true
	}
	return wanted, nil
}

// measure runs the wanted parts, and what they stand on.
func (b *bench) measure(wanted map[string]bool) (rows []row, err error) {
	ready := slices.ContainsFunc(parts, func(p part) bool { return p.on && wanted[p.name] })
	for _, p := range parts {
		needed := wanted[p.name]
		if (p.on && ready || p.own && needed) && b.cluster == nil {
			if err := b.prepare(); err != nil {
				return nil, err
			}
		}
		if !needed && (!ready || p.name != "import" && p.name != "ready") {
			continue
		}
		b.say("%s", p.name)
		found, err := p.run(b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
		if needed {
			rows = append(rows, found...)
		}
		if p.name == "import" && (wanted["near"] || wanted["cold"]) {
			if err := b.loadPostGIS(); err != nil {
				return nil, fmt.Errorf("peers: %w", err)
			}
		}
	}
	return rows, nil
}

// prepare starts the private PostGIS, for both sides with the settings the product ships, and adds the cities.
func (b *bench) prepare() (err error) {
	if _, err := os.Stat(b.binary); err != nil {
		return fmt.Errorf("%w: run make build first", err)
	}
	if b.dir, err = os.MkdirTemp("", "alentour-bench-"); err != nil {
		return err
	}
	b.onEnd(func() { os.RemoveAll(b.dir) })
	if err := os.Chmod(b.dir, 0o755); err != nil { // PostgreSQL and nginx may run as other users
		return err
	}
	b.data = filepath.Join(b.dir, "data")
	b.say("starting PostGIS")
	b.cluster, err = private.Start(b.ctx, private.Config{
		DataDir: b.data, Elsewhere: filepath.Join(b.dir, "elsewhere"), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return err
	}
	b.onEnd(func() {
		if err := b.cluster.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
	})
	return b.openDirectory()
}

// onEnd remembers what to undo; the last comes first.
func (b *bench) onEnd(undo func()) { b.ends = append(b.ends, undo) }

func (b *bench) end() {
	for _, undo := range slices.Backward(b.ends) {
		undo()
	}
}

func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, time.Now().Format("15:04:05 ")+format+"\n", args...)
}

// await tries until it works.
func (b *bench) await(within time.Duration, try func() error) error {
	for end := time.Now().Add(within); ; {
		err := try()
		if err == nil || time.Now().After(end) {
			return err
		}
		if err := b.pause(time.Millisecond); err != nil {
			return err
		}
	}
}

func (b *bench) pause(d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-b.ctx.Done():
		return b.ctx.Err()
	}
}

func (b *bench) awaitHTTP(address, path string) error {
	return b.await(2*time.Minute, func() error {
		_, err := b.get(address, path, http.Header{})
		return err
	})
}

// get fetches a whole body, as it travels.
func (b *bench) get(address, path string, header http.Header) ([]byte, error) {
	request, err := http.NewRequestWithContext(b.ctx, http.MethodGet, "http://"+address+path, nil)
	if err != nil {
		return nil, err
	}
	if request.Header = header; header.Get("Accept-Encoding") == "" {
		header.Set("Accept-Encoding", "identity")
	}
	response, err := b.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", path, response.Status)
	}
	return body, err
}

func cos(degrees float64) float64 { return math.Cos(degrees * math.Pi / 180) }
