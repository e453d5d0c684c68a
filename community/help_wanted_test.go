package community

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
	"github.com/alentour/alentour/photos"
)

// helping gives the town a room of requests, where helpers are asked for, and one of photos.
func (w *town) helping() *matching.Room {
	w.t.Helper()
	sealer, err := identity.NewSealer(make([]byte, identity.KeyBytes), "matching")
	w.must(err)
	requests, err := matching.NewRoom(matching.Config{
		Pool: w.pool, Live: w.live, Volunteers: directory.NewVolunteers(), Requests: matching.NewRequests(w.live), Sealer: sealer,
		Desk: func() *identity.Desk { return w.desk }, Now: w.clock.now,
	})
	w.must(err)
	w.room.cfg.Requests = requests
	w.room.cfg.Photos, err = photos.NewStore(w.pool, photos.Config{
		Desk: func() *identity.Desk { return w.desk }, Now: w.clock.now, District: func(context.Context, int64) (int64, error) { return 0, nil },
	})
	w.must(err)
	return requests
}

// Helpers are asked for as any help is: once, for the next date, again when that moves, and no more once it is called off.
func TestHelpersWanted(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	requests := w.helping()
	anna := w.member("Anna", west)
	door := orb.Point{5.3251, 43.3251}
	key := uuid.NewString()
	d := draft(weekly, func(d *Draft) { d.Helpers, d.Where = 2, Where{Point: &door, Sealed: "the blue door"} })
	for range 2 { // sent twice, asked once
		_, err := w.room.Publish(t.Context(), anna, d, key)
		w.must(err)
	}
	list, err := requests.Own(t.Context(), anna)
	w.must(err)
	first := list[0]
	if len(list) != 1 || first.Kind != helpKind || first.Needed != 2 || !first.When.From.Equal(*at(11, 26, 20)) || first.Details != "Game night" {
		t.Fatalf("%+v", list)
	}
	if m, err := requests.OwnMeeting(t.Context(), anna, first.ID); err != nil || m.Point == nil || *m.Point != door || m.Note != "the blue door" {
		t.Errorf("%+v %v", m, err)
	}
	mine, err := w.room.Mine(t.Context(), anna)
	w.must(err)
	e := mine[0].Event
	same := e.Draft()
	same.Words = "Come all"
	e, err = w.room.Edit(t.Context(), anna, e.ID, nil, All, same)
	w.must(err)
	if list, err = requests.Own(t.Context(), anna); err != nil || len(list) != 1 {
		t.Errorf("other words ask again: %d %v", len(list), err)
	}
	later := e.Draft()
	later.When.Start = recur.At(2026, 11, 26, 18, 0, 0)
	e, err = w.room.Edit(t.Context(), anna, e.ID, nil, All, later)
	w.must(err)
	list, err = requests.Own(t.Context(), anna)
	w.must(err)
	if len(list) != 2 || list[0].State != matching.StateOpen || !list[0].When.From.Equal(*at(11, 26, 18)) || list[1].State != matching.StateCancelled {
		t.Errorf("%+v", list)
	}
	_, err = w.room.Cancel(t.Context(), anna, e.ID, nil, All, "ill")
	w.must(err)
	if list, err = requests.Own(t.Context(), anna); err != nil || list[0].State != matching.StateCancelled {
		t.Errorf("helpers are still sought: %+v %v", list, err)
	}
}

// A picture is everyone's to see while an event shows it, and only one that its author has sent.
func TestPictureOfAnEvent(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.helping()
	anna, eve := w.member("Anna", west), w.member("Eve", west)
	var file bytes.Buffer
	w.must(jpeg.Encode(&file, image.NewGray(image.Rect(0, 0, 64, 64)), nil))
	sha, err := w.room.cfg.Photos.Put(t.Context(), anna, &file)
	w.must(err)
	_, err = w.room.Publish(t.Context(), eve, draft(func(d *Draft) { d.Photo = sha }), uuid.NewString())
	expectRefusal(t, err, "photo")
	e := w.publish(anna, weekly, func(d *Draft) { d.Photo = sha })
	seen := func() bool {
		_, err := w.room.cfg.Photos.Get(t.Context(), nil, sha, photos.Small)
		return err == nil
	}
	if !seen() {
		t.Error("nobody sees it")
	}
	d := e.Draft()
	d.When.Start = recur.At(2026, 12, 11, 19, 0, 0)
	next, err := w.room.Edit(t.Context(), anna, e.ID, at(12, 10, 20), Following, d)
	w.must(err)
	for i, which := range []Event{e, next} {
		d := which.Draft()
		d.Photo = ""
		_, err = w.room.Edit(t.Context(), anna, which.ID, nil, All, d)
		w.must(err)
		if seen() != (i == 0) {
			t.Errorf("after %d let it go, it is seen: %v", i+1, seen())
		}
	}
}

// Whoever leaves takes what they hold in their own name with them, and who comes is told; what an association holds goes on.
func TestErasedHost(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, bea := w.member("Anna", west), w.member("Bea", west)
	e := w.publish(anna, weekly, func(d *Draft) { d.Words = "planted words" })
	var organisation int64
	w.exec(`insert into datasets (name, title) values ('test', 'Test') on conflict do nothing`)
	w.must(w.pool.QueryRow(t.Context(), `
		insert into organisations (uid, dataset_id, source_id, name) select gen_random_uuid(), id, 'ensemble', 'Ensemble' from datasets limit 1 returning id`).
		Scan(&organisation))
	anna.Grants = []identity.Grant{{Role: identity.AssociationMember, Organisation: organisation}}
	anna.Acting = organisation
	ours := w.publish(anna, func(d *Draft) { d.Title = "Of the association" })
	if ours.Organisation != organisation || ours.Review != NotReviewed {
		t.Errorf("%+v", ours)
	}
	_, err := w.room.SignUp(t.Context(), bea, e.ID, at(12, 3, 20), Joining{}, uuid.NewString())
	w.must(err)
	var sheets []identity.Sheet
	w.must(pgx.BeginFunc(t.Context(), w.pool, func(tx pgx.Tx) error {
		sheets, err = w.room.Export(t.Context(), tx, anna.Account.Num)
		return err
	}))
	if sheets[0].Name != "events" || len(sheets[0].Rows) != 2 || len(sheets[0].Rows[0]) != len(sheets[0].Columns) {
		t.Errorf("%+v", sheets[0])
	}
	w.must(pgx.BeginFunc(t.Context(), w.pool, func(tx pgx.Tx) error { return w.room.Erase(t.Context(), tx, anna.Account.Num) }))
	if n := w.notices(bea, "event-cancelled"); n != 1 {
		t.Errorf("Bea is told %d times", n)
	}
	f, err := w.room.Get(t.Context(), nil, ours.ID)
	w.must(err)
	if f.Author != 0 || f.Title != "Of the association" || !f.Cancelled.IsZero() {
		t.Errorf("%+v", f.Event)
	}
	var rest string
	w.must(w.pool.QueryRow(t.Context(), `select string_agg(to_jsonb(e)::text, ' ') from events e where author_id is null and organisation_id is null`).Scan(&rest))
	if strings.Contains(rest, "planted") || strings.Contains(rest, "Game night") || !strings.Contains(rest, `"cancelled_at": "2026`) {
		t.Error(rest)
	}
	w.clock.pass(3 * 366 * day)
	tag, err := w.pool.Exec(t.Context(), PastEvents, w.clock.now().Add(-2*366*day), 100)
	w.must(err)
	if tag.RowsAffected() != 2 {
		t.Errorf("%d events are past", tag.RowsAffected())
	}
}
