package directory_test

import (
	"bytes"
	"context"
	"errors"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// hall is a town with a desk, two organisations and a place of each, and whoever a test needs.
type hall struct {
	*town
	desk  *identity.Desk
	rooms *directory.Associations

	mu sync.Mutex
	at time.Time

	west, east, city int64     // districts
	food, shower     uuid.UUID // organisations; food is in the west, shower in the east
	foodNum          int64
	kitchen, baths   uuid.UUID // places of theirs
}

func (h *hall) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *hall) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

func newHall(t *testing.T) *hall {
	t.Helper()
	h := &hall{town: newTown(t), at: time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)}
	desk, err := identity.NewDesk(h.pool, identity.Config{
		Key: bytes.Repeat([]byte{7}, identity.KeyBytes), Now: h.now,
		Send:   func(context.Context, identity.Message) error { return nil },
		Within: func(district, root int64) bool { return root == h.city },
	})
	if err != nil {
		t.Fatal(err)
	}
	h.desk, h.rooms = desk, directory.NewAssociations(directory.AssociationsConfig{Pool: h.pool, Desk: func() *identity.Desk { return desk }, Now: h.now})
	h.exec(`
		insert into organisations (uid, name, website, dataset_id, source_id)
		select gen_random_uuid(), n, w, d.id, n from datasets d, (values ('Food', 'https://www.food.example/about'), ('Shower', 'https://facebook.com/shower')) v(n, w);
		insert into organisation_districts select o.id, d.id from organisations o, districts d where (o.name, d.code) in (('Food', '011'), ('Shower', '012'))`)
	kitchen := h.place("Kitchen", orb.Point{5.365, 43.3}, "meal")
	baths := h.place("Baths", orb.Point{5.375, 43.3}, "shower")
	h.exec(`update places p set organisation_id = o.id, phone = '04 91 00 00 00', district_id = (select id from districts d where d.code = case o.name when 'Food' then '011' else '012' end),
			hours = 'Mo-Fr 09:00-12:00', content_hash = '\x00'
		from organisations o where (p.name, o.name) in (('Kitchen', 'Food'), ('Baths', 'Shower'))`)
	row := h.pool.QueryRow(t.Context(), `select (select id from districts where code = '011'), (select id from districts where code = '012'),
		(select id from districts where code = '01'), (select uid from organisations where name = 'Food'), (select uid from organisations where name = 'Shower'),
		(select id from organisations where name = 'Food'), (select uid from places where id = $1), (select uid from places where id = $2)`, kitchen, baths)
	if err := row.Scan(&h.west, &h.east, &h.city, &h.food, &h.shower, &h.foodNum, &h.kitchen, &h.baths); err != nil {
		t.Fatal(err)
	}
	return h
}

// member signs somebody up by an address and gives them a name.
func (h *hall) member(address string) *identity.Viewer {
	h.t.Helper()
	// an administrator is what Appoint is for; the role goes again
	account, err := h.desk.Appoint(h.t.Context(), identity.Contact{Kind: identity.Email, Address: address}, "fr", identity.Grant{Role: identity.Administrator})
	if err != nil {
		h.t.Fatal(err)
	}
	h.exec(`delete from grants where account_id = $1`, account.Num)
	h.exec(`insert into members (account_id, name, helps, needs, age_band, created_at, updated_at) values ($1, $2, true, false, '25-39', now(), now())`,
		account.Num, address[:slices.Index([]byte(address), '@')])
	account.SilencedUntil = time.Time{} // a viewer made by hand knows no clock
	return &identity.Viewer{Account: account}
}

// with gives a role.
func (h *hall) with(v *identity.Viewer, g identity.Grant) *identity.Viewer {
	h.t.Helper()
	h.exec(`insert into grants (account_id, role, district_id, organisation_id, since) values ($1, $2, nullif($3::bigint, 0), nullif($4::bigint, 0), now())`,
		v.Account.Num, g.Role, g.District, g.Organisation)
	granted := *v
	granted.Grants, granted.Acting = append(slices.Clone(v.Grants), g), g.Organisation
	return &granted
}

