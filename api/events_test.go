package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// What an address of events does not understand is refused by name, before anything is looked up.
func TestEventsRefuseByName(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	for path, name := range map[string]string{
		"/v1/events?radius=5":                          "radius",
		"/v1/events?radius_m=5":                        "radius_m",
		"/v1/events?near=5.37":                         "near",
		"/v1/events?interest=chess":                    "interest",
		"/v1/events?from=tomorrow":                     "from",
		"/v1/events?limit=0":                           "limit",
		"/v1/events?organisation=nobody":               "organisation",
		"/v1/around":                                   "near",
		"/v1/around?near=5.37,43.3&district=01":        "near",
		"/v1/around?district=nowhere":                  "district",
		"/tiles/events/12/2109/1501?free=maybe":        "free",
		"/tiles/events.json?open_at=now":               "open_at",
		"/v1/events?near=5.37,43.3&near=5.37,43.3":     "near",
		"/v1/events?interest=games&interest=":          "interest",
		"/v1/around?near=5.37,43.3&radius_m=100000000": "radius_m",
	} {
		res := w.get(t, path)
		if res.Code != http.StatusBadRequest || !strings.HasPrefix(res.Header().Get("Content-Type"), "application/problem+json") ||
			!strings.Contains(res.Body.String(), `"`+name+`"`) {
			t.Errorf("%s: %d %s", path, res.Code, res.Body)
		}
	}
}
