package community

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// exportSignUps is what stands here of somebody who comes to events.
func exportSignUps(ctx context.Context, tx pgx.Tx, account int64) (sheets []identity.Sheet, err error) {
	for _, s := range []struct{ name, columns, sql string }{
		{
			"sign-ups", "event original starts state name with remind_minutes every_date by_invitation ticket came came_with helped signed_up", `
			select e.title, s.original, d.starts_at, s.state, s.name, s.company, s.remind_min, s.series, s.with_id is not null, s.ticket_id is not null,
				s.came, s.came_with, s.helped, s.created_at
			from sign_ups s join events e on e.id = s.event_id join event_seats d on (d.event_id, d.original) = (s.event_id, s.original)
			where s.account_id = $1 order by s.id`,
		},
		{
			"event-series", "event name with remind_minutes since", `
			select e.title, s.name, s.company, s.remind_min, s.created_at from event_series s join events e on e.id = s.event_id
			where s.account_id = $1 order by s.id`,
		},
		{
			"tickets", "event original state applied used", `
			select e.title, b.original, t.state, t.created_at, t.used_at from tickets t join ticket_batches b on b.id = t.batch_id
				join events e on e.id = b.event_id where t.account_id = $1 order by t.id`,
		},
		{"calendar-address", "since language", `select created_at, lang from calendar_feeds where account_id = $1`},
		{"situation", "situation since", `select situation, at from mix_profiles where account_id = $1`},
		{
			"events-told", "event at", `
			select e.title, t.at from event_tellings t join events e on e.id = t.event_id where t.account_id = $1 order by t.at, t.event_id`,
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

// holdSignUps locks the series that somebody comes to, the dates that they have to do with, then the batches of their tickets, as who acts
// on them does.
func holdSignUps(ctx context.Context, tx pgx.Tx, account int64) error {
	_, err := tx.Exec(ctx, `select from event_series where account_id = $1 order by id for update`, account)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		select from event_seats where (event_id, original) in (
			select event_id, original from sign_ups where account_id = $1
			union select b.event_id, b.original from tickets t join ticket_batches b on b.id = t.batch_id where t.account_id = $1
			union select d.event_id, d.original from event_seats d join events e on e.id = d.event_id where e.author_id = $1)
		order by event_id, original for no key update`, account)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		select from ticket_batches where id in (select batch_id from tickets where account_id = $1) order by id for no key update`, account)
	return err
}

// eraseSignUps gives back what somebody has ahead of them, and makes what is past nobody's: how many came stays.
func (r *Room) eraseSignUps(ctx context.Context, tx pgx.Tx, account int64) error {
	if _, err := tx.Exec(ctx, `delete from event_series where account_id = $1`, account); err != nil {
		return err
	}
	if err := r.leaveAhead(ctx, tx, ``, named{"account": account, "now": r.now()}, "erased"); err != nil {
		return err
	}
	batches, err := manyBatches(ctx, tx, selectBatch+`
		where b.closed_at is null and b.id in (select batch_id from tickets where account_id = $1 and state in ('applied', 'offered')) order by b.id`, account)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		update tickets set (state, offered_until) = ('passed', null) where account_id = $1 and state in ('applied', 'offered')`, account)
	if err != nil {
		return err
	}
	for i := range batches {
		d, b, err := r.holdBatch(ctx, tx, batches[i].ID, false)
		if err == nil {
			err = r.passTickets(ctx, tx, d, b)
		}
		if err == nil {
			err = r.saveBatch(ctx, tx, d, b)
		}
		if err != nil {
			return err
		}
	}
	for _, sql := range []string{
		`update sign_ups set (account_id, client_key, name, company) = (null, null, '', '{}') where account_id = $1`,
		`update tickets set account_id = null where account_id = $1`,
		`delete from mix_profiles where account_id = $1`,
		`delete from calendar_feeds where account_id = $1`,
		`delete from event_tellings where account_id = $1`,
		`delete from event_digests where account_id = $1`,
	} {
		if _, err := tx.Exec(ctx, sql, account); err != nil {
			return err
		}
	}
	return nil
}

// What retention takes away: older than $1, at most $2 rows.
const (
	// PastCompany are first names on the lists of dates that are over.
	PastCompany = `
		update sign_ups set (name, company) = ('', '{}') where id in (
			select s.id from event_seats d join sign_ups s on (s.event_id, s.original) = (d.event_id, d.original)
			where d.ends_at <= $1 and (s.name <> '' or s.company <> '{}') order by s.id limit $2)`
	// PastSignUps are those of dates that are over; how many came is counted by then.
	PastSignUps = `
		delete from sign_ups where id in (
			select s.id from event_seats d join sign_ups s on (s.event_id, s.original) = (d.event_id, d.original)
			where d.ends_at <= $1 order by s.id limit $2)`
	// PastTickets are those of dates that are over: until then, who was invited before comes later.
	PastTickets = `
		delete from tickets where id in (select id from tickets where changed_at <= $1 order by id limit $2)`
	// PastTellings are of events that nobody would be told of again.
	PastTellings = `
		delete from event_tellings where (account_id, event_id) in (
			select t.account_id, t.event_id from event_tellings t join events e on e.id = t.event_id
			where t.at <= $1 and e.ends_at <= $1 order by t.at limit $2)`
)
