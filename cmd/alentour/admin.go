package main

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

type adminCmd struct {
	Create adminCreateCmd `cmd:"" help:"Give a role to whoever has an e-mail address or telephone number: the way to the first administrator."`

	VerifyAudit adminVerifyAuditCmd `cmd:"" help:"Walk the chain over what staff did, and name the first day that does not fit."`
}

type adminCreateCmd struct {
	Contact  string `arg:"" help:"E-mail address or telephone number."`
	Role     string `help:"administrator, coordinator or ambassador." enum:"administrator,coordinator,ambassador" default:"administrator"`
	District string `help:"Code of the city or district, for a coordinator or an ambassador." placeholder:"CODE"`
	Lang     string `help:"Language that they are written to in." default:"fr"`
	KeyFile  string `help:"File with this service's secret key. Default: secret.key in the data directory." placeholder:"FILE" type:"path"`
}

// Run appoints, and makes the account where there is none.
func (c adminCreateCmd) Run(a *app) error {
	contact, err := identity.ParseContact(c.Contact, "FR")
	if err != nil {
		return fmt.Errorf("%s: %w", c.Contact, err)
	}
	g := identity.Grant{Role: identity.Role(c.Role)}
	if needs := g.Role != identity.Administrator; needs != (c.District != "") {
		return fmt.Errorf("--role %s --district %q: an administrator is one everywhere, the others have a district", c.Role, c.District)
	}
	pool, leave, err := a.open(a.ctx)
	if err != nil {
		return err
	}
	defer leave()
	if c.District != "" {
		err := pool.QueryRow(a.ctx, `select id from districts where code = $1`, c.District).Scan(&g.District)
		if errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("--district %s: no such district (alentour city list)", c.District)
		}
		if err != nil {
			return err
		}
	}
	desk, err := a.desk(pool, c.KeyFile)
	if err != nil {
		return err
	}
	if _, err := desk.Appoint(a.ctx, contact, c.Lang, g); err != nil {
		return err
	}
	where := "everywhere"
	if c.District != "" {
		where = "of " + c.District
	}
	p := printer{w: a.out}
	p.line("%s is %s %s; they sign in with a code sent to it", c.Contact, c.Role, where)
	return p.err
}
