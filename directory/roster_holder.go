package directory

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/identity"
)

// Time that somebody says they gave.
const (
	maxSaidBack  = 366 * 24 * time.Hour
	maxSaidTimes = 1000 // rows of one account
)

// Say notes time that the viewer gave on a day. NotFound: not a volunteer. Errors: [*Invalid].
func (r *Roster) Say(ctx context.Context, v *identity.Viewer, h Helped) (feed.Position, error) {
	if err := v.Must(identity.Volunteer, v.Own()); err != nil {
		return feed.Position{}, err
	}
	return r.write(ctx, func(tx pgx.Tx) error {
		p, err := r.lockPerson(ctx, tx, v.Account.Num)
		if err != nil {
			return err
		}
		if !p.vetting.Applied {
			return identity.Refuse(identity.NotFound, "not a volunteer")
		}
		switch {
		case h.Minutes < 15 || h.Minutes > 24*60:
			return invalid("minutes", "%d is not in 15–1440", h.Minutes)
		case h.Day.After(p.today) || p.today.Sub(h.Day) > maxSaidBack:
			return invalid("day", "%s is not within the last year", h.Day.Format(time.DateOnly))
		}
		var said int
		if err := tx.QueryRow(ctx, `select count(*) from volunteer_time where account_id = $1`, p.account).Scan(&said); err != nil {
			return err
		}
		if said >= maxSaidTimes {
			return invalid("minutes", "%d times are noted already", said)
		}
		return r.credit(ctx, tx, p.account, "", h)
	})
}

// Credit notes time that a volunteer gave in another room, once for each subject ("request:17"), in that room's transaction.
// Somebody who is no volunteer gets none.
func (r *Roster) Credit(ctx context.Context, tx pgx.Tx, account int64, subject string, h Helped) error {
	if subject == "" {
		return errors.New("directory: time without a subject")
	}
	return r.credit(ctx, tx, account, subject, h)
}

func (r *Roster) credit(ctx context.Context, tx pgx.Tx, account int64, subject string, h Helped) error {
	_, err := tx.Exec(ctx, `
		insert into volunteer_time (account_id, subject, on_day, minutes) select account_id, $2, $3, $4 from volunteers where account_id = $1
		on conflict (account_id, subject) where subject <> '' do nothing`, account, subject, h.Day, h.Minutes)
	return err
}

// publishedFrom is P5's least number of people.
const publishedFrom = 11

// ActiveCount is how many volunteers a city has, for everybody to read: counted once a month, by whoever asks first, and false
// below eleven, as when nothing is known (P5).
func (r *Roster) ActiveCount(ctx context.Context, city *District) (n int, ok bool, err error) {
	today, err := todayIn(city.Zone.String(), r.now())
	if err != nil {
		return 0, false, err
	}
	month := today.AddDate(0, 0, 1-today.Day())
	const read = `select active from volunteer_counts where city_id = $1 and month = $2`
	err = r.pool.QueryRow(ctx, read, city.Num, month).Scan(&n)
	if errors.Is(err, pgx.ErrNoRows) {
		_, err = r.pool.Exec(ctx, `
			insert into volunteer_counts (city_id, month, active)
			select $1, $2, count(*) from volunteers v join members m on m.account_id = v.account_id
			where m.city = $1 and v.activated and not v.suspended and least(v.signed_until, v.trained_until, v.checked_until) > $3
			on conflict do nothing`, city.Num, month, r.now())
		if err == nil {
			err = r.pool.QueryRow(ctx, read, city.Num, month).Scan(&n)
		}
	}
	if err != nil || n < publishedFrom {
		return 0, false, err
	}
	return n, true, nil
}

