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
	days   // "day", "days"
	always // "24/7"
	comment
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
	problems *[]Problem
}

func (l *lexer) warn(from, to int, reason string) {
	*l.problems = append(*l.problems, Problem{At: from, Text: l.text[from:to], Reason: reason})
}

func (l *lexer) put(k kind, value, from int) {
	l.tokens = append(l.tokens, token{kind: k, value: int16(value), from: int16(from), to: int16(l.at)})
}

// run cuts the whole text; the last token is end.
func (l *lexer) run() *Problem {
	for l.at < len(l.text) {
		c := l.text[l.at]
		var p *Problem
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			l.at++
		case '0' <= c && c <= '9':
			p = l.number()
		case c == '"':
			p = l.comment()
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

func (l *lexer) number() *Problem {
	from, value := l.at, 0
	if strings.HasPrefix(l.text[from:], "24/7") && !strings.HasPrefix(l.text[from+4:], "0") {
		l.at += 4
		l.put(always, 0, from)
		return nil
	}
	for l.at < len(l.text) && '0' <= l.text[l.at] && l.text[l.at] <= '9' {
		value = min(10*value+int(l.text[l.at]-'0'), 1<<15-1)
		l.at++
	}
	l.put(number, value, from)
	l.tokens[len(l.tokens)-1].digits = uint8(min(l.at-from, 255))
	return nil
}

func (l *lexer) comment() *Problem {
	from := l.at
	n := strings.IndexByte(l.text[from+1:], '"')
	if n < 0 {
		return &Problem{At: from, Text: l.text[from:], Reason: "a comment has no closing quote"}
	}
	l.at += n + 2
	l.put(comment, 0, from)
	return nil
}

// word takes a run of letters, or a typographic sign that stands for one of ours.
func (l *lexer) word() *Problem {
	from := l.at
	for l.at < len(l.text) {
		r, size := utf8.DecodeRuneInString(l.text[l.at:])
		if !unicode.IsLetter(r) {
			break
		}
		l.at += size
	}
	if l.at == from {
		return l.typography()
	}
	w := l.text[from:l.at]
	if k, value, ok := canonical(w); ok {
		l.put(k, value, from)
		return nil
	}
	return l.tolerate(from, strings.ToLower(l.text[from:min(len(l.text), from+maxPhrase)]))
}
