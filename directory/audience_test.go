package directory_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// An announcement is for an area, a profile and interests together, and for nobody who can no longer sign in.
func TestAudience(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	is := func(helps, needs bool, likes ...string) func(*directory.Profile) {
		return func(p *directory.Profile) { p.Helps, p.Needs, p.Interests = helps, needs, interests(t, likes...) }
	}
	names := map[int64]string{}
	add := func(name, district string, also func(*directory.Profile)) *identity.Viewer {
		v := n.member(name, district, also)
		names[v.Account.Num] = name
		return v
	}
	add("Ana", "q2-2", is(true, false, "cinema"))
	bruno := add("Bruno", "q2-2", is(true, true, "games"))
	add("Carla", "q9-4", is(false, true, "cinema", "music"))
	gone := add("Driss", "q9-4", is(true, true, "cinema"))
	add("Elsewhere", "", is(true, true, "cinema"))
	if _, err := n.pool.Exec(t.Context(), `update accounts set standing = 'suspended' where id = $1`, gone.Account.Num); err != nil {
		t.Fatal(err)
	}
	if _, err := n.pool.Exec(t.Context(), `insert into volunteers (account_id, applied_at, updated_at) values ($1, now(), now())`, bruno.Account.Num); err != nil {
		t.Fatal(err)
	}
	num := func(code string) int64 {
		d, ok := n.atlas.District(code)
		if !ok {
			t.Fatal(code)
		}
		return d.Num
	}
	staff := n.viewer()
	staff.Grants = []identity.Grant{{Role: identity.Administrator}}
	for _, c := range []struct {
		a    directory.Audience
		want []string
	}{
		{directory.Audience{District: num("13055")}, []string{"Ana", "Bruno", "Carla"}},
		{directory.Audience{District: num("q2-2")}, []string{"Ana", "Bruno"}},
		{directory.Audience{District: num("13055"), Profile: directory.ToHelping}, []string{"Ana", "Bruno"}},
		{directory.Audience{District: num("13055"), Profile: directory.ToInNeed}, []string{"Bruno", "Carla"}},
		{directory.Audience{District: num("13055"), Profile: directory.ToVolunteers}, []string{"Bruno"}},
		{directory.Audience{District: num("13055"), Interests: interests(t, "games", "music")}, []string{"Bruno", "Carla"}},
		{directory.Audience{District: num("q9-4"), Profile: directory.ToHelping, Interests: interests(t, "cinema")}, nil},
	} {
		accounts, err := n.Audience(t.Context(), staff, c.a)
		var got []string
		for _, account := range accounts {
			got = append(got, names[account])
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v, want %v (%v)", c.a, got, c.want, err)
		}
	}
	var invalid *directory.Invalid
	if _, err := n.Audience(t.Context(), staff, directory.Audience{District: num("q2-2"), Profile: "rich"}); !errors.As(err, &invalid) {
		t.Errorf("a profile that does not exist: %v", err)
	}
	local := n.viewer()
	local.Grants = []identity.Grant{{Role: identity.Coordinator, District: num("q2-2")}}
	if _, err := n.Audience(t.Context(), local, directory.Audience{District: num("q9-4")}); !refused(err, identity.Forbidden) {
		t.Errorf("elsewhere: %v", err)
	}
}
