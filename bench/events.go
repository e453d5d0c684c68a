package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
)

const (
	eventsDatabase = "outings"
	eventSeries    = 11_112 // once a week: nine dates of each stand in the window
	eventDays      = 62
)

// outing is a series of the world.
type outing struct {
	uid      uuid.UUID
	title    string
	at       orb.Point
	district string // code
	quarter  string // its name
	interest string
	starts   time.Time // by the clock in Greenwich, so that both sides count alike
}

func makeOutings() []outing {
	r := rand.New(rand.NewPCG(seed, 4))
	begin := time.Now().UTC().Truncate(time.Hour).Add(24 * time.Hour)
	list := make([]outing, eventSeries)
	for i := range list {
		city := r.IntN(len(cities))
		at := around(r, cities[city].centre)
		code, name := districtOf(place{city: city, at: at})
		list[i] = outing{
			uid: uuid.Must(uuid.NewV7()), title: fmt.Sprintf("Rencontre de quartier %d", i+1), at: at, district: code, quarter: name,
			interest: directory.Interests[r.IntN(len(directory.Interests))].Code, starts: begin.Add(time.Duration(r.IntN(7*24)) * time.Hour),
		}
	}
	return list
}

// eventsRow compares the dates of events near a point with the same from PostGIS, each date a row of a table.
func (b *bench) eventsRow() ([]row, error) {
	list := makeOutings()
	if err := b.holdOutings(list); err != nil {
		return nil, err
	}
	if err := b.loadDates(list); err != nil {
		return nil, err
	}
	b.say("waiting for them")
	if err := b.await(2*time.Minute, b.listsDates); err != nil {
		return nil, err
	}
	if err := b.sameDates(); err != nil {
		return nil, err
	}
	var paths []string
	var sets []map[string]any
	for _, q := range b.questions {
		paths, sets = append(paths, eventsPath(q)), append(sets, eventParameters(q))
	}
	script, err := b.paths("events.lua", "", paths)
	if err != nil {
		return nil, err
	}
	knn, err := b.scripts("dates-knn", datesKNN, sets)
	if err != nil {
		return nil, err
	}
	best, err := b.scripts("dates-best", datesBest, sets)
	if err != nil {
		return nil, err
	}
	var costs [3][]float64
	postgres := func() time.Duration { return postgresTime(b.dir) }
	rates, err := b.contest(
		contender{"alentour events near", b.metered(&costs[0], b.nodeTime, func() (float64, error) { return b.wrk(b.node, script) })},
		contender{"PostGIS, dates by KNN", b.metered(&costs[1], postgres, func() (float64, error) { return b.pgbench(eventsDatabase, knn) })},
		contender{"PostGIS, best form", b.metered(&costs[2], postgres, func() (float64, error) { return b.pgbench(eventsDatabase, best) })},
	)
	if err != nil {
		return nil, err
	}
	var each [3]float64
	for i := range costs {
		slices.Sort(costs[i])
		each[i] = costs[i][len(costs[i])/2]
	}
	micros := func(i int) string { return fmt.Sprintf("%.0f µs", each[i]) }
	return []row{{
		what:   fmt.Sprintf("dates of events near a point over HTTP, %s live, against PostGIS geography KNN on a table of dates", thousands(eventSeries*9)),
		target: 8, ratio: rates[0] / rates[1], ours: perSecond(rates[0]),
		theirs: perSecond(rates[1]) + fmt.Sprintf("; its best form %s: %.3g×", perSecond(rates[2]), rates[0]/rates[2]),
	}, {
		what: "… by the processor time of the servers alone", target: 8, ratio: each[1] / each[0], ours: micros(0),
		theirs: micros(1) + fmt.Sprintf("; its best form %s: %.3g×", micros(2), each[2]/each[0]),
	}}, nil
}

// holdOutings writes the events as the product keeps them, once for a run.
func (b *bench) holdOutings(list []outing) error {
	b.say("holding %s events", thousands(len(list)))
	conn, err := b.pool.Acquire(b.ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(b.ctx, `create temp table drawn (`+drawnColumns+`)`); err != nil {
		return err
	}
	if err := copyOutings(b, conn.Conn(), "drawn", list); err != nil {
		return err
	}
	_, err = conn.Exec(b.ctx, `
		insert into events (uid, title, words, interest, whereabouts, point, district_id, zone, starts, length_s, rule, created_at, updated_at)
		select uid, title, 'Venez comme vous êtes.', interest, 'point', st_setsrid(st_makepoint(lon, lat), 4326), d.id, 'UTC', starts, 7200, 'FREQ=WEEKLY', now(), now()
		from drawn join districts d on d.code = district order by uid`)
	return err
}

const drawnColumns = `uid uuid, title text, interest text, lon float8, lat float8, district text, quarter text, starts timestamp`

func copyOutings(b *bench, conn *pgx.Conn, table string, list []outing) error {
	_, err := conn.CopyFrom(b.ctx, pgx.Identifier{table}, []string{"uid", "title", "interest", "lon", "lat", "district", "quarter", "starts"},
		pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
			o := &list[i]
			return []any{o.uid, o.title, o.interest, o.at[0], o.at[1], o.district, o.quarter, o.starts}, nil
		}))
	return err
}

