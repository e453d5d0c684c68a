package tiles

import (
	"encoding/binary"
	"math"
	"slices"
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
	features []byte // of the layer; the last may wait for more attributes
	keys     []string
	values   []byte // encoded values of the layer
	nValues  uint32

	strings  dictionary[string]
	integers dictionary[int64]
	floats   dictionary[uint64] // bits of the number, so that NaN equals itself
	bools    [2]uint32          // numbers; 0 = not yet used

	open     bool // the last feature, which begins at start and whose tags begin at tags
	start    int
	tags     int
	kind     geometry
	geometry []byte // of the open feature
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

// Points opens one feature of several points: what of positions stands on the tile. False when nothing does.
func (w *Writer) Points(id uint64, positions []Position) bool {
	n := 0
	for _, p := range positions {
		if w.tile.Has(p) {
			n++
		}
	}
	if n == 0 {
		return false
	}
	w.feature(id, point)
	w.command(moveTo, uint64(n))
	for _, p := range positions {
		if w.tile.Has(p) {
			w.move(w.grid(p.X, w.tile.X), w.grid(p.Y, w.tile.Y))
		}
	}
	return true
}

// grid is the unit of the tile's grid on which a coordinate lies; outside 0–4095 it is another tile's.
func (w *Writer) grid(coordinate, tile uint32) int32 {
	z := uint32(w.tile.Z)
	return int32((int64(coordinate) - int64(tile)<<(worldBits-z)) >> (worldBits - extentBits - z))
}

func (w *Writer) feature(id uint64, kind geometry) {
	w.finishFeature()
	w.open, w.start, w.kind = true, len(w.features), kind
	w.geometry, w.cursor = w.geometry[:0], [2]int32{}
	b := append(w.features, 2<<3|lengthPrefixed, unknown)
	if id != 0 {
		b = appendUvarint(append(b, 1<<3|varint), id)
	}
	w.features = append(b, 2<<3|lengthPrefixed, unknown)
	w.tags = len(w.features)
}

func (w *Writer) command(command, count uint64) {
	w.geometry = appendUvarint(w.geometry, count<<3|command)
}

func (w *Writer) move(x, y int32) {
	w.geometry = appendUvarint(w.geometry, zigzag(x-w.cursor[0]))
	w.geometry = appendUvarint(w.geometry, zigzag(y-w.cursor[1]))
	w.cursor = [2]int32{x, y}
}

func zigzag(n int32) uint64 { return uint64(uint32(n<<1) ^ uint32(n>>31)) }

// String, Int, Float and Bool give the open feature an attribute.
func (w *Writer) String(k Key, value string) {
	slot := w.strings.slot(value, hash(value))
	if slot.number == 0 {
		slot.number = w.addValue(appendString(w.newValue(), 1<<3|lengthPrefixed, value))
	}
	w.tag(k, slot.number)
}

// Int gives the open feature a whole number.
func (w *Writer) Int(k Key, value int64) {
	slot := w.integers.slot(value, uint32(value)) // small numbers never collide so
	if slot.number == 0 {
		zigzag := uint64(value<<1 ^ value>>63)
		slot.number = w.addValue(appendUvarint(append(w.newValue(), 6<<3|varint), zigzag))
	}
	w.tag(k, slot.number)
}

// Float gives the open feature a number.
func (w *Writer) Float(k Key, value float64) {
	bits := math.Float64bits(value)
	slot := w.floats.slot(bits, scatter(bits))
	if slot.number == 0 {
		slot.number = w.addValue(binary.LittleEndian.AppendUint64(append(w.newValue(), 3<<3|fixed64), bits))
	}
	w.tag(k, slot.number)
}

// Bool gives the open feature a yes or no.
func (w *Writer) Bool(k Key, value bool) {
	var bit byte
	if value {
		bit = 1
	}
	if w.bools[bit] == 0 {
		w.bools[bit] = w.addValue(append(w.newValue(), 7<<3|varint, bit))
	}
	w.tag(k, w.bools[bit])
}

// tag gives the open feature the value of that number.
func (w *Writer) tag(k Key, number uint32) {
	value := number - 1
	if k|Key(value) < 0x80 {
		w.features = append(w.features, byte(k), byte(value))
		return
	}
	w.features = appendUvarint(appendUvarint(w.features, uint64(k)), uint64(value))
}

// newValue begins a value of the layer's dictionary, addValue ends it and gives its number, from 1.
func (w *Writer) newValue() []byte { return append(w.values, 4<<3|lengthPrefixed, unknown) }

func (w *Writer) addValue(values []byte) uint32 {
	w.values = setLength(values, len(w.values)+1)
	w.nValues++
	return w.nValues
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
	b := w.features
	if len(b) > w.tags {
		b = setLength(b, w.tags-1)
	} else {
		b = b[:w.tags-2]
	}
	b = append(b, 3<<3|varint, byte(w.kind))
	b = append(appendUvarint(append(b, 4<<3|lengthPrefixed), uint64(len(w.geometry))), w.geometry...)
	w.features = setLength(b, w.start+1)
}

// dropFeature undoes the open feature.
func (w *Writer) dropFeature() {
	w.open = false
	w.features = w.features[:w.start]
}

func (w *Writer) finishLayer() {
	w.finishFeature()
	if len(w.features) > 0 {
		start := len(w.out)
		b := appendString(append(w.out, 3<<3|lengthPrefixed, unknown), 1<<3|lengthPrefixed, w.name)
		b = append(b, w.features...)
		for _, key := range w.keys {
			b = appendString(b, 3<<3|lengthPrefixed, key)
		}
		b = append(b, w.values...)
		b = appendUvarint(append(b, 5<<3|varint), Extent)
		b = append(b, 15<<3|varint, 2) // version
		w.out = setLength(b, start+1)
	}
	w.features, w.keys, w.values, w.nValues = w.features[:0], w.keys[:0], w.values[:0], 0
	w.strings.reset()
	w.integers.reset()
	w.floats.reset()
	w.bools = [2]uint32{}
}

// unknown stands where setLength will write.
const unknown = 0

// setLength writes into b[at] how many bytes follow it, making room when the length itself takes several.
func setLength(b []byte, at int) []byte {
	n := len(b) - at - 1
	if n < 0x80 {
		b[at] = byte(n)
		return b
	}
	var size [binary.MaxVarintLen64]byte
	return slices.Replace(b, at, at+1, size[:binary.PutUvarint(size[:], uint64(n))]...)
}

func appendString(b []byte, field byte, s string) []byte {
	return append(appendUvarint(append(b, field), uint64(len(s))), s...)
}

// appendUvarint is binary.AppendUvarint, faster on what is most: numbers of one byte.
func appendUvarint(b []byte, n uint64) []byte {
	if n < 0x80 {
		return append(b, byte(n))
	}
	return binary.AppendUvarint(b, n)
}
