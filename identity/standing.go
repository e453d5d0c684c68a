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
		err = Refuse(NotFound, "")
	}
	return a, err
}

// lockAccount makes whoever else decides about an account wait.
func lockAccount(ctx context.Context, tx pgx.Tx, account int64) (Account, error) {
	a, err := readAccount(ctx, tx, account, "for no key update")
	if err == nil && a.Standing == StandingErased {
		err = Refuse(NotFound, "")
	}
	return a, err
}

// over asks whether a deed may be done to an account, and locks it. Nobody judges themselves, and only who may decide about
// staff decides about somebody with a role.
func (d *Desk) over(ctx context.Context, tx pgx.Tx, deed Deed, action Action, account int64) (Account, error) {
	if err := deed.By.Must(action, deed.In); err != nil {
		return Account{}, err
	}
	if deed.By.Account.Num == account {
		return Account{}, Refuse(Forbidden, "to oneself")
	}
	a, err := lockAccount(ctx, tx, account)
	if err != nil {
		return Account{}, err
	}
	var staff bool
	err = tx.QueryRow(ctx, `select exists (select from grants where account_id = $1 and (until is null or until > $2))`, account, d.now()).Scan(&staff)
	if err == nil && staff {
		err = deed.By.Must(OverStaff, deed.In)
	}
	return a, err
}

// sanction does to an account what needs an action, and writes into the audit which act do says it was.
func (d *Desk) sanction(ctx context.Context, deed Deed, needs Action, account int64, do func(pgx.Tx, Account) (act string, err error)) error {
	return d.change(ctx, account, func(tx pgx.Tx) error {
		a, err := d.over(ctx, tx, deed, needs, account)
		if err != nil {
			return err
		}
		act, err := do(tx, a)
		if err != nil {
			return err
		}
		return d.record(ctx, tx, deed, act, "account", account)
	})
}

// Silence keeps an account from speaking to others before an instant; one that is past lifts it.
func (d *Desk) Silence(ctx context.Context, deed Deed, account int64, until time.Time) error {
	return d.sanction(ctx, deed, Silence, account, func(tx pgx.Tx, _ Account) (string, error) {
		_, err := tx.Exec(ctx, `update accounts set silenced_until = $2 where id = $1`, account, until)
		return "silence", err
	})
}

// Suspend keeps an account from acting. Lift ends it.
func (d *Desk) Suspend(ctx context.Context, deed Deed, account int64) error {
	return d.sanction(ctx, deed, Suspend, account, func(tx pgx.Tx, a Account) (string, error) {
		if a.Standing == StandingBanned {
			return "", Refuse(BadValue, "banned already")
		}
		return "suspend", setStanding(ctx, tx, account, StandingSuspended)
	})
}

// Lift makes a suspended or banned account active again, and forgets that a ban was proposed.
func (d *Desk) Lift(ctx context.Context, deed Deed, account int64) error {
	return d.sanction(ctx, deed, Suspend, account, func(tx pgx.Tx, _ Account) (string, error) {
		if _, err := tx.Exec(ctx, `delete from ban_proposals where account_id = $1`, account); err != nil {
			return "", err
		}
		return "lift", setStanding(ctx, tx, account, StandingActive)
	})
}

// Ban ends an account for good when two administrators ask for it within a week. The first one suspends it; banned says that
// this one was the second.
func (d *Desk) Ban(ctx context.Context, deed Deed, account int64) (banned bool, err error) {
	err = d.sanction(ctx, deed, Ban, account, func(tx pgx.Tx, a Account) (string, error) {
		if a.Standing == StandingBanned {
			return "", Refuse(BadValue, "banned already")
		}
		var seconds bool
		err := tx.QueryRow(ctx, `select exists (select from ban_proposals where account_id = $1 and proposed_by <> $2 and at > $3)`,
			account, deed.By.Account.Num, d.now().Add(-proposalLasts)).Scan(&seconds)
		if err != nil {
			return "", err
		}
		if !seconds {
			return "propose-ban", d.proposeBan(ctx, tx, deed, account)
		}
		banned = true
		if err := clearRights(ctx, tx, account); err != nil {
			return "", err
		}
		return "ban", setStanding(ctx, tx, account, StandingBanned)
	})
	return banned && err == nil, err
}

func (d *Desk) proposeBan(ctx context.Context, tx pgx.Tx, deed Deed, account int64) error {
	_, err := tx.Exec(ctx, `
		insert into ban_proposals (account_id, proposed_by, at) values ($1, $2, $3)
		on conflict (account_id) do update set (proposed_by, at) = (excluded.proposed_by, excluded.at)`,
		account, deed.By.Account.Num, d.now())
	if err != nil {
		return err
	}
	return setStanding(ctx, tx, account, StandingSuspended)
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
