package tiles

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"
)

// Body is a tile as it is served. Its bytes are shared: never change them.
type Body struct {
	Gzip    []byte // nothing on an empty tile
	ETag    string // strong and quoted, of the gzip form
	RawETag string // of the form without compression

	drawn uint64
}

// Empty says whether nothing stands on the tile.
func (b Body) Empty() bool { return len(b.Gzip) == 0 }

// Raw is the tile without compression, for the rare client that cannot read gzip.
func (b Body) Raw() ([]byte, error) {
	if b.Empty() {
		return nil, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(b.Gzip))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// Cache keeps the tiles of one layer, compressed once, within a bound of bytes. It gives no tile that was drawn before
// a change its marks know of.
type Cache struct {
	marks   *Marks
	bodies  *otter.Cache[cacheKey, Body]
	flights singleflight.Group
	kits    sync.Pool // of *kit
}

type cacheKey struct {
	filter string
	tile   Tile
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
		bodies: otter.Must(&otter.Options[cacheKey, Body]{
			MaximumWeight: maxBytes,
			Weigher: func(k cacheKey, b Body) uint32 {
				const entry = 300 // bytes about a tile besides its own: the key, two ETags, otter's node
				return uint32(entry + len(k.filter) + len(b.Gzip))
			},
		}),
		kits: sync.Pool{New: func() any { return &kit{gzip: gzip.NewWriter(io.Discard)} }},
	}
}

// Get gives the tile of l, drawn now unless a right one is kept; many who ask at once wait for one drawing. filter
// names what l keeps of its things: layers of equal filters draw alike.
func (c *Cache) Get(filter string, t Tile, l Layer) Body {
	key, needed := cacheKey{filter, t}, c.marks.changed(t)
	b, ok := c.kept(key, needed)
	// A drawing that others had begun may be older than a change that this caller must see: then it is drawn again.
	for ; !ok; ok = b.drawn >= needed {
		drawn, _, _ := c.flights.Do(t.String()+"?"+filter, func() (any, error) {
			b, ok := c.kept(key, needed)
			if !ok {
				b = c.Draw(t, l)
				c.bodies.Set(key, b)
			}
			return b, nil
		})
		b = drawn.(Body)
	}
	return b
}

func (c *Cache) kept(key cacheKey, needed uint64) (Body, bool) {
	b, ok := c.bodies.GetIfPresent(key)
	return b, ok && b.drawn >= needed
}

// Draw draws the tile of l without keeping it: for what is only true for a moment.
func (c *Cache) Draw(t Tile, l Layer) Body {
	b := Body{drawn: c.marks.now()}
	kit := c.kits.Get().(*kit) // put back below only, not when a layer panics with the tile half-written
	raw := kit.writer.Draw(t, l)
	if len(raw) == 0 {
		c.kits.Put(kit)
		return b
	}
	hash := sha256.Sum256(raw)
	name := hex.EncodeToString(hash[:16])
	b.ETag, b.RawETag = `"`+name+`-gz"`, `"`+name+`"`
	kit.compressed.Reset()
	kit.gzip.Reset(&kit.compressed)
	if _, err := kit.gzip.Write(raw); err != nil {
		panic(err) // a bytes.Buffer takes everything
	}
	if err := kit.gzip.Close(); err != nil {
		panic(err)
	}
	b.Gzip = bytes.Clone(kit.compressed.Bytes())
	c.kits.Put(kit)
	return b
}
