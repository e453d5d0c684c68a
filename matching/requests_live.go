package matching

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo/cellindex"
	"github.com/alentour/alentour/identity"
)

// Requests is the copy in memory of what members ask for and offer while somebody is wanted, each at the middle of its public cell.
// A [feed.Follower] keeps it equal to the database; any number of readers.
type Requests struct {
	live *directory.Live
	now  atomic.Pointer[board]
}

// NewRequests makes an empty copy; live says which districts lie in which.
func NewRequests(live *directory.Live) *Requests { return &Requests{live: live} }

// board is one load and what the feed has changed since.
type board struct {
	index *cellindex.Index[*posted]
	// Of the follower alone.
	byNum    map[int64]*posted
	byAuthor map[int64]map[int64]struct{} // numbers, by account

	mu     sync.RWMutex
	wanted map[int64]map[string]int // how many ask for a kind in a district; P5: no number leaves here
}

// posted is a request with what others may know of its author. It does not change.
type posted struct {
	Request
	by      Neighbour
	trusted bool // the author stands well, and no moderator hides them
}

// shown says whether members see it.
func (p *posted) shown() bool { return p.State.Seeking() && !p.Hidden && p.trusted }

const selectPosted = `
	select ` + requestColumns + `, coalesce(a.uid, '00000000-0000-0000-0000-000000000000'), coalesce(m.name, ''), coalesce(m.hidden, true),
		coalesce(a.standing = 'active' and not m.barred, false)
	from requests q left join accounts a on a.id = q.author_id left join members m on m.account_id = q.author_id `

func scanPosted(row pgx.CollectableRow) (*posted, error) {
	var p posted
	var hidden bool
	var err error
	p.Request, err = scanBeside(row, &p.by.ID, &p.by.Name, &hidden, &p.trusted)
	if hidden || p.Organisation != 0 {
		p.by = Neighbour{}
	}
	return &p, err
}

func allPosted(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]*posted, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanPosted)
}

func onePosted(ctx context.Context, tx pgx.Tx, sql string, args ...any) (*posted, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	p, err := pgx.CollectExactlyOneRow(rows, scanPosted)
	if errors.Is(err, pgx.ErrNoRows) {
		err = identity.Refuse(identity.NotFound, "")
	}
	return p, err
}

// found is a request as the viewer meets it, who lives there.
func (p *posted) found(v *identity.Viewer, home directory.Home) Found {
	near := home.Known() && (home.Cell == p.Cell || home.District == p.District && p.District != p.City)
	return Found{Request: p.Request, By: p.by, Near: near, Own: mine(v, &p.Request)}
}

// Topics implements [feed.Subject].
func (l *Requests) Topics() []string { return []string{topicRequest, topicMember, topicAccount} }

const (
	topicRequest = "request"
	topicAccount = "account"
)

// Load implements [feed.Subject].
func (l *Requests) Load(ctx context.Context, tx pgx.Tx) (feed.Copy, error) {
	b := &board{byNum: map[int64]*posted{}, byAuthor: map[int64]map[int64]struct{}{}, wanted: map[int64]map[string]int{}}
	list, err := allPosted(ctx, tx, selectPosted+`where q.state in ('open', 'partly')`)
	if err != nil {
		return nil, fmt.Errorf("reading requests: %w", err)
	}
	b.index = cellindex.New(b.put(list))
	return b, nil
}

// Publish implements [feed.Subject].
func (l *Requests) Publish(c feed.Copy) { l.now.Store(c.(*board)) }

// Ready says whether the first load is done.
func (l *Requests) Ready() bool { return l.now.Load() != nil }

// Apply implements [feed.Copy].
func (b *board) Apply(ctx context.Context, tx pgx.Tx, changes feed.Changes) error {
	nums := map[int64]struct{}{}
	for _, num := range changes[topicRequest] {
		nums[num] = struct{}{}
	}
	for _, topic := range []string{topicMember, topicAccount} {
		for _, account := range changes[topic] {
			maps.Copy(nums, b.byAuthor[account])
		}
	}
	if len(nums) == 0 {
		return nil
	}
	list, err := allPosted(ctx, tx, selectPosted+`where q.id = any($1)`, slices.Collect(maps.Keys(nums)))
	if err != nil {
		return fmt.Errorf("reading requests: %w", err)
	}
	var gone []uuid.UUID
	for num := range nums {
		if p, known := b.byNum[num]; known {
			gone = append(gone, p.ID)
			b.take(p)
		}
	}
	if items := b.put(list); len(items)+len(gone) > 0 {
		b.index.Apply(items, gone) // an upsert wins over a remove
	}
	return nil
}

// put notes what seeks somebody, and gives what of it is shown. What is not stays noted: its author may come back into sight.
func (b *board) put(list []*posted) (items []cellindex.Item[*posted]) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range list {
		if !p.State.Seeking() {
			continue
		}
		b.byNum[p.Num] = p
		if b.byAuthor[p.Author] == nil {
			b.byAuthor[p.Author] = map[int64]struct{}{}
		}
		b.byAuthor[p.Author][p.Num] = struct{}{}
		if !p.shown() {
			continue
		}
		b.count(p, 1)
		side := asks
		if p.Offer {
			side = offers
		}
		items = append(items, cellindex.Item[*posted]{
			ID: p.ID, Point: p.Cell.Center(), Kinds: uint64(p.KindSet()), Masks: [3]uint64{side}, Value: p,
		})
	}
	return items
}

// take forgets one.
func (b *board) take(p *posted) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.byNum, p.Num)
	if delete(b.byAuthor[p.Author], p.Num); len(b.byAuthor[p.Author]) == 0 {
		delete(b.byAuthor, p.Author)
	}
	if p.shown() {
		b.count(p, -1)
	}
}

// count keeps what KindsNeeded reads: kinds that are asked for and say nothing of anybody's troubles.
func (b *board) count(p *posted, by int) {
	if p.Offer || p.KindSet().Sensitive() {
		return
	}
	if b.wanted[p.District] == nil {
		b.wanted[p.District] = map[string]int{}
	}
	if b.wanted[p.District][p.Kind] += by; b.wanted[p.District][p.Kind] == 0 {
		delete(b.wanted[p.District], p.Kind)
	}
}

// KindsNeeded are the codes of the kinds that are asked for now in an arrondissement, or a whole city, in the order of the table,
// for everyone to read (P5): without a number, and nothing of what is sensitive. Of a smaller district it is the arrondissement's.
func (l *Requests) KindsNeeded(district int64) (codes []string) {
	b, atlas := l.now.Load(), l.live.Atlas()
	if b == nil || atlas == nil {
		return nil
	}
	d, ok := atlas.Numbered(district)
	if !ok {
		return nil
	}
	if chain := atlas.Chain(d); len(chain) > 2 { // from the city down
		d = chain[1]
	}
	needed := map[string]bool{}
	b.mu.RLock()
	for _, num := range atlas.Subtree(d.Num) {
		for kind := range b.wanted[num] {
			needed[kind] = true
		}
	}
	b.mu.RUnlock()
	for _, kind := range directory.Kinds {
		if needed[kind.Code] {
			codes = append(codes, kind.Code)
		}
	}
	return codes
}
