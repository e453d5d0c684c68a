package community

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo/cellindex"
)

// What the copy holds date by date: from a day ago on. Each day is a bit of a filter.
const (
	windowBefore = 1 // days
	windowDays   = 63
	kept         = 32 * day // how long after its end an event is still known
)

// CalendarConfig of a Calendar.
type CalendarConfig struct {
	Live  *directory.Live // says which districts lie in which
	Now   func() time.Time
	Watch func(points []orb.Point, all bool) // hears of every change that readers can see: where dates were and are; may be nil
	// Parts makes what [Listed.Parts] holds, once for each event that is read; nil = nothing.
	Parts func(*Event, *Occurrence) *Parts
}

// Parts is what an answer says of a date besides its hours, its seats and its district, which change by themselves: written once, read
// thousands of times. What it holds is the business of who makes it.
type Parts [3]string

// Calendar is the copy in memory of the events that go on: of the next two months date by date, each where it takes place. A
// [feed.Follower] keeps it equal to the database, Run moves it on with the days; any number of readers.
type Calendar struct {
	cfg   CalendarConfig
	now   atomic.Pointer[book]
	desks desks
}

// NewCalendar makes an empty copy.
func NewCalendar(cfg CalendarConfig) *Calendar {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Watch == nil {
		cfg.Watch = func([]orb.Point, bool) {}
	}
	return &Calendar{cfg: cfg}
}

// book is one load and what the feed has changed since.
type book struct {
	calendar *Calendar
	writing  sync.Mutex // held by whoever changes it
	by       [4]map[int64]map[int64]struct{}

	mu    sync.RWMutex // of what readers see
	byNum map[int64]*entry
	byID  map[uuid.UUID]*entry
	page  *page
}

// The ways that by finds events.
const (
	byPerson = iota
	byPlace
	byOrganisation
)

// Topics implements [feed.Subject].
func (c *Calendar) Topics() []string {
	return []string{topicEvent, topicMember, topicAccount, topicPlace, topicOrganisation}
}

const (
	topicEvent        = "event"
	topicMember       = "member"
	topicAccount      = "account"
	topicPlace        = "place"
	topicOrganisation = "organisation"
)

// Load implements [feed.Subject].
func (c *Calendar) Load(ctx context.Context, tx pgx.Tx) (feed.Copy, error) {
	b := &book{calendar: c, byNum: map[int64]*entry{}, byID: map[uuid.UUID]*entry{}}
	for way := range b.by {
		b.by[way] = map[int64]map[int64]struct{}{}
	}
	from := c.window()
	list, err := readEntries(ctx, tx, `where coalesce(s.ends_at > $1, true)`, from.Add(-kept))
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		b.add(e)
	}
	b.page = b.paged(from)
	return b, nil
}

// window is the first day that is held date by date.
func (c *Calendar) window() time.Time {
	return c.cfg.Now().UTC().Truncate(day).Add(-windowBefore * day)
}

func readEntries(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]*entry, error) {
	events, err := readEvents(ctx, tx, selectEvent+where, args...)
	if err != nil {
		return nil, fmt.Errorf("reading events: %w", err)
	}
	list, nums := make([]*entry, len(events)), make([]int64, len(events))
	for i, e := range events {
		nums[i] = e.Num
	}
	hosts, err := readHosts(ctx, tx, nums)
	if err != nil {
		return nil, fmt.Errorf("reading hosts: %w", err)
	}
	for i, e := range events {
		list[i] = newEntry(e, hosts[e.Num])
	}
	return list, nil
}

// Publish implements [feed.Subject].
func (c *Calendar) Publish(b feed.Copy) {
	c.now.Store(b.(*book))
	c.cfg.Watch(nil, true)
}

// Ready says whether the first load is done.
func (c *Calendar) Ready() bool { return c.now.Load() != nil }

