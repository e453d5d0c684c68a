// Package coverage says how well each district is served: what is needed there, what there is, who waits, what the life together looks
// like, and how far these figures can be trusted.
//
//	requests, invitations, sign-ups, members, volunteers, messages ──set-based SQL──▶ people of (district, period)
//	live copies: places, hours, volunteers, calendar, residents ──────────────────▶ supply of (district, now), kept when a period ends
//	                                                                     │
//	the feed marks (city, period) ──beat──▶ recomputed in batches ──▶ coverage_figures: exact, for the staff of the district
//	nightly, days after a month is over ──▶ withheld where few (k ≥ 11) ──▶ coverage_releases: public, never changed afterwards
//
// Everything belongs to one finest district: a place, a request and an event to the one that it lies in, a person to that of their home.
// A district above is the sum of those below; a median is made anew from what it is the median of. Confidential places are nowhere in
// it (P4). Nothing here names a person: the tables hold sums.
//
// Units: persons, seconds, hours of a week, metres; shares are between 0 and 1. Not here: words for people (web, by code), shapes.
package coverage
