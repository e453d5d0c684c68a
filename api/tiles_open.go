package api

import (
	"runtime"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/tiles"
)

// Tiles of what is open are drawn for each request and not kept:
//
//	open_at=now ──cut to the quarter of an hour──▶ turns ──one drawing for all who ask alike──▶ bytes, kept by clients to its end

const quarterHour = 15 * time.Minute

// quarter is the time that tiles speak of.
func (a *API) quarter() time.Time { return a.Now().Truncate(quarterHour) }

// onTiles is the filter of a tile, where now is the current quarter of an hour.
func (in *PlaceTileFilters) onTiles(quarter time.Time) (directory.PlaceFilter, error) {
	f, err := in.filter()
	if err != nil {
		return f, err
	}
	f.Open, err = in.instant(quarter, maxTileAway)
	if err == nil && f.Open.Walk {
		err = &directory.Invalid{Param: "open_at", Reason: "arrival is not for tiles: ask near or a box for it"}
	}
	return f, err
}

// tileCache is the Cache-Control of a tile of places asked in a quarter of an hour, at the end of which what is open now
// may be another.
func (a *API) tileCache(quarter time.Time, open directory.OpenAt) string {
	if !open.At.Equal(quarter) {
		return tileCache
	}
	return "public, max-age=" + strconv.Itoa(min(tileCacheS, a.secondsTo(quarter.Add(quarterHour))))
}

// maxTurns bounds the requests that draw a tile or wait for their turn.
const maxTurns = 32

// turns bound what drawing costs: any instant is another tile, so that a flood of them would otherwise keep every
// processor from everyone else. Half of the processors draw; whoever comes when many wait is refused at once.
type turns struct {
	asking  atomic.Int32
	drawing chan struct{}
}

func newTurns() *turns { return &turns{drawing: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2))} }

// get is Cache.Get in turn; false when too many ask.
func (t *turns) get(c *tiles.Cache, r tiles.Request, l tiles.Layer) (tiles.Body, bool) {
	defer t.asking.Add(-1)
	if t.asking.Add(1) > maxTurns {
		return tiles.Body{}, false
	}
	return c.Get(r, inTurn{l, t}), true
}

// inTurn is a layer that waits for its turn.
type inTurn struct {
	tiles.Layer
	*turns
}

func (l inTurn) Draw(t tiles.Tile, w *tiles.Writer) {
	l.drawing <- struct{}{}
	defer func() { <-l.drawing }()
	l.Layer.Draw(t, w)
}
