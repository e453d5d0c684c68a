package web

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// assets are the files that the client's build left in dist: a name that holds a hash of the bytes, and beside it the
// same bytes compressed once and for all.
type assets struct {
	files map[string]asset
	names map[string]string // "icons.svg" → "icons-1a2b3c.svg"
}

type asset struct{ plain, gzipped []byte }

// readAssets reads what was built. Nothing built: pages stand without style and script, and still work.
func readAssets() (*assets, error) {
	a := &assets{files: map[string]asset{}, names: map[string]string{}}
	manifest, err := dist.ReadFile("dist/manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return a, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(manifest, &a.names); err != nil {
		return nil, fmt.Errorf("web/dist/manifest.json: %w", err)
	}
	entries, err := dist.ReadDir("dist")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		name := e.Name()
		bytes, err := dist.ReadFile("dist/" + name)
		if err != nil {
			return nil, err
		}
		if plain, ok := strings.CutSuffix(name, ".gz"); ok {
			a.files[plain] = asset{a.files[plain].plain, bytes}
		} else {
			a.files[name] = asset{bytes, a.files[name].gzipped}
		}
	}
	return a, nil
}

// url is where an asset is fetched; empty when it was not built.
func (a *assets) url(name string) string {
	if hashed, ok := a.names[name]; ok {
		return "/assets/" + hashed
	}
	return ""
}

func (a *assets) serve(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	file, ok := a.files[name]
	if !ok || name == "manifest.json" || file.plain == nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	bytes := file.plain
	if file.gzipped != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		bytes = file.gzipped
	}
	h.Set("Content-Length", strconv.Itoa(len(bytes)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(bytes) // the reader has gone: nobody is left to tell
	}
}
