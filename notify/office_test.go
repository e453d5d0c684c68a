package notify

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alentour/alentour/identity"
)

var testKey = []byte(strings.Repeat("s", identity.KeyBytes))

// letters is a sender that keeps them.
type letters struct {
	mu   sync.Mutex
	sent []Letter
	fail error // instead of taking the next one
}

func (b *letters) Send(_ context.Context, l Letter) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.fail; err != nil {
		b.fail = nil
		return err
	}
	b.sent = append(b.sent, l)
	return nil
}

// take gives what came since the last time.
func (b *letters) take() []Letter {
	b.mu.Lock()
	defer b.mu.Unlock()
	sent := b.sent
	b.sent = nil
	return sent
}

// noon is a Monday in Paris.
var noon = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)

// office is one at noon, in Paris, that sends nothing.
func (w *town) office(change ...func(*Config)) *Office {
	w.t.Helper()
	cfg := Config{Pool: w.pool, Key: testKey, PublicURL: "https://alentour.example", Zone: mustZone("Europe/Paris"), Now: func() time.Time { return noon }}
	for _, c := range change {
		c(&cfg)
	}
	o, err := New(cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	return o
}

// desk is an office with letter boxes and a clock that the test holds.
type desk struct {
	*Office
	*town
	at         time.Time
	email, sms letters
}

func newDesk(t testing.TB) *desk {
	d := &desk{town: newTown(t), at: noon}
	d.Office = d.office(func(c *Config) {
		c.Email, c.SMS = &d.email, &d.sms
		c.Now = func() time.Time { return d.at }
	})
	return d
}

// run plans and delivers once.
func (d *desk) run() {
	d.t.Helper()
	if err := d.Plan(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	if _, err := d.Deliver(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}

func viewer(account int64, lang string) *identity.Viewer {
	return &identity.Viewer{Account: identity.Account{Num: account, Lang: lang, Standing: identity.StandingActive}}
}

// tell posts at the test's hour.
func (d *desk) tell(account int64, n int) {
	d.t.Helper()
	notice := contactAdded(account, n)
	notice.At = d.at
	d.post(notice)
}

func (d *desk) settle(account int64, do func(*Settings)) {
	d.t.Helper()
	s, err := d.Settings(d.t.Context(), viewer(account, "fr"))
	if err != nil {
		d.t.Fatal(err)
	}
	do(&s)
	if err := d.Settle(d.t.Context(), viewer(account, "fr"), s); err != nil {
		d.t.Fatal(err)
	}
}

func TestLettersLeaveAsChosen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	a := d.person("fr", "email:amina@example.org", "phone:+33612345678")
	d.tell(a, 1)
	d.run()
	if got := d.email.take(); len(got) != 1 || got[0].To.Address != "amina@example.org" || !strings.Contains(got[0].Text, "Bonjour") {
		t.Fatalf("%d e-mails", len(got))
	}
	d.settle(a, func(s *Settings) { s.set("account", Email, Digest); s.set("account", SMS, Now) })
	d.tell(a, 2)
	d.tell(a, 3)
	d.run()
	if mails, texts := d.email.take(), d.sms.take(); len(mails) != 0 || len(texts) != 2 {
		t.Fatalf("%d e-mails, %d SMS", len(mails), len(texts))
	}
	d.at = d.at.Add(21 * time.Hour) // 9:00
	d.run()
	got := d.email.take()
	if len(got) != 1 || got[0].Subject != "2 notifications pour vous" || strings.Count(got[0].Text, "Un nouveau contact") != 2 {
		t.Fatalf("digest: %v", got)
	}
	d.run()
	if len(d.email.take()) != 0 || d.count(`select count(*) from errands`) != 0 {
		t.Error("something is left")
	}
}

// What waits follows the settings as they are now.
func TestSettingsHoldForWhatWaits(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	a := d.person("en", "email:a@example.org")
	d.settle(a, func(s *Settings) { s.PausedUntil = d.at.Add(48 * time.Hour) })
	for n := range 3 {
		d.tell(a, n)
	}
	d.run()
	if len(d.email.take()) != 0 {
		t.Fatal("a pause is none")
	}
	d.settle(a, func(s *Settings) { s.PausedUntil = time.Time{}; s.QuietFrom, s.QuietTill = 11*60, 13*60 })
	d.run()
	if len(d.email.take()) != 0 {
		t.Fatal("quiet hours are none")
	}
	// made into parcels, not begun: still the person's to decide
	d.settle(a, func(s *Settings) { s.QuietTill = s.QuietFrom })
	if err := d.Plan(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := d.count(`select count(*) from parcels`); n != 3 {
		t.Fatalf("%d parcels", n)
	}
	d.settle(a, func(s *Settings) { s.set("account", Email, Digest) })
	d.run()
	if len(d.email.take()) != 0 {
		t.Fatal("what was to leave at once left, after it was put into the digest")
	}
	d.settle(a, func(s *Settings) { s.set("account", Email, Now) })
	d.run()
	if n := len(d.email.take()); n != 3 {
		t.Errorf("%d e-mails of 3", n)
	}
}

// What was read in the app, or shows somebody who is blocked now, need not come any more.
func TestLettersThatAreNotNeeded(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	a, b := d.person("en", "email:a@example.org"), d.person("en")
	d.settle(a, func(s *Settings) { s.set("account", Email, Digest) })
	d.tell(a, 1)
	shows := contactAdded(a, 2)
	shows.From, shows.At = b, d.at
	d.post(shows)
	d.tell(a, 3)
	if n, err := d.Unread(t.Context(), viewer(a, "en")); err != nil || n != 3 {
		t.Fatalf("%d unread, %v", n, err)
	}
	if err := d.Read(t.Context(), viewer(a, "en"), 1); err != nil {
		t.Fatal(err)
	}
	d.block(a, b)
	d.at = d.at.Add(24 * time.Hour)
	d.run()
	if got := d.email.take(); len(got) != 1 || strings.Count(got[0].Text, "A new contact") != 0 || got[0].Subject != "A new contact on your account" {
		t.Fatalf("%v", got)
	}
	list, err := d.List(t.Context(), viewer(a, "en"), 0, 10)
	if err != nil || len(list) != 2 || list[0].Number != 3 || list[1].Number != 1 || !list[1].Read || list[0].Read {
		t.Errorf("%v, %v", list, err)
	}
	// and from now on nothing about them is told
	shows.Subject = "contact:4"
	d.post(shows)
	if n := len(d.numbers(a)); n != 3 {
		t.Errorf("%d notices", n)
	}
}

func (w *town) block(a, b int64) {
	w.exec(`insert into blocks (account_id, other_id, asked, since) values ($1, $2, true, now()), ($2, $1, false, now())`, a, b)
}

// A server that is away gets the same letter under the same id; an address that does not exist gets it once.
func TestLettersComeAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	a := d.person("fr", "email:a@example.org")
	d.tell(a, 1)
	d.email.fail = errors.New("away")
	d.run()
	d.run()
	if len(d.email.take()) != 0 {
		t.Fatal("handed over at once")
	}
	d.at = d.at.Add(2 * time.Second)
	d.run()
	if len(d.email.take()) != 1 {
		t.Fatal("not handed over again")
	}
	d.tell(a, 2)
	d.email.fail = &Refused{"no such mailbox"}
	d.run()
	d.at = d.at.Add(24 * time.Hour)
	d.run()
	if len(d.email.take()) != 0 || d.count(`select count(*) from parcels where over = 'refused'`) != 1 {
		t.Error("tried again for nothing")
	}
	d.tell(a, 3)
	for d.at = d.at.Add(0); d.count(`select count(*) from parcels where over = 'late'`) == 0; d.at = d.at.Add(12 * time.Hour) {
		d.email.fail = errors.New("away")
		d.run()
		if err := d.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := d.count(`select count(*) from errands`); n != 0 || len(d.numbers(a)) != 3 {
		t.Errorf("%d errands, notices %v", n, d.numbers(a))
	}
}

func TestSweepForgets(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	a := d.person("fr", "email:a@example.org")
	d.tell(a, 1)
	d.run()
	if err := d.Read(t.Context(), viewer(a, "fr"), 1); err != nil {
		t.Fatal(err)
	}
	d.tell(a, 2)
	for _, c := range []struct {
		days  int
		left  int
		sends int
	}{{182, 2, 0}, {184, 1, 0}, {2*365 + 1, 0, 0}} {
		d.at = noon.AddDate(0, 0, c.days)
		if err := d.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := len(d.numbers(a)); n != c.left || d.count(`select count(*) from parcels where over is not null`) != c.sends {
			t.Errorf("after %d days %d notices are left", c.days, n)
		}
	}
}

// The link of an e-mail ends such e-mails, without a session, and nothing else.
func TestStopByLink(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	a := d.person("fr", "email:a@example.org")
	d.tell(a, 1)
	d.run()
	l := d.email.take()[0]
	token := strings.TrimPrefix(l.Stop, "https://alentour.example/notices/stop/")
	s, err := d.ParseStop(token)
	if err != nil || len(s.Groups) != 1 || s.Groups[0] != "account" || !strings.Contains(l.Text, l.Stop) {
		t.Fatalf("%v, %v", s, err)
	}
	for _, bad := range []string{"", "x", token[1:], token + "A", "A" + token, strings.Repeat("A", 4000)} {
		if _, err := d.ParseStop(bad); !errors.Is(err, &identity.Error{Code: identity.NotFound}) {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
	for range 2 {
		if err := d.Stop(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	got, err := d.Settings(t.Context(), viewer(a, "fr"))
	if err != nil || got.Way("account", Email) != Never || got.Way("account", InApp) != Now || got.Way("decisions", Email) != Now {
		t.Errorf("%v, %v", got.Ways, err)
	}
	d.tell(a, 2)
	d.run()
	if len(d.email.take()) != 0 {
		t.Error("ended, but it came")
	}
}

func TestSettleRefuses(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	a := d.person("fr")
	good, err := d.Settings(t.Context(), viewer(a, "fr"))
	if err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[string]func(*Settings){
		"quiet_from: minute 1440": func(s *Settings) { s.QuietFrom = 1440 },
		"digest_at: minute -1":    func(s *Settings) { s.DigestAt = -1 },
		"email_cap: 0":            func(s *Settings) { s.EmailCap = 0 },
		"sms_cap: 21":             func(s *Settings) { s.SMSCap = 21 },
		"paused_until":            func(s *Settings) { s.PausedUntil = noon.AddDate(2, 0, 0) },
		"a group that does not":   func(s *Settings) { s.set("gossip", Email, Now) },
		"account does not come":   func(s *Settings) { s.set("account", InApp, Digest) },
		"decisions does not come": func(s *Settings) { s.set("decisions", "pigeon", Now) },
	} {
		s := good
		spoil(&s)
		err := d.Settle(t.Context(), viewer(a, "fr"), s)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if _, err := d.List(t.Context(), nil, 0, 10); !errors.Is(err, &identity.Error{Code: identity.NoSession}) {
		t.Errorf("a visitor reads: %v", err)
	}
}

// A planted word is gone after its owner is, also from what others were told.
func TestExportAndErase(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	a, b := d.person("fr", "email:a@example.org"), d.person("fr", "email:b@example.org")
	planted := Notice{To: b, From: a, Kind: "role-given", Subject: "grant:1", Params: map[string]string{"role": "zanzibar"}, At: d.at}
	d.post(planted, contactAdded(a, 1))
	d.run()
	d.settle(a, func(s *Settings) { s.EmailCap = 7 })
	tx, err := d.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context()) //nolint:errcheck // after Commit it says so
	sheets, err := d.Export(t.Context(), tx, a)
	if err != nil || len(sheets) != 2 || len(sheets[0].Rows) != 1 || sheets[1].Rows[0][6] != 7 {
		t.Fatalf("%v, %v", sheets, err)
	}
	for _, s := range sheets {
		for _, row := range s.Rows {
			if len(row) != len(s.Columns) {
				t.Errorf("%s: %d values in %d columns", s.Name, len(row), len(s.Columns))
			}
		}
	}
	if err := d.Erase(t.Context(), tx, a); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"recipients", "notifications", "errands", "parcels"} {
		if n := d.count(`select count(*) from `+table+` where account_id = $1`, a); n != 0 {
			t.Errorf("%d rows in %s", n, table)
		}
	}
	if n := d.count(`select count(*) from notifications n where n::text like '%zanzibar%'`); n != 0 {
		t.Error("a name that is gone stands with somebody else")
	}
}
