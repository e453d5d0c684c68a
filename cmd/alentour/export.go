package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/alentour/alentour/directory"
)

type exportCmd struct {
	Places exportPlacesCmd `cmd:"" help:"Every open place with its source and licence; confidential ones are left out."`
}

type exportPlacesCmd struct {
	File string `arg:"" help:"Where to write: a name that ends in .geojson or .csv."`
}

// Run writes beside the file and renames, so that a reader never meets half a file.
func (c exportPlacesCmd) Run(a *app) (err error) {
	format := strings.TrimPrefix(filepath.Ext(c.File), ".")
	if format != "geojson" && format != "csv" {
		return fmt.Errorf("%s: a name that ends in .geojson or .csv is needed", c.File)
	}
	pool, leave, err := a.open(a.ctx)
	if err != nil {
		return err
	}
	defer leave()
	file, err := os.CreateTemp(filepath.Dir(c.File), ".export-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, file.Close(), os.Remove(file.Name()))
		}
	}()
	if err := directory.Export(a.ctx, pool, file, format); err != nil {
		return err
	}
	if err := errors.Join(file.Chmod(0o644), file.Sync()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), c.File); err != nil {
		return err
	}
	return file.Close()
}
