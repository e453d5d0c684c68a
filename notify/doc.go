// Package notify is the one path to people: what happened is recorded once, shown in the app, and sent by e-mail or SMS as each
// person wants it.
//
//	rooms ─Post, in their transaction─▶ notices ──feed──▶ Hub ──▶ streams of every node
//	                                       └─▶ errands
//	                                             │ plan: now, with the digest, later or never (quiet hours, pause, caps)
//	                                             ▼
//	                                          parcels ─outbox─▶ Mail (SMTP), SMS (HTTP gateway)
//
// A notice has codes, ids and short public names; the catalogue (kinds_*.go) makes words of them in the reader's language. Each
// recipient's notices are numbered 1, 2, 3… under the lock of their row, so that a stream can go on after any number and miss
// nothing. In the app a notice stands exactly once for (person, kind, subject). An e-mail or SMS leaves at least once; only a
// death between hand-over and record repeats it, under the same id.
//
// Minutes of the day are on the recipient's clock, everything else is UTC. Not here: pages and JSON (web, api), codes of
// sign-in before they are words (identity), conversations between people.
package notify
