package directory

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/identity"
)

// Roster is where volunteers write what they offer, and the staff of their district what step they have taken.
type Roster struct {
	pool *pgxpool.Pool
	cfg  RosterConfig
}

// RosterConfig of a Roster. What is zero has the value said.
type RosterConfig struct {
	Terms Terms            // a year, three years, a year
	Now   func() time.Time // time.Now
	Poke  func()           // tells the follower of a commit; may be nil

	// Record writes a staff act into the audit, in its transaction (identity.Desk.Record).
	Record func(ctx context.Context, tx pgx.Tx, deed identity.Deed, act identity.Action, subject string, id int64) error
	// Tell gives somebody notice, in its transaction (notify.Tell).
	Tell func(ctx context.Context, tx pgx.Tx, to int64, kind, subject string, params map[string]string) error
	// Invite sends an invitation, in its transaction (identity.Desk.Invite); nil = lists cannot be imported.
	Invite func(ctx context.Context, tx pgx.Tx, to identity.Contact, lang, token string, expires time.Time) error
	Sealer identity.Sealer // of what a list says of people who have not answered
}

// NewRoster makes a roster on a migrated database. Record and Tell are required.
func NewRoster(pool *pgxpool.Pool, cfg RosterConfig) (*Roster, error) {
	if cfg.Record == nil || cfg.Tell == nil {
		return nil, errors.New("directory: a roster needs Record and Tell")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Poke == nil {
		cfg.Poke = func() {}
	}
	cfg.Terms = cfg.Terms.withDefaults()
	return &Roster{pool: pool, cfg: cfg}, nil
}

// now is cut to what PostgreSQL keeps.
func (r *Roster) now() time.Time { return r.cfg.Now().UTC().Truncate(time.Microsecond) }

// write runs do in a transaction and gives the position of what it wrote.
func (r *Roster) write(ctx context.Context, do func(pgx.Tx) error) (at feed.Position, err error) {
	err = pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		at, err = feed.Current(ctx, tx)
		return err
	})
	if err != nil {
		return feed.Position{}, err
	}
	r.cfg.Poke()
	return at, nil
}

// person is what a write must know of who it is about.
type person struct {
	account  int64
	district int64 // the finest, or the city
	minor    bool
	today    time.Time // on their calendar, midnight UTC
	vetting  Vetting
	pledged  time.Time
}

// lockPerson reads a member, and what is known of them as a volunteer, and makes whoever else writes about them wait. NotFound:
// not a member.
func (r *Roster) lockPerson(ctx context.Context, tx pgx.Tx, account int64) (person, error) {
	p := person{account: account}
	now := r.now()
	var zone string
	var age AgeBand
	err := tx.QueryRow(ctx, `
		select coalesce(m.home_district, m.city, 0), m.age_band, coalesce(c.timezone, 'UTC')
		from members m left join districts c on c.id = m.city where m.account_id = $1 for no key update of m`, account).
		Scan(&p.district, &age, &zone)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, identity.Refuse(identity.NotFound, "not a member")
	}
	if err != nil {
		return p, err
	}
	p.minor = !age.Adult()
	if p.today, err = todayIn(zone, now); err != nil {
		return p, err
	}
	v := &p.vetting
	err = tx.QueryRow(ctx, `
		select true, coalesce(signed_until, '0001-01-01 00:00:00+00'), coalesce(trained_until, '0001-01-01 00:00:00+00'),
			coalesce(checked_until, '0001-01-01 00:00:00+00'), activated, suspended, left_at is not null, coalesce(pledged_on, '0001-01-01')
		from volunteers where account_id = $1 for update`, account).
		Scan(&v.Applied, &v.SignedUntil, &v.TrainedUntil, &v.CheckedUntil, &v.Activated, &v.Suspended, &v.Left, &p.pledged)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, nil
	}
	return p, err
}

