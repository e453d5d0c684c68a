package identity

import (
	"context"
	"crypto/sha256"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres/feed"
)

// topicAccount is fed by everything that a Viewer is made of.
const topicAccount = "account"

// trustedLag is how far behind the database the cache may be and still answer: a revocation holds on every node within a second.
const trustedLag = 500 * time.Millisecond

// checkWithin bounds what a request waits for a database that does not answer.
const checkWithin = 2 * time.Second

// cache holds viewers by the digest of their token. What the feed names is forgotten, and read again when it is asked for.
type cache struct {
	desk *Desk

	mu        sync.RWMutex
	byToken   map[[sha256.Size]byte]*entry
	byAccount map[int64][][sha256.Size]byte
	forgotten uint64 // how often something was; what was read before the last time is not kept
}

type entry struct {
	viewer  *Viewer
	until   time.Time // read again then
	seen    time.Time // the day of the last visit that is written
	visited atomic.Bool
}

// Cache is the subject by which a follower keeps what Check remembers equal to the database.
func (d *Desk) Cache() feed.Subject { return (*subject)(d) }

type subject Desk

func (*subject) Topics() []string { return []string{topicAccount} }

// Load begins with nothing: sessions are read when they are asked for.
func (s *subject) Load(context.Context, pgx.Tx) (feed.Copy, error) {
	return &cache{desk: (*Desk)(s), byToken: map[[sha256.Size]byte]*entry{}, byAccount: map[int64][][sha256.Size]byte{}}, nil
}

func (s *subject) Publish(c feed.Copy) { s.cache.Store(c.(*cache)) }

// Apply implements [feed.Copy].
func (c *cache) Apply(_ context.Context, _ pgx.Tx, changes feed.Changes) error {
	c.forget(changes[topicAccount])
	return nil
}

func (c *cache) forget(accounts []int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forgotten++
	for _, account := range accounts {
		for _, token := range c.byAccount[account] {
			delete(c.byToken, token)
		}
		delete(c.byAccount, account)
	}
}

// get also says the count to give to put.
func (c *cache) get(token [sha256.Size]byte) (*entry, uint64) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.byToken[token], c.forgotten
}

// put keeps an entry, unless something was forgotten since it was read: it might have been this.
func (c *cache) put(token [sha256.Size]byte, e *entry, forgotten uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.forgotten != forgotten {
		return
	}
	for other, old := range c.byToken { // any one: map order is as good as chance
		if len(c.byToken) < c.desk.cfg.CacheSize {
			break
		}
		c.drop(other, old)
	}
	if old := c.byToken[token]; old != nil {
		c.drop(token, old)
	}
	c.byToken[token] = e
	account := e.viewer.Account.Num
	c.byAccount[account] = append(c.byAccount[account], token)
}

func (c *cache) drop(token [sha256.Size]byte, e *entry) {
	delete(c.byToken, token)
	account := e.viewer.Account.Num
	left := slices.DeleteFunc(c.byAccount[account], func(t [sha256.Size]byte) bool { return t == token })
	if c.byAccount[account] = left; len(left) == 0 {
		delete(c.byAccount, account)
	}
}

// Check says who a token belongs to. It answers from memory, and asks the database for what it does not hold or while the
// follower lags. Errors: NoSession, Unavailable.
func (d *Desk) Check(ctx context.Context, token string) (*Viewer, error) {
	digest, ok := tokenDigest(token)
	if !ok {
		return nil, Refuse(NoSession, "")
	}
	now := d.now()
	var e *entry
	var forgotten uint64
	cache := d.trusted()
	if cache != nil {
		e, forgotten = cache.get(digest)
	}
	if e == nil || !now.Before(e.until) {
		var err error
		if e, err = d.readViewer(ctx, digest, now); err != nil {
			return nil, err
		}
		if cache != nil {
			cache.put(digest, e, forgotten)
		}
	}
	d.visit(e, now)
	return e.viewer, nil
}

// trusted is the cache while its follower keeps up, else nil.
func (d *Desk) trusted() *cache {
	if d.cfg.Lag == nil || d.cfg.Lag() > trustedLag {
		return nil
	}
	return d.cache.Load()
}

