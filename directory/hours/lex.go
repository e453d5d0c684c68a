package hours

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word, a number or a sign of a text.
type token struct {
	kind     kind
	value    int16
	digits   uint8 // of a number
	from, to int16 // bytes of the text
}

type kind uint8

const (
	end     kind = iota
	number       // value
	weekday      // value: 0 = Monday
	month        // value: 1 = January
	holiday      // value: phToday, shToday
	state        // value: State
	sun          // value: sunEvent
	week
	easter
	days     // "day", "days"
	always   // "24/7"
	comment  // value: which of the comments
	meridiem // value: hours to add, 0 or 12
	hourWord // "h", "Uhr"
	late     // "late", "open end": an end that nobody knows
	sign     // value: the character, '|' for "||"
)

// lexer cuts a text into tokens.
type lexer struct {
	text     string
	at       int
	tokens   []token
	comments *[]string
	problems *[]Problem
	spoken   language // see languages
}

func (l *lexer) warn(from, to int, reason string) {
	*l.problems = append(*l.problems, Problem{At: from, Text: l.text[from:to], Reason: reason})
}

// refuse says what is wrong from a byte of the text up to where the lexer is.
func (l *lexer) refuse(from int, reason string) *Problem {
	return &Problem{At: from, Text: l.text[from:l.at], Reason: reason}
}

func (l *lexer) put(k kind, value, from int) {
	l.tokens = append(l.tokens, token{kind: k, value: int16(value), from: int16(from), to: int16(l.at)})
}

// run cuts the whole text; the last token is end.
func (l *lexer) run() *Problem {
	l.label()
	for l.at < len(l.text) {
		c := l.text[l.at]
		var p *Problem
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			l.at++
		case '0' <= c && c <= '9':
			p = l.number()
		case c == '"':
			l.at++
			p = l.comment(`"`)
		case c == '.' && l.at > 0 && letterBefore(l.text, l.at):
			l.at++
			l.warn(l.at-1, l.at, "is left out")
		case strings.IndexByte("-+,;:/[]().", c) >= 0:
			l.at++
			l.put(sign, int(c), l.at-1)
		case strings.HasPrefix(l.text[l.at:], "||"):
			l.at += 2
			l.put(sign, '|', l.at-2)
		default:
			p = l.word()
		}
		if p != nil {
			return p
		}
	}
	l.put(end, 0, l.at)
	return nil
}

// number takes a run of digits. Raised or lowered ones ("10³⁰", "12°°") are minutes where the run is longer than an hour.
func (l *lexer) number() *Problem {
	from, value, digits, raised := l.at, 0, 0, false
	if strings.HasPrefix(l.text[from:], "24/7") && !digitAt(l.text, from+4) {
		l.at += 4
		l.put(always, 0, from)
		return nil
	}
	if l.spelled(from) {
		return l.tolerate(from)
	}
	for l.at < len(l.text) {
		d, size := digit(l.text[l.at:])
		if size == 0 {
			break
		}
		raised = raised || size > 1
		value = min(10*value+d, 1<<15-1)
		l.at += size
		digits++
	}
	if raised {
		digits = max(digits, 2)
		l.warn(from, l.at, "is written with plain digits")
	}
	if raised && digits > 2 {
		l.put(number, value/100, from)
		l.tokens[len(l.tokens)-1].digits = uint8(min(digits-2, 255))
		l.tokens[len(l.tokens)-1].to = int16(from)
		l.put(sign, ':', from)
		l.tokens[len(l.tokens)-1].to = int16(from)
		value, digits = value%100, 2
	}
	l.put(number, value, from)
	l.tokens[len(l.tokens)-1].digits = uint8(min(digits, 255))
	return nil
}

// comment takes what stands up to one of the closing quotes; the opening one is behind.
func (l *lexer) comment(closing string) *Problem {
	from := l.at
	n := strings.IndexAny(l.text[from:], closing)
	if n < 0 || strings.Contains(l.text[from:from+n], `"`) {
		l.at = len(l.text)
		return l.refuse(from, "a comment has no closing quote")
	}
	_, size := utf8.DecodeRuneInString(l.text[from+n:])
	l.at += n + size
	*l.comments = append(*l.comments, l.text[from:from+n])
	l.put(comment, len(*l.comments)-1, from)
	return nil
}

// word takes a run of letters, or a typographic sign that stands for one of ours.
func (l *lexer) word() *Problem {
	from := l.at
	for l.at < len(l.text) && letterAt(l.text, l.at) {
		_, size := utf8.DecodeRuneInString(l.text[l.at:])
		l.at += size
	}
	if l.at == from {
		return l.typography()
	}
	w := l.text[from:l.at]
	k, value, ok := canonical(w)
	if ok && !l.meansElse(k, value, from) {
		l.put(k, value, from)
		return nil
	}
	return l.tolerate(from)
}

// The characters of a text.

func letterAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[min(i, len(s)):])
	return unicode.IsLetter(r) || unicode.IsMark(r)
}

func letterBefore(s string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(s[:i])
	return unicode.IsLetter(r) || unicode.IsMark(r)
}

func digitAt(s string, i int) bool {
	_, size := digit(s[min(i, len(s)):])
	return size > 0
}

// digit is the digit that a text begins with, raised and lowered ones included, and its bytes; 0 bytes = none.
func digit(s string) (value, size int) {
	if s == "" {
		return 0, 0
	}
	if c := s[0]; c < utf8.RuneSelf {
		if '0' <= c && c <= '9' {
			return int(c - '0'), 1
		}
		return 0, 0
	}
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == '°':
		return 0, size
	case r == '¹':
		return 1, size
	case r == '²' || r == '³':
		return int(r-'²') + 2, size
	case r == '⁰' || '⁴' <= r && r <= '⁹':
		return int(r - '⁰'), size
	case '₀' <= r && r <= '₉':
		return int(r - '₀'), size
	}
	return 0, 0
}
