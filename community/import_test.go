package community

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/identity"
)

// elsewhere is an association that keeps its calendar on a server of its own.
type elsewhere struct {
	*town
	id    uuid.UUID // of the association
	num   int64
	head  *identity.Viewer
	url   string
	asked int // times

	mu      sync.Mutex
	answer  http.HandlerFunc
	follows Import
}

func newElsewhere(t *testing.T) *elsewhere {
	t.Helper()
	w := &elsewhere{town: newTown(t), id: uuid.New()}
	w.room.fetch.local = true
	w.exec(`insert into datasets (name, title) values ('test', 'Test') on conflict do nothing`)
	w.must(w.pool.QueryRow(t.Context(), `
		insert into organisations (uid, dataset_id, source_id, name) select $1, id, 'ensemble', 'Ensemble' from datasets limit 1 returning id`, w.id).Scan(&w.num))
	w.exec(`insert into places (uid, dataset_id, source_id, organisation_id, name, street, geom, cell, district_id, categories)
		select gen_random_uuid(), d.id, v.name, $1, v.name, v.street, ST_SetSRID(ST_MakePoint(5.325, 43.325), 4326), 1, q.id, '{meal}'
		from datasets d, districts q, (values ('Maison Ensemble', '12 rue des Abeilles'), ('Le Jardin', '')) v(name, street) where q.code = 'q24' and d.name = 'test'`, w.num)
	w.head = w.member("Hana", west)
	w.head.Grants = []identity.Grant{{Role: identity.AssociationAdmin, Organisation: w.num}}
	w.head.Acting = w.num
	server, _ := serve(t, func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.asked++
		w.answer(rw, r)
	})
	w.url = server.URL + "/agenda.ics"
	w.settle()
	return w
}

// calendar is what the server gives from now on.
func (w *elsewhere) calendar(events ...string) {
	w.serves(func(rw http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(rw, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n%s\r\nEND:VCALENDAR\r\n", strings.Join(events, "\r\n"))
	})
}

func (w *elsewhere) serves(answer http.HandlerFunc) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answer = answer
}

// entry is an event of a calendar; lines such as "DTSTART;TZID=Europe/Paris:20261203T190000".
func entryOf(uid string, lines ...string) string {
	return "BEGIN:VEVENT\r\nUID:" + uid + "\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT"
}

// begins has the calendar followed and read once.
func (w *elsewhere) begins() {
	w.t.Helper()
	var err error
	w.follows, err = w.room.Follow(context.Background(), w.head, w.id, w.url)
	w.must(err)
	w.reads()
}

// reads has it read, now.
func (w *elsewhere) reads() Import {
	w.t.Helper()
	ctx := context.Background()
	w.exec(`update calendar_imports set next_at = $1`, w.clock.now())
	w.must(w.room.ImportsDue(ctx))
	list, err := w.room.Imports(ctx, w.head, w.id)
	w.must(err)
	if len(list) != 1 {
		w.t.Fatalf("%d calendars", len(list))
	}
	return list[0]
}

// held are the association's events, by title.
func (w *elsewhere) held() map[string]*Event {
	w.t.Helper()
	list, err := readEvents(context.Background(), w.pool, selectEvent+`where s.organisation_id = $1 order by s.id`, w.num)
	w.must(err)
	held := map[string]*Event{}
	for _, e := range list {
		held[e.Title] = e
	}
	return held
}

