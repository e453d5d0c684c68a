package directory

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Charter is what a volunteer signs: a text in a language, under a version that never changes. A later version does not end
// what was signed before; it is signed when the signature runs out.
type Charter struct {
	Version  string // "2026-11"
	Lang     string
	Title    string
	Intro    []string // paragraphs before the articles
	Articles []string
	SHA256   string // of the file's bytes, in hexadecimal digits
}

//go:embed charters/*.txt
var charterFiles embed.FS

// CurrentCharter is the newest version in a language, in French where there is no such text.
func CurrentCharter(lang string) Charter {
	list := Charters()
	newest := list[len(list)-1].Version
	for _, c := range list {
		if c.Version == newest && c.Lang == lang {
			return c
		}
	}
	return CurrentCharter("fr")
}

// Charters are all that were ever to be signed, the oldest first, so that what somebody signed can be read again.
func Charters() []Charter {
	entries, err := fs.ReadDir(charterFiles, "charters")
	if err != nil {
		panic(err) // embedded at build time
	}
	list := make([]Charter, 0, len(entries))
	for _, e := range entries {
		text, err := charterFiles.ReadFile(path.Join("charters", e.Name()))
		if err != nil {
			panic(err) // embedded at build time
		}
		version, lang, _ := strings.Cut(strings.TrimSuffix(e.Name(), ".txt"), ".")
		list = append(list, readCharter(version, lang, text))
	}
	slices.SortStableFunc(list, func(a, b Charter) int { return strings.Compare(a.Version, b.Version) })
	return list
}

func readCharter(version, lang string, text []byte) Charter {
	sum := sha256.Sum256(text)
	c := Charter{Version: version, Lang: lang, SHA256: hex.EncodeToString(sum[:])}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		number, article, isArticle := strings.Cut(line, ". ")
		switch {
		case line == "":
		case c.Title == "":
			c.Title = line
		case isArticle && strings.Trim(number, "0123456789") == "":
			c.Articles = append(c.Articles, article)
		default:
			c.Intro = append(c.Intro, line)
		}
	}
	return c
}

// charterSigned finds the charter that a signature names: the newest one, in any of its languages.
func charterSigned(version, sha string) (Charter, error) {
	newest := CurrentCharter("fr").Version
	for _, c := range Charters() {
		if c.Version == newest && c.Version == version && c.SHA256 == sha {
			return c, nil
		}
	}
	return Charter{}, invalid("charter", "not the text to be signed now, which is version %s", newest)
}
