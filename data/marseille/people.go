package marseille

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

// crowds are the people without a part in anything, spread over the quartiers as the residents are. The first of each stands in
// the cast: amina, leo.
var crowds = []kindOfPerson{{"need", 200, true}, {"neighbour", 700, false}}

type kindOfPerson struct {
	key   string
	count int
	needs bool
}

func (k kindOfPerson) name(i int) string { return fmt.Sprintf("%s-%d", k.key, i) }

// person is a made-up one, before the database has given them a number.
type person struct {
	key      string // names them, on every machine
	account  identity.SeedAccount
	profile  directory.Profile
	quartier int // index
	role     identity.Role
	at       []string // of the role: codes of districts, or an association
	num      int64    // Account.Num, once sown
}

func personID(key string) uuid.UUID { return directory.ImportedID(Dataset, "person "+key) }

// crowd makes people up. It draws from a source of its own: more people do not move places.
type crowd struct {
	*maker
	atlas  *directory.Atlas
	homes  map[geo.Cell]directory.Home // already looked up
	local  map[string]int              // parts of addresses before the @: how often
	phones map[int]bool

	regulars []volunteer // once people are made up
}

func newCrowd(m *maker, atlas *directory.Atlas) *crowd {
	c := &crowd{maker: m, atlas: atlas, homes: map[geo.Cell]directory.Home{}, local: map[string]int{}, phones: map[int]bool{}}
	return c.drawing(945)
}

// drawing is the crowd with another source to draw from.
func (c *crowd) drawing(source uint64) *crowd {
	other, own := *c, *c.maker
	own.Rand = rand.New(rand.NewPCG(13, source)) //nolint:gosec // the same people on every machine
	other.maker = &own
	return &other
}

// people are everybody, in the order in which they are sown: those whom others name come first.
func (c *crowd) people() []*person {
	list := c.cast()
	list = append(list, c.colleagues()...)
	population := make([]float64, len(c.quartiers))
	for i, q := range c.quartiers {
		population[i] = q.figures["population"]
	}
	for _, kind := range crowds {
		for i, quartier := range c.spreadBy(population, kind.count) {
			if i > 0 {
				list = append(list, c.anybody(kind.name(i), quartier, kind.needs))
			}
		}
	}
	c.regulars = nil
	for i, quartier := range c.spreadBy(population, regularCount) {
		p, v := c.regular(i, quartier)
		list, c.regulars = append(list, p), append(c.regulars, v)
	}
	return list
}

// anybody makes one up who lives in a quartier.
func (c *crowd) anybody(key string, quartier int, needs bool) *person {
	p := &person{key: key, quartier: quartier}
	name, tongue := c.firstName()
	p.profile = directory.Profile{
		Name: name, Needs: needs, Helps: !needs || c.chance(25), Interests: c.interests(), Home: c.home(quartier), Age: c.age(needs),
		Languages: c.spoken(tongue, needs), Hidden: c.chance(4),
	}
	if !needs && c.chance(8) {
		p.profile.Needs = true // both, as many are
	}
	if c.chance(60) {
		p.profile.RadiusM = pick(c.maker, []int{500, 1000, 1000, 2000, 3000, 5000})
	}
	if p.profile.About = ""; c.chance(65) {
		p.profile.About = c.about(needs, p.profile.Interests)
	}
	if needs && c.chance(25) || c.chance(5) {
		p.profile.Access = must(directory.AccessNamed(pick(c.maker, directory.AccessNeeds).Code))
	}
	p.account = c.account(key, name, tongue)
	switch {
	case p.profile.Age == directory.Minor:
		p.profile.Needs, p.profile.Access, p.profile.About = false, 0, ""
	case needs && c.chance(8):
		p.account.Contacts = nil
		p.account.Registered = &identity.SeedRelay{By: personID("ambassadrice"), Name: name, Consent: "relay-fr-2026-11"}
	}
	return p
}

