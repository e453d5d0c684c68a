package main

import (
	"bufio"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/alentour/alentour/notify"
)

const (
	streamsHere  = 10_000 // on one node
	streamsThere = 2_000  // of the same people, on another
	noticesPerS  = 50
	noticesFor   = 20 * time.Second
)

// audience is people whose streams wait for notices, and when each was told what.
type audience struct {
	accounts []int64
	tokens   []string

	mu        sync.Mutex
	committed map[told]time.Time
	late      [2][]time.Duration // by node
	arrived   int
}

type told struct {
	person int
	number int64
}

// streamsRow opens ten thousand streams on one node and some on another, posts notices from a third process, and times each from
// before its commit until it is read from a stream.
func (b *bench) streamsRow() ([]row, error) {
	a, err := b.makeAudience(streamsHere)
	if err != nil {
		return nil, err
	}
	var nodes [2]string
	var commands [2]*exec.Cmd
	for i := range nodes {
		cmd, out, err := b.start(b.binary, "serve", "--data-dir", b.data, "--listen", "127.0.0.1:0", "--admin-listen", "", "--rate-limit", "0")
		if err != nil {
			return nil, err
		}
		if nodes[i], err = b.address(out); err != nil {
			return nil, err
		}
		commands[i] = cmd
	}
	before, _, err := memory(commands[0].Process.Pid)
	if err != nil {
		return nil, err
	}
	b.say("opening %s streams on one node, %s on another", thousands(streamsHere), thousands(streamsThere))
	if err := b.openStreams(a, 0, nodes[0], streamsHere); err != nil {
		return nil, err
	}
	if err := b.openStreams(a, 1, nodes[1], streamsThere); err != nil {
		return nil, err
	}
	expected, err := b.tellAudience(a)
	if err != nil {
		return nil, err
	}
	if err := b.pause(3 * time.Second); err != nil {
		return nil, err
	}
	resident, peak, err := memory(commands[0].Process.Pid)
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	here, there := p99(a.late[0]), p99(a.late[1])
	lost := expected - a.arrived
	return []row{{
		what: fmt.Sprintf("%s streams on one node: resident (peak; before they came)", thousands(streamsHere)), limit: "≤ 2 GiB",
		ours: fmt.Sprintf("%.2f GiB (%.2f; %.2f)", resident, peak, before), broken: resident > 2,
	}, {
		what: fmt.Sprintf("a notice committed elsewhere, on a stream of that node / of another, p99 of %s, %d a second", thousands(a.arrived), noticesPerS), limit: "≤ 200 ms",
		ours:   fmt.Sprintf("%.0f ms / %.0f ms; %d lost", ms(here), ms(there), lost),
		broken: max(here, there) > 200*time.Millisecond || lost != 0,
	}}, nil
}

// makeAudience signs people in by their rows.
func (b *bench) makeAudience(n int) (*audience, error) {
	a := &audience{committed: map[told]time.Time{}}
	ids, digests := make([]uuid.UUID, n), make([][]byte, n)
	for i := range n {
		var raw [32]byte
		_, _ = rand.Read(raw[:])
		digest := sha256.Sum256(raw[:])
		ids[i], digests[i] = uuid.New(), digest[:]
		a.tokens = append(a.tokens, base64.RawURLEncoding.EncodeToString(raw[:]))
	}
	rows, err := b.pool.Query(b.ctx, `
		insert into accounts (uid, lang, created_at, last_contact, rights_at)
		select u, 'fr', now(), now(), now() from unnest($1::uuid[]) with ordinality as w (u, i) order by i returning id`, ids)
	if err != nil {
		return nil, err
	}
	if a.accounts, err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil {
		return nil, err
	}
	_, err = b.pool.Exec(b.ctx, `
		insert into sessions (uid, account_id, token, rotated_at, device, created_at, seen_on, expires_at)
		select gen_random_uuid(), a, t, now(), '', now(), now(), now() + interval '1 day' from unnest($1::bigint[], $2::bytea[]) as w (a, t)`,
		a.accounts, digests)
	return a, err
}

func (b *bench) openStreams(a *audience, node int, address string, n int) error {
	var group errgroup.Group
	group.SetLimit(16)
	for person := range n {
		group.Go(func() error {
			for {
				lines, err := b.openStream(address, a.tokens[person])
				if errors.Is(err, errBusy) { // the node sheds while the machine has too much to do, as it should (promise E3)
					err = b.pause(time.Second)
					if err == nil {
						continue
					}
				}
				if err != nil {
					return fmt.Errorf("stream %d: %w", person, err)
				}
				go a.listen(node, person, lines)
				return nil
			}
		})
	}
	return group.Wait()
}

var errBusy = errors.New("come back later")

// openStream gives a stream once it has said how many notices are unread: then it listens.
func (b *bench) openStream(address, token string) (*bufio.Reader, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	b.onEndShared(func() { conn.Close() })
	_, err = fmt.Fprintf(conn, "GET /v1/notices/stream HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n", address, token)
	if err != nil {
		return nil, err
	}
	lines := bufio.NewReaderSize(conn, 512)
	status, err := lines.ReadString('\n')
	switch {
	case err != nil:
		return nil, err
	case strings.Contains(status, " 503 "):
		conn.Close()
		return nil, errBusy
	case !strings.Contains(status, " 200 "):
		return nil, errors.New(strings.TrimSpace(status))
	}
	for {
		line, err := lines.ReadString('\n')
		if err != nil || strings.HasPrefix(line, "event: unread") {
			return lines, err
		}
	}
}

var endsMu sync.Mutex

func (b *bench) onEndShared(undo func()) {
	endsMu.Lock()
	defer endsMu.Unlock()
	b.onEnd(undo)
}

// listen notes when each event's number is read.
func (a *audience) listen(node, person int, lines *bufio.Reader) {
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		text, ok := strings.CutPrefix(strings.TrimSpace(line), "id: ")
		if !ok {
			continue
		}
		now := time.Now()
		number, _ := strconv.ParseInt(text, 10, 64)
		a.mu.Lock()
		if at, known := a.committed[told{person, number}]; known {
			a.late[node] = append(a.late[node], now.Sub(at))
			a.arrived++
		}
		a.mu.Unlock()
	}
}

// tellAudience posts at a steady rate, to the people of both nodes every second time, and says how many arrivals there must be.
func (b *bench) tellAudience(a *audience) (expected int, err error) {
	b.say("telling %d people a second something", noticesPerS)
	numbers := make([]int64, len(a.accounts))
	tick := time.NewTicker(time.Second / noticesPerS)
	defer tick.Stop()
	for i := range noticesPerS * int(noticesFor/time.Second) {
		select {
		case <-tick.C:
		case <-b.ctx.Done():
			return 0, b.ctx.Err()
		}
		person := mathrand.IntN(streamsHere)
		if i%2 == 0 {
			person = mathrand.IntN(streamsThere)
		}
		expected++
		if person < streamsThere {
			expected++
		}
		numbers[person]++
		tx, err := b.pool.Begin(b.ctx)
		if err != nil {
			return 0, err
		}
		err = notify.Post(b.ctx, tx, notify.Notice{To: a.accounts[person], Kind: "contact-added", Subject: fmt.Sprint("bench:", i)})
		if err != nil {
			return 0, err
		}
		a.mu.Lock()
		a.committed[told{person, numbers[person]}] = time.Now()
		a.mu.Unlock()
		if err := tx.Commit(b.ctx); err != nil {
			return 0, err
		}
	}
	return expected, nil
}
