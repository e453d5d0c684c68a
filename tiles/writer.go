package tiles

import (
	"encoding/binary"
	"math"
)

// Layer is something to draw: a room's things with their attributes.
type Layer interface {
	// Draw writes what stands on the tile as it is now. The same things must come in the same order every time.
	Draw(t Tile, w *Writer)
}

// Writer writes one tile:
//
//	w.Begin("places")                   // a layer of the tile; several may follow each other
//	kind := w.Key("kind")
//	if w.Point(id, position) {          // a feature, unless it stands on another tile
//		w.String(kind, "shower")        // its attributes, each key once
//	}
//
// Its zero value is ready; used again, it allocates only to grow. Equal calls give equal bytes.
type Writer struct {
	tile Tile
	out  []byte // finished layers

	name     string
	open     bool   // a feature waits for its attributes
	features []byte // finished features of the layer
	keys     []string
	values   []byte // encoded values of the layer
	nValues  uint32

	strings  map[string]uint32 // value → its number
	integers map[int64]uint32
	floats   map[uint64]uint32 // bits of the number, so that NaN equals itself
	bools    [2]uint32         // number + 1; 0 = not yet used

	id       uint64
	kind     geometry
	geometry []byte // of the open feature
	tags     []byte // of the open feature
	cursor   [2]int32

	ring, clipped []vertex // scratch of Polygon
	spots         Spots    // scratch of Gather
}

// Key is an attribute's name in the layer begun last.
type Key uint32

type geometry byte

// Geometry types and commands (MVT 2.1, §4.3).
const (
	point   geometry = 1
	polygon geometry = 3

	moveTo    = 1
	lineTo    = 2
	closePath = 7
)

// Draw draws the layer's tile. The bytes are the writer's until its next use; none when nothing stands there.
func (w *Writer) Draw(t Tile, l Layer) []byte {
	w.tile, w.out = t, w.out[:0]
	l.Draw(t, w)
	w.finishLayer()
	return w.out
}

// Begin begins a layer of the tile; a name may come once only. A layer without features is left out.
func (w *Writer) Begin(name string) {
	w.finishLayer()
	w.name = name
}

// Key declares an attribute of the layer begun last; the order of declaration is its order in the tile.
func (w *Writer) Key(name string) Key {
	w.keys = append(w.keys, name)
	return Key(len(w.keys) - 1)
}

// Point opens a point feature and says true, or false when p stands on another tile. An id of 0 means none.
func (w *Writer) Point(id uint64, p Position) bool {
	if !w.tile.Has(p) {
		return false
	}
	w.feature(id, point)
	w.command(moveTo, 1)
	w.move(w.grid(p.X, w.tile.X), w.grid(p.Y, w.tile.Y))
	return true
}

// grid is the unit of the tile's grid on which a coordinate lies; outside 0–4095 it is another tile's.
func (w *Writer) grid(coordinate, tile uint32) int32 {
	z := uint32(w.tile.Z)
	return int32((int64(coordinate) - int64(tile)<<(worldBits-z)) >> (worldBits - extentBits - z))
}

func (w *Writer) feature(id uint64, kind geometry) {
	w.finishFeature()
	w.open, w.id, w.kind, w.cursor = true, id, kind, [2]int32{}
	w.geometry, w.tags = w.geometry[:0], w.tags[:0]
}

func (w *Writer) command(command, count uint64) {
	w.geometry = binary.AppendUvarint(w.geometry, count<<3|command)
}

func (w *Writer) move(x, y int32) {
	w.geometry = binary.AppendUvarint(w.geometry, zigzag(x-w.cursor[0]))
	w.geometry = binary.AppendUvarint(w.geometry, zigzag(y-w.cursor[1]))
	w.cursor = [2]int32{x, y}
}

func zigzag(n int32) uint64 { return uint64(uint32(n<<1) ^ uint32(n>>31)) }

// String, Int, Float and Bool give the open feature an attribute.
func (w *Writer) String(k Key, value string) {
	n, known := w.strings[value]
	if !known {
		n = w.newValue(1 + uvarintLen(uint64(len(value))) + len(value))
		if w.strings == nil {
			w.strings = map[string]uint32{}
		}
		w.strings[value] = n
		w.values = appendString(w.values, 1<<3|lengthPrefixed, value)
	}
	w.tag(k, n)
}

