package web

// coverWords are about how well each district is served, for who leads there and for everybody.
type coverWords struct {
	Title, Hint      string
	In               string                  // one %s: a district with its preposition
	Measures         map[string]measureWords // by code of coverage.Measures
	Families         map[string]string
	Asks             string            // heading of the questions
	Questions        map[string]string // in plain words, by code of a measure
	Subs             map[string]string // profiles
	Strips           map[string]string // by what a week's strip is about
	StripNever       map[string]string // nothing at all
	StripGaps        map[string]string // one %s: a list of times
	StripOpen        string            // legend
	StripHours       string            // one %d
	StripAlways      string
	StripSay         string
	Measure, Sub     string // labels of the pickers
	Period, Level    string
	Levels           map[string]string // by kind of district, plural
	Now, Week        string            // the second: one %s
	Before           string
	First            string // heading of the worst
	Map, Table       string
	MapSays          string // one %s: the measure
	Districts        string // column
	Residents        string
	WasShort         string // one %s: what it was and which way it went
	Behind           string // n
	BehindN          string // one %s
	SortBy           string
	OpenAt           string // of places: at which time
	OpenOrNot        string
	LegendOne        string // a single district
	LegendMany       string // one %d
	From, Below      string // one %s each: open classes
	Between          string // two %s
	Whole            string
	None, Withheld   string
	NoneHint         string
	WithheldHint     string
	PartialHint      string
	FromParent       string // one %s: whose value
	Borrowed         string
	PerCent          string // one %s
	Minutes, Days    string // one %s each
	HoursShort       string // one %s
	NoFigures        string
	Sheet, SheetOf   string
	Compare          string
	CompareWith      string
	CompareLead      string
	CompareGo        string
	Bilan, BilanHint string
	BilanOf          string            // two %s: the district with its preposition, the period
	BilanNote        string            // of published figures
	BilanExact       string            // of exact ones
	BilanHand        string            // what to do with it
	BilanStaff       string            // who may read it
	BilanPeople      map[string]string // by measure
	Print            string
	Export, CSV, Geo string
	AsOf             string // two %s: a day, an hour
	Inside           string // districts below one
	CityValue        string // one %s
	Trends           string
	TrendLess        string
	Waiting          string // the queue
	WaitingNone      string
	WaitingAll       string
	Partners         string
	PartnersNone     string
	PartnersAll      string
	Alerts           string
	AlertsNone       string
	AlertsMore       string // one %d
	AlertTitles      map[string]string
	Acts             map[string]string
	Those            string            // above the associations of an alert
	Evidence         map[string]string // what an alert rests on, by measure
	WasPeriod        string            // one %s: as it was in the 30 days before
	WasWeeks         string            // one %s: as it was at the end of the first of the last weeks
	AskTeam          string            // to who may not write to everybody
	PartOf           string            // two %s
	Next             string            // where to go next, for a category
	NextLead         string            // one %s: the category
	NextGain         string            // one %s: residents
	NextNone         string
	NextBest         string // no other choice reaches more
	NextGap          string // one %s: how many more residents
	StaleIn          string // places nobody has confirmed; one %s: a district with its preposition
	StaleLead        string
	StaleNone        string
	StaleNobody      string // heading of those that no association runs
	StaleMore        string // one %d
	StaleHeard       string // one %s: a day
	Staff            string // who reads these figures
	Week168          string // heading of the strips
	AllFigures       string
	Better, Worse    string // than the city
	CompareFirst     string
	Measured, Here   string // columns
	CityHead         string

	Public publicWords
}

// measureWords say what is measured.
type measureWords struct {
	Name  string // at the head of a column
	Plain string // what it says, in a sentence
}

