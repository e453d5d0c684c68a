package identity

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// codeAttempts is how often one code may be tried.
const codeAttempts = 5

// SignedIn is a session that has just begun.
type SignedIn struct {
	Token   string // shown once: only its digest is kept
	Account Account
	New     bool // the account began with it
}

// RequestCode sends a code to a contact: it signs in, and makes an account where there is none. The answer, its time and the
// statements are the same for every contact, since nobody looks whether it has an account. Errors: BadContact, TooMany.
func (d *Desk) RequestCode(ctx context.Context, c Contact, from Origin) error {
	return d.requestCode(ctx, c, nil, from)
}

// RequestContact sends a code to a contact that the viewer wants to add to their account. Errors: as RequestCode, Forbidden.
func (d *Desk) RequestContact(ctx context.Context, v *Viewer, c Contact, from Origin) error {
	if err := v.Must(ManageAccount, v.Own()); err != nil {
		return err
	}
	return d.requestCode(ctx, c, &v.Account.Num, from)
}

func (d *Desk) requestCode(ctx context.Context, c Contact, account *int64, from Origin) error {
	if err := c.check(); err != nil {
		return err
	}
	// The network first: one that asks too much must not use up what a contact may still ask.
	if err := d.limit(ctx, "codes of network", network(from.Addr), d.cfg.Limits.CodesPerNetwork); err != nil {
		return err
	}
	rate := d.cfg.Limits.CodesPerEmail
	if c.Kind == Phone {
		rate = d.cfg.Limits.CodesPerPhone
	}
	if err := d.limit(ctx, "codes of "+c.Kind, c.Address, rate); err != nil {
		return err
	}
	now, code := d.now(), newCode()
	m := Message{ID: uuid.New(), Kind: SignInCode, To: c, Lang: from.lang(), Code: code, Expires: now.Add(d.cfg.CodeLasts)}
	if account != nil {
		m.Kind = ContactCode
	}
	sealed, err := d.sealMessage(m)
	if err != nil {
		return err
	}
	// One row per contact: a new code takes the place of the older.
	_, err = d.pool.Exec(ctx, `
		with code as (
			insert into contact_codes (contact, account_id, code, expires_at) values (@contact, @account, @code, @expires)
			on conflict (contact) do update
				set (account_id, code, expires_at, attempts) = (excluded.account_id, excluded.code, excluded.expires_at, 0))
		insert into deliveries (uid, sealed, next_at, expires_at) values (@uid, @sealed, @now, @expires)`,
		named{
			"contact": d.contactKey(c), "account": account, "code": d.codeDigest(c, code), "uid": m.ID,
			"sealed": sealed, "now": now, "expires": m.Expires,
		})
	if err != nil {
		return failed(err)
	}
	d.wakeSender()
	return nil
}

func (d *Desk) contactKey(c Contact) []byte { return d.seals.digest("contact", c.Kind, c.Address) }

func (d *Desk) codeDigest(c Contact, code string) []byte {
	return d.seals.digest("code", c.Kind, c.Address, code)
}

// lang is that of the page, French when it is none.
func (o Origin) lang() string {
	if len(o.Lang) < 2 || len(o.Lang) > 3 || strings.Trim(o.Lang, "abcdefghijklmnopqrstuvwxyz") != "" {
		return "fr"
	}
	return o.Lang
}

