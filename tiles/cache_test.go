package tiles_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/tiles"
	"github.com/alentour/alentour/tiles/tiletest"
)

// board is a thing that changes: a point with a number.
type board struct {
	at     tiles.Position
	number atomic.Int64
	draws  atomic.Int64
}

func (b *board) Draw(_ tiles.Tile, w *tiles.Writer) {
	b.draws.Add(1)
	w.Begin("board")
	number := w.Key("number")
	if w.Point(1, b.at) {
		w.Int(number, b.number.Load())
	}
}

// readBoard gives the number on the tile.
func readBoard(body tiles.Body) (int64, error) {
	layers, err := tiletest.Decode(body.Bytes)
	if err != nil {
		return 0, err
	}
	return layers[0].Features[0].Get("number").(int64), nil
}

func TestATileIsDrawnOnceForAll(t *testing.T) {
	t.Parallel()
	b := &board{at: tiles.At(orb.Point{5.37, 43.3})}
	cache := tiles.NewCache(1<<20, new(tiles.Marks))
	tile := tiles.TileAt(b.at, 12)
	var all sync.WaitGroup
	bodies := make([]tiles.Body, 50)
	for i := range bodies {
		all.Go(func() { bodies[i] = cache.Get(tiles.Request{Filter: "category=shower", Tile: tile}, b) })
	}
	all.Wait()
	if n := b.draws.Load(); n != 1 {
		t.Errorf("drawn %d times", n)
	}
	for _, body := range bodies {
		if body.ETag != bodies[0].ETag || !strings.HasPrefix(body.ETag, `"`) || !strings.HasSuffix(body.ETag, `"`) {
			t.Errorf("ETag %s, first %s", body.ETag, bodies[0].ETag)
		}
	}
	cache.Get(tiles.Request{Filter: "category=meal", Tile: tile}, b)
	cache.Get(tiles.Request{Filter: "category=shower", Tile: tiles.TileAt(b.at, 13)}, b)
	if n := b.draws.Load(); n != 3 {
		t.Errorf("drawn %d times for three tiles", n)
	}
	if empty := cache.Get(tiles.Request{Filter: "", Tile: tiles.Tile{Z: 12}}, b); len(empty.Bytes) > 0 || empty.ETag != "" {
		t.Errorf("an empty tile has %d bytes and the ETag %q", len(empty.Bytes), empty.ETag)
	}
	before := b.draws.Load()
	if cache.Get(tiles.Request{Filter: "", Tile: tiles.Tile{Z: 12}}, b); b.draws.Load() != before {
		t.Error("an empty tile is drawn again")
	}
}

func TestWhatIsTrueForAMomentIsNotKept(t *testing.T) {
	t.Parallel()
	b := &board{at: tiles.At(orb.Point{5.37, 43.3})}
	cache := tiles.NewCache(1<<20, new(tiles.Marks))
	ask := tiles.Request{Filter: "open", Tile: tiles.TileAt(b.at, 12), Passing: true}
	for want := range int64(3) {
		b.number.Store(want)
		if got, err := readBoard(cache.Get(ask, b)); err != nil || got != want {
			t.Errorf("shows %d, want %d: %v", got, want, err)
		}
	}
	// those who ask at once share a drawing all the same
	synctest.Test(t, func(t *testing.T) {
		draws, goOn := 0, make(chan struct{})
		slow := drawn(func(_ tiles.Tile, _ *tiles.Writer) {
			draws++
			<-goOn
		})
		cache := tiles.NewCache(1<<20, new(tiles.Marks))
		for range 10 {
			go cache.Get(ask, slow)
		}
		synctest.Wait()
		close(goOn)
		synctest.Wait()
		if draws != 1 {
			t.Errorf("ten at once: drawn %d times", draws)
		}
	})
}

