package web

// volunteerWords are those of the pages about volunteering: for everybody, for volunteers, for the team.
type volunteerWords struct {
	Become, BecomeIn          string // the second: one %s, "à Marseille"
	Lead, Start, StartHint    string
	Adults                    string
	InNumbers                 string
	NumberHours, NumberPlaces string // what the number before counts
	NumberGroups, NumberHelp  string
	HowItGoes                 string
	Way                       [5]volunteerStep
	WhatYouDo, WhatYouDoHint  string
	Charter, CharterRead      string

	Mine, MineHint, MineLead    string
	WhoReads                    string
	Kinds, KindsHint            string
	When, WhenHint              string
	Parts                       [3]string
	PartHours                   [3]string
	MoreDetail, LessDetail      string
	DetailHint                  string
	Paint                       string // for who uses a mouse or a finger
	FreePart                    string // one %s: "9–11"
	Hour                        string // one %d
	ZoneHint                    string // one %s: the city
	HowOften, HowOftenHint      string
	PerDay, PerWeek, Times      string // the third: one %d
	Night, NightHint            string
	Absences, AbsencesHint      string
	From, Until                 string
	Pledge, PledgeLead          string
	PledgeTick, PledgeNone      string
	PledgeKept                  string // two %d: kept, due
	PledgeMonth                 string // one %s: minutes in words
	PledgeOver                  string
	Say, SayHint, Day, Duration string
	SayGo, SayDone              string
	Save, Saved, Apply, Applied string
	Leave, LeaveHint            string
	Left                        string
	Faults                      map[string]string // by parameter
	Sign, SignLead, SignTick    string
	SignMust, Signed            string
	SignedOn                    string // two %s: the version, the day
	ReadCharter                 string
	Trainings                   string
	Where                       string
	States, StateHints          map[string]string
	Nexts, StepNames            map[string]string
	Holds                       string // one %s: until
	YouAreHere                  string
	Minor, MinorHelp            string

	Invited, InvitedLead          string // the second: one %s, the city
	InvitedName                   string // one %s
	InvitedWhat, Yes, No          string
	NoThanks, NoThanksHelp        string
	InvitedKept                   string
	Roster, RosterHint            string
	RosterLead, Nobody            string
	Everywhere, Any               string
	State, Next, District         string
	PledgeCodes                   map[string]string
	LastActive, Active30          string
	Active90, Idle90              string
	Language, Kind                string
	Filter, Download              string
	Name, PledgeColumn            string
	Choose                        string // one %s: the name
	Train, TrainLead              string
	TrainDay, TrainTime           string
	TrainPlace, TrainGo           string
	TrainDone                     string // one %d
	TrainFault, TrainNobody       string
	Never, NotLocated             string
	Steps, StepsNone, ByTeam      string
	ByThem                        string
	StepDone                      string
	AskedAtMost                   string // two %d
	AtNightYes, AtNightNo         string
	TeamReads, Expires, AppliedOn string
	NoDistrict                    string
}

// volunteerStep is one of the steps to become a volunteer.
type volunteerStep struct{ Name, Text string }