// rows are all that an import writes, as it stands.
func (w *elsewhere) rows() string {
	w.t.Helper()
	rows, err := w.pool.Query(context.Background(), `
		select e::text from events e union all select d::text from event_dates d union all select m::text from imported_events m order by 1`)
	w.must(err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	w.must(err)
	return strings.Join(lines, "\n")
}

const (
	soup    = "SUMMARY:Soupe\r\nDTSTART;TZID=Europe/Paris:20261203T190000\r\nDTEND;TZID=Europe/Paris:20261203T210000"
	chorale = "SUMMARY:Chorale\r\nDTSTART;TZID=Europe/Paris:20261126T200000\r\nDURATION:PT2H\r\nRRULE:FREQ=WEEKLY;COUNT=6"
)

// What a calendar says stands here, in its words made clean and at its places where they are known, and only what is not over.
func TestAnAssociationsCalendar(t *testing.T) {
	t.Parallel()
	w := newElsewhere(t)
	w.calendar(
		entryOf("1@x", soup, "LOCATION:12\\, rue des Abeilles\\, Marseille", "DESCRIPTION:<p>Venez&nbsp;!</p><script>x()</script>\u202eabc",
			"URL:https://example.org/soupe", "CATEGORIES:Divers,Cuisine"),
		entryOf("2@x", chorale, "LOCATION:Salle inconnue\u202f: au fond"),
		entryOf("3@x", "DTSTART:20261204T180000Z", "GEO:43.325;5.385", "LOCATION:Sous le grand arbre"),
		entryOf("4@x", "SUMMARY:En ligne", "DTSTART:20261205T180000Z", "LOCATION:https://visio.example.org/salle"),
		entryOf("5@x", "SUMMARY:Fête", "DTSTART;VALUE=DATE:20261206", "DTEND;VALUE=DATE:20261208"),
		entryOf("6@x", "SUMMARY:Passé", "DTSTART:20260101T180000Z"),
		entryOf("7@x", "SUMMARY:Annulé", "DTSTART:20261207T180000Z", "STATUS:CANCELLED"),
		entryOf("8@x", "SUMMARY:"+strings.Repeat("é", 400), "DTSTART:20261208T180000Z"),
		entryOf("2@x", "RECURRENCE-ID;TZID=Europe/Paris:20261203T200000", "SUMMARY:Chorale au jardin", "LOCATION:Le Jardin",
			"DTSTART;TZID=Europe/Paris:20261203T193000", "DTEND;TZID=Europe/Paris:20261203T220000"),
		entryOf("2@x", "RECURRENCE-ID;TZID=Europe/Paris:20261210T200000", "SUMMARY:Chorale", "STATUS:CANCELLED", "DTSTART;TZID=Europe/Paris:20261210T200000"),
		entryOf("9@x", "SUMMARY:Jamais", "DTSTART:hier"),
	)
	w.begins()
	list, err := w.room.Imports(t.Context(), w.head, w.id)
	w.must(err)
	if i := list[0]; i.Failed != "" || i.Made != 6 || i.Coming != 6 || i.Problems == 0 || len(i.Lines) == 0 || i.Cut || i.Read.IsZero() || !i.Next.After(w.clock.now()) {
		t.Errorf("%+v", i)
	}
	held := w.held()
	if len(held) != 6 {
		t.Errorf("%d events", len(held))
	}
	if e := held["Soupe"]; e == nil || e.Site.PlaceName != "Maison Ensemble" || e.Words != "Venez !\nabc\n\nhttps://example.org/soupe" || e.Interest != "cooking" ||
		!e.Imported || e.Author != 0 || e.When.Zone != "Europe/Paris" || e.When.Length != 2*time.Hour || e.Review != NotReviewed {
		t.Errorf("%+v", e)
	}
	choir := held["Chorale"]
	if choir == nil || choir.Site.Note != "Salle inconnue : au fond" || choir.Site.Located || choir.Site.City != w.city.Num || len(choir.Dates) != 2 {
		t.Fatalf("%+v", choir)
	}
	dates := choir.Between(nil, begin, begin.Add(100*day), 100)
	if len(dates) != 6 || dates[1].Title != "Chorale au jardin" || dates[1].Site.PlaceName != "Le Jardin" || dates[1].Start.Hour() != 18 ||
		dates[1].End.Sub(dates[1].Start) != 150*time.Minute || !dates[2].Cancelled || dates[3].Cancelled {
		t.Errorf("%+v", dates)
	}
	if e := held["Ensemble"]; e == nil || e.Site.Kind != AtPoint || e.Site.Note != "Sous le grand arbre" || e.Site.District == 0 || e.When.Zone != "Europe/Paris" {
		t.Errorf("without a title: %+v", e)
	}
	if e := held["En ligne"]; e == nil || e.Site.Kind != Online {
		t.Errorf("%+v", e)
	}
	if e := held["Fête"]; e == nil || !e.When.AllDay || e.When.Length != 2*day {
		t.Errorf("%+v", e)
	}
	if e := held[strings.Repeat("é", MaxTitle-1)+"…"]; e == nil {
		t.Error("a long title is not cut")
	}

	// it is changed where it comes from
	original := first(choir)
	_, err = w.room.Edit(t.Context(), w.head, choir.ID, &original, This, choir.Draft())
	refused(t, err, identity.BadValue)
	_, err = w.room.Cancel(t.Context(), w.head, choir.ID, nil, All, "ill")
	refused(t, err, identity.BadValue)

	// everyone finds them, and what they cost is not known
	w.settle()
	for free, want := range map[bool]bool{false: true, true: false} {
		file, err := w.room.File(nil, FileQuery{Organisation: w.id, Free: free})
		if w.must(err); (len(file.Events) > 0) != want {
			t.Errorf("free %v: %d", free, len(file.Events))
		}
	}

	// read again, nothing is another
	before := w.rows()
	w.clock.pass(2 * time.Hour)
	if i := w.reads(); i.Made+i.Changed+i.Off != 0 || i.Coming != 6 {
		t.Errorf("%+v", i)
	}
	if after := w.rows(); after != before {
		t.Errorf("twice is not once:\n%s\n\n%s", before, after)
	}
}

// Who signed up hears of what is changed in a calendar, and of nothing else (C3).
func TestWhatChangesInACalendarReachesWhoComes(t *testing.T) {
	t.Parallel()
	w := newElsewhere(t)
	w.calendar(entryOf("1@x", soup, "SEQUENCE:1", "LOCATION:Salle A"), entryOf("2@x", chorale))
	w.begins()
	ana, ben := w.member("Ana", west), w.member("Ben", west)
	held := w.held()
	soupe, choir := held["Soupe"], held["Chorale"]
	w.join(ana, soupe)
	for n := range 3 {
		original := first(choir).Add(time.Duration(n) * 7 * day)
		_, err := w.room.SignUp(t.Context(), ben, choir.ID, &original, Joining{}, uuid.NewString())
		w.must(err)
	}
	told := func(want [4]int) {
		t.Helper()
		got := [4]int{w.told(ana, "event-moved"), w.told(ana, "event-cancelled"), w.told(ben, "event-moved"), w.told(ben, "event-cancelled")}
		if got != want {
			t.Errorf("told %v, want %v", got, want)
		}
		w.sound()
	}
	// other words are no news
	w.calendar(entryOf("1@x", soup, "SEQUENCE:1", "LOCATION:Salle A", "DESCRIPTION:Apportez un bol"), entryOf("2@x", chorale))
	if i := w.reads(); i.Changed != 1 || w.held()["Soupe"].Words != "Apportez un bol" {
		t.Errorf("%+v", i)
	}
	told([4]int{0, 0, 0, 0})
	// another hour, and another room
	later := strings.NewReplacer("T190000", "T193000", "T210000", "T213000").Replace(soup)
	w.calendar(entryOf("1@x", later, "SEQUENCE:2", "LOCATION:Salle A"), entryOf("2@x", chorale))
	w.reads()
	told([4]int{1, 0, 0, 0})
	if e := w.held()["Soupe"]; e.Sequence == 0 || e.ID != soupe.ID {
		t.Errorf("%+v", e)
	}
	w.calendar(entryOf("1@x", later, "SEQUENCE:3", "LOCATION:Salle B"), entryOf("2@x", chorale))
	w.reads()
	told([4]int{2, 0, 0, 0})
	// a copy from before comes late
	w.calendar(entryOf("1@x", soup, "SEQUENCE:1", "LOCATION:Salle A"), entryOf("2@x", chorale))
	if i := w.reads(); i.Changed != 0 {
		t.Errorf("%+v", i)
	}
	told([4]int{2, 0, 0, 0})
	// one date of the series is moved, another is called off
	moved := entryOf("2@x", "RECURRENCE-ID;TZID=Europe/Paris:20261126T200000", "SUMMARY:Chorale", "DTSTART;TZID=Europe/Paris:20261127T200000", "DURATION:PT2H")
	off := entryOf("2@x", "RECURRENCE-ID;TZID=Europe/Paris:20261203T200000", "SUMMARY:Chorale", "DTSTART;TZID=Europe/Paris:20261203T200000", "STATUS:CANCELLED")
	w.calendar(entryOf("1@x", later, "SEQUENCE:3", "LOCATION:Salle B"), entryOf("2@x", chorale), moved, off)
	w.reads()
	told([4]int{2, 0, 1, 1})
	// what was moved is moved again once its day by the rule is over
	w.clock.pass(2*day + 12*time.Hour) // Thursday night
	moved = strings.Replace(moved, "20261127T200000", "20261128T200000", 1)
	w.calendar(entryOf("1@x", later, "SEQUENCE:3", "LOCATION:Salle B"), entryOf("2@x", chorale), moved, off)
	w.reads()
	told([4]int{2, 0, 2, 1})
	// it is held after all; the other is called off as a whole
	w.calendar(entryOf("1@x", later, "SEQUENCE:4", "STATUS:CANCELLED"), entryOf("2@x", chorale), moved)
	if i := w.reads(); i.Off != 1 || i.Changed != 1 || i.Coming != 1 {
		t.Errorf("%+v", i)
	}
	told([4]int{2, 1, 3, 1})
}

// What is no longer in a calendar is called off once two whole readings in a row have missed it, and held again when it comes back.
func TestWhatVanishesFromACalendar(t *testing.T) {
	t.Parallel()
	w := newElsewhere(t)
	both := []string{entryOf("1@x", soup), entryOf("2@x", chorale)}
	w.calendar(both...)
	w.begins()
	ana := w.member("Ana", west)
	w.join(ana, w.held()["Soupe"])
	off := func() bool { return !w.held()["Soupe"].Cancelled.IsZero() }

	for _, broken := range []string{
		"BEGIN:VCALENDAR\r\n" + both[1] + "\r\nBEGIN:VEV",                             // cut
		"BEGIN:VCALENDAR\r\n" + both[1] + "\r\n" + strings.Repeat("X-PAD:y\r\n", 3e5), // too long
		"<html>maintenance</html>", "",
	} {
		w.serves(func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write([]byte(broken)) })
		for range 3 {
			if i := w.reads(); off() || i.Failed == "" && !i.Cut {
				t.Fatalf("by a file that is not whole: %+v", i)
			}
		}
	}
	w.serves(func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(500) })
	for n := range 8 {
		i := w.reads()
		if off() || i.Failed != "trouble" || i.Failures < n+1 {
			t.Fatalf("%+v", i)
		}
		if wait := i.Next.Sub(w.clock.now()); wait > importRarely+10*time.Minute || n > 5 && wait < importRarely {
			t.Errorf("after %d failures again in %v", i.Failures, wait)
		}
	}
	w.calendar(entryOf("1@x", "SUMMARY:Soupe", "DTSTART:bientôt"), both[1]) // there, but not to be read
	for range 3 {
		if w.reads(); off() {
			t.Fatal("by a file that names it")
		}
	}
	w.calendar(both[1])
	if i := w.reads(); off() || i.Failed != "" || i.Failures != 0 {
		t.Fatalf("the first time: %+v", i)
	}
	w.calendar(both...)
	w.reads()
	w.calendar(both[1])
	if w.reads(); off() {
		t.Fatal("not twice in a row")
	}
	if i := w.reads(); !off() || i.Off != 1 || w.told(ana, "event-cancelled") != 1 {
		t.Errorf("twice in a row: %+v", i)
	}
	w.sound()
	w.calendar(both...)
	if i := w.reads(); off() || i.Changed != 1 || w.told(ana, "event-moved") != 1 {
		t.Errorf("it is back: %+v", i)
	}
	w.sound()
	// what is over may go
	w.clock.pass(20 * day)
	w.calendar(both[1])
	w.reads()
	if i := w.reads(); off() || i.Off != 0 {
		t.Errorf("%+v", i)
	}
}

