package directory

import (
	"math/bits"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
)

// Profile is what somebody says of themselves. Everything but Name and Age may be left out.
type Profile struct {
	Name      string // first name or alias; 1–40 characters
	Languages LanguageSet
	Helps     bool // would like to help; one can do both, or neither
	Needs     bool // is in need of help
	Interests InterestSet
	About     string // up to 600 characters
	Home      Home
	RadiusM   int // how far they go; 0 = not said
	Access    AccessSet
	Age       AgeBand
	Hidden    bool // other members do not see them
}

// Bounds of a profile.
const (
	MaxNameLength  = 40
	MaxAboutLength = 600
	MinTravelM     = 100
	MaxTravelM     = 100_000
	maxChosen      = 20 // languages
)

// Member is somebody who has said who they are.
type Member struct {
	Profile
	Account int64     // identity.Account.Num
	ID      uuid.UUID // identity.Account.ID
	Since   time.Time
	Updated time.Time
}

// Adult says whether they take part in everything. Somebody of 15 to 17 has public events and groups only: they neither see other
// members nor are seen, are nobody's volunteer, and nobody meets them alone.
func (m *Member) Adult() bool { return m.Age.Adult() }

// Seen is all that members see of each other.
type Seen struct {
	Account   int64
	ID        uuid.UUID
	Name      string
	Languages LanguageSet
	Interests InterestSet
	District  int64 // District.Num; 0 when they did not say
}

// seen is what others see of a member, whether they would see this one or not.
func (m *Member) seen() Seen {
	return Seen{m.Account, m.ID, m.Name, m.Languages, m.Interests, m.Home.District}
}

// check refuses what cannot be and makes texts tidy. before is what is stored; its home stays good under another cut.
func (p *Profile) check(before Home, atlas *Atlas) error {
	p.Name = strings.Join(strings.Fields(p.Name), " ")
	p.About = strings.TrimSpace(strings.ReplaceAll(p.About, "\r\n", "\n"))
	switch {
	case p.Name == "":
		return invalid("name", "a first name or an alias is needed")
	case !readable(p.Name, false) || utf8.RuneCountInString(p.Name) > MaxNameLength:
		return invalid("name", "not 1 to %d characters that can be read", MaxNameLength)
	case isContact(p.Name):
		return invalid("name", "everybody sees it: no telephone number or address")
	case !readable(p.About, true) || utf8.RuneCountInString(p.About) > MaxAboutLength:
		return invalid("about", "not up to %d characters that can be read", MaxAboutLength)
	case p.Age == "":
		return invalid("age_band", "is needed")
	case !p.Age.known():
		return invalid("age_band", "%.20q is not known", p.Age)
	case bits.OnesCount64(uint64(p.Languages)) > maxChosen:
		return invalid("languages", "more than %d", maxChosen)
	case p.RadiusM != 0 && (p.RadiusM < MinTravelM || p.RadiusM > MaxTravelM):
		return invalid("radius_m", "%d is not in %d–%d", p.RadiusM, MinTravelM, MaxTravelM)
	}
	return p.Home.check(before, atlas)
}

func (h Home) check(before Home, atlas *Atlas) error {
	if h == before || h == (Home{}) {
		return nil
	}
	if atlas == nil {
		return ErrNotReady
	}
	if _, ok := slices.BinarySearch(atlas.PublicCells(h.City), h.Cell); !ok {
		return invalid("home", "%s is not a public cell of the city", h.Cell)
	}
	if d, ok := atlas.Numbered(h.District); !ok || d.City != h.City {
		return invalid("home", "the district is not one of the city")
	}
	return nil
}

// readable says that a text is UTF-8 without signs that do not print; lines says that it may have several.
func readable(text string, lines bool) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.IsPrint(r) && !unicode.Is(unicode.Join_Control, r) && !(lines && (r == '\n' || r == '\t'))
	})
}

// isContact says whether a name holds a way to reach somebody past the blocks and moderators of the house.
func isContact(name string) bool {
	digits := 0
	for _, r := range name {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits > 4 || strings.ContainsAny(name, "@/")
}
