package main

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// garbageBytes is how much garbage may gather between two collections. Go's own rule, as much as is alive, is wrong for
// us at both ends: a small city would be collected hundreds of times a second, and a country would take twice its size.
const garbageBytes = 128 << 20

// tuneMemory keeps that amount constant while the live copy grows and shrinks, unless GOGC was set by hand.
func tuneMemory(ctx context.Context) {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.FreeOSMemory() // what the first load left behind
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		debug.SetGCPercent(gcPercent(liveHeap()))
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// gcPercent is garbageBytes in percent of what is alive, within what Go handles well.
func gcPercent(liveBytes uint64) int {
	return int(min(max(garbageBytes*100/max(liveBytes, 1), 20), 2000))
}

// liveHeap is what the last collection found alive, in bytes.
func liveHeap() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