// publicWords are those of the pages for everybody.
type publicWords struct {
	Title, Lead string
	NoMonth     string
	GreyMonth   string // one %s: a month that is not published
	GreyFew     string
	GreyUnknown string
	GreyNearer  string            // one %s: what shows something
	GreyWhole   string            // one %s: a city with its preposition
	Questions   map[string]string // in plain words, by code of a measure
	Private     string
	Do          string
	DoHelp      string
	DoEvents    string
	DoPlaces    string
	Served      string
	SeeMap      string
}

var coverFrench = coverWords{
	Title: "Couverture du territoire", Hint: "Ce qui manque, où, et qui attend",
	In:   "Couverture %s",
	Asks: "Une question",
	Questions: map[string]string{
		"unanswered_share": "Qui attend sans réponse ?", "first_yes_median_s": "Où répond-on le plus lentement ?",
		"volunteers_per_1000": "Où manque-t-il des bénévoles ?", "within_10_min": "Qui habite loin d’un lieu ?",
		"empty_hours_eat": "Où n’y a-t-il rien pour manger ?", "poverty_rate": "Où vit-on le plus pauvrement ?",
		"active_30d": "Où le réseau est-il vivant ?", "places_fresh_share": "Où les lieux sont-ils à vérifier ?",
	},
	Families: map[string]string{
		"need": "Besoins", "supply": "Ce qu’il y a", "access": "Accès à pied", "response": "Réponses aux demandes", "life": "Vie du réseau", "trust": "Confiance dans les chiffres",
	},
	Measures: map[string]measureWords{
		"residents":           {"Habitants", "Personnes qui vivent ici, selon l’INSEE."},
		"age_0_19":            {"Moins de 20 ans", "Habitants de moins de 20 ans, selon l’INSEE."},
		"age_20_64":           {"20 à 64 ans", "Habitants de 20 à 64 ans, selon l’INSEE."},
		"age_65_plus":         {"65 ans et plus", "Habitants de 65 ans et plus, selon l’INSEE."},
		"poverty_rate":        {"Taux de pauvreté", "Part des habitants sous le seuil de pauvreté, selon l’INSEE."},
		"requests_by_kind":    {"Demandes par sorte d’aide", "Demandes faites pendant la période, pour cette sorte d’aide."},
		"places":              {"Lieux", "Lieux ouverts à tous ceux qui en ont besoin. Les lieux confidentiels n’y sont pas."},
		"places_open_hours":   {"Heures d’ouverture", "Heures d’ouverture certaines de tous les lieux, additionnées sur une semaine."},
		"empty_hours_eat":     {"Heures sans repas", "Heures de la semaine sans aucun lieu ouvert pour manger, sur 168."},
		"empty_hours_wash":    {"Heures sans douche ni laverie", "Heures de la semaine sans aucun lieu ouvert pour se laver, sur 168."},
		"empty_hours_rest":    {"Heures sans lieu de repos", "Heures de la semaine sans aucun lieu ouvert pour se poser, sur 168."},
		"saturated_share":     {"Lieux pleins", "Part des lieux pleins, parmi ceux qui disent s’ils le sont."},
		"volunteers":          {"Bénévoles actifs", "Bénévoles vérifiés et disponibles, là où ils habitent."},
		"volunteers_per_1000": {"Bénévoles pour 1 000 habitants", "Bénévoles vérifiés et disponibles, pour 1 000 habitants."},
		"events_held":         {"Événements tenus", "Rendez-vous qui ont eu lieu pendant la période."},
		"events_planned":      {"Événements à venir", "Rendez-vous prévus dans les 30 jours."},
		"access":              {"Lieux à portée, pour 1 000 habitants", "Lieux que l’on atteint à pied, partagés entre ceux qui peuvent y aller."},
		"within_10_min":       {"Habitants à 10 minutes", "Part des habitants à moins de 10 minutes à pied d’un lieu."},
		"requests_opened":     {"Demandes", "Demandes d’aide faites pendant la période."},
		"requests_answered":   {"Demandes avec un oui", "Demandes qui ont reçu au moins un oui."},
		"requests_met":        {"Demandes pourvues", "Demandes pour lesquelles assez de personnes ont dit oui."},
		"requests_unanswered": {"Demandes sans réponse", "Demandes restées sans aucun oui."},
		"answered_share":      {"Part avec un oui", "Part des demandes qui ont reçu au moins un oui."},
		"unanswered_share":    {"Part sans réponse", "Part des demandes restées sans aucun oui."},
		"first_yes_median_s":  {"Attente d’un oui", "Attente du premier oui : la moitié des demandes attend moins, l’autre plus."},
		"first_yes_p90_s":     {"Attente longue", "Attente du premier oui : neuf demandes sur dix attendent moins."},
		"invitations_per_fill": {
			"Bénévoles sollicités pour un oui", "Combien de bénévoles on sollicite pour obtenir un oui.",
		},
		"fairness_districts": {
			"Équité entre quartiers", "Le cinquième des quartiers le moins bien servi, comparé au mieux servi. 1 : pareil partout.",
		},
		"fairness_volunteers": {
			"Inégalité entre bénévoles", "0 : tous sont sollicités autant. 1 : toujours le même.",
		},
		"members":            {"Membres", "Personnes inscrites, là où elles habitent."},
		"in_precarity":       {"Membres en précarité", "Membres qui disent avoir besoin d’aide."},
		"neighbours":         {"Voisins", "Tous les autres membres."},
		"members_by_profile": {"Membres par profil", "Membres selon ce qu’ils disent d’eux-mêmes."},
		"active_30d":         {"Membres actifs", "Membres qui ont agi dans les 30 derniers jours."},
		"exchanged":          {"Membres qui ont échangé", "Membres qui ont écrit, et à qui quelqu’un a répondu."},
		"attended":           {"Membres venus", "Membres venus à un événement."},
		"first_timers":       {"Venus pour la première fois", "Parmi eux, ceux qui venaient pour la première fois."},
		"came_with":          {"Venus à plusieurs", "Parmi eux, ceux qui ont amené quelqu’un ou que l’on a invités."},
		"attendees":          {"Présences", "Personnes comptées aux événements, là où ils ont eu lieu."},
		"retention_3m":       {"Toujours là après 3 mois", "Part des inscrits d’il y a 3 mois qui ont agi pendant la période."},
		"retention_12m":      {"Toujours là après 12 mois", "Part des inscrits d’il y a 12 mois qui ont agi pendant la période."},
		"n":                  {"Personnes, demandes et lieux comptés", "Tout ce qui est derrière les chiffres du secteur."},
		"places_fresh_share": {"Lieux à jour", "Part des lieux confirmés depuis moins de 6 mois."},
		"withheld":           {"Chiffres non publiés", "Chiffres du mois trop petits pour être publiés."},
	},
	Subs:       map[string]string{"needs": "ont besoin d’aide", "helps": "aident", "both": "les deux", "neither": "n’ont rien dit"},
	Strips:     map[string]string{"eat": "Manger", "wash": "Se laver", "rest": "Se poser"},
	StripNever: map[string]string{"eat": "Aucun lieu ouvert pour manger, de toute la semaine.", "wash": "Aucun lieu ouvert pour se laver, de toute la semaine.", "rest": "Aucun lieu ouvert pour se poser, de toute la semaine."},
	StripGaps:  map[string]string{"eat": "Rien d’ouvert pour manger : %s.", "wash": "Rien d’ouvert pour se laver : %s.", "rest": "Rien d’ouvert pour se poser : %s."},
	StripOpen:  "En couleur : au moins un lieu ouvert à cette heure.", StripHours: "%d heures sur 168 sans rien d’ouvert",
	StripAlways: "Il y a toujours un lieu ouvert.", StripSay: "Les heures vides, jour par jour",
	Measure: "Que voulez-vous voir ?", Sub: "Précisez", Period: "Période", Level: "Découpage",
	Levels: map[string]string{"arrondissement": "Par arrondissement", "quartier": "Par quartier", "commune": "Par commune", "city": "Par ville"},
	Now:    "30 derniers jours", Week: "semaine du %s", Before: "Avant",
	First: "À regarder d’abord",
	Map:   "La carte", Table: "Le tableau", MapSays: "Carte : %s. Le tableau donne les mêmes chiffres.",
	Districts: "Secteur", Residents: "Habitants", WasShort: "avant : %s",
	Behind: "Compté sur", BehindN: "compté sur %s", SortBy: "trier par", OpenAt: "Lieux comptés", OpenOrNot: "Tous, ouverts ou non",
	LegendOne: "1 secteur", LegendMany: "%d secteurs", From: "%s et plus", Below: "moins de %s", Between: "%s à %s", Whole: "Tout",
	None: "pas de chiffre", Withheld: "non publié", NoneHint: "Il n’y a pas de source, ou rien à compter.",
	WithheldHint: "Moins de 11 personnes, ou de quoi les deviner : le chiffre n’est pas montré.",
	PartialHint:  "* La source vaut pour moins de 80 % des habitants.",
	Borrowed:     "valeur du secteur au-dessus : trop peu de personnes ici",
	FromParent:   "valeur de : %s", PerCent: "%s\u00a0%%", Minutes: "%s\u00a0min", Days: "%s\u00a0j", HoursShort: "%s\u00a0h",
	NoFigures: "Les chiffres de cette période arrivent. Revenez dans une minute.",
	Sheet:     "Fiche", SheetOf: "Fiche %s",
	Compare: "Comparer", CompareWith: "Comparer avec", CompareLead: "Deux secteurs, côte à côte. Le mieux placé est marqué ✓.", CompareGo: "Comparer",
	Bilan: "Bilan", BilanHint: "une page à imprimer, pour les financeurs", BilanOf: "Bilan %s, %s",
	BilanNote:  "Une personne compte une fois, là où elle habite. Un chiffre sur des personnes est publié à partir de 11. En dessous : un tiret, et le chiffre du territoire qui l’entoure.",
	BilanExact: "Chiffres exacts, comptés par Alentour. Une personne compte une fois, là où elle habite. Aucun nom n’est gardé dans ces comptes.",
	BilanHand:  "Remettez cette page à vos financeurs : elle ne contient que des chiffres publiés.",
	BilanStaff: "Pour l’équipe seulement : ces chiffres comptent de petits groupes, et peuvent encore changer. La page pour les financeurs est faite une fois le mois clos.",
	BilanPeople: map[string]string{
		"members": "personnes inscrites", "in_precarity": "en précarité : elles disent avoir besoin d’aide", "neighbours": "voisins : tous les autres", "events_held": "événements tenus",
	},
	Print:  "Imprimer cette page (Ctrl + P)",
	Export: "Emporter ces chiffres", CSV: "Tableur (CSV)", Geo: "Carte (GeoJSON)",
	AsOf: "compté le %s à %s", Inside: "Les secteurs d’ici", CityValue: "ville : %s",
	Trends: "Mois après mois", TrendLess: "Il faut deux mois de chiffres.",
	Waiting: "Demandes sans réponse", WaitingNone: "Personne n’attend ici.", WaitingAll: "Toutes les demandes du secteur",
	Partners: "Partenaires ici", PartnersNone: "Aucune association suivie ici. Commencez par une rencontre.", PartnersAll: "Tous les partenaires du secteur",
	Alerts: "Alertes", AlertsNone: "Aucune alerte : rien ne s’est nettement dégradé ici.", AlertsMore: "%d autres alertes",
	AlertTitles: map[string]string{
		"unanswered_doubled": "La part des demandes sans réponse a doublé", "sunday_lost": "Plus rien d’ouvert le dimanche",
		"volunteers_short": "Bientôt trop peu de bénévoles", "places_unconfirmed": "Lieux non confirmés depuis 6 mois",
	},
	Acts:  map[string]string{"recruit": "Chercher des bénévoles ici", "call": "Appeler les partenaires", "confirm": "Faire confirmer les lieux"},
	Those: "Ces associations peuvent aider :", WasPeriod: "les 30 jours d’avant : %s", WasWeeks: "il y a quelques semaines : %s",
	Evidence: map[string]string{
		"unanswered_share": "Demandes restées sans oui", "requests_opened": "Demandes faites en 30 jours", "places_on_sunday": "Lieux ouverts le dimanche",
		"places": "Lieux de cette sorte, tous les jours", "places_fresh_share": "Lieux confirmés depuis moins de 6 mois",
		"volunteers": "Bénévoles qui proposent cette aide", "requests_by_kind": "Demandes de cette aide en 30 jours",
	},
	AskTeam: "Demandez à la coordination de chercher des bénévoles ici.", PartOf: "%s sur %s",
	Next: "Où aller ensuite", NextLead: "Un lieu « %s » de plus servirait le plus de monde ici :", NextGain: "+ %s habitants à moins de 10 minutes",
	NextNone: "Aucun endroit ne gagnerait d’habitants.", NextBest: "Aucun autre choix ne toucherait plus de monde.",
	NextGap: "Un autre choix toucherait au mieux %s habitants de plus.",
	StaleIn: "Lieux à confirmer %s", StaleLead: "Personne n’a dit depuis 6 mois si ces lieux sont toujours ainsi. Appelez, puis enregistrez la fiche : le lieu est alors confirmé.",
	StaleNone: "Tous les lieux ont été confirmés depuis moins de 6 mois.", StaleNobody: "Sans association connue", StaleMore: "Et %d autres lieux.", StaleHeard: "dernière nouvelle le %s",
	Staff:   "Ces chiffres sont exacts. Ils sont pour l’équipe du secteur : ne les publiez pas. La page publique montre ce qui peut l’être.",
	Week168: "La semaine, heure par heure", AllFigures: "Tous les chiffres",
	Better: "mieux", Worse: "moins bien", CompareFirst: "Un secteur", Measured: "Ce qui est compté", Here: "Ici", CityHead: "Ville",
	Public: publicFrench,
}

