package marseille

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/conversation"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
	"github.com/alentour/alentour/moderation"
	"github.com/alentour/alentour/notify"
	"github.com/alentour/alentour/photos"
)

// populate brings the people, unless they are there as of the same day. People of another day are replaced.
func (m *maker) populate(ctx context.Context, tx pgx.Tx, sown directory.SeedReport, key []byte) (fresh bool, err error) {
	since, there, err := identity.SownAt(ctx, tx, personID(administrator))
	if err != nil || there && since.Equal(m.began()) {
		return false, err
	}
	if _, err := depopulate(ctx, tx); err != nil {
		return false, err
	}
	c := newCrowd(m, sown.Atlas)
	if err := c.sow(ctx, tx, c.people(), sown.Numbers, key); err != nil {
		return false, fmt.Errorf("made-up people: %w", err)
	}
	return true, nil
}

func (c *crowd) sow(ctx context.Context, tx pgx.Tx, people []*person, organisations map[string]int64, key []byte) error {
	city, ok := c.atlas.District(City)
	if !ok {
		return fmt.Errorf("no district %s", City)
	}
	accounts := make([]identity.SeedAccount, len(people))
	for i, p := range people {
		if err := c.appoint(p, organisations); err != nil {
			return err
		}
		accounts[i] = p.account
	}
	nums, err := identity.Sow(ctx, tx, accounts)
	if err != nil {
		return err
	}
	numbers, byKey := map[string]int64{}, map[string]*person{}
	members := make([]directory.SeedMember, len(people))
	for i, p := range people {
		p.num = nums[i]
		numbers[p.key], byKey[p.key] = p.num, p
		members[i] = directory.SeedMember{Account: p.num, Profile: p.profile, Since: p.account.Since}
	}
	if err := directory.SowMembers(ctx, tx, c.atlas, members); err != nil {
		return err
	}
	if err := directory.SowVolunteers(ctx, tx, c.volunteers(numbers)); err != nil {
		return err
	}
	if err := directory.SowDeeds(ctx, tx, c.deeds(numbers, organisations)); err != nil {
		return err
	}
	sealer, err := identity.NewSealer(key, "moderation")
	if err != nil {
		return err
	}
	if err := moderation.Sow(ctx, tx, sealer, city.Zone, c.cases(byKey, city.Num)); err != nil {
		return err
	}
	if sealer, err = identity.NewSealer(key, "matching"); err != nil {
		return err
	}
	if err := matching.Sow(ctx, tx, sealer, city.Zone, c.day(0), c.requests(byKey, organisations)); err != nil {
		return err
	}
	if sealer, err = identity.NewSealer(key, "community"); err != nil {
		return err
	}
	if err := community.Sow(ctx, tx, c.atlas, sealer, c.day(0), c.events(byKey, organisations), c.situations(byKey)); err != nil {
		return err
	}
	if sealer, err = identity.NewSealer(key, "conversation"); err != nil {
		return err
	}
	threads, err := c.threads(ctx, tx, numbers)
	if err != nil {
		return err
	}
	if err := conversation.Sow(ctx, tx, sealer, threads); err != nil {
		return err
	}
	return notify.Sow(ctx, tx, c.notices(numbers), c.day(-30))
}

// appoint gives a person their roles, by the numbers of where they hold.
func (c *crowd) appoint(p *person, organisations map[string]int64) error {
	a := &p.account
	switch p.role {
	case "", identity.Member:
	case identity.Administrator:
		a.Grants = []identity.Grant{{Role: p.role}}
	case identity.AssociationMember, identity.AssociationAdmin:
		for _, id := range p.at {
			a.Grants = append(a.Grants, identity.Grant{Role: p.role, Organisation: organisations[id]})
		}
	default:
		for _, code := range p.at {
			d, ok := c.atlas.District(code)
			if !ok {
				return fmt.Errorf("%s: no district %s", p.key, code)
			}
			a.Grants = append(a.Grants, identity.Grant{Role: p.role, District: d.Num})
		}
	}
	if r := a.Registered; r != nil {
		d, ok := c.atlas.District("13203")
		if !ok {
			return fmt.Errorf("%s: no district 13203", p.key)
		}
		r.In.District = d.Num
	}
	return nil
}

// depopulate removes the made-up people, of whatever day, with the cases about them and about made-up places and organisations.
func depopulate(ctx context.Context, tx pgx.Tx) (int, error) {
	requests, err := matching.Uproot(ctx, tx, everybody())
	if err != nil {
		return 0, err
	}
	events, err := community.Uproot(ctx, tx, everybody())
	if err != nil {
		return 0, err
	}
	if err := conversation.Uproot(ctx, tx, everybody()); err != nil {
		return 0, err
	}
	if err := photos.Uproot(ctx, tx, everybody()); err != nil {
		return 0, err
	}
	people, err := identity.Uproot(ctx, tx, everybody())
	if err != nil {
		return 0, err
	}
	places, organisations, err := directory.SeedNumbers(ctx, tx, Dataset)
	if err != nil {
		return 0, err
	}
	for kind, nums := range map[string][]int64{"request": requests, "event": events, "member": people, "place": places, "organisation": organisations} {
		if err := moderation.Uproot(ctx, tx, kind, nums); err != nil {
			return 0, err
		}
	}
	return len(people), nil
}

// Vacate removes the made-up people and leaves the city, unless anybody else is in the database: false, and nothing is removed.
func Vacate(ctx context.Context, db directory.Beginner) (vacant bool, err error) {
	err = pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		others, err := identity.OthersThan(ctx, tx, everybody())
		if err != nil || others {
			return err
		}
		vacant = true
		_, err = depopulate(ctx, tx)
		return err
	})
	return vacant, err
}

// everybody are the ids of all made-up people.
func everybody() []uuid.UUID {
	var ids []uuid.UUID
	add := func(key string) { ids = append(ids, personID(key)) }
	for _, key := range castKeys() {
		add(key)
	}
	for _, key := range colleagueKeys() {
		add(key)
	}
	for _, kind := range crowds {
		for i := 1; i < kind.count; i++ {
			add(kind.name(i))
		}
	}
	for i := range regularCount {
		add(fmt.Sprintf("regular-%d", i))
	}
	return ids
}

// Here says whether the demo's people are in a database, so that one can sign in as one of them.
func Here(ctx context.Context, db directory.Beginner) (here bool, err error) {
	err = pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		_, here, err = identity.SownAt(ctx, tx, personID(administrator))
		return err
	})
	return here, err
}
