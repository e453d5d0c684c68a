package photos

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"

	"github.com/alentour/alentour/identity"
)

// Bounds of what is sent, and of what is made of it.
const (
	MaxSentBytes  = 10 << 20
	MaxPixels     = 40_000_000
	MaxMadeBytes  = 300 << 10
	largePixels   = 1600
	smallPixels   = 480
	maxWorkBytes  = 256 << 20 // that decoding may take
	bestQuality   = 84
	worstQuality  = 36
	qualityStep   = 8
	shrinkPercent = 80
)

// picture is what is kept.
type picture struct {
	large, small  []byte // JPEG
	width, height int    // of the large one
}

func bad(reason string) error { return identity.Refuse(identity.BadValue, "photo: "+reason) }

func readAll(r io.Reader) ([]byte, error) {
	sent, err := io.ReadAll(io.LimitReader(r, MaxSentBytes+1))
	if err != nil {
		return nil, bad("it did not come whole")
	}
	if len(sent) > MaxSentBytes {
		return nil, bad("larger than 10 MB")
	}
	return sent, nil
}

// makePicture makes both sizes of what somebody sent. BadValue for what is no picture, is broken or is too large.
func makePicture(sent []byte) (picture, error) {
	h, err := readHeader(sent)
	if err != nil {
		return picture{}, err
	}
	decode := map[format]func(io.Reader) (image.Image, error){formatJPEG: jpeg.Decode, formatPNG: png.Decode, formatGIF: gif.Decode, formatWebP: webp.Decode}[h.format]
	pixels, err := decode(bytes.NewReader(sent))
	if err != nil {
		return picture{}, bad("it cannot be read")
	}
	if b := pixels.Bounds(); b.Dx() < 1 || b.Dy() < 1 {
		return picture{}, bad("it is empty")
	}
	large := upright(reduce(pixels, largePixels), h.orientation)
	p := picture{}
	if p.large, p.width, p.height, err = encode(large); err != nil {
		return picture{}, err
	}
	p.small, _, _, err = encode(reduce(large, smallPixels))
	return p, err
}

// encode writes a JPEG of at most MaxMadeBytes: with less quality, then with fewer pixels.
func encode(p *image.RGBA) (made []byte, width, height int, err error) {
	for {
		for quality := bestQuality; quality >= worstQuality; quality -= qualityStep {
			var out bytes.Buffer
			if err := jpeg.Encode(&out, p, &jpeg.Options{Quality: quality}); err != nil {
				return nil, 0, 0, err
			}
			if out.Len() <= MaxMadeBytes {
				return out.Bytes(), p.Rect.Dx(), p.Rect.Dy(), nil
			}
		}
		p = reduce(p, max(p.Rect.Dx(), p.Rect.Dy())*shrinkPercent/100)
	}
}

// reduce draws a picture on white so that its longer side has at most so many pixels: each new pixel is the mean of the area that it
// covers. It works row by row, so that it needs little beside the pixels.
func reduce(src image.Image, most int) *image.RGBA {
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	if longer := max(w, h); longer > most {
		w, h = max(1, w*most/longer), max(1, h*most/longer)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	strip := image.NewRGBA(image.Rect(0, 0, b.Dx(), min(64, b.Dy())))
	across := shares(b.Dx(), w)
	line, sum := make([]float32, 3*w), make([]float32, 3*w)
	for y, down := range shares(b.Dy(), h) {
		if y%strip.Rect.Dy() == 0 {
			draw.Draw(strip, strip.Rect, image.White, image.Point{}, draw.Src)
			draw.Draw(strip, strip.Rect, src, image.Pt(b.Min.X, b.Min.Y+y), draw.Over)
		}
		clear(line)
		row := strip.Pix[(y%strip.Rect.Dy())*strip.Stride:]
		for x, s := range across {
			for c := range 3 {
				value := float32(row[4*x+c])
				line[3*s.at+c] += value * s.first
				if s.second > 0 {
					line[3*s.at+3+c] += value * s.second
				}
			}
		}
		for i, value := range line {
			sum[i] += value * down.first
		}
		if !down.last {
			continue
		}
		for x := range w {
			out.SetRGBA(x, down.at, color.RGBA{level(sum[3*x]), level(sum[3*x+1]), level(sum[3*x+2]), 255})
		}
		for i, value := range line {
			sum[i] = value * down.second
		}
	}
	return out
}

func level(v float32) uint8 { return uint8(min(v+0.5, 255)) }

// share says which new line an old one goes to, and the part of the new one that it covers; second is of the line after.
type share struct {
	at            int
	first, second float32
	last          bool // no later old line goes to this new one
}

// shares cuts old lines into as many new ones or fewer.
func shares(old, made int) []share {
	list := make([]share, old)
	for i := range list {
		at := i * made / old
		begin, end, border := i*made, (i+1)*made, (at+1)*old
		list[i] = share{
			at: at, first: float32(min(end, border)-begin) / float32(old), second: float32(max(end-border, 0)) / float32(old),
			last: end >= border,
		}
	}
	return list
}

// upright turns a picture as the camera says it was held (Exif 2.32, tag 0x0112).
func upright(p *image.RGBA, orientation int) *image.RGBA {
	if orientation <= 1 {
		return p
	}
	w, h := p.Rect.Dx(), p.Rect.Dy()
	if orientation >= 5 {
		w, h = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			out.SetRGBA(x, y, p.RGBAAt(seenAt(orientation, x, y, w, h)))
		}
	}
	return out
}

// seenAt is where a pixel of the upright picture, w by h, stands in the one that was sent.
func seenAt(orientation, x, y, w, h int) (int, int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, w - 1 - x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return h - 1 - y, x
	}
	return x, y
}
