package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/alentour/alentour/api"
	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/tiles/tiletest"
)

// read asks an address of the API as a role.
func (h *house) read(path string, role identity.Role) *httptest.ResponseRecorder {
	return h.ask(route{method: http.MethodGet, path: path}, path, "", role)
}

// Exact figures are for the staff of the district: the coordinator of 011 reads neither 012 nor the city above.
func TestExactFiguresStayWithTheStaffOfTheDistrict(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, c := range []struct {
		path string
		role identity.Role
		want int
	}{
		{"/v1/coverage?district=011&exact=true", identity.Visitor, http.StatusUnauthorized},
		{"/v1/coverage?district=011&exact=true", identity.Member, http.StatusForbidden},
		{"/v1/coverage?district=011&exact=true", identity.AssociationAdmin, http.StatusForbidden},
		{"/v1/coverage?district=011&exact=true", identity.Ambassador, http.StatusOK},
		{"/v1/coverage?district=011&exact=true", identity.Coordinator, http.StatusOK},
		{"/v1/coverage?district=012&exact=true", identity.Coordinator, http.StatusNotFound},
		{"/v1/coverage?district=01&exact=true", identity.Coordinator, http.StatusNotFound},
		{"/v1/coverage?district=011&district=012&exact=true", identity.Coordinator, http.StatusNotFound},
		{"/v1/coverage?district=01&exact=true", identity.Administrator, http.StatusOK},
		{"/v1/coverage?city=01&level=0&measure=places&exact=true", identity.Coordinator, http.StatusNotFound},
		{"/v1/coverage.csv?district=012&exact=true", identity.Coordinator, http.StatusNotFound},
		{"/v1/coverage.geojson?district=012&exact=true", identity.Coordinator, http.StatusNotFound},
		{"/v1/coverage/series?district=012&measure=members&exact=true", identity.Coordinator, http.StatusNotFound},
		{"/v1/coverage/series?district=011&measure=members&exact=true", identity.Coordinator, http.StatusOK},
		{"/v1/coverage/series?district=011&measure=members&exact=true", identity.Member, http.StatusForbidden},
		{"/v1/coverage/compare?district=011&district=012&exact=true", identity.Coordinator, http.StatusNotFound},
		{"/v1/coverage/alerts?district=011", identity.Visitor, http.StatusUnauthorized},
		{"/v1/coverage/alerts?district=011", identity.Member, http.StatusForbidden},
		{"/v1/coverage/alerts?district=011", identity.Coordinator, http.StatusOK},
		{"/v1/coverage/alerts?district=012", identity.Coordinator, http.StatusNotFound},
		{"/v1/coverage/where?district=011&category=shower", identity.Visitor, http.StatusUnauthorized},
		{"/v1/coverage/where?district=011&category=shower", identity.Member, http.StatusForbidden},
		{"/v1/coverage/where?district=011&category=shower", identity.Coordinator, http.StatusOK},
		{"/v1/coverage/where?district=012&category=shower", identity.Coordinator, http.StatusNotFound},
		{"/v1/coverage/within?district=012&category=meal&at=2026-11-23T12:00:00%2B01:00", identity.Visitor, http.StatusOK},
		{"/v1/coverage/compare?district=011&district=012&exact=true", identity.Administrator, http.StatusOK},
	} {
		if w := h.read(c.path, c.role); w.Code != c.want {
			t.Errorf("%s as %s: %d, want %d: %s", c.path, c.role, w.Code, c.want, w.Body)
		}
	}
	var own api.Coverage
	body(t, h.read("/v1/coverage?city=01&measure=places&exact=true&period=now", identity.Coordinator), &own)
	if len(own.Items) != 1 || own.Items[0].District.Code != "011" || *own.Items[0].Figures[0].Value != 1 || !own.Exact || own.Period.Period != "now" {
		t.Errorf("the coordinator of 011 reads %+v", own)
	}
}

// What widens what somebody reads exactly is a grant, and each grant leaves a line of the audit with who gave it.
func TestAWiderViewOfFiguresIsAudited(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const path = "/v1/coverage?district=012&exact=true"
	if w := h.read(path, identity.Coordinator); w.Code != http.StatusNotFound {
		t.Fatalf("before: %d", w.Code)
	}
	admin, err := h.desk().Check(t.Context(), h.tokens[identity.Administrator])
	if err != nil {
		t.Fatal(err)
	}
	d, _ := h.server.live.District("012")
	deed := identity.Deed{By: admin, In: identity.Scope{District: d.Num}}
	if err := h.desk().Grant(t.Context(), deed, h.nums[identity.Coordinator], identity.Grant{Role: identity.Coordinator, District: d.Num}); err != nil {
		t.Fatal(err)
	}
	h.await("wider", func() bool { return h.read(path, identity.Coordinator).Code == http.StatusOK })
	var lines int
	err = h.pool.QueryRow(t.Context(), `select count(*) from audit where act = 'grant-coordinator' and actor = $1 and subject_id = $2 and district_id = $3`,
		h.nums[identity.Administrator], h.nums[identity.Coordinator], d.Num).Scan(&lines)
	if err != nil || lines != 1 {
		t.Errorf("%d lines of the audit, %v", lines, err)
	}
}

