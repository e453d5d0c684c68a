package edge

import (
	"net/http"
	"strings"
)

// AcceptsGzip says whether a client can read a gzip body (RFC 9110 §12.5.3).
func AcceptsGzip(r *http.Request) bool {
	any := false
	for _, field := range r.Header["Accept-Encoding"] {
		for part := range strings.SplitSeq(field, ",") {
			coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
			refused := isZero(weight)
			switch strings.ToLower(strings.TrimSpace(coding)) {
			case "gzip", "x-gzip":
				return !refused
			case "*":
				any = !refused
			}
		}
	}
	return any
}

// isZero says whether a weight is q=0, in any of its spellings.
func isZero(weight string) bool {
	name, value, _ := strings.Cut(strings.TrimSpace(weight), "=")
	return strings.EqualFold(strings.TrimSpace(name), "q") && strings.Trim(strings.TrimSpace(value), "0.") == "" && value != ""
}
