package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/alentour/alentour/matching/simulate"
)

type simulateCompareCmd struct {
	worldFlags
	Settings       []string    `help:"A: 2,000 volunteers and 40 requests a day; B: 2,000 and 5; C: 8,000 and 40." default:"A,B,C" placeholder:"A,B,C" env:"-"`
	Volunteers     int         `help:"Instead of those of the settings." env:"-"`
	RequestsPerDay float64     `name:"requests-per-day" help:"Instead of those of the settings." env:"-"`
	TirednessDays  []tiredness `name:"tiredness-days" help:"Each of these, with each of the settings." default:"1,3,10,mixed" placeholder:"DAYS|mixed,…" env:"-"`
	Policy         []string    `help:"Only these of: ${policies}. nearest-waves, which others are held against, is always there." env:"-"`
	Runs           int         `help:"Of so many seeds, the same for all policies." default:"20" env:"-"`
	Frontier       bool        `help:"With --plots: draw also what fewer and more invitations would fill, at the first length of tiredness. It takes three times as long." env:"-"`
	Plots          string      `help:"Also draw pictures into this directory, as SVG." placeholder:"DIR" type:"path" env:"-"`
}

// towns are the settings by name.
var towns = map[string]struct {
	volunteers     int
	requestsPerDay float64
}{"A": {2000, 40}, "B": {2000, 5}, "C": {8000, 40}}

// comparison is one setting lived through with every policy.
type comparison struct {
	name     string
	setting  simulate.Setting
	policies []string
	runs     map[string][]*simulate.Result // by policy
	ceiling  simulate.Ceiling              // the mean of all seeds
}

// Validate refuses what no world is made of, as a fault of usage.
func (c *simulateCompareCmd) Validate() error {
	for _, name := range c.Settings {
		if _, known := towns[name]; !known {
			return fmt.Errorf("--settings: %q is not A, B or C", name)
		}
	}
	for _, name := range c.Policy {
		if !slices.Contains(simulate.Policies, name) {
			return fmt.Errorf("--policy: %q is not one of %s", name, strings.Join(simulate.Policies, ", "))
		}
	}
	if c.Frontier && c.Plots == "" {
		return errors.New("--frontier: say with --plots where to draw it")
	}
	if err := checkRuns(c.Runs, 2); err != nil {
		return err
	}
	for _, one := range c.comparisons() {
		if err := c.check(one.setting); err != nil {
			return err
		}
	}
	return nil
}

// comparisons are all settings with all lengths of tiredness, not lived through yet.
func (c *simulateCompareCmd) comparisons() (list []*comparison) {
	policies := slices.DeleteFunc(slices.Clone(simulate.Policies), func(name string) bool {
		return len(c.Policy) > 0 && name != simulate.Baseline && !slices.Contains(c.Policy, name)
	})
	for _, name := range c.Settings {
		town := towns[name]
		if c.Volunteers != 0 {
			town.volunteers = c.Volunteers
		}
		if c.RequestsPerDay != 0 {
			town.requestsPerDay = c.RequestsPerDay
		}
		for _, tired := range c.TirednessDays {
			list = append(list, &comparison{
				name: name, setting: c.setting(town.volunteers, town.requestsPerDay, tired), policies: policies,
				runs: map[string][]*simulate.Result{},
			})
		}
	}
	return list
}

// Run lives through the weeks and says what differs, setting by setting as they are done.
func (c *simulateCompareCmd) Run(a *app) error {
	list := c.comparisons()
	if c.Plots != "" {
		if err := os.MkdirAll(c.Plots, 0o755); err != nil {
			return err
		}
	}
	lives := len(list) * len(list[0].policies)
	if c.Frontier {
		lives += len(frontiers(list)) * len(variants())
	}
	bar := newProgressBar(os.Stderr, int64(lives*c.Runs*c.Days))
	defer bar.clear()
	var wire []object
	for _, one := range list {
		if err := errors.Join(c.look(one), c.live(a, one, one.policies, bar.lived)); err != nil {
			return err
		}
		bar.clear()
		if c.JSON {
			wire = append(wire, c.wireComparison(one))
		} else if err := c.printComparison(a, one); err != nil {
			return err
		}
	}
	if c.Plots != "" {
		if err := c.draw(list); err != nil {
			return err
		}
	}
	if c.Frontier {
		if err := c.drawFrontiers(a, list, bar.lived); err != nil {
			return err
		}
	}
	if c.JSON {
		return printJSON(a.out, object{{"comparisons", wire}})
	}
	return nil
}

