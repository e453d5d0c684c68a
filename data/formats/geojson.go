package formats

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"strings"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
)

// Bounds of one feature: a country in full detail passes, a file made to fill the memory does not.
const (
	maxFeatureBytes    = 32 << 20
	maxPropertiesBytes = 1 << 20
)

// Feature is one GeoJSON feature.
type Feature struct {
	ID         string // text or number as written; empty when it has none
	Properties map[string]any
	Geometry   orb.Geometry // never nil
	Where      string       // "quartiers.geojson: feature 12 (1320101)", for messages
}

// Features reads a GeoJSON FeatureCollection (RFC 7946) one feature at a time; name stands in the messages.
// A [*directory.Refused] is the fault of one feature and the next follows; any other error is the last thing yielded.
func Features(r io.Reader, name string) iter.Seq2[Feature, error] {
	return func(yield func(Feature, error) bool) {
		text := newTextReader(r, name)
		source := &budgetReader{r: text}
		c := collection{name: name, source: source, d: json.NewDecoder(source), yield: yield}
		if err := c.read(); err != nil && !errors.Is(err, errStopped) {
			if text.err != nil && text.err != io.EOF {
				err = text.err // says more than what the JSON reader makes of it
			}
			yield(Feature{Where: name}, err)
		}
	}
}

var (
	errStopped = errors.New("the reader of the sequence stopped")
	errTooLong = errors.New("too long")
)

// budgetReader fails once more than its budget was read, since a json.Decoder buffers a whole value.
type budgetReader struct {
	r    io.Reader
	left int64
}

func (b *budgetReader) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	return n, err
}

type collection struct {
	name   string
	source *budgetReader
	d      *json.Decoder
	yield  func(Feature, error) bool
	count  int
}

func (c *collection) read() error {
	c.source.left = maxFeatureBytes
	if err := c.expect('{'); err != nil {
		return err
	}
	kind, found := "", false
	for c.d.More() {
		key, err := c.d.Token()
		if err != nil {
			return c.fault(err)
		}
		c.source.left = maxFeatureBytes
		switch key {
		case "features":
			found = true
			err = c.features()
		case "type":
			err = c.value(&kind)
			if err == nil && kind != "FeatureCollection" {
				err = fmt.Errorf("%s: type %q, but a FeatureCollection is needed", c.name, kind)
			}
		case "crs":
			err = c.system()
		default:
			err = c.value(new(json.RawMessage))
		}
		if err != nil {
			return err
		}
	}
	if err := c.expect('}'); err != nil {
		return err
	}
	if kind == "" || !found {
		return fmt.Errorf("%s: not a GeoJSON FeatureCollection: no member %q", c.name, map[bool]string{true: "type", false: "features"}[found])
	}
	if _, err := c.d.Token(); err != io.EOF {
		return fmt.Errorf("%s: byte %d: something follows the end of the FeatureCollection", c.name, c.d.InputOffset())
	}
	return nil
}

func (c *collection) features() error {
	if err := c.expect('['); err != nil {
		return err
	}
	for c.d.More() {
		c.count++
		c.source.left = maxFeatureBytes
		var raw rawFeature
		if err := c.value(&raw); err != nil {
			return err
		}
		f, err := raw.parse(fmt.Sprintf("%s: feature %d", c.name, c.count))
		if !c.yield(f, err) {
			return errStopped
		}
	}
	return c.expect(']')
}

// system refuses positions that are not longitudes and latitudes: old GeoJSON could say another reference system.
func (c *collection) system() error {
	var crs struct{ Properties struct{ Name string } }
	if err := c.value(&crs); err != nil {
		return err
	}
	name := strings.ToUpper(crs.Properties.Name)
	if name == "" || strings.Contains(name, "CRS84") || strings.HasSuffix(name, ":4326") {
		return nil
	}
	return fmt.Errorf("%s: crs %q: positions must be WGS 84 longitudes and latitudes (EPSG:4326)", c.name, crs.Properties.Name)
}

func (c *collection) expect(want json.Delim) error {
	t, err := c.d.Token()
	if err != nil {
		return c.fault(err)
	}
	if t != want {
		return fmt.Errorf("%s: byte %d: %v where %q should stand", c.name, c.d.InputOffset(), t, want)
	}
	return nil
}

func (c *collection) value(into any) error {
	if err := c.d.Decode(into); err != nil {
		return c.fault(err)
	}
	return nil
}

func (c *collection) fault(err error) error {
	at := c.d.InputOffset()
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%s: cut short after byte %d (feature %d)", c.name, at, c.count)
	case errors.Is(err, errTooLong):
		return fmt.Errorf("%s: byte %d: feature %d is longer than %d MiB", c.name, at, c.count, maxFeatureBytes>>20)
	}
	return fmt.Errorf("%s: byte %d (feature %d): %w", c.name, at, c.count, err)
}

type rawFeature struct {
	Type       string
	ID         json.RawMessage
	Properties json.RawMessage
	Geometry   *rawGeometry
}

