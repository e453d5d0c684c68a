package main

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/moderation"
	"github.com/alentour/alentour/notify"
)

// openModerators makes the moderators' office of this node, over everything that can be reported.
func (s *server) openModerators(pool *pgxpool.Pool) (*moderation.Office, error) {
	sealer, err := identity.NewSealer(s.key, "moderation")
	if err != nil {
		return nil, err
	}
	return moderation.NewOffice(pool, moderation.Config{
		Desk: s.desk.Load(), Sealer: sealer, Subjects: s.subjects(directory.NewStore(pool)), Tell: tell,
		Chain: s.chain, Subtree: s.subtree, Calendar: s.live.Calendar, Now: s.now, Log: s.log,
		Poke: s.pokeFollower,
	})
}

// tell hands the office's notices to the one path to people.
func tell(ctx context.Context, tx pgx.Tx, notices []moderation.Notice) error {
	list := make([]notify.Notice, len(notices))
	for i, n := range notices {
		list[i] = notify.Notice{To: n.To, Kind: n.Kind, Subject: n.Subject, Params: n.Params}
	}
	return notify.PostAll(ctx, tx, list)
}

// subjects are the kinds of things that can be reported, and how each room knows, shows and hides them.
func (s *server) subjects(store *directory.Store) []moderation.Subject {
	return []moderation.Subject{
		{
			Kind: "place",
			Find: func(_ context.Context, _ *identity.Viewer, id string) (int64, error) {
				uid, err := uuid.Parse(id)
				p, ok := s.live.Place(uid)
				return found(p.Num, err == nil && ok)
			},
			Look: look(store.PlaceShown, func(t *moderation.Thing, _ int64) {}),
			Hide: store.HidePlace,
		},
		{
			Kind: "organisation",
			Find: func(_ context.Context, _ *identity.Viewer, id string) (int64, error) {
				uid, err := uuid.Parse(id)
				o, ok := s.live.Organisation(uid)
				return found(o.Num, err == nil && ok)
			},
			Look: look(store.OrganisationShown, func(t *moderation.Thing, _ int64) {}),
			Hide: store.HideOrganisation,
		},
		{
			Kind: "member",
			Find: func(ctx context.Context, v *identity.Viewer, id string) (int64, error) {
				uid, err := uuid.Parse(id)
				if err != nil || v == nil { // visitors see nobody
					return found(0, false)
				}
				seen, err := s.rooms.Load().members.Member(ctx, v, uid)
				return seen.Account, err
			},
			Look: look(store.MemberShown, func(t *moderation.Thing, account int64) { t.Owner = account }),
			Hide: store.HideMember,
		},
		s.requestSubject(),
		s.eventSubject(),
		s.messageSubject(),
		s.photoSubject(),
	}
}

// parsed is an id of ours; NotFound for what is none.
func parsed(id string) (uuid.UUID, error) {
	uid, err := uuid.Parse(id)
	if err != nil {
		err = identity.Refuse(identity.NotFound, "")
	}
	return uid, err
}

// publishing is a room in which members publish things that have an author.
type publishing interface {
	Numbered(ctx context.Context, v *identity.Viewer, id string) (int64, error)
	Shown(ctx context.Context, tx pgx.Tx, num int64) (shown directory.Shown, author int64, err error)
	Hide(ctx context.Context, tx pgx.Tx, num int64, hidden bool) error
}

// publishedSubject is how moderators know what is published in a room, which may come later than this.
func publishedSubject(kind string, room func() publishing) moderation.Subject {
	return moderation.Subject{
		Kind: kind,
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

// requestSubject is how moderators know requests and offers.
func (s *server) requestSubject() moderation.Subject {
	return publishedSubject("request", func() publishing { return s.rooms.Load().matching })
}

func found(num int64, ok bool) (int64, error) {
	if !ok {
		return 0, identity.Refuse(identity.NotFound, "")
	}
	return num, nil
}

// look makes the office's view of what the directory shows.
func look(
	read func(context.Context, pgx.Tx, int64) (directory.Shown, error), owned func(*moderation.Thing, int64),
) func(context.Context, pgx.Tx, int64) (moderation.Thing, error) {
	return func(ctx context.Context, tx pgx.Tx, num int64) (moderation.Thing, error) {
		shown, err := read(ctx, tx, num)
		if errors.Is(err, directory.ErrGone) {
			return moderation.Thing{}, identity.Refuse(identity.NotFound, "")
		}
		t := moderation.Thing{
			ID: shown.ID.String(), Label: shown.Name, Organisation: shown.Organisation, District: shown.District, Content: shown.Content,
		}
		owned(&t, num)
		return t, err
	}
}

// chain is a district and all above it, the city last.
func (s *server) chain(district int64) (list []int64) {
	d, ok := s.live.DistrictNumbered(district)
	if !ok {
		return nil
	}
	for _, above := range slices.Backward(s.live.Atlas().Chain(d)) {
		list = append(list, above.Num)
	}
	return list
}

// subtree is a district and all below it.
func (s *server) subtree(district int64) []int64 {
	if atlas := s.live.Atlas(); atlas != nil {
		return atlas.Subtree(district)
	}
	return nil
}

// heldByModerators is what the moderators' office keeps about people: the desk is told of it before there is an office, which needs the desk.
type heldByModerators struct{ *server }

// Export implements [identity.Holder].
func (h heldByModerators) Export(ctx context.Context, tx pgx.Tx, account int64) ([]identity.Sheet, error) {
	return h.rooms.Load().moderators.Export(ctx, tx, account)
}

// Erase implements [identity.Holder].
func (h heldByModerators) Erase(ctx context.Context, tx pgx.Tx, account int64) error {
	return h.rooms.Load().moderators.Erase(ctx, tx, account)
}
