package identity

import (
	"context"
	"time"
)

// Speaker is the member of the team in whose name the operator of this server runs a command: who has a contact, with the roles
// they have now. Their session plays no part. NotFound when nobody has the contact, or nobody active.
func (d *Desk) Speaker(ctx context.Context, c Contact) (*Viewer, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	v := &Viewer{within: d.cfg.Within, now: d.now, Blocks: Blocks{}}
	rows, err := d.pool.Query(ctx, `
		select a.id, a.uid, a.lang, a.standing, coalesce(g.role, ''), coalesce(g.district_id, 0), coalesce(g.organisation_id, 0), g.until
		from contacts c join accounts a on a.id = c.account_id
			left join grants g on g.account_id = a.id and (g.until is null or g.until > $3)
		where c.kind = $1 and c.address = $2 and a.standing = 'active'`, c.Kind, c.Address, d.now())
	if err != nil {
		return nil, failed(err)
	}
	for rows.Next() {
		var g Grant
		var until *time.Time
		err := rows.Scan(&v.Account.Num, &v.Account.ID, &v.Account.Lang, &v.Account.Standing, &g.Role, &g.District, &g.Organisation, &until)
		if err != nil {
			rows.Close()
			return nil, failed(err)
		}
		if until != nil {
			g.Until = *until
		}
		if g.Role != "" {
			v.Grants = append(v.Grants, g)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, failed(err)
	}
	if v.Account.Num == 0 {
		return nil, Refuse(NotFound, "nobody with this contact")
	}
	return v, nil
}
