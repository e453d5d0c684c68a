package notify

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var zones = []string{"Europe/Paris", "UTC", "America/Sao_Paulo", "Pacific/Chatham", "Australia/Lord_Howe", "America/Havana"}

func anySettings(t *rapid.T) Settings {
	minute := rapid.Custom(func(t *rapid.T) Minute { return Minute(rapid.IntRange(0, 1439).Draw(t, "minute")) })
	s := Settings{
		Zone:      mustZone(rapid.SampledFrom(zones).Draw(t, "zone")),
		QuietFrom: minute.Draw(t, "from"), QuietTill: minute.Draw(t, "till"), DigestAt: minute.Draw(t, "digest"),
		Urgent:   rapid.Bool().Draw(t, "urgent"),
		EmailCap: rapid.IntRange(1, 5).Draw(t, "cap"), SMSCap: 1,
	}
	for _, g := range groups {
		s.set(g.Code, Email, rapid.SampledFrom([]Way{Now, Digest, Never}).Draw(t, g.Code))
	}
	return s
}

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// anyMoment lies near a change of the clock as often as not.
func anyMoment(t *rapid.T) time.Time {
	day := rapid.SampledFrom([]string{"2026-03-29", "2026-10-25", "2026-04-05", "2026-10-04", "2026-11-01", "2026-07-14"}).Draw(t, "day")
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	return at.Add(time.Duration(rapid.IntRange(-36*3600, 36*3600).Draw(t, "second")) * time.Second)
}

// Deferral, never loss: each errand is in one place, what leaves may leave, and no more of it than the cap.
func TestPlanLosesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, now := anySettings(t), anyMoment(t)
		if rapid.Bool().Draw(t, "paused") {
			s.PausedUntil = now.Add(time.Duration(rapid.IntRange(-100, 5000).Draw(t, "pause")) * time.Minute)
		}
		var errands []errand
		byNumber := map[int64]errand{}
		for n := range rapid.IntRange(0, 12).Draw(t, "errands") {
			e := errand{
				number: int64(n + 1), group: rapid.SampledFrom(groups).Draw(t, "group").Code,
				urgent: rapid.Bool().Draw(t, "urgent"), seen: rapid.IntRange(0, 9).Draw(t, "seen") == 0,
				posted: now.Add(-time.Duration(rapid.IntRange(0, 3000).Draw(t, "age")) * time.Minute),
			}
			errands = append(errands, e)
			byNumber[e.number] = e
		}
		spent := rapid.IntRange(0, 6).Draw(t, "spent")
		p := s.plan(Email, errands, spent, now)

		times := map[int64]int{}
		for _, list := range [][]int64{p.drop, p.alone, p.one} {
			for _, n := range list {
				times[n]++
			}
		}
		for n, at := range p.later {
			times[n]++
			if !at.After(now) || at.Before(s.PausedUntil) || s.quiet(at) && !byNumber[n].urgent {
				t.Fatalf("%d waits until %v, when it may not leave", n, at)
			}
		}
		for _, e := range errands {
			if times[e.number] != 1 {
				t.Fatalf("errand %d is in %d places", e.number, times[e.number])
			}
		}
		for _, n := range p.drop {
			if e := byNumber[n]; !e.seen && s.Way(e.group, Email) != Never {
				t.Fatalf("%d is lost", n)
			}
		}
		counted := 0
		for _, n := range append(slices.Clone(p.alone), p.one...) {
			e := byNumber[n]
			free := e.urgent && s.Urgent && s.Way(e.group, Email) == Now
			if now.Before(s.PausedUntil) || s.quiet(now) && !free {
				t.Fatalf("%d leaves at %v", n, now.In(s.Zone))
			}
			if !free && slices.Contains(p.alone, n) {
				counted++
			}
		}
		if len(p.one) > 0 {
			counted++
		}
		if counted > 0 && spent+counted > s.EmailCap {
			t.Fatalf("%d parcels after %d, the cap is %d", counted, spent, s.EmailCap)
		}
	})
}

// The first permitted moment is what the clock on the wall says, whatever the clock does that night.
func TestPermittedIsTheFirstMoment(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, at := anySettings(t), anyMoment(t)
		got := s.Permitted(at, false)
		if s.quiet(got) || got.Before(at) {
			t.Fatalf("%v is in quiet hours %v to %v", got.In(s.Zone), s.QuietFrom, s.QuietTill)
		}
		for second := at; second.Before(got); second = second.Add(13 * time.Second) {
			if !s.quiet(second) {
				t.Fatalf("%v was permitted before %v", second.In(s.Zone), got.In(s.Zone))
			}
		}
	})
}

func TestQuietHoursOverTheChangeOfTheClock(t *testing.T) {
	t.Parallel()
	paris := Settings{Zone: mustZone("Europe/Paris"), QuietFrom: 21 * 60, QuietTill: 8 * 60, DigestAt: 8 * 60}
	for _, c := range []struct{ at, want string }{
		{"2026-03-28T20:59:30+01:00", "2026-03-28T20:59:30+01:00"}, // half a minute before quiet hours
		{"2026-03-28T21:00:00+01:00", "2026-03-29T08:00:00+02:00"}, // a short night
		{"2026-10-24T23:30:00+02:00", "2026-10-25T08:00:00+01:00"}, // a long one
		{"2026-11-23T03:00:10+01:00", "2026-11-23T08:00:00+01:00"},
	} {
		at, _ := time.Parse(time.RFC3339, c.at)
		if got := paris.Permitted(at, false).In(paris.Zone).Format(time.RFC3339); got != c.want {
			t.Errorf("%s: %s, want %s", c.at, got, c.want)
		}
	}
	gap := Settings{Zone: paris.Zone, DigestAt: 2*60 + 30} // on 29 March 2:30 does not exist
	at, _ := time.Parse(time.RFC3339, "2026-03-29T00:00:00+01:00")
	if got := gap.nextDigest(at).In(gap.Zone).Format(time.RFC3339); got != "2026-03-29T03:00:00+02:00" {
		t.Errorf("the digest of a day without its minute comes at %s", got)
	}
}

// The day's last parcel takes the rest along, and what comes then waits for the morning.
func TestPlanWithinTheCap(t *testing.T) {
	t.Parallel()
	s := Settings{Zone: mustZone("Europe/Paris"), QuietFrom: 21 * 60, QuietTill: 8 * 60, DigestAt: 8 * 60, EmailCap: 3}
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	var five []errand
	for n := range int64(5) {
		five = append(five, errand{number: n + 1, group: "account", posted: now})
	}
	p := s.plan(Email, five, 0, now)
	if !slices.Equal(p.alone, []int64{1, 2}) || !slices.Equal(p.one, []int64{3, 4, 5}) {
		t.Errorf("alone %v, together %v", p.alone, p.one)
	}
	p = s.plan(Email, five[:1], 3, now)
	if at := p.later[1]; !at.Equal(time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC)) {
		t.Errorf("above the cap: %v", at)
	}
	five[0].urgent, s.Urgent = true, true
	if p = s.plan(Email, five[:1], 3, now); len(p.alone) != 1 {
		t.Error("urgent, and said so, but it waits")
	}
}
