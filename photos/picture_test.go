package photos

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"strings"
	"testing"
)

var (
	red   = color.RGBA{220, 20, 20, 255}
	green = color.RGBA{20, 200, 20, 255}
	blue  = color.RGBA{20, 20, 220, 255}
)

// quarters is red above left, green above right, blue below.
func quarters(w, h int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(p, p.Rect, image.NewUniform(blue), image.Point{}, draw.Src)
	draw.Draw(p, image.Rect(0, 0, w/2, h/2), image.NewUniform(red), image.Point{}, draw.Src)
	draw.Draw(p, image.Rect(w/2, 0, w, h/2), image.NewUniform(green), image.Point{}, draw.Src)
	return p
}

// noise is what compresses worst.
func noise(w, h int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	random := rand.NewChaCha8([32]byte{7})
	_, _ = random.Read(p.Pix)
	for i := 3; i < len(p.Pix); i += 4 {
		p.Pix[i] = 255
	}
	return p
}

func asJPEG(t testing.TB, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asGIF(t testing.TB, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.Encode(&b, p, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The planted texts: what a camera writes, and where it stood (43°17′46.68″ N, 5°22′10.20″ E).
const (
	maker  = "PlantedMaker"
	serial = "PLANTED-SERIAL-0042"
)

// exif is a block as a telephone writes it (Exif 2.32): maker, orientation, camera's number, and a GPS directory.
func exif(order binary.AppendByteOrder, held uint16) []byte {
	const (
		short, ascii, long, rational = 3, 2, 4, 5
		first                        = 8 // where the first directory stands
		gps                          = first + 2 + 4*12 + 4
		texts                        = gps + 2 + 4*12 + 4
	)
	head := "II*\x00"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		head = "MM\x00*"
	}
	b := order.AppendUint32([]byte(head), first)
	entry := func(tag, kind uint16, count, value uint32) {
		b = order.AppendUint32(order.AppendUint16(order.AppendUint16(b, tag), kind), count)
		if kind == short {
			b = order.AppendUint16(order.AppendUint16(b, uint16(value)), 0)
			return
		}
		b = order.AppendUint32(b, value)
	}
	b = order.AppendUint16(b, 4)
	entry(0x010f, ascii, uint32(len(maker)), texts)
	entry(0x0112, short, 1, uint32(held))
	entry(0x8825, long, 1, gps)
	entry(0xa431, ascii, uint32(len(serial)), texts+uint32(len(maker)))
	b = order.AppendUint32(b, 0)
	degrees := uint32(texts + len(maker) + len(serial))
	b = order.AppendUint16(b, 4)
	entry(1, ascii, 2, uint32('N'))
	entry(2, rational, 3, degrees)
	entry(3, ascii, 2, uint32('E'))
	entry(4, rational, 3, degrees+24)
	b = order.AppendUint32(b, 0)
	b = append(b, maker+serial...)
	for _, v := range []uint32{43, 1, 17, 1, 4668, 100, 5, 1, 22, 1, 1020, 100} {
		b = order.AppendUint32(b, v)
	}
	return b
}

// planted are the bytes of the block that must be nowhere afterwards.
func planted(order binary.AppendByteOrder) [][]byte {
	var latitude []byte
	for _, v := range []uint32{43, 1, 17, 1, 4668, 100} {
		latitude = order.AppendUint32(latitude, v)
	}
	return [][]byte{[]byte("Exif"), []byte("EXIF"), []byte("eXIf"), []byte(maker), []byte(serial), latitude, []byte("PLANTED-COMMENT")}
}

// withSegments puts an Exif block and a comment into a JPEG, behind its first marker.
func withSegments(sent, block []byte) []byte {
	segment := func(marker byte, body []byte) []byte {
		return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2)), body...)
	}
	out := append([]byte{}, sent[:2]...)
	out = append(out, segment(0xe1, append([]byte("Exif\x00\x00"), block...))...)
	out = append(out, segment(0xfe, []byte("PLANTED-COMMENT"))...)
	return append(out, sent[2:]...)
}

