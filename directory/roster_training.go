package directory

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/identity"
)

// MaxTrained is how many volunteers are invited to a training at once.
const MaxTrained = 500

// NewTraining is a training that the staff invites volunteers to.
type NewTraining struct {
	At    time.Time
	Place string      // where to go, in a line; the invited read it
	Whom  []uuid.UUID // volunteers
}

func (n *NewTraining) check(now time.Time) error {
	n.Place = strings.Join(strings.Fields(n.Place), " ")
	switch length := utf8.RuneCountInString(n.Place); {
	case length < 1 || length > 200:
		return invalid("place", "%d signs, 1 to 200 are needed", length)
	case !n.At.After(now) || n.At.Sub(now) > maxAhead:
		return invalid("at", "%s is not within the next two years", n.At.Format(time.RFC3339))
	case len(n.Whom) == 0:
		return invalid("volunteers", "choose at least one")
	case len(n.Whom) > MaxTrained:
		return invalid("volunteers", "%d, at most %d at once", len(n.Whom), MaxTrained)
	}
	return nil
}

// InviteToTraining makes a training and gives notice of it to volunteers, all or none: NotFound when the viewer may not vet one
// of them. Somebody who is suspended or has left is passed over; invited is how many were told.
func (r *Roster) InviteToTraining(ctx context.Context, v *identity.Viewer, n NewTraining) (invited int, at feed.Position, err error) {
	if !v.Could(identity.VetVolunteers) {
		return 0, at, v.Must(identity.VetVolunteers, identity.Scope{})
	}
	if err := n.check(r.now()); err != nil {
		return 0, at, err
	}
	at, err = r.write(ctx, func(tx pgx.Tx) error {
		people, err := r.trainees(ctx, tx, v, n.Whom)
		if err != nil {
			return err
		}
		invited = len(people)
		if invited == 0 {
			return invalid("volunteers", "none of them can come: suspended, or gone")
		}
		return r.train(ctx, tx, v, n, people)
	})
	if err != nil {
		return 0, feed.Position{}, err
	}
	return invited, at, nil
}

// trainee is somebody to invite, and where they live.
type trainee struct {
	Account, District int64
	Present           bool
	Zone              string
}

// trainees are the volunteers of these ids who can come, by account.
func (r *Roster) trainees(ctx context.Context, tx pgx.Tx, v *identity.Viewer, ids []uuid.UUID) ([]trainee, error) {
	ids = slices.Clone(ids)
	slices.SortFunc(ids, compareID)
	ids = slices.Compact(ids)
	rows, err := tx.Query(ctx, `
		select v.account_id, coalesce(m.home_district, m.city, 0), not v.suspended and v.left_at is null and a.standing = 'active',
			coalesce(c.timezone, 'UTC')
		from accounts a join volunteers v on v.account_id = a.id join members m on m.account_id = a.id
			left join districts c on c.id = m.city
		where a.uid = any($1) order by v.account_id`, ids)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[trainee])
	if err != nil {
		return nil, err
	}
	if len(list) != len(ids) {
		return nil, identity.Refuse(identity.NotFound, "a volunteer")
	}
	for _, t := range list {
		if !v.May(identity.VetVolunteers, identity.Scope{District: t.District}) || !v.Sees(t.Account) {
			return nil, identity.Refuse(identity.NotFound, "a volunteer")
		}
	}
	return slices.DeleteFunc(list, func(t trainee) bool { return !t.Present }), nil
}

func (r *Roster) train(ctx context.Context, tx pgx.Tx, v *identity.Viewer, n NewTraining, people []trainee) error {
	var training int64
	err := tx.QueryRow(ctx, `
		insert into volunteer_trainings (uid, at, place, created_by, created_at) values (gen_random_uuid(), $1, $2, $3, $4) returning id`,
		n.At, n.Place, v.Account.Num, r.now()).Scan(&training)
	if err != nil {
		return err
	}
	for _, t := range people {
		_, err := tx.Exec(ctx, `insert into volunteer_training_invitations (training_id, account_id, at) values ($1, $2, $3)`, training, t.Account, r.now())
		if err != nil {
			return err
		}
		zone, err := time.LoadLocation(t.Zone)
		if err != nil {
			return err
		}
		local := n.At.In(zone)
		err = r.cfg.Tell(ctx, tx, t.Account, "volunteer-training", subjectOf("training", training),
			map[string]string{"day": local.Format("02/01/2006"), "time": local.Format("15:04")})
		if err != nil {
			return err
		}
		deed := identity.Deed{By: v, In: identity.Scope{District: t.District}, Code: "invite-to-training"}
		if err := r.cfg.Record(ctx, tx, deed, identity.VetVolunteers, "volunteer", t.Account); err != nil {
			return err
		}
	}
	return nil
}
