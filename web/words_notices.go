package web

import "fmt"

// noticesWords are about what people are told, and how.
type noticesWords struct {
	Notices, NoticesHint     string
	Unread                   string // one %d
	Many                     string // so many or more are not read
	None, MarkAll, Open      string
	New, Older, Newest       string
	Settings, SettingsHint   string
	SettingsLead, WhoReads   string
	What, InApp, Email, SMS  string
	Now, Digest, Never       string
	Listed                   string // the app's "never"
	Pause, PauseLead         string
	Paused                   string // one %s: until
	PauseNone, PauseDay      string
	PauseWeek, PauseMonth    string
	PauseKeep                string
	Quiet, QuietLead         string
	From, Till, DigestAt     string
	Zone, Urgent             string
	Caps, CapEmail, CapSMS   string
	CapsLead, Save, Saved    string
	BadTime, BadCap, BadZone string
	Stop, StopLead, StopGo   string
	Stopped, StoppedHelp     string

	Sending, SendingHint         string
	SMSThis, SMSLast, SMSCeiling string
	Waiting                      string

	Announce, AnnounceHint, AnnounceLead      string
	AnnounceAt, AnnounceProfile               string
	ToEveryone, ToHelping, ToInNeed           string
	ToVolunteers, AnnounceLikes               string
	TitleFr, TextFr, TitleEn, TextEn          string
	AnnounceReads, AnnounceLook, AnnounceSend string
	AnnounceEdit, AnnounceFault               string
	AnnounceCount                             string // two %d: members, and those who had none for a week
	Announced                                 string // one %d
}

func (w *noticesWords) announced(n int) string { return fmt.Sprintf(w.Announced, n) }

var noticesFrench = noticesWords{
	Notices: "Notifications", NoticesHint: "ce qui est nouveau pour vous", Unread: "%d à lire", Many: "100 ou plus",
	None: "Rien pour le moment. Nous vous dirons ici ce qui vous concerne.", MarkAll: "Tout marquer comme lu", Open: "Voir",
	New: "Nouveau", Older: "Plus anciennes", Newest: "Les plus récentes",
	Settings: "Choisir mes notifications", SettingsHint: "quoi, par où et quand",
	SettingsLead: "Choisissez ce que vous recevez, et comment. Cela vaut aussi pour ce qui attend.",
	WhoReads:     "Personne d’autre ne voit ces choix.",
	What:         "Quoi", InApp: "Sur le site", Email: "E-mail", SMS: "SMS",
	Now: "tout de suite", Digest: "une fois par jour", Never: "jamais", Listed: "sans prévenir",
	Pause: "Faire une pause", PauseLead: "Rien ne part pendant la pause. Rien n’est perdu : tout est sur le site.", Paused: "En pause jusqu’au %s.",
	PauseNone: "Pas de pause", PauseDay: "Un jour", PauseWeek: "Une semaine", PauseMonth: "Un mois", PauseKeep: "Garder cette pause",
	Quiet: "Heures calmes", QuietLead: "Rien ne part entre ces deux heures. La même heure deux fois : pas d’heures calmes.",
	From: "De", Till: "À", DigestAt: "Heure de l’envoi « une fois par jour »", Zone: "Votre fuseau horaire",
	Urgent: "Les messages urgents peuvent arriver pendant les heures calmes",
	Caps:   "Au plus par jour", CapEmail: "E-mails", CapSMS: "SMS", CapsLead: "Le dernier du jour apporte tout le reste.",
	Save: "Enregistrer", Saved: "C’est enregistré.",
	BadTime: "Écrivez une heure comme 21:00.", BadCap: "Écrivez un nombre de 1 à 100 pour les e-mails, de 1 à 20 pour les SMS.", BadZone: "Choisissez un fuseau de la liste.",
	Stop: "Ne plus recevoir ces e-mails", StopLead: "Vous ne recevrez plus d’e-mails sur :", StopGo: "Oui, arrêter ces e-mails",
	Stopped: "C’est fait", StoppedHelp: "Vous ne recevrez plus ces e-mails. Vous les trouverez sur le site, dans vos notifications.",
	Sending: "E-mails et SMS", SendingHint: "combien sont partis", SMSThis: "SMS ce mois-ci", SMSLast: "SMS le mois dernier",
	SMSCeiling: "Au plus par mois", Waiting: "Messages qui attendent de partir",

	Announce: "Annonces", AnnounceHint: "écrire aux membres d’un quartier",
	AnnounceLead: "Une personne reçoit au plus une annonce par semaine. Écrivez court, avec un lieu et une heure.",
	AnnounceAt:   "Où", AnnounceProfile: "À qui", ToEveryone: "tous les membres", ToHelping: "qui aident", ToInNeed: "qui ont besoin d’aide",
	ToVolunteers: "bénévoles", AnnounceLikes: "Qui aiment (rien de coché : peu importe)",
	TitleFr: "Titre en français", TextFr: "Texte en français", TitleEn: "Titre en anglais", TextEn: "Texte en anglais",
	AnnounceReads: "Lu par toutes les personnes choisies.", AnnounceLook: "Voir avant d’envoyer", AnnounceSend: "Envoyer", AnnounceEdit: "Corriger",
	AnnounceFault: "Il faut un titre (80 signes au plus) et un texte (1 000 signes au plus), en français ou en anglais.",
	AnnounceCount: "%d membres sont choisis. %d la recevront ; les autres ont eu une annonce cette semaine.", Announced: "C’est envoyé à %d personnes.",
}

