package main

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/directory"
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
		Desk: s.desk.Load, Now: s.now, Poke: s.pokeFollower, Log: s.log, Site: s.PublicURL,
	})
}

// eventSubject is how moderators know events.
func (s *server) eventSubject() moderation.Subject {
	room := func() *community.Room { return s.rooms.Load().community }
	return moderation.Subject{
		Kind: "event",
		Find: func(ctx context.Context, v *identity.Viewer, id string) (int64, error) {
			return room().Numbered(ctx, v, id)
		},
		Look: func(ctx context.Context, tx pgx.Tx, num int64) (moderation.Thing, error) {
			var author int64
			read := func(ctx context.Context, tx pgx.Tx, num int64) (shown directory.Shown, err error) {
				shown, author, err = room().Shown(ctx, tx, num)
				return shown, err
			}
			return look(read, func(t *moderation.Thing, _ int64) { t.Owner = author })(ctx, tx, num)
		},
		Hide: func(ctx context.Context, tx pgx.Tx, num int64, hidden bool) error {
			return room().Hide(ctx, tx, num, hidden)
		},
	}
}
