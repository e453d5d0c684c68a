package community

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/geo/cellindex"
	"github.com/alentour/alentour/tiles"
)

// MaxTilePoints is how many events a tile shows one by one; where more match, it shows counts per cell.
const MaxTilePoints = 1000

// EventsLayer draws the events that have a date in the window that passes the filter: a layer "events" of points with "title",
// "interest", "start" (RFC 3339, of the first such date), "free", and the row's number as feature id; or of counts with "count". An event
// stands once on a tile. What is sealed stands at the middle of its public cell. Without From, dates are drawn that are not over at the
// full hour before now.
func (c *Calendar) EventsLayer(f EventFilter) tiles.Layer { return eventsLayer{c, f} }

// Key names what the filter draws: equal filters have equal keys.
func (c *Calendar) Key(f EventFilter) string {
	f = c.drawn(f)
	return fmt.Sprintf("%d.%d.%x.%x.%t.%d.%t", f.From.Unix(), unix(f.Until), uint64(f.Interests), uint64(f.For), f.Free, f.Organisation, f.Cancelled)
}

// drawn says from when on.
func (c *Calendar) drawn(f EventFilter) EventFilter {
	if f.From.IsZero() {
		f.From = c.cfg.Now().UTC().Truncate(time.Hour)
	}
	return f
}

type eventsLayer struct {
	calendar *Calendar
	filter   EventFilter
}

// Draw implements [tiles.Layer].
func (l eventsLayer) Draw(t tiles.Tile, w *tiles.Writer) {
	p, _, err := l.calendar.open()
	if err != nil {
		return
	}
	f := l.calendar.drawn(l.filter)
	if f.Until.IsZero() {
		f.Until = p.until
	}
	spots := w.Gather(MaxTilePoints)
	var shown []*dated
	// a metre wider: the tile itself tells, to its own precision, what stands on it
	p.index.Each(t.Bounds().Grow(1), f.filter(p), func(cell geo.Cell, item *cellindex.Item[*stand]) bool {
		s := item.Value
		d := s.dates[f.first(s.dates, uuid.Nil)]
		if at := tiles.At(s.point); t.Has(at) && f.firstOn(t, d) {
			shown = append(shown, d)
			spots.Add(uint64(d.Event), at, cell, int32(len(shown)-1))
		}
		return true
	})
	w.Begin("events")
	title, interest, start, free, count := w.Key("title"), w.Key("interest"), w.Key("start"), w.Key("free"), w.Key("count")
	spots.Draw(count, func(ref int32) {
		d := shown[ref]
		w.String(title, d.Title)
		if d.of.Interest != "" {
			w.String(interest, d.of.Interest)
		}
		w.String(start, d.Start.Format(time.RFC3339))
		if d.of.Free() {
			w.Bool(free, true)
		}
	})
}

// firstOn says whether a date is the first of its event that passes the filter and stands on a tile: an event comes once on each.
func (f *EventFilter) firstOn(t tiles.Tile, d *dated) bool {
	for _, other := range d.of.dates {
		if f.keeps(other) && other.Site.Located && t.Has(tiles.At(other.Site.Point)) {
			return other.key == d.key
		}
	}
	return false
}
