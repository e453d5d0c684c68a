package identity

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Session is one place where a person is signed in, as they see it in their list.
type Session struct {
	ID      uuid.UUID
	Device  string    // in the words of Origin.Device
	Since   time.Time // when it began
	Seen    time.Time // the last day of a visit; no hour, no address
	Current bool      // the one that asks
}

// formerLasts is how long a token is good after its rotation: requests may be on their way with it.
const formerLasts = 30 * time.Second

// openSession signs an account in. The share lock makes a ban wait, or makes us see it.
func (d *Desk) openSession(ctx context.Context, tx pgx.Tx, account int64, from Origin) (SignedIn, error) {
	a, err := readAccount(ctx, tx, account, "for no key update")
	if err != nil {
		return SignedIn{}, err
	}
	if a.Standing == StandingBanned || a.Standing == StandingErased {
		return SignedIn{}, Refuse(Banned, "")
	}
	uid, err := uuid.NewV7()
	if err != nil {
		return SignedIn{}, err
	}
	token, digest := newToken()
	now := d.now()
	_, err = tx.Exec(ctx, `
		insert into sessions (uid, account_id, token, rotated_at, device, created_at, seen_on, expires_at)
		values (@uid, @account, @token, @now, @device, @now, @today, @expires)`,
		named{
			"uid": uid, "account": account, "token": digest[:], "device": printable(from.Device, 80),
			"now": now, "today": dayOf(now), "expires": now.Add(d.cfg.SessionLasts),
		})
	if err != nil {
		return SignedIn{}, err
	}
	_, err = tx.Exec(ctx, `update accounts set last_contact = $2 where id = $1 and last_contact < $2`, account, dayOf(now))
	return SignedIn{Token: token, Account: a}, err
}

// printable is at most so many signs that print.
func printable(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) && r != unicode.ReplacementChar {
			return r
		}
		return -1
	}, text)
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most])
	}
	return strings.TrimSpace(text)
}

// Sessions lists where the viewer is signed in, the latest visit first.
func (d *Desk) Sessions(ctx context.Context, v *Viewer) ([]Session, error) {
	if err := v.Must(ManageAccount, v.Own()); err != nil {
		return nil, err
	}
	rows, err := d.pool.Query(ctx, `
		select uid, device, created_at, seen_on::timestamp at time zone 'UTC', id = $2 from sessions
		where account_id = $1 and expires_at > $3 and seen_on > $4 order by seen_on desc, id desc`,
		v.Account.Num, v.session.id, d.now(), dayOf(d.now().Add(-d.cfg.SessionIdle)))
	if err != nil {
		return nil, failed(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Session])
	return list, failed(err)
}

// Revoke ends one of the viewer's sessions. NotFound when it is not theirs, or gone already.
func (d *Desk) Revoke(ctx context.Context, v *Viewer, session uuid.UUID) error {
	return d.endSessions(ctx, v, `uid = $2`, session)
}

// RevokeOthers ends all of the viewer's sessions but the one that asks.
func (d *Desk) RevokeOthers(ctx context.Context, v *Viewer) error {
	err := d.endSessions(ctx, v, `id <> $2`, v.sessionID())
	if errors.Is(err, &Error{Code: NotFound}) {
		return nil // there were no others
	}
	return err
}

// SignOut ends the session that asks.
func (d *Desk) SignOut(ctx context.Context, v *Viewer) error {
	return d.endSessions(ctx, v, `id = $2`, v.sessionID())
}

func (d *Desk) endSessions(ctx context.Context, v *Viewer, which string, arg any) error {
	if err := v.Must(ManageAccount, v.Own()); err != nil {
		return err
	}
	return d.change(ctx, v.Account.Num, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `delete from sessions where account_id = $1 and `+which, v.Account.Num, arg)
		if err == nil && tag.RowsAffected() == 0 {
			err = Refuse(NotFound, "")
		}
		return err
	})
}

// Rotate gives the viewer's session a new token; the old one is good for half a minute more. Call it when Viewer.Rotate says so.
// The token is empty when another request has done it already.
func (d *Desk) Rotate(ctx context.Context, v *Viewer) (token string, err error) {
	if err := v.Must(ManageAccount, v.Own()); err != nil {
		return "", err
	}
	return d.rotate(ctx, v, v.Acting)
}

// ActAs makes the viewer's session act as an association, or as the person again (0), under a new token.
func (d *Desk) ActAs(ctx context.Context, v *Viewer, organisation int64) (token string, err error) {
	if organisation != 0 {
		if err := v.Must(ActAsAssociation, Scope{Organisation: organisation}); err != nil {
			return "", err
		}
	}
	if err := v.Must(ManageAccount, v.Own()); err != nil {
		return "", err
	}
	token, err = d.rotate(ctx, v, organisation)
	if err == nil && token == "" {
		err = &Error{Code: Unavailable, Reason: "the session's token has just been replaced", RetryAfter: time.Second}
	}
	return token, err
}

func (d *Desk) rotate(ctx context.Context, v *Viewer, acting int64) (token string, err error) {
	token, digest := newToken()
	err = d.change(ctx, v.Account.Num, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			update sessions set (token, former, former_until, rotated_at, acting) = (@token, token, @until, @now, nullif(@acting::bigint, 0))
			where id = @id and token = @old`,
			named{
				"token": digest[:], "until": d.now().Add(formerLasts), "now": d.now(), "acting": acting,
				"id": v.session.id, "old": v.session.digest[:],
			})
		if err == nil && tag.RowsAffected() == 0 {
			token = ""
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// change does something in a transaction that changes what an account's sessions may do: this node sees it at once, the others
// through the feed.
func (d *Desk) change(ctx context.Context, account int64, do func(pgx.Tx) error) error {
	err := d.inTx(ctx, do)
	if c := d.cache.Load(); c != nil {
		c.forget([]int64{account})
	}
	return err
}