// cook is one of Food's people, acting as it.
func (h *hall) cook(address string) *identity.Viewer {
	return h.with(h.member(address), identity.Grant{Role: identity.AssociationMember, Organisation: h.foodNum})
}

func (h *hall) coordinator() *identity.Viewer {
	return h.with(h.member("coordinator@example.org"), identity.Grant{Role: identity.Coordinator, District: h.west})
}

func (h *hall) placeNow(id uuid.UUID) directory.Place {
	h.t.Helper()
	h.load()
	p, ok := h.live.Place(id)
	if !ok {
		h.t.Fatal("no place", id)
	}
	return p
}

// edit changes a place as it stands.
func (h *hall) edit(v *identity.Viewer, id uuid.UUID, change func(*directory.Place)) (directory.Place, error) {
	p, err := h.rooms.PlaceToEdit(h.t.Context(), v, id)
	if err != nil {
		return p, err
	}
	want := p
	change(&want)
	return h.rooms.EditPlace(h.t.Context(), v, directory.PlaceEdit{ID: id, Edition: p.Edition(), Want: want})
}

func refusedAs(t testing.TB, what string, err error, code identity.Code) {
	t.Helper()
	if !errors.Is(err, &identity.Error{Code: code}) {
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}

func TestPlaceIsEditedByItsOwnPeople(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	cook := h.cook("cook@example.org")
	p, err := h.edit(cook, h.kitchen, func(p *directory.Place) { p.Hours, p.Contact.Phone = "Mo-Su 08:00-20:00", " 06  11 " })
	if err != nil || p.Hours != "Mo-Su 08:00-20:00" || p.Contact.Phone != "06 11" {
		t.Fatalf("%+v, %v", p, err)
	}
	if now := h.placeNow(h.kitchen); now.Hours != p.Hours || !now.Confirmed.Equal(h.now()) || now.Edition() != p.Edition() {
		t.Errorf("the live copy has %q, confirmed %v", now.Hours, now.Confirmed)
	}
	for what, v := range map[string]*identity.Viewer{
		"a member": h.member("m@example.org"), "a visitor": nil,
		"one who does not act as it":          {Account: cook.Account, Grants: cook.Grants},
		"an ambassador of the other district": h.with(h.member("e@example.org"), identity.Grant{Role: identity.Ambassador, District: h.east}),
	} {
		want := identity.Forbidden
		if v == nil {
			want = identity.NoSession
		}
		_, err := h.rooms.EditPlace(t.Context(), v, directory.PlaceEdit{ID: h.kitchen})
		refusedAs(t, what, err, want)
		_, _, err = h.rooms.PlaceHistory(t.Context(), v, h.kitchen)
		refusedAs(t, what, err, want)
		_, err = h.rooms.PostNotice(t.Context(), v, h.kitchen, directory.Notice{Closed: true, From: h.now()})
		refusedAs(t, what, err, want)
		refusedAs(t, what, h.rooms.SetSaturation(t.Context(), v, h.kitchen, directory.SaturationHigh), want)
		_, err = h.rooms.Confide(t.Context(), v, h.kitchen)
		refusedAs(t, what, err, want)
	}
	_, err = h.rooms.EditPlace(t.Context(), cook, directory.PlaceEdit{ID: uuid.New()})
	refusedAs(t, "no such place", err, identity.NotFound)
	_, err = h.edit(cook, h.kitchen, func(p *directory.Place) { p.Organisation = 0 })
	refusedAs(t, "giving the place away", err, identity.Forbidden)

	if _, err := h.edit(h.with(h.member("amb@example.org"), identity.Grant{Role: identity.Ambassador, District: h.west}), h.kitchen,
		func(p *directory.Place) { p.AccessNote = "Ring twice" }); err != nil {
		t.Error("an ambassador there:", err)
	}
	if n := count(t, h.pool, `select count(*) from audit where act = 'edit-place' and code = 'edit'`); n != 1 {
		t.Errorf("%d rows of audit, want the ambassador's only", n)
	}
}

func TestEditsSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	cook := h.cook("cook@example.org")
	for param, change := range map[string]func(*directory.Place){
		"name":       func(p *directory.Place) { p.Name = "  " },
		"categories": func(p *directory.Place) { p.Categories = 0 },
		"email":      func(p *directory.Place) { p.Contact.Email = "nobody" },
		"website":    func(p *directory.Place) { p.Contact.Website = "javascript:alert(1)" },
		"ages":       func(p *directory.Place) { p.AgeMin, p.AgeMax = 30, 20 },
		"position":   func(p *directory.Place) { p.Point = orb.Point{1, 1} },
		"hours":      func(p *directory.Place) { p.Hours = string(bytes.Repeat([]byte("x"), 1001)) },
	} {
		_, err := h.edit(cook, h.kitchen, change)
		var invalid *directory.Invalid
		if !errors.As(err, &invalid) || invalid.Param != param {
			t.Errorf("%s: %v", param, err)
		}
	}
	if n := count(t, h.pool, `select count(*) from versions`); n != 0 {
		t.Errorf("%d versions of what was refused", n)
	}
}