var publicFrench = publicWords{
	Title: "Comment votre quartier est servi", Lead: "Ce qu’il y a, ce qui manque, et ce que vous pouvez faire.",
	NoMonth:     "Aucun mois n’est encore publié. Un mois l’est quelques jours après sa fin.",
	GreyMonth:   "%s n’est pas publié : un mois l’est quelques jours après sa fin.",
	GreyFew:     "Il n’y a pas de carte : dans chaque secteur, ce chiffre compte moins de onze personnes, ou de quoi les deviner.",
	GreyUnknown: "Il n’y a pas de carte : pour ce mois, personne n’a noté ce chiffre.",
	GreyNearer:  "Voir plutôt : %s", GreyWhole: "Ce qui est publié %s",
	Questions: map[string]string{
		"within_10_min": "Qui a un repas près de chez soi ?", "empty_hours_eat": "Quand n’y a-t-il rien à manger ?", "places": "Combien de lieux ?",
		"answered_share": "Une demande trouve-t-elle un oui ?", "volunteers": "Combien de bénévoles ?", "events_held": "Combien de rencontres ?", "poverty_rate": "Où vit-on le plus pauvrement ?",
	},
	Private: "Un chiffre qui compte des personnes n’est publié qu’à partir de 11, par mois. Un quartier trop petit montre celui de son arrondissement.",
	Do:      "Ce que vous pouvez faire", DoHelp: "Devenir bénévole", DoEvents: "Venir à un événement", DoPlaces: "Dire si un lieu a changé",
	Served: "Comment ce quartier est servi",
	SeeMap: "Voir la carte de la ville",
}

