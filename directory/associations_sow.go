package directory

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// SeedDeed is one thing that somebody made up did for, or about, an organisation or a place. One of its parts is set.
type SeedDeed struct {
	By           int64 // account
	At           time.Time
	Organisation int64 // Organisation.Num; of a Follows, Claim or Partner

	Follows    bool
	Claim      string // what they wrote who say that it is theirs
	Partner    *PartnerNote
	Correction *Correction // a mistake; who says that something is right changes the place
	Refused    string      // why the mistake was none
	RefusedBy  int64
}

// SowDeeds writes what made-up people did, under the rules that hold for everybody. Nobody is told, and nothing stands in the audit.
func SowDeeds(ctx context.Context, tx pgx.Tx, list []SeedDeed) error {
	for _, d := range list {
		a := &Associations{AssociationsConfig{Now: func() time.Time { return d.At }}}
		v := &identity.Viewer{Account: identity.Account{Num: d.By}}
		var err error
		switch {
		case d.Follows:
			_, err = tx.Exec(ctx, `insert into follows (account_id, organisation_id, since) values ($1, $2, $3)`, d.By, d.Organisation, d.At)
		case d.Claim != "":
			err = a.keepClaim(ctx, tx, v, &Organisation{Num: d.Organisation}, d.Claim, false)
		case d.Partner != nil:
			if err = d.Partner.check(d.At); err == nil {
				err = a.keepPartner(ctx, tx, v, d.Organisation, *d.Partner)
			}
		case d.Correction != nil:
			err = a.sowMistake(ctx, tx, v, d)
		}
		if err != nil {
			return fmt.Errorf("account %d, organisation %d: %w", d.By, d.Organisation, err)
		}
	}
	return nil
}

func (a *Associations) sowMistake(ctx context.Context, tx pgx.Tx, v *identity.Viewer, d SeedDeed) error {
	c := *d.Correction
	if c.IsRight {
		return invalid("is_right", "would change the place")
	}
	if err := c.check(); err != nil {
		return err
	}
	var num int64
	if err := tx.QueryRow(ctx, `select id from places where uid = $1 and not confidential`, c.Place).Scan(&num); err != nil {
		return missing(err)
	}
	if err := a.keepCorrection(ctx, tx, v, num, c); err != nil || d.Refused == "" {
		return err
	}
	_, err := tx.Exec(ctx, `
		update corrections set state = 'refused', decided_by = $3, decided_at = $4, reason = $5
		where place_id = $1 and account_id = $2 and state = 'new'`, num, d.By, d.RefusedBy, d.At.AddDate(0, 0, 1), d.Refused)
	return err
}

// SeedNumbers are the numbers of what stands in a made-up dataset.
func SeedNumbers(ctx context.Context, tx pgx.Tx, dataset string) (places, organisations []int64, err error) {
	err = tx.QueryRow(ctx, `
		select array(select p.id from places p where p.dataset_id = d.id), array(select o.id from organisations o where o.dataset_id = d.id)
		from (select (select id from datasets where name = $1 and fictional) as id) d`, dataset).Scan(&places, &organisations)
	return places, organisations, err
}
