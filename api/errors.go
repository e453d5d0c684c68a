package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
)

// useProblems makes huma's own refusals problems of ours. huma keeps these two functions in package variables: the
// first API sets them, once.
var useProblems = sync.OnceFunc(func() {
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError { return validation(status, msg, errs) }
	huma.NewErrorWithContext = func(_ huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return validation(status, msg, errs)
	}
})

// validation turns what huma found wrong with a request into a problem: parameters 400, the meaning of a body 422.
func validation(status int, msg string, errs []error) *edge.Problem {
	p := edge.Internal
	switch status {
	case http.StatusRequestEntityTooLarge:
		p = edge.BodyTooLarge
	case http.StatusUnsupportedMediaType:
		p = edge.BadMediaType
	case http.StatusBadRequest, http.StatusRequestTimeout:
		p = edge.BadBody.WithStatus(status)
	case http.StatusUnprocessableEntity:
		p = edge.BadField
	}
	var details []string
	for _, err := range errs {
		var d *huma.ErrorDetail
		if !errors.As(err, &d) {
			continue
		}
		where, name, _ := strings.Cut(d.Location, ".")
		name, _, _ = strings.Cut(name, "[") // the parameter, not which of its values
		if where != "body" {
			p = edge.BadParameter
		}
		fault := edge.Fault{Parameter: name, Reason: reason(d)}
		if name == "" { // the body as a whole: its text is not worth repeating
			fault = edge.Fault{Parameter: where, Reason: d.Message}
		}
		p.Errors = append(p.Errors, fault)
		details = append(details, fault.Parameter+": "+fault.Reason)
	}
	if p.Status < http.StatusInternalServerError {
		p.Detail = strings.Join(details, "; ")
		if p.Detail == "" {
			p.Detail = msg
		}
	}
	return &p
}

// reason says the value and why it cannot be used.
func reason(d *huma.ErrorDetail) string {
	message := strings.TrimPrefix(d.Message, "invalid value: ")
	if _, isObject := d.Value.(map[string]any); d.Value == nil || d.Value == "" || isObject || message != d.Message {
		return message // our own parsers already name the value
	}
	if strings.HasPrefix(message, "expected value to be one of") && len(message) > 200 {
		message = "is not known; /v1/categories lists what is"
	}
	return fmt.Sprintf("%s: %s", clip(fmt.Sprint(d.Value)), message)
}

// clip keeps an answer short whatever was sent.
func clip(s string) string {
	const longest = 80 // bytes
	if len(s) <= longest {
		return s
	}
	return strings.ToValidUTF8(s[:longest], "") + "…"
}

// problem turns an error of a handler into an answer. What is not meant for clients is logged, without what was asked.
func (a *API) problem(ctx context.Context, op huma.Operation, err error) *edge.Problem {
	var known *edge.Problem
	var invalid *directory.Invalid
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &invalid):
		if op.Method != http.MethodGet {
			return edge.BadField.At(invalid.Param, invalid.Reason)
		}
		return edge.BadParameter.At(invalid.Param, invalid.Reason)
	case errors.Is(err, directory.ErrNotReady):
		return edge.Starting.With("")
	case errors.As(err, new(*directory.Clash)), errors.As(err, new(*directory.OrganisationClash)):
		return edge.Changed.With(err.Error())
	case errors.Is(err, directory.ErrTooYoung):
		return edge.TooYoung.With("")
	}
	if refusal, ok := edge.Refusal(err); ok {
		return refusal
	}
	switch {
	case ctx.Err() != nil:
		return edge.Unavailable.With("")
	}
	a.Log.ErrorContext(ctx, "answering failed", slog.String("operation", op.OperationID), slog.Any("error", err))
	return edge.Internal.With("")
}

// problemResponse documents what every operation answers when it does not succeed.
func problemResponse(registry huma.Registry) *huma.Response {
	return &huma.Response{
		Description: "A problem (RFC 9457).",
		Content: map[string]*huma.MediaType{
			"application/problem+json": {Schema: registry.Schema(reflect.TypeFor[edge.Problem](), true, "")},
		},
	}
}
