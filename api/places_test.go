package api_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/api"
	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/geo"
)

// spot is a position of an open place, read from the database for the oracle.
type spot struct {
	ID         string
	Lon, Lat   float64
	Categories []string
	Audiences  []string
}

func (w *town) spots(t testing.TB) []spot {
	t.Helper()
	rows, err := w.pool.Query(t.Context(), `
		select p.uid::text as id, st_x(at.geom) as lon, st_y(at.geom) as lat, p.audiences,
		    p.categories || coalesce((select array_agg(c) from services s, unnest(s.categories) c where s.place_id = p.id), '{}') as categories
		from places p, lateral (select p.geom union all select s.geom from stops s where s.place_id = p.id) at(geom)
		where p.status = 'open' and at.geom is not null`)
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[spot])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Promise W1 over HTTP: near is everything within the radius by distance then id, however it is cut into pages.
func TestNearIsWhatBruteForceFinds(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	spots := w.spots(t)
	rapid.Check(t, func(rt *rapid.T) {
		center := rapid.OneOf(
			rapid.Custom(func(t *rapid.T) orb.Point {
				return orb.Point{rapid.Float64Range(5.34, 5.40).Draw(t, "lon"), rapid.Float64Range(43.28, 43.32).Draw(t, "lat")}
			}),
			rapid.SampledFrom([]orb.Point{{5.3699, 43.2999}, {180, 0}, {-180, 0}, {45, 90}, {0, -90}, {179.99, 0.01}}),
		).Draw(rt, "center")
		radiusM := rapid.Float64Range(1, 50_000).Draw(rt, "radius_m")
		category := rapid.SampledFrom([]string{"", "meal", "shower", "eat", "wash"}).Draw(rt, "category")
		audience := rapid.SampledFrom([]string{"", "women", "men"}).Draw(rt, "audience")
		limit := rapid.IntRange(1, 100).Draw(rt, "limit")

		want := bruteForce(spots, center, radiusM, category, audience)
		query := url.Values{
			"near":     {strconv.FormatFloat(center[0], 'f', -1, 64) + "," + strconv.FormatFloat(center[1], 'f', -1, 64)},
			"radius_m": {strconv.FormatFloat(radiusM, 'f', -1, 64)}, "limit": {strconv.Itoa(limit)},
		}
		for name, value := range map[string]string{"category": category, "audience": audience} {
			if value != "" {
				query.Set(name, value)
			}
		}
		got := 0
		for {
			page := w.get(t, "/v1/places?"+query.Encode()).page()
			for _, item := range page.Items {
				if got == len(want) {
					rt.Fatalf("%s at %v m is one too many", item.ID, *item.DistanceM)
				}
				if item.ID != want[got].id || math.Abs(*item.DistanceM-want[got].distanceM) > 0.051 {
					rt.Fatalf("item %d: %s at %v m, want %v", got, item.ID, *item.DistanceM, want[got])
				}
				got++
			}
			if page.Next == "" {
				break
			}
			if len(page.Items) != limit {
				rt.Fatalf("%d items of %d and yet another page", len(page.Items), limit)
			}
			query.Set("cursor", page.Next)
		}
		if got != len(want) {
			rt.Fatalf("%d places, want %d", got, len(want))
		}
	})
}

type found struct {
	id        string
	distanceM float64
}

func bruteForce(spots []spot, center orb.Point, radiusM float64, category, audience string) []found {
	families := map[string][]string{
		"": nil, "meal": {"meal"}, "shower": {"shower"}, "eat": {"meal"}, "wash": {"shower", "toilets"},
	}
	nearest := map[string]float64{}
	for _, s := range spots {
		d := geo.DistanceM(center, orb.Point{s.Lon, s.Lat})
		wanted := category == "" || slices.ContainsFunc(s.Categories, func(c string) bool { return slices.Contains(families[category], c) })
		welcome := audience == "" || slices.Contains(s.Audiences, audience) || slices.Contains(s.Audiences, "everyone")
		if old, ok := nearest[s.ID]; d <= radiusM && wanted && welcome && (!ok || d < old) {
			nearest[s.ID] = d
		}
	}
	var list []found
	for id, d := range nearest {
		list = append(list, found{id, d})
	}
	slices.SortFunc(list, func(a, b found) int { return cmp.Or(cmp.Compare(a.distanceM, b.distanceM), cmp.Compare(a.id, b.id)) })
	return list
}

