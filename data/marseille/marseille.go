// Package marseille is the demo city: Marseille with its real figures, coarse borders, and made-up places and people.
//
//	quartiers.csv ──figures──▶ need, residents of each quartier ──▶ how many made-up places and people there
//	footprints.csv ──cells──▶ outlines, 100 m exact             ──▶ where places may stand, in which cells people live
//	cast.go, volunteers.go ──────────────────────────────────────▶ who has a role, and what they did
//	                                  └──── Load ──▶ PostGIS ◀── Remove
//
// The figures are INSEE's, the footprints are the H3 cells of resolution 10 whose centre lies within the official
// borders (see ../SOURCES.md). Places, organisations, people, telephone numbers and addresses are made up, the same on every
// machine; no number can ring and no mail can arrive. Only dates follow the day that Load is told.
//
// Units: degrees, residents, percent. Not here: real places, and the official borders: alentour import districts brings
// them in over these.
package marseille

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

// City is the code of Marseille (INSEE).
const City = "13055"

// Dataset is the name of the made-up dataset.
const Dataset = "demo"

// Sources of what stands in the files of this package; what other sources say of the city is never overwritten.
const (
	borderSource = "Quartiers de Marseille, J. Gombin, d’après IRIS-GE (IGN, INSEE) 2026, en cellules H3, Licence Ouverte 2.0"
	figureSource = "INSEE, RP 2021 et Filosofi 2019, Licence Ouverte 2.0"
)

// Report says what Load did.
type Report struct {
	Borders       bool // the demo's districts and figures stand there; false: the city had others, which stay
	Districts     int
	Organisations int
	directory.SeedReport
	People int  // made-up ones, in all
	Met    bool // they came with this Load; false: they were there, as of the same day
}

// Load brings the city, its quartiers, their figures and the made-up places and people into the database, in one transaction;
// asOf is the day that everything is dated from, and the key is the server's: what people reported is sealed. A database with real places is refused ([directory.ErrRealHere]); a city whose
// borders or figures came from elsewhere keeps them. The same day again changes nothing; another day moves dates, and people
// begin afresh.
func Load(ctx context.Context, db directory.Beginner, asOf time.Time, key []byte) (report Report, err error) {
	quartiers, err := readQuartiers()
	if err != nil {
		return report, err
	}
	arrondissements, measures, err := readFigures(arrondissementsCSV)
	if err != nil {
		return report, fmt.Errorf("arrondissements.csv: %w", err)
	}
	m := newMaker(quartiers, arrondissements, time.Date(asOf.Year(), asOf.Month(), asOf.Day(), 0, 0, 0, 0, time.UTC))
	seed, err := m.seed()
	if err != nil {
		return report, err
	}
	report.Districts, report.Organisations = len(quartiers), len(seed.Organisations)
	err = pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		if err := directory.OnlyFictional(ctx, tx); err != nil {
			return err
		}
		cities := directory.NewCities(tx)
		if report.Borders, err = ours(ctx, cities); err != nil {
			return err
		}
		if report.Borders {
			if err := draw(ctx, cities, quartiers); err != nil {
				return err
			}
			if err := count(ctx, cities, arrondissements, measures); err != nil {
				return err
			}
		}
		if report.SeedReport, err = directory.Sow(ctx, tx, seed); err != nil {
			return err
		}
		report.People = len(everybody())
		report.Met, err = m.populate(ctx, tx, report.SeedReport, key)
		return err
	})
	return report, err
}

// LoadWhereEmpty loads the demo into a database without cities and real places; elsewhere it changes nothing and says in
// one sentence why.
func LoadWhereEmpty(ctx context.Context, db directory.Beginner, asOf time.Time, key []byte) (report Report, skipped string, err error) {
	cities, err := directory.NewCities(db).List(ctx)
	if err != nil {
		return report, "", err
	}
	if len(cities) > 0 {
		return report, fmt.Sprintf("the database holds %s already: the demo city is not loaded", cities[0].Name), nil
	}
	report, err = Load(ctx, db, asOf, key)
	if errors.Is(err, directory.ErrRealHere) {
		return report, "the database holds real places: the demo city is not loaded", nil
	}
	return report, "", err
}

