package photos

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"runtime"
	"testing"

	"github.com/alentour/alentour/identity"
)

// withSize writes another size into a header: a bomb is small until it is decoded.
func withSize(sent []byte, at int, size []byte) []byte {
	out := append([]byte{}, sent...)
	copy(out[at:], size)
	return out
}

func bomb(t testing.TB, w, h uint32) []byte {
	t.Helper()
	out := withSize(asPNG(t, quarters(4, 4)), 16, binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h))
	binary.BigEndian.PutUint32(out[29:], crc32.ChecksumIEEE(out[12:29]))
	return out
}

// scans repeats a JPEG's last scan until it has so many.
func scans(t testing.TB, count int) []byte {
	t.Helper()
	sent := asJPEG(t, quarters(16, 16))
	at := bytes.Index(sent, []byte{0xff, 0xda})
	end := len(sent) - 2
	out := append([]byte{}, sent[:end]...)
	for range count - 1 {
		out = append(out, sent[at:end]...)
	}
	return append(out, 0xff, 0xd9)
}

func TestWhatIsNoPictureIsRefused(t *testing.T) {
	t.Parallel()
	whole := asJPEG(t, quarters(200, 200))
	sofAt := bytes.Index(whole, []byte{0xff, 0xc0}) + 5
	lossy := riff(webpChunk("VP8X", []byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0}), string(withSize(lossyWebP[12:], 14, []byte{0xff, 0x3f, 0xff, 0x3f})))
	progressive := withSize(whole, sofAt-4, []byte{0xc2})
	for what, sent := range map[string][]byte{
		"nothing":                     nil,
		"a text":                      []byte("GPS"),
		"a page that calls itself so": []byte("<html><script>alert(1)</script>"),
		"an SVG":                      []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"),
		"two bytes of a JPEG":         {0xff, 0xd8},
		"half a JPEG":                 whole[:len(whole)/2],
		"half a PNG":                  asPNG(t, noise(64, 64))[:2000],
		"a GIF's beginning":           []byte("GIF89a"),
		"a WebP's beginning":          lossyWebP[:20],
		"an empty WebP":               riff(),
		"a PNG of 65535 × 65535":      bomb(t, 65535, 65535),
		"a PNG of 2^31 × 2^31":        bomb(t, 1<<31-1, 1<<31-1),
		"41 megapixels":               bomb(t, 41_000, 1000),
		"a JPEG of 65535 × 65535":     withSize(whole, sofAt, []byte{0xff, 0xff, 0xff, 0xff}),
		"too much memory: progressive, 20 megapixels": withSize(progressive, sofAt, []byte{0x0f, 0xa0, 0x13, 0x88, 3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1}),
		"a WebP whose frame is larger than it says":   lossy,
		"a thousand scans":                            scans(t, 1000),
		"more than 10 MB":                             append(append([]byte{}, whole...), make([]byte, MaxSentBytes)...),
	} {
		sent, err := readAll(bytes.NewReader(sent))
		if err == nil {
			_, err = makePicture(sent)
		}
		if !errors.Is(err, &identity.Error{Code: identity.BadValue}) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// polyglots are pictures that are something else too: a page in a comment, an archive behind the end, a program in a chunk.
func polyglots(t testing.TB) map[string][]byte {
	t.Helper()
	small := quarters(8, 6)
	page := []byte("<html><script>zqpolyglot</script>")
	comment := binary.BigEndian.AppendUint16([]byte{0xff, 0xfe}, uint16(2+len(page)))
	whole := asJPEG(t, small)
	gifs := asGIF(t, small)
	return map[string][]byte{
		"a page in a JPEG":       append(append(append([]byte{}, whole[:2]...), append(comment, page...)...), whole[2:]...),
		"an archive at its end":  append(append([]byte{}, whole...), "PK\x03\x04zqpolyglot"...),
		"a page behind a PNG":    append(asPNG(t, small), page...),
		"a program behind a GIF": append(append([]byte{}, gifs...), "*/=1;zqpolyglot//"...),
		"a page behind a WebP":   append(append([]byte{}, lossyWebP...), page...),
	}
}

// Of what is a picture and something else at the same time, the picture is kept.
func TestPolyglotsBecomePictures(t *testing.T) {
	t.Parallel()
	for what, sent := range polyglots(t) {
		p, err := makePicture(sent)
		if errors.Is(err, &identity.Error{Code: identity.BadValue}) {
			continue // the strict formats do not take it
		}
		if err != nil || bytes.Contains(p.large, []byte("zqpolyglot")) || bytes.Contains(p.small, []byte("zqpolyglot")) {
			t.Errorf("%s: %v", what, err)
		}
		decoded(t, p.large)
	}
}

// What is too large to decode takes next to no memory before it is refused; what is just not too large stays within its bound, however
// little stands behind its header. It does not run beside others: what they take would be counted.
func TestHostileSizesTakeLittleMemory(t *testing.T) {
	whole := asJPEG(t, quarters(200, 200))
	sofAt := bytes.Index(whole, []byte{0xff, 0xc0}) + 5
	for _, c := range []struct {
		what string
		sent []byte
		most uint64
	}{
		{"a PNG of 65535 × 65535", bomb(t, 65535, 65535), 1 << 20},
		{"a PNG of 2^31 × 2^31", bomb(t, 1<<31-1, 1<<31-1), 1 << 20},
		{"41 megapixels", bomb(t, 41_000, 1000), 1 << 20},
		{"a JPEG of 65535 × 65535", withSize(whole, sofAt, []byte{0xff, 0xff, 0xff, 0xff}), 1 << 20},
		{"a thousand scans", scans(t, 1000), 1 << 20},
		{"40 megapixels of a header", bomb(t, 40_000, 1000), maxWorkBytes},
		{"a JPEG of 40 megapixels of a header", withSize(whole, sofAt, binary.BigEndian.AppendUint16([]byte{0x03, 0xe8}, 40_000)), maxWorkBytes},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := makePicture(c.sent)
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > c.most {
			t.Errorf("%s took %d bytes, at most %d are allowed", c.what, took, c.most)
		}
		if !errors.Is(err, &identity.Error{Code: identity.BadValue}) {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}

// Cut off anywhere, a picture is a picture or a refusal.
func TestTruncatedPictures(t *testing.T) {
	t.Parallel()
	small := quarters(8, 6)
	for _, whole := range [][]byte{asJPEG(t, small), asPNG(t, small), asGIF(t, small), lossyWebP, losslessWebP, withSegments(asJPEG(t, small), exif(binary.LittleEndian, 6))} {
		for end := range whole {
			if _, err := makePicture(whole[:end]); err != nil && !errors.Is(err, &identity.Error{Code: identity.BadValue}) {
				t.Fatalf("%.4q cut off at %d: %v", whole, end, err)
			}
		}
	}
}

// An Exif block that lies about itself is a picture without one.
func TestBrokenExifIsNoExif(t *testing.T) {
	t.Parallel()
	block := exif(binary.LittleEndian, 6)
	for i := range block {
		orientation(block[:i])
	}
	for _, b := range [][]byte{
		nil, []byte("II*\x00\xff\xff\xff\xff"), []byte("MM\x00*\x00\x00\x00\x08\xff\xff"), []byte("II*\x00\x00\x00\x00\x80\x01"),
		exif(binary.LittleEndian, 9), exif(binary.BigEndian, 0xffff),
	} {
		if o := orientation(b); o != 0 {
			t.Errorf("%x: %d", b, o)
		}
	}
	if o := orientation(block); o != 6 {
		t.Errorf("%d, want 6", o)
	}
}

// Whatever is sent, it is a picture within its bounds or a refusal.
func FuzzPicture(f *testing.F) {
	small := quarters(8, 6)
	for _, seed := range [][]byte{
		asJPEG(f, small), asPNG(f, small), asGIF(f, small), lossyWebP, losslessWebP, withSegments(asJPEG(f, small), exif(binary.LittleEndian, 6)),
		withChunks(asPNG(f, small), exif(binary.BigEndian, 3)), scans(f, 3), bomb(f, 40_000, 1000),
	} {
		f.Add(seed)
	}
	for _, seed := range polyglots(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		if h, err := readHeader(sent); err == nil && h.width*h.height > 1_000_000 {
			t.Skip("legal, and slow")
		}
		p, err := makePicture(sent)
		if err != nil {
			if !errors.Is(err, &identity.Error{Code: identity.BadValue}) {
				t.Fatal(err)
			}
			return
		}
		if decoded(t, p.large); p.width > largePixels || p.height > largePixels {
			t.Error(fmt.Sprint(p.width, p.height))
		}
		decoded(t, p.small)
	})
}
