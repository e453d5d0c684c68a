package api_test

import (
	"context"
	_ "embed"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/api"
	"github.com/alentour/alentour/edge"
)

var update = flag.Bool("update", false, "write golden files")

//go:embed testdata/town.sql
var townSQL string

const rich = "00000000-0000-4000-8000-000000000001"

func townOfTests(t testing.TB) *town {
	return newTown(t, func(ctx context.Context, pool *pgxpool.Pool) error {
		_, err := pool.Exec(ctx, townSQL)
		return err
	})
}

type reply struct {
	*httptest.ResponseRecorder
	t testing.TB
}

func (w *town) get(t testing.TB, path string, header ...string) reply {
	return w.do(t, http.MethodGet, path, "", header...)
}

func (w *town) do(t testing.TB, method, path, body string, header ...string) reply {
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	out := reply{httptest.NewRecorder(), t}
	w.ServeHTTP(out, r)
	return out
}

// into decodes a success, without fields that are not documented.
func (r reply) into(v any) {
	r.t.Helper()
	if r.Code != http.StatusOK {
		r.t.Fatalf("%d %s", r.Code, r.Body)
	}
	d := json.NewDecoder(strings.NewReader(r.Body.String()))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		r.t.Fatalf("%v in %s", err, r.Body)
	}
}

func (r reply) page() api.PlacePage {
	r.t.Helper()
	var p api.PlacePage
	r.into(&p)
	return p
}

