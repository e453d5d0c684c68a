package identity

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Relay is a person without phone or e-mail whom somebody registers.
type Relay struct {
	Name    string // first name or alias; at most 40 signs that print
	Lang    string
	Consent string // which text they agreed to, as a code: "relay-fr-2026-11"
}

// RegisterRelay makes an account for somebody who agrees to it, and a code to print for them. Deed.In is the district of an
// ambassador or the organisation acted as: whoever has the same right there may print another code later.
func (d *Desk) RegisterRelay(ctx context.Context, deed Deed, r Relay) (a Account, code string, err error) {
	if err := deed.By.Must(RegisterRelay, deed.In); err != nil {
		return Account{}, "", err
	}
	if (deed.In.District == 0) == (deed.In.Organisation == 0) {
		return Account{}, "", Refuse(BadValue, "a district or an organisation, one of them")
	}
	err = d.inTx(ctx, func(tx pgx.Tx) error {
		account, err := d.newAccount(ctx, tx, Origin{Lang: r.Lang}.lang())
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			insert into relays (account_id, registered_by, district_id, organisation_id, consent, consented_at, name)
			values ($1, $2, nullif($3::bigint, 0), nullif($4::bigint, 0), $5, $6, $7)`,
			account, deed.By.Account.Num, deed.In.District, deed.In.Organisation, r.Consent, d.now(), printable(r.Name, 40))
		if err != nil {
			return err
		}
		if code, err = d.printCode(ctx, tx, account); err != nil {
			return err
		}
		if a, err = readAccount(ctx, tx, account, ""); err != nil {
			return err
		}
		return d.record(ctx, tx, deed, string(RegisterRelay), "account", account)
	})
	if err != nil {
		return Account{}, "", err
	}
	return a, code, nil
}

// PrintCode makes a new code for somebody who was registered; the older one is void. NotFound when they were not, or when the
// viewer has no right where they were.
func (d *Desk) PrintCode(ctx context.Context, deed Deed, account int64) (code string, err error) {
	if deed.By == nil {
		return "", Refuse(NoSession, "")
	}
	err = d.inTx(ctx, func(tx pgx.Tx) error {
		a, err := lockAccount(ctx, tx, account)
		if err != nil {
			return err
		}
		err = tx.QueryRow(ctx, `select coalesce(district_id, 0), coalesce(organisation_id, 0) from relays where account_id = $1`, account).
			Scan(&deed.In.District, &deed.In.Organisation)
		if errors.Is(err, pgx.ErrNoRows) {
			return Refuse(NotFound, "")
		}
		if err != nil {
			return err
		}
		if a.Standing == StandingBanned || !deed.By.May(RegisterRelay, deed.In) {
			return Refuse(NotFound, "")
		}
		if code, err = d.printCode(ctx, tx, account); err != nil {
			return err
		}
		return d.record(ctx, tx, deed, "print-code", "account", account)
	})
	if err != nil {
		return "", err
	}
	return code, nil
}

func (d *Desk) printCode(ctx context.Context, tx pgx.Tx, account int64) (string, error) {
	code := newPrintedCode()
	_, err := tx.Exec(ctx, `
		insert into printed_codes (account_id, code, expires_at) values ($1, $2, $3)
		on conflict (account_id) do update set (code, expires_at) = (excluded.code, excluded.expires_at)`,
		account, d.seals.digest("printed", plainCode(code)), d.now().Add(d.cfg.PrintedLasts))
	return code, err
}

// Registered is somebody whom a viewer may print another code for.
type Registered struct {
	Account int64
	ID      uuid.UUID
	Name    string
	Lang    string
	On      time.Time
	Waiting bool // a printed code has not been used yet
}

// RegisteredIn lists who was registered in a district or by an organisation, the latest first, at most 500.
func (d *Desk) RegisteredIn(ctx context.Context, v *Viewer, in Scope) ([]Registered, error) {
	if err := v.Must(RegisterRelay, in); err != nil {
		return nil, err
	}
	rows, err := d.pool.Query(ctx, `
		select a.id, a.uid, r.name, a.lang, r.consented_at, exists (select from printed_codes p where p.account_id = a.id and p.expires_at > $3)
		from relays r join accounts a on a.id = r.account_id
		where r.district_id is not distinct from nullif($1::bigint, 0) and r.organisation_id is not distinct from nullif($2::bigint, 0)
			and a.standing in ('active', 'suspended')
		order by r.consented_at desc limit 500`, in.District, in.Organisation, d.now())
	if err != nil {
		return nil, failed(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Registered])
	return list, failed(err)
}

// PrintedUntil is when a code printed now ends.
func (d *Desk) PrintedUntil() time.Time { return d.now().Add(d.cfg.PrintedLasts) }

// Redeem signs in with a printed code, once. Errors: WrongCode, TooMany, Banned.
func (d *Desk) Redeem(ctx context.Context, code string, from Origin) (in SignedIn, err error) {
	if err := d.limit(ctx, "tries of network", network(from.Addr), d.cfg.Limits.TriesPerNetwork); err != nil {
		return SignedIn{}, err
	}
	err = d.inTx(ctx, func(tx pgx.Tx) error {
		var account int64
		err := tx.QueryRow(ctx, `delete from printed_codes where code = $1 and expires_at > $2 returning account_id`,
			d.seals.digest("printed", plainCode(code)), d.now()).Scan(&account)
		if errors.Is(err, pgx.ErrNoRows) {
			return Refuse(WrongCode, "")
		}
		if err != nil {
			return err
		}
		in, err = d.openSession(ctx, tx, account, from)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	return in, nil
}

// Recover promises a new contact to an account whose owner lost theirs. The contacts it has are told; after RecoveryWaits
// whoever signs in with the new one takes the account over, and everything older ends. The owner may refuse until then.
// Errors: Forbidden, NotFound, ContactTaken.
func (d *Desk) Recover(ctx context.Context, deed Deed, account int64, c Contact) (due time.Time, err error) {
	if err := c.check(); err != nil {
		return time.Time{}, err
	}
	due = d.now().Add(d.cfg.RecoveryWaits)
	err = d.change(ctx, account, func(tx pgx.Tx) error {
		a, err := d.over(ctx, tx, deed, RecoverContact, account)
		if err != nil {
			return err
		}
		if a.Standing == StandingBanned {
			return Refuse(NotFound, "")
		}
		tag, err := tx.Exec(ctx, `
			insert into recoveries (account_id, kind, address, asked_by, due_at)
			select $1, $2, $3, $4, $5 where not exists (select from contacts where kind = $2 and address = $3)
				and not exists (select from recoveries where kind = $2 and address = $3 and account_id <> $1)
			on conflict (account_id) do update set (kind, address, asked_by, due_at) =
				(excluded.kind, excluded.address, excluded.asked_by, excluded.due_at)`,
			account, c.Kind, c.Address, deed.By.Account.Num, due)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return Refuse(ContactTaken, "")
		}
		old, err := contactsOf(ctx, tx, account)
		for _, to := range old {
			if err == nil {
				err = d.enqueue(ctx, tx, Message{ID: uuid.New(), Kind: RecoveryNotice, To: to, Lang: a.Lang, Expires: due})
			}
		}
		if err != nil {
			return err
		}
		return d.record(ctx, tx, deed, "recover-contact", "account", account)
	})
	if err != nil {
		return time.Time{}, err
	}
	d.wakeSender()
	return due, nil
}

// PendingRecovery is when the contact that was promised to the viewer's account becomes good; ok is false when none was.
func (d *Desk) PendingRecovery(ctx context.Context, v *Viewer) (due time.Time, ok bool, err error) {
	if err := v.Must(ManageAccount, v.Own()); err != nil {
		return time.Time{}, false, err
	}
	err = d.pool.QueryRow(ctx, `select due_at from recoveries where account_id = $1`, v.Account.Num).Scan(&due)
	if errors.Is(err, pgx.ErrNoRows) {
		return time.Time{}, false, nil
	}
	return due, err == nil, failed(err)
}

// FindAccount is the account of a contact, for who may do something to accounts at its home. Each look is in the audit.
// NotFound when there is none there.
func (d *Desk) FindAccount(ctx context.Context, v *Viewer, action Action, c Contact) (account int64, at Scope, err error) {
	if err := c.check(); err != nil {
		return 0, Scope{}, err
	}
	if !v.Could(action) {
		return 0, Scope{}, v.Must(action, Scope{})
	}
	err = d.pool.QueryRow(ctx, `select account_id from contacts where kind = $1 and address = $2`, c.Kind, c.Address).Scan(&account)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, Scope{}, Refuse(NotFound, "")
	}
	if err != nil {
		return 0, Scope{}, failed(err)
	}
	if at, err = d.homeOf(ctx, account); err != nil {
		return 0, Scope{}, failed(err)
	}
	// a role may be given to anybody; what touches the account itself belongs to its home
	if action == RecoverContact && !v.May(action, at) {
		return 0, Scope{}, Refuse(NotFound, "")
	}
	err = d.inTx(ctx, func(tx pgx.Tx) error {
		return d.record(ctx, tx, Deed{By: v, In: at}, "find-account", "account", account)
	})
	if err != nil {
		return 0, Scope{}, err
	}
	return account, at, nil
}

func (d *Desk) homeOf(ctx context.Context, account int64) (Scope, error) {
	if d.cfg.Home == nil {
		return Scope{}, nil
	}
	district, err := d.cfg.Home(ctx, account)
	return Scope{District: district}, err
}

// RefuseRecovery is how the owner of an account says that they have lost nothing. NotFound when nothing was promised.
func (d *Desk) RefuseRecovery(ctx context.Context, v *Viewer) error {
	if err := v.Must(ManageAccount, v.Own()); err != nil {
		return err
	}
	return d.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `delete from recoveries where account_id = $1`, v.Account.Num)
		if err == nil && tag.RowsAffected() == 0 {
			err = Refuse(NotFound, "")
		}
		if err != nil {
			return err
		}
		return d.record(ctx, tx, Deed{By: v}, "refuse-recovery", "account", v.Account.Num)
	})
}

// finishRecovery gives an account the contact it was promised, in place of all it had; 0 when nothing was.
func (d *Desk) finishRecovery(ctx context.Context, tx pgx.Tx, c Contact) (account int64, err error) {
	err = tx.QueryRow(ctx, `select account_id from recoveries where kind = $1 and address = $2`, c.Kind, c.Address).Scan(&account)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if _, err := lockAccount(ctx, tx, account); err != nil { // first, as everyone who decides about an account does
		return 0, err
	}
	var due time.Time
	err = tx.QueryRow(ctx, `select due_at from recoveries where account_id = $1 and kind = $2 and address = $3`, account, c.Kind, c.Address).Scan(&due)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, Refuse(WrongCode, "refused meanwhile")
	}
	if err != nil {
		return 0, err
	}
	if d.now().Before(due) {
		return 0, &Error{Code: Recovering, RetryAfter: d.until(due)}
	}
	for _, table := range []string{"recoveries", "contacts", "sessions", "contact_codes", "printed_codes"} {
		if _, err := tx.Exec(ctx, `delete from `+table+` where account_id = $1`, account); err != nil {
			return 0, err
		}
	}
	if err := d.addContact(ctx, tx, account, c); err != nil {
		return 0, err
	}
	return account, d.record(ctx, tx, Deed{By: &Viewer{Account: Account{Num: account}}}, "finish-recovery", "account", account)
}
