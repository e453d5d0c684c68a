package notify

// PastNotices is a statement for whoever keeps the calendar: notices older than $1, at most $2 of them, with their errands. Those
// that were read go earlier, by Sweep.
const PastNotices = `
	delete from notifications where (account_id, number) in (
		select account_id, number from notifications where at <= $1 order by at limit $2)`
