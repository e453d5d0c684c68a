package formats

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zlib"
	"google.golang.org/protobuf/encoding/protowire"
)

// A reader of OSM PBF (https://wiki.openstreetmap.org/wiki/PBF_Format), since the library's panics in goroutines of its
// own on plain nodes and on damaged blocks, where no caller can catch it, and inflates a block without bound.
//
//	file: (length, BlobHeader, Blob)*    Blob ─inflate─▶ block: strings, groups of nodes, ways or relations

// Bounds of the format itself.
const (
	maxBlobHeaderBytes = 64 << 10
	maxBlobBytes       = 32 << 20
)

// tag is a key with its value.
type tag struct{ key, value string }

// member of a relation.
type member struct {
	kind memberKind
	id   int64
	role string
}

type memberKind uint8

const (
	memberNode memberKind = iota
	memberWay
	memberRelation
)

// visitor receives the objects of a file in its order; what is nil is skipped unread. Slices are reused.
type visitor struct {
	node     func(id int64, lon, lat float64, tags []tag) error
	way      func(id int64, nodes []int64, tags []tag) error
	relation func(id int64, members []member, tags []tag) error
}

// pbfReader walks through one file once.
type pbfReader struct {
	r        io.Reader
	name     string
	offset   int64 // of the blob being read
	next     int64 // of the blob after it
	head     []byte
	blob     []byte
	inflated bytes.Buffer
	begun    bool
}

// walk reads the whole file. Errors name the file and the byte.
func (p *pbfReader) walk(v visitor) error {
	for {
		kind, data, err := p.block()
		if err == io.EOF {
			if !p.begun {
				return fmt.Errorf("%s: no OSM data in the file", p.name)
			}
			return nil
		}
		if err == nil {
			switch kind {
			case "OSMHeader":
				p.begun = true
				err = checkFeatures(data)
			case "OSMData":
				if !p.begun {
					err = errors.New("data before the header")
					break
				}
				err = (&blockReader{visitor: v}).read(data)
			}
		}
		var stop visitorError
		if errors.As(err, &stop) {
			return stop.error
		}
		if err != nil {
			return fmt.Errorf("%s: byte %d: %w", p.name, p.offset, err)
		}
	}
}

// visitorError is not the file's fault.
type visitorError struct{ error }

// block reads and inflates the next blob.
func (p *pbfReader) block() (kind string, data []byte, err error) {
	p.offset = p.next
	var length [4]byte
	if _, err := io.ReadFull(p.r, length[:]); err != nil {
		if err == io.EOF {
			return "", nil, io.EOF
		}
		return "", nil, errCutShort
	}
	n := binary.BigEndian.Uint32(length[:])
	if n == 0 || n > maxBlobHeaderBytes {
		return "", nil, fmt.Errorf("not OSM PBF: a blob header of %d bytes", n)
	}
	if p.head, err = p.fill(p.head, int(n)); err != nil {
		return "", nil, err
	}
	size := int64(-1)
	err = eachField(p.head, func(f field) error {
		switch f.number {
		case 1:
			kind = string(f.bytes)
		case 3:
			size = int64(f.varint)
		}
		return nil
	})
	if err != nil {
		return "", nil, fmt.Errorf("not OSM PBF: %w", err)
	}
	if size < 0 || size > maxBlobBytes {
		return "", nil, fmt.Errorf("a blob of %d bytes, the format allows %d", size, maxBlobBytes)
	}
	if p.blob, err = p.fill(p.blob, int(size)); err != nil {
		return "", nil, err
	}
	p.next = p.offset + 4 + int64(n) + size
	data, err = p.inflate()
	return kind, data, err
}

var errCutShort = errors.New("the file is cut short in the middle of a block")

func (p *pbfReader) fill(b []byte, n int) ([]byte, error) {
	if cap(b) < n {
		b = make([]byte, n)
	}
	b = b[:n]
	if _, err := io.ReadFull(p.r, b); err != nil {
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return b, errCutShort
		}
		return b, err
	}
	return b, nil
}

func (p *pbfReader) inflate() (data []byte, err error) {
	var rawSize uint64
	var packed []byte
	other := ""
	err = eachField(p.blob, func(f field) error {
		switch f.number {
		case 1:
			data = f.bytes
		case 2:
			rawSize = f.varint
		case 3:
			packed = f.bytes
		case 4:
			other = "LZMA"
		case 6:
			other = "LZ4"
		case 7:
			other = "Zstandard"
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case data != nil:
		return data, nil
	case other != "":
		return nil, fmt.Errorf("compressed with %s; rewrite it with: osmium cat -f pbf,pbf_compression=zlib", other)
	case rawSize > maxBlobBytes:
		return nil, fmt.Errorf("a block of %d bytes, the format allows %d", rawSize, maxBlobBytes)
	}
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	p.inflated.Reset()
	n, err := p.inflated.ReadFrom(io.LimitReader(z, int64(rawSize)+1))
	if err != nil {
		return nil, err
	}
	if uint64(n) != rawSize {
		return nil, fmt.Errorf("a block of %d bytes or more where %d are declared", n, rawSize)
	}
	return p.inflated.Bytes(), nil
}

// checkFeatures refuses what would be misread: deleted versions of a history file as if they were there.
func checkFeatures(header []byte) error {
	return eachField(header, func(f field) error {
		if f.number != 4 {
			return nil
		}
		switch feature := string(f.bytes); feature {
		case "OsmSchema-V0.6", "DenseNodes":
			return nil
		case "HistoricalInformation":
			return errors.New("a history file; an extract of one moment is needed")
		default:
			return fmt.Errorf("feature %.60q is not known", feature)
		}
	})
}

// field of a protobuf message: varint or bytes, by its wire type.
type field struct {
	number protowire.Number
	varint uint64
	bytes  []byte
}

// eachField walks through a message; what is neither varint nor bytes is skipped.
func eachField(b []byte, do func(field) error) error {
	for len(b) > 0 {
		number, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			return protowire.ParseError(n)
		}
		b = b[n:]
		f := field{number: number}
		switch kind {
		case protowire.VarintType:
			f.varint, n = protowire.ConsumeVarint(b)
		case protowire.BytesType:
			f.bytes, n = protowire.ConsumeBytes(b)
		default:
			n = protowire.ConsumeFieldValue(number, kind, b)
		}
		if n < 0 {
			return protowire.ParseError(n)
		}
		b = b[n:]
		if kind == protowire.VarintType || kind == protowire.BytesType {
			if err := do(f); err != nil {
				return err
			}
		}
	}
	return nil
}

// varints takes numbers off a packed list.
type varints struct {
	b   []byte
	err error
}

func (v *varints) more() bool { return len(v.b) > 0 && v.err == nil }

func (v *varints) next() uint64 {
	if len(v.b) > 0 && v.b[0] < 0x80 { // most are one byte
		x := v.b[0]
		v.b = v.b[1:]
		return uint64(x)
	}
	x, n := protowire.ConsumeVarint(v.b)
	if n < 0 {
		v.err, v.b = protowire.ParseError(n), nil
		return 0
	}
	v.b = v.b[n:]
	return x
}

func (v *varints) signed() int64 { return protowire.DecodeZigZag(v.next()) }
