package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/alecthomas/kong"

	"github.com/alentour/alentour/data/marseille"
	"github.com/alentour/alentour/matching/simulate"
)

type simulateCmd struct {
	Once    simulateOnceCmd    `cmd:"" name:"policy" default:"withargs" help:"Live through the weeks with one policy: simulate alone does the same. Its flags: alentour simulate policy --help."`
	Compare simulateCompareCmd `cmd:"" help:"Live through the same weeks with every policy, and say what differs."`
}

// worldFlags say which world is lived through.
type worldFlags struct {
	Seed        uint64       `help:"The same seed is the same world." default:"1" env:"-"`
	CityRadiusM *float64     `name:"city-radius-m" help:"Of a city that is a disc of 16 sectors: 6800 if nothing is said." placeholder:"METRES" env:"-"`
	City        string       `help:"Instead of the disc: marseille, its 16 arrondissements; or a GeoJSON file of polygons, each with a population, or helpers and needs." placeholder:"FILE" env:"-"`
	Days        int          `help:"How long." default:"60" env:"-"`
	Law         simulate.Law `help:"How the chance of a yes falls with the distance: exponential or threshold." default:"exponential" env:"-"`
	JSON        bool         `name:"json" help:"Answer in JSON." env:"-"`
	city        *simulate.City
}

type simulateOnceCmd struct {
	worldFlags
	Volunteers     int       `help:"At the start." default:"2000" env:"-"`
	TirednessDays  tiredness `name:"tiredness-days" help:"How long one invitation tires, in the mean; mixed = 1, 3 or 10, by person." default:"3" placeholder:"DAYS|mixed" env:"-"`
	RequestsPerDay float64   `name:"requests-per-day" help:"In the mean." default:"40" env:"-"`
	Policy         string    `help:"Who decides whom to ask: ${policies}." default:"alentour" env:"-"`
	Runs           int       `help:"Of so many seeds, one after the other from --seed: means with 95 % intervals." default:"1" env:"-"`
	bottleFlags
}

// tiredness is a number of days, or mixed.
type tiredness float64

// UnmarshalText reads a flag.
func (t *tiredness) UnmarshalText(text []byte) error {
	if string(text) == "mixed" {
		*t = simulate.Mixed
		return nil
	}
	days, err := strconv.ParseFloat(string(text), 64)
	if err != nil || !(days > 0) {
		return fmt.Errorf("%q is not a number of days above 0, or mixed", text)
	}
	*t = tiredness(days)
	return nil
}

func (t tiredness) String() string {
	if t == simulate.Mixed {
		return "mixed"
	}
	return strconv.FormatFloat(float64(t), 'g', -1, 64)
}

func (t tiredness) words() string {
	switch t {
	case simulate.Mixed:
		return "mixed"
	case 1:
		return "1 day"
	}
	return t.String() + " days"
}

// MarshalJSON writes what the flag takes.
func (t tiredness) MarshalJSON() ([]byte, error) {
	if t == simulate.Mixed {
		return []byte(`"mixed"`), nil
	}
	return []byte(t.String()), nil
}

// maxRuns bounds what is held in memory.
const maxRuns = 10_000

// Validate refuses what no world is made of, as a fault of usage.
func (c *simulateOnceCmd) Validate() error {
	if !slices.Contains(simulate.Policies, c.Policy) {
		return fmt.Errorf("--policy: %q is not one of %s", c.Policy, strings.Join(simulate.Policies, ", "))
	}
	if err := checkRuns(c.Runs, 1); err != nil {
		return err
	}
	return c.check(c.setting(c.Volunteers, c.RequestsPerDay, c.TirednessDays))
}

func checkRuns(runs, least int) error {
	if runs < least || runs > maxRuns {
		return fmt.Errorf("--runs: %d is not in %d–%d", runs, least, maxRuns)
	}
	return nil
}

// check reads the city once and looks at one setting.
func (f *worldFlags) check(s simulate.Setting) error {
	if f.city == nil {
		city, err := f.readCity()
		if err != nil {
			return err
		}
		f.city = city
	}
	if err := s.Check(); err != nil {
		return fmt.Errorf("--%w", err)
	}
	return nil
}

// radiusM is that of the disc.
func (f *worldFlags) radiusM() float64 {
	if f.CityRadiusM == nil {
		return 6800
	}
	return *f.CityRadiusM
}

func (f *worldFlags) readCity() (*simulate.City, error) {
	if f.City != "" && f.CityRadiusM != nil {
		return nil, errors.New("--city-radius-m is of the disc: it does not go with --city, whose districts have their own shapes")
	}
	var source io.Reader
	switch f.City {
	case "":
		city, err := simulate.Disc(f.radiusM(), 16)
		if err != nil {
			return nil, fmt.Errorf("--city-radius-m: %w", err)
		}
		return city, nil
	case "marseille":
		districts, err := marseille.Arrondissements()
		if err != nil {
			return nil, err
		}
		text, err := json.Marshal(districts)
		if err != nil {
			return nil, err
		}
		source = bytes.NewReader(text)
	default:
		file, err := os.Open(f.City)
		if err != nil {
			return nil, fmt.Errorf("--city: %w", err)
		}
		defer file.Close()
		source = file
	}
	city, err := simulate.ReadCity(source)
	if err != nil {
		return nil, fmt.Errorf("--city: %s: %w", filepath.Base(f.City), err)
	}
	return city, nil
}

