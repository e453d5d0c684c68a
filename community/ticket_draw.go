package community

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"slices"

	"github.com/google/uuid"
)

// Applicant is somebody who would like a ticket.
type Applicant struct {
	Ticket uuid.UUID // of their application: says nothing of who they are
	Served int       // tickets that they had before
}

// DrawOrder is the order in which applicants get tickets: who had fewest before comes first, and among those the lot decides: the
// HMAC-SHA-256 of the ticket's sixteen bytes under the seed, smallest first. Whoever knows the seed, which is published with the draw,
// can do it again; whoever knows SHA-256 of it, which is published before anybody applies, can check that it was not chosen after.
func DrawOrder(seed []byte, applicants []Applicant) []Applicant {
	type lot struct {
		Applicant
		key []byte
	}
	lots := make([]lot, len(applicants))
	for i, a := range applicants {
		lots[i] = lot{a, DrawKey(seed, a.Ticket)}
	}
	slices.SortFunc(lots, func(a, b lot) int {
		return cmp.Or(cmp.Compare(a.Served, b.Served), slices.Compare(a.key, b.key))
	})
	order := make([]Applicant, len(lots))
	for i := range lots {
		order[i] = lots[i].Applicant
	}
	return order
}

// DrawKey is the lot of a ticket.
func DrawKey(seed []byte, ticket uuid.UUID) []byte {
	h := hmac.New(sha256.New, seed)
	h.Write(ticket[:])
	return h.Sum(nil)
}
