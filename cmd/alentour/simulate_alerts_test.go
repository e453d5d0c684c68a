package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching/simulate"
)

// alerted are the alerts of a bottle's city, as "kind sub district".
func (b *bottle) alerted(t *testing.T, ctx context.Context) (list []string) {
	t.Helper()
	if err := b.catchUp(ctx); err != nil {
		t.Fatal(err)
	}
	alerts, err := b.rooms.Load().coverage.Alerts(ctx, b.staff, b.city.Code)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range alerts {
		list = append(list, fmt.Sprint(a.Kind, " ", a.Sub, " ", a.Code))
		if len(a.Evidence) == 0 || a.Act == "" {
			t.Errorf("%+v without evidence, or an act", a)
		}
	}
	return list
}

// lackIn fills a bottle, lives through its weeks, and gives the alerts at noon of the day before what is missing went, and of the day
// that is some days after, which ends it.
func lackIn(t *testing.T, s simulate.Setting, demo bool, without string, days int) (b *bottle, before, after []string) {
	t.Helper()
	fresh := postgrestest.New
	if demo {
		fresh = demoAtStart
	}
	a := &app{ctx: t.Context(), log: slog.New(slog.DiscardHandler), out: new(bytes.Buffer)}
	b, err := fillBottle(a, fresh(t), make([]byte, identity.KeyBytes), s, false, []string{without})
	if err != nil {
		t.Fatal(err)
	}
	defer b.unfollow()
	// Nobody does it by the hour here, and without it each statement of the figures goes through everyone for everyone.
	if _, err := b.pool.Exec(t.Context(), `analyze members, volunteers, volunteer_steps`); err != nil {
		t.Fatal(err)
	}
	noon := func(day int) time.Duration { return time.Duration(day-1)*24*time.Hour + 12*time.Hour }
	gone := b.lacking[0].Day
	b.plan(noon(gone-1), func(ctx context.Context) error { before = b.alerted(t, ctx); return nil })
	lived, enough := context.WithCancel(t.Context())
	defer enough()
	b.plan(noon(gone+days), func(ctx context.Context) error { after = b.alerted(t, ctx); enough(); return nil })
	if err := b.run(lived); lived.Err() == nil || t.Context().Err() != nil {
		t.Fatal("what is missing was not looked for: ", err)
	}
	return b, before, after
}

// wanted is the kind of help that is asked for most in one district until a day, and how often.
func wanted(t *testing.T, s simulate.Setting, until int) (kind string, district, times int) {
	t.Helper()
	w, err := simulate.NewWorld(s)
	if err != nil {
		t.Fatal(err)
	}
	type what struct {
		kind     string
		district int
	}
	asked := map[what]int{}
	for _, n := range w.Needs() {
		if n.Created < time.Duration(until)*24*time.Hour {
			asked[what{n.Kind, n.District + 1}]++
		}
	}
	for at, n := range asked {
		if n > times || n == times && (at.kind < kind || at.kind == kind && at.district < district) {
			kind, district, times = at.kind, at.district, n
		}
	}
	return kind, district, times
}

// What is missing is alerted within a week, where it is missing, and nothing else is.
func TestAlertsAreTrue(t *testing.T) {
	t.Parallel()
	for seed := uint64(1); seed <= 3; seed++ {
		t.Run(fmt.Sprint("volunteers, seed ", seed), func(t *testing.T) {
			t.Parallel()
			city, err := simulate.Disc(1500, 3)
			if err != nil {
				t.Fatal(err)
			}
			s := simulate.Setting{Seed: seed, Volunteers: 90, City: city, TirednessDays: 1, RequestsPerDay: 12, Days: 15}
			kind, district, times := wanted(t, s, 14)
			code := fmt.Sprint("bottle-", district)
			b, before, after := lackIn(t, s, false, kind+":"+code+"@8", 6)
			t.Logf("%d ask for %s in %s, %d volunteers offer it no longer; before: %q, after: %q", times, kind, code, b.lacking[0].Volunteers, before, after)
			if len(before) > 0 || !slices.Equal(after, []string{"volunteers_short " + kind + " " + code}) {
				t.Errorf("before: %q, after: %q", before, after)
			}
		})
	}
	for seed, without := range []string{"shower:13209", "toilets:13206", "meal:13202"} {
		t.Run(without, func(t *testing.T) {
			t.Parallel()
			s := simulate.Setting{Seed: uint64(seed), Volunteers: 40, TirednessDays: 1, RequestsPerDay: 1, Days: 15}
			b, before, after := lackIn(t, s, true, without+"@8", 6)
			category, district, _ := strings.Cut(without, ":")
			var offered directory.CategorySet // what else is lost with the places
			for _, id := range b.lacking[0].Places {
				p, _ := b.live.Place(id)
				offered |= p.Categories
			}
			t.Logf("%d places closed, of %q; before: %q, after: %q", len(b.lacking[0].Places), offered.Codes(), before, after)
			lost := func(code string) string { return "sunday_lost " + code + " " + district }
			if len(before) > 0 || !slices.Contains(after, lost(category)) {
				t.Errorf("before: %q, after: %q", before, after)
			}
			for _, alert := range after {
				if !slices.ContainsFunc(offered.Codes(), func(code string) bool { return alert == lost(code) }) {
					t.Errorf("%s is not true", alert)
				}
			}
		})
	}
}

// Where volunteers answer no more, the share of requests that find nobody doubles within a month, which is told of that district and of no
// other; nothing else is, as all still offer what they did.
func TestDoubledIsTrue(t *testing.T) {
	t.Parallel()
	square := func(west, helpers, needs float64) simulate.District {
		low := orb.Point{west, 43}
		return simulate.District{
			Name: fmt.Sprint("At ", west), Helpers: helpers, Needs: needs,
			Shape: orb.MultiPolygon{orb.Bound{Min: low, Max: orb.Point{west + .02, 43.015}}.ToPolygon()},
		}
	}
	city := &simulate.City{Districts: []simulate.District{square(5, 1, 1), square(5.2, 1, 1)}} // nobody walks from one to the other
	s := simulate.Setting{Seed: 1, Volunteers: 120, City: city, TirednessDays: 1, RequestsPerDay: 2.5, Days: 61}
	b, before, after := lackIn(t, s, false, lackAnswers+":bottle-2@31", 29)
	unmet := map[string][2]int{}
	for _, p := range b.pleas {
		n := unmet[p.district]
		if n[1]++; p.Accepted == 0 {
			n[0]++
		}
		unmet[p.district] = n
	}
	t.Logf("%d volunteers answer no more; of all requests found nobody: %v; before: %q, after: %q", b.lacking[0].Volunteers, unmet, before, after)
	if len(before) > 0 || !slices.Equal(after, []string{"unanswered_doubled  bottle-2"}) {
		t.Errorf("before: %q, after: %q", before, after)
	}
}
