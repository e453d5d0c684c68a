package main

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/conversation"
	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/data/geocode"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
	"github.com/alentour/alentour/moderation"
	"github.com/alentour/alentour/notify"
	"github.com/alentour/alentour/photos"
)

// roomFlags are of the rooms that keep something about people.
type roomFlags struct {
	CharterLasts  time.Duration `help:"How long a volunteer's signature of the charter holds." default:"8760h"`
	TrainingLasts time.Duration `help:"How long a volunteer's training holds." default:"26280h"`
	CheckLasts    time.Duration `help:"How long it holds that the team has met a volunteer." default:"8760h"`

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
	roster       *directory.Roster
	matching     *matching.Room
	community    *community.Room
	coverage     *coverage.Room
	moderators   *moderation.Office
	threads      *conversation.Store
	photos       *photos.Store
}

// openRooms makes them; what they ask of the desk comes later than they do.
func (s *server) openRooms(pool *pgxpool.Pool) (*rooms, error) {
	roster, err := s.openRoster(pool)
	if err != nil {
		return nil, err
	}
	members := directory.NewMembers(pool, directory.MembersConfig{
		Live: s.live, Now: s.now,
		Erase: func(ctx context.Context, account int64) error { return s.desk.Load().EraseAll(ctx, account) },
	})
	threads, err := s.openThreads(pool, members)
	if err != nil {
		return nil, err
	}
	pictures, err := s.openPhotos(pool, members)
	if err != nil {
		return nil, err
	}
	room, err := s.openMatching(pool, threads, pictures)
	if err != nil {
		return nil, err
	}
	events, err := s.openEvents(pool, pictures, room)
	if err != nil {
		return nil, err
	}
	figures, err := coverage.NewRoom(coverage.Config{
		Pool: pool, Live: s.live, Volunteers: s.volunteers, Requests: s.requests, Calendar: s.calendar, Desk: s.desk.Load, Now: s.now,
		Poke: s.pokeFollower, Log: s.log,
	})
	if err != nil {
		return nil, err
	}
	return &rooms{
		roster: roster, matching: room, community: events, coverage: figures, members: members, threads: threads, photos: pictures,
		associations: directory.NewAssociations(directory.AssociationsConfig{Pool: pool, Desk: s.desk.Load, Poke: s.pokeFollower, Now: s.now}),
	}, nil
}

// holders are all rooms that keep something about people, for export and erasure; conversations before notices, as who writes locks them.
func (r *rooms) holders() []identity.Holder {
	return []identity.Holder{r.community, r.matching, r.roster, r.members, r.associations, r.threads, r.photos}
}

// openMatching makes the room of requests and offers.
func (s *server) openMatching(pool *pgxpool.Pool, threads *conversation.Store, pictures *photos.Store) (*matching.Room, error) {
	sealer, err := identity.NewSealer(s.key, "matching")
	if err != nil {
		return nil, err
	}
	return matching.NewRoom(matching.Config{
		Pool: pool, Live: s.live, Volunteers: s.volunteers, Requests: s.requests, Memory: s.memory, Threads: threads, Photos: pictures,
		Sealer: sealer, Desk: s.desk.Load, Now: s.now, Poke: s.pokeFollower, Log: s.log,
	})
}

// openRoster makes the room of volunteers.
func (s *server) openRoster(pool *pgxpool.Pool) (*directory.Roster, error) {
	sealer, err := identity.NewSealer(s.key, "directory")
	if err != nil {
		return nil, err
	}
	return directory.NewRoster(pool, directory.RosterConfig{
		Terms: directory.Terms{Charter: s.CharterLasts, Training: s.TrainingLasts, Check: s.CheckLasts},
		Now:   s.now, Poke: s.pokeFollower, Tell: notify.Tell, Sealer: sealer,
		Record: func(ctx context.Context, tx pgx.Tx, deed identity.Deed, act identity.Action, subject string, id int64) error {
			return s.desk.Load().Record(ctx, tx, deed, act, subject, id)
		},
		Invite: func(ctx context.Context, tx pgx.Tx, to identity.Contact, lang, token string, expires time.Time) error {
			return s.desk.Load().Invite(ctx, tx, to, lang, token, expires)
		},
	})
}
