package api

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/alentour/alentour/edge"
)

// mountDocuments serves the OpenAPI document and answers for addresses of the API that do not exist.
func (a *API) mountDocuments() error {
	document, err := a.huma.OpenAPI().MarshalJSON()
	if err != nil {
		return fmt.Errorf("api: OpenAPI document: %w", err)
	}
	c := edge.Content{Type: "application/vnd.oai.openapi+json;version=3.1", Cache: "public, max-age=300", Body: document, Tag: edge.Tag(document)}
	a.mux.HandleFunc("GET /openapi.json", c.Serve)
	for _, prefix := range []string{"/v1/", "/tiles/", "/exports/"} {
		a.mux.HandleFunc(prefix, a.nothing)
	}
	return a.mountDocs()
}

// nothing answers for what no operation answers: another method's address, or none.
func (a *API) nothing(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		other := *r
		other.Method = method
		if _, pattern := a.mux.Handler(&other); strings.HasPrefix(pattern, method+" ") {
			allowed = append(allowed, method)
		}
	}
	if allowed == nil {
		edge.NotFound.With("").Write(w)
		return
	}
	if allowed[0] == http.MethodGet {
		allowed = append([]string{http.MethodGet, http.MethodHead}, allowed[1:]...)
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	edge.MethodNotAllowed.With(r.Method + " is not " + strings.Join(allowed, " or ")).Write(w)
}
