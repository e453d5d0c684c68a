package geo

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// ParsePoint reads "lon,lat" in degrees. It refuses what is not two plain decimal numbers in range.
func ParsePoint(s string) (orb.Point, error) {
	var v [2]float64
	if err := parseNumbers("point", "lon,lat", s, v[:]); err != nil {
		return orb.Point{}, err
	}
	return v, CheckPoint(v)
}

// CheckPoint says why p is not a position: NaN, infinite, or out of ±180, ±90 degrees.
func CheckPoint(p orb.Point) error {
	if err := checkDegrees("point: longitude", p[0], 180); err != nil {
		return err
	}
	return checkDegrees("point: latitude", p[1], 90)
}

// BBox is a box of longitudes and latitudes in degrees. West > East crosses the 180th meridian.
type BBox struct{ West, South, East, North float64 }

// ParseBBox reads "west,south,east,north" in degrees. West > east crosses the 180th meridian; south > north is refused.
func ParseBBox(s string) (BBox, error) {
	var v [4]float64
	if err := parseNumbers("bbox", "west,south,east,north", s, v[:]); err != nil {
		return BBox{}, err
	}
	b := BBox{West: v[0], South: v[1], East: v[2], North: v[3]}
	return b, b.Check()
}

// Check says why b is not a box.
func (b BBox) Check() error {
	for _, side := range [4]struct {
		name       string
		value, max float64
	}{{"west", b.West, 180}, {"south", b.South, 90}, {"east", b.East, 180}, {"north", b.North, 90}} {
		if err := checkDegrees("bbox: "+side.name, side.value, side.max); err != nil {
			return err
		}
	}
	if b.South > b.North {
		return fmt.Errorf("bbox: south %v > north %v", b.South, b.North)
	}
	return nil
}

// Contains says whether p lies in the box, borders included. Longitudes 180 and -180 are one meridian.
func (b BBox) Contains(p orb.Point) bool {
	if p[1] < b.South || p[1] > b.North {
		return false
	}
	return b.spans(p[0]) || (p[0] == 180 && b.spans(-180)) || (p[0] == -180 && b.spans(180))
}

func (b BBox) spans(lon float64) bool {
	if b.West <= b.East {
		return b.West <= lon && lon <= b.East
	}
	return lon >= b.West || lon <= b.East
}

// Grow widens the box by marginM metres on each side.
func (b BBox) Grow(marginM float64) BBox {
	dLat := marginM / EarthRadiusM / radians
	grown := BBox{South: max(-90, b.South-dLat), North: min(90, b.North+dLat)}
	shrink := math.Cos(max(-grown.South, grown.North) * radians)
	dLon := 360.0
	if shrink > 0 {
		dLon = min(dLon, dLat/shrink)
	}
	width := b.East - b.West
	if width < 0 {
		width += 360
	}
	if width+2*dLon >= 360 {
		grown.West, grown.East = -180, 180
		return grown
	}
	grown.West, grown.East = turn(b.West-dLon), turn(b.East+dLon)
	return grown
}

// turn brings a longitude back into −180…180.
func turn(lon float64) float64 {
	switch {
	case lon < -180:
		return lon + 360
	case lon > 180:
		return lon - 360
	}
	return lon
}

// BBoxOf is the smallest box around mp that does not cross the 180th meridian; zero for an empty mp.
func BBoxOf(mp orb.MultiPolygon) BBox {
	if len(mp) == 0 {
		return BBox{}
	}
	b := mp.Bound()
	return BBox{West: b.Min[0], South: b.Min[1], East: b.Max[0], North: b.Max[1]}
}

// parseNumbers fills into from comma-separated decimals. ParseFloat alone would take "NaN", "Inf", "0x1p4" and "1_0".
func parseNumbers(what, form, s string, into []float64) error {
	const longest = 200 // bytes; 4 numbers of 17 digits with signs, points and exponents take less
	if len(s) > longest {
		return fmt.Errorf("%s: %d characters, want %s", what, len(s), form)
	}
	if n := strings.Count(s, ",") + 1; n != len(into) {
		return fmt.Errorf("%s: %q has %d parts, want %s", what, s, n, form)
	}
	for i := range into {
		var part string
		part, s, _ = strings.Cut(s, ",")
		if part == "" || strings.Trim(part, "0123456789.+-eE") != "" {
			return fmt.Errorf("%s: %q is not a number, want %s", what, part, form)
		}
		v, err := strconv.ParseFloat(part, 64)
		if err != nil {
			return fmt.Errorf("%s: %q is not a number, want %s", what, part, form)
		}
		into[i] = v
	}
	return nil
}

func checkDegrees(what string, v, limit float64) error {
	if math.IsNaN(v) || v < -limit || v > limit {
		return fmt.Errorf("%s %v is not within ±%v", what, v, limit)
	}
	return nil
}
