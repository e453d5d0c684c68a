package matching

import (
	"context"
	"errors"
	"math"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/notify"
)

// zones are time zones by name, read once.
type zones struct{ known sync.Map }

func (z *zones) named(name string) (*time.Location, error) {
	if zone, ok := z.known.Load(name); ok {
		return zone.(*time.Location), nil
	}
	zone, err := time.LoadLocation(name)
	if err == nil {
		z.known.Store(name, zone)
	}
	return zone, err
}

const readSituation = `
	select a.standing = 'active' and (a.silenced_until is null or a.silenced_until <= @now),
		array(select account_id from invitations where request_id = q.id order by account_id),
		array(select other_id from blocks where account_id = q.author_id union all select q.author_id order by 1),
		array(select chance from invitations where request_id = q.id and state in ('sent', 'later') order by id),
		array(select coalesce(answered_at, sent_at) from invitations where request_id = q.id and state in ('sent', 'later') order by id),
		q.starts_at <= @rescue and exists (select from invitations where request_id = q.id and state = 'dropped')
	from requests q join accounts a on a.id = q.author_id where q.id = @request`

// situation reads what a wave needs to know.
func (r *Room) situation(ctx context.Context, tx pgx.Tx, q *Request, now time.Time) (*situation, error) {
	s := &situation{urgency: q.Urgency, zone: r.zoneOf(q.City), delays: r.cfg.Memory.Delays(q.City)}
	var since []time.Time
	var rescue *bool
	err := tx.QueryRow(ctx, readSituation, named{"request": q.Num, "now": now, "rescue": now.Add(RescueBefore)}).
		Scan(&s.wanted, &s.need.Asked, &s.need.Hidden, &s.pending, &since, &rescue)
	if errors.Is(err, pgx.ErrNoRows) {
		return s, nil // nobody's any more
	}
	if err != nil {
		return nil, err
	}
	if rescue != nil && *rescue {
		s.urgency = Urgent
	}
	for i := range s.pending {
		s.pending[i] = StillToCome(s.pending[i], now.Sub(since[i]), s.delays)
	}
	asked, hidden := s.need.Asked, s.need.Hidden
	s.need = needOf(q, s.zone, now)
	s.need.Urgency, s.need.Asked, s.need.Hidden = s.urgency, asked, hidden
	return s, nil
}

// needOf is what ranking reads of the request itself.
func needOf(q *Request, zone *time.Location, now time.Time) Need {
	return Need{
		Point: q.Cell.Center(), District: q.District, City: q.City, Kinds: q.KindSet(), Languages: q.Languages,
		At: hoursOf(q.When, now), Zone: zone, Urgency: q.Urgency, Needed: q.Needed,
	}
}

// stand is where a volunteer stands by the rows, once their load is locked.
type stand struct {
	fit             bool // active, vetted, not hidden, neither blocked nor asked before
	suits           bool // kind, language, hours
	asked           []time.Time
	rest            time.Time
	perDay, perWeek int
	cell            geo.Cell
	radiusM         float64
	settings        notify.Settings // their quiet hours; urgent = may be asked at night
}

const (
	makeLoads = `insert into volunteer_loads (account_id) select unnest(@accounts::bigint[]) order by 1 on conflict do nothing`
	// an erasure that a new row has waited for has taken its own away: this one would be left
	dropLoads = `
		delete from volunteer_loads l using accounts a where l.account_id = any(@accounts) and a.id = l.account_id and a.standing = 'erased'`
	lockLoads = `select account_id from volunteer_loads where account_id = any(@accounts) order by account_id for update`
	// the statement before it holds the loads: what this one sees is the last that was written of them
	readStands = `
		select v.account_id,
			v.activated and not v.suspended and a.standing = 'active' and not m.hidden and not m.barred and m.age_band <> '15-17'
				and least(v.signed_until, v.trained_until, v.checked_until) > @now
				and not exists (select from blocks b where (b.account_id, b.other_id) = (@author::bigint, v.account_id))
				and not exists (select from invitations i where (i.request_id, i.account_id) = (@request::bigint, v.account_id)),
			(@kind::text = any(v.kinds)) and (@languages::text[] = '{}' or m.languages && @languages::text[]) and exists (
				select from unnest(@hours::integer[], @days::date[]) as w (hour, day)
				where (w.hour < 0 or get_bit(v.week, w.hour) = 1) and not exists (
					select from volunteer_absences b where b.account_id = v.account_id and w.day between b.from_day and b.till_day)),
			l.asked, l.rest_until, v.per_day, v.per_week, v.at_night, m.home_cell, coalesce(m.radius_m, @travel),
			coalesce(s.zone, c.timezone), coalesce(s.quiet_from, 1260), coalesce(s.quiet_till, 480), s.paused_until
		from volunteers v join members m using (account_id) join accounts a on a.id = v.account_id
			join volunteer_loads l using (account_id) join districts c on c.id = m.city left join recipients s using (account_id)
		where v.account_id = any(@accounts) and m.home_cell is not null`
)

