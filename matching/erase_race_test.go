package matching

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/conversation"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

// leaving is a town where somebody who asks, and helps, goes for good.
type leaving struct {
	*crew
	threads *conversation.Store
	nodes   []*Room
	leaver  *identity.Viewer
	helper  *identity.Viewer // said yes to the leaver
	own     Request          // the leaver's
	ends    []Request        // others', which the leaver is asked to help with
	invited []uuid.UUID      // the leaver, to these
	helps   uuid.UUID        // the helper's invitation
	thread  uuid.UUID        // of the first of these, where the leaver said yes
}

// newHouse gives the rooms what they share in the product: threads, notices, and a desk that erases in all of them.
func newHouse(t *testing.T) *leaving {
	t.Helper()
	l := &leaving{crew: newCrew(t)}
	key := make([]byte, identity.KeyBytes)
	office, err := notify.New(notify.Config{Pool: l.pool, Key: key, PublicURL: "https://alentour.example", Zone: time.UTC})
	l.must(err)
	sealer, err := identity.NewSealer(key, "conversation")
	l.must(err)
	var desk *identity.Desk
	l.threads, err = conversation.NewStore(l.pool, conversation.Config{
		Sealer: sealer, Desk: func() *identity.Desk { return desk }, Now: l.clock.now, Messages: identity.Rate{Burst: 1000, Every: time.Millisecond},
		People: func(_ context.Context, _ conversation.Querier, accounts []int64) (map[int64]conversation.Person, error) {
			all := map[int64]conversation.Person{}
			for _, account := range accounts {
				all[account] = conversation.Person{Account: account, Name: "Ana", Adult: true}
			}
			return all, nil
		},
	})
	l.must(err)
	for _, room := range []*Room{l.room, l.elsewhere()} {
		room.cfg.Threads, room.cfg.Desk = l.threads, func() *identity.Desk { return desk }
		l.nodes = append(l.nodes, room)
	}
	desk, err = identity.NewDesk(l.pool, identity.Config{
		Key: key, Now: l.clock.now, Send: func(context.Context, identity.Message) error { return nil },
		Holders: []identity.Holder{l.room, l.threads, office},
	})
	l.must(err)
	l.desk = desk
	return l
}

// prepare makes the leaver with all that they are in the midst of.
func (l *leaving) prepare() {
	l.t.Helper()
	ctx := context.Background()
	l.exec(`update volunteers set suspended = true`) // those of the round before
	l.leaver, l.helper = l.volunteer(west), l.volunteer(west)
	at := orb.Point{5.3251, 43.3251}
	l.own = l.dispatch(l.post(l.leaver, func(d *Draft) { d.Needed, d.Details, d.Where = 2, "zqwords", Where{Point: &at, Note: "zqnote"} }))
	l.helps = l.invitation(l.helper, l.own).ID
	_, err := l.room.Accept(ctx, l.helper, l.helps)
	l.must(err)
	l.ends, l.invited = nil, nil
	for range 3 {
		l.clock.pass(2 * day) // nobody is asked again at once
		q := l.dispatch(l.post(l.member("Awa", west), func(d *Draft) { d.Needed = 2 }))
		l.ends, l.invited = append(l.ends, q), append(l.invited, l.invitation(l.leaver, q).ID)
	}
	_, err = l.room.Accept(ctx, l.leaver, l.invited[0])
	l.must(err)
	l.must(l.pool.QueryRow(ctx, `select uid from threads where subject = $1`, threadSubject(&l.ends[0])).Scan(&l.thread))
}

