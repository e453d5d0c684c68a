package main

import (
	"strings"
	"testing"
	"time"

	"github.com/alentour/alentour/coverage"
)

// Months that are over are closed once, the oldest first; what they say stays, and nothing of it is of fewer than eleven people.
func TestMonthsAreClosedOnce(t *testing.T) {
	t.Parallel()
	ctx, b := t.Context(), onDemo(t)
	room := b.rooms.Load().coverage
	begun := time.Now()
	if err := room.CloseDue(ctx); err != nil {
		t.Fatal(err)
	}
	if err := b.catchUp(ctx); err != nil {
		t.Fatal(err)
	}
	months := room.Closed(b.city.Num)
	t.Logf("%d months closed in %v, %d values published", len(months), time.Since(begun), number(t, b.pool, `select count(*) from coverage_releases`))
	if len(months) < 12 || months[len(months)-1].String() != "2026-10" {
		t.Fatalf("closed: %v", months)
	}
	const digest = `select hashtext(string_agg(r::text, ';' order by district_id, month, measure, sub)) from coverage_releases r`
	before := number(t, b.pool, digest)
	for _, change := range []string{
		`update members set needs = not needs`, `delete from sign_ups where id % 2 = 0`, `update requests set created_at = created_at - interval '40 days' where id % 3 = 0`,
	} {
		if _, err := b.pool.Exec(ctx, change); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.catchUp(ctx); err != nil {
		t.Fatal(err)
	}
	if err := room.Beat(ctx); err != nil {
		t.Fatal(err)
	}
	if err := room.CloseDue(ctx); err != nil {
		t.Fatal(err)
	}
	if after := number(t, b.pool, digest); after != before {
		t.Error("what was published has changed")
	}
	if _, err := b.pool.Exec(ctx, `update coverage_releases set n = n + 1`); err == nil || !strings.Contains(err.Error(), "stays as it is") {
		t.Errorf("a released value is changed: %v", err)
	}
	people := map[string]bool{}
	for _, m := range coverage.Measures() {
		people[m.Code] = m.People
		if !m.Public && number(t, b.pool, `select count(*) from coverage_releases where measure = $1`, m.Code) > 0 {
			t.Errorf("%s is published", m.Code)
		}
	}
	few := number(t, b.pool, `
		select count(*) from coverage_releases where measure in ('members', 'members_by_profile', 'active_30d', 'exchanged', 'attended', 'first_timers',
			'came_with', 'attendees', 'volunteers', 'requests_opened', 'requests_answered', 'requests_met', 'requests_unanswered', 'requests_by_kind') and n < 11`)
	if few > 0 {
		t.Errorf("%d values of fewer than eleven", few)
	}
	if few := number(t, b.pool, `select count(*) from coverage_releases where measure like '%share' and measure like '%answered%' and behind < 11`); few > 0 {
		t.Errorf("%d shares of fewer than eleven", few)
	}
	last := months[len(months)-1]
	for _, m := range coverage.Measures() {
		if !m.Public {
			continue
		}
		known, shown := 0, ""
		for _, sub := range m.All() {
			rows, err := room.PublicTable(b.city.Code, 2, m.Code, sub, last)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, r := range rows {
				if r.Value.State == coverage.Known || r.Value.State == coverage.Partial {
					n++
				}
			}
			if n > known {
				known, shown = n, sub
			}
		}
		t.Logf("%-22s %3d quartiers have a figure (%q)", m.Code, known, shown)
	}
	noGreyMap(t, room, b.city.Code, last)
	nearestShows(t, room, b.city.Code, last)
	publishedOverHTTP(t, b, demoNoon)
	published, err := room.Public("1320101", last)
	if err != nil {
		t.Fatal(err)
	}
	if v := published.Value("members", ""); v.State != coverage.Known || v.From == 0 || v.N < 11 {
		t.Errorf("members of Belsunce: %+v", v)
	}
	if published.At.IsZero() || published.Value("residents", "").N != 9009 {
		t.Errorf("Belsunce: %v, %+v", published.At, published.Value("residents", ""))
	}
}