// lockVolunteers locks the loads of people, in the order of their accounts, and reads where they stand. Who is missing in the answer
// is no volunteer any more.
func (r *Room) lockVolunteers(
	ctx context.Context, tx pgx.Tx, q *Request, s *situation, people []Candidate, now time.Time,
) (map[int64]*stand, error) {
	accounts := make([]int64, len(people))
	for i, c := range people {
		accounts[i] = c.Account
	}
	hours, days := []int32{-1}, []time.Time{dayOn(now, s.zone)} // whenever, but not away today
	if len(s.need.At) > 0 {
		hours, days = nil, nil
		for _, at := range s.need.At {
			hours, days = append(hours, weekHour(at.In(s.zone))), append(days, dayOn(at, s.zone))
		}
	}
	args := named{
		"accounts": accounts, "now": now, "author": q.Author, "request": q.Num, "kind": q.Kind, "languages": q.Languages.Codes(),
		"hours": hours, "days": days, "travel": directory.DefaultTravelM,
	}
	stands, locked, err := r.readStands(ctx, tx, accounts, args)
	if err != nil || locked == len(accounts) {
		return stands, err
	}
	// some were never asked: who else asks them now waits for their new rows, having locked what it could of the others
	for _, sql := range []string{makeLoads, dropLoads} {
		if _, err := tx.Exec(ctx, sql, named{"accounts": accounts}); err != nil {
			return nil, err
		}
	}
	stands, _, err = r.readStands(ctx, tx, accounts, args)
	return stands, err
}

// readStands locks the loads that there are, and says how many.
func (r *Room) readStands(ctx context.Context, tx pgx.Tx, accounts []int64, args named) (stands map[int64]*stand, locked int, err error) {
	batch := &pgx.Batch{}
	batch.Queue(lockLoads, named{"accounts": accounts}).Exec(func(tag pgconn.CommandTag) error {
		locked = int(tag.RowsAffected())
		return nil
	})
	stands = map[int64]*stand{}
	batch.Queue(readStands, args).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			account, st, err := r.scanStand(rows)
			if err != nil {
				return err
			}
			stands[account] = st
		}
		return rows.Err()
	})
	err = tx.SendBatch(ctx, batch).Close()
	return stands, locked, err
}

func (r *Room) scanStand(row pgx.Rows) (account int64, _ *stand, err error) {
	st := &stand{}
	var rest, paused pgtype.Timestamptz
	var cell int64
	var zone string
	err = row.Scan(&account, &st.fit, &st.suits, &st.asked, &rest, &st.perDay, &st.perWeek, &st.settings.Urgent, &cell, &st.radiusM,
		&zone, &st.settings.QuietFrom, &st.settings.QuietTill, &paused)
	if err != nil {
		return 0, nil, err
	}
	st.rest, st.cell, st.settings.PausedUntil = instant(rest), geo.Cell(cell), instant(paused)
	st.settings.Zone, err = r.zones.named(zone)
	return account, st, err
}

