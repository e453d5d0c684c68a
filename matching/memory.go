package matching

import (
	"context"
	"fmt"
	"maps"
	"math"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres/feed"
)

// Memory is the copy in memory of how often volunteers were asked and what they answered, and of what is learnt from it where they
// live. A [feed.Follower] keeps it equal to the database; any number of readers, who never wait.
type Memory struct {
	now atomic.Pointer[remembered]
}

// NewMemory makes an empty one: it knows nothing of anybody before its first load.
func NewMemory() *Memory { return &Memory{} }

// Topics of the feed that Memory follows: rows of volunteer_loads and help_records; members, who may move.
const (
	topicHelp   = "help"
	topicMember = "member"
)

// remembered is one load and what the feed has changed since. Loads stand in pages by account: a slot is a pointer, which the follower
// alone replaces.
type remembered struct {
	pages  atomic.Pointer[[]*pastPage]
	cities atomic.Pointer[map[int64]*lessons]

	// What the follower alone reads and writes.
	records map[int64]*sums // by city, then district
}

const pageAccounts = 4096

// pastPage is what is known of a run of accounts.
type pastPage [pageAccounts]atomic.Pointer[past]

// past is somebody's load with what their district has learnt of it.
type past struct {
	Load
	district, city int64
	byGap          [Steps]kept
	byDistance     [DistanceSteps]kept
	delays         [DelaySteps]uint16
}

// kept is [Answers] of one person.
type kept struct {
	yes      uint16
	expected uint32
}

// lessons are what was learnt in a city. They do not change once made.
type lessons struct {
	all       *Local           // for districts of which nothing is known
	districts map[int64]*Local // by district
	delays    Delays
}

// sums are those of a city, with its districts, or of one of these.
type sums struct {
	record Record
	people int // whose records are summed up
	within map[int64]*sums
}

// Topics implements [feed.Subject].
func (m *Memory) Topics() []string { return []string{topicHelp, topicMember} }

// Load implements [feed.Subject].
func (m *Memory) Load(ctx context.Context, tx pgx.Tx) (feed.Copy, error) {
	c := &remembered{records: map[int64]*sums{}}
	c.pages.Store(new([]*pastPage))
	c.cities.Store(new(map[int64]*lessons))
	touched := map[int64]struct{}{}
	err := readKnown(ctx, tx, nil, func(account int64, k *past) {
		c.put(account, k)
		c.count(k, 1, touched)
	})
	if err != nil {
		return nil, err
	}
	c.learn(touched)
	return c, nil
}

// Publish implements [feed.Subject].
func (m *Memory) Publish(c feed.Copy) { m.now.Store(c.(*remembered)) }

// Ready says whether the first load is done.
func (m *Memory) Ready() bool { return m.now.Load() != nil }

// Apply implements [feed.Copy].
func (c *remembered) Apply(ctx context.Context, tx pgx.Tx, changes feed.Changes) error {
	seen := map[int64]struct{}{}
	var accounts []int64
	add := func(account int64) {
		if _, twice := seen[account]; !twice {
			seen[account] = struct{}{}
			accounts = append(accounts, account)
		}
	}
	for _, account := range changes[topicHelp] {
		add(account)
	}
	for _, account := range changes[topicMember] {
		if c.of(account) != nil {
			add(account)
		}
	}
	if len(accounts) == 0 {
		return nil
	}
	now := map[int64]*past{}
	if err := readKnown(ctx, tx, accounts, func(account int64, k *past) { now[account] = k }); err != nil {
		return err
	}
	touched := map[int64]struct{}{}
	for _, account := range accounts {
		if before := c.of(account); before != nil {
			c.count(before, -1, touched)
		}
		k := now[account]
		c.put(account, k)
		if k != nil {
			c.count(k, 1, touched)
		}
	}
	c.learn(touched)
	return nil
}

// of is what is known of an account; nil when nothing is.
func (c *remembered) of(account int64) *past {
	pages := *c.pages.Load()
	at := uint64(account) / pageAccounts
	if at >= uint64(len(pages)) || pages[at] == nil {
		return nil
	}
	return pages[at][account%pageAccounts].Load()
}

// put replaces what is known of an account.
func (c *remembered) put(account int64, k *past) {
	pages := *c.pages.Load()
	at := int(account / pageAccounts)
	if at >= len(pages) || pages[at] == nil {
		if k == nil {
			return
		}
		grown := make([]*pastPage, max(at+1, len(pages)))
		copy(grown, pages)
		grown[at] = new(pastPage)
		c.pages.Store(&grown)
		pages = grown
	}
	pages[at][account%pageAccounts].Store(k)
}

// count adds somebody's record to the sums of their district and city, or takes it away again.
func (c *remembered) count(k *past, times int, touched map[int64]struct{}) {
	var r Record
	k.record(&r)
	town := c.records[k.city]
	if town == nil {
		town = &sums{within: map[int64]*sums{}}
		c.records[k.city] = town
	}
	home := town.within[k.district]
	if home == nil {
		home = &sums{}
		town.within[k.district] = home
	}
	for _, d := range []*sums{town, home} {
		d.record.add(&r, int64(times))
		d.people += times
	}
	if home.people == 0 {
		delete(town.within, k.district)
	}
	if town.people == 0 {
		delete(c.records, k.city)
	}
	touched[k.city] = struct{}{}
}