var volunteerFrench = volunteerWords{
	Become: "Devenir bénévole", BecomeIn: "Devenir bénévole %s",
	Lead:  "Deux heures par mois suffisent pour aider un voisin : un cours, une photo, des vêtements, un CV, un café.",
	Start: "Je commence", StartHint: "Il faut une adresse e-mail ou un numéro de téléphone. Cela prend cinq minutes.",
	Adults:    "Il faut avoir 18 ans ou plus.",
	InNumbers: "En quelques nombres", NumberHours: "heures par mois", NumberPlaces: "lieux d’aide ouverts",
	NumberGroups: "associations", NumberHelp: "bénévoles actifs",
	HowItGoes: "Comment ça se passe",
	Way: [5]volunteerStep{
		{"Je m’inscris", "Je dis ce que je sais faire et quand je suis libre."},
		{"Je signe la charte", "Dix phrases simples. Je les lis et je signe en ligne."},
		{"Je me forme", "L’équipe m’invite à une courte formation."},
		{"Je rencontre l’équipe", "Nous faisons connaissance avant la première mission."},
		{"J’aide", "Je reçois peu de demandes, près de chez moi. Je peux toujours dire non."},
	},
	WhatYouDo: "Ce que vous pouvez faire", WhatYouDoHint: "Choisissez une ou plusieurs choses. Vous pourrez changer.",
	Charter: "La charte", CharterRead: "Lire la charte",

	Mine: "Mon bénévolat", MineHint: "Ce que j’offre, quand, et où j’en suis",
	MineLead: "Dites ce que vous pouvez faire et quand. Vous pouvez changer à tout moment.",
	WhoReads: "Qui lit cette page : vous et l’équipe de votre secteur. Les autres membres ne la voient pas.",
	Kinds:    "Ce que je peux faire", KindsHint: "Cochez au moins une chose.",
	When: "Quand je suis libre", WhenHint: "Cochez les moments où l’on peut vous demander.",
	Parts: [3]string{"Matin", "Après-midi", "Soir"}, PartHours: [3]string{"8 h – 12 h", "12 h – 18 h", "18 h – 22 h"},
	MoreDetail: "Choisir heure par heure", LessDetail: "Revenir à matin, après-midi, soir",
	DetailHint: "Une case par heure. Enregistrez avant de changer de tableau.",
	Paint:      "Glissez pour cocher plusieurs cases.",
	FreePart:   "seulement %s", Hour: "%d h", ZoneHint: "Heure locale %s.",
	HowOften: "Combien de fois", HowOftenHint: "Nous ne demandons jamais plus souvent.",
	PerDay: "Par jour, au plus", PerWeek: "Par semaine, au plus", Times: "%d fois",
	Night: "On peut me demander la nuit si c’est urgent", NightHint: "Sinon, rien entre 21 h et 8 h.",
	Absences: "Je suis absent·e", AbsencesHint: "Du premier au dernier jour. Laissez vide ce qui ne sert pas.",
	From: "Du", Until: "Au",
	Pledge: "Ma promesse", PledgeLead: "Deux heures par mois pendant un an. C’est une promesse, pas un contrat.",
	PledgeTick: "Je promets deux heures par mois pendant un an", PledgeNone: "Vous n’avez rien promis. C’est bien aussi.",
	PledgeKept: "%d mois tenus sur %d", PledgeMonth: "Ce mois-ci : %s", PledgeOver: "L’année est finie. Merci !",
	Say: "J’ai aidé", SayHint: "Notez le temps que vous avez donné.", Day: "Jour", Duration: "Durée", SayGo: "Noter", SayDone: "C’est noté. Merci !",
	Save: "Enregistrer", Saved: "C’est enregistré.", Apply: "Je m’inscris", Applied: "Vous êtes inscrit·e. Il reste à signer la charte.",
	Leave: "Je m’arrête", LeaveHint: "Vous ne recevrez plus de demandes. Vous pourrez revenir.", Left: "C’est fait. Merci pour tout.",
	Faults: map[string]string{
		"kinds": "Cochez au moins une chose.", "per_day": "Choisissez combien de fois par jour.",
		"per_week": "Par semaine : au moins autant que par jour.",
		"absences": "Vérifiez les absences : le premier jour vient avant le dernier, deux absences ne se croisent pas, dans les deux ans.",
		"day":      "Choisissez un jour de l’année passée.", "minutes": "Choisissez une durée.",
		"charter": "La charte a changé. Relisez-la et signez à nouveau.",
	},
	Sign: "Signer la charte", SignLead: "Lisez ces phrases. Si vous êtes d’accord, cochez et signez.",
	SignTick: "J’ai lu la charte et je suis d’accord", SignMust: "Cochez la case pour signer.", Signed: "La charte est signée.",
	SignedOn: "Charte %s signée le %s", ReadCharter: "Relire la charte",
	Trainings: "Formations où vous êtes invité·e", Where: "Où",
	States: map[string]string{
		"applied": "Inscrit·e", "signed": "Charte signée", "trained": "Formé·e", "checked": "Rencontré·e", "active": "Actif·ve",
		"expired": "À renouveler", "suspended": "En pause", "left": "Parti·e",
	},
	StateHints: map[string]string{
		"applied": "Vous êtes inscrit·e. Signez la charte pour continuer.", "signed": "Merci. L’équipe va vous inviter à une formation.",
		"trained": "Bravo. L’équipe va vous proposer une rencontre.", "checked": "Tout est prêt. L’équipe va vous dire oui bientôt.",
		"active":    "C’est parti. Vous recevrez des demandes près de chez vous, quand vous êtes libre.",
		"expired":   "Une étape est trop ancienne. Refaites-la pour recevoir des demandes.",
		"suspended": "L’équipe a mis votre bénévolat en pause. Vous pouvez lui écrire.", "left": "Vous vous êtes arrêté·e. Enregistrez pour revenir.",
	},
	Nexts: map[string]string{
		"sign": "Signer la charte", "train": "Suivre une formation", "check": "Rencontrer l’équipe", "activate": "Dire oui", "apply": "S’inscrire",
	},
	StepNames: map[string]string{
		"apply": "Inscription", "sign": "Charte signée", "train": "Formation faite", "check": "Rencontre faite", "activate": "Peut aider",
		"suspend": "Mettre en pause", "resume": "Finir la pause", "leave": "S’est arrêté·e",
	},
	Holds: "valable jusqu’au %s", YouAreHere: "Vous en êtes là",
	Minor: "À partir de 18 ans", MinorHelp: "Avant 18 ans, vous pouvez venir aux événements et aux groupes ouverts à tous.",

	Invited: "Une invitation", InvitedLead: "L’équipe d’Alentour %s vous propose de devenir bénévole.", InvitedName: "Bonjour %s,",
	InvitedWhat: "Ce que la liste dit de vous", Yes: "Oui, je veux aider", No: "Non merci",
	NoThanks: "C’est noté", NoThanksHelp: "Nous avons effacé ce que la liste disait de vous. Nous ne vous redemanderons pas.",
	InvitedKept: "Si vous ne répondez pas, nous effaçons tout après 30 jours.",
	Roster:      "Bénévoles", RosterHint: "Où chacun en est, formations, liste",
	RosterLead: "Les bénévoles de votre secteur. Cette liste est réservée à l’équipe.", Nobody: "Aucun bénévole ne correspond.",
	Everywhere: "Tout mon secteur", Any: "Tous",
	State: "État", Next: "Prochaine étape", District: "Secteur",
	PledgeCodes: map[string]string{"none": "Rien promis", "kept": "Promesse tenue", "behind": "En retard"},
	LastActive:  "Dernière visite", Active30: "Vus depuis 30 jours", Active90: "Vus depuis 90 jours", Idle90: "Pas vus depuis 90 jours",
	Language: "Langue", Kind: "Aide", Filter: "Filtrer", Download: "Télécharger (CSV)",
	Name: "Prénom", PledgeColumn: "Promesse", Choose: "Choisir %s",
	Train: "Inviter à une formation", TrainLead: "Cochez des personnes dans la liste. Chacune reçoit un message.",
	TrainDay: "Jour", TrainTime: "Heure", TrainPlace: "Lieu", TrainGo: "Inviter", TrainDone: "Personnes invitées : %d.",
	TrainFault: "Choisissez un jour à venir, une heure et un lieu.", TrainNobody: "Cochez au moins une personne qui peut venir.",
	Never: "jamais", NotLocated: "Sans quartier : ne reçoit pas de demandes",
	Steps: "Étapes", StepsNone: "Aucune étape n’est possible maintenant.", ByTeam: "par %s", ByThem: "par la personne",
	StepDone: "C’est noté. La personne est prévenue.", AskedAtMost: "au plus %d par jour, %d par semaine",
	AtNightYes: "La nuit si c’est urgent", AtNightNo: "Pas la nuit",
	TeamReads: "Vos actes sur cette page sont notés avec votre nom.", Expires: "Valable jusqu’au", AppliedOn: "Inscription", NoDistrict: "Sans quartier",
}

