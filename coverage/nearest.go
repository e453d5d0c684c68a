package coverage

import (
	"cmp"
	"slices"
)

// Setting is how a measure is looked at: in the districts that stand level steps below a city, a part of it, in a month.
type Setting struct {
	Level int
	Sub   string
	Month Period
}

// Nearest is, of the settings in which districts have a value of their own that is published, the nearest to one in which none has: larger
// districts, then all that is measured, then another month, then another part. None: ok is false.
func (r *Room) Nearest(cityCode, measure string, at Setting) (to Setting, ok bool, err error) {
	of, err := publicMeasure(measure, at.Sub)
	if err != nil {
		return to, false, err
	}
	city, err := r.cityNamed(cityCode)
	if err != nil {
		return to, false, err
	}
	type held struct {
		Setting
		n int // districts
	}
	atlas, all := r.cfg.Live.Atlas(), []held{}
	for level := min(1, at.Level); level <= at.Level; level++ {
		districts := atLevel(atlas, city, level)
		for _, m := range r.releases.city(city.Num) {
			for _, sub := range of.All() {
				h := held{Setting: Setting{level, sub, m.period(city.Zone)}}
				for _, d := range districts {
					if v := m.nearest(atlas, d, of, sub); v.From == 0 && (v.State == Known || v.State == Partial) {
						h.n++
					}
				}
				if h.n > 0 {
					all = append(all, h)
				}
			}
		}
	}
	if len(all) == 0 {
		return to, false, nil
	}
	now := at.Month.From
	rank := func(s Setting) int {
		same := s.Month.From.Equal(now)
		switch {
		case s.Sub == at.Sub && same:
			return 0
		case s.Sub == "" && same:
			return 1
		case s.Sub == at.Sub:
			return 2
		case same:
			return 3
		}
		return 4
	}
	best := slices.MinFunc(all, func(a, b held) int {
		return cmp.Or(
			cmp.Compare(rank(a.Setting), rank(b.Setting)), cmp.Compare(a.Month.From.Sub(now).Abs(), b.Month.From.Sub(now).Abs()), b.Month.From.Compare(a.Month.From),
			cmp.Compare(b.Level, a.Level), cmp.Compare(b.n, a.n), cmp.Compare(a.Sub, b.Sub))
	})
	return best.Setting, true, nil
}
