package edge_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"testing"

	"github.com/alentour/alentour/edge"
)

func TestDrainFinishesWhatIsBegunAndEndsStreams(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	begun, release := make(chan struct{}), make(chan struct{})
	mux := routes(map[string]http.HandlerFunc{
		"/slow": func(w http.ResponseWriter, r *http.Request) {
			close(begun)
			<-release
			if r.Context().Err() != nil {
				t.Error("the request was cancelled")
			}
			_, _ = io.WriteString(w, "done")
		},
		"/stream": func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, "first\n")
			_ = http.NewResponseController(w).Flush()
			<-edge.Draining(r.Context())
			_, _ = io.WriteString(w, "last\n")
		},
	})
	e, err := edge.New(edge.Config{Next: mux})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- edge.Serve(ctx, listener, e) }()
	url := "http://" + listener.Addr().String()

	stream, err := http.Get(url + "/stream")
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	lines := bufio.NewReader(stream.Body)
	if line, err := lines.ReadString('\n'); line != "first\n" {
		t.Fatalf("%q %v", line, err)
	}
	slow := make(chan string, 1)
	go func() {
		res, err := http.Get(url + "/slow")
		if err != nil {
			slow <- err.Error()
			return
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		slow <- string(body)
	}()
	<-begun
	stop()
	if line, err := lines.ReadString('\n'); line != "last\n" {
		t.Errorf("stream: %q %v", line, err)
	}
	close(release)
	if got := <-slow; got != "done" {
		t.Errorf("begun request: %q", got)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if _, err := http.Get(url + "/slow"); err == nil {
		t.Error("a stopped server answers")
	}
}
