package directory

import (
	"fmt"
	"math/bits"
	"strings"
)

// KindSet is a bit set over Kinds. Rows are only ever appended; the database and JSON hold the codes.
type KindSet uint64

// KindFamily is one of the groups of kinds of help, as a form shows them.
type KindFamily struct {
	Term
	Icon string // pictogram of the family
}

// Kind is one thing that a neighbour can do for another: what a volunteer offers, and what is asked for.
type Kind struct {
	Term
	Family string // KindFamily.Code
	Icon   string // "maki:clothing-store", "temaki:portrait"
	// Sensitive kinds say something about the health, the papers or the troubles of who asks: they stand in no public count
	// (P5) and in no URL beside a person or a position (P8).
	Sensitive bool
}

// KindFamilies in the order of forms.
var KindFamilies = []KindFamily{
	{Term{"food", "Nourriture", "Food"}, "maki:restaurant"},
	{Term{"clothing", "Vêtements", "Clothing"}, "maki:clothing-store"},
	{Term{"equipment", "Équipement", "Equipment"}, "temaki:electronic"},
	{Term{"home_moving", "Meubles, déménagement", "Furniture, moving"}, "maki:furniture"},
	{Term{"repair", "Réparation", "Repair"}, "temaki:tools"},
	{Term{"hygiene", "Hygiène", "Hygiene"}, "temaki:shower"},
	{Term{"housing", "Logement", "Housing"}, "maki:home"},
	{Term{"health", "Santé", "Health"}, "maki:doctor"},
	{Term{"administrative", "Papiers et droits", "Papers and rights"}, "temaki:stamp"},
	{Term{"language", "Langues", "Languages"}, "temaki:book_store"},
	{Term{"digital", "Numérique", "Computers, internet"}, "temaki:app_terminal"},
	{Term{"work", "Travail, CV", "Work, CV"}, "temaki:briefcase"},
	{Term{"creative", "Photo, création", "Photo, creation"}, "temaki:portrait_framed"},
	{Term{"transport", "Transport", "Transport"}, "maki:car"},
	{Term{"company", "Compagnie", "Company"}, "temaki:coffee"},
	{Term{"leisure", "Sport, culture", "Sport, culture"}, "maki:pitch"},
	{Term{"events", "Coup de main aux événements", "Help at events"}, "temaki:balloon"},
	{Term{"outreach", "Maraudes", "Outreach rounds"}, "temaki:pedestrian"},
}

