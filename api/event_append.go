package api

import (
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/community"
)

// appendPage appends an OccurrencePage: near gives distances. It is several times as fast as marshalling one.
func (a *API) appendPage(b []byte, list []community.Listed, next string, near bool) []byte {
	b = append(b, `{"items":[`...)
	for i := range list {
		l := &list[i]
		b = a.appendOccurrence(b, &l.Occurrence, l.Of)
		if near {
			b = appendFixed(append(b, `,"distance_m":`...), l.DistanceM, metreDecimals)
		}
		b = append(b, '}', ',')
	}
	b = closeList(b)
	b = appendText(b, `,"next":`, next)
	return append(b, '}')
}

// appendOccurrence appends an Occurrence, all but its closing brace.
func (a *API) appendOccurrence(b []byte, o *community.Occurrence, e *community.Event) []byte {
	b = appendID(append(b, `{"event":`...), o.ID)
	b = appendTime(append(b, `,"original":`...), o.Original)
	b = appendTime(append(b, `,"start":`...), o.Start)
	b = appendTime(append(b, `,"end":`...), o.End)
	b = appendString(append(b, `,"zone":`...), e.When.Zone)
	if e.When.AllDay {
		b = append(b, `,"all_day":true`...)
	}
	b = appendString(append(b, `,"title":`...), o.Title)
	b = a.appendSite(append(b, `,"site":`...), &o.Site)
	b = appendText(b, `,"interest":`, e.Interest)
	b = strconv.AppendInt(append(b, `,"price_cents":`...), int64(e.PriceCents), 10)
	b = appendCount(b, `,"capacity":`, o.Capacity)
	b = strconv.AppendInt(append(b, `,"taken":`...), int64(o.Taken), 10)
	b = appendCount(b, `,"waiting":`, o.Waiting)
	if o.Cancelled {
		b = append(b, `,"cancelled":true`...)
	}
	return appendText(b, `,"why":`, string(o.Why))
}

func (a *API) appendSite(b []byte, s *community.Site) []byte {
	b = appendString(append(b, `{"kind":`...), string(s.Kind))
	if s.Kind == community.AtPlace && s.Place != uuid.Nil {
		b = appendID(append(b, `,"place":{"id":`...), s.Place)
		b = append(appendString(append(b, `,"name":`...), s.PlaceName), '}')
	}
	if s.Located {
		b = append(b, `,"point":`...)
		if s.Kind == community.Sealed {
			p := orb.Point(roundedCenter(s.Cell))
			b = appendPoint(b, p)
		} else {
			b = appendPoint(b, s.Point)
		}
	}
	if d, ok := a.Live.DistrictNumbered(s.District); ok {
		b = appendString(append(b, `,"district":{"code":`...), d.Code)
		b = append(appendString(append(b, `,"name":`...), d.Name), '}')
	}
	b = appendText(b, `,"online":`, s.Online)
	b = appendText(b, `,"note":`, s.Note)
	return append(b, '}')
}

// appendTime appends an instant as encoding/json does.
func appendTime(b []byte, t time.Time) []byte {
	return append(t.AppendFormat(append(b, '"'), time.RFC3339Nano), '"')
}

// appendCount appends a name and a number, unless it is 0.
func appendCount(b []byte, name string, n int) []byte {
	if n == 0 {
		return b
	}
	return strconv.AppendInt(append(b, name...), int64(n), 10)
}
