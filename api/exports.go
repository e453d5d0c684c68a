package api

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// ExportList is the open-data files.
type ExportList struct {
	Items       []ExportFile `json:"items" nullable:"false"`
	Attribution []Source     `json:"attribution" nullable:"false" doc:"Every dataset in the files; each row names its own licence."`
}

// ExportFile is one file with every place.
type ExportFile struct {
	Name    string `json:"name" example:"places.geojson.gz"`
	URL     string `json:"url" format:"uri-reference" example:"/exports/places.geojson.gz"`
	Type    string `json:"type" doc:"Media type of the content."`
	Bytes   int64  `json:"bytes"`
	Written string `json:"written" format:"date-time"`
}

type exportInput struct {
	Name string `path:"name" maxLength:"64" doc:"Name of a file, from /v1/exports."`
}

// ExportKind is one of the files that are offered.
type ExportKind struct{ Name, Format, mediaType string }

// ExportFiles are the files that are offered, by name. Format is what directory.Export calls it.
func ExportFiles() []ExportKind {
	return []ExportKind{
		{"places.csv.gz", "csv", "text/csv; charset=utf-8"},
		{"places.geojson.gz", "geojson", geoJSON},
	}
}

func (a *API) registerExports() {
	register(a, identity.ReadDirectory, huma.Operation{
		OperationID: "list-exports", Method: http.MethodGet, Path: "/v1/exports", Tags: []string{"exports"},
		Summary:   "Files with every place, written each night",
		Responses: answers(content[ExportList](a, "application/json")),
	}, func(context.Context, *struct{}) (*answer, error) {
		return jsonAnswer(a.exports(), "public, max-age=300"), nil
	})
	file := documented{"application/gzip", &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	register(a, identity.ReadDirectory, huma.Operation{
		OperationID: "get-export", Method: http.MethodGet, Path: "/exports/{name}", Tags: []string{"exports"},
		Summary: "One file", Responses: answers(file),
	}, func(_ context.Context, in *exportInput) (*answer, error) {
		known := slices.ContainsFunc(ExportFiles(), func(k ExportKind) bool { return k.Name == in.Name })
		if a.ExportDir == "" || !known {
			return nil, edge.NotFound.With("")
		}
		path := filepath.Join(a.ExportDir, in.Name)
		if _, err := os.Stat(path); err != nil {
			return nil, edge.NotFound.With("it is written each night; not yet")
		}
		return respond(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/gzip")
			w.Header().Set("Cache-Control", "public, max-age=300")
			http.ServeFile(w, r, path)
		}), nil
	})
}

func (a *API) exports() ExportList {
	out := ExportList{Items: []ExportFile{}, Attribution: []Source{}}
	if a.ExportDir == "" {
		return out
	}
	for _, k := range ExportFiles() {
		info, err := os.Stat(filepath.Join(a.ExportDir, k.Name))
		if err != nil {
			continue
		}
		out.Items = append(out.Items, ExportFile{k.Name, "/exports/" + k.Name, k.mediaType, info.Size(), instant(info.ModTime())})
	}
	for _, d := range a.Live.Datasets() {
		out.Attribution = append(out.Attribution, *sourceOf(d))
	}
	return out
}
