package main

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/api"
	"github.com/alentour/alentour/conversation"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/moderation"
	"github.com/alentour/alentour/photos"
	"github.com/alentour/alentour/web"
)

// openThreads makes the room in which people write to each other.
func (s *server) openThreads(pool *pgxpool.Pool, members *directory.Members) (*conversation.Store, error) {
	sealer, err := identity.NewSealer(s.key, "conversation")
	if err != nil {
		return nil, err
	}
	return conversation.NewStore(pool, conversation.Config{
		Sealer: sealer, Desk: s.desk.Load, Now: s.now, Poke: s.pokeFollower, Topics: s.topics,
		People: func(ctx context.Context, db conversation.Querier, accounts []int64) (map[int64]conversation.Person, error) {
			known, err := members.KnownBy(ctx, db, accounts)
			people := make(map[int64]conversation.Person, len(known))
			for account, k := range known {
				people[account] = conversation.Person(k)
			}
			return people, err
		},
	})
}

// topics says what conversations are about.
func (s *server) topics(ctx context.Context, v *identity.Viewer, subjects []string) (map[string]conversation.Topic, error) {
	known, err := s.rooms.Load().matching.Subjects(ctx, v, subjects)
	topics := make(map[string]conversation.Topic, len(known))
	for subject, about := range known {
		var t conversation.Topic
		if about.Opens {
			t.Path = "/requests/" + about.ID.String()
		}
		if kind, err := directory.KindNamed(about.Kind); err == nil {
			for k := range kind.All {
				t.Fr, t.En = k.FR, k.EN
			}
		}
		topics[subject] = t
	}
	return topics, err
}

// openPhotos makes the room of pictures.
func (s *server) openPhotos(pool *pgxpool.Pool, members *directory.Members) (*photos.Store, error) {
	return photos.NewStore(pool, photos.Config{Desk: s.desk.Load, District: members.District, Now: s.now})
}

// uploads says whether a path takes a file.
func uploads(path string) bool { return api.Uploads(path) || web.Uploads(path) }

// messageSubject is how moderators know messages, and photoSubject photos.
func (s *server) messageSubject() moderation.Subject {
	return moderation.Subject{
		Kind: "message",
		Find: func(ctx context.Context, v *identity.Viewer, id string) (int64, error) {
			uid, err := parsed(id)
			if err != nil {
				return 0, err
			}
			return s.rooms.Load().threads.Find(ctx, v, uid)
		},
		Look: func(ctx context.Context, tx pgx.Tx, num int64) (moderation.Thing, error) {
			r, err := s.rooms.Load().threads.Look(ctx, tx, num)
			return moderation.Thing{
				ID: r.ID.String(), Label: r.Author.Name, Owner: r.Author.Account, District: r.Author.District, Content: r.Content,
			}, err
		},
		Hide: func(ctx context.Context, tx pgx.Tx, num int64, hidden bool) error {
			return s.rooms.Load().threads.Hide(ctx, tx, num, hidden)
		},
	}
}

func (s *server) photoSubject() moderation.Subject {
	return moderation.Subject{
		Kind: "photo",
		Find: func(ctx context.Context, v *identity.Viewer, id string) (int64, error) {
			return s.rooms.Load().photos.Find(ctx, v, id)
		},
		Look: func(ctx context.Context, tx pgx.Tx, num int64) (moderation.Thing, error) {
			r, err := s.rooms.Load().photos.Look(ctx, tx, num)
			if err != nil {
				return moderation.Thing{}, err
			}
			known, err := s.rooms.Load().members.KnownBy(ctx, tx, []int64{r.Owner})
			return moderation.Thing{ID: r.Name, Label: known[r.Owner].Name, Owner: r.Owner, District: r.District, Content: r.Content}, err
		},
		Hide: func(ctx context.Context, tx pgx.Tx, num int64, hidden bool) error {
			return s.rooms.Load().photos.Hide(ctx, tx, num, hidden)
		},
	}
}