// A server that says "the same" is believed, for a week; one that is asked by hand gives all.
func TestTheSameCalendarIsNotSentAgain(t *testing.T) {
	t.Parallel()
	w := newElsewhere(t)
	full, same := 0, 0
	w.serves(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("ETag", `"a"`)
		if r.Header.Get("If-None-Match") == `"a"` {
			same++
			rw.WriteHeader(http.StatusNotModified)
			return
		}
		full++
		fmt.Fprintf(rw, "BEGIN:VCALENDAR\r\nREFRESH-INTERVAL:PT1M\r\n%s\r\nEND:VCALENDAR\r\n", entryOf("1@x", soup))
	})
	w.begins()
	if i := w.reads(); full != 1 || same != 1 || i.Failed != "" || i.Coming != 1 || i.Made != 1 {
		t.Errorf("%d, %d: %+v", full, same, i)
	}
	refusedOnce := w.room.ReadNow(t.Context(), w.head, w.id, w.follows.ID)
	w.must(refusedOnce)
	refused(t, w.room.ReadNow(t.Context(), w.head, w.id, w.follows.ID), identity.TooMany)
	w.must(w.room.ImportsDue(t.Context()))
	if full != 2 {
		t.Errorf("by hand: %d", full)
	}
	w.clock.pass(askEvery)
	w.must(w.room.ReadNow(t.Context(), w.head, w.id, w.follows.ID))
	w.must(w.room.ImportsDue(t.Context()))
	w.clock.pass(8 * day)
	if w.reads(); full != 4 {
		t.Errorf("after a week: %d", full)
	}
}

