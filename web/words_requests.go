package web

// requestWords are about asking for a hand, offering one, and saying yes.
type requestWords struct {
	Ask, AskHint, Offer, OfferHint string // entry points
	Around, AroundHint             string
	Mine, MineHint                 string
	Inbox, InboxHint               string
	ForMembers                     string

	Step                            string // two %d
	WhatAsk, WhatOffer              string
	Frequent, FrequentOffers        string
	AllFamilies, OtherFamily        string
	WhereAsk                        string
	AtHome, AtHomeHint              string // the first: one %s, the district
	NoHome, SetHome                 string
	AtPoint, AtPointHint            string
	PointMap, PointTap, PointSet    string
	PointFailed, PointLoad          string
	PointLoading, PointLabel        string
	PointAddress, PointAddressHint  string
	PointFind, PointFound, PointUse string
	Note, NoteHint, NoteReaders     string
	WhenAsk                         string
	NowAsk, NowHint                 string
	FlexAsk, FlexHint               string
	FlexOffer                       string
	WindowAsk, WindowHint           string
	WindowGo                        string
	Day, From, Until                string
	Check, CheckOffer               string
	What, Where, When, Change       string
	Details, DetailsHint            string
	More                            string // the folded rest of the form
	Needed, NeededHint              string
	NeededOffer                     string
	Quantity, QuantityHint          string
	Languages, LanguagesHint        string
	Urgency, UrgencyHint, Wishes    string
	WishesHint, Photo, PhotoHint    string
	PhotoKept, PhotoAlt             string
	Behalf, BehalfHint, BehalfName  string
	BehalfNameHint, BehalfConsent   string
	BehalfNone                      string
	Readers                         string // « Qui lira ceci »
	ReadersAsk, ReadersOffer        []string
	Send, SendOffer, Save           string
	Sent, SentOffer, Saved          string
	Reviewing                       string
	Faults                          map[string]string

	BrowseIn                      string // one %s
	BrowseLead                    string
	Asks, Offers, Both, Kind, Any string
	Filter, Nearest               string
	NothingHere, NothingHelp      string
	BeforeDay                     string // one %s
	SameZone                      string
	YourQuartier, AboutAway       string // the second: one %s, a length
	SameArea                      string
	People                        string // one %d
	PersonOne                     string // things: one %d
	MapTitle, MapFailed, MapLoad  string
	MapLoading, MapLabel, MapNone string
	MapHere                       string // one %d: how many stand there
	MapBlur                       string
	AskOf, OfferOf                string
	NowShort, FlexShort           string
	Between                       string // three %s: day, from, until

	States     map[string]string
	StateHints map[string]string
	Posted     string // one %s
	Progress   progressWords

	Edit, Renew, RenewHint, Cancel string
	CancelHint, CancelGo           string
	Done, DoneHint, DoneGo         string
	DoneLead                       string
	AskTeam, AskTeamHint           string
	AskTeamDone                    string
	Renewed, Cancelled, Completed  string
	Write, WriteHint, WriteGo      string
	WriteReaders, Wrote            string
	WriteFault                     string
	Help                           string
	TakeOffer                      string
	ReportIt                       string
	YouHelp, YouHelpHint           string
	Meeting, MeetingHint           string
	MeetingNone, MeetingFor        string
	Thread                         string
	DropOut, DropOutHint           string
	DropOutGo, DroppedOut          string
	ByYou                          string
	Helpers                        string
	NoneMine, NoneMineHelp         string
	PastMine                       string
	MinorTitle, MinorHelp          string

	InboxLead, InboxNone, InboxWait string
	InboxNotYet, InboxJoin          string
	Yes, No, NoWhy, Later           string
	LaterDone                       string
	SaidYes, SaidNo                 string
	Why, WhenIs, WhereIs            string
	AnswerBy                        string // one %s
	Full, FullHelp                  string
	AnswerGone, AnswerGoneHelp      string
	AnswerOver, AnswerOverHelp      string
	AnswerDone                      string
	AnswerTitle, AnswerLead         string
	AnswerYes, AnswerNo             string
	InvitationStates                map[string]string
	HowFar                          map[string]string
	ByHand                          string

	Queue, QueueHint, QueueLead  string
	QueueNone, ToReview, Waiting string
	ReviewNone                   string
	WaitsSince                   string // one %s
	Unanswered                   map[string]string
	Risks                        map[string]string
	Allow, Refuse, ReviewWhy     string
	ReviewHint, Allowed, Refused string
	Explain, ExplainHint         string
	Sieve                        []string
	SieveLead                    string
	Candidates, NoCandidates     string
	LeftInPeace                  string
	InviteHim, InvitedByHand     string
	ChanceOf                     string // one %d: percent
	Asked                        string
	StaffReads                   string
	ToQueue                      string

	NeededNow, NeededNowHint, IHelp string
}