// admits says whether somebody may be asked at this instant; till is when their quiet time ends if that is all that is in the way.
func (st *stand) admits(s *situation, now time.Time) (till time.Time, ok bool) {
	switch {
	case !st.able(&s.need, now):
		return time.Time{}, false
	case s.need.Night && !st.settings.Urgent:
		return time.Time{}, false
	}
	till = st.settings.Permitted(now, s.urgency == Urgent)
	return till, !till.After(now)
}

// able says whether every hard limit but quiet hours lets somebody pass.
func (st *stand) able(n *Need, now time.Time) bool {
	if st == nil || !st.fit || !st.suits || st.rest.After(now) {
		return false
	}
	within := geo.DistanceM(n.Point, st.cell.Center())
	return within <= st.radiusM && within <= n.ReachM && st.since(now, 24*time.Hour) < st.perDay && st.since(now, 7*24*time.Hour) < st.perWeek
}

// since is how often somebody was asked in a time before an instant. (Load.Since counts whole minutes of the copy in memory.)
func (st *stand) since(now time.Time, span time.Duration) (n int) {
	for _, at := range st.asked {
		if now.Sub(at) < span {
			n++
		}
	}
	return n
}

// gap is the step of the time since the invitation before.
func (st *stand) gap(now time.Time) int {
	if len(st.asked) == 0 {
		return Steps - 1
	}
	return GapStep(now.Sub(st.asked[len(st.asked)-1]))
}

const (
	insertInvitations = `
		insert into invitations (uid, request_id, account_id, wave, score, chance, propensity, rested, gap, near, far, parts, distance_m, state, by_hand, sent_at)
		select uid, @request, account, @wave, score, chance, propensity, rested, gap, near, far, string_to_array(parts, ' '), distance, 'sent', @hand, @now
		from unnest(@uids::uuid[], @accounts::bigint[], @scores::float8[], @chances::float8[], @propensities::float8[], @rested::float8[],
			@gaps::smallint[], @nears::float8[], @fars::smallint[], @parts::text[], @distances::integer[])
			with ordinality as c (uid, account, score, chance, propensity, rested, gap, near, far, parts, distance, i) order by i`
	countInvitations = `
		update volunteer_loads set last_asked_at = @now::timestamptz,
			asked = array(select t from unnest(asked) as t where t > @now::timestamptz - interval '28 days' order by t) || @now::timestamptz
		where account_id = any(@accounts)`
)

// invite writes invitations to people whose loads this transaction holds, tells them, and saves the request.
func (r *Room) invite(
	ctx context.Context, tx pgx.Tx, q *Request, chosen []Candidate, stands map[int64]*stand, byHand bool, now time.Time,
) error {
	var uids []uuid.UUID
	var accounts []int64
	var scores, chances, propensities, rested, nears []float64
	var gaps, fars []int16
	var parts []string
	var distances []int32
	for _, c := range chosen {
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		uids, accounts, scores, chances = append(uids, id), append(accounts, c.Account), append(scores, c.Score), append(chances, c.Chance)
		propensities, rested = append(propensities, c.Propensity), append(rested, c.Rested)
		gaps, parts = append(gaps, int16(stands[c.Account].gap(now))), append(parts, partsAtRest(c.Parts))
		nears, fars = append(nears, c.Near), append(fars, int16(DistanceStep(c.DistanceM)))
		distances = append(distances, int32(math.Round(c.DistanceM)))
	}
	batch := &pgx.Batch{}
	batch.Queue(insertInvitations, named{
		"request": q.Num, "wave": q.Wave, "hand": byHand, "now": now, "uids": uids, "accounts": accounts, "scores": scores,
		"chances": chances, "propensities": propensities, "rested": rested, "gaps": gaps, "nears": nears, "fars": fars, "parts": parts, "distances": distances,
	})
	batch.Queue(countInvitations, named{"accounts": accounts, "now": now})
	q.Updated = now
	batch.Queue(saveRequest, q.saving())
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return err
	}
	return r.tellInvited(ctx, tx, q, accounts, uids)
}

// dayOn is the date on a clock, as PostgreSQL keeps it.
func dayOn(at time.Time, zone *time.Location) time.Time {
	y, m, d := at.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
