package community

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// expectRefusal says that an error is a refusal with this code, or names this parameter.
func expectRefusal(t testing.TB, err error, want string) {
	t.Helper()
	if field, ok := errors.AsType[*directory.Invalid](err); ok {
		if field.Param != want {
			t.Errorf("%v, want %s", err, want)
		}
		return
	}
	if refused, ok := errors.AsType[*identity.Error](err); !ok || string(refused.Code) != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestPublish(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.member("Anna", west)
	key := uuid.NewString()
	e, err := w.room.Publish(t.Context(), anna, draft(func(d *Draft) { d.When.Rule = "FREQ=WEEKLY;COUNT=3" }), key)
	w.must(err)
	again, err := w.room.Publish(t.Context(), anna, draft(), key)
	w.must(err)
	if again.ID != e.ID || again.When.Rule != e.When.Rule || e.Review != Waiting || e.Capacity != FirstSeats {
		t.Errorf("%+v\n%+v", again, e)
	}
	f, err := w.room.Get(t.Context(), anna, e.ID)
	w.must(err)
	if !f.Own || f.By.Name != "Anna" || f.Site.Point != west || f.When.Zone != "Europe/Paris" || f.Version != 1 {
		t.Errorf("%+v", f)
	}
	dates, err := w.room.Dates(t.Context(), nil, e.ID, begin, begin.Add(60*day))
	w.must(err)
	var starts []string
	for _, o := range dates {
		starts = append(starts, o.Start.Format("01-02T15:04"))
	}
	if len(dates) != 3 || starts[0] != "11-26T19:00" || starts[2] != "12-10T19:00" || !f.ends.Equal(time.Date(2026, 12, 10, 21, 0, 0, 0, time.UTC)) {
		t.Errorf("%v until %v", starts, f.ends)
	}
	stranger, err := w.room.Get(t.Context(), nil, e.ID)
	w.must(err)
	if stranger.By != (Person{}) || stranger.Own {
		t.Errorf("a visitor learns who it is: %+v", stranger.By)
	}
	w.settle()
	list, _, err := w.calendar.Find(nil, nil, EventQuery{Near: &directory.Near{Point: west}})
	w.must(err)
	if len(list) != 3 || list[0].Of.Title != "Game night" || list[0].By != (Person{}) {
		t.Errorf("%+v", list)
	}
}

func TestWhoMayPublishWhat(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.member("Anna", west)
	for want, v := range map[string]*identity.Viewer{"no-session": nil, "forbidden": w.account(day)} {
		_, err := w.room.Publish(t.Context(), v, draft(), uuid.NewString())
		expectRefusal(t, err, want)
	}
	_, err := w.room.Publish(t.Context(), w.member("Mina", west, func(p *directory.Profile) { p.Age = directory.Minor }), draft(), uuid.NewString())
	expectRefusal(t, err, "forbidden")
	far := orb.Point{2.35, 48.85}
	for want, change := range map[string]func(*Draft){
		"title":    func(d *Draft) { d.Title = " " },
		"capacity": func(d *Draft) { d.Capacity = FirstSeats + 1 },
		"where":    func(d *Draft) { d.Where = Where{Point: &far} },
		"online":   func(d *Draft) { d.Where = Where{Online: "http://example.org"} },
		"place":    func(d *Draft) { d.Where = Where{Place: uuid.New()} },
		"sealed":   func(d *Draft) { d.Where = Where{Online: "https://example.org", Sealed: "at home"} },
		"rule":     func(d *Draft) { d.When.Rule = "FREQ=SECONDLY" },
		"zone":     func(d *Draft) { d.When.Zone = "Europe/Nowhere" },
		"start":    func(d *Draft) { d.When.Start = recur.At(2026, 11, 23, 20, 0, 0) },
		"length":   func(d *Draft) { d.When.Length = -time.Hour },
		"interest": func(d *Draft) { d.Interest = "money" },
		"photo":    func(d *Draft) { d.Photo = "x" },
	} {
		_, err := w.room.Publish(t.Context(), anna, draft(change), uuid.NewString())
		expectRefusal(t, err, want)
	}
	if e := w.publish(w.coordinator(), func(d *Draft) { d.Capacity = 500 }); e.Review != NotReviewed || e.Capacity != 500 {
		t.Errorf("%+v", e)
	}
}
