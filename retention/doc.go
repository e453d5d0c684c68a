// Package retention says how long things about people are kept, why, and takes away what is past.
//
//	Table() ── one readable table ──┬─▶ Keeper.Night: one node, bounded batches ─▶ retention_runs, log, Config.Count
//	  rooms' own statements ────────┘─▶ docs/privacy.md and the privacy notice (a test writes and compares them)
//
// Units: calendar years, months and days before the injected clock's now. Not here: what a room keeps and how it erases one
// person (identity.Holder), and short-lived things like codes, which their rooms sweep every ten minutes; the table names these too.
package retention