// Kinds is the one table of kinds of help.
var Kinds = []Kind{
	{Term: Term{"groceries", "Faire les courses", "Do the shopping"}, Family: "food", Icon: "maki:grocery"},
	{Term: Term{"cooking", "Cuisiner", "Cook a meal"}, Family: "food", Icon: "temaki:chefs_knife"},
	{Term: Term{"food_delivery", "Porter un repas ou un colis", "Bring a meal or a parcel"}, Family: "food", Icon: "temaki:food"},
	{Term: Term{"clothes", "Vêtements, chaussures", "Clothes, shoes"}, Family: "clothing", Icon: "temaki:clothes_hanger"},
	{Term: Term{"sewing", "Couture", "Sewing"}, Family: "clothing", Icon: "temaki:needle_and_spool"},
	{Term: Term{"appliances", "Appareils de la maison", "Household appliances"}, Family: "equipment", Icon: "temaki:kitchen_sink"},
	{Term: Term{"baby_things", "Affaires de bébé", "Things for a baby"}, Family: "equipment", Icon: "temaki:playhouse"},
	{Term: Term{"school_things", "Affaires d’école", "Things for school"}, Family: "equipment", Icon: "temaki:school"},
	{Term: Term{"furniture", "Meubles", "Furniture"}, Family: "home_moving", Icon: "maki:furniture"},
	{Term: Term{"moving", "Aider à déménager", "Help with moving"}, Family: "home_moving", Icon: "temaki:truck"},
	{Term: Term{"small_repairs", "Petits travaux", "Small repairs"}, Family: "repair", Icon: "maki:hardware"},
	{Term: Term{"bicycle_repair", "Réparer un vélo", "Repair a bicycle"}, Family: "repair", Icon: "temaki:bicycle_repair"},
	{Term: Term{"device_repair", "Réparer un appareil", "Repair a device"}, Family: "repair", Icon: "temaki:toolbox"},
	{Term: Term{"hygiene_kit", "Produits d’hygiène", "Hygiene products"}, Family: "hygiene", Icon: "temaki:detergent_bottle"},
	{Term: Term{"haircut", "Coiffure", "Haircut"}, Family: "hygiene", Icon: "maki:hairdresser"},
	{Term: Term{"laundry", "Lessive", "Laundry"}, Family: "hygiene", Icon: "maki:laundry"},
	{Term: Term{"housing_search", "Chercher un logement", "Look for housing"}, Family: "housing", Icon: "temaki:real_estate_agency"},
	{Term: Term{"housing_file", "Dossier de logement", "Housing application"}, Family: "housing", Icon: "temaki:row_houses"},
	{Term: Term{"health_escort", "Accompagner à un rendez-vous médical", "Go along to a medical appointment"}, Family: "health", Icon: "maki:doctor", Sensitive: true},
	{Term: Term{"care_access", "Ouvrir ses droits aux soins", "Get access to care"}, Family: "health", Icon: "maki:pharmacy", Sensitive: true},
	{Term: Term{"hard_times", "Écoute dans un moment difficile", "Someone to talk to in hard times"}, Family: "health", Icon: "temaki:ear", Sensitive: true},
	{Term: Term{"letters", "Lire et écrire un courrier", "Read and write letters"}, Family: "administrative", Icon: "maki:post"},
	{Term: Term{"forms", "Remplir un formulaire", "Fill in a form"}, Family: "administrative", Icon: "temaki:stamp"},
	{Term: Term{"benefits", "Demander une aide sociale", "Ask for benefits"}, Family: "administrative", Icon: "temaki:money_hand", Sensitive: true},
	{Term: Term{"residence_papers", "Titre de séjour, asile", "Residence permit, asylum"}, Family: "administrative", Icon: "maki:globe", Sensitive: true},
	{Term: Term{"debts", "Budget, dettes", "Money, debts"}, Family: "administrative", Icon: "maki:bank", Sensitive: true},
	{Term: Term{"language_lessons", "Cours de langue", "Language lessons"}, Family: "language", Icon: "temaki:book_store"},
	{Term: Term{"conversation", "Parler français ensemble", "Speak French together"}, Family: "language", Icon: "temaki:speaker"},
	{Term: Term{"literacy", "Apprendre à lire et écrire", "Learn to read and write"}, Family: "language", Icon: "maki:library"},
	{Term: Term{"interpreting", "Traduire", "Interpret, translate"}, Family: "language", Icon: "temaki:info_board"},
	{Term: Term{"homework", "Aide aux devoirs", "Help with homework"}, Family: "language", Icon: "maki:school"},
	{Term: Term{"computer_lessons", "Cours d’ordinateur", "Computer lessons"}, Family: "digital", Icon: "temaki:app_terminal"},
	{Term: Term{"phone_help", "Utiliser un téléphone", "Use a phone"}, Family: "digital", Icon: "maki:mobile-phone"},
	{Term: Term{"online_forms", "Démarches en ligne", "Online forms"}, Family: "digital", Icon: "temaki:electronic"},
	{Term: Term{"cv", "CV et lettre", "CV and cover letter"}, Family: "work", Icon: "temaki:briefcase"},
	{Term: Term{"job_search", "Chercher un emploi", "Look for a job"}, Family: "work", Icon: "temaki:binoculars"},
	{Term: Term{"interview", "Préparer un entretien", "Prepare for an interview"}, Family: "work", Icon: "temaki:briefcase_info"},
	{Term: Term{"mentoring", "Parrainage", "Mentoring"}, Family: "work", Icon: "temaki:hand"},
	{Term: Term{"portrait", "Photo portrait", "Portrait photo"}, Family: "creative", Icon: "temaki:portrait"},
	{Term: Term{"creative_workshop", "Atelier créatif", "Creative workshop"}, Family: "creative", Icon: "maki:paint"},
	{Term: Term{"poster", "Affiche, site internet", "Poster, website"}, Family: "creative", Icon: "temaki:poster_box"},
	{Term: Term{"lift", "Conduire quelqu’un", "Give a lift"}, Family: "transport", Icon: "maki:car"},
	{Term: Term{"escort", "Accompagner à pied ou en bus", "Go along on foot or by bus"}, Family: "transport", Icon: "maki:bus"},
	{Term: Term{"carrying", "Transporter des objets", "Carry things"}, Family: "transport", Icon: "temaki:handbag"},
	{Term: Term{"visit", "Rendre visite", "Visit"}, Family: "company", Icon: "temaki:coffee"},
	{Term: Term{"call", "Appeler régulièrement", "Call regularly"}, Family: "company", Icon: "maki:telephone"},
	{Term: Term{"walk", "Se promener ensemble", "Go for a walk together"}, Family: "company", Icon: "maki:park"},
	{Term: Term{"pets", "Garder un animal", "Mind a pet"}, Family: "company", Icon: "maki:dog-park"},
	{Term: Term{"sport", "Sport", "Sport"}, Family: "leisure", Icon: "maki:pitch"},
	{Term: Term{"outing", "Sortie culturelle", "Outing to a show or museum"}, Family: "leisure", Icon: "maki:theatre"},
	{Term: Term{"music", "Musique", "Music"}, Family: "leisure", Icon: "maki:music"},
	{Term: Term{"games", "Jeux", "Games"}, Family: "leisure", Icon: "temaki:dice"},
	{Term: Term{"event_setup", "Installer et ranger", "Set up and tidy"}, Family: "events", Icon: "temaki:bench"},
	{Term: Term{"event_welcome", "Accueillir", "Welcome people"}, Family: "events", Icon: "temaki:hand"},
	{Term: Term{"outreach_round", "Maraude", "Outreach round"}, Family: "outreach", Icon: "temaki:hot_drink_cup"},
	{Term: Term{"other", "Autre coup de main", "Other help"}, Family: "events", Icon: "temaki:heart"},
}

