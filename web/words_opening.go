package web

// openingWords say when something is open, as people do.
type openingWords struct {
	Hour, HourMinute            string // 17 h; 17 h 30
	Midnight, Morning           string // the end of a day; one %s: an hour before dawn
	AtHour, AtTomorrow          string // one %s: the hour
	AtWeekday, AtDate           string // two %s: the day, the hour
	UntilHour, UntilTomorrow    string // one %s: the hour
	UntilWeekday, UntilDate     string // two %s: the day, the hour
	UntilDay                    string // one %s: the last day
	AtLeast                     string // one %s: until
	Minutes                     string // one %d
	Weekdays                    [7]string
	Today, Tomorrow, OnArrival  string // the last: one %s, the hour
	Opened, Always, Closes      string
	Shut, ShutNow, Opens        string
	Exceptionally, UntilFurther string
	Perhaps, NoHours            string

	Span, NextDay         string // two %s: from, to; one %s: an hour after midnight
	WholeDay, EveryDay    string
	ClosedDay, Else       string // else: what may be in the rest of a day
	PerhapsSpan           string // one %s: the span
	Daylight              string
	Doubt, CheckHoliday   string // what "maybe" means; open on a holiday that the source forgets
	Week                  string // caption of the table
	AsWritten, Misread    string // heading of the source's own text; why it stands there
	Lost                  string // one %s: the part that is not understood
	ThisWeek              string // heading of a service's hours
	OpenNow, Other        string // the filter
	Arriving, ArrivalHint string
	Day, Time             string
	NoneOpen, NoneThen    string
	NextToOpen            string
	WithClosed            string
	MaybeOne, MaybeMany   string // the second: one %d
	MaybeHint, SeeMaybe   string
	MaybeOnly             string
}

var openingFrench = openingWords{
	Hour: "%d\u00a0h", HourMinute: "%d\u00a0h\u00a0%02d", Midnight: "minuit", Morning: "%s du matin",
	AtHour: "à %s", AtTomorrow: "demain à %s", AtWeekday: "%s à %s", AtDate: "le %s à %s",
	UntilHour: "jusqu’à %s", UntilTomorrow: "jusqu’à demain %s", UntilWeekday: "jusqu’à %s %s", UntilDate: "jusqu’au %s, %s",
	UntilDay: "jusqu’au %s", AtLeast: "au moins %s", Minutes: "dans %d\u00a0min",
	Weekdays: [7]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
	Today:    "aujourd’hui", Tomorrow: "demain", OnArrival: "à votre arrivée (%s)",
	Opened: "Ouvert", Always: "Ouvert jour et nuit", Closes: "Ferme",
	Shut: "Fermé", ShutNow: "Fermé en ce moment", Opens: "ouvre",
	Exceptionally: "exceptionnellement", UntilFurther: "jusqu’à nouvel avis",
	Perhaps: "peut-être ouvert", NoHours: "Horaires inconnus",

	Span: "%s à %s", NextDay: "%s le lendemain", WholeDay: "jour et nuit", EveryDay: "Tous les jours", ClosedDay: "fermé", Else: "sinon, peut-être",
	PerhapsSpan: "peut-être %s", Daylight: "Du lever au coucher du soleil.",
	Doubt: "« Peut-être » : nous ne sommes pas sûrs. Appelez avant de venir.", CheckHoliday: "jour férié : vérifiez",
	Week:      "Horaires de cette semaine",
	AsWritten: "Ce que dit la source", Lost: "Nous ne comprenons pas « %s ».",
	Misread:  "Nous ne savons pas lire ces horaires. Appelez avant de venir.",
	ThisWeek: "Cette semaine :", OpenNow: "Ouvert maintenant", Other: "Autre heure",
	Arriving: "Ouvert quand j’arrive à pied", ArrivalHint: "Nous comptons 4 km par heure, avec les détours.",
	Day: "Jour", Time: "Heure",
	NoneOpen: "Aucun lieu ouvert maintenant.", NoneThen: "Aucun lieu ouvert à cette heure.",
	NextToOpen: "Le premier qui ouvre", WithClosed: "Voir aussi les lieux fermés",
	MaybeOne: "1 autre lieu peut-être ouvert (horaires inconnus)", MaybeMany: "%d autres lieux peut-être ouverts (horaires inconnus)",
	MaybeHint: "Appelez avant de venir.", SeeMaybe: "Voir tous les lieux peut-être ouverts",
	MaybeOnly: "Horaires inconnus",
}

var openingEnglish = openingWords{
	Hour: "%d:00", HourMinute: "%d:%02d", Midnight: "midnight", Morning: "%s in the morning",
	AtHour: "at %s", AtTomorrow: "tomorrow at %s", AtWeekday: "on %s at %s", AtDate: "on %s at %s",
	UntilHour: "until %s", UntilTomorrow: "until tomorrow %s", UntilWeekday: "until %s %s", UntilDate: "until %s, %s",
	UntilDay: "until %s", AtLeast: "at least %s", Minutes: "in %d\u00a0min",
	Weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	Today:    "today", Tomorrow: "tomorrow", OnArrival: "when you arrive (%s)",
	Opened: "Open", Always: "Open day and night", Closes: "Closes",
	Shut: "Closed", ShutNow: "Closed at the moment", Opens: "opens",
	Exceptionally: "exceptionally", UntilFurther: "until further notice",
	Perhaps: "maybe open", NoHours: "Hours not known",

	Span: "%s to %s", NextDay: "%s the next day", WholeDay: "day and night", EveryDay: "Every day", ClosedDay: "closed", Else: "else, maybe",
	PerhapsSpan: "maybe %s", Daylight: "From sunrise to sunset.",
	Doubt: "“Maybe”: we are not sure. Call before you come.", CheckHoliday: "public holiday: check",
	Week:      "Hours of this week",
	AsWritten: "What the source says", Lost: "We do not understand “%s”.",
	Misread:  "We cannot read these hours. Call before you come.",
	ThisWeek: "This week:", OpenNow: "Open now", Other: "Another time",
	Arriving: "Open when I arrive on foot", ArrivalHint: "We count 4 km an hour, with detours.",
	Day: "Day", Time: "Time",
	NoneOpen: "No place is open now.", NoneThen: "No place is open at this time.",
	NextToOpen: "The first to open", WithClosed: "See the closed places too",
	MaybeOne: "1 other place may be open (hours not known)", MaybeMany: "%d other places may be open (hours not known)",
	MaybeHint: "Call before you come.", SeeMaybe: "See all places that may be open",
	MaybeOnly: "Hours not known",
}
