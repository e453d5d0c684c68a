package feed

import (
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// moment is what one look at the database tells.
type moment struct {
	epoch string    // the life of the database
	boot  time.Time // when the server last lost its statistics: at a crash
	at    snapshot
	floor uint64 // changes of transactions below may be pruned
	moved bool   // something became visible since the snapshot that was asked about
}

// continues says that the changes after a snapshot of an epoch are all still there to be read.
func (m moment) continues(epoch string, at snapshot) bool {
	return epoch == m.epoch && at.xmin >= m.floor && at.xmax <= m.at.xmax
}

// look says where the database is; idle polls end here.
func (f *Follower) look(ctx context.Context, tx pgx.Tx, last snapshot) (moment, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second) // a server that hangs is as good as gone
	defer cancel()
	var m moment
	var at string
	err := tx.QueryRow(ctx, `
		with life as materialized (select feed_epoch() as epoch)
		select life.epoch, coalesce(pg_stat_get_bgwriter_stat_reset_time(), 'epoch'), pg_current_snapshot()::text,
			coalesce((select below from feed_marks m where m.floor and m.epoch = life.epoch order by below desc limit 1), '0'),
			feed_moved($1::text::pg_snapshot, $2)
		from life`, last.text, f.topics).Scan(&m.epoch, &m.boot, &at, &m.floor, &m.moved)
	if err != nil {
		return moment{}, err
	}
	m.at, err = parseSnapshot(at)
	return m, err
}

// track is one subject and how far its copy has come.
type track struct {
	subject Subject
	topics  []string
	state
	loading chan loaded // holds one when the load has ended; nil = none under way
	fresh   *loaded     // taken from there, to be published
	rested  time.Time   // no new load before this, after one failed
}

// state is a copy and what it holds: all that the snapshot at sees, except what the transactions in missing and late did.
type state struct {
	copy    Copy   // nil before the first load
	epoch   string // empty: nothing can be said about the copy any more
	boot    time.Time
	at      snapshot
	missing map[uint64]struct{} // a load must bring them
	late    []group             // polls bring them, a piece each
}

// group is what one transaction changed in one topic.
type group struct {
	topic string
	xid   uint64
	ids   []int64
	whole bool // too many to name
}

type loaded struct {
	state
	err error
}

// fit says that the copy needs no fresh load. A crash may give the number of a transaction that was lost to another one, and may
// take back what was seen with synchronous_commit off: the copy goes on following, but cannot be trusted for good.
func (s *state) fit(m moment) bool {
	return s.copy != nil && m.continues(s.epoch, s.at) && s.boot.Equal(m.boot) && len(s.missing) == 0
}

// catchUp brings the copy from its snapshot to that of tx, and says how many rows it applied. Of a transaction with more than
// atOnce of them it leaves the rest to later calls, so that nobody waits long behind it.
func (f *Follower) catchUp(ctx context.Context, tx pgx.Tx, topics []string, s *state, m moment, atOnce int) (applied int, err error) {
	groups, err := since(ctx, tx, topics, s.at, f.cfg.BulkRows)
	if err != nil {
		return 0, err
	}
	changes := Changes{}
	for _, g := range groups {
		switch {
		case g.whole:
			s.missing[g.xid] = struct{}{}
		case len(g.ids) > atOnce:
			s.late = append(s.late, g)
		default:
			changes[g.topic] = append(changes[g.topic], g.ids...)
		}
	}
	if len(s.late) > 0 {
		first := &s.late[0]
		n := min(atOnce, len(first.ids))
		changes[first.topic] = append(changes[first.topic], first.ids[:n]...)
		if first.ids = first.ids[n:]; len(first.ids) == 0 {
			s.late = s.late[1:]
		}
	}
	for topic, ids := range changes {
		slices.Sort(ids)
		changes[topic] = slices.Compact(ids)
		applied += len(changes[topic])
	}
	f.counts.changes.Add(uint64(applied))
	if len(changes) > 0 {
		if err := s.copy.Apply(ctx, tx, changes); err != nil {
			s.epoch = ""
			return 0, err
		}
	}
	s.at = m.at
	return applied, nil
}

