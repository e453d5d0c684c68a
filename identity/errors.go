package identity

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Code names a kind of refusal. The edge turns it into an answer; it never changes.
type Code string

// The refusals.
const (
	BadContact   Code = "bad-contact"   // not an e-mail address or telephone number
	BadValue     Code = "bad-value"     // something else cannot be used; Reason says what
	WrongCode    Code = "wrong-code"    // wrong, used, replaced, too old, or tried too often: it is the same to a stranger
	TooMany      Code = "too-many"      // come back after RetryAfter
	NoSession    Code = "no-session"    // the token is unknown, too old or revoked
	Forbidden    Code = "forbidden"     // this person may not do this
	Banned       Code = "banned"        // said only to who has shown that the account is theirs
	Recovering   Code = "recovering"    // the contact is being given to an account; come back after RetryAfter
	ContactTaken Code = "contact-taken" // said only to staff, and to who has shown that the contact is theirs
	LastContact  Code = "last-contact"  // without it nobody could sign in any more
	NotFound     Code = "not-found"
	Unavailable  Code = "unavailable" // the database does not answer
)

// Error is a refusal. It names no person, no contact and no code.
type Error struct {
	Code       Code
	Reason     string        // for people who build on this, in English
	RetryAfter time.Duration // 0 = it makes no difference
	cause      error
}

func (e *Error) Error() string {
	text := "identity: " + strings.ReplaceAll(string(e.Code), "-", " ")
	if e.Reason != "" {
		text += ": " + e.Reason
	}
	if e.RetryAfter > 0 {
		text += fmt.Sprintf(", in %v", e.RetryAfter)
	}
	return text
}

// Unwrap gives the database's error, for logs.
func (e *Error) Unwrap() error { return e.cause }

// Is makes errors.Is(err, &Error{Code: c}) ask for the code alone.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Code == e.Code
}

// Refuse makes a refusal, for the rooms that build on this one. The reason is in English, for people who build, without personal data.
func Refuse(code Code, reason string) *Error { return &Error{Code: code, Reason: reason} }

// Failed is for rooms that build on this one, and gives them what they would get here: a database that is away is Unavailable.
func Failed(err error) error { return failed(err) }

// failed tells a database that is away from one that did not like a statement, or whose answer we did not understand: these are
// our mistakes.
func failed(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	if ours, ok := errors.AsType[*Error](err); ok {
		return ours
	}
	if said, ok := errors.AsType[*pgconn.PgError](err); ok && !strings.Contains("08 53 57 58", said.Code[:2]) {
		return fmt.Errorf("identity: %w", err)
	}
	if _, ours := errors.AsType[pgx.ScanArgError](err); ours || errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("identity: %w", err)
	}
	return &Error{Code: Unavailable, cause: err}
}
