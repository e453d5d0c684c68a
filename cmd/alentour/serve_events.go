package main

import (
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
	"github.com/alentour/alentour/moderation"
	"github.com/alentour/alentour/photos"
)

// openEvents makes the room of events.
func (s *server) openEvents(pool *pgxpool.Pool, pictures *photos.Store, requests *matching.Room) (*community.Room, error) {
	sealer, err := identity.NewSealer(s.key, "community")
	if err != nil {
		return nil, err
	}
	return community.NewRoom(community.Config{
		Pool: pool, Live: s.live, Calendar: s.calendar, Photos: pictures, Requests: requests, Sealer: sealer,
		Desk: s.desk.Load, Now: s.now, Poke: s.pokeFollower, Log: s.log, Site: s.PublicURL, Local: s.Dev,
	})
}

// eventSubject is how moderators know events.
func (s *server) eventSubject() moderation.Subject {
	return publishedSubject("event", func() publishing { return s.rooms.Load().community })
}
