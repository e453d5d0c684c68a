package matching

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

// names are the details of what was found, which tests use as names.
func names(items []Found) (list []string) {
	for _, f := range items {
		list = append(list, f.Details)
	}
	return list
}

// called gives a request a name.
func called(name string) func(*Draft) { return func(d *Draft) { d.Details = name } }

func TestBrowse(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, bea, eve := w.member("Anna", west), w.member("Bea", east), w.member("Eve", west)
	hidden := w.member("Hidden", west, func(p *directory.Profile) { p.Hidden = true })
	w.post(anna, called("near"))
	w.post(bea, called("far"))
	w.post(bea, called("far offer"), func(d *Draft) { d.Offer, d.Kind = true, "clothes" })
	w.post(hidden, called("by nobody"))
	w.post(anna, called("waits"), func(d *Draft) { d.Details = "waits: argent" })
	met := w.post(anna, called("met"))
	w.inRoom(met, func(tx pgx.Tx, q *Request) error { return w.room.take(t.Context(), tx, q, 7) })
	w.settle()

	page, err := w.room.Browse(t.Context(), eve, RequestQuery{})
	w.must(err)
	if got := names(page.Items); !slices.Equal(got, []string{"near", "by nobody", "far", "far offer"}) {
		t.Errorf("nearest first: %v", got)
	}
	near, far := page.Items[0], page.Items[2]
	if near.By.Name != "Anna" || !near.Near || near.Own || near.DistanceM != 0 || far.Near || far.DistanceM < 3000 || page.Items[1].By != (Neighbour{}) {
		t.Errorf("%+v\n%+v", near, far)
	}
	for _, f := range page.Items {
		if f.Version != 0 || !f.NextWave.IsZero() || !f.Deadline.IsZero() || f.Consent != "" {
			t.Errorf("%s says how it is matched: %+v", f.Details, f.Request)
		}
	}
	offers, err := w.room.Browse(t.Context(), eve, RequestQuery{Side: Offers})
	w.must(err)
	cv, err := directory.KindsNamed([]string{"cv"})
	w.must(err)
	asked, err := w.room.Browse(t.Context(), eve, RequestQuery{Side: Asks, Kinds: cv, Box: &geo.BBox{West: 5.36, South: 43, East: 6, North: 44}})
	w.must(err)
	if got := append(names(offers.Items), names(asked.Items)...); !slices.Equal(got, []string{"far offer", "far"}) {
		t.Errorf("filtered: %v", got)
	}
	if own, err := w.room.Browse(t.Context(), anna, RequestQuery{Limit: 1}); err != nil || !own.Items[0].Own {
		t.Errorf("%+v %v", own, err)
	}

	var all []string
	for cursor, pages := "", 0; pages == 0 || cursor != ""; pages++ {
		page, err := w.room.Browse(t.Context(), eve, RequestQuery{Limit: 1, Cursor: cursor})
		w.must(err)
		all, cursor = append(all, names(page.Items)...), page.Next
	}
	if !slices.Equal(all, []string{"near", "by nobody", "far", "far offer"}) {
		t.Errorf("page by page: %v", all)
	}
	first, err := w.room.Browse(t.Context(), eve, RequestQuery{Limit: 1})
	w.must(err)
	for param, q := range map[string]RequestQuery{
		"limit": {Limit: 101}, "radius_m": {Near: &directory.Near{Point: west, RadiusM: -1}}, "near": {Near: &directory.Near{Point: orb.Point{999, 0}}},
		"bbox": {Box: &geo.BBox{South: 10, North: 5}}, "cursor": {Cursor: first.Next, Side: Offers},
	} {
		_, err := w.room.Browse(t.Context(), eve, q)
		expectRefusal(t, err, param)
	}
	for _, who := range []*identity.Viewer{w.account(30 * day), w.member("Mina", west, func(p *directory.Profile) { p.Age = directory.Minor })} {
		_, err := w.room.Browse(t.Context(), who, RequestQuery{})
		expectRefusal(t, err, "forbidden")
		_, err = w.room.Get(t.Context(), who, near.ID)
		expectRefusal(t, err, "forbidden")
	}
	_, err = w.room.Browse(t.Context(), nil, RequestQuery{})
	expectRefusal(t, err, "no-session")
}

// P6, and what moderators decide: on every way to a request.
func TestWhoIsNotSeen(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, eve := w.member("Anna", west), w.member("Eve", west)
	q := w.post(anna)
	sees := func(v *identity.Viewer) bool {
		t.Helper()
		w.settle()
		_, err := w.room.Get(t.Context(), v, q.ID)
		found := err == nil
		for name, query := range map[string]RequestQuery{"near": {}, "box": {Box: &geo.BBox{West: 5, South: 43, East: 6, North: 44}}} {
			page, err := w.room.Browse(t.Context(), v, query)
			w.must(err)
			if (len(page.Items) == 1) != found {
				t.Errorf("%s shows %d, Get says %v", name, len(page.Items), found)
			}
		}
		return found
	}
	if !sees(eve) {
		t.Fatal("nobody sees it")
	}
	eve.Blocks = identity.Blocks{anna.Account.Num: {}}
	if sees(eve) {
		t.Error("seen across a block")
	}
	eve.Blocks = nil
	for why, sql := range map[string][2]string{
		"suspended": {`update accounts set standing = 'suspended' where id = $1`, `update accounts set standing = 'active' where id = $1`},
		"barred":    {`update members set barred = true where account_id = $1`, `update members set barred = false where account_id = $1`},
	} {
		for i, want := range []bool{false, true} {
			_, err := w.pool.Exec(t.Context(), sql[i], anna.Account.Num)
			w.must(err)
			if sees(eve) != want {
				t.Errorf("%s: seen is %v", why, !want)
			}
		}
	}
	for _, hidden := range []bool{true, false} {
		w.must(pgx.BeginFunc(t.Context(), w.pool, func(tx pgx.Tx) error { return w.room.Hide(t.Context(), tx, q.Num, hidden) }))
		if sees(eve) == hidden {
			t.Errorf("hidden %v: seen", hidden)
		}
		if found, err := w.room.Get(t.Context(), anna, q.ID); err != nil || found.Hidden != hidden {
			t.Errorf("its author: %v %v", found.Hidden, err)
		}
	}
}

