package api

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alentour/alentour/edge"
)

//go:embed docs/docs.html
var docsHTML string

//go:embed docs/docs.css
var docsCSS []byte

// docsPolicy lets the page load its style sheet and nothing else: it needs no script.
const docsPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// docsPage is the OpenAPI document as people read it.
type docsPage struct {
	Title, About, Version string
	Tags                  []docsTag
	Problems              []edge.Problem
	Schemas               []docsSchema
}

type docsTag struct {
	Name, About string
	Operations  []docsOperation
}

type docsOperation struct {
	ID, Method, Path, Summary, About, Example string

	ParametersAre string // "parameter", or "field" of a body
	Parameters    []docsParameter
	Answers       []docsAnswer
}

type docsParameter struct {
	Name, About, Values string
	Schema              string // name of the schema it refers to
	Required            bool
}

type docsAnswer struct{ Type, Schema string }

type docsSchema struct {
	Name       string
	Parameters []docsParameter
}

// mountDocs serves the page and its style sheet, made once from the OpenAPI document.
func (a *API) mountDocs() error {
	page, err := template.New("docs").Parse(docsHTML)
	if err != nil {
		return fmt.Errorf("api: docs page: %w", err)
	}
	var html bytes.Buffer
	if err := page.Execute(&html, a.docsPage()); err != nil {
		return fmt.Errorf("api: docs page: %w", err)
	}
	serve := func(mediaType string, body []byte) http.HandlerFunc {
		c := edge.Content{Type: mediaType, Cache: "public, max-age=300", Body: body, Tag: edge.Tag(body)}
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", docsPolicy)
			c.Serve(w, r)
		}
	}
	a.mux.HandleFunc("GET /docs", serve("text/html; charset=utf-8", html.Bytes()))
	a.mux.HandleFunc("GET /docs.css", serve("text/css; charset=utf-8", docsCSS))
	a.mux.HandleFunc("GET /problems/{kind}", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/docs#/problems/"+url.PathEscape(r.PathValue("kind")), http.StatusFound)
	})
	return nil
}

func (a *API) docsPage() docsPage {
	document := a.huma.OpenAPI()
	page := docsPage{
		Title: document.Info.Title, About: document.Info.Description, Version: document.Info.Version, Problems: edge.Kinds(),
	}
	schemas := document.Components.Schemas.Map()
	for _, tag := range document.Tags {
		page.Tags = append(page.Tags, docsTag{tag.Name, tag.Description, a.operationsOf(document, tag.Name)})
	}
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		page.Schemas = append(page.Schemas, docsSchema{name, fieldsOf(schemas[name])})
	}
	return page
}

func (a *API) operationsOf(document *huma.OpenAPI, tag string) []docsOperation {
	var list []docsOperation
	for _, path := range slices.Sorted(maps.Keys(document.Paths)) {
		item := document.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Put, item.Post, item.Patch, item.Delete} {
			if op == nil || !slices.Contains(op.Tags, tag) {
				continue
			}
			list = append(list, a.describe(op, document.Components.Schemas))
		}
	}
	return list
}

func (a *API) describe(op *huma.Operation, schemas huma.Registry) docsOperation {
	out := docsOperation{
		ID: op.OperationID, Method: op.Method, Path: op.Path, Summary: op.Summary, About: op.Description,
		ParametersAre: "parameter", Example: a.example(op),
	}
	for _, p := range op.Parameters {
		d := parameterOf(p.Name, p.Schema)
		d.About, d.Required = p.Description, p.Required
		out.Parameters = append(out.Parameters, d)
	}
	if op.RequestBody != nil && op.RequestBody.Content["application/json"] != nil { // a file has no fields
		out.ParametersAre = "field"
		out.Parameters = append(out.Parameters, fieldsOf(schemas.SchemaFromRef(op.RequestBody.Content["application/json"].Schema.Ref))...)
	}
	content := map[string]*huma.MediaType{}
	if ok := op.Responses["200"]; ok != nil { // else it answers without a body
		content = ok.Content
	}
	for _, mediaType := range slices.Sorted(maps.Keys(content)) {
		out.Answers = append(out.Answers, docsAnswer{mediaType, nameOf(content[mediaType].Schema)})
	}
	return out
}

// exampleBody is the key in an operation's Metadata of a body that people can paste.
const exampleBody = "example"

// example is a command that people can paste, where the document gives the values it needs.
func (a *API) example(op *huma.Operation) string {
	root := a.PublicURL
	if root == "" {
		root = "http://localhost:8080"
	}
	if op.Method != http.MethodGet {
		body, ok := op.Metadata[exampleBody].(string)
		if !ok {
			return ""
		}
		return `curl -H 'Content-Type: application/json' -d '` + body + `' ` + root + op.Path
	}
	path := root + op.Path
	for _, p := range op.Parameters {
		if p.In != "query" && len(p.Schema.Examples) == 0 {
			return ""
		}
		if p.In == "path" {
			path = strings.ReplaceAll(path, "{"+p.Name+"}", fmt.Sprint(p.Schema.Examples[0]))
		}
	}
	for _, p := range op.Parameters {
		if p.In == "query" && len(p.Schema.Examples) > 0 {
			return "curl '" + path + "?" + p.Name + "=" + fmt.Sprint(p.Schema.Examples[0]) + "'"
		}
	}
	return "curl '" + path + "'"
}

func fieldsOf(s *huma.Schema) []docsParameter {
	var list []docsParameter
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		field := s.Properties[name]
		d := parameterOf(name, field)
		d.About, d.Required = field.Description, slices.Contains(s.Required, name)
		list = append(list, d)
	}
	return list
}

// parameterOf says which values a schema allows.
func parameterOf(name string, s *huma.Schema) docsParameter {
	d := docsParameter{Name: name, Values: s.Type, Schema: nameOf(s)}
	if d.Schema != "" {
		d.Values = d.Schema
	}
	of := s
	if s.Items != nil {
		of = s.Items
		d.Values = "list of " + of.Type + nameOf(of)
	}
	if s.Format != "" && s.Type == huma.TypeString {
		d.Values = s.Format
	}
	if len(s.Examples) > 0 && s.Ref == "" {
		d.Values += fmt.Sprintf(", such as %v", s.Examples[0])
	}
	switch {
	case len(of.Enum) > 20:
		d.Values = fmt.Sprintf("one of %d codes, see /v1/categories", len(of.Enum))
	case len(of.Enum) > 0:
		d.Values = strings.Trim(fmt.Sprint(of.Enum), "[]")
	}
	for _, limit := range []struct {
		word  string
		value *float64
	}{{"> ", s.ExclusiveMinimum}, {"≥ ", s.Minimum}, {"≤ ", s.Maximum}} {
		if limit.value != nil {
			d.Values += fmt.Sprintf(", %s%g", limit.word, *limit.value)
		}
	}
	if s.Default != nil {
		d.Values += fmt.Sprintf(", %v when left out", s.Default)
	}
	return d
}

// nameOf is the name of the schema that s, or each of its items, refers to.
func nameOf(s *huma.Schema) string {
	if s == nil { // a file
		return ""
	}
	ref := s.Ref
	if ref == "" && s.Items != nil {
		ref = s.Items.Ref
	}
	return ref[strings.LastIndexByte(ref, '/')+1:]
}