func TestBoxGivesEachPlaceOnceByID(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	for _, box := range []geo.BBox{
		{West: 5.36, South: 43.29, East: 5.38, North: 43.31}, {West: 179, South: -1, East: -179, North: 1}, {West: -180, South: -90, East: 180, North: 90},
	} {
		var want []string
		for _, s := range w.spots(t) {
			if box.Contains(orb.Point{s.Lon, s.Lat}) {
				want = append(want, s.ID)
			}
		}
		slices.Sort(want)
		want = slices.Compact(want)
		if got := w.all(t, fmt.Sprintf("bbox=%v,%v,%v,%v&limit=7", box.West, box.South, box.East, box.North)); !slices.Equal(got, want) {
			t.Errorf("%v: %d places, want %d", box, len(got), len(want))
		}
	}
}

// all walks every page of a list.
func (w *town) all(t testing.TB, query string) []string {
	t.Helper()
	var ids []string
	for cursor := ""; ; {
		page := w.get(t, "/v1/places?"+query+cursor).page()
		for _, item := range page.Items {
			ids = append(ids, item.ID)
		}
		if page.Next == "" {
			return ids
		}
		cursor = "&cursor=" + page.Next
	}
}

// The list is appended by hand: it must be what encoding/json makes of the documented type, and what the sheet says.
func TestHandWrittenItemsAreTheDocumentedType(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	seen := 0
	for _, query := range []string{"near=5.3699,43.2999&radius_m=50000&limit=100", "district=01&limit=100"} {
		body := w.get(t, "/v1/places?"+query)
		var raw struct{ Items []json.RawMessage }
		if err := json.Unmarshal(body.Body.Bytes(), &raw); err != nil {
			t.Fatal(err)
		}
		for i, item := range body.page().Items {
			if got := encode(t, item); got != string(raw.Items[i]) {
				t.Errorf("by hand   %s\nby machine %s", raw.Items[i], got)
			}
			var sheet api.PlaceDetail
			w.get(t, "/v1/places/"+item.ID).into(&sheet)
			item.DistanceM = nil
			if sheet.Itinerant { // in a list its point is the halt that answers
				sheet.Point = item.Point
			}
			if got, want := encode(t, item), encode(t, sheet.PlaceItem); got != want {
				t.Errorf("list  %s\nsheet %s", got, want)
			}
			seen++
		}
	}
	if seen < 150 {
		t.Errorf("only %d items", seen)
	}
}