// However many nodes there are, a calendar is read once, and who was slow writes nothing any more.
func TestNodesReadACalendarOnce(t *testing.T) {
	t.Parallel()
	w := newElsewhere(t)
	w.calendar(entryOf("1@x", soup), entryOf("2@x", chorale))
	_, err := w.room.Follow(t.Context(), w.head, w.id, w.url)
	w.must(err)
	_, err = w.room.Follow(t.Context(), w.head, w.id, w.url) // sent twice
	w.must(err)
	var nodes sync.WaitGroup
	for range 4 {
		node := w.node()
		node.fetch.local = true
		nodes.Go(func() {
			if err := node.ImportsDue(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	nodes.Wait()
	if len(w.held()) != 2 || w.asked != 1 {
		t.Errorf("%d events, asked %d times", len(w.held()), w.asked)
	}
	// a node that took it and is slow: another has begun since
	slow, err := oneImport(t.Context(), w.pool, selectImport+`where i.organisation_id = $1`, w.num)
	w.must(err)
	w.calendar(entryOf("1@x", soup), entryOf("2@x", chorale), entryOf("3@x", "SUMMARY:Nouveau", "DTSTART:20261210T180000Z"))
	w.reads()
	before := w.rows()
	w.serves(func(rw http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(rw, "BEGIN:VCALENDAR\r\n%s\r\nEND:VCALENDAR\r\n", entryOf("1@x", soup, "DESCRIPTION:vieux"))
	})
	if err := w.room.readImport(t.Context(), &slow); err == nil || w.rows() != before {
		t.Errorf("%v", err)
	}
}

// Whoever decides for an association says which calendars are read, and what becomes of their events.
func TestWhoHasACalendarFollowed(t *testing.T) {
	t.Parallel()
	w := newElsewhere(t)
	ctx := t.Context()
	w.calendar(entryOf("1@x", soup), entryOf("2@x", chorale))
	member := w.member("Mia", west)
	member.Grants, member.Acting = []identity.Grant{{Role: identity.AssociationMember, Organisation: w.num}}, w.num
	other := w.member("Otto", west)
	other.Grants, other.Acting = []identity.Grant{{Role: identity.AssociationAdmin, Organisation: w.num + 1}}, w.num+1
	for _, v := range []*identity.Viewer{member, other} {
		_, err := w.room.Follow(ctx, v, w.id, w.url)
		refused(t, err, identity.Forbidden)
		_, err = w.room.Imports(ctx, v, w.id)
		refused(t, err, identity.Forbidden)
	}
	_, err := w.room.Imports(ctx, nil, w.id)
	refused(t, err, identity.NoSession)
	_, err = w.room.Follow(ctx, w.head, uuid.New(), w.url)
	refused(t, err, identity.NotFound)
	for _, address := range []string{"", "x", "ftp://example.org/x", "https://10.0.0.1/x.ics", "https://a b.example/", "https://u:p@example.org/", "https://x.example/" + strings.Repeat("x", 1000)} {
		_, err := w.room.Follow(ctx, w.head, w.id, address)
		invalidIn(t, err, "address")
	}
	if a, err := w.room.calendarAddress(" webcal://example.org/a.ics#x "); err != nil || a != "https://example.org/a.ics" {
		t.Errorf("%q, %v", a, err)
	}
	w.begins()
	for n := range MaxImports - 1 {
		_, err := w.room.Follow(ctx, w.head, w.id, fmt.Sprintf("%s?%d", w.url, n))
		w.must(err)
	}
	_, err = w.room.Follow(ctx, w.head, w.id, w.url+"?more")
	invalidIn(t, err, "address")
	if w.must(w.room.ImportsDue(ctx)); len(w.held()) != 2 {
		t.Error("the same events by another address stand twice")
	}
	refused(t, w.room.Unfollow(ctx, other, w.id, w.follows.ID, true), identity.Forbidden)
	refused(t, w.room.Unfollow(ctx, w.head, w.id, uuid.New(), true), identity.NotFound)
	list, err := w.room.Imports(ctx, w.head, w.id)
	w.must(err)
	for _, i := range list[1:] {
		w.must(w.room.Unfollow(ctx, w.head, w.id, i.ID, false))
	}

	// no longer followed, they stay and are changed here
	w.must(w.room.Unfollow(ctx, w.head, w.id, w.follows.ID, false))
	soupe := w.held()["Soupe"]
	if soupe == nil || soupe.Imported || !soupe.Cancelled.IsZero() {
		t.Fatalf("%+v", soupe)
	}
	d := soupe.Draft()
	d.Title = "Soupe aux choux"
	_, err = w.room.Edit(ctx, w.head, soupe.ID, nil, All, d)
	w.must(err)
	// followed again, they are the same events
	w.begins()
	if held := w.held(); len(held) != 2 || held["Soupe"] == nil || held["Soupe"].ID != soupe.ID || !held["Soupe"].Imported {
		t.Errorf("%+v", held)
	}
	ana := w.member("Ana", west)
	w.join(ana, soupe)
	w.must(w.room.Unfollow(ctx, w.head, w.id, w.follows.ID, true))
	if e := w.held()["Soupe"]; e.Cancelled.IsZero() || w.told(ana, "event-cancelled") != 1 {
		t.Errorf("%+v", e)
	}
	// staff are written down
	cora := w.coordinator()
	_, err = w.room.Follow(ctx, cora, w.id, w.url)
	w.must(err)
	if n := w.count(`select count(*) from audit where act = 'import-events' and actor = $1`, cora.Account.Num); n != 1 {
		t.Errorf("%d acts of staff", n)
	}
	if n := w.count(`select count(*) from audit where act = 'import-events'`); n != 1 {
		t.Errorf("%d acts", n)
	}
}

// Files from the field: what is read stands here, in texts that a page can show, and reading again changes nothing.
func TestDirtyCalendars(t *testing.T) {
	t.Parallel()
	w := newElsewhere(t)
	w.clock.pass(recur.At(2026, 1, 2, 8, 0, 0).In(time.UTC).Sub(w.clock.now()))
	files, err := filepath.Glob("ical/testdata/dirty/*.ics")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	made := 0
	for n, file := range files {
		text, err := os.ReadFile(file)
		w.must(err)
		w.serves(func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write(text) })
		if n == 0 {
			w.begins()
		} else {
			w.reads()
		}
		first := w.reads() // what was in the file before is called off by now
		before := w.rows()
		if i := w.reads(); i.Failed != first.Failed || w.rows() != before {
			t.Errorf("%s: %+v, then %+v", file, first, i)
		}
		made += first.Coming
	}
	if made < 15 {
		t.Errorf("%d events of all files", made)
	}
	for title, e := range w.held() {
		d := e.Draft()
		if err := d.check(); title == "" || err != nil {
			t.Errorf("%q: %v", title, err)
		}
	}
}
