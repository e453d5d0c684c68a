package directory

import (
	"context"
	"encoding/hex"
	"errors"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/alentour/alentour/identity"
)

func subjectOf(kind string, id int64) string { return kind + ":" + strconv.FormatInt(id, 10) }

// Mine is the viewer's own profile. NotFound: they never applied.
func (r *Roster) Mine(ctx context.Context, v *identity.Viewer) (*VolunteerProfile, error) {
	if err := v.Must(identity.Volunteer, v.Own()); err != nil {
		return nil, err
	}
	return r.profile(ctx, v, v.Account.Num)
}

// Volunteer is a profile as the staff of its district sees it; each read is theirs alone. NotFound: there is none, or not for
// this viewer.
func (r *Roster) Volunteer(ctx context.Context, v *identity.Viewer, id uuid.UUID) (*VolunteerProfile, error) {
	if !v.Could(identity.ReadRoster) {
		return nil, v.Must(identity.ReadRoster, identity.Scope{})
	}
	var account int64
	err := pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) (err error) {
		account, err = accountOf(ctx, tx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	p, err := r.profile(ctx, v, account)
	if err != nil {
		return nil, err
	}
	if !v.May(identity.ReadRoster, identity.Scope{District: p.District}) || !v.Sees(account) {
		return nil, identity.Refuse(identity.NotFound, "")
	}
	return p, nil
}

// rosterColumns give a RosterEntry and the rest of a profile; rosterTables hold them. @now, @since.
const (
	rosterColumns = `
		v.account_id, a.uid, m.name, coalesce(m.home_district, m.city, 0), m.home_cell is not null,
		m.languages, v.kinds, a.last_contact, v.applied_at, coalesce(c.timezone, 'UTC'), coalesce(v.pledged_on, '0001-01-01'),
		coalesce(v.signed_until, '0001-01-01 00:00:00+00'), coalesce(v.trained_until, '0001-01-01 00:00:00+00'),
		coalesce(v.checked_until, '0001-01-01 00:00:00+00'), v.activated, v.suspended, v.left_at is not null,
		array(select on_day from volunteer_time t where t.account_id = v.account_id and t.on_day >= v.pledged_on order by t.id),
		array(select minutes from volunteer_time t where t.account_id = v.account_id and t.on_day >= v.pledged_on order by t.id),
		v.week, v.per_day, v.per_week, v.at_night`
	rosterTables = `
		from volunteers v join members m on m.account_id = v.account_id join accounts a on a.id = v.account_id
			left join districts c on c.id = m.city`
)

// rosterRow is scanned from rosterColumns.
func (r *Roster) rosterRow(row pgx.CollectableRow) (*VolunteerProfile, error) {
	p := new(VolunteerProfile)
	var (
		languages, kinds []string
		zone             string
		days             []time.Time
		minutes          []int32
		week             pgtype.Bits
	)
	vet := &p.Vetting
	err := row.Scan(&p.Account, &p.ID, &p.Name, &p.District, &p.Located, &languages, &kinds, &p.LastActive, &p.Applied, &zone,
		&p.Pledge.Since, &vet.SignedUntil, &vet.TrainedUntil, &vet.CheckedUntil, &vet.Activated, &vet.Suspended, &vet.Left,
		&days, &minutes, &week, &p.PerDay, &p.PerWeek, &p.AtNight)
	if err != nil {
		return nil, err
	}
	vet.Applied = true
	p.Languages, p.Kinds, p.Week = languagesAtRest(languages), kindsAtRest(kinds), weekOf(week.Bytes)
	now := r.now()
	p.State, p.Next = vet.State(now), vet.Next(now)
	if vet.Activated {
		p.Expires = vet.Expires()
	}
	helped := make([]Helped, len(days))
	for i := range days {
		helped[i] = Helped{days[i], int(minutes[i])}
	}
	today, err := todayIn(zone, now)
	p.Pledge = PledgeOn(p.Pledge.Since, today, helped)
	return p, err
}

// languagesAtRest reads codes of the database; one that the table no longer has is left out.
func languagesAtRest(codes []string) (set LanguageSet) {
	for _, code := range codes {
		if one, err := LanguageNamed(code); err == nil {
			set |= one
		}
	}
	return set
}

func (r *Roster) profile(ctx context.Context, v *identity.Viewer, account int64) (p *VolunteerProfile, err error) {
	err = pgx.BeginTxFunc(ctx, r.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, "select "+rosterColumns+rosterTables+" where v.account_id = $1", account)
		if err != nil {
			return err
		}
		p, err = pgx.CollectExactlyOneRow(rows, r.rosterRow)
		if errors.Is(err, pgx.ErrNoRows) {
			return identity.Refuse(identity.NotFound, "not a volunteer")
		}
		if err != nil {
			return err
		}
		if err := readSteps(ctx, tx, v, p); err != nil {
			return err
		}
		return r.readDates(ctx, tx, p)
	})
	return p, err
}

// readSteps names who noted a step only to somebody who may know of them.
func readSteps(ctx context.Context, tx pgx.Tx, v *identity.Viewer, p *VolunteerProfile) error {
	rows, err := tx.Query(ctx, `
		select s.step, s.at, s.by_id, coalesce(m.name, ''), coalesce(s.until, '0001-01-01 00:00:00+00'), coalesce(s.charter, ''), s.sha256
		from volunteer_steps s left join members m on m.account_id = s.by_id where s.account_id = $1 order by s.id`, p.Account)
	if err != nil {
		return err
	}
	var s StepDone
	var by int64
	var sha []byte
	_, err = pgx.ForEachRow(rows, []any{&s.Step, &s.At, &by, &s.By, &s.Until, &s.Charter, &sha}, func() error {
		s.Self, s.SHA256 = by == p.Account, hex.EncodeToString(sha)
		if s.Self || !v.Sees(by) {
			s.By = ""
		}
		p.Steps = append(p.Steps, s)
		return nil
	})
	return err
}

func (r *Roster) readDates(ctx context.Context, tx pgx.Tx, p *VolunteerProfile) error {
	rows, err := tx.Query(ctx, `select from_day, till_day from volunteer_absences where account_id = $1 order by from_day`, p.Account)
	if err != nil {
		return err
	}
	if p.Absences, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Absence]); err != nil {
		return err
	}
	rows, err = tx.Query(ctx, `
		select t.uid, t.at, t.place from volunteer_training_invitations i join volunteer_trainings t on t.id = i.training_id
		where i.account_id = $1 and t.at > $2 order by t.at, t.id`, p.Account, r.now())
	if err != nil {
		return err
	}
	p.Trainings, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Training])
	return err
}

// Ready says whether the viewer can be a volunteer at all: NotFound for somebody who has not said yet who they are, Forbidden for
// somebody under 18.
func (r *Roster) Ready(ctx context.Context, v *identity.Viewer) error {
	if err := v.Must(identity.Volunteer, v.Own()); err != nil {
		return err
	}
	var age AgeBand
	err := r.pool.QueryRow(ctx, `select age_band from members where account_id = $1`, v.Account.Num).Scan(&age)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return identity.Refuse(identity.NotFound, "not a member")
	case err == nil && !age.Adult():
		return errMinor
	}
	return err
}
