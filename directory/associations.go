package directory

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

// Associations is where people write about places and organisations: an organisation's own people, those who know the district, and
// anyone who saw a mistake.
//
//	edit ──rights, edition──▶ places, organisations        what holds now
//	                       ├▶ versions                     who changed what, before and after
//	                       └▶ place_words                  what the next import leaves alone ──▶ conflicts
//
// Days are the place's. Names of people are not here.
type Associations struct{ cfg AssociationsConfig }

// AssociationsConfig is what they need; Poke and Now may be nil.
type AssociationsConfig struct {
	Pool *pgxpool.Pool
	Desk func() *identity.Desk // asked at each use: the desk itself knows these rooms
	Poke func()                // hears of each commit
	Now  func() time.Time
}

// NewAssociations writes through a pool.
func NewAssociations(cfg AssociationsConfig) *Associations {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Poke == nil {
		cfg.Poke = func() {}
	}
	return &Associations{cfg}
}

// now is cut to what PostgreSQL keeps.
func (a *Associations) now() time.Time { return a.cfg.Now().UTC().Truncate(time.Microsecond) }

func (a *Associations) desk() *identity.Desk { return a.cfg.Desk() }

// inTx runs do in a transaction.
func (a *Associations) inTx(ctx context.Context, do func(pgx.Tx) error) error {
	if err := pgx.BeginFunc(ctx, a.cfg.Pool, do); err != nil {
		return err
	}
	a.cfg.Poke()
	return nil
}

func (a *Associations) read(ctx context.Context, do func(pgx.Tx) error) error {
	return pgx.BeginTxFunc(ctx, a.cfg.Pool, pgx.TxOptions{AccessMode: pgx.ReadOnly}, do)
}

// tell gives one person a notice about something that they asked for.
func tell(ctx context.Context, tx pgx.Tx, to int64, kind, subject string, params map[string]string) error {
	if to == 0 {
		return nil
	}
	return notify.Tell(ctx, tx, to, kind, subject, params)
}

// short cuts a public name to what a notice carries.
func short(name string) string {
	if runes := []rune(name); len(runes) > 100 {
		return string(runes[:99]) + "…"
	}
	return name
}

// missing makes a row that is not there a refusal.
func missing(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return identity.Refuse(identity.NotFound, "")
	}
	return err
}

// lockPlace reads a place as it stands, and makes other edits of it wait.
func lockPlace(ctx context.Context, tx pgx.Tx, id uuid.UUID) (Place, error) {
	var num int64
	if err := tx.QueryRow(ctx, `select id from places where uid = $1 for update`, id).Scan(&num); err != nil {
		return Place{}, missing(err)
	}
	return readPlace(ctx, tx, num)
}

func readPlace(ctx context.Context, tx pgx.Tx, num int64) (p Place, err error) {
	found := false
	err = newReader().places(ctx, tx, []int64{num}, func(read *Place) { p, found = *read, true })
	if err == nil && !found {
		err = identity.Refuse(identity.NotFound, "")
	}
	return p, err
}

// placeScope is where a place is, for rights: who runs it, and its district.
func placeScope(p *Place) identity.Scope {
	return identity.Scope{Organisation: p.Organisation, District: p.District}
}

// lockOrganisation reads an organisation as it stands, and makes other edits of it wait.
func lockOrganisation(ctx context.Context, tx pgx.Tx, id uuid.UUID) (Organisation, error) {
	var num int64
	if err := tx.QueryRow(ctx, `select id from organisations where uid = $1 for update`, id).Scan(&num); err != nil {
		return Organisation{}, missing(err)
	}
	return readOrganisation(ctx, tx, num)
}

func readOrganisation(ctx context.Context, tx pgx.Tx, num int64) (o Organisation, err error) {
	found := false
	err = newReader().organisations(ctx, tx, []int64{num}, func(read Organisation) { o, found = read, true })
	if err == nil && !found {
		err = identity.Refuse(identity.NotFound, "")
	}
	return o, err
}

// findOrganisation reads one without a lock.
func findOrganisation(ctx context.Context, tx pgx.Tx, id uuid.UUID) (Organisation, error) {
	var num int64
	if err := tx.QueryRow(ctx, `select id from organisations where uid = $1`, id).Scan(&num); err != nil {
		return Organisation{}, missing(err)
	}
	return readOrganisation(ctx, tx, num)
}

// organisationAt lists the districts of an organisation: those it serves, and those of its places.
const organisationAt = `
	select district_id from organisation_districts where organisation_id = $1
	union select district_id from places where organisation_id = $1 and district_id is not null`

// organisationScope is the scope in which the viewer may do something to an organisation, which may be in several districts: one in
// which they may, else the error of the first.
func organisationScope(ctx context.Context, tx pgx.Tx, v *identity.Viewer, action identity.Action, num int64) (identity.Scope, error) {
	rows, err := tx.Query(ctx, organisationAt+` order by 1`, num)
	if err != nil {
		return identity.Scope{}, err
	}
	districts, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return identity.Scope{}, err
	}
	scope := identity.Scope{Organisation: num}
	for _, d := range districts {
		scope.District = d
		if v.May(action, scope) {
			return scope, nil
		}
	}
	if len(districts) > 0 {
		scope.District = districts[0]
	}
	return scope, v.Must(action, scope)
}

// areaOf is a condition on a column of districts: below the roots, or anywhere. Its arguments are @everywhere and @roots.
func areaOf(column string) string {
	return `(@everywhere::bool or ` + column + ` in (
		with recursive area as (
			select id from districts where id = any(@roots::bigint[])
			union select d.id from districts d join area on d.parent_id = area.id)
		select id from area))`
}

// area are the arguments of areaOf for what the viewer may do; Forbidden, or NoSession, when that is nowhere.
func area(v *identity.Viewer, action identity.Action) (pgx.StrictNamedArgs, error) {
	everywhere, roots := v.Where(action)
	if !everywhere && len(roots) == 0 {
		return nil, v.Must(action, identity.Scope{})
	}
	return pgx.StrictNamedArgs{"everywhere": everywhere, "roots": notNil(roots)}, nil
}

// Bounds of what people write, in characters.
const (
	maxReason = 600
	maxNote   = 2000
)

// written trims a text that a person typed and says what is wrong with it.
func written(param string, s *string, most int) error {
	*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
	switch {
	case !text(*s):
		return invalid(param, "not a text")
	case utf8.RuneCountInString(*s) > most:
		return invalid(param, "longer than %d characters", most)
	}
	return nil
}
