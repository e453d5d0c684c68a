package directory

import (
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
)

// PlaceQuery asks for places. Exactly one of Near, BBox and District says where; the filters are AND-ed with each
// other and OR-ed within one.
type PlaceQuery struct {
	Near     *Near
	BBox     *geo.BBox
	District string // a district's code, its whole subtree

	PlaceFilter

	Limit  int    // 1–100; 0 = 20
	Cursor string // of the page before; checked against the filters
}

// Near asks for what lies within RadiusM metres of Point, nearest first.
type Near struct {
	Point   orb.Point
	RadiusM float64 // (0, 50 000]
}

// PlaceFilter keeps what people can use. Empty fields keep everything.
type PlaceFilter struct {
	Categories CategorySet
	Audiences  AudienceSet
	Modalities ModalitySet
	Languages  LanguageSet
	Text       string // every word must begin a word of the place, accents and case forgiven
}

// Found is a place in an answer.
type Found struct {
	Place
	DistanceM float64 // metres from PlaceQuery.Near; 0 otherwise
}

// Page is one page of an answer: by distance then id for Near, else by id.
type Page struct {
	Items []Found
	Next  string // cursor of the next page, empty on the last
}
