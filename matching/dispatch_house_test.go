package matching

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// crew is a town with volunteers, and the copies in memory that rank them.
type crew struct {
	*town
	volunteers *directory.Volunteers
	memory     *Memory
	ranks      *feed.Follower
	staff      *identity.Viewer // who vets
	unrank     func()           // ends following
}

func newCrew(t testing.TB) *crew {
	t.Helper()
	c := &crew{town: newTown(t), volunteers: directory.NewVolunteers(), memory: NewMemory()}
	c.ranks = feed.New(c.pool, []feed.Subject{c.volunteers, c.memory}, feed.Config{})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- c.ranks.Run(ctx) }()
	c.unrank = sync.OnceFunc(func() {
		cancel()
		<-ended
	})
	t.Cleanup(c.unrank)
	<-c.ranks.Ready()
	c.room = c.dispatcher()
	c.staff = c.coordinator(west)
	return c
}

// dispatcher is another room on the same database and the same copies.
func (c *crew) dispatcher() *Room {
	c.t.Helper()
	sealer, err := identity.NewSealer(make([]byte, identity.KeyBytes), "matching")
	c.must(err)
	room, err := NewRoom(Config{
		Pool: c.pool, Live: c.live, Volunteers: c.volunteers, Memory: c.memory, Requests: c.requests, Sealer: sealer,
		Desk: func() *identity.Desk { return c.desk }, Now: c.clock.now,
	})
	c.must(err)
	return room
}

// always is free at every hour.
var always = func() (w directory.Week) {
	for day := range 7 {
		for hour := range 24 {
			w = w.With(day, hour)
		}
	}
	return w
}()

// anEdit is a volunteer who helps with CVs at any hour, and may be asked often.
func anEdit() directory.VolunteerEdit {
	cv, _ := directory.KindNamed("cv")
	return directory.VolunteerEdit{Kinds: cv, Week: always, PerDay: 10, PerWeek: 50}
}

// volunteer is a member who may be asked, changed as the test wants.
func (c *crew) volunteer(at orb.Point, change ...func(*directory.VolunteerEdit)) *identity.Viewer {
	c.t.Helper()
	v := c.member("Vera", at, func(p *directory.Profile) { p.Helps = true })
	edit := anEdit()
	for _, change := range change {
		change(&edit)
	}
	since := c.clock.now().Add(-20 * day)
	seed := directory.SeedVolunteer{Account: v.Account.Num, VolunteerEdit: edit}
	for i, s := range []directory.Step{directory.StepApply, directory.StepSign, directory.StepTrain, directory.StepCheck, directory.StepActivate} {
		seed.Steps = append(seed.Steps, directory.SeedStep{Step: s, At: since.Add(time.Duration(i) * time.Hour), By: c.staff.Account.Num})
	}
	c.must(pgx.BeginFunc(context.Background(), c.pool, func(tx pgx.Tx) error {
		return directory.SowVolunteers(context.Background(), tx, []directory.SeedVolunteer{seed})
	}))
	return v
}

// quiet gives somebody quiet hours of their own, minutes of the day in Marseille; from = till is none.
func (c *crew) quiet(v *identity.Viewer, from, till int) {
	c.t.Helper()
	c.exec(`insert into recipients (account_id, zone, quiet_from, quiet_till) values ($1, 'Europe/Paris', $2, $3)
		on conflict (account_id) do update set (quiet_from, quiet_till) = ($2, $3)`, v.Account.Num, from, till)
}

func (c *crew) exec(sql string, args ...any) {
	c.t.Helper()
	_, err := c.pool.Exec(context.Background(), sql, args...)
	c.must(err)
}

func (c *crew) count(sql string, args ...any) (n int) {
	c.t.Helper()
	c.must(c.pool.QueryRow(context.Background(), sql, args...).Scan(&n))
	return n
}

// catchUp returns once the copies that rank hold every write so far.
func (c *crew) catchUp() {
	c.t.Helper()
	var at feed.Position
	c.must(pgx.BeginFunc(context.Background(), c.pool, func(tx pgx.Tx) (err error) {
		at, err = feed.Current(context.Background(), tx)
		return err
	}))
	c.must(c.ranks.Wait(context.Background(), at))
}

// dispatch does what is due for a request, with copies that are up to date.
func (c *crew) dispatch(q Request) Request {
	c.t.Helper()
	c.catchUp()
	c.must(c.room.Dispatch(context.Background(), q.ID))
	return c.reload(q)
}

// asked are the invitations of a request as text, in the order of accounts: "17 sent".
func (c *crew) asked(q Request) (list []string) {
	c.t.Helper()
	rows, err := c.pool.Query(context.Background(), `
		select account_id || ' ' || state from invitations where request_id = $1 order by account_id`, q.Num)
	c.must(err)
	list, err = pgx.CollectRows(rows, pgx.RowTo[string])
	c.must(err)
	return list
}

// invitation is the one that somebody has to a request.
func (c *crew) invitation(v *identity.Viewer, q Request) Invitation {
	c.t.Helper()
	list, err := c.room.Invitations(context.Background(), v)
	c.must(err)
	for _, i := range list {
		if i.Request.ID == q.ID {
			return i
		}
	}
	c.t.Fatalf("no invitation among %d", len(list))
	return Invitation{}
}

// notices are what somebody was told, the oldest first.
func (c *crew) notices(v *identity.Viewer) (kinds []string) {
	c.t.Helper()
	rows, err := c.pool.Query(context.Background(), `select kind from notifications where account_id = $1 order by number`, v.Account.Num)
	c.must(err)
	kinds, err = pgx.CollectRows(rows, pgx.RowTo[string])
	c.must(err)
	return kinds
}

// states are what became of an account's invitations.
func said(v *identity.Viewer, state InvitationState) string {
	return fmt.Sprint(v.Account.Num, " ", state)
}

const halfHour = 30 * time.Minute

// leave ends every connection to the database, so that it can be copied.
func (c *crew) leave() {
	c.unfollow()
	c.unrank()
	c.pool.Close()
}