// Run moves the window on with the days, until ctx ends.
func (c *Calendar) Run(ctx context.Context) error {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			c.Roll()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Roll moves the window on when a day has passed.
func (c *Calendar) Roll() {
	b := c.now.Load()
	if b == nil {
		return
	}
	b.writing.Lock()
	rolled := b.roll()
	b.writing.Unlock()
	if rolled {
		c.cfg.Watch(nil, true)
	}
}

// roll is for who holds writing.
func (b *book) roll() bool {
	from := b.calendar.window()
	if !from.After(b.page.from) {
		return false
	}
	for _, e := range b.byNum {
		if !e.ends.IsZero() && !e.ends.After(from.Add(-kept)) {
			b.drop(e)
		}
	}
	page := b.paged(from)
	b.mu.Lock()
	b.page = page
	b.mu.Unlock()
	return true
}

// add notes an event, shown or not: who holds it may come back into sight.
func (b *book) add(e *entry) {
	b.mu.Lock()
	b.byNum[e.Num], b.byID[e.ID] = e, e
	b.mu.Unlock()
	b.eachKey(e, func(way int, key int64) {
		if b.by[way][key] == nil {
			b.by[way][key] = map[int64]struct{}{}
		}
		b.by[way][key][e.Num] = struct{}{}
	})
}

// drop forgets one.
func (b *book) drop(e *entry) {
	b.mu.Lock()
	delete(b.byNum, e.Num)
	delete(b.byID, e.ID)
	b.mu.Unlock()
	b.eachKey(e, func(way int, key int64) {
		if delete(b.by[way][key], e.Num); len(b.by[way][key]) == 0 {
			delete(b.by[way], key)
		}
	})
}

// eachKey are the people, places and associations whose change changes an event.
func (b *book) eachKey(e *entry, yield func(way int, key int64)) {
	for i := range e.hosts {
		yield(byPerson, e.hosts[i].account)
	}
	if e.Site.place != 0 {
		yield(byPlace, e.Site.place)
	}
	for i := range e.Dates {
		if s := e.Dates[i].Site; s != nil && s.place != 0 {
			yield(byPlace, s.place)
		}
	}
	if e.Organisation != 0 {
		yield(byOrganisation, e.Organisation)
	}
}

// Apply implements [feed.Copy].
func (b *book) Apply(ctx context.Context, tx pgx.Tx, changes feed.Changes) error {
	b.writing.Lock()
	defer b.writing.Unlock()
	all := b.roll()
	nums := map[int64]struct{}{}
	for _, num := range changes[topicEvent] {
		nums[num] = struct{}{}
	}
	for topic, way := range map[string]int{topicMember: byPerson, topicAccount: byPerson, topicPlace: byPlace, topicOrganisation: byOrganisation} {
		for _, key := range changes[topic] {
			maps.Copy(nums, b.by[way][key])
		}
	}
	if len(nums) == 0 {
		return nil
	}
	list, err := readEntries(ctx, tx, `where s.id = any($1) and coalesce(s.ends_at > $2, true)`, slices.Collect(maps.Keys(nums)), b.page.from.Add(-kept))
	if err != nil {
		return err
	}
	points := b.replace(nums, list)
	if b.calendar.now.Load() == b {
		b.calendar.cfg.Watch(points, all)
	}
	return nil
}

// replace puts events as they are now in the place of what they were, and says where dates were and are.
func (b *book) replace(nums map[int64]struct{}, list []*entry) (points []orb.Point) {
	before := b.page
	after := &page{from: before.from, until: before.until, index: before.index, longest: before.longest}
	var gone, removes []uuid.UUID // keys of dates, ids of stands
	for num := range nums {
		e, known := b.byNum[num]
		if !known {
			continue
		}
		b.drop(e)
		for _, d := range e.dates {
			gone = append(gone, d.key)
		}
		for _, s := range e.stands {
			removes, points = append(removes, s.id), append(points, s.point)
		}
	}
	var fresh []*dated
	var items []cellindex.Item[*stand]
	for _, e := range list {
		e.lay(before, b.calendar.cfg.Parts)
		b.add(e)
		fresh, items = append(fresh, e.dates...), e.items(items)
	}
	for i := range items {
		points = append(points, items[i].Point)
	}
	slices.SortFunc(fresh, func(a, b *dated) int { return compareKeys(a.key, b.key) })
	after.measure(fresh)
	after.dates = merged(before.dates, fresh, gone)
	b.mu.Lock()
	b.page = after
	b.mu.Unlock()
	if len(items)+len(removes) > 0 {
		after.index.Apply(items, removes) // an upsert wins over a remove
	}
	return points
}

// open is what readers see.
func (c *Calendar) open() (*page, *book, error) {
	b := c.now.Load()
	if b == nil {
		return nil, nil, directory.ErrNotReady
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.page, b, nil
}

// Event is one that is not long over and everyone may see.
func (c *Calendar) Event(id uuid.UUID) (Event, bool) {
	return c.event(func(b *book) (*entry, bool) {
		e, ok := b.byID[id]
		return e, ok
	})
}

// Numbered is the same by its number, as tiles name events.
func (c *Calendar) Numbered(num int64) (Event, bool) {
	return c.event(func(b *book) (*entry, bool) {
		e, ok := b.byNum[num]
		return e, ok
	})
}

func (c *Calendar) event(find func(*book) (*entry, bool)) (Event, bool) {
	_, b, err := c.open()
	if err != nil {
		return Event{}, false
	}
	b.mu.RLock()
	e, ok := find(b)
	b.mu.RUnlock()
	if !ok || !e.shown(e.hosts) {
		return Event{}, false
	}
	return *e.Event, true
}
