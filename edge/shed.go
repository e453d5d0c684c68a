package edge

import (
	"context"
	"time"
)

// gate lets a bounded number of requests be worked on at once. The others wait a short time, then are refused: a queue
// that nobody bounds turns overload into slowness for everyone (promise E3).
type gate struct {
	slots   chan struct{}
	timeout time.Duration
}

func newGate(size int, timeout time.Duration) *gate {
	return &gate{slots: make(chan struct{}, size), timeout: timeout}
}

func (g *gate) enter(ctx context.Context) bool {
	select {
	case g.slots <- struct{}{}:
		return true
	default:
	}
	timer := time.NewTimer(g.timeout)
	defer timer.Stop()
	select {
	case g.slots <- struct{}{}:
		return true
	case <-timer.C:
		return false
	case <-ctx.Done():
		return false
	}
}

func (g *gate) leave() { <-g.slots }
