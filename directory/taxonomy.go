package directory

import (
	"fmt"
	"math/bits"
	"strings"
)

// A set of codes is a bit set over a table below: bit i stands for row i. Rows are only ever appended, since bits are
// kept in memory, never at rest: the database and JSON hold the codes.
type (
	CategorySet uint64 // over Categories
	AudienceSet uint64 // over Audiences
	ModalitySet uint64 // over Modalities
	LanguageSet uint64 // over Languages
)

// Term is a row of a table of codes, with its words for people.
type Term struct{ Code, FR, EN string }

// Family is one of the eight groups of categories; the first six are the buttons of the first screen.
type Family struct {
	Term
	Icon string // pictogram of the family
}

// Category is what a place helps with: a leaf of the taxonomy.
type Category struct {
	Term
	Family string // Family.Code
	Icon   string // "maki:toilet", "temaki:shower"
	// Sensitive categories are imported only by allow list (P4) and never stand in a URL beside a position (P8).
	Sensitive bool
	// OSM, DataInclusion and Soliguide are the words of the neighbours for the same thing.
	OSM           []string // "amenity=shower", "social_facility=shelter&social_facility:for=homeless"
	DataInclusion []string // thematiques, or types of structure
	Soliguide     []string // categories
}

// Families in the order of the first screen.
var Families = []Family{
	{Term{"eat", "Manger", "Eat"}, "maki:restaurant"},
	{Term{"sleep", "Dormir", "Sleep"}, "maki:lodging"},
	{Term{"wash", "Se laver", "Wash"}, "temaki:shower"},
	{Term{"health", "Se soigner", "Health"}, "maki:hospital"},
	{Term{"talk", "Parler, s’informer", "Talk"}, "maki:information"},
	{Term{"clothes", "S’habiller, s’équiper", "Clothes"}, "maki:clothing-store"},
	{Term{"work", "Travailler, apprendre", "Work, learn"}, "temaki:briefcase"},
	{Term{"together", "Vivre ensemble", "Together"}, "temaki:social_facility"},
}