// progressWords say how a request stands, in one line.
type progressWords struct {
	Nobody      string // nobody was asked yet
	First       string // one %s: when the first are asked
	Asked       string // one %d: people; then when an answer is likely
	AskedOne    string
	By          string // one %s: until when
	Next        string // one %s: when the next are asked
	Taken       string // two %d: said yes, wanted
	Met         string
	Coordinator string
	Until       string // one %s: until when it stays
}

var requestFrench = requestWords{
	Ask: "Demander un coup de main", AskHint: "Des courses, un courrier, un déménagement…",
	Offer: "Proposer", OfferHint: "Un objet, un savoir, un moment",
	Around: "Demandes et propositions", AroundHint: "ce que les voisins demandent et proposent",
	Mine: "Mes demandes et propositions", MineHint: "où elles en sont, les changer, dire que c’est fait",
	Inbox: "Coups de main qu’on me propose", InboxHint: "dire oui, ou pas cette fois",
	ForMembers: "Entre voisins",

	Step:    "Étape %d sur %d",
	WhatAsk: "De quoi avez-vous besoin ?", WhatOffer: "Que proposez-vous ?", Frequent: "Souvent demandé", FrequentOffers: "Souvent proposé",
	AllFamilies: "Toutes les aides", OtherFamily: "Voir toutes les aides",
	WhereAsk: "Où ?",
	AtHome:   "Dans mon quartier : %s", AtHomeHint: "Les autres voient le quartier, jamais votre adresse.",
	NoHome: "Vous n’avez pas encore dit votre quartier.", SetHome: "Dire mon quartier",
	AtPoint: "À un point de rendez-vous", AtPointHint: "Seules les personnes qui disent oui verront ce point. Les autres voient une zone.",
	PointMap: "Sur la carte", PointTap: "Touchez la carte à l’endroit du rendez-vous.", PointSet: "Le point est choisi. Touchez ailleurs pour changer.",
	PointFailed: "La carte ne vient pas. Écrivez une adresse.", PointLoad: "Voir la carte", PointLoading: "La carte arrive…", PointLabel: "Carte : touchez le point de rendez-vous",
	PointAddress: "Par une adresse", PointAddressHint: "Un numéro et une rue, un arrêt, une place.",
	PointFind: "Chercher", PointFound: "Choisissez le bon endroit", PointUse: "C’est ici",
	Note: "Comment trouver ? (si vous voulez)", NoteHint: "Par exemple : devant la porte bleue.", NoteReaders: "Lu seulement par les personnes qui ont dit oui.",
	WhenAsk: "Quand ?",
	NowAsk:  "Maintenant", NowHint: "aujourd’hui, dès que possible",
	FlexAsk: "Quand quelqu’un peut", FlexHint: "dans les jours qui viennent", FlexOffer: "Quand ça convient",
	WindowAsk: "À un moment précis", WindowHint: "Choisissez le jour et les heures.", WindowGo: "Choisir ce moment",
	Day: "Jour", From: "De", Until: "À",
	Check: "Vérifiez et envoyez", CheckOffer: "Vérifiez et publiez", What: "Quoi", Where: "Où", When: "Quand", Change: "Changer",
	Details: "Quelques mots (si vous voulez)", DetailsHint: "N’écrivez ni nom, ni téléphone, ni adresse. Vous en parlerez après.",
	More: "Plus de choix : personnes, langue, souhaits…", Needed: "Combien de personnes pour aider ?", NeededHint: "Une suffit le plus souvent.",
	NeededOffer: "Pour combien de personnes ?",
	Quantity:    "Combien d’objets ?", QuantityHint: "Laissez vide si cela ne compte pas.",
	Languages: "Dans quelle langue ?", LanguagesHint: "Une de celles-ci suffit. Rien de coché : peu importe.",
	Urgency: "C’est pressé ?", UrgencyHint: "Urgent : nous pouvons demander le soir aux personnes qui l’acceptent.",
	Wishes: "Vos souhaits", WishesHint: "Les personnes à qui nous demandons les liront. Personne n’est écarté.",
	Photo: "Une photo (si vous voulez)", PhotoHint: "De l’objet, sans visage. Nous enlevons le lieu et la date de la photo.", PhotoKept: "La photo est gardée.", PhotoAlt: "Photo de ce qui est proposé",
	Behalf: "C’est pour quelqu’un d’autre", BehalfHint: "Seulement si la personne est d’accord.",
	BehalfName: "Son prénom", BehalfNameHint: "Lu seulement par les personnes qui ont dit oui.",
	BehalfConsent: "Comment est-elle d’accord ?", BehalfNone: "C’est pour moi",
	Readers:      "Qui lira ceci",
	ReadersAsk:   []string{"Les membres adultes : le type d’aide, vos mots, le quartier, le moment.", "Les personnes qui disent oui : aussi le point de rendez-vous et votre prénom.", "Jamais : votre adresse, votre téléphone, votre e-mail."},
	ReadersOffer: []string{"Les membres adultes : ce que vous proposez, vos mots, la photo, le quartier.", "Les personnes avec qui vous êtes d’accord : aussi le point de rendez-vous et votre prénom.", "Jamais : votre adresse, votre téléphone, votre e-mail."},
	Send:         "Envoyer ma demande", SendOffer: "Publier", Save: "Enregistrer",
	Sent: "C’est envoyé. Nous demandons aux personnes les mieux placées.", SentOffer: "C’est publié.", Saved: "C’est enregistré. Nous cherchons à nouveau.",
	Reviewing: "C’est envoyé. L’équipe la lit d’abord.",
	Faults: map[string]string{
		"kind": "Choisissez une aide.", "where": "Choisissez un endroit dans la ville.", "point": "Choisissez un endroit dans la ville.", "when": "Choisissez un jour et des heures à venir.",
		"details": "Pas de téléphone, d’e-mail ni de lien ici, et 1 000 signes au plus.", "note": "300 signes au plus.",
		"needed": "Écrivez un nombre de 1 à 50.", "quantity": "Écrivez un nombre jusqu’à 1 000.", "languages": "Cette langue n’est pas connue.", "wishes": "Ce souhait n’est pas connu.",
		"urgency": "Choisissez une réponse.", "photo": "Cette photo ne va pas. Choisissez une image de 10 Mo au plus.",
		"behalf": "Écrivez son prénom et dites comment la personne est d’accord.", "address": "Nous ne trouvons pas cette adresse ici.",
		"outcome": "Choisissez une réponse.", "why": "Choisissez une réponse.", "text": "Écrivez votre message : 2 000 signes au plus.",
		"open": "Vous avez beaucoup de demandes ouvertes. Terminez-en une d’abord.", "account": "Cette personne ne peut pas être invitée maintenant.",
	},

	BrowseIn: "Demandes et propositions %s", BrowseLead: "Ce que les voisins demandent et proposent. Vous pouvez écrire une fois à chacun.",
	Asks: "Demandes", Offers: "Propositions", Both: "Les deux", Kind: "Quelle aide", Any: "Toutes",
	Filter: "Voir", Nearest: "Les plus proches d’abord.",
	NothingHere: "Rien pour le moment.", NothingHelp: "Demandez ou proposez : quelqu’un d’ici peut répondre.",
	BeforeDay: "le %s", SameZone: "même zone",
	YourQuartier: "votre quartier", AboutAway: "à environ %s", SameArea: "dans votre zone",
	People: "%d personnes", PersonOne: "1 personne",
	MapTitle: "Carte", MapFailed: "La carte ne vient pas. La liste dit tout.", MapLoad: "Voir la carte", MapLoading: "La carte arrive…",
	MapLabel: "Carte des demandes et propositions", MapNone: "Rien dans cette vue.", MapHere: "Demandes et propositions ici : %d", MapBlur: "Chaque signe est une zone, pas une adresse.",
	AskOf: "Demande", OfferOf: "Proposition",
	NowShort: "maintenant", FlexShort: "quand ça convient", Between: "%s, %s à %s",

	States: map[string]string{
		"draft": "Brouillon", "review": "Lue par l’équipe", "open": "Ouverte", "partly": "En partie trouvé", "met": "Trouvé", "done": "Terminée", "expired": "Passée", "cancelled": "Annulée",
	},
	StateHints: map[string]string{
		"draft": "Elle n’est pas encore envoyée.", "review": "L’équipe la lit avant de demander. Nous vous prévenons.", "open": "Nous cherchons quelqu’un.",
		"partly": "Il manque encore du monde. Nous continuons.", "met": "Quelqu’un vient. Parlez-vous dans la conversation.", "done": "C’est fini. Merci.",
		"expired": "Le temps est passé. Vous pouvez la relancer.", "cancelled": "Vous l’avez annulée.",
	},
	Posted: "Écrite le %s",
	Progress: progressWords{
		Nobody: "Nous cherchons qui peut aider.", First: "Nous demanderons aux premières personnes %s.", Asked: "%d personnes sollicitées", AskedOne: "1 personne sollicitée",
		By: "réponse probable avant %s", Next: "d’autres personnes %s", Taken: "Oui : %d sur %d", Met: "C’est trouvé.",
		Coordinator: "Une coordinatrice ou un coordinateur s’en occupe.", Until: "Visible jusqu’au %s.",
	},
	Edit: "Modifier", Renew: "C’est toujours utile", RenewHint: "Nous la gardons et cherchons encore.", Cancel: "Annuler",
	CancelHint: "Les personnes qui ont dit oui seront prévenues.", CancelGo: "Oui, annuler",
	Done: "C’est fait", DoneHint: "Dites comment cela s’est passé.", DoneGo: "Terminer", DoneLead: "Comment cela s’est-il passé ?",
	AskTeam: "Demander à l’équipe", AskTeamHint: "Une personne de l’équipe regarde et vous répond.", AskTeamDone: "L’équipe est prévenue.",
	Renewed: "C’est relancé.", Cancelled: "C’est annulé.", Completed: "Merci de nous l’avoir dit.",
	Write: "Écrire un message", WriteHint: "Vous pouvez écrire une fois. La conversation s’ouvre quand la personne répond.", WriteGo: "Envoyer",
	WriteReaders: "Lu par cette personne seulement.", Wrote: "Le message est parti.", WriteFault: "Écrivez votre message : 2 000 signes au plus.",
	Help: "J’aide", TakeOffer: "Ça m’intéresse", ReportIt: "Signaler",
	YouHelp: "Vous aidez", YouHelpHint: "Merci. Convenez du moment dans la conversation.",
	Meeting: "Voir le point de rendez-vous", MeetingHint: "Pour vous seulement. Chaque lecture est notée.",
	MeetingNone: "Dans le quartier. Convenez de l’endroit dans la conversation.", MeetingFor: "Pour %s",
	Thread:  "Ouvrir la conversation",
	DropOut: "Je ne peux plus venir", DropOutHint: "Dites-le vite : nous cherchons quelqu’un d’autre.", DropOutGo: "Je ne peux plus", DroppedOut: "C’est noté. Nous cherchons quelqu’un d’autre.",
	ByYou: "Vous", Helpers: "Qui vient",
	NoneMine: "Vous n’avez rien demandé ni proposé.", NoneMineHelp: "Un coup de main, un objet, un moment : dites-le en quatre étapes.",
	PastMine:   "Terminées",
	MinorTitle: "À partir de 18 ans", MinorHelp: "Avant 18 ans, vous pouvez venir aux lieux, aux événements et aux groupes ouverts à tous.",

	InboxLead: "Nous demandons à peu de personnes. Vous pouvez toujours dire non.", InboxNone: "Rien pour le moment.", InboxWait: "Nous vous écrirons quand un voisin aura besoin de vous.",
	InboxNotYet: "Dites ce que vous pouvez faire pour recevoir des demandes.", InboxJoin: "Devenir bénévole",
	Yes: "Oui, j’y vais", No: "Pas cette fois", NoWhy: "Pourquoi ? (cela nous aide à mieux demander)", Later: "Plus tard", LaterDone: "D’accord. Répondez quand vous pouvez.",
	SaidYes: "Merci ! La personne est prévenue.", SaidNo: "C’est noté. Merci d’avoir répondu.",
	Why: "Pourquoi vous", WhenIs: "Quand", WhereIs: "Où", AnswerBy: "Répondez avant %s, s’il vous plaît.",
	Full: "Quelqu’un vient déjà", FullHelp: "Merci d’avoir voulu aider. Une autre fois, peut-être.",
	AnswerGone: "Ce lien ne marche plus", AnswerGoneHelp: "Il est trop ancien, ou il en manque un bout. Ce qu’on vous demande est sur votre page.",
	AnswerOver: "Cette demande n’attend plus votre réponse", AnswerOverHelp: "Elle est réglée, ou vous avez déjà répondu. Rien à faire pour vous.", AnswerDone: "Vous avez déjà dit oui",
	AnswerTitle: "Votre réponse", AnswerLead: "Appuyez pour confirmer.", AnswerYes: "Oui, j’y vais", AnswerNo: "Pas cette fois",
	InvitationStates: map[string]string{
		"sent": "En attente", "later": "Plus tard", "accepted": "Oui", "declined": "Pas cette fois", "dropped": "Ne peut plus venir", "closed": "Plus utile", "expired": "Sans réponse", "withdrawn": "Retirée",
	},
	HowFar: map[string]string{"near": "tout près, à pied", "within": "à moins de 3 km", "city": "à moins de 8 km", "beyond": "plus loin que 8 km"},
	ByHand: "L’équipe a pensé à vous.",

	Queue: "Demandes sans réponse", QueueHint: "qui attend, pourquoi, demander à quelqu’un", QueueLead: "Ces demandes attendent quelqu’un de l’équipe. La plus ancienne d’abord.",
	QueueNone: "Personne n’attend. Bravo.", ToReview: "À lire avant de demander", Waiting: "Sans réponse", ReviewNone: "Rien à lire.",
	WaitsSince: "attend depuis %s",
	Unanswered: map[string]string{
		"nobody-near": "personne n’est assez proche", "nobody-kind": "personne ne propose cette aide ici", "nobody-free": "personne n’est libre à ce moment",
		"no-language": "personne ne parle cette langue", "all-busy": "tous ont déjà été assez sollicités", "all-asked": "tout le monde a été sollicité",
		"quiet-hours": "c’est la nuit, et il faut une réponse avant le matin", "too-late": "le moment est passé", "asked": "la personne demande l’équipe",
	},
	Risks: map[string]string{
		"new-account": "compte tout neuf, aide sensible", "money": "il est question d’argent", "link": "il y a un lien", "contact": "un moyen de contact hors du site", "many": "beaucoup de demandes ouvertes", "refused-before": "une demande refusée il y a peu",
	},
	Allow: "Laisser partir", Refuse: "Refuser", ReviewWhy: "Raison", ReviewHint: "L’auteur la lit.", Allowed: "La demande est partie.", Refused: "La demande est refusée. L’auteur est prévenu.",
	Explain: "Qui peut aider", ExplainHint: "Ce que chaque filtre a laissé, dans l’ordre.",
	Sieve:     []string{"à portée", "pour cette aide", "libres à ce moment", "parlent la langue", "peuvent être demandés", "pas trop sollicités"},
	SieveLead: "Parmi les bénévoles actifs :", Candidates: "Dans l’ordre", NoCandidates: "Personne ne passe tous les filtres.",
	LeftInPeace: "Pas maintenant : un oui est trop peu probable pour déranger quelqu’un.",
	InviteHim:   "Demander à cette personne", InvitedByHand: "La personne est invitée.", ChanceOf: "dit oui : environ %d %%",
	Asked: "Déjà demandés", StaffReads: "Vos actes sur cette page sont notés avec votre nom.", ToQueue: "Demandes sans réponse",

	NeededNow: "On cherche en ce moment", NeededNowHint: "Des voisins ont besoin d’un coup de main ici.", IHelp: "J’aide",
}

