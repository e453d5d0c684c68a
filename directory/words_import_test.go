package directory_test

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// file is what a source says of its places at one moment, by source id.
type file map[string]directory.Incoming

func (f file) rows() iter.Seq2[directory.Incoming, error] {
	return func(yield func(directory.Incoming, error) bool) {
		for _, id := range slices.Sorted(maps.Keys(f)) {
			if !yield(f[id], nil) {
				return
			}
		}
	}
}

// model is what a place must say: people's own words, else the file's.
type model struct {
	own    map[directory.Field]string
	listed bool // the file has it
}

// Whatever the order of imports, edits and answers: what people wrote is there until they take the file's word, everything else is the
// file's, a conflict is shown exactly where the two differ and nobody has answered, and the live copy says the same.
func TestImportsKeepPeoplesWords(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	admin := h.with(h.member("admin@example.org"), identity.Grant{Role: identity.Administrator})
	round := 0
	rapid.Check(t, func(t *rapid.T) {
		h.exec(`delete from datasets where name like 'round-%'`) // what the rounds before wrote would be loaded again after each step
		round++
		im := directory.Import{Dataset: directory.Dataset{Name: fmt.Sprintf("round-%d", round), Title: "Round"}, File: "f", Force: true}
		m := &machine{t: t, h: h, admin: admin, im: im, said: file{}, models: map[string]*model{}}
		m.reimport()
		t.Repeat(map[string]func(*rapid.T){
			"":       m.compare,
			"import": func(*rapid.T) { m.reimport() },
			"edit":   m.edit,
			"answer": m.answer,
		})
	})
}

type machine struct {
	t      *rapid.T
	h      *hall
	admin  *identity.Viewer
	im     directory.Import
	said   file
	models map[string]*model
}

// fields that the machine writes, with how a file and a person say them.
var machineFields = map[directory.Field]struct {
	in    func(*directory.Incoming) *string
	place func(*directory.Place) *string
}{
	directory.FieldName:    {func(in *directory.Incoming) *string { return &in.Name }, func(p *directory.Place) *string { return &p.Name }},
	directory.FieldHours:   {func(in *directory.Incoming) *string { return &in.Hours }, func(p *directory.Place) *string { return &p.Hours }},
	directory.FieldAccess:  {func(in *directory.Incoming) *string { return &in.AccessNote }, func(p *directory.Place) *string { return &p.AccessNote }},
	directory.FieldAddress: {func(in *directory.Incoming) *string { return &in.Address.Street }, func(p *directory.Place) *string { return &p.Address.Street }},
}

func draw(t *rapid.T, what string, n int) string {
	return fmt.Sprintf("%s %d", what, rapid.IntRange(1, n).Draw(t, what))
}

// reimport draws another file; a place may be missing from it.
func (m *machine) reimport() {
	m.said = file{}
	for _, id := range []string{"a", "b", "c"} {
		if rapid.IntRange(0, 4).Draw(m.t, "gone") == 0 {
			continue
		}
		in := directory.Incoming{
			Where: id, SourceID: id, Categories: directory.CategorySet(1), Located: true,
			Point: orb.Point{5.361 + 0.001*float64(rapid.IntRange(0, 18).Draw(m.t, "lon")), 43.3},
		}
		for _, f := range slices.Sorted(maps.Keys(machineFields)) {
			*machineFields[f].in(&in) = draw(m.t, string(f), 3)
		}
		m.said[id] = in
	}
	if _, err := m.im.Places(context.Background(), m.h.pool, m.said.rows()); err != nil {
		m.t.Fatal(err)
	}
	for id, known := range m.models {
		_, known.listed = m.said[id]
	}
	for id := range m.said {
		if m.models[id] == nil {
			m.models[id] = &model{own: map[directory.Field]string{}, listed: true}
		}
	}
}

func (m *machine) uid(t *rapid.T) (string, uuid.UUID) {
	if len(m.models) == 0 {
		t.Skip("no place")
	}
	id := rapid.SampledFrom(slices.Sorted(maps.Keys(m.models))).Draw(t, "place")
	return id, directory.ImportedID(m.im.Dataset.Name, id)
}

