package community

import (
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// Template is an event that many hold, to begin from.
type Template struct {
	Code     string
	Title    directory.Term
	Words    directory.Term // what it is, in a sentence
	Bring    directory.Term
	Interest string
	Length   time.Duration
	Rule     string // empty = once
	Capacity int
	Relays   bool // for those who hold events for a place or a district: the staff and associations
}

var templates = []Template{
	{
		Code: "games", Interest: "games", Length: 3 * time.Hour, Rule: "FREQ=MONTHLY;BYDAY=1FR", Capacity: 12,
		Title: directory.Term{FR: "Soirée jeux", EN: "Game night"},
		Words: directory.Term{FR: "On joue ensemble. Tout le monde peut venir, même sans connaître les règles.", EN: "We play together. Everybody can come, even without knowing the rules."},
		Bring: directory.Term{FR: "un jeu, si vous en avez un", EN: "a game, if you have one"},
	},
	{
		Code: "meal", Interest: "cooking", Length: 2 * time.Hour, Capacity: 15,
		Title: directory.Term{FR: "Repas partagé", EN: "Shared meal"},
		Words: directory.Term{FR: "Chacun apporte quelque chose, et on mange ensemble.", EN: "Everybody brings something, and we eat together."},
		Bring: directory.Term{FR: "un plat à partager", EN: "a dish to share"},
	},
	{
		Code: "walk", Interest: "nature", Length: 3 * time.Hour, Capacity: 15,
		Title: directory.Term{FR: "Balade", EN: "A walk"},
		Words: directory.Term{FR: "On marche tranquillement et on discute.", EN: "We walk at an easy pace and talk."},
		Bring: directory.Term{FR: "de l’eau et de bonnes chaussures", EN: "water and good shoes"},
	},
	{
		Code: "sport", Interest: "sport", Length: 90 * time.Minute, Rule: "FREQ=WEEKLY", Capacity: 15,
		Title: directory.Term{FR: "Foot entre voisins", EN: "Football among neighbours"},
		Words: directory.Term{FR: "Une partie sans enjeu. Tous les niveaux.", EN: "A friendly game. All levels."},
		Bring: directory.Term{FR: "des baskets et de l’eau", EN: "trainers and water"},
	},
	{
		Code: "conversation", Interest: "culture", Length: 90 * time.Minute, Rule: "FREQ=WEEKLY", Capacity: 12,
		Title: directory.Term{FR: "Parler français ensemble", EN: "Speak French together"},
		Words: directory.Term{FR: "On discute simplement, sans cours ni livre.", EN: "We simply talk, without lessons or books."},
	},
	{
		Code: "film", Interest: "cinema", Length: 3 * time.Hour, Capacity: 30, Relays: true,
		Title: directory.Term{FR: "Ciné-débat", EN: "Film and discussion"},
		Words: directory.Term{FR: "Un film, puis on en parle.", EN: "A film, then we talk about it."},
	},
	{
		Code: "round", Length: 2 * time.Hour, Rule: "FREQ=MONTHLY;BYDAY=1TH,3TH", Relays: true,
		Title: directory.Term{FR: "Rencontre nomade", EN: "Outdoor meeting"},
		Words: directory.Term{FR: "Un café, des jeux, des informations : venez comme vous êtes.", EN: "Coffee, games, information: come as you are."},
	},
	{
		Code: "help-desk", Length: 2 * time.Hour, Rule: "FREQ=WEEKLY", Capacity: 8, Relays: true,
		Title: directory.Term{FR: "Aide aux démarches", EN: "Help with forms"},
		Words: directory.Term{FR: "Un bénévole vous aide à lire un courrier ou à remplir un formulaire.", EN: "A volunteer helps you to read a letter or fill in a form."},
		Bring: directory.Term{FR: "vos papiers", EN: "your papers"},
	},
}

// Templates are what the viewer may begin from, in the order of forms: relays, who hold events for others, have more.
func (r *Room) Templates(v *identity.Viewer) (list []Template, err error) {
	if err := v.Must(identity.HoldEvents, v.Own()); err != nil {
		return nil, err
	}
	for _, t := range templates {
		if !t.Relays || v.Acting != 0 || v.Could(identity.SteerEvents) {
			list = append(list, t)
		}
	}
	return list, nil
}
