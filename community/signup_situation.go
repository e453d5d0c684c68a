package community

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// Situations are how people may say that they live, if they want to: what is shown of it is never about fewer than MixLeast.
var Situations = []directory.Term{
	{Code: "work", FR: "En emploi", EN: "At work"},
	{Code: "study", FR: "En études", EN: "Studying"},
	{Code: "seek", FR: "En recherche d’emploi", EN: "Looking for work"},
	{Code: "home", FR: "Au foyer", EN: "At home"},
	{Code: "retired", FR: "À la retraite", EN: "Retired"},
	{Code: "unhoused", FR: "Sans logement stable", EN: "Without a stable home"},
	{Code: "other", FR: "Autrement", EN: "Otherwise"},
}

// SetSituation notes how the viewer says that they live; empty takes it back. It counts for months that are not over.
func (r *Room) SetSituation(ctx context.Context, v *identity.Viewer, code string) error {
	if err := v.Must(identity.EditProfile, v.Own()); err != nil {
		return err
	}
	if code != "" && !known(Situations, code) {
		return invalid("situation", "%.40q is not known", code)
	}
	return r.inTx(ctx, func(tx pgx.Tx) error {
		if code == "" {
			_, err := tx.Exec(ctx, `delete from mix_profiles where account_id = $1`, v.Account.Num)
			return err
		}
		_, err := tx.Exec(ctx, `
			insert into mix_profiles (account_id, situation, at) values ($1, $2, $3)
			on conflict (account_id) do update set (situation, at) = (excluded.situation, excluded.at)`, v.Account.Num, code, r.now())
		return err
	})
}

// Situation is what the viewer said; empty when nothing.
func (r *Room) Situation(ctx context.Context, v *identity.Viewer) (code string, err error) {
	if err := v.Must(identity.EditProfile, v.Own()); err != nil {
		return "", err
	}
	err = r.cfg.Pool.QueryRow(ctx, `select coalesce((select situation from mix_profiles where account_id = $1), '')`, v.Account.Num).Scan(&code)
	return code, failed(err)
}

// Mix is what is published of a district and a month, or of the nearest district above that something can be said of; ok is false when
// nothing can. A month is known from the ninth of the next one: lists at the door may come a week late.
func (r *Room) Mix(ctx context.Context, v *identity.Viewer, district int64, month time.Time) (m Mixed, ok bool, err error) {
	if err := v.Must(identity.ReadDirectory, identity.Scope{}); err != nil {
		return m, false, err
	}
	table, err := r.mixTable(ctx, firstOf(month))
	if err != nil {
		return m, false, err
	}
	m, ok = MixOf(table, district, r.above)
	return m, ok, nil
}

// readMix is what was read of a month, and until when it stands for what is stored.
type readMix struct {
	table map[int64]Mixed
	until time.Time
}

// mixTable is what is published of a month, from memory: everybody's pages show it.
func (r *Room) mixTable(ctx context.Context, month time.Time) (map[int64]Mixed, error) {
	if kept, ok := r.mixes.Load(month); ok {
		if kept := kept.(readMix); r.now().Before(kept.until) {
			return kept.table, nil
		}
	}
	rows, err := r.cfg.Pool.Query(ctx, `
		select district_id, situation, percent from mix_shares where month = $1 order by district_id, situation = '', percent desc, situation`,
		month)
	if err != nil {
		return nil, failed(err)
	}
	table := map[int64]Mixed{}
	var of int64
	var s Share
	_, err = pgx.ForEachRow(rows, []any{&of, &s.Situation, &s.Percent}, func() error {
		table[of] = Mixed{of, append(table[of].Shares, s)}
		return nil
	})
	if err != nil {
		return nil, failed(err)
	}
	r.mixes.Store(month, readMix{table, r.now().Add(tellEvery)})
	return table, nil
}

func firstOf(month time.Time) time.Time {
	return time.Date(month.Year(), month.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// above is the district that one lies in; 0 for a city and for what is not known.
func (r *Room) above(district int64) int64 {
	if d, ok := r.cfg.Live.DistrictNumbered(district); ok {
		return d.Parent
	}
	return 0
}

const mixWaits = 8 * day // after a month

// CountMix makes what is published of the last month, once: what people say later of themselves changes nothing that was shown.
func (r *Room) CountMix(ctx context.Context) error {
	now := r.now()
	month := firstOf(firstOf(now).Add(-day))
	if now.Before(firstOf(now).Add(mixWaits)) || r.cfg.Live.Atlas() == nil {
		return nil
	}
	defer r.mixes.Delete(month)
	return r.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `insert into mix_months (month, at) values ($1, $2) on conflict do nothing`, month, now)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		rows, err := tx.Query(ctx, `
			select distinct coalesce(x.district_id, e.district_id), s.account_id, p.situation
			from event_seats d join events e on e.id = d.event_id join sign_ups s on (s.event_id, s.original) = (d.event_id, d.original)
				join mix_profiles p on p.account_id = s.account_id
				left join event_dates x on (x.event_id, x.original) = (d.event_id, d.original) and x.whereabouts is not null
			where d.starts_at >= $1 and d.starts_at < $2 and not d.off and s.came and coalesce(x.district_id, e.district_id) is not null`,
			month, firstOf(month.AddDate(0, 1, 0)))
		if err != nil {
			return err
		}
		people := map[int64]map[int64]string{} // district → account → situation
		var district, account int64
		var situation string
		_, err = pgx.ForEachRow(rows, []any{&district, &account, &situation}, func() error {
			for of := district; of != 0; of = r.above(of) {
				if people[of] == nil {
					people[of] = map[int64]string{}
				}
				people[of][account] = situation
			}
			return nil
		})
		if err != nil {
			return err
		}
		return saveMix(ctx, tx, month, people, r.above)
	})
}

func saveMix(ctx context.Context, tx pgx.Tx, month time.Time, people map[int64]map[int64]string, above func(int64) int64) error {
	counts := map[int64]map[string]int{}
	for district, of := range people {
		counts[district] = map[string]int{}
		for _, situation := range of {
			counts[district][situation]++
		}
	}
	table, err := MixTable(counts, above)
	if err != nil {
		return err
	}
	var batch pgx.Batch
	for district, m := range table {
		for _, s := range m.Shares {
			batch.Queue(`insert into mix_shares (month, district_id, situation, percent) values ($1, $2, $3, $4)`, month, district, s.Situation, s.Percent)
		}
	}
	if batch.Len() == 0 {
		return nil
	}
	return tx.SendBatch(ctx, &batch).Close()
}
