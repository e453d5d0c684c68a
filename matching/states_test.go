package matching

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/identity"
)

// What may be done when, as a table that a person can read.
func TestTransitions(t *testing.T) {
	t.Parallel()
	const want = `
              draft  review open   partly met    done   expired cancelled
post          open   -      -      -      -      -      -       -
hold          review review review review review -      -       -
allow         -      count  -      -      -      -      -       -
refuse        -      cancel -      -      -      -      -       -
edit          -      -      count  count  count  -      -       -
take          -      -      count  count  -      -      -       -
give-back     -      count  -      count  count  -      -       -
renew         -      -      count  count  count  -      count   -
coordinator   -      -      count  count  -      -      -       -
complete      -      -      done   done   done   -      done    -
cancel        -      cancel cancel cancel cancel -      -       -
expire        -      expire expire expire expire -      -       -
`
	acts := []Act{
		ActPost, ActHold, ActAllow, ActRefuse, ActEdit, ActTake, ActGiveBack, ActRenew, ActCoordinator, ActComplete, ActCancel, ActExpire,
	}
	if len(acts) != len(transitions) {
		t.Errorf("%d acts here, %d in the table", len(acts), len(transitions))
	}
	short := map[State]string{counted: "count", StateCancelled: "cancel", StateExpired: "expire"}
	var b strings.Builder
	b.WriteString("\n              draft  review open   partly met    done   expired cancelled\n")
	for _, act := range acts {
		line := fmt.Sprintf("%-14s", act)
		for _, state := range []State{StateDraft, StateReview, StateOpen, StatePartly, StateMet, StateDone, StateExpired, StateCancelled} {
			to := "-"
			if state.Allows(act) {
				to = string(transitions[act].to)
				if s, ok := short[transitions[act].to]; ok {
					to = s
				}
			}
			width := 7
			if state == StateExpired {
				width = 8
			}
			line += fmt.Sprintf("%-*s", width, to)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	if b.String() != want {
		t.Errorf("the table is\n%s", b.String())
	}
}

var writesState = regexp.MustCompile(`update requests set [^\x60]*\bstate\s*=[^\x60]*where|insert into request(s|_steps) |q\.State = `)

// The one function that writes a state is called by move alone, but for what the dispatcher plans, which leaves the state as it is.
func TestOneWriterOfStates(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if file == "states.go" || file == "store_requests.go" {
			continue
		}
		if found := writesState.Find(text); found != nil {
			t.Errorf("%s writes states itself: %s", file, found)
		}
	}
}

// Whatever people and the clock do, in any order: the row is one that the checks of the table take, the history ends in what the row
// says, and what is over stays over but for a renewal and a word of what became of it.
func TestAnyLife(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, cora := w.member("Anna", west), w.coordinator(west)
	ctx := context.Background()
	rapid.Check(t, func(rt *rapid.T) {
		d := draft(func(d *Draft) {
			d.Needed = rapid.IntRange(1, 3).Draw(rt, "needed")
			if rapid.Bool().Draw(rt, "risky") {
				d.Details = "contre argent"
			}
			d.When.Timing = rapid.SampledFrom([]Timing{Now, Flexible}).Draw(rt, "timing")
		})
		q, err := w.room.Post(ctx, anna, d, fmt.Sprintf("key-%020d", rapid.Uint64().Draw(rt, "key")))
		if field, ok := isInvalid(err); ok && field == "kind" { // too many
			w.endAll(anna)
			return
		}
		w.must(err)
		for range rapid.IntRange(1, 10).Draw(rt, "acts") {
			before := w.reload(q)
			act := w.anyAct(rt, ctx, anna, cora, q)
			after := w.reload(q)
			steps := w.lastStep(q)
			if steps.state != after.State || steps.taken != after.Taken {
				rt.Fatalf("%s: the history ends in %+v, the row says %s with %d", act, steps, after.State, after.Taken)
			}
			if !before.State.Live() && before.State != after.State && act != "renew" && act != "complete" {
				rt.Fatalf("%s led from %s to %s", act, before.State, after.State)
			}
			if after.State.Seeking() && after.Taken >= after.Needed {
				rt.Fatalf("%s with %d of %d", after.State, after.Taken, after.Needed)
			}
		}
	})
}

func isInvalid(err error) (string, bool) {
	field, ok := err.(interface{ Error() string })
	if err == nil || !ok {
		return "", false
	}
	name, _, found := strings.Cut(field.Error(), ":")
	return name, found
}

func (w *town) endAll(v *identity.Viewer) {
	list, err := w.room.Own(context.Background(), v)
	w.must(err)
	for _, q := range list {
		if q.State.Live() {
			_, err := w.room.Cancel(context.Background(), v, q.ID)
			w.must(err)
		}
	}
}

type lastStep struct {
	state State
	taken int
}

func (w *town) lastStep(q Request) (s lastStep) {
	w.must(w.pool.QueryRow(context.Background(), `select state, taken from request_steps where request_id = $1 order by id desc limit 1`, q.Num).
		Scan(&s.state, &s.taken))
	return s
}

// anyAct does one thing; a refusal is an answer too.
func (w *town) anyAct(rt *rapid.T, ctx context.Context, anna, cora *identity.Viewer, q Request) string {
	seat := func(do func(tx pgx.Tx, q *Request) error) error {
		return w.room.inTx(ctx, func(tx pgx.Tx) error {
			again, err := lock(ctx, tx, q.ID)
			if err != nil {
				return err
			}
			return do(tx, &again)
		})
	}
	now := w.reload(q)
	acts := map[string]func() error{
		"edit": func() error {
			_, err := w.room.Edit(ctx, anna, q.ID, now.Version, draft(func(d *Draft) { d.Needed = rapid.IntRange(1, 3).Draw(rt, "needed") }))
			return err
		},
		"take": func() error { return seat(func(tx pgx.Tx, q *Request) error { return w.room.take(ctx, tx, q, 7) }) },
		"give-back": func() error {
			return seat(func(tx pgx.Tx, q *Request) error { return w.room.giveBack(ctx, tx, q, 7, "ill") })
		},
		"renew":       func() error { _, err := w.room.Renew(ctx, anna, q.ID); return err },
		"coordinator": func() error { _, err := w.room.AskCoordinator(ctx, anna, q.ID); return err },
		"cancel":      func() error { _, err := w.room.Cancel(ctx, anna, q.ID); return err },
		"complete":    func() error { _, err := w.room.Complete(ctx, anna, q.ID, "helped"); return err },
		"allow":       func() error { return w.room.Review(ctx, identity.Deed{By: cora}, q.ID, true, "") },
		"sweep": func() error {
			w.clock.pass(time.Duration(rapid.IntRange(0, 20).Draw(rt, "days")) * day)
			return w.room.Sweep(ctx)
		},
	}
	names := []string{"edit", "take", "take", "give-back", "renew", "coordinator", "cancel", "complete", "allow", "sweep"}
	name := rapid.SampledFrom(names).Draw(rt, "act")
	if err := acts[name](); err != nil {
		if _, refused := err.(*identity.Error); !refused {
			if _, ok := isInvalid(err); !ok || strings.Contains(err.Error(), "SQLSTATE") {
				rt.Fatalf("%s: %v", name, err)
			}
		}
	}
	return name
}

// N seats and many who say yes at once, over two nodes: exactly N.
func TestSeatsAreExact(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	const seats, people = 5, 60
	q := w.post(w.member("Anna", west), func(d *Draft) { d.Needed = seats })
	nodes := []*Room{w.room, w.node()}
	var mu sync.Mutex
	got := 0
	var group sync.WaitGroup
	for i := range people {
		group.Go(func() {
			room := nodes[i%2]
			err := room.inTx(context.Background(), func(tx pgx.Tx) error {
				q, err := lockNumbered(context.Background(), tx, q.Num)
				if err != nil {
					return err
				}
				return room.take(context.Background(), tx, &q, int64(1000+i))
			})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				got++
			}
		})
	}
	group.Wait()
	if after := w.reload(q); got != seats || after.Taken != seats || after.State != StateMet || !after.NextWave.IsZero() {
		t.Errorf("%d said yes and were counted, the row says %d, %s", got, after.Taken, after.State)
	}
	if acts := w.steps(q); len(acts) != 1+seats {
		t.Errorf("steps %v", acts)
	}
}

