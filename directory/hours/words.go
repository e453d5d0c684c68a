package hours

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// canonical is what a word of the specification means, in small or large letters.
func canonical(w string) (k kind, value int, ok bool) {
	switch w {
	case "Mo", "mo", "MO":
		return weekday, 0, true
	case "Tu", "tu", "TU":
		return weekday, 1, true
	case "We", "we", "WE":
		return weekday, 2, true
	case "Th", "th", "TH":
		return weekday, 3, true
	case "Fr", "fr", "FR":
		return weekday, 4, true
	case "Sa", "sa", "SA":
		return weekday, 5, true
	case "Su", "su", "SU":
		return weekday, 6, true
	case "PH", "ph", "Ph":
		return holiday, phToday, true
	case "SH", "sh", "Sh":
		return holiday, shToday, true
	case "off", "Off", "OFF", "closed", "Closed", "CLOSED":
		return state, int(Closed), true
	case "open", "Open", "OPEN":
		return state, int(Open), true
	case "unknown", "Unknown", "UNKNOWN":
		return state, int(Unknown), true
	case "week", "Week", "WEEK":
		return week, 0, true
	case "easter", "Easter", "EASTER":
		return easter, 0, true
	case "day", "days":
		return days, 0, true
	case "dawn":
		return sun, int(dawn), true
	case "sunrise":
		return sun, int(sunrise), true
	case "sunset":
		return sun, int(sunset), true
	case "dusk":
		return sun, int(dusk), true
	}
	if len(w) == 3 {
		for i, m := range monthNames {
			if w == m || strings.EqualFold(w, m) {
				return month, i + 1, true
			}
		}
	}
	return end, 0, false
}

var (
	monthNames   = [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
	weekdayNames = [7]string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"}
)

// meaning is what people write for something of the specification.
type meaning struct {
	say    string // how the specification writes it
	phrase string // small letters; several, separated by |
}

// maxPhrase is longer than any phrase, in bytes.
const maxPhrase = 40

// meanings are the spellings of people, longest first where one begins another.
var meanings = []meaning{
	{"Mo", "lundi|lun|lu|monday|mondays|mon|montag|montags"},
	{"Tu", "mardi|ma|tuesday|tuesdays|tues|tue|dienstag|dienstags|die"},
	{"We", "mercredi|mercr|mer|me|wednesday|wednesdays|wed|mittwoch|mittwochs|mi"},
	{"Th", "jeudi|jeu|je|thursday|thursdays|thurs|thur|thu|donnerstag|donnerstags|don"},
	{"Fr", "vendredi|vend|ven|ve|friday|fridays|fri|freitag|freitags|fre"},
	{"Sa", "samedi|sam|saturday|saturdays|sat|samstag|samstags"},
	{"Su", "dimanche|dim|di|sunday|sundays|sun|sonntag|sonntags|so"},
	{"Jan", "january|janvier|janv|januar|jän"},
	{"Feb", "february|février|fevrier|févr|fév|fev|februar"},
	{"Mar", "march|mars|märz|mär|mrz"},
	{"Apr", "april|avril|avr"},
	{"May", "mai"},
	{"Jun", "june|juin|juni"},
	{"Jul", "july|juillet|juil|juli"},
	{"Aug", "august|août|aout|aoû"},
	{"Sep", "september|septembre|sept"},
	{"Oct", "october|octobre|oktober|okt"},
	{"Nov", "november|novembre"},
	{"Dec", "december|décembre|decembre|déc|dezember|dez"},
	{"PH", "public holidays|public holiday|holidays|holiday|jours fériés|jour férié|feiertags|feiertage|feiertag"},
	{"SH", "school holidays|school holiday|vacances scolaires|schulferien"},
	{"off", "fermé|ferme|geschlossen|ruhetag|close"},
	{"Mo-Su", "daily|täglich|every day|everyday"},
	{"Mo-Fr", "weekdays|weekday|werktags"},
	{"Sa,Su", "weekends|weekend"},
	{"00:00-24:00", "24 hours"},
	{"-", "à|to|bis|till|until|jusque"},
	{",", "et|and|und"},
	{"", "uhr|from|von"},
	{"am", "am|a.m."},
	{"pm", "pm|p.m."},
}

// tolerate takes what stands at from for the specification's way of writing it, with a warning; lower is the text from there
// in small letters.
func (l *lexer) tolerate(from int, lower string) *Problem {
	for _, m := range meanings {
		for phrase := range strings.SplitSeq(m.phrase, "|") {
			if !strings.HasPrefix(lower, phrase) || letterAt(lower, len(phrase)) {
				continue
			}
			l.at = from + len(phrase)
			return l.insert(m.say, from)
		}
	}
	return &Problem{At: from, Text: l.text[from:l.at], Reason: "is not a word of opening hours"}
}

// insert puts the tokens of a text in the place of what began at from, with a warning.
func (l *lexer) insert(text string, from int) *Problem {
	switch text {
	case "":
		l.warn(from, l.at, "is left out")
		return nil
	case "am", "pm":
		l.warn(from, l.at, "hours are written from 0 to 24")
		l.put(meridiem, int(text[0]), from)
		return nil
	}
	l.warn(from, l.at, `is written "`+text+`"`)
	sub := lexer{text: text, problems: l.problems}
	if p := sub.run(); p != nil {
		return p
	}
	for _, t := range sub.tokens[:len(sub.tokens)-1] {
		t.from, t.to = int16(from), int16(l.at)
		l.tokens = append(l.tokens, t)
	}
	return nil
}

// typography takes signs of typesetters for those of the specification.
func (l *lexer) typography() *Problem {
	from := l.at
	r, size := utf8.DecodeRuneInString(l.text[from:])
	l.at += size
	var say string
	switch r {
	case '–', '—', '−', '‐', '‑', '~', '〜':
		say = "-"
	case '：':
		say = ":"
	case '&', '、', '，':
		say = ","
	case '“', '”', '„', '«', '»':
		return &Problem{At: from, Text: l.text[from:l.at], Reason: `a comment stands between "`}
	default:
		if unicode.IsSpace(r) || r == '\uFEFF' || r == '\u200B' {
			l.warn(from, l.at, "is written as a plain space")
			return nil
		}
		return &Problem{At: from, Text: l.text[from:l.at], Reason: "is not a sign of opening hours"}
	}
	return l.insert(say, from)
}

func letterAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[min(i, len(s)):])
	return unicode.IsLetter(r)
}
