package api_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/api"
	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// town is an API over a live copy of a real database.
type town struct {
	http.Handler
	live     *directory.Live
	pool     *pgxpool.Pool
	follower *feed.Follower
	exports  string // directory
	members  *directory.Members
	viewers  map[string]*identity.Viewer // by bearer token; filled before they are used
	clock    atomic.Int64                // Unix seconds
}

// setClock sets what the API takes for now.
func (w *town) setClock(t testing.TB, now string) {
	t.Helper()
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	w.clock.Store(at.Unix())
}

// writeExport writes an open-data file as the nightly job does.
func (w *town) writeExport(t testing.TB, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(w.exports, name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// newTown serves what fill brings into an empty database.
func newTown(t testing.TB, fill func(ctx context.Context, pool *pgxpool.Pool) error) *town {
	t.Helper()
	pool := postgrestest.New(t)
	if err := fill(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	marks := new(api.Marks)
	w := &town{
		live: directory.NewLive(directory.Config{Watch: marks.Watch}), pool: pool, exports: t.TempDir(), viewers: map[string]*identity.Viewer{},
	}
	w.setClock(t, "2026-11-23T10:00:30+01:00") // a Monday
	w.follower = feed.New(pool, []feed.Subject{w.live}, feed.Config{PollEvery: 10 * time.Millisecond})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = w.follower.Run(ctx) // ends with the test
	}()
	t.Cleanup(func() { stop(); <-done })
	select {
	case <-w.follower.Ready():
	case <-t.Context().Done():
		t.Fatal("not loaded")
	}
	desk, err := identity.NewDesk(pool, identity.Config{
		Key: make([]byte, identity.KeyBytes), Send: func(context.Context, identity.Message) error { return errors.New("nothing is sent") },
	})
	if err != nil {
		t.Fatal(err)
	}
	w.members = directory.NewMembers(pool, directory.MembersConfig{Live: w.live, Erase: desk.EraseAll})
	mux := http.NewServeMux()
	_, err = api.New(api.Config{
		Desk: desk, Members: w.members,
		Live: w.live, Marks: marks, Store: directory.NewStore(pool), PublicURL: "https://alentour.example", ExportDir: w.exports,
		Now: func() time.Time { return time.Unix(w.clock.Load(), 0) }, Log: slog.New(slog.DiscardHandler), Version: "test",
	}, mux)
	if err != nil {
		t.Fatal(err)
	}
	w.Handler, err = edge.New(edge.Config{
		Sessions: &edge.Sessions{Check: w.check},
		Next:     mux, IsAPI: api.Owns, Packed: api.Packs, Log: slog.New(slog.DiscardHandler), Ready: w.live.Ready, Lag: w.follower.Lag,
		Wait: func(ctx context.Context, position string) error {
			p, err := feed.ParsePosition(position)
			if err != nil {
				return err
			}
			return w.follower.Wait(ctx, p)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *town) check(_ context.Context, token string) (*identity.Viewer, error) {
	if v := w.viewers[token]; v != nil {
		return v, nil
	}
	return nil, identity.Refuse(identity.NoSession, "")
}

// viewer is somebody who has just signed in for the first time, and the header of their requests.
func (w *town) viewer(t testing.TB) (v *identity.Viewer, bearer string) {
	t.Helper()
	v = &identity.Viewer{Account: identity.Account{ID: uuid.New(), Lang: "fr", Standing: identity.StandingActive}}
	err := w.pool.QueryRow(t.Context(), `
		insert into accounts (uid, lang, created_at, last_contact, rights_at) values ($1, 'fr', now(), current_date, now()) returning id`,
		v.Account.ID).Scan(&v.Account.Num)
	if err != nil {
		t.Fatal(err)
	}
	w.viewers[v.Account.ID.String()] = v
	return v, "Bearer " + v.Account.ID.String()
}

// await asks until the answer is yes.
func (w *town) await(t testing.TB, what string, yes func() bool) {
	t.Helper()
	for late := time.After(30 * time.Second); !yes(); {
		select {
		case <-late:
			t.Fatalf("still without %s", what)
		default:
		}
	}
}

// synthetic is n places around a point, the same each time.
func synthetic(t testing.TB, n int) *town {
	return newTown(t, func(ctx context.Context, pool *pgxpool.Pool) error {
		_, err := pool.Exec(ctx, `
			with d as (insert into datasets (name, title, attribution, licence) values ('synthetic', 'Synthetic', '© nobody', 'CC0-1.0') returning id),
			seed as (select setseed(0.5))
			insert into places (uid, dataset_id, source_id, name, geom, cell, categories, audiences, modalities, languages, hours, street, postcode, city, phone)
			select md5(i::text)::uuid, d.id, i, 'Place number ' || i,
			    st_setsrid(st_makepoint(5.4 + (random() + random() - 1) * 0.1, 43.3 + (random() + random() - 1) * 0.08), 4326), 1,
			    array[(array['meal', 'shower', 'toilets', 'clothing'])[1 + i % 4]], array['everyone'], array['free'], array['fr', 'en'],
			    (array['Mo-Fr 09:00-17:00', '24/7', '', 'Mo-Sa 08:00-12:00,14:00-18:00; PH off', '20:00-08:00'])[1 + i % 5], i % 200 || ' rue de la République', '13001', 'Marseille', '+33 4 65 71 00 00'
			from generate_series(1, $1) i, d, seed`, n)
		return err
	})
}
