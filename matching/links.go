package matching

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Links are the addresses in e-mails and SMS by which somebody answers one invitation, one way, without signing in. A token is
// signed and expires; opening its page changes nothing, only what is sent from there does.
type Links struct{ room *Room }

// NewLinks makes those of a room.
func NewLinks(room *Room) *Links { return &Links{room} }

// Link is what a token is good for.
type Link struct {
	Yes     bool
	State   InvitationState // where the invitation stands by now
	Request Request         // as members see it
}

const (
	linkLasts = 14 * 24 * time.Hour
	linkMAC   = 16 // bytes of the HMAC: forging one takes 2^127 tries on our server
	linkBytes = 16 + 1 + 4 + linkMAC
)

// Make gives the token that says yes, or no, to an invitation, for two weeks from now.
func (l *Links) Make(invitation uuid.UUID, yes bool) string {
	b := make([]byte, 0, linkBytes)
	b = append(b, invitation[:]...)
	way := byte('n')
	if yes {
		way = 'y'
	}
	b = append(b, way)
	b = binary.BigEndian.AppendUint32(b, uint32(l.room.now().Add(linkLasts).Unix()))
	return base64.RawURLEncoding.EncodeToString(append(b, l.sign(b)...))
}

func (l *Links) sign(b []byte) []byte {
	return l.room.cfg.Sealer.Digest("answer-link", string(b))[:linkMAC]
}

// read gives what a token says. NotFound when it was not made here, or is too old: it is the same to a stranger.
func (l *Links) read(token string) (invitation uuid.UUID, yes bool, err error) {
	gone := identity.Refuse(identity.NotFound, "")
	if len(token) != base64.RawURLEncoding.EncodedLen(linkBytes) {
		return invitation, false, gone
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || !hmac.Equal(b[linkBytes-linkMAC:], l.sign(b[:linkBytes-linkMAC])) {
		return invitation, false, gone
	}
	if until := time.Unix(int64(binary.BigEndian.Uint32(b[17:21])), 0); !until.After(l.room.now()) {
		return invitation, false, gone
	}
	copy(invitation[:], b)
	return invitation, b[16] == 'y', nil
}

// Look says what a token is good for, for the page that asks once more.
func (l *Links) Look(ctx context.Context, token string) (Link, error) {
	id, yes, err := l.read(token)
	if err != nil {
		return Link{}, err
	}
	link := Link{Yes: yes}
	err = l.room.read(ctx, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `select state from invitations where uid = $1`, id).Scan(&link.State)
		if errors.Is(err, pgx.ErrNoRows) {
			return identity.Refuse(identity.NotFound, "")
		}
		if err != nil {
			return err
		}
		q, err := oneRequest(ctx, tx, selectRequest+`where q.id = (select request_id from invitations where uid = $1)`, id)
		link.Request = q.public()
		return err
	})
	return link, err
}

// byLink is the reason of a no that came by a link: it asks for none.
const byLink = "other"

// Use answers as the token says, once: what it led to before is said again. Errors as of Accept and Decline.
func (l *Links) Use(ctx context.Context, token string) (Answered, error) {
	id, yes, err := l.read(token)
	if err != nil {
		return Answered{}, err
	}
	var account int64
	err = l.room.cfg.Pool.QueryRow(ctx, `select account_id from invitations where uid = $1`, id).Scan(&account)
	if errors.Is(err, pgx.ErrNoRows) {
		return Answered{}, identity.Refuse(identity.NotFound, "")
	}
	if err != nil {
		return Answered{}, failed(err)
	}
	if yes {
		return l.room.accept(ctx, account, id)
	}
	return l.room.decline(ctx, account, id, byLink)
}

// Answers gives the two paths by which the notice of an invitation is answered, for its e-mail or SMS: yes and no. ok is false for any
// other notice.
func (l *Links) Answers(kind string, params map[string]string) (yes, no string, ok bool) {
	id, err := uuid.Parse(params["invitation"])
	if err != nil || kind != kindInvitation && kind != kindUrgent {
		return "", "", false
	}
	return "/answer/" + l.Make(id, true), "/answer/" + l.Make(id, false), true
}
