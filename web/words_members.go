package web

// membersWords are about who one is to others: the welcome, one's profile, the people around.
type membersWords struct {
	Step                             string // two %d: this one, of how many
	WelcomeLead                      string
	WhoTitle, WhereTitle, LikesTitle string
	Continue, Finish, Skip, Back     string
	Welcomed                         string // one %s: the name

	SeenByMembers, SeenByNobody string // who reads a field
	SeenQuartier, SeenHelpers   string

	Name, NameHint     string
	Helps, Needs       string
	HelpsOrNeeds, Both string
	Age, AgeHint       string
	Choose             string
	MinorHint          string
	Speaks, MoreSpeaks string
	About, AboutHint   string
	Radius, RadiusHint string
	RadiusAny          string
	Access, AccessHint string
	Hidden, HiddenHint string
	Likes, LikesHint   string
	News, NewsHint     string
	NewsLink           string
	Faults             map[string]string // by the name of the field

	Home, HomeNone   string
	HomeChange       string
	HomeErase        string
	HomeLead         string
	HomeNow          string // one %s: the quartier
	ByMap, ByMapHint string
	ByMapGo          string
	ByQuartier       string
	ByQuartierGo     string
	ByAddress        string
	ByAddressHint    string
	ByAddressGo      string
	Found, FoundGo   string
	FoundIn          string // one %s: the quartier
	NotFoundIn       string // one %s: the city
	Away             string

	Profile, ProfileHint string
	ProfileLead          string
	Save, Saved          string
	AsOthers             string
	SeeOthers            string
	LeaveLink, LeaveHint string

	Members, MembersHint  string
	MembersLead           string
	MembersIn             string // before "in Belsunce"
	WhoLikes, AnyInterest string
	Nobody, NobodyHelp    string
	WholeCity             string
	SpeaksList            string // one %s: languages
	LivesIn               string // one %s: the quartier
	ReportLink            string
	MinorTitle            string
	MinorHelp             string

	YoungTitle string
	YoungText  []string
	YoungGo    string

	Cells cellWords
}

// cellWords are those of the map on which one taps where one lives, handed to it as JSON.
type cellWords struct {
	Load    string `json:"load"`
	Loading string `json:"loading"`
	Failed  string `json:"failed"`
	Label   string `json:"label"`
	Tap     string `json:"tap"`
	Nearer  string `json:"nearer"`
	Chosen  string `json:"chosen"` // {name}
	ZoomIn  string `json:"zoomIn"`
	ZoomOut string `json:"zoomOut"`
}

