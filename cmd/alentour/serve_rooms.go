package main

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/geocode"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// roomFlags are of the rooms that keep something about people.
type roomFlags struct {
	Geocoder string `help:"Address service that answers GeocodeJSON; empty = none, people choose their neighbourhood." default:"https://data.geopf.fr/geocodage" placeholder:"URL"`
}

// addresses is the address service; nil = none.
func (f *roomFlags) addresses() (*geocode.Client, error) {
	if f.Geocoder == "" {
		return nil, nil
	}
	return geocode.New(f.Geocoder)
}

// rooms are this node's stores of what people say and do.
type rooms struct {
	members      *directory.Members
	associations *directory.Associations
}

// openRooms makes them; what they ask of the desk comes later than they do.
func (s *server) openRooms(pool *pgxpool.Pool) *rooms {
	return &rooms{
		members: directory.NewMembers(pool, directory.MembersConfig{
			Live: s.live, Now: s.now,
			Erase: func(ctx context.Context, account int64) error { return s.desk.Load().EraseAll(ctx, account) },
		}),
		associations: directory.NewAssociations(directory.AssociationsConfig{Pool: pool, Desk: s.desk.Load, Poke: s.pokeFollower, Now: s.now}),
	}
}

// holders are all rooms that keep something about people, for export and erasure.
func (r *rooms) holders() []identity.Holder { return []identity.Holder{r.members, r.associations} }
