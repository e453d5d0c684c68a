package photos

import (
	"bytes"
	"encoding/binary"
	"image/gif"
	"image/jpeg"
	"image/png"
)

// format of a file that somebody sent, by its first bytes: what it calls itself does not matter.
type format uint8

const (
	formatNone format = iota
	formatJPEG
	formatPNG
	formatGIF
	formatWebP
)

// header is what is known of a picture before its pixels.
type header struct {
	format        format
	width, height int
	workBytes     int // a pixel's, while it is decoded
	orientation   int // 1–8; 0 = not said
}

// readHeader refuses what is no picture, and what would take too much memory or time to decode. Only the file's own structure is read.
func readHeader(sent []byte) (h header, err error) {
	switch {
	case bytes.HasPrefix(sent, []byte{0xff, 0xd8}):
		h, err = jpegHeader(sent)
	case bytes.HasPrefix(sent, []byte("\x89PNG\r\n\x1a\n")):
		h, err = pngHeader(sent)
	case bytes.HasPrefix(sent, []byte("GIF8")):
		h, err = gifHeader(sent)
	case len(sent) >= 12 && string(sent[:4]) == "RIFF" && string(sent[8:12]) == "WEBP":
		h, err = webpHeader(sent)
	default:
		return h, bad("not a JPEG, PNG, WebP or GIF")
	}
	switch {
	case err != nil:
		return h, err
	case h.width < 1 || h.height < 1:
		return h, bad("it cannot be read")
	case h.width > MaxPixels/h.height || h.width*h.height*h.workBytes > maxWorkBytes:
		return h, bad("more than 40 megapixels")
	}
	return h, nil
}

var errBroken = bad("it cannot be read")

// maxScans is far above what cameras and programs write (about 10): each pass over all blocks costs time however short it is.
const maxScans = 64

// jpegHeader walks the segments (ITU-T T.81, annex B).
func jpegHeader(sent []byte) (header, error) {
	config, err := jpeg.DecodeConfig(bytes.NewReader(sent))
	if err != nil {
		return header{}, errBroken
	}
	h := header{format: formatJPEG, width: config.Width, height: config.Height, workBytes: 4}
	scans := 0
	for at := 2; at+4 <= len(sent); {
		if sent[at] != 0xff {
			at++ // between a scan's header and the next marker
			continue
		}
		marker := sent[at+1]
		switch {
		case marker == 0xff: // fill
			at++
			continue
		case marker == 0 || marker >= 0xd0 && marker <= 0xd8 || marker == 1:
			at += 2
			continue
		case marker == 0xd9:
			return h, nil
		case marker == 0xda:
			scans++
		case marker >= 0xc0 && marker <= 0xc2:
			h.workBytes = frameBytes(sent[at:], marker == 0xc2)
		case marker == 0xe1 && h.orientation == 0:
			end := min(len(sent), at+2+int(binary.BigEndian.Uint16(sent[at+2:])))
			if block, ok := bytes.CutPrefix(sent[at+4:max(end, at+4)], []byte("Exif\x00\x00")); ok {
				h.orientation = orientation(block)
			}
		}
		if scans > maxScans {
			return h, bad("it is drawn in too many passes")
		}
		at += 2 + int(binary.BigEndian.Uint16(sent[at+2:]))
	}
	return h, nil
}

// frameBytes is how much a pixel of a JPEG frame takes while it is decoded: a byte a sample, and four for its coefficient when these
// wait until all passes are read.
func frameBytes(frame []byte, progressive bool) int {
	const components = 9 // where their number stands; then three bytes each
	if len(frame) <= components {
		return maxWorkBytes
	}
	count := int(frame[components])
	samples, widest, tallest := 0, 1, 1
	for i := range count {
		at := components + 2 + 3*i
		if at >= len(frame) {
			return maxWorkBytes
		}
		across, down := int(frame[at]>>4), int(frame[at]&15)
		samples, widest, tallest = samples+across*down, max(widest, across), max(tallest, down)
	}
	each := 1
	if progressive {
		each = 5
	}
	whole := each*samples/(widest*tallest) + 1
	if count == 4 {
		whole += 4 // inks become colours in a second copy
	}
	return whole
}

