package api

import (
	"math/bits"
	"strconv"
	"time"

	"github.com/alentour/alentour/directory"
)

// pageWriter appends places as JSON by hand: a list is asked for thousands of times a second, and reflection would cost
// more than finding it did. item says the same in plain words; a test holds the two together.
type pageWriter struct {
	live     *directory.Live
	atlas    *directory.Atlas
	datasets []directory.Dataset
	seen     uint64 // bit i: datasets[i] has been named; a sixty-fifth dataset is always credited
	near     bool   // items carry their distance
	asked    bool   // items carry the instant that was asked for, the page how many could be open then
}

func (a *API) pageWriter(near, asked bool) pageWriter {
	return pageWriter{live: a.Live, atlas: a.Live.Atlas(), datasets: a.Live.Datasets(), near: near, asked: asked}
}

// page appends a PlacePage.
func (w *pageWriter) page(b []byte, page *directory.Page) []byte {
	b = append(b, `{"items":[`...)
	for i := range page.Items {
		if i > 0 {
			b = append(b, ',')
		}
		b = w.place(b, &page.Items[i])
	}
	b = append(b, ']')
	b = w.rest(b, page)
	return append(b, "]}\n"...)
}

// rest appends what stands behind the places of a page, up to the end of its credits.
func (w *pageWriter) rest(b []byte, page *directory.Page) []byte {
	b = appendText(b, `,"next":`, page.Next)
	if w.asked {
		b = strconv.AppendInt(append(b, `,"unknown":`...), int64(page.Unknown), 10)
	}
	return w.credits(append(b, `,"attribution":[`...))
}

// place appends a PlaceItem.
func (w *pageWriter) place(b []byte, f *directory.Found) []byte {
	b = appendID(append(b, `{"id":`...), f.ID)
	if !f.Confidential {
		b = strconv.AppendInt(append(b, `,"num":`...), f.Num, 10)
	}
	b = appendString(append(b, `,"name":`...), f.Name)
	if f.Located {
		b = appendPoint(append(b, `,"point":`...), f.Point)
	}
	if w.near {
		b = appendFixed(append(b, `,"distance_m":`...), f.DistanceM, metreDecimals)
	}
	b = w.properties(b, f)
	return append(b, '}')
}

// properties appends what a list and a GeoJSON feature have in common, from the categories on.
func (w *pageWriter) properties(b []byte, f *directory.Found) []byte {
	b = append(b, `,"categories":[`...)
	for set := uint64(f.Categories); set != 0; set &= set - 1 {
		b = append(append(append(b, '"'), directory.Categories[bits.TrailingZeros64(set)].Code...), '"', ',')
	}
	b = closeList(b)
	if w.atlas != nil {
		if d, ok := w.atlas.Numbered(f.District); ok {
			b = appendString(append(b, `,"district":{"code":`...), d.Code)
			b = appendString(append(b, `,"name":`...), d.Name)
			b = append(b, '}')
		}
	}
	b = appendAddress(b, &f.Address)
	b = appendText(b, `,"hours":`, f.Hours)
	b = appendOpening(b, &f.Open, w.asked)
	b = appendText(b, `,"phone":`, f.Contact.Phone)
	b = appendTerms(b, `,"audiences":[`, uint64(f.Audiences), directory.Audiences)
	b = appendTerms(b, `,"modalities":[`, uint64(f.Modalities), directory.Modalities)
	b = appendTerms(b, `,"languages":[`, uint64(f.Languages), directory.Languages)
	b = appendText(b, `,"saturation":`, saturation(f.Saturation))
	if f.Itinerant {
		b = append(b, `,"itinerant":true`...)
	}
	if f.Confidential {
		b = append(b, `,"confidential":true`...)
	}
	if f.Organisation != 0 {
		if o, ok := w.live.OrganisationNumbered(f.Organisation); ok {
			b = appendID(append(b, `,"organisation":{"id":`...), o.ID)
			b = appendString(append(b, `,"name":`...), o.Name)
			b = append(b, '}')
		}
	}
	b = appendString(append(b, `,"dataset":`...), w.dataset(f.Dataset))
	if !f.Confirmed.IsZero() {
		b = f.Confirmed.AppendFormat(append(b, `,"confirmed":"`...), time.DateOnly)
		b = append(b, '"')
	}
	return b
}

// dataset names a dataset and remembers to credit it.
func (w *pageWriter) dataset(num int64) string {
	for i := range w.datasets {
		if w.datasets[i].Num == num {
			w.seen |= 1 << i
			return w.datasets[i].Name
		}
	}
	return ""
}

// credits appends the sources of what was appended.
func (w *pageWriter) credits(b []byte) []byte {
	first := true
	for i := range w.datasets {
		if i < 64 && w.seen&(1<<i) == 0 {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		d := &w.datasets[i]
		b = appendString(append(b, `{"dataset":`...), d.Name)
		b = appendString(append(b, `,"title":`...), d.Title)
		b = appendText(b, `,"credit":`, d.Attribution)
		b = appendText(b, `,"licence":`, d.Licence)
		b = appendText(b, `,"licence_url":`, d.LicenceURL)
		if d.Fictional {
			b = append(b, `,"fictional":true`...)
		}
		b = append(b, '}')
	}
	return b
}

func appendAddress(b []byte, a *directory.Address) []byte {
	if *a == (directory.Address{}) {
		return b
	}
	b = append(b, `,"address":{`...)
	at := len(b)
	b = appendText(b, `,"street":`, a.Street)
	b = appendText(b, `,"postcode":`, a.Postcode)
	b = appendText(b, `,"city":`, a.City)
	b = append(b[:at], b[at+1:]...) // without the first comma
	return append(b, '}')
}

// appendText appends a name and a text, unless the text is empty.
func appendText(b []byte, name, text string) []byte {
	if text == "" {
		return b
	}
	return appendString(append(b, name...), text)
}

// appendTerms appends the codes of a set, unless it is empty. It walks the bits by itself: an iterator's closure would be
// the most of the cost. Codes need no escapes.
func appendTerms(b []byte, open string, set uint64, table []directory.Term) []byte {
	if set == 0 {
		return b
	}
	b = append(b, open...)
	for ; set != 0; set &= set - 1 {
		b = append(append(append(b, '"'), table[bits.TrailingZeros64(set)].Code...), '"', ',')
	}
	return closeList(b)
}

// closeList ends a list whose last item may have a comma behind it.
func closeList(b []byte) []byte {
	if last := len(b) - 1; b[last] == ',' {
		b = b[:last]
	}
	return append(b, ']')
}
