package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/postgres"
	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/matching"
)

const (
	helpDatabase = "help"
	smallTowns   = 100
	asked        = 30 // candidates wanted
	// reachRing is how far they are looked for: 8 km, all of a town.
	reachRing = 3
)

var (
	monday      = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC) // when it is asked
	thursdayAt2 = time.Date(2026, 11, 26, 13, 0, 0, 0, time.UTC) // two o'clock in France
)

// helpers is a country of volunteers: one dense town and many small ones, in PostGIS and in memory.
type helpers struct {
	conn    *pgx.Conn
	centres []orb.Point
	cells   [][]any // each cell with its middle
	live    *matching.Live
	zone    *time.Location
	letters directory.KindSet
}

// rankRow ranks volunteers for a need, and has PostGIS make the same choice.
func (b *bench) rankRow() ([]row, error) {
	h, err := b.makeHelpers()
	if err != nil {
		return nil, err
	}
	dense, small := h.needs(h.centres[:1]), h.needs(h.centres[1:])
	if err := h.agree(b.ctx, dense); err != nil {
		return nil, err
	}
	within := 0
	for _, n := range dense {
		within += matching.Rank(n, h.live, monday, asked).Sieve.Within
	}
	rates, err := b.contest(
		b.wall("rank, dense town", dense, h.rank),
		b.wall("rank, small towns", small, h.rank),
		b.wall("PostGIS radius join", dense, func(n *matching.Need) error { _, err := h.choose(b.ctx, radiusJoin, n); return err }),
		b.wall("PostGIS, one kind", dense, func(n *matching.Need) error { _, err := h.choose(b.ctx, oneKind, n); return err }),
	)
	if err != nil {
		return nil, err
	}
	each := func(i int) time.Duration { return time.Duration(float64(time.Second) / rates[i]) }
	return []row{{
		what: fmt.Sprintf("ranking %s volunteers of whom %s in one dense town (%s within reach), one core, mean",
			thousands(b.dense+smallTowns*b.dense/10), thousands(b.dense), thousands(within/len(dense))),
		limit: "≤ 5 ms", ours: fmt.Sprintf("%.2f ms", ms(each(0))), broken: each(0) > 5*time.Millisecond,
	}, {
		what: "… against the same choice by PostGIS (GiST on the sphere, joined with what was learnt)", target: 40, ratio: rates[0] / rates[2],
		ours: micros(rates[0]), theirs: micros(rates[2]) + fmt.Sprintf("; with a table of its own for the kind, in the order of place, %s: %.3g×", micros(rates[3]), rates[0]/rates[3]),
	}, {
		what: fmt.Sprintf("ranking in %d towns of %s, mean", smallTowns, thousands(b.dense/10)), limit: "≤ 0.5 ms",
		ours: fmt.Sprintf("%.2f ms", ms(each(1))), broken: each(1) > time.Millisecond/2,
	}}, nil
}

// wall makes a contender of one caller after the other: both sides have one core, and PostgreSQL's is not this process.
func (b *bench) wall(name string, needs []*matching.Need, ask func(*matching.Need) error) contender {
	return contender{name, func() (float64, error) {
		begun, n := time.Now(), 0
		for ; time.Since(begun) < b.duration; n++ {
			if err := ask(needs[n%len(needs)]); err != nil {
				return 0, err
			}
		}
		return float64(n) / time.Since(begun).Seconds(), nil
	}}
}

func (h *helpers) rank(n *matching.Need) error {
	if len(matching.Rank(n, h.live, monday, asked).Candidates) == 0 {
		return errors.New("rank: nobody")
	}
	return nil
}

// needs are letters to read on a Thursday afternoon, spread around the centres.
func (h *helpers) needs(centres []orb.Point) (all []*matching.Need) {
	for i := range 200 {
		c := centres[i%len(centres)]
		cell, err := geo.CellAt(orb.Point{c[0] + 0.0007*float64(i*37%80-40), c[1] + 0.0005*float64(i*61%80-40)}, 9)
		if err != nil {
			panic(err) // all are on the ground
		}
		all = append(all, &matching.Need{
			Point: cell.Center(), Kinds: h.letters, At: []time.Time{thursdayAt2, thursdayAt2.Add(time.Hour)}, Zone: h.zone, Needed: 1,
			ReachM: matching.Ring(reachRing),
		})
	}
	return all
}

