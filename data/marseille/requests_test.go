package marseille_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/matching"
)

// checkRequests wants sixty requests and offers of these days in every state, eighteen months before them, and volunteers who were
// asked as the house asks: near, not too often, in their time.
func checkRequests(t *testing.T, pool *pgxpool.Pool) {
	const lately = ` from requests where details <> '' and created_at > '2026-11-23'::timestamptz - interval '12 days' `
	for what, want := range map[string][2]int{
		`select count(*) from requests where state in ('review', 'open', 'partly', 'met')`: {40, 60},
		`select count(*)` + lately:                                             {45, 60},
		`select count(*) from requests`:                                        {2800, 3400},
		`select count(*) from requests where offer`:                            {400, 900},
		`select count(*) from invitations`:                                     {5000, 9000},
		`select count(*) from request_points`:                                  {8, 12},
		`select count(*) from requests where unanswered <> ''`:                 {4, 4},
		`select count(distinct account_id) from invitations`:                   {240, 263},
		`select count(*) from threads`:                                         {250, 500},
		`select count(distinct date_trunc('month', created_at)) from requests`: {17, 19},
	} {
		if n := count(t, pool, what); n < want[0] || n > want[1] {
			t.Errorf("%s: %d, want %d to %d", what, n, want[0], want[1])
		}
	}
	for _, state := range []matching.State{
		matching.StateReview, matching.StateOpen, matching.StatePartly, matching.StateMet, matching.StateDone, matching.StateExpired, matching.StateCancelled,
	} {
		if count(t, pool, `select count(*) from requests where state = $1`, state) < 3 {
			t.Errorf("fewer than three are %s", state)
		}
	}
	for _, kind := range []string{"language_lessons", "computer_lessons", "portrait", "clothes", "cv"} {
		if count(t, pool, `select count(*)`+lately+`and kind = $1 and not offer`, kind) == 0 {
			t.Errorf("nobody asks for %s", kind)
		}
	}
	for _, outcome := range matching.Outcomes[:6] {
		if count(t, pool, `select count(*) from requests where outcome = $1`, outcome.Code) == 0 {
			t.Errorf("nothing ended as %s", outcome.Code)
		}
	}
	for what, query := range map[string]string{
		"of the future":                 `select count(*) from request_steps where at > $1`,
		"asked before they were active": `select count(*) from invitations i join volunteer_steps s on s.account_id = i.account_id and s.step = 'activate' where i.sent_at < s.at and i.sent_at < $1`,
		"asked to help themselves":      `select count(*) from invitations i join requests q on q.id = i.request_id where i.account_id = q.author_id and i.sent_at < $1`,
		"asked too often": `select count(*) from volunteers v where $1::timestamptz is not null and exists (
			select from invitations i where i.account_id = v.account_id and v.per_week < (select count(*) from invitations o
				where o.account_id = i.account_id and o.sent_at > i.sent_at - interval '7 days' and o.sent_at <= i.sent_at))`,
		"counted wrong":               `select count(*) from requests q where q.created_at < $1 and q.taken <> (select count(*) from invitations i where i.request_id = q.id and i.state = 'accepted')`,
		"with another end":            `select count(*) from requests q where q.created_at < $1 and q.state <> (select s.state from request_steps s where s.request_id = q.id order by id desc limit 1)`,
		"learnt wrong":                `select count(*) from help_records h where h.asked < h.yes and $1::timestamptz is not null`,
		"posted before their account": `select count(*) from requests q join accounts a on a.id = q.author_id where q.created_at < a.created_at and q.created_at < $1`,
		"by somebody under 18":        `select count(*) from requests q join members m on m.account_id = q.author_id where m.age_band = '15-17' and q.created_at < $1`,
		"about to be looked at again": `select count(*) from arrivals a join invitations i using (account_id) where i.sent_at < $1`,
	} {
		if n := count(t, pool, query, asOf); n != 0 {
			t.Errorf("%d %s", n, what)
		}
	}
}
