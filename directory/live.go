package directory

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/geo/cellindex"
	"github.com/alentour/alentour/tiles"
)

// ErrNotReady answers every question before the first load is done.
var ErrNotReady = errors.New("directory: the live copy is not loaded yet")

// Live is the copy of the directory in memory that serves every read. A [feed.Follower] keeps it equal to the database.
// Any number of readers; a reader sees each place either before or after a change, never between.
type Live struct {
	now     atomic.Pointer[snapshot]
	version atomic.Uint64
	config  Config
	shown   sync.Pool // of *shown
}

// Config is what a live copy needs besides the database.
type Config struct {
	Watch     func(Change) // hears of every change that readers can see; may be nil
	Elsewhere Elsewhere    // what holds for places in no city
}

// Change says what a change touched, after readers can see it.
type Change struct {
	All       bool        // everything may differ
	Districts bool        // shapes, names or figures of districts
	Points    []orb.Point // positions of places before and after
}

// Topics of the feed that the copy follows.
const (
	topicPlace        = "place"
	topicOrganisation = "organisation"
	topicDistrict     = "district"
	topicDataset      = "dataset"
)

// NewLive makes an empty copy.
func NewLive(config Config) *Live {
	if config.Watch == nil {
		config.Watch = func(Change) {}
	}
	return &Live{config: config, shown: sync.Pool{New: func() any { return new(shown) }}}
}

// snapshot is one load of the directory and what the feed has changed since.
type snapshot struct {
	live   *Live
	reader *reader
	index  *cellindex.Index[located]

	mu       sync.RWMutex // held for the moments it takes to look up or store
	byNum    map[int64]record
	byID     map[uuid.UUID]int64
	listOnly []listed          // open places without a position, by id
	open     int               // open places
	runs     map[int64][]int64 // the places of an organisation, closed ones too, in no order
	texts    texts

	organisations     map[int64]Organisation
	organisationsByID map[uuid.UUID]int64

	atlas     atomic.Pointer[Atlas]
	calendars atomic.Pointer[calendars]
	outlines  atomic.Pointer[[]Outline]
	datasets  atomic.Pointer[[]Dataset]
}

// located is one position of a place: its own, then those of its stops.
type located struct {
	record   record
	openings *openings
	at       tiles.Position // projected once for all tiles
}

type listed struct {
	id uuid.UUID
	located
}

// Topics implements [feed.Subject].
func (l *Live) Topics() []string {
	return []string{topicPlace, topicOrganisation, topicDistrict, topicDataset, topicHolidays}
}

func (l *Live) newSnapshot() *snapshot {
	return &snapshot{
		live: l, reader: newReader(), texts: texts{later: true},
		byNum: map[int64]record{}, byID: map[uuid.UUID]int64{}, runs: map[int64][]int64{},
		organisations: map[int64]Organisation{}, organisationsByID: map[uuid.UUID]int64{},
	}
}

// Load implements [feed.Subject]: a whole copy, beside the one that readers see.
func (l *Live) Load(ctx context.Context, tx pgx.Tx) (feed.Copy, error) {
	c := l.newSnapshot()
	if err := c.readAtlas(ctx, tx); err != nil {
		return nil, err
	}
	if err := c.readCalendars(ctx, tx); err != nil {
		return nil, err
	}
	if err := c.readDatasets(ctx, tx); err != nil {
		return nil, err
	}
	var items []cellindex.Item[located]
	var packed []byte
	err := c.reader.places(ctx, tx, nil, func(p *Place) {
		packed = pack(p, packed[:0])
		items = append(items, c.place(p, record(packed))...)
	})
	if err != nil {
		return nil, err
	}
	c.arrange(items)
	return c, c.readOrganisations(ctx, tx, nil)
}

// arrange makes the index of a fresh load.
func (c *snapshot) arrange(items []cellindex.Item[located]) {
	var compiling sync.WaitGroup
	compiling.Go(c.texts.compile)
	slices.SortFunc(c.listOnly, listed.compare)
	c.index = cellindex.New(items)
	c.settle()
	compiling.Wait()
	c.texts.most = 2 * len(c.texts.said)
}

// Publish implements [feed.Subject].
func (l *Live) Publish(c feed.Copy) {
	l.now.Store(c.(*snapshot))
	l.version.Add(1)
	l.config.Watch(Change{All: true})
}

// Apply implements [feed.Copy].
func (c *snapshot) Apply(ctx context.Context, tx pgx.Tx, changes feed.Changes) error {
	var seen Change
	before := c.calendarOf()
	if len(changes[topicDistrict]) > 0 {
		if err := c.readAtlas(ctx, tx); err != nil {
			return err
		}
		seen.Districts = true
	}
	if len(changes[topicDistrict])+len(changes[topicHolidays]) > 0 {
		if err := c.readCalendars(ctx, tx); err != nil {
			return err
		}
		for nums := range slices.Chunk(c.recalled(before), 4096) {
			if _, err := c.readPlaces(ctx, tx, nums); err != nil {
				return err
			}
			seen.All = true
		}
	}
	if len(changes[topicDataset]) > 0 {
		if err := c.readDatasets(ctx, tx); err != nil {
			return err
		}
	}
	if nums := changes[topicOrganisation]; len(nums) > 0 {
		if err := c.readOrganisations(ctx, tx, nums); err != nil {
			return err
		}
	}
	if nums := changes[topicPlace]; len(nums) > 0 {
		var err error
		if seen.Points, err = c.readPlaces(ctx, tx, nums); err != nil {
			return err
		}
	}
	if c.live.now.Load() == c {
		c.live.version.Add(1)
		c.live.config.Watch(seen)
	}
	return nil
}

