package identity

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// The query of each request that is not answered from memory goes through indexes alone.
func TestViewerIsReadThroughIndexes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var plan strings.Builder
	err := pgx.BeginFunc(t.Context(), h.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), `set local enable_seqscan = off`); err != nil {
			return err
		}
		rows, err := tx.Query(t.Context(), "explain (costs off) "+viewerSQL, make([]byte, 32), h.now(), dayOf(h.now()))
		if err != nil {
			return err
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		plan.WriteString(strings.Join(lines, "\n"))
		return err
	})
	if err != nil || strings.Contains(plan.String(), "Seq Scan") || !strings.Contains(plan.String(), "Index") {
		t.Errorf("%v\n%s", err, plan.String())
	}
}

// A code asked for and used, by somebody who has an account: what a sign-in costs without the mail.
func BenchmarkSignIn(b *testing.B) {
	h := newHouse(b)
	const people = 500
	took := make([]time.Duration, 0, b.N)
	for i := 0; b.Loop(); i++ {
		c := email(fmt.Sprint("n", i%people))
		began := time.Now()
		if err := h.RequestCode(b.Context(), c, here); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
		b.StopTimer()
		h.deliver()
		code := h.box.last(b, c).Code
		b.StartTimer()
		began = time.Now()
		if _, err := h.Verify(b.Context(), c, code, here); err != nil {
			b.Fatal(err)
		}
		took[len(took)-1] += time.Since(began)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

func BenchmarkCheck(b *testing.B) {
	h := newHouse(b)
	node, _ := h.following(h.pool)
	token := h.signIn("a").Token
	for _, where := range []struct {
		name string
		desk *Desk
	}{{"memory", node}, {"database", h.Desk}} {
		b.Run(where.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := where.desk.Check(b.Context(), token); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkMay(b *testing.B) {
	v := &Viewer{Account: Account{Num: 9, Standing: StandingActive}, Grants: []Grant{{Role: Coordinator, District: 13055}}, within: within, now: time.Now}
	b.ReportAllocs()
	for b.Loop() {
		if v.May(ReadAudit, Scope{District: 131}) {
			b.Fatal("allowed")
		}
	}
}
