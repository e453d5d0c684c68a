package notify

// What is past, as statements for whoever keeps the calendar: older than $1, at most $2 rows.
const (
	// PastNotices go with their errands. Those that were read go earlier, by Sweep.
	PastNotices = `
		delete from notifications where (account_id, number) in (
			select account_id, number from notifications where at <= $1 order by at limit $2)`
	// PastAnnouncements are those whose notices are past too.
	PastAnnouncements = `
		delete from announcements where id in (select id from announcements where at <= $1 order by id limit $2)`
)
