package directory

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Conflict is a field of which people said one thing, and of which the place's file now says another.
type Conflict struct {
	Place    uuid.UUID
	Name     string // of the place
	District int64
	Field    Field
	Ours     json.RawMessage // what people said: what the place says
	Theirs   json.RawMessage // what the file says
	Dataset  string          // title of the file's dataset
	SaidAt   time.Time       // when the import brought it
}

// openConflicts are those nobody has answered, of places p.
var openConflicts = `
	select p.uid, p.name, coalesce(p.district_id, 0), w.field, ` + caseOfFields("w.field", func(f *placeField) string { return f.standing }) + `, w.source,
		d.title, w.said_at
	from place_words w join places p on p.id = w.place_id join datasets d on d.id = p.dataset_id
	where w.source <> w.answered and w.source <> ` + caseOfFields("w.field", func(f *placeField) string { return f.standing })

func readConflicts(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Conflict, error) {
	rows, err := tx.Query(ctx, openConflicts+` and `+where, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Conflict])
}

// PlaceConflicts lists the conflicts of one place, for who may edit it. Errors: NotFound, NoSession, Forbidden.
func (a *Associations) PlaceConflicts(ctx context.Context, v *identity.Viewer, id uuid.UUID) (list []Conflict, err error) {
	err = a.read(ctx, func(tx pgx.Tx) error {
		p, err := placeFor(ctx, tx, v, identity.EditPlace, id)
		if err != nil {
			return err
		}
		list, err = readConflicts(ctx, tx, `p.id = $1 order by w.field`, p.Num)
		return err
	})
	return list, err
}

// maxQueue bounds a queue: what stands behind comes when the first are done.
const maxQueue = 200

// Conflicts lists those of the viewer's districts, or of the organisation that they act as, the oldest first.
// Errors: NoSession, Forbidden.
func (a *Associations) Conflicts(ctx context.Context, v *identity.Viewer) (list []Conflict, err error) {
	err = a.read(ctx, func(tx pgx.Tx) error {
		if v != nil && v.Acting != 0 && v.May(identity.EditPlace, identity.Scope{Organisation: v.Acting}) {
			list, err = readConflicts(ctx, tx, `p.organisation_id = $1 order by w.said_at, p.id, w.field limit $2`, v.Acting, maxQueue)
			return err
		}
		args, err := area(v, identity.EditPlace)
		if err != nil {
			return err
		}
		args["most"] = maxQueue
		list, err = readConflicts(ctx, tx, areaOf("p.district_id")+` order by w.said_at, p.id, w.field limit @most`, args)
		return err
	})
	return list, err
}

// AnswerConflict keeps what people said, or takes what the file says; the field is then the file's again. theirs is what the viewer
// saw the file say: another one by now is not answered. Errors: NotFound, NoSession, Forbidden, [*Invalid].
func (a *Associations) AnswerConflict(ctx context.Context, v *identity.Viewer, id uuid.UUID, code Field, theirs json.RawMessage, take bool) error {
	return a.inTx(ctx, func(tx pgx.Tx) error {
		before, err := lockPlace(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := v.Must(identity.EditPlace, placeScope(&before)); err != nil {
			return err
		}
		if !json.Valid(theirs) {
			return invalid("theirs", "not what the file said")
		}
		var source json.RawMessage
		err = tx.QueryRow(ctx, `
			update place_words set answered = source where place_id = $1 and field = $2 and source = $3::jsonb returning source`,
			before.Num, code, string(theirs)).Scan(&source)
		if err != nil || !take {
			return missing(err)
		}
		f, ok := fieldNamed(code)
		if !ok {
			return identity.Refuse(identity.NotFound, "")
		}
		want := before
		if err := f.take(&want, source); err != nil {
			return err
		}
		if err := a.takeSource(ctx, tx, v, &before, want, f); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `delete from place_words where place_id = $1 and field = $2`, before.Num, code)
		return err
	})
}

// takeSource writes what a file says over what people said. It is not checked as their words are: no import would be either.
func (a *Associations) takeSource(ctx context.Context, tx pgx.Tx, v *identity.Viewer, before *Place, want Place, f *placeField) error {
	accuracy := want.AccuracyM
	if f.Field == FieldPosition && want.Located {
		if err := settle(ctx, tx, v, &want); err != nil {
			return err
		}
		want.AccuracyM = accuracy
	}
	if err := updatePlace(ctx, tx, &want); err != nil {
		return err
	}
	return a.notePlace(ctx, tx, v, before, &want, []*placeField{f}, "answer", 0)
}
