package marseille

import (
	"slices"
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// Account is somebody of the demo whom a newcomer can sign in as: what they show is what their role sees.
type Account struct {
	Contact string
	Name    string
	Role    identity.Role
	Fr, En  string // who they are, in a few words
}

// Accounts lists them, from the fewest rights to the most.
func Accounts() []Account {
	var list []Account
	for _, p := range cast {
		if p.fr != "" {
			list = append(list, Account{p.local + "@example.org", p.name, p.role, p.fr, p.en})
		}
	}
	return list
}

// player is somebody of the cast: people with a name and a role, whom the rest of the demo speaks of.
type player struct {
	local    string // before the @; also the key
	name     string
	role     identity.Role
	at       []string // of the role: codes of districts, or an association
	quartier string
	needs    bool
	tongues  []string
	likes    []string
	age      directory.AgeBand
	about    string
	fr, en   string // on the page where one signs in; empty = not offered there
}

const (
	member      = identity.Member
	ambassador  = identity.Ambassador
	coordinator = identity.Coordinator
)

var cast = []player{
	{
		"amina", "Amina", member, nil, "1320103", true,
		[]string{"fr", "ar"},
		[]string{"cooking", "crafts"},
		"25-39",
		"Je vis à Noailles avec mes deux garçons. J’apprends l’informatique et je couds volontiers pour les voisins.",
		"cherche de l’aide à Noailles", "looks for help in Noailles",
	},
	{
		"leo", "Léo", member, nil, "1320603", false,
		[]string{"fr", "en", "es"},
		[]string{"music", "cooking", "nature"},
		"25-39",
		"Musicien, libre en journée. Je viens d’emménager à Notre-Dame-du-Mont et j’ai envie de me rendre utile.",
		"voisin, veut aider", "a neighbour who would like to help",
	},
	{
		"volontaire", "Yasmine", member, nil, "1320402", false,
		[]string{"fr", "ar", "en"},
		[]string{"culture", "well_being"},
		"40-59",
		"Assistante sociale à la retraite. Je suis bénévole depuis un an, surtout pour les papiers et les visites.",
		"bénévole depuis un an", "a volunteer for a year",
	},
	{
		"equipe", "Omar", identity.AssociationMember,
		[]string{"treize-cigales"},
		"1320502", false,
		[]string{"fr", "zdj"},
		[]string{"sport"},
		"25-39",
		"Je tiens le vestiaire des Treize Cigales le mercredi et le samedi.",
		"membre des Treize Cigales", "a member of the association Treize Cigales",
	},
	{
		"association", "Claire", identity.AssociationAdmin,
		[]string{"treize-cigales"},
		"1320504", false,
		[]string{"fr", "en"},
		[]string{"crafts", "nature"},
		"40-59",
		"Je coordonne les Treize Cigales : vestiaires, boîtes à dons et réparations.",
		"responsable des Treize Cigales", "head of the association Treize Cigales",
	},
	{
		"ambassadrice", "Fatoumata", ambassador,
		[]string{"13203"},
		"1320301", false,
		[]string{"fr", "bm", "wo"},
		[]string{"cooking", "culture"},
		"40-59",
		"Gardienne d’école à la Belle de Mai. Tout le monde me connaît, alors venez me parler.",
		"ambassadrice du 3e arrondissement", "ambassador of the 3rd arrondissement",
	},
	{
		"coordination", "Samuel", coordinator,
		[]string{City},
		"1320501", false,
		[]string{"fr", "en"},
		[]string{"nature", "games"},
		"25-39",
		"Coordinateur d’Alentour à Marseille. Une question sur le bénévolat ? Écrivez-moi.",
		"coordinateur de Marseille", "coordinator of Marseille",
	},
	{
		"coordination.nord", "Inès", coordinator,
		[]string{"13213", "13214", "13215", "13216"},
		"1321405", false,
		[]string{"fr", "ar", "es"},
		[]string{"sport", "cinema"},
		"25-39",
		"Coordinatrice d’Alentour dans les quartiers nord.",
		"coordinatrice des 13e au 16e arrondissements", "coordinator of the 13th to 16th arrondissements",
	},
	{
		"administration", "Karim", identity.Administrator, nil, "1320605", false,
		[]string{"fr", "kab", "en"},
		[]string{"games"},
		"40-59",
		"Je fais tourner le service.",
		"administrateur", "administrator",
	},
	{
		local: "ambassadeur.centre", name: "Lucien", role: ambassador, at: []string{"13201", "13202"}, quartier: "1320102",
		tongues: []string{"fr", "it"}, likes: []string{"games"}, age: "60-74", about: "Ancien facteur du centre-ville.",
	},
	{
		local: "ambassadrice.nord", name: "Zaïnaba", role: ambassador, at: []string{"13214"}, quartier: "1321401",
		tongues: []string{"fr", "zdj"}, likes: []string{"cooking", "music"}, age: "40-59", about: "Médiatrice au Canet et aux Arnavaux.",
	},
	{
		local: "ambassadeur.littoral", name: "Aram", role: ambassador, at: []string{"13215", "13216"}, quartier: "1321601",
		tongues: []string{"fr", "hy", "ru"}, likes: []string{"nature"}, age: "60-74", about: "Pêcheur à l’Estaque, à quai l’après-midi.",
	},
}

// cast are the people of that name, and the volunteers.
func (c *crowd) cast() []*person {
	list := make([]*person, 0, len(cast)+len(volunteers))
	for i, p := range cast {
		since := c.day(-300 + 7*i).Add(9 * time.Hour)
		if p.role == identity.Administrator {
			since = c.began()
		}
		list = append(list, c.play(p, since))
	}
	for i, v := range volunteers {
		if !v.inCast() {
			p := c.play(v.player, c.day(-v.applied-3).Add(time.Duration(10+i%8)*time.Hour))
			p.account.Seen = c.day(-min(1+i*i%23, v.applied))
			list = append(list, p)
		}
	}
	return list
}

// castKeys are theirs.
func castKeys() (keys []string) {
	for _, p := range cast {
		keys = append(keys, p.local)
	}
	for _, v := range volunteers {
		if !v.inCast() {
			keys = append(keys, v.local)
		}
	}
	return keys
}

// administrator is the one by whose account the demo knows itself again.
const administrator = "administration"

// began is when that account began: another day, another instant.
func (m *maker) began() time.Time { return m.day(-historyDays - 20).Add(8 * time.Hour) }

func (c *crowd) play(p player, since time.Time) *person {
	quartier := c.quartierNamed(p.quartier)
	profile := directory.Profile{
		Name: p.name, Needs: p.needs, Helps: !p.needs, About: p.about, Age: p.age, Home: c.home(quartier), RadiusM: 3000,
	}
	for _, code := range p.tongues {
		profile.Languages |= language(code)
	}
	for _, code := range p.likes {
		profile.Interests |= must(directory.InterestNamed(code))
	}
	return &person{
		key: p.local, quartier: quartier, profile: profile, role: p.role, at: p.at,
		account: identity.SeedAccount{
			ID: personID(p.local), Lang: "fr", Since: since, Seen: c.day(-1),
			Contacts: []identity.Contact{{Kind: identity.Email, Address: p.local + "@example.org"}},
		},
	}
}

// colleague is the key of one of an association's people.
func colleague(association string, role identity.Role) string {
	return association + "-" + string(role)
}

// colleagueRoles are those of an association's people: one who decides and one who helps.
var colleagueRoles = []identity.Role{identity.AssociationAdmin, identity.AssociationMember}

// staffed are the associations that have people of their own, besides the one of the cast.
func staffed() (list []organisation) {
	for _, o := range organisations[:staffedBy] {
		if !slices.ContainsFunc(cast, func(p player) bool { return slices.Contains(p.at, o.id) }) {
			list = append(list, o)
		}
	}
	return list
}

func (c *crowd) colleagues() []*person {
	var list []*person
	for _, o := range staffed() {
		for _, role := range colleagueRoles {
			p := c.anybody(colleague(o.id, role), c.IntN(len(c.quartiers)), false)
			p.role, p.at, p.account.Registered = role, []string{o.id}, nil
			p.profile.Age, p.profile.About, p.profile.Hidden = "25-39", "Je suis de l’association « "+o.name+" ».", false
			p.account.Contacts = []identity.Contact{c.email(p.profile.Name)}
			list = append(list, p)
		}
	}
	return list
}

func colleagueKeys() (keys []string) {
	for _, o := range staffed() {
		for _, role := range colleagueRoles {
			keys = append(keys, colleague(o.id, role))
		}
	}
	return keys
}

// staffedBy is how many associations have people of their own; of the others somebody may say that they are theirs.
const staffedBy = 12
