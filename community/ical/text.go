package ical

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// escape writes TEXT of RFC 5545 §3.3.11. Control characters but the ends of lines are left out.
func escape(text string) string {
	var b strings.Builder
	text = strings.ReplaceAll(text, "\r\n", "\n")
	for _, c := range text {
		switch {
		case c == '\\' || c == ';' || c == ',':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c == '\n' || c == '\r':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteByte(' ')
		case unicode.IsControl(c) || c == utf8.RuneError:
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// unescape reads TEXT; a backslash before anything else stands for itself.
func unescape(text string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			b.WriteByte(text[i])
			continue
		}
		i++
		switch text[i] {
		case 'n', 'N':
			b.WriteByte('\n')
		case '\\', ';', ',', ':', '"':
			b.WriteByte(text[i])
		default:
			b.WriteByte('\\')
			b.WriteByte(text[i])
		}
	}
	return b.String()
}

// plainLine leaves out what would end a line.
func plainLine(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return -1
		}
		return c
	}, text)
}
