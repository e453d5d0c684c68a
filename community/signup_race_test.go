package community

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/identity"
)

// crowd makes many accounts without a profile, in one statement.
func (w *town) crowd(n int) (people []*identity.Viewer) {
	w.t.Helper()
	rows, err := w.pool.Query(context.Background(), `
		insert into accounts (uid, lang, created_at, last_contact, rights_at)
		select gen_random_uuid(), 'fr', $2::timestamptz, $2::timestamptz::date, $2::timestamptz from generate_series(1, $1) returning id, uid`, n, w.clock.now())
	w.must(err)
	for rows.Next() {
		a := identity.Account{Standing: identity.StandingActive}
		w.must(rows.Scan(&a.Num, &a.ID))
		people = append(people, &identity.Viewer{Account: a})
	}
	w.must(rows.Err())
	return people
}

// elsewhere is a room on a pool of its own: another node.
func (w *town) elsewhere() *Room {
	w.t.Helper()
	pool, err := pgxpool.New(context.Background(), w.pool.Config().ConnString())
	w.must(err)
	w.t.Cleanup(pool.Close)
	here := w.pool
	w.pool = pool
	defer func() { w.pool = here }()
	return w.node()
}

func (w *town) count(sql string, args ...any) (n int) {
	w.t.Helper()
	w.must(w.pool.QueryRow(context.Background(), sql, args...).Scan(&n))
	return n
}

// first is the original of an event's first date.
func first(e *Event) time.Time { return e.When.Start.In(e.series.Zone).UTC() }

// C2: of a thousand people who sign up at once for ten seats, on two nodes, exactly ten go; the others stand in line, each at another
// place, in the order in which they were written down.
func TestThousandSignUpsForTenSeats(t *testing.T) {
	t.Parallel()
	const many, seats = 1000, 10
	w := newTown(t)
	ctx := context.Background()
	e := w.publish(w.member("Awa", west), func(d *Draft) { d.Capacity = seats })
	people := w.crowd(many)
	nodes := []*Room{w.room, w.elsewhere()}
	original := first(&e)
	start := make(chan struct{})
	type answer struct {
		s    SignUp
		took time.Duration
		err  error
	}
	answers := make(chan answer, many)
	for i, v := range people {
		go func() {
			<-start
			began := time.Now()
			s, err := nodes[i%2].SignUp(ctx, v, e.ID, &original, Joining{}, uuid.NewString())
			answers <- answer{s, time.Since(began), err}
		}()
	}
	began := time.Now()
	close(start)
	states, lines, took := map[SignUpState]int{}, map[int]bool{}, make([]time.Duration, 0, many)
	for range many {
		a := <-answers
		w.must(a.err)
		states[a.s.State]++
		took = append(took, a.took)
		if a.s.State == SignUpWaiting {
			lines[a.s.InLine] = true
		}
	}
	slices.Sort(took)
	t.Logf("all in %v; p50 %v, p99 %v, max %v", time.Since(began), took[many/2], took[many*99/100], took[many-1])
	if states[SignUpGoing] != seats || states[SignUpWaiting] != many-seats || len(lines) != many-seats || !lines[1] || !lines[many-seats] {
		t.Errorf("answers: %v, %d places in line", states, len(lines))
	}
	if n := w.count(`select count(*) from sign_ups where state = 'going' and seats = 1`); n != seats {
		t.Errorf("%d go", n)
	}
	if n := w.count(`select count(*) from event_seats where (taken, waiting, turn) = ($1, $2, $3)`, seats, many-seats, many); n != 1 {
		t.Error("the counters are wrong")
	}
	if n := w.count(`select count(*) from (select turn, row_number() over (order by id) as n from sign_ups) s where turn <> n`); n != 0 {
		t.Errorf("%d are written down out of turn", n)
	}

	// ten leave, one after the other, on either node: the next ten in line are offered the seats, in their order, each once
	going, err := manySignUps(ctx, w.pool, selectSignUp+`where s.state = 'going' order by s.turn`)
	w.must(err)
	left := make(chan error, len(going))
	for i, s := range going {
		go func() {
			_, err := nodes[i%2].Leave(ctx, &identity.Viewer{Account: identity.Account{Num: s.account, Standing: identity.StandingActive}}, s.ID)
			left <- err
		}()
	}
	for range going {
		w.must(<-left)
	}
	if n := w.count(`select count(*) from sign_ups where state = 'offered' and turn between 11 and 20`); n != seats {
		t.Errorf("%d of the ten next in line are offered a seat", n)
	}
	if n := w.count(`select count(*) from notifications where kind = 'seat-offered'`); n != seats {
		t.Errorf("%d are told", n)
	}
	w.sound()
}

// sound checks that counters are those of the sign-ups, whatever has happened.
func (w *town) sound() {
	w.t.Helper()
	for what, sql := range map[string]string{
		"dates counted wrong": `
			select count(*) from event_seats d where (taken - held, waiting) <> (
				select coalesce(sum(s.seats), 0), count(*) filter (where s.state = 'waiting') from sign_ups s
				where (s.event_id, s.original) = (d.event_id, d.original))`,
		"dates with seats held that no batch keeps": `
			select count(*) from event_seats d where held <> (
				select coalesce(sum(b.places - (select count(*) from tickets t where t.batch_id = b.id and t.state = 'claimed')), 0) from ticket_batches b
				where (b.event_id, b.original) = (d.event_id, d.original) and b.closed_at is null)`,
		"dates with more than they hold": `select count(*) from event_seats where capacity > 0 and taken > capacity`,
		"batches that gave too much": `
			select count(*) from ticket_batches b where places < (select count(*) from tickets t where t.batch_id = b.id and t.state in ('offered', 'claimed'))`,
		"tickets claimed without a seat": `
			select count(*) from tickets t where state = 'claimed' and not exists (select from sign_ups s where s.ticket_id = t.id and s.state = 'going')`,
		"offers without an alarm": `
			select count(*) from sign_ups s join event_seats d using (event_id, original) where s.state = 'offered' and not d.off
				and (d.next_at is null or d.next_at > s.offered_until)`,
		"reminders without an alarm": `
			select count(*) from sign_ups s join event_seats d using (event_id, original) where s.remind_at is not null and s.state = 'going' and not d.off
				and (d.next_at is null or d.next_at > s.remind_at)`,
	} {
		if n := w.count(sql); n != 0 {
			w.t.Errorf("%d %s", n, what)
		}
	}
}
