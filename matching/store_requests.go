package matching

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

// querier is what a pool and a transaction have in common.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

const requestColumns = `q.id, q.uid, q.offer, coalesce(q.author_id, 0), coalesce(q.organisation_id, 0), q.kind, q.details, q.cell,
		coalesce(q.district_id, 0), coalesce(q.city_id, 0), q.timing, q.starts_at, q.ends_at, q.needed, q.taken, q.quantity,
		q.languages, q.urgency, q.wishes, coalesce(q.photo, ''), q.behalf, q.state, q.version, q.hidden, q.wave, q.next_wave_at,
		q.deadline, q.reach_m, q.unanswered, q.unanswered_at, q.outcome, q.expires_at, q.created_at, q.updated_at, q.closed_at`

const selectRequest = `select ` + requestColumns + ` from requests q `

func scanRequest(row pgx.CollectableRow) (Request, error) { return scanBeside(row) }

// scanBeside reads requestColumns, and what stands after them.
func scanBeside(row pgx.CollectableRow, beside ...any) (q Request, err error) {
	var cell int64
	var languages, wishes []string
	var urgency string
	var from, until, next, unanswered, closed pgtype.Timestamptz
	err = row.Scan(append([]any{
		&q.Num, &q.ID, &q.Offer, &q.Author, &q.Organisation, &q.Kind, &q.Details, &cell, &q.District, &q.City,
		&q.When.Timing, &from, &until, &q.Needed, &q.Taken, &q.Quantity, &languages, &urgency, &wishes, &q.Photo, &q.Consent,
		&q.State, &q.Version, &q.Hidden, &q.Wave, &next, &q.Deadline, &q.ReachM, &q.Unanswered, &unanswered, &q.Outcome,
		&q.Expires, &q.Created, &q.Updated, &closed,
	}, beside...)...)
	if err != nil {
		return q, err
	}
	q.Cell = geo.Cell(cell)
	q.When.From, q.When.Until, q.NextWave, q.UnansweredAt, q.Closed = instant(from), instant(until), instant(next), instant(unanswered), instant(closed)
	q.Deadline, q.Expires, q.Created, q.Updated = q.Deadline.UTC(), q.Expires.UTC(), q.Created.UTC(), q.Updated.UTC()
	q.Languages, q.Wishes = setOf(languages, directory.LanguageNamed), setOf(wishes, WishNamed)
	q.Urgency, err = UrgencyNamed(urgency)
	return q, err
}

// setOf leaves out codes that are no longer in their table.
func setOf[S ~uint64](codes []string, named func(string) (S, error)) (set S) {
	for _, code := range codes {
		if s, err := named(code); err == nil {
			set |= s
		}
	}
	return set
}

// instant is the zero time for null.
func instant(at pgtype.Timestamptz) time.Time {
	if !at.Valid {
		return time.Time{}
	}
	return at.Time.UTC()
}

// atRest is null for the zero time.
func atRest(at time.Time) pgtype.Timestamptz {
	return pgtype.Timestamptz{Time: at, Valid: !at.IsZero()}
}

// readRequest is one by its public id. NotFound when there is none.
func readRequest(ctx context.Context, db querier, id uuid.UUID) (Request, error) {
	return oneRequest(ctx, db, selectRequest+`where q.uid = $1`, id)
}

// lock reads a request and makes whoever else writes to it wait. NotFound when there is none.
func lock(ctx context.Context, tx pgx.Tx, id uuid.UUID) (Request, error) {
	return oneRequest(ctx, tx, selectRequest+`where q.uid = $1 for no key update of q`, id)
}

// lockNumbered is lock by the row's number.
func lockNumbered(ctx context.Context, tx pgx.Tx, num int64) (Request, error) {
	return oneRequest(ctx, tx, selectRequest+`where q.id = $1 for no key update of q`, num)
}

func manyRequests(ctx context.Context, db querier, sql string, args ...any) ([]Request, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanRequest)
}

func oneRequest(ctx context.Context, db querier, sql string, args ...any) (Request, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return Request{}, err
	}
	q, err := pgx.CollectExactlyOneRow(rows, scanRequest)
	if errors.Is(err, pgx.ErrNoRows) {
		err = identity.Refuse(identity.NotFound, "")
	}
	return q, err
}

