package directory

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Correction is what anyone says about a place: that something is wrong, or that it is right.
type Correction struct {
	Place   uuid.UUID
	Field   Field // which line of the sheet; "all" for the whole
	IsRight bool
	Text    string // what is wrong, in a few words
}

// FieldAll is the whole sheet.
const FieldAll Field = "all"

// MistakeFields are the lines of a sheet that somebody can say are wrong, in the order of the form.
func MistakeFields() []Field {
	return []Field{
		FieldHours, FieldAddress, FieldPhone, FieldWebsite, FieldStatus, FieldName, FieldDescription, FieldCategories,
		FieldAudiences, FieldAccess, FieldLanguages, FieldAll,
	}
}

// How often one network may say something about places, and that one place is right.
var (
	correctionRate = identity.Rate{Burst: 20, Every: 3 * time.Minute}
	rightRate      = identity.Rate{Burst: 1, Every: 24 * time.Hour}
)

// Correct keeps what somebody says, with or without an account. "It is right" counts at once, and once a day from one network; more
// is taken with thanks and not counted. Errors: NotFound, TooMany, [*Invalid].
func (a *Associations) Correct(ctx context.Context, v *identity.Viewer, from netip.Addr, c Correction) error {
	if err := v.Must(identity.CorrectPlace, identity.Scope{}); err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	var num int64
	var hidden, silent bool // silent: its text could say where
	err := a.cfg.Pool.QueryRow(ctx, `select id, hidden, confidential from places where uid = $1`, c.Place).Scan(&num, &hidden, &silent)
	if err != nil || hidden {
		if err == nil {
			err = pgx.ErrNoRows
		}
		return missing(err)
	}
	if silent && c.Text != "" {
		return invalid("text", "nothing is written about a confidential place")
	}
	if err := a.desk().Allow(ctx, "correction", from, correctionRate); err != nil {
		return err
	}
	if c.IsRight {
		err := a.desk().Allow(ctx, "right "+strconv.FormatInt(num, 10), from, rightRate)
		if errors.Is(err, &identity.Error{Code: identity.TooMany}) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return a.inTx(ctx, func(tx pgx.Tx) error { return a.keepCorrection(ctx, tx, v, num, c) })
}

func (c *Correction) check() error {
	if !slices.Contains(MistakeFields(), c.Field) {
		return invalid("field", "%q is not a line of a sheet", string(c.Field))
	}
	if c.IsRight {
		c.Text = ""
	}
	return written("text", &c.Text, maxReason)
}

func (a *Associations) keepCorrection(ctx context.Context, tx pgx.Tx, v *identity.Viewer, place int64, c Correction) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	var account int64
	if v != nil {
		account = v.Account.Num
	}
	state := "new"
	if c.IsRight {
		state = "counted"
		if _, err := tx.Exec(ctx, `update places set confirmed_at = greatest(confirmed_at, $2) where id = $1`, place, a.now()); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `
		insert into corrections (uid, place_id, field, is_right, body, account_id, at, state)
		values (@uid, @place, @field, @right, @body, nullif(@account::bigint, 0), @now, @state)`,
		pgx.StrictNamedArgs{
			"uid": id, "place": place, "field": c.Field, "right": c.IsRight, "body": c.Text, "account": account,
			"now": a.now(), "state": state,
		})
	return err
}

// ReportedMistake is a correction in the queue. Who reported it is not said.
type ReportedMistake struct {
	ID       uuid.UUID
	Place    uuid.UUID
	Name     string // of the place
	District int64
	Field    Field
	Text     string
	At       time.Time
}

const selectMistakes = `
	select c.uid, p.uid, p.name, coalesce(p.district_id, 0), c.field, c.body, c.at
	from corrections c join places p on p.id = c.place_id where c.state = 'new' and `

// Corrections lists mistakes that nobody has decided: of the organisation that the viewer acts as, else of their districts; the oldest
// first. Errors: NoSession, Forbidden.
func (a *Associations) Corrections(ctx context.Context, v *identity.Viewer) (list []ReportedMistake, err error) {
	err = a.read(ctx, func(tx pgx.Tx) error {
		where, args := `p.organisation_id = @organisation`, pgx.StrictNamedArgs{}
		if v != nil && v.Acting != 0 && v.May(identity.EditPlace, identity.Scope{Organisation: v.Acting}) {
			args["organisation"] = v.Acting
		} else {
			where = areaOf("p.district_id")
			if args, err = area(v, identity.ReviewPlaces); err != nil {
				return err
			}
		}
		args["most"] = maxQueue
		rows, err := tx.Query(ctx, selectMistakes+where+` order by c.id limit @most`, args)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[ReportedMistake])
		return err
	})
	return list, err
}

// PlaceMistakes lists those of one place, for who may edit it. Errors: NotFound, NoSession, Forbidden.
func (a *Associations) PlaceMistakes(ctx context.Context, v *identity.Viewer, id uuid.UUID) (list []ReportedMistake, err error) {
	err = a.read(ctx, func(tx pgx.Tx) error {
		p, err := placeFor(ctx, tx, v, identity.EditPlace, id)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, selectMistakes+`p.id = $1 order by c.id limit $2`, p.Num, maxQueue)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[ReportedMistake])
		return err
	})
	return list, err
}

// DecideCorrection accepts or refuses a reported mistake, with a reason. An accepted one takes back what was confirmed before it: the
// sheet was wrong. Who reported it with an account is told. Errors: NotFound, NoSession, Forbidden, [*Invalid].
func (a *Associations) DecideCorrection(ctx context.Context, v *identity.Viewer, id uuid.UUID, accept bool, reason string) error {
	if err := written("reason", &reason, maxReason); err != nil {
		return err
	}
	return a.inTx(ctx, func(tx pgx.Tx) error {
		var num, place, by int64
		var at time.Time
		err := tx.QueryRow(ctx, `
			select id, place_id, coalesce(account_id, 0), at from corrections where uid = $1 and state = 'new' for update`, id).
			Scan(&num, &place, &by, &at)
		if err != nil {
			return missing(err)
		}
		p, err := readPlace(ctx, tx, place)
		if err != nil {
			return err
		}
		if err := mayReview(v, &p); err != nil {
			return err
		}
		if reason == "" && !accept {
			return invalid("reason", "none: the next one who looks wants to know why")
		}
		state := "refused"
		if accept {
			state = "accepted"
			_, err = tx.Exec(ctx, `update places set confirmed_at = null where id = $1 and confirmed_at < $2`, place, at)
		}
		if err == nil {
			_, err = tx.Exec(ctx, `update corrections set state = $2, decided_by = $3, decided_at = $4, reason = $5 where id = $1`,
				num, state, v.Account.Num, a.now(), reason)
		}
		if err != nil {
			return err
		}
		params := map[string]string{"place": p.ID.String(), "state": state}
		if err := tell(ctx, tx, by, "correction-decided", "correction:"+strconv.FormatInt(num, 10), params); err != nil {
			return err
		}
		return a.audit(ctx, tx, v, identity.ReviewPlaces, placeScope(&p), "correction", num, state)
	})
}

// mayReview asks for the right of staff there, or of the place's own people.
func mayReview(v *identity.Viewer, p *Place) error {
	if v.May(identity.EditPlace, identity.Scope{Organisation: p.Organisation}) {
		return nil
	}
	return v.Must(identity.ReviewPlaces, placeScope(p))
}
