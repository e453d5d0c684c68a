package web

import "github.com/alentour/alentour/moderation"

// safetyWords are about what is reported, what is decided, and who looks again.
type safetyWords struct {
	Report, ReportThis            string            // the second: a link
	ReportOf                      map[string]string // by kind of thing; one %s, its name
	InDanger, InDangerHelp        string
	Why                           string
	Reasons                       map[string]reasonWords
	WhyMissing                    string
	Urgent                        string
	Text, TextHint, TextFault     string
	Answer, AnswerHint, AnswerBad string
	Send                          string
	Sent, SentLead                string
	SentHidden, SentAway          string
	SentDue, SentFollow           string // one %s: when; a link to one's own
	Again                         string
	NotFoundThing                 string

	Decisions, DecisionsHint  string
	DecisionsLead, NoDecision string
	OwnReports, NoReports     string
	ReportWaits, ReportActed  string
	ReportKept                string
	AskAgain, AskAgainText    string
	AskAgainHint, AskAgainGo  string
	AskedAgain                string
	ThingGone                 string
	Kinds                     map[string]string

	Block, BlockLead            string // one %s in the first: the name
	BlockGo, Blocks, BlocksHint string
	BlocksLead, NoBlocks        string
	Blocked, Unblock, Unblocked string
	BlockedSince                string // one %s
	Somebody                    string

	Cases, CasesHint, CasesLead           string
	NoCase, NoCaseHelp                    string
	CaseTitle                             string
	AllDistricts, State, AnyState         string
	AnyUrgency, UrgencyLabel              string
	Mine, Overdue                         string
	States                                map[moderation.State]string
	Urgencies                             [3]string
	DueIn, LateBy                         string    // one %s each
	Minutes, HoursN, Days                 string    // one %d each
	ReportsN                              [2]string // one, many (%d)
	TakenByYou, TakenByOther              string
	HiddenNow, Shown                      string
	Late                                  string
	WhatIs, Where, WhoHas                 string
	FirstReport, ReportsTitle             string
	ByMember, ByVisitor                   string
	SaysUrgent                            string
	Take, TakeOver, Release               string
	Escalate                              string
	Sealed, SealedLead, SealedShow        string
	SealedNone, SealedAt                  string // the second: one %s
	SealedSaid, SealedAppeal              string
	Fields                                map[string]string
	Decide, DecideLead                    string
	ContentLabel, Keep, Hide              string
	PersonLabel, NobodyOwns               string
	Measures                              map[moderation.Measure]string
	DaysLabel, RuleLabel, NoRule          string
	FactsLabel, FactsHint                 string
	Preview, PreviewTitle                 string
	PreviewLead                           string
	ToConcerned, ToReporter               string
	ToNobody                              string
	Confirm, Correct                      string
	Decided                               string
	Faults                                map[string]string
	Changed                               string
	Crime, CrimeLead, CrimeMark           string
	CrimeWaits, CrimeTold, CrimeNo        string
	AuthorityLabel                        string
	Authorities                           map[string]string
	NoteLabel, NoteAdd                    string
	Notes                                 map[string]string
	Noted                                 string
	AppealTitle, AppealLead               string
	AppealUphold, AppealReverse           string
	AppealNotYours                        string
	AppealLetter, AppealLetterGo          string
	Resolved                              string
	History, DecisionsSoFar               string
	Steps                                 map[string]string
	You, Colleague, TheRule, TheConcerned string
	TeamHours, TeamHoursLead              string
	TeamHoursSave, TeamHoursSaved         string
	TeamHoursBad                          string

	Audit, AuditHint, AuditLead    string
	AuditNone, AuditOlder          string
	AuditWhen, AuditWho, AuditWhat string
	AuditAbout, AuditCode          string
	AuditOperator, AuditAccount    string // one %d
}

// reasonWords say a reason as people choose it.
type reasonWords struct{ Icon, Label, Hint string }

