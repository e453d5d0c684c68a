// Package moderation keeps people safe from each other: what is reported, who decides, why, and who looks again.
//
//	report ─▶ case ◀─ more reports of the same thing     deadline in the team's working hours
//	 │          │ states.go
//	 │          ├─ take ─ escalate ─ note ─▶ decide ─┬─▶ hide · warn · silence · suspend · ban
//	 │          │                                    └─▶ statement of reasons to one side, answer to the other (notify)
//	 │          └─ appeal ─▶ somebody else decides ─▶ closed ─▶ copies deleted
//	 └─ the thing as it stands, copied and sealed (each read of it is in the audit)
//
// What can be reported is a list of Subjects that main fills: this room knows kinds and row numbers, other rooms the things. Every
// free text in its tables is sealed under the server's key. Working times are durations that a schedule counts, in the city's zone.
//
// The law: Regulation (EU) 2022/2065 (DSA), articles 16 (notice and action), 17 (statement of reasons), 18 (suspicion of a crime)
// and 20 (complaints). Not here: what a sanction does to an account and the audit itself (identity), pages and JSON (web, api).
package moderation