// Two people open the same form; the second one to save is shown both, and decides.
func TestTwoEditors(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	one, two := h.cook("one@example.org"), h.cook("two@example.org")
	seen, err := h.rooms.PlaceToEdit(t.Context(), one, h.kitchen)
	if err != nil {
		t.Fatal(err)
	}
	mine, theirs := seen, seen
	mine.Hours, theirs.Hours = "Mo 08:00-09:00", "Tu 08:00-09:00"
	theirs.AccessNote = "Ring"
	if _, err := h.rooms.EditPlace(t.Context(), two, directory.PlaceEdit{ID: h.kitchen, Edition: seen.Edition(), Want: theirs}); err != nil {
		t.Fatal(err)
	}
	_, err = h.rooms.EditPlace(t.Context(), one, directory.PlaceEdit{ID: h.kitchen, Edition: seen.Edition(), Want: mine})
	var clash *directory.Clash
	if !errors.As(err, &clash) || clash.Theirs.Hours != theirs.Hours || !slices.Equal(clash.Fields, []directory.Field{"hours", "access"}) {
		t.Fatalf("%+v, %v", clash, err)
	}
	if _, err := h.rooms.EditPlace(t.Context(), one, directory.PlaceEdit{ID: h.kitchen, Edition: clash.Theirs.Edition(), Want: mine}); err != nil {
		t.Error("decided:", err)
	}
	if now := h.placeNow(h.kitchen); now.Hours != mine.Hours || now.AccessNote != "" {
		t.Errorf("%q, %q", now.Hours, now.AccessNote)
	}
}

// Of many who save the same form at once, exactly one does.
func TestRacingEditors(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	cook := h.cook("cook@example.org")
	seen, err := h.rooms.PlaceToEdit(t.Context(), cook, h.kitchen)
	if err != nil {
		t.Fatal(err)
	}
	results := make(chan error, 8)
	for i := range cap(results) {
		go func() {
			want := seen
			want.Description = string(rune('a' + i))
			_, err := h.rooms.EditPlace(context.Background(), cook, directory.PlaceEdit{ID: h.kitchen, Edition: seen.Edition(), Want: want})
			results <- err
		}()
	}
	saved := 0
	for range cap(results) {
		err := <-results
		var clash *directory.Clash
		switch {
		case err == nil:
			saved++
		case !errors.As(err, &clash):
			t.Error(err)
		}
	}
	if n := count(t, h.pool, `select count(*) from versions`); saved != 1 || n != 1 {
		t.Errorf("%d saved, %d versions", saved, n)
	}
}

