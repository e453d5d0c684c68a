package web

// eventWords are about what people do together: looking for it, coming, bringing somebody, holding it.
type eventWords struct {
	Events, EventsHint       string
	In                       string // one %s: a place with its preposition
	Lead                     string
	Hold, HoldHint           string
	Mine, MineHint           string
	Next, AllNext            string // on the first screen
	Near                     string
	List, Month, Map         string
	When, AnyDay             string
	Today, Weekend, Week     string
	What, Anything           string
	FreeOnly, Filter         string
	PriceFilter, AnyPrice    string
	Before, After            string // months
	None, NoneHelp           string
	NoneThere                string // in a cell of the month
	More                     string
	MapTitle, MapLoad        string
	MapLoading, MapFailed    string
	MapLabel, MapNone        string
	MapHere                  string // one %d
	Off, Full, Moved         string
	MovedFrom                string // one %s
	Free, Price              string // the second: one %s
	SeatOne, Seats           string // the second: one %d
	Taken                    string // two %d
	WaitingLine              string // one %d
	OnlineShort              string
	SealedShort              string // one %s: a district
	SealedNowhere            string
	NoDate, Over             string
	From, Until              string
	Where, For, Access       string
	Languages, Bring, Price2 string
	By, ByMember, CoHosts    string
	OtherDates               string
	SealedWhere, SealedGo    string // of who comes
	SealedRead               string
	OnlineGo                 string
	Cancelled                string // one %s: why
	CancelledPlain           string
	ReviewWaits              string
	ReviewRefused            string
	Helpers                  string // one %d
	HelperOne                string
	Share, ShareDone         string
	Calendar, CalendarAll    string
	Poster, Report           string
	AllDay                   string
	Span                     string // two %s
	LongSpan                 string // two %s
	Repeats                  string // one %s
	SameMonth                string

	Come        comingWords
	Form        eventFormWords
	Host        hostWords
	Tickets     ticketWords
	Around      aroundWords
	Mix         mixWords
	Imports     importWords
	CoHosting   coHostWords
	Faults      map[string]string
	AccessNames map[string]string // by code of directory.AccessNeeds
}

// mixWords are about how those who come say they live.
type mixWords struct {
	Title     string
	Lead      string // one %s: a month
	Of        string // one %s: the district that is meant, where it is not the page's
	Others    string
	Own       string
	OwnHint   string
	Silent    string
	Save      string
	SaidThat  string
	SaidNever string
}

// comingWords are about signing up.
type comingWords struct {
	Title, Go                     string
	WhichDate, ThisDate, AllDates string
	AllDatesHint                  string
	Bring, BringHint              string
	First, Second                 string
	Name, NameHint                string
	Contact, ContactHint          string
	Readers                       string
	WaitHint, WaitGo              string
	Going, GoingSeries            string
	Waiting                       string // one %d: how many before
	WaitingNext                   string
	Offered                       string // one %s: until when
	OfferedGo, OfferedNo          string
	Leave, LeaveHint, LeaveGo     string
	LeaveSeries                   string
	With                          string // one %s: names
	Invite, InviteHint            string
	InviteGo, InviteLink          string
	Invited                       string
	Came                          string
	Done, DoneWait, DoneSeries    string
	Left, Confirmed               string
	SignInCode                    string
}

// eventFormWords are those of the form.
type eventFormWords struct {
	New, Edit, Duplicate         string
	Lead                         string
	What, WhatHint               string
	Day, From, Until, UntilHint  string
	Where, WhereHint             string
	WhereFound, WhereKept        string // the second: one %s
	WhereMore                    string
	Area, AreaHint, NoArea       string
	Sealed, SealedHint           string
	Online, OnlineHint           string
	Note, NoteHint               string
	MoreTitle                    string
	Repeat                       string
	Repeats                      map[string]string
	KeptRule                     string // one %s
	RepeatUntil, RepeatUntilHint string
	Details, DetailsHint         string
	Interest, NoInterest         string
	For                          string
	Capacity, CapacityHint       string
	FirstSeats                   string // one %d
	Price, PriceHint             string
	Access, Languages            string
	Bring, BringHint             string
	Helpers, HelpersHint         string
	Photo, PhotoHint, PhotoKept  string
	Scope                        string
	This, ThisHint               string
	Following, FollowingHint     string
	All, AllHint                 string
	Readers                      []string
	ReadersTitle                 string
	Send, Save                   string
	Sent, SentReview, Saved      string
	Minor, MinorHelp             string
	Templates                    string
}

