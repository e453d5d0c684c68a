package main

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
	"github.com/alentour/alentour/moderation"
	"github.com/alentour/alentour/notify"
	"github.com/alentour/alentour/retention"
)

// almanac is a house whose days a test turns.
type almanac struct {
	t     *testing.T
	pool  *pgxpool.Pool
	desk  *identity.Desk
	notes *notify.Office
	cases *moderation.Office
	asked *matching.Room
	mu    sync.Mutex
	at    time.Time
}

func (c *almanac) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *almanac) pass(days int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.AddDate(0, 0, days)
}

func newAlmanac(t *testing.T) *almanac {
	t.Helper()
	c := &almanac{t: t, pool: postgrestest.New(t), at: time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)}
	loadSQL(t, c.pool, rightsTown)
	if _, err := c.pool.Exec(t.Context(), `truncate claims, corrections, organisation_proposals, invitations_to_organisations, partner_steps`); err != nil {
		t.Fatal(err) // the town has some of its own
	}
	key := bytes.Repeat([]byte{7}, identity.KeyBytes)
	var err error
	c.notes, err = notify.New(notify.Config{Pool: c.pool, Key: key, PublicURL: "https://a.example", Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	c.desk, err = identity.NewDesk(c.pool, identity.Config{
		Key: key, Now: c.now, Holders: []identity.Holder{c.notes}, Send: func(context.Context, identity.Message) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := identity.NewSealer(key, "moderation")
	if err != nil {
		t.Fatal(err)
	}
	live := directory.NewLive(directory.Config{})
	c.asked, err = matching.NewRoom(matching.Config{
		Pool: c.pool, Live: live, Volunteers: directory.NewVolunteers(), Requests: matching.NewRequests(live), Sealer: sealer,
		Desk: func() *identity.Desk { return c.desk }, Now: c.now,
	})
	if err != nil {
		t.Fatal(err)
	}
	own := func(district int64) []int64 { return []int64{district} }
	c.cases, err = moderation.NewOffice(c.pool, moderation.Config{
		Desk: c.desk, Sealer: sealer, Now: c.now, Chain: own, Subtree: own, Calendar: func(int64) *hours.Calendar { return nil },
		Tell: func(context.Context, pgx.Tx, []moderation.Notice) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// night does what a night does on every node: the rooms' sweeps, and the keeper's work.
func (c *almanac) night() (worked bool) {
	c.t.Helper()
	for _, sweep := range []func(context.Context) error{c.desk.Sweep, c.notes.Sweep, c.cases.Sweep, c.asked.Sweep} {
		if err := sweep(c.t.Context()); err != nil {
			c.t.Fatal(err)
		}
	}
	worked, err := c.keeper(nil).Night(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	return worked
}

func (c *almanac) keeper(count func(string, int)) *retention.Keeper {
	return retention.New(retention.Config{Pool: c.pool, Desk: c.desk, Now: c.now, Count: count})
}

func (c *almanac) count(sql string) (n int) {
	c.t.Helper()
	if err := c.pool.QueryRow(c.t.Context(), sql).Scan(&n); err != nil {
		c.t.Fatal(err)
	}
	return n
}

// ages put one row of each line of the table into the database, as old as $1, and count what is left.
var ages = map[string]struct{ insert, left string }{
	"accounts": {
		`insert into accounts (uid, lang, created_at, last_contact, rights_at, ends_on) values (gen_random_uuid(), 'de', $1, $1::timestamptz::date, $1, '2026-11-01')`,
		`select count(*) from accounts where lang = 'de'`,
	},
	"relays": {
		`with a as (insert into accounts (uid, lang, created_at, last_contact, rights_at) values (gen_random_uuid(), 'es', $1, $1::timestamptz::date, $1) returning id)
			insert into relays select id, 1, 2, null, 'relay-fr-2026-11', $1 from a`,
		`select count(*) from accounts where lang = 'es'`,
	},
	"codes": {
		`insert into contact_codes select sha256(gen_random_uuid()::text::bytea), null, 'x', $1::timestamptz + interval '10 min', 0`,
		`select count(*) from contact_codes`,
	},
	"printed-codes": {
		`with a as (insert into accounts (uid, lang, created_at, last_contact, rights_at) values (gen_random_uuid(), 'it', now(), '2026-11-28', now()) returning id)
			insert into printed_codes select id, sha256(gen_random_uuid()::text::bytea), $1::timestamptz + interval '90 days' from a`,
		`select count(*) from printed_codes`,
	},
	"sessions": {
		`insert into sessions (uid, account_id, token, rotated_at, device, created_at, seen_on, expires_at)
			select gen_random_uuid(), id, sha256(gen_random_uuid()::text::bytea), $1, '', $1, $1::timestamptz::date, '2027-06-01' from fresh_account`,
		`select count(*) from sessions`,
	},
	"notices": {
		`insert into notifications select account_id, extract(epoch from $1::timestamptz), 'role-given', $1::text, '{}', null, $1, null from fresh_recipient`,
		`select count(*) from notifications`,
	},
	"announcements": {
		`insert into announcements (by_id, district_id, profile, interests, fr_title, fr_text, en_title, en_text, at) values (1, 1, '', '{}', '', '', '', '', $1)`,
		`select count(*) from announcements`,
	},
	"letters": {
		`insert into parcels (uid, account_id, channel, digest, day, next_at, expires_at, over)
			select gen_random_uuid(), account_id, 'email', false, $1::timestamptz::date, 'infinity', $1, 'sent' from fresh_recipient`,
		`select count(*) from parcels`,
	},
	"volunteer-invitations": {
		`insert into volunteer_invitations (uid, city_id, contact, token, sealed, invited_by, invited_at, expires_at)
			values (gen_random_uuid(), 1, gen_random_uuid()::text::bytea, sha256(gen_random_uuid()::text::bytea), 'x', 1, '2026-10-01', $1)`,
		`select count(*) from volunteer_invitations`,
	},
	"volunteer-time": {
		`insert into volunteer_time (account_id, on_day, minutes) select account_id, $1::timestamptz::date, 60 from fresh_volunteer`,
		`select count(*) from volunteer_time`,
	},
	"trainings": {
		`insert into volunteer_trainings (uid, at, place, created_by, created_at) values (gen_random_uuid(), $1, 'Salle', 1, $1)`,
		`select count(*) from volunteer_trainings`,
	},
	"colleagues": {
		`insert into invitations_to_organisations (uid, organisation_id, email, role, at, expires_at)
			values (gen_random_uuid(), 1, gen_random_uuid()::text, 'association-member', '2026-10-01', $1)`,
		`select count(*) from invitations_to_organisations`,
	},
	"claims": {
		`insert into claims (uid, organisation_id, account_id, at, state, decided_at) select gen_random_uuid(), 1, id, $1, 'refused', $1 from fresh_account`,
		`select count(*) from claims`,
	},
	"proposals": {
		`insert into organisation_proposals (uid, name, district_id, belongs, at, state, decided_at) values (gen_random_uuid(), 'Une', 1, false, $1, 'refused', $1)`,
		`select count(*) from organisation_proposals`,
	},
	"corrections": {
		`insert into corrections (uid, place_id, field, is_right, at, state) values (gen_random_uuid(), 1, 'all', true, $1, 'counted')`,
		`select count(*) from corrections`,
	},
	"authors": {
		`insert into versions (place_id, at, account_id, kind, before, after) select 1, $1, id, 'edit', '{}', '{}' from fresh_account`,
		`select count(account_id) from versions`,
	},
	"partner-steps": {
		`insert into partner_steps (organisation_id, step, at) values (1, 'met', $1)`,
		`select count(*) - 1 from partner_steps`, // the newest one stays, whatever its age
	},
	"conversations": {
		`insert into threads (uid, subject, private, created_at, closed_at)
			select gen_random_uuid(), 'request:' || n, false, $1, $1 from nextval('cases_id_seq') n`,
		`select count(*) from threads where closed_at is not null`,
	},
	"photos": {
		`insert into photos (sha256, large, small, width, height, created_at, idle_since)
			values (sha256(gen_random_uuid()::text::bytea), 'x', 'x', 1, 1, $1, $1)`,
		`select count(*) from photos`,
	},
	"invitations": {
		`with q as (insert into requests (uid, offer, kind, cell, timing, needed, urgency, state, deadline, expires_at, created_at, updated_at, closed_at)
				values (gen_random_uuid(), false, 'cv', 1, 'flexible', 1, 'calm', 'done', $1, $1, $1, $1, '2026-11-01') returning id)
			insert into invitations (uid, request_id, account_id, wave, score, chance, propensity, rested, gap, parts, distance_m, state, sent_at)
				select gen_random_uuid(), q.id, 1, 1, 0, 0, 0, 0, 0, '{}', 0, 'sent', $1 from q`,
		`select count(*) from invitations`,
	},
	"help-loads": {
		`insert into volunteer_loads (account_id, last_asked_at) select n, $1 from nextval('cases_id_seq') n`,
		`select count(*) from volunteer_loads`,
	},
	"request-points": {
		`with q as (insert into requests (uid, offer, kind, cell, timing, needed, urgency, state, deadline, expires_at, created_at, updated_at)
				values (gen_random_uuid(), false, 'cv', 1, 'flexible', 1, 'calm', 'open', $1, '2030-01-01', $1, $1) returning id)
			insert into request_points select id, 'x', $1::timestamptz + interval '2 days' from q`,
		`select count(*) from request_points`,
	},
	"request-words": {
		`insert into requests (uid, offer, kind, details, cell, timing, needed, urgency, state, deadline, expires_at, created_at, updated_at, closed_at)
			values (gen_random_uuid(), false, 'cv', 'mots', 1, 'flexible', 1, 'calm', 'done', $1, $1, $1, $1, $1)`,
		`select count(*) from requests where details <> ''`,
	},
	"requests": {
		`insert into requests (uid, offer, kind, cell, timing, needed, urgency, state, deadline, expires_at, created_at, updated_at, closed_at)
			values (gen_random_uuid(), true, 'letters', 1, 'flexible', 1, 'calm', 'expired', $1, $1, $1, $1, $1)`,
		`select count(*) from requests where kind = 'letters'`,
	},
	"event-points": {
		`with e as (insert into events (uid, title, whereabouts, cell, zone, starts, length_s, ends_at, created_at, updated_at)
				values (gen_random_uuid(), 'ahead', 'sealed', 1, 'Europe/Paris', '2030-01-01', 60, '2030-01-01', $1, $1) returning id)
			insert into event_points (event_id, sealed, expires_at) select id, 'x', $1 from e`,
		`select count(*) from event_points`,
	},
	"coverage": {
		`with d as (insert into districts (code, kind, name, timezone, lang) values (left(gen_random_uuid()::text, 8), 'city', 'Old', 'UTC', 'fr') returning id)
			insert into coverage_figures (city_id, period, district_id, until, at, people, supply) select id, '2020-01', id, $1, $1, '{}', '{}' from d`,
		`select count(*) from coverage_figures`,
	},
	"events": {
		`insert into events (uid, title, whereabouts, online, zone, starts, length_s, ends_at, created_at, updated_at)
			values (gen_random_uuid(), 'past', 'online', 'https://example.org', 'Europe/Paris', '2020-01-01', 60, $1, $1, $1)`,
		`select count(*) from events where title = 'past'`,
	},
	"event-names": {
		`with e as (insert into events (uid, title, whereabouts, online, zone, starts, length_s, created_at, updated_at)
				values (gen_random_uuid(), 'names', 'online', 'https://example.org', 'Europe/Paris', '2020-01-01', 60, $1, $1) returning id),
			d as (insert into event_seats (event_id, original, starts_at, ends_at, capacity) select id, $1, $1, $1, 0 from e returning event_id)
			insert into sign_ups (uid, event_id, original, account_id, company, state, seats, turn, created_at, changed_at)
				select gen_random_uuid(), event_id, $1, 1, '{Anne}', 'cancelled', 0, 1, $1, $1 from d`,
		`select count(*) from sign_ups where company <> '{}'`,
	},
	"sign-ups": {
		`with e as (insert into events (uid, title, whereabouts, online, zone, starts, length_s, created_at, updated_at)
				values (gen_random_uuid(), 'signed', 'online', 'https://example.org', 'Europe/Paris', '2020-01-01', 60, $1, $1) returning id),
			d as (insert into event_seats (event_id, original, starts_at, ends_at, capacity) select id, $1, $1, $1, 0 from e returning event_id)
			insert into sign_ups (uid, event_id, original, account_id, state, seats, turn, reason, created_at, changed_at)
				select gen_random_uuid(), event_id, $1, 1, 'cancelled', 0, 1, 'left', $1, $1 from d`,
		`select count(*) from sign_ups where reason = 'left'`,
	},
	"tickets": {
		`with e as (insert into events (uid, title, whereabouts, online, zone, starts, length_s, created_at, updated_at)
				values (gen_random_uuid(), 'given', 'online', 'https://example.org', 'Europe/Paris', '2020-01-01', 60, $1, $1) returning id),
			d as (insert into event_seats (event_id, original, starts_at, ends_at, capacity) select id, $1, $1, $1, 0 from e returning event_id),
			b as (insert into ticket_batches (uid, event_id, original, opened_by, client_key, places, members, unserved, draw, closes_at, claim_s, created_at)
				select gen_random_uuid(), event_id, $1, 1, gen_random_uuid()::text, 1, false, false, false, $1, 3600, $1 from d returning id)
			insert into tickets (uid, batch_id, account_id, state, turn, created_at, changed_at) select gen_random_uuid(), id, 1, 'passed', 1, $1, $1 from b`,
		`select count(*) from tickets`,
	},
	"event-tellings": {
		`with e as (insert into events (uid, title, whereabouts, online, zone, starts, length_s, ends_at, created_at, updated_at)
				values (gen_random_uuid(), 'told', 'online', 'https://example.org', 'Europe/Paris', '2020-01-01', 60, '2025-11-01', $1, $1) returning id)
			insert into event_tellings (account_id, event_id, fresh, at) select fresh_account.id, e.id, true, $1 from e, fresh_account`,
		`select count(*) from event_tellings`,
	},
	"sealed-copies": {
		`with c as (insert into cases (uid, subject, subject_id, state, reason, urgency, opened_at, due_at)
				select gen_random_uuid(), 'place', n, 'open', 'other', 0, $1, $1 from nextval('cases_id_seq') n returning id)
			insert into sealed_copies (case_id, digest, sealed, taken_at, expires_at) select id, 'x', 'x', $1, $1::timestamptz + interval '182 days' from c`,
		`select count(*) from sealed_copies`,
	},
	"cases": {
		`insert into cases (uid, subject, subject_id, state, reason, urgency, opened_at, due_at, closed_at)
			values (gen_random_uuid(), 'place', 1, 'closed', 'other', 0, '2020-01-01', '2020-01-01', $1)`,
		`select count(*) from cases where state = 'closed'`,
	},
}

// freshPeople are who the rows of ages belong to.
const freshPeople = `
	insert into accounts (uid, lang, created_at, last_contact, rights_at) values (gen_random_uuid(), 'fr', '2026-11-28', '2026-11-28', '2026-11-28');
	create view fresh_account as select id from accounts where lang = 'fr' limit 1;
	insert into recipients (account_id) select id from fresh_account;
	create view fresh_recipient as select account_id from recipients limit 1;
	insert into members (account_id, name, helps, needs, age_band, created_at, updated_at) select id, 'Anne', true, false, '25-39', now(), now() from fresh_account;
	insert into volunteers (account_id, applied_at, updated_at) select id, now(), now() from fresh_account;
	create view fresh_volunteer as select account_id from volunteers limit 1;
	insert into partner_steps (organisation_id, step, at) values (1, 'active', '2026-11-28')`

// Each line of the table takes away what is older than it says, and nothing that is younger.
func TestWhatIsPastGoes(t *testing.T) {
	t.Parallel()
	c := newAlmanac(t)
	if _, err := c.pool.Exec(t.Context(), freshPeople); err != nil {
		t.Fatal(err)
	}
	var listed []string
	for _, rule := range retention.Table() {
		if rule.Kept("en") == "for good" {
			continue
		}
		listed = append(listed, rule.Code)
		age, ok := ages[rule.Code]
		if !ok {
			t.Errorf("%s: no row of this line in ages", rule.Code)
			continue
		}
		edge := rule.Lasts.Before(c.now())
		margin := 50 * time.Hour // days are those of the calendar, months and years have many lengths
		if rule.Lasts.Minutes > 0 {
			margin = time.Minute
		}
		for _, at := range []time.Time{edge.Add(-margin), edge.Add(margin)} {
			if _, err := c.pool.Exec(t.Context(), age.insert, pgx.QueryExecModeSimpleProtocol, at); err != nil {
				t.Fatalf("%s: %v", rule.Code, err)
			}
		}
	}
	for code := range ages {
		if !slices.Contains(listed, code) {
			t.Errorf("%s: not a line of the table", code)
		}
		if n := c.count(ages[code].left); n != 2 {
			t.Errorf("%s: %d rows before the night, want 2", code, n)
		}
	}
	if !c.night() {
		t.Fatal("nobody worked")
	}
	for code, age := range ages {
		if n := c.count(age.left); n != 1 {
			t.Errorf("%s: %d rows are left, want the younger one", code, n)
		}
	}
	if c.night() {
		t.Error("the same night was done twice")
	}
}

// Of many nodes one works, and a night that failed is done again.
func TestOneNodeWorksAtNight(t *testing.T) {
	t.Parallel()
	c := newAlmanac(t)
	const nodes = 8
	var group sync.WaitGroup
	worked := make(chan bool, nodes)
	for range nodes {
		group.Go(func() {
			did, err := c.keeper(nil).Night(t.Context())
			if err != nil {
				t.Error(err)
			}
			worked <- did
		})
	}
	group.Wait()
	close(worked)
	n := 0
	for did := range worked {
		if did {
			n++
		}
	}
	if n != 1 || c.count(`select count(*) from retention_runs`) != 1 {
		t.Errorf("%d nodes worked, want 1", n)
	}

	c.pass(1)
	if _, err := c.pool.Exec(t.Context(), `alter table claims rename to elsewhere`); err != nil {
		t.Fatal(err)
	}
	if did, err := c.keeper(nil).Night(t.Context()); did || err == nil {
		t.Errorf("worked %v, error %v: a line that cannot be done is a night not done", did, err)
	}
	if _, err := c.pool.Exec(t.Context(), `alter table elsewhere rename to claims`); err != nil {
		t.Fatal(err)
	}
	if did, err := c.keeper(nil).Night(t.Context()); !did || err != nil {
		t.Errorf("the night was not done again: %v", err)
	}
}

// Nobody loses an account without a notice thirty days before, and whoever comes back keeps it.
func TestUnusedAccountsEnd(t *testing.T) {
	t.Parallel()
	c := newAlmanac(t)
	insert := func(lang, seen, standing string) (account int64) {
		err := c.pool.QueryRow(t.Context(), `
			insert into accounts (uid, lang, created_at, last_contact, rights_at, standing)
			values (gen_random_uuid(), $1, '2020-01-01', $2::text::date, '2020-01-01', $3) returning id`, lang, seen, standing).Scan(&account)
		if err != nil {
			t.Fatal(err)
		}
		return account
	}
	const soon, old = "2024-12-20", "2022-01-01"
	silent, back, banned := insert("fr", soon, "active"), insert("en", old, "active"), insert("fr", old, "banned")
	busy := insert("fr", "2026-11-01", "active")
	standing := func(account int64) (s string) {
		if err := c.pool.QueryRow(t.Context(), `select standing from accounts where id = $1`, account).Scan(&s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	told := `select count(*) from notifications where kind = 'account-ending'`

	c.night()
	if n := c.count(told); n != 2 {
		t.Fatalf("%d were told, want the two who can come back", n)
	}
	if standing(back) != "active" {
		t.Fatal("erased on the day of the notice")
	}
	c.pass(29)
	if _, err := c.pool.Exec(t.Context(), `update accounts set last_contact = $2 where id = $1`, back, c.now()); err != nil {
		t.Fatal(err)
	}
	c.night()
	if got := standing(silent); got != "active" {
		t.Errorf("a day too early: %s", got)
	}
	c.pass(1)
	var removed int
	if _, err := c.keeper(func(rule string, n int) {
		if rule == "accounts" {
			removed += n
		}
	}).Night(t.Context()); err != nil {
		t.Fatal(err)
	}
	for account, want := range map[int64]string{silent: "erased", back: "active", banned: "erased", busy: "active"} {
		if got := standing(account); got != want {
			t.Errorf("account %d of silent %d, back %d, banned %d, busy %d is %s, want %s", account, silent, back, banned, busy, got, want)
		}
	}
	if n := c.count(`select count(*) from accounts where ends_on is not null`); n != 0 || removed != 2 {
		t.Errorf("%d ends are still announced; %d were counted as erased, want 2", n, removed)
	}
}
