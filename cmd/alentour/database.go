package main

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres"
	"github.com/alentour/alentour/data/postgres/private"
)

type databaseFlags struct {
	DataDir  string `help:"Directory of the private database and of exported files." default:"var" type:"path"`
	Database string `help:"Use this PostgreSQL instead of a private one." placeholder:"URL"`
}

// join gives the database: --database, or the private cluster, joined or started.
func (a *app) join() (*connection, error) {
	if a.db.Database != "" {
		// The address is not repeated: it may hold a password.
		if !strings.HasPrefix(a.db.Database, "postgres://") && !strings.HasPrefix(a.db.Database, "postgresql://") {
			return nil, errors.New("database: not an address that begins with postgres://")
		}
		bin, _ := private.FindBin() // none: PATH decides
		return &connection{url: a.db.Database, bin: bin, leave: func() {}}, nil
	}
	cluster, err := private.Start(a.ctx, private.Config{DataDir: a.db.DataDir, Log: a.log})
	if err != nil {
		return nil, err
	}
	leave := func() {
		if err := cluster.Close(); err != nil {
			a.log.Error("leaving the private database", "error", err)
		}
	}
	return &connection{url: cluster.URL(private.Database), bin: cluster.Bin(), leave: leave}, nil
}

// open gives a pool on the database. A private one is migrated; one of your own only when you say so (alentour migrate).
func (a *app) open(ctx context.Context) (pool *pgxpool.Pool, leave func(), err error) {
	db, err := a.join()
	if err != nil {
		return nil, nil, err
	}
	if a.db.Database == "" {
		err = postgres.Migrate(ctx, db.url, a.log)
	}
	if err == nil {
		pool, err = postgres.Open(ctx, db.url)
	}
	if err != nil {
		db.leave()
		return nil, nil, err
	}
	return pool, func() { pool.Close(); db.leave() }, nil
}
