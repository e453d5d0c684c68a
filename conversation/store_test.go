package conversation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/identity"
)

var testKey = []byte(strings.Repeat("s", identity.KeyBytes))

// noon is a Monday.
var noon = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)

// town is a database with people who write to each other.
type town struct {
	*Store
	t      testing.TB
	pool   *pgxpool.Pool
	desk   *identity.Desk
	people map[int64]Person
	now    time.Time
}

func newTown(t testing.TB, change ...func(*Config)) *town {
	w := &town{t: t, pool: postgrestest.New(t), people: map[int64]Person{}, now: noon}
	var err error
	w.desk, err = identity.NewDesk(w.pool, identity.Config{
		Key: testKey, Now: func() time.Time { return w.now }, Send: func(context.Context, identity.Message) error { return nil },
	})
	w.must(err)
	sealer, err := identity.NewSealer(testKey, "conversation")
	w.must(err)
	many := identity.Rate{Burst: 1_000_000, Every: time.Second}
	c := Config{
		Sealer: sealer, Desk: func() *identity.Desk { return w.desk }, Now: func() time.Time { return w.now }, Messages: many, Contacts: many,
		People: func(_ context.Context, _ Querier, accounts []int64) (map[int64]Person, error) {
			known := map[int64]Person{}
			for _, account := range accounts {
				if p, ok := w.people[account]; ok {
					known[account] = p
				}
			}
			return known, nil
		},
	}
	for _, do := range change {
		do(&c)
	}
	w.Store, err = NewStore(w.pool, c)
	w.must(err)
	return w
}

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// comes makes somebody of 18 or more.
func (w *town) comes(name string) *identity.Viewer {
	w.t.Helper()
	id := uuid.New()
	var account int64
	w.must(w.pool.QueryRow(w.t.Context(), `insert into accounts (uid, lang, created_at, last_contact, rights_at)
		values ($1, 'fr', now(), now(), now()) returning id`, id).Scan(&account))
	w.people[account] = Person{Account: account, ID: id, Name: name, Adult: true}
	return &identity.Viewer{
		Account: identity.Account{Num: account, ID: id, Lang: "fr", Standing: identity.StandingActive}, Blocks: identity.Blocks{},
	}
}

func (w *town) tx(do func(pgx.Tx) error) {
	w.t.Helper()
	w.must(pgx.BeginFunc(w.t.Context(), w.pool, do))
}

// open makes the thread of a subject with some people in it.
func (w *town) open(subject string, people ...*identity.Viewer) (id uuid.UUID, num int64) {
	w.t.Helper()
	w.tx(func(tx pgx.Tx) (err error) {
		var accounts []int64
		for _, p := range people {
			accounts = append(accounts, p.Account.Num)
		}
		num, err = w.Open(w.t.Context(), tx, subject, accounts)
		return err
	})
	w.must(w.pool.QueryRow(w.t.Context(), `select uid from threads where id = $1`, num).Scan(&id))
	return id, num
}

func (w *town) says(v *identity.Viewer, thread uuid.UUID, text string) Message {
	w.t.Helper()
	m, err := w.Write(w.t.Context(), v, thread, text, "")
	w.must(err)
	return m
}

// block makes two people disappear for each other, as viewers made before and as the table says.
func (w *town) block(a, b *identity.Viewer) {
	w.t.Helper()
	w.must(w.desk.Block(w.t.Context(), a, b.Account.Num))
	a.Blocks[b.Account.Num], b.Blocks[a.Account.Num] = struct{}{}, struct{}{}
}

// reads gives what somebody sees of a thread: "1 Ana: hello".
func (w *town) reads(v *identity.Viewer, thread uuid.UUID) (lines []string) {
	w.t.Helper()
	list, err := w.Messages(w.t.Context(), v, thread, 0)
	w.must(err)
	for _, m := range list {
		said := m.Text
		if m.State != Shown {
			said = string(m.State) + m.Text
		}
		lines = append(lines, fmt.Sprintf("%d %s: %s", m.Number, m.Author.Name, said))
	}
	return lines
}

func (w *town) wants(got []string, want ...string) {
	w.t.Helper()
	if !slices.Equal(got, want) {
		w.t.Errorf("%q, want %q", got, want)
	}
}

// refused says which refusal an error is.
func (w *town) refused(err error, code identity.Code) {
	w.t.Helper()
	if !errors.Is(err, &identity.Error{Code: code}) {
		w.t.Errorf("%v, want %s", err, code)
	}
}

