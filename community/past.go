package community

// What is past of events, as statements for whoever keeps the calendar: $1 is the instant before which something is past, $2 how many
// rows at most.
const (
	// PastPoints are told to nobody any more.
	PastPoints = `
		delete from event_points p using (
			select q.ctid from event_points q join events e on e.id = q.event_id
			where q.expires_at <= $1 or e.cancelled_at <= $1 limit $2 for update of q skip locked) gone
		where p.ctid = gone.ctid`
	// PastEvents are over, with what was special about their dates.
	PastEvents = `
		delete from events where id in (
			select id from events where coalesce(cancelled_at, ends_at) <= $1 order by coalesce(cancelled_at, ends_at) limit $2 for update skip locked)`
)