// hostWords are those of whoever holds an event.
type hostWords struct {
	Title, Coming, Held        string
	NoneComing, NoneComingHelp string
	NoneHeld, NoneHeldHelp     string
	Past                       string
	People, PeopleHint         string
	Edit, Duplicate, Cancel    string
	CancelTitle, CancelHint    string
	CancelWhy, CancelGo        string
	CancelledDone              string
	CheckIn, CheckInHint       string
	Helped, WithGuests         string // the second: one %s, names
	Marked, TooSoon            string
	WalkIns, WalkInsHint       string
	Unknown                    string // somebody without a name
	Export                     string
	Save, Saved                string
	Offline, Sending, Sent     string // the first: one %d
	Nobody                     string
	Counted                    string // two %d
	InLine, OfferedTo          string
	Readers                    string
	ReviewTitle, ReviewHint    string
	ReviewNone                 string
	Pass, Refuse, Passed       string
	RefusedDone                string
	Print                      string
	Scan                       string
	Week                       string // one %s
	WeekOf                     string // two %s
	WeekNone                   string
	Calendar, CalendarHint     string
	AddressGet, AddressNew     string
	AddressOnce, AddressOpen   string
	AddressSince               string // one %s: a day
	AddressAgain, AddressClose string
	AddressClosed              string
	WeekLink                   string
	HostedBy                   string // one %s
	Asked, AskedYes, AskedNo   string
}

// ticketWords are about invitations from partners.
type ticketWords struct {
	Title, Lead            string
	Open, Seats, SeatsHint string
	WhoMay                 string
	Who                    map[string]string
	How                    string
	Hows                   map[string]string
	Hours, HoursHint       string
	Partner, PartnerHint   string
	Go, Opened             string
	Closes                 string
	Credit                 string // two %d: asked, came
	None                   string
	Batch                  string // two %d: given, all
	DrawGo, Drawn          string
	Offered, OfferedBy     string // the second: one %s
	Until                  string // one %s
	Claim, Claimed         string
	Pass, Passed           string
	Code, CodeHint         string
	WantIt, Wanted         string
}

// aroundWords are those of the page that shows what is around at once.
type aroundWords struct {
	Title, Lead    string
	Open, NoOpen   string
	AllOpen        string
	Next, NoNext   string
	Requests       string
	NoRequests     string
	RequestsSignIn string
	AllRequests    string
	SayWhere       string
}

