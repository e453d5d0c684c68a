package community

import (
	"testing"

	"github.com/google/uuid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// Who holds an event asks others one by one, and takes them off; nobody is named before they have said yes.
func TestCoHostsOneByOne(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	anna, bea, carl := w.member("Anna", west), w.member("Bea", west), w.member("Carl", west)
	dora := w.member("Dora", west, func(p *directory.Profile) { p.Age = "15-17" })
	e := w.publish(anna)
	for range 2 {
		w.must(w.room.AskHost(ctx, anna, e.ID, bea.Account.ID))
	}
	if w.told(bea, "event-host") != 1 {
		t.Errorf("asked %d times", w.told(bea, "event-host"))
	}
	anna.Blocks = map[int64]struct{}{carl.Account.Num: {}}
	for _, id := range []uuid.UUID{dora.Account.ID, carl.Account.ID, anna.Account.ID, uuid.New()} { // too young, blocked, oneself, nobody
		invalidIn(t, w.room.AskHost(ctx, anna, e.ID, id), "hosts")
	}
	anna.Blocks = nil
	expect := func(accepted ...bool) {
		t.Helper()
		list, err := w.room.CoHosts(ctx, anna, e.ID)
		w.must(err)
		if len(list) != len(accepted) {
			t.Fatalf("%+v", list)
		}
		for i := range list {
			if list[i].Accepted != accepted[i] {
				t.Errorf("%+v", list[i])
			}
		}
	}
	expect(false)
	f, err := w.room.Get(ctx, carl, e.ID)
	if w.must(err); len(f.Hosts) != 0 {
		t.Errorf("named before a yes: %+v", f.Hosts)
	}
	w.must(w.room.AnswerHosting(ctx, bea, e.ID, true))
	expect(true)
	for _, v := range []*identity.Viewer{bea, carl} { // who holds it with her decides nothing about others
		refused(t, w.room.AskHost(ctx, v, e.ID, carl.Account.ID), identity.NotFound)
		refused(t, w.room.DropHost(ctx, v, e.ID, bea.Account.ID), identity.NotFound)
		_, err := w.room.CoHosts(ctx, v, e.ID)
		refused(t, err, identity.NotFound)
	}
	w.must(w.room.DropHost(ctx, anna, e.ID, bea.Account.ID))
	expect()
	_, err = w.room.Edit(ctx, bea, e.ID, nil, All, e.Draft())
	refused(t, err, identity.NotFound)
	for range MaxHosts {
		w.must(w.room.AskHost(ctx, anna, e.ID, w.member("Mia", west).Account.ID))
	}
	invalidIn(t, w.room.AskHost(ctx, anna, e.ID, carl.Account.ID), "hosts")
}
