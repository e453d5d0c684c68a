package main

import (
	"fmt"
	"slices"

	"github.com/alentour/alentour/matching/simulate"
	"github.com/alentour/alentour/matching/simulate/plot"
)

// frontiers are the comparisons of which the frontier is drawn: the first of each setting.
func frontiers(list []*comparison) (first []*comparison) {
	for _, one := range list {
		if !slices.ContainsFunc(first, func(o *comparison) bool { return o.name == one.name }) {
			first = append(first, one)
		}
	}
	return first
}

// variants are the policies of a frontier that are not lived through anyway.
func variants() []string {
	all := slices.Concat(simulate.Frontier[simulate.Policies[0]], simulate.Frontier[simulate.Baseline])
	return slices.DeleteFunc(all, func(name string) bool { return slices.Contains(simulate.Policies, name) })
}

// drawFrontiers lives through the weeks with all variants and draws frontier-A.svg of each setting.
func (c *simulateCompareCmd) drawFrontiers(a *app, list []*comparison, lived func()) error {
	for _, one := range frontiers(list) {
		policies := variants()
		if one.runs[simulate.Policies[0]] == nil {
			policies = append(policies, simulate.Policies[0])
		}
		if err := c.live(a, one, policies, lived); err != nil {
			return err
		}
		if err := c.write("frontier-"+one.name, c.frontierChart(one)); err != nil {
			return err
		}
	}
	return nil
}

func (c *simulateCompareCmd) frontierChart(one *comparison) *plot.Chart {
	s := one.setting
	chart := &plot.Chart{
		Title: fmt.Sprintf("What more invitations fill: %d volunteers, %g requests a day", s.Volunteers, s.RequestsPerDay),
		Note:  "Labels: how eager ours is, 0 as it serves; how many waves of ten. The line above is what nobody can exceed.",
		X:     plot.Axis{Label: "invitations per seat filled", Log: true},
		Y:     plot.Axis{Label: "seats filled within 24 hours", Percent: true},
	}
	var costs []float64
	for _, family := range []string{simulate.Policies[0], simulate.Baseline} {
		line := plot.Line{Name: family}
		for _, policy := range simulate.Frontier[family] {
			runs := one.runs[policy]
			at := plot.Point{
				X:     mean(runs, func(r *simulate.Result) float64 { return r.InvitationsPerFill }),
				Y:     mean(runs, func(r *simulate.Result) float64 { return r.Fill24h }),
				Label: simulate.VariantOf(policy),
			}
			if at.X > 0 { // somebody was found
				line.Points, costs = append(line.Points, at), append(costs, at.X)
			}
		}
		chart.Lines = append(chart.Lines, line)
	}
	chart.Desc = c.words(s, c.Runs) + ". " + told(chart, func(l plot.Line) string {
		text := ""
		for i, at := range l.Points {
			if i > 0 {
				text += ", "
			}
			text += fmt.Sprintf("%.1f %% for %.1f invitations", 100*at.Y, at.X)
		}
		return text
	}) + fmt.Sprintf("Nobody fills more than %.1f %%.", 100*one.ceiling.Fill24h)
	if len(costs) > 0 {
		chart.Lines = append(chart.Lines, plot.Line{Name: "nobody fills more", Bare: true, Points: []plot.Point{
			{X: slices.Min(costs), Y: one.ceiling.Fill24h}, {X: slices.Max(costs), Y: one.ceiling.Fill24h},
		}})
	}
	return chart
}
