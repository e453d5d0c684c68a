package edge

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/alentour/alentour/identity"
)

// Refusal turns a refusal of identity, or of a room in its words, into a problem. ok is false for every other error.
func Refusal(err error) (p *Problem, ok bool) {
	refusal, ok := errors.AsType[*identity.Error](err)
	if !ok {
		return nil, false
	}
	kind, known := refusals[refusal.Code]
	if !known {
		return nil, false
	}
	p = kind.With(refusal.Reason)
	if refusal.RetryAfter > 0 {
		p.RetryS = int(refusal.RetryAfter.Seconds())
	}
	return p, true
}

var refusals = map[identity.Code]Problem{
	identity.BadContact:   BadContact,
	identity.BadValue:     BadField,
	identity.WrongCode:    WrongCode,
	identity.TooMany:      TooManyRequests,
	identity.NoSession:    NoSession,
	identity.Forbidden:    Forbidden,
	identity.Banned:       Banned,
	identity.Recovering:   Recovering,
	identity.ContactTaken: ContactTaken,
	identity.LastContact:  LastContact,
	identity.NotFound:     NotFound,
	identity.Unavailable:  Unavailable,
}

// retryAfter tells a client when to come back, where that is known.
func (p *Problem) retryAfter(h http.Header) {
	if p.RetryS > 0 {
		h.Set("Retry-After", strconv.Itoa(p.RetryS))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
}
