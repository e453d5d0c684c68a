// Package matching says who helps whom: requests and offers, who is asked for them and why.
//
//	Draft ─Post─▶ requests ──feed──▶ Requests: who lives near sees them
//	  └ exact point ─sealed─▶ request_points: who said yes sees it
//
// Units: metres; instants in UTC. Not here: what people write to each other (conversation), how they are told (notify).
package matching
