package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// connection is a database together with the PostgreSQL programs that fit it.
type connection struct {
	url   string
	bin   string // directory of pg_dump, pg_restore, psql; empty: wherever PATH finds them
	leave func() // call when done
}

// program prepares a PostgreSQL program on the database; the password travels in the environment, which others cannot list.
func (c *connection) program(ctx context.Context, name string, args ...string) (*exec.Cmd, error) {
	u, err := url.Parse(c.url)
	if err != nil {
		return nil, errors.New("database: not a URL") // the error would repeat the password
	}
	cmd := exec.CommandContext(ctx, filepath.Join(c.bin, name), args...)
	cmd.Env = os.Environ()
	if password, ok := u.User.Password(); ok {
		cmd.Env = append(cmd.Env, "PGPASSWORD="+password)
		u.User = url.User(u.User.Username())
	}
	query := u.Query()
	for key := range query {
		if strings.HasPrefix(key, "pool_") { // pgx's own words, unknown to libpq
			query.Del(key)
		}
	}
	u.RawQuery = query.Encode()
	cmd.Args = append(cmd.Args, "--dbname="+u.String())
	return cmd, nil
}

// startProgram starts cmd; the function waits for its end and tells its last words when it failed.
func startProgram(cmd *exec.Cmd) (wait func() error, err error) {
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return func() error {
		if err := cmd.Wait(); err != nil {
			return fmt.Errorf("%s: %w: %s", filepath.Base(cmd.Path), err, strings.TrimSpace(said.String()))
		}
		return nil
	}, nil
}

func runProgram(cmd *exec.Cmd) error {
	wait, err := startProgram(cmd)
	if err != nil {
		return err
	}
	return wait()
}
