package photos

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/identity"
)

// Size of a picture.
type Size string

// The sizes.
const (
	Large Size = "large" // at most 1600 pixels
	Small Size = "small" // at most 480 pixels
)

// Audience says who may see a picture where it is shown.
type Audience string

// The audiences.
const (
	Members  Audience = "members" // who have signed in and may know of the owner
	Everyone Audience = "everyone"
)

// Config of a Store. Desk and District are needed.
type Config struct {
	Desk     func() *identity.Desk                                                // counts who sends how many
	District func(ctx context.Context, account int64) (district int64, err error) // where somebody's pictures are judged; 0 = not said
	Now      func() time.Time                                                     // nil: time.Now
	AtOnce   int                                                                  // pictures made at once: 2; each takes up to 300 MB while it is made
	Rate     identity.Rate                                                        // of a person: 20 at once, then one each 2 min
}

// Store keeps pictures. Any number of goroutines and nodes may use one each on a database.
type Store struct {
	pool *pgxpool.Pool
	cfg  Config
	busy chan struct{} // as many as are being made
}

// NewStore makes a store on a migrated database.
func NewStore(pool *pgxpool.Pool, c Config) (*Store, error) {
	if c.Desk == nil || c.District == nil {
		return nil, errors.New("photos: Desk and District are needed")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.AtOnce == 0 {
		c.AtOnce = 2
	}
	if c.Rate == (identity.Rate{}) {
		c.Rate = identity.Rate{Burst: 20, Every: 2 * time.Minute}
	}
	return &Store{pool, c, make(chan struct{}, c.AtOnce)}, nil
}

// named are the arguments of a statement; one that is missing is an error.
type named = pgx.StrictNamedArgs

func (s *Store) now() time.Time { return s.cfg.Now().UTC().Truncate(time.Microsecond) }

// Put takes a picture of the viewer's and gives its name, 64 hexadecimal digits; the same picture has the same one. Until a room keeps
// it only its owner sees it, and it goes after a day. Errors: BadValue for what is no picture or too large; TooMany.
func (s *Store) Put(ctx context.Context, v *identity.Viewer, r io.Reader) (sha string, err error) {
	if err := v.Must(identity.Ask, v.Own()); err != nil {
		return "", err
	}
	if err := s.cfg.Desk().AllowAccount(ctx, "photo", v.Account.Num, s.cfg.Rate); err != nil {
		return "", err
	}
	sent, err := readAll(r)
	if err != nil {
		return "", err
	}
	made, err := s.make(ctx, sent)
	if err != nil {
		return "", err
	}
	digest := sha256.Sum256(made.large)
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var id int64
		var hidden bool
		// the update takes the row's lock: a sweep that has begun looks again
		err := tx.QueryRow(ctx, `
			insert into photos as p (sha256, large, small, width, height, created_at, idle_since)
			values (@sha, @large, @small, @width, @height, @now, @now)
			on conflict (sha256) do update set idle_since = case when p.idle_since is not null then excluded.idle_since end
			returning id, hidden`,
			named{"sha": digest[:], "large": made.large, "small": made.small, "width": made.width, "height": made.height, "now": s.now()}).
			Scan(&id, &hidden)
		if err != nil {
			return err
		}
		if hidden {
			return identity.Refuse(identity.BadValue, "photo: moderators do not show this one")
		}
		_, err = tx.Exec(ctx, `insert into photo_owners (photo_id, account_id, at) values ($1, $2, $3) on conflict do nothing`,
			id, v.Account.Num, s.now())
		return err
	})
	if err != nil {
		return "", identity.Failed(err)
	}
	return hex.EncodeToString(digest[:]), nil
}

// make waits its turn: pixels take much memory.
func (s *Store) make(ctx context.Context, sent []byte) (picture, error) {
	select {
	case s.busy <- struct{}{}:
		defer func() { <-s.busy }()
		return makePicture(sent)
	case <-ctx.Done():
		return picture{}, ctx.Err()
	}
}

// parse gives the digest of a name; NotFound for what is none.
func parse(sha string) ([]byte, error) {
	digest, err := hex.DecodeString(sha)
	if err != nil || len(digest) != sha256.Size || hex.EncodeToString(digest) != sha {
		return nil, identity.Refuse(identity.NotFound, "")
	}
	return digest, nil
}