func (m *machine) edit(t *rapid.T) {
	id, uid := m.uid(t)
	field := rapid.SampledFrom(slices.Sorted(maps.Keys(machineFields))).Draw(t, "field")
	value := draw(t, string(field), 4)
	var before string
	if _, err := m.h.edit(m.admin, uid, func(p *directory.Place) {
		at := machineFields[field].place(p)
		before, *at = *at, value
	}); err != nil {
		t.Fatal(err)
	}
	if before != value { // who changes nothing says nothing of their own
		m.models[id].own[field] = value
	}
}

// answer answers the first conflict, if there is one.
func (m *machine) answer(t *rapid.T) {
	id, uid := m.uid(t)
	list, err := m.h.rooms.PlaceConflicts(context.Background(), m.admin, uid)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 {
		t.Skip("no conflict")
	}
	take := rapid.Bool().Draw(t, "take")
	c := list[0]
	if err := m.h.rooms.AnswerConflict(context.Background(), m.admin, uid, c.Field, c.Theirs, take); err != nil {
		t.Fatal(err)
	}
	if after, err := m.h.rooms.PlaceConflicts(context.Background(), m.admin, uid); err != nil || len(after) != len(list)-1 {
		t.Fatalf("answered one of %d conflicts, %d are left, %v", len(list), len(after), err)
	}
	if take {
		delete(m.models[id].own, c.Field)
	}
}

func (m *machine) compare(t *rapid.T) {
	m.h.load()
	for id, known := range m.models {
		p, ok := m.h.live.Place(directory.ImportedID(m.im.Dataset.Name, id))
		if !ok {
			t.Fatalf("place %s is gone", id)
		}
		in, listed := m.said[id]
		for field, at := range machineFields {
			want, own := known.own[field]
			if !own && !listed {
				continue // as the last file that had it said
			}
			if !own {
				want = *at.in(&in)
			}
			if got := *at.place(&p); got != want {
				t.Fatalf("%s: %s is %q, want %q (own: %v)", id, field, got, want, own)
			}
		}
		if listed && p.Point != in.Point {
			t.Fatalf("%s stands at %v, its file says %v", id, p.Point, in.Point)
		}
		if len(known.own) > 0 {
			m.compareConflicts(t, p, known, in, listed)
		}
	}
}

