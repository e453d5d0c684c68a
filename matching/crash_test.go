package matching

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

	"github.com/alentour/alentour/conversation"
	"github.com/alentour/alentour/data/postgres"
	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// A process that asks people, takes a yes, or takes a yes back is killed before each statement that it sends to the database, and
// after the last: these are all the moments at which what others see can differ. Another process goes on 90 seconds later, in which
// the person who got no answer tries again. What stands then must be what stands without a death.

const (
	asWorker = "MATCHING_TEST_WORKER" // what this process is to do, instead of the tests
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
	room, err := workRoom(ctx, pool, func() time.Time { return at })
	if err != nil {
		return err
	}
	id, err := uuid.Parse(os.Getenv("T_INVITATION"))
	if err != nil {
		return err
	}
	v := &identity.Viewer{Account: identity.Account{Standing: identity.StandingActive}}
	if _, err := fmt.Sscan(os.Getenv("T_ACCOUNT"), &v.Account.Num); err != nil {
		return err
	}
	ctx = context.WithValue(ctx, traced{}, true)
	switch do {
	case "accept":
		_, err = room.Accept(ctx, v, id)
	case "withdraw":
		_, err = room.Withdraw(ctx, v, id, "ill")
	}
	if err == nil {
		err = room.Arm(ctx)
	}
	if err == nil {
		_, err = room.DispatchDue(ctx)
	}
	d.before(ctx, "the end")
	return err
}

// workRoom is a room whose copies have been loaded.
func workRoom(ctx context.Context, pool *pgxpool.Pool, now func() time.Time) (*Room, error) {
	key := make([]byte, identity.KeyBytes)
	live, volunteers, memory := directory.NewLive(directory.Config{}), directory.NewVolunteers(), NewMemory()
	requests := NewRequests(live)
	follower := feed.New(pool, []feed.Subject{live, volunteers, memory, requests}, feed.Config{})
	go func() { _ = follower.Run(ctx) }()
	<-follower.Ready()
	desk, err := identity.NewDesk(pool, identity.Config{Key: key, Now: now, Send: func(context.Context, identity.Message) error { return nil }})
	if err != nil {
		return nil, err
	}
	sealer, err := identity.NewSealer(key, "matching")
	if err != nil {
		return nil, err
	}
	threads, err := testThreads(pool, desk, now)
	if err != nil {
		return nil, err
	}
	return NewRoom(Config{
		Pool: pool, Live: live, Volunteers: volunteers, Memory: memory, Requests: requests, Threads: threads, Sealer: sealer,
		Desk: func() *identity.Desk { return desk }, Now: now,
	})
}

func testThreads(pool *pgxpool.Pool, desk *identity.Desk, now func() time.Time) (*conversation.Store, error) {
	sealer, err := identity.NewSealer(make([]byte, identity.KeyBytes), "conversation")
	if err != nil {
		return nil, err
	}
	return conversation.NewStore(pool, conversation.Config{
		Sealer: sealer, Desk: func() *identity.Desk { return desk }, Now: now,
		People: func(context.Context, conversation.Querier, []int64) (map[int64]conversation.Person, error) {
			return nil, nil
		},
	})
}

// stage is a database in which one thing is about to happen, and copies of it for those who die.
type stage struct {
	t          *testing.T
	do         string
	url        string
	invitation uuid.UUID
	account    int64
}

func newStage(t *testing.T, do string) *stage {
	t.Helper()
	c := newCrew(t)
	s := &stage{t: t, do: do, url: c.pool.Config().ConnString()}
	asker, offerer := c.member("Awa", west), c.member("Otto", west)
	first := c.volunteer(west)
	c.volunteer(west)
	if do == "dispatch" {
		c.post(offerer, func(d *Draft) { d.Offer = true })
	}
	ctx := context.Background()
	q := c.post(asker, func(d *Draft) {
		d.When = When{Timing: Window, From: begin.Add(10 * time.Hour), Until: begin.Add(12 * time.Hour)}
	})
	if do != "dispatch" {
		c.dispatch(q)
		s.invitation, s.account = c.invitation(first, q).ID, first.Account.Num
	}
	if do == "withdraw" {
		_, err := c.room.Accept(ctx, first, s.invitation)
		c.must(err)
		c.volunteer(west)
	}
	c.leave()
	return s
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
		"T_INVITATION="+s.invitation.String(), fmt.Sprint("T_ACCOUNT=", s.account))
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

// stands is all that counts of what a database says, without instants and random ids.
func (s *stage) stands(t *testing.T, url string) string {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, `
		select concat_ws(' ', 'request', id, offer, state, taken, wave, unanswered, next_wave_at is null) from requests
		union all select concat_ws(' ', 'step', request_id, act, state, taken, by_id, count(*)) from request_steps group by request_id, act, state, taken, by_id
		union all select concat_ws(' ', 'invitation', request_id, account_id, state, reason, wave, learnt) from invitations
		union all select concat_ws(' ', 'load', account_id, cardinality(asked), gap_yes, delays) from volunteer_loads where cardinality(asked) > 0
		union all select concat_ws(' ', 'record', account_id, family, band, asked, yes, exposure) from help_records
		union all select concat_ws(' ', 'notice', account_id, kind, count(*)) from notifications group by account_id, kind
		union all select concat_ws(' ', 'pair', offer_id, ask_id) from pairings
		union all select concat_ws(' ', 'thread', t.subject, m.account_id, m.left_at is null) from threads t join thread_members m on m.thread_id = t.id
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

func TestNothingIsLostOrDecidedTwice(t *testing.T) {
	t.Parallel()
	const least = 30
	const rest = 90 * time.Second
	var kills atomic.Int64
	t.Cleanup(func() {
		if n := kills.Load(); n < least {
			t.Errorf("%d processes were killed, at least %d are promised", n, least)
		}
		t.Logf("%d kills", kills.Load())
	})
	for _, do := range []string{"dispatch", "accept", "withdraw"} {
		s := newStage(t, do)
		whole := s.copyOf(t)
		before := s.stands(t, whole)
		steps, _ := s.run(t, whole, begin, neverDie)
		s.run(t, whole, begin.Add(rest), neverDie)
		want := s.stands(t, whole)
		if before == want || len(steps) < 8 {
			t.Fatalf("%s: nothing happens: %q", do, steps)
		}
		t.Logf("%s comes to:\n%s", do, want)
		for i, step := range steps {
			t.Run(fmt.Sprintf("%s %d %.40s", do, i, step), func(t *testing.T) {
				t.Parallel()
				url := s.copyOf(t)
				// two requests are dispatched side by side, and the second has less to do: it may be over before this step
				said, killed := s.run(t, url, begin, fmt.Sprint(i))
				if !killed && len(said) > i {
					t.Fatal("not killed")
				}
				if killed {
					kills.Add(1)
				}
				s.run(t, url, begin.Add(rest), neverDie)
				if got := s.stands(t, url); got != want {
					t.Errorf("it comes to:\n%s\nwant:\n%s", got, want)
				}
			})
		}
	}
}
