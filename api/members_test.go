package api_test

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/api"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

// townOfPeople is the town with public cells.
func townOfPeople(t testing.TB) *town {
	return newTown(t, func(ctx context.Context, pool *pgxpool.Pool) error {
		if _, err := pool.Exec(ctx, townSQL); err != nil {
			return err
		}
		_, err := directory.NewCities(pool).ImportFigures(ctx,
			directory.FigureFile{City: "01", Measures: []string{"population"}, Source: "INSEE"},
			func(yield func(directory.FigureRow, error) bool) {
				yield(directory.FigureRow{Where: "a line", Code: "011", Values: map[string]float64{"population": 90_000}}, nil)
			})
		return err
	})
}

func read[T any](r reply) (v T) {
	r.t.Helper()
	r.into(&v)
	return v
}

func TestCells(t *testing.T) {
	t.Parallel()
	w := townOfPeople(t)
	answer := w.get(t, "/v1/cities/01/cells")
	cells := read[api.FeatureCollection](answer)
	city, _ := w.live.District("01")
	if want := w.live.Atlas().PublicCells(city.Num); len(cells.Features) != len(want) || len(want) == 0 {
		t.Fatalf("%d cells, want %d", len(cells.Features), len(want))
	}
	for _, f := range cells.Features {
		cell, err := geo.ParseCell(f.ID)
		home, known := w.live.Atlas().HomeIn(city.Num, cell)
		d, _ := w.live.DistrictNumbered(home.District)
		district := map[string]any{"code": d.Code, "name": d.Name}
		if err != nil || !known || f.Properties["cell"] != f.ID || !reflect.DeepEqual(f.Properties["district"], district) || f.Geometry == nil {
			t.Errorf("cell %s: %+v, %v", f.ID, f, err)
		}
	}
	if cache := answer.Header().Get("Cache-Control"); !strings.HasPrefix(cache, "public") {
		t.Errorf("Cache-Control %q", cache)
	}
	if again := w.get(t, "/v1/cities/01/cells", "If-None-Match", answer.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("the same again: %d", again.Code)
	}
	for _, code := range []string{"magic", "011"} {
		if r := w.get(t, "/v1/cities/"+code+"/cells"); r.Code != http.StatusNotFound {
			t.Errorf("%s, which is no city: %d", code, r.Code)
		}
	}
}

func TestInterests(t *testing.T) {
	t.Parallel()
	w := townOfPeople(t)
	french := read[api.Interests](w.get(t, "/v1/interests"))
	english := read[api.Interests](w.get(t, "/v1/interests", "Accept-Language", "en"))
	if len(french.Interests) != 10 || french.Interests[0].Label.Label != "Cinéma" || english.Interests[2].Label.Label != "Cooking" ||
		french.AgeBands[0].Code != "under-15" || len(english.Access) != len(directory.AccessNeeds) {
		t.Errorf("%+v\n%+v", french, english)
	}
}

