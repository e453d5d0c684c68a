package community

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/community/ical"
	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/identity"
)

// reread is a calendar as another program has it once it was written.
func reread(t testing.TB, cal ical.Calendar) ical.Calendar {
	t.Helper()
	var b bytes.Buffer
	if err := ical.Write(&b, cal); err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	got, problems, err := ical.Read(&b, ical.BoundsIn(zone))
	if err != nil || len(problems) > 0 || !got.Whole {
		t.Fatal(problems, err)
	}
	return got
}

// starts of what a program would show of a series, that is not called off.
func starts(cal ical.Calendar, from, until time.Time) (list []time.Time) {
	changed := map[string]bool{}
	name := func(uid string, at time.Time) string { return uid + at.UTC().String() }
	for _, e := range cal.Events {
		if e.RecurrenceID.IsZero() {
			continue
		}
		changed[name(e.UID, e.RecurrenceID)] = true
		if at := e.Series.Start.In(e.Series.Zone); e.Status != ical.Cancelled && !at.Before(from) && at.Before(until) {
			list = append(list, at)
		}
	}
	for _, e := range cal.Events {
		if !e.RecurrenceID.IsZero() || e.Status == ical.Cancelled {
			continue
		}
		for _, at := range e.Series.Between(nil, from, until, 10_000) {
			if !changed[name(e.UID, at)] {
				list = append(list, at)
			}
		}
	}
	slices.SortFunc(list, time.Time.Compare)
	return list
}

// A file has the same dates as the API, whatever was done to the series.
func TestFileHasTheDatesOfTheAPI(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	anna := w.member("Anna", west)
	e := w.publish(anna, func(d *Draft) {
		d.When.Rule, d.Words, d.Bring = "FREQ=WEEKLY", "Venez,\nnombreux ; merci.", "un jeu"
		d.When.Removed = []recur.Wall{recur.At(2026, 12, 24, 20, 0, 0)}
	})
	original := func(day int) *time.Time {
		at := recur.At(2026, 12, day, 19, 0, 0).In(time.UTC)
		return &at
	}
	moved := e.Draft()
	moved.Title, moved.When.Start = "Game night, elsewhere", recur.At(2026, 12, 4, 19, 30, 0)
	_, err := w.room.Edit(ctx, anna, e.ID, original(3), This, moved)
	w.must(err)
	_, err = w.room.Cancel(ctx, anna, e.ID, original(10), This, "weather")
	w.must(err)
	later := e.Draft()
	later.When.Start, later.When.Removed = recur.At(2027, 2, 4, 18, 0, 0), nil
	cut := recur.At(2027, 2, 4, 19, 0, 0).In(time.UTC)
	second, err := w.room.Edit(ctx, anna, e.ID, &cut, Following, later)
	w.must(err)
	w.settle()

	until := begin.Add(200 * day)
	var want []time.Time
	for _, id := range []uuid.UUID{e.ID, second.ID} {
		for from := begin; ; {
			dates, err := w.room.Dates(ctx, nil, id, from, until)
			w.must(err)
			for _, o := range dates {
				if !o.Cancelled {
					want = append(want, o.Start)
				}
			}
			if len(dates) < 100 {
				break
			}
			from = dates[99].Start.Add(time.Second)
		}
	}
	slices.SortFunc(want, time.Time.Compare)
	file, err := w.room.File(nil, FileQuery{District: "13055", Lang: "fr", Source: "https://example.org/x.ics"})
	w.must(err)
	cal := reread(t, file)
	if got := starts(cal, begin, until); !slices.EqualFunc(got, want, time.Time.Equal) || len(got) < 20 {
		t.Errorf("\n got %v\nwant %v", got, want)
	}
	var off, shifted bool
	for i := range cal.Events {
		f := &cal.Events[i]
		off = off || f.Status == ical.Cancelled && f.RecurrenceID.Equal(*original(10)) && f.Sequence > 0 && strings.HasPrefix(f.Description, "Annulé.")
		shifted = shifted || f.Summary == moved.Title && f.RecurrenceID.Equal(*original(3)) && f.Sequence > 0
		if f.Organizer != (ical.Organizer{}) || strings.Contains(fmt.Sprint(*f), "Anna") {
			t.Errorf("who holds it is in a file: %+v", f)
		}
	}
	if !off || !shifted || cal.Refresh != refresh || cal.Source != "https://example.org/x.ics" {
		t.Errorf("called off %v, moved %v: %+v", off, shifted, cal)
	}
	for _, q := range []FileQuery{{Event: e.ID}, {}, {District: "13201"}} {
		f, err := w.room.File(nil, q)
		if err != nil || len(f.Events) == 0 {
			t.Errorf("%+v: %d events, %v", q, len(f.Events), err)
		}
	}
	f, err := w.room.File(nil, FileQuery{District: "13202"})
	if w.must(err); len(f.Events) != 0 {
		t.Errorf("%d events elsewhere", len(f.Events))
	}
	_, err = w.room.File(nil, FileQuery{Event: uuid.New()})
	expectRefusal(t, err, string(identity.NotFound))
	_, err = w.room.File(nil, FileQuery{District: "nowhere"})
	expectRefusal(t, err, "district")
}

