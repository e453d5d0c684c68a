package web

import (
	"fmt"
	"strings"

	qr "github.com/piglig/go-qr"
)

// square is a code to point a telephone at, as one path of an SVG: modules of one unit, with the quiet margin that readers need.
type square struct {
	Side int
	Path string
}

const quiet = 4 // modules around a code (ISO/IEC 18004 §6.3.8)

// squareOf encodes an address; a fifth of the code may be torn off or dirty. It fails on what no code can hold.
func squareOf(address string) (square, error) {
	code, err := qr.EncodeText(address, qr.Quartile)
	if err != nil {
		return square{}, fmt.Errorf("a code for an address of %d bytes: %w", len(address), err)
	}
	size := code.Size()
	var path strings.Builder
	for y := range size {
		for x := 0; x < size; x++ {
			from := x
			for x < size && code.Module(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	return square{size + 2*quiet, path.String()}, nil
}