func TestHistoryAndRestore(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	cook := h.cook("cook@example.org")
	for _, hours := range []string{"Mo 08:00-09:00", "Tu 08:00-09:00", "We 08:00-09:00"} {
		if _, err := h.edit(cook, h.kitchen, func(p *directory.Place) { p.Hours = hours }); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.rooms.SetSaturation(t.Context(), cook, h.kitchen, directory.SaturationHigh); err != nil {
		t.Fatal(err)
	}
	_, list, err := h.rooms.PlaceHistory(t.Context(), cook, h.kitchen)
	if err != nil || len(list) != 4 {
		t.Fatalf("%+v, %v", list, err)
	}
	first := list[3]
	if first.Author.Name != "cook" || first.Author.Organisation != "Food" || len(first.Changes) != 1 ||
		string(first.Changes[0].Before) != `"Mo-Fr 09:00-12:00"` || string(first.Changes[0].After) != `"Mo 08:00-09:00"` {
		t.Errorf("the first: %+v", first)
	}
	if list[0].Restorable() || !first.Restorable() {
		t.Error("how full a place was is not to be brought back; hours are")
	}
	p, err := h.rooms.RestorePlace(t.Context(), cook, h.kitchen, first.Num)
	if err != nil || p.Hours != "Mo 08:00-09:00" || p.Saturation != directory.SaturationHigh {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err = h.rooms.RestorePlace(t.Context(), cook, h.kitchen, 0); err != nil || p.Hours != "Mo-Fr 09:00-12:00" {
		t.Errorf("%+v, %v", p, err)
	}
	_, err = h.rooms.RestorePlace(t.Context(), cook, h.kitchen, 1e9)
	refusedAs(t, "another place's version", err, identity.NotFound)
	for _, sql := range []string{`delete from versions`, `update versions set kind = 'add'`, `truncate versions cascade`, `update versions set acting_id = 1 + acting_id`} {
		if _, err := h.pool.Exec(t.Context(), sql); err == nil {
			t.Error("not refused:", sql)
		}
	}
}

// P4: from the moment the flag is set, nothing that anybody ever wrote about the place is left, in any table.
func TestConfideWipesVersions(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	cook := h.cook("cook@example.org")
	const planted = "PLANTED"
	_, err := h.edit(cook, h.kitchen, func(p *directory.Place) {
		p.Description, p.AccessNote, p.Hours, p.Address = planted, planted, planted, directory.Address{Street: planted, Postcode: planted, City: planted}
		p.Contact.Website, p.Contact.Email = "https://planted.example", "planted@example.org"
		p.Point = orb.Point{5.3661234, 43.3}
	})
	if err == nil {
		_, err = h.rooms.PostNotice(t.Context(), cook, h.kitchen, directory.Notice{Text: planted, From: h.now()})
	}
	if err == nil {
		err = h.rooms.Correct(t.Context(), nil, netip.MustParseAddr("192.0.2.1"), directory.Correction{Place: h.kitchen, Field: "hours", Text: planted})
	}
	if err != nil {
		t.Fatal(err)
	}
	p, err := h.rooms.Confide(t.Context(), cook, h.kitchen)
	if err != nil || !p.Confidential || p.Located || p.ID == h.kitchen || p.Organisation != 0 {
		t.Fatalf("%+v, %v", p, err)
	}
	for _, table := range []string{"places", "versions", "place_words", "corrections", "notices", "services", "stops", "audit", "limits", "changes"} {
		n := count(t, h.pool, `select count(*) from `+table+` r where r::text ~* 'planted|5\.3661'`)
		if n != 0 {
			t.Errorf("%s: %d rows still say where", table, n)
		}
	}
	admin := h.with(h.member("admin@example.org"), identity.Grant{Role: identity.Administrator})
	if _, err := h.edit(admin, p.ID, func(p *directory.Place) {
		p.Contact.Phone, p.Description, p.Located, p.Point = "3919", planted, true, orb.Point{5.3661234, 43.3}
	}); err != nil {
		t.Fatal(err)
	}
	now := h.placeNow(p.ID)
	if now.Contact.Phone != "3919" || now.Description != "" || now.Located {
		t.Errorf("%+v", now)
	}
	_, err = h.rooms.PostNotice(t.Context(), admin, p.ID, directory.Notice{Text: planted, From: h.now()})
	if invalid := (*directory.Invalid)(nil); !errors.As(err, &invalid) {
		t.Error("a message at a confidential place:", err)
	}
}

func TestClosuresReachFollowers(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	cook, fan := h.cook("cook@example.org"), h.member("fan@example.org")
	for _, v := range []*identity.Viewer{cook, fan} {
		if err := errors.Join(h.rooms.Follow(t.Context(), v, h.food, true), h.rooms.Follow(t.Context(), v, h.food, true)); err != nil {
			t.Fatal(err)
		}
	}
	refusedAs(t, "a visitor follows", h.rooms.Follow(t.Context(), nil, h.food, true), identity.NoSession)
	if n, err := h.rooms.Followers(t.Context(), cook, h.food); n != 2 || err != nil {
		t.Errorf("%d followers, %v", n, err)
	}
	_, err := h.rooms.Followers(t.Context(), fan, h.food)
	refusedAs(t, "the count for others", err, identity.Forbidden)

	day := time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC)
	num, err := h.rooms.PostNotice(t.Context(), cook, h.kitchen, directory.Notice{Closed: true, Text: "Holidays", From: day, Until: day.AddDate(0, 0, 7)})
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, h.pool, `select count(*) from notifications where kind = 'place-closure' and account_id = $1`, fan.Account.Num); n != 1 {
		t.Errorf("the follower has %d notices", n)
	}
	if n := count(t, h.pool, `select count(*) from notifications where account_id = $1`, cook.Account.Num); n != 0 {
		t.Errorf("the author has %d notices", n)
	}
	if p := h.placeNow(h.kitchen); len(p.Notices) != 1 || p.Notices[0].Text != "Holidays" {
		t.Errorf("%+v", p.Notices)
	}
	for param, n := range map[string]directory.Notice{
		"text": {From: day}, "from": {Closed: true}, "until": {Closed: true, From: day, Until: day.AddDate(0, 0, -1)},
	} {
		_, err := h.rooms.PostNotice(t.Context(), cook, h.kitchen, n)
		var invalid *directory.Invalid
		if !errors.As(err, &invalid) || invalid.Param != param {
			t.Errorf("%s: %v", param, err)
		}
	}
	refusedAs(t, "another place's notice", h.rooms.RemoveNotice(t.Context(), h.with(h.member("b@example.org"), identity.Grant{Role: identity.Administrator}), h.baths, num), identity.NotFound)
	if err := h.rooms.RemoveNotice(t.Context(), cook, h.kitchen, num); err != nil || len(h.placeNow(h.kitchen).Notices) != 0 {
		t.Error(err)
	}
}

func TestAddPlace(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	cook := h.cook("cook@example.org")
	want := directory.NewPlace{Organisation: h.food, Place: directory.Place{Name: "Store", Categories: leaf(t, "clothing"), Located: true, Point: orb.Point{5.372, 43.3}}}
	p, err := h.rooms.AddPlace(t.Context(), cook, want)
	if err != nil {
		t.Fatal(err)
	}
	now := h.placeNow(p.ID)
	if now.Name != "Store" || now.District != h.east || now.Organisation != h.foodNum || now.Edition() != p.Edition() {
		t.Errorf("%+v", now)
	}
	want.Organisation = h.shower
	_, err = h.rooms.AddPlace(t.Context(), cook, want)
	refusedAs(t, "for another organisation", err, identity.Forbidden)
	want.Organisation = uuid.UUID{}
	_, err = h.rooms.AddPlace(t.Context(), h.member("m@example.org"), want)
	refusedAs(t, "by a member", err, identity.Forbidden)
	if p, err = h.edit(cook, p.ID, func(p *directory.Place) { p.Status = directory.Closed }); err != nil || p.Status != directory.Closed {
		t.Errorf("closing: %v", err)
	}
}