// acts are what goes on while the leaver goes, each at the same time as the others.
func (l *leaving) acts(ctx context.Context) map[string]func(room *Room) error {
	return map[string]func(room *Room) error{
		"accepting": func(room *Room) error {
			_, err := room.Accept(ctx, l.leaver, l.invited[1])
			return err
		},
		"accepting another": func(room *Room) error {
			_, err := room.Accept(ctx, l.leaver, l.invited[2])
			return err
		},
		"withdrawing": func(room *Room) error {
			_, err := room.Withdraw(ctx, l.leaver, l.invited[0], "ill")
			return err
		},
		"writing": func(*Room) error {
			_, err := l.threads.Write(ctx, l.leaver, l.thread, "zqmessage", "")
			return err
		},
		"editing": func(room *Room) error {
			_, err := room.Edit(ctx, l.leaver, l.own.ID, 1, draft(func(d *Draft) { d.Needed, d.Details, d.Where = 2, "zqedited", Where{Note: "zqnew"} }))
			return err
		},
		"cancelling": func(room *Room) error {
			_, err := room.Cancel(ctx, l.leaver, l.own.ID)
			return err
		},
		"posting": func(room *Room) error {
			_, err := room.Post(ctx, l.leaver, draft(func(d *Draft) { d.Details = "zqposted" }), uuid.NewString())
			return err
		},
		"the helper’s withdrawal": func(room *Room) error {
			_, err := room.Withdraw(ctx, l.helper, l.helps, "ill")
			return err
		},
		"dispatching": func(room *Room) error {
			_, err := room.DispatchDue(ctx)
			return err
		},
		"arrivals": func(room *Room) error { return room.Arrivals(ctx) },
	}
}

// Somebody goes for good while they, and others with them, do whatever they do: all of that ends in an answer, and nothing stands of
// them afterwards; no seat is left to nobody.
func TestErasureBesideOwnActs(t *testing.T) {
	t.Parallel()
	l := newHouse(t)
	for round := range 6 {
		l.prepare()
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		var all sync.WaitGroup
		begin := make(chan struct{})
		for name, act := range l.acts(ctx) {
			all.Go(func() {
				<-begin
				if err := act(l.nodes[len(name)%2]); err != nil && !isRefusal(err) {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
		all.Go(func() {
			<-begin
			if err := l.desk.EraseAll(ctx, l.leaver.Account.Num); err != nil {
				t.Errorf("erasing: %v", err)
			}
		})
		close(begin)
		all.Wait()
		stop()
		l.nothingIsLeft(round)
	}
}

func isRefusal(err error) bool {
	if _, field := errors.AsType[*directory.Invalid](err); field {
		return true
	}
	refused, ok := errors.AsType[*identity.Error](err)
	return ok && slices.Contains([]identity.Code{identity.NotFound, identity.NoSession, identity.Forbidden, identity.BadValue}, refused.Code)
}

func (l *leaving) nothingIsLeft(round int) {
	l.t.Helper()
	gone := l.leaver.Account.Num
	for what, sql := range map[string]string{
		"requests":      `select count(*) from requests where author_id = $1`,
		"invitations":   `select count(*) from invitations where account_id = $1`,
		"loads":         `select count(*) from volunteer_loads where account_id = $1`,
		"records":       `select count(*) from help_records where account_id = $1`,
		"arrivals":      `select count(*) from arrivals where account_id = $1`,
		"messages":      `select count(*) from messages where author_id = $1`,
		"threads":       `select count(*) from thread_members where account_id = $1`,
		"notices":       `select count(*) from notifications where account_id = $1 or from_id = $1`,
		"words":         `select count(*) from requests where $1 > 0 and details like 'zq%'`,
		"sealed words":  `select count(*) from request_points where $1 > 0`,
		"what goes on":  `select count(*) from requests where $1 > 0 and author_id is null and state in ('review', 'open', 'partly', 'met')`,
		"empty seats":   `select count(*) from requests q where $1 > 0 and state in ('open', 'partly', 'met') and taken <> (select count(*) from invitations where request_id = q.id and state = 'accepted')`,
		"who waits":     `select count(*) from invitations i join requests q on q.id = i.request_id where $1 > 0 and i.state in ('sent', 'later') and q.closed_at is not null`,
		"open together": `select count(*) from threads t where $1 > 0 and t.closed_at is null and exists (select from requests q where t.subject = 'request:' || q.id and q.closed_at is not null)`,
	} {
		if n := l.count(sql, gone); n != 0 {
			l.t.Errorf("round %d: %s: %d are left", round, what, n)
		}
	}
	if l.t.Failed() {
		rows, err := l.pool.Query(context.Background(), `select request_id || ' ' || act || ' ' || state || ' ' || taken || ' ' || by_id from request_steps order by id`)
		l.must(err)
		steps, err := pgx.CollectRows(rows, pgx.RowTo[string])
		l.must(err)
		l.t.Fatalf("the leaver is %d; steps: %s", gone, fmt.Sprint(steps))
	}
}