// loadDates fills the peer: every date is a row, which somebody would have to write as the weeks go by.
func (b *bench) loadDates(list []outing) error {
	if _, err := b.pool.Exec(b.ctx, "create database "+eventsDatabase); err != nil {
		return err
	}
	conn, err := pgx.Connect(b.ctx, b.cluster.URL(eventsDatabase))
	if err != nil {
		return err
	}
	defer conn.Close(b.ctx)
	if _, err := conn.Exec(b.ctx, `
		create extension postgis; create extension btree_gist;
		create table drawn (num int generated always as identity, `+drawnColumns+`)`); err != nil {
		return err
	}
	if err := copyOutings(b, conn, "drawn", list); err != nil {
		return err
	}
	var codes []string
	for _, i := range directory.Interests {
		codes = append(codes, "'"+i.Code+"'")
	}
	for _, sql := range []string{
		fmt.Sprintf(`create table knn as
			select num, uid, t as original, t as starts, t + interval '2 hours' as ends, 'UTC' as zone, title, 'point' as site, lon, lat, district, quarter,
				interest, array_position(array[%s], interest) - 1 as kind, 0 as price_cents, 0 as capacity, 0 as taken, 0 as waiting, false as cancelled,
				st_setsrid(st_makepoint(lon, lat), 4326)::geography as geog
			from drawn, generate_series(starts at time zone 'UTC', date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' + interval '%d days' - interval '1 second', interval '7 days') t`, strings.Join(codes, ", "), eventDays),
		`create index on knn using gist (geog)`,
		`create table best as select *, geog::geometry as geom from knn order by starts`,
		`create index best_place on best using gist (kind, geom)`,
		`cluster best using best_place`, `drop table drawn`, `vacuum analyze`, `checkpoint`,
	} {
		if _, err := conn.Exec(b.ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

// dateColumns are what the API's answer is written from, and the number that the order needs.
const dateColumns = `num, uid, original, starts, ends, zone, title, site, lon, lat, district, quarter, interest, price_cents, capacity, taken, waiting, cancelled`

// The statements of the peer, as those for places: see peers.go.
const (
	datesKNN = `select ` + dateColumns + `, st_distance(geog, st_point(:lon, :lat)::geography, false) as distance_m from knn
 where kind = :kind and starts < now() + interval '62 days' and ends > now()
 and st_dwithin(geog, st_point(:lon, :lat)::geography, 2000, false)
 order by geog <-> st_point(:lon, :lat)::geography, starts, num limit 20;`
	datesBest = `select ` + dateColumns + `, st_distancesphere(geom, st_setsrid(st_point(:lon, :lat), 4326)) as distance_m from best
 where kind = :kind and starts < now() + interval '62 days' and ends > now()
 and geom && st_makeenvelope(:lon::float8 - :dlon::float8, :lat::float8 - :dlat::float8, :lon::float8 + :dlon::float8, :lat::float8 + :dlat::float8, 4326)
 and st_distancesphere(geom, st_setsrid(st_point(:lon, :lat), 4326)) <= 2000
 order by distance_m, starts, num limit 20;`
)

// interestOf takes the place of the category that is asked for.
func interestOf(q question) string { return directory.Interests[q.kind%len(directory.Interests)].Code }

func eventsPath(q question) string {
	return fmt.Sprintf("/v1/events?near=%s,%s&radius_m=%.0f&interest=%s&limit=%d", degrees(q.at[0]), degrees(q.at[1]), radiusM, interestOf(q), wanted)
}

func eventParameters(q question) map[string]any {
	set := q.parameters()
	set["kind"] = q.kind % len(directory.Interests)
	return set
}

// listsDates says whether the node knows of the events.
func (b *bench) listsDates() error {
	body, err := b.get(b.node, "/v1/events?limit=1", http.Header{})
	if err == nil && !strings.Contains(string(body), "Rencontre de quartier") {
		err = errors.New("no event yet")
	}
	return err
}

// sameDates asks both sides every question once, and compares what begins when in order.
func (b *bench) sameDates() error {
	conn, err := pgx.Connect(b.ctx, b.cluster.URL(eventsDatabase))
	if err != nil {
		return err
	}
	defer conn.Close(b.ctx)
	all, differ := 0, 0
	for _, q := range b.questions {
		body, err := b.get(b.node, eventsPath(q), http.Header{})
		if err != nil {
			return err
		}
		var page struct {
			Items []struct {
				Title string
				Start time.Time
			}
		}
		if err := json.Unmarshal(body, &page); err != nil {
			return err
		}
		var ours []string
		for _, i := range page.Items {
			ours = append(ours, i.Title+i.Start.UTC().Format(time.RFC3339))
		}
		sql := fill(datesBest, eventParameters(q))
		rows, err := conn.Query(b.ctx, `select title || to_char(starts at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') from (`+strings.TrimSuffix(sql, ";")+") t",
			pgx.QueryExecModeSimpleProtocol)
		if err != nil {
			return err
		}
		theirs, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		all, differ = all+len(ours), differ+missing(ours, theirs)+missing(theirs, ours)
	}
	if b.say("  %d of %d dates differ", differ, all); all == 0 || differ*100 > all {
		return fmt.Errorf("PostGIS answers otherwise: %d of %d dates", differ, all)
	}
	return nil
}
