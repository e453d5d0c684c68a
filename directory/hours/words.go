package hours

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// canonical is what a word of the specification means, in small or large letters.
func canonical(w string) (k kind, value int, ok bool) {
	var small [7]byte
	if len(w) > len(small) {
		return end, 0, false
	}
	for i := range len(w) {
		small[i] = w[i] | 0x20
	}
	switch string(small[:len(w)]) {
	case "mo":
		return weekday, 0, true
	case "tu":
		return weekday, 1, true
	case "we":
		return weekday, 2, true
	case "th":
		return weekday, 3, true
	case "fr":
		return weekday, 4, true
	case "sa":
		return weekday, 5, true
	case "su":
		return weekday, 6, true
	case "ph":
		return holiday, phToday, true
	case "sh":
		return holiday, shToday, true
	case "off", "closed":
		return state, int(Closed), true
	case "open":
		return state, int(Open), true
	case "unknown":
		return state, int(Unknown), true
	case "week":
		return week, 0, true
	case "easter":
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

// tolerate takes what stands at from for the specification's way of writing it, with a warning. The lexer is at the end of the
// word that begins there.
func (l *lexer) tolerate(from int) *Problem {
	if say := l.byLanguage(l.text[from:l.at]); say != "" {
		return l.insert(say, from)
	}
	best, n := l.phrase(from)
	switch {
	case n > 0:
		l.at = from + n
		return l.insert(best.say, from)
	case glued(l.text[from:l.at]):
		l.at = from + 2
		l.warn(from, l.at, "is written with a space behind it")
		k, value, _ := canonical(l.text[from:l.at])
		l.put(k, value, from)
		return nil
	}
	return l.refuse(from, "is not a word of opening hours")
}

// phrase is the longest phrase at a byte of the text, and its length there; 0 = none.
func (l *lexer) phrase(from int) (best meaning, length int) {
	first, _ := utf8.DecodeRuneInString(l.text[from:])
	for _, m := range phrases[unicode.ToLower(first)] {
		if n := reads(l.text[from:], m.phrases); n > length {
			best, length = m, n
		}
	}
	return best, length
}

// spelled says whether a phrase begins with the digits at from, as "24 hours" and "7/7" do.
func (l *lexer) spelled(from int) bool {
	if l.text[from] != '7' && !strings.HasPrefix(l.text[from:], "24") {
		return false
	}
	_, n := l.phrase(from)
	return n > 0
}

// reads is how many bytes of a text a phrase takes; 0 = it does not stand there as a whole.
func reads(text, phrase string) int {
	n := 0
	for _, want := range phrase {
		got, size := utf8.DecodeRuneInString(text[n:])
		if unicode.ToLower(got) != want && !(want == ' ' && got == '_') {
			return 0
		}
		n += size
	}
	if letterBefore(text, n) && letterAt(text, n) || digitAt(text, n-1) && digitAt(text, n) {
		return 0
	}
	return n
}

// maxGlued is as long as a word of several without spaces is: "shmosuclosed".
const maxGlued = 12

// glued says whether a word is several of the specification without spaces: "SHoff", "PHMo".
func glued(w string) bool {
	if len(w) < 4 || len(w) > maxGlued || w[1] >= utf8.RuneSelf {
		return false
	}
	k, _, _ := canonical(w[:2])
	_, _, ok := canonical(w[2:])
	return (k == weekday || k == holiday) && (ok || glued(w[2:]))
}

// byLanguage reads the short names of days that are one day to a German reader and another, or nothing, to a French one: the rest
// of the text tells who wrote it. Where it does not tell, "di" is French, and the others are not understood.
func (l *lexer) byLanguage(w string) (say string) {
	switch strings.ToLower(w) {
	case "mar":
		return "Tu" // see meansElse
	case "di":
		switch said := l.languages(); {
		case said&(german|maybeGerman) == 0:
			return "Su"
		case said&(german|french) == german:
			return "Tu"
		}
	case "do":
		if l.languages()&german != 0 {
			return "Th"
		}
	case "so":
		if l.languages()&german != 0 {
			return "Su"
		}
	}
	return ""
}

// meansElse says whether a word of the specification that begins at from is none here: "mar" among French names of days is "mardi",
// not March; "open end", "day before public holiday", "week-end".
func (l *lexer) meansElse(k kind, value, from int) bool {
	switch {
	case k == month && value == 3:
		return l.languages()&french != 0
	case k == state && State(value) == Open || k == days || k == week:
		_, n := l.phrase(from)
		return n > 0
	}
	return false
}

// language is a set of the languages that the words of a text are of.
type language uint8

const (
	french language = 1 << iota
	german
	maybeGerman
	lookedFor // the others are known
)

// languages are those of the words outside of comments.
func (l *lexer) languages() language {
	if l.spoken&lookedFor != 0 {
		return l.spoken
	}
	l.spoken = lookedFor
	for text := l.text; text != ""; {
		var words string
		words, text, _ = strings.Cut(text, `"`)
		for w := range strings.FieldsFuncSeq(words, func(r rune) bool { return !unicode.IsLetter(r) }) {
			l.spoken |= languageOf(strings.ToLower(w))
		}
		_, text, _ = strings.Cut(text, `"`)
	}
	return l.spoken
}

func languageOf(w string) language {
	switch w {
	case "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lun", "mer", "jeu", "ven", "sam", "dim",
		"lu", "ma", "me", "je", "ve", "et", "fermé", "ouvert", "fériés":
		return french
	case "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "mi", "uhr", "und", "bis",
		"geschlossen", "geschl", "täglich", "feiertag", "feiertags", "feiertage", "ruhetag":
		return german
	case "do":
		return maybeGerman
	}
	return 0
}

// insert puts the tokens of a text in the place of what began at from, with a warning.
func (l *lexer) insert(text string, from int) *Problem {
	switch text {
	case "":
		l.warn(from, l.at, "is left out")
		return nil
	case "h":
		l.put(hourWord, 0, from)
		return nil
	case "late":
		l.put(late, 0, from)
		return nil
	case "am", "pm":
		l.warn(from, l.at, "hours are written from 0 to 24")
		l.put(meridiem, int(text[0]), from)
		return nil
	}
	l.warn(from, l.at, `is written "`+strings.Trim(text, `"`)+`"`)
	sub := lexer{text: text, comments: l.comments, problems: l.problems}
	if p := sub.run(); p != nil {
		return p
	}
	for _, t := range sub.tokens[:len(sub.tokens)-1] {
		t.from, t.to = int16(from), int16(from)
		l.tokens = append(l.tokens, t)
	}
	l.tokens[len(l.tokens)-1].to = int16(l.at)
	return nil
}

// typography takes signs of typesetters for those of the specification.
func (l *lexer) typography() *Problem {
	from := l.at
	r, size := utf8.DecodeRuneInString(l.text[from:])
	if digitAt(l.text, from) {
		return l.number()
	}
	l.at += size
	switch r {
	case '–', '—', '−', '‐', '‑', '‒', '~', '〜', '～', '→', '=':
		return l.insert("-", from)
	case '：':
		return l.insert(":", from)
	case '&', '、', '，':
		return l.insert(",", from)
	}
	if closing := quotes(r); closing != "" {
		l.warn(from, l.at, `a comment stands between "`)
		return l.comment(closing)
	}
	if unicode.IsSpace(r) || r == '\uFEFF' || r == '\u200B' {
		l.warn(from, l.at, "is written as a plain space")
		return nil
	}
	return l.refuse(from, "is not a sign of opening hours")
}

// quotes are what may close a comment that a sign opens; empty = it opens none.
func quotes(opening rune) (closing string) {
	switch opening {
	case '„':
		return `“”"`
	case '“':
		return `”"`
	case '«':
		return "»"
	case '「':
		return "」"
	case '『':
		return "』"
	case '‚':
		return "‘’"
	case '‘', '’':
		return "‘’"
	case '\'':
		return "'"
	}
	return ""
}

// label passes over the name of what the text is about: "opening_hours=…".
func (l *lexer) label() {
	for _, label := range []string{"opening_hours", "öffnungszeiten", "öffnungszeit", "horaires"} {
		n := reads(l.text, label)
		if n == 0 {
			continue
		}
		for n < len(l.text) && strings.IndexByte(" \t:=", l.text[n]) >= 0 {
			n++
		}
		l.at = n
		l.warn(0, n, "is left out")
		return
	}
}
