package community

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// town is a city of 66 squares of a kilometre in two arrondissements, crowded in the west, with a room and the copies that follow it.
type town struct {
	t        testing.TB
	pool     *pgxpool.Pool
	live     *directory.Live
	calendar *Calendar
	room     *Room
	desk     *identity.Desk
	follower *feed.Follower
	unfollow func() // ends it
	clock    *clock
	city     *directory.District
}

// clock is set by tests.
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

// begin is when tests begin: a Tuesday morning in Marseille.
var begin = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

func newTown(t testing.TB) *town {
	t.Helper()
	pool := builtTown(t)
	w := &town{t: t, pool: pool, clock: &clock{at: begin}, live: directory.NewLive(directory.Config{})}
	key := make([]byte, identity.KeyBytes)
	var err error
	w.desk, err = identity.NewDesk(pool, identity.Config{
		Key: key, Now: w.clock.now, Send: func(context.Context, identity.Message) error { return nil },
	})
	w.must(err)
	w.calendar = NewCalendar(CalendarConfig{Live: w.live, Now: w.clock.now, Parts: partsOf})
	w.room = w.node()
	w.follow()
	city, ok := w.live.District("13055")
	if !ok {
		t.Fatal("there is no city")
	}
	w.city = city
	return w
}

// node is another room on the same database.
func (w *town) node() *Room {
	w.t.Helper()
	sealer, err := identity.NewSealer(make([]byte, identity.KeyBytes), "community")
	w.must(err)
	room, err := NewRoom(Config{
		Pool: w.pool, Live: w.live, Calendar: w.calendar, Sealer: sealer, Desk: func() *identity.Desk { return w.desk }, Now: w.clock.now,
	})
	w.must(err)
	return room
}

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// builtTown are databases with the city.
var builtTown = postgrestest.Fill(func(ctx context.Context, pool *pgxpool.Pool) error {
	cities := directory.NewCities(pool)
	_, err := cities.Add(ctx, directory.City{Code: "13055", Name: "Marseille", Timezone: "Europe/Paris", Lang: "fr"})
	if err != nil {
		return err
	}
	var rows []directory.DistrictRow
	var figures []directory.FigureRow
	for i := range 66 {
		west, south := 5.30+float64(i%11)/100, 43.30+float64(i/11)/100
		parent, residents := "13201", 60_000.0
		if i%11 > 5 {
			parent, residents = "13202", 200.0
		}
		code := fmt.Sprintf("q%02d", i)
		rows = append(rows, directory.DistrictRow{
			Where: code, Code: code, Name: "Quartier " + code, Parent: parent,
			Shape: orb.MultiPolygon{{{
				{west, south}, {west + 0.01, south}, {west + 0.01, south + 0.01}, {west, south + 0.01}, {west, south},
			}}},
		})
		figures = append(figures, directory.FigureRow{Where: code, Code: code, Values: map[string]float64{"population": residents}})
	}
	_, err = cities.ImportDistricts(ctx, directory.DistrictFile{
		City: "13055", Kind: "quartier", ParentKind: "arrondissement", Source: "test",
	}, each(rows))
	if err != nil {
		return err
	}
	_, err = cities.ImportFigures(ctx, directory.FigureFile{City: "13055", Measures: []string{"population"}, Source: "test"}, each(figures))
	return err
})

func each[T any](rows []T) func(func(T, error) bool) {
	return func(yield func(T, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// follow keeps the copies equal to the database until the test ends.
func (w *town) follow() {
	w.t.Helper()
	w.follower = feed.New(w.pool, []feed.Subject{w.live, w.calendar}, feed.Config{})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- w.follower.Run(ctx) }()
	w.unfollow = sync.OnceFunc(func() {
		cancel()
		<-ended
	})
	w.t.Cleanup(w.unfollow)
	<-w.follower.Ready()
}

// settle returns once the copies hold every write so far.
func (w *town) settle() {
	w.t.Helper()
	var at feed.Position
	w.must(pgx.BeginFunc(context.Background(), w.pool, func(tx pgx.Tx) (err error) {
		at, err = feed.Current(context.Background(), tx)
		return err
	}))
	w.must(w.follower.Wait(context.Background(), at))
}

// home is the public home at a point.
func (w *town) home(p orb.Point) directory.Home {
	w.t.Helper()
	home, ok := w.live.Atlas().HomeAt(p)
	if !ok {
		w.t.Fatalf("%v is outside", p)
	}
	return home
}

// Places of the town, in the crowded west and the empty east.
var (
	west = orb.Point{5.325, 43.325}
	east = orb.Point{5.385, 43.325}
)

// account makes an account of some age.
func (w *town) account(old time.Duration) *identity.Viewer {
	w.t.Helper()
	a := identity.Account{ID: uuid.New(), Standing: identity.StandingActive}
	w.must(w.pool.QueryRow(context.Background(), `
		insert into accounts (uid, lang, created_at, last_contact, rights_at) values ($1, 'fr', $2::timestamptz, $2::timestamptz, $2::timestamptz) returning id`,
		a.ID, w.clock.now().Add(-old)).Scan(&a.Num))
	return &identity.Viewer{Account: a}
}

// member is a new account of somebody who lives at a point, 30 days old.
func (w *town) member(name string, at orb.Point, change ...func(*directory.Profile)) *identity.Viewer {
	w.t.Helper()
	v := w.account(30 * day)
	p := directory.Profile{Name: name, Age: "25-39", Home: w.home(at)}
	for _, c := range change {
		c(&p)
	}
	w.must(pgx.BeginFunc(context.Background(), w.pool, func(tx pgx.Tx) error {
		return directory.SowMembers(context.Background(), tx, w.live.Atlas(), []directory.SeedMember{
			{Account: v.Account.Num, Profile: p, Since: w.clock.now()},
		})
	}))
	return v
}

// coordinator is a member who leads in the city.
func (w *town) coordinator() *identity.Viewer {
	w.t.Helper()
	v := w.member("Cora", west)
	g := identity.Grant{Role: identity.Administrator}
	_, err := w.pool.Exec(context.Background(), `
		insert into grants (account_id, role, since, granted_by) values ($1, $2, $3, $1)`, v.Account.Num, g.Role, w.clock.now())
	w.must(err)
	v.Grants = []identity.Grant{g}
	return v
}

// publish holds something simple, changed as the test wants.
func (w *town) publish(v *identity.Viewer, change ...func(*Draft)) Event {
	w.t.Helper()
	e, err := w.room.Publish(context.Background(), v, draft(change...), uuid.NewString())
	w.must(err)
	return e
}

// draft is a game night on Thursday, at eight in the evening.
func draft(change ...func(*Draft)) Draft {
	at := west
	d := Draft{
		Title: "Game night", Interest: "games", Where: Where{Point: &at},
		When: When{Start: recur.At(2026, 11, 26, 20, 0, 0), Length: 2 * time.Hour},
	}
	for _, c := range change {
		c(&d)
	}
	return d
}

func (w *town) exec(sql string, args ...any) {
	w.t.Helper()
	_, err := w.pool.Exec(context.Background(), sql, args...)
	w.must(err)
}
