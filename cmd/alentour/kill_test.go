package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"regexp"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/geo"
)

// besieged is a town whose one node is killed again and again while its people ask and answer over HTTP.
type besieged struct {
	city
	pool  *pgxpool.Pool
	key   string
	began time.Time
	url   atomic.Pointer[string]
	calls chan struct{} // one begins

	mu       sync.Mutex
	posted   map[string]bool   // ids of requests that were answered
	accepted map[string]string // what was said of an invitation, by its id
}

// now is the time on the clock of the nodes.
func (b *besieged) now() time.Time {
	first, err := time.Parse(time.RFC3339, monday)
	if err != nil {
		b.t.Fatal(err)
	}
	return first.Add(time.Since(b.began))
}

// next runs a node whose clock goes on where that of the last one stood.
func (b *besieged) next() *node {
	b.t.Helper()
	n := b.start("--database", b.pool.Config().ConnString(), "--key-file", b.key, "--clock", b.now().Format(time.RFC3339), "--rate-limit", "0")
	b.url.Store(&n.url)
	return n
}

// call asks the node that there is; status 0 = it gave no answer.
func (b *besieged) call(method, path, token string, body any) (status int, answer []byte) {
	text, err := json.Marshal(body)
	if err != nil {
		b.t.Error(err)
	}
	req, err := http.NewRequestWithContext(b.t.Context(), method, *b.url.Load()+path, bytes.NewReader(text))
	if err != nil {
		b.t.Error(err)
		return 0, nil
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	select {
	case b.calls <- struct{}{}:
	default:
	}
	res, err := (&http.Client{Timeout: 20 * time.Second}).Do(req)
	if err != nil {
		return 0, nil
	}
	defer res.Body.Close()
	if answer, err = io.ReadAll(res.Body); err != nil {
		return 0, nil
	}
	return res.StatusCode, answer
}

// signIn gives the token of a new account, whose code stands in the outbox of --dev.
func (b *besieged) signIn(n *node, contact string) string {
	b.t.Helper()
	if status, said := b.call("POST", "/v1/sign-in/codes", "", map[string]string{"contact": contact}); status != http.StatusNoContent {
		b.t.Fatalf("asking for a code: %d %s", status, said)
	}
	form := regexp.MustCompile(`(?s)<h2>` + regexp.QuoteMeta(contact) + `</h2>.*?\b(\d{6})\b`)
	var code []string
	n.await("sent", func() bool {
		code = form.FindStringSubmatch(n.get(outboxPath).body)
		return code != nil
	})
	var in struct{ Token string }
	status, said := b.call("POST", "/v1/sign-in", "", map[string]string{"contact": contact, "code": code[1]})
	if err := json.Unmarshal(said, &in); err != nil || in.Token == "" {
		b.t.Fatalf("signing in: %d %s", status, said)
	}
	return in.Token
}

// settle makes everybody who has signed in a member of the west, and a volunteer if their address says so.
func (b *besieged) settle(cell geo.Cell) {
	b.t.Helper()
	b.exec(`
		insert into members (account_id, name, languages, helps, needs, home_cell, home_district, city, radius_m, age_band, created_at, updated_at)
		select account_id, 'Ana', '{fr}', true, true, $1, 2, 1, 5000, '25-39', now(), now() from contacts`, int64(cell))
	b.exec(`
		insert into volunteers (account_id, kinds, week, per_day, per_week, applied_at, signed_until, trained_until, checked_until, activated, updated_at)
		select account_id, '{cv}', repeat('1', 168)::bit(168), 10, 50, now(), '2030-01-01', '2030-01-01', '2030-01-01', true, now()
		from contacts where address like 'helper%'`)
}

func (b *besieged) exec(sql string, args ...any) {
	b.t.Helper()
	if _, err := b.pool.Exec(b.t.Context(), sql, args...); err != nil {
		b.t.Fatal(err)
	}
}

// asks posts requests, each until there is an answer: by its key it is one request.
func (b *besieged) asks(token, who string, many int) {
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for i := range many {
		body := map[string]any{
			"kind": "cv", "where": map[string]bool{"home": true}, "when": map[string]string{"timing": "flexible"}, "client_key": fmt.Sprintf("%s-request-%d", who, i),
		}
		for {
			status, said := b.call("POST", "/v1/requests", token, body)
			if status == http.StatusOK || status == http.StatusCreated {
				var q struct{ ID string }
				if err := json.Unmarshal(said, &q); err != nil {
					b.t.Error(err)
				}
				b.mu.Lock()
				b.posted[q.ID] = true
				b.mu.Unlock()
				break
			}
			if status != 0 && status < 500 {
				b.t.Errorf("asking: %d %s", status, said)
				return
			}
			select {
			case <-again.C:
			case <-b.t.Context().Done():
				return
			}
		}
	}
}

// helps says yes to whatever somebody is asked, until everything is over.
func (b *besieged) helps(token string, over <-chan struct{}) {
	again := time.NewTicker(30 * time.Millisecond)
	defer again.Stop()
	for {
		var inbox struct {
			Items []struct{ ID, State string }
		}
		if status, said := b.call("GET", "/v1/me/invitations", token, nil); status == http.StatusOK {
			if err := json.Unmarshal(said, &inbox); err != nil {
				b.t.Error(err)
			}
		}
		for _, i := range inbox.Items {
			if i.State != "sent" {
				continue
			}
			status, said := b.call("POST", "/v1/invitations/"+i.ID+"/accept", token, nil)
			var answered struct{ State string }
			if status == http.StatusOK {
				if err := json.Unmarshal(said, &answered); err != nil {
					b.t.Error(err)
				}
				b.mu.Lock()
				b.accepted[i.ID] = answered.State
				b.mu.Unlock()
			} else if status != 0 && status < 500 {
				b.t.Errorf("accepting: %d %s", status, said)
			}
		}
		select {
		case <-again.C:
		case <-over:
			return
		}
	}
}

// M4 with the real process: killed at random moments of asking and answering, started again, it loses nothing, decides nothing twice
// and leaves nobody without somebody who looks.
func TestKillsOfTheServerLoseNothing(t *testing.T) {
	t.Parallel()
	const kills, askers, each, helpers = 4, 4, 5, 8
	b := &besieged{city: newCity(t), pool: postgrestest.New(t), began: time.Now(), calls: make(chan struct{}), posted: map[string]bool{}, accepted: map[string]string{}}
	b.key = filepath.Join(b.dir, "secret.key")
	loadSQL(t, b.pool, rightsTown)
	cell, err := geo.CellAt([2]float64{5.365, 43.2965}, 8)
	if err != nil {
		t.Fatal(err)
	}
	b.exec(`insert into public_cells (city_id, cell) values (1, $1)`, int64(cell))
	n := b.next()
	var asking, helping []string
	for i := range askers {
		asking = append(asking, b.signIn(n, fmt.Sprintf("asker%d@example.org", i)))
	}
	for i := range helpers {
		helping = append(helping, b.signIn(n, fmt.Sprintf("helper%d@example.org", i)))
	}
	b.settle(cell)

	var askingAll, helpingAll sync.WaitGroup
	over := make(chan struct{})
	for i, token := range asking {
		askingAll.Go(func() { b.asks(token, fmt.Sprint("asker", i), each) })
	}
	for _, token := range helping {
		helpingAll.Go(func() { b.helps(token, over) })
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range kills {
		for range 1 + random.IntN(60) {
			<-b.calls
		}
		if err := n.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = n.cmd.Wait() // "signal: killed"
		n = b.next()
	}
	askingAll.Wait()
	n.await("at rest", func() bool {
		return b.count(`select count(*) from requests where state in ('open', 'partly') and (next_wave_at <= $1 or next_wave_at is null and unanswered = '')`,
			b.now())+b.count(`select count(*) from invitations i join requests q on q.id = i.request_id where i.state = 'sent' and q.state in ('open', 'partly')`) == 0
	})
	close(over)
	helpingAll.Wait()
	n.stop(syscall.SIGTERM)
	b.check(askers * each)
}

func (b *besieged) count(sql string, args ...any) (n int) {
	b.t.Helper()
	if err := b.pool.QueryRow(b.t.Context(), sql, args...).Scan(&n); err != nil {
		b.t.Fatal(err)
	}
	return n
}

// check compares what people were told with what stands, and what stands with itself.
func (b *besieged) check(asked int) {
	b.t.Helper()
	if n := b.count(`select count(*) from requests`); n != asked || len(b.posted) != asked {
		b.t.Errorf("%d requests, %d were answered, %d were asked", n, len(b.posted), asked)
	}
	said := 0
	for id, state := range b.accepted {
		var stands string
		if err := b.pool.QueryRow(b.t.Context(), `select state from invitations where uid = $1`, id).Scan(&stands); err != nil || stands != state {
			b.t.Errorf("somebody read %q, and it stands as %q: %v", state, stands, err)
		}
		if state == "accepted" {
			said++
		}
	}
	taken := b.count(`select sum(taken) from requests`)
	b.t.Logf("%d requests, %d yes, %d of them answered, %d invitations", asked, taken, said, b.count(`select count(*) from invitations`))
	if said == 0 {
		b.t.Error("nobody was helped")
	}
	for what, sql := range map[string]string{
		"seats that are nobody’s, or twice somebody’s": `
			select count(*) from requests q where taken <> (select count(*) from invitations where request_id = q.id and state = 'accepted')`,
		"histories that end elsewhere": `
			select count(*) from requests q join lateral (
				select state, taken from request_steps where request_id = q.id order by id desc limit 1) s on true
			where (s.state, s.taken) <> (q.state, q.taken)`,
		"steps done twice": `
			select count(*) from requests q where taken <> (select count(*) from request_steps where request_id = q.id and act = 'take')
				or 1 <> (select count(*) from request_steps where request_id = q.id and act = 'post')`,
		"loads that count wrong": `
			select count(*) from volunteer_loads l where cardinality(asked) <> (select count(*) from invitations where account_id = l.account_id)`,
		"invitations that nobody was told of, or twice": `
			select count(*) from invitations i where 1 <> (
				select count(*) from notifications n where n.account_id = i.account_id and n.subject = 'invitation:' || i.uid)`,
		"yes that the asker was not told of, or twice": `
			select count(*) from invitations i where state = 'accepted' and 1 <> (
				select count(*) from notifications where kind = 'helper-found' and subject like '%helper:' || i.uid)`,
		"threads without their people": `
			select count(*) from requests q where taken > 0 and taken + 1 <> (
				select count(*) from threads t join thread_members m on m.thread_id = t.id where t.subject = 'request:' || q.id)`,
		"invitations left open by what is met": `
			select count(*) from invitations i join requests q on q.id = i.request_id where i.state = 'sent' and q.state = 'met'`,
	} {
		if n := b.count(sql); n != 0 {
			b.t.Errorf("%d %s", n, what)
		}
	}
}
