package directory_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/tiles"
)

// What is out of sight is in no read, and comes back as it was.
func TestOutOfSight(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	ctx := context.Background()
	at := orb.Point{5.365, 43.295}
	num := town.place("Douches du port", at, "shower")
	town.place("Lavoir", orb.Point{5.366, 43.296}, "laundry")
	var organisation int64
	town.inTx(func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `
			with o as (insert into organisations (uid, name, dataset_id, source_id) values (gen_random_uuid(), 'Les Voisins du port', 1, 'o') returning id)
			update places set organisation_id = o.id from o where places.id = $1 returning o.id`, num).Scan(&organisation)
	})
	town.load()
	store := directory.NewStore(town.pool)
	place, _ := town.live.PlaceNumbered(num)
	org, _ := town.live.OrganisationNumbered(organisation)

	// reads gives what each read knows of the place, and of its organisation.
	reads := func() (ofPlace, ofOrganisation map[string]bool) {
		_, byID := town.live.Place(place.ID)
		_, byNum := town.live.PlaceNumbered(num)
		found := len(town.find(near(at[0], at[1], 20))) > 0
		tile := string(new(tiles.Writer).Draw(tiles.TileAt(tiles.At(at), 14), town.live.PlacesLayer(directory.PlaceFilter{})))
		var exported bytes.Buffer
		if err := directory.Export(ctx, town.pool, &exported, "geojson"); err != nil {
			t.Fatal(err)
		}
		hits, err := store.Search(ctx, directory.SearchQuery{Text: "port"})
		if err != nil {
			t.Fatal(err)
		}
		fromMemory, err := town.live.Search(directory.SearchQuery{Text: "port"})
		if err != nil {
			t.Fatal(err)
		}
		has := func(hits []directory.SearchHit, kind string) bool {
			for _, h := range hits {
				if h.Kind == kind {
					return true
				}
			}
			return false
		}
		_, orgByID := town.live.Organisation(org.ID)
		page, err := town.live.Organisations(directory.OrganisationQuery{})
		if err != nil {
			t.Fatal(err)
		}
		return map[string]bool{
			"by id": byID, "by number": byNum, "near": found, "search": has(hits, "place"), "search in memory": has(fromMemory, "place"),
			"counted": town.live.Count() == 2, "tile": strings.Contains(tile, place.Name), "export": strings.Contains(exported.String(), place.Name),
		}, map[string]bool{
			"by id": orgByID, "list": len(page.Items) > 0, "search": has(hits, "organisation"), "search in memory": has(fromMemory, "organisation"),
		}
	}
	want := func(when string, place, organisation bool) {
		t.Helper()
		p, o := reads()
		for read, got := range p {
			if got != place {
				t.Errorf("%s: the place, %s: %v", when, read, got)
			}
		}
		for read, got := range o {
			if got != organisation {
				t.Errorf("%s: the organisation, %s: %v", when, read, got)
			}
		}
	}
	hide := func(what func(context.Context, pgx.Tx, int64, bool) error, num int64, hidden bool) {
		t.Helper()
		town.inTx(func(tx pgx.Tx) error { return what(ctx, tx, num, hidden) })
		town.apply(feed.Changes{"place": {place.Num}, "organisation": {organisation}})
	}
	want("at first", true, true)
	hide(store.HidePlace, num, true)
	want("the place hidden", false, true)
	hide(store.HideOrganisation, organisation, true)
	want("both hidden", false, false)
	town.load()
	want("both hidden, loaded afresh", false, false)
	hide(store.HidePlace, num, false)
	hide(store.HideOrganisation, organisation, false)
	want("back", true, true)
	if back, _ := town.live.Place(place.ID); back.Name != place.Name || back.Point != place.Point || back.Organisation != organisation {
		t.Errorf("came back as %+v", back)
	}
}

// Who must judge something reads it whether it is in sight or not.
func TestShown(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	num := town.place("Douches", orb.Point{5.365, 43.295}, "shower")
	town.exec(`update places set hidden = true, phone = '01 99 00 00 01', street = '1 quai' where id = $1`, num)
	store := directory.NewStore(town.pool)
	town.inTx(func(tx pgx.Tx) error {
		shown, err := store.PlaceShown(t.Context(), tx, num)
		var content map[string]string
		if err == nil {
			err = json.Unmarshal(shown.Content, &content)
		}
		if err != nil {
			return err
		}
		want := map[string]string{"name": "Douches", "phone": "01 99 00 00 01", "address": "1 quai"}
		if len(content) != len(want) {
			t.Errorf("%v", content)
		}
		for field, text := range want {
			if content[field] != text {
				t.Errorf("%s: %q", field, content[field])
			}
		}
		again, err := store.PlaceShown(t.Context(), tx, num)
		if !bytes.Equal(again.Content, shown.Content) {
			t.Error("the same content in other bytes")
		}
		if _, gone := store.PlaceShown(t.Context(), tx, num+99); !errors.Is(gone, directory.ErrGone) {
			t.Error(gone)
		}
		return err
	})
}
