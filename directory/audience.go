package directory

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Audience says which members something is told to.
type Audience struct {
	District  int64 // its row number; its whole subtree
	Profile   string
	Interests InterestSet // one of them; empty = all
}

// The profiles of an audience. A member can be of several.
const (
	ToEveryone   = ""
	ToHelping    = "helps"
	ToInNeed     = "needs"
	ToVolunteers = "volunteers" // also those who are not active yet
)

// Audience gives the accounts of the members that an announcement is for, in the order of their numbers: those who can still sign
// in. Errors: Forbidden outside of the viewer's area, [*Invalid] for a profile that does not exist, [ErrNotReady].
func (m *Members) Audience(ctx context.Context, v *identity.Viewer, a Audience) ([]int64, error) {
	if err := v.Must(identity.Announce, identity.Scope{District: a.District}); err != nil {
		return nil, err
	}
	switch a.Profile {
	case ToEveryone, ToHelping, ToInNeed, ToVolunteers:
	default:
		return nil, invalid("profile", "%q is none", a.Profile)
	}
	atlas := m.config.Live.Atlas()
	if atlas == nil {
		return nil, ErrNotReady
	}
	rows, err := m.pool.Query(ctx, `
		select m.account_id
		from members m join accounts a on a.id = m.account_id
		where m.home_district = any(@districts) and a.standing = 'active'
			and (@interests::text[] = '{}' or m.interests && @interests)
			and case @profile::text
				when 'helps' then m.helps when 'needs' then m.needs
				when 'volunteers' then exists (select from volunteers w where w.account_id = m.account_id and not w.suspended and w.left_at is null)
				else true end
		order by m.account_id`,
		pgx.StrictNamedArgs{"districts": atlas.Subtree(a.District), "profile": a.Profile, "interests": a.Interests.Codes()})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}