var membersFrench = membersWords{
	Step: "Étape %d sur %d", WelcomeLead: "Trois petites étapes. Vous pourrez tout changer, ou tout effacer.",
	WhoTitle: "Qui êtes-vous ?", WhereTitle: "Où habitez-vous ?", LikesTitle: "Qu’aimez-vous faire ?",
	Continue: "Continuer", Finish: "Terminer", Skip: "Passer cette étape", Back: "Retour", Welcomed: "Bienvenue, %s !",

	SeenByMembers: "Les autres membres le voient.", SeenByNobody: "Personne d’autre ne le voit.",
	SeenQuartier: "Les autres membres voient le quartier, rien de plus.",
	SeenHelpers:  "Les autres membres ne le voient pas. Cela sert à vous proposer ce qui vous va.",

	Name: "Prénom ou surnom", NameHint: "Pas votre nom de famille.",
	HelpsOrNeeds: "Ici, je viens pour…", Helps: "aider", Needs: "trouver de l’aide", Both: "Cochez l’un, l’autre, les deux, ou rien.",
	Age: "Votre âge", AgeHint: "Pour protéger les plus jeunes. Jamais votre date de naissance.", Choose: "Choisir",
	MinorHint: "De 15 à 17 ans : les événements publics et les groupes. Vous ne voyez pas les autres membres, et ils ne vous voient pas.",
	Speaks:    "Langues que vous parlez", MoreSpeaks: "Autres langues",
	About: "Quelques mots sur vous", AboutHint: "Ce que vous voulez. N’écrivez pas d’adresse ni de numéro.",
	Radius: "Jusqu’où vous allez", RadiusHint: "À partir de chez vous.", RadiusAny: "Je ne sais pas",
	Access: "Ce qui vous aide à venir", AccessHint: "Pour vous proposer des choses faciles pour vous.",
	Hidden: "Ne pas me montrer aux autres membres", HiddenHint: "Vous n’êtes plus dans la liste, et votre page ne s’ouvre plus.",
	Likes: "Ce que vous aimez", LikesHint: "Pour vous proposer des sorties et des groupes.",
	News: "Avoir de nos nouvelles", NewsHint: "E-mail, SMS, ou seulement ici : vous choisissez, et les heures aussi.", NewsLink: "Choisir comment",
	Faults: map[string]string{
		"name":      "Écrivez un prénom ou un surnom, sans numéro ni adresse (40 signes au plus).",
		"about":     "600 signes au plus.",
		"age_band":  "Choisissez votre âge dans la liste.",
		"languages": "20 langues au plus.",
		"radius_m":  "Choisissez dans la liste.",
		"home":      "Cette zone n’existe pas. Choisissez-en une autre.",
	},

	Home: "Où vous habitez", HomeNone: "Vous ne l’avez pas dit.", HomeChange: "Changer", HomeErase: "Effacer",
	HomeLead: "Nous gardons une zone du quartier. Jamais votre adresse.", HomeNow: "Aujourd’hui : %s.",
	ByMap: "Toucher la carte", ByMapHint: "Touchez la zone où vous habitez.", ByMapGo: "J’habite ici",
	ByQuartier: "Choisir mon quartier", ByQuartierGo: "Choisir ce quartier",
	ByAddress: "Écrire mon adresse", ByAddressHint: "Elle est envoyée une fois au service d’adresses, sans votre nom. Puis nous l’oublions : seule la zone reste.",
	ByAddressGo: "Chercher la zone", Found: "Est-ce là ?", FoundGo: "C’est là", FoundIn: "Quartier : %s",
	NotFoundIn: "Nous ne trouvons pas cette adresse à %s. Écrivez le numéro et la rue, ou choisissez votre quartier.",
	Away:       "Le service d’adresses ne répond pas. Choisissez votre quartier dans la liste.",

	Profile: "Mon profil", ProfileHint: "Ce que les autres voient de vous, et ce qui reste pour vous",
	ProfileLead: "Un champ vide est un champ effacé.", Save: "Enregistrer", Saved: "C’est enregistré.",
	AsOthers: "Ma page, comme les autres la voient", SeeOthers: "Les gens de mon quartier",
	LeaveLink: "Emporter ou effacer tout", LeaveHint: "Tout ce que nous savons de vous, en un fichier. Ou plus rien.",

	Members: "Les gens d’ici", MembersHint: "Prénoms, langues et goûts de vos voisins",
	MembersLead: "Prénom, langues, goûts, quartier : personne ne voit plus.", MembersIn: "Les gens", WhoLikes: "Qui aime",
	AnyInterest: "Tous les goûts", Nobody: "Personne ici pour l’instant.", NobodyHelp: "Regardez plus large, ou revenez plus tard.",
	WholeCity: "Toute la ville", SpeaksList: "Parle %s", LivesIn: "Vers %s", ReportLink: "Signaler cette personne",
	MinorTitle: "À partir de 18 ans",
	MinorHelp:  "De 15 à 17 ans, vous ne voyez pas les autres membres, et ils ne vous voient pas. Les événements publics et les groupes vous sont ouverts.",

	YoungTitle: "Alentour est pour les 15 ans et plus",
	YoungText: []string{
		"Avant 15 ans, la loi demande l’accord d’un parent pour ouvrir un compte. Nous ne savons pas le vérifier.",
		"Votre compte est déjà effacé. Nous n’avons rien gardé.",
		"Sans compte, vous pouvez chercher un lieu : manger, se soigner, parler à quelqu’un.",
		"Un souci, une peur ? Appelez le 119. C’est gratuit, jour et nuit, et cela ne se voit pas sur la facture.",
	},
	YoungGo: "Chercher un lieu",

	Cells: cellWords{
		Load: "Afficher la carte", Loading: "La carte arrive…", Failed: "La carte ne vient pas. Choisissez votre quartier dans la liste.",
		Label: "Carte des zones de la ville", Tap: "Touchez la zone où vous habitez.", Nearer: "Plus près : touchez encore.", Chosen: "Zone choisie : {name}",
		ZoomIn: "Plus près", ZoomOut: "Plus loin",
	},
}