// Categories is the one reviewed table of what places help with.
var Categories = []Category{
	{Term: Term{"meal", "Repas", "Meals"}, Family: "eat", Icon: "maki:restaurant", OSM: []string{"social_facility=soup_kitchen", "social_facility=dairy_kitchen"}, DataInclusion: []string{"equipement-et-alimentation--alimentation"}, Soliguide: []string{"food_distribution"}},
	{Term: Term{"food_parcel", "Colis alimentaire", "Food parcels"}, Family: "eat", Icon: "temaki:food", OSM: []string{"social_facility=food_bank"}, Soliguide: []string{"food_packages", "food_voucher"}},
	{Term: Term{"solidarity_grocery", "Épicerie solidaire", "Solidarity grocery"}, Family: "eat", Icon: "maki:grocery", OSM: []string{"shop=supermarket&charity=yes", "shop=convenience&charity=yes", "shop=grocery&charity=yes"}, Soliguide: []string{"social_grocery_stores"}},
	{Term: Term{"solidarity_restaurant", "Restaurant solidaire", "Solidarity restaurant"}, Family: "eat", Icon: "maki:restaurant-noodle", OSM: []string{"amenity=restaurant&charity=yes", "amenity=canteen&charity=yes"}, Soliguide: []string{"solidarity_restaurant"}},
	{Term: Term{"drinking_water", "Eau potable", "Drinking water"}, Family: "eat", Icon: "maki:drinking-water", OSM: []string{"amenity=drinking_water", "amenity=water_point", "man_made=water_tap&drinking_water=yes", "amenity=fountain&drinking_water=yes", "fountain=drinking_fountain"}, Soliguide: []string{"fountain"}},
	{Term: Term{"food_sharing", "Partage de nourriture", "Food sharing"}, Family: "eat", Icon: "temaki:sandwich", OSM: []string{"amenity=food_sharing"}, Soliguide: []string{"shared_kitchen"}},

	{Term: Term{"night_shelter", "Hébergement d’urgence", "Emergency shelter"}, Family: "sleep", Icon: "temaki:sleep_shelter", OSM: []string{"social_facility=shelter", "social_facility=homeless_shelter"}, DataInclusion: []string{"logement-hebergement--rechercher-une-solution-dhebergement-temporaire"}, Soliguide: []string{"emergency_accommodation", "overnight_stop"}},
	{Term: Term{"day_centre", "Accueil de jour", "Day centre"}, Family: "sleep", Icon: "maki:home", OSM: []string{"social_facility=day_centre", "social_facility=day_care&social_facility:for=homeless"}, Soliguide: []string{"day_hosting", "rest_area"}},
	{Term: Term{"supported_housing", "Logement accompagné", "Supported housing"}, Family: "sleep", Icon: "maki:building", OSM: []string{"social_facility=group_home", "social_facility=assisted_living"}, DataInclusion: []string{"logement-hebergement--louer-un-logement", "logement-hebergement--se-maintenir-dans-le-logement"}, Soliguide: []string{"long_term_accomodation", "citizen_housing"}},
	{Term: Term{"housing_help", "Aide au logement", "Housing help"}, Family: "sleep", Icon: "temaki:real_estate_agency", DataInclusion: []string{"logement-hebergement--sinformer-sur-les-demarches-liees-a-lacces-au-logement", "logement-hebergement--reduire-les-impayes-de-loyer", "logement-hebergement--changer-de-logement", "logement-hebergement--acheter-un-logement"}, Soliguide: []string{"access_to_housing"}},
	{Term: Term{"refuge", "Refuge (violences)", "Refuge from violence"}, Family: "sleep", Icon: "maki:shelter", Sensitive: true, OSM: []string{"social_facility=shelter&social_facility:for=abused", "social_facility=shelter&social_facility:for=victim", "social_facility=shelter&social_facility:for=women", "social_facility=shelter&social_facility:for=woman", "social_facility=group_home&social_facility:for=abused", "social_facility=group_home&social_facility:for=victim", "social_facility=assisted_living&social_facility:for=abused"}},
	{Term: Term{"cool_place", "Se rafraîchir", "Cool off"}, Family: "sleep", Icon: "temaki:snow", OSM: []string{"amenity=shelter&cooling=yes"}, Soliguide: []string{"refreshment"}},
	{Term: Term{"luggage", "Bagagerie", "Luggage storage"}, Family: "sleep", Icon: "maki:suitcase", OSM: []string{"amenity=luggage_locker", "amenity=left_luggage"}, Soliguide: []string{"luggage_storage"}},

	{Term: Term{"shower", "Douche", "Showers"}, Family: "wash", Icon: "temaki:shower", OSM: []string{"amenity=shower", "amenity=public_bath"}, Soliguide: []string{"shower"}},
	{Term: Term{"toilets", "Toilettes", "Toilets"}, Family: "wash", Icon: "maki:toilet", OSM: []string{"amenity=toilets"}, Soliguide: []string{"toilets"}},
	{Term: Term{"laundry", "Laverie", "Laundry"}, Family: "wash", Icon: "maki:laundry", OSM: []string{"shop=laundry", "social_facility=laundry"}, Soliguide: []string{"laundry"}},
	{Term: Term{"hygiene_products", "Produits d’hygiène", "Hygiene products"}, Family: "wash", Icon: "temaki:detergent_bottle", OSM: []string{"vending=feminine_hygiene", "dispensing=hygiene_products"}, Soliguide: []string{"hygiene_products", "face_masks"}},

	{Term: Term{"clinic", "Soins gratuits", "Free clinic"}, Family: "health", Icon: "maki:doctor", Sensitive: true, OSM: []string{"social_facility=healthcare", "social_facility=ambulatory_care", "amenity=clinic&charity=yes", "healthcare=clinic&charity=yes"}, DataInclusion: []string{"sante--acces-aux-soins"}, Soliguide: []string{"general_practitioner", "infirmary", "health_specialists"}},
	{Term: Term{"mental_health", "Santé mentale", "Mental health"}, Family: "health", Icon: "temaki:psychic", Sensitive: true, OSM: []string{"social_facility:for=mental_health", "healthcare=psychotherapist&charity=yes"}, DataInclusion: []string{"sante--sante-mentale"}, Soliguide: []string{"psychological_support", "psychiatry"}},
	{Term: Term{"addiction", "Addictions", "Addiction"}, Family: "health", Icon: "maki:pharmacy", Sensitive: true, OSM: []string{"social_facility:for=drug_addicted", "social_facility:for=alcoholic"}, DataInclusion: []string{"sante--addictions"}, Soliguide: []string{"addiction"}},
	{Term: Term{"sexual_health", "Santé sexuelle", "Sexual health"}, Family: "health", Icon: "maki:heart", Sensitive: true, OSM: []string{"healthcare:speciality=sexual_health", "healthcare=counselling&healthcare:counselling=sexual"}, DataInclusion: []string{"sante--sante-sexuelle"}, Soliguide: []string{"std_testing", "gynecology"}},
	{Term: Term{"mother_child", "Mère et enfant", "Mother and child"}, Family: "health", Icon: "maki:playground", Sensitive: true, OSM: []string{"healthcare=midwife&charity=yes"}, DataInclusion: []string{"famille--soutien-a-la-parentalite-et-a-leducation"}, Soliguide: []string{"child_care", "pregnancy_care"}},
	{Term: Term{"disability", "Handicap", "Disability"}, Family: "health", Icon: "maki:wheelchair", Sensitive: true, OSM: []string{"social_facility:for=disabled"}, DataInclusion: []string{"sante--constituer-un-dossier-mdph-invalidite"}, Soliguide: []string{"disability_advice"}},

	{Term: Term{"public_services", "Services publics", "Public services"}, Family: "talk", Icon: "maki:town-hall", OSM: []string{"office=government&government=social_services", "office=government&government=social_security", "office=government&government=register_office", "amenity=townhall"}, DataInclusion: []string{"difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives", "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-a-la-citoyennete", "souvrir-a-linternational--sorganiser-suite-a-son-retour-en-france"}, Soliguide: []string{"administrative_assistance"}},
	{Term: Term{"social_work", "Travail social", "Social work"}, Family: "talk", Icon: "temaki:hand", OSM: []string{"social_facility=outreach", "office=social_services", "office=government&government=social_welfare"}, DataInclusion: []string{"difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits", "difficultes-administratives-ou-juridiques--beneficier-dune-mesure-daccompagnement-adapte"}, Soliguide: []string{"social_accompaniment"}},
	{Term: Term{"listening", "Écoute", "Someone to talk to"}, Family: "talk", Icon: "temaki:ear", OSM: []string{"social_facility=counselling"}, DataInclusion: []string{"remobilisation--bien-etre-confiance-en-soi"}, Soliguide: []string{"wellness"}},
	{Term: Term{"legal_help", "Aide juridique", "Legal help"}, Family: "talk", Icon: "temaki:lawyer", OSM: []string{"office=legal&charity=yes", "social_facility=legal_aid"}, DataInclusion: []string{"difficultes-administratives-ou-juridiques--prendre-en-compte-une-problematique-judiciaire", "difficultes-administratives-ou-juridiques--connaitre-ses-droits-face-a-une-discrimination"}, Soliguide: []string{"legal_advice", "legal_protection"}},
	{Term: Term{"mailing_address", "Domiciliation", "Mailing address"}, Family: "talk", Icon: "maki:post", Soliguide: []string{"domiciliation"}},
	{Term: Term{"migrants", "Accueil des personnes exilées", "Help for newcomers"}, Family: "talk", Icon: "maki:globe", Sensitive: true, OSM: []string{"social_facility:for=migrant", "social_facility:for=refugee", "social_facility:for=refugees", "social_facility:for=asylum_seeker"}, Soliguide: []string{"french_administration", "asylum"}},
	{Term: Term{"violence_help", "Aide aux victimes", "Help for victims"}, Family: "talk", Icon: "maki:defibrillator", Sensitive: true, OSM: []string{"social_facility:for=victim", "social_facility:for=abused"}, DataInclusion: []string{"famille--surmonter-conflits-separation-violence"}, Soliguide: []string{"violence"}},
	{Term: Term{"budget", "Budget, dettes", "Money, debts"}, Family: "talk", Icon: "maki:bank", OSM: []string{"office=financial_advisor&charity=yes"}, DataInclusion: []string{"difficultes-financieres--situation-dendettement-surendettement", "difficultes-financieres--ameliorer-sa-gestion-budgetaire", "difficultes-financieres--acquerir-une-autonomie-budgetaire", "difficultes-financieres--mettre-en-place-une-mesure-de-protection-financiere", "difficultes-financieres--prevenir-une-degradation-de-la-situation-financiere"}, Soliguide: []string{"budget_advice"}},
	{Term: Term{"digital_help", "Internet, téléphone", "Internet, phone"}, Family: "talk", Icon: "maki:mobile-phone", OSM: []string{"amenity=internet_cafe&fee=no", "amenity=device_charging_station"}, DataInclusion: []string{"numerique--acceder-a-une-connexion-internet", "numerique--acceder-a-des-services-en-ligne", "numerique--maitriser-les-fondamentaux-du-numerique", "numerique--acquerir-un-equipement"}, Soliguide: []string{"computers_at_your_disposal", "wifi", "electrical_outlets_available", "digital_tools_training"}},

	{Term: Term{"clothing", "Vêtements", "Clothing"}, Family: "clothes", Icon: "maki:clothing-store", OSM: []string{"social_facility=clothing_bank", "shop=charity"}, DataInclusion: []string{"equipement-et-alimentation--habillement"}, Soliguide: []string{"clothing"}},
	{Term: Term{"equipment", "Meubles, équipement", "Furniture, equipment"}, Family: "clothes", Icon: "maki:furniture", OSM: []string{"shop=second_hand&charity=yes"}, DataInclusion: []string{"equipement-et-alimentation--electromenager"}, Soliguide: []string{"solidarity_store"}},
	{Term: Term{"giving_box", "Boîte à dons", "Giving box"}, Family: "clothes", Icon: "maki:gift", OSM: []string{"amenity=give_box"}, Soliguide: []string{"give_box"}},
	{Term: Term{"repair", "Réparer", "Repair"}, Family: "clothes", Icon: "maki:hardware", OSM: []string{"repair=assisted_self_service", "amenity=repair_cafe", "club=repair"}, Soliguide: []string{"repair"}},

	{Term: Term{"job_help", "Emploi", "Job help"}, Family: "work", Icon: "temaki:briefcase", OSM: []string{"office=employment_agency"}, DataInclusion: []string{"trouver-un-emploi--repondre-a-des-offres-demploi", "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi", "trouver-un-emploi--faire-des-candidatures-spontanees", "preparer-sa-candidature--realiser-un-cv-et-ou-une-lettre-de-motivation", "choisir-un-metier--confirmer-son-choix-de-metier", "choisir-un-metier--connaitre-les-opportunites-demploi", "choisir-un-metier--decouvrir-un-metier-ou-un-secteur-dactivite", "choisir-un-metier--identifier-ses-points-forts-et-ses-competences", "creer-une-entreprise--definir-son-projet-de-creation-dentreprise", "creer-une-entreprise--developper-son-entreprise", "creer-une-entreprise--structurer-son-projet-de-creation-dentreprise", "preparer-sa-candidature--developper-son-reseau", "preparer-sa-candidature--valoriser-ses-competences", "souvrir-a-linternational--connaitre-les-opportunites-demploi-a-letranger", "souvrir-a-linternational--sinformer-sur-les-aides-pour-travailler-a-letranger", "trouver-un-emploi--convaincre-un-recruteur-en-entretien", "trouver-un-emploi--maintien-dans-lemploi", "trouver-un-emploi--suivre-ses-candidatures-et-relancer-les-employeurs"}, Soliguide: []string{"job_coaching"}},
	{Term: Term{"training", "Formation", "Training"}, Family: "work", Icon: "maki:school", OSM: []string{"amenity=training&charity=yes", "social_facility=workshop"}, DataInclusion: []string{"se-former--trouver-sa-formation", "se-former--monter-son-dossier-de-formation"}, Soliguide: []string{"tutoring"}},
	{Term: Term{"french_lessons", "Apprendre le français", "French lessons"}, Family: "work", Icon: "temaki:book_store", OSM: []string{"amenity=language_school&charity=yes"}, DataInclusion: []string{"lecture-ecriture-calcul--maitriser-le-francais", "lecture-ecriture-calcul--maitriser-le-calcul"}, Soliguide: []string{"french_course"}},
	{Term: Term{"childcare", "Garde d’enfants", "Childcare"}, Family: "work", Icon: "temaki:playhouse", OSM: []string{"amenity=childcare"}, DataInclusion: []string{"famille--garde-denfants"}, Soliguide: []string{"childcare"}},
	{Term: Term{"mobility", "Se déplacer", "Getting around"}, Family: "work", Icon: "maki:bicycle", OSM: []string{"amenity=bicycle_repair_station", "service:bicycle:diy=yes"}, DataInclusion: []string{"mobilite--acceder-a-un-vehicule", "mobilite--etre-accompagne-dans-son-parcours-mobilite", "mobilite--financer-ma-mobilite", "mobilite--mobilite-douce-partagee-collective", "mobilite--entretenir-reparer-son-vehicule", "mobilite--preparer-un-permis"}, Soliguide: []string{"mobility_assistance", "carpooling", "provision_of_vehicles"}},

	{Term: Term{"community_centre", "Centre social", "Community centre"}, Family: "together", Icon: "temaki:social_facility", OSM: []string{"amenity=community_centre", "amenity=social_centre"}, DataInclusion: []string{"remobilisation--lien-social"}, Soliguide: []string{"community_gardens"}},
	{Term: Term{"activities", "Activités, sport", "Activities, sport"}, Family: "together", Icon: "maki:pitch", OSM: []string{"social_facility=activities", "community_centre=youth_centre"}, DataInclusion: []string{"remobilisation--activites-sportives-et-culturelles"}, Soliguide: []string{"sport_activities", "activities"}},
	{Term: Term{"reading", "Lire", "Reading"}, Family: "together", Icon: "maki:library", OSM: []string{"amenity=public_bookcase", "amenity=library"}, Soliguide: []string{"libraries"}},
	{Term: Term{"seniors", "Personnes âgées", "Older people"}, Family: "together", Icon: "temaki:bench", OSM: []string{"social_facility:for=senior", "social_facility=nursing_home"}, DataInclusion: []string{"famille--prise-en-charge-personne-dependante", "equipement-et-alimentation--aide-menagere", "famille--soutien-aidants"}, Soliguide: []string{"elderly"}},
	{Term: Term{"volunteering", "Bénévolat", "Volunteering"}, Family: "together", Icon: "temaki:heart", OSM: []string{"office=association", "office=charity", "office=ngo"}, DataInclusion: []string{"remobilisation--benevolat-action-citoyenne"}, Soliguide: []string{"volunteering"}},
	{Term: Term{"animals", "Avec un animal", "With a pet"}, Family: "together", Icon: "maki:dog-park", OSM: []string{"amenity=animal_shelter", "amenity=veterinary&charity=yes"}, Soliguide: []string{"animal_assitance"}},
}

