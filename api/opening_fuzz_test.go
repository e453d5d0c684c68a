package api

import (
	"errors"
	"testing"
	"time"

	"github.com/alentour/alentour/directory"
)

func FuzzOpenAt(f *testing.F) {
	for _, text := range []string{"now", "arrival", "2026-11-23T18:00:00+01:00", "2026-11-23T18:00:00 01:00", "2024-02-29T23:59:60Z", "0000-01-01T00:00:00Z", "NOW", "+"} {
		f.Add(text)
	}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := (&OpenFilter{OpenAt: text}).instant(now, maxTileAway)
		var invalid *directory.Invalid
		switch {
		case err != nil:
			if !errors.As(err, &invalid) || invalid.Param != "open_at" || len(invalid.Reason) > 500 {
				t.Errorf("%q: %v", text, err)
			}
		case text == "":
			if got != (directory.OpenAt{}) {
				t.Errorf("nothing asks for %+v", got)
			}
		case got.At.Sub(now).Abs() > maxTileAway+time.Minute || got.At.Truncate(time.Minute) != got.At || got.Walk != (text == "arrival"):
			t.Errorf("%q asks for %+v", text, got)
		}
	})
}