var volunteerEnglish = volunteerWords{
	Become: "Become a volunteer", BecomeIn: "Become a volunteer %s",
	Lead:  "Two hours a month are enough to help a neighbour: a lesson, a photo, clothes, a CV, a coffee.",
	Start: "Start", StartHint: "You need an e-mail address or a telephone number. It takes five minutes.",
	Adults:    "You must be 18 or older.",
	InNumbers: "In a few numbers", NumberHours: "hours a month", NumberPlaces: "open places that help",
	NumberGroups: "associations", NumberHelp: "active volunteers",
	HowItGoes: "How it goes",
	Way: [5]volunteerStep{
		{"I sign up", "I say what I can do and when I am free."},
		{"I sign the charter", "Ten simple sentences. I read them and sign online."},
		{"I am trained", "The team invites me to a short training."},
		{"I meet the team", "We get to know each other before the first task."},
		{"I help", "I get few requests, near my home. I can always say no."},
	},
	WhatYouDo: "What you can do", WhatYouDoHint: "Choose one or more things. You can change later.",
	Charter: "The charter", CharterRead: "Read the charter",

	Mine: "My volunteering", MineHint: "What I offer, when, and where I stand",
	MineLead: "Say what you can do and when. You can change it at any time.",
	WhoReads: "Who reads this page: you and the team of your area. Other members do not see it.",
	Kinds:    "What I can do", KindsHint: "Tick at least one thing.",
	When: "When I am free", WhenHint: "Tick the times when we may ask you.",
	Parts: [3]string{"Morning", "Afternoon", "Evening"}, PartHours: [3]string{"8 – 12", "12 – 18", "18 – 22"},
	MoreDetail: "Choose hour by hour", LessDetail: "Back to morning, afternoon, evening",
	DetailHint: "One box for each hour. Save before you change tables.",
	Paint:      "Drag to tick several boxes.",
	FreePart:   "only %s", Hour: "%d:00", ZoneHint: "Local time %s.",
	HowOften: "How often", HowOftenHint: "We never ask more often.",
	PerDay: "A day, at most", PerWeek: "A week, at most", Times: "%d times",
	Night: "You may ask me at night when it is urgent", NightHint: "Otherwise nothing between 21:00 and 8:00.",
	Absences: "I am away", AbsencesHint: "From the first to the last day. Leave empty what you do not need.",
	From: "From", Until: "To",
	Pledge: "My promise", PledgeLead: "Two hours a month for a year. It is a promise, not a contract.",
	PledgeTick: "I promise two hours a month for a year", PledgeNone: "You promised nothing. That is fine too.",
	PledgeKept: "%d months kept of %d", PledgeMonth: "This month: %s", PledgeOver: "The year is over. Thank you!",
	Say: "I helped", SayHint: "Note the time that you gave.", Day: "Day", Duration: "How long", SayGo: "Note it", SayDone: "Noted. Thank you!",
	Save: "Save", Saved: "Saved.", Apply: "Sign up", Applied: "You have signed up. Now sign the charter.",
	Leave: "I stop", LeaveHint: "You will get no more requests. You can come back.", Left: "Done. Thank you for everything.",
	Faults: map[string]string{
		"kinds": "Tick at least one thing.", "per_day": "Choose how often a day.",
		"per_week": "A week: at least as often as a day.",
		"absences": "Check your absences: the first day comes before the last, two do not overlap, within two years.",
		"day":      "Choose a day of the past year.", "minutes": "Choose how long.",
		"charter": "The charter has changed. Read it and sign again.",
	},
	Sign: "Sign the charter", SignLead: "Read these sentences. If you agree, tick and sign.",
	SignTick: "I have read the charter and I agree", SignMust: "Tick the box to sign.", Signed: "The charter is signed.",
	SignedOn: "Charter %s signed on %s", ReadCharter: "Read the charter again",
	Trainings: "Trainings you are invited to", Where: "Where",
	States: map[string]string{
		"applied": "Signed up", "signed": "Charter signed", "trained": "Trained", "checked": "Met", "active": "Active",
		"expired": "To renew", "suspended": "Paused", "left": "Left",
	},
	StateHints: map[string]string{
		"applied": "You have signed up. Sign the charter to go on.", "signed": "Thank you. The team will invite you to a training.",
		"trained": "Well done. The team will ask to meet you.", "checked": "All is ready. The team will say yes soon.",
		"active":    "Here we go. You will get requests near your home, when you are free.",
		"expired":   "A step is too old. Take it again to get requests.",
		"suspended": "The team has paused your volunteering. You can write to them.", "left": "You stopped. Save to come back.",
	},
	Nexts: map[string]string{
		"sign": "Sign the charter", "train": "Take a training", "check": "Meet the team", "activate": "Say yes", "apply": "Sign up",
	},
	StepNames: map[string]string{
		"apply": "Signed up", "sign": "Charter signed", "train": "Training done", "check": "Meeting done", "activate": "May help",
		"suspend": "Pause", "resume": "End the pause", "leave": "Stopped",
	},
	Holds: "good until %s", YouAreHere: "You are here",
	Minor: "From 18 on", MinorHelp: "Before 18 you can come to events and groups that are open to everyone.",

	Invited: "An invitation", InvitedLead: "The Alentour team %s asks you to become a volunteer.", InvitedName: "Hello %s,",
	InvitedWhat: "What the list says of you", Yes: "Yes, I want to help", No: "No thanks",
	NoThanks: "Noted", NoThanksHelp: "We have erased what the list said of you. We will not ask again.",
	InvitedKept: "If you do not answer, we erase everything after 30 days.",
	Roster:      "Volunteers", RosterHint: "Where everyone stands, trainings, list",
	RosterLead: "The volunteers of your area. This list is for the team only.", Nobody: "No volunteer matches.",
	Everywhere: "All my area", Any: "All",
	State: "State", Next: "Next step", District: "Area",
	PledgeCodes: map[string]string{"none": "No promise", "kept": "Promise kept", "behind": "Behind"},
	LastActive:  "Last visit", Active30: "Seen in the last 30 days", Active90: "Seen in the last 90 days", Idle90: "Not seen for 90 days",
	Language: "Language", Kind: "Help", Filter: "Filter", Download: "Download (CSV)",
	Name: "First name", PledgeColumn: "Promise", Choose: "Choose %s",
	Train: "Invite to a training", TrainLead: "Tick people in the list. Each gets a message.",
	TrainDay: "Day", TrainTime: "Time", TrainPlace: "Place", TrainGo: "Invite", TrainDone: "People invited: %d.",
	TrainFault: "Choose a day to come, a time and a place.", TrainNobody: "Tick at least one person who can come.",
	Never: "never", NotLocated: "No home area: gets no requests",
	Steps: "Steps", StepsNone: "No step is possible now.", ByTeam: "by %s", ByThem: "by the person",
	StepDone: "Noted. The person is told.", AskedAtMost: "at most %d a day, %d a week",
	AtNightYes: "At night when it is urgent", AtNightNo: "Not at night",
	TeamReads: "What you do on this page is noted with your name.", Expires: "Good until", AppliedOn: "Signed up", NoDistrict: "No home area",
}