// pngHeader walks the chunks (W3C PNG, 5.3).
func pngHeader(sent []byte) (header, error) {
	config, err := png.DecodeConfig(bytes.NewReader(sent))
	if err != nil || len(sent) < 25 {
		return header{}, errBroken
	}
	h := header{format: formatPNG, width: config.Width, height: config.Height, workBytes: 4}
	if sent[24] == 16 { // bits a sample
		h.workBytes = 8
	}
	for at := 8; at+8 <= len(sent); {
		size := int(binary.BigEndian.Uint32(sent[at:]))
		if size > len(sent)-at-8 {
			break
		}
		if string(sent[at+4:at+8]) == "eXIf" {
			h.orientation = orientation(sent[at+8 : at+8+size])
			break
		}
		at += 12 + size
	}
	return h, nil
}

// gifHeader is of the first picture: it may not be larger than the screen.
func gifHeader(sent []byte) (header, error) {
	config, err := gif.DecodeConfig(bytes.NewReader(sent))
	if err != nil {
		return header{}, errBroken
	}
	return header{format: formatGIF, width: config.Width, height: config.Height, workBytes: 1}, nil
}

// webpHeader walks the chunks (RFC 9649). The frame says its own size, which is what is decoded.
func webpHeader(sent []byte) (header, error) {
	h := header{format: formatWebP, workBytes: 4}
	for at := 12; at+8 <= len(sent); {
		size := int(binary.LittleEndian.Uint32(sent[at+4:]))
		if size > len(sent)-at-8 {
			return h, errBroken
		}
		chunk := sent[at+8 : at+8+size]
		width, height := 0, 0
		switch string(sent[at : at+4]) {
		case "VP8X":
			if size >= 10 {
				width, height = 1+int(uint24(chunk[4:])), 1+int(uint24(chunk[7:]))
			}
		case "VP8 ":
			if size >= 10 {
				width, height = int(binary.LittleEndian.Uint16(chunk[6:])&0x3fff), int(binary.LittleEndian.Uint16(chunk[8:])&0x3fff)
			}
		case "VP8L":
			h.workBytes = 8 // it is decoded twice over
			if size >= 5 {
				bits := binary.LittleEndian.Uint32(chunk[1:])
				width, height = 1+int(bits&0x3fff), 1+int(bits>>14&0x3fff)
			}
		case "EXIF":
			h.orientation = orientation(bytes.TrimPrefix(chunk, []byte("Exif\x00\x00")))
		}
		h.width, h.height = max(h.width, width), max(h.height, height)
		at += 8 + size + size&1
	}
	return h, nil
}

func uint24(b []byte) uint32 { return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 }

// orientation is what an Exif block says of how the camera was held; 0 when it does not.
func orientation(block []byte) int {
	var order binary.ByteOrder = binary.LittleEndian
	switch {
	case len(block) < 8:
		return 0
	case string(block[:4]) == "MM\x00*":
		order = binary.BigEndian
	case string(block[:4]) != "II*\x00":
		return 0
	}
	const entry, tag, short = 12, 0x0112, 3
	at := int(order.Uint32(block[4:]))
	if at < 8 || at+2 > len(block) {
		return 0
	}
	for count := int(order.Uint16(block[at:])); count > 0; count-- {
		field := block[min(at+2, len(block)):]
		if len(field) < entry {
			return 0
		}
		if order.Uint16(field) == tag && order.Uint16(field[2:]) == short {
			if o := int(order.Uint16(field[8:])); o <= 8 {
				return o
			}
			return 0
		}
		at += entry
	}
	return 0
}
