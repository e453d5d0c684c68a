package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres"
)

type restoreCmd struct {
	File  string `arg:"" type:"existingfile" help:"A file that alentour backup wrote."`
	Force bool   `help:"Replace what the database holds." env:"-"`
}

// Run replaces the whole database in one transaction, so that a bad file changes nothing, then migrates what was old.
func (c restoreCmd) Run(a *app) error {
	db, err := a.join()
	if err != nil {
		return err
	}
	defer db.leave()
	if err := c.restore(a, db); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	a.log.Info("backup restored", "file", c.File)
	return nil
}

func (c restoreCmd) restore(a *app, db *connection) error {
	if !c.Force {
		if err := refuseFull(a.ctx, db.url); err != nil {
			return err
		}
	}
	if err := c.replace(a.ctx, db); err != nil {
		return err
	}
	return postgres.Migrate(a.ctx, db.url, a.log)
}

// replace puts the file's content in the place of the database's, or changes nothing.
func (c restoreCmd) replace(ctx context.Context, db *connection) error {
	ctx, abort := context.WithCancel(ctx)
	defer abort()
	// pg_restore only turns the file into SQL here: psql can put more into the same transaction.
	script := exec.CommandContext(ctx, filepath.Join(db.bin, "pg_restore"), "--no-owner", "--no-privileges", "--file=-", c.File)
	load, err := db.program(ctx, "psql", "--no-psqlrc", "--quiet", "--output="+os.DevNull, "--single-transaction", "--set=ON_ERROR_STOP=1",
		"--command=SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION pg_database_owner",
		"--file=-")
	if err != nil {
		return err
	}
	sql, err := load.StdinPipe()
	if err != nil {
		return err
	}
	script.Stdout = sql
	loading, err := startProgram(load)
	if err != nil {
		return err
	}
	if scriptErr := runProgram(script); scriptErr != nil {
		// The end of a broken script would look like its true end to psql, which would commit.
		abort()
		if loadErr := loading(); load.ProcessState.Exited() {
			return loadErr // the first to fail; the script only lost its reader
		}
		return scriptErr
	}
	sql.Close()
	return loading()
}

// refuseFull is an error when the database holds a district, a place or an organisation.
func refuseFull(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, table := range []string{"districts", "places", "organisations"} {
		var made, full bool
		if err := conn.QueryRow(ctx, "SELECT to_regclass($1) IS NOT NULL", "public."+table).Scan(&made); err != nil {
			return err
		}
		if !made {
			continue
		}
		if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM public."+table+")").Scan(&full); err != nil {
			return err
		}
		if full {
			return errors.New("the database is not empty (" + table + "): use --force to replace what it holds")
		}
	}
	return nil
}
