package main

import (
	"net"
	"strings"
	"testing"
	"time"
)

func TestNextNightKeepsTheHour(t *testing.T) {
	t.Parallel()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for now, want := range map[string]string{
		"2026-11-23T16:00:00": "2026-11-24T03:00:00+01:00",
		"2026-11-23T02:59:59": "2026-11-23T03:00:00+01:00",
		"2026-11-23T03:00:00": "2026-11-24T03:00:00+01:00",
		"2026-03-28T12:00:00": "2026-03-29T03:00:00+02:00", // the night the clocks go forward
		"2026-10-24T12:00:00": "2026-10-25T03:00:00+01:00", // and back
		"2026-12-31T23:00:00": "2027-01-01T03:00:00+01:00",
	} {
		at, err := time.ParseInLocation("2006-01-02T15:04:05", now, paris)
		if err != nil {
			t.Fatal(err)
		}
		if got := nextNight(at).Format(time.RFC3339); got != want {
			t.Errorf("after %s: %s, want %s", now, got, want)
		}
	}
}

func TestGarbageIsConstant(t *testing.T) {
	t.Parallel()
	for _, liveMiB := range []uint64{10, 100, 400} {
		garbage := liveMiB << 20 * uint64(gcPercent(liveMiB<<20)) / 100
		if garbage < garbageBytes*9/10 || garbage > garbageBytes*11/10 {
			t.Errorf("%d MiB alive: %d MiB of garbage", liveMiB, garbage>>20)
		}
	}
	if gcPercent(0) != 2000 || gcPercent(1<<40) != 20 {
		t.Errorf("the ends are %d and %d", gcPercent(0), gcPercent(1<<40))
	}
}

func TestParseNetworksNamesTheBadOne(t *testing.T) {
	t.Parallel()
	list, err := parseNetworks([]string{"10.0.0.0/8", "::1/128"})
	if err != nil || len(list) != 2 {
		t.Errorf("%v %v", list, err)
	}
	if _, err := parseNetworks([]string{"10.0.0.1"}); err == nil || !strings.Contains(err.Error(), "--trusted-proxy 10.0.0.1") {
		t.Error(err)
	}
}

func TestReachable(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"127.0.0.1:8080": "localhost:8080", "0.0.0.0:80": "localhost:80", "[::]:80": "localhost:80", "192.0.2.7:8080": "192.0.2.7:8080",
	} {
		at, err := net.ResolveTCPAddr("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		if got := reachable(at); got != want {
			t.Errorf("%s: %s", address, got)
		}
	}
}
