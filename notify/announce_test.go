package notify

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// lines is an audit in memory, inside the transaction like the real one.
type lines struct {
	mu   sync.Mutex
	acts []identity.Action
	fail error
}

func (l *lines) Record(_ context.Context, _ pgx.Tx, _ identity.Deed, act identity.Action, _ string, _ int64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acts = append(l.acts, act)
	return l.fail
}

func coordinator(account, district int64) *identity.Viewer {
	v := viewer(account, "fr")
	v.Grants = []identity.Grant{{Role: identity.Coordinator, District: district}}
	return v
}

// A member hears of at most one announcement a week, whoever writes and however many do at once.
func TestAnnounceOnceAWeek(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	staff, audit := coordinator(d.person("fr"), 7), &lines{}
	var people []int64
	for range 30 {
		people = append(people, d.person([]string{"fr", "en"}[len(people)%2]))
	}
	all := Announcement{
		Fr: Words{"Un repas partagé", "Dimanche à midi, place du marché."}, En: Words{"A shared meal", "Sunday at noon, market square."},
		District: 7, To: people,
	}
	var racing sync.WaitGroup
	var mu sync.Mutex
	total := 0
	for i := range 6 {
		part := all
		part.To = append(append([]int64(nil), people[i*5:]...), people[:i*5]...) // in another order each
		racing.Go(func() {
			told, err := d.Announce(context.Background(), staff, audit, part)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			total += told
		})
	}
	racing.Wait()
	if total != 30 || d.count(`select count(*) from notifications`) != 30 || d.count(`select sum(told)::bigint from announcements`) != 30 || len(audit.acts) != 6 {
		t.Errorf("%d told, %d notices, %d in the audit", total, d.count(`select count(*) from notifications`), len(audit.acts))
	}
	for account, want := range map[int64]string{people[0]: "Annonce : Un repas partagé", people[1]: "Announcement: A shared meal"} {
		lang := map[bool]string{true: "fr", false: "en"}[account == people[0]]
		if list, err := d.List(t.Context(), viewer(account, lang), 0, 5); err != nil || len(list) != 1 || list[0].Title != want {
			t.Errorf("%v %v, want %q", list, err, want)
		}
	}
	if n, err := d.Reachable(t.Context(), staff, all); err != nil || n != 0 {
		t.Errorf("%d can be reached at once, %v", n, err)
	}
	d.at = d.at.Add(AnnounceEvery)
	if n, err := d.Reachable(t.Context(), staff, all); err != nil || n != 30 {
		t.Errorf("%d can be reached after a week, %v", n, err)
	}
	// only in one language: it is read in that one
	all.En = Words{}
	if told, err := d.Announce(t.Context(), staff, audit, all); err != nil || told != 30 {
		t.Fatalf("%d, %v", told, err)
	}
	if list, err := d.List(t.Context(), viewer(people[1], "en"), 0, 5); err != nil || list[0].Text != all.Fr.Text {
		t.Errorf("%v %v", list, err)
	}
}

func TestAnnounceRefuses(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	to := []int64{d.person("fr")}
	good := Announcement{Fr: Words{"Titre", "Texte"}, District: 7, To: to}
	for name, c := range map[string]struct {
		by    *identity.Viewer
		audit *lines
		spoil func(*Announcement)
		code  identity.Code
	}{
		"a member":         {viewer(to[0], "fr"), &lines{}, func(*Announcement) {}, identity.Forbidden},
		"another district": {coordinator(to[0], 8), &lines{}, func(*Announcement) {}, identity.Forbidden},
		"no words":         {coordinator(to[0], 7), &lines{}, func(a *Announcement) { a.Fr = Words{} }, identity.BadValue},
		"no text":          {coordinator(to[0], 7), &lines{}, func(a *Announcement) { a.En = Words{Title: "Title"} }, identity.BadValue},
		"a long title":     {coordinator(to[0], 7), &lines{}, func(a *Announcement) { a.Fr.Title = strings.Repeat("é", 81) }, identity.BadValue},
		"a second line":    {coordinator(to[0], 7), &lines{}, func(a *Announcement) { a.Fr.Title = "a\r\nBcc: x" }, identity.BadValue},
		"a long text":      {coordinator(to[0], 7), &lines{}, func(a *Announcement) { a.Fr.Text = strings.Repeat("é", 1001) }, identity.BadValue},
		"no audit":         {coordinator(to[0], 7), &lines{fail: identity.Refuse(identity.Unavailable, "")}, func(*Announcement) {}, identity.Unavailable},
	} {
		a := good
		c.spoil(&a)
		if _, err := d.Announce(t.Context(), c.by, c.audit, a); !errors.Is(err, &identity.Error{Code: c.code}) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := d.count(`select (select count(*) from announcements) + (select count(*) from notifications)`); n != 0 {
		t.Errorf("%d rows", n)
	}
}
