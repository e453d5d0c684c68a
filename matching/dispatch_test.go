package matching

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/alentour/alentour/directory"
)

func TestSomebodyNearIsAskedAndSaysYes(t *testing.T) {
	t.Parallel()
	c := newCrew(t)
	ctx := context.Background()
	asker := c.member("Awa", west)
	near, far := c.volunteer(west), c.volunteer(east)
	q := c.dispatch(c.post(asker))
	if got := c.asked(q); !slices.Contains(got, said(near, InvitationSent)) {
		t.Fatalf("asked %v, want %d among them (the other is %d)", got, near.Account.Num, far.Account.Num)
	}
	i := c.invitation(near, q)
	if i.Asker != "Awa" || i.Band != FarNear || len(i.Reasons) == 0 || i.Request.Kind != "cv" {
		t.Errorf("the invitation is %+v", i)
	}
	if got := c.notices(near); !slices.Equal(got, []string{"invitation-to-help"}) {
		t.Errorf("told of %v", got)
	}
	a, err := c.room.Accept(ctx, near, i.ID)
	if err != nil || a.State != InvitationAccepted || a.Full {
		t.Fatalf("%+v, %v", a, err)
	}
	if q = c.reload(q); q.State != StateMet || q.Taken != 1 || !q.NextWave.IsZero() {
		t.Errorf("then the request is %+v", q)
	}
	if got := c.notices(asker); !slices.Contains(got, "helper-found") {
		t.Errorf("the asker was told of %v", got)
	}
	asked, err := c.room.Helpers(ctx, asker, q.ID)
	if err != nil || len(asked.Helpers) != 1 || asked.Helpers[0].Name != "Vera" || asked.Waiting != 0 {
		t.Errorf("%+v, %v", asked, err)
	}
	if again, err := c.room.Accept(ctx, near, i.ID); err != nil || again.State != InvitationAccepted {
		t.Errorf("a second yes: %+v, %v", again, err)
	}
	if n := c.count(`select count(*) from help_records where account_id = $1 and family = 'work' and asked = 1 and yes = 1`, near.Account.Num); n != 1 {
		t.Errorf("%d records of the yes", n)
	}
}

// What is asked at night waits for the first permitted minute, and says so; what cannot wait goes to the team at once.
func TestNobodyIsDisturbedAtNight(t *testing.T) {
	t.Parallel()
	c := newCrew(t)
	asker, v := c.member("Awa", west), c.volunteer(west)
	c.quiet(v, 0, 0) // who has no quiet hours is not asked at night either
	c.clock.at = time.Date(2026, 11, 24, 22, 30, 0, 0, time.UTC)
	morning := time.Date(2026, 11, 25, 7, 0, 0, 0, time.UTC) // eight o'clock in Marseille
	q := c.dispatch(c.post(asker))
	if len(c.asked(q)) != 0 || !q.NextWave.Equal(morning) || q.Unanswered != "" {
		t.Fatalf("asked %v, next at %v, %q", c.asked(q), q.NextWave, q.Unanswered)
	}
	if got := c.notices(asker); !slices.Equal(got, []string{"request-planned"}) {
		t.Errorf("told of %v", got)
	}
	hurried := c.dispatch(c.post(asker, func(d *Draft) { d.When.Timing = Now }))
	if hurried.Unanswered != QuietHours || !hurried.NextWave.IsZero() || len(c.asked(hurried)) != 0 {
		t.Errorf("an answer wanted before the morning: %+v", hurried)
	}
	if got := c.notices(c.staff); !slices.Equal(got, []string{"request-unanswered"}) {
		t.Errorf("the team was told of %v", got)
	}
	c.clock.at = morning
	if q = c.dispatch(q); !slices.Equal(c.asked(q), []string{said(v, InvitationSent)}) {
		t.Errorf("in the morning: %v", c.asked(q))
	}
}

// At night only those are asked for what is urgent who said so.
// Where everybody was asked day after day, nobody is asked whose yes is too unlikely for what it costs: the need waits for people to
// rest, the team knows, and days later somebody is asked.
func TestWhoIsTiredIsLeftInPeace(t *testing.T) {
	t.Parallel()
	c := newCrew(t)
	asker := c.member("Awa", west)
	accounts := c.crowd(12, west, 10, 50)
	c.exec(`
		insert into volunteer_loads (account_id, asked, last_asked_at)
		select u, array(select $2::timestamptz - n * interval '1 day' from generate_series(0, 2) n order by n desc), $2 from unnest($1::bigint[]) u`,
		accounts, c.clock.now().Add(-time.Hour))
	c.catchUp()
	q := c.dispatch(c.post(asker))
	if len(c.asked(q)) != 0 || q.Unanswered != AllBusy || !q.NextWave.After(c.clock.now()) {
		t.Fatalf("asked %v, %q, next at %v", c.asked(q), q.Unanswered, q.NextWave)
	}
	explained, err := c.room.Candidates(t.Context(), c.staff, q.ID)
	c.must(err)
	if len(explained.Candidates) != 12 {
		t.Fatalf("%d candidates", len(explained.Candidates))
	}
	for _, k := range explained.Candidates {
		if k.Worth() {
			t.Errorf("worth asking: a chance of %v, at least %v", k.Chance, k.Least)
		}
	}
	c.clock.pass(2 * day)
	if q = c.dispatch(q); len(c.asked(q)) == 0 || q.Unanswered != "" {
		t.Errorf("two days later: asked %v, %q", c.asked(q), q.Unanswered)
	}
}