// arguments are those of insertRequest.
func (q *Request) arguments() named {
	return named{
		"uid": q.ID, "offer": q.Offer, "author": q.Author, "organisation": q.Organisation, "kind": q.Kind, "details": q.Details,
		"cell": int64(q.Cell), "district": q.District, "city": q.City, "timing": q.When.Timing, "starts": atRest(q.When.From),
		"ends": atRest(q.When.Until), "needed": q.Needed, "taken": q.Taken, "quantity": q.Quantity, "languages": q.Languages.Codes(),
		"urgency": q.Urgency.String(), "wishes": q.Wishes.Codes(), "photo": q.Photo, "behalf": q.Consent, "state": q.State,
		"version": q.Version, "wave": q.Wave, "next": atRest(q.NextWave), "deadline": q.Deadline, "reach": q.ReachM,
		"unanswered": q.Unanswered, "unanswered_at": atRest(q.UnansweredAt), "outcome": q.Outcome, "expires": q.Expires,
		"created": q.Created, "updated": q.Updated, "closed": atRest(q.Closed),
	}
}

const insertRequest = `
	insert into requests (uid, client_key, offer, author_id, organisation_id, kind, details, cell, district_id, city_id, timing,
		starts_at, ends_at, needed, taken, quantity, languages, urgency, wishes, photo, behalf, state, version, wave, next_wave_at,
		deadline, reach_m, unanswered, unanswered_at, outcome, expires_at, created_at, updated_at, closed_at)
	values (@uid, nullif(@key, ''), @offer, nullif(@author::bigint, 0), nullif(@organisation::bigint, 0), @kind, @details, @cell,
		nullif(@district::bigint, 0), nullif(@city::bigint, 0), @timing, @starts, @ends, @needed, @taken, @quantity, @languages,
		@urgency, @wishes, nullif(@photo, ''), @behalf, @state, @version, @wave, @next, @deadline, @reach, @unanswered,
		@unanswered_at, @outcome, @expires, @created, @updated, @closed)
	returning id`

// insert writes a new request and gives it its number.
func (r *Room) insert(ctx context.Context, tx pgx.Tx, q *Request) error {
	args := q.arguments()
	args["key"] = q.key
	return tx.QueryRow(ctx, insertRequest, args).Scan(&q.Num)
}

const saveRequest = `
	update requests set (organisation_id, kind, details, cell, district_id, city_id, timing, starts_at, ends_at, needed, taken, quantity,
		languages, urgency, wishes, photo, behalf, state, version, wave, next_wave_at, deadline, reach_m, unanswered, unanswered_at,
		outcome, expires_at, updated_at, closed_at, reminded_at) = (nullif(@organisation::bigint, 0), @kind, @details, @cell,
		nullif(@district::bigint, 0), nullif(@city::bigint, 0), @timing, @starts, @ends, @needed, @taken, @quantity, @languages,
		@urgency, @wishes, nullif(@photo, ''), @behalf, @state, @version, @wave, @next, @deadline, @reach, @unanswered,
		@unanswered_at, @outcome, @expires, @updated, @closed, case when expires_at = @expires then reminded_at end)
	where uid = @uid`

// save writes a request that this transaction holds.
func (r *Room) save(ctx context.Context, tx pgx.Tx, q *Request) error {
	_, err := tx.Exec(ctx, saveRequest, q.saving())
	return err
}

// saving are the arguments of saveRequest.
func (q *Request) saving() named {
	args := q.arguments()
	for _, fixed := range []string{"offer", "author", "created"} {
		delete(args, fixed)
	}
	return args
}

// note adds a step to a request's history.
func (r *Room) note(ctx context.Context, tx pgx.Tx, q *Request, s step) error {
	_, err := tx.Exec(ctx, `
		insert into request_steps (request_id, act, state, taken, at, by_id, why)
		values (@request, @act, @state, @taken, @at, @by, @why)`,
		named{"request": q.Num, "act": s.act, "state": q.State, "taken": q.Taken, "at": q.Updated, "by": s.by, "why": s.why})
	return err
}
