package geocode_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/geocode"
)

const (
	secret   = "12 rue des Abeilles"
	abeilles = `{"type":"FeatureCollection","version":"draft","features":[
		{"type":"Feature","geometry":{"type":"Point","coordinates":[5.3812,43.2989]},
		 "properties":{"label":"12 Rue des Abeilles 13001 Marseille","score":0.97,"type":"housenumber","citycode":"13201"}},
		{"type":"Feature","geometry":{"type":"Point","coordinates":[5.5,43.4]},"properties":{"label":"Rue des Abeilles 13100 Aix-en-Provence"}},
		{"type":"Feature","geometry":{"type":"Point","coordinates":[5.5]},"properties":{"label":"half a point"}},
		{"type":"Feature","geometry":{"type":"Point","coordinates":[5.5,143.4]},"properties":{"label":"beyond the pole"}},
		{"type":"Feature","geometry":null,"properties":{"label":"nowhere"}}],"query":"x","limit":5}`
)

var centre = orb.Point{5.37, 43.29}

// service answers each request with what say writes.
func service(t *testing.T, say http.HandlerFunc) *geocode.Client {
	t.Helper()
	server := httptest.NewServer(say)
	t.Cleanup(server.Close)
	client, err := geocode.New(server.URL + "/geocodage/")
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func TestSearch(t *testing.T) {
	t.Parallel()
	var asked *url.URL
	client := service(t, func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL
		fmt.Fprint(w, abeilles)
	})
	found, err := client.Search(t.Context(), "  "+secret+" ", centre)
	if err != nil || len(found) != 2 || found[0] != (geocode.Address{Label: "12 Rue des Abeilles 13001 Marseille", Point: orb.Point{5.3812, 43.2989}}) {
		t.Errorf("%+v, %v", found, err)
	}
	q := asked.Query()
	if asked.Path != "/geocodage/search" || q.Get("q") != secret || q.Get("lon") != "5.370000" || q.Get("lat") != "43.290000" {
		t.Errorf("asked %s", asked)
	}
	asked = nil
	for _, text := range []string{"", " a ", strings.Repeat("a", 201)} {
		if found, err := client.Search(t.Context(), text, centre); err != nil || found != nil || asked != nil {
			t.Errorf("%q: %v, %v, asked %v", text, found, err, asked)
		}
	}
}

// Whatever goes wrong is ErrAway, and no error says what was asked.
func TestAway(t *testing.T) {
	t.Parallel()
	elsewhere := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere = true }))
	defer other.Close()
	for name, say := range map[string]http.HandlerFunc{
		"error":      func(w http.ResponseWriter, _ *http.Request) { http.Error(w, secret, http.StatusBadGateway) },
		"a page":     func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<!DOCTYPE html>"+secret) },
		"other JSON": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, `{"features":%q}`, secret) },
		"cut off":    func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, abeilles[:200]) },
		"a flood":    func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, abeilles+strings.Repeat(" ", 300<<10)) },
		"hangs up":   func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"sent to another": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL+r.URL.RequestURI(), http.StatusFound)
		},
	} {
		found, err := service(t, say).Search(t.Context(), secret, centre)
		if !errors.Is(err, geocode.ErrAway) || found != nil {
			t.Errorf("%s: %v, %v", name, found, err)
		}
		keepsSecret(t, name, err)
	}
	if elsewhere {
		t.Error("the address was told to another server")
	}
	gone := httptest.NewServer(nil)
	gone.Close()
	client, err := geocode.New(gone.URL)
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Search(t.Context(), secret, centre)
	if !errors.Is(err, geocode.ErrAway) {
		t.Errorf("nobody listens: %v", err)
	}
	keepsSecret(t, "nobody listens", err)
}

func TestEndsWithItsRequest(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	client := service(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	_, err := client.Search(ctx, secret, centre)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want canceled", err)
	}
	keepsSecret(t, "canceled", err)
}

func keepsSecret(t *testing.T, name string, err error) {
	t.Helper()
	text := fmt.Sprintf("%v %+v", err, err)
	for _, word := range []string{"abeilles", "43.29", "5.37"} {
		if strings.Contains(strings.ToLower(text), word) {
			t.Errorf("%s: the error tells %q", name, text)
		}
	}
}

func TestBase(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"", "data.geopf.fr", "ftp://data.geopf.fr", "https://", "https://data.geopf.fr/?q=a", "https://a.example/#b", "://"} {
		if _, err := geocode.New(base); err == nil {
			t.Errorf("%q was taken", base)
		}
	}
}
