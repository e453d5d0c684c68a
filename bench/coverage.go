package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres/private"
)

const (
	coverageDistrict = "13203" // 3rd arrondissement of the demo city
	coverageStaff    = "coordination@example.org"
	coverageWarm     = 1000 // answers of each kind
	coverageForgets  = 31 * time.Second
)

// coverageRow asks a node with the demo city for all figures of a district: what everyone may read, what its staff may; that again once the
// node has forgotten it, and once the database has, too.
func (b *bench) coverageRow() ([]row, error) {
	data := filepath.Join(b.dir, "covered")
	cluster, err := private.Start(b.ctx, private.Config{DataDir: data, Elsewhere: filepath.Join(b.dir, "covered-elsewhere"), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	b.onEnd(func() { cluster.Close() })
	_, out, err := b.start(b.binary, "serve", "--demo", "--dev", "--data-dir", data, "--listen", "127.0.0.1:0", "--admin-listen", "", "--rate-limit", "0")
	if err != nil {
		return nil, err
	}
	node, err := b.address(out)
	if err != nil {
		return nil, err
	}
	b.say("closing the months of the demo city")
	if err := b.await(5*time.Minute, func() error { return b.lastMonthIsClosed(node) }); err != nil {
		return nil, err
	}
	staff, err := b.signInStaff(node)
	if err != nil {
		return nil, err
	}
	const public, exact = "/v1/coverage?district=" + coverageDistrict, "/v1/coverage?district=" + coverageDistrict + "&exact=true"
	open, err := b.timed(node, public, http.Header{}, coverageWarm)
	if err != nil {
		return nil, err
	}
	own, err := b.timed(node, exact, staff, coverageWarm)
	if err != nil {
		return nil, err
	}
	conn, err := pgx.Connect(b.ctx, cluster.URL(private.Database))
	if err != nil {
		return nil, err
	}
	defer conn.Close(b.ctx)
	var cold, counted []time.Duration
	for range max(b.rounds, 3) {
		for sql, times := range map[string]*[]time.Duration{`select`: &cold, `delete from coverage_figures`: &counted} {
			b.say("waiting until the node believes nothing it knew")
			if err := b.pause(coverageForgets); err != nil {
				return nil, err
			}
			if _, err := conn.Exec(b.ctx, sql); err != nil {
				return nil, err
			}
			took, err := b.timed(node, exact, staff, 1)
			if err != nil {
				return nil, err
			}
			*times = append(*times, took...)
		}
	}
	return []row{{
		what: "all figures of a district over HTTP, warm: median for everyone and for its staff; p99", limit: "≤ 5 ms",
		ours:   fmt.Sprintf("%.2f and %.2f ms; %.2f and %.2f ms", ms(median(open)), ms(median(own)), ms(p99(open)), ms(p99(own))),
		broken: max(median(open), median(own)) > 5*time.Millisecond,
	}, {
		what: "… cold: read from the database; its city counted there and then", limit: "≤ 100 ms",
		ours: fmt.Sprintf("%.0f ms; %.0f ms", ms(median(cold)), ms(median(counted))), broken: median(cold) > 100*time.Millisecond,
	}}, nil
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}

// lastMonthIsClosed is nil once the last month that can be is published.
func (b *bench) lastMonthIsClosed(node string) error {
	body, err := b.get(node, "/v1/coverage?district="+coverageDistrict+"&measure=members", http.Header{})
	if err != nil {
		return err
	}
	var answer struct {
		Closed string
		Period struct{ Period string }
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return err
	}
	at := time.Now().AddDate(0, 0, -8)
	if last := time.Date(at.Year(), at.Month()-1, 1, 0, 0, 0, 0, time.UTC).Format("2006-01"); answer.Closed == "" || answer.Period.Period != last {
		return fmt.Errorf("the last month that is published is %s, not %s", answer.Period.Period, last)
	}
	return nil
}

// signInStaff signs a coordinator of the demo in, with the code that the node shows as it runs for trying.
func (b *bench) signInStaff(node string) (http.Header, error) {
	if err := b.post("http://"+node+"/v1/sign-in/codes", map[string]string{"contact": coverageStaff}, http.StatusNoContent); err != nil {
		return nil, err
	}
	var code string
	err := b.await(time.Minute, func() error {
		page, err := b.get(node, "/dev/outbox", http.Header{})
		if err != nil {
			return err
		}
		_, letter, _ := strings.Cut(string(page), coverageStaff)
		if code = sixDigits.FindString(letter); code == "" {
			return fmt.Errorf("no code came for %s", coverageStaff)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(map[string]string{"contact": coverageStaff, "code": code})
	if err != nil {
		return nil, err
	}
	answer, err := b.client.Post("http://"+node+"/v1/sign-in", "application/json", strings.NewReader(string(body)))
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	var session struct{ Token string }
	if err := json.Unmarshal(said, &session); err != nil || session.Token == "" {
		return nil, fmt.Errorf("sign-in: %s %s", answer.Status, said)
	}
	return http.Header{"Authorization": {"Bearer " + session.Token}}, nil
}

// timed asks for the same n times, one after the other.
func (b *bench) timed(node, path string, header http.Header, n int) ([]time.Duration, error) {
	took := make([]time.Duration, n)
	for i := range took {
		begun := time.Now()
		if _, err := b.get(node, path, header); err != nil {
			return nil, err
		}
		took[i] = time.Since(begun)
	}
	return took, nil
}
