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
	Icon   string // "maki:clothing-store", "temaki:portrait"
	Family string // KindFamily.Code
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
	{Term: Term{"groceries", "Faire les courses", "Do the shopping"}, Icon: "maki:grocery", Family: "food"},
	{Term: Term{"cooking", "Cuisiner", "Cook a meal"}, Icon: "temaki:chefs_knife", Family: "food"},
	{Term: Term{"food_delivery", "Porter un repas ou un colis", "Bring a meal or a parcel"}, Icon: "temaki:food", Family: "food"},
	{Term: Term{"clothes", "Vêtements, chaussures", "Clothes, shoes"}, Icon: "temaki:clothes_hanger", Family: "clothing"},
	{Term: Term{"sewing", "Couture", "Sewing"}, Icon: "temaki:needle_and_spool", Family: "clothing"},
	{Term: Term{"appliances", "Appareils de la maison", "Household appliances"}, Icon: "temaki:kitchen_sink", Family: "equipment"},
	{Term: Term{"baby_things", "Affaires de bébé", "Things for a baby"}, Icon: "temaki:playhouse", Family: "equipment"},
	{Term: Term{"school_things", "Affaires d’école", "Things for school"}, Icon: "temaki:school", Family: "equipment"},
	{Term: Term{"furniture", "Meubles", "Furniture"}, Icon: "maki:furniture", Family: "home_moving"},
	{Term: Term{"moving", "Aider à déménager", "Help with moving"}, Icon: "temaki:truck", Family: "home_moving"},
	{Term: Term{"small_repairs", "Petits travaux", "Small repairs"}, Icon: "maki:hardware", Family: "repair"},
	{Term: Term{"bicycle_repair", "Réparer un vélo", "Repair a bicycle"}, Icon: "temaki:bicycle_repair", Family: "repair"},
	{Term: Term{"device_repair", "Réparer un appareil", "Repair a device"}, Icon: "temaki:toolbox", Family: "repair"},
	{Term: Term{"hygiene_kit", "Produits d’hygiène", "Hygiene products"}, Icon: "temaki:detergent_bottle", Family: "hygiene"},
	{Term: Term{"haircut", "Coiffure", "Haircut"}, Icon: "maki:hairdresser", Family: "hygiene"},
	{Term: Term{"laundry", "Lessive", "Laundry"}, Icon: "maki:laundry", Family: "hygiene"},
	{Term: Term{"housing_search", "Chercher un logement", "Look for housing"}, Icon: "temaki:real_estate_agency", Family: "housing"},
	{Term: Term{"housing_file", "Dossier de logement", "Housing application"}, Icon: "temaki:row_houses", Family: "housing"},
	{Term: Term{"health_escort", "Accompagner à un rendez-vous médical", "Go along to a medical appointment"}, Icon: "maki:doctor", Family: "health", Sensitive: true},
	{Term: Term{"care_access", "Ouvrir ses droits aux soins", "Get access to care"}, Icon: "maki:pharmacy", Family: "health", Sensitive: true},
	{Term: Term{"hard_times", "Écoute dans un moment difficile", "Someone to talk to in hard times"}, Icon: "temaki:ear", Family: "health", Sensitive: true},
	{Term: Term{"letters", "Lire et écrire un courrier", "Read and write letters"}, Icon: "maki:post", Family: "administrative"},
	{Term: Term{"forms", "Remplir un formulaire", "Fill in a form"}, Icon: "temaki:stamp", Family: "administrative"},
	{Term: Term{"benefits", "Demander une aide sociale", "Ask for benefits"}, Icon: "temaki:money_hand", Family: "administrative", Sensitive: true},
	{Term: Term{"residence_papers", "Titre de séjour, asile", "Residence permit, asylum"}, Icon: "maki:globe", Family: "administrative", Sensitive: true},
	{Term: Term{"debts", "Budget, dettes", "Money, debts"}, Icon: "maki:bank", Family: "administrative", Sensitive: true},
	{Term: Term{"language_lessons", "Cours de langue", "Language lessons"}, Icon: "temaki:book_store", Family: "language"},
	{Term: Term{"conversation", "Parler français ensemble", "Speak French together"}, Icon: "temaki:speaker", Family: "language"},
	{Term: Term{"literacy", "Apprendre à lire et écrire", "Learn to read and write"}, Icon: "maki:library", Family: "language"},
	{Term: Term{"interpreting", "Traduire", "Interpret, translate"}, Icon: "temaki:info_board", Family: "language"},
	{Term: Term{"homework", "Aide aux devoirs", "Help with homework"}, Icon: "maki:school", Family: "language"},
	{Term: Term{"computer_lessons", "Cours d’ordinateur", "Computer lessons"}, Icon: "temaki:app_terminal", Family: "digital"},
	{Term: Term{"phone_help", "Utiliser un téléphone", "Use a phone"}, Icon: "maki:mobile-phone", Family: "digital"},
	{Term: Term{"online_forms", "Démarches en ligne", "Online forms"}, Icon: "temaki:electronic", Family: "digital"},
	{Term: Term{"cv", "CV et lettre", "CV and cover letter"}, Icon: "temaki:briefcase", Family: "work"},
	{Term: Term{"job_search", "Chercher un emploi", "Look for a job"}, Icon: "temaki:binoculars", Family: "work"},
	{Term: Term{"interview", "Préparer un entretien", "Prepare for an interview"}, Icon: "temaki:briefcase_info", Family: "work"},
	{Term: Term{"mentoring", "Parrainage", "Mentoring"}, Icon: "temaki:hand", Family: "work"},
	{Term: Term{"portrait", "Photo portrait", "Portrait photo"}, Icon: "temaki:portrait", Family: "creative"},
	{Term: Term{"creative_workshop", "Atelier créatif", "Creative workshop"}, Icon: "maki:paint", Family: "creative"},
	{Term: Term{"poster", "Affiche, site internet", "Poster, website"}, Icon: "temaki:poster_box", Family: "creative"},
	{Term: Term{"lift", "Conduire quelqu’un", "Give a lift"}, Icon: "maki:car", Family: "transport"},
	{Term: Term{"escort", "Accompagner à pied ou en bus", "Go along on foot or by bus"}, Icon: "maki:bus", Family: "transport"},
	{Term: Term{"carrying", "Transporter des objets", "Carry things"}, Icon: "temaki:handbag", Family: "transport"},
	{Term: Term{"visit", "Rendre visite", "Visit"}, Icon: "temaki:coffee", Family: "company"},
	{Term: Term{"call", "Appeler régulièrement", "Call regularly"}, Icon: "maki:telephone", Family: "company"},
	{Term: Term{"walk", "Se promener ensemble", "Go for a walk together"}, Icon: "maki:park", Family: "company"},
	{Term: Term{"pets", "Garder un animal", "Mind a pet"}, Icon: "maki:dog-park", Family: "company"},
	{Term: Term{"sport", "Sport", "Sport"}, Icon: "maki:pitch", Family: "leisure"},
	{Term: Term{"outing", "Sortie culturelle", "Outing to a show or museum"}, Icon: "maki:theatre", Family: "leisure"},
	{Term: Term{"music", "Musique", "Music"}, Icon: "maki:music", Family: "leisure"},
	{Term: Term{"games", "Jeux", "Games"}, Icon: "temaki:dice", Family: "leisure"},
	{Term: Term{"event_setup", "Installer et ranger", "Set up and tidy"}, Icon: "temaki:bench", Family: "events"},
	{Term: Term{"event_welcome", "Accueillir", "Welcome people"}, Icon: "temaki:hand", Family: "events"},
	{Term: Term{"outreach_round", "Maraude", "Outreach round"}, Icon: "temaki:hot_drink_cup", Family: "outreach"},
	{Term: Term{"other", "Autre coup de main", "Other help"}, Icon: "temaki:heart", Family: "events"},
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
	t := make(bitOf, len(Kinds))
	for i, k := range Kinds {
		t[k.Code] = 1 << i
	}
	return t
}
