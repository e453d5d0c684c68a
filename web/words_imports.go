package web

// importWords are about calendars that an association keeps elsewhere.
type importWords struct {
	Title, MenuHint, Lead, None  string
	Add, Address, AddressHint    string
	BadAddress, Enough           string
	Readers, Follow, Followed    string
	NotYet, ReadOn, Next         string // the others: one %s, when
	Coming                       string // one %d
	Last                         string // three %d: new, changed, called off
	Failed                       string // one %s: why
	GivenUp                      string
	Problems, Lines              string // one %d, one %s
	Cut, Read, Asked             string
	Stop, StopHint               string
	StopKeep, StopOff, Stopped   string
	ChangedThere, PriceElsewhere string // on the page of an event
}

var importsFR = importWords{
	Title: "Votre agenda sur un autre site", MenuHint: "Vos sorties viennent ici toutes seules.",
	Lead: "Votre association tient déjà un agenda public ? Donnez son adresse. Ses sorties seront ici. Quand vous les changez là-bas, elles changent ici, et les inscrits sont prévenus.",
	None: "Aucun agenda n’est suivi.",
	Add:  "Suivre un agenda", Address: "Adresse de l’agenda (.ics)",
	AddressHint: "Elle commence par https:// ou webcal://. Dans Google Agenda : les paramètres de l’agenda, puis « Adresse publique au format iCal ».",
	BadAddress:  "Cette adresse ne va pas. Il faut une adresse publique, qui commence par https:// ou webcal://.", Enough: "Trois agendas au plus.",
	Readers: "L’adresse est lue par les responsables de l’association et par l’équipe. Les sorties de l’agenda sont lues par tout le monde.",
	Follow:  "Suivre cet agenda", Followed: "C’est noté. L’agenda sera lu dans la minute.",
	NotYet: "Il n’a pas encore été lu.", ReadOn: "Lu le %s.", Next: "Prochaine lecture : %s.",
	Coming: "Sorties à venir : %d.", Last: "La dernière fois : %d nouvelles, %d changées, %d annulées.",
	Failed: "Nous n’avons pas pu le lire : %s.", GivenUp: "Nous n’essayons plus depuis un mois. Une fois l’agenda réparé, demandez une lecture.",
	Problems: "Passages que nous n’avons pas compris : %d.", Lines: "Lignes du fichier : %s.",
	Cut:  "L’agenda est coupé ou trop long : nous n’en lisons qu’une partie. Rien de ce qui manque n’est annulé.",
	Read: "Lire maintenant", Asked: "C’est noté. L’agenda sera lu dans la minute.",
	Stop: "Ne plus suivre cet agenda", StopHint: "Que faire de ses sorties à venir ?",
	StopKeep: "Les garder, et les changer ici", StopOff: "Les annuler, et prévenir les inscrits", Stopped: "Cet agenda n’est plus suivi.",
	ChangedThere: "Cette sortie vient de l’agenda de l’association : elle se change là-bas.", PriceElsewhere: "prix : voir avec l’association",
}

var importsEN = importWords{
	Title: "Your calendar on another site", MenuHint: "Your outings come here by themselves.",
	Lead: "Does your association keep a public calendar already? Give its address. Its outings will be here. When you change them there, they change here, and who signed up is told.",
	None: "No calendar is followed.",
	Add:  "Follow a calendar", Address: "Address of the calendar (.ics)",
	AddressHint: "It begins with https:// or webcal://. In Google Calendar: the calendar’s settings, then “Public address in iCal format”.",
	BadAddress:  "This address does not work. A public address is needed, which begins with https:// or webcal://.", Enough: "Three calendars at most.",
	Readers: "The address is read by the people in charge of the association and by the team. The calendar’s outings are read by everyone.",
	Follow:  "Follow this calendar", Followed: "Noted. The calendar will be read within a minute.",
	NotYet: "It has not been read yet.", ReadOn: "Read on %s.", Next: "Next reading: %s.",
	Coming: "Outings to come: %d.", Last: "The last time: %d new, %d changed, %d called off.",
	Failed: "We could not read it: %s.", GivenUp: "We have stopped trying after a month. Once the calendar is mended, ask for a reading.",
	Problems: "Passages that we did not understand: %d.", Lines: "Lines of the file: %s.",
	Cut:  "The calendar is cut off or too long: we read a part of it. Nothing that is missing is called off.",
	Read: "Read now", Asked: "Noted. The calendar will be read within a minute.",
	Stop: "Follow this calendar no more", StopHint: "What is to become of its coming outings?",
	StopKeep: "Keep them, and change them here", StopOff: "Call them off, and tell who signed up", Stopped: "This calendar is no longer followed.",
	ChangedThere: "This outing comes from the association’s calendar: it is changed there.", PriceElsewhere: "price: ask the association",
}