// readAtlas reads all districts: they are few and change rarely.
func (c *snapshot) readAtlas(ctx context.Context, tx pgx.Tx) error {
	before := c.atlas.Load()
	if before == nil {
		before = new(Atlas)
	}
	atlas, err := before.reread(ctx, tx)
	if err != nil {
		return err
	}
	c.atlas.Store(atlas)
	c.outlines.Store(atlas.outlines())
	return nil
}

func (c *snapshot) readDatasets(ctx context.Context, tx pgx.Tx) error {
	datasets, err := readDatasets(ctx, tx)
	if err == nil {
		c.datasets.Store(&datasets)
	}
	return err
}

func (c *snapshot) readOrganisations(ctx context.Context, tx pgx.Tx, nums []int64) error {
	var list []Organisation
	err := c.reader.organisations(ctx, tx, nums, func(o Organisation) { list = append(list, o) })
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, num := range nums {
		delete(c.organisationsByID, c.organisations[num].ID)
		delete(c.organisations, num)
	}
	for _, o := range list {
		c.organisations[o.Num] = o
		c.organisationsByID[o.ID] = o.Num
	}
	return nil
}

// readPlaces re-reads places and gives their positions before and after.
func (c *snapshot) readPlaces(ctx context.Context, tx pgx.Tx, nums []int64) ([]orb.Point, error) {
	var touched []orb.Point
	var upserts []cellindex.Item[located]
	gone := map[uuid.UUID]struct{}{}
	fresh := make([]Place, 0, len(nums))
	if err := c.reader.places(ctx, tx, nums, func(p *Place) { fresh = append(fresh, *p) }); err != nil {
		return nil, err
	}

	c.mu.Lock()
	for _, num := range nums {
		old, ok := c.byNum[num]
		if !ok {
			continue
		}
		before := old.place()
		c.forget(&before)
		if before.Located || len(before.Stops) > 0 {
			gone[before.ID] = struct{}{}
			touched = append(touched, positions(&before)...)
		}
	}
	for i := range fresh {
		items := c.place(&fresh[i], record(pack(&fresh[i], nil)))
		upserts = append(upserts, items...)
		for _, item := range items {
			touched = append(touched, item.Point)
		}
	}
	slices.SortFunc(c.listOnly, listed.compare)
	c.mu.Unlock()

	for _, item := range upserts {
		delete(gone, item.ID) // an upsert replaces by itself
	}
	c.index.Apply(upserts, slices.Collect(maps.Keys(gone)))
	c.sweep()
	return touched, nil
}

// place stores a place and gives what the index holds of it.
func (c *snapshot) place(p *Place, r record) []cellindex.Item[located] {
	c.byNum[p.Num] = r
	c.byID[p.ID] = p.Num
	if p.Organisation != 0 {
		c.runs[p.Organisation] = append(c.runs[p.Organisation], p.Num)
	}
	if p.Status == Closed {
		return nil
	}
	c.open++
	calendar := c.calendar(p.District)
	opens := p.openings(func(text string) *schedule { return c.texts.schedule(text, calendar) })
	at := positions(p)
	if len(at) == 0 {
		c.listOnly = append(c.listOnly, listed{p.ID, located{record: r, openings: opens[0]}})
		return nil
	}
	kinds, masks := filterBits(p)
	items := make([]cellindex.Item[located], len(at))
	for i, point := range at {
		items[i] = cellindex.Item[located]{
			ID: p.ID, Part: uint16(i), Point: point, Kinds: kinds, Masks: masks,
			Value: located{r, opens[i], tiles.At(point)},
		}
	}
	return items
}

func (c *snapshot) forget(p *Place) {
	delete(c.byNum, p.Num)
	delete(c.byID, p.ID)
	if list := slices.DeleteFunc(c.runs[p.Organisation], func(num int64) bool { return num == p.Num }); len(list) > 0 {
		c.runs[p.Organisation] = list
	} else {
		delete(c.runs, p.Organisation)
	}
	if p.Status == Closed {
		return
	}
	c.open--
	c.listOnly = slices.DeleteFunc(c.listOnly, func(l listed) bool { return l.id == p.ID })
}

func (l listed) compare(m listed) int { return compareID(l.id, m.id) }

func compareID(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }

// positions of a place: its own, then those of its stops.
func positions(p *Place) []orb.Point {
	var at []orb.Point
	if p.Located {
		at = append(at, p.Point)
	}
	for _, s := range p.Stops {
		at = append(at, s.Point)
	}
	return at
}

// filterBits is what filters see of a place: what it says for itself or one of its services does. A place open to
// everyone is open to each audience.
func filterBits(p *Place) (kinds uint64, masks [3]uint64) {
	categories, audiences, modalities, languages := p.Categories, p.Audiences, p.Modalities, p.Languages
	for _, s := range p.Services {
		categories |= s.Categories
		audiences |= s.Audiences
		modalities |= s.Modalities
		languages |= s.Languages
	}
	return uint64(categories), [3]uint64{uint64(audiences.widened()), uint64(modalities), uint64(languages)}
}

// everyone is the first row of Audiences.
const everyone AudienceSet = 1

// widened is the set that filters see.
func (s AudienceSet) widened() AudienceSet {
	if s&everyone != 0 {
		return ^AudienceSet(0)
	}
	return s
}