// makeHelpers fills a database of its own as the tests of the room do, loads the copies, and gives the peers their tables.
func (b *bench) makeHelpers() (*helpers, error) {
	b.say("drawing %s volunteers", thousands(b.dense+smallTowns*b.dense/10))
	if _, err := b.pool.Exec(b.ctx, "create database "+helpDatabase); err != nil {
		return nil, err
	}
	url := b.cluster.URL(helpDatabase)
	if err := postgres.Migrate(b.ctx, url, slog.New(slog.DiscardHandler)); err != nil {
		return nil, err
	}
	conn, err := pgx.Connect(b.ctx, url)
	if err != nil {
		return nil, err
	}
	b.onEnd(func() { conn.Close(context.WithoutCancel(b.ctx)) })
	h := &helpers{conn: conn}
	if h.letters, err = directory.KindNamed("letters"); err != nil {
		return nil, err
	}
	if h.zone, err = time.LoadLocation("Europe/Paris"); err != nil {
		return nil, err
	}
	if err := h.settle(b.ctx, b.dense); err != nil {
		return nil, err
	}
	b.say("loading them")
	volunteers, memory := directory.NewVolunteers(), matching.NewMemory()
	h.live = matching.NewLive(volunteers, memory)
	err = pgx.BeginFunc(b.ctx, conn, func(tx pgx.Tx) error {
		for _, s := range []feed.Subject{volunteers, memory} {
			c, err := s.Load(b.ctx, tx)
			if err != nil {
				return err
			}
			s.Publish(c)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	b.say("loading them for PostGIS")
	return h, h.peers(b.ctx, memory)
}

func (h *helpers) settle(ctx context.Context, dense int) error {
	if _, err := h.conn.Exec(ctx, `create unlogged table town_cells (town int, slot int, cell bigint, quartier int)`); err != nil {
		return err
	}
	var cells [][]any
	for town := range smallTowns + 1 {
		centre, rings := orb.Point{5.37 - 0.4*float64(town%15), 43.30 + 0.4*float64(town/15)}, 12
		if town == 0 {
			rings = 24
		}
		h.centres = append(h.centres, centre)
		middle, err := geo.CellAt(centre, 9)
		if err != nil {
			return err
		}
		disk := geo.Disk(middle, rings)
		for slot, cell := range disk {
			h.cells = append(h.cells, []any{int64(cell), cell.Center()[0], cell.Center()[1]})
			cells = append(cells, []any{town, slot, int64(cell), 1 + slot*16/len(disk)})
		}
	}
	if _, err := h.conn.CopyFrom(ctx, pgx.Identifier{"town_cells"}, []string{"town", "slot", "cell", "quartier"}, pgx.CopyFromRows(cells)); err != nil {
		return err
	}
	var families []string
	for _, f := range directory.KindFamilies {
		families = append(families, f.Code)
	}
	script, err := os.ReadFile("../matching/testdata/crowd.sql")
	if err != nil {
		return err
	}
	return h.script(ctx, string(script), pgx.NamedArgs{
		"dense": dense, "each": dense / 10, "towns": smallTowns, "now": monday, "families": families,
		"kinds": directory.KindSet(1<<len(directory.Kinds) - 1).Codes(),
	})
}

// script runs statements one after the other.
func (h *helpers) script(ctx context.Context, text string, args pgx.NamedArgs) error {
	for statement := range strings.SplitSeq(text, ";\n") {
		if _, err := h.conn.Exec(ctx, statement, args); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// agree checks that all sides choose alike: the same scores, but for the last steps of rounding.
func (h *helpers) agree(ctx context.Context, needs []*matching.Need) error {
	for _, n := range needs[:20] {
		ours := matching.Rank(n, h.live, monday, asked).Candidates
		for name, sql := range map[string]string{"radius join": radiusJoin, "one kind": oneKind} {
			theirs, err := h.choose(ctx, sql, n)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if len(theirs) != len(ours) {
				return fmt.Errorf("rank: %d candidates at %v, PostGIS %s has %d", len(ours), n.Point, name, len(theirs))
			}
			// Ours tells fairness against the mean of all; the peers need not know it.
			shift := ours[0].Score - theirs[0].score
			for i := range ours {
				if math.Abs(ours[i].Score-shift-theirs[i].score) > 0.01 {
					return fmt.Errorf("rank: number %d at %v has %.3f points, by PostGIS %s %.3f", i, n.Point, ours[i].Score-shift, name, theirs[i].score)
				}
			}
		}
	}
	return nil
}
