package main

import (
	"context"
	"html/template"
	"net/http"
	"sync"
	"time"

	"github.com/alentour/alentour/notify"
)

// outboxPath is the page that shows messages instead of sending them.
const outboxPath = "/dev/outbox"

// outbox keeps the last messages in memory, for a person who tries the service on their own machine.
type outbox struct {
	now  func() time.Time
	mu   sync.Mutex
	sent int // ever
	kept []letter
}

// letter is a message as its reader gets it.
type letter struct {
	N                 int // counted from 1
	At                time.Time
	To, Subject, Text string
}

const outboxKeeps = 200

// openPost decides where messages go.
func (s *server) openPost() error {
	if err := s.checkCookies(s.Dev); err != nil {
		return err
	}
	if s.Dev {
		s.outbox = &outbox{now: s.now}
	}
	return s.openSenders()
}

func (o *outbox) put(l letter) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent++
	l.N = o.sent
	o.kept = append(o.kept, l)
	if len(o.kept) > outboxKeeps {
		o.kept = append(o.kept[:0], o.kept[len(o.kept)-outboxKeeps:]...)
	}
}

// letters are the kept ones, newest first.
func (o *outbox) letters() []letter {
	o.mu.Lock()
	defer o.mu.Unlock()
	list := make([]letter, 0, len(o.kept))
	for i := len(o.kept) - 1; i >= 0; i-- {
		list = append(list, o.kept[i])
	}
	return list
}

// Send implements [notify.Sender].
func (o *outbox) Send(_ context.Context, l notify.Letter) error {
	o.put(letter{At: o.now(), To: l.To.Address, Subject: l.Subject, Text: l.Text})
	return nil
}

var outboxPage = template.Must(template.New("outbox").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5"><title>Outbox</title></head>
<body><main><h1>Outbox</h1>
<p>This server sends nothing: what it would have sent stands here, newest first, until it stops. <a href="/sign-in/code">Back to the code</a></p>
{{range .}}<article id="letter-{{.N}}"><h2>{{.To}}</h2><p><small>{{.At.Format "15:04:05"}} · {{.Subject}}</small></p><pre>{{.Text}}</pre></article>
{{else}}<p>Nothing yet.</p>{{end}}</main></body></html>`))

func (o *outbox) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	_ = outboxPage.Execute(w, o.letters()) // the reader has gone: nobody is left to tell
}
