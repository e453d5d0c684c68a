package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/identity"
)

const patience = 20 * time.Second

// node is a hub that follows the database, as one of several would.
func (w *town) node(c HubConfig) *Hub {
	w.t.Helper()
	o := w.office()
	h := o.NewHub(c)
	f := feed.New(w.pool, []feed.Subject{h}, feed.Config{})
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = f.Run(ctx) })
	running.Go(func() { _ = h.Run(ctx) })
	w.t.Cleanup(func() { stop(); running.Wait() })
	<-f.Ready()
	return h
}

func (w *town) join(h *Hub, account, after int64) *Stream {
	w.t.Helper()
	s, err := h.Join(viewer(account, "en"), after)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// take waits for news that are enough.
func (w *town) take(s *Stream, enough func(News) bool) News {
	w.t.Helper()
	late := time.After(patience)
	var all News
	for {
		select {
		case <-s.Wake:
			n, err := s.Take(context.Background())
			if err != nil {
				w.t.Fatal(err)
			}
			n.Items, n.Recheck = append(all.Items, n.Items...), n.Recheck || all.Recheck
			if all = n; enough(all) {
				return all
			}
		case <-late:
			w.t.Fatalf("not enough news: %d items, %d unread", len(all.Items), all.Unread)
		}
	}
}

func items(n int) func(News) bool { return func(news News) bool { return len(news.Items) >= n } }

func numbersOf(list []Item) (numbers []int64) {
	for _, i := range list {
		numbers = append(numbers, i.Number)
	}
	return numbers
}

func TestStreamTellsWhatIsNew(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	h := w.node(HubConfig{})
	a, b := w.person("en"), w.person("en")
	w.post(contactAdded(a, 1), contactAdded(a, 2))
	now, before, other := w.join(h, a, -1), w.join(h, a, 1), w.join(h, b, -1)
	if n := w.take(now, func(n News) bool { return n.Unread == 2 }); len(n.Items) != 0 {
		t.Errorf("from now on: %v", n.Items)
	}
	if n := w.take(before, items(1)); n.Items[0].Number != 2 || n.Items[0].Title != "A new contact on your account" {
		t.Errorf("after 1: %v", n.Items)
	}
	w.post(contactAdded(a, 3))
	for _, s := range []*Stream{now, before} {
		if n := w.take(s, items(1)); n.Items[0].Number != 3 || n.Unread != 3 {
			t.Errorf("%v, %d unread", n.Items, n.Unread)
		}
	}
	// read on another screen
	if err := h.office.Read(t.Context(), viewer(a, "en"), 2); err != nil {
		t.Fatal(err)
	}
	w.take(now, func(n News) bool { return n.Unread == 1 })
	// who the person is has changed
	w.exec(`update accounts set rights_at = now() where id = $1`, a)
	w.take(now, func(n News) bool { return n.Recheck })
	if n := w.take(other, func(News) bool { return true }); len(n.Items) != 0 || n.Unread != 0 {
		t.Errorf("somebody else hears of it: %v", n)
	}
}

func TestHubBoundsStreams(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	h := w.office().NewHub(HubConfig{Streams: 3, PerAccount: 2})
	a, b := w.person("en"), w.person("en")
	first := w.join(h, a, -1)
	w.join(h, a, -1)
	refuse := func(account int64) {
		t.Helper()
		if _, err := h.Join(viewer(account, "en"), -1); !errors.Is(err, &identity.Error{Code: identity.TooMany}) {
			t.Errorf("one too many: %v", err)
		}
	}
	refuse(a)
	w.join(h, b, -1)
	refuse(b)
	first.Leave()
	if w.join(h, b, -1); h.Open() != 3 {
		t.Errorf("%d are open", h.Open())
	}
	if _, err := h.Join(nil, -1); !errors.Is(err, &identity.Error{Code: identity.NoSession}) {
		t.Errorf("a visitor joins: %v", err)
	}
}

// Whatever races, a stream that comes and goes between two nodes hears of every notice once and in order.
func TestStreamMissesNothing(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	nodes := []*Hub{w.node(HubConfig{}), w.node(HubConfig{})}
	rapid.Check(t, func(rt *rapid.T) {
		account := w.person("en")
		const total = 60
		bursts := rapid.SliceOfN(rapid.IntRange(1, 30), 1, 8).Draw(rt, "bursts")
		stays := rapid.SliceOfN(rapid.IntRange(1, 12), 1, 6).Draw(rt, "stays")
		var posting sync.WaitGroup
		posting.Go(func() {
			for n, i := 0, 0; n < total; i++ {
				var burst []Notice
				for range min(bursts[i%len(bursts)], total-n) {
					n++
					burst = append(burst, contactAdded(account, n))
				}
				if err := w.tryPost(burst...); err != nil {
					t.Error(err)
				}
			}
		})
		var heard []int64
		last := int64(0)
		for i := 0; len(heard) < total; i++ {
			s := w.join(nodes[i%2], account, last)
			stay := min(stays[i%len(stays)], total-len(heard))
			for _, n := range numbersOf(w.take(s, items(stay)).Items) {
				heard, last = append(heard, n), n
			}
			s.Leave()
		}
		posting.Wait()
		var want []int64
		for n := range int64(total) {
			want = append(want, n+1)
		}
		if !slices.Equal(heard, want) {
			rt.Fatalf("heard %s", fmt.Sprint(heard))
		}
	})
}
