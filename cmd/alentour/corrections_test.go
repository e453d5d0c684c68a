package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/alentour/alentour/identity"
)

// A visitor says that a place is right, and what is wrong with it, on the node as it serves.
func TestVisitorsCorrectPlaces(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := route{http.MethodPost, "/places/{id}/mistake", identity.CorrectPlace, true}
	for _, body := range []string{"right=1", "field=hours&text=closed"} {
		w := h.ask(r, "/places/"+ourPlace+"/mistake", body, identity.Visitor)
		if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/places/") {
			t.Errorf("%s: %d %.600s", body, w.Code, w.Body)
		}
	}
}
