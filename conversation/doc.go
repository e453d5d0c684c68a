// Package conversation is where people write to each other about something of another room: a request, one day an event.
//
//	a room ─Open, Join, Leave, Close, in its transaction─▶ threads ──▶ thread_members
//	a person ─Contact: once, to who may answer───────────────┘              │ feed: every screen of theirs
//	         ─Write─▶ messages, numbered under the thread's lock ──▶ notify │ (one unread notice a thread, without the text)
//	         ◀─Threads, Messages, Unread: what this Viewer may know of ◀────┘
//
// A subject is opaque: a word, a colon and a number. Numbers of messages are 1, 2, 3… in the order in which they became visible, so
// that who asks for what comes after a number misses nothing. Texts are sealed under the server's key and stand in no notice, log or
// error. Instants are UTC, lengths of texts are in signs.
//
// Not here: what a subject is and who may be in its thread (the rooms that open them), who a person is (a function of main), pages
// and JSON (web, api), the streams themselves (notify's Hub).
package conversation
