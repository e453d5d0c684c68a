package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/postgres"
	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/data/postgres/private"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

// openDirectory makes the product's own database with 45 cities of 25 districts each.
func (b *bench) openDirectory() (err error) {
	b.pool, err = b.openCities(b.cluster.URL(private.Database))
	return err
}

// openCities makes the cities in an empty database.
func (b *bench) openCities(url string) (*pgxpool.Pool, error) {
	if err := postgres.Migrate(b.ctx, url, slog.New(slog.DiscardHandler)); err != nil {
		return nil, err
	}
	pool, err := postgres.Open(b.ctx, url)
	if err != nil {
		return nil, err
	}
	b.onEnd(pool.Close)
	b.say("adding %d cities", len(cities))
	all := directory.NewCities(pool)
	for i, c := range cities {
		if _, err := all.Add(b.ctx, directory.City{Code: cityCode(i), Name: c.name, Timezone: "Europe/Paris", Lang: "fr"}); err != nil {
			return nil, err
		}
		report, err := all.ImportDistricts(b.ctx, directory.DistrictFile{City: cityCode(i), Kind: "quartier", Source: "made up"}, rowsOf(districts(i)))
		if err != nil {
			return nil, fmt.Errorf("%s: %w (%+v)", c.name, err, report)
		}
	}
	return pool, nil
}

func rowsOf(list []directory.DistrictRow) iter.Seq2[directory.DistrictRow, error] {
	return func(yield func(directory.DistrictRow, error) bool) {
		for _, r := range list {
			if !yield(r, nil) {
				return
			}
		}
	}
}

type importReport struct{ Added, Updated, Unchanged, Outside int }

// importPlaces runs `alentour import places` on a file and times it.
func (b *bench) importPlaces(file string) (report importReport, took time.Duration, err error) {
	begun := time.Now()
	out, err := b.alentour("import", "places", file, "--mapping", filepath.Join(b.dir, "mapping.json"), "--dataset", dataset, "--json")
	if err != nil {
		return report, 0, err
	}
	took = time.Since(begun)
	return report, took, json.Unmarshal([]byte(out[strings.Index(out, "{"):]), &report)
}

func (b *bench) alentour(args ...string) (string, error) {
	return b.command(b.binary, append(args, "--data-dir", b.data)...)
}

// importRow imports the whole world into the empty directory.
func (b *bench) importRow() ([]row, error) {
	file := filepath.Join(b.dir, "places.csv")
	if err := writeCSV(file, b.places, 0); err != nil {
		return nil, err
	}
	if err := writeMapping(filepath.Join(b.dir, "mapping.json")); err != nil {
		return nil, err
	}
	b.say("importing %d places", len(b.places))
	report, took, err := b.importPlaces(file)
	if err != nil {
		return nil, err
	}
	if report.Added != len(b.places) || report.Outside > len(b.places)/20 {
		return nil, fmt.Errorf("import: %+v of %d places", report, len(b.places))
	}
	if _, err := b.pool.Exec(b.ctx, "vacuum analyze"); err != nil {
		return nil, err
	}
	return []row{{
		what:  fmt.Sprintf("CSV import of %s rows with district assignment into an empty directory", thousands(len(b.places))),
		limit: "≤ 120 s", ours: fmt.Sprintf("%.1f s", took.Seconds()), broken: took > 120*time.Second,
	}}, nil
}

// startNode starts the server and waits until it is ready.
func (b *bench) startNode() (took time.Duration, err error) {
	begun := time.Now()
	cmd, out, err := b.start(b.binary, "serve", "--data-dir", b.data, "--listen", "127.0.0.1:0", "--admin-listen", "", "--rate-limit", "0")
	if err != nil {
		return 0, err
	}
	if b.node, err = b.address(out); err != nil {
		return 0, err
	}
	b.nodePID = cmd.Process.Pid
	return time.Since(begun), nil
}

// address is what a node that was started says of itself, once it is ready.
func (b *bench) address(out io.Reader) (string, error) {
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("alentour serve said nothing: %w", err)
	}
	node := strings.TrimPrefix(strings.TrimSpace(line), "http://")
	return node, b.awaitHTTP(node, "/readyz")
}

// readyRow starts the node on the full directory and says how long it took and how much memory it keeps.
func (b *bench) readyRow() ([]row, error) {
	took, err := b.startNode()
	if err != nil {
		return nil, err
	}
	if err := b.pause(2 * time.Second); err != nil { // what the load left behind goes back to the system
		return nil, err
	}
	resident, peak, err := memory(b.nodePID)
	if err != nil {
		return nil, err
	}
	return []row{{
		what: "ready after start; resident beside PostgreSQL", limit: "≤ 10 s, ≤ 1 GiB",
		ours:   fmt.Sprintf("%.1f s, %.2f GiB (%.2f GiB while loading)", took.Seconds(), resident, peak),
		broken: took > 10*time.Second || resident > 1,
	}}, nil
}

// memory reads the resident memory of a process, now and at its peak, in GiB.
func memory(pid int) (resident, peak float64, err error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(status)) {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		kib, _ := strconv.ParseFloat(fields[1], 64)
		switch fields[0] {
		case "VmRSS:":
			resident = kib / (1 << 20)
		case "VmHWM:":
			peak = kib / (1 << 20)
		}
	}
	return resident, peak, nil
}

// writer writes places one by one, as a person at the other end of the country would.
type writer struct {
	pool    *pgxpool.Pool
	dataset int64
	n       int
}

