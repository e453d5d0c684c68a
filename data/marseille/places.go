package marseille

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

// maker makes places up. Everything it draws comes from one seeded source, so every run makes the same.
type maker struct {
	*rand.Rand
	today     time.Time // midnight UTC of the day the demo is for
	quartiers []quartier
	need      []float64 // of each quartier: people in poverty, estimated
	spots     [][]spot
	used      map[string]bool // names
	staffed   int             // places with people in them, so far
}

func newMaker(quartiers []quartier, arrondissements []line, today time.Time) *maker {
	m := &maker{
		Rand:  rand.New(rand.NewPCG(13, 2026)), //nolint:gosec // the same city on every machine
		today: today, quartiers: quartiers, used: map[string]bool{},
	}
	around := map[string]float64{}
	for _, a := range arrondissements {
		around[a.code] = a.figures["poverty_rate"]
	}
	for _, q := range quartiers {
		rate, known := q.figures["poverty_rate"]
		if !known { // INSEE gives none for few or well-off people
			rate = around[q.parent] / 2
		}
		m.need = append(m.need, q.figures["population"]*rate/100)
	}
	m.settle()
	return m
}

// spot is a cell in which a place may stand.
type spot struct {
	cell   geo.Cell
	inner  bool // all cells around are of the same quartier
	people float64
}

// settle gives each quartier the spots where its people are likely: of a large one the half with most people around, for
// a quartier of hills is lived in below.
func (m *maker) settle() {
	density := map[geo.Cell]float64{} // residents per cell
	for _, q := range m.quartiers {
		for _, c := range q.cells {
			density[c] = q.figures["population"] / float64(len(q.cells))
		}
	}
	for _, q := range m.quartiers {
		var spots []spot
		for _, c := range q.cells {
			spots = append(spots, spot{c, inside(c, q.cells), peopleAround(c, density)})
		}
		if len(spots) > largeCells {
			spots = slices.DeleteFunc(spots, func(s spot) bool { return !s.inner })
			slices.SortStableFunc(spots, func(a, b spot) int { return cmp.Compare(b.people, a.people) })
			spots = spots[:(len(spots)+1)/2]
		}
		m.Shuffle(len(spots), func(i, j int) { spots[i], spots[j] = spots[j], spots[i] })
		m.spots = append(m.spots, spots)
	}
}

// largeCells is the size, in cells, from which a quartier has edges to stay away from: about 1 km².
const largeCells = 70

// inside says whether all neighbours of a cell are among the sorted cells too.
func inside(c geo.Cell, cells []geo.Cell) bool {
	for _, n := range geo.Disk(c, 1) {
		if _, found := slices.BinarySearch(cells, n); !found {
			return false
		}
	}
	return true
}

func peopleAround(c geo.Cell, density map[geo.Cell]float64) float64 {
	sum := 0.0
	for _, n := range geo.Disk(c, 6) { // 800 m
		sum += density[n]
	}
	return sum
}

// spread draws n quartiers, each as often as its need, evenly over the city: one draw, then equal steps.
func (m *maker) spread(n int) []int { return m.spreadBy(m.need, n) }

func (m *maker) spreadBy(weights []float64, n int) []int {
	total := 0.0
	for _, v := range weights {
		total += v
	}
	step := total / float64(n)
	next := m.Float64() * step
	var drawn []int
	sum := 0.0
	for i, v := range weights {
		for sum += v; next < sum && len(drawn) < n; next += step {
			drawn = append(drawn, i)
		}
	}
	return drawn
}

// point is a point in a quartier, each time in another of its cells while there are any: the middle of a cell at the
// edge, which lies within the official border, or up to 30 m from the middle of another.
func (m *maker) point(quartier int) orb.Point {
	spots := m.spots[quartier]
	s := spots[0]
	m.spots[quartier] = append(spots[1:], s)
	p := s.cell.Center()
	if s.inner {
		const metresPerDegree = geo.EarthRadiusM * math.Pi / 180
		far, turn := 30*math.Sqrt(m.Float64()), 2*math.Pi*m.Float64()
		p[0] += far * math.Cos(turn) / (metresPerDegree * math.Cos(p[1]*math.Pi/180))
		p[1] += far * math.Sin(turn) / metresPerDegree
	}
	return orb.Point{round6(p[0]), round6(p[1])}
}

func round6(v float64) float64 { return math.Round(v*1e6) / 1e6 }

func pick[T any](m *maker, list []T) T { return list[m.IntN(len(list))] }

// chance is true p times in 100.
func (m *maker) chance(p int) bool { return m.IntN(100) < p }

// name completes a pattern so that no two places bear one name.
func (m *maker) name(patterns []string) string {
	for {
		name := fmt.Sprintf(pick(m, patterns), pick(m, emblems))
		if !m.used[name] {
			m.used[name] = true
			return name
		}
	}
}

