package edge

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// drainTimeout bounds how long a stopping server waits for the requests it has begun.
const drainTimeout = 10 * time.Second

type drainingKey struct{}

// Draining is closed when the server begins to stop: a stream ends then, since a server waits for its streams.
func Draining(ctx context.Context) <-chan struct{} {
	c, _ := ctx.Value(drainingKey{}).(<-chan struct{})
	return c
}

// Serve answers on a listener until ctx ends, then drains: no new connection, what was begun is finished, streams are
// told to end. It returns nil after a drain in time.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	draining := ctx.Done()
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      2 * time.Minute, // an export on a slow line; streams lift it
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          log.New(io.Discard, "", 0), // its lines name clients' addresses; what matters is counted
		BaseContext: func(net.Listener) context.Context {
			return context.WithValue(context.WithoutCancel(ctx), drainingKey{}, draining)
		},
	}
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(l) }()
	select {
	case err := <-stopped:
		return err
	case <-draining:
	}
	bound, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	if err := server.Shutdown(bound); err != nil {
		_ = server.Close() // what is still open is cut: that is what the bound is for
		if errors.Is(err, context.DeadlineExceeded) {
			return fmt.Errorf("requests still open after %v were cut", drainTimeout)
		}
		return err
	}
	return nil
}
