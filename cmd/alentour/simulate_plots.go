package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/alentour/alentour/matching/simulate"
	"github.com/alentour/alentour/matching/simulate/plot"
)

// draw writes three pictures of each setting: fill-A.svg, load-A.svg, districts-A.svg. The last two are of the mixed town, or of the last
// length of tiredness where that was left out.
func (c *simulateCompareCmd) draw(list []*comparison) error {
	for _, name := range slices.Compact(slices.Clone(c.Settings)) {
		of := slices.DeleteFunc(slices.Clone(list), func(one *comparison) bool { return one.name != name })
		one := of[len(of)-1]
		if i := slices.IndexFunc(of, func(o *comparison) bool { return o.setting.TirednessDays == simulate.Mixed }); i >= 0 {
			one = of[i]
		}
		about := c.words(one.setting, c.Runs)
		for file, chart := range map[string]*plot.Chart{
			"fill": fillChart(of), "load": loadChart(one, about), "districts": districtChart(one, about),
		} {
			if err := c.write(file+"-"+name, chart); err != nil {
				return err
			}
		}
	}
	return nil
}

// write draws one picture.
func (c *simulateCompareCmd) write(name string, chart *plot.Chart) error {
	var svg bytes.Buffer
	if err := chart.Write(&svg); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(c.Plots, name+".svg"), svg.Bytes(), 0o644)
}

// mean is that of a measure by name.
func mean(runs []*simulate.Result, of func(*simulate.Result) float64) float64 {
	return simulate.Measure{Of: of}.Estimate(runs).Mean
}

func fillChart(of []*comparison) *plot.Chart {
	s := of[0].setting
	chart := &plot.Chart{
		Title: fmt.Sprintf("Seats filled for what they cost: %d volunteers, %g requests a day", s.Volunteers, s.RequestsPerDay),
		Note:  "Along each line an invitation tires for more days. Hollow: for 1, 3 or 10, by person. Left and above is better.",
		X:     plot.Axis{Label: "invitations per seat filled", Log: true},
		Y:     plot.Axis{Label: "seats filled within 24 hours", Percent: true},
	}
	for i, policy := range of[0].policies {
		line := plot.Line{Name: policy}
		for _, one := range of {
			runs := one.runs[policy]
			at := plot.Point{
				X: mean(runs, func(r *simulate.Result) float64 { return r.InvitationsPerFill }),
				Y: mean(runs, func(r *simulate.Result) float64 { return r.Fill24h }),
			}
			if at.X <= 0 {
				continue // nobody was found
			}
			tired := tiredness(one.setting.TirednessDays)
			if i == 0 {
				at.Label = tired.words()
			}
			if tired == simulate.Mixed {
				line.Apart = append(line.Apart, at)
			} else {
				line.Points = append(line.Points, at)
			}
		}
		chart.Lines = append(chart.Lines, line)
	}
	chart.Desc = "One line for each policy, along the days for which an invitation tires; hollow where that differs between people. Left and above is better. " +
		told(chart, func(l plot.Line) string {
			at := slices.Concat(l.Apart, l.Points)[0]
			return fmt.Sprintf("%.0f %% for %.1f invitations", 100*at.Y, at.X)
		})
	return chart
}

// told is one clause for each line.
func told(chart *plot.Chart, say func(plot.Line) string) (text string) {
	for _, l := range chart.Lines {
		if !l.Faint && len(l.Points)+len(l.Apart) > 0 {
			text += fmt.Sprintf("%s: %s. ", l.Name, say(l))
		}
	}
	return text
}

func loadChart(one *comparison, about string) *plot.Chart {
	share := func(label string) plot.Axis { return plot.Axis{Label: label, Max: 1, Percent: true} }
	chart := &plot.Chart{
		Title: "Who carries the load", Note: about, Key: true,
		X: share("volunteers, those asked least first"), Y: share("their part of all invitations"),
	}
	for _, policy := range one.policies {
		chart.Lines = append(chart.Lines, plot.Line{Name: policy, Points: lorenz(one.runs[policy]), Bare: true})
	}
	chart.Desc = "Lorenz curves of the invitations: " + about + ". The nearer to the straight line, the more evenly shared. " +
		told(chart, func(l plot.Line) string {
			return fmt.Sprintf("the half asked least gets %.0f %%", 100*l.Points[len(l.Points)/2].Y)
		})
	chart.Lines = append(chart.Lines, plot.Line{Points: []plot.Point{{}, {X: 1, Y: 1}}, Faint: true})
	return chart
}

// lorenz is the mean of the Lorenz curves of runs, in steps of a fiftieth.
func lorenz(runs []*simulate.Result) []plot.Point {
	const steps = 50
	points := make([]plot.Point, steps+1)
	for k := range points {
		points[k].X = float64(k) / steps
	}
	for _, r := range runs {
		sum, k := 0, 0
		for i := 0; i <= len(r.Loads); i++ {
			for ; k <= steps && i*steps >= k*len(r.Loads); k++ {
				points[k].Y += float64(sum) / float64(max(r.Invitations, 1)) / float64(len(runs))
			}
			if i < len(r.Loads) {
				sum += r.Loads[i]
			}
		}
	}
	return points
}

func districtChart(one *comparison, about string) *plot.Chart {
	chart := &plot.Chart{
		Title: "Seats filled within 24 hours, district by district", Note: about, Key: true,
		X: plot.Axis{Label: "districts, the worst served first", Min: 1, Max: float64(len(one.setting.City.Districts))},
		Y: plot.Axis{Label: "seats filled within 24 hours", Percent: true},
	}
	for _, policy := range one.policies {
		runs := one.runs[policy]
		line := plot.Line{Name: policy}
		for i := range runs[0].DistrictFill {
			line.Points = append(line.Points, plot.Point{X: float64(i + 1), Y: mean(runs, func(r *simulate.Result) float64 {
				return slices.Sorted(slices.Values(r.DistrictFill))[i]
			})})
		}
		chart.Lines = append(chart.Lines, line)
	}
	chart.Desc = "Each policy's districts in the order of how many seats are filled, in the mean of all seeds: " + about + ". Higher and flatter is better. " +
		told(chart, func(l plot.Line) string {
			return fmt.Sprintf("%.0f %% to %.0f %%", 100*l.Points[0].Y, 100*l.Points[len(l.Points)-1].Y)
		})
	return chart
}
