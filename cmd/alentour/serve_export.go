package main

import (
	"compress/gzip"
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/api"
	"github.com/alentour/alentour/directory"
)

// exportHour is the hour of the night, local time, at which the open-data files are written.
const exportHour = 3

func (s *server) exportDir() string { return filepath.Join(s.db.DataDir, "exports") }

// exportNightly writes the open-data files once a night, and soon after the start when last night's are missing.
func (s *server) exportNightly(ctx context.Context, pool *pgxpool.Pool) {
	next := time.Now()
	if written, ok := s.oldestExport(); ok && next.Sub(written) < 24*time.Hour {
		next = nextNight(next)
	}
	for {
		timer := time.NewTimer(time.Until(next))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		begun := time.Now()
		if err := s.export(ctx, pool); err != nil {
			if errors.Is(err, context.Canceled) {
				return
			}
			s.log.Error("open data not written", "error", err)
		} else {
			s.log.Info("open data written", "directory", s.exportDir(), "took", time.Since(begun).Round(time.Millisecond))
		}
		next = nextNight(time.Now())
	}
}

// nextNight is the next time it is exportHour; AddDate keeps the hour when the clocks change.
func nextNight(now time.Time) time.Time {
	night := time.Date(now.Year(), now.Month(), now.Day(), exportHour, 0, 0, 0, now.Location())
	if !night.After(now) {
		night = night.AddDate(0, 0, 1)
	}
	return night
}

func (s *server) oldestExport() (oldest time.Time, all bool) {
	for _, f := range api.ExportFiles() {
		info, err := os.Stat(filepath.Join(s.exportDir(), f.Name))
		if err != nil {
			return oldest, false
		}
		if oldest.IsZero() || info.ModTime().Before(oldest) {
			oldest = info.ModTime()
		}
	}
	return oldest, true
}

func (s *server) export(ctx context.Context, pool *pgxpool.Pool) error {
	if err := os.MkdirAll(s.exportDir(), 0o755); err != nil {
		return err
	}
	for _, f := range api.ExportFiles() {
		if err := exportFile(ctx, pool, filepath.Join(s.exportDir(), f.Name), f.Format); err != nil {
			return err
		}
	}
	return nil
}

// exportFile writes beside the old file, then takes its place: a reader never sees half of one.
func exportFile(ctx context.Context, pool *pgxpool.Pool, path, format string) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	z := gzip.NewWriter(f)
	if err := directory.Export(ctx, pool, z, format); err != nil {
		return err
	}
	if err := errors.Join(z.Close(), f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
