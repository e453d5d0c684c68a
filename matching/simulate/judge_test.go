package simulate

import (
	"strings"
	"testing"
)

// Each figure turns where the table says, and only that one.
func TestJudge(t *testing.T) {
	t.Parallel()
	base := Result{Fill24h: 0.8, InvitationsPerFill: 10, Gini: 0.3, InvitationsPerHead: 100, P95PerVolunteerWeek: 8, MinDistrictFill: 0.7, LeftShare: 0.1}
	good := Result{Fill24h: 0.881, InvitationsPerFill: 10, Gini: 0.3, InvitationsPerHead: 100, P95PerVolunteerWeek: 8, MinDistrictFill: 0.7501, LeftShare: 0.0899}
	for _, c := range []struct {
		tired  float64
		change func(r *Result)
		fails  string
	}{
		{1, func(*Result) {}, ""},
		{1, func(r *Result) { r.Fill24h = 0.879 }, "fill_24h"},
		{Mixed, func(r *Result) { r.Fill24h = 0.841 }, ""},
		{Mixed, func(r *Result) { r.Fill24h = 0.839 }, "fill_24h"},
		{3, func(r *Result) { r.Fill24h = 0.791 }, ""},
		{10, func(r *Result) { r.Fill24h = 0.789 }, "fill_24h"},
		{1, func(r *Result) { r.InvitationsPerFill = 10.1 }, "invitations_per_fill"},
		{3, func(r *Result) { r.InvitationsPerFill = 10.4 }, ""},
		{3, func(r *Result) { r.InvitationsPerFill = 10.6 }, "invitations_per_fill"},
		{1, func(r *Result) { r.Gini = 0.31 }, "gini"},
		{1, func(r *Result) { r.Gini, r.InvitationsPerHead = 0.41, 4 }, ""}, // chance alone makes 0.27 of a mean of 4
		{1, func(r *Result) { r.P95PerVolunteerWeek = 8.1 }, "p95_per_volunteer_week"},
		{1, func(r *Result) { r.MinDistrictFill = 0.74 }, "min_district_fill"},
		{1, func(r *Result) { r.LeftShare = 0.091 }, "left_share"},
	} {
		ours := good
		c.change(&ours)
		var fails []string
		for _, v := range Judge([]*Result{&ours, &ours}, []*Result{&base, &base}, c.tired) {
			if !v.Holds {
				fails = append(fails, v.Name)
			}
		}
		if strings.Join(fails, " ") != c.fails {
			t.Errorf("%v days, %+v: %v fail, not %q", c.tired, ours, fails, c.fails)
		}
	}
	served := base
	served.MinDistrictFill = 0.9
	for _, v := range Judge([]*Result{&good}, []*Result{&served}, 1) {
		if v.Name == "min_district_fill" && !v.Holds {
			t.Errorf("asked for more than enough: %+v", v)
		}
	}
}
