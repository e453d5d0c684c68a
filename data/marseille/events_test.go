package marseille_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
)

// checkEvents wants events that were held once in each of the eighteen months before, thirty of them lately, with who came, those that go on with people in them, and counters that agree.
func checkEvents(t *testing.T, pool *pgxpool.Pool) {
	const today = `'2026-11-23'::timestamptz`
	for what, want := range map[string][2]int{
		`select count(*) from events where rule = '' and ends_at between '2026-08-24' and ` + today:                                            {30, 30},
		`select count(*) from events where rule = '' and ends_at < '2026-08-24'`:                                                               {80, 120},
		`select count(distinct date_trunc('month', s.original)) from sign_ups s where s.came`:                                                  {17, 19},
		`select count(*) from sign_ups s join accounts a on a.id = s.account_id where s.original < '2026-08-24' and a.created_at > s.original`: {0, 0},
		`select count(distinct s.event_id) from sign_ups s join events e on e.id = s.event_id where s.came and e.rule = ''`:                    {110, 150},
		`select count(*) from events where coalesce(ends_at > ` + today + `, true)`:                                                            {25, 40},
		`select count(*) from sign_ups where came`:                                                                                             {1200, 3000},
		`select count(*) from sign_ups where state = 'waiting'`:                                                                                {4, 20},
		`select count(*) from sign_ups where cardinality(company) > 0`:                                                                         {200, 900},
		`select count(*) from event_points`:                                                                                                    {3, 3},
		`select count(*) from event_dates where state = 'cancelled'`:                                                                           {1, 3},
		`select count(*) from event_dates where starts is not null`:                                                                            {1, 3},
		`select count(*) from events where rule = 'FREQ=MONTHLY;BYDAY=1TH,3TH'`:                                                                {1, 1},
		`select count(*) from events where rule = 'FREQ=MONTHLY;BYDAY=1MO'`:                                                                    {1, 1},
		`select count(*) from event_seats where capacity > 0 and taken > capacity`:                                                             {0, 0},
		`select count(distinct situation) from mix_profiles`:                                                                                   {4, 7},
		`select count(*) from event_news`:                                                                                                      {0, 0},
		`select count(*) from sign_ups s join events e on e.id = s.event_id where s.account_id = e.author_id`:                                  {0, 0},
		`select count(*) from sign_ups where came is not null and original > ` + today:                                                         {0, 0},
		`select count(*) from events e join members m on m.account_id = e.author_id where m.age_band = '15-17'`:                                {0, 0},
		`select count(*) from sign_ups s join members m on m.account_id = s.account_id where m.hidden or m.age_band = '15-17'`:                 {0, 0},
		`select count(*) from event_seats d where (taken, waiting) <> (select coalesce(sum(seats), 0), count(*) filter (where state = 'waiting')
			from sign_ups s where (s.event_id, s.original) = (d.event_id, d.original))`: {0, 0},
	} {
		if n := count(t, pool, what); n < want[0] || n > want[1] {
			t.Errorf("%s: %d, want %d to %d", what, n, want[0], want[1])
		}
	}
}
