package directory

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

// MembersConfig is what the members' store needs beside the database.
type MembersConfig struct {
	Live *Live // where districts and public cells are read
	// Erase takes everything about an account away, in every room: of somebody who says that they are under 15.
	Erase func(ctx context.Context, account int64) error
	Now   func() time.Time // nil: time.Now
}

// Members keeps what people say of themselves. It reads from the database: a person meets their own write.
type Members struct {
	pool   *pgxpool.Pool
	config MembersConfig
}

// NewMembers keeps members in a migrated database.
func NewMembers(pool *pgxpool.Pool, c MembersConfig) *Members {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Members{pool, c}
}

// ErrTooYoung answers somebody who says that they are under 15, once their account is gone.
var ErrTooYoung = errors.New("directory: under 15: there is no account any more")

// District is where an account is at home: District.Num of the finest one known, 0 when they did not say.
func (m *Members) District(ctx context.Context, account int64) (district int64, err error) {
	err = m.pool.QueryRow(ctx, `select coalesce(home_district, city, 0) from members where account_id = $1`, account).Scan(&district)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return district, err
}

// mustBeAdult is Forbidden unless an age band, as it was read or not found, is of somebody of 18 or more: what is asked before they
// see other people.
func mustBeAdult(age AgeBand, err error) error {
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return identity.Refuse(identity.Forbidden, "for members who have said who they are")
	case err == nil && !age.Adult():
		return identity.Refuse(identity.Forbidden, "for members of 18 or more")
	}
	return err
}

const selectMember = `
	select m.account_id, a.uid, m.name, m.languages, m.helps, m.needs, m.interests, m.about, m.home_cell, coalesce(m.home_district, 0),
	       coalesce(m.city, 0), coalesce(m.radius_m, 0), m.access, m.age_band, m.hidden, m.created_at, m.updated_at
	from members m join accounts a on a.id = m.account_id`

func scanMember(row pgx.CollectableRow) (m Member, err error) {
	var languages, interests, access []string
	var cell *int64
	err = row.Scan(&m.Account, &m.ID, &m.Name, &languages, &m.Helps, &m.Needs, &interests, &m.About, &cell, &m.Home.District,
		&m.Home.City, &m.RadiusM, &access, &m.Age, &m.Hidden, &m.Since, &m.Updated)
	m.Languages, m.Interests, m.Access = setOf(languages, LanguageNamed), setOf(interests, InterestNamed), setOf(access, AccessNamed)
	if cell != nil {
		m.Home.Cell = geo.Cell(*cell)
	}
	return m, err
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

// querier is what a pool and a transaction have in common.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// readMember finds no row for somebody who has not said who they are.
func readMember(ctx context.Context, db querier, account int64) (Member, error) {
	rows, err := db.Query(ctx, selectMember+` where m.account_id = $1`, account)
	if err != nil {
		return Member{}, err
	}
	return pgx.CollectExactlyOneRow(rows, scanMember)
}

// Own is the viewer's profile. NotFound before they have said who they are.
func (m *Members) Own(ctx context.Context, v *identity.Viewer) (Member, error) {
	if err := v.Must(identity.ManageAccount, v.Own()); err != nil {
		return Member{}, err
	}
	own, err := readMember(ctx, m.pool, v.Account.Num)
	if errors.Is(err, pgx.ErrNoRows) {
		err = identity.Refuse(identity.NotFound, "no profile yet")
	}
	return own, err
}

// Change changes the viewer's profile in one transaction: change gets what is stored, the zero Profile when there is none. An
// [*Invalid] names the field that cannot be. Somebody who says they are under 15 loses their account: [ErrTooYoung].
func (m *Members) Change(ctx context.Context, v *identity.Viewer, change func(*Profile) error) (Member, error) {
	if err := v.Must(identity.EditProfile, v.Own()); err != nil {
		return Member{}, err
	}
	var saved Member
	err := pgx.BeginFunc(ctx, m.pool, func(tx pgx.Tx) (err error) {
		saved, err = m.change(ctx, tx, v.Account.Num, change)
		return err
	})
	if err == nil && saved.Age == Under15 {
		if err = m.config.Erase(ctx, v.Account.Num); err == nil {
			err = ErrTooYoung
		}
		return Member{}, err
	}
	return saved, err
}

func (m *Members) change(ctx context.Context, tx pgx.Tx, account int64, change func(*Profile) error) (Member, error) {
	// What is written must not outlive an erasure that goes on beside it.
	var alive bool
	err := tx.QueryRow(ctx, `select standing <> 'erased' from accounts where id = $1 for no key update`, account).Scan(&alive)
	if err == nil && !alive || errors.Is(err, pgx.ErrNoRows) {
		err = identity.Refuse(identity.NoSession, "")
	}
	if err != nil {
		return Member{}, err
	}
	before, err := readMember(ctx, tx, account)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return Member{}, err
	}
	p := before.Profile
	if err := change(&p); err != nil {
		return Member{}, err
	}
	if p.Age == Under15 {
		return Member{Profile: p}, nil // nothing is written
	}
	if err := p.check(before.Home, m.config.Live.Atlas()); err != nil {
		return Member{}, err
	}
	if err := m.write(ctx, tx, account, p); err != nil {
		return Member{}, err
	}
	if zone := m.zone(p.Home); zone != "" {
		if err := notify.LiveIn(ctx, tx, account, m.zone(before.Home), zone); err != nil {
			return Member{}, err
		}
	}
	return readMember(ctx, tx, account)
}

// zone is the time zone of a home's city; empty when it is not known.
func (m *Members) zone(h Home) string {
	if city, ok := m.config.Live.DistrictNumbered(h.City); ok && city.Zone != nil {
		return city.Zone.String()
	}
	return ""
}

func (m *Members) write(ctx context.Context, tx pgx.Tx, account int64, p Profile) error {
	_, err := tx.Exec(ctx, writeMember, p.atRest(account, m.config.Now().UTC().Truncate(time.Microsecond)))
	return err
}

const writeMember = `
	insert into members (account_id, name, languages, helps, needs, interests, about, home_cell, home_district, city, radius_m,
		access, age_band, hidden, created_at, updated_at)
	values (@account, @name, @languages, @helps, @needs, @interests, @about, nullif(@cell::bigint, 0), nullif(@district::bigint, 0),
		nullif(@city::bigint, 0), nullif(@radius::integer, 0), @access, @age, @hidden, @now, @now)
	on conflict (account_id) do update set (name, languages, helps, needs, interests, about, home_cell, home_district, city,
		radius_m, access, age_band, hidden, updated_at) = (excluded.name, excluded.languages, excluded.helps, excluded.needs,
		excluded.interests, excluded.about, excluded.home_cell, excluded.home_district, excluded.city, excluded.radius_m,
		excluded.access, excluded.age_band, excluded.hidden, excluded.updated_at)`

// atRest are the arguments of writeMember.
func (p *Profile) atRest(account int64, now time.Time) pgx.StrictNamedArgs {
	return pgx.StrictNamedArgs{
		"account": account, "name": p.Name, "languages": p.Languages.Codes(), "helps": p.Helps, "needs": p.Needs,
		"interests": p.Interests.Codes(), "about": p.About, "cell": int64(p.Home.Cell), "district": p.Home.District,
		"city": p.Home.City, "radius": p.RadiusM, "access": p.Access.Codes(), "age": p.Age, "hidden": p.Hidden, "now": now,
	}
}
