package main

import (
	"bytes"
	"context"
	"log/slog"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/marseille"
	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching/simulate"
)

// hamlet is two weeks of a small city.
func hamlet(t *testing.T) simulate.Setting {
	t.Helper()
	city, err := simulate.Disc(2000, 6)
	if err != nil {
		t.Fatal(err)
	}
	return simulate.Setting{Seed: 39, Volunteers: 60, City: city, TirednessDays: 1, RequestsPerDay: 3, Days: 14}
}

func bottled(t *testing.T, ctx context.Context, pool *pgxpool.Pool, s simulate.Setting, without ...string) *bottle {
	t.Helper()
	a := &app{ctx: t.Context(), log: slog.New(slog.DiscardHandler), out: new(bytes.Buffer)}
	b, err := fillBottle(a, pool, make([]byte, identity.KeyBytes), s, false, without)
	if err != nil {
		t.Fatal(err)
	}
	defer b.unfollow()
	if err := b.run(ctx); err != nil && ctx.Err() == nil {
		t.Fatal(err)
	}
	return b
}

func number(t *testing.T, pool *pgxpool.Pool, sql string, args ...any) (n int) {
	t.Helper()
	if err := pool.QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestABottleIsTheWorldInADatabase(t *testing.T) {
	t.Parallel()
	pool, s := postgrestest.New(t), hamlet(t)
	b := bottled(t, t.Context(), pool, s)
	total := &b.truth.Total
	t.Logf("%+v", *total)
	if g := b.truth.Gathered; g.Events == 0 || g.SignUps <= g.TookBack || g.Came == 0 {
		t.Errorf("nobody did anything together: %+v", g)
	}
	if !b.truth.Complete || b.truth.LivedDays != s.Days || total.Requests < 20 || total.Accepted == 0 || total.No == 0 || total.Filled == 0 || b.truth.Newcomers == 0 {
		t.Fatalf("little happened: %+v", b.truth)
	}
	for what, check := range map[string]struct {
		want int
		sql  string
	}{
		"requests":          {total.Requests, `select count(*) from requests`},
		"seats":             {total.Seats, `select sum(needed) from requests`},
		"invitations":       {total.Invitations, `select count(*) from invitations`},
		"those kept":        {total.Accepted - total.DropOuts, `select count(*) from invitations where state = 'accepted'`},
		"those dropped":     {total.DropOuts, `select count(*) from invitations where state = 'dropped'`},
		"seats taken":       {total.Filled, `select sum(taken) from requests`},
		"newcomers":         {s.Volunteers + b.truth.Newcomers, `select count(*) from volunteers`},
		"who left":          {b.truth.Left, `select count(*) from volunteers where left_at is not null`},
		"gatherings":        {b.truth.Gathered.Events, `select count(*) from events where review = 'passed'`},
		"sign-ups":          {b.truth.Gathered.SignUps, `select count(*) from sign_ups`},
		"who came":          {b.truth.Gathered.Came, `select count(*) from sign_ups where came`},
		"whom they brought": {b.truth.Gathered.With, `select coalesce(sum(came_with), 0) from sign_ups where came`},
		"who just came":     {b.truth.Gathered.WalkIns, `select sum(walk_ins) from event_seats`},
		"caps of a day": {0, `
			select count(*) from invitations i join volunteers v using (account_id) where v.per_day < (
				select count(*) from invitations j where j.account_id = i.account_id and j.sent_at <= i.sent_at and j.sent_at > i.sent_at - interval '1 day')`},
		"caps of a week": {0, `
			select count(*) from invitations i join volunteers v using (account_id) where v.per_week < (
				select count(*) from invitations j where j.account_id = i.account_id and j.sent_at <= i.sent_at and j.sent_at > i.sent_at - interval '7 days')`},
		"invitations at night": {0, `
			select count(*) from invitations i join volunteers v using (account_id) join requests q on q.id = i.request_id
			where extract(hour from i.sent_at at time zone 'UTC') not between 8 and 20 and not (q.urgency = 'urgent' and v.at_night)`},
		"what is stuck": {0, `
			select count(*) from requests where state in ('review', 'open', 'partly') and next_wave_at is null and unanswered = ''`},
		"what is overdue": {0, `select count(*) from requests where next_wave_at < '` + b.clock().Format("2006-01-02T15:04:05Z") + `'`},
	} {
		if got := number(t, pool, check.sql); got != check.want {
			t.Errorf("%s: %d in the database, %d in truth", what, got, check.want)
		}
	}
	rows := counts{}
	for _, r := range b.truth.Rows {
		rows.add(&r.counts)
	}
	if rows != *total {
		t.Errorf("by district and kind it is %+v, in all %+v", rows, *total)
	}
	policy, err := simulate.NewPolicy("alentour")
	if err != nil {
		t.Fatal(err)
	}
	inMemory, err := simulate.Run(t.Context(), s, policy)
	if err != nil {
		t.Fatal(err)
	}
	fill := float64(total.Filled24h) / float64(total.Seats)
	noise := 3 * math.Sqrt(0.25/float64(total.Seats))
	t.Logf("fill within a day %.3f, in memory %.3f; invitations %d, in memory %d", fill, inMemory.Fill24h, total.Invitations, inMemory.Invitations)
	if total.Requests != inMemory.Requests || math.Abs(fill-inMemory.Fill24h) > noise {
		t.Errorf("%d requests, filled within a day: %.3f; in memory %d, %.3f", total.Requests, fill, inMemory.Requests, inMemory.Fill24h)
	}
	if again := bottled(t, t.Context(), postgrestest.New(t), s); !reflect.DeepEqual(again.truth, b.truth) {
		t.Errorf("the same seed once more: %+v\nbefore: %+v", again.truth, b.truth)
	}
}

func TestABottleHoldsNobodyElse(t *testing.T) {
	t.Parallel()
	pool, s := postgrestest.New(t), hamlet(t)
	s.Days = 2
	a := &app{ctx: t.Context(), log: slog.New(slog.DiscardHandler), out: new(bytes.Buffer)}
	for _, wrong := range []string{"sleeping", "groceries:nowhere", "groceries@3", "groceries@0", ":"} {
		_, err := fillBottle(a, pool, make([]byte, identity.KeyBytes), s, false, []string{wrong})
		if err == nil || !strings.Contains(err.Error(), "--without "+wrong) {
			t.Errorf("without %s: %v", wrong, err)
		}
	}
	var err error
	if s.City, err = simulate.Disc(1500, 4); err != nil { // what was made above is made again
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // before the first step
	if b := bottled(t, ctx, pool, s); b.truth.Complete || b.truth.Total.Requests != 0 {
		t.Errorf("it went on: %+v", b.truth)
	}
	if n := number(t, pool, `select count(*) from districts`); n != 5 {
		t.Errorf("%d districts", n)
	}
	_, err = fillBottle(a, pool, make([]byte, identity.KeyBytes), s, false, nil)
	if err == nil || !strings.Contains(err.Error(), "holds people") {
		t.Errorf("a second time: %v", err)
	}
}

// The demo's people make room, its city stays; what is taken away is missing from that day on, and in truth.
func TestWhatIsMissingIsMissingFromADayOn(t *testing.T) {
	t.Parallel()
	pool := demoAtStart(t)
	s := simulate.Setting{Seed: 3, Volunteers: 60, TirednessDays: 1, RequestsPerDay: 2, Days: 2}
	b := bottled(t, t.Context(), pool, s, "groceries:13055@2", "meal:13201")
	if b.truth.City != marseille.City || len(b.truth.Without) != 2 {
		t.Fatalf("%+v", b.truth)
	}
	offered := `select count(*) from volunteers where 'groceries' = any(kinds) and left_at is null`
	help, meals := b.truth.Without[0], b.truth.Without[1]
	if n := number(t, pool, offered); help.Volunteers == 0 || n != 0 || help.Day != 2 || help.From.Sub(b.begin).Hours() != 24 {
		t.Errorf("%+v, and %d volunteers still do the shopping", *help, n)
	}
	if n := number(t, pool, `select count(*) from volunteers`); n != s.Volunteers+b.truth.Newcomers {
		t.Errorf("%d volunteers", n)
	}
	closed := `select count(distinct p.id) from places p join notices n on n.place_id = p.id
		where p.uid = any($1) and n.closed and n.from_day = '2026-01-05' and n.till_day is null`
	if n := number(t, pool, closed, meals.Places); len(meals.Places) == 0 || n != len(meals.Places) {
		t.Errorf("%d of %d places closed", n, len(meals.Places))
	}
}

func TestSimulateKeepsOutOfTheDatabaseOfTheEnvironment(t *testing.T) {
	t.Parallel()
	nowhere := "postgres://nobody@127.0.0.1:1/none"
	cmd := newCity(t).command(small...)
	cmd.Env = append(cmd.Env, "ALENTOUR_DATABASE="+nowhere)
	if out, err := cmd.Output(); err != nil || !strings.Contains(string(out), "fill_24h") {
		t.Errorf("%v: %s", err, out)
	}
	for _, wrong := range [][]string{{"--database", nowhere, "--runs", "2"}, {"--database", nowhere, "--policy", "nearest-30"}, {"--truth", "x"}} {
		out, err := newCity(t).command(append([]string{"simulate"}, wrong...)...).CombinedOutput()
		if err == nil || !strings.Contains(string(out), "--database") {
			t.Errorf("%v: %v: %s", wrong, err, out)
		}
	}
}
