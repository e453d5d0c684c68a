package community

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// inviteMAC is how many bytes of the HMAC stand in a link: forging one takes 2^127 tries on our server.
const inviteMAC = 16

// InviteLink gives the token of the personal invitation to a date that the viewer comes to: who signs up by it came with them. It is
// good until the date is over, and says nothing of who made it. Errors: NotFound for somebody else's sign-up, BadValue for one that was
// left.
func (r *Room) InviteLink(ctx context.Context, v *identity.Viewer, signUp uuid.UUID) (token string, err error) {
	if err := v.Must(identity.JoinEvents, v.Own()); err != nil {
		return "", err
	}
	err = r.read(ctx, func(tx pgx.Tx) error {
		s, err := oneSignUp(ctx, tx, selectSignUp+`where s.uid = $1 and s.account_id = $2`, signUp, v.Account.Num)
		if err == nil && s.State == SignUpCancelled {
			err = identity.Refuse(identity.BadValue, "they do not come themselves")
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(append(signUp[:], r.signInvite(signUp)...)), nil
}

func (r *Room) signInvite(signUp uuid.UUID) []byte {
	return r.cfg.Sealer.Digest("event-invite", string(signUp[:]))[:inviteMAC]
}

// readInvite gives the sign-up of a token that was made here.
func (r *Room) readInvite(token string) (signUp uuid.UUID, ok bool) {
	if len(token) != base64.RawURLEncoding.EncodedLen(len(signUp)+inviteMAC) {
		return signUp, false
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil {
		return signUp, false
	}
	copy(signUp[:], b)
	return signUp, hmac.Equal(b[len(signUp):], r.signInvite(signUp))
}

// Invited is the date that an invitation is to. NotFound when it was not made here, or the date is over.
func (r *Room) Invited(ctx context.Context, token string) (event uuid.UUID, original time.Time, err error) {
	id, ok := r.readInvite(token)
	if !ok {
		return event, original, errNone()
	}
	err = r.read(ctx, func(tx pgx.Tx) error {
		s, err := oneSignUp(ctx, tx, selectSignUp+`where s.uid = $1 and d.ends_at > $2`, id, r.now())
		event, original = s.Event, s.Original
		return err
	})
	return event, original, err
}

// joinInvited writes somebody down who comes by an invitation to the date that this transaction holds. Where a seat was kept for them,
// they take it: the line is not asked. What an invitation is not good for (another date, of somebody who does not come any more, between
// people one of whom has blocked the other) it does not say: they come as anybody does, s.num is 0 then.
func (r *Room) joinInvited(ctx context.Context, tx pgx.Tx, d *seated, account int64, j *Joining, key string) (s SignUp, err error) {
	id, ok := r.readInvite(j.Invite)
	if !ok {
		return s, nil
	}
	by, err := oneSignUp(ctx, tx, selectSignUp+`
		where s.uid = $1 and s.event_id = $2 and s.original = $3 and s.state <> 'cancelled' and s.account_id <> $4
			and not exists (select from blocks b where (b.account_id, b.other_id) = (s.account_id, $4))`, id, d.event, d.original, account)
	if errors.Is(err, &identity.Error{Code: identity.NotFound}) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	before := *d
	w := writing{account: account, key: key, name: j.Name, company: j.With, remindMin: j.remindMin(), with: by.num}
	kept := by.State == SignUpGoing && len(by.With) > 0 && len(j.With) == 0
	if kept {
		w.party(d, SignUpGoing)
	} else {
		w.party(d, d.Join(1+len(j.With)))
	}
	s, err = r.insert(ctx, tx, d, &w)
	if errors.Is(err, pgx.ErrNoRows) { // they are there already, or were
		*d = before
		return SignUp{}, nil
	}
	if err != nil || !kept {
		return s, err
	}
	by.With, by.seats = without(by.With, j.Name), by.seats-1
	return s, r.saveSignUp(ctx, tx, d, &by, "")
}

// without takes a name out, or the last one where it is none of them.
func without(names []string, name string) []string {
	out := make([]string, 0, len(names))
	for i, n := range names {
		if n == name {
			return append(out, names[i+1:]...)
		}
		out = append(out, n)
	}
	return out[:len(out)-1]
}
