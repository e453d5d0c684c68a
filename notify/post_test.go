package notify

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres/postgrestest"
)

// town is a database with people in it.
type town struct {
	t    testing.TB
	pool *pgxpool.Pool
}

func newTown(t testing.TB) *town { return &town{t, postgrestest.New(t)} }

// person is an account; contacts are written "email:a@example.org".
func (w *town) person(lang string, contacts ...string) (account int64) {
	w.t.Helper()
	err := w.pool.QueryRow(w.t.Context(), `insert into accounts (uid, lang, created_at, last_contact, rights_at)
		values ($1, $2, now(), now(), now()) returning id`, uuid.New(), lang).Scan(&account)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, c := range contacts {
		kind, address, _ := strings.Cut(c, ":")
		w.exec(`insert into contacts (kind, address, account_id, since) values ($1, $2, $3, now())`, kind, address, account)
	}
	return account
}

func (w *town) exec(sql string, args ...any) {
	w.t.Helper()
	if _, err := w.pool.Exec(w.t.Context(), sql, args...); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) count(sql string, args ...any) (n int) {
	w.t.Helper()
	if err := w.pool.QueryRow(w.t.Context(), sql, args...).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *town) post(notices ...Notice) {
	w.t.Helper()
	if err := w.tryPost(notices...); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) tryPost(notices ...Notice) error {
	return pgx.BeginFunc(context.Background(), w.pool, func(tx pgx.Tx) error { return PostAll(context.Background(), tx, notices) })
}

// numbers are what somebody's notices are called, in order: "1 contact:5".
func (w *town) numbers(account int64) (list []string) {
	w.t.Helper()
	rows, err := w.pool.Query(w.t.Context(), `select number || ' ' || subject from notifications where account_id = $1 order by number`, account)
	if err != nil {
		w.t.Fatal(err)
	}
	if list, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
		w.t.Fatal(err)
	}
	return list
}

func contactAdded(to int64, n int) Notice {
	return Notice{To: to, Kind: "contact-added", Subject: fmt.Sprintf("contact:%d", n)}
}

func TestPostRecordsOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	a, b := w.person("fr"), w.person("en")
	w.post(contactAdded(a, 1), contactAdded(b, 1), contactAdded(a, 2), contactAdded(a, 1))
	w.post(contactAdded(a, 2), contactAdded(a, 3))
	if got := w.numbers(a); !slices.Equal(got, []string{"1 contact:1", "2 contact:2", "3 contact:3"}) {
		t.Errorf("%q", got)
	}
	if got := w.numbers(b); !slices.Equal(got, []string{"1 contact:1"}) {
		t.Errorf("%q", got)
	}
	// an e-mail waits for each, and no SMS, as the group says
	if n, m := w.count(`select count(*) from errands where channel = 'email'`), w.count(`select count(*) from errands`); n != 4 || m != 4 {
		t.Errorf("%d e-mails, %d errands", n, m)
	}
}

// Who reads in order misses nothing: numbers are 1, 2, 3… however many transactions race, half of which roll back.
func TestPostNumbersWithoutGaps(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	people := []int64{w.person("fr"), w.person("fr"), w.person("fr")}
	var racing sync.WaitGroup
	for i := range 40 {
		racing.Go(func() {
			err := pgx.BeginFunc(context.Background(), w.pool, func(tx pgx.Tx) error {
				var all []Notice
				for at := range people {
					all = append(all, contactAdded(people[(at+i)%3], i/2)) // each is posted twice, in another order
				}
				if err := PostAll(context.Background(), tx, all); err != nil {
					return err
				}
				if i%4 == 0 {
					return context.Canceled
				}
				return nil
			})
			if err != nil && i%4 != 0 {
				t.Error(err)
			}
		})
	}
	racing.Wait()
	for _, p := range people {
		if n := w.count(`select count(*) - max(number) from notifications where account_id = $1`, p); n != 0 {
			t.Errorf("%d numbers are missing", -n)
		}
		if n := w.count(`select count(*) from notifications where account_id = $1`, p); n != 20 {
			t.Errorf("%d notices of 20", n)
		}
	}
}

func TestPostAsPeopleChose(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	a := w.person("fr")
	w.post(contactAdded(a, 1))
	w.exec(`update recipients set ways = '{"account": {"app": "never", "email": "never", "sms": "digest"}}'`)
	w.post(contactAdded(a, 2))
	if n := w.count(`select count(*) from notifications where number = 2 and read_at is not null`); n != 1 {
		t.Error("what is not wanted in the app is not read already")
	}
	if n := w.count(`select count(*) from errands where number = 2 and channel = 'sms'`); n != 1 || w.count(`select count(*) from errands`) != 2 {
		t.Errorf("%d SMS, %d errands", n, w.count(`select count(*) from errands`))
	}
}

func TestPostRefuses(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	a := w.person("fr")
	for want, n := range map[string]Notice{
		`no kind "gossip"`:       {To: a, Kind: "gossip", Subject: "x:1"},
		`a subject of 0 bytes`:   {To: a, Kind: "contact-added"},
		`a subject of 101 bytes`: {To: a, Kind: "contact-added", Subject: strings.Repeat("x", 101)},
		`no parameter "role"`:    {To: a, Kind: "role-given", Subject: "grant:1"},
		`role has 121 signs`:     {To: a, Kind: "role-given", Subject: "grant:1", Params: map[string]string{"role": strings.Repeat("é", 121)}},
	} {
		if err := w.tryPost(n); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	w.exec(`update accounts set standing = 'erased' where id = $1`, a)
	w.post(contactAdded(a, 1))
	w.post(contactAdded(a+1000, 1)) // nobody
	if n := w.count(`select count(*) from recipients`); n != 0 {
		t.Error("somebody who is gone is told")
	}
}