func TestProfileOverHTTP(t *testing.T) {
	t.Parallel()
	w := townOfPeople(t)
	_, bearer := w.viewer(t)
	put := func(body string) reply { return w.do(t, http.MethodPut, "/v1/me", body, "Authorization", bearer) }
	get := func() reply { return w.get(t, "/v1/me", "Authorization", bearer) }
	if r := get(); r.Code != http.StatusNotFound {
		t.Errorf("before: %d", r.Code)
	}
	city, _ := w.live.District("01")
	cell := w.live.Atlas().PublicCells(city.Num)[0].String()
	sent := `{"name":"Samia","languages":["fr","ar"],"helps":true,"needs":true,"interests":["crafts"],"about":"Thé.","home":{"cell":"` + cell +
		`","city":"01"},"radius_m":2000,"access":["calm"],"age_band":"25-39","hidden":true}`
	me := read[api.Me](put(sent))
	if me.Name != "Samia" || !me.Helps || !me.Needs || !me.Hidden || !me.Adult || me.RadiusM != 2000 || me.Home == nil || me.Home.Cell != cell || me.Home.District == "" ||
		!reflect.DeepEqual(me.Languages, []string{"fr", "ar"}) || !reflect.DeepEqual(me.Interests, []string{"crafts"}) || !reflect.DeepEqual(me.Access, []string{"calm"}) {
		t.Errorf("%+v", me)
	}
	// What was answered can be sent back, also of a home that was chosen as a district.
	read[api.Me](put(`{"name":"Samia","age_band":"25-39","home":{"district":"012"}}`))
	before := read[api.Me](get())
	if before.Home.District != "012" || before.Helps || before.About != "" || len(before.Languages) != 0 {
		t.Errorf("%+v", before)
	}
	back, err := json.Marshal(before.Profile)
	if err != nil {
		t.Fatal(err)
	}
	if after := read[api.Me](put(string(back))); !reflect.DeepEqual(after.Profile, before.Profile) {
		t.Errorf("%+v became %+v", before.Profile, after.Profile)
	}
	if cache := get().Header().Get("Cache-Control"); cache != "no-store" {
		t.Errorf("Cache-Control %q", cache)
	}
	for field, body := range map[string]string{
		"name":      `{"name":"ali@example.org","age_band":"25-39"}`,
		"age_band":  `{"name":"Ali","age_band":"34"}`,
		"languages": `{"name":"Ali","age_band":"25-39","languages":["magic"]}`,
		"interests": `{"name":"Ali","age_band":"25-39","interests":["magic"]}`,
		"access":    `{"name":"Ali","age_band":"25-39","access":["magic"]}`,
		"radius_m":  `{"name":"Ali","age_band":"25-39","radius_m":5}`,
		"home":      `{"name":"Ali","age_band":"25-39","home":{"cell":"8a3964c00007fff","city":"01"}}`,
		"position":  `{"name":"Ali","age_band":"25-39","position":[5.37,43.3]}`,
	} {
		r := put(body)
		if r.Code != http.StatusUnprocessableEntity || !strings.Contains(r.Body.String(), field) || strings.Contains(r.Body.String(), "ali@") {
			t.Errorf("%s: %d %s", field, r.Code, r.Body)
		}
	}
	if r := put(`{"name":"Ali","age_band":"under-15"}`); r.Code != http.StatusForbidden || !strings.Contains(r.Body.String(), "/problems/too-young") {
		t.Errorf("under 15: %d %s", r.Code, r.Body)
	}
	if n := accounts(t, w.pool); n != 0 {
		t.Errorf("%d accounts are left", n)
	}
}

func accounts(t *testing.T, pool *pgxpool.Pool) (n int) {
	t.Helper()
	if err := pool.QueryRow(t.Context(), `select count(*) from accounts where standing <> 'erased'`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// P6 and the age of 18, over both reads that show a person.
func TestMembersOverHTTP(t *testing.T) {
	t.Parallel()
	w := townOfPeople(t)
	join := func(name, age string) (*identity.Viewer, string) {
		v, bearer := w.viewer(t)
		body := `{"name":"` + name + `","age_band":"` + age + `","interests":["cinema"],"home":{"district":"011"}}`
		read[api.Me](w.do(t, http.MethodPut, "/v1/me", body, "Authorization", bearer))
		return v, bearer
	}
	_, samia := join("Samia", "25-39")
	bruno, _ := join("Bruno", "25-39")
	blocked, _ := join("Blocked", "25-39")
	minor, young := join("Minor", "15-17")
	w.viewers[strings.TrimPrefix(samia, "Bearer ")].Blocks = identity.Blocks{blocked.Account.Num: {}}

	for _, query := range []string{"", "?district=011", "?district=01&interest=cinema&interest=music"} {
		page := read[api.MemberPage](w.get(t, "/v1/members"+query, "Authorization", samia))
		if len(page.Items) != 1 || page.Items[0].Name != "Bruno" || page.Items[0].District.Code != "011" {
			t.Errorf("%q: %+v", query, page)
		}
	}
	seen := w.get(t, "/v1/members/"+bruno.Account.ID.String(), "Authorization", samia)
	if m := read[map[string]any](seen); len(m) != 5 || m["name"] != "Bruno" || m["id"] != bruno.Account.ID.String() {
		t.Errorf("a member shows %v", m) // and its languages, interests and district
	}
	for path, want := range map[string]int{
		"/v1/members/" + blocked.Account.ID.String(): 404, "/v1/members/" + minor.Account.ID.String(): 404,
		"/v1/members?interest=magic": 400, "/v1/members?cursor=magic": 400, "/v1/members?district=magic": 400, "/v1/members?limit=101": 400,
	} {
		if r := w.get(t, path, "Authorization", samia); r.Code != want {
			t.Errorf("%s: %d, want %d", path, r.Code, want)
		}
	}
	for _, path := range []string{"/v1/members", "/v1/members/" + bruno.Account.ID.String()} {
		if r := w.get(t, path, "Authorization", young); r.Code != http.StatusForbidden {
			t.Errorf("%s at 15 to 17: %d", path, r.Code)
		}
		if r := w.get(t, path); r.Code != http.StatusUnauthorized {
			t.Errorf("%s as a visitor: %d", path, r.Code)
		}
	}
}
