package feed

import (
	"context"
	"errors"
	"maps"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The tests follow shops, which show their owner's name: a record made of two tables, like a place and its organisation.
const shopTables = `
	create table owner (id bigint primary key, name text not null);
	create table shop (id bigint primary key, owner bigint not null, name text not null);
	select feed_watch('owner', 'owner', 'id', 10);
	select feed_watch('shop', 'shop', 'id', 10);`

func makeShops(t testing.TB, pool *pgxpool.Pool) {
	t.Helper()
	if _, err := pool.Exec(t.Context(), shopTables); err != nil {
		t.Fatal(err)
	}
}

var errHalfWay = errors.New("failed half-way, as told")

// shops is the subject: what is published is what readers would see.
type shops struct {
	mu        sync.Mutex
	published *shopCopy
	failNext  bool // the next Apply leaves its copy half done
}

type shopCopy struct {
	subject *shops
	names   map[int64]string // shop → "name of owner"
}

func (*shops) Topics() []string { return []string{"shop", "owner"} }

func (s *shops) Load(ctx context.Context, tx pgx.Tx) (Copy, error) {
	names, err := readShops(ctx, tx, "true")
	return &shopCopy{s, names}, err
}

func (s *shops) Publish(c Copy) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.published = c.(*shopCopy)
}

func (c *shopCopy) Apply(ctx context.Context, tx pgx.Tx, changes Changes) error {
	now, err := readShops(ctx, tx, "s.id = any($1) or s.owner = any($2)", changes["shop"], changes["owner"])
	if err != nil {
		return err
	}
	c.subject.mu.Lock()
	defer c.subject.mu.Unlock()
	if c.subject.failNext {
		c.subject.failNext = false
		clear(c.names) // worse than what the changes named
		return errHalfWay
	}
	for _, id := range changes["shop"] {
		delete(c.names, id)
	}
	maps.Copy(c.names, now)
	return nil
}

func readShops(ctx context.Context, tx pgx.Tx, where string, args ...any) (map[int64]string, error) {
	rows, err := tx.Query(ctx, `select s.id, s.name || ' of ' || coalesce(o.name, 'nobody')
		from shop s left join owner o on o.id = s.owner where `+where, args...)
	if err != nil {
		return nil, err
	}
	names := map[int64]string{}
	var id int64
	var name string
	_, err = pgx.ForEachRow(rows, []any{&id, &name}, func() error {
		names[id] = name
		return nil
	})
	return names, err
}

// seen is a copy of what readers see; nil before the first load.
func (s *shops) seen() map[int64]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.published == nil {
		return nil
	}
	return maps.Clone(s.published.names)
}

// truth is what a fresh load would give now.
func truth(ctx context.Context, pool *pgxpool.Pool) (names map[int64]string, err error) {
	err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		names, err = readShops(ctx, tx, "true")
		return err
	})
	return names, err
}
