package matching

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// Shown is a request as the database has it, in sight or not: for who must judge it. Errors: [directory.ErrGone].
func (r *Room) Shown(ctx context.Context, tx pgx.Tx, num int64) (shown directory.Shown, author int64, err error) {
	q, err := oneRequest(ctx, tx, selectRequest+`where q.id = $1`, num)
	if errors.Is(err, &identity.Error{Code: identity.NotFound}) {
		return shown, 0, directory.ErrGone
	}
	if err != nil {
		return shown, 0, err
	}
	content := map[string]string{"kind": q.Kind, "details": q.Details}
	for field, text := range content {
		if text == "" {
			delete(content, field)
		}
	}
	label := q.Kind
	for kind := range q.KindSet().All {
		label = kind.FR
	}
	raw, err := json.Marshal(content) // the fields in order: the same content is the same bytes
	return directory.Shown{ID: q.ID, Name: label, Organisation: q.Organisation, District: q.District, Content: raw}, q.Author, err
}

// Hide takes a request out of every read, or brings it back. Its state stays as it is.
func (r *Room) Hide(ctx context.Context, tx pgx.Tx, num int64, hidden bool) error {
	_, err := tx.Exec(ctx, `update requests set hidden = $2 where id = $1 and hidden <> $2`, num, hidden)
	return err
}

// Numbered is the number of a request that the viewer sees. NotFound for any other.
func (r *Room) Numbered(ctx context.Context, v *identity.Viewer, id string) (int64, error) {
	uid, err := uuid.Parse(id)
	if err != nil || v == nil {
		return 0, identity.Refuse(identity.NotFound, "")
	}
	found, err := r.Get(ctx, v, uid)
	return found.Num, err
}
