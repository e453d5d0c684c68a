package edge

import (
	"net/http"
	"strconv"
	"time"
)

// writer remembers what was answered, and says in the header how long that took.
type writer struct {
	http.ResponseWriter
	begun  time.Time
	headed time.Duration // until the header was written
	lasts  bool          // it is a stream
	status int
	bytes  int64
}

func (w *writer) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
		w.headed = time.Since(w.begun)
		b := append(make([]byte, 0, 24), "app;dur="...)
		b = strconv.AppendFloat(b, float64(w.headed.Microseconds())/1000, 'f', -1, 64)
		w.Header()["Server-Timing"] = []string{string(b)}
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *writer) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Flush sends what is written so far, for streams.
func (w *writer) Flush() {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	_ = http.NewResponseController(w.ResponseWriter).Flush() // a connection that cannot flush delivers at the end
}

// Unwrap lets http.ResponseController reach the connection.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }
