package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

type backupCmd struct {
	File string `arg:"" type:"path" help:"File to write; it must not exist yet."`
}

// Run writes one consistent state of the database; the file appears under its name only when it is whole.
func (c backupCmd) Run(a *app) error {
	if _, err := os.Lstat(c.File); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("backup: %s exists already", c.File)
	}
	db, err := a.join()
	if err != nil {
		return err
	}
	defer db.leave()
	size, err := c.write(a, db)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	a.log.Info("backup written", "file", c.File, "bytes", size)
	return nil
}

func (c backupCmd) write(a *app, db *connection) (size int64, err error) {
	half, err := os.CreateTemp(filepath.Dir(c.File), filepath.Base(c.File)+".half-*")
	if err != nil {
		return 0, err
	}
	defer os.Remove(half.Name())
	defer half.Close()
	// The change feed of the past means nothing to a restored database.
	dump, err := db.program(a.ctx, "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
		"--exclude-table-data=changes", "--exclude-table-data=feed_marks")
	if err != nil {
		return 0, err
	}
	dump.Stdout = half
	if err := runProgram(dump); err != nil {
		return 0, err
	}
	if err := half.Sync(); err != nil {
		return 0, err
	}
	info, err := half.Stat()
	if err != nil {
		return 0, err
	}
	// Unlike a rename, a link never replaces a file that came meanwhile.
	return info.Size(), os.Link(half.Name(), c.File)
}