// compareConflicts checks that no conflict is made up: each is a field of people's own of which the file says something else.
func (m *machine) compareConflicts(t *rapid.T, p directory.Place, known *model, in directory.Incoming, listed bool) {
	list, err := m.h.rooms.PlaceConflicts(context.Background(), m.admin, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list {
		if c.Field == directory.FieldStatus {
			if listed == (p.Status == directory.Open) {
				t.Fatalf("a conflict about the status of a place that is %v as its file says", p.Status)
			}
			continue
		}
		if c.Field == directory.FieldAddress {
			continue // of three parts; name, hours and access are compared
		}
		var ours, theirs string
		if json.Unmarshal(c.Ours, &ours) != nil || json.Unmarshal(c.Theirs, &theirs) != nil {
			t.Fatalf("%s: %s against %s", c.Field, c.Ours, c.Theirs)
		}
		if own, ok := known.own[c.Field]; !ok || own != ours || listed && theirs != *machineFields[c.Field].in(&in) {
			t.Fatalf("%s: people said %q (%v), the file %q; shown %q against %q", c.Field, own, ok, *machineFields[c.Field].in(&in), ours, theirs)
		}
	}
}

// A place that its file forgets closes, but not over the words of people: they are asked.
func TestForgottenByItsFile(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	admin := h.with(h.member("admin@example.org"), identity.Grant{Role: identity.Administrator})
	some := file{}
	for i := range 10 {
		id := fmt.Sprint(i)
		some[id] = directory.Incoming{Where: id, SourceID: id, Name: "Place " + id, Categories: 1, Located: true, Point: orb.Point{5.365, 43.3}}
	}
	importOK(t, h.pool, townFile, some.rows())
	id := directory.ImportedID("town", "3")
	if _, err := h.edit(admin, id, func(p *directory.Place) { p.Hours = "24/7" }); err != nil {
		t.Fatal(err)
	}
	left := maps.Clone(some)
	delete(left, "3")
	delete(left, "4")
	report := importOK(t, h.pool, townFile, left.rows())
	if report.Closed != 1 || report.Contradicted != 1 || h.placeNow(id).Status != directory.Open {
		t.Errorf("%+v", report)
	}
	if again := importOK(t, h.pool, townFile, left.rows()); again.Contradicted != 0 {
		t.Errorf("the same again: %+v", again)
	}
	list, err := h.rooms.Conflicts(t.Context(), admin)
	if err != nil || len(list) != 1 || list[0].Field != directory.FieldStatus || string(list[0].Theirs) != `"closed"` {
		t.Fatalf("%+v, %v", list, err)
	}
	importOK(t, h.pool, townFile, some.rows())
	if list, err = h.rooms.Conflicts(t.Context(), admin); err != nil || len(list) != 0 {
		t.Errorf("it is back: %+v, %v", list, err)
	}
	importOK(t, h.pool, townFile, left.rows())
	if err := h.rooms.AnswerConflict(t.Context(), admin, id, directory.FieldStatus, json.RawMessage(`"closed"`), true); err != nil {
		t.Fatal(err)
	}
	if p := h.placeNow(id); p.Status != directory.Closed || p.Hours != "24/7" {
		t.Errorf("%v, %q", p.Status, p.Hours)
	}
	if importOK(t, h.pool, townFile, some.rows()); h.placeNow(id).Hours != "24/7" || h.placeNow(id).Status != directory.Open {
		t.Error("back again: the file's word about its status was taken, the hours are people's own")
	}
	// closed by its owner: whatever the file says
	if _, err := h.edit(admin, id, func(p *directory.Place) { p.Status = directory.Closed }); err != nil {
		t.Fatal(err)
	}
	changed := maps.Clone(some)
	in := changed["3"]
	in.Description, in.Point = "new", orb.Point{5.366, 43.3}
	changed["3"] = in
	importOK(t, h.pool, townFile, changed.rows())
	if p := h.placeNow(id); p.Status != directory.Closed || p.Description != "new" || p.Point != in.Point {
		t.Errorf("%+v", p)
	}
}

// The real file of France services, edited, imported again unchanged and again changed.
func TestFranceServicesAgainAfterEdits(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	admin := h.with(h.member("admin@example.org"), identity.Grant{Role: identity.Administrator})
	again := func(change func(*directory.Incoming)) *directory.Report {
		im, rows := franceServices(t, openShared(t, "places/france-services-20240801.csv"))
		return importOK(t, h.pool, im, func(yield func(directory.Incoming, error) bool) {
			for in, err := range rows {
				if change(&in); !yield(in, err) {
					return
				}
			}
		})
	}
	asItIs := func(*directory.Incoming) {}
	again(asItIs)
	var ids []uuid.UUID
	rows, err := h.pool.Query(t.Context(), `select p.uid from places p join datasets d on d.id = p.dataset_id
		where d.name = 'france-services' and geom is not null and hours <> '' order by p.source_id limit 40`)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var id uuid.UUID
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	for _, id := range ids {
		if _, err := h.edit(admin, id, func(p *directory.Place) { p.Hours, p.Contact.Phone = "Mo 09:00-10:00", "3939" }); err != nil {
			t.Fatal(err)
		}
	}
	before := writes(t, h.pool)
	if report := again(asItIs); report.Unchanged != 2845 || report.Contradicted != 0 || writes(t, h.pool) != before {
		t.Errorf("the same file after edits: %+v", report)
	}
	report := again(func(in *directory.Incoming) { in.Contact.Phone = "01 23 45 67 89"; in.Description = "said again" })
	if report.Updated != 2845 || report.Contradicted != len(ids) {
		t.Errorf("another file: %+v", report)
	}
	if n := count(t, h.pool, `select count(*) from places where uid = any($1) and hours = 'Mo 09:00-10:00' and phone = '3939' and description = 'said again'`, ids); n != len(ids) {
		t.Errorf("%d of %d kept what people said and took the rest", n, len(ids))
	}
	if list, err := h.rooms.Conflicts(t.Context(), admin); err != nil || len(list) != len(ids) {
		t.Errorf("%d conflicts of %d, %v", len(list), len(ids), err)
	}
}
