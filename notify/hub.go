package notify

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/identity"
)

// The topics that a hub follows: what people are told, who they are, and what is written to them.
const (
	topicNotice       = "notice"
	topicAccount      = "account"
	topicConversation = "conversation"
)

// HubConfig bounds what a node keeps open. What is zero has the value said.
type HubConfig struct {
	Streams    int // 12,000 on this node
	PerAccount int // 6 on this node
}

// Hub tells the streams of this node what is new. It is a subject of the node's follower, after the cache of sessions: a stream that
// asks whether its session is still good must not ask what is about to be forgotten.
type Hub struct {
	office *Office
	cfg    HubConfig
	poke   chan struct{}

	mu      sync.Mutex
	streams map[int64][]*Stream
	open    int
	dirty   map[int64]struct{} // accounts with streams whose notices changed
}

// NewHub makes a hub that does nothing before Run.
func (o *Office) NewHub(c HubConfig) *Hub {
	if c.Streams == 0 {
		c.Streams = 12_000
	}
	if c.PerAccount == 0 {
		c.PerAccount = 6
	}
	return &Hub{office: o, cfg: c, poke: make(chan struct{}, 1), streams: map[int64][]*Stream{}, dirty: map[int64]struct{}{}}
}

var _ feed.Subject = (*Hub)(nil)

// Topics implements [feed.Subject].
func (h *Hub) Topics() []string { return []string{topicNotice, topicAccount, topicConversation} }

// Load implements [feed.Subject]: streams read for themselves what they begin with.
func (h *Hub) Load(context.Context, pgx.Tx) (feed.Copy, error) { return (*hubCopy)(h), nil }

// Publish implements [feed.Subject]. What changed before is not known: everybody looks.
func (h *Hub) Publish(feed.Copy) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for account := range h.streams {
		h.touch(account, true)
	}
}

type hubCopy Hub

// Apply implements [feed.Copy].
func (c *hubCopy) Apply(_ context.Context, _ pgx.Tx, changes feed.Changes) error {
	h := (*Hub)(c)
	h.mu.Lock()
	defer h.mu.Unlock()
	for topic, accounts := range changes {
		for _, account := range accounts {
			if topic == topicConversation { // its room knows what
				for _, s := range h.streams[account] {
					s.tell(func() { s.news.Written = true })
				}
				continue
			}
			h.touch(account, topic == topicAccount)
		}
	}
	return nil
}

func (h *Hub) touch(account int64, who bool) {
	streams := h.streams[account]
	if len(streams) == 0 {
		return
	}
	h.dirty[account] = struct{}{}
	select {
	case h.poke <- struct{}{}:
	default: // it is awake
	}
	for _, s := range streams {
		if who {
			s.tell(func() { s.news.Recheck = true })
		}
	}
}

// Run reads what is new for connected people, many at once, until ctx ends.
func (h *Hub) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-h.poke:
		}
		for accounts := h.takeDirty(); len(accounts) > 0; accounts = h.takeDirty() {
			if err := h.spread(ctx, accounts); err != nil && ctx.Err() == nil {
				h.office.Log.Warn("notify: streams look for themselves", "error", err)
				h.each(accounts, func(s *Stream) { s.behind = true })
			}
		}
	}
}

// takeDirty gives some accounts, each with the number after which its streams want to know.
func (h *Hub) takeDirty() map[int64]int64 {
	const atOnce = 1000
	h.mu.Lock()
	defer h.mu.Unlock()
	taken := map[int64]int64{}
	for account := range h.dirty {
		if len(taken) == atOnce {
			break
		}
		delete(h.dirty, account)
		for i, s := range h.streams[account] {
			if sent := s.sent.Load(); i == 0 || sent < taken[account] {
				taken[account] = sent
			}
		}
	}
	return taken
}

// each calls do, under the stream's lock, for every stream of some accounts, and wakes it.
func (h *Hub) each(accounts map[int64]int64, do func(*Stream)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for account := range accounts {
		for _, s := range h.streams[account] {
			s.tell(func() { do(s) })
		}
	}
}

// again is when a stream that could not read tries once more.
const again = 2 * time.Second

const (
	spreadMost = 20  // of one person's notices at once; who has more reads for themselves
	queueMost  = 100 // of a stream; one that is slower than that does too
)