var noticesEnglish = noticesWords{
	Notices: "Notifications", NoticesHint: "what is new for you", Unread: "%d unread", Many: "100 or more",
	None: "Nothing for now. We will tell you here what concerns you.", MarkAll: "Mark all as read", Open: "See",
	New: "New", Older: "Older", Newest: "The newest",
	Settings: "Choose my notifications", SettingsHint: "what, by which way and when",
	SettingsLead: "Choose what you receive, and how. It holds for what is waiting too.",
	WhoReads:     "Nobody else sees these choices.",
	What:         "What", InApp: "On the site", Email: "E-mail", SMS: "SMS",
	Now: "at once", Digest: "once a day", Never: "never", Listed: "without telling me",
	Pause: "Take a break", PauseLead: "Nothing leaves during the break. Nothing is lost: everything is on the site.", Paused: "On a break until %s.",
	PauseNone: "No break", PauseDay: "One day", PauseWeek: "One week", PauseMonth: "One month", PauseKeep: "Keep this break",
	Quiet: "Quiet hours", QuietLead: "Nothing leaves between these two hours. The same hour twice: no quiet hours.",
	From: "From", Till: "Until", DigestAt: "Hour of what comes “once a day”", Zone: "Your time zone",
	Urgent: "Urgent messages may come in quiet hours",
	Caps:   "At most a day", CapEmail: "E-mails", CapSMS: "SMS", CapsLead: "The day’s last one brings all the rest.",
	Save: "Save", Saved: "Saved.",
	BadTime: "Write an hour like 21:00.", BadCap: "Write a number from 1 to 100 for e-mails, from 1 to 20 for SMS.", BadZone: "Choose a zone of the list.",
	Stop: "No longer receive these e-mails", StopLead: "You will no longer get e-mails about:", StopGo: "Yes, stop these e-mails",
	Stopped: "Done", StoppedHelp: "You will no longer get these e-mails. You will find them on the site, in your notifications.",
	Sending: "E-mails and SMS", SendingHint: "how many have left", SMSThis: "SMS this month", SMSLast: "SMS last month",
	SMSCeiling: "At most a month", Waiting: "Messages that wait to leave",

	Announce: "Announcements", AnnounceHint: "write to the members of a neighbourhood",
	AnnounceLead: "A person gets at most one announcement a week. Write little, with a place and an hour.",
	AnnounceAt:   "Where", AnnounceProfile: "To whom", ToEveryone: "all members", ToHelping: "who help", ToInNeed: "who need help",
	ToVolunteers: "volunteers", AnnounceLikes: "Who like (nothing ticked: whatever they like)",
	TitleFr: "Title in French", TextFr: "Text in French", TitleEn: "Title in English", TextEn: "Text in English",
	AnnounceReads: "Read by everyone who is chosen.", AnnounceLook: "Look before sending", AnnounceSend: "Send", AnnounceEdit: "Correct",
	AnnounceFault: "A title (at most 80 signs) and a text (at most 1,000 signs) are needed, in French or in English.",
	AnnounceCount: "%d members are chosen. %d will get it; the others had an announcement this week.", Announced: "Sent to %d people.",
}
