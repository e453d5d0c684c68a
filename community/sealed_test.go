package community

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/tiles"
)

// public is everything that anybody but who comes can come by of an event, in bytes: what is read, its order and distances, tiles, and
// every row of the database but what is sealed.
func (w *town) public(rt *rapid.T, id uuid.UUID) []byte {
	ctx := context.Background()
	var b bytes.Buffer
	f, err := w.room.Get(ctx, nil, id)
	if err != nil {
		rt.Fatal(err)
	}
	w.settle()
	fmt.Fprintf(&b, "%+v %+v %v\n", f.Site, f.Body, w.room.districtsOf(&f.Event))
	for _, q := range []EventQuery{
		{},
		{Near: &directory.Near{Point: west, RadiusM: 20_000}},
		{Near: &directory.Near{Point: orb.Point{5.31, 43.31}, RadiusM: 2000}},
		{BBox: &geo.BBox{West: 5.32, South: 43.32, East: 5.33, North: 43.33}},
		{District: "q24"},
	} {
		list, next, err := w.calendar.Find(nil, nil, q)
		if err != nil {
			rt.Fatal(err)
		}
		for _, l := range list {
			fmt.Fprintf(&b, "%v %v %+v %s\n", l.DistanceM, l.Start, l.Site, next)
		}
	}
	for z := tiles.Zoom(0); z <= tiles.MaxZoom; z++ {
		var writer tiles.Writer
		fmt.Fprintf(&b, "%x\n", writer.Draw(tiles.TileAt(tiles.At(f.Site.Point), z), w.calendar.EventsLayer(EventFilter{})))
	}
	var row string
	err = w.pool.QueryRow(ctx, `
		select (to_jsonb(e) - array['id', 'uid', 'client_key', 'created_at', 'updated_at'])::text from events e where uid = $1`, id).Scan(&row)
	if err != nil {
		rt.Fatal(err)
	}
	b.WriteString(row)
	return b.Bytes()
}

// P2: two exact points of one public cell leave the same traces for everyone, byte by byte.
func TestTwoPointsOfACellAreAlike(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.coordinator()
	rapid.Check(t, func(rt *rapid.T) {
		a := orb.Point{5.30 + rapid.Float64Range(0.01, 0.1).Draw(rt, "lon"), 43.30 + rapid.Float64Range(0.01, 0.05).Draw(rt, "lat")}
		w.exec(`alter table events alter column id restart with 7`)
		b := a
		for range 20 {
			near := orb.Point{a[0] + rapid.Float64Range(-0.002, 0.002).Draw(rt, "dx"), a[1] + rapid.Float64Range(-0.002, 0.002).Draw(rt, "dy")}
			if home, ok := w.live.Atlas().HomeAt(near); ok && home.Cell == w.home(a).Cell {
				b = near
				break
			}
		}
		var said [2][]byte
		for i, at := range []orb.Point{a, b} {
			e, err := w.room.Publish(context.Background(), anna, draft(func(d *Draft) {
				d.Where = Where{Point: &at, Sealed: "the blue door"}
				d.When.Rule = "FREQ=WEEKLY;COUNT=2"
			}), uuid.NewString())
			if err != nil {
				rt.Fatal(err)
			}
			said[i] = w.public(rt, e.ID)
			if e.Site.Point != w.home(a).Cell.Center() {
				rt.Fatalf("%v is not the middle of the cell", e.Site.Point)
			}
			w.exec(`delete from events`)
			w.exec(`alter table events alter column id restart with 7`) // the number that tiles name it by
		}
		if !bytes.Equal(said[0], said[1]) {
			rt.Fatalf("%v and %v\n%.2000s\n%.2000s", a, b, said[0], said[1])
		}
	})
}

// P3: who comes reads where to meet, each read is in the audit, and it ends.
func TestMeetingPoint(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, eve := w.coordinator(), w.member("Eve", west)
	at := orb.Point{5.3251, 43.3251}
	e := w.publish(anna, func(d *Draft) { d.Where = Where{Point: &at, Sealed: "the blue door"} })
	original := time.Date(2026, 11, 26, 19, 0, 0, 0, time.UTC)
	m, err := w.room.MeetingPoint(t.Context(), anna, e.ID, original)
	w.must(err)
	if m.Words != "the blue door" || m.Point == nil || *m.Point != at {
		t.Errorf("%+v", m)
	}
	_, err = w.room.MeetingPoint(t.Context(), eve, e.ID, original)
	expectRefusal(t, err, "not-found")
	_, err = w.room.MeetingPoint(t.Context(), nil, e.ID, original)
	expectRefusal(t, err, "no-session")
	w.room.comes = func(_ context.Context, _ pgx.Tx, _ int64, _ time.Time, account int64) (bool, error) {
		return account == eve.Account.Num, nil
	}
	if m, err := w.room.MeetingPoint(t.Context(), eve, e.ID, original); err != nil || m.Words != "the blue door" {
		t.Errorf("%+v %v", m, err)
	}
	var reads int
	w.must(w.pool.QueryRow(t.Context(), `select count(*) from audit where code = 'meeting-point' and subject_id = $1`, e.Num).Scan(&reads))
	if reads != 2 {
		t.Errorf("%d reads in the audit", reads)
	}
	other := orb.Point{5.3252, 43.3252}
	d := e.Draft()
	d.Where = Where{Point: &other, Sealed: "the red door"}
	_, err = w.room.Edit(t.Context(), anna, e.ID, nil, All, d)
	w.must(err)
	d.Where = Where{Sealed: "ring twice"}
	_, err = w.room.Edit(t.Context(), anna, e.ID, nil, All, d)
	w.must(err)
	if m, err := w.room.MeetingPoint(t.Context(), eve, e.ID, original); err != nil || m.Words != "ring twice" || *m.Point != other {
		t.Errorf("%+v %v", m, err)
	}
	w.clock.pass(4 * day)
	if m, err := w.room.MeetingPoint(t.Context(), eve, e.ID, original); err != nil || m != (Meeting{}) {
		t.Errorf("days after: %+v %v", m, err)
	}
	tag, err := w.pool.Exec(t.Context(), PastPoints, w.clock.now(), 100)
	w.must(err)
	if tag.RowsAffected() != 1 {
		t.Errorf("%d are past", tag.RowsAffected())
	}
}
