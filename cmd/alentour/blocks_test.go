package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/moderation"
	"github.com/alentour/alentour/notify"
)

// settles makes somebody a member at home in the west, a volunteer there, one of our association's people and a coordinator of the
// town: whoever could be shown somewhere is.
func (g *garden) settles(person string, v *identity.Viewer) *identity.Viewer {
	g.t.Helper()
	ctx, rooms := g.t.Context(), g.server.rooms.Load()
	g.writes(person, v)
	request := g.asks(person, v)
	g.tokens[person]["request"] = request.String()
	_, err := rooms.matching.AskCoordinator(ctx, v, request)
	g.must(err)
	west, ok := g.server.live.District("011")
	if !ok {
		g.t.Fatal("the town has no west")
	}
	cell, err := geo.CellAt(west.Centre, 8)
	g.must(err)
	_, err = g.pool.Exec(ctx, `insert into public_cells (city_id, cell) values (1, $1) on conflict do nothing`, int64(cell))
	g.must(err)
	var home directory.Home
	g.await("a place to live", func() (ok bool) {
		home, ok = g.server.live.Atlas().HomeOf(west)
		return ok
	})
	_, err = rooms.members.Change(ctx, v, func(p *directory.Profile) error {
		p.Home, p.Helps = home, true
		return nil
	})
	g.must(err)
	kinds, err := directory.KindNamed("cv")
	if err != nil {
		kinds, err = directory.KindNamed(directory.Kinds[0].Code)
	}
	g.must(err)
	_, err = rooms.roster.Save(ctx, v, directory.VolunteerEdit{Kinds: kinds, PerDay: 1, PerWeek: 2})
	g.must(err)
	address, err := identity.ParseContact(g.plant(person, "contacts.address")+"@example.org", "FR")
	g.must(err)
	for _, grant := range []identity.Grant{
		{Role: identity.AssociationMember, Organisation: 1}, {Role: identity.Coordinator, District: 1},
	} {
		_, err := g.desk().Appoint(ctx, address, "fr", grant)
		g.must(err)
	}
	g.desk().Forget(v.Account.Num)
	return g.viewer(identity.Role(person))
}

// shows are the addresses where one of two people who could see everything reads of the other. A new one stands here once somebody
// has looked at what it shows; the test then holds it to the promise.
var shows = []string{
	"/around", "/members", "/members/{id}", "/notices", "/organisations/{id}/people", "/requests", "/requests/{id}", "/staff/cases", "/staff/claims", "/staff/events",
	"/staff/requests",
	"/staff/volunteers", "/staff/volunteers.csv", "/staff/volunteers/{id}", "/threads", "/threads/{id}", "/v1/cases", "/v1/members", "/v1/members/{id}", "/v1/notices",
	"/v1/organisations/{id}/people", "/v1/requests", "/v1/requests/{id}", "/v1/threads", "/v1/threads/{id}",
	"/v1/threads/{id}/messages", "/v1/volunteers",
}

// duty is where a moderator reads of somebody whatever was blocked: else whoever is reported could block all who would judge them.
var duty = []string{"/staff/cases", "/v1/cases"}

// ownBlocks are where the one who blocked somebody finds whom, to take it back; nobody else does.
var ownBlocks = []string{"/account/blocks", "/v1/me/blocks"}

// read lists the addresses where somebody reads another's name, or their id where they did not ask with it. The ids are taken out again.
func (g *garden) read(by, of string, id string) (list []string) {
	g.t.Helper()
	as := []identity.Role{identity.Role(by)}
	things := []string{oursID.String(), theirsID.String(), placeID.String(), g.tokens[of]["request"], g.tokens[of]["thread"]}
	found := g.seen([]string{g.tokens[of]["members.name"]}, as, append(things, id)...)
	for _, at := range append(found, g.seen([]string{id}, as, things...)...) {
		path, _, _ := strings.Cut(at, " as ")
		for _, one := range append(things, id) {
			path = strings.ReplaceAll(path, one, "{id}")
		}
		if !slices.Contains(list, path) {
			list = append(list, path)
		}
	}
	slices.Sort(list)
	return list
}

// Promise P6: of two people one of whom has blocked the other, neither finds the other at any address: not on a page, not in the API,
// not in what they were told before.
func TestABlockIsTotalAndMutual(t *testing.T) {
	t.Parallel()
	g := &garden{house: newHouse(t), tokens: map[string]map[string]string{}}
	ctx := t.Context()
	a, b := g.settles("a", g.comes("a")), g.settles("b", g.comes("b"))
	told := func(to, from *identity.Viewer, name string) {
		g.must(pgx.BeginFunc(ctx, g.pool, func(tx pgx.Tx) error {
			return notify.Post(ctx, tx, notify.Notice{
				To: to.Account.Num, From: from.Account.Num, Kind: "organisation-role", Subject: "from:" + name,
				Params: map[string]string{"organisation": oursID.String(), "name": name, "role": "association-member"},
			})
		}))
	}
	told(a, b, g.tokens["b"]["members.name"])
	told(b, a, g.tokens["a"]["members.name"])
	third := g.settles("third", g.comes("third"))
	for _, reported := range []*identity.Viewer{a, b} {
		_, err := g.server.rooms.Load().moderators.Report(ctx, third, moderation.Complaint{
			Kind: "member", ID: reported.Account.ID.String(), Reason: "insult", Lang: "fr",
		})
		g.must(err)
	}
	thread := g.talk("a", "b", "third")
	for _, person := range []string{"a", "b", "third"} {
		g.tokens[person]["thread"] = thread.String()
	}
	aID, bID := a.Account.ID.String(), b.Account.ID.String()
	g.await("in the copies", func() bool { return g.server.lag() < time.Second })
	for _, who := range [][3]string{{"a", "b", bID}, {"b", "a", aID}} {
		if got := g.read(who[0], who[1], who[2]); !slices.Equal(got, shows) {
			t.Errorf("%s reads of %s at\n%v\nlisted are\n%v", who[0], who[1], got, shows)
		}
	}

	g.must(g.desk().Block(ctx, a, b.Account.Num))
	g.await("blocked in the copies", func() bool { return !g.viewer("b").Sees(a.Account.Num) })
	if got := g.read("a", "b", bID); !slices.Equal(got, slices.Sorted(slices.Values(slices.Concat(ownBlocks, duty)))) {
		t.Errorf("who blocked still reads of the other at %v", got)
	}
	if got := g.read("b", "a", aID); !slices.Equal(got, duty) {
		t.Errorf("who was blocked still reads of the other at %v", got)
	}

	g.must(g.desk().Unblock(ctx, g.viewer("a"), b.Account.Num))
	g.await("unblocked in the copies", func() bool { return g.viewer("b").Sees(a.Account.Num) })
	if got := g.read("b", "a", aID); !slices.Equal(got, shows) {
		t.Errorf("after the block: %v", got)
	}
}
