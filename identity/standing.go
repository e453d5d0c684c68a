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

// Sanction is what is done to an account.
type Sanction struct {
	Kind  Action    // Silence, Suspend or Ban; LiftSanction takes suspension and ban back
	Until time.Time // of a silence; one that is past lifts it
}

// LiftSanction is the kind that makes a suspended or banned account active again. It needs the right to suspend.
const LiftSanction Action = "lift"

// Sanction does it in the transaction of a room that decides more than that. banned says that a ban was agreed by a second
// administrator. Call Forget once the transaction has committed: this node then sees it at once, the others through the feed.
func (d *Desk) Sanction(ctx context.Context, tx pgx.Tx, deed Deed, account int64, s Sanction) (banned bool, err error) {
	needs := s.Kind
	if s.Kind == LiftSanction {
		needs = Suspend
	}
	a, err := d.over(ctx, tx, deed, needs, account)
	if err != nil {
		return false, err
	}
	act := string(s.Kind)
	switch s.Kind {
	case Silence:
		_, err = tx.Exec(ctx, `update accounts set silenced_until = $2 where id = $1`, account, s.Until)
	case Suspend:
		if a.Standing == StandingBanned {
			return false, Refuse(BadValue, "banned already")
		}
		err = setStanding(ctx, tx, account, StandingSuspended)
	case LiftSanction:
		if _, err = tx.Exec(ctx, `delete from ban_proposals where account_id = $1`, account); err == nil {
			err = setStanding(ctx, tx, account, StandingActive)
		}
	case Ban:
		act, err = d.ban(ctx, tx, deed, a)
		banned = act == string(Ban)
	default:
		err = Refuse(BadValue, "sanction "+string(s.Kind))
	}
	if err != nil {
		return false, err
	}
	return banned, d.record(ctx, tx, deed, act, "account", account)
}

// Forget makes this node read an account's rights again.
func (d *Desk) Forget(account int64) {
	if c := d.cache.Load(); c != nil {
		c.forget([]int64{account})
	}
}

func (d *Desk) sanction(ctx context.Context, deed Deed, account int64, s Sanction) (banned bool, err error) {
	err = d.change(ctx, account, func(tx pgx.Tx) error {
		var err error
		banned, err = d.Sanction(ctx, tx, deed, account, s)
		return err
	})
	return banned && err == nil, err
}

// Silence keeps an account from speaking to others before an instant; one that is past lifts it.
func (d *Desk) Silence(ctx context.Context, deed Deed, account int64, until time.Time) error {
	_, err := d.sanction(ctx, deed, account, Sanction{Kind: Silence, Until: until})
	return err
}

// Suspend keeps an account from acting. Lift ends it.
func (d *Desk) Suspend(ctx context.Context, deed Deed, account int64) error {
	_, err := d.sanction(ctx, deed, account, Sanction{Kind: Suspend})
	return err
}

// Lift makes a suspended or banned account active again, and forgets that a ban was proposed.
func (d *Desk) Lift(ctx context.Context, deed Deed, account int64) error {
	_, err := d.sanction(ctx, deed, account, Sanction{Kind: LiftSanction})
	return err
}

// Ban ends an account for good when two administrators ask for it within a week. The first one suspends it; banned says that
// this one was the second.
func (d *Desk) Ban(ctx context.Context, deed Deed, account int64) (banned bool, err error) {
	return d.sanction(ctx, deed, account, Sanction{Kind: Ban})
}

// ban says whether it proposed one or did it.
func (d *Desk) ban(ctx context.Context, tx pgx.Tx, deed Deed, a Account) (act string, err error) {
	if a.Standing == StandingBanned {
		return "", Refuse(BadValue, "banned already")
	}
	var seconds bool
	err = tx.QueryRow(ctx, `select exists (select from ban_proposals where account_id = $1 and proposed_by <> $2 and at > $3)`,
		a.Num, deed.By.Account.Num, d.now().Add(-proposalLasts)).Scan(&seconds)
	if err != nil {
		return "", err
	}
	if !seconds {
		return "propose-ban", d.proposeBan(ctx, tx, deed, a.Num)
	}
	if err := clearRights(ctx, tx, a.Num); err != nil {
		return "", err
	}
	return string(Ban), setStanding(ctx, tx, a.Num, StandingBanned)
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
		`update accounts set (standing, lang, silenced_until, ends_on, uid) = ('erased', 'und', null, null, gen_random_uuid()) where id = $1`,
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