var safetyFrench = safetyWords{
	Report: "Signaler un problème", ReportThis: "Signaler",
	ReportOf: map[string]string{
		"place": "Signaler le lieu « %s »", "organisation": "Signaler l’association « %s »", "member": "Signaler le profil de %s",
		"request": "Signaler « %s »",
		"message": "Signaler un message de %s", "photo": "Signaler une photo de %s",
	},
	InDanger: "Quelqu’un est en danger maintenant ?", InDangerHelp: "Appelez d’abord. C’est gratuit, à toute heure.",
	Why: "Quel est le problème ?",
	Reasons: map[string]reasonWords{
		"danger":         {"maki:caution", "Danger", "quelqu’un peut être blessé"},
		"minor":          {"maki:playground", "Enfant ou jeune en danger", "moins de 18 ans"},
		"harassment":     {"temaki:stop", "Harcèlement ou menace", "insister, faire peur, suivre"},
		"discrimination": {"temaki:pedestrian_walled", "Discrimination", "rejeté pour son origine, sa religion, son genre…"},
		"fraud":          {"temaki:money_hand", "Arnaque", "demande d’argent, faux nom, mensonge"},
		"illegal":        {"temaki:courthouse", "Interdit par la loi", "vente interdite, appel à la haine…"},
		"insult":         {"temaki:speaker", "Insulte ou mot blessant", "moquerie, gros mots"},
		"spam":           {"temaki:billboard", "Publicité", "messages répétés"},
		"other":          {"maki:information", "Autre chose", "dites-le plus bas"},
	},
	WhyMissing: "Choisissez un problème dans la liste.",
	Urgent:     "Quelqu’un est en danger maintenant",
	Text:       "Dites ce que vous avez vu", TextHint: "Facultatif. Seule l’équipe qui juge le lit. C’est effacé quand elle a fini.",
	TextFault: "C’est trop long : 1 000 signes au plus.",
	Answer:    "E-mail ou téléphone, pour la réponse", AnswerHint: "Facultatif. Il sert seulement à vous répondre, puis il est effacé.",
	AnswerBad: "Ce n’est ni un e-mail ni un numéro de téléphone.",
	Send:      "Envoyer le signalement",
	Sent:      "Merci, nous avons votre signalement", SentLead: "Une personne de l’équipe va regarder. La personne signalée ne saura pas que c’est vous.",
	SentHidden: "En attendant, personne ne voit plus ce contenu.", SentAway: "L’équipe n’est pas là en ce moment.",
	SentDue: "L’équipe décide au plus tard le %s.", SentFollow: "Suivre mes signalements", Again: "Retour à l’accueil",
	NotFoundThing: "Ce que vous voulez signaler n’est plus là.",

	Decisions: "Signalements et décisions", DecisionsHint: "ce que j’ai signalé, ce qui me concerne",
	DecisionsLead: "Ici, vous lisez ce que l’équipe a décidé à votre sujet, pourquoi, et ce que vous pouvez faire.",
	NoDecision:    "Aucune décision ne vous concerne.",
	OwnReports:    "Ce que j’ai signalé", NoReports: "Vous n’avez rien signalé.",
	ReportWaits: "L’équipe regarde", ReportActed: "Nous avons agi", ReportKept: "Nous n’avons rien changé",
	AskAgain: "Demander un autre regard", AskAgainText: "Pourquoi n’êtes-vous pas d’accord ?",
	AskAgainHint: "Facultatif. Seule l’équipe le lit.", AskAgainGo: "Demander un autre regard",
	AskedAgain: "C’est demandé. Une autre personne va regarder.",
	ThingGone:  "ce n’est plus là",
	Kinds:      map[string]string{"place": "Lieu", "organisation": "Association", "member": "Profil", "request": "Demande ou proposition", "message": "Message", "photo": "Photo"},

	Block: "Bloquer %s", BlockLead: "Vous ne vous verrez plus, ni l’un ni l’autre : ni dans les listes, ni dans les messages. L’autre personne n’est pas prévenue. Vous pouvez changer d’avis.",
	BlockGo: "Bloquer cette personne", Blocks: "Personnes bloquées", BlocksHint: "que je ne vois plus, et qui ne me voient plus",
	BlocksLead: "Vous seul voyez cette liste.", NoBlocks: "Vous n’avez bloqué personne.",
	Blocked: "C’est fait : vous ne vous verrez plus.", Unblock: "Ne plus bloquer", Unblocked: "Cette personne n’est plus bloquée par vous.",
	BlockedSince: "depuis le %s", Somebody: "Quelqu’un",

	Cases: "Signalements à traiter", CasesHint: "ce que les gens signalent, et ce qui presse", CasesLead: "Le plus pressé d’abord. Les délais comptent les heures de travail de l’équipe.",
	NoCase: "Rien n’attend ici.", NoCaseHelp: "Quand quelqu’un signale un contenu de votre secteur, il arrive sur cette page.",
	CaseTitle: "Signalement", AllDistricts: "Tout mon secteur", State: "État", AnyState: "Ce qui attend",
	AnyUrgency: "Toutes", UrgencyLabel: "Urgence", Mine: "que j’ai pris", Overdue: "en retard",
	States: map[moderation.State]string{
		moderation.Open: "Nouveau", moderation.Taken: "Pris en charge", moderation.Escalated: "Pour un administrateur",
		moderation.Decided: "Décidé", moderation.Appealed: "Autre regard demandé", moderation.Closed: "Terminé",
	},
	Urgencies: [3]string{"Normal", "Bientôt", "Danger"},
	DueIn:     "à décider dans %s", LateBy: "en retard de %s", Minutes: "%d min", HoursN: "%d h", Days: "%d j",
	ReportsN: [2]string{"1 signalement", "%d signalements"}, TakenByYou: "Vous", TakenByOther: "Un collègue",
	HiddenNow: "caché", Shown: "visible", Late: "En retard",
	WhatIs: "Quoi", Where: "Où", WhoHas: "Qui s’en occupe", FirstReport: "Reçu", ReportsTitle: "Les signalements",
	ByMember: "une personne inscrite", ByVisitor: "un visiteur", SaysUrgent: "dit que quelqu’un est en danger",
	Take: "Je m’en occupe", TakeOver: "Reprendre à mon collègue", Release: "Rendre à tous", Escalate: "Passer à un administrateur",
	Sealed: "Contenu scellé", SealedLead: "Une copie de ce qui a été signalé, et les mots des gens. Ouvrez-la seulement pour juger : chaque lecture est notée à votre nom.",
	SealedShow: "Ouvrir, et le noter", SealedNone: "Il ne reste rien de scellé : le signalement est terminé, ou il est trop vieux.",
	SealedAt: "Copie du %s", SealedSaid: "Ce que disent les signalements", SealedAppeal: "Ce que dit la personne concernée",
	Fields: map[string]string{
		"name": "Nom", "description": "Description", "hours": "Horaires", "access": "Accès", "address": "Adresse", "phone": "Téléphone",
		"email": "E-mail", "website": "Site", "services": "Services", "notices": "Annonces", "languages": "Langues", "interests": "Centres d’intérêt", "text": "Texte", "photo": "Photo",
	},
	Decide: "Décider", DecideLead: "Vous relirez les deux lettres avant de les envoyer.",
	ContentLabel: "Le contenu", Keep: "Le laisser visible", Hide: "Le cacher",
	PersonLabel: "La personne", NobodyOwns: "Ce contenu n’appartient à aucune personne inscrite : seul le contenu peut changer.",
	Measures: map[moderation.Measure]string{
		moderation.Nothing: "Ne rien faire", moderation.Warn: "L’avertir", moderation.Silenced: "L’empêcher d’écrire pour un temps",
		moderation.Suspends: "Suspendre son compte", moderation.Bans: "Fermer son compte pour toujours (deux administrateurs)",
	},
	DaysLabel: "Combien de jours sans écrire (1 à 90)", RuleLabel: "La règle qui est cassée", NoRule: "aucune",
	FactsLabel: "Ce que vous avez vu", FactsHint: "La personne concernée le lira. Des faits, sans dire qui a signalé. Vide si vous ne faites rien.",
	Preview: "Relire les lettres", PreviewTitle: "Relire avant d’envoyer", PreviewLead: "Rien n’est encore décidé. Voici ce que chacun lira.",
	ToConcerned: "À la personne concernée", ToReporter: "À qui a signalé",
	ToNobody: "Nous ne connaissons personne à prévenir pour ce contenu, ou rien ne change pour elle.",
	Confirm:  "Décider et envoyer", Correct: "Corriger", Decided: "C’est décidé. Chacun est prévenu.",
	Faults: map[string]string{
		"measure": "Cette mesure n’est pas possible ici.", "days": "Écrivez un nombre de jours, de 1 à 90.",
		"facts": "Écrivez ce que vous avez vu, en 1 500 signes au plus.", "rule": "Choisissez la règle qui est cassée ; aucune si vous ne faites rien.",
	},
	Changed: "Ce n’est plus possible : le dossier a changé entre-temps, ou une étape manque.",
	Crime:   "Crime grave", CrimeLead: "Si vous pensez qu’une vie ou la sécurité de quelqu’un est menacée, la loi demande de prévenir les autorités (règlement européen sur les services numériques, article 18).",
	CrimeMark: "Je soupçonne un crime grave", CrimeWaits: "Crime grave soupçonné : prévenez une autorité, puis notez-le. Avant, on ne peut pas décider.",
	CrimeTold: "C’est fait, je l’ai prévenue", CrimeNo: "Après vérification : pas de crime", AuthorityLabel: "Autorité prévenue",
	Authorities: map[string]string{
		"police": "Police ou gendarmerie (17)", "prosecutor": "Procureur", "pharos": "PHAROS (internet)", "child-protection": "Enfance en danger (119)",
	},
	NoteLabel: "Noter une étape", NoteAdd: "Noter",
	Notes: map[string]string{
		"spoke-to-person": "parlé à la personne concernée", "spoke-to-reporter": "parlé à qui a signalé", "spoke-to-association": "parlé à l’association",
		"went-to-see": "allé voir sur place", "asked-colleague": "demandé à un collègue", "waits-for-answer": "j’attends une réponse", "known-before": "déjà connu",
	},
	Noted:       "C’est noté.",
	AppealTitle: "Autre regard", AppealLead: "La personne concernée n’est pas d’accord. Lisez le contenu scellé, puis décidez.",
	AppealUphold: "La décision reste", AppealReverse: "Annuler la décision", AppealNotYours: "Vous avez déjà décidé dans ce dossier : une autre personne doit regarder.",
	AppealLetter: "La personne concernée a demandé un autre regard par lettre ou par téléphone ?", AppealLetterGo: "Noter sa demande",
	Resolved: "C’est décidé. Chacun est prévenu.",
	History:  "Ce qui s’est passé", DecisionsSoFar: "Ce qui a été décidé",
	Steps: map[string]string{
		"report": "Signalement", "hide": "Caché par la règle, en attendant l’équipe", "note": "Note", "suspect": "Crime grave soupçonné",
		"authority": "Autorité prévenue", "no-suspicion": "Pas de crime", "read-sealed": "Contenu scellé ouvert", "take": "Pris en charge",
		"release": "Rendu à tous", "escalate": "Passé à un administrateur", "decide": "Décidé", "dismiss": "Rien n’est fait",
		"propose": "Fermeture du compte proposée : il faut un second administrateur", "appeal": "Autre regard demandé", "resolve": "Autre regard donné",
		"lapse": "Terminé : personne n’a demandé un autre regard",
	},
	You: "vous", Colleague: "un collègue", TheRule: "la règle", TheConcerned: "la personne concernée",
	TeamHours: "Heures de l’équipe", TeamHoursLead: "Les délais comptent ces heures. Hors de ces heures, un signalement de danger cache le contenu tout de suite.",
	TeamHoursSave: "Changer les heures", TeamHoursSaved: "Les heures sont changées.",
	TeamHoursBad: "Ces heures ne se lisent pas. Exemple : Mo-Fr 09:00-18:00; PH off",

	Audit: "Journal", AuditHint: "ce que l’équipe a fait", AuditLead: "Chaque acte de l’équipe, chaque lecture de ce qui est scellé. Des codes seulement. Ce qui serait changé ou effacé ensuite, la commande « alentour admin verify-audit » le trouve.",
	AuditNone: "Rien encore.", AuditOlder: "Plus ancien", AuditWhen: "Quand", AuditWho: "Qui", AuditWhat: "Acte", AuditAbout: "Sur quoi", AuditCode: "Code",
	AuditOperator: "le serveur", AuditAccount: "compte %d",
}

