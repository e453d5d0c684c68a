package formats

import (
	"errors"
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// blockReader reads one block of OSM data: a table of strings and groups of objects that point into it.
type blockReader struct {
	visitor
	strings          []string
	granularity      int64 // nanodegrees of a unit
	latZero, lonZero int64 // nanodegrees
	tags             []tag
	nodes            []int64
	members          []member
}

var errUneven = errors.New("lists of different lengths")

func (b *blockReader) read(block []byte) error {
	b.granularity = 100
	err := eachField(block, func(f field) error {
		switch f.number {
		case 1:
			return eachField(f.bytes, func(f field) error {
				b.strings = append(b.strings, string(f.bytes))
				return nil
			})
		case 17:
			b.granularity = int64(int32(f.varint))
		case 19:
			b.latZero = int64(f.varint)
		case 20:
			b.lonZero = int64(f.varint)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return eachField(block, func(f field) error {
		if f.number != 2 {
			return nil
		}
		return eachField(f.bytes, b.object)
	})
}

func (b *blockReader) object(f field) error {
	switch {
	case f.number == 1 && b.node != nil:
		return b.readNode(f.bytes)
	case f.number == 2 && b.node != nil:
		return b.readDense(f.bytes)
	case f.number == 3 && b.way != nil:
		return b.readWay(f.bytes)
	case f.number == 4 && b.relation != nil:
		return b.readRelation(f.bytes)
	}
	return nil
}

func (b *blockReader) degrees(units, zero int64) float64 {
	return float64(zero+b.granularity*units) * 1e-9
}

func (b *blockReader) string(index uint64) (string, error) {
	if index >= uint64(len(b.strings)) {
		return "", fmt.Errorf("string %d of %d", index, len(b.strings))
	}
	return b.strings[index], nil
}

func (b *blockReader) addTag(key, value uint64) error {
	k, err := b.string(key)
	if err != nil {
		return err
	}
	v, err := b.string(value)
	b.tags = append(b.tags, tag{k, v})
	return err
}

// readTags pairs two lists of string numbers.
func (b *blockReader) readTags(keys, values varints) error {
	b.tags = b.tags[:0]
	for keys.more() && values.more() {
		if err := b.addTag(keys.next(), values.next()); err != nil {
			return err
		}
	}
	return done(keys, values)
}

// done says whether all lists ended together.
func done(lists ...varints) error {
	for _, l := range lists {
		if l.err != nil {
			return l.err
		}
		if len(l.b) > 0 {
			return errUneven
		}
	}
	return nil
}

func (b *blockReader) readNode(message []byte) error {
	var id, lat, lon int64
	var keys, values varints
	err := eachField(message, func(f field) error {
		switch f.number {
		case 1:
			id = protowire.DecodeZigZag(f.varint)
		case 2:
			keys.b = f.bytes
		case 3:
			values.b = f.bytes
		case 8:
			lat = protowire.DecodeZigZag(f.varint)
		case 9:
			lon = protowire.DecodeZigZag(f.varint)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := b.readTags(keys, values); err != nil {
		return err
	}
	return own(b.node(id, b.degrees(lon, b.lonZero), b.degrees(lat, b.latZero), b.tags))
}

// readDense reads nodes laid down as columns, each number the difference from the one before.
func (b *blockReader) readDense(message []byte) error {
	var ids, lats, lons, strings varints
	err := eachField(message, func(f field) error {
		switch f.number {
		case 1:
			ids.b = f.bytes
		case 8:
			lats.b = f.bytes
		case 9:
			lons.b = f.bytes
		case 10:
			strings.b = f.bytes
		}
		return nil
	})
	if err != nil {
		return err
	}
	tagged := len(strings.b) > 0
	var id, lat, lon int64
	for ids.more() && lats.more() && lons.more() {
		id, lat, lon = id+ids.signed(), lat+lats.signed(), lon+lons.signed()
		b.tags = b.tags[:0]
		for tagged { // key, value, key, value, 0
			if !strings.more() {
				return errUneven
			}
			key := strings.next()
			if key == 0 {
				break
			}
			if !strings.more() {
				return errUneven
			}
			if err := b.addTag(key, strings.next()); err != nil {
				return err
			}
		}
		if err := own(b.node(id, b.degrees(lon, b.lonZero), b.degrees(lat, b.latZero), b.tags)); err != nil {
			return err
		}
	}
	return done(ids, lats, lons, strings)
}

func (b *blockReader) readWay(message []byte) error {
	var id uint64
	var keys, values, refs varints
	err := eachField(message, func(f field) error {
		switch f.number {
		case 1:
			id = f.varint
		case 2:
			keys.b = f.bytes
		case 3:
			values.b = f.bytes
		case 8:
			refs.b = f.bytes
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := b.readTags(keys, values); err != nil {
		return err
	}
	b.nodes = b.nodes[:0]
	for node := int64(0); refs.more(); {
		node += refs.signed()
		b.nodes = append(b.nodes, node)
	}
	if err := done(refs); err != nil {
		return err
	}
	return own(b.way(int64(id), b.nodes, b.tags))
}

func (b *blockReader) readRelation(message []byte) error {
	var id uint64
	var keys, values, roles, refs, kinds varints
	err := eachField(message, func(f field) error {
		switch f.number {
		case 1:
			id = f.varint
		case 2:
			keys.b = f.bytes
		case 3:
			values.b = f.bytes
		case 8:
			roles.b = f.bytes
		case 9:
			refs.b = f.bytes
		case 10:
			kinds.b = f.bytes
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := b.readTags(keys, values); err != nil {
		return err
	}
	b.members = b.members[:0]
	for ref := int64(0); roles.more() && refs.more() && kinds.more(); {
		ref += refs.signed()
		role, err := b.string(roles.next())
		if err != nil {
			return err
		}
		b.members = append(b.members, member{memberKind(kinds.next()), ref, role})
	}
	if err := done(roles, refs, kinds); err != nil {
		return err
	}
	return own(b.relation(int64(id), b.members, b.tags))
}

func own(err error) error {
	if err != nil {
		return visitorError{err}
	}
	return nil
}
