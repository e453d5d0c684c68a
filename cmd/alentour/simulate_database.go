package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"github.com/alecthomas/kong"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/data/marseille"
	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
	"github.com/alentour/alentour/matching/simulate"
	"github.com/alentour/alentour/notify"
)

// bottleFlags are of a simulation that lives in a database.
type bottleFlags struct {
	Without []string `help:"With --database: what is missing from a day on (the first is 1): a kind of help that volunteers of a district no longer offer, a category whose places there close, or answers, which they give to no invitation any more: groceries:13203@8. Without a district: everywhere." placeholder:"KIND[:DISTRICT][@DAY]" env:"-"`
	Truth   string   `help:"With --database: file for what really happened, as JSON." placeholder:"FILE" type:"path" env:"-"`
	KeyFile string   `help:"With --database: file with this service's secret key. Default: secret.key in the data directory." placeholder:"FILE" type:"path"`
}

// inDatabase says whether --database was written: one that only the environment names serves real people.
func inDatabase(said *kong.Context) bool {
	return slices.ContainsFunc(said.Path, func(p *kong.Path) bool { return p.Flag != nil && p.Flag.Name == "database" })
}

// bottle lives through the weeks of a setting by the real rooms, in the database of --database, on a clock of its own. With made
// the setting's city must be used; else that of the database is, if it has one.
func (f *bottleFlags) bottle(a *app, s simulate.Setting, made, wire bool) error {
	key, err := a.readKey(f.KeyFile)
	if err != nil {
		return err
	}
	pool, leave, err := a.open(a.ctx)
	if err != nil {
		return err
	}
	defer leave()
	if f.Truth != "" { // before the weeks: it must be possible
		if err := writeTruth(f.Truth, &truth{}); err != nil {
			return err
		}
	}
	b, err := fillBottle(a, pool, key, s, made, f.Without)
	if err != nil {
		return err
	}
	defer b.unfollow()
	lived := b.run(a.ctx)
	if f.Truth != "" {
		lived = errors.Join(lived, writeTruth(f.Truth, &b.truth))
	}
	if wire {
		return errors.Join(lived, printJSON(a.out, &b.truth))
	}
	t := &b.truth.Total
	p := printer{w: a.out}
	p.line("%s: %d requests of %d seats, %d invitations, %d yes in time, %d of them taken back; %d seats filled within a day",
		b.city.Name, t.Requests, t.Seats, t.Invitations, t.Accepted, t.DropOuts, t.Filled24h)
	return errors.Join(lived, p.err)
}

func writeTruth(path string, t *truth) error {
	text, err := json.MarshalIndent(t, "", "  ")
	if err != nil {
		return fmt.Errorf("--truth: %w", err)
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}

// bottle is a database in which the weeks of a world go by. One goroutine does everything.
type bottle struct {
	*server  // its rooms, as they serve
	setting  simulate.Setting
	pool     *pgxpool.Pool
	city     *directory.District
	world    *simulate.World
	needs    []simulate.Need
	begin    time.Time    // the world's start, on the city's clock
	micros   atomic.Int64 // what time it is
	unfollow func()

	staff   *identity.Viewer
	people  []*resident         // by their place in the world
	of      map[int64]*resident // by account
	askers  []*identity.Viewer
	agenda  []event
	pleas   map[string]*plea // under way or over, by request
	lacking []*lack
	truth   truth
}

// bottleDaysMost is how long volunteers' charters hold that were signed before the start.
const bottleDaysMost = 300

// fillBottle prepares a database: a city, those who help, and those who ask. Nobody is written before everything has been checked.
func fillBottle(a *app, pool *pgxpool.Pool, key []byte, s simulate.Setting, made bool, without []string) (_ *bottle, err error) {
	if s.Days > bottleDaysMost {
		return nil, fmt.Errorf("--days: in a database at most %d: a charter holds a year", bottleDaysMost)
	}
	vacant, err := marseille.Vacate(a.ctx, pool)
	if err != nil {
		return nil, err
	}
	if !vacant {
		return nil, errors.New("the database holds people, real ones or of a simulation before: give an empty one, or one with nothing but the demo city")
	}
	b := &bottle{setting: s, pool: pool, of: map[int64]*resident{}, pleas: map[string]*plea{}}
	if err := b.settleCity(a.ctx, made); err != nil {
		return nil, err
	}
	if b.world, err = simulate.NewWorld(b.setting); err != nil {
		return nil, err
	}
	b.needs = b.world.Needs()
	if err := b.open(a, key); err != nil {
		return nil, err
	}
	if err := b.follow(a.ctx); err != nil {
		return nil, err
	}
	if err = b.lack(without); err == nil {
		err = b.populate(a.ctx)
	}
	if err != nil {
		b.unfollow()
		return nil, err
	}
	return b, nil
}

// open makes the rooms, as a server does, on the bottle's clock.
func (b *bottle) open(a *app, key []byte) error {
	terms := 2 * bottleDaysMost * 24 * time.Hour
	serve := &serveCmd{roomFlags: roomFlags{CharterLasts: terms, TrainingLasts: terms, CheckLasts: terms}}
	b.server = &server{app: a, serveCmd: serve, live: directory.NewLive(directory.Config{}), now: b.clock, key: key}
	b.volunteers, b.memory = directory.NewVolunteers(), matching.NewMemory()
	b.requests = matching.NewRequests(b.live)
	b.calendar = community.NewCalendar(community.CalendarConfig{Live: b.live, Now: b.clock})
	rooms, err := b.openRooms(b.pool)
	if err != nil {
		return err
	}
	b.rooms.Store(rooms)
	desk, err := identity.NewDesk(b.pool, identity.Config{
		Key: key, Now: b.clock, Tell: notify.Tell, Log: a.log,
		Send: func(context.Context, identity.Message) error { return nil }, // nobody signs in
	})
	if err != nil {
		return err
	}
	b.desk.Store(desk)
	return nil
}

// follow keeps the copies equal to the database until unfollow.
func (b *bottle) follow(ctx context.Context) error {
	f := feed.New(b.pool, append([]feed.Subject{b.live, b.volunteers, b.requests, b.memory, b.calendar}, b.rooms.Load().coverage.Subjects()...), feed.Config{Log: b.log})
	b.follower.Store(f)
	following, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- f.Run(following) }()
	b.unfollow = func() { stop(); <-ended }
	select {
	case <-f.Ready():
	case <-ctx.Done():
		b.unfollow()
		return ctx.Err()
	}
	var ok bool
	if b.city, ok = b.live.DistrictNumbered(b.city.Num); !ok {
		b.unfollow()
		return errors.New("the city was removed meanwhile")
	}
	return nil
}

// catchUp returns once the copies hold every write so far.
func (b *bottle) catchUp(ctx context.Context) error {
	var at feed.Position
	err := pgx.BeginFunc(ctx, b.pool, func(tx pgx.Tx) (err error) {
		at, err = feed.Current(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	b.pokeFollower()
	return b.follower.Load().Wait(ctx, at)
}

// clock is the time in the bottle.
func (b *bottle) clock() time.Time { return time.UnixMicro(b.micros.Load()).UTC() }

// after is how long it is after the start.
func (b *bottle) after() time.Duration { return b.clock().Sub(b.begin) }

func (b *bottle) set(after time.Duration) { b.micros.Store(b.begin.Add(after).UnixMicro()) }
