// Package tiletest reads vector tiles back for tests, strictly: what the Mapbox Vector Tile specification 2.1 forbids is
// an error here even where maps forgive it.
//
//	bytes ──Decode──▶ []Layer ──Text──▶ lines a person can review in a diff
//
// Units: the tile's own grid. Not here: anything a running server needs.
package tiletest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Layer is a layer of a tile.
type Layer struct {
	Name     string
	Extent   uint64
	Features []Feature
}

// Feature is one thing of a layer. Rings are without their closing point; a point is a ring of one.
type Feature struct {
	ID         uint64 // 0 = none
	Type       string // "point", "polygon"
	Rings      [][][2]int64
	Attributes []Attribute // in the order of the tile
}

// Attribute is a key with its value: string, int64, float64 or bool.
type Attribute struct {
	Key   string
	Value any
}

// Get gives the value of an attribute, nil when the feature has none of that name.
func (f Feature) Get(key string) any {
	for _, a := range f.Attributes {
		if a.Key == key {
			return a.Value
		}
	}
	return nil
}

// Text writes the layers line by line: layer, then feature by feature its id, attributes and geometry.
func Text(layers []Layer) string {
	var b strings.Builder
	for _, l := range layers {
		fmt.Fprintf(&b, "layer %s extent %d\n", l.Name, l.Extent)
		for _, f := range l.Features {
			fmt.Fprintf(&b, "  %s", f.Type)
			if f.ID != 0 {
				fmt.Fprintf(&b, " %d", f.ID)
			}
			for _, a := range f.Attributes {
				fmt.Fprintf(&b, " %s=%s", a.Key, show(a.Value))
			}
			b.WriteString("\n")
			for _, ring := range f.Rings {
				b.WriteString("   ")
				for _, p := range ring {
					fmt.Fprintf(&b, " %d,%d", p[0], p[1])
				}
				b.WriteString("\n")
			}
		}
	}
	return b.String()
}

func show(v any) string {
	if s, ok := v.(string); ok {
		return strconv.Quote(s)
	}
	return fmt.Sprint(v)
}

// Decode reads a tile's bytes, not compressed.
func Decode(tile []byte) ([]Layer, error) {
	var layers []Layer
	seen := map[string]bool{}
	err := fields(tile, func(field uint64, v value) error {
		if field != 3 {
			return fmt.Errorf("field %d in a tile", field)
		}
		l, err := decodeLayer(v.bytes)
		if err != nil {
			return fmt.Errorf("layer %q: %w", l.Name, err)
		}
		if seen[l.Name] {
			return fmt.Errorf("layer %q comes twice", l.Name)
		}
		seen[l.Name] = true
		layers = append(layers, l)
		return nil
	})
	return layers, err
}

func decodeLayer(b []byte) (Layer, error) {
	var l Layer
	var version uint64
	var keys []string
	var values []any
	var features [][]byte
	err := fields(b, func(field uint64, v value) error {
		var err error
		switch field {
		case 1:
			l.Name = string(v.bytes)
		case 2:
			features = append(features, v.bytes)
		case 3:
			keys = append(keys, string(v.bytes))
		case 4:
			var one any
			one, err = decodeValue(v.bytes)
			values = append(values, one)
		case 5:
			l.Extent = v.number
		case 15:
			version = v.number
		default:
			err = fmt.Errorf("field %d in a layer", field)
		}
		return err
	})
	switch {
	case err != nil:
		return l, err
	case version != 2:
		return l, fmt.Errorf("version %d, want 2", version)
	case l.Name == "":
		return l, errors.New("no name")
	case len(features) == 0:
		return l, errors.New("no features")
	case repeats(keys), repeats(values):
		return l, errors.New("a key or a value comes twice in its dictionary")
	}
	ids := map[uint64]bool{}
	for i, b := range features {
		f, err := decodeFeature(b, keys, values)
		if err != nil {
			return l, fmt.Errorf("feature %d: %w", i, err)
		}
		if f.ID != 0 && ids[f.ID] {
			return l, fmt.Errorf("feature %d: id %d comes twice", i, f.ID)
		}
		ids[f.ID] = true
		l.Features = append(l.Features, f)
	}
	return l, nil
}

func repeats[T comparable](list []T) bool {
	seen := map[T]bool{}
	for _, v := range list {
		if seen[v] {
			return true
		}
		seen[v] = true
	}
	return false
}

func decodeValue(b []byte) (any, error) {
	var out any
	err := fields(b, func(field uint64, v value) error {
		if out != nil {
			return errors.New("a value of two types")
		}
		switch field {
		case 1:
			out = string(v.bytes)
		case 3:
			out = math.Float64frombits(v.number)
		case 5:
			out = int64(v.number)
		case 6:
			out = unzigzag(v.number)
		case 7:
			out = v.number == 1
		default:
			return fmt.Errorf("field %d in a value", field)
		}
		return nil
	})
	if out == nil && err == nil {
		err = errors.New("an empty value")
	}
	return out, err
}

