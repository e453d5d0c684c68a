package identity

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// Standing is what staff, or the person, decided about an account.
type Standing string

// The standings.
const (
	StandingActive    Standing = "active"
	StandingSuspended Standing = "suspended" // signs in, but may only do what Rules calls Always
	StandingBanned    Standing = "banned"
	StandingErased    Standing = "erased" // a number without a person
)

// proposalLasts is how long a second administrator has to agree to a ban.
const proposalLasts = 7 * day

// readAccount reads an account, with a row lock when lock says so. NotFound when there is none.
func readAccount(ctx context.Context, tx pgx.Tx, account int64, lock string) (a Account, err error) {
	err = tx.QueryRow(ctx, `select id, uid, lang, standing, coalesce(silenced_until, 'epoch') from accounts where id = $1 `+lock, account).
		Scan(&a.Num, &a.ID, &a.Lang, &a.Standing, &a.SilencedUntil)
	if errors.Is(err, pgx.ErrNoRows) {
		err = refuse(NotFound, "")
	}
	return a, err
}

// lockAccount makes whoever else decides about an account wait.
func lockAccount(ctx context.Context, tx pgx.Tx, account int64) (Account, error) {
	a, err := readAccount(ctx, tx, account, "for no key update")
	if err == nil && a.Standing == StandingErased {
		err = refuse(NotFound, "")
	}
	return a, err
}

// over asks whether a deed may be done to an account, and locks it. Nobody judges themselves, and only who may decide about
// staff decides about somebody with a role.
func (d *Desk) over(ctx context.Context, tx pgx.Tx, deed Deed, action Action, account int64) (Account, error) {
	if err := deed.By.must(action, deed.In); err != nil {
		return Account{}, err
	}
	if deed.By.Account.Num == account {
		return Account{}, refuse(Forbidden, "to oneself")
	}
	a, err := lockAccount(ctx, tx, account)
	if err != nil {
		return Account{}, err
	}
	var staff bool
	err = tx.QueryRow(ctx, `select exists (select from grants where account_id = $1 and (until is null or until > $2))`, account, d.now()).Scan(&staff)
	if err == nil && staff {
		err = deed.By.must(OverStaff, deed.In)
	}
	return a, err
}

// sanction changes a standing, or what goes with it, and writes the audit.
func (d *Desk) sanction(ctx context.Context, deed Deed, action Action, account int64, do func(pgx.Tx, Account) error) error {
	return d.change(ctx, account, func(tx pgx.Tx) error {
		a, err := d.over(ctx, tx, deed, action, account)
		if err != nil {
			return err
		}
		if err := do(tx, a); err != nil {
			return err
		}
		return d.record(ctx, tx, deed, string(action), "account", account)
	})
}

// Silence keeps an account from speaking to others before an instant; one that is past lifts it.
func (d *Desk) Silence(ctx context.Context, deed Deed, account int64, until time.Time) error {
	return d.sanction(ctx, deed, Silence, account, func(tx pgx.Tx, _ Account) error {
		_, err := tx.Exec(ctx, `update accounts set silenced_until = $2 where id = $1`, account, until)
		return err
	})
}

// Suspend keeps an account from acting. Lift ends it.
func (d *Desk) Suspend(ctx context.Context, deed Deed, account int64) error {
	return d.sanction(ctx, deed, Suspend, account, func(tx pgx.Tx, a Account) error {
		if a.Standing == StandingBanned {
			return refuse(BadValue, "banned already")
		}
		return setStanding(ctx, tx, account, StandingSuspended)
	})
}

// Lift makes a suspended or banned account active again, and forgets that a ban was proposed.
func (d *Desk) Lift(ctx context.Context, deed Deed, account int64) error {
	return d.sanction(ctx, deed, Suspend, account, func(tx pgx.Tx, _ Account) error {
		if _, err := tx.Exec(ctx, `delete from ban_proposals where account_id = $1`, account); err != nil {
			return err
		}
		return setStanding(ctx, tx, account, StandingActive)
	})
}

// Ban ends an account for good when two administrators ask for it within a week. The first one suspends it; banned says that
// this one was the second.
func (d *Desk) Ban(ctx context.Context, deed Deed, account int64) (banned bool, err error) {
	err = d.sanction(ctx, deed, Ban, account, func(tx pgx.Tx, a Account) error {
		if a.Standing == StandingBanned {
			banned = true
			return nil
		}
		var first int64
		err := tx.QueryRow(ctx, `select proposed_by from ban_proposals where account_id = $1 and at > $2`, account, d.now().Add(-proposalLasts)).Scan(&first)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			_, err = tx.Exec(ctx, `
				insert into ban_proposals (account_id, proposed_by, code, at) values ($1, $2, $3, $4)
				on conflict (account_id) do update set (proposed_by, code, at) = (excluded.proposed_by, excluded.code, excluded.at)`,
				account, deed.By.Account.Num, deed.Code, d.now())
			if err != nil {
				return err
			}
			return setStanding(ctx, tx, account, StandingSuspended)
		case err != nil || first == deed.By.Account.Num:
			return err
		}
		banned = true
		if err := clearRights(ctx, tx, account); err != nil {
			return err
		}
		return setStanding(ctx, tx, account, StandingBanned)
	})
	return banned && err == nil, err
}

func setStanding(ctx context.Context, tx pgx.Tx, account int64, s Standing) error {
	_, err := tx.Exec(ctx, `update accounts set standing = $2 where id = $1`, account, s)
	return err
}

// clearRights ends sessions and roles, and makes codes worthless.
func clearRights(ctx context.Context, tx pgx.Tx, account int64) error {
	for _, table := range []string{"sessions", "grants", "contact_codes", "printed_codes", "recoveries", "ban_proposals"} {
		if _, err := tx.Exec(ctx, `delete from `+table+` where account_id = $1`, account); err != nil {
			return err
		}
	}
	return nil
}

// Erase takes everything from an account but its number, in the transaction in which the other rooms erase what is theirs. The
// contacts are free again.
func (d *Desk) Erase(ctx context.Context, tx pgx.Tx, account int64) error {
	a, err := lockAccount(ctx, tx, account)
	if err != nil {
		return err
	}
	if err := clearRights(ctx, tx, a.Num); err != nil {
		return err
	}
	for _, sql := range []string{
		`delete from contacts where account_id = $1`,
		`delete from relays where account_id = $1`,
		`delete from blocks where account_id = $1`, // and their mirrors
		`update accounts set (standing, lang, silenced_until, uid) = ('erased', 'und', null, gen_random_uuid()) where id = $1`,
	} {
		if _, err := tx.Exec(ctx, sql, account); err != nil {
			return err
		}
	}
	return nil
}

func orNull(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}