func TestEveryRefusalIsAProblemThatNamesItsFault(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	for _, c := range []struct {
		ask    string
		kind   edge.Problem
		detail string
	}{
		{"/v1/places", edge.BadParameter, "near: give one of near, bbox and district"},
		{"/v1/places?near=5,43&bbox=5,43,6,44", edge.BadParameter, "near: give one of"},
		{"/v1/places?near=5", edge.BadParameter, `near: "5" has 1 parts`},
		{"/v1/places?near=5,91", edge.BadParameter, "near: latitude 91 is not within ±90"},
		{"/v1/places?near=NaN,43", edge.BadParameter, `near: "NaN" is not a number`},
		{"/v1/places?near=5,43&radius_m=0", edge.BadParameter, "radius_m: 0: expected number > 0"},
		{"/v1/places?near=5,43&radius_m=50001", edge.BadParameter, "radius_m: 50001: expected number <= 50000"},
		{"/v1/places?near=5,43&radius_m=NaN", edge.BadParameter, "radius_m: NaN is not in (0, 50000]"},
		{"/v1/places?near=5,43&radius_m=far", edge.BadParameter, "radius_m: far: invalid float"},
		{"/v1/places?bbox=5,44,6,43", edge.BadParameter, "bbox: south 44 > north 43"},
		{"/v1/places?bbox=5,43,6,44&radius_m=3", edge.BadParameter, "radius_m: says nothing without near"},
		{"/v1/places?district=99", edge.BadParameter, `district: "99" is not known`},
		{"/v1/places?near=5,43&category=zzz", edge.BadParameter, "category: zzz: is not known"},
		{"/v1/places?near=5,43&category=meal&category=zzz", edge.BadParameter, "category: zzz: is not known"},
		{"/v1/places?near=5,43&audience=zzz", edge.BadParameter, "audience: zzz: is not known"},
		{"/v1/places?near=5,43&limit=0", edge.BadParameter, "limit: 0: expected number >= 1"},
		{"/v1/places?near=5,43&limit=101", edge.BadParameter, "limit: 101: expected number <= 100"},
		{"/v1/places?near=5,43&limit=1e2", edge.BadParameter, "limit: 1e2: invalid integer"},
		{"/v1/places?near=5,43&limit=", edge.BadParameter, "limit: is empty"},
		{"/v1/places?near=5,43&near=5,44", edge.BadParameter, "near: is given twice"},
		{"/v1/places?near=5,43&cursor=AAAA", edge.BadParameter, "cursor: not one of ours"},
		{"/v1/places?near=5,43&q=" + strings.Repeat("a", 201), edge.BadParameter, "q: "},
		{"/v1/places?near=5,43&q=%ff%", edge.BadParameter, "is not percent-encoded"},
		{"/v1/places?near=5,43&open_at=tomorrow", edge.BadParameter, `open_at: "tomorrow" is not now, arrival or an instant such as`},
		{"/v1/places?near=5,43&open_at=2026-11-23T18:00:00", edge.BadParameter, `open_at: "2026-11-23T18:00:00" is not now`},
		{"/v1/places?near=5,43&open_at=2028-12-01T18:00:00Z", edge.BadParameter, "open_at: 2028-12-01T18:00:00Z is more than 732 days from now"},
		{"/v1/places?near=5,43&open_at=2024-11-01T18:00:00Z", edge.BadParameter, "open_at: 2024-11-01T18:00:00Z is more than 732 days"},
		{"/v1/places?near=5,43&open_state=open", edge.BadParameter, "open_state: says nothing without open_at"},
		{"/v1/places?near=5,43&open_at=now&open_state=closed", edge.BadParameter, "open_state: closed: "},
		{"/v1/places?near=5,43&open_at=now&open_at=arrival", edge.BadParameter, "open_at: is given twice"},
		{"/v1/places?near=5,43&from=5,43", edge.BadParameter, "from: says nothing without open_at=arrival"},
		{"/v1/places?near=5,43&open_at=now&from=5,43", edge.BadParameter, "from: says nothing without open_at=arrival"},
		{"/v1/places?district=01&open_at=arrival", edge.BadParameter, "from: is missing"},
		{"/v1/places?district=01&open_at=arrival&from=5,91", edge.BadParameter, "from: latitude 91"},
		{"/v1/places/" + rich + "?open_at=now", edge.UnknownParameter, "open_at: is not a parameter"},
		{"/v1/search?q=lieu&open_at=arrival", edge.BadParameter, "from: is missing"},
		{"/v1/search?q=lieu&open_state=unknown", edge.BadParameter, "open_state: says nothing"},
		{"/tiles/places/3/1/1?open_at=arrival", edge.BadParameter, "open_at: arrival is not for tiles"},
		{"/tiles/places/3/1/1?open_at=2026-12-01T10:15:00%2B01:00", edge.BadParameter, "is more than 7 days from now"},
		{"/tiles/places/3/1/1?open_at=arrival&from=5,43", edge.UnknownParameter, "from: is not a parameter"},
		{"/tiles/places.json?open_at=soon", edge.BadParameter, `open_at: "soon"`},
		{"/v1/places?near=5,43&zoom=3&x=1", edge.UnknownParameter, "zoom: is not a parameter"},
		{"/v1/places?near=" + strings.Repeat("5", 5000), edge.BadParameter, "longer than 4096"},
		{"/v1/places/7777777", edge.NotFound, `no place "7777777"`},
		{"/v1/places/2", edge.NotFound, ""}, // confidential: never by number
		{"/v1/places/not-an-id", edge.NotFound, `no place "not-an-id"`},
		{"/v1/organisations/not-an-id", edge.NotFound, "no organisation"},
		{"/v1/organisations?district=99", edge.BadParameter, "district"},
		{"/v1/districts", edge.BadParameter, "city: give one of city and parent"},
		{"/v1/districts?city=011", edge.BadParameter, `city: "011" is not known`},
		{"/v1/districts/99", edge.NotFound, `no district "99"`},
		{"/v1/districts/011?shape=round", edge.BadParameter, "shape: round: "},
		{"/v1/districts/at", edge.BadParameter, "point"},
		{"/v1/districts/at?point=1,2,3", edge.BadParameter, "point: "},
		{"/v1/search", edge.BadParameter, "q"},
		{"/v1/search?q=%20", edge.BadParameter, "q: "},
		{"/v1/nothing", edge.NotFound, ""},
		{"/v1/places/" + rich + "/more", edge.NotFound, ""},
		{"/tiles/places/17/0/0", edge.NotFound, "z 17 > 16"},
		{"/tiles/places/3/8/0", edge.NotFound, "x 8 > 7"},
		{"/tiles/places/3/-1/0", edge.NotFound, "x"},
		{"/tiles/places/03/1/0", edge.NotFound, "z"},
		{"/tiles/places/3/1/1.png", edge.NotFound, "y"},
		{"/tiles/places/3/1/1?near=5,43", edge.UnknownParameter, "near: is not a parameter"},
		{"/tiles/districts/3/1/1?category=meal", edge.UnknownParameter, "known are none"},
		{"/tiles/places.png", edge.NotFound, ""},
		{"/tiles/nothing/3/1/1", edge.NotFound, ""},
		{"/exports/..%2Fapi_test.go", edge.NotFound, ""},
		{"/exports/places.csv.gz", edge.NotFound, "not yet"},
		{"PUT /v1/places", edge.MethodNotAllowed, "PUT is not GET or HEAD"},
		{"DELETE /v1/places/search", edge.MethodNotAllowed, "DELETE is not"},
		{`POST /v1/places/search {"near":[5,91]}`, edge.BadField, "near: latitude 91"},
		{`POST /v1/places/search {"near":[5]}`, edge.BadField, "near: [5]: expected array length >= 2"},
		{`POST /v1/places/search {"near":[5,43],"radius_m":60000}`, edge.BadField, "radius_m: 60000: expected number <= 50000"},
		{`POST /v1/places/search {"near":[5,43],"limit":1000}`, edge.BadField, "limit: 1000"},
		{`POST /v1/places/search {"near":[5,43],"category":["zzz"]}`, edge.BadField, "category: zzz: is not known"},
		{`POST /v1/places/search {"near":[5,43],"zoom":3}`, edge.BadField, "zoom: unexpected property"},
		{`POST /v1/places/search {"bbox":[5,44,6,43]}`, edge.BadField, "bbox: south 44 > north 43"},
		{`POST /v1/places/search {"radius_m":5,"district":"01"}`, edge.BadField, "radius_m: says nothing"},
		{`POST /v1/places/search {"near":[5,43],"open_at":"soon"}`, edge.BadField, `open_at: "soon"`},
		{`POST /v1/places/search {"near":[5,43],"from":[5,43]}`, edge.BadField, "from: says nothing"},
		{`POST /v1/places/search {"district":"01","open_at":"arrival"}`, edge.BadField, "from: is missing"},
		{`POST /v1/places/search {"district":"01","open_at":"arrival","from":[5,91]}`, edge.BadField, "from: latitude 91"},
		{`POST /v1/places/search {}`, edge.BadField, "near: give one of"},
		{`POST /v1/places/search {"near":[5,`, edge.BadBody, "body: unexpected end"},
		{`POST /v1/places/search?near=5,43 {"district":"01"}`, edge.UnknownParameter, "near: is not a parameter"},
		{`POST /v1/places/search {"q":"` + strings.Repeat("a", 20_000) + `"}`, edge.BodyTooLarge, "too large"},
	} {
		method, path, body := http.MethodGet, c.ask, ""
		if m, rest, ok := strings.Cut(c.ask, " "); ok {
			method = m
			path, body, _ = strings.Cut(rest, " ")
		}
		res := w.do(t, method, path, body)
		var p edge.Problem
		if err := json.Unmarshal(res.Body.Bytes(), &p); err != nil || res.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%.100s: %d %s", c.ask, res.Code, res.Body)
			continue
		}
		if p.Type != c.kind.Type || p.Title != c.kind.Title || p.Status != c.kind.Status || res.Code != c.kind.Status || !strings.Contains(p.Detail, c.detail) {
			t.Errorf("%.100s: %d %s, want %s with %q", c.ask, res.Code, res.Body, c.kind.Type, c.detail)
		}
		if res.Body.Len() > 1000 {
			t.Errorf("%.100s: %d bytes of refusal", c.ask, res.Body.Len())
		}
		if res.Header().Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%.100s: no CORS", c.ask)
		}
	}
}