func (b *bench) writer() (*writer, error) {
	w := &writer{pool: b.pool}
	err := b.pool.QueryRow(b.ctx, `insert into datasets (name, title) values ('written', 'Written one by one')
		on conflict (name) do update set title = excluded.title returning id`).Scan(&w.dataset)
	return w, err
}

// write commits one place and gives its name and the position of the write.
func (w *writer) write(ctx context.Context) (name string, at orb.Point, position feed.Position, err error) {
	w.n++
	uid := uuid.New()
	name = "Écrit " + uid.String()
	at = orb.Point{3 + float64(w.n%1000)/1000, 46.5} // where nothing else stands
	cell, err := geo.CellAt(at, 10)
	if err != nil {
		return name, at, position, err
	}
	err = pgx.BeginFunc(ctx, w.pool, func(tx pgx.Tx) (err error) {
		if _, err = tx.Exec(ctx, `insert into places (uid, dataset_id, source_id, name, geom, cell, categories)
			values ($1, $2, $3, $4, st_setsrid(st_makepoint($5, $6), 4326), $7, '{shower}')`,
			uid, w.dataset, uid.String(), name, at[0], at[1], int64(cell)); err != nil {
			return err
		}
		position, err = feed.Current(ctx, tx)
		return err
	})
	return name, at, position, err
}

// writesRow times a written place until "near me" has it: on a node whose own commit it was, in this process, and on
// another node over HTTP.
func (b *bench) writesRow() ([]row, error) {
	w, err := b.writer()
	if err != nil {
		return nil, err
	}
	live := directory.NewLive(directory.Config{})
	follower := feed.New(b.pool, []feed.Subject{live}, feed.Config{})
	ctx, cancel := context.WithCancel(b.ctx)
	ended := make(chan error, 1)
	go func() { ended <- follower.Run(ctx) }()
	defer func() { cancel(); <-ended }()
	select {
	case <-follower.Ready():
	case err := <-ended:
		return nil, err
	}
	var same, other []time.Duration
	for range b.writes {
		begun := time.Now()
		name, at, position, err := w.write(b.ctx)
		if err != nil {
			return nil, err
		}
		follower.Poke()
		if err := follower.Wait(b.ctx, position); err != nil {
			return nil, err
		}
		var page directory.Page
		q := directory.PlaceQuery{Near: &directory.Near{Point: at, RadiusM: 10}, Limit: 100}
		if err := live.Find(q, &page); err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(page.Items, func(f directory.Found) bool { return f.Name == name }) {
			return nil, fmt.Errorf("writes: %s is not there at its position", name)
		}
		same = append(same, time.Since(begun))
	}
	for range b.writes {
		begun := time.Now()
		name, at, _, err := w.write(b.ctx)
		if err != nil {
			return nil, err
		}
		if err := b.awaitPlace(name, at); err != nil {
			return nil, err
		}
		other = append(other, time.Since(begun))
	}
	here, there := p99(same), p99(other)
	return []row{{
		what: "a written place in near on the same node / another node, p99", limit: "≤ 50 ms / ≤ 250 ms",
		ours:   fmt.Sprintf("%.0f ms / %.0f ms", ms(here), ms(there)),
		broken: here > 50*time.Millisecond || there > 250*time.Millisecond,
	}}, nil
}

// awaitPlace asks the node until near has the place.
func (b *bench) awaitPlace(name string, at orb.Point) error {
	path := fmt.Sprintf("/v1/places?near=%s,%s&radius_m=10&limit=100", degrees(at[0]), degrees(at[1]))
	return b.await(10*time.Second, func() error {
		body, err := b.get(b.node, path, http.Header{})
		if err == nil && !strings.Contains(string(body), name) {
			err = fmt.Errorf("%s is not there yet", name)
		}
		return err
	})
}

// changedRow imports a file of which a tenth changed, while somebody else writes and waits to see it.
func (b *bench) changedRow() ([]row, error) {
	const nth = 10
	file := filepath.Join(b.dir, "changed.csv")
	if err := writeCSV(file, b.places, nth); err != nil {
		return nil, err
	}
	w, err := b.writer()
	if err != nil {
		return nil, err
	}
	b.say("importing %d changed places", len(b.places)/nth)
	type outcome struct {
		report importReport
		took   time.Duration
		err    error
	}
	imported := make(chan outcome, 1)
	go func() {
		report, took, err := b.importPlaces(file)
		imported <- outcome{report, took, err}
	}()
	var committed, seen []time.Duration
	for {
		select {
		case o := <-imported:
			if o.err != nil {
				return nil, o.err
			}
			if o.report.Updated != (len(b.places)+nth-1)/nth {
				return nil, fmt.Errorf("import: %+v", o.report)
			}
			slowest := slices.Max(committed)
			return []row{{
				what: fmt.Sprintf("%s changed rows of %s imported; the slowest of %d other writes meanwhile (p99 until seen on a node)",
					thousands(o.report.Updated), thousands(len(b.places)), len(committed)),
				limit: "≤ 60 s; ≤ 250 ms", ours: fmt.Sprintf("%.1f s; %.0f ms (%.0f ms)", o.took.Seconds(), ms(slowest), ms(p99(seen))),
				broken: o.took > 60*time.Second || slowest > 250*time.Millisecond,
			}}, nil
		default:
		}
		begun := time.Now()
		name, at, _, err := w.write(b.ctx)
		if err != nil {
			return nil, err
		}
		committed = append(committed, time.Since(begun))
		if err := b.awaitPlace(name, at); err != nil {
			return nil, err
		}
		seen = append(seen, time.Since(begun))
	}
}

func p99(all []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)*99/100]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
