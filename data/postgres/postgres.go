// Package postgres opens the pool and keeps the schema: everything that each user of the database shares.
//
//	migrations/*.sql ──Migrate──▶ PostgreSQL + PostGIS ◀──Open── pool ── each connection: geometry types, one spatial statement
//	        │
//	        └──Hash──▶ the name of a test template
//
// Lengths in metres, positions EPSG:4326 with longitude first. Not here: who follows changes (feed), a cluster of our own
// (private), databases for tests (postgrestest), the SQL of a domain room (its own store).
package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
	pgxgeom "github.com/twpayne/pgx-geom"
)

// Open is a pool on the database at url, which must answer now. Settings of pgx in the url (pool_max_conns, and for PgBouncer
// default_query_exec_mode=cache_describe) win over ours; options win over both.
func Open(ctx context.Context, url string, options ...func(*pgxpool.Config)) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("database: %w", withoutURL(err))
	}
	given := config.ConnConfig.RuntimeParams
	if given["application_name"] == "" {
		given["application_name"] = "alentour"
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = 5 * time.Second
	}
	if !strings.Contains(url, "pool_max_conns") {
		config.MaxConns = max(config.MaxConns, 8) // the follower keeps one and loads on others
	}
	config.MinIdleConns = max(config.MinIdleConns, 1) // warm before it is needed
	config.PingTimeout = time.Second
	config.AfterConnect = prepare
	for _, option := range options {
		option(config)
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("database: %w", err)
	}
	return pool, nil
}

// withoutURL leaves out the address that pgx quotes, since it may hold a password.
func withoutURL(err error) error {
	if parse, ok := errors.AsType[*pgconn.ParseConfigError](err); ok && parse.Unwrap() != nil {
		return parse.Unwrap()
	}
	return err
}

// prepare teaches a connection the geometry types. Before the first migration there are none, and nothing to warm.
func prepare(ctx context.Context, conn *pgx.Conn) error {
	var ready bool
	if err := conn.QueryRow(ctx, "select to_regtype('geometry') is not null").Scan(&ready); err != nil || !ready {
		return err
	}
	if err := pgxgeom.Register(ctx, conn); err != nil {
		return err
	}
	// the array has no codec of its own in pgx-geom
	var array uint32
	if err := conn.QueryRow(ctx, "select 'geometry[]'::regtype::oid").Scan(&array); err != nil {
		return err
	}
	types := conn.TypeMap()
	if geometry, ok := types.TypeForName("geometry"); ok {
		types.RegisterType(&pgtype.Type{Name: "_geometry", OID: array, Codec: &pgtype.ArrayCodec{ElementType: geometry}})
	}
	// the first spatial statement of a connection loads PostGIS, which takes 10 to 20 ms: nobody should wait for that later. Areas and
	// lengths on the sphere, which only commands ask for, take as long again.
	_, err := conn.Exec(ctx, `select st_covers(st_makeenvelope(0, 0, 1, 1, 4326), st_setsrid(st_makepoint(0.5, 0.5), 4326))`)
	return err
}
