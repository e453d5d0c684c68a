// Package matching says who helps whom: requests and offers, who is asked for them, in which order and why.
//
//	Draft ─Post─▶ requests ──feed──▶ Requests: who lives near sees them
//	  │            └─▶ Need ─┐
//	  │                Pool ─┴─Rank─▶ Ranking: candidates, best first, each with reasons; a Sieve says who fell out where
//	  │                                  └─WaveSize─▶ the few who are asked now ─NextWave─▶ when to ask more, Ring: how far
//	  │                volunteer_loads, help_records ◀──────┘ what they answered
//	  │                       └─feed─▶ Memory: who answers what, who is tired ──▶ Pool of the next Need
//	  └ exact point ─sealed─▶ request_points: who said yes sees it
//
// What ranks and decides how many to ask (rank.go, propensity.go, nearness.go, wave.go, reasons.go) is pure: no database, no clock, the same
// answer to the same question. The model and its formulae are told in docs/matching.md.
//
// Units: metres on the sphere; instants in UTC; chances from 0 to 1; points of a score, ten of which are a factor of two; minutes
// since 1970 in what is kept of past invitations. Hours of a week are those of the wall clock where somebody lives.
//
// Not here: who volunteers are and how they are vetted (directory), what people write to each other (conversation), how they are
// told (notify), HTTP.
package matching
