package community

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// SeedEvent is something that made-up people do together, and who came.
type SeedEvent struct {
	ID           uuid.UUID
	Author       int64
	Organisation int64
	Hosts        []int64 // accounts that hold it too
	Draft                // at a point, sealed or not, or online
	At           time.Time
	Review       Review
	Off          map[recur.Wall]Why        // dates that are called off
	Moved        map[recur.Wall]recur.Wall // to another hour or day
	SignUps      []SeedSignUp
}

// SeedSignUp is somebody's place on a date of it.
type SeedSignUp struct {
	ID       uuid.UUID
	Account  int64
	On       recur.Wall
	With     []string // first names
	At       time.Time
	Series   bool
	Marked   bool // the door said whether they came
	Came     bool
	CameWith int
}

// Sow writes made-up events with what is special about their dates and who came, under the rules that hold for everybody's. Nobody is
// told, and nothing stands in the audit. load is the instant of loading; situations, by account, are what people say of how they live.
func Sow(ctx context.Context, tx pgx.Tx, atlas *directory.Atlas, sealer identity.Sealer, load time.Time, list []SeedEvent, situations map[int64]string) error {
	s := seeder{Room: &Room{cfg: Config{Sealer: sealer, Now: func() time.Time { return load }}}, atlas: atlas}
	nums := make([]int64, len(list))
	for i := range list {
		var err error
		if nums[i], err = s.grow(ctx, tx, &list[i]); err != nil {
			return fmt.Errorf("event %q of %s: %w", list[i].Title, list[i].At.Format(time.DateOnly), err)
		}
	}
	if _, err := tx.Exec(ctx, `delete from event_news where event_id = any($1)`, nums); err != nil {
		return err
	}
	accounts, codes := slices.Collect(maps.Keys(situations)), slices.Collect(maps.Values(situations))
	_, err := tx.Exec(ctx, `insert into mix_profiles (account_id, situation, at) select *, $3 from unnest($1::bigint[], $2::text[])`, accounts, codes, load)
	return err
}

type seeder struct {
	*Room
	atlas *directory.Atlas
}

func (s *seeder) grow(ctx context.Context, tx pgx.Tx, seed *SeedEvent) (int64, error) {
	d := seed.Draft
	if err := d.check(); err != nil {
		return 0, err
	}
	e := &Event{
		ID: seed.ID, Author: seed.Author, Organisation: seed.Organisation, Interest: d.Interest, For: d.For, Access: d.Access, Languages: d.Languages,
		PriceCents: d.PriceCents, Helpers: d.Helpers, When: d.When, Version: 1, Review: seed.Review, Created: seed.At, Updated: seed.At,
		Body: Body{Title: d.Title, Words: d.Words, Bring: d.Bring, Capacity: d.Capacity},
	}
	if err := s.place(e, &d.Where); err != nil {
		return 0, err
	}
	var err error
	if e.series, err = e.When.series(nil); err != nil {
		return 0, err
	}
	e.ends = ends(e, s.now())
	e.setDates(seed.At)
	for wall, why := range seed.Off {
		date := e.special(wall.In(e.series.Zone), seed.At)
		date.Cancelled, date.Why, date.Sequence = true, why, 1
	}
	for wall, to := range seed.Moved {
		date := e.special(wall.In(e.series.Zone), seed.At)
		date.Start, date.Sequence = &to, 1
	}
	if err := e.insert(ctx, tx); err != nil {
		return 0, err
	}
	if e.Site.Kind == Sealed {
		if err := s.seal(ctx, tx, e, nil, &Meeting{Point: d.Where.Point, Words: d.Where.Sealed}); err != nil {
			return 0, err
		}
	}
	for _, account := range seed.Hosts {
		_, err := tx.Exec(ctx, `insert into event_hosts (event_id, account_id, asked_at, accepted_at) values ($1, $2, $3, $3)`, e.Num, account, seed.At)
		if err != nil {
			return 0, err
		}
	}
	return e.Num, s.people(ctx, tx, e, seed.SignUps)
}