// since reads the changes that became visible after a snapshot.
func since(ctx context.Context, tx pgx.Tx, topics []string, at snapshot, bulkRows int) ([]group, error) {
	rows, err := tx.Query(ctx, "select topic, xid, ids, whole from feed_since($1::text::pg_snapshot, $2, $3)", at.text, topics, bulkRows)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (g group, err error) {
		err = row.Scan(&g.topic, &g.xid, &g.ids, &g.whole)
		return g, err
	})
}

var errRestored = errors.New("the database was restored, or its feed watches more tables")

// poll brings every copy to one new snapshot.
func (f *Follower) poll(ctx context.Context, conn *pgx.Conn) error {
	begun := time.Now()
	var m moment
	err := f.inSnapshot(ctx, conn, f.last, func(_ pgx.Tx, now moment) error { m = now; return nil })
	if err != nil {
		return err
	}
	if f.epoch != m.epoch && f.epoch != "" {
		f.epoch = m.epoch
		f.pool.Reset() // what connections know of types is of the former life
		return errRestored
	}
	f.epoch = m.epoch
	if m.moved || !f.idle(m) {
		if m, err = f.follow(ctx, conn); err != nil {
			f.distrust()
			return err
		}
	} else {
		for _, t := range f.tracks {
			t.at = m.at
		}
	}
	f.last = m.at
	f.show(m, begun)
	f.startLoads(ctx, m)
	for _, t := range f.tracks {
		if len(t.late) > 0 {
			f.Poke()
		}
	}
	f.counts.polls.Add(1)
	f.counts.pollNS.Add(uint64(time.Since(begun)))
	return nil
}

// idle says that every copy stands at the last poll's snapshot, so that nothing moved means nothing to do.
func (f *Follower) idle(m moment) bool {
	for _, t := range f.tracks {
		if t.copy == nil || len(t.loading) > 0 || t.fresh != nil || len(t.late) > 0 || t.at.text != f.last.text || !m.continues(t.epoch, t.at) {
			return false
		}
	}
	return true
}

// follow reads and applies in one transaction, so that copies get the rows of exactly the snapshot they move to.
func (f *Follower) follow(ctx context.Context, conn *pgx.Conn) (now moment, err error) {
	for _, t := range f.tracks {
		select {
		case fresh := <-t.loading: // before this snapshot, so that it is not from after it
			t.loading, t.fresh = nil, &fresh
		default:
		}
	}
	err = f.inSnapshot(ctx, conn, f.last, func(tx pgx.Tx, m moment) error {
		now = m
		for _, t := range f.tracks {
			if err := f.step(ctx, tx, t, m); err != nil {
				t.rested = time.Now().Add(time.Second)
				return err
			}
		}
		return nil
	})
	return now, err
}

func (f *Follower) step(ctx context.Context, tx pgx.Tx, t *track, m moment) error {
	fresh := t.fresh
	t.fresh = nil
	switch {
	case fresh == nil:
	case fresh.err != nil:
		f.counts.errors.Add(1)
		f.cfg.Log.Warn("feed: load failed, trying again", "topics", t.topics, "error", fresh.err)
		t.rested = time.Now().Add(time.Second)
	case m.continues(fresh.epoch, fresh.at) && fresh.boot.Equal(m.boot): // else a restore or a crash overtook it
		if _, err := f.catchUp(ctx, tx, t.topics, &fresh.state, m, math.MaxInt); err != nil {
			return err
		}
		t.subject.Publish(fresh.copy)
		t.state = fresh.state
		return nil
	}
	if t.copy == nil || !m.continues(t.epoch, t.at) {
		return nil
	}
	_, err := f.catchUp(ctx, tx, t.topics, &t.state, m, f.cfg.AtOnce)
	return err
}
