package main

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

// Where the next showers would serve most: what each of them gains is counted again from all pairs of cells and places.
func TestWhereNext(t *testing.T) {
	t.Parallel()
	b := onDemo(t)
	room := b.rooms.Load().coverage
	plan, err := room.Where(everywhere(), "13055", "shower", 5)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", plan)
	cells, err := room.Cells("13055", "residents", "")
	if err != nil {
		t.Fatal(err)
	}
	showers, err := directory.CategoryNamed("shower")
	if err != nil {
		t.Fatal(err)
	}
	const reachM = directory.WalkKMH * 1000 / 6 / directory.WalkDetour
	served := map[geo.Cell]bool{}
	serve := func(near func(coverage.CellValue) bool) (people float64) {
		for _, c := range cells {
			if !served[c.Cell] && near(c) {
				served[c.Cell] = true
				people += c.Value.N
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
			serve(func(c coverage.CellValue) bool {
				return offered&showers != 0 && geo.DistanceM(c.Cell.Center(), stop.Point) <= reachM
			})
		}
	})
	if len(plan.Sites) != 5 || plan.Gained > plan.Bound || plan.Gap < 0 || plan.Gap > 0.1 || plan.Served.N <= 0 {
		t.Errorf("%+v", plan)
	}
	total := 0.0
	for i, site := range plan.Sites {
		gain := serve(func(c coverage.CellValue) bool { return geo.DistanceM(c.Cell.Center(), site.Cell.Center()) <= reachM })
		if total += gain; math.Abs(gain-site.Gain) > 20 { // residents of cells are rounded
			t.Errorf("site %d gains %g, said to be %g", i, gain, site.Gain)
		}
		if i > 0 && site.Gain > plan.Sites[i-1].Gain {
			t.Errorf("site %d gains more than the one before", i)
		}
	}
	if math.Abs(total-plan.Gained) > 50 {
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