var eventsFrench = eventWords{
	Events: "Sorties et rencontres", EventsHint: "ce qui se passe près de vous",
	In: "Sorties et rencontres %s", Lead: "Jouer, marcher, manger, discuter ensemble. C’est ouvert, même sans compte.",
	Hold: "Proposer une sortie", HoldHint: "trois lignes suffisent",
	Mine: "Mes sorties", MineHint: "où vous allez, ce que vous organisez",
	Next: "Prochaines sorties", AllNext: "Toutes les sorties", Near: "Près de vous d’abord, puis par date.",
	List: "Liste", Month: "Mois", Map: "Carte",
	When: "Quand", AnyDay: "Tous les jours", Today: "Aujourd’hui", Weekend: "Ce week-end", Week: "Dans les 7 jours",
	What: "Quoi", Anything: "Tout", FreeOnly: "Gratuit", Filter: "Afficher", PriceFilter: "Prix", AnyPrice: "Tous les prix",
	Before: "Mois d’avant", After: "Mois d’après",
	None: "Rien de prévu ici pour le moment", NoneHelp: "Choisissez un autre moment, ou proposez une sortie : d’autres attendent peut-être.",
	NoneThere: "rien", More: "Plus de dates",
	MapTitle: "Carte des sorties", MapLoad: "Voir la carte", MapLoading: "La carte arrive…", MapFailed: "La carte n’est pas venue. La liste dit la même chose.",
	MapLabel: "Carte des sorties. La liste à côté dit la même chose.", MapNone: "Aucune sortie sur cette partie de la carte.", MapHere: "%d sorties ici",
	Off: "Annulé", Full: "Complet", Moved: "Déplacé", MovedFrom: "Déplacé. C’était prévu %s.",
	Free: "Gratuit", Price: "%s €", SeatOne: "1 place libre", Seats: "%d places libres", Taken: "%d inscrits sur %d places", WaitingLine: "%d en attente",
	OnlineShort: "En ligne", SealedShort: "%s, adresse donnée aux inscrits", SealedNowhere: "Adresse donnée aux inscrits",
	NoDate: "Il n’y a plus de date à venir.", Over: "C’est passé.",
	From: "De", Until: "À", Where: "Où", For: "Pour qui", Access: "Accès", Languages: "Langues", Bring: "À apporter", Price2: "Prix",
	By: "Organisé par", ByMember: "un voisin", CoHosts: "Avec", OtherDates: "Autres dates",
	SealedWhere: "L’endroit exact est donné aux personnes inscrites.", SealedGo: "Voir l’endroit exact", SealedRead: "Chaque lecture est notée. L’adresse est effacée après la date.",
	OnlineGo:  "Ouvrir la rencontre en ligne",
	Cancelled: "Annulé : %s.", CancelledPlain: "Cette date est annulée.",
	ReviewWaits: "Votre sortie est visible. L’équipe la regardera bientôt : d’ici là, 15 places au plus.", ReviewRefused: "L’équipe n’a pas gardé cette sortie.",
	Helpers: "On cherche %d coups de main", HelperOne: "On cherche un coup de main",
	Share: "Partager", ShareDone: "Adresse copiée", Calendar: "Ajouter à mon agenda", CalendarAll: "Ajouter toutes les dates à mon agenda",
	Poster: "Affiche à imprimer", Report: "Signaler", AllDay: "toute la journée", Span: "de %s à %s", LongSpan: "%s, jusqu’au %s",
	Repeats: "Se répète : %s", SameMonth: "Dates du mois",
	Come: comingWords{
		Title: "Venir", Go: "Je participe", WhichDate: "Pour quelle date ?", ThisDate: "Seulement cette date", AllDates: "Toutes les dates",
		AllDatesHint: "Une seule inscription. Vous pouvez vous retirer d’une date.",
		Bring:        "J’amène quelqu’un", BringHint: "Un prénom suffit. Deux personnes au plus.", First: "Prénom de la première personne", Second: "Prénom de la deuxième personne",
		Name: "Votre prénom", NameHint: "Pour la liste des organisateurs. Facultatif.",
		Contact: "Votre e-mail ou votre téléphone", ContactHint: "Pour recevoir un code, et être prévenu si la date change. Pas de mot de passe.",
		Readers:  "Les organisateurs lisent votre prénom et ceux que vous amenez. Les autres ne voient qu’un nombre.",
		WaitHint: "C’est complet. Mettez-vous en attente : si une place se libère, elle vous est proposée dans l’ordre d’arrivée.", WaitGo: "Me mettre en attente",
		Going: "Vous êtes inscrit.", GoingSeries: "Vous êtes inscrit à toutes les dates.", Waiting: "Vous êtes en attente, %d personnes avant vous.", WaitingNext: "Vous êtes en attente : la prochaine place est pour vous.",
		Offered: "Une place est à vous jusqu’à %s.", OfferedGo: "Je prends la place", OfferedNo: "Je la laisse",
		Leave: "Je ne viens plus", LeaveHint: "Votre place va à quelqu’un d’autre.", LeaveGo: "Laisser ma place", LeaveSeries: "Me retirer de toutes les dates",
		With: "Avec %s", Invite: "Inviter quelqu’un", InviteHint: "Ce lien est à vous. Qui l’utilise compte comme venu avec vous.", InviteGo: "Faire un lien d’invitation", InviteLink: "Votre lien d’invitation",
		Invited: "Quelqu’un vous invite à cette sortie.", Came: "Vous étiez là. Merci !",
		Done: "C’est noté, à bientôt !", DoneWait: "Vous êtes dans la liste d’attente.", DoneSeries: "C’est noté pour toutes les dates, à bientôt !",
		Left: "Votre place est libre. À une autre fois !", Confirmed: "La place est à vous. À bientôt !",
		SignInCode: "Nous vous avons envoyé un code. Tapez-le : vous serez inscrit.",
	},
	Form: eventFormWords{
		New: "Proposer une sortie", Edit: "Modifier la sortie", Duplicate: "Refaire cette sortie",
		Lead: "Trois lignes suffisent. Le reste est facultatif.",
		What: "Quoi ?", WhatHint: "Par exemple : Pétanque et café", Day: "Quel jour ?", From: "De", Until: "À", UntilHint: "Vide : deux heures",
		Where: "Où ?", WhereHint: "Un lieu de l’annuaire, une adresse, ou un lien https:// pour une rencontre en ligne",
		WhereFound: "Choisissez le bon endroit", WhereKept: "L’endroit reste : %s. Écrivez ici seulement pour en changer.",
		WhereMore: "Ne pas montrer l’adresse à tout le monde", Area: "Quartier", AreaHint: "Tout le monde voit le quartier seulement.", NoArea: "Choisir un quartier",
		Sealed: "L’endroit exact", SealedHint: "Lu seulement par les personnes inscrites, et effacé après la date.",
		Online: "En ligne", OnlineHint: "Une adresse qui commence par https://",
		Note: "Comment trouver", NoteHint: "Tout le monde peut le lire : « devant la fontaine »", MoreTitle: "En dire plus (facultatif)",
		Repeat: "Recommencer",
		Repeats: map[string]string{
			"": "Une seule fois", "daily": "Chaque jour", "weekly": "Chaque semaine, le même jour", "fortnightly": "Une semaine sur deux, le même jour",
			"monthly": "Chaque mois, le même jour de la semaine (le premier lundi, le dernier samedi…)", "twice": "Deux fois par mois (le 1er et le 3e jeudi, par exemple)",
			"monthday": "Chaque mois, à la même date", "yearly": "Chaque année",
		},
		KeptRule: "Comme avant : %s", RepeatUntil: "Jusqu’au", RepeatUntilHint: "Vide : sans fin prévue",
		Details: "De quoi s’agit-il ?", DetailsHint: "Tout le monde peut le lire. N’écrivez ni adresse privée ni numéro.",
		Interest: "Centre d’intérêt", NoInterest: "Autre chose", For: "Pour qui ?",
		Capacity: "Nombre de places", CapacityHint: "Vide : sans limite", FirstSeats: "Votre première sortie : %d places au plus, tant que l’équipe ne l’a pas vue.",
		Price: "Prix en euros", PriceHint: "Vide : gratuit", Access: "Accès", Languages: "Langues parlées",
		Bring: "À apporter", BringHint: "Par exemple : un plat à partager", Helpers: "Coups de main cherchés", HelpersHint: "Combien de personnes pour installer, accueillir, ranger",
		Photo: "Photo", PhotoHint: "Tout le monde la voit. Personne ne doit y être reconnaissable sans son accord.", PhotoKept: "La photo est gardée.",
		Scope: "Que voulez-vous changer ?", This: "Seulement cette date", ThisHint: "les autres restent comme avant",
		Following: "Cette date et les suivantes", FollowingHint: "les dates d’avant restent comme elles étaient", All: "Toutes les dates", AllHint: "celles d’avant aussi",
		ReadersTitle: "Qui lira ceci",
		Readers:      []string{"Tout le monde, même sans compte.", "Votre nom n’est montré qu’aux membres, et pas à ceux que vous avez bloqués.", "L’endroit exact, si vous le cachez : seulement les inscrits."},
		Send:         "Publier", Save: "Enregistrer", Sent: "C’est publié. Merci !", SentReview: "C’est publié. L’équipe y jettera un œil.", Saved: "C’est enregistré. Les inscrits sont prévenus si la date ou le lieu change.",
		Minor: "Organiser à partir de 18 ans", MinorHelp: "Vous pouvez venir à toutes les sorties publiques. Pour en organiser une, il faut avoir 18 ans.",
		Templates: "Partir d’un modèle :",
	},
	Host: hostWords{
		Title: "Mes sorties", Coming: "J’y vais", Held: "J’organise",
		NoneComing: "Vous n’êtes inscrit à rien", NoneComingHelp: "Regardez ce qui se passe près de vous.",
		NoneHeld: "Vous n’organisez rien pour le moment", NoneHeldHelp: "Trois lignes suffisent pour proposer quelque chose.", Past: "Passé",
		People: "Inscrits", PeopleHint: "la liste et les présences", Edit: "Modifier", Duplicate: "Refaire", Cancel: "Annuler",
		CancelTitle: "Annuler la sortie", CancelHint: "Toutes les personnes inscrites sont prévenues, et leur agenda change.", CancelWhy: "Pourquoi ?", CancelGo: "Annuler et prévenir",
		CancelledDone: "C’est annulé. Les inscrits sont prévenus.",
		CheckIn:       "Présences", CheckInHint: "Touchez qui est là. Sans réseau, la liste est gardée et envoyée plus tard.",
		Helped: "a aidé", WithGuests: "venus avec : %s", Marked: "Là", TooSoon: "La liste s’ouvre deux heures avant le début, et se ferme une semaine après.",
		WalkIns: "Venus sans s’inscrire", WalkInsHint: "Combien de personnes", Unknown: "Quelqu’un sans prénom", Export: "Voir la page",
		Save: "Enregistrer", Saved: "C’est enregistré.",
		Offline: "Sans réseau : %d présences gardées ici, envoyées dès que possible.", Sending: "Envoi…", Sent: "Tout est envoyé.",
		Nobody: "Personne n’est inscrit pour le moment.", Counted: "%d présents sur %d", InLine: "En attente", OfferedTo: "Place proposée",
		Readers:     "Vous lisez des prénoms parce que vous organisez. Gardez-les pour vous.",
		ReviewTitle: "Sorties à regarder", ReviewHint: "premières sorties de membres", ReviewNone: "Rien à regarder.", Pass: "C’est bon", Refuse: "Retirer", Passed: "C’est noté.", RefusedDone: "La sortie est retirée.",
		Print: "Imprimer", Scan: "Visez le code pour tout savoir et pour vous inscrire.", Week: "La semaine %s", WeekOf: "du %s au %s", WeekNone: "Rien de prévu cette semaine.",
		Calendar:     "Dans l’agenda de mon téléphone",
		CalendarHint: "Une adresse rien que pour vous : votre agenda y lit vos sorties et suit les changements. Il n’y trouve ni les autres inscrits, ni les adresses données aux inscrits.",
		AddressGet:   "Obtenir l’adresse", AddressNew: "L’adresse de votre agenda",
		AddressOnce: "Copiez-la maintenant : elle n’est montrée qu’une fois. Qui la connaît voit où vous allez.", AddressOpen: "Ouvrir dans mon agenda",
		AddressSince: "Votre agenda a une adresse depuis le %s.", AddressAgain: "En faire une autre", AddressClose: "La supprimer",
		AddressClosed: "L’adresse de votre agenda ne marche plus.",
		WeekLink:      "La semaine à imprimer",
		HostedBy:      "Proposé par %s", Asked: "On vous propose d’organiser ensemble", AskedYes: "Oui", AskedNo: "Non",
	},
	Tickets: ticketWords{
		Title: "Places offertes", Lead: "Un partenaire offre des places. Chacune est proposée à une personne pour un temps limité, puis à la suivante.",
		Open: "Offrir des places", Seats: "Nombre de places", SeatsHint: "prises parmi les places libres",
		WhoMay: "Pour qui ?", Who: map[string]string{"members": "Tous les membres", "district": "Les membres du quartier", "never": "Ceux qui n’ont encore jamais été invités"},
		How: "Comment ?", Hows: map[string]string{"first": "Premier arrivé, premier servi", "draw": "Tirage au sort, d’abord ceux qui n’ont jamais eu de place"},
		Hours: "Heures pour répondre", HoursHint: "ensuite la place va à quelqu’un d’autre", Partner: "Offert par", PartnerHint: "Le nom est montré avec merci.",
		Closes: "Demandes jusqu’au", Credit: "%d demandes, %d personnes venues", Go: "Offrir", Opened: "Les places sont offertes.", None: "Aucune place offerte.", Batch: "%d places données sur %d", DrawGo: "Tirer au sort", Drawn: "Le tirage est fait.",
		Offered: "Une place offerte pour vous", OfferedBy: "Offerte par %s", Until: "Répondez avant %s", Claim: "Je la prends", Claimed: "La place est à vous. Gardez le code.",
		Pass: "Je la laisse", Passed: "Merci, elle va à quelqu’un d’autre.", Code: "Code à l’entrée", CodeHint: "Montrez-le en arrivant.", WantIt: "Je voudrais une place", Wanted: "C’est noté.",
	},
	Imports: importsFR, CoHosting: coHostsFR,
	Mix: mixWords{
		Title: "Qui vient aux sorties", Lead: "En %s, de ceux qui sont venus et ont bien voulu le dire. Des parts, jamais de moins de onze personnes.", Of: "Pour %s.", Others: "Autres",
		Own: "Comment je vis", OwnHint: "Facultatif. Personne ne lit votre réponse : seules des parts d’au moins onze personnes sont montrées, par quartier et par mois.",
		Silent: "Je ne le dis pas", Save: "Enregistrer", SaidThat: "C’est noté. Merci !", SaidNever: "Votre réponse est effacée.",
	},
	Around: aroundWords{
		Title: "Autour de moi", Lead: "Ce qui est ouvert, ce qui se passe, qui cherche un coup de main.",
		Open: "Ouvert maintenant", NoOpen: "Rien d’ouvert tout près en ce moment.", AllOpen: "Tous les lieux ouverts", Next: "Prochaines sorties", NoNext: "Aucune sortie prévue près d’ici.",
		Requests: "Coups de main", NoRequests: "Personne ne cherche d’aide près d’ici en ce moment.", RequestsSignIn: "Connectez-vous pour voir qui cherche un coup de main.", AllRequests: "Toutes les demandes",
		SayWhere: "Dites où vous êtes pour voir ce qui est près de vous.",
	},
	AccessNames: map[string]string{
		"wheelchair": "on peut venir en fauteuil", "short_walks": "peu de marche", "low_vision": "adapté à qui voit mal", "hard_of_hearing": "adapté à qui entend mal",
		"calm": "au calme", "easy_words": "sans lire ni écrire", "with_child": "enfants bienvenus",
	},
	Faults: map[string]string{
		"title": "Dites en quelques mots ce que c’est.", "where": "Nous n’avons pas trouvé cet endroit. Écrivez une adresse de la ville ou le nom d’un lieu, ou choisissez un quartier.",
		"when": "Choisissez un jour et une heure à venir.", "rule": "Cette répétition n’est pas possible.", "until": "La fin doit être après le début.",
		"capacity": "Un nombre de places, ou rien.", "first": "Votre première sortie a 15 places au plus. L’équipe la regardera bientôt.", "price_cents": "Un prix en euros, ou rien.", "helpers": "Un nombre de 0 à 50.",
		"words": "4 000 signes au plus.", "bring": "200 signes au plus.", "note": "300 signes au plus.", "sealed": "Dites où c’est, en 300 signes au plus.", "online": "Une adresse qui commence par https://",
		"photo": "Cette image ne peut pas être gardée.", "with": "Un prénom par personne, deux personnes au plus.", "why": "Choisissez une raison.", "scope": "Choisissez ce qui change.", "same": "Le prix, la photo et le public sont les mêmes pour toutes les dates. Choisissez « Toutes les dates ».", "contact": "Un e-mail ou un numéro de téléphone.",
		"seats": "Un nombre de 1 à 1 000.", "places": "Il n’y a pas autant de places libres.", "closes": "Une date avant le début.", "hours": "Un nombre d’heures.", "partner": "Dites qui offre les places.", "interest": "Choisissez dans la liste.", "languages": "Choisissez dans la liste.", "hosts": "Dix personnes au plus.",
	},
}

