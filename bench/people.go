package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/identity"
)

const (
	signInsPerS = 100
	signInsFor  = 20 * time.Second
)

// gateway takes SMS as a provider would, and keeps the code of each number.
type gateway struct {
	mu    sync.Mutex
	codes map[string]chan string
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var sms struct{ To, Text string }
	if err := json.NewDecoder(io.LimitReader(r.Body, 4096)).Decode(&sms); err != nil {
		http.Error(w, "not an SMS", http.StatusBadRequest)
		return
	}
	g.of(sms.To) <- sixDigits.FindString(sms.Text)
}

func (g *gateway) of(number string) chan string {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.codes[number] == nil {
		g.codes[number] = make(chan string, 4) // a code may come twice
	}
	return g.codes[number]
}

// signInRow signs new people in by SMS, none of which leaves this machine, at a steady rate, whatever the answers take, through a node of its own. What is timed is what
// a person waits for: the answer to "send me a code", and the answer to the code.
func (b *bench) signInRow() ([]row, error) {
	g := &gateway{codes: map[string]chan string{}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: g, ReadHeaderTimeout: 5 * time.Second}
	go server.Serve(l)
	b.onEnd(func() { server.Close() })
	key := filepath.Join(b.dir, "sms.key")
	if err := os.WriteFile(key, []byte(strings.Repeat("5e", 32)), 0o600); err != nil {
		return nil, err
	}
	_, out, err := b.start(b.binary, "serve", "--data-dir", filepath.Join(b.dir, "people"), "--listen", "127.0.0.1:0", "--admin-listen", "", "--rate-limit", "0",
		"--sms-url", "http://"+l.Addr().String(), "--sms-key", key, "--sms-monthly", "1000000", "--network-sign-ins", "1000000")
	if err != nil {
		return nil, err
	}
	node, err := b.address(out)
	if err != nil {
		return nil, err
	}
	b.say("signing in %d people a second", signInsPerS)
	total := signInsPerS * int(signInsFor/time.Second)
	took := make(chan time.Duration, total)
	failed := make(chan error, total)
	tick := time.NewTicker(time.Second / signInsPerS)
	defer tick.Stop()
	for i := range total {
		select {
		case <-tick.C:
		case <-b.ctx.Done():
			return nil, b.ctx.Err()
		}
		go func() {
			d, err := b.signIn(node, fmt.Sprintf("+336000%05d", i), g)
			took <- d
			failed <- err
		}()
	}
	var all []time.Duration
	for range total {
		all = append(all, <-took)
		if err := <-failed; err != nil {
			return nil, err
		}
	}
	worst := p99(all)
	return []row{{
		what: fmt.Sprintf("a code asked for and used, at %d a second, p99", signInsPerS), limit: "≤ 100 ms",
		ours: fmt.Sprintf("%.0f ms", ms(worst)), broken: worst > 100*time.Millisecond,
	}}, nil
}

// signIn is one person who asks for a code, waits for the SMS and types it.
func (b *bench) signIn(node, number string, g *gateway) (took time.Duration, err error) {
	begun := time.Now()
	if err := b.post("http://"+node+"/v1/sign-in/codes", map[string]string{"contact": number}, http.StatusNoContent); err != nil {
		return 0, err
	}
	took = time.Since(begun)
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	select {
	case code := <-g.of(number):
		begun = time.Now()
		err = b.post("http://"+node+"/v1/sign-in", map[string]string{"contact": number, "code": code}, http.StatusOK)
		return took + time.Since(begun), err
	case <-ctx.Done():
		return 0, errors.New("sign-in: no SMS came")
	}
}

func (b *bench) post(url string, body any, want int) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(b.ctx, http.MethodPost, url, bytes.NewReader(text))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	res, err := b.client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	said, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != want {
		err = fmt.Errorf("%s: %d %s", url, res.StatusCode, said)
	}
	return err
}

// rightsRow asks who somebody is and what they may do, from memory; and takes a session away on one node until another refuses it.
func (b *bench) rightsRow() ([]row, error) {
	codes := make(chan string, 1)
	desk := func() (*identity.Desk, error) {
		var follower *feed.Follower
		d, err := identity.NewDesk(b.pool, identity.Config{
			Key:  bytes.Repeat([]byte{1}, identity.KeyBytes),
			Send: func(_ context.Context, m identity.Message) error { codes <- m.Code; return nil },
			Lag:  func() time.Duration { return follower.Lag() },
			Poke: func() { follower.Poke() },
			Limits: identity.Limits{
				CodesPerEmail: identity.Rate{Burst: 1e6, Every: time.Millisecond}, CodesPerNetwork: identity.Rate{Burst: 1e6, Every: time.Millisecond},
				TriesPerContact: identity.Rate{Burst: 1e6, Every: time.Millisecond}, TriesPerNetwork: identity.Rate{Burst: 1e6, Every: time.Millisecond},
			},
		})
		if err != nil {
			return nil, err
		}
		follower = feed.New(b.pool, []feed.Subject{d.Cache()}, feed.Config{})
		ctx, cancel := context.WithCancel(b.ctx)
		go follower.Run(ctx)
		b.onEnd(cancel)
		<-follower.Ready()
		return d, nil
	}
	here, err := desk()
	if err != nil {
		return nil, err
	}
	there, err := desk()
	if err != nil {
		return nil, err
	}
	contact := identity.Contact{Kind: identity.Email, Address: "rights@example.org"}
	enter := func() (string, error) {
		if err := here.RequestCode(b.ctx, contact, identity.Origin{}); err != nil {
			return "", err
		}
		if _, err := here.Deliver(b.ctx); err != nil {
			return "", err
		}
		in, err := here.Verify(b.ctx, contact, <-codes, identity.Origin{})
		return in.Token, err
	}
	token, err := enter()
	if err != nil {
		return nil, err
	}
	const asks = 200_000
	begun := time.Now()
	for range asks {
		v, err := here.Check(b.ctx, token)
		if err != nil {
			return nil, err
		}
		if v.May(identity.ReadAudit, identity.Scope{District: 1}) {
			return nil, errors.New("rights: a member reads the audit")
		}
	}
	each := time.Since(begun) / asks
	var gone []time.Duration
	for range 50 {
		if token, err = enter(); err != nil {
			return nil, err
		}
		v, err := there.Check(b.ctx, token)
		if err != nil {
			return nil, err
		}
		begun := time.Now()
		if err := here.SignOut(b.ctx, v); err != nil {
			return nil, err
		}
		for err == nil {
			_, err = there.Check(b.ctx, token)
		}
		gone = append(gone, time.Since(begun))
	}
	worst := p99(gone)
	return []row{{
		what: "who asks and what they may do, session cached", limit: "≤ 5 µs",
		ours: fmt.Sprintf("%.2f µs", float64(each.Nanoseconds())/1000), broken: each > 5*time.Microsecond,
	}, {
		what: "a session ended on one node is refused by another, p99", limit: "≤ 1 s",
		ours: fmt.Sprintf("%.0f ms", ms(worst)), broken: worst > time.Second,
	}}, nil
}
