package main

import (
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/directory"
)

// truth is what really happened in a bottle: what an honest reading of its database must come to.
type truth struct {
	Seed           uint64    `json:"seed"`
	City           string    `json:"city"`
	Begins         time.Time `json:"begins"`
	Days           int       `json:"days"`
	LivedDays      int       `json:"lived_days"` // fewer when it was stopped
	Complete       bool      `json:"complete"`   // everything that was asked has ended
	Volunteers     int       `json:"volunteers"` // at the start
	Newcomers      int       `json:"newcomers"`
	Left           int       `json:"left"` // had enough
	TirednessDays  tiredness `json:"tiredness_days"`
	RequestsPerDay float64   `json:"requests_per_day"`
	Total          counts    `json:"total"`
	// By the district of the request, as the house sees it (by the middle of its public cell), and the kind of help.
	Rows     []truthRow `json:"by_district_and_kind"`
	Without  []*lack    `json:"without"`
	Gathered gathered   `json:"gathered"`
}

type truthRow struct {
	District string `json:"district"`
	Kind     string `json:"kind"`
	counts
}

// counts are of some requests. Filled are seats that were taken within a time and kept, by whoever held them in the end.
type counts struct {
	Requests    int `json:"requests"`
	Seats       int `json:"seats"` // people who are needed
	Invitations int `json:"invitations"`
	Yes         int `json:"yes"`      // answers
	No          int `json:"no"`       // likewise
	Accepted    int `json:"accepted"` // yes that got a seat
	TooLate     int `json:"too_late"` // yes that found none left, or no way to give it
	DropOuts    int `json:"drop_outs"`
	Filled15min int `json:"filled_15min"`
	Filled2h    int `json:"filled_2h"`
	Filled24h   int `json:"filled_24h"`
	Filled      int `json:"filled"`
}

func (c *counts) add(o *counts) {
	c.Requests += o.Requests
	c.Seats += o.Seats
	c.Invitations += o.Invitations
	c.Yes += o.Yes
	c.No += o.No
	c.Accepted += o.Accepted
	c.TooLate += o.TooLate
	c.DropOuts += o.DropOuts
	c.Filled15min += o.Filled15min
	c.Filled2h += o.Filled2h
	c.Filled24h += o.Filled24h
	c.Filled += o.Filled
}

// lack is something that is missing from a day on.
type lack struct {
	Kind       string      `json:"kind"`
	District   string      `json:"district"`
	Day        int         `json:"day"`
	From       time.Time   `json:"from"`
	Places     []uuid.UUID `json:"places,omitempty"` // that closed
	Volunteers int         `json:"volunteers"`       // who offered it, or answered, and no longer do

	help     directory.KindSet
	category directory.CategorySet
	within   []int64 // districts
	begun    bool
}

// tell sums up what came of every request.
func (b *bottle) tell(complete bool) {
	s := &b.setting
	b.truth.Seed, b.truth.City, b.truth.Begins, b.truth.Days = s.Seed, b.city.Code, b.begin, s.Days
	b.truth.LivedDays, b.truth.Complete = min(s.Days, int(b.after()/(24*time.Hour))), complete
	b.truth.Volunteers, b.truth.TirednessDays, b.truth.RequestsPerDay = s.Volunteers, tiredness(s.TirednessDays), s.RequestsPerDay
	b.truth.Without = b.lacking
	type of struct{ district, kind string }
	rows := map[of]*counts{}
	for _, p := range b.pleas {
		within := func(d time.Duration) int { return p.seats.FilledBy(p.need.Created + d) }
		p.Filled15min, p.Filled2h, p.Filled24h = within(15*time.Minute), within(2*time.Hour), within(24*time.Hour)
		p.Filled = p.seats.Held()
		at := of{p.district, p.need.Kind}
		if rows[at] == nil {
			rows[at] = &counts{}
		}
		rows[at].add(&p.counts)
		b.truth.Total.add(&p.counts)
	}
	for at, c := range rows {
		b.truth.Rows = append(b.truth.Rows, truthRow{at.district, at.kind, *c})
	}
	slices.SortFunc(b.truth.Rows, func(x, y truthRow) int {
		return cmp.Or(cmp.Compare(x.District, y.District), cmp.Compare(x.Kind, y.Kind))
	})
}