func (c *crowd) account(key, name, tongue string) identity.SeedAccount {
	since := c.day(-3 - c.IntN(historyDays)).Add(time.Duration(7*60+c.IntN(14*60)) * time.Minute)
	seen := c.day(-c.IntN(60))
	if seen.Before(since) {
		seen = since
	}
	a := identity.SeedAccount{ID: personID(key), Lang: "fr", Since: since, Seen: seen}
	if tongue == "en" || c.chance(5) {
		a.Lang = "en"
	}
	n := c.IntN(100)
	if n < 75 {
		a.Contacts = append(a.Contacts, c.email(name))
	}
	if n >= 65 {
		a.Contacts = append(a.Contacts, c.phone())
	}
	return a
}

// email is of the domain kept for examples (RFC 2606).
func (c *crowd) email(name string) identity.Contact {
	local := slug(name)
	c.local[local]++
	return identity.Contact{Kind: identity.Email, Address: fmt.Sprintf("%s.%d@example.org", local, c.local[local])}
}

// phone is of the range that ARCEP keeps for fiction in the south-east; each is one person's.
func (c *crowd) phone() identity.Contact {
	n := c.IntN(10_000)
	for c.phones[n] {
		n = (n + 1) % 10_000
	}
	c.phones[n] = true
	return identity.Contact{Kind: identity.Phone, Address: fmt.Sprintf("+3346571%04d", n)}
}

func (c *crowd) firstName() (name, tongue string) {
	n := c.IntN(1000)
	for _, o := range origins {
		if n -= o.share; n < 0 {
			return pick(c.maker, o.names), o.tongue
		}
	}
	return pick(c.maker, origins[0].names), ""
}

func (c *crowd) spoken(tongue string, needs bool) directory.LanguageSet {
	set := language("fr")
	if tongue != "" && c.chance(80) {
		set |= language(tongue)
		if needs && c.chance(15) {
			set = language(tongue) // not yet French
		}
	}
	if c.chance(25) {
		set |= language("en")
	}
	return set
}

func (c *crowd) interests() (set directory.InterestSet) {
	for range c.IntN(5) {
		set |= must(directory.InterestNamed(pick(c.maker, directory.Interests).Code))
	}
	return set
}

// age draws a band about as old as the city is; who is in need is grown up here.
func (c *crowd) age(needs bool) directory.AgeBand {
	bands := []directory.AgeBand{"15-17", "18-24", "25-39", "40-59", "60-74", "75+"}
	for i, upTo := range []int{2, 14, 45, 75, 92} {
		if n := c.IntN(100); n < upTo && (i > 0 || !needs) {
			return bands[i]
		}
	}
	return bands[5]
}

func (c *crowd) about(needs bool, likes directory.InterestSet) string {
	list := giving
	if needs {
		list = asking
	}
	text := pick(c.maker, list)
	if codes := likes.Codes(); len(codes) > 0 && c.chance(60) {
		text += " " + pick(c.maker, liking[pick(c.maker, codes)])
	}
	return text
}

// home is a public cell that lies mostly in a quartier: that of one of its spots, else the one of its middle.
func (c *crowd) home(quartier int) directory.Home {
	district, known := c.atlas.District(c.quartiers[quartier].code)
	for range 6 {
		at := pick(c.maker, c.spots[quartier]).cell.Center()
		cell, _, ok := c.atlas.PublicCell(at)
		if !ok {
			continue
		}
		home, seen := c.homes[cell]
		if !seen {
			home, _ = c.atlas.HomeAt(at)
			c.homes[cell] = home
		}
		if !known || home.District == district.Num {
			return home
		}
	}
	if !known {
		return directory.Home{}
	}
	home, _ := c.atlas.HomeOf(district)
	return home
}

// quartierNamed is the index of one.
func (c *crowd) quartierNamed(code string) int {
	return slices.IndexFunc(c.quartiers, func(q quartier) bool { return q.code == code })
}