// todayIn is the day on the clocks of a zone, as midnight UTC.
func todayIn(zone string, now time.Time) (time.Time, error) {
	location, err := time.LoadLocation(zone)
	if err != nil {
		return time.Time{}, err
	}
	y, m, d := now.In(location).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC), nil
}

// errMinor refuses somebody of 15 to 17, who may come to public events and groups only.
var errMinor = identity.Refuse(identity.Forbidden, "volunteers are 18 or older")

// Save writes what a volunteer says of themself; who was none, or had left, applies by it. Errors: NotFound for somebody who is
// not a member yet, Forbidden for somebody under 18, [*Invalid].
func (r *Roster) Save(ctx context.Context, v *identity.Viewer, e VolunteerEdit) (feed.Position, error) {
	if err := v.Must(identity.Volunteer, v.Own()); err != nil {
		return feed.Position{}, err
	}
	return r.write(ctx, func(tx pgx.Tx) error {
		p, err := r.lockPerson(ctx, tx, v.Account.Num)
		if err != nil {
			return err
		}
		if p.minor {
			return errMinor
		}
		if err := e.check(p.today); err != nil {
			return err
		}
		if err := r.saveProfile(ctx, tx, p, &e); err != nil {
			return err
		}
		if p.vetting.Allows(StepApply, r.now()) != nil {
			return nil
		}
		if err := r.take(ctx, tx, p, StepApply, p.account, nil); err != nil {
			return err
		}
		return r.answered(ctx, tx, p.account)
	})
}

