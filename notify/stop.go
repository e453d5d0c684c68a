package notify

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Stop is what a link in an e-mail may do without a session: end e-mails of some groups to one person, nothing else.
type Stop struct {
	Account uuid.UUID
	Groups  []string
}

// stopKey signs stops. They do not expire: a letter may be read years later.
type stopKey []byte

func newStopKey(key []byte) (stopKey, error) {
	if len(key) < identity.KeyBytes {
		return nil, fmt.Errorf("notify: a key of %d bytes, at least %d are needed", len(key), identity.KeyBytes)
	}
	return hkdf.Key(sha256.New, key, nil, "alentour notify stop", 32)
}

const stopMAC = 16 // bytes

func (k stopKey) sign(body []byte) []byte {
	h := hmac.New(sha256.New, k)
	h.Write(body)
	return h.Sum(nil)[:stopMAC]
}

// token is the stop as it stands in an address.
func (k stopKey) token(s Stop) string {
	body := append(s.Account[:], strings.Join(s.Groups, ",")...)
	return base64.RawURLEncoding.EncodeToString(append(k.sign(body), body...))
}

// ParseStop reads the token of an address; NotFound when we did not write it.
func (o *Office) ParseStop(token string) (Stop, error) {
	const most = 400
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token[:min(len(token), most)])
	if err != nil || len(token) > most || len(raw) < stopMAC+16 || !hmac.Equal(raw[:stopMAC], o.stops.sign(raw[stopMAC:])) {
		return Stop{}, identity.Refuse(identity.NotFound, "")
	}
	s := Stop{Groups: strings.Split(string(raw[stopMAC+16:]), ",")}
	copy(s.Account[:], raw[stopMAC:])
	return s, nil
}

// Stop ends e-mails of the groups that a link names.
func (o *Office) Stop(ctx context.Context, s Stop) error {
	return pgx.BeginFunc(ctx, o.Pool, func(tx pgx.Tx) error {
		var account int64
		err := tx.QueryRow(ctx, `select id from accounts where uid = $1`, s.Account).Scan(&account)
		if err == pgx.ErrNoRows {
			return identity.Refuse(identity.NotFound, "")
		}
		if err != nil {
			return err
		}
		return o.change(ctx, tx, account, func(settings *Settings) error {
			for _, group := range s.Groups {
				if _, ok := groupOf(group); ok {
					settings.set(group, Email, Never)
				}
			}
			return nil
		})
	})
}

// set says when a group comes by a channel. Maps that others hold stay as they are.
func (s *Settings) set(group string, c Channel, way Way) {
	all, own := maps.Clone(s.Ways), maps.Clone(s.Ways[group])
	if all == nil {
		all = map[string]map[Channel]Way{}
	}
	if own == nil {
		own = map[Channel]Way{}
	}
	own[c] = way
	all[group] = own
	s.Ways = all
}

// groupsOf are the groups of kinds, each once, in the order of the page.
func groupsOf(kinds []Kind) (codes []string) {
	for _, g := range groups {
		if slices.ContainsFunc(kinds, func(k Kind) bool { return k.Group == g.Code }) {
			codes = append(codes, g.Code)
		}
	}
	return codes
}
