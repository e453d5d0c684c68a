package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres"
	"github.com/alentour/alentour/data/postgres/postgrestest"
)

// A process that posts, plans and hands over is killed before each statement it sends to the database, and before and after it
// hands a letter over: these are all the moments at which what others see can differ. Another process goes on 90 seconds later.

const (
	asWorker = "NOTIFY_TEST_WORKER" // what this process is to do, instead of the tests
	lastStep = -1                   // of a worker that is not killed
)

func TestMain(m *testing.M) {
	if os.Getenv(asWorker) != "" {
		if err := work(context.Background()); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// scene is what a worker finds, told by its environment.
type scene struct {
	url     string
	account int64
	at      time.Time
	dies    int // before this step; lastStep = never
	mail    string
	roots   string
	gateway string
}

func (s scene) environment() []string {
	return append(os.Environ(), asWorker+"=yes", "T_URL="+s.url, fmt.Sprint("T_ACCOUNT=", s.account), "T_AT="+s.at.Format(time.RFC3339),
		fmt.Sprint("T_DIES=", s.dies), "T_MAIL="+s.mail, "T_ROOTS="+s.roots, "T_GATEWAY="+s.gateway)
}

// work posts, plans and hands over, as a node does, and says each step on its standard output before it takes it.
func work(ctx context.Context) error {
	account, err := strconv.ParseInt(os.Getenv("T_ACCOUNT"), 10, 64)
	if err != nil {
		return err
	}
	at, err := time.Parse(time.RFC3339, os.Getenv("T_AT"))
	if err != nil {
		return err
	}
	steps := &steps{}
	if steps.dies, err = strconv.Atoi(os.Getenv("T_DIES")); err != nil {
		return err
	}
	pool, err := postgres.Open(ctx, os.Getenv("T_URL"), func(c *pgxpool.Config) { c.ConnConfig.Tracer = steps })
	if err != nil {
		return err
	}
	now := func() time.Time { return at }
	der, err := base64.StdEncoding.DecodeString(os.Getenv("T_ROOTS"))
	if err != nil {
		return err
	}
	root, err := x509.ParseCertificate(der)
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AddCert(root)
	mail, err := NewMail(MailConfig{
		URL: "smtp://alentour:hunter2@" + os.Getenv("T_MAIL"), From: "a@example.org", TLS: &tls.Config{RootCAs: roots, ServerName: "127.0.0.1"},
	})
	if err != nil {
		return err
	}
	texts, err := NewTexts(TextsConfig{URL: os.Getenv("T_GATEWAY"), Key: []byte(strings.Repeat("k", 32)), Monthly: 10, Pool: pool, Now: now})
	if err != nil {
		return err
	}
	o, err := New(Config{
		Pool: pool, Key: testKey, PublicURL: "https://alentour.example", Now: now,
		Email: watched{mail, steps}, SMS: watched{texts, steps},
	})
	if err != nil {
		return err
	}
	ctx = context.WithValue(ctx, counted{}, true)
	err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error { return Post(ctx, tx, contactAdded(account, 1)) })
	if err != nil {
		return err
	}
	if err := o.Plan(ctx); err != nil {
		return err
	}
	_, err = o.Deliver(ctx)
	return err
}

// steps counts what a worker does, and kills it.
type steps struct{ taken, dies int }

type counted struct{}

func (s *steps) before(ctx context.Context, step string) {
	if ctx.Value(counted{}) == nil {
		return // what a connection does for itself
	}
	fmt.Println(strings.Join(strings.Fields(step), " "))
	if s.taken == s.dies {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // until it arrives
	}
	s.taken++
}

func (s *steps) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	s.before(ctx, data.SQL)
	return ctx
}

func (s *steps) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (s *steps) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	s.before(ctx, "batch")
	return ctx
}

func (s *steps) TraceBatchQuery(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchQueryData) {
	s.before(ctx, "after "+data.SQL)
}

func (s *steps) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// watched is a sender whose hand-over is two steps.
type watched struct {
	Sender
	steps *steps
}

const handedOver = "handed over"