// KindNamed gives the set of a kind, or of all kinds of a family.
func KindNamed(code string) (KindSet, error) {
	var set KindSet
	for i, k := range Kinds {
		if k.Code == code || k.Family == code {
			set |= 1 << i
		}
	}
	if set == 0 {
		return 0, fmt.Errorf("kind: %q is not known", code)
	}
	return set, nil
}

// KindsNamed gives the set of several kinds; an [*Invalid] names the one that is not known. Families are no kinds here.
func KindsNamed(codes []string) (KindSet, error) {
	var set KindSet
	for _, code := range codes {
		one, known := kindBits[code]
		if !known {
			return 0, invalid("kinds", "%.40q is not known", code)
		}
		set |= KindSet(one)
	}
	return set, nil
}

// All yields the kinds of the set in the order of the table.
func (s KindSet) All(yield func(Kind) bool) {
	for ; s != 0; s &= s - 1 {
		if i := bits.TrailingZeros64(uint64(s)); i >= len(Kinds) || !yield(Kinds[i]) {
			return
		}
	}
}

// Codes lists the set as the database and JSON hold it, in the order of the table.
func (s KindSet) Codes() []string {
	codes := make([]string, 0, bits.OnesCount64(uint64(s)))
	for k := range s.All {
		codes = append(codes, k.Code)
	}
	return codes
}

func (s KindSet) String() string { return strings.Join(s.Codes(), ",") }

// Sensitive says whether any kind of the set is.
func (s KindSet) Sensitive() bool {
	for k := range s.All {
		if k.Sensitive {
			return true
		}
	}
	return false
}

// kindsAtRest reads codes of the database; one that the table no longer has is left out.
func kindsAtRest(codes []string) (set KindSet) {
	for _, code := range codes {
		set |= KindSet(kindBits[code])
	}
	return set
}

// kindBits says which bit stands for a code.
var kindBits = indexKinds()

func indexKinds() bitOf {
	bits := make(bitOf, len(Kinds))
	for i, k := range Kinds {
		bits[k.Code] = 1 << i
	}
	return bits
}
