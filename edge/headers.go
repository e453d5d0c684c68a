package edge

import "net/http"

// apiPolicy is the Content-Security-Policy of JSON and tiles: a browser that shows one runs nothing.
const apiPolicy = "default-src 'none'; frame-ancestors 'none'"

// apiHeaders is what every answer of the API says. A route may replace any of them.
func apiHeaders() http.Header {
	return http.Header{
		"X-Content-Type-Options":        {"nosniff"},
		"Content-Security-Policy":       {apiPolicy},
		"Access-Control-Allow-Origin":   {"*"},
		"Access-Control-Expose-Headers": {"*"},
	}
}

// pageHeaders is what every page says.
func pageHeaders(policy string) http.Header {
	h := http.Header{
		"X-Content-Type-Options":       {"nosniff"},
		"Referrer-Policy":              {"no-referrer"},
		"Cross-Origin-Opener-Policy":   {"same-origin"},
		"Cross-Origin-Resource-Policy": {"same-origin"},
		"Permissions-Policy":           {"camera=(), microphone=(), geolocation=(self)"},
	}
	if policy != "" {
		h.Set("Content-Security-Policy", policy)
	}
	return h
}

func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != ""
}

// preflight allows any site to ask, with a bearer token that it was given. It never allows credentials, so a browser adds no cookie.
func preflight(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE")
	h.Set("Access-Control-Allow-Headers", "Accept, Accept-Language, Alentour-Position, Authorization, Content-Type, If-None-Match")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}
