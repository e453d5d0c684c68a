package directory

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/geo/cellindex"
)

// Volunteers is the copy in memory of those who may be asked to help, each at the middle of their home cell. A [feed.Follower]
// keeps it equal to the database; any number of readers.
type Volunteers struct {
	now     atomic.Pointer[team]
	queries sync.Pool // of *volunteerAsk
	scans   sync.Pool // of *volunteerScan
}

// NewVolunteers makes an empty copy.
func NewVolunteers() *Volunteers {
	return &Volunteers{
		queries: sync.Pool{New: func() any { return newVolunteerAsk() }},
		scans:   sync.Pool{New: func() any { return newVolunteerScan() }},
	}
}

// Topics of the feed that the copy follows besides those of Live.
const (
	topicVolunteer = "volunteer"
	topicMember    = "member"
	topicAccount   = "account"
)

// DefaultTravelM is how far somebody goes who did not say.
const DefaultTravelM = 3000

// team is one load and what the feed has changed since.
type team struct {
	volunteers *Volunteers
	index      *cellindex.Index[enlisted]
	ids        map[int64]uuid.UUID // by account; read and written by the follower alone
	slots      map[int64]uint16    // by city; likewise
	zones      atomic.Pointer[[]*time.Location]
	languages  bitOf
}

// enlisted is a volunteer in memory: no pointers, so that a hundred thousand cost the garbage collector nothing.
type enlisted struct {
	kinds                   KindSet
	radiusM                 int32
	zone                    uint16 // of team.zones
	perDay, perWeek         uint8
	week                    Week
	languages               LanguageSet
	expires                 int64 // µs since 1970: when their vetting runs out
	account, district, city int64
	cell                    geo.Cell
	night                   bool
	away                    [MaxAbsences]daySpan
}

// Topics implements [feed.Subject].
func (l *Volunteers) Topics() []string {
	return []string{topicVolunteer, topicMember, topicAccount, topicDistrict}
}

// Load implements [feed.Subject].
func (l *Volunteers) Load(ctx context.Context, tx pgx.Tx) (feed.Copy, error) {
	c := &team{volunteers: l, ids: map[int64]uuid.UUID{}, slots: map[int64]uint16{}, languages: indexTerms(Languages)}
	if err := c.readZones(ctx, tx); err != nil {
		return nil, err
	}
	items, err := c.read(ctx, tx, nil)
	if err != nil {
		return nil, err
	}
	c.index = cellindex.New(items)
	return c, nil
}

// Publish implements [feed.Subject].
func (l *Volunteers) Publish(c feed.Copy) { l.now.Store(c.(*team)) }

// Ready says whether the first load is done.
func (l *Volunteers) Ready() bool { return l.now.Load() != nil }

// Apply implements [feed.Copy].
func (c *team) Apply(ctx context.Context, tx pgx.Tx, changes feed.Changes) error {
	// also where no district is named: a city may come in a later part of the same transaction than who lives there
	if err := c.readZones(ctx, tx); err != nil {
		return err
	}
	seen := map[int64]struct{}{}
	var nums []int64
	for _, topic := range []string{topicVolunteer, topicMember, topicAccount} {
		for _, num := range changes[topic] {
			if _, twice := seen[num]; !twice {
				seen[num] = struct{}{}
				nums = append(nums, num)
			}
		}
	}
	if len(nums) == 0 {
		return nil
	}
	var gone []uuid.UUID
	for _, num := range nums {
		if id, known := c.ids[num]; known {
			gone = append(gone, id)
			delete(c.ids, num)
		}
	}
	items, err := c.read(ctx, tx, nums)
	if err != nil {
		return err
	}
	if len(items)+len(gone) > 0 {
		c.index.Apply(items, gone) // an upsert wins over a remove
	}
	return nil
}

// readZones gives each city a slot for its clocks, for good: cities are few.
func (c *team) readZones(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `select id, timezone from districts where city_id is null order by id`)
	if err != nil {
		return fmt.Errorf("reading time zones: %w", err)
	}
	var zones []*time.Location
	if before := c.zones.Load(); before != nil {
		zones = append(zones, *before...)
	}
	var city int64
	var name string
	_, err = pgx.ForEachRow(rows, []any{&city, &name}, func() error {
		zone, err := time.LoadLocation(name)
		if err != nil {
			return fmt.Errorf("city %d: %w", city, err)
		}
		slot, known := c.slots[city]
		if !known {
			slot = uint16(len(zones))
			c.slots[city] = slot
			zones = append(zones, nil)
		}
		zones[slot] = zone
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading time zones: %w", err)
	}
	c.zones.Store(&zones)
	return nil
}

// read gives those who may be asked, all of them or of these accounts.
func (c *team) read(ctx context.Context, tx pgx.Tx, nums []int64) ([]cellindex.Item[enlisted], error) {
	rows, err := tx.Query(ctx, `
		select v.account_id, a.uid, m.home_cell, coalesce(m.home_district, m.city), m.city, coalesce(m.radius_m, @travel),
			array_to_string(v.kinds, ' '), array_to_string(m.languages, ' '), v.week, v.per_day, v.per_week, v.at_night,
			least(v.signed_until, v.trained_until, v.checked_until),
			array(select from_day from volunteer_absences b where b.account_id = v.account_id order by from_day desc limit @away),
			array(select till_day from volunteer_absences b where b.account_id = v.account_id order by from_day desc limit @away)
		from volunteers v join members m on m.account_id = v.account_id join accounts a on a.id = v.account_id
		where v.activated and not v.suspended and a.standing = 'active' and not m.hidden and not m.barred and m.age_band <> '15-17'
			and m.home_cell is not null and m.city is not null and (@nums::bigint[] is null or v.account_id = any(@nums))`,
		pgx.StrictNamedArgs{"nums": nums, "travel": DefaultTravelM, "away": MaxAbsences})
	if err != nil {
		return nil, fmt.Errorf("reading volunteers: %w", err)
	}
	var items []cellindex.Item[enlisted]
	var (
		id               uuid.UUID
		e                enlisted
		cell             int64
		kinds, languages []byte
		week             pgtype.Bits
		expires          time.Time
		from, until      []time.Time
	)
	_, err = pgx.ForEachRow(rows, []any{
		&e.account, &id, &cell, &e.district, &e.city, &e.radiusM, &kinds, &languages, &week, &e.perDay, &e.perWeek, &e.night,
		&expires, &from, &until,
	}, func() error {
		e.cell, e.week, e.expires, e.zone = geo.Cell(cell), weekOf(week.Bytes), expires.UnixMicro(), c.slots[e.city]
		e.kinds, e.languages = KindSet(kindBits.set(kinds)), LanguageSet(c.languages.set(languages))
		e.away = [MaxAbsences]daySpan{}
		for i := range from {
			e.away[i] = Absence{from[i], until[i]}.span()
		}
		items = append(items, cellindex.Item[enlisted]{
			ID: id, Point: e.cell.Center(), Kinds: uint64(e.kinds), Masks: [3]uint64{uint64(e.languages)},
			ReachM: float32(e.radiusM), Value: e,
		})
		c.ids[e.account] = id
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading volunteers: %w", err)
	}
	return items, nil
}
