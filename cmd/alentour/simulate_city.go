package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching/simulate"
)

// Of the city that an empty database is given.
const (
	bottleCity    = "bottle"
	bottleSource  = "simulated"
	bottlePerKM2  = 6000 // residents: of a dense city, so that homes are as exact as they may be
	bottleErrorM  = 100  // of borders that are chords of a circle
	bottleSettled = 60 * 24 * time.Hour
)

// settleCity finds the city of the database, or makes the setting's there, and says when the world begins.
func (b *bottle) settleCity(ctx context.Context, made bool) error {
	cities := directory.NewCities(b.pool)
	list, err := cities.List(ctx)
	ours := len(list) == 0 || len(list) == 1 && list[0].Code == bottleCity // left by a run that ended before it began
	switch {
	case err != nil:
		return err
	case len(list) > 1:
		return errors.New("the database holds several cities: one is simulated")
	case ours:
		err = b.makeCity(ctx, cities)
	case made:
		return fmt.Errorf("the database holds %s already: its districts are simulated, no others", list[0].Name)
	}
	if err != nil {
		return err
	}
	var atlas *directory.Atlas
	err = pgx.BeginFunc(ctx, b.pool, func(tx pgx.Tx) (err error) {
		atlas, err = directory.ReadAtlas(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	b.city = atlas.Cities()[0]
	start := simulate.Start()
	b.begin = time.Date(start.Year(), start.Month(), start.Day(), 0, 0, 0, 0, b.city.Zone)
	b.set(0)
	if !ours {
		b.setting.City = districtsOf(atlas, b.city)
	}
	return nil
}

// districtsOf are the finest districts of a city with a shape, each with its residents as its weight.
func districtsOf(atlas *directory.Atlas, city *directory.District) *simulate.City {
	c := &simulate.City{}
	for _, num := range atlas.Subtree(city.Num) {
		d, ok := atlas.Numbered(num)
		if !ok || len(d.Full) == 0 || len(atlas.Children(num)) > 0 {
			continue
		}
		weight := 1.0
		for _, f := range d.Figures {
			if f.Measure == "population" {
				weight = f.Value
			}
		}
		c.Districts = append(c.Districts, simulate.District{Name: d.Name, Helpers: weight, Needs: weight, Shape: d.Full})
	}
	return c
}

// makeCity writes the districts of the setting, with as many residents as help people there.
func (b *bottle) makeCity(ctx context.Context, cities *directory.Cities) error {
	if b.setting.City == nil {
		disc, err := simulate.Disc(6800, 16)
		if err != nil {
			return err
		}
		b.setting.City = disc
	}
	_, err := cities.Add(ctx, directory.City{Code: bottleCity, Name: "City in a bottle", Timezone: "UTC", Lang: "en"})
	if err != nil {
		return err
	}
	var helpers, km2 float64
	for _, d := range b.setting.City.Districts {
		helpers += d.Helpers
		km2 += orbgeo.Area(d.Shape) / 1e6
	}
	var rows []directory.DistrictRow
	var figures []directory.FigureRow
	for i, d := range b.setting.City.Districts {
		code := fmt.Sprintf("%s-%d", bottleCity, i+1)
		rows = append(rows, directory.DistrictRow{Where: code, Code: code, Name: d.Name, Shape: d.Shape})
		residents := d.Helpers / helpers * km2 * bottlePerKM2
		figures = append(figures, directory.FigureRow{Where: code, Code: code, Values: map[string]float64{"population": float64(int(residents))}})
	}
	_, err = cities.ImportDistricts(ctx, directory.DistrictFile{
		City: bottleCity, Kind: "sector", AccuracyM: bottleErrorM, Source: bottleSource, Prune: true,
	}, rowsOf(rows))
	if err != nil {
		return err
	}
	_, err = cities.ImportFigures(ctx, directory.FigureFile{City: bottleCity, Measures: []string{"population"}, Source: bottleSource}, rowsOf(figures))
	return err
}

func rowsOf[T any](rows []T) func(func(T, error) bool) {
	return func(yield func(T, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// resident is somebody who helps.
type resident struct {
	num    int // their place in the world
	viewer *identity.Viewer
	home   directory.Home
	edit   directory.VolunteerEdit
	asked  []time.Duration // in the last seven days
	left   bool
	silent bool // answers no more
}

// populate writes those who are there at the start: one of the staff, who vets and speaks for places, the volunteers, those who ask.
func (b *bottle) populate(ctx context.Context) error {
	people := b.world.People()
	b.people = make([]*resident, len(people))
	lead := identity.Grant{Role: identity.Administrator}
	staff, err := b.sow(ctx, []sown{{key: "staff", name: "Alice", home: b.homeAt(b.city.Centre), grants: []identity.Grant{lead}}})
	if err != nil {
		return err
	}
	b.staff = staff[0]
	var first []int
	for i, p := range people {
		if p.Since == 0 {
			first = append(first, i)
			continue
		}
		b.plan(p.Since, func(ctx context.Context) error { return b.arrive(ctx, i) })
	}
	if err := b.sowVolunteers(ctx, people, first); err != nil {
		return err
	}
	askers := make([]sown, min(len(b.needs), max(20, len(b.needs)/3))) // so that nobody asks for much at once
	for i := range askers {
		askers[i] = sown{key: fmt.Sprintf("asker %d", i), name: fmt.Sprintf("Awa %d", i+1), home: b.homeAt(b.needs[i].Point), needs: true}
	}
	if b.askers, err = b.sow(ctx, askers); err != nil {
		return err
	}
	b.gather()
	for i := range b.needs {
		b.plan(b.needs[i].Created, func(ctx context.Context) error { return b.ask(ctx, i) })
	}
	return nil
}

// sown is somebody to be written.
type sown struct {
	key, name string
	home      directory.Home
	languages directory.LanguageSet
	radiusM   int
	needs     bool
	grants    []identity.Grant
}

// sow writes accounts and members, as the demo does.
func (b *bottle) sow(ctx context.Context, list []sown) ([]*identity.Viewer, error) {
	if len(list) == 0 {
		return nil, nil
	}
	since := b.clock().Add(-bottleSettled)
	viewers := make([]*identity.Viewer, len(list))
	accounts := make([]identity.SeedAccount, len(list))
	for i, p := range list {
		id := directory.ImportedID(bottleSource, fmt.Sprintf("%d %s", b.setting.Seed, p.key))
		accounts[i] = identity.SeedAccount{ID: id, Lang: "fr", Grants: p.grants, Since: since, Seen: b.clock()}
	}
	err := pgx.BeginFunc(ctx, b.pool, func(tx pgx.Tx) error {
		nums, err := identity.Sow(ctx, tx, accounts)
		if err != nil {
			return err
		}
		members := make([]directory.SeedMember, len(list))
		for i, p := range list {
			a := identity.Account{Num: nums[i], ID: accounts[i].ID, Standing: identity.StandingActive}
			viewers[i] = &identity.Viewer{Account: a, Grants: p.grants}
			members[i] = directory.SeedMember{Account: a.Num, Since: since, Profile: directory.Profile{
				Name: p.name, Age: "25-39", Home: p.home, Languages: p.languages, RadiusM: p.radiusM, Needs: p.needs, Helps: !p.needs,
			}}
		}
		return directory.SowMembers(ctx, tx, b.live.Atlas(), members)
	})
	b.pokeFollower()
	return viewers, err
}

// sowVolunteers writes some of the world's people, vetted and active.
func (b *bottle) sowVolunteers(ctx context.Context, people []simulate.Inhabitant, which []int) error {
	list := make([]sown, len(which))
	for k, i := range which {
		says := &people[i].Says
		list[k] = sown{
			key: fmt.Sprintf("volunteer %d", i), name: fmt.Sprintf("Vera %d", i+1), home: b.homeAt(people[i].Home),
			languages: says.Languages, radiusM: int(says.RadiusM),
		}
	}
	viewers, err := b.sow(ctx, list)
	if err != nil {
		return err
	}
	seeds := make([]directory.SeedVolunteer, 0, len(which))
	for k, i := range which {
		says := &people[i].Says
		r := &resident{num: i, viewer: viewers[k], home: list[k].home, edit: directory.VolunteerEdit{
			Kinds: says.Kinds, Week: says.Week, PerDay: says.PerDay, PerWeek: says.PerWeek, AtNight: says.AtNight,
		}}
		b.people[i], b.of[r.viewer.Account.Num] = r, r
		seed := directory.SeedVolunteer{Account: r.viewer.Account.Num, VolunteerEdit: r.edit}
		for _, step := range []directory.Step{directory.StepApply, directory.StepSign, directory.StepTrain, directory.StepCheck, directory.StepActivate} {
			at := b.clock().Add(-20*24*time.Hour + time.Duration(len(seed.Steps))*time.Hour)
			seed.Steps = append(seed.Steps, directory.SeedStep{Step: step, At: at, By: b.staff.Account.Num})
		}
		seeds = append(seeds, seed)
	}
	err = pgx.BeginFunc(ctx, b.pool, func(tx pgx.Tx) error { return directory.SowVolunteers(ctx, tx, seeds) })
	b.pokeFollower()
	return err
}

// homeAt is the public home at a point; for one that a border's chord leaves outside, that of the nearest district's middle.
func (b *bottle) homeAt(p orb.Point) directory.Home {
	atlas := b.live.Atlas()
	if home, ok := atlas.HomeAt(p); ok {
		return home
	}
	d := b.city
	if finest, ok := atlas.Finest(p); ok {
		d = finest
	}
	home, _ := atlas.HomeOf(d)
	return home
}
