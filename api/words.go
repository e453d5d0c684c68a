package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"golang.org/x/text/language"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// Words is every table of codes with its labels in one language.
type Words struct {
	Language   string     `json:"language" enum:"fr,en"`
	Families   []Family   `json:"families" nullable:"false" doc:"In the order of the first screen."`
	Categories []Category `json:"categories" nullable:"false"`
	Audiences  []Label    `json:"audiences" nullable:"false"`
	Modalities []Label    `json:"modalities" nullable:"false"`
	Languages  []Label    `json:"languages" nullable:"false"`
}

// Label is a code and its word.
type Label struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

// Family is a group of categories.
type Family struct {
	Label
	Icon string `json:"icon" doc:"Set and name of a pictogram (maki, temaki)." example:"maki:restaurant"`
}

// Category is what a place helps with.
type Category struct {
	Label
	Family    string `json:"family"`
	Icon      string `json:"icon" example:"temaki:shower"`
	Sensitive bool   `json:"sensitive,omitempty" doc:"Ask for it by POST: it says something about the person who asks."`
}

// SearchAnswer is what words lead to, best first.
type SearchAnswer struct {
	Items   []SearchHit `json:"items" nullable:"false"`
	Unknown *int        `json:"unknown,omitempty" doc:"With open_at: places that may be open, their hours not being known. open_state=unknown lists them."`
}

// SearchHit is one thing that is called like the words.
type SearchHit struct {
	Kind   string   `json:"kind" enum:"category,district,organisation,place"`
	ID     string   `json:"id,omitempty" format:"uuid" doc:"Of places and organisations."`
	Code   string   `json:"code,omitempty" doc:"Of districts and categories."`
	Name   string   `json:"name"`
	Detail string   `json:"detail,omitempty" doc:"Where it is, or what it belongs to."`
	Open   *Opening `json:"open,omitempty" doc:"Of places, with open_at."`
	Score  float64  `json:"score" doc:"Comparable within one answer."`
}

type wordsInput struct {
	AcceptLanguage string `header:"Accept-Language" doc:"fr or en; fr when left out." example:"en"`
}

type searchInput struct {
	Q    string `query:"q" required:"true" maxLength:"200" doc:"Words as a person types them; typing errors are forgiven." example:"doucje"`
	City string `query:"city" maxLength:"32" doc:"Code of a city." example:"13055"`
	OpenFilter
	From  lonLat `query:"from" doc:"With open_at=arrival: longitude,latitude where the walk begins."`
	Limit int    `query:"limit" default:"20" minimum:"1" maximum:"100"`
}

// What we speak; French when a client does not care.
var (
	languages = [...]string{"fr", "en"}
	spoken    = language.NewMatcher([]language.Tag{language.French, language.English})
)

// languageOf is the one of ours that a client prefers.
func languageOf(accept string) string {
	_, i := language.MatchStrings(spoken, accept)
	return languages[i]
}

func (a *API) registerCategories() {
	bodies := [2]edge.Content{wordsIn("fr"), wordsIn("en")}
	register(a, identity.ReadDirectory, huma.Operation{
		OperationID: "list-categories", Method: http.MethodGet, Path: "/v1/categories", Tags: []string{"words"},
		Summary:   "Codes and their words, in French or English",
		Responses: answers(content[Words](a, "application/json")),
	}, func(_ context.Context, in *wordsInput) (*answer, error) {
		return inLanguage(bodies, in.AcceptLanguage), nil
	})
}

// inLanguage answers in French or English.
func inLanguage(bodies [2]edge.Content, acceptLanguage string) *answer {
	_, i := language.MatchStrings(spoken, acceptLanguage)
	return respond(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Language", languages[i])
		bodies[i].Serve(w, r)
	})
}

func labelIn(lang string, t directory.Term) Label {
	if lang == "en" {
		return Label{t.Code, t.EN}
	}
	return Label{t.Code, t.FR}
}

func labelsIn(lang string, terms []directory.Term) []Label {
	out := make([]Label, len(terms))
	for i, t := range terms {
		out[i] = labelIn(lang, t)
	}
	return out
}

// wordsIn builds the tables in one language.
func wordsIn(lang string) edge.Content {
	words := Words{
		Language: lang, Audiences: labelsIn(lang, directory.Audiences), Modalities: labelsIn(lang, directory.Modalities),
		Languages: labelsIn(lang, directory.Languages),
	}
	for _, f := range directory.Families {
		words.Families = append(words.Families, Family{labelIn(lang, f.Term), f.Icon})
	}
	for _, c := range directory.Categories {
		words.Categories = append(words.Categories, Category{labelIn(lang, c.Term), c.Family, c.Icon, c.Sensitive})
	}
	return wordsContent(words)
}

func wordsContent(words any) edge.Content {
	body := append(marshal(words), '\n')
	return edge.Content{
		Type: "application/json", Cache: "public, max-age=3600", Vary: "Accept-Language", Body: body, Tag: edge.Tag(body),
	}
}

// searchTimeout bounds a search: beyond it a person has given up.
const searchTimeout = 2 * time.Second

func (a *API) registerSearch() {
	register(a, identity.ReadDirectory, huma.Operation{
		OperationID: "search", Method: http.MethodGet, Path: "/v1/search", Tags: []string{"words"},
		Summary:     "Places, organisations, districts and categories by their words",
		Description: "With open_at: places only, those that are open then. While the database does not answer, whole beginnings of words are found only.",
		Responses:   answers(content[SearchAnswer](a, "application/json")),
	}, a.search)
}

func (a *API) search(ctx context.Context, in *searchInput) (*answer, error) {
	open, err := in.open(a.minute(), in.From.orNil(), nil)
	if err != nil {
		return nil, err
	}
	asked := !open.At.IsZero()
	q := directory.SearchQuery{Text: in.Q, City: in.City, Limit: in.Limit}
	if asked {
		q.Limit = directory.MaxLimit // of which few may be open
	}
	hits, err := a.hits(ctx, q)
	if err != nil {
		return nil, err
	}
	var out SearchAnswer
	if asked {
		kept, maybe := a.Live.KeepOpen(hits, open)
		unknown := len(maybe)
		out.Unknown = &unknown
		if open.Maybe {
			kept = maybe
		}
		hits = kept[:min(len(kept), in.Limit)]
	}
	out.Items = make([]SearchHit, len(hits))
	for i, h := range hits {
		out.Items[i] = SearchHit{Kind: h.Kind, Code: h.Code, Name: h.Name, Detail: h.Detail, Score: rounded(h.Score, 3)}
		if h.Kind == "place" || h.Kind == "organisation" {
			out.Items[i].ID = h.ID.String()
		}
		if asked {
			o := openingOf(h.Open)
			o.At = local(h.Open.At)
			out.Items[i].Open = &o
		}
	}
	cache := ""
	if open.Walk {
		cache = cachePrivate
	}
	return jsonAnswer(out, cache), nil
}

// hits asks the database, and the live copy while the database is away (promise E6).
func (a *API) hits(ctx context.Context, q directory.SearchQuery) ([]directory.SearchHit, error) {
	if a.Store == nil {
		return a.Live.Search(q)
	}
	bound, cancel := context.WithTimeout(ctx, searchTimeout)
	defer cancel()
	hits, err := a.Store.Search(bound, q)
	var invalid *directory.Invalid
	if err == nil || errors.As(err, &invalid) || ctx.Err() != nil {
		return hits, err
	}
	a.Log.WarnContext(ctx, "search falls back to the live copy", "error", err)
	return a.Live.Search(q)
}
