package ical

import (
	"html"
	"strings"
	"unicode"
)

// Plain is a text as people read it: without HTML, control characters, marks that turn the direction of writing, and more than one
// empty line in a row; at most so many characters.
func Plain(text string, most int) string {
	text = strings.ToValidUTF8(text, "")
	if isHTML(text) {
		text = withoutTags(text)
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u00a0", " ", "\t", " ").Replace(text)
	text = strings.Map(func(c rune) rune {
		turns := c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069' || c == '\ufeff' || c == '\u200b' || c == '\ufffd'
		if turns || unicode.IsControl(c) && c != '\n' {
			return -1
		}
		return c
	}, text)
	lines := strings.Split(text, "\n")
	kept := lines[:0]
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if line != "" || len(kept) > 0 && kept[len(kept)-1] != "" {
			kept = append(kept, line)
		}
	}
	text = strings.TrimSpace(strings.Join(kept, "\n"))
	if runes := []rune(text); len(runes) > most {
		text = strings.TrimSpace(string(runes[:most-1])) + "…"
	}
	return text
}

// blocks end a line.
var blocks = map[string]bool{
	"br": true, "p": true, "div": true, "li": true, "ul": true, "ol": true, "tr": true, "table": true, "blockquote": true, "hr": true,
	"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true,
}

// hidden is what stands between these tags and nobody reads.
var hidden = map[string]bool{"script": true, "style": true, "head": true, "title": true}

// inline are other tags that calendars write.
var inline = map[string]bool{
	"a": true, "b": true, "i": true, "u": true, "em": true, "strong": true, "span": true, "font": true, "html": true, "body": true,
	"img": true, "td": true, "th": true, "tbody": true, "center": true, "small": true, "sup": true, "sub": true, "meta": true, "iframe": true,
	"html-blob": true, "!--": true, "!doctype": true, "svg": true, "object": true, "o:p": true,
}

func isTag(name string) bool { return blocks[name] || hidden[name] || inline[name] }

// isHTML finds a tag that is one, or an entity: "5 < 6" and "<3" are text.
func isHTML(text string) bool {
	for rest := text; ; {
		at := strings.IndexByte(rest, '<')
		if at < 0 {
			break
		}
		rest = rest[at:]
		if name, _, ok := cutTag(rest); ok && isTag(strings.TrimPrefix(name, "/")) {
			return true
		}
		rest = rest[1:]
	}
	return strings.Contains(text, "&nbsp;") || strings.Contains(text, "&amp;") || strings.Contains(text, "&#") || strings.Contains(text, "&lt;")
}

// maxTag is how long a tag may be: without a bound, a text of nothing but < would be read once for each.
const maxTag = 2000

// cutTag at the beginning of a text; a name in small letters, with / before it where the tag ends something.
func cutTag(text string) (name, rest string, ok bool) {
	if strings.HasPrefix(text, "<!--") {
		if end := strings.Index(text, "-->"); end >= 0 {
			return "!--", text[end+3:], true
		}
		return "!--", "", true
	}
	end := strings.IndexByte(text[:min(len(text), maxTag)], '>')
	if end < 2 {
		return "", "", false
	}
	inside := text[1:end]
	stop := strings.IndexFunc(inside[1:], func(c rune) bool { return unicode.IsSpace(c) || c == '/' })
	name = inside
	if stop >= 0 {
		name = inside[:stop+1]
	}
	return strings.ToLower(name), text[end+1:], true
}

// withoutTags keeps what a browser would show, a line for each block.
func withoutTags(text string) string {
	var b strings.Builder
	for text != "" {
		at := strings.IndexByte(text, '<')
		if at < 0 {
			b.WriteString(text)
			break
		}
		b.WriteString(text[:at])
		text = text[at:]
		name, rest, ok := cutTag(text)
		bare := strings.TrimPrefix(name, "/")
		switch {
		case !ok || !isTag(bare):
			b.WriteByte('<')
			text = text[1:]
			continue
		case hidden[name]:
			rest = rest[endOf(name, rest):]
		case blocks[bare]:
			b.WriteByte('\n')
		}
		text = rest
	}
	return html.UnescapeString(b.String())
}

// endOf an element is where its end tag stands, or the end of the text.
func endOf(name, text string) int {
	for at := 0; ; at += 2 {
		next := strings.Index(text[at:], "</")
		if next < 0 {
			return len(text)
		}
		at += next
		if after := text[at+2:]; len(after) >= len(name) && strings.EqualFold(after[:len(name)], name) {
			return at
		}
	}
}