func (r *Roster) saveProfile(ctx context.Context, tx pgx.Tx, p person, e *VolunteerEdit) error {
	pledged := p.pledged
	switch {
	case !e.Pledged:
		pledged = time.Time{}
	case pledged.IsZero() || PledgeOn(pledged, p.today, nil).Over:
		pledged = p.today // for the first time, or for another year
	}
	_, err := tx.Exec(ctx, `
		insert into volunteers as v (account_id, kinds, week, per_day, per_week, at_night, pledged_on, applied_at, updated_at)
		values (@account, @kinds, @week, @per_day, @per_week, @night, @pledged, @now, @now)
		on conflict (account_id) do update set (kinds, week, per_day, per_week, at_night, pledged_on, updated_at) =
			(excluded.kinds, excluded.week, excluded.per_day, excluded.per_week, excluded.at_night, excluded.pledged_on, excluded.updated_at)`,
		pgx.StrictNamedArgs{
			"account": p.account, "kinds": e.Kinds.Codes(), "week": e.Week.atRest(), "per_day": e.PerDay, "per_week": e.PerWeek,
			"night": e.AtNight, "pledged": dateAtRest(pledged), "now": r.now(),
		})
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from volunteer_absences where account_id = $1`, p.account); err != nil {
		return err
	}
	for _, a := range e.Absences {
		_, err := tx.Exec(ctx, `insert into volunteer_absences (account_id, from_day, till_day) values ($1, $2, $3)`, p.account, a.From, a.Until)
		if err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `update members set helps = true, updated_at = $2 where account_id = $1 and not helps`, p.account, r.now())
	return err
}

func dateAtRest(day time.Time) pgtype.Date { return pgtype.Date{Time: day, Valid: !day.IsZero()} }

func timeAtRest(at time.Time) pgtype.Timestamptz {
	return pgtype.Timestamptz{Time: at, Valid: !at.IsZero()}
}

// Signature names the text that somebody signs.
type Signature struct{ Version, SHA256 string }

// Take takes a step of a volunteer: their own, or as the staff of their district. Errors: NotFound for somebody who is no
// volunteer or whom the viewer may not vet, Forbidden for vetting oneself or under 18, BadValue for a step that cannot follow,
// [*Invalid] for a charter that is not the one to sign.
func (r *Roster) Take(ctx context.Context, v *identity.Viewer, id uuid.UUID, step Step, signed Signature) (feed.Position, error) {
	needs := identity.VetVolunteers
	if step.Own() {
		needs = identity.Volunteer
	}
	if !v.Could(needs) {
		return feed.Position{}, v.Must(needs, identity.Scope{})
	}
	return r.write(ctx, func(tx pgx.Tx) error {
		account, err := accountOf(ctx, tx, id)
		if err != nil {
			return err
		}
		p, err := r.lockPerson(ctx, tx, account)
		if err != nil {
			return err
		}
		deed := identity.Deed{By: v, In: identity.Scope{District: p.district}, Code: string(step)}
		if err := mayTake(v, p, step); err != nil {
			return err
		}
		if p.minor && step != StepLeave && step != StepSuspend {
			return errMinor
		}
		var charter *Charter
		if step == StepSign {
			c, err := charterSigned(signed.Version, signed.SHA256)
			if err != nil {
				return err
			}
			charter = &c
		}
		if err := p.vetting.Allows(step, r.now()); err != nil {
			return err
		}
		if err := r.take(ctx, tx, p, step, v.Account.Num, charter); err != nil || step.Own() {
			return err
		}
		return r.cfg.Record(ctx, tx, deed, identity.VetVolunteers, "volunteer", account)
	})
}

// mayTake says who may take a step: the volunteer their own, the staff of the district the others, never their own.
func mayTake(v *identity.Viewer, p person, step Step) error {
	switch own := p.account == v.Account.Num; {
	case step.Own() && own:
		return v.Must(identity.Volunteer, v.Own())
	case step.Own(), !v.May(identity.VetVolunteers, identity.Scope{District: p.district}), !v.Sees(p.account):
		return identity.Refuse(identity.NotFound, "")
	case own:
		return identity.Refuse(identity.Forbidden, "to oneself")
	}
	return nil
}

// accountOf is the account of an id. NotFound when there is none.
func accountOf(ctx context.Context, tx pgx.Tx, id uuid.UUID) (account int64, err error) {
	err = tx.QueryRow(ctx, `select id from accounts where uid = $1`, id).Scan(&account)
	if errors.Is(err, pgx.ErrNoRows) {
		err = identity.Refuse(identity.NotFound, "")
	}
	return account, err
}

// take writes a step that may be taken, and tells the volunteer of one that somebody else took.
func (r *Roster) take(ctx context.Context, tx pgx.Tx, p person, step Step, by int64, charter *Charter) error {
	now := r.now()
	after, until := p.vetting.After(step, now, r.cfg.Terms)
	var version, sha *string
	if charter != nil {
		version, sha = &charter.Version, &charter.SHA256
	}
	var id int64
	err := tx.QueryRow(ctx, `
		insert into volunteer_steps (account_id, step, at, by_id, until, charter, sha256)
		values (@account, @step, @now, @by, @until, @charter, decode(@sha256, 'hex')) returning id`,
		pgx.StrictNamedArgs{
			"account": p.account, "step": step, "now": now, "by": by, "until": timeAtRest(until), "charter": version, "sha256": sha,
		}).Scan(&id)
	if err != nil {
		return err
	}
	left := time.Time{}
	if after.Left {
		left = now
	}
	_, err = tx.Exec(ctx, `
		update volunteers set signed_until = @signed, trained_until = @trained, checked_until = @checked, activated = @activated,
			suspended = @suspended, left_at = @left, applied_at = case when @step = 'apply' then @now else applied_at end, updated_at = @now
		where account_id = @account`,
		pgx.StrictNamedArgs{
			"account": p.account, "signed": timeAtRest(after.SignedUntil), "trained": timeAtRest(after.TrainedUntil),
			"checked": timeAtRest(after.CheckedUntil), "activated": after.Activated, "suspended": after.Suspended,
			"left": timeAtRest(left), "step": string(step), "now": now,
		})
	if err != nil || step.Own() {
		return err
	}
	return r.cfg.Tell(ctx, tx, p.account, "volunteer-step", subjectOf("volunteer-step", id), map[string]string{"step": string(step)})
}
