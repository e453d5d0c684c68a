package api_test

import (
	"context"
	"crypto/md5"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/api"
	"github.com/alentour/alentour/tiles/tiletest"
)

//go:embed testdata/hours.sql
var hoursSQL string

// streetOfDoors is a town whose places differ in their hours.
func streetOfDoors(t testing.TB) *town {
	return newTown(t, func(ctx context.Context, pool *pgxpool.Pool) error {
		_, err := pool.Exec(ctx, hoursSQL)
		return err
	})
}

// doors are the names in an answer, sorted.
func doors(page api.PlacePage) string {
	var names []string
	for _, item := range page.Items {
		names = append(names, item.Name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// door is a place of an answer by its name.
func door(t testing.TB, page api.PlacePage, name string) api.PlaceItem {
	t.Helper()
	i := slices.IndexFunc(page.Items, func(p api.PlaceItem) bool { return p.Name == name })
	if i < 0 {
		t.Fatalf("no %s among %s", name, doors(page))
	}
	return page.Items[i]
}

// onTile are the names on the tile of the street.
func (w *town) onTile(t testing.TB, query string) string {
	t.Helper()
	var names []string
	for _, y := range []string{"6001", "6000"} {
		res := w.get(t, "/tiles/places/14/8436/"+y+"?"+query)
		if res.Code == http.StatusNoContent {
			continue
		}
		layers, err := tiletest.Decode(res.Body.Bytes())
		if err != nil {
			t.Fatalf("%v in %d %s", err, res.Code, res.Body)
		}
		for _, f := range layers[0].Features {
			names = append(names, f.Get("name").(string))
		}
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ", ")
}

const (
	nearTheStreet = "near=5.37,43.30&radius_m=5000&limit=100"
	silents       = "silent, unreadable"
)

// Whatever way one asks, the same doors are open.
func TestOnlyWhatIsCertainlyOpenPasses(t *testing.T) {
	t.Parallel()
	w := streetOfDoors(t)
	for _, c := range []struct{ at, filter, open, maybe string }{
		{"2026-11-23T10:00:00+01:00", "", "by appointment, day, desk with showers, not on holidays, round", "perhaps, " + silents},
		{"2026-11-23T13:00:00+01:00", "", "by appointment, day, not on holidays", "perhaps, " + silents},
		{"2026-11-23T15:00:00+01:00", "", "by appointment, day, desk with showers, not on holidays", "perhaps, " + silents},
		{"2026-11-23T15:00:00+01:00", "category=shower", "desk with showers", ""},
		{"2026-11-23T10:00:00+01:00", "category=shower", "", ""},
		{"2026-11-23T10:00:00+01:00", "category=mailing_address", "by appointment, desk with showers", ""},
		{"2026-11-23T15:00:00+01:00", "category=mailing_address", "by appointment", ""},
		{"2026-11-23T18:30:00+01:00", "", "not on holidays, round", silents},
		{"2026-11-24T03:00:00+01:00", "", "night", silents},
		{"2026-11-25T03:00:00+01:00", "", "closed for works, night", silents}, // the works are over
		{"2026-12-25T10:00:00+01:00", "", "by appointment, closed for works, day, desk with showers", "perhaps, " + silents},
		{"2026-11-23T09:00:00Z", "", "by appointment, day, desk with showers, not on holidays, round", "perhaps, " + silents}, // as the first
	} {
		for state, want := range map[string]string{"open": c.open, "unknown": c.maybe} {
			ask := "open_at=" + url.QueryEscape(c.at) + "&open_state=" + state
			if c.filter != "" {
				ask += "&" + c.filter
			}
			body := fmt.Sprintf(`{"near":[5.37,43.30],"radius_m":5000,"limit":100,"open_at":%q,"open_state":%q}`, c.at, state)
			if category, ok := strings.CutPrefix(c.filter, "category="); ok {
				body = strings.Replace(body, "{", fmt.Sprintf(`{"category":[%q],`, category), 1)
			}
			var features api.FeatureCollection
			w.get(t, "/v1/places?bbox=5.36,43.29,5.38,43.33&limit=100&"+ask, "Accept", "application/geo+json").into(&features)
			var featured []string
			for _, f := range features.Features {
				featured = append(featured, f.Properties["name"].(string))
			}
			slices.Sort(featured)
			got := map[string]string{
				"near":     doors(w.get(t, "/v1/places?"+nearTheStreet+"&"+ask).page()),
				"box":      doors(w.get(t, "/v1/places?bbox=5.36,43.29,5.38,43.33&limit=100&"+ask).page()),
				"district": doors(w.get(t, "/v1/places?district=13055&limit=100&"+ask).page()),
				"body":     doors(w.do(t, http.MethodPost, "/v1/places/search", body).page()),
				"features": strings.Join(featured, ", "),
			}
			if !strings.HasPrefix(c.at, "2026-12") { // tiles look a week ahead
				got["tile"] = w.onTile(t, ask)
			}
			for how, names := range got {
				if names != want {
					t.Errorf("%s, %s %s by %s: %q, want %q", c.at, c.filter, state, how, names, want)
				}
			}
			maybes := 0
			if c.maybe != "" {
				maybes = strings.Count(c.maybe, ",") + 1
			}
			page := w.get(t, "/v1/places?"+nearTheStreet+"&"+ask).page()
			if page.Unknown == nil || *page.Unknown != maybes || features.Unknown == nil || *features.Unknown != maybes {
				t.Errorf("%s, %s: %v could be open, want %d", c.at, c.filter, page.Unknown, maybes)
			}
		}
	}
}

func TestUnknownAddsUpOverPages(t *testing.T) {
	t.Parallel()
	w := streetOfDoors(t)
	for _, where := range []string{"near=5.37,43.30&radius_m=5000", "bbox=5.36,43.29,5.38,43.33", "district=13055"} {
		for limit := 1; limit < 6; limit++ {
			seen, unknown := "", 0
			for cursor := ""; ; {
				page := w.get(t, fmt.Sprintf("/v1/places?%s&open_at=now&limit=%d%s", where, limit, cursor)).page()
				for _, item := range page.Items {
					seen += item.Name + " "
				}
				unknown += *page.Unknown
				if page.Next == "" {
					break
				}
				cursor = "&cursor=" + page.Next
			}
			if unknown != 3 || len(strings.Fields(seen)) != len(strings.Fields("day not on holidays desk with showers by appointment round")) {
				t.Errorf("%s by %d: %s and %d unknown, want 3", where, limit, seen, unknown)
			}
		}
	}
	page := w.get(t, "/v1/places?near=5.37,43.30").page()
	if page.Unknown != nil || page.Items[0].Open.At != "" {
		t.Errorf("nobody asked: unknown %v, at %q", page.Unknown, page.Items[0].Open.At)
	}
}

func TestOpeningOfEachDoor(t *testing.T) {
	t.Parallel()
	w := streetOfDoors(t)
	page := w.get(t, "/v1/places?"+nearTheStreet).page()
	for name, want := range map[string]api.Opening{
		"day":               {State: "open", Until: "2026-11-23T17:00:00+01:00"},
		"night":             {State: "closed", Until: "2026-11-23T22:00:00+01:00", Opens: "2026-11-23T22:00:00+01:00"},
		"closed for works":  {State: "closed", Until: "2026-11-25T00:00:00+01:00", Opens: "2026-11-25T00:00:00+01:00", Comment: "Travaux"},
		"desk with showers": {State: "open", Until: "2026-11-23T12:00:00+01:00"},
		"silent":            {State: "unknown"},
		"unreadable":        {State: "unknown"},
		"by appointment":    {State: "open", Until: "2026-11-23T17:00:00+01:00", Comment: "sur rendez-vous"},
		"perhaps":           {State: "unknown", Until: "2026-11-23T17:00:00+01:00", Comment: "appeler"},
		"round":             {State: "open", Until: "2026-11-23T11:00:00+01:00"},
	} {
		if got := door(t, page, name).Open; got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	asked := w.get(t, "/v1/places?"+nearTheStreet+"&open_at=2026-11-23T09:30:59Z").page()
	if got, want := door(t, asked, "day").Open, (api.Opening{State: "open", Until: "2026-11-23T17:00:00+01:00", At: "2026-11-23T10:30:00+01:00"}); got != want {
		t.Errorf("asked for a second of a minute: %+v, want %+v", got, want)
	}
	// an address typed as people type it: its plus sign arrives as a space
	if plus := w.get(t, "/v1/places?"+nearTheStreet+"&open_at=2026-11-23T10:30:00+01:00"); plus.Body.String() != w.get(t, "/v1/places?"+nearTheStreet+"&open_at=2026-11-23T09:30:00Z").Body.String() {
		t.Errorf("a plus sign that is not escaped: %d %s", plus.Code, plus.Body)
	}
}

// At 4 km/h and streets 1.3 times as long as the straight line, 1,000.8 m take 19.5 minutes.
func TestOpenOnArrival(t *testing.T) {
	t.Parallel()
	w := streetOfDoors(t)
	const fromSouth = "&open_at=arrival&from=5.37,43.291"
	for _, ask := range []string{"near=5.37,43.291&radius_m=5000&open_at=arrival", "bbox=5.36,43.29,5.38,43.33" + fromSouth, "district=13055" + fromSouth} {
		w.setClock(t, "2026-11-23T16:39:10+01:00")
		res := w.get(t, "/v1/places?limit=100&"+ask)
		if got, want := door(t, res.page(), "day").Open, (api.Opening{State: "open", Until: "2026-11-23T17:00:00+01:00", At: "2026-11-23T16:59:00+01:00"}); got != want {
			t.Errorf("%s: %+v, want %+v", ask, got, want)
		}
		if got := res.Header().Get("Cache-Control"); got != "private, no-cache" {
			t.Errorf("%s says where someone is, and is %q", ask, got)
		}
		w.setClock(t, "2026-11-23T16:40:10+01:00") // one minute later one stands before a closed door
		if names := doors(w.get(t, "/v1/places?limit=100&"+ask).page()); names != "not on holidays" {
			t.Errorf("%s: %s", ask, names)
		}
	}
	body := w.do(t, http.MethodPost, "/v1/places/search", `{"district":"13055","open_at":"arrival","from":[5.37,43.291]}`).page()
	if names := doors(body); names != "not on holidays" {
		t.Errorf("by body: %s", names)
	}
}

// Answers are walked over a change: the door "day" closes at 17:00.
func TestNothingIsKeptBeyondTheNextChange(t *testing.T) {
	t.Parallel()
	w := streetOfDoors(t)
	const (
		box, district = "/v1/places?bbox=5.36,43.29,5.38,43.33&open_at=now", "/v1/places?district=13055&open_at=now"
		near, plain   = "/v1/places?" + nearTheStreet + "&open_at=now", "/v1/places?district=13055"
		fixed, tile   = box + "T", "/tiles/places/14/8436/6001?open_at=now"
	)
	w.setClock(t, "2026-11-23T16:58:20+01:00")
	first := map[string]reply{}
	fixedAddress := strings.Replace(fixed, "nowT", "2026-11-23T15:58:00Z", 1)
	sheet := "/v1/places/" + door(t, w.get(t, plain).page(), "day").ID
	for path, cache := range map[string]string{
		box: "public, max-age=40", district: "public, max-age=40", near: "private, no-cache", plain: "no-cache", sheet: "no-cache",
		tile: "public, max-age=60", fixedAddress: "public, max-age=40",
	} {
		first[path] = w.get(t, path)
		if got := first[path].Header().Get("Cache-Control"); got != cache || !strings.Contains(first[path].Body.String(), "day") {
			t.Errorf("%s: %q, want %q: %s", path, got, cache, first[path].Body)
		}
	}
	if vary := first[box].Header().Values("Vary"); !slices.Contains(vary, "Accept, Alentour-Position") {
		t.Errorf("a writer is shown what was kept before: Vary %q", vary)
	}
	w.setClock(t, "2026-11-23T16:58:59+01:00")
	for path, was := range first {
		res := w.get(t, path, "If-None-Match", was.Header().Get("ETag"))
		if res.Code != http.StatusNotModified {
			t.Errorf("%s within the minute: %d", path, res.Code)
		}
	}
	if got := w.get(t, tile).Header().Get("Cache-Control"); got != "public, max-age=60" {
		t.Errorf("tile a minute before the quarter: %q", got)
	}
	w.setClock(t, "2026-11-23T16:59:35+01:00")
	if got := w.get(t, tile).Header().Get("Cache-Control"); got != "public, max-age=25" {
		t.Errorf("tile just before the quarter: %q", got)
	}
	w.setClock(t, "2026-11-23T17:00:00+01:00")
	for path, was := range first {
		res := w.get(t, path, "If-None-Match", was.Header().Get("ETag"))
		if path == fixedAddress {
			if res.Code != http.StatusNotModified || res.Header().Get("Cache-Control") != "no-cache" {
				t.Errorf("what was open at an instant stays so: %d %q", res.Code, res.Header().Get("Cache-Control"))
			}
			continue
		}
		if res.Code != http.StatusOK || res.Header().Get("ETag") == was.Header().Get("ETag") {
			t.Errorf("%s after the change: %d, ETag %s", path, res.Code, res.Header().Get("ETag"))
		}
		if got := res.Header().Get("Cache-Control"); path == box && got != "public, max-age=60" {
			t.Errorf("box after the change: %q", got)
		}
	}
	if got := door(t, w.get(t, plain).page(), "day").Open.State; got != "closed" {
		t.Errorf("the door is %s", got)
	}
}

// Tiles speak of the quarter of an hour, lists of the minute.
func TestTileSpeaksOfTheQuarter(t *testing.T) {
	t.Parallel()
	w := streetOfDoors(t)
	if _, err := w.pool.Exec(t.Context(), `update places set hours = 'Mo 10:05-10:20' where name = 'day'`); err != nil {
		t.Fatal(err)
	}
	w.await(t, "the new hours", func() bool {
		return strings.Contains(w.get(t, "/v1/places?district=13055").Body.String(), "Mo 10:05-10:20")
	})
	for now, want := range map[string][2]bool{ // on the list, on the tile
		"10:04": {false, false}, "10:06": {true, false}, "10:16": {true, true}, "10:21": {false, true}, "10:31": {false, false},
	} {
		w.setClock(t, "2026-11-23T"+now+":30+01:00")
		list, tile := doors(w.get(t, "/v1/places?district=13055&open_at=now").page()), w.onTile(t, "open_at=now")
		has := func(names string) bool { return slices.Contains(strings.Split(names, ", "), "day") }
		if got := [2]bool{has(list), has(tile)}; got != want {
			t.Errorf("%s: list and tile %v, want %v", now, got, want)
		}
	}
}

func TestTileJSONCarriesOpenAt(t *testing.T) {
	t.Parallel()
	w := streetOfDoors(t)
	const asked = "?category=meal&open_at=now&open_state=unknown"
	var doc struct{ Tiles []string }
	if err := json.Unmarshal(w.get(t, "/tiles/places.json"+asked).Body.Bytes(), &doc); err != nil || !strings.HasSuffix(doc.Tiles[0], "/{z}/{x}/{y}"+asked) {
		t.Errorf("%v, %v", doc.Tiles, err)
	}
}

func TestSheetTellsTheWeek(t *testing.T) {
	t.Parallel()
	w := streetOfDoors(t)
	w.setClock(t, "2026-12-23T10:00:00+01:00")
	sheet := func(name string) (p api.PlaceDetail) {
		w.get(t, "/v1/places/"+door(t, w.get(t, "/v1/places?district=13055").page(), name).ID).into(&p)
		return p
	}
	p := sheet("not on holidays")
	if len(p.Week) != 7 || p.Week[0].Date != "2026-12-21" || p.HoursError != "" {
		t.Fatalf("%+v", p)
	}
	if thursday := p.Week[3]; thursday.Holiday != "" || !slices.Equal(thursday.Spans, []api.Span{{From: "08:00", To: "20:00", State: "open"}}) {
		t.Errorf("Thursday: %+v", thursday)
	}
	if friday := p.Week[4]; friday.Date != "2026-12-25" || friday.Holiday != "Noël" || friday.Spans == nil || len(friday.Spans) != 0 {
		t.Errorf("Christmas: %+v", friday)
	}
	if night := sheet("night").Week[0]; !slices.Equal(night.Spans, []api.Span{{From: "22:00", To: "30:00", State: "open"}}) {
		t.Errorf("a night: %+v", night)
	}
	if p := sheet("unreadable"); p.HoursError == "" || p.Week != nil || p.Open.State != "unknown" || p.Hours != "when the sun smiles ???" {
		t.Errorf("unreadable: %+v", p)
	}
	if p := sheet("silent"); p.HoursError != "" || p.Week != nil {
		t.Errorf("silent: %+v", p)
	}
	var gone api.PlaceDetail
	id := uuid.UUID(md5.Sum([]byte("gone")))
	if w.get(t, "/v1/places/"+id.String()).into(&gone); gone.Open != (api.Opening{State: "closed"}) || gone.Week != nil {
		t.Errorf("closed for good: %+v", gone)
	}
	w.setClock(t, "2026-11-23T10:00:00+01:00")
	if p := sheet("closed for works"); p.Week[0].Reason != "Travaux" || len(p.Week[0].Spans) != 0 || len(p.Week[2].Spans) != 1 {
		t.Errorf("works: %+v", p.Week)
	}
	if p := sheet("desk with showers"); p.Services[0].Open != (api.Opening{State: "closed", Until: "2026-11-23T14:00:00+01:00", Opens: "2026-11-23T14:00:00+01:00"}) {
		t.Errorf("showers: %+v", p.Services[0].Open)
	}
	if p := sheet("round"); p.Stops[0].Open.State != "open" || p.Stops[1].Open.Opens != "2026-11-23T18:00:00+01:00" {
		t.Errorf("stops: %+v", p.Stops)
	}
}

func TestSearchKeepsOpenPlaces(t *testing.T) {
	t.Parallel()
	w := streetOfDoors(t)
	var all, open, maybe api.SearchAnswer
	w.get(t, "/v1/search?q=day").into(&all)
	if all.Unknown != nil || len(all.Items) == 0 || all.Items[0].Open != nil {
		t.Errorf("nobody asked: %+v", all)
	}
	names := func(a api.SearchAnswer) (out []string) {
		for _, h := range a.Items {
			out = append(out, h.Kind+" "+h.Name)
		}
		return out
	}
	res := w.get(t, "/v1/search?q=appointment&open_at=now")
	res.into(&open)
	if got := names(open); !slices.Equal(got, []string{"place by appointment"}) || *open.Unknown != 0 {
		t.Fatalf("%v and %d unknown", got, *open.Unknown)
	}
	if got, want := *open.Items[0].Open, (api.Opening{State: "open", Until: "2026-11-23T17:00:00+01:00", Comment: "sur rendez-vous", At: "2026-11-23T10:00:00+01:00"}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	w.get(t, "/v1/search?q=perhaps&open_at=now").into(&open)
	w.get(t, "/v1/search?q=perhaps&open_at=now&open_state=unknown").into(&maybe)
	if len(open.Items) != 0 || *open.Unknown != 1 || *maybe.Unknown != 1 || !slices.Equal(names(maybe), []string{"place perhaps"}) {
		t.Errorf("open %+v, maybe %+v", open, maybe)
	}
	if got := w.get(t, "/v1/search?q=day&open_at=arrival&from=5.37,43.3").Header().Get("Cache-Control"); got != "private, no-cache" {
		t.Errorf("an address that says where someone is: %q", got)
	}
}
