package api_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/alentour/alentour/edge"
)

func TestDocsPageNamesEverythingAndNeedsNobody(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	res := w.get(t, "/docs")
	page := res.Body.String()
	if res.Code != http.StatusOK || !strings.Contains(res.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		t.Fatalf("%d %v", res.Code, res.Header())
	}
	for _, want := range []string{"/v1/places", "/v1/places/search", "/v1/districts/at", "/tiles/places/{z}/{x}/{y}", "/v1/exports", "radius_m", "PlaceItem"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %s", want)
		}
	}
	for _, kind := range edge.Kinds() {
		if !strings.Contains(page, `id="`+kind.Type+`"`) {
			t.Errorf("the page does not explain %s", kind.Type)
		}
	}
	if strings.Contains(page, "<script") || strings.Contains(page, "style=") {
		t.Error("the page needs script or inline style")
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if ids[m[1]] {
			t.Errorf("id %q twice", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`(?:href|src)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		switch {
		case strings.HasPrefix(m[1], "#"):
			if !ids[m[1][1:]] {
				t.Errorf("%s leads nowhere", m[1])
			}
		case m[1] == "/": // the pages people use, beside this API
		case w.get(t, m[1]).Code != http.StatusOK:
			t.Errorf("%s does not answer", m[1])
		}
	}
	if to := w.get(t, "/problems/bad-parameter").Header().Get("Location"); to != "/docs#/problems/bad-parameter" {
		t.Errorf("a problem's type leads to %q", to)
	}
}
