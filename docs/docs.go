// Package docs holds the texts that people are asked to read: one source for the pages of the site and for this folder.
//
//	fr/confidentialite.md ┐                 ┌─▶ web: /confidentialite, /conditions
//	en/privacy-notice.md  ├─ Read(code, lang) ─┤
//	fr/conditions.md …    ┘                 └─▶ version, day, SHA-256: what a consent names
//
// A text is Markdown of the least kind: headings, paragraphs, lists, **strong**, [links](…). Not here: the rest of the folder.
package docs

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"strings"
)

//go:embed fr/confidentialite.md fr/conditions.md en/privacy-notice.md en/terms.md
var files embed.FS

// The texts, by code.
const (
	Privacy = "privacy"
	Terms   = "terms"
)

// Codes lists the texts.
func Codes() []string { return []string{Privacy, Terms} }

// paths are where the texts stand, by code and language.
var paths = map[string]map[string]string{
	Privacy: {"fr": "fr/confidentialite.md", "en": "en/privacy-notice.md"},
	Terms:   {"fr": "fr/conditions.md", "en": "en/terms.md"},
}

// Text is one text in one language. A version never changes: a text that does has a new one.
type Text struct {
	Code, Lang string
	Version    string // "2026-11"
	Day        string // as the text says it
	SHA256     string // of the file's bytes, in hexadecimal digits
	Title      string
	Blocks     []Block
}

// Block is a heading, a paragraph or a list.
type Block struct {
	Heading string
	Text    []Span
	Items   [][]Span
}

// Span is a piece of a line.
type Span struct {
	Text   string
	Strong bool
	URL    string // empty = no link
}

// Read gives a text in a language, in French where there is none. The zero Text when there is no such code.
func Read(code, lang string) Text {
	if _, ok := paths[code][lang]; !ok {
		lang = "fr"
	}
	path, ok := paths[code][lang]
	if !ok {
		return Text{}
	}
	raw, err := files.ReadFile(path)
	if err != nil {
		panic(err) // embedded at build time
	}
	sum := sha256.Sum256(raw)
	t := Text{Code: code, Lang: lang, SHA256: hex.EncodeToString(sum[:])}
	for _, part := range strings.Split(string(raw), "\n\n") {
		t.add(strings.TrimSpace(part))
	}
	return t
}

// add reads what stands between two empty lines.
func (t *Text) add(part string) {
	heading, isHeading := strings.CutPrefix(part, "## ")
	title, isTitle := strings.CutPrefix(part, "# ")
	version, isVersion := strings.CutPrefix(part, "Version ")
	switch {
	case part == "":
	case isTitle:
		t.Title = title
	case isVersion:
		t.Version, t.Day, _ = strings.Cut(version, " · ")
	case isHeading:
		t.Blocks = append(t.Blocks, Block{Heading: heading})
	default:
		t.Blocks = append(t.Blocks, readBlock(part))
	}
}

func readBlock(part string) (b Block) {
	for line := range strings.Lines(part) {
		line = strings.TrimSpace(line)
		item, isItem := strings.CutPrefix(line, "- ")
		switch {
		case strings.HasPrefix(line, "<!--"):
		case isItem:
			b.Items = append(b.Items, readSpans(item))
		default:
			b.Text = append(b.Text, readSpans(line)...)
		}
	}
	return b
}

// readSpans finds **strong** and [links](…); anything else is text.
func readSpans(line string) (list []Span) {
	for line != "" {
		strong, link := strings.Index(line, "**"), strings.Index(line, "[")
		switch {
		case strong >= 0 && (link < 0 || strong < link):
			list = appendText(list, line[:strong])
			inner, rest, _ := strings.Cut(line[strong+2:], "**")
			list, line = append(list, Span{Text: inner, Strong: true}), rest
		case link >= 0:
			list = appendText(list, line[:link])
			label, rest, _ := strings.Cut(line[link+1:], "](")
			url, rest, _ := strings.Cut(rest, ")")
			list, line = append(list, Span{Text: label, URL: url}), rest
		default:
			return appendText(list, line)
		}
	}
	return list
}

func appendText(list []Span, text string) []Span {
	if text == "" {
		return list
	}
	return append(list, Span{Text: text})
}