// place says where it is, for everyone no more than the public cell of what is sealed.
func (s *seeder) place(e *Event, w *Where) error {
	switch {
	case w.Online != "":
		e.Site = Site{Kind: Online, Online: w.Online, Note: w.Note}
		return nil
	case w.Point == nil:
		return invalid("where", "a point, or online")
	case w.Sealed != "":
		home, ok := s.atlas.HomeAt(*w.Point)
		if !ok {
			return invalid("where", "outside of every city here")
		}
		e.Site = Site{Kind: Sealed, Located: true, Point: home.Cell.Center(), Cell: home.Cell, District: home.District, City: home.City, Note: w.Note}
		return nil
	}
	d, ok := s.atlas.Finest(*w.Point)
	if !ok {
		return invalid("where", "outside of every city here")
	}
	e.Site = Site{Kind: AtPoint, Located: true, Point: *w.Point, District: d.Num, City: d.City, Note: w.Note}
	return nil
}

// people writes down who comes to which date, in the order of their sign-ups: who finds no seat stands in line.
func (s *seeder) people(ctx context.Context, tx pgx.Tx, e *Event, list []SeedSignUp) error {
	slices.SortStableFunc(list, func(a, b SeedSignUp) int { return a.On.Compare(b.On) })
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].On == list[0].On {
			n++
		}
		if err := s.date(ctx, tx, e, list[:n]); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

func (s *seeder) date(ctx context.Context, tx pgx.Tx, e *Event, list []SeedSignUp) error {
	o, ok := e.Occurrence(list[0].On.In(e.series.Zone))
	if !ok {
		return invalid("on", "%v is none of its dates", list[0].On)
	}
	seats := Seats{Capacity: o.Capacity}
	if err := insertSeats(ctx, tx, &o); err != nil {
		return err
	}
	slices.SortStableFunc(list, func(a, b SeedSignUp) int { return a.At.Compare(b.At) })
	for turn, p := range list {
		state, taken := seats.Join(1+len(p.With)), 0
		if state == SignUpGoing {
			taken = 1 + len(p.With)
		}
		_, err := tx.Exec(ctx, `
			insert into sign_ups (uid, event_id, original, account_id, company, state, seats, turn, series, came, came_with, marked_at, created_at, changed_at)
			values (@uid, @event, @original, @account, coalesce(@with::text[], '{}'), @state, @seats, @turn, @series, case when @marked then @came::boolean end, @came_with,
				case when @marked then @ended::timestamptz end, @at, @at)`,
			named{
				"uid": p.ID, "event": e.Num, "original": o.Original, "account": p.Account, "with": p.With, "state": state, "seats": taken, "turn": turn + 1,
				"series": p.Series, "marked": p.Marked, "came": p.Came, "came_with": p.CameWith, "ended": o.End, "at": p.At,
			})
		if err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `
		update event_seats set (taken, waiting, turn, off, closed_at) = (@taken, @waiting, @turn, @off, case when ends_at < @now then ends_at end)
		where event_id = @event and original = @original`,
		named{
			"taken": seats.Taken, "waiting": seats.Waiting, "turn": len(list), "off": o.Cancelled, "now": s.now(), "event": e.Num, "original": o.Original,
		})
	return err
}

// Uproot removes the events of made-up people and where they go, and gives the numbers of the events.
func Uproot(ctx context.Context, tx pgx.Tx, people []uuid.UUID) (events []int64, err error) {
	accounts, err := numbersOf(ctx, tx, `select id from accounts where uid = any($1)`, people)
	if err != nil {
		return nil, err
	}
	for _, table := range []string{"tickets", "mix_profiles", "event_series", "event_tellings", "event_digests", "event_hosts"} {
		if _, err := tx.Exec(ctx, `delete from `+table+` where account_id = any($1)`, accounts); err != nil {
			return nil, err
		}
	}
	events, err = numbersOf(ctx, tx, `delete from events where author_id = any($1) returning id`, accounts)
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, `
		with gone as (delete from sign_ups where account_id = any($1) returning event_id, original, seats, state),
			sums as (select event_id, original, sum(seats) as seats, count(*) filter (where state = 'waiting') as waiting from gone group by 1, 2)
		update event_seats d set (taken, waiting) = (d.taken - s.seats, d.waiting - s.waiting)
		from sums s where (d.event_id, d.original) = (s.event_id, s.original)`, accounts)
	return events, err
}

func numbersOf(ctx context.Context, tx pgx.Tx, sql string, arg any) ([]int64, error) {
	rows, err := tx.Query(ctx, sql, arg)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}
