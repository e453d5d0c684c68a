package api

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

// A page that is appended is the page that would be marshalled, byte by byte.
func TestAppendedDatesAreTheMarshalledOnes(t *testing.T) {
	t.Parallel()
	a := &API{Config: Config{Live: directory.NewLive(directory.Config{})}}
	cell, err := geo.CellAt(orb.Point{5.37, 43.3}, 8)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		text := func(name string) string {
			return rapid.SampledFrom([]string{"", "Pétanque", "a \"quote\"\n\\ <b> & \u2028", "games"}).Draw(rt, name)
		}
		list := make([]community.Listed, rapid.IntRange(0, 3).Draw(rt, "dates"))
		out := OccurrencePage{Items: make([]Occurrence, len(list)), Next: text("next")}
		near := rapid.Bool().Draw(rt, "near")
		for i := range list {
			at := time.Date(2026, 11, 26, 19, rapid.IntRange(0, 59).Draw(rt, "minute"), 0, 0, time.UTC)
			e := &community.Event{Interest: text("interest"), PriceCents: rapid.IntRange(0, 2).Draw(rt, "price"), Imported: rapid.Bool().Draw(rt, "imported")}
			e.When.Zone, e.When.AllDay = "Europe/Paris", rapid.Bool().Draw(rt, "all day")
			o := community.Occurrence{
				ID: uuid.UUID{byte(i), 0xab}, Original: at, Start: at.Add(time.Hour), End: at.Add(2 * time.Hour), Cancelled: rapid.Bool().Draw(rt, "off"),
				Why: community.Why(text("why")), Taken: rapid.IntRange(0, 3).Draw(rt, "taken"), Waiting: rapid.IntRange(0, 3).Draw(rt, "waiting"),
			}
			o.Title, o.Capacity = text("title"), rapid.IntRange(0, 20).Draw(rt, "capacity")
			o.Site = community.Site{
				Kind: rapid.SampledFrom([]community.SiteKind{community.AtPlace, community.AtPoint, community.Online, community.Sealed}).Draw(rt, "kind"),
				Note: text("note"), Online: text("online"), PlaceName: text("place"), Cell: cell, Located: rapid.Bool().Draw(rt, "located"),
				// no smaller than numbers without an exponent
				Point: orb.Point{float64(rapid.IntRange(-18e6, 18e6).Draw(rt, "lon")) / 1e5, float64(rapid.IntRange(-9e6, 9e6).Draw(rt, "lat")) / 1e5},
			}
			if o.Site.Kind == community.AtPlace {
				o.Site.Place = uuid.UUID{1, 2}
			}
			list[i] = community.Listed{Occurrence: &o, Of: e, DistanceM: rapid.Float64Range(0, 50_000).Draw(rt, "distance")}
			out.Items[i] = a.listedOf(&list[i], near)
		}
		if got, want := string(a.appendPage(nil, list, out.Next, near)), string(marshal(out)); got != want {
			rt.Fatal(fmt.Sprintf("\n%s\n%s", got, want))
		}
	})
}