func TestWhatAClientHasIsNotSentAgain(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	for _, path := range []string{
		"/v1/places?near=5.37,43.3", "/v1/places?bbox=5,43,6,44", "/v1/places?district=01", "/v1/places/" + rich,
		"/v1/organisations", "/v1/organisations/00000000-0000-4000-8000-00000000000a", "/v1/cities", "/v1/districts?city=01",
		"/v1/districts/011", "/v1/districts/at?point=5.365,43.3", "/v1/categories", "/v1/search?q=lieu", "/v1/exports",
		"/tiles/places/14/8436/6001", "/tiles/districts/14/8436/6001", "/tiles/places.json", "/tiles/districts.json", "/openapi.json",
	} {
		first := w.get(t, path)
		tag := first.Header().Get("ETag")
		if first.Code != http.StatusOK || tag == "" || first.Header().Get("Cache-Control") == "" {
			t.Errorf("%s: %d, ETag %q, Cache-Control %q, %.200s", path, first.Code, tag, first.Header().Get("Cache-Control"), first.Body)
			continue
		}
		again := w.get(t, path, "If-None-Match", `"other", `+tag)
		if again.Code != http.StatusNotModified || again.Body.Len() != 0 || again.Header().Get("ETag") != tag {
			t.Errorf("%s again: %d, %d bytes", path, again.Code, again.Body.Len())
		}
		if other := w.get(t, path, "If-None-Match", `"other"`); other.Code != http.StatusOK || other.Body.String() != first.Body.String() {
			t.Errorf("%s with another tag: %d", path, other.Code)
		}
	}
	res := w.do(t, http.MethodPost, "/v1/places/search", `{"near":[5.37,43.3]}`)
	if res.Code != http.StatusOK || res.Header().Get("ETag") != "" || res.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("POST: %d %v", res.Code, res.Header())
	}
	if near := w.get(t, "/v1/places?near=5.37,43.3"); !strings.HasPrefix(near.Header().Get("Cache-Control"), "private") {
		t.Errorf("near may be kept by shared caches: %v", near.Header())
	}
}

