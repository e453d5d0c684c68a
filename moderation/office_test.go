package moderation

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
	"github.com/alentour/alentour/identity"
)

// house is an office over things of a made-up kind, in two cities: 10 with the districts 101 and 102, and 20 with 201.
type house struct {
	*Office
	t     testing.TB
	pool  *pgxpool.Pool
	desk  *identity.Desk
	clock *clock

	mu   sync.Mutex
	mail []identity.Message // handed over
	told []Notice           // of transactions that may not have committed
}

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// to sets the clock to an instant of Paris: "2026-11-23 10:30".
func (c *clock) to(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = paris(text)
}

var zone = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return zone
}()

func paris(text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
	if err != nil {
		panic(err)
	}
	return at
}

func chain(district int64) []int64 {
	if district >= 100 {
		return []int64{district, district / 10}
	}
	return []int64{district}
}

func within(district, root int64) bool { return slices.Contains(chain(district), root) }

func subtree(district int64) []int64 {
	return map[int64][]int64{10: {10, 101, 102}, 20: {20, 201}, 101: {101}, 102: {102}, 201: {201}}[district]
}

var here = netip.MustParseAddr("192.0.2.7")

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, pool: postgrestest.New(t), clock: &clock{at: paris("2026-11-23 10:30")}} // a Monday
	key := bytes.Repeat([]byte{7}, identity.KeyBytes)
	plenty := identity.Rate{Burst: 1e6, Every: time.Millisecond}
	var err error
	h.desk, err = identity.NewDesk(h.pool, identity.Config{
		Key: key, Within: within, Now: h.clock.now,
		Send: func(_ context.Context, m identity.Message) error {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.mail = append(h.mail, m)
			return nil
		},
		Limits: identity.Limits{CodesPerEmail: plenty, CodesPerNetwork: plenty, TriesPerContact: plenty, TriesPerNetwork: plenty},
	})
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := identity.NewSealer(key, "moderation")
	if err != nil {
		t.Fatal(err)
	}
	calendar := hours.NewCalendar(zone, "FR", nil)
	h.Office, err = NewOffice(h.pool, Config{
		Desk: h.desk, Sealer: sealer, Subjects: []Subject{h.things()}, Chain: chain, Subtree: subtree,
		Calendar: func(int64) *hours.Calendar { return calendar }, Now: h.clock.now,
		Tell: func(_ context.Context, _ pgx.Tx, notices []Notice) error {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.told = append(h.told, notices...)
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	h.exec(`create table things (id bigint primary key, owner bigint not null default 0, organisation bigint not null default 0,
		district bigint not null, text text not null, hidden boolean not null default false)`)
	return h
}

// things are a kind that a table of the test holds.
func (h *house) things() Subject {
	return Subject{
		Kind: "thing",
		Find: func(ctx context.Context, v *identity.Viewer, id string) (num int64, err error) {
			var owner int64
			err = h.pool.QueryRow(ctx, `select id, owner from things where id::text = $1 and not hidden`, id).Scan(&num, &owner)
			if errors.Is(err, pgx.ErrNoRows) || err == nil && v != nil && !v.Sees(owner) {
				err = identity.Refuse(identity.NotFound, "")
			}
			return num, err
		},
		Look: func(ctx context.Context, tx pgx.Tx, num int64) (t Thing, err error) {
			var text string
			err = tx.QueryRow(ctx, `select id::text, owner, organisation, district, text from things where id = $1`, num).
				Scan(&t.ID, &t.Owner, &t.Organisation, &t.District, &text)
			if errors.Is(err, pgx.ErrNoRows) {
				err = identity.Refuse(identity.NotFound, "")
			}
			t.Label, t.Content = "thing "+t.ID, []byte(`{"text":`+strconv.Quote(text)+`}`)
			return t, err
		},
		Hide: func(ctx context.Context, tx pgx.Tx, num int64, hidden bool) error {
			_, err := tx.Exec(ctx, `update things set hidden = $2 where id = $1`, num, hidden)
			return err
		},
	}
}

func (h *house) exec(sql string, args ...any) {
	h.t.Helper()
	if _, err := h.pool.Exec(context.Background(), sql, args...); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) count(sql string, args ...any) (n int) {
	h.t.Helper()
	if err := h.pool.QueryRow(context.Background(), sql, args...).Scan(&n); err != nil {
		h.t.Fatal(err)
	}
	return n
}

// thing puts one into a district; owner may be nil.
func (h *house) thing(id int64, owner *identity.Viewer, district int64, text string) {
	h.t.Helper()
	h.exec(`insert into things (id, owner, district, text) values ($1, $2, $3, $4)`, id, owner.Own().Account, district, text)
}

func (h *house) hidden(id int64) bool {
	return h.count(`select count(*) from things where id = $1 and hidden`, id) == 1
}

// viewer is somebody who has just signed in, with roles.
func (h *house) viewer(name string, grants ...identity.Grant) *identity.Viewer {
	h.t.Helper()
	ctx := context.Background()
	contact := identity.Contact{Kind: identity.Email, Address: name + "@example.org"}
	for _, g := range grants {
		if _, err := h.desk.Appoint(ctx, contact, "fr", g); err != nil {
			h.t.Fatal(err)
		}
	}
	from := identity.Origin{Addr: here, Lang: "fr"}
	if err := h.desk.RequestCode(ctx, contact, from); err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.desk.Deliver(ctx); err != nil {
		h.t.Fatal(err)
	}
	h.mu.Lock()
	code := h.mail[len(h.mail)-1].Code
	h.mu.Unlock()
	in, err := h.desk.Verify(ctx, contact, code, from)
	if err != nil {
		h.t.Fatal(err)
	}
	v, err := h.desk.Check(ctx, in.Token)
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

func (h *house) lead(name string, district int64) *identity.Viewer {
	return h.viewer(name, identity.Grant{Role: identity.Coordinator, District: district})
}

func (h *house) admin(name string) *identity.Viewer {
	return h.viewer(name, identity.Grant{Role: identity.Administrator})
}

// report makes a report and gives its case.
func (h *house) report(v *identity.Viewer, id int64, reason string, change ...func(*Complaint)) (Receipt, uuid.UUID) {
	h.t.Helper()
	c := Complaint{Kind: "thing", ID: strconv.FormatInt(id, 10), Reason: reason, Lang: "fr", From: here, Region: "FR"}
	for _, do := range change {
		do(&c)
	}
	r, err := h.Report(context.Background(), v, c)
	if err != nil {
		h.t.Fatal(err)
	}
	var of uuid.UUID
	err = h.pool.QueryRow(context.Background(), `select c.uid from cases c where subject_id = $1 order by id desc limit 1`, id).Scan(&of)
	if err != nil {
		h.t.Fatal(err)
	}
	return r, of
}

// notices are the kinds of what somebody was told, in order.
func (h *house) notices(v *identity.Viewer) (kinds []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, n := range h.told {
		if n.To == v.Account.Num {
			kind := n.Kind
			if o := n.Params["outcome"]; o != "" {
				kind += " " + o
			}
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

func (h *house) state(id uuid.UUID) (s State) {
	h.t.Helper()
	if err := h.pool.QueryRow(context.Background(), `select state from cases where uid = $1`, id).Scan(&s); err != nil {
		h.t.Fatal(err)
	}
	return s
}

// wants fails the test unless err is a refusal of that code, or an Invalid of that field; "" wants none.
func wants(t testing.TB, what string, err error, code string) {
	t.Helper()
	got := ""
	if refused, ok := errors.AsType[*identity.Error](err); ok {
		got = string(refused.Code)
	} else if field, ok := errors.AsType[*directory.Invalid](err); ok {
		got = "field " + field.Param
	} else if err != nil {
		got = fmt.Sprint("another error: ", err)
	}
	if got != code {
		t.Errorf("%s: %q (%v), want %q", what, got, err, code)
	}
}

// hide is a verdict that needs nobody to do it to.
var hide = Verdict{Hide: true, Rule: "insult", Facts: "Un mot blessant dans la description."}
