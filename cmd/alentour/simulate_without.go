package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alentour/alentour/directory"
)

// lackAnswers is missing where volunteers of a district answer no invitation any more, though they offer what they did.
const lackAnswers = "answers"

// lack plans what is missing: "KIND[:DISTRICT][@DAY]".
func (b *bottle) lack(list []string) error {
	for _, text := range list {
		l, err := b.parseLack(text)
		if err != nil {
			return fmt.Errorf("--without %s: %w", text, err)
		}
		b.lacking = append(b.lacking, l)
		at := time.Duration(l.Day-1) * 24 * time.Hour
		l.From = b.begin.Add(at)
		b.plan(at, func(ctx context.Context) error { return b.without(ctx, l) })
	}
	return nil
}

func (b *bottle) parseLack(text string) (*lack, error) {
	l := &lack{District: b.city.Code, Day: 1}
	where, day, dated := strings.Cut(text, "@")
	if dated {
		n, err := strconv.Atoi(day)
		if err != nil || n < 1 || n > b.setting.Days {
			return nil, fmt.Errorf("%q is not a day in 1–%d", day, b.setting.Days)
		}
		l.Day = n
	}
	kind, district, there := strings.Cut(where, ":")
	if there {
		l.District = district
	}
	d, ok := b.live.District(l.District)
	if !ok {
		return nil, fmt.Errorf("no district has the code %q", l.District)
	}
	l.Kind, l.within = kind, b.live.Atlas().Subtree(d.Num)
	if kind == lackAnswers {
		return l, nil
	}
	var asHelp, asPlace error
	l.help, asHelp = directory.KindNamed(kind)
	l.category, asPlace = directory.CategoryNamed(kind)
	if asHelp != nil && asPlace != nil {
		return nil, fmt.Errorf("%q is neither a kind of help, nor a category of places, nor %s", kind, lackAnswers)
	}
	return l, nil
}

// without takes away what is missing from now on.
func (b *bottle) without(ctx context.Context, l *lack) error {
	l.begun = true
	if err := b.catchUp(ctx); err != nil {
		return err
	}
	for _, r := range b.people {
		if r == nil {
			continue // comes later
		}
		if err := b.desist(ctx, l, r); err != nil {
			return err
		}
	}
	if l.category == 0 {
		return nil
	}
	places, err := b.placesOf(l)
	if err != nil {
		return err
	}
	local := b.clock().In(b.city.Zone)
	closed := directory.Notice{Closed: true, From: time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)}
	for _, p := range places {
		if _, err := b.rooms.Load().associations.PostNotice(ctx, b.staff, p.ID, closed); err != nil {
			return fmt.Errorf("closing a place: %w", err)
		}
		l.Places = append(l.Places, p.ID)
	}
	return nil
}

// placesOf are the open places of what is missing.
func (b *bottle) placesOf(l *lack) (list []directory.Found, err error) {
	q := directory.PlaceQuery{
		District: l.District, PlaceFilter: directory.PlaceFilter{Categories: l.category}, Now: b.clock(), Limit: directory.MaxLimit,
	}
	for {
		var page directory.Page
		if err := b.live.Find(q, &page); err != nil {
			return nil, err
		}
		list = append(list, page.Items...)
		if q.Cursor = page.Next; q.Cursor == "" {
			return list, nil
		}
	}
}

// desist lets a volunteer of the district offer no longer what is missing, or answer no more. Who offers nothing else leaves.
func (b *bottle) desist(ctx context.Context, l *lack, r *resident) error {
	silent := l.Kind == lackAnswers
	if r.left || !silent && r.edit.Kinds&l.help == 0 || !slices.Contains(l.within, r.home.District) {
		return nil
	}
	l.Volunteers++
	if silent {
		r.silent = true
		return nil
	}
	if r.edit.Kinds &^= l.help; r.edit.Kinds == 0 {
		r.left = true
		return b.resign(ctx, r)
	}
	_, err := b.rooms.Load().roster.Save(ctx, r.viewer, r.edit)
	return err
}
