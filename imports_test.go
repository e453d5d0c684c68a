package alentour_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/alentour/alentour/"

// domain are the rooms that api, web and the demo city may call.
const domain = "geo geo/cellindex tiles directory/hours directory identity notify moderation photos conversation matching community community/ical community/recur coverage coverage/access coverage/withhold coverage/wait data/postgres data/postgres/feed"

// law says which rooms of ours each package may import. A package that is not here may not exist: add its line on purpose.
var law = map[string]string{
	"geo":                        "",
	"geo/cellindex":              "geo",
	"tiles":                      "geo",
	"tiles/tiletest":             "tiles",
	"data/postgres":              "",
	"data/geocode":               "geo",
	"data/postgres/feed":         "data/postgres",
	"data/postgres/private":      "",
	"data/postgres/postgrestest": "data/postgres data/postgres/private",
	"data/postgres/outbox":       "",
	"data/oracle":                "",
	"identity":                   "data/postgres data/postgres/feed data/postgres/outbox",
	"directory/hours":            "",
	"directory/hours/oracle":     "directory/hours",
	"directory":                  "geo geo/cellindex tiles directory/hours data/postgres data/postgres/feed identity notify",
	"notify":                     "data/postgres data/postgres/feed data/postgres/outbox identity",
	"moderation":                 "directory directory/hours identity",
	"retention":                  "directory identity notify conversation photos matching community coverage",
	"photos":                     "data/postgres identity",
	"conversation":               "data/postgres data/postgres/feed identity notify",
	"docs":                       "",
	"edge":                       "identity",
	"matching":                   "geo geo/cellindex data/postgres data/postgres/feed identity directory notify conversation photos",
	"matching/simulate":          "geo directory matching",
	"community":                  "geo geo/cellindex tiles community/ical community/recur coverage/withhold data/postgres data/postgres/feed identity directory matching notify conversation photos",
	"matching/simulate/plot":     "",
	"coverage":                   "geo tiles directory/hours coverage/access coverage/withhold coverage/wait data/postgres data/postgres/feed identity directory matching community notify",
	"coverage/access":            "geo",
	"coverage/wait":              "",
	"coverage/withhold":          "",
	"community/recur":            "",
	"community/ical":             "community/recur",
	"community/ical/oracle":      "community/ical community/recur",
	"api":                        "edge " + domain,
	"web":                        "docs edge web/sketch data/geocode " + domain,
	"web/sketch":                 "geo",
	"data/formats":               "geo directory/hours directory",
	"data/marseille":             "data/formats " + domain,
	"cmd/alentour":               "*",
}

// tested is what the test files of every package may import beside their own room's line.
const tested = "data/oracle data/postgres data/postgres/postgrestest data/postgres/private data/postgres/feed data/formats tiles/tiletest"

// met says where a technology may be met: folders, or one file. Test files may use it as an oracle.
var met = map[string]string{
	"C":                                "",
	"flag":                             "",
	"github.com/alecthomas/kong":       "cmd",
	"github.com/uber/h3-go/v4":         "geo/h3.go",
	"golang.org/x/image":               "photos",
	"net/http":                         "edge api web data/geocode notify/sms.go community/fetch.go cmd",
	"github.com/wneessen/go-mail":      "notify/mail.go",
	"github.com/danielgtaylor/huma/v2": "api",
	"github.com/a-h/templ":             "web",
	"github.com/piglig/go-qr":          "web/qr.go",
	"github.com/jackc/pgx/v5":          "data/postgres identity notify directory moderation retention photos conversation matching community coverage data/marseille cmd",
	"github.com/pressly/goose/v3":      "data/postgres",
	"github.com/paulmach/osm":          "data/formats",
	"github.com/nyaruka/phonenumbers":  "identity",
	"go.yaml.in/yaml/v3":               "data/formats",
}

// environment names the functions that read variables: only commands do, and the tests' database.
var environment = []string{"Getenv", "LookupEnv", "Environ", "ExpandEnv"}

func TestImportsPointOneWay(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && skipped(file) {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(file, ".go") || path.Dir(file) == "." {
			return nil
		}
		seen[path.Dir(file)] = true
		checkFile(t, filepath.ToSlash(file))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for room := range law {
		if !seen[room] {
			t.Errorf("%s: the law names a package without code", room)
		}
	}
}

// skipped are folders without code of this module.
func skipped(dir string) bool {
	name := filepath.Base(dir)
	return slices.Contains([]string{"bench", "node_modules", "testdata", "var"}, name) || name != "." && strings.HasPrefix(name, ".")
}

func checkFile(t *testing.T, file string) {
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Error(err)
		return
	}
	room := path.Dir(file)
	allowed, known := law[room]
	if !known {
		t.Errorf("%s: package %s is not in the law", file, room)
		return
	}
	isTest := strings.HasSuffix(file, "_test.go")
	if isTest {
		allowed += " " + tested + " " + room
	}
	for _, spec := range tree.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Error(err)
			continue
		}
		if ours, ok := strings.CutPrefix(imported, module); ok {
			if law[room] != "*" && !slices.Contains(strings.Fields(allowed), ours) {
				t.Errorf("%s: %s may not import %s", file, room, ours)
			}
			continue
		}
		if !isTest && !mayMeet(file, imported) {
			t.Errorf("%s: %s is not met here", file, imported)
		}
	}
	if !isTest && !within(file, "cmd data/postgres/postgrestest") {
		checkEnvironment(t, file, tree)
	}
}

// mayMeet finds the technology that imported belongs to and asks whether file is one of its places.
func mayMeet(file, imported string) bool {
	for library, places := range met {
		if (imported == library || strings.HasPrefix(imported, library+"/")) && !within(file, places) {
			return false
		}
	}
	return true
}

func within(file, places string) bool {
	return slices.ContainsFunc(strings.Fields(places), func(place string) bool {
		return file == place || strings.HasPrefix(file, place+"/")
	})
}

func checkEnvironment(t *testing.T, file string, tree *ast.File) {
	ast.Inspect(tree, func(n ast.Node) bool {
		call, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if name, ok := call.X.(*ast.Ident); ok && name.Name == "os" && slices.Contains(environment, call.Sel.Name) {
			t.Errorf("%s: os.%s: only commands read the environment", file, call.Sel.Name)
		}
		return true
	})
}
