package community

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// Shown is an event as the database has it, in sight or not: for who must judge it. Errors: [directory.ErrGone].
func (r *Room) Shown(ctx context.Context, tx pgx.Tx, num int64) (shown directory.Shown, author int64, err error) {
	e, err := oneEvent(ctx, tx, selectEvent+`where s.id = $1`, num)
	if errors.Is(err, &identity.Error{Code: identity.NotFound}) {
		return shown, 0, directory.ErrGone
	}
	if err != nil {
		return shown, 0, err
	}
	content := map[string]any{"title": e.Title, "words": e.Words, "bring": e.Bring, "note": e.Site.Note, "online": e.Site.Online}
	for field, text := range content {
		if text == "" {
			delete(content, field)
		}
	}
	var other []map[string]string
	for i := range e.Dates {
		d := map[string]string{"title": or(e.Dates[i].Title), "words": or(e.Dates[i].Words), "bring": or(e.Dates[i].Bring)}
		for field, text := range d {
			if text == "" {
				delete(d, field)
			}
		}
		if len(d) > 0 {
			other = append(other, d)
		}
	}
	if len(other) > 0 {
		content["dates"] = other
	}
	raw, err := json.Marshal(content) // the fields in order: the same content is the same bytes
	return directory.Shown{ID: e.ID, Name: e.Title, Organisation: e.Organisation, District: in(e).District, Content: raw}, e.Author, err
}

// Hide takes an event out of every read, or brings it back. Its dates stay as they are.
func (r *Room) Hide(ctx context.Context, tx pgx.Tx, num int64, hidden bool) error {
	_, err := tx.Exec(ctx, `update events set hidden = $2 where id = $1 and hidden <> $2`, num, hidden)
	return err
}

// Numbered is the number of an event that the viewer sees. NotFound for any other.
func (r *Room) Numbered(ctx context.Context, v *identity.Viewer, id string) (int64, error) {
	uid, err := uuid.Parse(id)
	if err != nil {
		return 0, errNone()
	}
	f, err := r.Get(ctx, v, uid)
	return f.Num, err
}
