package photos

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

var _ identity.Holder = (*Store)(nil)

// Export implements [identity.Holder]: the pictures that somebody has sent, as we keep them.
func (s *Store) Export(ctx context.Context, tx pgx.Tx, account int64) ([]identity.Sheet, error) {
	sheet := identity.Sheet{Name: "photos", Columns: []string{"name", "since", "width", "height", "hidden"}}
	rows, err := tx.Query(ctx, `
		select p.sha256, o.at, p.width, p.height, p.hidden, p.large
		from photo_owners o join photos p on p.id = o.photo_id where o.account_id = $1 order by p.id`, account)
	if err != nil {
		return nil, err
	}
	var sha, large []byte
	var at time.Time
	var width, height int
	var hidden bool
	_, err = pgx.ForEachRow(rows, []any{&sha, &at, &width, &height, &hidden, &large}, func() error {
		name := "photos/" + hex.EncodeToString(sha) + ".jpg"
		sheet.Rows = append(sheet.Rows, []any{name, at, width, height, hidden})
		sheet.Files = append(sheet.Files, identity.File{Name: name, Content: slices.Clone(large)})
		return nil
	})
	return []identity.Sheet{sheet}, err
}

// Erase implements [identity.Holder]: a picture that is nobody else's goes at once, wherever it is shown.
func (s *Store) Erase(ctx context.Context, tx pgx.Tx, account int64) error {
	rows, err := tx.Query(ctx, `
		select id from photos where id in (select photo_id from photo_owners where account_id = $1) order by id for no key update`, account)
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	for _, sql := range []string{`delete from photo_uses where account_id = $1`, `delete from photo_owners where account_id = $1`} {
		if _, err := tx.Exec(ctx, sql, account); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `delete from photos p where id = any($1) and not exists (select from photo_owners o where o.photo_id = p.id)`, ids)
	if err != nil {
		return err
	}
	return idle(ctx, tx, s.now(), ids...)
}

// Reported is a picture as moderators must know it.
type Reported struct {
	Name     string
	Owner    int64  // who sent it first; 0 = nobody any more
	District int64  // where they live; 0 = not said
	Content  []byte // a JSON object: "photo" is the small picture as a data URL
}

// Find gives the number of a picture that the viewer may see. NotFound for any other.
func (s *Store) Find(ctx context.Context, v *identity.Viewer, sha string) (num int64, err error) {
	if _, err := s.Get(ctx, v, sha, Small); err != nil {
		return 0, err
	}
	digest, err := parse(sha)
	if err != nil {
		return 0, err
	}
	err = s.pool.QueryRow(ctx, `select id from photos where sha256 = $1`, digest).Scan(&num)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, identity.Refuse(identity.NotFound, "")
	}
	return num, identity.Failed(err)
}

// Look gives a picture as it stands, hidden or not. NotFound when it is gone.
func (s *Store) Look(ctx context.Context, tx pgx.Tx, num int64) (r Reported, err error) {
	var sha, small []byte
	err = tx.QueryRow(ctx, `select sha256, small from photos where id = $1`, num).Scan(&sha, &small)
	if errors.Is(err, pgx.ErrNoRows) {
		err = identity.Refuse(identity.NotFound, "")
	}
	if err != nil {
		return r, err
	}
	r.Name = hex.EncodeToString(sha)
	owners, err := s.owners(ctx, tx, num)
	if err != nil {
		return r, err
	}
	if len(owners) > 0 {
		r.Owner = owners[0]
		if r.District, err = s.cfg.District(ctx, r.Owner); err != nil {
			return r, err
		}
	}
	r.Content, err = json.Marshal(map[string]string{"photo": "data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(small)})
	return r, err
}

// Hide keeps everybody but moderators from seeing a picture, or ends that.
func (s *Store) Hide(ctx context.Context, tx pgx.Tx, num int64, hidden bool) error {
	_, err := tx.Exec(ctx, `update photos set hidden = $2 where id = $1 and hidden <> $2`, num, hidden)
	return err
}

// Uproot removes the pictures of made-up people, wherever they are shown.
func Uproot(ctx context.Context, tx pgx.Tx, ids []uuid.UUID) error {
	_, err := tx.Exec(ctx, `
		delete from photos where id in (
			select o.photo_id from photo_owners o join accounts a on a.id = o.account_id where a.uid = any($1))`, ids)
	return err
}
