package recur

import (
	"strconv"
	"time"
)

// language is what differs between two languages that build these sentences alike. # and % stand for what is filled in.
type language struct {
	weekdays     []string
	months       []string
	and          string
	until        string
	each         [Yearly + 1]string // each week
	other        [Yearly + 1]string // every other week
	some         [Yearly + 1]string // every # weeks
	eachWeekday  affix
	onWeekday    affix
	otherWeekday string // every other #
	eachOf       string // before workweek
	workweek     string // from Monday to Friday
	inMonths     affix
	ofMonths     affix
	ofEachMonth  string
	ofMonth      string
	ofYear       string
	falling      string                                 // weekdays # that are days % of the month
	among        string                                 // the #th of the days %
	nth          func(n int) string                     // the first, the last
	nthDay       func(n int) string                     // of a month
	dayOf        func(day int, month time.Month) string // 21 June
	date         func(w Wall) string
	times        func(n int) string
}

// affix stands before a list, and before each of its words, in another form before a vowel.
type affix struct{ list, word, elided string }

var french = language{
	weekdays:     []string{"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"},
	months:       frenchMonths[:],
	and:          "et",
	until:        "jusqu’au",
	each:         [...]string{Daily: "tous les jours", Weekly: "chaque semaine", Monthly: "chaque mois", Yearly: "chaque année"},
	other:        [...]string{Daily: "un jour sur deux", Weekly: "une semaine sur deux", Monthly: "un mois sur deux", Yearly: "un an sur deux"},
	some:         [...]string{Daily: "tous les # jours", Weekly: "toutes les # semaines", Monthly: "tous les # mois", Yearly: "tous les # ans"},
	eachWeekday:  affix{word: "chaque "},
	onWeekday:    affix{word: "le "},
	otherWeekday: "un # sur deux",
	eachOf:       "chaque jour ",
	workweek:     "du lundi au vendredi",
	inMonths:     affix{list: "en "},
	ofMonths:     affix{word: "de ", elided: "d’"},
	ofEachMonth:  "de chaque mois",
	ofMonth:      "du mois",
	ofYear:       "de l’année",
	falling:      "# quand c’est %",
	among:        "# jour qui tombe %",
	nth: func(n int) string {
		switch n {
		case 1:
			return "le premier"
		case 2:
			return "le deuxième"
		case 3:
			return "le troisième"
		case 4:
			return "le quatrième"
		case 5:
			return "le cinquième"
		case -1:
			return "le dernier"
		case -2:
			return "l’avant-dernier"
		}
		if n < 0 {
			return "le " + strconv.Itoa(-n) + "e avant la fin,"
		}
		return "le " + strconv.Itoa(n) + "e"
	},
	nthDay: func(n int) string {
		switch {
		case n == -1:
			return "le dernier jour"
		case n == -2:
			return "l’avant-dernier jour"
		case n < 0:
			return "le " + strconv.Itoa(-n) + "e jour avant la fin"
		}
		return "le " + frenchDay(n)
	},
	dayOf: func(day int, month time.Month) string { return "le " + frenchDay(day) + " " + frenchMonths[month-1] },
	date: func(w Wall) string {
		year, month, day := w.Time().Date()
		return frenchDay(day) + " " + frenchMonths[month-1] + " " + strconv.Itoa(year)
	},
	times: func(n int) string { return strconv.Itoa(n) + " fois" },
}

var frenchMonths = [...]string{
	"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
}

func frenchDay(day int) string {
	if day == 1 {
		return "1er"
	}
	return strconv.Itoa(day)
}

var english = language{
	weekdays: []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
	months: []string{
		"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
	},
	and:          "and",
	until:        "until",
	each:         [...]string{Daily: "every day", Weekly: "every week", Monthly: "every month", Yearly: "every year"},
	other:        [...]string{Daily: "every other day", Weekly: "every other week", Monthly: "every other month", Yearly: "every other year"},
	some:         [...]string{Daily: "every # days", Weekly: "every # weeks", Monthly: "every # months", Yearly: "every # years"},
	eachWeekday:  affix{list: "every "},
	onWeekday:    affix{list: "on "},
	otherWeekday: "every other #",
	eachOf:       "every day ",
	workweek:     "from Monday to Friday",
	inMonths:     affix{list: "in "},
	ofMonths:     affix{list: "of "},
	ofEachMonth:  "of each month",
	ofMonth:      "of the month",
	ofYear:       "of the year",
	falling:      "# when it is %",
	among:        "# day that falls %",
	nth: func(n int) string {
		switch n {
		case 1:
			return "the first"
		case 2:
			return "the second"
		case 3:
			return "the third"
		case 4:
			return "the fourth"
		case 5:
			return "the fifth"
		case -1:
			return "the last"
		case -2:
			return "the second to last"
		}
		if n < 0 {
			return "the " + englishDay(-n) + " to last"
		}
		return "the " + englishDay(n)
	},
	nthDay: func(n int) string {
		switch {
		case n == -1:
			return "the last day"
		case n < 0:
			return "the " + englishDay(-n) + " to last day"
		}
		return "the " + englishDay(n)
	},
	dayOf: func(day int, month time.Month) string { return "on " + strconv.Itoa(day) + " " + month.String() },
	date:  func(w Wall) string { return w.Time().Format("2 January 2006") },
	times: func(n int) string {
		if n == 1 {
			return "once"
		}
		return strconv.Itoa(n) + " times"
	},
}

// englishDay is an ordinal: 1st, 11th, 22nd.
func englishDay(n int) string {
	suffix := "th"
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}
