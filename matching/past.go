package matching

// What is past of requests and offers, as statements for whoever keeps the calendar: $1 is the instant before which something is
// past, $2 how many rows at most.
const (
	// PastWords are the words of what is over: what was asked stays in codes.
	PastWords = `
		update requests set details = '' where id in (
			select id from requests where closed_at <= $1 and details <> '' order by closed_at limit $2 for no key update skip locked)`
	// PastRequests are over, with their history.
	PastRequests = `
		delete from requests where id in (select id from requests where closed_at <= $1 order by closed_at limit $2 for update skip locked)`
)