var eventsEnglish = eventWords{
	Events: "Outings and meetings", EventsHint: "what goes on near you",
	In: "Outings and meetings %s", Lead: "Play, walk, eat and talk together. Everybody is welcome, even without an account.",
	Hold: "Suggest an outing", HoldHint: "three lines are enough",
	Mine: "My outings", MineHint: "where you go, what you organise",
	Next: "Next outings", AllNext: "All outings", Near: "Near you first, then by date.",
	List: "List", Month: "Month", Map: "Map",
	When: "When", AnyDay: "Any day", Today: "Today", Weekend: "This weekend", Week: "Within 7 days",
	What: "What", Anything: "Everything", FreeOnly: "Free", Filter: "Show", PriceFilter: "Price", AnyPrice: "Any price",
	Before: "Month before", After: "Month after",
	None: "Nothing planned here for now", NoneHelp: "Choose another time, or suggest an outing: others may be waiting.",
	NoneThere: "nothing", More: "More dates",
	MapTitle: "Map of outings", MapLoad: "Show the map", MapLoading: "The map is coming…", MapFailed: "The map did not come. The list says the same.",
	MapLabel: "Map of outings. The list beside it says the same.", MapNone: "No outing on this part of the map.", MapHere: "%d outings here",
	Off: "Cancelled", Full: "Full", Moved: "Moved", MovedFrom: "Moved. It was planned %s.",
	Free: "Free", Price: "€%s", SeatOne: "1 seat free", Seats: "%d seats free", Taken: "%d coming, %d seats", WaitingLine: "%d waiting",
	OnlineShort: "Online", SealedShort: "%s, address told to those who come", SealedNowhere: "Address told to those who come",
	NoDate: "There is no date to come.", Over: "It is over.",
	From: "From", Until: "Until", Where: "Where", For: "For whom", Access: "Access", Languages: "Languages", Bring: "Bring", Price2: "Price",
	By: "Organised by", ByMember: "a neighbour", CoHosts: "With", OtherDates: "Other dates",
	SealedWhere: "The exact place is told to those who come.", SealedGo: "Show the exact place", SealedRead: "Each reading is noted. The address is erased after the date.",
	OnlineGo:  "Open the online meeting",
	Cancelled: "Cancelled: %s.", CancelledPlain: "This date is cancelled.",
	ReviewWaits: "Your outing can be seen. The team will look at it soon: until then, 15 seats at most.", ReviewRefused: "The team did not keep this outing.",
	Helpers: "%d helping hands are wanted", HelperOne: "A helping hand is wanted",
	Share: "Share", ShareDone: "Address copied", Calendar: "Add to my calendar", CalendarAll: "Add all dates to my calendar",
	Poster: "Poster to print", Report: "Report", AllDay: "all day", Span: "from %s to %s", LongSpan: "%s, until %s",
	Repeats: "Repeats: %s", SameMonth: "Dates of the month",
	Come: comingWords{
		Title: "Come along", Go: "I am coming", WhichDate: "For which date?", ThisDate: "This date only", AllDates: "All dates",
		AllDatesHint: "Sign up once. You can leave out a date.",
		Bring:        "I bring somebody", BringHint: "A first name is enough. Two people at most.", First: "First name of the first person", Second: "First name of the second person",
		Name: "Your first name", NameHint: "For the organisers’ list. Optional.",
		Contact: "Your e-mail or telephone", ContactHint: "To get a code, and to be told if the date changes. No password.",
		Readers:  "The organisers read your first name and those of whom you bring. Others see a number only.",
		WaitHint: "It is full. Wait in line: a seat that comes free is offered in the order of arrival.", WaitGo: "Wait in line",
		Going: "You are coming.", GoingSeries: "You are coming on all dates.", Waiting: "You are waiting, %d people before you.", WaitingNext: "You are waiting: the next seat is yours.",
		Offered: "A seat is yours until %s.", OfferedGo: "I take the seat", OfferedNo: "I leave it",
		Leave: "I am not coming", LeaveHint: "Your seat goes to somebody else.", LeaveGo: "Leave my seat", LeaveSeries: "Leave all dates",
		With: "With %s", Invite: "Invite somebody", InviteHint: "This link is yours. Whoever uses it counts as having come with you.", InviteGo: "Make an invitation link", InviteLink: "Your invitation link",
		Invited: "Somebody invites you to this outing.", Came: "You were there. Thank you!",
		Done: "Noted, see you soon!", DoneWait: "You are on the waiting list.", DoneSeries: "Noted for all dates, see you soon!",
		Left: "Your seat is free. Another time!", Confirmed: "The seat is yours. See you soon!",
		SignInCode: "We have sent you a code. Type it: you will be signed up.",
	},
	Form: eventFormWords{
		New: "Suggest an outing", Edit: "Change the outing", Duplicate: "Do this outing again",
		Lead: "Three lines are enough. The rest is optional.",
		What: "What?", WhatHint: "For example: Pétanque and coffee", Day: "Which day?", From: "From", Until: "Until", UntilHint: "Empty: two hours",
		Where: "Where?", WhereHint: "A place of the directory, an address, or a link https:// for an online meeting",
		WhereFound: "Choose the right place", WhereKept: "The place stays: %s. Write here only to change it.",
		WhereMore: "Do not show the address to everybody", Area: "Neighbourhood", AreaHint: "Everybody sees the neighbourhood only.", NoArea: "Choose a neighbourhood",
		Sealed: "The exact place", SealedHint: "Read by those who come only, and erased after the date.",
		Online: "Online", OnlineHint: "An address that begins with https://",
		Note: "How to find it", NoteHint: "Everybody can read it: “in front of the fountain”", MoreTitle: "Say more (optional)",
		Repeat: "Repeat",
		Repeats: map[string]string{
			"": "Once only", "daily": "Every day", "weekly": "Every week, the same day", "fortnightly": "Every other week, the same day",
			"monthly": "Every month, the same weekday (first Monday, last Saturday…)", "twice": "Twice a month (1st and 3rd Thursday, for example)",
			"monthday": "Every month, on the same date", "yearly": "Every year",
		},
		KeptRule: "As before: %s", RepeatUntil: "Until", RepeatUntilHint: "Empty: no end planned",
		Details: "What is it about?", DetailsHint: "Everybody can read it. Write no private address and no number.",
		Interest: "Interest", NoInterest: "Something else", For: "For whom?",
		Capacity: "Number of seats", CapacityHint: "Empty: no limit", FirstSeats: "Your first outing: %d seats at most, until the team has seen it.",
		Price: "Price in euros", PriceHint: "Empty: free", Access: "Access", Languages: "Languages spoken",
		Bring: "Bring", BringHint: "For example: a dish to share", Helpers: "Helping hands wanted", HelpersHint: "How many people to set up, welcome, tidy up",
		Photo: "Picture", PhotoHint: "Everybody sees it. Nobody may be recognised in it without having agreed.", PhotoKept: "The picture is kept.",
		Scope: "What would you like to change?", This: "This date only", ThisHint: "the others stay as before",
		Following: "This date and those after it", FollowingHint: "the dates before stay as they were", All: "All dates", AllHint: "those before too",
		ReadersTitle: "Who reads this",
		Readers:      []string{"Everybody, even without an account.", "Your name is shown to members only, and not to those you have blocked.", "The exact place, if you hide it: those who come only."},
		Send:         "Publish", Save: "Save", Sent: "It is published. Thank you!", SentReview: "It is published. The team will have a look.", Saved: "It is saved. Those who come are told if the date or the place changes.",
		Minor: "Organising is for 18 and over", MinorHelp: "You can come to all public outings. To organise one, you must be 18.",
		Templates: "Start from a template:",
	},
	Host: hostWords{
		Title: "My outings", Coming: "I am coming", Held: "I organise",
		NoneComing: "You are not signed up for anything", NoneComingHelp: "See what goes on near you.",
		NoneHeld: "You organise nothing for now", NoneHeldHelp: "Three lines are enough to suggest something.", Past: "Past",
		People: "Who comes", PeopleHint: "the list and who was there", Edit: "Change", Duplicate: "Do it again", Cancel: "Cancel",
		CancelTitle: "Cancel the outing", CancelHint: "Everybody who signed up is told, and their calendar changes.", CancelWhy: "Why?", CancelGo: "Cancel and tell them",
		CancelledDone: "It is cancelled. Those who signed up are told.",
		CheckIn:       "Who is there", CheckInHint: "Touch who is there. Without a network the list is kept and sent later.",
		Helped: "helped", WithGuests: "came with: %s", Marked: "There", TooSoon: "The list opens two hours before the beginning, and closes a week after.",
		WalkIns: "Came without signing up", WalkInsHint: "How many people", Unknown: "Somebody without a first name", Export: "See the page",
		Save: "Save", Saved: "It is saved.",
		Offline: "No network: %d marks kept here, sent as soon as possible.", Sending: "Sending…", Sent: "Everything is sent.",
		Nobody: "Nobody has signed up for now.", Counted: "%d there of %d", InLine: "Waiting", OfferedTo: "Offered a seat",
		Readers:     "You read first names because you organise. Keep them to yourself.",
		ReviewTitle: "Outings to look at", ReviewHint: "first outings of members", ReviewNone: "Nothing to look at.", Pass: "It is fine", Refuse: "Take it down", Passed: "Noted.", RefusedDone: "The outing is taken down.",
		Print: "Print", Scan: "Point at the code to know more and to sign up.", Week: "The week %s", WeekOf: "from %s to %s", WeekNone: "Nothing planned this week.",
		Calendar:     "In my phone’s calendar",
		CalendarHint: "An address of your own: your calendar reads your outings there and follows what changes. It finds neither who else comes nor places told to those who come.",
		AddressGet:   "Get the address", AddressNew: "The address of your calendar",
		AddressOnce: "Copy it now: it is shown only once. Whoever knows it sees where you go.", AddressOpen: "Open in my calendar",
		AddressSince: "Your calendar has had an address since %s.", AddressAgain: "Make another one", AddressClose: "Delete it",
		AddressClosed: "The address of your calendar no longer works.",
		WeekLink:      "The week to print",
		HostedBy:      "Suggested by %s", Asked: "You are asked to organise together", AskedYes: "Yes", AskedNo: "No",
	},
	Tickets: ticketWords{
		Title: "Seats given away", Lead: "A partner gives seats. Each is offered to one person for a limited time, then to the next.",
		Open: "Give seats", Seats: "Number of seats", SeatsHint: "taken from the free seats",
		WhoMay: "For whom?", Who: map[string]string{"members": "All members", "district": "Members of the neighbourhood", "never": "Those who were never invited before"},
		How: "How?", Hows: map[string]string{"first": "First come, first served", "draw": "By lot, those who never had a seat first"},
		Hours: "Hours to answer", HoursHint: "then the seat goes to somebody else", Partner: "Given by", PartnerHint: "The name is shown with thanks.",
		Closes: "Ask until", Credit: "%d asked, %d came", Go: "Give", Opened: "The seats are offered.", None: "No seats are given.", Batch: "%d seats given of %d", DrawGo: "Draw lots", Drawn: "The lots are drawn.",
		Offered: "A seat for you", OfferedBy: "Given by %s", Until: "Answer before %s", Claim: "I take it", Claimed: "The seat is yours. Keep the code.",
		Pass: "I leave it", Passed: "Thank you, it goes to somebody else.", Code: "Code at the door", CodeHint: "Show it when you arrive.", WantIt: "I would like a seat", Wanted: "Noted.",
	},
	Imports: importsEN, CoHosting: coHostsEN,
	Mix: mixWords{
		Title: "Who comes to outings", Lead: "In %s, of those who came and were willing to say. Shares, never of fewer than eleven people.", Of: "For %s.", Others: "Others",
		Own: "How I live", OwnHint: "Optional. Nobody reads your answer: only shares of eleven people or more are shown, by district and by month.",
		Silent: "I would rather not say", Save: "Save", SaidThat: "Noted. Thank you!", SaidNever: "Your answer is gone.",
	},
	Around: aroundWords{
		Title: "Around me", Lead: "What is open, what goes on, who needs a hand.",
		Open: "Open now", NoOpen: "Nothing is open close by right now.", AllOpen: "All open places", Next: "Next outings", NoNext: "No outing planned near here.",
		Requests: "Helping hands", NoRequests: "Nobody near here looks for help right now.", RequestsSignIn: "Sign in to see who needs a hand.", AllRequests: "All requests",
		SayWhere: "Say where you are to see what is near you.",
	},
	AccessNames: map[string]string{
		"wheelchair": "wheelchairs can come", "short_walks": "little walking", "low_vision": "fit for who sees badly", "hard_of_hearing": "fit for who hears badly",
		"calm": "calm", "easy_words": "no reading or writing", "with_child": "children welcome",
	},
	Faults: map[string]string{
		"title": "Say in a few words what it is.", "where": "We did not find this place. Write an address of the city or the name of a place, or choose a neighbourhood.",
		"when": "Choose a day and a time to come.", "rule": "It cannot be repeated like this.", "until": "The end must come after the beginning.",
		"capacity": "A number of seats, or nothing.", "first": "Your first outing has 15 seats at most. The team will look at it soon.", "price_cents": "A price in euros, or nothing.", "helpers": "A number from 0 to 50.",
		"words": "At most 4,000 characters.", "bring": "At most 200 characters.", "note": "At most 300 characters.", "sealed": "Say where it is, in at most 300 characters.", "online": "An address that begins with https://",
		"photo": "This picture cannot be kept.", "with": "One first name for each person, two people at most.", "why": "Choose a reason.", "scope": "Choose what changes.", "same": "Price, picture and public are the same for all dates. Choose “All dates”.", "contact": "An e-mail or a telephone number.",
		"seats": "A number from 1 to 1,000.", "places": "There are not so many free seats.", "closes": "A date before the beginning.", "hours": "A number of hours.", "partner": "Say who gives the seats.", "interest": "Choose from the list.", "languages": "Choose from the list.", "hosts": "Ten people at most.",
	},
}