// Two who write to one request: each order is one that could have been, none is lost.
func TestTwoWritersMeet(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, other := w.member("Anna", west), w.node()
	ctx := context.Background()
	both := func(a, b func()) {
		var group sync.WaitGroup
		group.Go(a)
		group.Go(b)
		group.Wait()
	}
	for range 12 {
		q := w.post(anna)
		w.clock.pass(61 * day)
		both(func() {
			if _, err := w.room.Renew(ctx, anna, q.ID); err != nil {
				t.Error(err)
			}
		}, func() {
			if err := other.Sweep(ctx); err != nil {
				t.Error(err)
			}
		})
		if after, acts := w.reload(q), w.steps(q); after.State != StateOpen || !after.Expires.After(w.clock.now()) {
			t.Errorf("renewed while it ended: %s, %v", after.State, acts)
		}

		var taken, edited error
		both(func() {
			_, edited = w.room.Edit(ctx, anna, q.ID, 1, draft(func(d *Draft) { d.Needed = 2 }))
		}, func() {
			taken = other.inTx(ctx, func(tx pgx.Tx) error {
				q, err := lock(ctx, tx, q.ID)
				if err != nil {
					return err
				}
				return other.take(ctx, tx, &q, 7)
			})
		})
		after := w.reload(q)
		if taken != nil || edited != nil || after.State != StatePartly || after.Taken != 1 || after.Needed != 2 || after.Version != 2 || after.NextWave.IsZero() {
			t.Errorf("edited while somebody said yes: %v %v %+v", taken, edited, after)
		}
		if acts := w.steps(q); !slices.Contains(acts, "edit") || !slices.Contains(acts, "take") {
			t.Errorf("steps %v", acts)
		}
		w.endAll(anna)
	}
}