// Audiences are the publics that a place is for (Soliguide's four groups, data·inclusion's publics).
var Audiences = []Term{
	{"everyone", "Tout le monde", "Everyone"},
	{"women", "Femmes", "Women"},
	{"men", "Hommes", "Men"},
	{"minors", "Mineurs", "Minors"},
	{"youth", "Jeunes", "Young people"},
	{"seniors", "Personnes âgées", "Older people"},
	{"families", "Familles", "Families"},
	{"couples", "Couples", "Couples"},
	{"isolated", "Personnes seules", "People alone"},
	{"pregnant", "Femmes enceintes", "Pregnant women"},
	{"asylum_seekers", "Demandeurs d’asile", "Asylum seekers"},
	{"refugees", "Réfugiés", "Refugees"},
	{"undocumented", "Sans papiers", "Undocumented people"},
	{"regular_status", "En situation régulière", "With a residence permit"},
	{"homeless", "Sans abri", "Homeless people"},
	{"students", "Étudiants", "Students"},
	{"job_seekers", "En recherche d’emploi", "Job seekers"},
	{"low_income", "Faibles revenus", "Low income"},
	{"disabled", "Personnes handicapées", "Disabled people"},
	{"lgbt", "LGBT+", "LGBT+"},
	{"violence_victims", "Victimes de violences", "Victims of violence"},
	{"addiction", "Personnes dépendantes", "People with an addiction"},
	{"hiv", "Personnes séropositives", "People with HIV"},
	{"mental_health", "Santé mentale", "Mental health"},
	{"prison", "Sortants de prison", "Leaving prison"},
	{"sex_workers", "Personnes prostituées", "Sex workers"},
	{"residents", "Habitants du quartier", "Residents"},
}