// P5: what is needed is named without a number, in an arrondissement or a city, and nothing that says of somebody's troubles.
func TestKindsNeeded(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, bea := w.member("Anna", west), w.member("Bea", east)
	w.post(anna, func(d *Draft) { d.Kind = "letters" })
	w.post(anna)
	cv := w.post(bea)
	w.post(bea, func(d *Draft) { d.Kind = "debts" })
	w.post(bea, func(d *Draft) { d.Offer, d.Kind = true, "clothes" })
	w.settle()
	number := func(code string) int64 {
		d, ok := w.live.District(code)
		if !ok {
			t.Fatal(code)
		}
		return d.Num
	}
	for code, want := range map[string][]string{
		"13055": {"letters", "cv"}, "13201": {"letters", "cv"}, "13202": {"cv"},
		"q00": {"letters", "cv"}, // a quartier says what its arrondissement does
	} {
		if got := w.requests.KindsNeeded(number(code)); !slices.Equal(got, want) {
			t.Errorf("%s needs %v, want %v", code, got, want)
		}
	}
	_, err := w.room.Cancel(t.Context(), bea, cv.ID)
	w.must(err)
	w.settle()
	if got := w.requests.KindsNeeded(number("13202")); len(got) != 0 {
		t.Errorf("still %v", got)
	}
	if got := w.requests.KindsNeeded(-1); got != nil {
		t.Errorf("nowhere: %v", got)
	}
}

// W3: whatever happened, the copy that follows is what a fresh load would be.
func TestCopyEqualsALoad(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	people := []*identity.Viewer{w.member("Anna", west), w.member("Bea", east), w.member("Cleo", west)}
	var posted []Request
	ctx := context.Background()
	box := RequestQuery{Box: &geo.BBox{West: 5, South: 43, East: 6, North: 44}, Limit: 100, Now: begin}
	rapid.Check(t, func(rt *rapid.T) {
		for range 5 {
			who := rapid.SampledFrom(people).Draw(rt, "who")
			switch rapid.IntRange(0, 5).Draw(rt, "what") {
			case 0:
				q, err := w.room.Post(ctx, who, draft(func(d *Draft) {
					d.Kind = rapid.SampledFrom([]string{"cv", "letters", "debts", "clothes"}).Draw(rt, "kind")
				}), uuid.NewString())
				if err == nil {
					posted = append(posted, q)
				}
			case 1:
				w.exec(`update members set hidden = not hidden, barred = random() < 0.3 where account_id = $1`, who.Account.Num)
			case 2:
				w.exec(`update accounts set standing = case standing when 'active' then 'suspended' else 'active' end where id = $1`, who.Account.Num)
			default:
				if len(posted) == 0 {
					continue
				}
				q := w.reload(rapid.SampledFrom(posted).Draw(rt, "which"))
				author := people[slices.IndexFunc(people, func(v *identity.Viewer) bool { return v.Account.Num == q.Author })]
				if rapid.Bool().Draw(rt, "end") {
					_, _ = w.room.Cancel(ctx, author, q.ID) // a refusal changes nothing
				} else {
					_, _ = w.room.Edit(ctx, author, q.ID, q.Version, draft(func(d *Draft) { d.Kind = "walk" }))
				}
			}
		}
		w.settle()
		fresh := NewRequests(w.live)
		w.must(pgx.BeginFunc(ctx, w.pool, func(tx pgx.Tx) error {
			c, err := fresh.Load(ctx, tx)
			fresh.Publish(c)
			return err
		}))
		for _, v := range people {
			got, err := w.requests.InBox(nil, v, box)
			w.must(err)
			want, err := fresh.InBox(nil, v, box)
			w.must(err)
			if !slices.Equal(got, want) {
				rt.Fatalf("the copy has %v, a load %v", names(got), names(want))
			}
		}
		a, b := w.requests.now.Load(), fresh.now.Load()
		if !slices.Equal(w.requests.KindsNeeded(w.city.Num), fresh.KindsNeeded(w.city.Num)) || !sameKeys(a.byNum, b.byNum) || !sameKeys(a.byAuthor, b.byAuthor) {
			rt.Fatal("what the copy counts is not what a load counts")
		}
	})
}

func sameKeys[V any](a, b map[int64]V) bool {
	return slices.Equal(slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b)))
}

func (w *town) exec(sql string, args ...any) {
	w.t.Helper()
	_, err := w.pool.Exec(context.Background(), sql, args...)
	w.must(err)
}

var _ feed.Subject = (*Requests)(nil)
