package directory_test

import (
	"context"
	"iter"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/formats"
	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
)

// sharedFile is a file of real data that stands beside the repository, where there is one.
func sharedFile(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "shared", "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("needs the real data: %v", err)
	}
	return path
}

func marseille(t testing.TB, pool *pgxpool.Pool) *directory.Cities {
	t.Helper()
	cities := directory.NewCities(pool)
	_, err := cities.Add(context.Background(), directory.City{
		Code: "13055", Name: "Marseille", Timezone: "Europe/Paris", Lang: "fr",
	})
	if err != nil {
		t.Fatal(err)
	}
	return cities
}

func quartiers(t testing.TB) iter.Seq2[directory.DistrictRow, error] {
	t.Helper()
	path := sharedFile(t, "boundaries/marseille-quartiers-111.geojson")
	return func(yield func(directory.DistrictRow, error) bool) {
		file, err := os.Open(path)
		if err != nil {
			yield(directory.DistrictRow{}, err)
			return
		}
		defer file.Close()
		for f, err := range formats.Features(file, "quartiers") {
			row := directory.DistrictRow{Where: f.Where}
			if err == nil {
				row.Code, row.Name = f.Properties["code"].(string), f.Properties["nom"].(string)
				row.Parent = f.Properties["arrondissement"].(string)
				row.Shape = shapeOf(f.Geometry)
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

func shapeOf(g orb.Geometry) orb.MultiPolygon {
	if p, ok := g.(orb.Polygon); ok {
		return orb.MultiPolygon{p}
	}
	return g.(orb.MultiPolygon)
}

var quartierFile = directory.DistrictFile{City: "13055", Kind: "quartier", ParentKind: "arrondissement", Source: "IGN, INSEE"}

func TestQuartiersOfMarseille(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := postgrestest.New(t)
	cities := marseille(t, pool)
	report, err := cities.ImportDistricts(ctx, quartierFile, quartiers(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", report)
	report, err = cities.ImportDistricts(ctx, quartierFile, quartiers(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", report)
}
