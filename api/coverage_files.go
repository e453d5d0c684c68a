package api

import (
	"bytes"
	"context"
	"encoding/csv"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/identity"
)

// csvType is what tables are served as (RFC 4180).
const csvType = "text/csv; charset=utf-8; header=present"

func (a *API) coverageCSV(ctx context.Context, in *CoverageQuery) (*answer, error) {
	t, err := a.coverageTable(ctx, in)
	if err != nil {
		return nil, err
	}
	return t.attached(csvType, "csv", a.coverageLines(t)), nil
}

func (a *API) coverageGeoJSON(ctx context.Context, in *CoverageQuery) (*answer, error) {
	t, err := a.coverageTable(ctx, in)
	if err != nil {
		return nil, err
	}
	return t.attached(geoJSON, "geojson", a.coverageFeatures(t)), nil
}

// attached serves a form of the table as a file to keep.
func (t *coverageTable) attached(mediaType, ending string, body []byte) *answer {
	served := t.serve(mediaType, body)
	return &answer{Body: func(ctx huma.Context) {
		ctx.SetHeader("Content-Disposition", `attachment; filename="coverage-`+t.period.String()+"."+ending+`"`)
		served.Body(ctx)
	}}
}

// coverageLines is the table as CSV with a header, a line for each figure. No cell is a formula.
func (a *API) coverageLines(t *coverageTable) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	write := func(line ...string) { _ = w.Write(line) } // a buffer takes all
	write("district", "name", "period", "measure", "part", "unit", "value", "n", "state", "from")
	for _, row := range t.rows {
		code, name := identity.Harmless(row.district.Code), identity.Harmless(row.district.Name)
		for i := range t.asked {
			m, v := &t.asked[i], a.coverageValue(row.values[i])
			var value, n, from string
			if v.Value != nil {
				value = decimal(*v.Value)
			}
			if v.N > 0 {
				n = strconv.Itoa(v.N)
			}
			if v.From != nil {
				from = identity.Harmless(v.From.Code)
			}
			write(code, name, t.period.String(), m.Code, m.sub, string(m.Unit), value, n, v.State, from)
		}
	}
	w.Flush()
	return b.Bytes()
}

// decimal is a number without an exponent.
func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// coverageFeatures is the table as a FeatureCollection (RFC 7946) of outlines. A figure is a property named by its measure and, after a
// colon, its part, as programs for maps want it: a number, or null. What it is worth stands beside it where that needs saying.
func (a *API) coverageFeatures(t *coverageTable) []byte {
	b := appendString([]byte(`{"type":"FeatureCollection","period":`), t.period.String())
	b = append(b, `,"features":[`...)
	for i, row := range t.rows {
		if i > 0 {
			b = append(b, ',')
		}
		d := row.district
		b = appendString(append(b, `{"type":"Feature","id":`...), d.Code)
		b = appendMultiPolygon(append(b, `,"geometry":`...), d.Outline)
		b = appendString(append(b, `,"properties":{"code":`...), d.Code)
		b = appendString(append(b, `,"name":`...), d.Name)
		b = appendString(append(b, `,"kind":`...), d.Kind)
		for i := range t.asked {
			b = a.appendFigure(b, t.asked[i].label(), row.values[i])
		}
		b = append(b, "}}"...)
	}
	return append(b, "]}\n"...)
}

func (a *API) appendFigure(b []byte, label string, value coverage.Value) []byte {
	v := a.coverageValue(value)
	property := func(suffix string) []byte {
		return append(appendString(append(b, ','), label+suffix), ':')
	}
	if b = property(""); v.Value == nil {
		b = append(b, "null"...)
	} else {
		b = append(b, decimal(*v.Value)...)
	}
	if v.N > 0 {
		b = strconv.AppendInt(property("_n"), int64(v.N), 10)
	}
	if v.State != "" {
		b = appendString(property("_state"), v.State)
	}
	if v.From != nil {
		b = appendString(property("_from"), v.From.Code)
	}
	return b
}

// label is the measure and its part.
func (m *askedMeasure) label() string {
	if m.sub == "" {
		return m.Code
	}
	return m.Code + ":" + m.sub
}
