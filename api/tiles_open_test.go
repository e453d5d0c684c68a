package api

import (
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/alentour/alentour/tiles"
)

// waits is a layer that is drawn when told so.
type waits struct {
	drawing atomic.Int32
	goOn    chan struct{}
}

func (l *waits) Draw(tiles.Tile, *tiles.Writer) {
	l.drawing.Add(1)
	<-l.goOn
}

func TestAFloodOfTilesTakesTurnsAndIsShed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		turns, cache, layer := newTurns(), tiles.NewCache(1<<20, new(tiles.Marks)), &waits{goOn: make(chan struct{})}
		var answered, refused atomic.Int32
		ask := func(filter string) {
			if _, ok := turns.get(cache, tiles.Request{Filter: filter, Passing: true}, layer); ok {
				answered.Add(1)
			} else {
				refused.Add(1)
			}
		}
		for i := range maxTurns + 10 {
			go ask(strconv.Itoa(i))
		}
		synctest.Wait()
		if got := int(layer.drawing.Load()); got != cap(turns.drawing) {
			t.Errorf("%d are drawn at once, want %d", got, cap(turns.drawing))
		}
		if refused.Load() != 10 || answered.Load() != 0 {
			t.Errorf("%d refused at once, %d answered", refused.Load(), answered.Load())
		}
		close(layer.goOn)
		synctest.Wait()
		if answered.Load() != maxTurns || turns.asking.Load() != 0 || len(turns.drawing) != 0 {
			t.Errorf("%d answered, %d still ask, %d still draw", answered.Load(), turns.asking.Load(), len(turns.drawing))
		}
	})
}