func (k *past) record(r *Record) {
	r.Yes, r.Exposure = int64(k.yes), int64(k.expose)
	for _, t := range k.tallys {
		if t.Family >= 0 {
			r.Asked[t.Family] += int64(t.Asked)
		}
	}
	for i, g := range k.byGap {
		r.ByGap[i] = Answers{int64(g.yes), int64(g.expected)}
	}
	for i, d := range k.byDistance {
		r.ByDistance[i] = Answers{int64(d.yes), int64(d.expected)}
	}
	for i, n := range k.delays {
		r.Delays[i] = int64(n)
	}
}

// learn draws the conclusions for the cities of which a sum has changed.
func (c *remembered) learn(touched map[int64]struct{}) {
	if len(touched) == 0 {
		return
	}
	cities := maps.Clone(*c.cities.Load())
	if cities == nil {
		cities = map[int64]*lessons{}
	}
	for num := range touched {
		town := c.records[num]
		if town == nil {
			delete(cities, num)
			continue
		}
		learnt := &lessons{all: Teach(&Record{}, &town.record), districts: make(map[int64]*Local, len(town.within)), delays: town.record.Delays}
		for home, d := range town.within {
			learnt.districts[home] = Teach(&d.record, &town.record)
		}
		cities[num] = learnt
	}
	c.cities.Store(&cities)
}

// local is what was learnt in a district of a city.
func (c *remembered) local(num, home int64) *Local {
	town := (*c.cities.Load())[num]
	if town == nil {
		return Untaught
	}
	if l := town.districts[home]; l != nil {
		return l
	}
	return town.all
}

// Of is what is known of a volunteer, nil when they have never been asked.
func (m *Memory) Of(account int64) *Load {
	if c := m.now.Load(); c != nil {
		if k := c.of(account); k != nil {
			return &k.Load
		}
	}
	return nil
}

// Local is what was learnt in a district of a city.
func (m *Memory) Local(city, district int64) *Local {
	if c := m.now.Load(); c != nil {
		return c.local(city, district)
	}
	return Untaught
}

// Delays are those of the answers of a city.
func (m *Memory) Delays(city int64) (d Delays) {
	if c := m.now.Load(); c != nil {
		if town := (*c.cities.Load())[city]; town != nil {
			d = town.delays
		}
	}
	return d
}

// readKnown reads what is known of everybody, or of these accounts. Invitations older than what counts are left out by whoever reads
// the instants, not here: the clock is not the copy's.
func readKnown(ctx context.Context, tx pgx.Tx, accounts []int64, yield func(int64, *past)) error {
	tallys, err := readTallys(ctx, tx, accounts)
	if err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `
		select l.account_id, coalesce(m.home_district, m.city, 0), coalesce(m.city, 0), l.asked, l.last_asked_at, l.rest_until,
			l.gap_yes, l.gap_expected, l.far_yes, l.far_expected, l.delays
		from volunteer_loads l left join members m using (account_id)
		where @accounts::bigint[] is null or l.account_id = any(@accounts)`, named{"accounts": accounts})
	if err != nil {
		return fmt.Errorf("reading loads: %w", err)
	}
	var (
		account, home, town      int64
		asked                    []time.Time
		last, rest               *time.Time
		gapYes, farYes           []int32
		waits                    []int32
		gapExpected, farExpected []int64
	)
	_, err = pgx.ForEachRow(rows, []any{&account, &home, &town, &asked, &last, &rest, &gapYes, &gapExpected, &farYes, &farExpected, &waits}, func() error {
		k := &past{district: home, city: town}
		k.Load = Load{asked: make([]Minute, len(asked)), last: minuteAt(last), rest: minuteAt(rest), tallys: tallys[account]}
		for i, at := range asked {
			k.asked[i] = MinuteOf(at)
		}
		k.finish()
		keep(k.byGap[:], gapYes, gapExpected)
		keep(k.byDistance[:], farYes, farExpected)
		for i := range min(DelaySteps, len(waits)) {
			k.delays[i] = narrow[uint16](int64(waits[i]))
		}
		yield(account, k)
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading loads: %w", err)
	}
	return nil
}

func keep(steps []kept, yes []int32, expected []int64) {
	for i := range min(len(steps), len(yes), len(expected)) {
		steps[i] = kept{narrow[uint16](int64(yes[i])), narrow[uint32](expected[i])}
	}
}

func readTallys(ctx context.Context, tx pgx.Tx, accounts []int64) (map[int64][]Tally, error) {
	rows, err := tx.Query(ctx, `
		select account_id, family, band, asked, yes, helped, exposure from help_records
		where @accounts::bigint[] is null or account_id = any(@accounts) order by account_id, family, band`, named{"accounts": accounts})
	if err != nil {
		return nil, fmt.Errorf("reading answers: %w", err)
	}
	tallys := map[int64][]Tally{}
	var account, exposure int64
	var asked, yes, helped int64
	var family, band string
	_, err = pgx.ForEachRow(rows, []any{&account, &family, &band, &asked, &yes, &helped, &exposure}, func() error {
		part, known := BandNamed(band)
		if !known {
			return fmt.Errorf("band %q is not known", band)
		}
		tallys[account] = append(tallys[account], Tally{
			Family: int8(FamilyNamed(family)), Band: part, Asked: narrow[uint16](asked), Yes: narrow[uint16](yes),
			Helped: narrow[uint16](helped), Exposure: narrow[uint32](exposure),
		})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading answers: %w", err)
	}
	return tallys, nil
}

func minuteAt(t *time.Time) Minute {
	if t == nil {
		return 0
	}
	return MinuteOf(*t)
}

// narrow keeps a count within what memory gives it: one that is larger says no more.
func narrow[T uint16 | uint32](n int64) T {
	return T(min(max(n, 0), int64(min(uint64(^T(0)), math.MaxInt64))))
}
