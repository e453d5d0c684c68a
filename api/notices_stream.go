package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

const (
	noticeStream = "/v1/notices/stream"
	heartbeat    = 20 * time.Second // proxies close what is silent for a minute
	writeWithin  = 10 * time.Second // a reader that takes longer for one event has gone
)

// Streams says whether a path is answered by a stream.
func Streams(path string) bool { return path == noticeStream }

func (a *API) streamNotices(ctx context.Context, in *streamInput) (*answer, error) {
	after := int64(-1)
	if in.After != "" {
		var err error
		if after, err = strconv.ParseInt(in.After, 10, 64); err != nil || after < 0 {
			return nil, edge.BadParameter.At("Last-Event-ID", "not a number of a notice")
		}
	}
	s, err := a.Hub.Join(edge.Viewer(ctx), after)
	if err != nil {
		return nil, err
	}
	return respond(func(w http.ResponseWriter, r *http.Request) {
		defer s.Leave()
		h := w.Header()
		h.Set("Content-Type", "text/event-stream")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Accel-Buffering", "no") // nginx would keep events back
		out := &events{w: w, control: http.NewResponseController(w), unread: -1, toRead: a.toRead}
		_ = out.control.SetReadDeadline(time.Time{}) // the server's is for a request that is slow to come
		// when a node goes, not all its readers come to the others at the same moment
		if out.write(fmt.Sprintf("retry: %d\n\n", 1000+rand.IntN(4000))) == nil {
			_ = out.follow(r.Context(), s) // the reader or the session has gone: nobody is left to tell
		}
	}), nil
}

// events writes server-sent events (WHATWG HTML §9.2).
type events struct {
	w       http.ResponseWriter
	control *http.ResponseController
	unread  int                                // as last said
	toRead  func(context.Context) (int, error) // conversations with something to read
}

// toRead is how many conversations hold something that the viewer has not read.
func (a *API) toRead(ctx context.Context) (int, error) {
	if a.Threads == nil {
		return 0, nil
	}
	return a.Threads.Unread(ctx, edge.Viewer(ctx))
}

func (e *events) write(text string) error {
	_ = e.control.SetWriteDeadline(time.Now().Add(writeWithin))
	if _, err := io.WriteString(e.w, text); err != nil {
		return err
	}
	return e.control.Flush()
}

// follow writes what is new until the reader goes, the server stops or the session ends.
func (e *events) follow(ctx context.Context, s *notify.Stream) error {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-edge.Draining(ctx):
			return nil
		case <-beat.C:
			if err := stillGood(ctx); err != nil {
				return err
			}
			if err := e.write(":\n\n"); err != nil {
				return err
			}
		case <-s.Wake:
			if err := e.tell(ctx, s); err != nil {
				return err
			}
		}
	}
}

func (e *events) tell(ctx context.Context, s *notify.Stream) error {
	news, err := s.Take(ctx)
	if err != nil {
		return ctx.Err() // the database is away: the stream wakes again
	}
	if news.Recheck {
		if err := stillGood(ctx); err != nil {
			return err
		}
	}
	var text []byte
	for _, i := range news.Items {
		data, err := json.Marshal(wireNotice(i))
		if err != nil {
			return err
		}
		text = fmt.Appendf(text, "id: %d\nevent: notice\ndata: %s\n\n", i.Number, data)
	}
	if news.Unread != e.unread {
		e.unread = news.Unread
		text = fmt.Appendf(text, "event: unread\ndata: {\"unread\":%d}\n\n", e.unread)
	}
	if news.Written {
		n, err := e.toRead(ctx)
		if err != nil {
			return ctx.Err() // the number is wrong until something else is written; the page asks for itself
		}
		text = fmt.Appendf(text, "event: conversations\ndata: {\"unread\":%d}\n\n", n)
	}
	if len(text) == 0 {
		return nil
	}
	return e.write(string(text))
}

// stillGood is nil unless the session has ended; while the database is away nobody can say that it has.
func stillGood(ctx context.Context) error {
	err := edge.Still(ctx)
	if errors.Is(err, &identity.Error{Code: identity.Unavailable}) {
		return nil
	}
	return err
}
