package main

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestClockRunsOnFromWhereItIsSet(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		set := time.Date(2026, 12, 24, 23, 59, 0, 0, time.UTC)
		now, err := (&timeFlags{Dev: true, Clock: set}).clock()
		if err != nil {
			t.Fatal(err)
		}
		if got := now(); !got.Equal(set) {
			t.Errorf("begins at %v, want %v", got, set)
		}
		time.Sleep(90 * time.Second)
		if got, want := now(), set.Add(90*time.Second); !got.Equal(want) {
			t.Errorf("90 seconds on it is %v, want %v", got, want)
		}
	})
	if _, err := (&timeFlags{Clock: time.Now()}).clock(); err == nil || !strings.Contains(err.Error(), "--dev") {
		t.Errorf("a clock without --dev: %v", err)
	}
}

func TestElsewhere(t *testing.T) {
	t.Parallel()
	got, err := (&timeFlags{Timezone: "Indian/Reunion", Region: "FR-974"}).elsewhere()
	if err != nil || got.Zone.String() != "Indian/Reunion" || got.Region != "FR-974" {
		t.Errorf("%v %v", got, err)
	}
	for _, zone := range []string{"", "Marseille", "../zone"} {
		if _, err := (&timeFlags{Timezone: zone}).elsewhere(); err == nil || !strings.HasPrefix(err.Error(), "--timezone "+zone) {
			t.Errorf("%q: %v", zone, err)
		}
	}
	if _, err := (&timeFlags{Timezone: "UTC", Region: "France"}).elsewhere(); err == nil || !strings.Contains(err.Error(), `--region: region "France"`) {
		t.Errorf("a region in words: %v", err)
	}
}
