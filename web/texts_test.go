package web

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/alentour/alentour/docs"
	"github.com/alentour/alentour/identity"
)

func TestTextsArePages(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	desk, err := identity.NewDesk(nil, identity.Config{ // nothing here asks the database
		Key: make([]byte, identity.KeyBytes), Send: func(context.Context, identity.Message) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Desk = desk
	trial := handler(t, c)
	c.Operator = Operator{Name: "Les Voisins, 1 rue d’Ici", Contact: "donnees@example.org"}
	run := handler(t, c)
	for path, code := range map[string]string{privacyPath: docs.Privacy, termsPath: docs.Terms} {
		for _, lang := range []string{"fr", "en"} {
			text := docs.Read(code, lang)
			page := get(run, path, "lang="+lang)
			if page.Code != http.StatusOK {
				t.Fatalf("%s in %s: %d", path, lang, page.Code)
			}
			for _, want := range []string{
				"<h1>" + text.Title + "</h1>", text.SHA256, text.Version, text.Day, c.Operator.Name, c.Operator.Contact,
				`href="` + privacyPath + `"`, `href="` + termsPath + `"`, text.Blocks[len(text.Blocks)-1].Text[0].Text,
			} {
				if !strings.Contains(page.Body.String(), want) {
					t.Errorf("%s in %s does not say %q", path, lang, want)
				}
			}
		}
		if said := get(trial, path).Body.String(); !strings.Contains(said, french.Texts.Trial) {
			t.Errorf("%s: nobody is responsible, and the page does not say so", path)
		}
	}
	for _, path := range []string{"/", "/places", "/about", "/sign-in", "/nowhere"} {
		said := get(run, path).Body.String()
		if !strings.Contains(said, `href="`+privacyPath+`"`) || !strings.Contains(said, `href="`+termsPath+`"`) {
			t.Errorf("%s does not lead to both texts", path)
		}
	}
	if said := get(run, "/sign-in").Body.String(); strings.Count(said, `href="`+termsPath+`"`) != 2 || !strings.Contains(said, french.Texts.Agreement) {
		t.Error("the page to sign in does not say what signing in means")
	}
}
