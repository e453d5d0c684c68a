package community

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

// Bounds of what people are told who did not ask.
const (
	newAtMost   = 300     // people who are told of one new event, the nearest
	newPerWeek  = 2       // new events that one person is told of in seven days
	travelM     = 3000    // of who did not say how far they go
	newsExpires = 7 * day // what waits longer for somebody of the team to look at it is no news
)

// reader is a member who may be told of an event.
type reader struct {
	account int64
	Taste
	distanceM float64
}

// selectReaders reads members who could be told: those in good standing, by what they like. 'events' and 'outings' are theirs to switch off
// in their settings; notify does the rest.
const selectReaders = `
	select m.account_id, m.interests, m.languages, coalesce(m.home_cell, 0), coalesce(m.radius_m, @travel)::float8, w.week
	from members m join accounts a on a.id = m.account_id left join volunteers w on w.account_id = m.account_id and w.left_at is null
	where a.standing = 'active' and not m.barred `

func manyReaders(ctx context.Context, db querier, where string, args named) ([]reader, error) {
	args["travel"] = travelM
	rows, err := db.Query(ctx, selectReaders+where, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (t reader, err error) {
		var interests, languages []string
		var cell int64
		var week pgtype.Bits
		if err := row.Scan(&t.account, &interests, &languages, &cell, &t.RadiusM, &week); err != nil {
			return t, err
		}
		t.Interests, t.Languages = setOf(interests, directory.InterestNamed), setOf(languages, directory.LanguageNamed)
		t.Home = geo.Cell(cell)
		t.Week = directory.WeekOf(week)
		return t, nil
	})
}

// TellNew tells members nearby of new events that might suit them: each event once, to the nearest, and nobody more often than twice in
// seven days. Events that somebody of the team is to look at wait for that.
func (r *Room) TellNew(ctx context.Context) error {
	_, err := r.cfg.Pool.Exec(ctx, `delete from event_news where at <= $1`, r.now().Add(-newsExpires))
	if err != nil {
		return failed(err)
	}
	type key struct{ Event int64 }
	return eachDue(ctx, r, `
		select n.event_id from event_news n join events e on e.id = n.event_id
		where n.at <= @now and e.review in ('', 'passed') and not e.hidden order by n.event_id limit @most`,
		func(ctx context.Context, tx pgx.Tx, k key) (bool, error) {
			var num int64
			err := tx.QueryRow(ctx, `
				delete from event_news where event_id = any(array(select event_id from event_news where event_id = $1 for update skip locked))
				returning event_id`, k.Event).Scan(&num)
			if errors.Is(err, pgx.ErrNoRows) {
				return false, nil
			}
			if err != nil {
				return false, err
			}
			return true, r.tellNew(ctx, tx, num)
		})
}

func (r *Room) tellNew(ctx context.Context, tx pgx.Tx, num int64) error {
	e, err := oneEvent(ctx, tx, selectEvent+`where s.id = $1`, num)
	if errors.Is(err, &identity.Error{Code: identity.NotFound}) {
		return nil
	}
	if err != nil {
		return err
	}
	hosts, err := readHosts(ctx, tx, []int64{num})
	if err != nil {
		return err
	}
	o, ok := e.Next(r.now())
	if !ok || !o.Start.After(r.now()) || !e.shown(hosts[num]) || e.Interest == "" {
		return nil
	}
	readers, err := manyReaders(ctx, tx, `
		and m.city = @city and m.interests && array[@interest] and m.account_id <> @author
		and not exists (select from event_tellings t where (t.account_id, t.event_id) = (m.account_id, @event))
		and not exists (select from sign_ups s where s.account_id = m.account_id and s.event_id = @event)
		and (select count(*) from event_tellings t where t.account_id = m.account_id and t.fresh and t.at > @since) < @most
		order by m.account_id`,
		named{"city": o.Site.City, "interest": e.Interest, "author": e.Author, "event": num, "since": r.now().Add(-7 * day), "most": newPerWeek})
	if err != nil {
		return err
	}
	kept := readers[:0]
	for _, t := range readers {
		var ok bool
		if t.distanceM, ok = t.Fits(e, &o, e.series.Zone); ok {
			kept = append(kept, t)
		}
	}
	slices.SortFunc(kept, func(a, b reader) int {
		return cmp.Or(cmp.Compare(a.distanceM, b.distanceM), cmp.Compare(a.account, b.account))
	})
	kept = kept[:min(len(kept), newAtMost)]
	return r.tellReaders(ctx, tx, e, &o, kept)
}

// tellReaders notes who is told of an event, and tells them; who has blocked who holds it, or is blocked by them, is not.
func (r *Room) tellReaders(ctx context.Context, tx pgx.Tx, e *Event, o *Occurrence, readers []reader) error {
	accounts := make([]int64, len(readers))
	for i := range readers {
		accounts[i] = readers[i].account
	}
	if _, err := tx.Exec(ctx, noteTold, accounts, []int64{e.Num}, true, r.now()); err != nil {
		return err
	}
	params := map[string]string{
		"title": o.Title, "event": e.ID.String(), "day": dayText(o.Start, e.series.Zone), "time": o.Start.In(e.series.Zone).Format("15:04"),
	}
	notices := make([]notify.Notice, len(accounts))
	for i, to := range accounts {
		notices[i] = notify.Notice{To: to, Kind: "event-new", Subject: EventSubject(e.Num), Params: maps.Clone(params), At: r.now()}
		if e.Organisation == 0 {
			notices[i].From = e.Author
		}
	}
	return notify.PostAll(ctx, tx, notices)
}

// noteTold notes that each of some people was told of each of some events.
const noteTold = `
	insert into event_tellings (account_id, event_id, fresh, at)
	select a, e, $3, $4 from unnest($1::bigint[]) a cross join unnest($2::bigint[]) e on conflict do nothing`

// weekOf is the Monday of the week of an instant, on a clock, as the midnight of UTC that names it.
func weekOf(at time.Time, zone *time.Location) time.Time {
	local := at.In(zone)
	return time.Date(local.Year(), local.Month(), local.Day()-directory.WeekdayOf(local), 0, 0, 0, 0, time.UTC)
}
