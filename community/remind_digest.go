package community

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/notify"
)

// The digest of a week leaves on Thursday morning, when there is time to plan the weekend, and reaches a week ahead.
const (
	digestDay    = 3 // of a week from Monday, 0
	digestHour   = 9
	digestAhead  = 8 * day
	digestEvents = 5
	digestPeople = 200 // in one transaction
)

// TellDigests tells members once a week what fits them: of their interests, near, in their language, when they are free. What somebody was
// told of once, by a digest or when it was new, is not told again, nor where they go already. Who has nothing new to read gets nothing.
func (r *Room) TellDigests(ctx context.Context) error {
	for _, city := range r.cfg.Live.Cities() {
		zone := city.Zone
		if zone == nil {
			zone = time.UTC
		}
		local := r.now().In(zone)
		if day := directory.WeekdayOf(local); day < digestDay || day == digestDay && local.Hour() < digestHour {
			continue
		}
		if err := r.digestCity(ctx, city, zone); err != nil {
			return err
		}
	}
	return nil
}

func (r *Room) digestCity(ctx context.Context, city *directory.District, zone *time.Location) error {
	list, err := r.weekOfCity(city)
	if err != nil || len(list) == 0 {
		return err
	}
	week := weekOf(r.now(), zone)
	for {
		n := 0
		err := r.inTx(ctx, func(tx pgx.Tx) error {
			readers, err := manyReaders(ctx, tx, `
				and m.city = @city and m.interests <> '{}'
				and not exists (select from event_digests g where g.account_id = m.account_id and g.week >= @week)
				order by m.account_id limit @most for no key update of m skip locked`,
				named{"city": city.Num, "week": week, "most": digestPeople})
			if err != nil {
				return err
			}
			n = len(readers)
			return r.digest(ctx, tx, readers, list, week, zone)
		})
		if err != nil || n < digestPeople {
			return err
		}
	}
}

// weekOfCity are the next dates of a city, one of each event, by start; from the copy in memory, which is a moment old at most.
func (r *Room) weekOfCity(city *directory.District) ([]Listed, error) {
	var list []Listed
	seen := map[int64]bool{}
	q := EventQuery{EventFilter: EventFilter{From: r.now(), Until: r.now().Add(digestAhead)}, District: city.Code, Limit: directory.MaxLimit}
	const pages = 100
	for range pages {
		page, next, err := r.cfg.Calendar.Find(nil, nil, q)
		if err != nil {
			return nil, err
		}
		for i := range page {
			if of := page[i].Of; !seen[of.Num] && of.Interest != "" && page[i].Start.After(r.now()) && (of.Review == NotReviewed || of.Review == Passed) {
				seen[of.Num] = true
				list = append(list, page[i])
			}
		}
		if next == "" {
			break
		}
		q.Cursor = next
	}
	return list, nil
}

// digest tells some members, all of whom have had their turn of the week then.
func (r *Room) digest(ctx context.Context, tx pgx.Tx, readers []reader, list []Listed, week time.Time, zone *time.Location) error {
	accounts := make([]int64, len(readers))
	for i := range readers {
		accounts[i] = readers[i].account
	}
	_, err := tx.Exec(ctx, `
		insert into event_digests (account_id, week) select unnest($1::bigint[]), $2 on conflict (account_id) do update set week = excluded.week`,
		accounts, week)
	if err != nil {
		return err
	}
	told, err := r.toldBefore(ctx, tx, accounts)
	if err != nil {
		return err
	}
	var notices []notify.Notice
	var batch pgx.Batch
	for i := range readers {
		t := &readers[i]
		picked := pick(t, list, told[t.account], zone)
		if len(picked) == 0 {
			continue
		}
		nums := make([]int64, len(picked))
		for j := range picked {
			nums[j] = picked[j].Of.Num
		}
		batch.Queue(noteTold, []int64{t.account}, nums, false, r.now())
		notices = append(notices, notify.Notice{
			To: t.account, Kind: "event-digest", Subject: "week:" + week.Format(time.DateOnly), At: r.now(), Params: map[string]string{
				"title": picked[0].Title, "event": picked[0].ID.String(), "day": dayText(picked[0].Start, zone),
				"time": picked[0].Start.In(zone).Format("15:04"), "more": strconv.Itoa(len(picked) - 1),
			},
		})
	}
	if batch.Len() == 0 {
		return nil
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return err
	}
	return notify.PostAll(ctx, tx, notices)
}

// toldBefore says which events people know of: told before, signed up for, held by them, or held by somebody one of the two has blocked.
func (r *Room) toldBefore(ctx context.Context, tx pgx.Tx, accounts []int64) (map[int64]map[int64]bool, error) {
	rows, err := tx.Query(ctx, `
		select account_id, event_id from event_tellings where account_id = any($1)
		union select account_id, event_id from sign_ups where account_id = any($1)
		union select author_id, id from events where author_id = any($1)
		union select b.account_id, e.id from blocks b join events e on e.author_id = b.other_id and e.organisation_id is null
			where b.account_id = any($1) and coalesce(e.ends_at > $2, true)`, accounts, r.now())
	if err != nil {
		return nil, err
	}
	told := map[int64]map[int64]bool{}
	var account, event int64
	_, err = pgx.ForEachRow(rows, []any{&account, &event}, func() error {
		if told[account] == nil {
			told[account] = map[int64]bool{}
		}
		told[account][event] = true
		return nil
	})
	return told, err
}

// pick chooses what fits somebody best: the nearest, in the order in which they begin.
func pick(t *reader, list []Listed, told map[int64]bool, zone *time.Location) []Listed {
	type near struct {
		Listed
		distanceM float64
	}
	var fits []near
	for i := range list {
		if told[list[i].Of.Num] {
			continue
		}
		if d, ok := t.Fits(list[i].Of, list[i].Occurrence, zone); ok {
			fits = append(fits, near{list[i], d})
		}
	}
	slices.SortStableFunc(fits, func(a, b near) int { return cmp.Compare(a.distanceM, b.distanceM) })
	fits = fits[:min(len(fits), digestEvents)]
	slices.SortStableFunc(fits, func(a, b near) int { return a.Start.Compare(b.Start) })
	picked := make([]Listed, len(fits))
	for i := range fits {
		picked[i] = fits[i].Listed
	}
	return picked
}
