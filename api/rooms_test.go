package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/alentour/alentour/api"
)

func TestOrganisations(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	var page api.OrganisationPage
	w.get(t, "/v1/organisations?limit=1").into(&page)
	if len(page.Items) != 1 || page.Next == "" || page.Items[0].Name != `Les Mains "tendues" <&>` || page.Attribution[0].Licence != "etalab-2.0" {
		t.Fatalf("%+v", page)
	}
	w.get(t, "/v1/organisations?limit=1&cursor="+page.Next).into(&page)
	if page.Items[0].Name != "Sans murs" || page.Items[0].Districts[0].Code != "012" {
		t.Errorf("%+v", page)
	}
	for district, want := range map[string]string{"011": `Les Mains "tendues" <&>`, "012": "Sans murs"} {
		var page api.OrganisationPage
		w.get(t, "/v1/organisations?district="+district).into(&page)
		if len(page.Items) != 1 || page.Items[0].Name != want {
			t.Errorf("%s: %+v", district, page)
		}
	}
	var one api.Organisation
	w.get(t, "/v1/organisations/00000000-0000-4000-8000-00000000000b").into(&one)
	if one.Name != "Sans murs" {
		t.Errorf("%+v", one)
	}
}

func TestDistricts(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	codes := func(path string) string {
		var list api.DistrictList
		w.get(t, path).into(&list)
		var out []string
		for _, d := range list.Items {
			out = append(out, d.Code)
		}
		return strings.Join(out, " ")
	}
	for path, want := range map[string]string{
		"/v1/cities": "01", "/v1/districts?city=01": "011 012", "/v1/districts?parent=01": "011 012", "/v1/districts?parent=011": "",
		"/v1/districts/at?point=5.365,43.3": "01 011", "/v1/districts/at?point=5.37,43.3": "01 011", // the border belongs to the lowest code
		"/v1/districts/at?point=5.3700001,43.3": "01 012", "/v1/districts/at?point=5.38001,43.3": "01 012", // 0.8 m outside, within 5 m
		"/v1/districts/at?point=5.4,43.3": "",
	} {
		if got := codes(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	var city, quartier api.District
	w.get(t, "/v1/districts/01").into(&city)
	w.get(t, "/v1/districts/011").into(&quartier)
	if city.Timezone != "Europe/Paris" || len(city.Children) != 2 || city.City != nil {
		t.Errorf("%+v", city)
	}
	if quartier.Parent.Code != "01" || quartier.City.Code != "01" || quartier.Figures[0] != (api.Figure{Measure: "population", Value: 1200, Source: "INSEE"}) ||
		quartier.AccuracyM != 5 || len(quartier.BBox) != 4 {
		t.Errorf("%+v", quartier)
	}
	var f api.Feature
	w.get(t, "/v1/districts/011", "Accept", "application/geo+json").into(&f)
	rings := f.Geometry.Coordinates.([]any)[0].([]any)
	if f.ID != "011" || f.Properties["name"] != "Ouest" || f.Geometry.Type != "MultiPolygon" || len(rings[0].([]any)) != 5 {
		t.Errorf("%+v", f)
	}
	var all api.FeatureCollection
	w.get(t, "/v1/districts?city=01", "Accept", "application/geo+json").into(&all)
	if len(all.Features) != 2 || all.Features[1].ID != "012" {
		t.Errorf("%+v", all)
	}
}

func TestWordsInTwoLanguages(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	for accept, want := range map[string]string{
		"": "Manger", "fr-CA, en;q=0.5": "Manger", "en-GB": "Eat", "de, en;q=0.7, fr;q=0.3": "Eat", "xx": "Manger", ";;;": "Manger",
	} {
		var words api.Words
		res := w.get(t, "/v1/categories", "Accept-Language", accept)
		res.into(&words)
		if words.Families[0].Label.Label != want || res.Header().Get("Content-Language") != words.Language {
			t.Errorf("%q: %s in %s", accept, words.Families[0].Label.Label, words.Language)
		}
		if len(words.Families) != 8 || len(words.Categories) < 40 {
			t.Errorf("%d families, %d categories", len(words.Families), len(words.Categories))
		}
	}
}

func TestSearchForgivesTypingErrors(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	for q, want := range map[string]api.SearchHit{
		"figuer": {Kind: "place", ID: rich}, "ouets": {Kind: "district", Code: "011"},
		"mains+tendus": {Kind: "organisation", ID: "00000000-0000-4000-8000-00000000000a"}, "douche": {Kind: "category", Code: "shower"},
	} {
		var got api.SearchAnswer
		w.get(t, "/v1/search?city=01&q="+q).into(&got)
		hit := false
		for _, h := range got.Items {
			hit = hit || h.Kind == want.Kind && h.ID == want.ID && h.Code == want.Code
		}
		if !hit {
			t.Errorf("%s: %+v", q, got)
		}
	}
}

func TestExportsAreListedWithTheirLicences(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	var list api.ExportList
	w.get(t, "/v1/exports").into(&list)
	if len(list.Items) != 0 || len(list.Attribution) != 2 {
		t.Errorf("before the first night: %+v", list)
	}
	w.writeExport(t, "places.csv.gz", "id,name\n")
	w.get(t, "/v1/exports").into(&list)
	if len(list.Items) != 1 || list.Items[0].URL != "/exports/places.csv.gz" || list.Items[0].Bytes != 8 {
		t.Errorf("after: %+v", list)
	}
	res := w.get(t, list.Items[0].URL, "Accept-Encoding", "gzip")
	if res.Code != http.StatusOK || res.Body.String() != "id,name\n" || res.Header().Get("Content-Encoding") != "" {
		t.Errorf("%d %q %v", res.Code, res.Body, res.Header())
	}
}