// spread reads the news of some accounts and gives it to their streams.
func (h *Hub) spread(ctx context.Context, accounts map[int64]int64) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	who, after := make([]int64, 0, len(accounts)), make([]int64, 0, len(accounts))
	for account, number := range accounts {
		who, after = append(who, account), append(after, number)
	}
	rows, err := h.office.Pool.Query(ctx, `
		select w.account_id, u.unread, coalesce(n.number, 0), coalesce(n.kind, ''), n.params, coalesce(n.at, 'epoch'), n.read_at is not null
		from unnest($1::bigint[], $2::bigint[]) as w (account_id, after)
			cross join lateral (select count(*) as unread from (
				select from visible_notifications v where v.account_id = w.account_id and v.read_at is null limit $3) as v) as u
			left join lateral (
				select * from visible_notifications v where v.account_id = w.account_id and v.number > w.after and w.after >= 0
				order by v.number limit $4) as n on true
		order by 1, 3`, who, after, unreadMost, spreadMost+1)
	if err != nil {
		return err
	}
	type found struct {
		unread int
		items  []Item
		params [][]byte
	}
	news := map[int64]*found{}
	var account int64
	var unread int
	var i Item
	var params []byte
	_, err = pgx.ForEachRow(rows, []any{&account, &unread, &i.Number, &i.Kind, &params, &i.At, &i.Read}, func() error {
		f := news[account]
		if f == nil {
			f = &found{unread: unread}
			news[account] = f
		}
		if i.Number > 0 {
			f.items, f.params = append(f.items, i), append(f.params, append([]byte(nil), params...))
		}
		return nil
	})
	if err != nil {
		return err
	}
	h.each(accounts, func(s *Stream) {
		f := news[s.account]
		s.news.Unread = f.unread
		s.behind = s.behind || accounts[s.account] < 0 || len(f.items) > spreadMost || len(s.news.Items) > queueMost
		for at, item := range f.items {
			if said, ok, err := item.in(s.lang, f.params[at]); err == nil && ok && !s.behind {
				s.news.Items = append(s.news.Items, said)
			}
		}
	})
	return nil
}

// News is what a stream has to say.
type News struct {
	Items   []Item // those after the last one said, in the order of their numbers
	Unread  int    // 100 = that many or more
	Written bool   // something in their conversations is new, or read: ask their room
	Recheck bool   // who the person is has changed: ask whether their session is still good
}

// Stream is one connection that wants to know what is new for one person. One goroutine uses it.
type Stream struct {
	Wake chan struct{} // receives when Take has something

	hub     *Hub
	account int64
	lang    string
	sent    atomic.Int64 // the last number that Take gave; -1 before it is known

	mu     sync.Mutex
	news   News
	behind bool // news.Items is not all: read for yourself
}

// Join opens a stream for the viewer: after the notice of a number, for who was here before, or from now on (-1). TooMany when
// the person or this node has enough of them.
func (h *Hub) Join(v *identity.Viewer, after int64) (*Stream, error) {
	if err := v.Must(identity.ReadNotices, v.Own()); err != nil {
		return nil, err
	}
	s := &Stream{hub: h, account: v.Account.Num, lang: v.Account.Lang, Wake: make(chan struct{}, 1), behind: true}
	s.news.Written = true
	s.sent.Store(after)
	s.Wake <- struct{}{}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.open >= h.cfg.Streams || len(h.streams[s.account]) >= h.cfg.PerAccount {
		return nil, &identity.Error{Code: identity.TooMany, Reason: "streams", RetryAfter: time.Minute}
	}
	h.streams[s.account] = append(h.streams[s.account], s)
	h.open++
	return s, nil
}

// Leave closes the stream.
func (s *Stream) Leave() {
	h := s.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	left := h.streams[s.account][:0]
	for _, other := range h.streams[s.account] {
		if other != s {
			left = append(left, other)
		}
	}
	h.open--
	if h.streams[s.account] = left; len(left) == 0 {
		delete(h.streams, s.account)
	}
}

// Open is how many streams this node holds.
func (h *Hub) Open() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.open
}

func (s *Stream) tell(do func()) {
	s.mu.Lock()
	do()
	s.mu.Unlock()
	select {
	case s.Wake <- struct{}{}:
	default: // it knows
	}
}

// Take gives what is new since the last time. It asks the database when the hub could not tell everything.
func (s *Stream) Take(ctx context.Context) (News, error) {
	s.mu.Lock()
	news, behind := s.news, s.behind
	s.news.Items, s.news.Recheck, s.news.Written, s.behind = nil, false, false, false
	s.mu.Unlock()
	if behind {
		var err error
		if news.Items, news.Unread, err = s.catchUp(ctx); err != nil {
			time.AfterFunc(again, func() { s.tell(func() { s.behind, s.news.Recheck, s.news.Written = true, news.Recheck, news.Written }) })
			return News{}, err
		}
	}
	sent := s.sent.Load()
	fresh := news.Items[:0]
	for _, i := range news.Items {
		if i.Number > sent {
			fresh = append(fresh, i)
			sent = i.Number
		}
	}
	s.sent.Store(sent)
	news.Items = fresh
	return news, nil
}

// catchUp reads the next notices after the last one given; without one, it begins after the newest.
func (s *Stream) catchUp(ctx context.Context) (items []Item, unread int, err error) {
	o := s.hub.office
	var last int64
	err = o.Pool.QueryRow(ctx, `
		select coalesce((select last_number from recipients where account_id = $1), 0),
			(select count(*) from (select from visible_notifications where account_id = $1 and read_at is null limit $2) as n)`,
		s.account, unreadMost).Scan(&last, &unread)
	if err != nil {
		return nil, 0, err
	}
	sent := s.sent.Load()
	if sent < 0 || sent > last { // a number of another life of the database, too
		s.sent.Store(last)
		return nil, unread, nil
	}
	items, err = o.readNotices(ctx, o.Pool, s.lang, `where account_id = $1 and number > $2 order by number limit $3`, s.account, sent, pageMost)
	if len(items) == pageMost {
		s.tell(func() { s.behind = true })
	}
	return items, unread, err
}
