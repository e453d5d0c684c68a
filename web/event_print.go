package web

import (
	"fmt"
	"time"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/directory"
)

// weekSheet is what a district does in seven days, to be printed.
type weekSheet struct {
	District    *directory.District
	From, Until time.Time
	Days        [][]community.Listed
}

func (s *site) week(v *visit) (templ.Component, error) {
	d, ok := s.Live.District(v.request.PathValue("code"))
	if !ok {
		return nil, errNotFound
	}
	if s.Calendar == nil {
		return nil, directory.ErrNotReady
	}
	w := &weekSheet{District: d, From: time.Date(v.now.Year(), v.now.Month(), v.now.Day(), 0, 0, 0, 0, v.now.Location())}
	if text := v.request.URL.Query().Get("from"); text != "" {
		from, err := time.ParseInLocation(time.DateOnly, text, v.now.Location())
		if err != nil || from.Sub(v.now).Abs() > 31*24*time.Hour {
			return nil, &directory.Invalid{Param: "from", Reason: "not a day of this month or the next"}
		}
		w.From = from
	}
	w.Until = w.From.AddDate(0, 0, 7)
	q := community.EventQuery{District: d.Code, EventFilter: community.EventFilter{From: w.From, Until: w.Until}, Limit: directory.MaxLimit}
	items, _, err := s.Calendar.Find(nil, v.viewer, q)
	if err != nil {
		return nil, err
	}
	l := &eventList{Items: items}
	w.Days = l.days(v)
	return weekPage(v, w), nil
}

func (w *weekSheet) title(v *visit) string {
	return fmt.Sprintf(v.Out.Host.Week, fmt.Sprintf(v.Out.Host.WeekOf, v.date(w.From), v.date(w.Until.AddDate(0, 0, -1))))
}

func (s *site) poster(v *visit) (templ.Component, error) {
	e, err := s.eventSheet(v)
	if err != nil {
		return nil, err
	}
	return posterPage(v, e), nil
}
