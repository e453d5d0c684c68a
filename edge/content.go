package edge

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/cespare/xxhash/v2"
)

// Content is a whole body, ready to send.
type Content struct {
	Type     string // media type
	Encoding string // Content-Encoding when Body is already compressed
	Cache    string // Cache-Control; empty = "no-cache": kept, but asked for each time
	Vary     string // request fields the answer depends on, besides Accept-Encoding
	Tag      string // entity tag; empty = Tag(Body)
	Body     []byte
}

// Tag is the entity tag of a body. It is weak because the same answer travels compressed or not, and the same on every
// node that gives the same answer.
func Tag(body []byte) string {
	b := append(make([]byte, 0, 24), `W/"`...)
	b = strconv.AppendUint(b, xxhash.Sum64(body), 36)
	return string(append(b, '"'))
}

// Serve answers a GET, HEAD or POST with the content; 304 without a body when the client already has it.
func (c Content) Serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if c.Vary != "" {
		h["Vary"] = append(h["Vary"], c.Vary)
	}
	if c.Cache == "" {
		c.Cache = "no-cache"
	}
	h["Cache-Control"] = []string{c.Cache}
	if r.Method != http.MethodPost {
		if c.Tag == "" {
			c.Tag = Tag(c.Body)
		}
		h["Etag"] = []string{c.Tag}
		if have := r.Header["If-None-Match"]; have != nil && Match(have, c.Tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	if len(c.Body) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	h["Content-Type"] = []string{c.Type}
	if c.Encoding != "" {
		h["Content-Encoding"] = []string{c.Encoding}
	}
	h["Content-Length"] = []string{strconv.Itoa(len(c.Body))}
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(c.Body) // a client that has gone is no concern of ours
}

// Match says whether an If-None-Match field names the tag, by weak comparison (RFC 9110 §13.1.2). A field that is not
// well-formed matches up to where it goes wrong.
func Match(fields []string, tag string) bool {
	opaque := strings.TrimPrefix(tag, "W/")
	for _, field := range fields {
		if strings.TrimSpace(field) == "*" {
			return true
		}
		for {
			field = strings.TrimLeft(field, " \t,")
			field = strings.TrimPrefix(field, "W/")
			if !strings.HasPrefix(field, `"`) {
				break
			}
			end := strings.IndexByte(field[1:], '"') + 2
			if end < 2 {
				break
			}
			if field[:end] == opaque {
				return true
			}
			field = field[end:]
		}
	}
	return false
}