// viewerSQL gives one row for each grant in force, or one with an empty role. $1 token, $2 now, $3 the last idle day that is too long ago.
const viewerSQL = `
	select s.id, coalesce(s.acting, 0), s.seen_on, s.rotated_at < a.rights_at and s.token = $1,
		least(s.expires_at, case when s.token <> $1 then s.former_until end),
		a.id, a.uid, a.lang, a.standing, coalesce(a.silenced_until, 'epoch'),
		array(select other_id from blocks b where b.account_id = a.id),
		coalesce(g.role, ''), coalesce(g.district_id, 0), coalesce(g.organisation_id, 0), g.until
	from sessions s join accounts a on a.id = s.account_id
		left join grants g on g.account_id = a.id and (g.until is null or g.until > $2)
	where (s.token = $1 or s.former = $1 and s.former_until > $2) and s.expires_at > $2 and s.seen_on > $3
		and a.standing in ('active', 'suspended')`

// readViewer reads all that a session's requests may do.
func (d *Desk) readViewer(ctx context.Context, digest [sha256.Size]byte, now time.Time) (*entry, error) {
	ctx, cancel := context.WithTimeout(ctx, checkWithin)
	defer cancel()
	rows, err := d.pool.Query(ctx, viewerSQL, digest[:], now, dayOf(now.Add(-d.cfg.SessionIdle)))
	if err != nil {
		return nil, failed(err)
	}
	v := &Viewer{within: d.cfg.Within, now: d.now}
	e := &entry{viewer: v}
	v.session.digest = digest
	var blocks []int64
	var g Grant
	var ends time.Time
	var until *time.Time
	earliest := now.Add(d.cfg.SessionLasts)
	_, err = pgx.ForEachRow(rows, []any{
		&v.session.id, &v.Acting, &e.seen, &v.Rotate, &ends,
		&v.Account.Num, &v.Account.ID, &v.Account.Lang, &v.Account.Standing, &v.Account.SilencedUntil,
		&blocks, &g.Role, &g.District, &g.Organisation, &until,
	}, func() error {
		if g.Role == "" {
			return nil
		}
		if g.Until = (time.Time{}); until != nil {
			g.Until = *until
			earliest = earlier(earliest, *until)
		}
		v.Grants = append(v.Grants, g)
		return nil
	})
	if err != nil {
		return nil, failed(err)
	}
	if v.session.id == 0 {
		return nil, Refuse(NoSession, "")
	}
	e.until = earlier(earlier(earliest, ends), e.seen.Add(d.cfg.SessionIdle))
	if !slices.ContainsFunc(v.Grants, func(g Grant) bool { return g.Organisation == v.Acting }) {
		v.Acting = 0 // the role went
	}
	v.Blocks = make(Blocks, len(blocks))
	for _, other := range blocks {
		v.Blocks[other] = struct{}{}
	}
	return e, nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// visit is a session seen on a day.
type visit struct {
	session, account int64
	on               time.Time
}

// visit notes the first request of a session's day; Run writes it.
func (d *Desk) visit(e *entry, now time.Time) {
	if now.Sub(e.seen) < day || !e.visited.CompareAndSwap(false, true) {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.visited = append(d.visited, visit{e.viewer.session.id, e.viewer.Account.Num, dayOf(now)})
}

func (d *Desk) writeVisits(ctx context.Context) error {
	d.mu.Lock()
	visits := d.visited
	d.visited = nil
	d.mu.Unlock()
	for len(visits) > 0 {
		batch := visits[:min(len(visits), 1000)]
		sessions, accounts := make([]int64, len(batch)), make([]int64, len(batch))
		var on time.Time
		for i, v := range batch {
			sessions[i], accounts[i] = v.session, v.account
			if v.on.After(on) {
				on = v.on
			}
		}
		if err := d.writeVisit(ctx, sessions, accounts, on); err != nil {
			d.mu.Lock()
			d.visited = append(visits, d.visited...)
			d.mu.Unlock()
			return failed(err)
		}
		visits = visits[len(batch):]
	}
	return nil
}

// writeVisit is two statements, so that it never holds sessions while it waits for accounts. Rows are locked in the order of
// numbers: two nodes do not wait for each other.
func (d *Desk) writeVisit(ctx context.Context, sessions, accounts []int64, on time.Time) error {
	_, err := d.pool.Exec(ctx, `
		update sessions set seen_on = $2
		where id in (select id from sessions where id = any($1) and seen_on < $2 order by id for update)`, sessions, on)
	if err != nil {
		return err
	}
	_, err = d.pool.Exec(ctx, `
		update accounts set last_contact = $2
		where id in (select id from accounts where id = any($1) and last_contact < $2 order by id for no key update)`, accounts, on)
	return err
}

// sessionRef is what a viewer remembers of the session they came with.
type sessionRef struct {
	id     int64
	digest [sha256.Size]byte
}

// Account is who a person is to the rest of the house: a number, not a name.
type Account struct {
	Num           int64
	ID            uuid.UUID
	Lang          string
	Standing      Standing
	SilencedUntil time.Time // may not speak to others before
}
