package main

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

// Where the next showers would serve most: what each of them gains is counted again from all pairs of homes and places.
func TestWhereNext(t *testing.T) {
	t.Parallel()
	b := onDemo(t)
	room := b.rooms.Load().coverage
	plan, err := room.Where(everywhere(), "13055", "shower", 5)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", plan)
	settle(t, b)
	type home struct {
		at     orb.Point
		people float64
	}
	rows, err := b.pool.Query(t.Context(), `select ST_X(middle), ST_Y(middle), people from settled`)
	if err != nil {
		t.Fatal(err)
	}
	homes, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (h home, err error) {
		err = row.Scan(&h.at[0], &h.at[1], &h.people)
		return h, err
	})
	if err != nil {
		t.Fatal(err)
	}
	showers, err := directory.CategoryNamed("shower")
	if err != nil {
		t.Fatal(err)
	}
	const reachM = directory.WalkKMH * 1000 / 6 / directory.WalkDetour
	served := make([]bool, len(homes))
	serve := func(at orb.Point) (people float64) {
		for i, h := range homes {
			if !served[i] && geo.DistanceM(h.at, at) <= reachM {
				served[i] = true
				people += h.people
			}
		}
		return people
	}
	b.live.EachPlace(func(int64) bool { return true }, func(p *directory.Place) {
		offered := p.Categories
		for _, s := range p.Services {
			offered |= s.Categories
		}
		for _, stop := range append(slices.Clone(p.Stops), directory.Stop{Point: p.Point}) {
			if offered&showers != 0 {
				serve(stop.Point)
			}
		}
	})
	if len(plan.Sites) != 5 || plan.Gained > plan.Bound || plan.Gap < 0 || plan.Gap > 0.1 || plan.Served.N <= 0 {
		t.Errorf("%+v", plan)
	}
	total := 0.0
	for i, site := range plan.Sites {
		gain := serve(site.Cell.Center())
		if total += gain; math.Abs(gain-site.Gain) > 1 || site.Cell.Resolution() != geo.CutFinest { // it is rounded
			t.Errorf("site %d gains %g, said to be %g", i, gain, site.Gain)
		}
		if i > 0 && site.Gain > plan.Sites[i-1].Gain {
			t.Errorf("site %d gains more than the one before", i)
		}
	}
	if math.Abs(total-plan.Gained) > 1 {
		t.Errorf("all gain %g, said to be %g", total, plan.Gained)
	}
}

// Alerts and plans are for the staff of a district; each alert names who can help.
func TestAlertsAreForStaff(t *testing.T) {
	t.Parallel()
	ctx, b := t.Context(), onDemo(t)
	room := b.rooms.Load().coverage
	begun := time.Now()
	list, err := room.Alerts(ctx, everywhere(), "13055")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("all alerts of the demo in %v, nothing being counted yet", time.Since(begun))
	if len(list) == 0 {
		t.Error("the demo has no alert to be shown")
	}
	for _, a := range list {
		t.Log(a.Kind, a.Sub, a.Code, a.Act, len(a.Partners))
		if len(a.Partners) == 0 || len(a.Partners) > 3 || len(a.Evidence) == 0 {
			t.Errorf("%s %s in %s: %d associations, %d figures", a.Kind, a.Sub, a.Code, len(a.Partners), len(a.Evidence))
		}
	}
	north, ok := b.live.District("13215")
	if !ok {
		t.Fatal("13215 is not there")
	}
	grants := []identity.Grant{{Role: identity.Coordinator, District: north.Num}}
	coordinator := &identity.Viewer{Account: identity.Account{Num: 2, Standing: identity.StandingActive}, Grants: grants}
	if _, err := room.Alerts(ctx, coordinator, "13215"); err != nil {
		t.Error(err)
	}
	neighbour := &identity.Viewer{Account: identity.Account{Num: 3, Standing: identity.StandingActive}}
	for name, c := range map[string]struct {
		v    *identity.Viewer
		code string
		want identity.Code
	}{
		"beside": {coordinator, "13201", identity.NotFound}, "above": {coordinator, "13055", identity.NotFound},
		"nowhere": {coordinator, "99", identity.NotFound}, "a neighbour": {neighbour, "13215", identity.Forbidden},
	} {
		if _, err := room.Alerts(ctx, c.v, c.code); !refused(err, c.want) {
			t.Errorf("alerts, %s: %v", name, err)
		}
		if _, err := room.Where(c.v, c.code, "shower", 1); !refused(err, c.want) {
			t.Errorf("where, %s: %v", name, err)
		}
	}
}
