package directory

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// claimRate is how often one account may claim, propose or invite.
var claimRate = identity.Rate{Burst: 8, Every: 15 * time.Minute}

// Claim says that the viewer belongs to an organisation. Who has an address of its own domain is believed at once, where nobody of it
// is here yet; anybody else waits for a coordinator. note is what the coordinator reads.
// Errors: NotFound, NoSession, Forbidden, TooMany, BadValue of who belongs already, [*Invalid].
func (a *Associations) Claim(ctx context.Context, v *identity.Viewer, id uuid.UUID, note string) (accepted bool, err error) {
	if err := v.Must(identity.ClaimOrganisation, v.Own()); err != nil {
		return false, err
	}
	if err := written("note", &note, maxReason); err != nil {
		return false, err
	}
	if err := a.desk().AllowAccount(ctx, "claim", v.Account.Num, claimRate); err != nil {
		return false, err
	}
	err = a.inTx(ctx, func(tx pgx.Tx) error {
		o, err := lockOrganisation(ctx, tx, id)
		if err != nil {
			return err
		}
		people, err := a.desk().ColleaguesOf(ctx, tx, o.Num)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(people, func(c identity.Colleague) bool { return c.Account == v.Account.Num }) {
			return identity.Refuse(identity.BadValue, "already one of its people")
		}
		if accepted, err = a.believed(ctx, tx, v, &o, len(people) == 0); err != nil {
			return err
		}
		if err := a.keepClaim(ctx, tx, v, &o, note, accepted); err != nil || !accepted {
			return err
		}
		return a.desk().Join(ctx, tx, v, identity.Grant{Role: identity.AssociationAdmin, Organisation: o.Num}, "domain")
	})
	if accepted {
		a.desk().Forget(v.Account.Num)
	}
	return accepted && err == nil, err
}

func (a *Associations) keepClaim(ctx context.Context, tx pgx.Tx, v *identity.Viewer, o *Organisation, note string, accepted bool) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	state, decided := "new", (*time.Time)(nil)
	if accepted {
		now := a.now()
		state, decided = "accepted", &now
		_, err = tx.Exec(ctx, `delete from claims where organisation_id = $1 and account_id = $2 and state = 'new'`, o.Num, v.Account.Num)
		if err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `
		insert into claims (uid, organisation_id, account_id, note, at, state, by_domain, decided_at)
		values (@uid, @organisation, @account, @note, @now, @state, @by_domain, @decided)
		on conflict (organisation_id, account_id) where state = 'new' do update set note = excluded.note`,
		pgx.StrictNamedArgs{
			"uid": id, "organisation": o.Num, "account": v.Account.Num, "note": note, "now": a.now(),
			"state": state, "by_domain": accepted, "decided": decided,
		})
	return err
}

// believed says whether an address of the viewer is of the organisation's own domain. Its own is one that no other organisation here
// has, and that was not written by the organisation's people themselves: who was one of them could write any.
func (a *Associations) believed(ctx context.Context, tx pgx.Tx, v *identity.Viewer, o *Organisation, nobodyYet bool) (bool, error) {
	domains := ownDomains(o)
	if !nobodyYet || len(domains) == 0 {
		return false, nil
	}
	emails, err := a.desk().Emails(ctx, tx, v.Account.Num)
	if err != nil {
		return false, err
	}
	for _, address := range emails {
		_, domain, _ := strings.Cut(address, "@")
		if !slices.Contains(domains, domain) {
			continue
		}
		own, err := onlyTheirs(ctx, tx, o.Num, domain)
		if err != nil || own {
			return own, err
		}
	}
	return false, nil
}

