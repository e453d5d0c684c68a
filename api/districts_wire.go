package api

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
)

func byCode(list []*directory.District) {
	slices.SortFunc(list, func(a, b *directory.District) int { return cmp.Compare(a.Code, b.Code) })
}

func (a *API) districtList(list []*directory.District) DistrictList {
	out := DistrictList{Items: make([]District, 0, len(list))}
	for _, d := range list {
		out.Items = append(out.Items, a.districtOf(d))
	}
	return out
}

func (a *API) districtOf(d *directory.District) District {
	out := District{
		Code: d.Code, Name: d.Name, Kind: d.Kind, AccuracyM: d.AccuracyM,
		Phone: d.Contact.Phone, Email: d.Contact.Email, Website: d.Contact.Website,
	}
	if parent, ok := a.Live.DistrictNumbered(d.Parent); ok {
		out.Parent = &DistrictRef{parent.Code, parent.Name}
	}
	if d.Parent == 0 {
		out.Language = d.Lang
		if d.Zone != nil {
			out.Timezone = d.Zone.String()
		}
	} else if city, ok := a.Live.DistrictNumbered(d.City); ok {
		out.City = &DistrictRef{city.Code, city.Name}
	}
	if len(d.Full) > 0 {
		out.Centre = position(d.Centre)
		southWest, northEast := orb.Point{d.BBox.West, d.BBox.South}, orb.Point{d.BBox.East, d.BBox.North}
		out.BBox = append(position(southWest), position(northEast)...)
	}
	for _, f := range d.Figures {
		out.Figures = append(out.Figures, Figure{f.Measure, f.Value, f.Source})
	}
	return out
}

// outlines is a FeatureCollection of shapes for drawing.
func (a *API) outlines(list []*directory.District) []byte {
	b := []byte(`{"type":"FeatureCollection","features":[`)
	for i, d := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendDistrict(b, a.districtOf(d), d.Outline)
	}
	return append(b, "]}\n"...)
}

// appendDistrict appends a Feature.
func appendDistrict(b []byte, d District, shape orb.MultiPolygon) []byte {
	b = appendString(append(b, `{"type":"Feature","id":`...), d.Code)
	if d.BBox != nil {
		b = append(append(b, `,"bbox":`...), marshal(d.BBox)...)
	}
	b = appendMultiPolygon(append(b, `,"geometry":`...), shape)
	d.BBox = nil // stands on the feature
	b = append(append(b, `,"properties":`...), marshal(d)...)
	return append(b, '}')
}
