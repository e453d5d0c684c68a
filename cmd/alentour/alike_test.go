package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

// lives makes somebody a member at home in the west of the town, whose one public cell this makes.
func (g *garden) lives(person string) identity.Role {
	g.t.Helper()
	ctx, v := g.t.Context(), g.comes(person)
	west, ok := g.server.live.District("011")
	if !ok {
		g.t.Fatal("the town has no west")
	}
	cell, err := geo.CellAt(west.Centre, 8)
	g.must(err)
	_, err = g.pool.Exec(ctx, `insert into public_cells (city_id, cell) values (1, $1) on conflict do nothing`, int64(cell))
	g.must(err)
	var home directory.Home
	g.await("a place to live", func() (ok bool) {
		home, ok = g.server.live.Atlas().HomeOf(west)
		return ok
	})
	_, err = g.server.rooms.Load().members.Change(ctx, v, func(p *directory.Profile) error {
		p.Name, p.Age, p.Home = g.plant(person, "members.name"), "25-39", home
		return nil
	})
	g.must(err)
	return identity.Role(person)
}

// posts asks for something at a point through the API, and waits until another member finds it.
func (g *garden) posts(as, other identity.Role, at orb.Point, key string) (id string) {
	g.t.Helper()
	body := fmt.Sprintf(`{"client_key":%q,"kind":"cv","details":"Une lettre","where":{"point":[%v,%v],"note":"la porte bleue"},"when":{"timing":"flexible"}}`,
		key, at[0], at[1])
	w := g.ask(route{http.MethodPost, "/v1/requests", identity.Ask, false}, "/v1/requests", body, as)
	var posted struct{ ID string }
	if err := json.Unmarshal(w.Body.Bytes(), &posted); err != nil || w.Code != http.StatusOK {
		g.t.Fatalf("%d %s", w.Code, w.Body)
	}
	g.await("found by others", func() bool { return strings.Contains(g.finds(other), posted.ID) })
	return posted.ID
}

func (g *garden) finds(as identity.Role) string {
	return g.ask(route{http.MethodGet, "/v1/requests", identity.ReadRequests, false}, "/v1/requests", "", as).Body.String()
}

var (
	anyInstant = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.0-9]*(Z|[+-]\d\d:\d\d)`)
	anyUUID    = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	anyCursor  = regexp.MustCompile(`"next":"[^"]*"`)
)

// answers is what every address says to a member about a request, without what tells one posting from another: ids, instants.
func (g *garden) answers(as identity.Role, id string, near []orb.Point) map[string]string {
	g.t.Helper()
	asked := map[string]route{}
	for _, r := range g.routes() {
		if r.method == http.MethodGet && !strings.HasSuffix(r.path, "/stream") {
			asked[strangers.Replace(strings.NewReplacer("{id}", id, "{uid}", id).Replace(r.path))] = r
		}
	}
	list := route{http.MethodGet, "/v1/requests", identity.ReadRequests, false}
	const half = 0.0004 // degrees: a box much smaller than the cell
	for _, p := range near {
		asked[fmt.Sprintf("/v1/requests?near=%v,%v&radius_m=60", p[0], p[1])] = list
		asked[fmt.Sprintf("/v1/requests?near=%v,%v&limit=1", p[0], p[1])] = list
		asked[fmt.Sprintf("/v1/requests?bbox=%v,%v,%v,%v", p[0]-half, p[1]-half, p[0]+half, p[1]+half)] = list
	}
	asked["/v1/requests?side=ask&kind=cv"] = list
	said := map[string]string{}
	for path, r := range asked {
		w := g.ask(r, path, "", as)
		body, tag := w.Body.String(), w.Header().Get("ETag")
		if strings.Contains(body, id) {
			tag = fmt.Sprint(tag != "") // it is a digest of the id too
		}
		body = anyCursor.ReplaceAllString(anyInstant.ReplaceAllString(anyUUID.ReplaceAllString(body, "{id}"), "{at}"), `"next":"{cursor}"`)
		said[strings.ReplaceAll(path, id, "{id}")] = fmt.Sprintf("%d %s\n%s", w.Code, tag, body)
	}
	return said
}

// Promise P2 on the whole surface: of two requests at two exact points of one public cell, every address says the same to others, byte
// for byte: bodies, order, distances, what lies in a box and what does not.
func TestExactPointsOfOneCellAreAlike(t *testing.T) {
	t.Parallel()
	g := &garden{house: newHouse(t), tokens: map[string]map[string]string{}}
	asker, other := g.lives("asker"), g.lives("other")
	west, _ := g.server.live.District("011")
	cell, err := geo.CellAt(west.Centre, 8)
	g.must(err)
	middle := cell.Center()
	points := []orb.Point{{middle[0] - 0.0017, middle[1] + 0.0011}, {middle[0] + 0.0016, middle[1] - 0.0012}}
	for _, p := range points {
		if in, err := geo.CellAt(p, 8); err != nil || in != cell {
			t.Fatalf("%v lies in %v, not in %v", p, in, cell)
		}
	}
	near := append(slices.Clone(points), middle, west.Centre)
	var said []map[string]string
	for i, p := range points {
		id := g.posts(asker, other, p, fmt.Sprintf("the-same-%d", i))
		said = append(said, g.answers(other, id, near))
		w := g.ask(route{http.MethodPost, "/v1/requests/{id}/cancel", identity.Ask, false}, "/v1/requests/"+id+"/cancel", "", asker)
		if w.Code != http.StatusOK {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		g.await("gone", func() bool { return !strings.Contains(g.finds(other), id) })
	}
	shown := 0
	for path, first := range said[0] {
		if second := said[1][path]; first != second {
			t.Errorf("%s tells the points apart:\n%s\n\n%s", path, first, second)
		}
		if strings.Contains(first, "Une lettre") {
			shown++
		}
	}
	if shown < 6 {
		t.Errorf("%d addresses show the request: the test looks past it", shown)
	}
	for _, digits := range []string{fmt.Sprint(points[0][0]), fmt.Sprint(points[0][1]), "la porte bleue"} {
		for path, body := range said[0] {
			if strings.Contains(body, digits) {
				t.Errorf("%s says %s", path, digits)
			}
		}
	}
}
