package matching

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// exportHelp is what stands here of somebody as a volunteer; whom they were asked to help is another's.
func exportHelp(ctx context.Context, tx pgx.Tx, account int64) (sheets []identity.Sheet, err error) {
	for _, s := range []struct{ name, columns, sql string }{
		{
			"invitations", "kind sent state answered reason reasons distance_m wave by_hand", `
			select q.kind, i.sent_at, i.state, i.answered_at, i.reason, i.parts, i.distance_m, i.wave, i.by_hand
			from invitations i join requests q on q.id = i.request_id where i.account_id = $1 order by i.id`,
		},
		{
			"help-load", "asked last_asked rest_until", `
			select asked, last_asked_at, rest_until from volunteer_loads where account_id = $1`,
		},
		{
			"help-records", "family part_of_day asked yes helped", `
			select family, band, asked, yes, helped from help_records where account_id = $1 order by family, band`,
		},
	} {
		sheet, err := identity.ReadSheet(ctx, tx, s.name, s.columns, s.sql, account)
		if err != nil {
			return nil, err
		}
		sheets = append(sheets, sheet)
	}
	return sheets, nil
}

// eraseHelp gives back the seats that somebody holds, then takes away all that stands of them as a volunteer.
func (r *Room) eraseHelp(ctx context.Context, tx pgx.Tx, account int64) error {
	list, err := manyRequests(ctx, tx, selectRequest+`
		where q.id in (select request_id from invitations where account_id = $1 and state = 'accepted')
			and q.state in ('review', 'partly', 'met')
		order by q.id for no key update of q`, account)
	if err != nil {
		return err
	}
	for i := range list {
		q := &list[i]
		inv := &invited{account: account}
		err := tx.QueryRow(ctx, `select id, uid from invitations where request_id = $1 and account_id = $2`, q.Num, account).Scan(&inv.num, &inv.id)
		if err != nil {
			return err
		}
		if err := r.drop(ctx, tx, q, inv, "other", r.now()); err != nil {
			return err
		}
	}
	for _, table := range []string{"invitations", "help_records", "volunteer_loads", "arrivals"} {
		if _, err := tx.Exec(ctx, `delete from `+table+` where account_id = $1`, account); err != nil {
			return err
		}
	}
	return nil
}

// What retention takes away: older than $1, at most $2 rows.
const (
	// PastInvitations are those whose request is over: who was asked says no more than what was learnt of it.
	PastInvitations = `
		delete from invitations where id in (
			select i.id from invitations i join requests q on q.id = i.request_id
			where i.sent_at <= $1 and q.closed_at is not null order by i.id limit $2)`
	// PastLoads are of people who were not asked for so long, and of those whom a request met just when they left.
	PastLoads = `
		with past as (
			select account_id from volunteer_loads l where coalesce(last_asked_at, '-infinity') <= $1 and coalesce(rest_until, '-infinity') <= $1
				and not exists (select from volunteers v where v.account_id = l.account_id and v.left_at is null)
			order by account_id limit $2),
		records as (delete from help_records where account_id in (select account_id from past))
		delete from volunteer_loads where account_id in (select account_id from past)`
)
