package marseille

import (
	"fmt"

	"github.com/alentour/alentour/directory"
)

// round is something that comes to people: a van, a walk. Its halts stand in quartiers, in order.
type round struct {
	id, name, about, category string
	also, public, runBy       string
	ways                      []string
	halts                     []halt
}

type halt struct{ quartier, name, hours string }

var rounds = []round{
	{
		"round-soup", "La Maraude du Grand-Duc", "Soupe, café et duvets, en marchant. On s’arrête aussi entre les haltes.", "meal", "clothing",
		"homeless", "grand-duc",
		[]string{"unconditional", "free"},
		[]halt{
			{"1320101", "Devant la gare, côté platanes", "Mo-Fr 20:00-20:45"},
			{"1320103", "Place du marché", "Mo-Fr 21:00-21:30"},
			{"1320203", "Sous les arcades", "Mo-Fr 21:45-22:15"},
			{"1320204", "Près du bassin", "Mo-Fr 22:30-23:15"},
		},
	},
	{
		"round-shower", "Le Camion-douche La Vague", "Deux cabines de douche chaude, serviette et savon prêtés.", "shower", "hygiene_products",
		"everyone", "vague",
		[]string{"unconditional", "free"},
		[]halt{
			{"1320301", "Esplanade du jardin", "Mo 09:00-12:00"},
			{"1320303", "Parking du gymnase", "Tu 09:00-12:00"},
			{"1321503", "Place de l’église", "We 09:00-12:00"},
			{"1321405", "Devant le stade", "Th 09:00-12:00"},
			{"1321001", "Sous le pont", "Fr 09:00-12:00"},
		},
	},
	{
		"round-health", "Le Bus santé Le Goémon", "Infirmière, dépistages, pansements. Un médecin le mercredi.", "clinic", "",
		"everyone", "goemon",
		[]string{"unconditional", "free"},
		[]halt{
			{"1321401", "Carrefour du marché", "Mo 14:00-17:00"},
			{"1321507", "Parking du collège", "We 14:00-17:00"},
			{"1321604", "Place du port", "Th 14:00-17:00"},
			{"1321308", "Terminus du métro", "Fr 14:00-17:00"},
		},
	},
	{
		"round-rights", "Le Bus des droits L’Éclaireur", "Courriers, dossiers, rendez-vous en ligne : un agent et un ordinateur.", "public_services", "digital_help",
		"everyone", "eclaireur",
		[]string{"free", "wheelchair"},
		[]halt{
			{"1321511", "Devant la médiathèque", "Tu 09:30-12:00"},
			{"1321501", "Place des écoles", "Tu 14:00-16:30"},
			{"1321110", "Centre commercial", "Th 09:30-12:00"},
			{"1321105", "Devant la poste", "Th[1],Th[3] 14:00-16:30"},
		},
	},
	{
		"round-books", "Le Bibliobus La Virgule", "Livres à emprunter, contes pour les enfants.", "reading", "activities",
		"families", "virgule",
		[]string{"free"},
		[]halt{
			{"1321303", "Pied de la tour", "We 10:00-11:30; SH off"},
			{"1321403", "Square", "We 14:00-15:30; SH off"},
			{"1321510", "Place haute", "Sa 10:00-12:00"},
		},
	},
	{
		"round-food", "Le Camion-cuisine La Louche", "Repas chauds à emporter, préparés par les habitants.", "meal", "food_parcel",
		"everyone", "louche",
		[]string{"unconditional", "free"},
		[]halt{
			{"1320302", "Devant la halle", "Tu,Fr 12:00-13:00"},
			{"1320304", "Rond-point", "Tu,Fr 13:30-14:15"},
			{"1320905", "Place du terminus", "Sa 12:00-13:30"},
		},
	},
	{
		"round-vet", "La Consultation mobile Quatre-Pattes", "Vaccins et soins de base pour les chiens et les chats. Appeler pour savoir où nous sommes.", "animals", "",
		"homeless", "quatre-pattes",
		[]string{"free", "animals"},
		nil,
	},
}

// rounds makes the itinerant places: those with halts stand on the map there, the others are listed with their telephone.
func (m *maker) rounds() ([]directory.SeedPlace, error) {
	at := map[string]int{}
	for i, q := range m.quartiers {
		at[q.code] = i
	}
	var list []directory.SeedPlace
	for _, r := range rounds {
		p := directory.SeedPlace{In: City, RunBy: r.runBy, Place: directory.Place{
			SourceID: r.id, Name: r.name, Description: r.about, Categories: category(r.category),
			Audiences: audience(r.public), Modalities: modalities(r.ways), Languages: m.languages(),
			Contact: m.contact(r.name), Itinerant: true, FirstSeen: m.day(-400), Confirmed: m.day(-m.IntN(90)),
		}}
		if r.also != "" {
			p.Categories |= category(r.also)
		}
		for _, h := range r.halts {
			quartier, ok := at[h.quartier]
			if !ok {
				return nil, fmt.Errorf("%s: quartier %s is not known", r.id, h.quartier)
			}
			p.Stops = append(p.Stops, directory.Stop{Name: h.name, Point: m.point(quartier), Hours: h.hours})
		}
		list = append(list, p)
	}
	return list, nil
}

// refuge is the confidential place: no position, in no form (P4).
func (m *maker) refuge() directory.SeedPlace {
	return directory.SeedPlace{In: City, Place: directory.Place{
		SourceID: "refuge-1", Name: "Le Refuge de l’Hirondelle-Bleue", Categories: category("refuge"),
		Audiences: audience("violence_victims") | audience("women"), Modalities: modalities([]string{"referral", "free"}),
		Languages: m.languages(), Hours: "24/7", Contact: directory.Contact{Phone: "+33 4 65 71 39 19"},
		Confidential: true, FirstSeen: m.day(-400), Confirmed: m.day(-12),
	}}
}