// onlyTheirs says whether a domain is of one organisation here and staff or its file said so.
func onlyTheirs(ctx context.Context, tx pgx.Tx, num int64, domain string) (bool, error) {
	var byThemselves bool
	err := tx.QueryRow(ctx, `
		select exists (select from versions where organisation_id = $1 and acting_id = $1 and (after ? 'website' or after ? 'email'))`,
		num).Scan(&byThemselves)
	if err != nil || byThemselves {
		return false, err
	}
	rows, err := tx.Query(ctx, `
		select website, email from organisations where id <> $1 and (strpos(lower(website), $2) > 0 or strpos(lower(email), $2) > 0)`, num, domain)
	if err != nil {
		return false, err
	}
	own := true
	var other Organisation
	_, err = pgx.ForEachRow(rows, []any{&other.Contact.Website, &other.Contact.Email}, func() error {
		own = own && !slices.Contains(ownDomains(&other), domain)
		return nil
	})
	return own, err
}

// ownDomains are those of an organisation's website and e-mail address, but for those where many have a page or an address.
func ownDomains(o *Organisation) []string {
	var list []string
	if host, ok := hostOf(o.Contact.Website); ok {
		list = append(list, strings.TrimPrefix(host, "www."))
	}
	if _, domain, ok := strings.Cut(strings.ToLower(o.Contact.Email), "@"); ok {
		list = append(list, domain)
	}
	return slices.DeleteFunc(list, everyones)
}

// everyones says whether a domain gives addresses or pages to anybody.
func everyones(domain string) bool {
	return slices.ContainsFunc(publicDomains, func(d string) bool { return domain == d || strings.HasSuffix(domain, "."+d) })
}

// publicDomains are mail providers that give addresses to anybody, and hosts of pages of many. An organisation with one of these has no
// domain of its own.
var publicDomains = strings.Fields(`
	aim.com aliceadsl.fr aol.com aol.fr bbox.fr club-internet.fr cegetel.net disroot.org ecomail.fr fastmail.com free.fr freesbee.fr
	gmail.com gmx.com gmx.de gmx.fr gmx.net googlemail.com hey.com hotmail.com hotmail.fr icloud.com infomaniak.com inbox.ru ionos.fr
	laposte.net libertysurf.fr live.com live.fr mac.com mail.com mail.ru mailfence.com mailo.com me.com msn.com naver.com neuf.fr
	noos.fr numericable.fr online.fr orange.fr outlook.com outlook.fr ovh.fr pm.me posteo.net proton.me protonmail.com qq.com
	riseup.net rocketmail.com sfr.fr t-online.de tutanota.com tuta.io tuta.com voila.fr wanadoo.fr web.de yahoo.com yahoo.fr
	yandex.com yandex.ru ymail.com yopmail.com zaclys.net zoho.com 163.com 126.com 9online.fr

	assoconnect.com blogspot.com canalblog.com carrd.co e-monsite.com eklablog.com facebook.com framasite.org framer.website
	github.io gitlab.io google.com goo.gl helloasso.com instagram.com jimdo.com jimdofree.com jimdosite.com linkedin.com linktr.ee
	mystrikingly.com net1901.org netlify.app notion.site over-blog.com pagesperso-orange.fr squarespace.com strikingly.com
	t.me tiktok.com twitter.com vercel.app webador.fr webflow.io webnode.fr weebly.com wixsite.com wordpress.com x.com youtube.com
`)

// PendingClaim is a claim in the queue, as the coordinator reads it.
type PendingClaim struct {
	ID           uuid.UUID
	Organisation uuid.UUID
	Name         string // of the organisation
	Account      int64
	Person       string // as members see them; empty = not said
	Note         string
	Domains      []string // of the person's addresses, without those that anybody has
	At           time.Time
}

