package main

import (
	"net/http"
	"testing"

	"github.com/alentour/alentour/identity"
)

// A form that does not say what to do makes no new address of a calendar: the one before would end.
func TestAFormWithoutAnActKeepsTheCalendarsAddress(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	post := func(body string) int {
		t.Helper()
		return h.ask(route{method: http.MethodPost, page: true}, "/events/mine", body, identity.Member).Code
	}
	token := func() (token []byte) {
		t.Helper()
		if err := h.pool.QueryRow(t.Context(), `select token from calendar_feeds`).Scan(&token); err != nil {
			t.Fatal(err)
		}
		return token
	}
	if code := post("do=open"); code != http.StatusOK {
		t.Fatal(code)
	}
	before := token()
	for _, body := range []string{"", "do=", "do=openly", "situation=x", "do=OPEN"} {
		if code := post(body); code != http.StatusBadRequest {
			t.Errorf("%q: %d", body, code)
		}
		if string(token()) != string(before) {
			t.Fatalf("%q: another address", body)
		}
	}
}
