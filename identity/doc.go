// Package identity knows who is looking: accounts, sign-in by code, sessions, and what each person may do.
//
//	contact ─RequestCode─▶ code ─┬─▶ deliveries (sealed) ─Run─▶ Config.Send     e-mail, SMS
//	                             └─▶ Verify ─┐
//	printed code ──────────────▶ Redeem ─────┴─▶ session ─▶ token
//	                                                          │ each request
//	accounts, sessions, grants, blocks ─feed─▶ cache ─▶ Check ┴─▶ Viewer: May(action, scope), Sees(account)
//	                                                               │
//	staff: Grant, Suspend, Ban, Recover… ◀─── rights.go, one table ┘ ─▶ audit (rows are only ever added)
//
// A code is asked for in the same words and statements whether its contact has an account or not: nothing here looks. A person
// becomes a member with the first code that comes back. Accounts, districts and organisations are row numbers; ids (UUID) are
// for the outside. Days are UTC. Errors and logs name no person, contact or code.
//
// Not here: who a member is (directory), messages other than codes and notices of recovery (notify), cookies and headers (edge).
package identity