// Int gives the open feature a whole number.
func (w *Writer) Int(k Key, value int64) {
	n, known := w.integers[value]
	if !known {
		bits := uint64(value<<1 ^ value>>63) // zigzag
		n = w.newValue(1 + uvarintLen(bits))
		if w.integers == nil {
			w.integers = map[int64]uint32{}
		}
		w.integers[value] = n
		w.values = binary.AppendUvarint(append(w.values, 6<<3|varint), bits)
	}
	w.tag(k, n)
}

// Float gives the open feature a number.
func (w *Writer) Float(k Key, value float64) {
	bits := math.Float64bits(value)
	n, known := w.floats[bits]
	if !known {
		n = w.newValue(1 + 8)
		if w.floats == nil {
			w.floats = map[uint64]uint32{}
		}
		w.floats[bits] = n
		w.values = binary.LittleEndian.AppendUint64(append(w.values, 3<<3|fixed64), bits)
	}
	w.tag(k, n)
}

// Bool gives the open feature a yes or no.
func (w *Writer) Bool(k Key, value bool) {
	var bit byte
	if value {
		bit = 1
	}
	if w.bools[bit] == 0 {
		w.bools[bit] = w.newValue(2) + 1
		w.values = append(w.values, 7<<3|varint, bit)
	}
	w.tag(k, w.bools[bit]-1)
}

func (w *Writer) tag(k Key, value uint32) {
	w.tags = binary.AppendUvarint(w.tags, uint64(k))
	w.tags = binary.AppendUvarint(w.tags, uint64(value))
}

// newValue begins a value of size bytes in the layer's dictionary and gives its number.
func (w *Writer) newValue(size int) uint32 {
	w.values = binary.AppendUvarint(append(w.values, 4<<3|lengthPrefixed), uint64(size))
	w.nValues++
	return w.nValues - 1
}

// Wire types of Protocol Buffers.
const (
	varint         = 0
	fixed64        = 1
	lengthPrefixed = 2
)

func (w *Writer) finishFeature() {
	if !w.open {
		return
	}
	w.open = false
	size := 2 + fieldLen(len(w.geometry))
	if w.id != 0 {
		size += 1 + uvarintLen(w.id)
	}
	if len(w.tags) > 0 {
		size += fieldLen(len(w.tags))
	}
	b := binary.AppendUvarint(append(w.features, 2<<3|lengthPrefixed), uint64(size))
	if w.id != 0 {
		b = binary.AppendUvarint(append(b, 1<<3|varint), w.id)
	}
	if len(w.tags) > 0 {
		b = appendBytes(b, 2<<3|lengthPrefixed, w.tags)
	}
	b = append(b, 3<<3|varint, byte(w.kind))
	w.features = appendBytes(b, 4<<3|lengthPrefixed, w.geometry)
}

func (w *Writer) finishLayer() {
	w.finishFeature()
	if len(w.features) > 0 {
		size := fieldLen(len(w.name)) + len(w.features) + len(w.values) + 1 + uvarintLen(Extent) + 2
		for _, key := range w.keys {
			size += fieldLen(len(key))
		}
		b := binary.AppendUvarint(append(w.out, 3<<3|lengthPrefixed), uint64(size))
		b = appendString(b, 1<<3|lengthPrefixed, w.name)
		b = append(b, w.features...)
		for _, key := range w.keys {
			b = appendString(b, 3<<3|lengthPrefixed, key)
		}
		b = append(b, w.values...)
		b = binary.AppendUvarint(append(b, 5<<3|varint), Extent)
		w.out = append(b, 15<<3|varint, 2) // version
	}
	w.features, w.keys, w.values, w.nValues = w.features[:0], w.keys[:0], w.values[:0], 0
	clear(w.strings)
	clear(w.integers)
	clear(w.floats)
	w.bools = [2]uint32{}
}

func appendString(b []byte, field byte, s string) []byte {
	return append(binary.AppendUvarint(append(b, field), uint64(len(s))), s...)
}

func appendBytes(b []byte, field byte, s []byte) []byte {
	return append(binary.AppendUvarint(append(b, field), uint64(len(s))), s...)
}

// fieldLen is the size of a length-prefixed field: its tag, its length, its bytes.
func fieldLen(n int) int { return 1 + uvarintLen(uint64(n)) + n }

func uvarintLen(n uint64) int {
	size := 1
	for ; n >= 0x80; n >>= 7 {
		size++
	}
	return size
}
