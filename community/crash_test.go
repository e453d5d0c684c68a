package community

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres"
	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// A process that signs somebody up, takes somebody off, passes on what ran out, draws, calls off a date or moves one is killed before each statement
// that it sends to the database, and after the last. Another process goes on 90 seconds later, in which the person who got no answer tries
// again. What stands then must be what stands without a death: nobody lost, nobody told twice, nobody not told (C3).

const (
	asWorker = "COMMUNITY_TEST_WORKER" // what this process is to do, instead of the tests
	neverDie = "-1"
)

func TestMain(m *testing.M) {
	if do := os.Getenv(asWorker); do != "" {
		if err := work(context.Background(), do); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// deaths counts the statements of a worker, and kills it.
type deaths struct {
	taken int
	at    string
}

type traced struct{}

func (d *deaths) before(ctx context.Context, step string) {
	if ctx.Value(traced{}) == nil {
		return // what copies and connections do for themselves
	}
	fmt.Println(strings.Join(strings.Fields(step), " "))
	if fmt.Sprint(d.taken) == d.at {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // until it arrives
	}
	d.taken++
}

func (d *deaths) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	d.before(ctx, data.SQL)
	return ctx
}

func (d *deaths) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (d *deaths) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	d.before(ctx, "batch")
	return ctx
}

func (d *deaths) TraceBatchQuery(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchQueryData) {
	d.before(ctx, "after "+data.SQL)
}

func (d *deaths) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// work does what a node does, at the instant that it is told.
func work(ctx context.Context, do string) error {
	d := &deaths{at: os.Getenv("T_DIES")}
	at, err := time.Parse(time.RFC3339, os.Getenv("T_AT"))
	if err != nil {
		return err
	}
	pool, err := postgres.Open(ctx, os.Getenv("T_URL"), func(c *pgxpool.Config) { c.ConnConfig.Tracer, c.MaxConns = d, 4 })
	if err != nil {
		return err
	}
	now := func() time.Time { return at }
	live := directory.NewLive(directory.Config{})
	follower := feed.New(pool, []feed.Subject{live}, feed.Config{})
	go func() { _ = follower.Run(ctx) }()
	<-follower.Ready()
	key := make([]byte, identity.KeyBytes)
	desk, err := identity.NewDesk(pool, identity.Config{Key: key, Now: now, Send: func(context.Context, identity.Message) error { return nil }})
	if err != nil {
		return err
	}
	sealer, err := identity.NewSealer(key, "community")
	if err != nil {
		return err
	}
	room, err := NewRoom(Config{
		Pool: pool, Live: live, Calendar: NewCalendar(CalendarConfig{Live: live, Now: now}), Sealer: sealer,
		Desk: func() *identity.Desk { return desk }, Now: now,
	})
	if err != nil {
		return err
	}
	id, err := uuid.Parse(os.Getenv("T_ID"))
	if err != nil {
		return err
	}
	original, err := time.Parse(time.RFC3339, os.Getenv("T_ORIGINAL"))
	if err != nil {
		return err
	}
	v := &identity.Viewer{Account: identity.Account{Standing: identity.StandingActive}}
	if _, err := fmt.Sscan(os.Getenv("T_ACCOUNT"), &v.Account.Num); err != nil {
		return err
	}
	ctx = context.WithValue(ctx, traced{}, true)
	switch do {
	case "sign-up":
		_, err = room.SignUp(ctx, v, id, &original, Joining{}, "the same key")
	case "series":
		_, err = room.SignUp(ctx, v, id, nil, Joining{}, "the same key")
	case "leave":
		_, err = room.Leave(ctx, v, id)
	case "cancel":
		_, err = room.Cancel(ctx, v, id, &original, This, "ill")
	case "move":
		err = moveLater(ctx, room, v, id, original)
	}
	for _, due := range []func(context.Context) error{room.SeatsDue, room.WindowsDue, room.TicketsDue} {
		if err == nil {
			err = due(ctx)
		}
	}
	d.before(ctx, "the end")
	return err
}

// moveLater has one date begin an hour later; asked again, it is.
func moveLater(ctx context.Context, room *Room, v *identity.Viewer, id uuid.UUID, original time.Time) error {
	f, err := room.Get(ctx, v, id)
	if err != nil {
		return err
	}
	o, _ := f.Occurrence(original)
	d := f.DraftOf(&o)
	d.When.Start = wallIn(original.Add(time.Hour), &f.Event)
	_, err = room.Edit(ctx, v, id, &original, This, d)
	return err
}

// stage is a database in which one thing is about to happen, and copies of it for those who die.
type stage struct {
	do, url      string
	id           uuid.UUID
	account      int64
	at, original time.Time
}

