package api

import (
	"net/url"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/geo"
)

// strictQuery refuses what huma would let pass in silence: names it does not know, a parameter given twice, an empty
// value, text that is not percent-encoded.
func strictQuery(ctx huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	if p := checkQuery(r.URL.RawQuery, ctx.Operation().Parameters); p != nil {
		p.Write(w)
		return
	}
	next(ctx)
}

func checkQuery(raw string, known []*huma.Param) *edge.Problem {
	if len(raw) > 4096 {
		return edge.BadParameter.With("the query is longer than 4096 bytes")
	}
	var seen uint64 // bit i stands for known[i]
	for raw != "" {
		var pair string
		pair, raw, _ = strings.Cut(raw, "&")
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		if strings.ContainsAny(pair, "%+") {
			var errName, errValue error
			name, errName = url.QueryUnescape(name)
			value, errValue = url.QueryUnescape(value)
			if errName != nil || errValue != nil {
				return edge.BadParameter.At(clip(pair), "is not percent-encoded")
			}
		}
		i := indexOf(known, name)
		switch {
		case i < 0:
			return edge.UnknownParameter.At(clip(name), "is not a parameter of this address; known are "+namesOf(known))
		case value == "":
			return edge.BadParameter.At(name, "is empty: leave it out")
		case seen&(1<<i) != 0 && known[i].Schema.Type != huma.TypeArray:
			return edge.BadParameter.At(name, "is given twice")
		}
		seen |= 1 << i
	}
	return nil
}

func indexOf(known []*huma.Param, name string) int {
	for i, p := range known {
		if p.In == "query" && p.Name == name {
			return i
		}
	}
	return -1
}

func namesOf(known []*huma.Param) string {
	var names []string
	for _, p := range known {
		if p.In == "query" {
			names = append(names, p.Name)
		}
	}
	if names == nil {
		return "none"
	}
	return strings.Join(names, ", ")
}

// lonLat is a parameter like 5.3698,43.2965.
type lonLat struct {
	point orb.Point
	given bool
}

func (p *lonLat) UnmarshalText(b []byte) (err error) {
	p.given = true
	p.point, err = geo.ParsePoint(string(b))
	return unnamed(err)
}

// orNil is the point, nil when it was not given.
func (p *lonLat) orNil() *orb.Point {
	if !p.given {
		return nil
	}
	return &p.point
}

// Schema documents the parameter.
func (lonLat) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Examples: []any{"5.3698,43.2965"}}
}

// box is a parameter like 5.22,43.16,5.53,43.39.
type box struct {
	bbox  geo.BBox
	given bool
}

func (b *box) UnmarshalText(text []byte) (err error) {
	b.given = true
	b.bbox, err = geo.ParseBBox(string(text))
	return unnamed(err)
}

// Schema documents the parameter.
func (box) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Examples: []any{"5.22,43.16,5.53,43.39"}}
}

// metres is a length that knows whether it was given.
type metres struct {
	m     float64
	given bool
}

// Receiver is where huma parses the number to.
func (m *metres) Receiver() reflect.Value { return reflect.ValueOf(&m.m).Elem() }

// OnParamSet is huma telling whether the parameter stands in the query.
func (m *metres) OnParamSet(given bool, _ any) { m.given = given }

// Schema documents the parameter.
func (metres) Schema(huma.Registry) *huma.Schema {
	none, most := 0.0, float64(directory.MaxRadiusM)
	return &huma.Schema{
		Type: huma.TypeNumber, Default: float64(directory.DefaultRadiusM), ExclusiveMinimum: &none, Maximum: &most,
	}
}

// fault is a reason without the parameter's name, which huma puts before it.
type fault string

func (f fault) Error() string { return string(f) }

// unnamed takes the name off an error of geo ("bbox: south 51 > north 43"): the parameter's own name stands before it.
func unnamed(err error) error {
	if err == nil {
		return nil
	}
	_, reason, _ := strings.Cut(err.Error(), ": ")
	return fault(reason)
}
