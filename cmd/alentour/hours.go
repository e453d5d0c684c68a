package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/alentour/alentour/directory/hours"
)

type hoursCmd struct {
	Text     string    `arg:"" optional:"" help:"Opening hours as OpenStreetMap writes them: \"Mo-Fr 09:00-17:00; PH off\"."`
	At       time.Time `help:"The instant, RFC 3339; now if not given." placeholder:"2026-05-01T10:00:00+02:00" env:"-"`
	TZ       string    `name:"tz" help:"IANA time zone." default:"Europe/Paris"`
	Region   string    `help:"Whose public holidays: a code of ISO 3166, in France FR or with the department FR-13." default:"FR"`
	Holidays string    `help:"Table of school holidays and sun times, as import holidays reads it." type:"existingfile" env:"-"`
	JSON     bool      `name:"json" help:"Answer in JSON." env:"-"`
	JSONL    bool      `name:"jsonl" help:"Read a question in JSON from each line of standard input, {\"oh\",\"from\",\"to\",\"tz\",\"region\"}, and answer each with {\"intervals\",\"error\"}." env:"-"`
}

// Validate refuses what makes no sense together, as a fault of usage.
func (c hoursCmd) Validate() error {
	switch {
	case c.JSONL && (c.Text != "" || c.JSON || !c.At.IsZero()):
		return errors.New("--jsonl reads its questions from standard input: no text, --at or --json with it")
	case !c.JSONL && c.Text == "":
		return errors.New("say the opening hours, as one argument in quotes, or --jsonl")
	}
	_, err := newCalendar(c.TZ, c.Region, nil)
	return err
}

// Run explains one text, or answers line by line.
func (c hoursCmd) Run(a *app) error {
	var tables []hours.Table
	if c.Holidays != "" {
		name := filepath.Base(c.Holidays)
		read, err := importHolidaysCmd{File: c.Holidays}.read(name)
		if err != nil {
			return err
		}
		tables = []hours.Table{{Source: name, Rows: read.Rows}}
	}
	if c.JSONL {
		done := make(chan error, 1)
		go func() { done <- (&hoursLines{tables: tables, zone: c.TZ, region: c.Region}).run(os.Stdin, a.out) }()
		select {
		case err := <-done:
			return err
		case <-a.ctx.Done():
			return a.ctx.Err()
		}
	}
	calendar, err := newCalendar(c.TZ, c.Region, tables)
	if err != nil {
		return err
	}
	at := c.At
	if at.IsZero() {
		at = time.Now().Truncate(time.Second)
	}
	e := explain(hours.Compile(c.Text, calendar), c.Region, at)
	if !c.JSON {
		return e.write(a.out)
	}
	encoder := json.NewEncoder(a.out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(e)
}

func newCalendar(zone, region string, tables []hours.Table) (*hours.Calendar, error) {
	if zone == "" || zone == "Local" {
		return nil, fmt.Errorf("time zone %q is not one of IANA's, like Europe/Paris", zone)
	}
	location, err := time.LoadLocation(zone)
	if err != nil {
		return nil, fmt.Errorf("time zone %q: %w", zone, err)
	}
	if err := hours.CheckRegion(region); err != nil {
		return nil, err
	}
	return hours.NewCalendar(location, region, tables), nil
}