// live lives through one setting with policies.
func (c *simulateCompareCmd) live(a *app, one *comparison, policies []string, lived func()) error {
	var all []simulate.Job
	for _, policy := range policies {
		all = append(all, jobs(one.setting, policy, c.Runs)...)
	}
	results, err := simulate.RunAll(a.ctx, all, lived)
	if err != nil {
		return err
	}
	for i, policy := range policies {
		one.runs[policy] = results[i*c.Runs : (i+1)*c.Runs]
	}
	return nil
}

// look finds what nobody can fill more of in one setting.
func (c *simulateCompareCmd) look(one *comparison) error {
	for i := range c.Runs {
		s := one.setting
		s.Seed += uint64(i)
		most, err := simulate.NewCeiling(s)
		if err != nil {
			return err
		}
		one.ceiling.Fill24h += most.Fill24h / float64(c.Runs)
		one.ceiling.MinDistrictFill += most.MinDistrictFill / float64(c.Runs)
	}
	return nil
}

func (c *simulateCompareCmd) wireComparison(one *comparison) object {
	var policies, differences object
	for _, policy := range one.policies {
		policies = append(policies, field{policy, figures(one.runs[policy])})
		if policy == simulate.Baseline {
			continue
		}
		var o object
		for _, m := range simulate.Measures {
			o = append(o, field{m.Name, finite(m.Difference(one.runs[policy], one.runs[simulate.Baseline]))})
		}
		differences = append(differences, field{policy, o})
	}
	o := object{
		{"name", one.name},
		{"setting", c.wire(one.setting, c.Runs)},
		{"policies", policies},
		{"differences", differences},
		{"ceiling", object{{"fill_24h", one.ceiling.Fill24h}, {"min_district_fill", one.ceiling.MinDistrictFill}}},
	}
	if judged := one.judge(); judged != nil {
		o = append(o, field{"figures", judged})
	}
	return o
}

// finite is an estimate, or nothing where it cannot be written.
func finite(e simulate.Estimate) any {
	if !e.Finite() {
		return nil
	}
	return e
}

func (one *comparison) judge() []simulate.Verdict {
	ours := one.runs[simulate.Policies[0]]
	if ours == nil {
		return nil
	}
	return simulate.Judge(ours, one.runs[simulate.Baseline], one.setting.TirednessDays)
}

func (c *simulateCompareCmd) printComparison(a *app, one *comparison) error {
	table := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	p := printer{w: table}
	p.line("%s: %s", one.name, c.words(one.setting, c.Runs))
	p.line("")
	p.line("\t%s", strings.Join(one.policies, "\t"))
	for _, m := range simulate.Measures {
		row := []string{m.Name}
		for _, policy := range one.policies {
			row = append(row, plain(m.Estimate(one.runs[policy]).Mean))
		}
		p.line("%s", strings.Join(row, "\t"))
	}
	p.line("")
	others := slices.DeleteFunc(slices.Clone(one.policies), func(name string) bool { return name == simulate.Baseline })
	p.line("less %s\t%s", simulate.Baseline, strings.Join(others, "\t"))
	for _, m := range simulate.Measures {
		row := []string{m.Name}
		for _, policy := range others {
			row = append(row, signed(m.Difference(one.runs[policy], one.runs[simulate.Baseline])))
		}
		p.line("%s", strings.Join(row, "\t"))
	}
	p.line("")
	for _, v := range one.judge() {
		word := "holds"
		if !v.Holds {
			word = "does not hold"
		}
		p.line("%s\t%s\t%s", v.Name, word, v.Says)
	}
	p.line("")
	p.line("nobody fills more\tfill_24h %s\tmin_district_fill %s", plain(one.ceiling.Fill24h), plain(one.ceiling.MinDistrictFill))
	p.line("")
	return errors.Join(p.err, table.Flush())
}

// signed is a difference with half its interval.
func signed(e simulate.Estimate) string {
	if !e.Finite() {
		return "–"
	}
	sign := "+"
	if e.Mean < 0 {
		sign = "−"
	}
	return fmt.Sprintf("%s%s ±%s", sign, plain(math.Abs(e.Mean)), plain((e.High-e.Low)/2))
}
