package directory

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// wanted is one word of a text filter: folded, and the categories whose labels it begins.
type wanted struct {
	word       string
	categories CategorySet
}

// matcher gives the test of the text filter: each word must begin a word of the place's own text, or the label of one
// of its categories, in French or English. Nil when there is nothing to test.
func (f *PlaceFilter) matcher() func(*Place) bool {
	words := foldedWords(f.Text)
	if len(words) == 0 {
		return nil
	}
	list := make([]wanted, len(words))
	for i, word := range words {
		list[i] = wanted{word, categoriesLabelled(word)}
	}
	return func(p *Place) bool {
		for i := range list {
			if !list[i].in(p) {
				return false
			}
		}
		return true
	}
}

func (w *wanted) in(p *Place) bool {
	if p.Categories&w.categories != 0 {
		return true
	}
	for _, text := range [...]string{p.Name, p.Description, p.Address.Street, p.Address.City, p.Address.Postcode} {
		if beginsWord(text, w.word) {
			return true
		}
	}
	for i := range p.Services {
		s := &p.Services[i]
		if s.Categories&w.categories != 0 || beginsWord(s.Name, w.word) || beginsWord(s.Description, w.word) {
			return true
		}
	}
	return false
}

// categoriesLabelled are those with a word in a label that the given one, of three letters or more, begins.
func categoriesLabelled(word string) CategorySet {
	var set CategorySet
	if utf8.RuneCountInString(word) < 3 {
		return 0
	}
	for i, c := range Categories {
		for _, label := range c.labels() {
			if beginsWord(label, word) {
				set |= 1 << i
			}
		}
	}
	return set
}

// labels are the words of a category and of its family.
func (c Category) labels() [4]string {
	family := familyOf(c)
	return [4]string{c.FR, c.EN, family.FR, family.EN}
}

func familyOf(c Category) Family {
	for _, f := range Families {
		if f.Code == c.Family {
			return f
		}
	}
	return Family{}
}

// foldedWords cuts a text into words, in lower case and without accents.
func foldedWords(text string) []string {
	return strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// fold is the text in lower case without accents, the Go form of the database's fold().
func fold(text string) string {
	var b strings.Builder
	for _, r := range text {
		foldRune(r, func(f rune) bool { b.WriteRune(f); return true })
	}
	return b.String()
}

// foldRune yields the one or two letters that a rune is without its accents; nothing for an accent alone.
func foldRune(r rune, yield func(rune) bool) bool {
	if r < utf8.RuneSelf {
		return yield(unicode.ToLower(r))
	}
	switch r {
	case 'œ', 'Œ':
		return yield('o') && yield('e')
	case 'æ', 'Æ':
		return yield('a') && yield('e')
	case 'ß', 'ẞ':
		return foldRune('s', yield) && yield('s')
	case 'ø', 'Ø':
		return yield('o')
	case 'ł', 'Ł':
		return yield('l')
	}
	var buf [utf8.UTFMax]byte
	decomposed := norm.NFD.Properties(buf[:utf8.EncodeRune(buf[:], r)]).Decomposition()
	if len(decomposed) > 0 {
		r, _ = utf8.DecodeRune(decomposed)
		if r != utf8.RuneError && r >= utf8.RuneSelf { // a letter with two accents
			return foldRune(r, yield)
		}
	}
	if unicode.Is(unicode.Mn, r) {
		return true
	}
	return yield(unicode.ToLower(r))
}

// beginsWord says whether a word of the text begins with the folded word. It allocates nothing: filters call it for
// each candidate.
func beginsWord(text, word string) bool {
	fresh, rest := true, "" // rest: what is still to be found of the word begun; fresh: at the start of a word
	tracking := false
	for _, r := range text {
		found := false
		foldRune(r, func(f rune) bool {
			letter := unicode.IsLetter(f) || unicode.IsDigit(f)
			switch {
			case !letter:
				fresh, tracking = true, false
				return true
			case fresh:
				fresh, tracking, rest = false, true, word
			}
			if !tracking {
				return true
			}
			want, size := utf8.DecodeRuneInString(rest)
			if want != f {
				tracking = false
				return true
			}
			rest = rest[size:]
			found = rest == ""
			return !found
		})
		if found {
			return true
		}
	}
	return false
}