func (w *town) thread(v *identity.Viewer, id uuid.UUID) Thread {
	w.t.Helper()
	t, err := w.Thread(w.t.Context(), v, id)
	w.must(err)
	return t
}

// notices are somebody's that they have not read: "message thread:1:2".
func (w *town) notices(v *identity.Viewer) (list []string) {
	w.t.Helper()
	rows, err := w.pool.Query(w.t.Context(), `
		select n.kind || ' ' || n.subject from notifications n join visible_notifications s using (account_id, number)
		where n.account_id = $1 and n.read_at is null order by n.number`, v.Account.Num)
	w.must(err)
	list, err = pgx.CollectRows(rows, pgx.RowTo[string])
	w.must(err)
	return list
}

func TestPeopleOfAThreadReadEachOther(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	ana, ben, eve := w.comes("Ana"), w.comes("Ben"), w.comes("Eve")
	id, num := w.open("request:7", ana, ben)
	w.says(ana, id, "  bonjour\r\nà tous \x07\u202e ")
	w.says(ben, id, "salut")
	w.wants(w.reads(ana, id), "1 Ana: bonjour\nà tous", "2 Ben: salut")

	// Somebody else's thread is not there.
	_, err := w.Messages(ctx, eve, id, 0)
	w.refused(err, identity.NotFound)
	_, err = w.Write(ctx, eve, id, "et moi", "")
	w.refused(err, identity.NotFound)
	w.refused(w.Read(ctx, eve, id, 1), identity.NotFound)

	// Who comes later reads what comes later; who leaves reads no more, and comes back to what comes then.
	w.tx(func(tx pgx.Tx) error { return w.Join(ctx, tx, num, eve.Account.Num) })
	if got := w.thread(eve, id); got.Unread != 0 || got.Last != 0 || len(got.People) != 2 {
		t.Errorf("for who has just come: %+v", got)
	}
	w.says(ana, id, "bienvenue")
	w.wants(w.reads(eve, id), "3 Ana: bienvenue")
	w.tx(func(tx pgx.Tx) error { return w.Leave(ctx, tx, num, eve.Account.Num) })
	_, err = w.Thread(ctx, eve, id)
	w.refused(err, identity.NotFound)
	w.says(ben, id, "sans Eve")
	w.tx(func(tx pgx.Tx) error { return w.Join(ctx, tx, num, eve.Account.Num) })
	w.says(ben, id, "avec Eve")
	w.wants(w.reads(eve, id), "5 Ben: avec Eve")

	// Opening again changes nothing for who is there.
	again, _ := w.open("request:7", ana)
	if again != id || len(w.reads(ana, id)) != 5 {
		t.Error("opened again, it is another thread")
	}

	// Closed, it is read and not written; opened again, written.
	w.tx(func(tx pgx.Tx) error { return w.Close(ctx, tx, "request:7") })
	_, err = w.Write(ctx, ana, id, "encore", "")
	w.refused(err, identity.Forbidden)
	if w.thread(ana, id).Closed.IsZero() || len(w.reads(ana, id)) != 5 {
		t.Error("a closed thread is not read")
	}
	w.open("request:7")
	w.says(ana, id, "encore")
}

func TestTextsAndKeysAreBounded(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ana, ben := w.comes("Ana"), w.comes("Ben")
	id, _ := w.open("request:7", ana, ben)
	for _, text := range []string{"", " \n\t ", "\u202e", strings.Repeat("é", MaxText+1)} {
		_, err := w.Write(t.Context(), ana, id, text, "")
		w.refused(err, identity.BadValue)
	}
	w.says(ana, id, strings.Repeat("é", MaxText))
	_, err := w.Write(t.Context(), ana, id, "x", strings.Repeat("k", maxKey+1))
	w.refused(err, identity.BadValue)

	// The same key of the same writer is one message, whatever it says now; of another writer it is another one.
	first, err := w.Write(t.Context(), ana, id, "one", "k")
	w.must(err)
	again, err := w.Write(t.Context(), ana, id, "two", "k")
	w.must(err)
	if again.Number != first.Number || again.Text != "one" {
		t.Errorf("%+v, want the first one", again)
	}
	if other, err := w.Write(t.Context(), ben, id, "three", "k"); err != nil || other.Number != 3 {
		t.Errorf("%+v, %v", other, err)
	}
	// A text stands nowhere as it was written.
	var plain int
	w.must(w.pool.QueryRow(t.Context(), `select count(*) from messages m where m::text like '%' || encode('three', 'hex') || '%'`).Scan(&plain))
	if plain != 0 {
		t.Error("a text is not sealed")
	}
}

