package tiles

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"

	"github.com/cespare/xxhash/v2"
	"github.com/klauspost/compress/gzip"
	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"
)

// Body is a tile as it is served. Its bytes are shared: never change them.
type Body struct {
	Bytes []byte // nothing on an empty tile
	ETag  string // strong and quoted; each form of a tile has its own

	drawn uint64
}

// Form says how a tile is written.
type Form bool

const (
	Gzip Form = true  // compressed once, for nearly everyone
	Raw  Form = false // for clients that cannot read gzip
)

// Cache keeps the tiles of one layer, in the forms asked for, within a bound of bytes. It gives no tile that was drawn
// before a change its marks know of.
type Cache struct {
	marks   *Marks
	bodies  *otter.Cache[Request, Body]
	flights singleflight.Group
	kits    sync.Pool // of *kit
}

// Request names a tile: what Filter names is what its layer keeps of all things, so equal filters draw alike.
type Request struct {
	Filter  string
	Tile    Tile
	Form    Form
	Passing bool // true for a moment only, so not kept
}

type kit struct {
	writer     Writer
	gzip       *gzip.Writer
	compressed bytes.Buffer
}

// NewCache makes a cache of about maxBytes whose tiles stay right by marks.
func NewCache(maxBytes uint64, marks *Marks) *Cache {
	return &Cache{
		marks: marks,
		bodies: otter.Must(&otter.Options[Request, Body]{
			MaximumWeight: maxBytes,
			Weigher: func(r Request, b Body) uint32 {
				const entry = 300 // bytes about a tile besides its own: the request, the ETag, otter's node
				return uint32(entry + len(r.Filter) + len(b.Bytes))
			},
		}),
		kits: sync.Pool{New: func() any { return &kit{gzip: gzip.NewWriter(io.Discard)} }},
	}
}

// Get gives a tile of l, drawn now unless a right one is kept; many who ask at once wait for one drawing.
func (c *Cache) Get(r Request, l Layer) Body {
	needed := c.marks.changed(r.Tile)
	b, ok := c.kept(r, needed)
	// A drawing that others had begun may be older than a change that this caller must see: then it is drawn again.
	for ; !ok; ok = b.drawn >= needed {
		drawn, _, _ := c.flights.Do(fmt.Sprint(r), func() (any, error) {
			if b, ok := c.kept(r, needed); ok {
				return b, nil
			}
			b := c.draw(r.Tile, r.Form, l)
			if !r.Passing {
				c.bodies.Set(r, b)
			}
			return b, nil
		})
		b = drawn.(Body)
	}
	return b
}

func (c *Cache) kept(r Request, needed uint64) (Body, bool) {
	b, ok := c.bodies.GetIfPresent(r)
	return b, ok && b.drawn >= needed
}

// draw draws a tile of l.
func (c *Cache) draw(t Tile, form Form, l Layer) Body {
	b := Body{drawn: c.marks.now()}
	kit := c.kits.Get().(*kit) // put back below only, not when a layer panics with the tile half-written
	if raw := kit.writer.Draw(t, l); len(raw) > 0 {
		name := strconv.FormatUint(xxhash.Sum64(raw), 36)
		if form == Gzip {
			b.ETag, b.Bytes = `"`+name+`-gz"`, kit.compress(raw)
		} else {
			b.ETag, b.Bytes = `"`+name+`"`, bytes.Clone(raw)
		}
	}
	c.kits.Put(kit)
	return b
}

func (k *kit) compress(raw []byte) []byte {
	k.compressed.Reset()
	k.gzip.Reset(&k.compressed)
	_, err := k.gzip.Write(raw)
	if err := errors.Join(err, k.gzip.Close()); err != nil {
		panic(err) // a bytes.Buffer takes everything
	}
	return bytes.Clone(k.compressed.Bytes())
}
