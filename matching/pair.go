package matching

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/notify"
)

// Offers and requests of the same kind find each other: both authors are told, once for each pair and not often.
const (
	pairsAtOnce = 3     // that one new request or offer makes
	pairsPerDay = 3     // that somebody is told of in 24 hours
	pairWithinM = 8_000 // between the middles of two cells
)

// readPairs lists what is open of the same kind on the other side in the city, with its author below their cap, newest first. The
// distance is decided by the room: cells are numbers to PostgreSQL.
var readPairs = `
	select o.id, o.uid, o.author_id, o.cell from requests o
	where o.city_id = @city and o.kind = @kind and o.offer = not @offer::boolean and o.state in ('open', 'partly') and not o.hidden
		and o.author_id <> @author and o.expires_at > @now
		and not exists (select from blocks b where (b.account_id, b.other_id) = (o.author_id, @author::bigint))
		and not exists (select from pairings p where (p.offer_id, p.ask_id) in ((o.id, @id), (@id, o.id)))
		and (select count(*) from accounts a join members m on m.account_id = a.id
			where a.id in (o.author_id, @author) and a.standing = 'active' and not m.barred) = 2
		and ` + toldOf("o.author_id") + ` < @most
	order by o.id desc limit 200`

// toldOf counts the pairs that an author was told of since an instant.
func toldOf(author string) string {
	of := func(side string) string {
		return `(select count(*) from requests q join pairings p on p.` + side + ` = q.id where q.author_id = ` + author + ` and p.at > @since)`
	}
	return `(` + of("offer_id") + ` + ` + of("ask_id") + `)`
}

var countTold = `select ` + toldOf("@author::bigint")

// other is the other side of a pair.
type other struct {
	num, author int64
	id          [16]byte
	distanceM   float64
}

// pair tells the author of a new request or offer, and those of the nearest of the other side, of each other.
func (r *Room) pair(ctx context.Context, tx pgx.Tx, q *Request, now time.Time) error {
	if q.Author == 0 || q.City == 0 {
		return nil
	}
	others, err := r.others(ctx, tx, q, now)
	if err != nil || len(others) == 0 {
		return err
	}
	var offers, asks []int64
	var notices []notify.Notice
	for _, o := range others {
		theirs := Request{Num: o.num, ID: o.id, Author: o.author, Offer: !q.Offer}
		offer, ask := q, &theirs
		if !q.Offer {
			offer, ask = &theirs, q
		}
		offers, asks = append(offers, offer.Num), append(asks, ask.Num)
		notices = append(notices, r.pairNotice(q.Kind, offer, ask), r.pairNotice(q.Kind, ask, offer))
	}
	_, err = tx.Exec(ctx, `
		insert into pairings (offer_id, ask_id, at) select *, @now from unnest(@offers::bigint[], @asks::bigint[]) on conflict do nothing`,
		named{"offers": offers, "asks": asks, "now": now})
	if err != nil {
		return err
	}
	return notify.PostAll(ctx, tx, notices)
}

// pairNotice tells the author of one side of the other.
func (r *Room) pairNotice(kind string, to, of *Request) notify.Notice {
	code := "offer-for-you"
	if to.Offer {
		code = "ask-for-you"
	}
	return notify.Notice{
		To: to.Author, Kind: code, Subject: subjectOf(to, "pair:"+of.ID.String()), From: of.Author, At: r.now(),
		Params: map[string]string{"what": whatOf(kind), "other": of.ID.String()},
	}
}

// others are the nearest of the other side, as many as may be told of now.
func (r *Room) others(ctx context.Context, tx pgx.Tx, q *Request, now time.Time) (list []other, err error) {
	rows, err := tx.Query(ctx, readPairs, named{
		"city": q.City, "kind": q.Kind, "offer": q.Offer, "author": q.Author, "now": now, "id": q.Num,
		"since": now.Add(-24 * time.Hour), "most": pairsPerDay,
	})
	if err != nil {
		return nil, err
	}
	var o other
	var cell int64
	_, err = pgx.ForEachRow(rows, []any{&o.num, &o.id, &o.author, &cell}, func() error {
		o.distanceM = geo.DistanceM(q.Cell.Center(), geo.Cell(cell).Center())
		if o.distanceM <= pairWithinM {
			list = append(list, o)
		}
		return nil
	})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var told int
	err = tx.QueryRow(ctx, countTold, named{"author": q.Author, "since": now.Add(-24 * time.Hour)}).Scan(&told)
	if err != nil || told >= pairsPerDay {
		return nil, err
	}
	list = nearestOfEach(list)
	return list[:min(len(list), pairsAtOnce, pairsPerDay-told)], nil
}

// nearestOfEach sorts by distance, the newer first at the same, and leaves one of each author.
func nearestOfEach(list []other) []other {
	slices.SortStableFunc(list, func(a, b other) int { return cmp.Compare(a.distanceM, b.distanceM) })
	seen := map[int64]bool{}
	return slices.DeleteFunc(list, func(o other) bool {
		twice := seen[o.author]
		seen[o.author] = true
		return twice
	})
}