// Verify signs in with a code that was sent to a contact. Errors: BadContact, WrongCode, TooMany, Banned, Recovering.
func (d *Desk) Verify(ctx context.Context, c Contact, code string, from Origin) (in SignedIn, err error) {
	if err := d.limitTries(ctx, c, from); err != nil {
		return SignedIn{}, err
	}
	err = d.inTx(ctx, func(tx pgx.Tx) error {
		if err := d.useCode(ctx, tx, c, code, nil); err != nil {
			return err
		}
		account, fresh, err := d.accountOf(ctx, tx, c, from)
		if err != nil {
			return err
		}
		in, err = d.openSession(ctx, tx, account, from)
		in.New = fresh
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	return in, nil
}

// ConfirmContact adds a contact to the viewer's account with the code sent to it. Errors: as Verify, ContactTaken.
func (d *Desk) ConfirmContact(ctx context.Context, v *Viewer, c Contact, code string, from Origin) error {
	if err := v.Must(ManageAccount, v.Own()); err != nil {
		return err
	}
	if err := d.limitTries(ctx, c, from); err != nil {
		return err
	}
	return d.inTx(ctx, func(tx pgx.Tx) error {
		if err := d.useCode(ctx, tx, c, code, &v.Account.Num); err != nil {
			return err
		}
		var promised bool
		err := tx.QueryRow(ctx, `select exists (select from recoveries where kind = $1 and address = $2 and account_id <> $3)`,
			c.Kind, c.Address, v.Account.Num).Scan(&promised)
		if err == nil && promised {
			err = Refuse(ContactTaken, "")
		}
		if err != nil {
			return err
		}
		if err := d.addContact(ctx, tx, v.Account.Num, c); err != nil {
			return err
		}
		return d.cfg.Tell(ctx, tx, v.Account.Num, "contact-added", fmt.Sprintf("contact:%d", d.now().UnixMicro()), nil)
	})
}

func (d *Desk) limitTries(ctx context.Context, c Contact, from Origin) error {
	if err := c.check(); err != nil {
		return err
	}
	if err := d.limit(ctx, "tries of network", network(from.Addr), d.cfg.Limits.TriesPerNetwork); err != nil {
		return err
	}
	return d.limit(ctx, "tries of contact", c.Kind+c.Address, d.cfg.Limits.TriesPerContact)
}

// useCode counts a try, and uses up the code when it is right. The row's lock puts racing tries in order: one of them finds the
// code, the others no row.
func (d *Desk) useCode(ctx context.Context, tx pgx.Tx, c Contact, code string, account *int64) error {
	want := make([]byte, sha256.Size) // no code has this digest: a missing row is compared as long as a wrong code
	err := tx.QueryRow(ctx, `
		update contact_codes set attempts = attempts + 1
		where contact = @contact and expires_at > @now and attempts < @most and account_id is not distinct from @account::bigint
		returning code`,
		named{"contact": d.contactKey(c), "now": d.now(), "most": codeAttempts, "account": account}).Scan(&want)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	if !hmac.Equal(want, d.codeDigest(c, plainCode(code))) {
		return kept{Refuse(WrongCode, "")}
	}
	_, err = tx.Exec(ctx, `delete from contact_codes where contact = $1`, d.contactKey(c))
	return err
}

// accountOf is the account of a contact that has just been shown to be somebody's, made when there is none.
func (d *Desk) accountOf(ctx context.Context, tx pgx.Tx, c Contact, from Origin) (account int64, fresh bool, err error) {
	if recovered, err := d.finishRecovery(ctx, tx, c); recovered != 0 || err != nil {
		return recovered, false, err
	}
	err = tx.QueryRow(ctx, `select account_id from contacts where kind = $1 and address = $2`, c.Kind, c.Address).Scan(&account)
	if !errors.Is(err, pgx.ErrNoRows) {
		return account, false, err
	}
	if account, err = d.newAccount(ctx, tx, from.lang()); err != nil {
		return 0, false, err
	}
	return account, true, d.addContact(ctx, tx, account, c)
}

func (d *Desk) newAccount(ctx context.Context, tx pgx.Tx, lang string) (account int64, err error) {
	uid, err := uuid.NewV7()
	if err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, `
		insert into accounts (uid, lang, created_at, last_contact, rights_at) values ($1, $2, $3, $4, $3) returning id`,
		uid, lang, d.now(), dayOf(d.now())).Scan(&account)
	return account, err
}

// addContact gives a contact to an account. One that another account has is refused.
func (d *Desk) addContact(ctx context.Context, tx pgx.Tx, account int64, c Contact) error {
	var owner int64
	err := tx.QueryRow(ctx, `
		insert into contacts as c (kind, address, account_id, since) values ($1, $2, $3, $4)
		on conflict (kind, address) do update set since = c.since returning account_id`, c.Kind, c.Address, account, d.now()).Scan(&owner)
	if err == nil && owner != account {
		err = Refuse(ContactTaken, "")
	}
	return err
}

// Contacts lists the viewer's own, the oldest first.
func (d *Desk) Contacts(ctx context.Context, v *Viewer) ([]Contact, error) {
	if err := v.Must(ManageAccount, v.Own()); err != nil {
		return nil, err
	}
	list, err := contactsOf(ctx, d.pool, v.Account.Num)
	return list, failed(err)
}

func contactsOf(ctx context.Context, db querier, account int64) ([]Contact, error) {
	rows, err := db.Query(ctx, `select kind, address from contacts where account_id = $1 order by since, kind`, account)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Contact])
}

// RemoveContact takes a contact from the viewer's account. The last one stays, unless a printed code can be had: LastContact.
func (d *Desk) RemoveContact(ctx context.Context, v *Viewer, c Contact) error {
	if err := v.Must(ManageAccount, v.Own()); err != nil {
		return err
	}
	return d.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := lockAccount(ctx, tx, v.Account.Num); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `delete from contacts where kind = $1 and address = $2 and account_id = $3`, c.Kind, c.Address, v.Account.Num)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return Refuse(NotFound, "")
		}
		var reachable bool
		err = tx.QueryRow(ctx, `select exists (select from contacts where account_id = $1)
			or exists (select from relays where account_id = $1)`, v.Account.Num).Scan(&reachable)
		if err == nil && !reachable {
			err = Refuse(LastContact, "")
		}
		return err
	})
}

// SetLang says in which language the viewer wants to be spoken to.
func (d *Desk) SetLang(ctx context.Context, v *Viewer, lang string) error {
	if err := v.Must(ManageAccount, v.Own()); err != nil {
		return err
	}
	if from := (Origin{Lang: lang}); from.lang() != lang {
		return Refuse(BadValue, "not a language")
	}
	return d.inTx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `update accounts set lang = $2 where id = $1`, v.Account.Num, lang)
		return err
	})
}

// until is how long from now an instant is away, in whole seconds, rounded up.
func (d *Desk) until(at time.Time) time.Duration {
	return (at.Sub(d.now()) + time.Second - 1).Truncate(time.Second)
}