func encode(t testing.TB, v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func TestSheetSaysEverything(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	res := w.get(t, "/v1/places/"+rich)
	var p api.PlaceDetail
	res.into(&p)
	byNumber := w.get(t, "/v1/places/"+strconv.FormatInt(p.Num, 10))
	if byNumber.Body.String() != res.Body.String() {
		t.Errorf("by number: %s", byNumber.Body)
	}
	p.Num = 0
	// what time has to do with is told in opening_test.go
	p.Open, p.Services[0].Open, p.Week = api.Opening{}, api.Opening{}, nil
	const want = `{"id":"00000000-0000-4000-8000-000000000001","name":"L’Abri du « Figuier » \"\\\t\u2028<b>","point":[5.3651235,43.3001],` +
		`"categories":["meal","night_shelter"],"district":{"code":"011","name":"Ouest"},` +
		`"address":{"street":"12 rue des Abeilles","postcode":"13001","city":"Ville"},"hours":"Mo-Fr 09:00-17:00; PH off","open":{"state":""},"phone":"+33 4 65 71 00 02",` +
		`"audiences":["women","families"],"modalities":["unconditional","free"],"languages":["fr","ar","fsl"],"saturation":"high",` +
		`"organisation":{"id":"00000000-0000-4000-8000-00000000000a","name":"Les Mains \"tendues\" <&>"},"dataset":"registre","confirmed":"2026-02-03",` +
		`"description":"Des lits et des repas.","accuracy_m":12.5,"access_note":"Sonnez deux fois.","age_min":18,"age_max":65,"email":"abri@example.org",` +
		`"website":"https://example.org/abri","services":[{"name":"Douches","categories":["shower"],"hours":"Mo 09:00-10:00","open":{"state":""}}],` +
		`"notices":[{"closed":true,"text":"Travaux","from":"2026-08-01","until":"2026-08-15"}],` +
		`"districts":[{"code":"01","name":"Ville"},{"code":"011","name":"Ouest"}],"status":"open","first_seen":"2025-01-02T03:04:05Z",` +
		`"last_seen":"2026-03-02T02:03:04Z","source":{"dataset":"registre","title":"Registre","credit":"© Ville","licence":"etalab-2.0",` +
		`"licence_url":"https://www.etalab.gouv.fr/licence-ouverte-open-licence"},"source_id":"rich"}`
	if got := encode(t, p); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Promise P4 over HTTP.
func TestConfidentialPlaceHasNoPosition(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	var id string
	for _, item := range w.get(t, "/v1/places?district=01&category=refuge").page().Items {
		id = item.ID
		if got := encode(t, item); item.Point != nil || item.Num != 0 || item.Address != nil || !item.Confidential || item.Phone == "" || item.District.Code != "01" {
			t.Errorf("listed as %s", got)
		}
	}
	if id == "" || id == "00000000-0000-4000-8000-000000000002" {
		t.Fatalf("its id is %q: not random", id)
	}
	sheet := w.get(t, "/v1/places/"+id).Body.String()
	if strings.Contains(sheet, "Secr") || strings.Contains(sheet, "point") || !strings.Contains(sheet, `"confidential":true`) {
		t.Errorf("sheet: %s", sheet)
	}
	for _, query := range []string{"near=5.365,43.3&radius_m=50000&category=refuge", "bbox=-180,-90,180,90&category=refuge", "district=011&category=refuge"} {
		if items := w.get(t, "/v1/places?"+query).page().Items; len(items) != 0 {
			t.Errorf("%s finds %v", query, items)
		}
	}
	if tile := w.get(t, "/tiles/places/0/0/0?category=refuge"); tile.Code != http.StatusNoContent {
		t.Errorf("tile: %d", tile.Code)
	}
}

func TestSearchByBodyIsTheSameAnswer(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	for query, body := range map[string]string{
		"near=5.37,43.3&radius_m=700&category=meal&category=wash&audience=women&language=fr&limit=5": `{"near":[5.37,43.3],"radius_m":700,"category":["meal","wash"],"audience":["women"],"language":["fr"],"limit":5}`,
		"bbox=5.36,43.29,5.38,43.31&q=lieu+12":                                                       `{"bbox":[5.36,43.29,5.38,43.31],"q":"lieu 12"}`,
		"district=012&modality=free":                                                                 `{"district":"012","modality":["free"]}`,
	} {
		for _, accept := range []string{"application/json", "application/geo+json"} {
			byQuery := w.get(t, "/v1/places?"+query, "Accept", accept)
			byBody := w.do(t, http.MethodPost, "/v1/places/search", body, "Accept", accept)
			if byQuery.Code != http.StatusOK || byQuery.Body.String() != byBody.Body.String() || byBody.Header().Get("Content-Type") != accept {
				t.Errorf("%s:\n%s\n%s", query, byQuery.Body, byBody.Body)
			}
		}
	}
}

func TestListAsGeoJSON(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	var features api.FeatureCollection
	w.get(t, "/v1/places?district=01&limit=100", "Accept", "application/geo+json").into(&features)
	page := w.get(t, "/v1/places?district=01&limit=100").page()
	if len(features.Features) != len(page.Items) || features.Next != "" != (page.Next != "") {
		t.Fatalf("%d features, %d items", len(features.Features), len(page.Items))
	}
	without := 0
	for i, f := range features.Features {
		if f.ID != page.Items[i].ID || f.Properties["name"] != page.Items[i].Name || f.Geometry == nil != (page.Items[i].Point == nil) {
			t.Errorf("%+v, item %+v", f, page.Items[i])
		}
		if f.Geometry == nil {
			without++
		}
	}
	if without != 2 { // the refuge and the bus without stops
		t.Errorf("%d features without geometry", without)
	}
}

// Promise W4 over HTTP: with the position of a write, the answer holds it.
func TestReadYourOwnWrite(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	for i := range 20 {
		name := fmt.Sprintf("Nouveau %d", i)
		var position feed.Position
		err := pgx.BeginFunc(t.Context(), w.pool, func(tx pgx.Tx) (err error) {
			if _, err = tx.Exec(context.Background(), `update places set name = $1 where source_id = 'rich'`, name); err != nil {
				return err
			}
			position, err = feed.Current(context.Background(), tx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var p api.PlaceDetail
		res := w.get(t, "/v1/places/"+rich, "Alentour-Position", position.String())
		res.into(&p)
		if p.Name != name && res.Header().Get("Alentour-Lag") == "" {
			t.Fatalf("reads %q after writing %q, and does not say that it is late", p.Name, name)
		}
	}
}
