package matching

import (
	"regexp"
	"strings"
	"unicode"
)

// A way to reach somebody past the blocks and moderators of the house.
var (
	mailAddress   = regexp.MustCompile(`[^\s@]@[^\s@]+\.[^\s@]`)
	international = regexp.MustCompile(`(?:\+|\b00)[1-9](?:` + apart + `\d){7,}`)
	phoneNumber   = regexp.MustCompile(`\b0[1-9](?:` + apart + `\d){8}|\d{9,}`)
)

// apart is what people write between the digits of a number: no comma, which is between numbers.
const apart = `[ .\-/()_·\x{2010}-\x{2015}\x{a0}\x{202f}\x{2009}]{0,3}`

// What has as many digits as a telephone number, and is none.
var (
	date = regexp.MustCompile(`\b(?:` +
		dayOfMonth + `([./-])` + month + `([./-])(?:(?:19|20)\d\d|\d\d)|` +
		dayOfMonth + `( )` + month + `( )(?:19|20)\d\d|` +
		`(?:19|20)\d\d([./-])` + month + `([./-])` + dayOfMonth + `)\b`)
	numbered = regexp.MustCompile(`(?i)\b(?:\d{3}([ .]?)\d{3}([ .]?)\d{3}([ .]?)\d{5}|siren\D{1,4}\d{3}[ .]?\d{3}[ .]?\d{3}|W\d{9}|97[89]\d{10})\b`)
	postcode = regexp.MustCompile(`\b\d{5}\b`)
)

const (
	dayOfMonth = `(?:0?[1-9]|[12]\d|3[01])`
	month      = `(?:0?[1-9]|1[0-2])`
)

// reachable says whether a text holds an e-mail address or a telephone number, in any of the ways that people write one.
func reachable(text string) bool {
	text = withoutDates(asciiDigits(text))
	if mailAddress.MatchString(text) || international.MatchString(text) {
		return true
	}
	text = numbered.ReplaceAllStringFunc(text, func(number string) string {
		if first := number[0] | 0x20; first == 'w' || strings.HasPrefix(number, "97") || checksOut(number) {
			return "№"
		}
		return number
	})
	return phoneNumber.MatchString(postcode.ReplaceAllString(text, "№"))
}

// withoutDates takes out what is a date: not the beginning, or the middle, of something longer that goes on in the same way.
func withoutDates(text string) string {
	var b strings.Builder
	at := 0
	for _, found := range date.FindAllStringSubmatchIndex(text, -1) {
		var marks []string
		for i := 2; i < len(found); i += 2 {
			if found[i] >= 0 {
				marks = append(marks, text[found[i]:found[i+1]])
			}
		}
		before, after := text[:found[0]], text[found[1]:]
		if marks[0] != marks[1] || goesOn(after, marks[0]) || cameBefore(before, marks[0]) {
			continue
		}
		b.WriteString(text[at:found[0]] + "№")
		at = found[1]
	}
	return b.String() + text[at:]
}

// hourOf is how an hour goes on after its first digits.
var hourOf = regexp.MustCompile(`^ \d{1,2}(?::| ?h\b| ?h\d)`)

func goesOn(after, mark string) bool {
	rest, ok := strings.CutPrefix(after, mark)
	return ok && startsWithDigit(rest) && !hourOf.MatchString(after)
}

func cameBefore(before, mark string) bool {
	rest, ok := strings.CutSuffix(before, mark)
	return ok && rest != "" && isDigit(rest[len(rest)-1])
}

func startsWithDigit(s string) bool { return s != "" && isDigit(s[0]) }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// checksOut says whether digits end in their check digit by Luhn's sum, as those of companies and associations do (SIREN, SIRET).
func checksOut(number string) bool {
	sum, n := 0, 0
	for i := len(number) - 1; i >= 0; i-- {
		if !isDigit(number[i]) {
			continue
		}
		d := int(number[i]-'0') << (n % 2)
		sum += d/10 + d%10
		n++
	}
	return sum%10 == 0
}

// asciiDigits writes digits of any script as our own.
func asciiDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII && unicode.IsDigit(r) {
			zero := r
			for unicode.IsDigit(zero-1) && r-zero < 9 {
				zero--
			}
			return '0' + (r - zero)
		}
		return r
	}, text)
}
