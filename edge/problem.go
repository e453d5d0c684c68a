package edge

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
)

// Problem is an answer that is not a success, as RFC 9457 writes it. It is also an error, so that handlers return it.
type Problem struct {
	Type   string  `json:"type" format:"uri-reference" doc:"Names the kind of problem; stable, documented at this address." example:"/problems/bad-parameter"`
	Title  string  `json:"title" doc:"The kind of problem in words." example:"A parameter cannot be used"`
	Status int     `json:"status" doc:"HTTP status code." example:"400"`
	Detail string  `json:"detail,omitempty" doc:"What is wrong this time: the value and the reason." example:"radius_m: 60000 > 50000"`
	Errors []Fault `json:"errors,omitempty" nullable:"false" doc:"Each parameter or field that is wrong."`
	RetryS int     `json:"-"` // Retry-After; 0 = it makes no difference
}

// Fault is one thing that is wrong with a request.
type Fault struct {
	Parameter string `json:"parameter" doc:"Name of the parameter, header or field." example:"radius_m"`
	Reason    string `json:"reason" doc:"Why it cannot be used, with its value." example:"60000 > 50000"`
}

// The kinds of problem. Their types are addresses: they never change.
var (
	BadParameter     = Problem{Type: "/problems/bad-parameter", Title: "A parameter cannot be used", Status: http.StatusBadRequest}
	UnknownParameter = Problem{Type: "/problems/unknown-parameter", Title: "A parameter is not known", Status: http.StatusBadRequest}
	BadBody          = Problem{Type: "/problems/bad-body", Title: "The body cannot be read", Status: http.StatusBadRequest}
	BadField         = Problem{Type: "/problems/bad-field", Title: "A field of the body cannot be used", Status: http.StatusUnprocessableEntity}
	NotFound         = Problem{Type: "/problems/not-found", Title: "There is nothing here", Status: http.StatusNotFound}
	MethodNotAllowed = Problem{Type: "/problems/method-not-allowed", Title: "This address does not take this method", Status: http.StatusMethodNotAllowed}
	BodyTooLarge     = Problem{Type: "/problems/body-too-large", Title: "The body is too large", Status: http.StatusRequestEntityTooLarge}
	BadMediaType     = Problem{Type: "/problems/bad-media-type", Title: "The body is not JSON", Status: http.StatusUnsupportedMediaType}
	TooManyRequests  = Problem{Type: "/problems/too-many-requests", Title: "Too many requests from this address", Status: http.StatusTooManyRequests}
	Internal         = Problem{Type: "/problems/internal", Title: "Something failed on our side", Status: http.StatusInternalServerError}
	Overloaded       = Problem{Type: "/problems/overloaded", Title: "Too many requests at once", Status: http.StatusServiceUnavailable}
	Starting         = Problem{Type: "/problems/starting", Title: "The directory is being loaded", Status: http.StatusServiceUnavailable}
	Unavailable      = Problem{Type: "/problems/unavailable", Title: "The database does not answer", Status: http.StatusServiceUnavailable}

	NoSession    = Problem{Type: "/problems/no-session", Title: "Sign in first", Status: http.StatusUnauthorized}
	Forbidden    = Problem{Type: "/problems/forbidden", Title: "You may not do this here", Status: http.StatusForbidden}
	TooYoung     = Problem{Type: "/problems/too-young", Title: "Under 15: the account was erased", Status: http.StatusForbidden}
	Changed      = Problem{Type: "/problems/changed", Title: "It was changed since you read it", Status: http.StatusConflict}
	CrossSite    = Problem{Type: "/problems/cross-site", Title: "Sent by the page of another site", Status: http.StatusForbidden}
	BadContact   = Problem{Type: "/problems/bad-contact", Title: "Not an e-mail address or telephone number", Status: http.StatusUnprocessableEntity}
	WrongCode    = Problem{Type: "/problems/wrong-code", Title: "The code is wrong, used or too old", Status: http.StatusUnprocessableEntity}
	Banned       = Problem{Type: "/problems/banned", Title: "This account was ended", Status: http.StatusForbidden}
	Recovering   = Problem{Type: "/problems/recovering", Title: "This contact is being given to an account", Status: http.StatusConflict}
	ContactTaken = Problem{Type: "/problems/contact-taken", Title: "Another account has this contact", Status: http.StatusConflict}
	LastContact  = Problem{Type: "/problems/last-contact", Title: "Without this contact nobody could sign in any more", Status: http.StatusConflict}
)

// Kinds lists every kind of problem, for the documentation.
func Kinds() []Problem {
	return []Problem{
		BadParameter, UnknownParameter, BadBody, BadField, NotFound, MethodNotAllowed, BodyTooLarge, BadMediaType,
		TooManyRequests, Internal, Overloaded, Starting, Unavailable,
		NoSession, Forbidden, TooYoung, Changed, CrossSite, BadContact, WrongCode, Banned, Recovering, ContactTaken, LastContact,
	}
}

// With says what is wrong this time.
func (p Problem) With(detail string) *Problem {
	p.Detail = detail
	return &p
}

// WithStatus is the same kind of problem under another status.
func (p Problem) WithStatus(status int) Problem {
	p.Status = status
	return p
}

// At says which parameter is wrong, and why.
func (p Problem) At(parameter, reason string) *Problem {
	p.Detail = parameter + ": " + reason
	p.Errors = []Fault{{parameter, reason}}
	return &p
}

func (p *Problem) Error() string {
	if p.Detail == "" {
		return p.Title
	}
	return p.Detail
}

// GetStatus is how huma asks for the status of an error.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is how huma asks for the media type of an error.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// Write answers with the problem. It is never kept by a cache.
func (p *Problem) Write(w http.ResponseWriter) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(p) // texts and a number: nothing that cannot be encoded
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(body.Len()))
	h.Del("ETag")
	p.retryAfter(h)
	w.WriteHeader(p.Status)
	_, _ = w.Write(body.Bytes()) // a client that has gone is no concern of ours
}

// Refuse answers with the problem and says when to come back.
func Refuse(w http.ResponseWriter, p Problem, retryS int) {
	w.Header().Set("Retry-After", strconv.Itoa(retryS))
	p.Write(w)
}

func logPanic(log *slog.Logger, pattern string, p any) {
	log.Error("panic", slog.String("route", pattern), slog.Any("value", p), slog.String("stack", string(debug.Stack())))
}