// Modalities say how one is received (Soliguide).
var Modalities = []Term{
	{"unconditional", "Sans condition", "Unconditional"},
	{"appointment", "Sur rendez-vous", "By appointment"},
	{"registration", "Sur inscription", "By registration"},
	{"referral", "Sur orientation", "By referral"},
	{"free", "Gratuit", "Free"},
	{"paid", "Payant", "Paid"},
	{"animals", "Animaux acceptés", "Animals welcome"},
	{"wheelchair", "Accessible en fauteuil", "Wheelchair access"},
	{"wheelchair_limited", "Accès en fauteuil limité", "Limited wheelchair access"},
	{"documents", "Papiers demandés", "Documents required"},
	{"air_conditioned", "Climatisé", "Air-conditioned"},
	{"heated", "Chauffé", "Heated"},
	{"remote", "À distance", "Remote"},
	{"home_visits", "À domicile", "Home visits"},
}

// Languages are those that places in France say they speak, as ISO 639 codes.
var Languages = []Term{
	{"fr", "français", "French"},
	{"en", "anglais", "English"},
	{"ar", "arabe", "Arabic"},
	{"es", "espagnol", "Spanish"},
	{"pt", "portugais", "Portuguese"},
	{"it", "italien", "Italian"},
	{"de", "allemand", "German"},
	{"ro", "roumain", "Romanian"},
	{"ru", "russe", "Russian"},
	{"uk", "ukrainien", "Ukrainian"},
	{"tr", "turc", "Turkish"},
	{"fa", "persan", "Persian"},
	{"ps", "pachto", "Pashto"},
	{"prs", "dari", "Dari"},
	{"ku", "kurde", "Kurdish"},
	{"hy", "arménien", "Armenian"},
	{"ka", "géorgien", "Georgian"},
	{"sq", "albanais", "Albanian"},
	{"sr", "serbe", "Serbian"},
	{"bs", "bosnien", "Bosnian"},
	{"hr", "croate", "Croatian"},
	{"bg", "bulgare", "Bulgarian"},
	{"pl", "polonais", "Polish"},
	{"rom", "romani", "Romani"},
	{"kab", "kabyle", "Kabyle"},
	{"ber", "berbère", "Berber"},
	{"zdj", "comorien", "Comorian"},
	{"wo", "wolof", "Wolof"},
	{"ff", "peul", "Fula"},
	{"bm", "bambara", "Bambara"},
	{"snk", "soninké", "Soninke"},
	{"ln", "lingala", "Lingala"},
	{"sw", "swahili", "Swahili"},
	{"so", "somali", "Somali"},
	{"am", "amharique", "Amharic"},
	{"ti", "tigrigna", "Tigrinya"},
	{"om", "oromo", "Oromo"},
	{"mg", "malgache", "Malagasy"},
	{"zh", "chinois", "Chinese"},
	{"vi", "vietnamien", "Vietnamese"},
	{"ta", "tamoul", "Tamil"},
	{"bn", "bengali", "Bengali"},
	{"ur", "ourdou", "Urdu"},
	{"hi", "hindi", "Hindi"},
	{"pa", "pendjabi", "Punjabi"},
	{"he", "hébreu", "Hebrew"},
	{"el", "grec", "Greek"},
	{"nl", "néerlandais", "Dutch"},
	{"ca", "catalan", "Catalan"},
	{"oc", "occitan", "Occitan"},
	{"ht", "créole haïtien", "Haitian Creole"},
	{"fsl", "langue des signes", "French Sign Language"},
}

