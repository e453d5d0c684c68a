package marseille

import "github.com/alentour/alentour/directory"

// organisation runs places, or serves districts without premises of its own.
type organisation struct {
	id, name, about string
	serves          []string // codes; those that only go where people are
}

var organisations = []organisation{
	{"grand-duc", "Les Marcheurs du Grand-Duc", "Maraudes à pied, tous les soirs de semaine.", []string{"13201", "13202", "13203"}},
	{"vague", "Collectif La Vague", "De l’eau chaude pour tous, où qu’on soit.", []string{"13203", "13210", "13214", "13215"}},
	{"louche", "Les Cuisines de la Louche", "Cuisiner avec ce qui reste, partager avec qui vient.", nil},
	{"virgule", "La Virgule", "Livres et contes dans les cités du nord.", []string{"13213", "13214", "13215", "13216"}},
	{"eclaireur", "L’Éclaireur", "Accès aux droits, porte après porte.", []string{"13211", "13212", "13215"}},
	{"goemon", "Santé Goémon", "Soins et prévention sans rendez-vous.", nil},
	{"restanque", "La Restanque", "Jardins, ateliers et repas de quartier.", nil},
	{"treize-cigales", "Les Treize Cigales", "Vestiaires, boîtes à dons et réparations.", nil},
	{"clef-de-sol", "La Clef de Sol", "Logement et accompagnement.", nil},
	{"passeurs", "Les Passeurs de mots", "Cours de français et interprètes bénévoles.", []string{"13201", "13203", "13214"}},
	{"fil-bleu", "Le Fil Bleu", "Visites et appels aux personnes âgées isolées.", []string{"13055"}},
	{"quatre-pattes", "Quatre-Pattes Solidaires", "Pour que personne n’ait à choisir entre un toit et son animal.", []string{"13055"}},
	{"roue-libre", "Roue Libre et Compagnie", "Vélos réparés, prêtés, donnés.", nil},
	{"veilleurs", "Les Veilleurs de l’Aube", "Accueils de jour et de nuit.", nil},
	{"table-longue", "La Table Longue", "Colis, épiceries et cantines solidaires.", nil},
}

func (m *maker) organisations() []directory.SeedOrganisation {
	var list []directory.SeedOrganisation
	for _, o := range organisations {
		list = append(list, directory.SeedOrganisation{
			Serves: o.serves,
			Organisation: directory.Organisation{
				SourceID: o.id, Name: o.name, Description: o.about, Contact: m.contact(o.name),
			},
		})
	}
	return list
}
