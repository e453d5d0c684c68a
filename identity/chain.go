package identity

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The audit is chained by days, so that what was written cannot be changed unseen, not even by who owns the database:
//
//	link(day) = SHA-256( link(day before) · day · rows after the last link's, up to the day's last, in order )
//
// A link covers numbers of rows, not instants: a row that came late is in the next day's. Who rewrites the chain from a day on
// changes the newest digest; an operator who wrote that down elsewhere finds out.

// Link is one day of the chain.
type Link struct {
	Day     time.Time // UTC
	LastID  int64     // number of the last row that it and the links before cover
	Entries int64     // rows of its own
	Digest  [sha256.Size]byte
}

// BrokenChain names the first day that does not fit.
type BrokenChain struct {
	Day time.Time
	Why string
}

func (b *BrokenChain) Error() string {
	return fmt.Sprintf("the audit does not fit its chain from %s on: %s", b.Day.Format(time.DateOnly), b.Why)
}

// Proof is what a whole chain shows.
type Proof struct {
	Links     int
	Entries   int64 // covered by them
	Unchained int64 // written since
	Head      Link  // the newest; the zero Link when there is none yet
}

// ChainAudit adds the links of all days that are over, and says how many. Any number of nodes may; each link is made once.
func (d *Desk) ChainAudit(ctx context.Context) (links int, err error) {
	err = d.inTx(ctx, func(tx pgx.Tx) error {
		// Whoever writes into the audit has finished once we hold this, so that no lower number can come later.
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtext('alentour.audit'))`); err != nil {
			return err
		}
		head, err := chainHead(ctx, tx)
		if err != nil {
			return err
		}
		day := head.Day.Add(day)
		if head.Day.IsZero() {
			err := tx.QueryRow(ctx, `select coalesce(min(at at time zone 'UTC')::date, @today)::timestamp at time zone 'UTC' from audit`,
				named{"today": dayOf(d.now())}).Scan(&day)
			if err != nil {
				return err
			}
		}
		for ; day.Before(dayOf(d.now())); day = day.Add(24 * time.Hour) {
			if head, err = addLink(ctx, tx, head, day.UTC()); err != nil {
				return err
			}
			links++
		}
		return nil
	})
	if err != nil {
		links = 0
	}
	return links, err
}

func chainHead(ctx context.Context, tx pgx.Tx) (head Link, err error) {
	list, err := readLinks(ctx, tx, `select day, last_id, entries, digest from audit_chain order by day desc limit 1`)
	if err != nil || len(list) == 0 {
		return Link{}, err
	}
	return list[0], nil
}

func readLinks(ctx context.Context, tx pgx.Tx, sql string) (list []Link, err error) {
	rows, err := tx.Query(ctx, sql)
	if err != nil {
		return nil, err
	}
	var l Link
	var digest []byte
	_, err = pgx.ForEachRow(rows, []any{&l.Day, &l.LastID, &l.Entries, &digest}, func() error {
		l.Digest = [sha256.Size]byte(digest)
		list = append(list, l)
		return nil
	})
	return list, err
}

func addLink(ctx context.Context, tx pgx.Tx, before Link, of time.Time) (Link, error) {
	link := Link{Day: of}
	err := tx.QueryRow(ctx, `select coalesce(max(id), $1) from audit where id > $1 and at < $2`, before.LastID, of.Add(day)).Scan(&link.LastID)
	if err == nil {
		link, err = digestLink(ctx, tx, before, link)
	}
	if err != nil {
		return Link{}, err
	}
	_, err = tx.Exec(ctx, `insert into audit_chain (day, last_id, entries, digest) values ($1, $2, $3, $4)`,
		link.Day, link.LastID, link.Entries, link.Digest[:])
	return link, err
}

// digestLink counts and digests the rows of a link.
func digestLink(ctx context.Context, tx pgx.Tx, before, link Link) (Link, error) {
	h := sha256.New()
	h.Write(before.Digest[:])
	writeNumbers(h, link.Day.Unix())
	rows, err := tx.Query(ctx, `
		select id, at, actor, coalesce(acting, 0), act, subject, subject_id, coalesce(district_id, 0), coalesce(organisation_id, 0), code
		from audit where id > $1 and id <= $2 order by id`, before.LastID, link.LastID)
	if err != nil {
		return Link{}, err
	}
	var e Entry
	var id int64
	link.Entries = 0
	_, err = pgx.ForEachRow(rows, []any{&id, &e.At, &e.Actor, &e.Acting, &e.Act, &e.Subject, &e.SubjectID, &e.District, &e.Organisation, &e.Code},
		func() error {
			link.Entries++
			writeNumbers(h, id, e.At.UnixMicro(), e.Actor, e.Acting, e.SubjectID, e.District, e.Organisation)
			for _, text := range []string{e.Act, e.Subject, e.Code} {
				writeNumbers(h, int64(len(text)))
				h.Write([]byte(text))
			}
			return nil
		})
	h.Sum(link.Digest[:0])
	return link, err
}

func writeNumbers(h hash.Hash, numbers ...int64) {
	var b [8]byte
	for _, n := range numbers {
		binary.BigEndian.PutUint64(b[:], uint64(n))
		h.Write(b[:])
	}
}

// VerifyAudit walks the chain from its first day; seen, which may be nil, looks at each link and may refuse it. Errors:
// [*BrokenChain], seen's own; else the database's.
func VerifyAudit(ctx context.Context, pool *pgxpool.Pool, seen func(Link) error) (proof Proof, err error) {
	err = pgx.BeginTxFunc(ctx, pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		links, err := readLinks(ctx, tx, `select day, last_id, entries, digest from audit_chain order by day`)
		if err != nil {
			return err
		}
		var before Link
		for _, link := range links {
			if err := verifyLink(ctx, tx, before, link); err != nil {
				return err
			}
			if seen != nil {
				if err := seen(link); err != nil {
					return err
				}
			}
			proof.Links++
			proof.Entries += link.Entries
			before = link
		}
		proof.Head = before
		return tx.QueryRow(ctx, `select count(*) from audit where id > $1`, before.LastID).Scan(&proof.Unchained)
	})
	if broken, ok := errors.AsType[*BrokenChain](err); ok {
		return proof, broken
	}
	return proof, failed(err)
}

func verifyLink(ctx context.Context, tx pgx.Tx, before, link Link) error {
	if !before.Day.IsZero() && !before.Day.Add(day).Equal(link.Day) {
		return &BrokenChain{before.Day.Add(day), "its link is missing"}
	}
	found, err := digestLink(ctx, tx, before, link)
	switch {
	case err != nil:
		return err
	case found.Entries != link.Entries:
		return &BrokenChain{link.Day, fmt.Sprintf("%d rows, there were %d", found.Entries, link.Entries)}
	case !bytes.Equal(found.Digest[:], link.Digest[:]):
		return &BrokenChain{link.Day, "other rows than there were"}
	}
	return nil
}