func TestWhoMayNotWrite(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	ana, ben, kid := w.comes("Ana"), w.comes("Ben"), w.comes("Kim")
	minor := w.people[kid.Account.Num]
	minor.Adult = false
	w.people[kid.Account.Num] = minor
	id, num := w.open("request:7", ana)
	_, err := w.Write(ctx, ana, id, "personne", "")
	w.refused(err, identity.Forbidden) // nobody would read it

	// Somebody of 15 to 17 is never alone with somebody.
	w.tx(func(tx pgx.Tx) error { return w.Join(ctx, tx, num, kid.Account.Num) })
	_, err = w.Write(ctx, ana, id, "salut", "")
	w.refused(err, identity.Forbidden)
	_, err = w.Write(ctx, kid, id, "salut", "")
	w.refused(err, identity.Forbidden)
	w.tx(func(tx pgx.Tx) error { return w.Join(ctx, tx, num, ben.Account.Num) })
	w.says(kid, id, "à trois")
	_, err = w.Contact(ctx, kid, "offer:1", ana.Account.Num, "salut", "")
	w.refused(err, identity.Forbidden)
	_, err = w.Contact(ctx, ana, "offer:1", kid.Account.Num, "salut", "")
	w.refused(err, identity.Forbidden)

	// Who is silenced reads, and does not write; a visitor and who is suspended do neither.
	ben.Account.SilencedUntil = noon.Add(time.Hour)
	_, err = w.Write(ctx, ben, id, "mais", "")
	w.refused(err, identity.Forbidden)
	_, err = w.Contact(ctx, ben, "offer:1", ana.Account.Num, "mais", "")
	w.refused(err, identity.Forbidden)
	w.wants(w.reads(ben, id), "1 Kim: à trois")
	_, err = w.Write(ctx, nil, id, "mais", "")
	w.refused(err, identity.NoSession)
	ben.Account.Standing = identity.StandingSuspended
	_, err = w.Threads(ctx, ben)
	w.refused(err, identity.Forbidden)
}

func TestWriteOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	ana, ben, eve := w.comes("Ana"), w.comes("Ben"), w.comes("Eve")
	id, err := w.Contact(ctx, ben, "offer:3", ana.Account.Num, "encore disponible ?", "k")
	w.must(err)
	again, err := w.Contact(ctx, ben, "offer:3", ana.Account.Num, "encore disponible ?", "k")
	if w.must(err); again != id {
		t.Error("the same key twice is two threads")
	}
	_, err = w.Contact(ctx, ben, "offer:3", ana.Account.Num, "alors ?", "other")
	w.refused(err, identity.Forbidden)
	_, err = w.Write(ctx, ben, id, "alors ?", "")
	w.refused(err, identity.Forbidden)
	if w.thread(ben, id).Waits != ForThem || w.thread(ana, id).Waits != ForMe || !w.thread(ben, id).Mine || w.thread(ana, id).Mine {
		t.Error("it is not said whose turn it is")
	}
	w.wants(w.notices(ana), fmt.Sprintf("message-first thread:%d:1", w.thread(ana, id).num))
	if found, err := w.Contacted(ctx, ben, "offer:3"); err != nil || found != id {
		t.Errorf("%v, %v: they have written", found, err)
	}
	if found, err := w.Contacted(ctx, eve, "offer:3"); err != nil || found != uuid.Nil {
		t.Errorf("%v, %v: they have not", found, err)
	}
	// another person has another thread, and sees none of this one
	other, err := w.Contact(ctx, eve, "offer:3", ana.Account.Num, "et pour moi ?", "k")
	if w.must(err); other == id {
		t.Error("two people share a thread of two")
	}
	w.says(ana, id, "oui !")
	w.says(ben, id, "merci")
	w.says(ben, id, "j’arrive")
	w.wants(w.reads(ana, id), "1 Ben: encore disponible ?", "2 Ana: oui !", "3 Ben: merci", "4 Ben: j’arrive")
	_, err = w.Contact(ctx, ana, "offer:3", ana.Account.Num, "moi", "")
	w.refused(err, identity.BadValue)

	// After a block it is there for neither, and cannot be begun.
	w.block(ana, ben)
	for _, v := range []*identity.Viewer{ana, ben} {
		_, err = w.Messages(ctx, v, id, 0)
		w.refused(err, identity.NotFound)
		_, err = w.Write(ctx, v, id, "encore", "")
		w.refused(err, identity.NotFound)
	}
	_, err = w.Contact(ctx, ben, "offer:4", ana.Account.Num, "et celle-ci ?", "")
	w.refused(err, identity.NotFound)
	// a viewer that was made before the block does not come past it
	stale := *ben
	stale.Blocks = nil
	_, err = w.Write(ctx, &stale, id, "encore", "")
	w.refused(err, identity.NotFound)
	_, err = w.Contact(ctx, &stale, "offer:4", ana.Account.Num, "et celle-ci ?", "")
	w.refused(err, identity.NotFound)
	if n := len(w.notices(ana)); n != 1 { // Eve's
		t.Errorf("%d notices", n)
	}
}

