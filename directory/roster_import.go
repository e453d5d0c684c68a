package directory

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/identity"
)

// How long an invitation waits for an answer, and how long we remember a no so as not to ask again.
const (
	InvitationLasts = 30 * 24 * time.Hour
	RefusalLasts    = 365 * 24 * time.Hour
)

// maxInvited bounds one list.
const maxInvited = 20_000

// Prefill is what a list said of somebody, for the form of who says yes.
type Prefill struct {
	Name      string   `json:"name,omitempty"`
	Languages []string `json:"languages,omitempty"`
	Kinds     []string `json:"kinds,omitempty"`
}

// Import invites the people of a list to be volunteers of a city. Nobody becomes one by it: each is sent a link, and what the
// list says of them is kept sealed until they answer, 30 days at most. Reading the same list again invites nobody twice. The
// report names lines, nobody.
func (r *Roster) Import(ctx context.Context, v *identity.Viewer, city *District, file string, dryRun bool, rows iter.Seq2[VolunteerInvitee, error]) (*VolunteerReport, error) {
	if err := v.Must(identity.ImportVolunteers, identity.Scope{District: city.Num}); err != nil {
		return nil, err
	}
	if r.cfg.Invite == nil {
		return nil, errors.New("directory: nobody to send invitations (RosterConfig.Invite)")
	}
	report := &VolunteerReport{File: file, DryRun: dryRun}
	_, err := r.write(ctx, func(tx pgx.Tx) error {
		seen := map[identity.Contact]string{}
		for row, err := range rows {
			if err == nil {
				err = r.invite(ctx, tx, v, city, row, seen, report)
			}
			if fault := (*Refused)(nil); errors.As(err, &fault) {
				report.Refused.add(fault.Where, fault.Reason)
			} else if err != nil {
				return err
			}
			if len(seen) > maxInvited {
				return invalid("file", "more than %d people", maxInvited)
			}
		}
		deed := identity.Deed{By: v, In: identity.Scope{District: city.Num}, Code: "file"}
		if err := r.cfg.Record(ctx, tx, deed, identity.ImportVolunteers, "district", city.Num); err != nil {
			return err
		}
		if dryRun {
			return errDryRun
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDryRun) {
		return nil, err
	}
	return report, nil
}

// contact is whom a row is about; a [*Refused] names the column that is wrong, never what stands in it.
func (row *VolunteerInvitee) contact(region string) (identity.Contact, error) {
	column, text := "email", row.Email
	if text == "" {
		column, text = "phone", row.Phone
	}
	if text == "" {
		return identity.Contact{}, &Refused{row.Where, "neither an e-mail address nor a telephone number"}
	}
	c, err := identity.ParseContact(text, region)
	if err != nil || (c.Kind == identity.Email) != (column == "email") {
		return c, &Refused{row.Where, "column " + column + ": not an e-mail address or telephone number"}
	}
	return c, nil
}

// prefill checks what else a row says.
func (row *VolunteerInvitee) prefill() (Prefill, error) {
	p := Prefill{Name: strings.Join(strings.Fields(row.Name), " "), Languages: row.Languages, Kinds: row.Kinds}
	if utf8.RuneCountInString(p.Name) > 40 {
		return p, &Refused{row.Where, "column name: longer than 40 signs"}
	}
	for _, code := range row.Languages {
		if _, err := LanguageNamed(code); err != nil {
			return p, &Refused{row.Where, fmt.Sprintf("column languages: %.20q is not a code like fr", code)}
		}
	}
	if _, err := KindsNamed(row.Kinds); err != nil {
		return p, &Refused{row.Where, "column " + err.Error()}
	}
	return p, nil
}

func (r *Roster) invite(ctx context.Context, tx pgx.Tx, v *identity.Viewer, city *District, row VolunteerInvitee, seen map[identity.Contact]string, report *VolunteerReport) error {
	contact, err := row.contact(regionOf(city))
	if err != nil {
		return err
	}
	prefill, err := row.prefill()
	if err != nil {
		return err
	}
	if first, twice := seen[contact]; twice {
		return &Refused{row.Where, "the same person stands at " + first + " already"}
	}
	seen[contact] = row.Where
	fresh, err := r.draw(ctx, tx, v, city, contact, prefill)
	if err != nil {
		return err
	}
	switch fresh.outcome {
	case "known":
		report.Known++
	case "waiting":
		report.Waiting++
	default:
		report.Invited++
		lang := row.Lang
		if lang == "" {
			lang = city.Lang
		}
		return r.cfg.Invite(ctx, tx, contact, lang, fresh.token, r.now().Add(InvitationLasts))
	}
	return nil
}

// drawn is an invitation, or why there is none.
type drawn struct{ token, outcome string }

// draw writes an invitation, unless the person is a volunteer, or was invited and it still holds.
func (r *Roster) draw(ctx context.Context, tx pgx.Tx, v *identity.Viewer, city *District, contact identity.Contact, p Prefill) (d drawn, err error) {
	digest := r.cfg.Sealer.Digest("volunteer-invitation", contact.Kind, contact.Address)
	err = tx.QueryRow(ctx, `
		select case when exists (select from contacts c join volunteers v on v.account_id = c.account_id
				where c.kind = @kind and c.address = @address and v.left_at is null) then 'known'
			else coalesce((select case answer when '' then 'waiting' else 'known' end from volunteer_invitations
				where city_id = @city and contact = @contact and expires_at > @now), '') end`,
		pgx.StrictNamedArgs{"kind": contact.Kind, "address": contact.Address, "city": city.Num, "contact": digest, "now": r.now()}).
		Scan(&d.outcome)
	if err != nil || d.outcome != "" {
		return d, err
	}
	plain, err := json.Marshal(p)
	if err != nil {
		return d, err
	}
	id := uuid.New()
	d.token = newInvitationToken()
	sum := sha256.Sum256([]byte(d.token))
	_, err = tx.Exec(ctx, `
		insert into volunteer_invitations (uid, city_id, contact, token, sealed, invited_by, invited_at, expires_at)
		values (@uid, @city, @contact, @token, @sealed, @by, @now, @expires)
		on conflict (city_id, contact) do update set (uid, token, sealed, answer, account_id, invited_by, invited_at, expires_at) =
			(excluded.uid, excluded.token, excluded.sealed, '', null, excluded.invited_by, excluded.invited_at, excluded.expires_at)`,
		pgx.StrictNamedArgs{
			"uid": id, "city": city.Num, "contact": digest, "token": sum[:], "sealed": r.cfg.Sealer.Seal(plain, id.String()),
			"by": v.Account.Num, "now": r.now(), "expires": r.now().Add(InvitationLasts),
		})
	return d, err
}

// newInvitationToken is 128 bits: nobody guesses one in 30 days.
func newInvitationToken() string {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // never fails (Go 1.24)
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

// regionOf is where a telephone number without a country's prefix belongs.
func regionOf(city *District) string {
	if city.Lang == "fr" || strings.HasPrefix(city.Lang, "fr-") {
		return "FR"
	}
	return ""
}

// Invitation is what the link of a message leads to.
type Invitation struct {
	City int64
	Prefill
}

// Invited reads an invitation by its token. NotFound: there is none, it is too old, or it was answered.
func (r *Roster) Invited(ctx context.Context, token string) (in Invitation, err error) {
	sum := sha256.Sum256([]byte(token))
	var id uuid.UUID
	var sealed []byte
	err = r.pool.QueryRow(ctx, `select uid, city_id, sealed from volunteer_invitations where token = $1 and answer = '' and expires_at > $2`,
		sum[:], r.now()).Scan(&id, &in.City, &sealed)
	if errors.Is(err, pgx.ErrNoRows) {
		return in, identity.Refuse(identity.NotFound, "no such invitation")
	}
	if err != nil {
		return in, err
	}
	in.Prefill, err = r.unseal(id, sealed)
	return in, err
}

func (r *Roster) unseal(id uuid.UUID, sealed []byte) (p Prefill, err error) {
	plain, err := r.cfg.Sealer.Open(sealed, id.String())
	if err != nil {
		return p, err
	}
	if json.Unmarshal(plain, &p) != nil {
		return p, fmt.Errorf("directory: invitation %s cannot be read", id) // without the text, which is private
	}
	return p, nil
}

// Accept remembers that the viewer follows an invitation: their form begins with what the list says (Prefilled). They are a
// volunteer once they save it. NotFound as Invited.
func (r *Roster) Accept(ctx context.Context, v *identity.Viewer, token string) (feed.Position, error) {
	if err := v.Must(identity.Volunteer, v.Own()); err != nil {
		return feed.Position{}, err
	}
	sum := sha256.Sum256([]byte(token))
	return r.write(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `update volunteer_invitations set account_id = $3 where token = $1 and answer = '' and expires_at > $2`,
			sum[:], r.now(), v.Account.Num)
		if err == nil && tag.RowsAffected() == 0 {
			err = identity.Refuse(identity.NotFound, "no such invitation")
		}
		return err
	})
}

// Decline says no for whoever holds the token, without an account, and forgets what the list said. NotFound as Invited.
func (r *Roster) Decline(ctx context.Context, token string) error {
	sum := sha256.Sum256([]byte(token))
	_, err := r.write(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			update volunteer_invitations set answer = 'no', sealed = null, account_id = null, expires_at = $3
			where token = $1 and answer = '' and expires_at > $2`, sum[:], r.now(), r.now().Add(RefusalLasts))
		if err == nil && tag.RowsAffected() == 0 {
			err = identity.Refuse(identity.NotFound, "no such invitation")
		}
		return err
	})
	return err
}

// Prefilled is what a list says of the viewer who followed its invitation; the zero value when there is none.
func (r *Roster) Prefilled(ctx context.Context, v *identity.Viewer) (p Prefill, err error) {
	if err := v.Must(identity.Volunteer, v.Own()); err != nil {
		return p, err
	}
	var id uuid.UUID
	var sealed []byte
	err = r.pool.QueryRow(ctx, `
		select uid, sealed from volunteer_invitations where account_id = $1 and answer = '' and expires_at > $2 order by id desc limit 1`,
		v.Account.Num, r.now()).Scan(&id, &sealed)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	return r.unseal(id, sealed)
}

// answered notes a yes: what the list said is the person's own profile now.
func (r *Roster) answered(ctx context.Context, tx pgx.Tx, account int64) error {
	_, err := tx.Exec(ctx, `update volunteer_invitations set answer = 'yes', sealed = null where account_id = $1 and answer = ''`, account)
	return err
}