// What is called off is said for a month; what is sealed is never said.
func TestFileOfWhatIsCalledOffAndSealed(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	anna := w.member("Anna", west)
	e := w.publish(anna, func(d *Draft) {
		d.When.Rule = "FREQ=WEEKLY"
		d.Where.Sealed = "the blue door, code 4711"
		at := orb.Point{5.3251, 43.3251}
		d.Where.Point = &at
	})
	w.settle()
	file, err := w.room.File(nil, FileQuery{Event: e.ID, Lang: "en"})
	w.must(err)
	if f := file.Events[0]; f.Geo != nil || strings.Contains(fmt.Sprint(file), "4711") || !strings.Contains(f.Location, "told to those who come") {
		t.Errorf("%+v", f)
	}
	_, err = w.room.Cancel(ctx, anna, e.ID, nil, All, "ill")
	w.must(err)
	for _, c := range []struct {
		after  time.Duration
		events int
	}{{0, 1}, {30 * day, 1}, {32 * day, 0}} {
		w.clock.pass(c.after)
		w.settle()
		file, err := w.room.File(nil, FileQuery{Lang: "fr"})
		w.must(err)
		if len(file.Events) != c.events || c.events > 0 && (file.Events[0].Status != ical.Cancelled || file.Events[0].Sequence == 0) {
			t.Errorf("after %v: %+v", c.after, file.Events)
		}
		w.clock.pass(-c.after)
	}
}

// A member's own calendar has what they come to, says when a date is called off or moved, and nothing about others; its address can be
// changed and closed, and goes with the account.
func TestPrivateCalendar(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	anna, bob := w.member("Anna", west), w.member("Bob", west)
	e := w.publish(anna, func(d *Draft) { d.When.Rule = "FREQ=WEEKLY;COUNT=5" })
	second := e.When.Start.Add(7 * day)
	original := second.In(e.series.Zone)
	_, err := w.room.SignUp(ctx, bob, e.ID, &original, Joining{With: []string{"Chloé"}}, uuid.NewString())
	w.must(err)

	since, err := w.room.OwnCalendar(ctx, bob)
	if w.must(err); !since.IsZero() {
		t.Error("an address before one was made")
	}
	token, err := w.room.OpenCalendar(ctx, bob, "fr")
	w.must(err)
	read := func(token string) ical.Calendar {
		cal, err := w.room.PrivateCalendar(ctx, token)
		w.must(err)
		return reread(t, cal)
	}
	cal := read(token)
	if len(cal.Events) != 1 || !cal.Events[0].Series.Start.In(cal.Events[0].Series.Zone).Equal(original) || cal.Events[0].Status != ical.Confirmed {
		t.Fatalf("%+v", cal.Events)
	}
	if text := fmt.Sprint(cal); strings.Contains(text, "Chlo") || strings.Contains(text, "Anna") || strings.Contains(text, "Bob") {
		t.Errorf("somebody is named: %s", text)
	}
	uid := cal.Events[0].UID

	moved := e.Draft()
	moved.When.Start = second.Add(time.Hour)
	_, err = w.room.Edit(ctx, anna, e.ID, &original, This, moved)
	w.must(err)
	if f := read(token).Events[0]; f.UID != uid || f.Series.Start != moved.When.Start || f.Sequence == 0 {
		t.Errorf("moved: %+v", f)
	}
	_, err = w.room.Cancel(ctx, anna, e.ID, &original, This, "ill")
	w.must(err)
	if f := read(token).Events[0]; f.UID != uid || f.Status != ical.Cancelled || f.Sequence < 2 {
		t.Errorf("called off: %+v", f)
	}

	other, err := w.room.OpenCalendar(ctx, anna, "en")
	w.must(err)
	if held := read(other); len(held.Events) != 2 || held.Events[0].UID != e.ID.String() || held.Events[1].RecurrenceID.IsZero() {
		t.Errorf("who holds it: %+v", held.Events)
	}
	renewed, err := w.room.OpenCalendar(ctx, bob, "fr")
	w.must(err)
	_, err = w.room.PrivateCalendar(ctx, token)
	expectRefusal(t, err, string(identity.NotFound))
	read(renewed)
	w.must(w.room.CloseCalendar(ctx, bob))
	for _, token := range []string{renewed, "", "x", strings.Repeat("A", 43)} {
		_, err = w.room.PrivateCalendar(ctx, token)
		expectRefusal(t, err, string(identity.NotFound))
	}
	w.exec(`update accounts set standing = 'suspended' where id = $1`, anna.Account.Num)
	_, err = w.room.PrivateCalendar(ctx, other)
	expectRefusal(t, err, string(identity.NotFound))
	if _, err := w.room.OwnCalendar(context.Background(), nil); err == nil {
		t.Error("nobody has a calendar")
	}
}

// BenchmarkDistrictFile is the fourth figure of the issue: a district's calendar with 2,000 occurrences, cold, at most 50 ms.
func BenchmarkDistrictFile(b *testing.B) {
	w := newTown(b)
	anna := w.member("Anna", west)
	const series, dates = 100, 20
	w.exec(`update accounts set standing = 'active'`)
	for i := range series {
		at := orb.Point{5.301 + float64(i%5)/100, 43.301 + float64(i/20)/100}
		w.publish(anna, func(d *Draft) {
			d.Title, d.Words = fmt.Sprintf("Rencontre %d", i), strings.Repeat("Des mots, encore des mots. ", 20)
			d.Where.Point, d.When.Rule = &at, fmt.Sprintf("FREQ=DAILY;INTERVAL=%d;COUNT=%d", 1+i%3, dates)
		})
	}
	w.settle()
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		cal, err := w.room.File(nil, FileQuery{District: "13055", Lang: "fr"})
		w.must(err)
		w.must(ical.Write(&out, cal))
		if len(cal.Events) != series {
			b.Fatal(len(cal.Events))
		}
	}
	b.ReportMetric(float64(out.Len()), "bytes")
	b.ReportMetric(series*dates, "occurrences")
}
