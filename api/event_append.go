package api

import (
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/directory"
)

// appendPage appends an OccurrencePage: near gives distances. It is several times as fast as marshalling one.
func (a *API) appendPage(b []byte, list []community.Listed, next string, near bool) []byte {
	b = append(b, `{"items":[`...)
	atlas := a.Live.Atlas()
	for i := range list {
		l := &list[i]
		parts := l.Parts
		if parts == nil {
			parts = DateParts(l.Of, l.Occurrence)
		}
		b = appendDate(b, l.Occurrence, parts, atlas)
		if near {
			b = appendFixed(append(b, `,"distance_m":`...), l.DistanceM, metreDecimals)
		}
		b = append(b, '}', ',')
	}
	b = closeList(b)
	b = appendText(b, `,"next":`, next)
	return append(b, '}')
}

// appendDate appends an Occurrence, all but its closing brace. Between its parts stands what changes by itself.
func appendDate(b []byte, o *community.Occurrence, parts *community.Parts, atlas *directory.Atlas) []byte {
	b = append(append(b, parts[0]...), `,"original":`...)
	at := len(b)
	b = appendTime(b, o.Original)
	original := b[at:]
	if b = append(b, `,"start":`...); o.Start.Equal(o.Original) {
		b = append(b, original...)
	} else {
		b = appendTime(b, o.Start)
	}
	b = appendTime(append(b, `,"end":`...), o.End)
	b = append(b, parts[1]...)
	if atlas != nil {
		if d, ok := atlas.Numbered(o.Site.District); ok {
			b = appendString(append(b, `,"district":{"code":`...), d.Code)
			b = append(appendString(append(b, `,"name":`...), d.Name), '}')
		}
	}
	b = append(b, parts[2]...)
	b = strconv.AppendInt(append(b, `,"taken":`...), int64(o.Taken), 10)
	b = appendCount(b, `,"waiting":`, o.Waiting)
	if o.Cancelled {
		b = append(b, `,"cancelled":true`...)
	}
	return appendText(b, `,"why":`, string(o.Why))
}

// DateParts are what a list says of a date of an event: what stands before its hours, between them and the district, and from there to
// its seats. The calendar keeps them.
func DateParts(e *community.Event, o *community.Occurrence) *community.Parts {
	site := appendString(append([]byte(nil), `,"zone":`...), e.When.Zone)
	if e.When.AllDay {
		site = append(site, `,"all_day":true`...)
	}
	site = appendString(append(site, `,"title":`...), o.Title)
	site = appendSite(append(site, `,"site":`...), &o.Site)
	rest := appendText(nil, `,"online":`, o.Site.Online)
	rest = append(appendText(rest, `,"note":`, o.Site.Note), '}')
	rest = appendText(rest, `,"interest":`, e.Interest)
	rest = strconv.AppendInt(append(rest, `,"price_cents":`...), int64(e.PriceCents), 10)
	if e.Imported {
		rest = append(rest, `,"imported":true`...)
	}
	rest = appendCount(rest, `,"capacity":`, o.Capacity)
	return &community.Parts{string(appendID([]byte(`{"event":`), o.ID)), string(site), string(rest)}
}

// appendSite appends a site up to its point.
func appendSite(b []byte, s *community.Site) []byte {
	b = appendString(append(b, `{"kind":`...), string(s.Kind))
	if s.Kind == community.AtPlace && s.Place != uuid.Nil {
		b = appendID(append(b, `,"place":{"id":`...), s.Place)
		b = append(appendString(append(b, `,"name":`...), s.PlaceName), '}')
	}
	if s.Located {
		p := s.Point
		if s.Kind == community.Sealed {
			p = roundedCenter(s.Cell)
		}
		b = appendPoint(append(b, `,"point":`...), p)
	}
	return b
}

// appendTime appends an instant as encoding/json does.
func appendTime(b []byte, t time.Time) []byte {
	if t.Location() != time.UTC || t.Nanosecond() != 0 || t.Year() < 1000 || t.Year() > 9999 {
		return append(t.AppendFormat(append(b, '"'), time.RFC3339Nano), '"')
	}
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	b = appendTwo(appendTwo(append(b, '"'), year/100), year%100)
	b = appendTwo(append(b, '-'), int(month))
	b = appendTwo(append(b, '-'), day)
	b = appendTwo(append(b, 'T'), hour)
	b = appendTwo(append(b, ':'), minute)
	b = appendTwo(append(b, ':'), second)
	return append(b, 'Z', '"')
}

// appendTwo appends two digits.
func appendTwo(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }

// appendCount appends a name and a number, unless it is 0.
func appendCount(b []byte, name string, n int) []byte {
	if n == 0 {
		return b
	}
	return strconv.AppendInt(append(b, name...), int64(n), 10)
}
