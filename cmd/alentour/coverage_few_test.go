package main

import (
	"encoding/csv"
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/alentour/alentour/api"
	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/tiles/tiletest"
)

// fewInNoForm wants no form of what is published of a month to say anything of fewer than eleven people, in no district and of no part.
func fewInNoForm(t *testing.T, city string, get func(path string) *httptest.ResponseRecorder) {
	t.Helper()
	read := 0
	for _, m := range coverage.Measures() {
		if !m.Public || !m.People {
			continue
		}
		counts := m.Unit == coverage.UnitCount || m.Unit == coverage.UnitPeople
		check := func(form, where string, value, n any) {
			v, shown := value.(float64)
			behind, said := n.(float64)
			if !shown {
				if value != nil || said {
					t.Errorf("%s of %s in %s: %v, n = %v", m.Code, where, form, value, n)
				}
				return
			}
			read++
			if counts && v < 11 || (!counts || said) && behind < 11 {
				t.Errorf("%s of %s in %s: %v, n = %v", m.Code, where, form, value, n)
			}
		}
		parts := slices.DeleteFunc(m.All(), func(sub string) bool { return sub == "" })
		asked := []url.Values{}
		if m.Takes("") {
			asked = append(asked, url.Values{})
		}
		if len(parts) > 0 {
			by := "profile"
			if m.ByKind {
				by = "kind"
			}
			asked = append(asked, url.Values{by: parts})
		}
		for _, q := range asked {
			q.Set("measure", m.Code)
			q.Set("city", city)
			for level := range 3 {
				q.Set("level", strconv.Itoa(level))
				inJSON(t, get("/v1/coverage?"+q.Encode()), check)
				inCSV(t, get("/v1/coverage.csv?"+q.Encode()), check)
				inGeoJSON(t, m.Code, get("/v1/coverage.geojson?"+q.Encode()), check)
			}
		}
		for _, sub := range m.All() {
			q := url.Values{"measure": {m.Code}}
			switch {
			case sub != "" && m.ByKind:
				q.Set("kind", sub)
			case sub != "":
				q.Set("profile", sub)
			}
			for _, tile := range []string{"9/263/187", "12/2109/1500"} { // arrondissements, quartiers
				inTile(t, get("/tiles/coverage/"+tile+"?"+q.Encode()), check)
			}
		}
	}
	if read < 1000 {
		t.Errorf("only %d values are read", read)
	}
	t.Logf("%d published values of people, each of eleven or more", read)
}

// nearestShows wants, of each setting of the last month in which no district has a value of its own, another one in which some have, unless
// there is none of the measure in any month.
func nearestShows(t *testing.T, room *coverage.Room, city string, month coverage.Period) {
	t.Helper()
	own := func(measure string, s coverage.Setting) (n int) {
		rows, err := room.PublicTable(city, s.Level, measure, s.Sub, s.Month)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if r.Value.From == 0 && (r.Value.State == coverage.Known || r.Value.State == coverage.Partial) {
				n++
			}
		}
		return n
	}
	led, none := 0, 0
	for _, m := range coverage.Measures() {
		if !m.Public {
			continue
		}
		for _, sub := range m.All() {
			at := coverage.Setting{Level: 2, Sub: sub, Month: month}
			if own(m.Code, at) > 0 {
				continue
			}
			to, ok, err := room.Nearest(city, m.Code, at)
			switch {
			case err != nil:
				t.Fatal(err)
			case !ok:
				none++
			case own(m.Code, to) == 0:
				t.Errorf("%s %+v leads to %+v, which shows nothing", m.Code, at, to)
			default:
				led++
			}
		}
	}
	if led == 0 {
		t.Errorf("%d lead somewhere, %d nowhere", led, none)
	}
	t.Logf("of settings that show nothing, %d lead to one that does; of %d there is none", led, none)
}

type checkFew = func(form, where string, value, n any)

// asNumber is what JSON would have made of it.
func asNumber(text string) any {
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		return n
	}
	return nil
}

func inJSON(t *testing.T, w *httptest.ResponseRecorder, check checkFew) {
	t.Helper()
	var answer api.Coverage
	body(t, w, &answer)
	for _, item := range answer.Items {
		for _, f := range item.Figures {
			var value, n any
			if f.Value != nil {
				value = *f.Value
			}
			if f.N > 0 {
				n = float64(f.N)
			}
			check("JSON", item.District.Code, value, n)
		}
	}
}

func inCSV(t *testing.T, w *httptest.ResponseRecorder, check checkFew) {
	t.Helper()
	lines, err := csv.NewReader(w.Body).ReadAll()
	if err != nil || len(lines) < 2 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	value, n := slices.Index(lines[0], "value"), slices.Index(lines[0], "n")
	for _, line := range lines[1:] {
		check("CSV", line[0], asNumber(line[value]), asNumber(line[n]))
	}
}

func inGeoJSON(t *testing.T, measure string, w *httptest.ResponseRecorder, check checkFew) {
	t.Helper()
	var shapes struct {
		Features []struct {
			ID         string
			Properties map[string]any
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &shapes); err != nil || len(shapes.Features) == 0 {
		t.Fatalf("%d features, %v", len(shapes.Features), err)
	}
	for _, f := range shapes.Features {
		for name, value := range f.Properties {
			if name == measure || strings.HasPrefix(name, measure+":") && !strings.HasSuffix(name, "_n") && !strings.HasSuffix(name, "_state") && !strings.HasSuffix(name, "_from") {
				check("GeoJSON", f.ID, value, f.Properties[name+"_n"])
			}
		}
	}
}

func inTile(t *testing.T, w *httptest.ResponseRecorder, check checkFew) {
	t.Helper()
	drawn, err := tiletest.Decode(w.Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	number := func(value any) any {
		if n, ok := value.(int64); ok {
			return float64(n)
		}
		return value
	}
	for _, layer := range drawn {
		for _, f := range layer.Features {
			code, _ := f.Get("code").(string)
			check("a tile", code, number(f.Get("value")), number(f.Get("n")))
		}
	}
}