// places makes the places of one kind.
func (m *maker) places(k kind) []directory.SeedPlace {
	var list []directory.SeedPlace
	for i, quartier := range m.spread(k.count) {
		p := directory.SeedPlace{Place: m.place(k, m.quartiers[quartier].parent)}
		p.SourceID = fmt.Sprintf("%s-%d", k.category, i+1)
		p.Located, p.Point = true, m.point(quartier)
		if !slices.Contains(k.hours, "24/7") {
			m.staff(&p, k)
		}
		list = append(list, p)
	}
	return list
}

// place is what every place of a kind has.
func (m *maker) place(k kind, arrondissement string) directory.Place {
	categories := category(k.category)
	if k.also != "" && m.chance(33) {
		categories |= category(k.also)
	}
	name := m.name(k.names)
	return directory.Place{
		Name: name, Description: k.about, Categories: categories, Audiences: audience(pick(m, k.publics)),
		Modalities: modalities(k.ways), Hours: pick(m, k.hours),
		Address: directory.Address{
			Street:   fmt.Sprintf("%d %s %s", 1+m.IntN(120), pick(m, ways), pick(m, emblems)),
			Postcode: "130" + arrondissement[3:], City: "Marseille",
		},
		FirstSeen: m.day(-400),
	}
}

// staff adds what only a place with people in it has.
func (m *maker) staff(p *directory.SeedPlace, k kind) {
	p.Languages = m.languages()
	p.Contact = m.contact(p.Name)
	p.Confirmed = m.day(-m.IntN(420))
	if m.chance(30) {
		p.AccessNote = pick(m, entrances)
	}
	if limited := modalities([]string{"wheelchair_limited"}); p.Modalities&limited == 0 && m.chance(25) {
		p.Modalities |= modalities([]string{"wheelchair"})
	}
	if p.Audiences == audience("youth") {
		p.AgeMin, p.AgeMax = 16, 25
	}
	if p.Audiences == audience("seniors") {
		p.AgeMin = 60
	}
	if slices.Contains([]string{"meal", "food_parcel", "night_shelter", "clinic", "housing_help", "french_lessons"}, k.category) {
		p.Saturation = pick(m, []directory.Saturation{
			directory.SaturationUnknown, directory.SaturationUnknown, directory.SaturationLow,
			directory.SaturationModerate, directory.SaturationHigh,
		})
	}
	if list := services(k.category); list != nil && m.chance(60) {
		p.Services = slices.DeleteFunc(list, func(s directory.Service) bool { // a slot for those whom the whole place is for
			return s.Categories == category(k.category) && s.Audiences != 0 && s.Audiences == p.Audiences
		})
		for _, s := range p.Services {
			p.Categories |= s.Categories
		}
	}
	if o := pick(m, organisations); o.serves == nil && m.chance(50) {
		p.RunBy = o.id
	}
	if m.staffed++; m.staffed%noticeEvery == 0 {
		n := notices[m.staffed/noticeEvery%len(notices)]
		notice := directory.Notice{Closed: n.closed, Text: n.text, From: m.day(n.from)}
		if n.till != forever {
			notice.Until = m.day(n.till)
		}
		p.Notices = append(p.Notices, notice)
	}
}

// noticeEvery so many places with people in them, one has something to say.
const noticeEvery = 15

func (m *maker) languages() directory.LanguageSet {
	set := language("fr")
	for range m.IntN(4) {
		set |= language(pick(m, tongues))
	}
	return set
}

// contact gives telephone numbers of the ranges that ARCEP keeps for fiction (décision 2018-0881) and addresses of the
// domain kept for examples (RFC 2606).
func (m *maker) contact(name string) directory.Contact {
	c := directory.Contact{Phone: fmt.Sprintf("+33 4 65 71 %02d %02d", m.IntN(100), m.IntN(100))}
	if m.chance(25) {
		c.Phone = fmt.Sprintf("+33 6 39 98 %02d %02d", m.IntN(100), m.IntN(100))
	}
	if m.chance(50) {
		c.Email = slug(name) + "@example.org"
	}
	if m.chance(30) {
		c.Website = "https://example.org/" + slug(name)
	}
	return c
}

// slug keeps the letters of a name that every address can hold.
func slug(name string) string {
	plain := strings.NewReplacer("à", "a", "â", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "É", "e", "î", "i", "ï", "i",
		"ô", "o", "û", "u", "ù", "u", "ş", "s", "ã", "a", "’", "-", " ", "-").Replace(strings.ToLower(name))
	return strings.Trim(plain, "-")
}

func (m *maker) day(n int) time.Time { return m.today.AddDate(0, 0, n) }