func newStage(t *testing.T, do string) *stage {
	t.Helper()
	w := newTown(t)
	ctx := context.Background()
	host := w.member("Awa", west)
	e := w.publish(host, func(d *Draft) { d.Capacity, d.When.Rule = 4, "FREQ=WEEKLY;COUNT=2" })
	s := &stage{do: do, url: w.pool.Config().ConnString(), id: e.ID, at: begin, original: first(&e)}
	people := w.crowd(8)
	b := w.batch(host, &e, func(d *BatchDraft) { d.Places, d.Draw, d.Closes = 2, true, begin.Add(time.Hour) })
	for _, v := range people[5:] {
		_, err := w.room.Apply(ctx, v, b.ID)
		w.must(err)
	}
	for _, v := range people[:4] {
		w.join(v, &e) // two go, two wait
	}
	s.account = people[4].Account.Num
	switch do {
	case "leave":
		s.id, s.account = w.own(people[0], &e).ID, people[0].Account.Num
	case "cancel", "move":
		s.account = host.Account.Num
	case "lapse":
		_, err := w.room.Leave(ctx, people[0], w.own(people[0], &e).ID) // the third is offered a seat
		w.must(err)
		s.at = begin.Add(13 * time.Hour) // it runs out; and the draw is due
	case "remind":
		s.at = s.original.Add(-24 * time.Hour)
	}
	w.leave()
	return s
}

// leave ends the town, so that its database can be copied.
func (w *town) leave() {
	w.t.Helper()
	w.unfollow()
	w.pool.Close()
}

// copyOf is the stage's database again, for one death.
func (s *stage) copyOf(t *testing.T) string {
	t.Helper()
	ctx := context.Background()
	config, err := pgx.ParseConfig(s.url)
	if err != nil {
		t.Fatal(err)
	}
	name := "test_" + fmt.Sprint(os.Getpid()) + "_" + strings.ReplaceAll(uuid.NewString(), "-", "")[:16]
	staged := config.Database
	config.Database = "postgres"
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, `create database `+pgx.Identifier{name}.Sanitize()+` template `+pgx.Identifier{staged}.Sanitize()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		conn, err := pgx.ConnectConfig(ctx, config)
		if err != nil {
			return
		}
		defer conn.Close(ctx)
		_, _ = conn.Exec(ctx, `drop database if exists `+pgx.Identifier{name}.Sanitize()+` with (force)`)
	})
	return strings.Replace(s.url, staged, name, 1)
}

// run runs a worker to its end and gives the steps it said.
func (s *stage) run(t *testing.T, url string, at time.Time, dies string) (said []string, killed bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asWorker+"="+s.do, "T_URL="+url, "T_AT="+at.Format(time.RFC3339), "T_DIES="+dies,
		"T_ID="+s.id.String(), "T_ORIGINAL="+s.original.Format(time.RFC3339), fmt.Sprint("T_ACCOUNT=", s.account))
	out, err := cmd.Output()
	if dead, ok := err.(*exec.ExitError); ok { //nolint:errorlint // Output gives it as it is
		status, _ := dead.Sys().(syscall.WaitStatus)
		killed = status.Signaled() && status.Signal() == syscall.SIGKILL
	}
	if err != nil && !killed {
		t.Fatalf("a worker failed: %v: %s", err, out)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n"), killed
}

// stands is all that counts of what a database says, without instants and random ids. Who is drawn is by the seed, which is the same.
func (s *stage) stands(t *testing.T, url string) string {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, `
		select concat_ws(' ', 'date', event_id, original, off, capacity, taken, held, waiting, turn) from event_seats
		union all select concat_ws(' ', 'sign-up', event_id, original, account_id, state, seats, turn, reason, remind_at) from sign_ups
		union all select concat_ws(' ', 'series', event_id, account_id) from event_series
		union all select concat_ws(' ', 'ticket', batch_id, account_id, state, turn) from tickets
		union all select concat_ws(' ', 'batch', id, seed is null, closed_at is null) from ticket_batches
		union all select concat_ws(' ', 'event', event_id, original, state, why, sequence, starts) from event_dates
		union all select concat_ws(' ', 'notice', account_id, kind, count(*)) from notifications group by account_id, kind
		order by 1`)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

func TestNothingIsLostOrToldTwice(t *testing.T) {
	t.Parallel()
	const least = 60
	const rest = 90 * time.Second
	var kills atomic.Int64
	t.Cleanup(func() {
		if n := kills.Load(); n < least {
			t.Errorf("%d processes were killed, at least %d are promised", n, least)
		}
		t.Logf("%d kills", kills.Load())
	})
	for _, do := range []string{"sign-up", "series", "leave", "lapse", "remind", "cancel", "move"} {
		s := newStage(t, do)
		whole := s.copyOf(t)
		before := s.stands(t, whole)
		steps, _ := s.run(t, whole, s.at, neverDie)
		s.run(t, whole, s.at.Add(rest), neverDie)
		want := s.stands(t, whole)
		if before == want || len(steps) < 6 {
			t.Fatalf("%s: nothing happens: %q", do, steps)
		}
		for i, step := range steps {
			t.Run(fmt.Sprintf("%s %d %.40s", do, i, step), func(t *testing.T) {
				t.Parallel()
				url := s.copyOf(t)
				if _, killed := s.run(t, url, s.at, fmt.Sprint(i)); !killed {
					t.Fatal("not killed")
				}
				kills.Add(1)
				s.run(t, url, s.at.Add(rest), neverDie)
				if got := s.stands(t, url); got != want {
					t.Errorf("it comes to:\n%s\nwant:\n%s", got, want)
				}
			})
		}
	}
}