func decodeFeature(b []byte, keys []string, values []any) (Feature, error) {
	var f Feature
	var kind uint64
	var tags, geometry []uint64
	err := fields(b, func(field uint64, v value) (err error) {
		switch field {
		case 1:
			f.ID = v.number
		case 2:
			tags, err = varints(v.bytes)
		case 3:
			kind = v.number
		case 4:
			geometry, err = varints(v.bytes)
		default:
			err = fmt.Errorf("field %d in a feature", field)
		}
		return err
	})
	if err != nil {
		return f, err
	}
	if len(tags)%2 != 0 {
		return f, errors.New("a tag without a value")
	}
	for pair := range slices.Chunk(tags, 2) {
		if pair[0] >= uint64(len(keys)) || pair[1] >= uint64(len(values)) {
			return f, fmt.Errorf("tag %v beyond the dictionaries", pair)
		}
		key := keys[pair[0]]
		if f.Get(key) != nil {
			return f, fmt.Errorf("attribute %q comes twice", key)
		}
		f.Attributes = append(f.Attributes, Attribute{key, values[pair[1]]})
	}
	switch kind {
	case 1:
		f.Type, f.Rings = "point", nil
		f.Rings, err = decodePoints(geometry)
	case 3:
		f.Type = "polygon"
		f.Rings, err = decodePolygon(geometry)
	default:
		err = fmt.Errorf("geometry type %d", kind)
	}
	return f, err
}

func decodePoints(g []uint64) ([][][2]int64, error) {
	if len(g) < 3 || g[0]&7 != 1 || uint64(len(g)-1) != 2*(g[0]>>3) {
		return nil, fmt.Errorf("a point is one MoveTo: %v", g)
	}
	var points [][][2]int64
	var at [2]int64
	for pair := range slices.Chunk(g[1:], 2) {
		at = move(at, pair)
		points = append(points, [][2]int64{at})
	}
	return points, nil
}

func move(from [2]int64, by []uint64) [2]int64 {
	return [2]int64{from[0] + unzigzag(by[0]), from[1] + unzigzag(by[1])}
}

// decodePolygon holds rings to §4.3.4.4: MoveTo(1), LineTo(≥ 2), ClosePath; the first exterior; no area of 0.
func decodePolygon(g []uint64) ([][][2]int64, error) {
	var rings [][][2]int64
	var at [2]int64
	for len(g) > 0 {
		if len(g) < 9 || g[0] != 1<<3|1 || g[3]&7 != 2 || g[3]>>3 < 2 {
			return nil, fmt.Errorf("a ring begins with MoveTo(1) and LineTo(2 or more): %v", g)
		}
		n := g[3] >> 3
		if uint64(len(g)) < 4+2*n+1 || g[4+2*n] != 1<<3|7 {
			return nil, errors.New("a ring ends with ClosePath")
		}
		at = move(at, g[1:3])
		ring := [][2]int64{at}
		for pair := range slices.Chunk(g[4:4+2*n], 2) {
			if pair[0] == 0 && pair[1] == 0 {
				return nil, errors.New("LineTo the same point")
			}
			at = move(at, pair)
			ring = append(ring, at)
		}
		area := DoubleArea(ring)
		switch {
		case area == 0:
			return nil, errors.New("a ring without an area")
		case ring[0] == ring[len(ring)-1]:
			return nil, errors.New("a ring repeats its first point")
		case len(rings) == 0 && area < 0:
			return nil, errors.New("the first ring is not exterior")
		}
		rings = append(rings, ring)
		g = g[4+2*n+1:]
	}
	if len(rings) == 0 {
		return nil, errors.New("a polygon without rings")
	}
	return rings, nil
}

// DoubleArea is twice the signed area of a ring by the surveyor's formula: positive on exterior rings.
func DoubleArea(ring [][2]int64) int64 {
	var sum int64
	for i, b := range ring {
		a := ring[(i+len(ring)-1)%len(ring)]
		sum += a[0]*b[1] - b[0]*a[1]
	}
	return sum
}

func unzigzag(n uint64) int64 { return int64(n>>1) ^ -int64(n&1) }

// value is a field's content: number for varints and fixed 64-bit numbers, bytes for the rest.
type value struct {
	number uint64
	bytes  []byte
}

// fields walks a Protocol Buffers message.
func fields(b []byte, visit func(field uint64, v value) error) error {
	for len(b) > 0 {
		tag, n := binary.Uvarint(b)
		if n <= 0 {
			return errors.New("a truncated tag")
		}
		b = b[n:]
		var v value
		switch tag & 7 {
		case 0, 2:
			if v.number, n = binary.Uvarint(b); n <= 0 {
				return errors.New("a truncated number")
			}
			b = b[n:]
			if tag&7 == 2 {
				if v.number > uint64(len(b)) {
					return fmt.Errorf("field %d: %d bytes of %d", tag>>3, len(b), v.number)
				}
				v.bytes, b = b[:v.number], b[v.number:]
			}
		case 1:
			if len(b) < 8 {
				return errors.New("a truncated number")
			}
			v.number, b = binary.LittleEndian.Uint64(b), b[8:]
		default:
			return fmt.Errorf("wire type %d", tag&7)
		}
		if err := visit(tag>>3, v); err != nil {
			return err
		}
	}
	return nil
}

func varints(b []byte) ([]uint64, error) {
	var list []uint64
	for len(b) > 0 {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			return nil, errors.New("a truncated number")
		}
		list, b = append(list, v), b[n:]
	}
	return list, nil
}