// withChunks puts the same into a PNG, behind its header.
func withChunks(sent, block []byte) []byte {
	chunk := func(name string, body []byte) []byte {
		named := append([]byte(name), body...)
		out := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), named...)
		return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(named))
	}
	const header = 8 + 25
	out := append([]byte{}, sent[:header]...)
	out = append(out, chunk("eXIf", block)...)
	out = append(out, chunk("tEXt", []byte("Comment\x00PLANTED-COMMENT"))...)
	return append(out, sent[header:]...)
}

// riff is a WebP of some chunks.
func riff(chunks ...string) []byte {
	body := "WEBP" + strings.Join(chunks, "")
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

func webpChunk(name string, body []byte) string {
	out := append(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body))), body...)
	if len(body)%2 == 1 {
		out = append(out, 0)
	}
	return string(out)
}

// Two pictures of one pixel, as libwebp writes them.
var (
	lossyWebP    = mustBase64("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
	losslessWebP = mustBase64("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
)

func mustBase64(text string) []byte {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return b
}

func decoded(t testing.TB, made []byte) image.Image {
	t.Helper()
	if len(made) > MaxMadeBytes {
		t.Errorf("%d bytes", len(made))
	}
	p, err := jpeg.Decode(bytes.NewReader(made))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func near(a color.Color, b color.RGBA) bool {
	r, g, bl, _ := a.RGBA()
	off := func(x uint32, y uint8) bool { d := int(x>>8) - int(y); return d > 30 || d < -30 }
	return !off(r, b.R) && !off(g, b.G) && !off(bl, b.B)
}

// corner is the colour near a corner, in hundredths of the sides.
func corner(p image.Image, x, y int) color.Color {
	b := p.Bounds()
	return p.At(b.Min.X+b.Dx()*x/100, b.Min.Y+b.Dy()*y/100)
}

// A planted camera, serial number and position are nowhere in what is kept; neither is anything but the picture.
func TestNothingButThePictureIsKept(t *testing.T) {
	t.Parallel()
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		block := exif(order, 1)
		for name, sent := range map[string][]byte{
			"JPEG": withSegments(asJPEG(t, quarters(200, 100)), block),
			"PNG":  withChunks(asPNG(t, quarters(200, 100)), block),
			"WebP": riff(webpChunk("VP8X", []byte{8, 0, 0, 0, 0, 0, 0, 0, 0, 0}), string(lossyWebP[12:]), webpChunk("EXIF", append([]byte("Exif\x00\x00"), block...)),
				webpChunk("XMP ", []byte("PLANTED-COMMENT"))),
		} {
			if !bytes.Contains(sent, []byte(serial)) || !bytes.Contains(sent, []byte("PLANTED-COMMENT")) || !bytes.Contains(sent, planted(order)[5]) {
				t.Fatalf("%s: nothing is planted", name)
			}
			p, err := makePicture(sent)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			for _, made := range [][]byte{p.large, p.small} {
				for _, secret := range planted(order) {
					if bytes.Contains(made, secret) {
						t.Errorf("%s: %q is still there", name, secret)
					}
				}
				for at := 2; made[at+1] != 0xda; at += 2 + int(binary.BigEndian.Uint16(made[at+2:])) {
					if marker := made[at+1]; marker >= 0xe0 && marker <= 0xef || marker == 0xfe {
						t.Errorf("%s: a segment %x", name, marker)
					}
				}
			}
		}
	}
}

// The eight ways to hold a camera give the same picture.
func TestPicturesStandUpright(t *testing.T) {
	t.Parallel()
	for held := 1; held <= 8; held++ {
		want := quarters(60, 40)
		// what the camera writes: the upright picture as it would be seen by who holds the camera so
		w, h := 60, 40
		if held >= 5 {
			w, h = h, w
		}
		raw := image.NewRGBA(image.Rect(0, 0, w, h))
		for y := range 40 {
			for x := range 60 {
				at := [...][2]int{{x, y}, {59 - x, y}, {59 - x, 39 - y}, {x, 39 - y}, {y, x}, {y, 59 - x}, {39 - y, 59 - x}, {39 - y, x}}[held-1]
				raw.SetRGBA(at[0], at[1], want.RGBAAt(x, y))
			}
		}
		for name, sent := range map[string][]byte{
			"JPEG": withSegments(asJPEG(t, raw), exif(binary.BigEndian, uint16(held))),
			"PNG":  withChunks(asPNG(t, raw), exif(binary.LittleEndian, uint16(held))),
		} {
			p, err := makePicture(sent)
			if err != nil {
				t.Fatal(err)
			}
			seen := decoded(t, p.large)
			if b := seen.Bounds(); b.Dx() != 60 || b.Dy() != 40 || p.width != 60 || p.height != 40 {
				t.Errorf("%s held %d: %v", name, held, b)
			}
			if !near(corner(seen, 20, 20), red) || !near(corner(seen, 80, 20), green) || !near(corner(seen, 50, 80), blue) {
				t.Errorf("%s held %d: not upright", name, held)
			}
		}
	}
}

func TestSizes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what                                   string
		sent                                   []byte
		width, height, smallWidth, smallHeight int
	}{
		{"wide", asJPEG(t, quarters(4000, 3000)), 1600, 1200, 480, 360},
		{"tall", asPNG(t, quarters(100, 2000)), 80, 1600, 24, 480},
		{"thin", asPNG(t, quarters(2, 5000)), 1, 1600, 1, 480},
		{"as it is", asPNG(t, quarters(300, 200)), 300, 200, 300, 200},
		{"GIF", asGIF(t, quarters(640, 480)), 640, 480, 480, 360},
		{"WebP", lossyWebP, 1, 1, 1, 1},
		{"WebP without loss", losslessWebP, 1, 1, 1, 1},
	} {
		p, err := makePicture(c.sent)
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		large, small := decoded(t, p.large).Bounds().Size(), decoded(t, p.small).Bounds().Size()
		if large != (image.Point{X: c.width, Y: c.height}) || small != (image.Point{X: c.smallWidth, Y: c.smallHeight}) {
			t.Errorf("%s: %v, %v", c.what, large, small)
		}
	}
	// What compresses worst fits too: with less quality, then with fewer pixels.
	p, err := makePicture(asPNG(t, noise(1200, 1200)))
	if err != nil {
		t.Fatal(err)
	}
	if decoded(t, p.large); p.width >= 1200 || p.width < 300 || p.width != p.height {
		t.Errorf("noise is %d × %d", p.width, p.height)
	}
	decoded(t, p.small)
	// What is not covered is white, not black.
	p, err = makePicture(asPNG(t, image.NewNRGBA(image.Rect(0, 0, 50, 50))))
	if err != nil || !near(corner(decoded(t, p.large), 50, 50), color.RGBA{255, 255, 255, 255}) {
		t.Errorf("an empty picture: %v", err)
	}
	// The same picture has the same bytes, hence the same name.
	a, _ := makePicture(asPNG(t, quarters(900, 700)))
	b, _ := makePicture(asPNG(t, quarters(900, 700)))
	if !bytes.Equal(a.large, b.large) || !bytes.Equal(a.small, b.small) {
		t.Error("made twice, it is another one")
	}
}

// Reducing is the mean of areas: it keeps the mean of the whole, whatever the sizes.
func TestReduceKeepsTheMean(t *testing.T) {
	t.Parallel()
	mean := func(p *image.RGBA) (sum float64) {
		for i := 0; i < len(p.Pix); i += 4 {
			sum += float64(p.Pix[i])
		}
		return sum / float64(len(p.Pix)/4)
	}
	for _, c := range [][3]int{{100, 100, 7}, {1601, 30, 1600}, {33, 97, 96}, {64, 129, 64}, {5, 5, 5}} {
		p := noise(c[0], c[1])
		small := reduce(p, c[2])
		if d := mean(p) - mean(small); d > 1.5 || d < -1.5 {
			t.Errorf("%v: the mean moved by %.2f", c, d)
		}
		if max(small.Rect.Dx(), small.Rect.Dy()) != c[2] {
			t.Errorf("%v: %v", c, small.Rect)
		}
	}
}

func BenchmarkMakePicture12Megapixels(b *testing.B) {
	sent := asJPEG(b, noise(4000, 3000))
	for b.Loop() {
		if _, err := makePicture(sent); err != nil {
			b.Fatal(err)
		}
	}
}
