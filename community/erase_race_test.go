package community

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// going is a town where somebody who holds an event, comes to others, and is in line for one, goes for good.
type going struct {
	*town
	nodes  []*Room
	leaver *identity.Viewer
	host   *identity.Viewer
	guest  *identity.Viewer // of the leaver
	own    Event            // the leaver's
	full   Event            // the leaver has one of its two seats, others wait
	open   Event            // every week
	mine   SignUp           // to full
	theirs SignUp           // the guest's, to own
}

func (g *going) prepare() {
	g.t.Helper()
	ctx := context.Background()
	weekly := func(d *Draft) { d.When.Rule = "FREQ=WEEKLY;COUNT=4" }
	g.leaver, g.host, g.guest = g.member("Zqleaver", west), g.member("Awa", west), g.member("Ben", west)
	g.own = g.publish(g.leaver, weekly, func(d *Draft) { d.Title, d.Capacity = "zqtitle", 5 })
	g.full = g.publish(g.host, func(d *Draft) { d.Capacity = 2 })
	g.open = g.publish(g.member("Cléo", west), weekly)
	join := func(v *identity.Viewer, e *Event, with ...string) SignUp {
		at := first(e)
		s, err := g.room.SignUp(ctx, v, e.ID, &at, Joining{With: with}, uuid.NewString())
		g.must(err)
		return s
	}
	g.mine = join(g.leaver, &g.full, "Zqfriend")
	g.theirs = join(g.guest, &g.own)
	for range 3 {
		join(g.member("Dan", west), &g.full) // in line
	}
	_, err := g.room.SignUp(ctx, g.leaver, g.open.ID, nil, Joining{}, uuid.NewString())
	g.must(err)
}

// acts are what goes on while the leaver goes, each at the same time as the others.
func (g *going) acts(ctx context.Context) map[string]func(room *Room) error {
	firstOf := func(e *Event) *time.Time { at := first(e); return &at }
	return map[string]func(room *Room) error{
		"leaving":            func(room *Room) error { _, err := room.Leave(ctx, g.leaver, g.mine.ID); return err },
		"leaving the series": func(room *Room) error { return room.LeaveSeries(ctx, g.leaver, g.open.ID) },
		"coming to the series": func(room *Room) error {
			_, err := room.SignUp(ctx, g.leaver, g.open.ID, nil, Joining{With: []string{"Zqother"}}, uuid.NewString())
			return err
		},
		"coming": func(room *Room) error {
			_, err := room.SignUp(ctx, g.leaver, g.own.ID, firstOf(&g.own), Joining{}, uuid.NewString())
			return err
		},
		"editing": func(room *Room) error {
			_, err := room.Edit(ctx, g.leaver, g.own.ID, nil, All, draft(func(d *Draft) {
				d.Title, d.Capacity, d.When.Rule = "zqedited", 6, "FREQ=WEEKLY;COUNT=4"
			}))
			return err
		},
		"publishing": func(room *Room) error {
			_, err := room.Publish(ctx, g.leaver, draft(func(d *Draft) { d.Title = "zqpublished" }), uuid.NewString())
			return err
		},
		"saying how one lives": func(room *Room) error { return room.SetSituation(ctx, g.leaver, "home") },
		"the guest leaving":    func(room *Room) error { _, err := room.Leave(ctx, g.guest, g.theirs.ID); return err },
		"the host moving": func(room *Room) error {
			_, err := room.Edit(ctx, g.host, g.full.ID, nil, All, draft(func(d *Draft) {
				d.Capacity, d.When.Start = 3, d.When.Start.Add(time.Hour)
			}))
			return err
		},
		"what is due": func(room *Room) error { return room.SeatsDue(ctx) },
		"windows":     func(room *Room) error { return room.WindowsDue(ctx) },
	}
}

// Somebody goes for good while they, and others with them, do whatever they do: all of that ends in an answer, nothing stands of them
// afterwards, and no seat is left to nobody.
func TestErasureBesideSignUps(t *testing.T) {
	t.Parallel()
	g := &going{town: newTown(t)}
	g.nodes = []*Room{g.room, g.elsewhere()}
	desk, err := identity.NewDesk(g.pool, identity.Config{
		Key: make([]byte, identity.KeyBytes), Now: g.clock.now, Holders: []identity.Holder{g.room},
		Send: func(context.Context, identity.Message) error { return nil },
	})
	g.must(err)
	for range 6 {
		g.prepare()
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		var all sync.WaitGroup
		begin := make(chan struct{})
		for name, act := range g.acts(ctx) {
			all.Go(func() {
				<-begin
				if err := act(g.nodes[len(name)%2]); err != nil && !answered(err) {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
		all.Go(func() {
			<-begin
			if err := desk.EraseAll(ctx, g.leaver.Account.Num); err != nil {
				t.Errorf("erasing: %v", err)
			}
		})
		close(begin)
		all.Wait()
		stop()
		g.nothingIsLeft()
		g.holdsTrue("after going")
		g.sound()
	}
}

// answered says whether an error is what somebody is told, not a fault.
func answered(err error) bool {
	if _, field := errors.AsType[*directory.Invalid](err); field {
		return true
	}
	refused, ok := errors.AsType[*identity.Error](err)
	return ok && slices.Contains([]identity.Code{identity.NotFound, identity.NoSession, identity.Forbidden, identity.BadValue}, refused.Code)
}

func (g *going) nothingIsLeft() {
	g.t.Helper()
	gone := g.leaver.Account.Num
	for what, sql := range map[string]string{
		"sign-ups":   `select count(*) from sign_ups where account_id = $1`,
		"series":     `select count(*) from event_series where account_id = $1`,
		"situation":  `select count(*) from mix_profiles where account_id = $1`,
		"events":     `select count(*) from events where author_id = $1`,
		"words":      `select count(*) from events where $1 > 0 and title like 'zq%'`,
		"names":      `select count(*) from sign_ups where $1 > 0 and (name ilike 'zq%' or company::text ilike '%zq%')`,
		"empty ones": `select count(*) from sign_ups s join event_seats d using (event_id, original) where $1 > 0 and s.account_id is null and s.state in ('going', 'offered', 'waiting') and not d.off`,
	} {
		if n := g.count(sql, gone); n != 0 {
			g.t.Errorf("%s: %d are left", what, n)
		}
	}
}