// Keep says that a thing ("request:17") shows a picture of an account's to some, in the transaction of the room that the thing belongs
// to. Errors: BadValue for one that is not this account's, or that moderators have hidden.
func (s *Store) Keep(ctx context.Context, tx pgx.Tx, account int64, sha, subject string, to Audience) error {
	digest, err := parse(sha)
	if err != nil {
		return identity.Refuse(identity.BadValue, "photo: not a name of one")
	}
	var id int64
	err = tx.QueryRow(ctx, `
		update photos p set idle_since = null
		where sha256 = $1 and not hidden and exists (select from photo_owners o where o.photo_id = p.id and o.account_id = $2) returning id`,
		digest, account).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return identity.Refuse(identity.BadValue, "photo: not one that this person has sent")
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		insert into photo_uses (subject, photo_id, account_id, audience) values ($1, $2, $3, $4)
		on conflict (subject, photo_id) do update set audience = excluded.audience`, subject, id, account, to)
	return err
}

// Forget says that a thing shows a picture no longer: once nothing does, it goes after a day.
func (s *Store) Forget(ctx context.Context, tx pgx.Tx, sha, subject string) error {
	digest, err := parse(sha)
	if err != nil {
		return nil // there is nothing to forget
	}
	var id int64
	err = tx.QueryRow(ctx, `select id from photos where sha256 = $1 for no key update`, digest).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from photo_uses where photo_id = $1 and subject = $2`, id, subject); err != nil {
		return err
	}
	return idle(ctx, tx, s.now(), id)
}

// idle notes since when nothing shows some pictures, whose rows are locked.
func idle(ctx context.Context, tx pgx.Tx, now time.Time, ids ...int64) error {
	_, err := tx.Exec(ctx, `
		update photos p set idle_since = $1
		where id = any($2) and idle_since is null and not exists (select from photo_uses u where u.photo_id = p.id)`, now, ids)
	return err
}

// PastPhotos is what retention takes away: shown nowhere since $1, at most $2 rows.
const PastPhotos = `
	delete from photos where idle_since <= $1 and id in (select id from photos where idle_since <= $1 order by idle_since limit $2)`

// Photo is a picture as it is sent.
type Photo struct {
	JPEG   []byte
	Public bool // everyone may see it: shared caches may keep it
}

// Get gives a picture to who may see it. NotFound for anybody else, and for what is none.
func (s *Store) Get(ctx context.Context, v *identity.Viewer, sha string, size Size) (Photo, error) {
	digest, err := parse(sha)
	if err != nil {
		return Photo{}, err
	}
	column := "large"
	if size == Small {
		column = "small"
	}
	me, hiding := int64(0), []int64{}
	if v != nil {
		me = v.Account.Num
		for account := range v.Blocks {
			hiding = append(hiding, account)
		}
	}
	var photo Photo
	var id int64
	var hidden, own, shown bool
	err = s.pool.QueryRow(ctx, `
		select p.id, p.`+column+`, p.hidden,
			exists (select from photo_uses u where u.photo_id = p.id and u.audience = 'everyone'),
			exists (select from photo_uses u where u.photo_id = p.id and u.account_id <> all(@unseen)),
			exists (select from photo_owners o where o.photo_id = p.id and o.account_id = @me)
		from photos p where p.sha256 = @sha`, named{"sha": digest, "me": me, "unseen": hiding}).
		Scan(&id, &photo.JPEG, &hidden, &photo.Public, &shown, &own)
	if errors.Is(err, pgx.ErrNoRows) {
		return Photo{}, identity.Refuse(identity.NotFound, "")
	}
	if err != nil {
		return Photo{}, identity.Failed(err)
	}
	photo.Public = photo.Public && !hidden
	if photo.Public || own && !hidden || shown && !hidden && v.May(identity.ReadRequests, identity.Scope{}) {
		return photo, nil
	}
	return photo, s.judges(ctx, v, id)
}

// judges is NotFound unless the viewer reads the cases of where an owner lives: they must see what was reported.
func (s *Store) judges(ctx context.Context, v *identity.Viewer, id int64) error {
	notFound := identity.Refuse(identity.NotFound, "")
	if !v.Could(identity.ReadCases) {
		return notFound
	}
	owners, err := s.owners(ctx, s.pool, id)
	if err != nil {
		return identity.Failed(err)
	}
	for _, owner := range owners {
		district, err := s.cfg.District(ctx, owner)
		if err != nil {
			return identity.Failed(err)
		}
		if v.May(identity.ReadCases, identity.Scope{District: district}) {
			return nil
		}
	}
	return notFound
}

// querier is what a pool and a transaction have in common.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// owners of a picture, who sent it first first.
func (s *Store) owners(ctx context.Context, db querier, id int64) ([]int64, error) {
	rows, err := db.Query(ctx, `select account_id from photo_owners where photo_id = $1 order by at, account_id`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}
