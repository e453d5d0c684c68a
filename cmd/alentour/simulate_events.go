package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/identity"
)

// What people of a bottle do together.
const (
	peoplePerGathering = 60 // volunteers, for one gathering a week
	announced          = 5 * 24 * time.Hour
	gatheringLasts     = 2 * time.Hour
	gatheringSeats     = 10
	mostInterested     = 14
	bringsSomebody     = 0.2
	changesTheirMind   = 0.1
	comesAsSaid        = 0.85
	mostWalkIns        = 3
)

// gathered is what truly came of the gatherings: what coverage must find in the database.
type gathered struct {
	Events   int `json:"events"`
	SignUps  int `json:"sign_ups"`
	TookBack int `json:"took_back"`
	Came     int `json:"came"`     // of those who had a seat
	With     int `json:"with"`     // whom these brought
	WalkIns  int `json:"walk_ins"` // came without signing up
}

// gathering is one event in the bottle.
type gathering struct {
	draw     *rand.Rand
	host     *identity.Viewer
	id       uuid.UUID
	original time.Time
	guests   map[uuid.UUID]*identity.Viewer // by sign-up
}

// gather plans the gatherings of each week.
func (b *bottle) gather() {
	const week = 7
	draw := rand.New(rand.NewPCG(b.setting.Seed, 0x9a7e))
	perWeek := max(1, b.setting.Volunteers/peoplePerGathering)
	for first := 0; first+week <= b.setting.Days && len(b.needs) > 0; first += week {
		for range perWeek {
			g := &gathering{draw: rand.New(rand.NewPCG(b.setting.Seed, draw.Uint64())), guests: map[uuid.UUID]*identity.Viewer{}}
			starts := time.Duration(first+draw.IntN(week-1))*24*time.Hour + time.Duration(10+draw.IntN(9))*time.Hour
			b.plan(starts-announced, func(ctx context.Context) error { return b.announce(ctx, g, starts) })
		}
	}
}

// announce publishes a gathering in public, where somebody once needs help, and lets those who like it sign up. One of the staff has a
// look at it at once.
func (b *bottle) announce(ctx context.Context, g *gathering, starts time.Duration) error {
	g.host = b.somebody(g.draw)
	if g.host == nil {
		return nil
	}
	local := b.begin.Add(starts).In(b.city.Zone)
	e, err := b.rooms.Load().community.Publish(ctx, g.host, community.Draft{
		Title: "Coffee", Where: community.Where{Point: &b.needs[g.draw.IntN(len(b.needs))].Point}, Capacity: gatheringSeats,
		When: community.When{
			Start: recur.At(local.Year(), local.Month(), local.Day(), local.Hour(), 0, 0), Length: gatheringLasts,
		},
	}, fmt.Sprintf("simulated-%d", g.draw.Uint64()))
	if refused(err, identity.Forbidden) || refused(err, identity.BadValue) { // they left meanwhile
		return nil
	}
	if err != nil {
		return fmt.Errorf("announcing: %w", err)
	}
	if e.Review == community.Waiting {
		if err := b.rooms.Load().community.Review(ctx, identity.Deed{By: b.staff}, e.ID, true); err != nil {
			return fmt.Errorf("reviewing: %w", err)
		}
	}
	b.truth.Gathered.Events++
	g.id, g.original = e.ID, local.UTC()
	left := starts - b.after()
	for range 1 + g.draw.IntN(mostInterested) {
		at := b.after() + time.Duration(g.draw.Int64N(int64(left)))
		b.plan(at, func(ctx context.Context) error { return b.signUp(ctx, g, starts) })
	}
	b.plan(starts+gatheringLasts, func(ctx context.Context) error { return b.checkIn(ctx, g) })
	return nil
}

// somebody is any member who has not left; nil where there is nobody.
func (b *bottle) somebody(draw *rand.Rand) *identity.Viewer {
	if draw.IntN(2) == 0 && len(b.askers) > 0 {
		return b.askers[draw.IntN(len(b.askers))]
	}
	r := b.people[draw.IntN(len(b.people))]
	if r == nil || r.left {
		return nil
	}
	return r.viewer
}

// signUp is somebody who wants to come, alone or with somebody. Some change their mind before it begins.
func (b *bottle) signUp(ctx context.Context, g *gathering, starts time.Duration) error {
	v, with, leaves := b.somebody(g.draw), []string(nil), g.draw.Float64() < changesTheirMind
	if g.draw.Float64() < bringsSomebody {
		with = []string{"Lou"}
	}
	if v == nil || v == g.host {
		return nil
	}
	s, err := b.rooms.Load().community.SignUp(ctx, v, g.id, &g.original, community.Joining{With: with}, fmt.Sprintf("simulated-%d", g.draw.Uint64()))
	if err != nil {
		return fmt.Errorf("signing up: %w", err)
	}
	if g.guests[s.ID] != nil {
		return nil // once more
	}
	g.guests[s.ID] = v
	b.truth.Gathered.SignUps++
	if leaves {
		at := b.after() + time.Duration(g.draw.Int64N(int64(starts-b.after())))
		b.plan(at, func(ctx context.Context) error {
			b.truth.Gathered.TookBack++
			_, err := b.rooms.Load().community.Leave(ctx, v, s.ID)
			return err
		})
	}
	return nil
}

// checkIn is the host who notes at the door who came.
func (b *bottle) checkIn(ctx context.Context, g *gathering) error {
	room := b.rooms.Load().community
	door, err := room.Attendees(ctx, g.host, g.id, g.original)
	if err != nil {
		return fmt.Errorf("at the door: %w", err)
	}
	var marks []community.Marked
	for _, a := range door.List {
		m := community.Marked{ID: a.ID, Mark: community.Mark{Came: a.State == community.SignUpGoing && g.draw.Float64() < comesAsSaid, At: b.clock()}}
		if m.Came {
			m.With = len(a.With)
			b.truth.Gathered.Came++
			b.truth.Gathered.With += m.With
		}
		marks = append(marks, m)
	}
	more := g.draw.IntN(mostWalkIns + 1)
	b.truth.Gathered.WalkIns += more
	_, err = room.CheckIn(ctx, g.host, g.id, g.original, marks, &community.Count{N: more, At: b.clock()})
	return err
}