var coverEnglish = coverWords{
	Title: "Coverage", Hint: "What is missing, where, and who waits",
	In:   "Coverage %s",
	Asks: "A question",
	Questions: map[string]string{
		"unanswered_share": "Who waits without an answer?", "first_yes_median_s": "Where are answers slowest?",
		"volunteers_per_1000": "Where are volunteers missing?", "within_10_min": "Who lives far from a place?",
		"empty_hours_eat": "Where is there nothing to eat?", "poverty_rate": "Where are people poorest?",
		"active_30d": "Where is the network alive?", "places_fresh_share": "Where should places be checked?",
	},
	Families: map[string]string{
		"need": "Needs", "supply": "What there is", "access": "Access on foot", "response": "Answers to requests", "life": "Life of the network", "trust": "Trust in the figures",
	},
	Measures: map[string]measureWords{
		"residents":           {"Residents", "People who live here, by INSEE."},
		"age_0_19":            {"Under 20", "Residents under 20, by INSEE."},
		"age_20_64":           {"20 to 64", "Residents from 20 to 64, by INSEE."},
		"age_65_plus":         {"65 and over", "Residents of 65 and over, by INSEE."},
		"poverty_rate":        {"Poverty rate", "Share of residents below the poverty line, by INSEE."},
		"requests_by_kind":    {"Requests by kind of help", "Requests made in the period, for this kind of help."},
		"places":              {"Places", "Places for those who need them. Confidential places are not among them."},
		"places_open_hours":   {"Opening hours", "Hours in which places are certainly open, added up over a week."},
		"empty_hours_eat":     {"Hours without a meal", "Hours of the week, of 168, with no open place to eat."},
		"empty_hours_wash":    {"Hours without a shower or laundry", "Hours of the week, of 168, with no open place to wash."},
		"empty_hours_rest":    {"Hours without a place to rest", "Hours of the week, of 168, with no open place to rest."},
		"saturated_share":     {"Places that are full", "Share of places that are full, of those that say whether they are."},
		"volunteers":          {"Active volunteers", "Volunteers who are vetted and available, where they live."},
		"volunteers_per_1000": {"Volunteers per 1,000 residents", "Volunteers who are vetted and available, per 1,000 residents."},
		"events_held":         {"Events held", "Events that took place in the period."},
		"events_planned":      {"Events ahead", "Events planned in the next 30 days."},
		"access":              {"Places in reach, per 1,000 residents", "Places reached on foot, shared by those who can go there."},
		"within_10_min":       {"Residents within 10 minutes", "Share of residents within 10 minutes’ walk of a place."},
		"requests_opened":     {"Requests", "Requests for help made in the period."},
		"requests_answered":   {"Requests with a yes", "Requests that got one yes at least."},
		"requests_met":        {"Requests met", "Requests for which enough people said yes."},
		"requests_unanswered": {"Requests without an answer", "Requests that got no yes."},
		"answered_share":      {"Share with a yes", "Share of requests that got one yes at least."},
		"unanswered_share":    {"Share without an answer", "Share of requests that got no yes."},
		"first_yes_median_s":  {"Wait for a yes", "Wait for the first yes: half of the requests wait less, half more."},
		"first_yes_p90_s":     {"Long wait", "Wait for the first yes: nine requests of ten wait less."},
		"invitations_per_fill": {
			"Volunteers asked for a yes", "How many volunteers are asked for one yes.",
		},
		"fairness_districts": {
			"Fairness between districts", "The worst served fifth of the districts, compared with the best. 1: the same everywhere.",
		},
		"fairness_volunteers": {
			"Inequality among volunteers", "0: all are asked alike. 1: always the same one.",
		},
		"members":            {"Members", "People who have joined, where they live."},
		"in_precarity":       {"Members in precarity", "Members who say that they need help."},
		"neighbours":         {"Neighbours", "All other members."},
		"members_by_profile": {"Members by profile", "Members by what they say of themselves."},
		"active_30d":         {"Active members", "Members who did something in the last 30 days."},
		"exchanged":          {"Members who talked", "Members who wrote, and to whom somebody answered."},
		"attended":           {"Members who came", "Members who came to an event."},
		"first_timers":       {"Came for the first time", "Of these, those who came for the first time."},
		"came_with":          {"Came with somebody", "Of these, those who brought somebody or were invited."},
		"attendees":          {"Attendance", "People counted at events, where they were held."},
		"retention_3m":       {"Still here after 3 months", "Share of those who joined 3 months ago that did something in the period."},
		"retention_12m":      {"Still here after 12 months", "Share of those who joined 12 months ago that did something in the period."},
		"n":                  {"People, requests and places counted", "All that is behind the figures of the district."},
		"places_fresh_share": {"Places up to date", "Share of places confirmed within 6 months."},
		"withheld":           {"Figures not published", "Figures of the month that are too small to be published."},
	},
	Subs:       map[string]string{"needs": "need help", "helps": "help", "both": "both", "neither": "have not said"},
	Strips:     map[string]string{"eat": "Eat", "wash": "Wash", "rest": "Rest"},
	StripNever: map[string]string{"eat": "No open place to eat, all week.", "wash": "No open place to wash, all week.", "rest": "No open place to rest, all week."},
	StripGaps:  map[string]string{"eat": "Nothing open to eat: %s.", "wash": "Nothing open to wash: %s.", "rest": "Nothing open to rest: %s."},
	StripOpen:  "In colour: at least one place open at this hour.", StripHours: "%d hours of 168 with nothing open",
	StripAlways: "There is always a place open.", StripSay: "The empty hours, day by day",
	Measure: "What do you want to see?", Sub: "More precisely", Period: "Period", Level: "Areas",
	Levels: map[string]string{"arrondissement": "By arrondissement", "quartier": "By quartier", "commune": "By commune", "city": "By city"},
	Now:    "last 30 days", Week: "week of %s", Before: "Before",
	First: "Look here first",
	Map:   "The map", Table: "The table", MapSays: "Map: %s. The table gives the same figures.",
	Districts: "District", Residents: "Residents", WasShort: "before: %s",
	Behind: "Counted on", BehindN: "counted on %s", SortBy: "sort by", OpenAt: "Places counted", OpenOrNot: "All, open or not",
	LegendOne: "1 district", LegendMany: "%d districts", From: "%s and more", Below: "less than %s", Between: "%s to %s", Whole: "All",
	None: "no figure", Withheld: "not published", NoneHint: "There is no source, or nothing to count.",
	WithheldHint: "Fewer than 11 people, or enough to guess them: the figure is not shown.",
	PartialHint:  "* The source stands for less than 80% of the residents.",
	Borrowed:     "value of the district above: too few people here",
	FromParent:   "value of: %s", PerCent: "%s%%", Minutes: "%s\u00a0min", Days: "%s\u00a0d", HoursShort: "%s\u00a0h",
	NoFigures: "The figures of this period are on their way. Come back in a minute.",
	Sheet:     "Sheet", SheetOf: "Sheet %s",
	Compare: "Compare", CompareWith: "Compare with", CompareLead: "Two districts side by side. The better one is marked ✓.", CompareGo: "Compare",
	Bilan: "Report", BilanHint: "one page to print, for funders", BilanOf: "Report %s, %s",
	BilanNote:  "A person counts once, where they live. A figure of people is published from 11 on. Below: a dash, and the figure of the area around it.",
	BilanExact: "Exact figures, counted by Alentour. A person counts once, where they live. No name is kept in these counts.",
	BilanHand:  "Hand this page to your funders: it holds published figures only.",
	BilanStaff: "For the team only: these figures count small groups, and may still change. The page for funders is made once the month is closed.",
	BilanPeople: map[string]string{
		"members": "people who have joined", "in_precarity": "in precarity: they say they need help", "neighbours": "neighbours: all others", "events_held": "events held",
	},
	Print:  "Print this page (Ctrl + P)",
	Export: "Take these figures with you", CSV: "Spreadsheet (CSV)", Geo: "Map (GeoJSON)",
	AsOf: "counted on %s at %s", Inside: "The districts in it", CityValue: "city: %s",
	Trends: "Month after month", TrendLess: "It takes two months of figures.",
	Waiting: "Requests without an answer", WaitingNone: "Nobody waits here.", WaitingAll: "All requests of the district",
	Partners: "Partners here", PartnersNone: "No association is followed here. Begin with a meeting.", PartnersAll: "All partners of the district",
	Alerts: "Alerts", AlertsNone: "No alert: nothing got clearly worse here.", AlertsMore: "%d more alerts",
	AlertTitles: map[string]string{
		"unanswered_doubled": "The share of requests without an answer has doubled", "sunday_lost": "Nothing open on Sundays any more",
		"volunteers_short": "Soon too few volunteers", "places_unconfirmed": "Places not confirmed for 6 months",
	},
	Acts:  map[string]string{"recruit": "Look for volunteers here", "call": "Call the partners", "confirm": "Have the places confirmed"},
	Those: "These associations may help:", WasPeriod: "the 30 days before: %s", WasWeeks: "some weeks ago: %s",
	Evidence: map[string]string{
		"unanswered_share": "Requests without a yes", "requests_opened": "Requests made in 30 days", "places_on_sunday": "Places open on Sundays",
		"places": "Places of this kind, on any day", "places_fresh_share": "Places confirmed within 6 months",
		"volunteers": "Volunteers who offer this help", "requests_by_kind": "Requests for this help in 30 days",
	},
	AskTeam: "Ask the coordinators to look for volunteers here.", PartOf: "%s of %s",
	Next: "Where to go next", NextLead: "One more place for “%s” would serve the most people here:", NextGain: "+ %s residents within 10 minutes",
	NextNone: "No place would gain any residents.", NextBest: "No other choice would reach more people.",
	NextGap: "Another choice would reach %s more residents at best.",
	StaleIn: "Places to confirm %s", StaleLead: "Nobody has said for 6 months whether these places are still so. Call, then save the sheet: the place is then confirmed.",
	StaleNone: "All places were confirmed within the last 6 months.", StaleNobody: "No known association", StaleMore: "And %d more places.", StaleHeard: "last heard of on %s",
	Staff:   "These figures are exact. They are for the team of the district: do not publish them. The public page shows what can be shown.",
	Week168: "The week, hour by hour", AllFigures: "All figures",
	Better: "better", Worse: "not as good", CompareFirst: "A district", Measured: "What is counted", Here: "Here", CityHead: "City",
	Public: publicEnglish,
}

var publicEnglish = publicWords{
	Title: "How your district is served", Lead: "What there is, what is missing, and what you can do.",
	NoMonth:     "No month is published yet. A month is, some days after its end.",
	GreyMonth:   "%s is not published: a month is, some days after its end.",
	GreyFew:     "There is no map: in each district this figure counts fewer than eleven people, or enough to guess them.",
	GreyUnknown: "There is no map: for this month nobody noted this figure.",
	GreyNearer:  "See instead: %s", GreyWhole: "What is published %s",
	Questions: map[string]string{
		"within_10_min": "Who has a meal near home?", "empty_hours_eat": "When is there nothing to eat?", "places": "How many places?",
		"answered_share": "Does a request find a yes?", "volunteers": "How many volunteers?", "events_held": "How many events?", "poverty_rate": "Where are people poorest?",
	},
	Private: "A figure that counts people is published from 11 on only, by month. A district that is too small shows the figure of the one above.",
	Do:      "What you can do", DoHelp: "Become a volunteer", DoEvents: "Come to an event", DoPlaces: "Say that a place has changed",
	Served: "How this district is served",
	SeeMap: "See the map of the city",
}