// A block in a thread of several leaves the other's messages out, their notices and their count too.
func TestBlocksInAGroup(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ana, ben, eve := w.comes("Ana"), w.comes("Ben"), w.comes("Eve")
	id, num := w.open("request:7", ana, ben, eve)
	w.says(ana, id, "un")
	w.says(ben, id, "deux")
	w.block(ana, ben)
	w.wants(w.reads(ana, id), "1 Ana: un")
	w.wants(w.reads(ben, id), "2 Ben: deux")
	w.wants(w.reads(eve, id), "1 Ana: un", "2 Ben: deux")
	w.says(ben, id, "trois")
	if got := w.thread(ana, id); got.Unread != 0 || got.Last != 1 || len(got.People) != 1 || got.People[0].Name != "Eve" {
		t.Errorf("ana: %+v", got)
	}
	w.wants(w.notices(ana))
	if n, err := w.Unread(t.Context(), ana); err != nil || n != 0 {
		t.Errorf("%d, %v", n, err)
	}
	w.says(eve, id, "quatre")
	if got := w.thread(ana, id); got.Unread != 1 || got.Last != 4 {
		t.Errorf("ana: %+v", got)
	}
	w.wants(w.notices(ana), fmt.Sprintf("message thread:%d:4", num))
	// Without Eve the two are as good as alone.
	w.tx(func(tx pgx.Tx) error { return w.Leave(t.Context(), tx, num, eve.Account.Num) })
	_, err := w.Write(t.Context(), ana, id, "cinq", "")
	w.refused(err, identity.Forbidden)
}

// One unread notice a thread, however much is written; a new one once it was followed. None holds a text.
func TestOneNoticeAThread(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	ana, ben := w.comes("Ana"), w.comes("Ben")
	id, num := w.open("request:7", ana, ben)
	w.says(ana, id, "un")
	w.says(ana, id, "deux")
	w.wants(w.notices(ben), fmt.Sprintf("message thread:%d:1", num))
	w.must(w.Read(ctx, ben, id, 1))
	w.wants(w.notices(ben), fmt.Sprintf("message thread:%d:2", num)) // more has come
	w.says(ana, id, "trois")
	w.says(ben, id, "quatre")
	w.wants(w.notices(ben), fmt.Sprintf("message thread:%d:2", num))
	w.wants(w.notices(ana), fmt.Sprintf("message thread:%d:4", num))
	if got := w.thread(ben, id); got.Unread != 2 || got.Read != 1 {
		t.Errorf("%+v", got)
	}
	w.must(w.Read(ctx, ben, id, 99))
	w.must(w.Read(ctx, ben, id, 2)) // never back
	if got := w.thread(ben, id); got.Unread != 0 || got.Read != 4 {
		t.Errorf("%+v", got)
	}
	w.wants(w.notices(ben))
	var texts int
	w.must(w.pool.QueryRow(ctx, `select count(*) from notifications n where n.params::text ~ 'un|deux|trois'`).Scan(&texts))
	if texts != 0 {
		t.Error("a notice holds a text")
	}
}