var requestEnglish = requestWords{
	Ask: "Ask for a hand", AskHint: "Shopping, a letter, moving…",
	Offer: "Offer", OfferHint: "A thing, a skill, some time",
	Around: "Requests and offers", AroundHint: "what neighbours ask for and offer",
	Mine: "My requests and offers", MineHint: "where they stand, change them, say that it is done",
	Inbox: "Help I am asked for", InboxHint: "say yes, or not this time",
	ForMembers: "Between neighbours",

	Step:    "Step %d of %d",
	WhatAsk: "What do you need?", WhatOffer: "What do you offer?", Frequent: "Often asked for", FrequentOffers: "Often offered",
	AllFamilies: "All kinds of help", OtherFamily: "See all kinds of help",
	WhereAsk: "Where?",
	AtHome:   "In my neighbourhood: %s", AtHomeHint: "Others see the neighbourhood, never your address.",
	NoHome: "You have not said your neighbourhood yet.", SetHome: "Say my neighbourhood",
	AtPoint: "At a meeting point", AtPointHint: "Only those who say yes see this point. Others see an area.",
	PointMap: "On the map", PointTap: "Tap the map where you will meet.", PointSet: "The point is chosen. Tap elsewhere to change it.",
	PointFailed: "The map does not come. Write an address.", PointLoad: "See the map", PointLoading: "The map is coming…", PointLabel: "Map: tap the meeting point",
	PointAddress: "By an address", PointAddressHint: "A number and a street, a stop, a square.",
	PointFind: "Search", PointFound: "Choose the right place", PointUse: "It is here",
	Note: "How to find it? (if you like)", NoteHint: "For example: in front of the blue door.", NoteReaders: "Read only by those who said yes.",
	WhenAsk: "When?",
	NowAsk:  "Now", NowHint: "today, as soon as possible",
	FlexAsk: "When somebody can", FlexHint: "in the next days", FlexOffer: "When it suits",
	WindowAsk: "At a certain time", WindowHint: "Choose the day and the hours.", WindowGo: "Choose this time",
	Day: "Day", From: "From", Until: "Until",
	Check: "Check and send", CheckOffer: "Check and publish", What: "What", Where: "Where", When: "When", Change: "Change",
	Details: "A few words (if you like)", DetailsHint: "Write no name, no telephone, no address. You will talk about them later.",
	More: "More choices: people, language, wishes…", Needed: "How many people to help?", NeededHint: "One is enough most of the time.",
	NeededOffer: "For how many people?",
	Quantity:    "How many things?", QuantityHint: "Leave empty if it does not matter.",
	Languages: "In which language?", LanguagesHint: "One of these is enough. Nothing ticked: any.",
	Urgency: "Is it urgent?", UrgencyHint: "Urgent: we may ask in the evening those who agree to it.",
	Wishes: "Your wishes", WishesHint: "Those we ask will read them. Nobody is left out.",
	Photo: "A photo (if you like)", PhotoHint: "Of the thing, without a face. We take the place and the date out of the photo.", PhotoKept: "The photo is kept.", PhotoAlt: "Photo of what is offered",
	Behalf: "It is for somebody else", BehalfHint: "Only if the person agrees.",
	BehalfName: "Their first name", BehalfNameHint: "Read only by those who said yes.",
	BehalfConsent: "How did they agree?", BehalfNone: "It is for me",
	Readers:      "Who will read this",
	ReadersAsk:   []string{"Adult members: the kind of help, your words, the neighbourhood, the time.", "Those who say yes: also the meeting point and your first name.", "Never: your address, your telephone, your e-mail."},
	ReadersOffer: []string{"Adult members: what you offer, your words, the photo, the neighbourhood.", "Those with whom you agree: also the meeting point and your first name.", "Never: your address, your telephone, your e-mail."},
	Send:         "Send my request", SendOffer: "Publish", Save: "Save",
	Sent: "Sent. We ask those who are best placed.", SentOffer: "Published.", Saved: "Saved. We are searching again.",
	Reviewing: "Sent. The team reads it first.",
	Faults: map[string]string{
		"kind": "Choose a kind of help.", "where": "Choose a place in the city.", "point": "Choose a place in the city.", "when": "Choose a day and hours to come.",
		"details": "No telephone, e-mail or link here, and at most 1,000 signs.", "note": "At most 300 signs.",
		"needed": "Write a number from 1 to 50.", "quantity": "Write a number up to 1,000.", "languages": "This language is not known.", "wishes": "This wish is not known.",
		"urgency": "Choose an answer.", "photo": "This photo does not work. Choose an image of at most 10 MB.",
		"behalf": "Write their first name and say how they agreed.", "address": "We do not find this address here.",
		"outcome": "Choose an answer.", "why": "Choose an answer.", "text": "Write your message: at most 2,000 signs.",
		"open": "You have many open requests. End one of them first.", "account": "This person cannot be invited now.",
	},

	BrowseIn: "Requests and offers %s", BrowseLead: "What neighbours ask for and offer. You can write once to each.",
	Asks: "Requests", Offers: "Offers", Both: "Both", Kind: "Kind of help", Any: "All",
	Filter: "Show", Nearest: "The nearest first.",
	NothingHere: "Nothing for now.", NothingHelp: "Ask or offer: somebody here may answer.",
	BeforeDay: "%s", SameZone: "the same area",
	YourQuartier: "your neighbourhood", AboutAway: "about %s away", SameArea: "in your area",
	People: "%d people", PersonOne: "1 person",
	MapTitle: "Map", MapFailed: "The map does not come. The list says everything.", MapLoad: "See the map", MapLoading: "The map is coming…",
	MapLabel: "Map of requests and offers", MapNone: "Nothing in this view.", MapHere: "Requests and offers here: %d", MapBlur: "Each sign is an area, not an address.",
	AskOf: "Request", OfferOf: "Offer",
	NowShort: "now", FlexShort: "when it suits", Between: "%s, %s to %s",

	States: map[string]string{
		"draft": "Draft", "review": "Read by the team", "open": "Open", "partly": "Partly found", "met": "Found", "done": "Ended", "expired": "Past", "cancelled": "Cancelled",
	},
	StateHints: map[string]string{
		"draft": "It is not sent yet.", "review": "The team reads it before we ask. We will tell you.", "open": "We are looking for somebody.",
		"partly": "Some people are still missing. We go on.", "met": "Somebody is coming. Talk in the conversation.", "done": "It is over. Thank you.",
		"expired": "Its time is past. You can send it again.", "cancelled": "You cancelled it.",
	},
	Posted: "Written on %s",
	Progress: progressWords{
		Nobody: "We are looking for who can help.", First: "We will ask the first people %s.", Asked: "%d people asked", AskedOne: "1 person asked",
		By: "an answer is likely before %s", Next: "more people %s", Taken: "Yes: %d of %d", Met: "Found.",
		Coordinator: "A coordinator is looking after it.", Until: "Shown until %s.",
	},
	Edit: "Change", Renew: "Still wanted", RenewHint: "We keep it and go on searching.", Cancel: "Cancel",
	CancelHint: "Those who said yes will be told.", CancelGo: "Yes, cancel",
	Done: "It is done", DoneHint: "Say how it went.", DoneGo: "End", DoneLead: "How did it go?",
	AskTeam: "Ask the team", AskTeamHint: "Somebody of the team looks and answers you.", AskTeamDone: "The team has been told.",
	Renewed: "It goes on.", Cancelled: "Cancelled.", Completed: "Thank you for telling us.",
	Write: "Write a message", WriteHint: "You can write once. The conversation opens when the person answers.", WriteGo: "Send",
	WriteReaders: "Read by this person only.", Wrote: "The message has left.", WriteFault: "Write your message: at most 2,000 signs.",
	Help: "I help", TakeOffer: "I am interested", ReportIt: "Report",
	YouHelp: "You help", YouHelpHint: "Thank you. Agree on the time in the conversation.",
	Meeting: "See the meeting point", MeetingHint: "For you only. Each reading is noted.",
	MeetingNone: "In the neighbourhood. Agree on the place in the conversation.", MeetingFor: "For %s",
	Thread:  "Open the conversation",
	DropOut: "I cannot come any more", DropOutHint: "Say it soon: we look for somebody else.", DropOutGo: "I cannot any more", DroppedOut: "Noted. We look for somebody else.",
	ByYou: "You", Helpers: "Who comes",
	NoneMine: "You have asked for nothing and offered nothing.", NoneMineHelp: "A hand, a thing, some time: say it in four steps.",
	PastMine:   "Ended",
	MinorTitle: "From 18 years on", MinorHelp: "Before 18, you can come to the places, events and groups that are open to everyone.",

	InboxLead: "We ask few people. You can always say no.", InboxNone: "Nothing for now.", InboxWait: "We will write to you when a neighbour needs you.",
	InboxNotYet: "Say what you can do, to be asked.", InboxJoin: "Become a volunteer",
	Yes: "Yes, I will go", No: "Not this time", NoWhy: "Why? (it helps us to ask better)", Later: "Later", LaterDone: "All right. Answer when you can.",
	SaidYes: "Thank you! The person has been told.", SaidNo: "Noted. Thank you for answering.",
	Why: "Why you", WhenIs: "When", WhereIs: "Where", AnswerBy: "Please answer before %s.",
	Full: "Somebody is coming already", FullHelp: "Thank you for wanting to help. Another time, perhaps.",
	AnswerGone: "This link does not work any more", AnswerGoneHelp: "It is too old, or a piece of it is missing. What you are asked is on your page.",
	AnswerOver: "This request does not wait for you any more", AnswerOverHelp: "It is settled, or you have answered already. There is nothing to do for you.", AnswerDone: "You have said yes already",
	AnswerTitle: "Your answer", AnswerLead: "Press to confirm.", AnswerYes: "Yes, I will go", AnswerNo: "Not this time",
	InvitationStates: map[string]string{
		"sent": "Waiting", "later": "Later", "accepted": "Yes", "declined": "Not this time", "dropped": "Cannot come any more", "closed": "Not needed any more", "expired": "No answer", "withdrawn": "Taken back",
	},
	HowFar: map[string]string{"near": "very near, on foot", "within": "less than 3 km away", "city": "less than 8 km away", "beyond": "more than 8 km away"},
	ByHand: "The team thought of you.",

	Queue: "Requests without an answer", QueueHint: "who waits, why, ask somebody", QueueLead: "These requests wait for somebody of the team. The oldest first.",
	QueueNone: "Nobody waits. Well done.", ToReview: "To read before we ask", Waiting: "Without an answer", ReviewNone: "Nothing to read.",
	WaitsSince: "has waited since %s",
	Unanswered: map[string]string{
		"nobody-near": "nobody is near enough", "nobody-kind": "nobody offers this help here", "nobody-free": "nobody is free at that time",
		"no-language": "nobody speaks this language", "all-busy": "all have been asked often enough", "all-asked": "everybody was asked",
		"quiet-hours": "it is night, and an answer is needed before the morning", "too-late": "the time has passed", "asked": "the person asks for the team",
	},
	Risks: map[string]string{
		"new-account": "a new account, sensitive help", "money": "it is about money", "link": "there is a link", "contact": "a way to be reached outside of this site", "many": "many open requests", "refused-before": "a request was refused lately",
	},
	Allow: "Let it go out", Refuse: "Refuse", ReviewWhy: "Reason", ReviewHint: "The author reads it.", Allowed: "The request has gone out.", Refused: "The request is refused. The author has been told.",
	Explain: "Who can help", ExplainHint: "What each filter left, in order.",
	Sieve:     []string{"within reach", "for this help", "free then", "speak the language", "may be asked", "not asked too often"},
	SieveLead: "Of the active volunteers:", Candidates: "In order", NoCandidates: "Nobody passes all filters.",
	LeftInPeace: "Not now: a yes is too unlikely to disturb somebody for.",
	InviteHim:   "Ask this person", InvitedByHand: "The person is invited.", ChanceOf: "says yes: about %d %%",
	Asked: "Asked already", StaffReads: "What you do on this page is noted with your name.", ToQueue: "Requests without an answer",

	NeededNow: "Wanted now", NeededNowHint: "Neighbours need a hand here.", IHelp: "I help",
}