// CategoryNamed gives the set of a leaf, or of all leaves of a family.
func CategoryNamed(code string) (CategorySet, error) {
	var set CategorySet
	for i, c := range Categories {
		if c.Code == code || c.Family == code {
			set |= 1 << i
		}
	}
	if set == 0 {
		return 0, fmt.Errorf("category: %q is not known", code)
	}
	return set, nil
}

// AudienceNamed gives the set of one audience.
func AudienceNamed(code string) (AudienceSet, error) {
	i, err := row("audience", Audiences, code)
	return 1 << i, err
}

// ModalityNamed gives the set of one modality.
func ModalityNamed(code string) (ModalitySet, error) {
	i, err := row("modality", Modalities, code)
	return 1 << i, err
}

// LanguageNamed gives the set of one language.
func LanguageNamed(code string) (LanguageSet, error) {
	i, err := row("language", Languages, code)
	return 1 << i, err
}

func row(what string, table []Term, code string) (int, error) {
	for i, t := range table {
		if t.Code == code {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%s: %q is not known", what, code)
}

// All yields the categories of the set in the order of the table.
func (s CategorySet) All(yield func(Category) bool) {
	for ; s != 0; s &= s - 1 {
		if i := bits.TrailingZeros64(uint64(s)); i >= len(Categories) || !yield(Categories[i]) {
			return
		}
	}
}

// First is the category that stands for the set on a map: the first of the table. False on an empty set.
func (s CategorySet) First() (Category, bool) {
	for c := range s.All {
		return c, true
	}
	return Category{}, false
}

// Sensitive says whether any category of the set is.
func (s CategorySet) Sensitive() bool {
	for c := range s.All {
		if c.Sensitive {
			return true
		}
	}
	return false
}

// Codes lists the set as the database and JSON hold it, in the order of the table.
func (s CategorySet) Codes() []string {
	codes := make([]string, 0, bits.OnesCount64(uint64(s)))
	for c := range s.All {
		codes = append(codes, c.Code)
	}
	return codes
}

func (s AudienceSet) All(yield func(Term) bool) { terms(uint64(s), Audiences, yield) }
func (s ModalitySet) All(yield func(Term) bool) { terms(uint64(s), Modalities, yield) }
func (s LanguageSet) All(yield func(Term) bool) { terms(uint64(s), Languages, yield) }

func (s AudienceSet) Codes() []string { return codes(uint64(s), Audiences) }
func (s ModalitySet) Codes() []string { return codes(uint64(s), Modalities) }
func (s LanguageSet) Codes() []string { return codes(uint64(s), Languages) }

func (s CategorySet) String() string { return strings.Join(s.Codes(), ",") }

func terms(set uint64, table []Term, yield func(Term) bool) {
	for ; set != 0; set &= set - 1 {
		if i := bits.TrailingZeros64(set); i >= len(table) || !yield(table[i]) {
			return
		}
	}
}

func codes(set uint64, table []Term) []string {
	list := make([]string, 0, bits.OnesCount64(set))
	terms(set, table, func(t Term) bool { list = append(list, t.Code); return true })
	return list
}

// Saturations are the codes of how full a place is, by Saturation; empty when unknown.
var Saturations = [...]Term{
	{},
	{"low", "Peu de monde", "Not busy"},
	{"moderate", "Du monde", "Busy"},
	{"high", "Complet ou presque", "Full or nearly"},
}

func (s Saturation) String() string { return Saturations[s].Code }

func saturationNamed(code string) Saturation {
	for i, t := range Saturations {
		if t.Code == code {
			return Saturation(i)
		}
	}
	return SaturationUnknown
}