// What is asked for in a way that says nothing is refused by name.
func TestCoverageRefusesByName(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for query, param := range map[string]string{
		"":                          "district",
		"district=011&city=01":      "district",
		"district=nowhere":          "district",
		"city=01":                   "measure",
		"district=011&measure=gold": "measure",
		"district=011&measure=fairness_districts":   "measure", // not published
		"district=011&measure=places&kind=letters":  "kind",
		"district=011&measure=places&category=gold": "category",
		"district=011&period=2026-13":               "period",
		"district=011&period=now":                   "period", // people are published by the month
		"district=011&period=2026-W43":              "period",
	} {
		w := h.read("/v1/coverage?"+query, identity.Visitor)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `"parameter":"`+param+`"`) {
			t.Errorf("%s: %d %s, want %s refused", query, w.Code, w.Body, param)
		}
	}
	for query, param := range map[string]string{"measure=access": "category", "measure=requests_by_kind": "kind", "measure=members_by_profile": "profile"} {
		w := h.read("/v1/coverage/series?district=011&"+query, identity.Visitor)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `"parameter":"`+param+`"`) {
			t.Errorf("%s: %d %s, want %s refused", query, w.Code, w.Body, param)
		}
	}
}

// The exports say what the answer says.
func TestCoverageInItsForms(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if _, err := h.pool.Exec(t.Context(), `update districts set name = '=Ouest, "le vrai"' where code = '011'`); err != nil {
		t.Fatal(err)
	}
	h.await("renamed", func() bool { d, _ := h.server.live.District("011"); return strings.HasPrefix(d.Name, "=") })
	const query = "?district=011&exact=true&measure=places&measure=poverty_rate&category=meal&category=shower"
	table := h.read("/v1/coverage.csv"+query, identity.Coordinator)
	if kind := table.Header().Get("Content-Type"); !strings.HasPrefix(kind, "text/csv") || table.Header().Get("Cache-Control") != "private, no-cache" {
		t.Errorf("served as %s, %v", kind, table.Header())
	}
	if strings.Count(table.Body.String(), "\r\n") != 4 {
		t.Errorf("lines do not end as RFC 4180 says: %q", table.Body)
	}
	lines, err := csv.NewReader(bytes.NewReader(table.Body.Bytes())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"district", "name", "period", "measure", "part", "unit", "value", "n", "state", "from"},
		{"011", `'=Ouest, "le vrai"`, "now", "poverty_rate", "", "percent", "", "", "missing", ""},
		{"011", `'=Ouest, "le vrai"`, "now", "places", "meal", "count", "1", "1", "", ""},
		{"011", `'=Ouest, "le vrai"`, "now", "places", "shower", "count", "0", "", "", ""},
	}
	for i := range want {
		if i >= len(lines) || strings.Join(lines[i], "|") != strings.Join(want[i], "|") {
			t.Fatalf("lines %q, want %q", lines, want)
		}
	}
	for _, path := range []string{"/v1/coverage.geojson" + query} {
		var shapes struct {
			Type     string
			Features []struct {
				ID         string
				Geometry   struct{ Type string }
				Properties map[string]any
			}
		}
		w := h.read(path, identity.Coordinator)
		body(t, w, &shapes)
		f := shapes.Features[0]
		if shapes.Type != "FeatureCollection" || f.ID != "011" || f.Geometry.Type != "MultiPolygon" || f.Properties["places:meal"] != 1.0 ||
			f.Properties["poverty_rate"] != nil || f.Properties["poverty_rate_state"] != "missing" || w.Header().Get("Content-Type") != "application/geo+json" {
			t.Errorf("%s: %+v %v", path, shapes, w.Header())
		}
	}
}