func (f *worldFlags) setting(volunteers int, requestsPerDay float64, tired tiredness) simulate.Setting {
	return simulate.Setting{
		Seed: f.Seed, Volunteers: volunteers, City: f.city, TirednessDays: float64(tired), RequestsPerDay: requestsPerDay,
		Days: f.Days, Law: f.Law,
	}
}

// Run lives through the weeks and says what came of them.
func (c *simulateOnceCmd) Run(a *app, said *kong.Context) error {
	s := c.setting(c.Volunteers, c.RequestsPerDay, c.TirednessDays)
	if inDatabase(said) {
		if c.Policy != "alentour" || c.Runs != 1 {
			return errors.New("--database: one run, of what serves there: no other --policy, no --runs")
		}
		return c.bottle(a, s, c.City != "", c.JSON)
	}
	if len(c.Without) > 0 || c.Truth != "" {
		return errors.New("--without and --truth go with --database")
	}
	bar := newProgressBar(os.Stderr, int64(c.Days*c.Runs))
	results, err := simulate.RunAll(a.ctx, jobs(s, c.Policy, c.Runs), bar.lived)
	bar.clear()
	if err != nil {
		return err
	}
	if c.JSON {
		o := object{{"policy", c.Policy}, {"setting", c.wire(s, c.Runs)}}
		return printJSON(a.out, append(o, figures(results)...))
	}
	return c.print(a.out, results)
}

// jobs are runs of a setting with a policy, one seed after the other.
func jobs(s simulate.Setting, policy string, runs int) []simulate.Job {
	list := make([]simulate.Job, runs)
	for i := range list {
		list[i] = simulate.Job{Setting: s, Policy: policy}
		list[i].Seed += uint64(i)
	}
	return list
}

// wire tells a setting in the words of the flags.
func (f *worldFlags) wire(s simulate.Setting, runs int) object {
	o := object{{"seed", s.Seed}, {"runs", runs}, {"volunteers", s.Volunteers}}
	if f.City == "" {
		o = append(o, field{"city_radius_m", f.radiusM()})
	} else {
		o = append(o, field{"city", filepath.Base(f.City)})
	}
	return append(o, field{"tiredness_days", tiredness(s.TirednessDays)}, field{"requests_per_day", s.RequestsPerDay},
		field{"days", s.Days}, field{"law", s.Law})
}

// figures are numbers of one run, or estimates of several.
func figures(results []*simulate.Result) (o object) {
	for _, m := range simulate.Measures {
		e := m.Estimate(results)
		switch {
		case !e.Finite():
			o = append(o, field{m.Name, nil})
		case len(results) == 1:
			o = append(o, field{m.Name, e.Mean})
		default:
			o = append(o, field{m.Name, e})
		}
	}
	return o
}

// object is JSON whose fields keep their order.
type object []field

type field struct {
	name  string
	value any
}

// MarshalJSON implements [json.Marshaler].
func (o object) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, f := range o {
		if i > 0 {
			b = append(b, ',')
		}
		value, err := json.Marshal(f.value)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("field %s", f.name), err)
		}
		b = append(strconv.AppendQuote(b, f.name), ':')
		b = append(b, value...)
	}
	return append(b, '}'), nil
}

func (c *simulateOnceCmd) print(w io.Writer, results []*simulate.Result) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	p := printer{w: table}
	p.line("%s: %s", c.Policy, c.words(c.setting(c.Volunteers, c.RequestsPerDay, c.TirednessDays), c.Runs))
	for _, m := range simulate.Measures {
		e := m.Estimate(results)
		if c.Runs == 1 || !e.Finite() {
			p.line("  %s\t%s", m.Name, plain(e.Mean))
		} else {
			p.line("  %s\t%s\t%s – %s", m.Name, plain(e.Mean), plain(e.Low), plain(e.High))
		}
	}
	return errors.Join(p.err, table.Flush())
}

// words tell a setting.
func (f *worldFlags) words(s simulate.Setting, runs int) string {
	where := fmt.Sprintf("a disc of %g m", f.radiusM())
	if f.City != "" {
		where = filepath.Base(f.City)
	}
	days, seeds := tiredness(s.TirednessDays).words(), fmt.Sprintf("seed %d", s.Seed)
	if s.TirednessDays == simulate.Mixed {
		days = "1, 3 or 10 days"
	}
	if runs > 1 {
		seeds = fmt.Sprintf("seeds %d–%d", s.Seed, s.Seed+uint64(runs-1))
	}
	return fmt.Sprintf("%d volunteers in %s, %g requests a day for %d days, tired for %s; %s",
		s.Volunteers, where, s.RequestsPerDay, s.Days, days, seeds)
}

// plain is a number as a table shows it.
func plain(v float64) string {
	switch {
	case math.IsInf(v, 0) || math.IsNaN(v):
		return "never"
	case math.Abs(v) >= 100:
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'f', 3, 64)
}