// Everything is open to everyone: an operation that is not on this list must say who may call it.
func TestEveryOperationIsPublicOrSecured(t *testing.T) {
	t.Parallel()
	public := []string{
		"describe-districts-tiles", "describe-places-tiles", "find-districts", "get-district", "get-districts-tile", "get-export",
		"get-organisation", "get-place", "get-places-tile", "list-categories", "list-cells", "list-cities", "list-districts", "list-exports",
		"list-interests", "list-kinds",
		"list-organisations", "list-places", "search", "search-places",
		"around", "describe-events-tiles", "get-event", "get-events-tile", "list-events", "list-occurrences",
		"get-events-calendar", "get-district-calendar", "get-organisation-calendar", "get-private-calendar",
		"describe-coverage-tiles", "get-coverage", "get-coverage-cells", "get-coverage-csv", "get-coverage-geojson", "get-coverage-series", "get-coverage-tile",
		"get-coverage-within", "compare-coverage", "list-coverage-measures",
		"request-code", "sign-in", "sign-in-printed", "correct-place", "report",
	}
	var document struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
			Security    []any
			Summary     string
			Responses   map[string]any
			Parameters  []struct{ In, Name string }
		}
	}
	w := townOfTests(t)
	if err := json.Unmarshal(w.get(t, "/openapi.json").Body.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`\{(\w+)\}`)
	open := 0
	for path, methods := range document.Paths {
		for method, op := range methods {
			if op.Security == nil {
				open++
			}
			if slices.Contains(public, op.OperationID) != (op.Security == nil) {
				t.Errorf("%s %s (%s): on the public list or secured, one of both", method, path, op.OperationID)
			}
			if op.Summary == "" || op.Responses["default"] == nil || op.Responses["200"] == nil && op.Responses["204"] == nil && op.Responses["201"] == nil {
				t.Errorf("%s %s is not described: %+v", method, path, op)
			}
			for _, name := range named.FindAllStringSubmatch(path, -1) {
				if !slices.Contains(op.Parameters, struct{ In, Name string }{"path", name[1]}) {
					t.Errorf("%s %s does not read %s", method, path, name[1]) // embedded types must be exported
				}
			}
		}
	}
	if open != len(public) {
		t.Errorf("%d open operations, %d on the list", open, len(public))
	}
}

func TestOpenAPIDocument(t *testing.T) {
	t.Parallel()
	const golden = "testdata/openapi.json"
	w := townOfTests(t)
	var indented strings.Builder
	e := json.NewEncoder(&indented)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	var document any
	if err := json.Unmarshal(w.get(t, "/openapi.json").Body.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	if err := e.Encode(document); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(golden, []byte(indented.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != indented.String() {
		t.Error("the document changed: review it with go test ./api -run OpenAPI -update")
	}
}
