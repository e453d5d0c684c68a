package coverage

import (
	"context"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/coverage/access"
	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

// TestPublicCellsShareOutAllPlaces: residents × access of public cells of all sizes is the number of places that anybody reaches, and nobody
// is lost between districts and cells.
func TestPublicCellsShareOutAllPlaces(t *testing.T) {
	t.Parallel()
	ctx, pool, live := t.Context(), postgrestest.New(t), directory.NewLive(directory.Config{})
	people := map[string]float64{"dense": 90_000, "wide": 9000, "islet": 40}
	_, err := pool.Exec(ctx, `
		with city as (insert into districts (code, kind, name, timezone, lang) values ('01', 'city', 'Ville', 'Europe/Paris', 'fr') returning id)
		insert into districts (code, kind, name, parent_id, city_id, geom)
		select v.code, 'quartier', v.code, id, id, ST_Multi(ST_MakeEnvelope(v.w, 43.3, v.e, v.n, 4326))
		from city, (values ('dense', 5.30, 5.35, 43.34), ('wide', 5.35, 5.46, 43.34), ('islet', 5.2995, 5.30, 43.3005)) v (code, w, e, n);
		update districts set geom = (select ST_Multi(ST_Union(geom)) from districts where parent_id is not null) where parent_id is null`)
	if err == nil {
		_, err = directory.NewCities(pool).ImportFigures(ctx, directory.FigureFile{City: "01", Measures: []string{"population"}, Source: "test"},
			func(yield func(directory.FigureRow, error) bool) {
				for _, code := range slices.Sorted(maps.Keys(people)) {
					yield(directory.FigureRow{Where: code, Code: code, Values: map[string]float64{"population": people[code]}}, nil)
				}
			})
	}
	if err == nil {
		err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
			read, err := live.Load(context.WithoutCancel(ctx), tx)
			live.Publish(read)
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	city, _ := live.District("01")
	h, err := newHomes(live.Atlas(), city.Num)
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range people {
		d, _ := live.District(code)
		sum := 0.0
		for _, i := range h.of[d.Num] {
			sum += h.people[i].N
		}
		if math.Abs(sum-want) > 1e-6 {
			t.Errorf("%s: %g residents, want %g", code, sum, want)
		}
	}
	draw := rand.New(rand.NewPCG(8, 9))
	places := make([]access.Place, 60)
	points := make([]orb.Point, len(places))
	for i := range places {
		points[i] = orb.Point{5.28 + 0.2*draw.Float64(), 43.28 + 0.08*draw.Float64()}
		places[i] = access.Place{At: points[i], S: 1 + float64(draw.IntN(3))}
	}
	reached := 0.0
	for _, p := range places {
		if slices.ContainsFunc(h.people, func(o access.People) bool {
			return o.N > 0 && geo.DistanceM(o.At, p.At)*catchment.Detour <= catchment.ReachM
		}) {
			reached += p.S
		}
	}
	floating := h.far.Floating(places)
	residents, sizes, sum, all := h.perCell(func(i int) float64 { return h.people[i].N }), map[geo.Resolution]bool{}, 0.0, 0.0
	for i, got := range h.perCell(func(i int) float64 { return floating[i] * h.people[i].N }) {
		sum, all = sum+got, all+residents[i]
		if residents[i] > 0 {
			sizes[h.cells[i].Resolution()] = true
		}
	}
	if math.Abs(sum/reached-1) > 1e-6 || math.Abs(all-99_040) > 1e-6 || len(sizes) < 2 || reached >= 120 {
		t.Errorf("%g places shared out of %g that are reached, among %g residents of cells of %v", sum, reached, all, sizes)
	}
}
