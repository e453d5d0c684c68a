package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// work is an operation that somebody may do, with what it needs: it succeeds.
type work struct {
	op, as string
	path   string // "" = that of the operation
	body   string
	want   int
	keep   string // "name=field.field": what later ones say {name} for
	before func(h *house, w *worker)
}

// Each operation that writes does what it is for, over HTTP, by somebody who may: in an order in which each finds what it needs.
func TestEveryWriteWorks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := &worker{house: h, says: map[string]string{}}
	w.settleIn()
	done := map[string]bool{}
	for _, step := range works {
		done[step.op] = !strings.HasPrefix(step.op, "GET ")
		if step.before != nil {
			step.before(h, w)
		}
		w.do(&step)
	}
	var missing []string
	for path, item := range w.document() {
		for method := range item {
			op := strings.ToUpper(method) + " " + path
			if writes := method != "get" && method != "parameters"; writes && strings.HasPrefix(path, "/v1/") && !done[op] {
				missing = append(missing, op)
			}
			delete(done, op)
		}
	}
	slices.Sort(missing)
	if len(missing) > 0 {
		t.Errorf("say in works how each is done:\n%s", strings.Join(missing, "\n"))
	}
	for op, writes := range done {
		if writes {
			t.Errorf("%s is no operation", op)
		}
	}
}

// worker is the house with what was answered so far.
type worker struct {
	*house
	says map[string]string
}

func (w *worker) fill(text string) string {
	for name, value := range w.says {
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return text
}

func (w *worker) do(s *work) {
	w.t.Helper()
	method, path, _ := strings.Cut(s.op, " ")
	if s.path != "" {
		path = s.path
	}
	body := w.fill(s.body)
	answer := w.ask(route{method: method}, w.fill(path), body, identity.Role(s.as))
	if answer.Code != s.want {
		w.t.Errorf("%s as %s (%s %s): %d %s, not %d", s.op, s.as, w.fill(path), body, answer.Code, answer.Body, s.want)
		return
	}
	if s.keep != "" {
		w.keep(s.keep, answer)
	}
}

// keep remembers a field of an answer.
func (w *worker) keep(what string, answer *httptest.ResponseRecorder) {
	w.t.Helper()
	name, path, _ := strings.Cut(what, "=")
	var value any
	if err := json.Unmarshal(answer.Body.Bytes(), &value); err != nil {
		w.t.Fatalf("%s: %v", what, err)
	}
	for field := range strings.SplitSeq(path, ".") {
		if list, ok := value.([]any); ok && len(list) > 0 {
			value = list[0]
		}
		object, _ := value.(map[string]any)
		value = object[field]
	}
	if value == nil {
		w.t.Fatalf("%s is not in %s", what, answer.Body)
	}
	w.says[name] = fmt.Sprint(value)
}

// document are the paths of the OpenAPI document as it is served.
func (w *worker) document() map[string]map[string]any {
	w.t.Helper()
	var d struct{ Paths map[string]map[string]any }
	answer := w.ask(route{method: http.MethodGet}, "/openapi.json", "", identity.Visitor)
	if err := json.Unmarshal(answer.Body.Bytes(), &d); err != nil || len(d.Paths) == 0 {
		w.t.Fatal(err, len(d.Paths))
	}
	return d.Paths
}

// settleIn gives people besides those of the house: members who help, come along, and leave.
func (w *worker) settleIn() {
	w.t.Helper()
	_, err := directory.NewCities(w.pool).ImportFigures(w.t.Context(), directory.FigureFile{City: "01", Measures: []string{"population"}, Source: "INSEE"},
		func(yield func(directory.FigureRow, error) bool) {
			_ = yield(directory.FigureRow{Where: "a line", Code: "011", Values: map[string]float64{"population": 90_000}}, nil) &&
				yield(directory.FigureRow{Where: "a line", Code: "012", Values: map[string]float64{"population": 90_000}}, nil)
		})
	if err != nil {
		w.t.Fatal(err)
	}
	w.await("where people may be at home", func() bool { return len(w.server.live.Atlas().PublicCells(1)) > 0 })
	for _, name := range []string{"helper", "guest", "leaver"} {
		w.comeIn(name)
	}
	w.says["soon"] = time.Now().UTC().AddDate(0, 0, 10).Format("20060102") + "T180000"
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		w.t.Fatal(err)
	}
	w.says["shortly"] = time.Now().In(paris).Add(time.Hour).Format("20060102T150405")
	w.says["day"] = time.Now().UTC().AddDate(0, 0, 3).Format(time.DateOnly)
	w.says["picture"] = picture(w.t)
	w.says["now"] = time.Now().UTC().Format(time.RFC3339)
}

// comeIn signs somebody in.
func (w *worker) comeIn(name string) {
	w.t.Helper()
	contact, err := identity.ParseContact(name+"@example.org", "FR")
	if err != nil {
		w.t.Fatal(err)
	}
	in := w.signIn(contact)
	w.tokens[identity.Role(name)], w.says[name] = in.Token, in.Account.ID.String()
}

// codeTo remembers the last code sent to an address.
func (w *worker) codeTo(address string) {
	w.t.Helper()
	contact, err := identity.ParseContact(address, "FR")
	if err != nil {
		w.t.Fatal(err)
	}
	w.await("sent", func() bool { return len(w.codesTo(contact)) > 0 })
	w.says["code"] = w.codesTo(contact)[0]
}

func picture(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
