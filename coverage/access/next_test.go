package access_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/coverage/access"
	"github.com/alentour/alentour/data/oracle"
	"github.com/alentour/alentour/geo"
)

// exact lets glpk find how many people n of the sites can serve at most: max Σ N_i·x_i, x_i ≤ Σ_{j reaches i} y_j, Σ y_j ≤ n.
func exact(t *rapid.T, dir string, o town, n int) float64 {
	var goal, rows, whole, all strings.Builder
	for i, p := range o.people {
		fmt.Fprintf(&goal, " + %g x%d", p.N, i)
		fmt.Fprintf(&rows, " x%d", i)
		for j := range o.places {
			if o.weigh(i, j) > 0 {
				fmt.Fprintf(&rows, " - y%d", j)
			}
		}
		rows.WriteString(" <= 0\n")
		fmt.Fprintf(&whole, " x%d\n", i)
	}
	for j := range o.places {
		fmt.Fprintf(&all, " + y%d", j)
		fmt.Fprintf(&whole, " y%d\n", j)
	}
	return oracle.Optimum(t, dir, fmt.Sprintf("Maximize\n goal:%s\nSubject To\n%s%s <= %d\nBinary\n%sEnd\n", goal.String(), rows.String(), all.String(), n, whole.String()))
}

// TestNext: no plan serves less than 1 − 1/e of the best, none is better than the bound, and what each site gains is true.
func TestNext(t *testing.T) {
	t.Parallel()
	oracle.NeedGLPK(t)
	dir := t.TempDir()
	best := 0
	rapid.Check(t, func(t *rapid.T) {
		o := drawTown(t)
		if len(o.places) == 0 || o.onTheEdge() {
			t.Skip("nowhere to go")
		}
		n := rapid.IntRange(1, 6).Draw(t, "sites")
		sites := make([]orb.Point, len(o.places))
		for j := range sites {
			sites[j] = o.places[j].At
		}
		plan := access.Next(o.people, make([]bool, len(o.people)), sites, o.w, n)
		can := exact(t, dir, o, n)
		if plan.Gained > can+1e-6 || plan.Gained < (1-1/math.E)*can-1e-6 || plan.Bound < can-1e-6 {
			t.Fatalf("gained %g, can be %g, bound %g", plan.Gained, can, plan.Bound)
		}
		if plan.Gained > can-1e-6 {
			best++
		}
		served := 0.0
		for i, p := range o.people {
			if slices.ContainsFunc(plan.Sites, func(j int) bool { return o.weigh(i, j) > 0 }) {
				served += p.N
			}
		}
		if len(plan.Sites) > n || !near(served, plan.Gained) {
			t.Fatalf("%d of %d sites serve %g, said to be %g", len(plan.Sites), n, served, plan.Gained)
		}
	})
	t.Logf("the best there can be in %d of 100 towns", best)
}

// TestNextCity: where ten more would serve most of a city of 4,000 cells.
func TestNextCity(t *testing.T) {
	t.Parallel()
	cell, err := geo.CellAt(orb.Point{5.37, 43.3}, 9)
	if err != nil {
		t.Fatal(err)
	}
	var people []access.People
	var sites []orb.Point
	for i, c := range geo.Disk(cell, 36) {
		people = append(people, access.People{At: c.Center(), N: float64(i * 7919 % 400)})
		sites = append(sites, c.Center())
	}
	plan := access.Next(people, make([]bool, len(people)), sites, walking, 10)
	t.Logf("%d cells: %.0f people gained, at most %.0f: a gap of %.1f %%", len(people), plan.Gained, plan.Bound, 100*plan.Gap())
	if len(plan.Sites) != 10 || plan.Gap() > .05 {
		t.Errorf("%d sites, a gap of %g", len(plan.Sites), plan.Gap())
	}
	for i := 1; i < len(plan.Gains); i++ {
		if plan.Gains[i] > plan.Gains[i-1] {
			t.Errorf("site %d gains %g, more than the one before it", i, plan.Gains[i])
		}
	}
}
