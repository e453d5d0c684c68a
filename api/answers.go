package api

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alentour/alentour/edge"
)

// jsonAnswer answers with v; cache is its Cache-Control, empty = ask each time.
func jsonAnswer(v any, cache string) *answer {
	c := edge.Content{Type: "application/json", Cache: cache, Body: append(marshal(v), '\n')}
	return respond(c.Serve)
}

// documented is one media type of an answer and its schema.
type documented struct {
	mediaType string
	schema    *huma.Schema
}

// content documents a media type by the type of its body.
func content[T any](a *API, mediaType string) documented {
	return documented{mediaType, a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[T](), true, "")}
}

// answers documents a success, and the answer to a client that already has it.
func answers(forms ...documented) map[string]*huma.Response {
	ok := &huma.Response{Description: http.StatusText(http.StatusOK), Content: map[string]*huma.MediaType{}}
	for _, f := range forms {
		ok.Content[f.mediaType] = &huma.MediaType{Schema: f.schema}
	}
	return map[string]*huma.Response{
		"200": ok,
		"304": {Description: "You already have it (If-None-Match)."},
	}
}