func (raw rawFeature) parse(where string) (Feature, error) {
	id := strings.Trim(string(raw.ID), `"`)
	if id == "null" || len(id) > 200 {
		id = ""
	}
	if id != "" {
		where += " (" + id + ")"
	}
	f := Feature{ID: id, Where: where, Properties: map[string]any{}}
	refuse := func(format string, args ...any) (Feature, error) {
		return f, &directory.Refused{Where: where, Reason: fmt.Sprintf(format, args...)}
	}
	if raw.Type != "Feature" {
		return refuse("type %q, but a Feature is needed", raw.Type)
	}
	if len(raw.Properties) > maxPropertiesBytes {
		return refuse("properties of %d bytes, more than %d", len(raw.Properties), maxPropertiesBytes)
	}
	if len(raw.Properties) > 0 {
		if err := json.Unmarshal(raw.Properties, &f.Properties); err != nil {
			return refuse("properties: %v", err)
		}
	}
	if raw.Geometry == nil {
		return refuse("geometry: none")
	}
	geometry, err := raw.Geometry.parse(0)
	if err != nil {
		return refuse("geometry: %v", err)
	}
	f.Geometry = geometry
	return f, nil
}

type rawGeometry struct {
	Type        string
	Coordinates json.RawMessage
	Geometries  []rawGeometry
}

func (g rawGeometry) parse(depth int) (orb.Geometry, error) {
	switch g.Type {
	case "Point":
		p, err := coordinates[position](g)
		return orb.Point(p), err
	case "MultiPoint":
		ps, err := coordinates[[]position](g)
		return orb.MultiPoint(points(ps)), err
	case "LineString":
		ps, err := coordinates[[]position](g)
		return orb.LineString(points(ps)), err
	case "MultiLineString":
		ls, err := coordinates[[][]position](g)
		m := make(orb.MultiLineString, 0, len(ls))
		for _, l := range ls {
			m = append(m, points(l))
		}
		return m, err
	case "Polygon":
		rings, err := coordinates[[][]position](g)
		if err != nil {
			return nil, err
		}
		return polygon(rings)
	case "MultiPolygon":
		polygons, err := coordinates[[][][]position](g)
		if err != nil {
			return nil, err
		}
		m := make(orb.MultiPolygon, 0, len(polygons))
		for _, rings := range polygons {
			p, err := polygon(rings)
			if err != nil {
				return nil, err
			}
			m = append(m, p)
		}
		return m, nil
	case "GeometryCollection":
		if depth > 0 {
			return nil, errors.New("a GeometryCollection within another")
		}
		m := make(orb.Collection, 0, len(g.Geometries))
		for _, part := range g.Geometries {
			p, err := part.parse(depth + 1)
			if err != nil {
				return nil, err
			}
			m = append(m, p)
		}
		return m, nil
	}
	return nil, fmt.Errorf("type %q is not known", g.Type)
}

func coordinates[T any](g rawGeometry) (c T, err error) {
	if len(g.Coordinates) == 0 {
		return c, fmt.Errorf("%s without coordinates", g.Type)
	}
	if err = json.Unmarshal(g.Coordinates, &c); err != nil {
		err = fmt.Errorf("%s: %w", g.Type, err)
	}
	return c, err
}

func points(ps []position) []orb.Point {
	list := make([]orb.Point, len(ps))
	for i, p := range ps {
		list[i] = orb.Point(p)
	}
	return list
}

// polygon wants what RFC 7946 §3.1.6 wants of a ring: four positions or more, the last equal to the first.
func polygon(rings [][]position) (orb.Polygon, error) {
	if len(rings) == 0 {
		return nil, errors.New("a polygon without rings")
	}
	p := make(orb.Polygon, 0, len(rings))
	for i, ring := range rings {
		if len(ring) < 4 {
			return nil, fmt.Errorf("ring %d has %d positions, 4 are needed", i+1, len(ring))
		}
		if ring[0] != ring[len(ring)-1] {
			return nil, fmt.Errorf("ring %d is not closed: it begins at %v and ends at %v", i+1, ring[0], ring[len(ring)-1])
		}
		p = append(p, points(ring))
	}
	return p, nil
}

// position is a longitude and a latitude; a third number, the height, is read and dropped.
type position orb.Point

func (p *position) UnmarshalJSON(text []byte) error {
	var numbers []*float64
	if err := json.Unmarshal(text, &numbers); err != nil {
		return fmt.Errorf("position %.60s: not numbers", text)
	}
	if len(numbers) < 2 || len(numbers) > 4 || numbers[0] == nil || numbers[1] == nil {
		return fmt.Errorf("position %.60s: a longitude and a latitude are needed", text)
	}
	lon, lat := *numbers[0], *numbers[1]
	if math.Abs(lon) > 180 || math.Abs(lat) > 90 {
		return fmt.Errorf("position %.60s: outside the world (longitude ±180, latitude ±90)", text)
	}
	*p = position{lon, lat}
	return nil
}
