package conversation

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

// Twenty people write at once, some of them everything twice, on two nodes. Others read and lose their connection: each goes on after
// the last message that they had, and all end with the same ones in the same order. What is unread is what a recount finds.
func TestResumeMissesNothing(t *testing.T) {
	t.Parallel()
	const writers, each, readers = 20, 12, 6
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	w := newTown(t)
	other, err := NewStore(w.pool, w.cfg) // another node
	w.must(err)
	nodes := []*Store{w.Store, other}
	var people []*identity.Viewer
	for i := range writers + readers {
		people = append(people, w.comes(fmt.Sprintf("P%d", i)))
	}
	id, num := w.open("request:7", people...)

	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	var writing, reading sync.WaitGroup
	var news [readers]chan struct{}
	for i := range news {
		news[i] = make(chan struct{}, 1)
	}
	for i, v := range people[:writers] {
		writing.Go(func() {
			for n := range each {
				for again := range 1 + i%2 { // half of them are not sure that it arrived
					text := fmt.Sprintf("%d/%d", i, n)
					if m, err := nodes[(i+again)%2].Write(ctx, v, id, text, text); err != nil || m.Text != text {
						t.Errorf("%d: %q, %v", i, m.Text, err)
					}
					for _, reader := range news {
						wake(reader)
					}
				}
			}
		})
	}
	heard := make([][]Message, readers)
	for i, v := range people[writers:] {
		reading.Go(func() {
			random := rand.New(rand.NewPCG(seed, uint64(i)))
			for len(heard[i]) < writers*each {
				select {
				case <-news[i]:
				case <-ctx.Done():
					return
				}
				if len(heard[i]) > 0 && random.IntN(4) == 0 { // what was on the screen last is lost
					heard[i] = heard[i][:len(heard[i])-random.IntN(min(5, len(heard[i])))]
				}
				var last int64
				if len(heard[i]) > 0 {
					last = heard[i][len(heard[i])-1].Number
				}
				list, err := nodes[random.IntN(2)].Messages(ctx, v, id, last)
				if err != nil {
					t.Error(err)
					return
				}
				heard[i] = append(heard[i], list...)
				if len(list) == PageMost {
					wake(news[i])
				}
				if random.IntN(3) == 0 {
					if err := nodes[random.IntN(2)].Read(ctx, v, id, last-int64(random.IntN(3))); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	writing.Wait()
	reading.Wait()
	texts := map[string]bool{}
	for i, m := range heard[0] {
		if m.Number != int64(i+1) || texts[m.Text] {
			t.Fatalf("message %d has number %d and says %q", i, m.Number, m.Text)
		}
		texts[m.Text] = true
	}
	if len(texts) != writers*each {
		t.Fatalf("%d messages, want %d", len(texts), writers*each)
	}
	for i, list := range heard {
		if !slices.EqualFunc(list, heard[0], func(a, b Message) bool { return a.ID == b.ID }) {
			t.Errorf("reader %d has another conversation", i)
		}
	}
	for _, v := range people {
		got, recount := w.thread(v, id), 0
		for _, m := range heard[0] {
			if m.Number > got.Read && m.Author.Account != v.Account.Num {
				recount++
			}
		}
		if got.Unread != min(recount, unreadMost) {
			t.Errorf("%d unread, a recount finds %d after %d", got.Unread, recount, got.Read)
		}
		if n, err := w.Unread(ctx, v); err != nil || n != min(recount, 1) {
			t.Errorf("%d threads to read, %v; %d messages", n, err, recount)
		}
		// one notice for who has something to read, of the first such message; none for who has not
		var want []string
		for _, m := range heard[0] {
			if m.Number > got.Read && m.Author.Account != v.Account.Num {
				want = []string{fmt.Sprintf("message thread:%d:%d", num, m.Number)}
				break
			}
		}
		if list := w.notices(v); !slices.Equal(list, want) {
			t.Errorf("notices %q, want %q", list, want)
		}
	}
}

func wake(reader chan struct{}) {
	select {
	case reader <- struct{}{}:
	default: // it knows
	}
}

// People write, read, come and go while one of them is erased: all of that ends, and nothing of the person comes after.
func TestErasureBesideEverything(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	office, err := notify.New(notify.Config{Pool: w.pool, Key: testKey, PublicURL: "https://alentour.example", Zone: time.UTC})
	w.must(err)
	desk, err := identity.NewDesk(w.pool, identity.Config{
		Key: testKey, Send: func(context.Context, identity.Message) error { return nil }, Holders: []identity.Holder{w.Store, office},
	})
	w.must(err)
	for round := range 5 {
		leaver := w.comes("Leaver")
		people := []*identity.Viewer{leaver, w.comes("Ana"), w.comes("Ben"), w.comes("Eve")}
		var threads []uuid.UUID
		var nums []int64
		for i := range 3 {
			id, num := w.open(fmt.Sprintf("request:%d", 10*round+i), people...)
			threads, nums = append(threads, id), append(nums, num)
		}
		ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
		defer stop()
		expected := func(err error) bool {
			refused, ok := errors.AsType[*identity.Error](err)
			return err == nil || ok && slices.Contains([]identity.Code{identity.NotFound, identity.NoSession}, refused.Code)
		}
		var all sync.WaitGroup
		begin := make(chan struct{})
		for i := range 16 {
			all.Go(func() {
				<-begin
				for n := range 6 {
					v, thread := people[i%4], threads[(i+n)%3]
					_, err := w.Write(ctx, v, thread, "zq", "")
					if !expected(err) {
						t.Errorf("writing: %v", err)
					}
					if err := w.Read(ctx, v, thread, int64(n)); !expected(err) {
						t.Errorf("reading: %v", err)
					}
					if i == 1 {
						err := pgx.BeginFunc(ctx, w.pool, func(tx pgx.Tx) error {
							if err := w.Leave(ctx, tx, nums[n%3], v.Account.Num); err != nil {
								return err
							}
							return w.Join(ctx, tx, nums[n%3], v.Account.Num)
						})
						if err != nil {
							t.Errorf("coming and going: %v", err)
						}
					}
				}
			})
		}
		all.Go(func() {
			<-begin
			if err := desk.EraseAll(ctx, leaver.Account.Num); err != nil {
				t.Errorf("erasing: %v", err)
			}
		})
		close(begin)
		all.Wait()
		var left int
		w.must(w.pool.QueryRow(ctx, `
			select (select count(*) from messages where author_id = $1) + (select count(*) from thread_members where account_id = $1)
				+ (select count(*) from notifications where account_id = $1 or from_id = $1)`, leaver.Account.Num).Scan(&left))
		if left != 0 {
			t.Errorf("%d rows name who is gone", left)
		}
	}
}