// Export implements [identity.Holder].
func (r *Roster) Export(ctx context.Context, tx pgx.Tx, account int64) ([]identity.Sheet, error) {
	sheets := []identity.Sheet{
		{Name: "volunteer", Columns: []string{"kinds", "week", "per_day", "per_week", "at_night", "pledged_on", "applied_at", "updated_at"}},
		{Name: "volunteer-steps", Columns: []string{"step", "at", "by", "until", "charter", "sha256"}},
		{Name: "volunteer-absences", Columns: []string{"from", "until"}},
		{Name: "volunteer-time", Columns: []string{"subject", "day", "minutes"}},
		{Name: "volunteer-trainings", Columns: []string{"id", "at", "place", "invited_at"}},
	}
	for i, sql := range []string{
		`select kinds, week::text, per_day, per_week, at_night, pledged_on, applied_at, updated_at from volunteers where account_id = $1`,
		`select step, at, case when by_id = account_id then 'self' else 'staff' end, until, charter, encode(sha256, 'hex')
			from volunteer_steps where account_id = $1 order by id`,
		`select from_day, till_day from volunteer_absences where account_id = $1 order by from_day`,
		`select subject, on_day, minutes from volunteer_time where account_id = $1 order by id`,
		`select t.uid::text, t.at, t.place, i.at from volunteer_training_invitations i join volunteer_trainings t on t.id = i.training_id
			where i.account_id = $1 order by t.id`,
	} {
		rows, err := tx.Query(ctx, sql, account)
		if err != nil {
			return nil, err
		}
		sheets[i].Rows, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) ([]any, error) { return row.Values() })
		if err != nil {
			return nil, err
		}
	}
	invitations, err := r.exportInvitations(ctx, tx, account)
	return append(sheets, invitations), err
}

// exportInvitations opens what a list said of the person: of the one they follow, and of those sent to a contact of theirs.
func (r *Roster) exportInvitations(ctx context.Context, tx pgx.Tx, account int64) (identity.Sheet, error) {
	sheet := identity.Sheet{Name: "volunteer-invitations", Columns: []string{"invited_at", "answer", "name", "languages", "kinds"}}
	digests, err := r.digestsOf(ctx, tx, account)
	if err != nil {
		return sheet, err
	}
	rows, err := tx.Query(ctx, `
		select uid, invited_at, answer, sealed from volunteer_invitations where account_id = $1 or contact = any($2) order by id`, account, digests)
	if err != nil {
		return sheet, err
	}
	var id uuid.UUID
	var at time.Time
	var answer string
	var sealed []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &at, &answer, &sealed}, func() error {
		var p Prefill
		if sealed != nil {
			var err error
			if p, err = r.unseal(id, sealed); err != nil {
				return err
			}
		}
		sheet.Rows = append(sheet.Rows, []any{at, answer, p.Name, p.Languages, p.Kinds})
		return nil
	})
	return sheet, err
}

// digestsOf are the digests under which lists name the contacts of an account.
func (r *Roster) digestsOf(ctx context.Context, tx pgx.Tx, account int64) ([][]byte, error) {
	rows, err := tx.Query(ctx, `select kind, address from contacts where account_id = $1`, account)
	if err != nil {
		return nil, err
	}
	digests := [][]byte{}
	var kind, address string
	_, err = pgx.ForEachRow(rows, []any{&kind, &address}, func() error {
		digests = append(digests, r.cfg.Sealer.Digest("volunteer-invitation", kind, address))
		return nil
	})
	return digests, err
}

// Erase implements [identity.Holder]; it runs before the account loses its contacts. A no is remembered as a digest, so that
// the person is not invited again.
func (r *Roster) Erase(ctx context.Context, tx pgx.Tx, account int64) error {
	digests, err := r.digestsOf(ctx, tx, account)
	if err != nil {
		return err
	}
	// with it steps, absences, time and invitations to trainings
	if _, err := tx.Exec(ctx, `delete from volunteers where account_id = $1`, account); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `delete from volunteer_invitations where account_id = $1 or (contact = any($2) and answer = '')`, account, digests)
	return err
}
