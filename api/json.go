package api

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"sync"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/paulmach/orb"
)

// appendString appends s as a JSON string, as encoding/json does without its escapes for HTML. Texts come from PostgreSQL,
// so they are UTF-8.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c != 0xE2 {
			continue
		}
		if c == '"' || c == '\\' {
			b = append(append(b, s[from:i]...), '\\', c)
			from = i + 1
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if c < ' ' || r == '\u2028' || r == '\u2029' { // line ends to JavaScript, not to JSON
			b = appendEscape(append(b, s[from:i]...), r)
			from = i + size
		}
		i += size - 1
	}
	return append(append(b, s[from:]...), '"')
}

func appendEscape(b []byte, r rune) []byte {
	switch r {
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	case '\b':
		return append(b, `\b`...)
	case '\f':
		return append(b, `\f`...)
	}
	const hex = "0123456789abcdef"
	return append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
}

// appendID appends a UUID as a JSON string.
func appendID(b []byte, id uuid.UUID) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for i, c := range id {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			b = append(b, '-')
		}
		b = append(b, hex[c>>4], hex[c&15])
	}
	return append(b, '"')
}

// appendFixed appends v rounded to a number of decimals, without zeros at the end. It is several times as fast as
// strconv, which must find the shortest form of any number.
func appendFixed(b []byte, v float64, decimals int) []byte {
	scale := int64(math.Pow10(decimals))
	n := int64(math.Round(v * float64(scale)))
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	b = strconv.AppendInt(b, n/scale, 10)
	rest := n % scale
	if rest == 0 {
		return b
	}
	b = append(b, '.')
	for scale /= 10; rest > 0; scale /= 10 {
		b = append(b, byte('0'+rest/scale))
		rest %= scale
	}
	return b
}

const (
	degreeDecimals = 7 // 1 cm; RFC 7946 §11.2 advises 6 or more
	metreDecimals  = 1
)

func appendPoint(b []byte, p orb.Point) []byte {
	b = appendFixed(append(b, '['), p[0], degreeDecimals)
	b = appendFixed(append(b, ','), p[1], degreeDecimals)
	return append(b, ']')
}

func rounded(v float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	return math.Round(v*scale) / scale
}

func position(p orb.Point) []float64 {
	return []float64{rounded(p[0], degreeDecimals), rounded(p[1], degreeDecimals)}
}

// marshal is encoding/json without its escapes for HTML. Only types of ours are given to it, and they can be encoded.
func marshal(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// buffers are lent to answers that are appended by hand.
type buffers struct{ pool sync.Pool }

func (p *buffers) take() *[]byte {
	if b, ok := p.pool.Get().(*[]byte); ok {
		return b
	}
	b := make([]byte, 0, 16<<10)
	return &b
}

func (p *buffers) give(b *[]byte) {
	const keep = 1 << 20 // bytes; a rare giant is left to the garbage collector
	if cap(*b) <= keep {
		p.pool.Put(b)
	}
}