// Claims lists those nobody has decided in the viewer's districts, the oldest first. Errors: NoSession, Forbidden.
func (a *Associations) Claims(ctx context.Context, v *identity.Viewer) (list []PendingClaim, err error) {
	args, err := area(v, identity.DecideClaim)
	if err != nil {
		return nil, err
	}
	args["most"] = maxQueue
	err = a.read(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			select c.uid, o.uid, o.name, c.account_id, coalesce(m.name, ''), c.note, null::text[], c.at
			from claims c join organisations o on o.id = c.organisation_id left join members m on m.account_id = c.account_id
			where c.state = 'new' and (@everywhere::bool or exists (
				select from (select district_id from organisation_districts where organisation_id = o.id
					union all select district_id from places where organisation_id = o.id) d
				where `+areaOf("d.district_id")+`))
			order by c.id limit @most`, args)
		if err != nil {
			return err
		}
		if list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[PendingClaim]); err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(c PendingClaim) bool { return !v.Sees(c.Account) })
		for i := range list {
			emails, err := a.desk().Emails(ctx, tx, list[i].Account)
			if err != nil {
				return err
			}
			for _, address := range emails {
				if _, domain, _ := strings.Cut(address, "@"); !everyones(domain) {
					list[i].Domains = append(list[i].Domains, domain)
				}
			}
		}
		return nil
	})
	return list, err
}

// DecideClaim makes somebody who claimed an organisation one of its people, or does not, with a reason that they read.
// Errors: NotFound, NoSession, Forbidden, [*Invalid].
func (a *Associations) DecideClaim(ctx context.Context, v *identity.Viewer, id uuid.UUID, accept bool, reason string) error {
	if err := written("reason", &reason, maxReason); err != nil {
		return err
	}
	var account int64
	err := a.inTx(ctx, func(tx pgx.Tx) error {
		var num, organisation int64
		err := tx.QueryRow(ctx, `select id, organisation_id, account_id from claims where uid = $1 and state = 'new' for update`, id).
			Scan(&num, &organisation, &account)
		if err != nil {
			return missing(err)
		}
		o, err := readOrganisation(ctx, tx, organisation)
		if err != nil {
			return err
		}
		scope, err := organisationScope(ctx, tx, v, identity.DecideClaim, organisation)
		if err != nil {
			return err
		}
		deed, kind := identity.Deed{By: v, In: scope, Code: "accepted"}, "claim-accepted"
		if accept {
			err = a.desk().GrantIn(ctx, tx, deed, account, identity.Grant{Role: identity.AssociationAdmin, Organisation: organisation})
		} else {
			deed.Code, kind = "refused", "claim-refused"
			if reason == "" {
				err = invalid("reason", "none: the person wants to know why")
			}
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `update claims set state = $2, decided_by = $3, decided_at = $4, reason = $5 where id = $1`,
			num, deed.Code, v.Account.Num, a.now(), reason)
		if err != nil {
			return err
		}
		params := map[string]string{"organisation": o.ID.String(), "name": short(o.Name)}
		if err := tell(ctx, tx, account, kind, "claim:"+strconv.FormatInt(num, 10), params); err != nil {
			return err
		}
		return a.desk().Record(ctx, tx, deed, identity.DecideClaim, "claim", num)
	})
	if err == nil {
		a.desk().Forget(account)
	}
	return err
}

// OwnClaim is where the viewer's last claim of an organisation stands.
type OwnClaim struct {
	State  string // "new", "accepted", "refused"; empty = there is none
	Reason string
	At     time.Time
}

// OwnClaim says it. Errors: NotFound, NoSession.
func (a *Associations) OwnClaim(ctx context.Context, v *identity.Viewer, id uuid.UUID) (c OwnClaim, err error) {
	if err := v.Must(identity.ClaimOrganisation, v.Own()); err != nil {
		return c, err
	}
	err = a.read(ctx, func(tx pgx.Tx) error {
		o, err := findOrganisation(ctx, tx, id)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
			select state, reason, at from claims where organisation_id = $1 and account_id = $2 order by id desc limit 1`, o.Num, v.Account.Num)
		if err != nil {
			return err
		}
		list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[OwnClaim])
		if len(list) > 0 {
			c = list[0]
		}
		return err
	})
	return c, err
}
