package formats

import (
	"bytes"
	"encoding/binary"
	"math"

	"github.com/klauspost/compress/zlib"
	"google.golang.org/protobuf/encoding/protowire"
)

// pbfWriter makes small extracts for tests, in the format's own words.
type pbfWriter struct {
	file    bytes.Buffer
	strings []string
	groups  []byte
}

func newPBF() *pbfWriter {
	w := &pbfWriter{strings: []string{""}}
	w.blob("OSMHeader", bytesField(bytesField(nil, 4, []byte("OsmSchema-V0.6")), 4, []byte("DenseNodes")))
	return w
}

func bytesField(b []byte, number protowire.Number, value []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, number, protowire.BytesType), value)
}

func varintField(b []byte, number protowire.Number, value uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, number, protowire.VarintType), value)
}

// blob compresses and frames a block.
func (w *pbfWriter) blob(kind string, block []byte) {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	z.Write(block)
	z.Close()
	w.frame(kind, bytesField(varintField(nil, 2, uint64(len(block))), 3, packed.Bytes()))
}

func (w *pbfWriter) frame(kind string, blob []byte) {
	header := varintField(bytesField(nil, 1, []byte(kind)), 3, uint64(len(blob)))
	w.file.Write(binary.BigEndian.AppendUint32(nil, uint32(len(header))))
	w.file.Write(header)
	w.file.Write(blob)
}

func (w *pbfWriter) string(s string) uint64 {
	w.strings = append(w.strings, s)
	return uint64(len(w.strings) - 1)
}

// tags adds the fields 2 and 3 that nodes, ways and relations share: "key=value".
func (w *pbfWriter) tags(b []byte, tags []tag) []byte {
	var keys, values []byte
	for _, t := range tags {
		keys = protowire.AppendVarint(keys, w.string(t.key))
		values = protowire.AppendVarint(values, w.string(t.value))
	}
	return bytesField(bytesField(b, 2, keys), 3, values)
}

func units(degrees float64) uint64 {
	return protowire.EncodeZigZag(int64(math.Round(degrees * 1e7))) // granularity 100 nanodegrees
}

func (w *pbfWriter) node(id int64, lon, lat float64, tags ...tag) {
	b := varintField(nil, 1, protowire.EncodeZigZag(id))
	b = w.tags(b, tags)
	b = varintField(varintField(b, 8, units(lat)), 9, units(lon))
	w.groups = bytesField(w.groups, 2, bytesField(nil, 1, b))
}

func deltas(ids []int64) (packed []byte) {
	last := int64(0)
	for _, id := range ids {
		packed = protowire.AppendVarint(packed, protowire.EncodeZigZag(id-last))
		last = id
	}
	return packed
}

func (w *pbfWriter) way(id int64, nodes []int64, tags ...tag) {
	b := w.tags(varintField(nil, 1, uint64(id)), tags)
	w.groups = bytesField(w.groups, 2, bytesField(nil, 3, bytesField(b, 8, deltas(nodes))))
}

func (w *pbfWriter) relation(id int64, members []member, tags ...tag) {
	b := w.tags(varintField(nil, 1, uint64(id)), tags)
	var roles, kinds []byte
	var ids []int64
	for _, m := range members {
		roles = protowire.AppendVarint(roles, w.string(m.role))
		kinds = protowire.AppendVarint(kinds, uint64(m.kind))
		ids = append(ids, m.id)
	}
	b = bytesField(bytesField(bytesField(b, 8, roles), 9, deltas(ids)), 10, kinds)
	w.groups = bytesField(w.groups, 2, bytesField(nil, 4, b))
}

// end closes the one block and gives the file.
func (w *pbfWriter) end() []byte {
	var table []byte
	for _, s := range w.strings {
		table = bytesField(table, 1, []byte(s))
	}
	w.blob("OSMData", append(bytesField(nil, 1, table), w.groups...))
	return w.file.Bytes()
}