func TestBothFormsSayTheSame(t *testing.T) {
	t.Parallel()
	b := &board{at: tiles.At(orb.Point{5.37, 43.3})}
	cache := tiles.NewCache(1<<20, new(tiles.Marks))
	tile := tiles.TileAt(b.at, 12)
	raw := cache.Get(tiles.Request{Tile: tile, Form: tiles.Raw}, b)
	compressed := cache.Get(tiles.Request{Tile: tile, Form: tiles.Gzip}, b)
	reader, err := gzip.NewReader(bytes.NewReader(compressed.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(reader)
	if err != nil || !bytes.Equal(unpacked, raw.Bytes) {
		t.Errorf("gzip holds %x, raw is %x: %v", unpacked, raw.Bytes, err)
	}
	if compressed.ETag == raw.ETag {
		t.Errorf("both forms have the ETag %s", raw.ETag)
	}
}

func TestAChangeRedrawsItsTilesOnly(t *testing.T) {
	t.Parallel()
	b := &board{at: tiles.At(orb.Point{5.37, 43.3})}
	marks := new(tiles.Marks)
	cache := tiles.NewCache(1<<20, marks)
	elsewhere := tiles.TileAt(tiles.At(orb.Point{2.35, 48.85}), 14)
	cache.Get(tiles.Request{Filter: "", Tile: elsewhere}, b)
	for z := range tiles.MaxZoom + 1 {
		was := cache.Get(tiles.Request{Filter: "", Tile: tiles.TileAt(b.at, z)}, b)
		b.number.Add(1)
		marks.Touch(b.at)
		is := cache.Get(tiles.Request{Filter: "", Tile: tiles.TileAt(b.at, z)}, b)
		if n, err := readBoard(is); err != nil || n != b.number.Load() {
			t.Fatalf("zoom %d shows %d after %d: %v", z, n, b.number.Load(), err)
		}
		if was.ETag == is.ETag {
			t.Errorf("zoom %d keeps its ETag", z)
		}
	}
	before := b.draws.Load()
	if cache.Get(tiles.Request{Filter: "", Tile: elsewhere}, b); b.draws.Load() != before {
		t.Error("a change in Marseille redraws Paris")
	}
	marks.TouchAll()
	if cache.Get(tiles.Request{Filter: "", Tile: elsewhere}, b); b.draws.Load() != before+1 {
		t.Error("a change of everything leaves Paris as it was")
	}
}

// TestWhoAsksAfterAChangeDoesNotGetADrawingBegunBefore lets a reader join a drawing that has already looked.
func TestWhoAsksAfterAChangeDoesNotGetADrawingBegunBefore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		at := tiles.At(orb.Point{5.37, 43.3})
		tile := tiles.TileAt(at, 12)
		marks := new(tiles.Marks)
		cache := tiles.NewCache(1<<20, marks)
		number, goOn := int64(0), make(chan struct{})
		slow := drawn(func(_ tiles.Tile, w *tiles.Writer) {
			looked := number
			<-goOn
			w.Begin("board")
			key := w.Key("number")
			w.Point(1, at)
			w.Int(key, looked)
		})
		var got [2]int64
		for i := range got {
			go func() {
				n, err := readBoard(cache.Get(tiles.Request{Filter: "", Tile: tile}, slow))
				if err != nil {
					t.Error(err)
				}
				got[i] = n
			}()
			synctest.Wait() // the first is drawing, then the second waits for it
			number++
			marks.Touch(at)
		}
		close(goOn)
		synctest.Wait()
		if got[0] != 0 || got[1] < 1 {
			t.Errorf("the first reader got %d, the second, who asked after the change to 1, got %d", got[0], got[1])
		}
	})
}

// TestNothingOlderThanAnAcknowledgedChangeIsServed races writers, who publish and then mark, with readers on many filters.
func TestNothingOlderThanAnAcknowledgedChangeIsServed(t *testing.T) {
	t.Parallel()
	const writers, readers, changes = 4, 8, 300
	marks := new(tiles.Marks)
	cache := tiles.NewCache(1<<20, marks)
	boards := make([]*board, writers)
	acknowledged := make([]atomic.Int64, writers)
	var writing, reading sync.WaitGroup
	var done atomic.Bool
	for i := range boards {
		boards[i] = &board{at: tiles.At(orb.Point{5.3 + 0.05*float64(i), 43.3})}
		writing.Go(func() {
			for n := range int64(changes) {
				boards[i].number.Store(n + 1)
				if n%50 == 49 {
					marks.TouchAll()
				} else {
					marks.Touch(boards[i].at)
				}
				acknowledged[i].Store(n + 1)
			}
		})
	}
	for r := range readers {
		reading.Go(func() {
			for i := r; !done.Load(); i++ {
				b, known := boards[i%writers], acknowledged[i%writers].Load()
				body := cache.Get(tiles.Request{Filter: fmt.Sprintf("filter %d of %d", i%3, i%writers), Tile: tiles.TileAt(b.at, tiles.Zoom(6+i%11))}, b)
				if n, err := readBoard(body); err != nil || n < known {
					t.Errorf("number %d after %d was acknowledged: %v", n, known, err)
					return
				}
			}
		})
	}
	writing.Wait()
	done.Store(true)
	reading.Wait()
	for i, b := range boards {
		for z := range tiles.MaxZoom + 1 {
			for f := range 3 {
				body := cache.Get(tiles.Request{Filter: fmt.Sprintf("filter %d of %d", f, i), Tile: tiles.TileAt(b.at, z)}, b)
				if n, err := readBoard(body); err != nil || n != changes {
					t.Errorf("zoom %d ends with %d: %v", z, n, err)
				}
			}
		}
	}
}

func BenchmarkCacheHit(b *testing.B) {
	board := &board{at: tiles.At(orb.Point{5.37, 43.3})}
	cache := tiles.NewCache(1<<20, new(tiles.Marks))
	tile := tiles.TileAt(board.at, 14)
	b.ReportAllocs()
	for b.Loop() {
		cache.Get(tiles.Request{Filter: "category=shower", Tile: tile}, board)
	}
}
