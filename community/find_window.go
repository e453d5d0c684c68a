package community

import (
	"container/heap"
	"slices"
	"sort"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/geo/cellindex"
)

// filter is the index's form of it: a stand is kept for any of its dates.
func (f *EventFilter) filter(p *page) cellindex.Filter[*stand] {
	states := heldFree
	if !f.Free {
		states |= heldPaid
	}
	if f.Cancelled {
		states |= states << 2
	}
	return cellindex.Filter[*stand]{
		Kinds: uint64(f.Interests), Masks: [3]uint64{uint64(f.For), states, p.bits(f.From, f.Until)},
		Judge: func(s **stand, _ orb.Point) cellindex.Verdict {
			if f.first((*s).dates, uuid.Nil) < len((*s).dates) {
				return cellindex.Kept
			}
			return cellindex.Refused
		},
	}
}

// first is where the first date stands that the filter keeps, of those of one event behind a key; their number when there is none.
func (f *EventFilter) first(dates []*dated, after uuid.UUID) int {
	if len(dates) == 0 || !f.keepsEvent(dates[0].of) {
		return len(dates)
	}
	for i, d := range dates {
		if !d.Start.Before(f.Until) {
			break
		}
		if f.keepsDate(d) && compareKeys(d.key, after) > 0 {
			return i
		}
	}
	return len(dates)
}

// window finds dates of the window, one more than the limit when there are more. What begins in it may last beyond it.
func (s *search) window() {
	q := s.q
	switch {
	case !q.From.Add(-s.page.longest).Before(s.page.until) || !q.Until.After(s.page.from):
	case q.Near != nil:
		s.near()
	case q.BBox != nil:
		s.inBox()
	default:
		s.list()
	}
}

// near goes through stands from the nearest on, some at first, more when their dates do not fill the answer. Those at one distance take
// turns by the keys of their dates: the last ones are known only when all of them are.
func (s *search) near() {
	q := s.q
	for atOnce := max(4, q.Limit/2); ; atOnce *= 4 {
		s.hits = s.hits[:0]
		s.stands = s.page.index.Nearest(s.stands[:0], cellindex.NearQuery[*stand]{
			Center: q.Near.Point, RadiusM: q.Near.RadiusM, Limit: atOnce, AfterM: s.after.distanceM, Filter: q.filter(s.page),
		})
		for i := 0; i < len(s.stands) && len(s.hits) <= q.Limit; {
			distanceM, end := s.stands[i].DistanceM, i+1
			for end < len(s.stands) && s.stands[end].DistanceM == distanceM {
				end++
			}
			if end == atOnce {
				break
			}
			s.datesOf(s.stands[i:end], distanceM)
			i = end
		}
		if len(s.stands) < atOnce || len(s.hits) > q.Limit {
			return
		}
	}
}

// datesOf notes dates of stands at one distance, as many as are still wanted.
func (s *search) datesOf(stands []cellindex.Hit[*stand], distanceM float64) {
	after, begun := uuid.Nil, len(s.hits)
	if distanceM == s.after.distanceM {
		after = s.after.key
	}
	for i := range stands {
		dates, most := stands[i].Value.dates, s.q.Limit+1-begun
		for n := s.q.first(dates, after); n < len(dates) && most > 0; n++ {
			d := dates[n]
			if !d.Start.Before(s.q.Until) {
				break
			}
			if s.q.keepsDate(d) && compareKeys(d.key, after) > 0 {
				s.hits = append(s.hits, hit{d, position{distanceM, d.key}})
				most--
			}
		}
	}
	if len(stands) > 1 {
		slices.SortFunc(s.hits[begun:], compareHits)
		s.hits = s.hits[:min(len(s.hits), s.q.Limit+1)]
	}
}

// manyStands in a box are more than are worth going through: the next dates anywhere soon fill an answer.
const manyStands = 2000

// inBox merges the dates of the stands in a box.
func (s *search) inBox() {
	q := s.q
	if s.page.index.Count(*q.BBox, cellindex.Filter[*stand]{}, manyStands) == manyStands {
		s.list()
		return
	}
	var lines byNext
	s.page.index.Each(*q.BBox, q.filter(s.page), func(_ geo.Cell, item *cellindex.Item[*stand]) bool {
		dates := item.Value.dates
		if i := q.first(dates, s.after.key); i < len(dates) {
			lines = append(lines, dates[i:])
		}
		return true
	})
	heap.Init(&lines)
	for len(lines) > 0 && len(s.hits) <= q.Limit {
		line := lines[0]
		s.hits = append(s.hits, hit{line[0], position{key: line[0].key}})
		if i := 1 + q.first(line[1:], uuid.Nil); i < len(line) {
			lines[0] = line[i:]
			heap.Fix(&lines, 0)
		} else {
			heap.Pop(&lines)
		}
	}
}

// byNext are the dates of several stands, the stand with the next one first.
type byNext [][]*dated

func (l byNext) Len() int           { return len(l) }
func (l byNext) Less(i, j int) bool { return compareKeys(l[i][0].key, l[j][0].key) < 0 }
func (l byNext) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }

// Push implements [heap.Interface]; no line is ever added.
func (l *byNext) Push(any) {}

// Pop implements [heap.Interface].
func (l *byNext) Pop() any {
	*l = (*l)[:len(*l)-1]
	return nil
}

// list goes through the dates of the window in their order.
func (s *search) list() {
	first := keyFrom(s.q.From.Add(-s.page.longest))
	if compareKeys(s.after.key, first) > 0 {
		first = s.after.key
	}
	dates := s.page.dates
	for i := sort.Search(len(dates), func(i int) bool { return compareKeys(dates[i].key, first) > 0 }); i < len(dates) && len(s.hits) <= s.q.Limit; i++ {
		d := dates[i]
		if !d.Start.Before(s.q.Until) {
			break
		}
		if !s.q.keepsDate(d) || !s.q.keepsEvent(d.of) {
			continue
		}
		if _, there := s.where(&d.Site); there {
			s.hits = append(s.hits, hit{d, position{key: d.key}})
		}
	}
}