var safetyEnglish = safetyWords{
	Report: "Report a problem", ReportThis: "Report",
	ReportOf: map[string]string{
		"place": "Report the place “%s”", "organisation": "Report the association “%s”", "member": "Report the profile of %s",
		"request": "Report “%s”",
		"message": "Report a message by %s", "photo": "Report a photo of %s",
	},
	InDanger: "Is somebody in danger now?", InDangerHelp: "Call first. It is free, at any hour.",
	Why: "What is the problem?",
	Reasons: map[string]reasonWords{
		"danger":         {"maki:caution", "Danger", "somebody may be hurt"},
		"minor":          {"maki:playground", "A child or young person in danger", "under 18"},
		"harassment":     {"temaki:stop", "Harassment or threat", "insisting, frightening, following"},
		"discrimination": {"temaki:pedestrian_walled", "Discrimination", "rejected for their origin, religion, gender…"},
		"fraud":          {"temaki:money_hand", "Fraud", "asks for money, false name, lies"},
		"illegal":        {"temaki:courthouse", "Against the law", "forbidden sale, call to hatred…"},
		"insult":         {"temaki:speaker", "Insult or hurtful word", "mockery, rude words"},
		"spam":           {"temaki:billboard", "Advertising", "repeated messages"},
		"other":          {"maki:information", "Something else", "say it below"},
	},
	WhyMissing: "Choose a problem from the list.",
	Urgent:     "Somebody is in danger now",
	Text:       "Say what you saw", TextHint: "Optional. Only the team that judges reads it. It is deleted when they are done.",
	TextFault: "This is too long: 1,000 signs at most.",
	Answer:    "E-mail or telephone, for the answer", AnswerHint: "Optional. It is used only to answer you, then deleted.",
	AnswerBad: "This is neither an e-mail address nor a telephone number.",
	Send:      "Send the report",
	Sent:      "Thank you, we have your report", SentLead: "Somebody of the team will look. Whoever you reported will not know that it was you.",
	SentHidden: "Meanwhile, nobody sees this any more.", SentAway: "The team is not there right now.",
	SentDue: "The team decides by %s.", SentFollow: "Follow my reports", Again: "Back to the start",
	NotFoundThing: "What you want to report is not there any more.",

	Decisions: "Reports and decisions", DecisionsHint: "what I reported, what is about me",
	DecisionsLead: "Here you read what the team decided about you, why, and what you can do.",
	NoDecision:    "No decision is about you.",
	OwnReports:    "What I reported", NoReports: "You have reported nothing.",
	ReportWaits: "The team is looking", ReportActed: "We have acted", ReportKept: "We changed nothing",
	AskAgain: "Ask for another look", AskAgainText: "Why do you not agree?",
	AskAgainHint: "Optional. Only the team reads it.", AskAgainGo: "Ask for another look",
	AskedAgain: "You have asked. Another person will look.",
	ThingGone:  "it is not there any more",
	Kinds:      map[string]string{"place": "Place", "organisation": "Association", "member": "Profile", "request": "Request or offer", "message": "Message", "photo": "Photo"},

	Block: "Block %s", BlockLead: "You will not see each other any more: not in lists, not in messages. The other person is not told. You can change your mind.",
	BlockGo: "Block this person", Blocks: "Blocked people", BlocksHint: "whom I do not see any more, nor they me",
	BlocksLead: "Only you see this list.", NoBlocks: "You have blocked nobody.",
	Blocked: "Done: you will not see each other any more.", Unblock: "Unblock", Unblocked: "You do not block this person any more.",
	BlockedSince: "since %s", Somebody: "Somebody",

	Cases: "Reports to look at", CasesHint: "what people report, and what is urgent", CasesLead: "The most urgent first. Deadlines count the team’s working hours.",
	NoCase: "Nothing waits here.", NoCaseHelp: "When somebody reports something in your area, it comes to this page.",
	CaseTitle: "Report", AllDistricts: "All my area", State: "State", AnyState: "What waits",
	AnyUrgency: "All", UrgencyLabel: "Urgency", Mine: "that I took", Overdue: "late",
	States: map[moderation.State]string{
		moderation.Open: "New", moderation.Taken: "Taken", moderation.Escalated: "For an administrator",
		moderation.Decided: "Decided", moderation.Appealed: "Another look asked for", moderation.Closed: "Closed",
	},
	Urgencies: [3]string{"Ordinary", "Soon", "Danger"},
	DueIn:     "to decide within %s", LateBy: "late by %s", Minutes: "%d min", HoursN: "%d h", Days: "%d d",
	ReportsN: [2]string{"1 report", "%d reports"}, TakenByYou: "You", TakenByOther: "A colleague",
	HiddenNow: "hidden", Shown: "in sight", Late: "Late",
	WhatIs: "What", Where: "Where", WhoHas: "Who looks at it", FirstReport: "Received", ReportsTitle: "The reports",
	ByMember: "a member", ByVisitor: "a visitor", SaysUrgent: "says that somebody is in danger",
	Take: "I will look at it", TakeOver: "Take over from my colleague", Release: "Give back to all", Escalate: "Hand to an administrator",
	Sealed: "Sealed content", SealedLead: "A copy of what was reported, and people’s words. Open it only to judge: each read is noted under your name.",
	SealedShow: "Open, and note it", SealedNone: "Nothing sealed is left: the report is closed, or too old.",
	SealedAt: "Copy of %s", SealedSaid: "What the reports say", SealedAppeal: "What the person concerned says",
	Fields: map[string]string{
		"name": "Name", "description": "Description", "hours": "Opening hours", "access": "Access", "address": "Address", "phone": "Telephone",
		"email": "E-mail", "website": "Website", "services": "Services", "notices": "Notices", "languages": "Languages", "interests": "Interests", "text": "Text", "photo": "Photo",
	},
	Decide: "Decide", DecideLead: "You will read both letters before they are sent.",
	ContentLabel: "The content", Keep: "Leave it in sight", Hide: "Hide it",
	PersonLabel: "The person", NobodyOwns: "This belongs to no member: only the content can change.",
	Measures: map[moderation.Measure]string{
		moderation.Nothing: "Do nothing", moderation.Warn: "Warn them", moderation.Silenced: "Keep them from writing for a time",
		moderation.Suspends: "Suspend their account", moderation.Bans: "Close their account for good (two administrators)",
	},
	DaysLabel: "How many days without writing (1 to 90)", RuleLabel: "The rule that was broken", NoRule: "none",
	FactsLabel: "What you saw", FactsHint: "The person concerned will read it. Facts, without saying who reported. Empty when you do nothing.",
	Preview: "Read the letters", PreviewTitle: "Read before sending", PreviewLead: "Nothing is decided yet. This is what each will read.",
	ToConcerned: "To the person concerned", ToReporter: "To who reported",
	ToNobody: "We know nobody to tell about this content, or nothing changes for them.",
	Confirm:  "Decide and send", Correct: "Correct", Decided: "It is decided. Everybody is told.",
	Faults: map[string]string{
		"measure": "This measure is not possible here.", "days": "Write a number of days, from 1 to 90.",
		"facts": "Write what you saw, in 1,500 signs at most.", "rule": "Choose the rule that was broken; none when you do nothing.",
	},
	Changed: "This is not possible any more: the case has changed meanwhile, or a step is missing.",
	Crime:   "Serious crime", CrimeLead: "If you think that somebody’s life or safety is threatened, the law asks you to tell the authorities (Digital Services Act, article 18).",
	CrimeMark: "I suspect a serious crime", CrimeWaits: "A serious crime is suspected: tell an authority, then note it. Nothing can be decided before.",
	CrimeTold: "Done, I have told them", CrimeNo: "After a second look: no crime", AuthorityLabel: "Authority told",
	Authorities: map[string]string{
		"police": "Police (17)", "prosecutor": "Prosecutor", "pharos": "PHAROS (internet)", "child-protection": "Child protection (119)",
	},
	NoteLabel: "Note a step", NoteAdd: "Note",
	Notes: map[string]string{
		"spoke-to-person": "spoke to the person concerned", "spoke-to-reporter": "spoke to who reported", "spoke-to-association": "spoke to the association",
		"went-to-see": "went to see", "asked-colleague": "asked a colleague", "waits-for-answer": "I wait for an answer", "known-before": "known before",
	},
	Noted:       "It is noted.",
	AppealTitle: "Another look", AppealLead: "The person concerned does not agree. Read the sealed content, then decide.",
	AppealUphold: "The decision stands", AppealReverse: "Take the decision back", AppealNotYours: "You have decided in this case before: another person must look.",
	AppealLetter: "Has the person concerned asked for another look by letter or telephone?", AppealLetterGo: "Note their request",
	Resolved: "It is decided. Everybody is told.",
	History:  "What happened", DecisionsSoFar: "What was decided",
	Steps: map[string]string{
		"report": "Report", "hide": "Hidden by the rule, until the team comes", "note": "Note", "suspect": "Serious crime suspected",
		"authority": "Authority told", "no-suspicion": "No crime", "read-sealed": "Sealed content opened", "take": "Taken",
		"release": "Given back", "escalate": "Handed to an administrator", "decide": "Decided", "dismiss": "Nothing is done",
		"propose": "Closing the account proposed: a second administrator is needed", "appeal": "Another look asked for", "resolve": "Another look taken",
		"lapse": "Closed: nobody asked for another look",
	},
	You: "you", Colleague: "a colleague", TheRule: "the rule", TheConcerned: "the person concerned",
	TeamHours: "The team’s hours", TeamHoursLead: "Deadlines count these hours. Outside of them, a report of danger hides the content at once.",
	TeamHoursSave: "Change the hours", TeamHoursSaved: "The hours are changed.",
	TeamHoursBad: "These hours cannot be read. Example: Mo-Fr 09:00-18:00; PH off",

	Audit: "Audit", AuditHint: "what the team did", AuditLead: "Each act of the team, each read of what is sealed. Codes only. What would be changed or erased later, the command “alentour admin verify-audit” finds.",
	AuditNone: "Nothing yet.", AuditOlder: "Older", AuditWhen: "When", AuditWho: "Who", AuditWhat: "Act", AuditAbout: "About", AuditCode: "Code",
	AuditOperator: "the server", AuditAccount: "account %d",
}