// What has not changed is not sent again, and what is public may be kept by caches.
func TestPublishedCoverageIsCached(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first := h.read("/v1/coverage?district=011", identity.Visitor)
	if first.Code != http.StatusOK || !strings.HasPrefix(first.Header().Get("Cache-Control"), "public, ") {
		t.Fatalf("%d %v %s", first.Code, first.Header(), first.Body)
	}
	q := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/coverage?district=011", nil)
	q.Header.Set("If-None-Match", first.Header().Get("Etag"))
	w := httptest.NewRecorder()
	h.serve.ServeHTTP(w, q)
	if w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("again: %d %s", w.Code, w.Body)
	}
}

func body(t *testing.T, w *httptest.ResponseRecorder, into any) {
	t.Helper()
	if err := json.Unmarshal(w.Body.Bytes(), into); w.Code != http.StatusOK || err != nil {
		t.Fatalf("%d %v: %s", w.Code, err, w.Body)
	}
}

// publishedOverHTTP wants of the demo what everyone may read of its last month, in each form.
func publishedOverHTTP(t *testing.T, b *bottle, at time.Time) {
	t.Helper()
	mux := http.NewServeMux()
	if _, err := api.New(api.Config{Live: b.live, Coverage: b.rooms.Load().coverage, Now: func() time.Time { return at }}, mux); err != nil {
		t.Fatal(err)
	}
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		return w
	}
	var answer api.Coverage
	body(t, get("/v1/coverage?city=13055&level=2&measure=members&measure=places"), &answer)
	if answer.Period.Period != "2026-10" || answer.Closed == "" || len(answer.Items) != 111 {
		t.Fatalf("%s, closed %s, %d quartiers", answer.Period.Period, answer.Closed, len(answer.Items))
	}
	own, above := 0, 0
	for _, item := range answer.Items {
		members := item.Figures[1]
		switch {
		case members.Measure != "members" || members.Value == nil || *members.Value < 11:
			t.Errorf("%s: %+v", item.District.Code, members)
		case members.From == nil:
			own++
		case strings.HasPrefix(item.District.Code, members.From.Code) || members.From.Code == "13055":
			above++
		}
	}
	if own == 0 || own+above != 111 {
		t.Errorf("%d quartiers have a figure of their own, %d that of a district above", own, above)
	}
	var series api.CoverageSeries
	body(t, get("/v1/coverage/series?district=13203&measure=requests_opened&months=6"), &series)
	if len(series.Items) != 6 || series.Items[5].Month != "2026-10" || series.Items[5].Value == nil {
		t.Errorf("the series is %+v", series)
	}
	if lines := strings.Count(get("/v1/coverage.csv?city=13055&level=2&measure=members").Body.String(), "\r\n"); lines != 112 {
		t.Errorf("%d lines", lines)
	}
	fewInNoForm(t, b.city.Code, get)
	for measure, layers := range map[string]int{"members": 1, "residents": 2} { // cells have a layer of their own
		drawn, err := tiletest.Decode(get("/tiles/coverage/12/2109/1500?measure=" + measure).Body.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if len(drawn) != layers || drawn[0].Name != "coverage" || len(drawn[0].Features) < 5 {
			t.Fatalf("a tile of %s has %d layers, want %d: %s", measure, len(drawn), layers, tiletest.Text(drawn))
		}
		for _, f := range drawn[0].Features {
			if f.Get("value") == nil {
				t.Errorf("a tile of %s has no value in %v", measure, f.Attributes)
			}
		}
	}
}

// noGreyMap wants a figure for each measure that is published, as maps show it first: in quartiers, of all or of some part. What counts people
// is known of most arrondissements, of the measures that the demo is made for.
func noGreyMap(t *testing.T, room *coverage.Room, city string, month coverage.Period) {
	t.Helper()
	known := func(level int, measure, sub string, own bool) (n, all int) {
		rows, err := room.PublicTable(city, level, measure, sub, month)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if r.Value.State != coverage.Missing && r.Value.State != coverage.Withheld && (!own || r.Value.From == 0) {
				n++
			}
		}
		return n, len(rows)
	}
	for _, m := range coverage.Measures() {
		if !m.Public {
			continue
		}
		subs := m.All()
		if m.Takes("") {
			subs = []string{""} // what a map shows first
		}
		most := 0
		for _, sub := range subs {
			n, _ := known(2, m.Code, sub, false)
			most = max(most, n)
		}
		if most == 0 {
			t.Errorf("the map of %s is all grey", m.Code)
		}
	}
	for _, measure := range []string{"members", "active_30d", "requests_opened", "volunteers", "attended"} {
		if n, all := known(1, measure, "", true); 2*n < all {
			t.Errorf("%s: %d of %d arrondissements have a figure of their own", measure, n, all)
		}
	}
}
