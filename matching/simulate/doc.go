// Package simulate is a city in a bottle: the same weeks of the same people, lived through once for each policy of asking.
//
//	Setting ─seed─▶ world (hidden: who would say yes, who is tired, who leaves)
//	                  │ answers                       ▲ invitations
//	                  ▼                               │
//	                books (all that a real system would have seen) ──▶ Policy: whom to ask now, when to look again
//	                  │
//	                  └─▶ Result: filled in time, invitations per fill, who carries the load, who left
//
// A policy is given what is in the books, never the world. Every chance is drawn from the seed and from whom it is about, not from
// the order in which things happen: two policies meet the same people, the same needs, and the same answer of the same person to the
// same need. The policy called "alentour" calls the very functions of package matching that dispatch real requests.
//
// Units: metres, seconds since the start, chances from 0 to 1. The start is a Monday at midnight on the clock of the city, UTC.
//
// Not here: the database, real people, and the command that prints (cmd/alentour).
package simulate
