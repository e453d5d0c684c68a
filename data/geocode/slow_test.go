package geocode

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/paulmach/orb"
)

func TestSlowServiceIsAway(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer server.Close()
	client, err := New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	client.http.Timeout = 20 * time.Millisecond // not three seconds
	if _, err := client.Search(t.Context(), "12 rue des Abeilles", orb.Point{5, 43}); !errors.Is(err, ErrAway) {
		t.Errorf("%v, want ErrAway", err)
	}
}