// Removed says what Remove did.
type Removed struct {
	Places, People int
	City           bool // it is gone too
}

// Remove removes the made-up places, organisations and people, and the city too unless something else is in it.
func Remove(ctx context.Context, db directory.Beginner) (gone Removed, err error) {
	err = pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		if gone.People, err = depopulate(ctx, tx); err != nil {
			return err
		}
		if gone.Places, err = directory.Uproot(ctx, tx, Dataset); err != nil {
			return err
		}
		cities := directory.NewCities(tx)
		list, err := cities.List(ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, isCity)
		if i < 0 || list[i].Used {
			return nil
		}
		if gone.City, err = ours(ctx, cities); err != nil || !gone.City {
			return err
		}
		_, err = cities.Remove(ctx, City)
		return err
	})
	return gone, err
}

func isCity(c directory.CitySummary) bool { return c.Code == City }

// ours says whether the city is not there yet, or holds nothing but what Load brought.
func ours(ctx context.Context, cities *directory.Cities) (bool, error) {
	sources, err := cities.Sources(ctx, City)
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(sources, func(s string) bool { return s != borderSource && s != figureSource }), nil
}

func draw(ctx context.Context, cities *directory.Cities, quartiers []quartier) error {
	list, err := cities.List(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(list, isCity) { // one that is there may have been told a telephone number
		if _, err = cities.Add(ctx, directory.City{Code: City, Name: "Marseille", Timezone: "Europe/Paris", Lang: "fr"}); err != nil {
			return err
		}
	}
	_, err = cities.ImportDistricts(ctx, directory.DistrictFile{
		City: City, Kind: "quartier", ParentKind: "arrondissement", AccuracyM: accuracyM, Source: borderSource,
	}, shapes(quartiers))
	return err
}

func shapes(quartiers []quartier) iter.Seq2[directory.DistrictRow, error] {
	return func(yield func(directory.DistrictRow, error) bool) {
		for _, q := range quartiers {
			shape, err := geo.Outline(q.cells)
			row := directory.DistrictRow{Where: "footprints.csv: " + q.code, Code: q.code, Name: q.name, Parent: q.parent, Shape: shape}
			if !yield(row, err) {
				return
			}
		}
	}
}

// count writes the figures of the quartiers, then those of the arrondissements.
func count(ctx context.Context, cities *directory.Cities, arrondissements []line, measures []string) error {
	quartiers, all, err := readFigures(quartiersCSV)
	if err != nil {
		return err
	}
	for _, table := range []struct {
		lines    []line
		measures []string
	}{{quartiers, all}, {arrondissements, measures}} {
		_, err = cities.ImportFigures(ctx, directory.FigureFile{
			City: City, Measures: table.measures, Source: figureSource,
		}, figures(table.lines))
		if err != nil {
			return err
		}
	}
	return nil
}

func figures(lines []line) iter.Seq2[directory.FigureRow, error] {
	return func(yield func(directory.FigureRow, error) bool) {
		for _, l := range lines {
			if !yield(directory.FigureRow{Where: l.code, Code: l.code, Values: l.figures}, nil) {
				return
			}
		}
	}
}

func (m *maker) seed() (directory.Seed, error) {
	seed := directory.Seed{
		Dataset: directory.Dataset{
			Name: Dataset, Title: "Lieux inventés pour la démonstration", Attribution: "Alentour, lieux inventés",
			Licence: "CC0-1.0", LicenceURL: "https://creativecommons.org/publicdomain/zero/1.0/", Fictional: true,
		},
		Organisations: m.organisations(),
	}
	for _, k := range kinds {
		seed.Places = append(seed.Places, m.places(k)...)
	}
	rounds, err := m.rounds()
	if err != nil {
		return seed, err
	}
	seed.Places = append(append(seed.Places, rounds...), m.refuge())
	return seed, nil
}
