package conversation

import (
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/identity"
)

// Thread is a conversation as one of its people sees it.
type Thread struct {
	ID      uuid.UUID
	Subject string   // "request:17"
	Topic   Topic    // what that is, as the viewer may know it; its zero value where that cannot be said
	Private bool     // of two people: one wrote first, about the subject
	Mine    bool     // the viewer is the one who wrote first
	Waits   Waiting  // for the answer that opens it for both
	People  []Person // the others who read what is written now, by number of account
	Last    int64    // the newest message that the viewer may read; 0 = none
	Read    int64    // they have read up to this one
	Unread  int      // how many messages of others come after it; 100 = that many or more
	Heard   time.Time
	Closed  time.Time // zero = it goes on

	num int64
}

// Topic is what a thread is about, in words.
type Topic struct {
	Path   string // of its page; empty when the viewer cannot open it
	Fr, En string // its name
}

// Waiting says whose turn it is in a thread that is not open for both yet.
type Waiting string

// The waitings.
const (
	NotWaiting Waiting = ""
	ForMe      Waiting = "for-me"   // the viewer may answer, or leave it
	ForThem    Waiting = "for-them" // the viewer has written once
)

// Message is one message as one of the thread's people sees it.
type Message struct {
	ID     uuid.UUID
	Number int64 // 1, 2, 3… in the order in which they came; those of people whom the viewer must not know are left out
	Author Person
	Own    bool
	State  State
	Text   string // only of one that is shown
	At     time.Time
}

// State says whether a message can be read.
type State string

// The states.
const (
	Shown  State = "shown"
	Erased State = "erased" // its author is gone
	Hidden State = "hidden" // by moderators
)

// about names a message's row to the sealer.
func about(id uuid.UUID) string { return "message " + id.String() }

// maxKey is the longest name that a writer gives a message, in bytes.
const maxKey = 100

// keyDigest is what is kept of a writer's own name for a message; nil for none.
func (s *Store) keyDigest(key string) ([]byte, error) {
	switch {
	case key == "":
		return nil, nil
	case len(key) > maxKey:
		return nil, identity.Refuse(identity.BadValue, "key: longer than "+strconv.Itoa(maxKey)+" bytes")
	}
	return s.cfg.Sealer.Digest("message key", key)[:16], nil
}
