package main

import (
	"errors"
	"fmt"
	"time"
	_ "time/tzdata" // where the system knows no time zones

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
)

// timeFlags say what time it is, and which clock and holidays hold where no city says so.
type timeFlags struct {
	Timezone string    `help:"Time zone of places outside of every city." default:"Europe/Paris" placeholder:"ZONE"`
	Region   string    `help:"Region whose public holidays hold outside of every city (ISO 3166), such as FR or FR-57; empty = not known." default:"FR" placeholder:"CODE"`
	Dev      bool      `help:"Allow what is for trying and for tests; messages are shown at /dev/outbox instead of sent."`
	Clock    time.Time `help:"With --dev: what time it is when serving begins; the clock runs on from there." placeholder:"RFC3339"`
}

func (f *timeFlags) elsewhere() (directory.Elsewhere, error) {
	zone, err := time.LoadLocation(f.Timezone)
	if err != nil || f.Timezone == "" {
		return directory.Elsewhere{}, fmt.Errorf("--timezone %s: not a time zone such as Europe/Paris", f.Timezone)
	}
	if err := hours.CheckRegion(f.Region); err != nil {
		return directory.Elsewhere{}, fmt.Errorf("--region: %w", err)
	}
	return directory.Elsewhere{Zone: zone, Region: f.Region}, nil
}

// clock is what every answer goes by.
func (f *timeFlags) clock() (func() time.Time, error) {
	if f.Clock.IsZero() {
		return time.Now, nil
	}
	if !f.Dev {
		return nil, errors.New("--clock is for developers and tests: say --dev too")
	}
	begun := time.Now()
	return func() time.Time { return f.Clock.Add(time.Since(begun)) }, nil
}