var membersEnglish = membersWords{
	Step: "Step %d of %d", WelcomeLead: "Three small steps. You can change everything later, or erase it all.",
	WhoTitle: "Who are you?", WhereTitle: "Where do you live?", LikesTitle: "What do you like to do?",
	Continue: "Continue", Finish: "Finish", Skip: "Skip this step", Back: "Back", Welcomed: "Welcome, %s!",

	SeenByMembers: "Other members see this.", SeenByNobody: "Nobody else sees this.",
	SeenQuartier: "Other members see the neighbourhood, nothing more.",
	SeenHelpers:  "Other members do not see this. It helps us suggest what suits you.",

	Name: "First name or nickname", NameHint: "Not your family name.",
	HelpsOrNeeds: "I am here to…", Helps: "help", Needs: "find help", Both: "Tick one, the other, both, or none.",
	Age: "Your age", AgeHint: "To protect the youngest. Never your date of birth.", Choose: "Choose",
	MinorHint: "From 15 to 17: public events and groups. You do not see other members, and they do not see you.",
	Speaks:    "Languages you speak", MoreSpeaks: "Other languages",
	About: "A few words about you", AboutHint: "Whatever you like. Do not write an address or a number.",
	Radius: "How far you go", RadiusHint: "From your home.", RadiusAny: "I do not know",
	Access: "What helps you to come", AccessHint: "So that we suggest what is easy for you.",
	Hidden: "Do not show me to other members", HiddenHint: "You leave the list, and your page does not open any more.",
	Likes: "What you like", LikesHint: "So that we suggest outings and groups.",
	News: "Hear from us", NewsHint: "E-mail, text message, or only here: you choose, and the hours too.", NewsLink: "Choose how",
	Faults: map[string]string{
		"name":      "Write a first name or a nickname, without a number or address (40 characters at most).",
		"about":     "600 characters at most.",
		"age_band":  "Choose your age from the list.",
		"languages": "20 languages at most.",
		"radius_m":  "Choose from the list.",
		"home":      "This area does not exist. Choose another one.",
	},

	Home: "Where you live", HomeNone: "You have not said.", HomeChange: "Change", HomeErase: "Erase",
	HomeLead: "We keep an area of the neighbourhood. Never your address.", HomeNow: "Today: %s.",
	ByMap: "Tap the map", ByMapHint: "Tap the area where you live.", ByMapGo: "I live here",
	ByQuartier: "Choose my neighbourhood", ByQuartierGo: "Choose this neighbourhood",
	ByAddress: "Write my address", ByAddressHint: "It is sent once to the address service, without your name. Then we forget it: only the area stays.",
	ByAddressGo: "Find the area", Found: "Is it here?", FoundGo: "It is here", FoundIn: "Neighbourhood: %s",
	NotFoundIn: "We do not find this address in %s. Write the number and the street, or choose your neighbourhood.",
	Away:       "The address service does not answer. Choose your neighbourhood from the list.",

	Profile: "My profile", ProfileHint: "What others see of you, and what stays yours",
	ProfileLead: "An empty field is an erased field.", Save: "Save", Saved: "Saved.",
	AsOthers: "My page, as others see it", SeeOthers: "People of my neighbourhood",
	LeaveLink: "Take or erase everything", LeaveHint: "All that we know about you, in one file. Or nothing any more.",

	Members: "People here", MembersHint: "First names, languages and tastes of your neighbours",
	MembersLead: "First name, languages, tastes, neighbourhood: nobody sees more.", MembersIn: "People", WhoLikes: "Who likes",
	AnyInterest: "All tastes", Nobody: "Nobody here yet.", NobodyHelp: "Look wider, or come back later.",
	WholeCity: "The whole city", SpeaksList: "Speaks %s", LivesIn: "Around %s", ReportLink: "Report this person",
	MinorTitle: "From 18 on",
	MinorHelp:  "From 15 to 17 you do not see other members, and they do not see you. Public events and groups are open to you.",

	YoungTitle: "Alentour is for people of 15 and over",
	YoungText: []string{
		"Below 15, the law asks for a parent’s consent to open an account. We have no way to check it.",
		"Your account is erased already. We have kept nothing.",
		"Without an account you can look for a place: to eat, to get care, to talk to somebody.",
		"Worried, afraid? Call 119. It is free, day and night, and does not show on the bill.",
	},
	YoungGo: "Look for a place",

	Cells: cellWords{
		Load: "Show the map", Loading: "The map is coming…", Failed: "The map does not come. Choose your neighbourhood from the list.",
		Label: "Map of the areas of the city", Tap: "Tap the area where you live.", Nearer: "Closer: tap again.", Chosen: "Chosen area: {name}",
		ZoomIn: "Closer", ZoomOut: "Farther",
	},
}
