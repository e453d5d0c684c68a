package community

import (
	"context"
	"testing"
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

func games(p *directory.Profile) {
	p.Interests, _ = directory.InterestNamed("games")
	p.RadiusM = 3000
}

func french(p *directory.Profile) { p.Languages, _ = directory.LanguageNamed("fr") }

// A new event reaches those whom it may suit, nearby, once, and twice a week at most; the digest tells of what they do not know yet.
func TestIdeasAreFewAndNew(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := context.Background()
	host, staff := w.member("Awa", west), w.coordinator()
	near, far := w.member("Bob", west, games), w.member("Max", east, games)
	other := w.member("Zoé", west, func(p *directory.Profile) { p.Interests, _ = directory.InterestNamed("music"); p.RadiusM = 3000 })
	blocked, speaks := w.member("Tom", west, games), w.member("Ana", west, games, french)
	w.exec(`insert into blocks values ($1, $2, true, now()), ($2, $1, false, now())`, host.Account.Num, blocked.Account.Num)
	e := w.publish(host, func(d *Draft) { d.Languages, _ = directory.LanguageNamed("en") })
	tell := func() {
		w.must(w.room.TellNew(ctx))
		w.must(w.room.TellNew(ctx))
	}
	tell()
	if n := w.count(`select count(*) from notifications where kind = 'event-new'`); n != 0 {
		t.Errorf("%d are told of what the team has not looked at", n)
	}
	w.exec(`update events set review = 'passed' where id = $1`, e.Num)
	tell()
	if w.told(near, "event-new") != 1 || w.count(`select count(*) from notifications where kind = 'event-new'`) != 1 {
		t.Error("one who is near and likes games is told, once, and nobody else")
	}
	for _, v := range []*identity.Viewer{far, other, blocked, speaks} {
		if w.told(v, "event-new") != 0 {
			t.Error("somebody whom it does not suit is told")
		}
	}

	for i := range 3 {
		w.publish(staff, func(d *Draft) { d.When.Start = d.When.Start.Add(time.Duration(i+1) * day) })
	}
	tell()
	if n := w.told(near, "event-new"); n != newPerWeek {
		t.Errorf("told %d times within a week", n)
	}

	w.settle()
	w.must(w.room.TellDigests(ctx)) // Tuesday
	if n := w.count(`select count(*) from event_digests`); n != 0 {
		t.Error("a digest on a Tuesday")
	}
	w.clock.pass(2 * day) // Thursday, ten o'clock
	w.calendar.Roll()
	w.must(w.room.TellDigests(ctx))
	w.must(w.room.TellDigests(ctx))
	if w.told(near, "event-digest") != 1 || w.told(other, "event-digest") != 0 || w.told(far, "event-digest") != 0 {
		t.Errorf("digests: %d %d %d", w.told(near, "event-digest"), w.told(other, "event-digest"), w.told(far, "event-digest"))
	}
	if n := w.count(`select count(*) from (select account_id, event_id from event_tellings group by 1, 2 having count(*) > 1) twice`); n != 0 {
		t.Error("told twice")
	}
	if n := w.count(`select count(*) from event_tellings where account_id = $1`, near.Account.Num); n != 4 {
		t.Errorf("they know of %d events", n)
	}
	w.clock.pass(7 * day)
	w.calendar.Roll()
	w.must(w.room.TellDigests(ctx))
	if n := w.told(near, "event-digest"); n != 1 {
		t.Errorf("%d digests, and nothing new", n)
	}
}

// Only shares of many people are published of a month, once it is over, and what people say later changes nothing.
func TestTheMixOfAMonth(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := context.Background()
	e := w.publish(w.coordinator())
	people := w.crowd(30)
	for i, v := range people {
		s := w.join(v, &e)
		w.must(w.room.SetSituation(ctx, v, []string{"work", "seek"}[i%2]))
		w.exec(`update sign_ups set came = true where uid = $1`, s.ID)
	}
	month := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	for range 2 {
		w.must(w.room.CountMix(ctx))
		if _, ok, err := w.room.Mix(ctx, nil, e.Site.District, month); err != nil || ok {
			t.Fatalf("published before the month is over: %v", err)
		}
	}
	w.clock.pass(time.Date(2026, 12, 9, 1, 0, 0, 0, time.UTC).Sub(begin))
	w.must(w.room.CountMix(ctx))
	m, ok, err := w.room.Mix(ctx, nil, e.Site.District, month)
	w.must(err)
	if !ok || m.District != e.Site.District || len(m.Shares) != 2 || m.Shares[0].Percent != 50 {
		t.Errorf("%+v", m)
	}
	w.exec(`delete from mix_profiles`)
	w.must(w.room.CountMix(ctx))
	if again, _, _ := w.room.Mix(ctx, nil, e.Site.District, month); len(again.Shares) != 2 {
		t.Errorf("%+v", again)
	}
	invalidIn(t, w.room.SetSituation(ctx, people[0], "secret"), "situation")
}