func (w watched) Send(ctx context.Context, l Letter) error {
	w.steps.before(ctx, "hand over")
	err := w.Sender.Send(ctx, l)
	w.steps.before(ctx, handedOver)
	return err
}

// stage is a database with one person, reached by one channel, and the world outside.
type stage struct {
	scene
	town *town
	post *postOffice
	sms  *gateway
}

func newStage(t *testing.T, c Channel) *stage {
	t.Helper()
	s := &stage{town: &town{t: t}, post: newPostOffice(t), sms: newGateway(t)}
	s.url = postgrestest.URL(t)
	pool, err := postgres.Open(t.Context(), s.url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	s.town.pool = pool
	contact := "email:amina@example.org"
	if c == SMS {
		contact = "phone:+33612345678"
	}
	s.account = s.town.person("fr", contact)
	s.town.exec(`insert into recipients (account_id, ways) values ($1, '{"account": {"sms": "now"}}')`, s.account)
	s.mail, s.gateway, s.roots = s.post.address, s.sms.url, base64.StdEncoding.EncodeToString(s.post.certificate)
	return s
}

// run runs a worker to its end and gives the steps it said.
func (s *stage) run(at time.Time, dies int) (said []string, killed bool) {
	s.town.t.Helper()
	s.at, s.dies = at, dies
	cmd := exec.Command(os.Args[0])
	cmd.Env = s.environment()
	out, err := cmd.Output()
	if dead, ok := err.(*exec.ExitError); ok { //nolint:errorlint // Output gives it as it is
		status, _ := dead.Sys().(syscall.WaitStatus)
		killed = status.Signaled() && status.Signal() == syscall.SIGKILL
	}
	if err != nil && !killed {
		s.town.t.Fatalf("a worker failed: %v: %s", err, out)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n"), killed
}

// letters are the ids of what arrived outside, as often as it did.
func (s *stage) letters() (ids []string) {
	mails, _ := s.post.all()
	for _, m := range mails {
		ids = append(ids, m.Header.Get("Message-Id"))
	}
	s.sms.mu.Lock()
	defer s.sms.mu.Unlock()
	return append(ids, s.sms.ids...)
}

func TestNothingIsLostOrToldTwice(t *testing.T) {
	t.Parallel()
	const least = 30
	points := 0
	for _, c := range []Channel{Email, SMS} {
		steps, _ := newStage(t, c).run(noon, lastStep)
		handed := 0
		for i, step := range steps {
			if step == handedOver {
				handed = i
			}
		}
		if handed == 0 || len(steps) < handed+3 {
			t.Fatalf("%s: the steps are not what they should be: %q", c, steps)
		}
		for i, step := range steps {
			points++
			t.Run(fmt.Sprintf("%s %d %.40s", c, i, step), func(t *testing.T) {
				t.Parallel()
				s := newStage(t, c)
				if _, killed := s.run(noon, i); !killed {
					t.Fatal("not killed")
				}
				s.run(noon.Add(90*time.Second), lastStep)
				s.mustBeTold(1 + map[bool]int{true: 1}[i == handed || i == handed+1])
			})
		}
	}
	if points < least {
		t.Errorf("%d points at which a process is killed, at least %d are promised", points, least)
	}
	t.Logf("%d kills", points)
}

// mustBeTold asserts one notice in the app and so many hand-overs, all under one id, with nothing left over.
func (s *stage) mustBeTold(times int) {
	t := s.town.t
	t.Helper()
	if got := s.town.numbers(s.account); len(got) != 1 || got[0] != "1 contact:1" {
		t.Errorf("in the app: %q", got)
	}
	ids := s.letters()
	if len(ids) != times {
		t.Errorf("handed over %d times, want %d", len(ids), times)
	}
	for _, id := range ids {
		if id != ids[0] || id == "" {
			t.Errorf("under several ids: %q", ids)
		}
	}
	if n := s.town.count(`select (select count(*) from errands) + (select count(*) from parcels where over is distinct from 'sent')`); n != 0 {
		t.Errorf("%d errands or parcels are left", n)
	}
	if n := s.town.count(`select coalesce(sum(sent), 0) from sms_months`); len(s.sms.ids) > 0 && n != 1 {
		t.Errorf("%d SMS are counted", n)
	}
}
