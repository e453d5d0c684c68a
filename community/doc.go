// Package community says what people do together: events, once or again and again, who holds them, where, for whom.
//
//	Draft ─Publish─▶ events ─────feed─────▶ Calendar: every date of the next two months, near somebody, on the map
//	  │   ─Edit────▶ event_dates ──┘           └─ later dates are computed when they are asked for
//	  │   ─Cancel──▶   └─ who signed up is told, in the same transaction
//	  └ exact place ─sealed─▶ event_points: who comes sees it
//
// A date is known by its event and by its original: the instant at which the rule says that it begins, wherever it was moved to
// since. Hours are those of the wall clock in the event's zone; instants are in UTC. Units: metres on the sphere, cents, seconds.
//
// Events are for everyone to read. Who holds one in their own name is a person, and shown as one: to members who may know of them.
//
// Not here: rules of recurrence (recur), calendar files (ical), how people are told (notify), HTTP.
package community