func TestUrgentAtNightPassesToThoseWhoSaidSo(t *testing.T) {
	t.Parallel()
	c := newCrew(t)
	asker := c.member("Awa", west)
	c.volunteer(west)
	night := c.volunteer(west, func(e *directory.VolunteerEdit) { e.AtNight = true })
	c.clock.at = time.Date(2026, 11, 24, 22, 30, 0, 0, time.UTC)
	q := c.dispatch(c.post(asker, func(d *Draft) { d.Urgency = Urgent }))
	if got := c.asked(q); !slices.Equal(got, []string{said(night, InvitationSent)}) {
		t.Errorf("asked %v, want %d alone", got, night.Account.Num)
	}
}

// The copy in memory may lag behind: what the rows say decides.
func TestTheTransactionDecides(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(c *crew, account, author int64){
		"left": func(c *crew, v, _ int64) {
			c.exec(`update volunteers set activated = false, left_at = now() where account_id = $1`, v)
		},
		"suspended": func(c *crew, v, _ int64) { c.exec(`update volunteers set suspended = true where account_id = $1`, v) },
		"expired": func(c *crew, v, _ int64) {
			c.exec(`update volunteers set checked_until = $2 where account_id = $1`, v, begin)
		},
		"banned": func(c *crew, v, _ int64) { c.exec(`update accounts set standing = 'banned' where id = $1`, v) },
		"blocked": func(c *crew, v, a int64) {
			c.exec(`insert into blocks values ($1, $2, true, now()), ($2, $1, false, now())`, v, a)
		},
		"blocks": func(c *crew, v, a int64) {
			c.exec(`insert into blocks values ($1, $2, true, now()), ($2, $1, false, now())`, a, v)
		},
		"capped by day": func(c *crew, v, _ int64) {
			c.exec(`update volunteers set per_day = 1 where account_id = $1`, v)
			c.exec(`insert into volunteer_loads (account_id, asked) values ($1, array[$2::timestamptz])`, v, begin.Add(-23*time.Hour))
		},
		"capped by week": func(c *crew, v, _ int64) {
			c.exec(`update volunteers set per_day = 1, per_week = 1 where account_id = $1`, v)
			c.exec(`insert into volunteer_loads (account_id, asked) values ($1, array[$2::timestamptz])`, v, begin.Add(-6*day))
		},
		"rests": func(c *crew, v, _ int64) {
			c.exec(`insert into volunteer_loads (account_id, rest_until) values ($1, $2)`, v, begin.Add(time.Hour))
		},
		"moved": func(c *crew, v, _ int64) {
			c.exec(`update members set home_cell = $2 where account_id = $1`, v, int64(c.home(east).Cell))
			c.exec(`update members set radius_m = 500 where account_id = $1`, v)
		},
		"other kind": func(c *crew, v, _ int64) { c.exec(`update volunteers set kinds = '{sport}' where account_id = $1`, v) },
		"away today": func(c *crew, v, _ int64) {
			c.exec(`insert into volunteer_absences values ($1, '2026-11-23', '2026-11-24')`, v)
		},
		"quiet hours": func(c *crew, v, _ int64) {
			c.exec(`insert into recipients (account_id, zone, quiet_from, quiet_till) values ($1, 'Europe/Paris', 540, 720)`, v)
		},
		"paused": func(c *crew, v, _ int64) {
			c.exec(`insert into recipients (account_id, paused_until) values ($1, $2)`, v, begin.Add(time.Hour))
		},
		"hidden": func(c *crew, v, _ int64) { c.exec(`update members set hidden = true where account_id = $1`, v) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCrew(t)
			asker, v := c.member("Awa", west), c.volunteer(west)
			q := c.post(asker)
			c.catchUp()
			proposed := Crowd{{
				Account: v.Account.Num, Point: q.Cell.Center(), District: q.District, RadiusM: 3000, Kinds: anEdit().Kinds, Week: always,
				Zone: time.UTC, Expires: begin.Add(day), PerDay: 1, PerWeek: 1,
			}}
			c.room.people = proposed // as it was before the change
			change(c, v.Account.Num, asker.Account.Num)
			c.must(c.room.Dispatch(context.Background(), q.ID))
			if got := c.asked(q); len(got) != 0 {
				t.Errorf("asked %v", got)
			}
			if q = c.reload(q); q.Unanswered == "" && !q.NextWave.After(begin) {
				t.Errorf("nobody knows of it: %+v", q)
			}
		})
	}
}
