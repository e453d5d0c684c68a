package web

import (
	"image"
	"image/color"
	"regexp"
	"strconv"
	"strings"
	"testing"

	qr "github.com/piglig/go-qr"
	"pgregory.net/rapid"
)

var runOfModules = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)

// drawn paints a square as a browser does, so many pixels a module.
func drawn(t testing.TB, s square) image.Image {
	t.Helper()
	const scale = 4
	img := image.NewGray(image.Rect(0, 0, s.Side*scale, s.Side*scale))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	painted := 0
	for _, m := range runOfModules.FindAllStringSubmatch(s.Path, -1) {
		var n [4]int
		for i := range n {
			n[i], _ = strconv.Atoi(m[i+1])
		}
		if n[2] != n[3] {
			t.Fatalf("%s does not close", m[0])
		}
		for y := n[1] * scale; y < (n[1]+1)*scale; y++ {
			for x := n[0] * scale; x < (n[0]+n[2])*scale; x++ {
				img.SetGray(x, y, color.Gray{})
			}
		}
		painted += len(m[0])
	}
	if painted != len(s.Path) {
		t.Fatalf("%d of %d signs of the path are not understood", len(s.Path)-painted, len(s.Path))
	}
	return img
}

// What a telephone reads is what was written.
func TestASquareIsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		address := "https://alentour.example/events/" + rapid.StringMatching(`[0-9a-f-]{36}/[0-9]{8}T[0-9]{4}(\?invite=[A-Za-z0-9_-]{1,80})?`).Draw(rt, "path")
		s, err := squareOf(address)
		if err != nil {
			rt.Fatal(err)
		}
		if read, err := qr.Decode(drawn(t, s)); err != nil || read != address {
			rt.Fatalf("%q is read as %q, %v", address, read, err)
		}
	})
}

func TestASquareHoldsSoMuch(t *testing.T) {
	t.Parallel()
	if _, err := squareOf(strings.Repeat("x", 4000)); err == nil {
		t.Error("4000 bytes fit into a code")
	}
}