func TestModeratorsHideAMessage(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	ana, ben, eve := w.comes("Ana"), w.comes("Ben"), w.comes("Eve")
	id, _ := w.open("request:7", ana, ben)
	m := w.says(ana, id, "méchant")
	_, err := w.Find(ctx, eve, m.ID)
	w.refused(err, identity.NotFound)
	_, err = w.Find(ctx, nil, m.ID)
	w.refused(err, identity.NotFound)
	num, err := w.Find(ctx, ben, m.ID)
	w.must(err)
	w.tx(func(tx pgx.Tx) error {
		r, err := w.Look(ctx, tx, num)
		if err != nil || r.Author.Account != ana.Account.Num || string(r.Content) != `{"text":"méchant"}` {
			t.Errorf("%+v, %v", r, err)
		}
		return w.Hide(ctx, tx, num, true)
	})
	w.wants(w.reads(ben, id), "1 Ana: hidden")
	if w.thread(ben, id).Unread != 0 {
		t.Error("what is hidden counts as unread")
	}
	w.tx(func(tx pgx.Tx) error { return w.Hide(ctx, tx, num, false) })
	w.wants(w.reads(ben, id), "1 Ana: méchant")
	// Who one has met in a thread can be named, to block them; nobody else.
	if p, err := w.Met(ctx, ben, ana.Account.ID); err != nil || p.Account != ana.Account.Num || p.Name != "Ana" {
		t.Errorf("%+v, %v", p, err)
	}
	_, err = w.Met(ctx, eve, ana.Account.ID)
	w.refused(err, identity.NotFound)
}

func TestWhoLeavesTakesTheirTexts(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	ana, ben := w.comes("Ana"), w.comes("Ben")
	id, _ := w.open("request:7", ana, ben)
	once, err := w.Contact(ctx, ana, "offer:3", ben.Account.Num, "coucou", "k")
	w.must(err)
	w.says(ana, id, "à moi")
	w.says(ben, id, "à lui")
	w.tx(func(tx pgx.Tx) error {
		sheets, err := w.Export(ctx, tx, ana.Account.Num)
		text := fmt.Sprint(sheets)
		if err != nil || !strings.Contains(text, "à moi") || !strings.Contains(text, "coucou") || strings.Contains(text, "à lui") {
			t.Errorf("%s, %v", text, err)
		}
		return w.Erase(ctx, tx, ana.Account.Num)
	})
	delete(w.people, ana.Account.Num)
	w.wants(w.reads(ben, id), "1 : erased", "2 Ben: à lui")
	w.wants(w.reads(ben, once), "1 : erased")
	if got := w.thread(ben, id); len(got.People) != 0 || got.Unread != 0 {
		t.Errorf("%+v", got)
	}
	_, err = w.Write(ctx, ben, once, "tu es là ?", "")
	w.refused(err, identity.Forbidden)

	// A thread goes some time after it was closed, or once nobody is left in it; one that goes on stays.
	open, _ := w.open("request:8", ben)
	w.tx(func(tx pgx.Tx) error { return w.Close(ctx, tx, "request:7") })
	w.tx(func(tx pgx.Tx) error { return w.Close(ctx, tx, "offer:3") })
	sweep := func(before time.Time, most int) int {
		tag, err := w.pool.Exec(ctx, PastThreads, before, most)
		w.must(err)
		return int(tag.RowsAffected())
	}
	if n := sweep(noon.Add(-time.Second), 100); n != 0 {
		t.Errorf("%d threads went too early", n)
	}
	if n := sweep(noon, 1); n != 1 {
		t.Errorf("%d threads went at once, want 1", n)
	}
	sweep(noon, 100)
	if list, err := w.Threads(ctx, ben); err != nil || len(list) != 1 || list[0].ID != open {
		t.Errorf("%v, %v", list, err)
	}
	w.tx(func(tx pgx.Tx) error { return w.Erase(ctx, tx, ben.Account.Num) })
	if n := sweep(noon, 100); n != 1 {
		t.Errorf("%d threads without people went, want 1", n)
	}
}

func TestLimitsHoldBack(t *testing.T) {
	t.Parallel()
	w := newTown(t, func(c *Config) {
		c.Messages, c.Contacts = identity.Rate{Burst: 2, Every: time.Minute}, identity.Rate{Burst: 1, Every: time.Hour}
	})
	ana, ben, eve := w.comes("Ana"), w.comes("Ben"), w.comes("Eve")
	id, _ := w.open("request:7", ana, ben)
	w.says(ana, id, "un")
	w.says(ana, id, "deux")
	_, err := w.Write(t.Context(), ana, id, "trois", "")
	w.refused(err, identity.TooMany)
	_, err = w.Contact(t.Context(), ana, "offer:1", ben.Account.Num, "un", "")
	w.must(err)
	_, err = w.Contact(t.Context(), ana, "offer:2", eve.Account.Num, "deux", "")
	w.refused(err, identity.TooMany)
}
