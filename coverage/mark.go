package coverage

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres/feed"
)

// change is something that happened to a city in an hour; zero = in all hours that are still open.
type change struct {
	city int64
	hour time.Time
}

// marks are what changed since figures were made. They are in memory alone: a node that starts marks everything that is open.
type marks struct {
	mu      sync.Mutex
	all     bool
	changed map[change]bool
}

func (m *marks) add(city int64, at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.changed[change{city, at.UTC().Truncate(time.Hour)}] = true
}

func (m *marks) addAll() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all = true
}

// take empties the marks.
func (m *marks) take() (all bool, changed map[change]bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all, changed = m.all, m.changed
	m.all, m.changed = false, map[change]bool{}
	return all, changed
}

// back puts marks back whose work failed.
func (m *marks) back(all bool, changed map[change]bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all = m.all || all
	for c := range changed {
		m.changed[c] = true
	}
}

// watcher marks what the feed says has changed.
type watcher struct{ room *Room }

// Subjects are what the room follows of the feed: what was published, and what changes figures.
func (r *Room) Subjects() []feed.Subject { return []feed.Subject{&r.releases, &watcher{r}} }

// Topics of the feed by which figures change.
const (
	topicRequest   = "request"
	topicHelp      = "help"
	topicEvent     = "event"
	topicMember    = "member"
	topicVolunteer = "volunteer"
	topicTalk      = "conversation"
	topicPlace     = "place"
	topicDistrict  = "district"
)

// Topics implements [feed.Subject].
func (w *watcher) Topics() []string {
	return []string{topicRequest, topicHelp, topicEvent, topicMember, topicVolunteer, topicTalk, topicPlace, topicDistrict}
}

// Load implements [feed.Subject]: what happened before it is not known, so everything that is open is counted again.
func (w *watcher) Load(context.Context, pgx.Tx) (feed.Copy, error) { return w, nil }

// Publish implements [feed.Subject].
func (w *watcher) Publish(feed.Copy) { w.room.marks.addAll() }

// changedBy says, by topic, which cities the rows with some numbers are of, and when what they count for happened; null = as long as
// they are there.
var changedBy = map[string]string{
	topicRequest: `select city_id, created_at from requests where id = any($1) and city_id is not null`,
	topicEvent: `
		select coalesce(x.city_id, e.city_id), d.starts_at
		from event_seats d join events e on e.id = d.event_id left join event_dates x on (x.event_id, x.original) = (d.event_id, d.original)
		where d.event_id = any($1) and coalesce(x.city_id, e.city_id) is not null`,
	topicPlace: `select distinct coalesce(d.city_id, d.id), null::timestamptz from places p join districts d on d.id = p.district_id where p.id = any($1)`,
}

// ofPeople is the same for topics whose numbers are accounts.
const ofPeople = `select distinct city, null::timestamptz from members where account_id = any($1) and city is not null`

// Apply implements [feed.Copy].
func (w *watcher) Apply(ctx context.Context, tx pgx.Tx, changes feed.Changes) error {
	for topic, ids := range changes {
		if topic == topicDistrict {
			w.room.marks.addAll()
			continue
		}
		sql, ok := changedBy[topic]
		if !ok {
			sql = ofPeople
		}
		rows, err := tx.Query(ctx, sql, ids)
		if err != nil {
			return err
		}
		var city int64
		var at *time.Time
		_, err = pgx.ForEachRow(rows, []any{&city, &at}, func() error {
			if at == nil {
				at = new(time.Time)
			}
			w.room.marks.add(city, *at)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
