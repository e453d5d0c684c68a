package notify

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Minute is one of the day's, 0 to 1439, on the recipient's clock.
type Minute int16

func (m Minute) String() string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

// Settings are how a person wants to be told. What they set holds for what waits, too.
type Settings struct {
	Zone        *time.Location // of their clock
	PausedUntil time.Time      // nothing leaves before; zero = no pause
	QuietFrom   Minute         // nothing leaves from then
	QuietTill   Minute         // until then; the same minute = no quiet hours
	DigestAt    Minute
	Urgent      bool // urgent notices leave in quiet hours and above the caps
	EmailCap    int  // a day
	SMSCap      int
	Ways        map[string]map[Channel]Way // group → channel, where it is not the group's own way
}

const (
	maxEmailCap = 100
	maxSMSCap   = 20
	longestHold = 365 * 24 * time.Hour
)

// Way is when notices of a group come by a channel.
func (s Settings) Way(group string, c Channel) Way {
	if way, ok := s.Ways[group][c]; ok {
		return way
	}
	g, _ := groupOf(group)
	return g.Ways[slices.Index(Channels(), c)]
}

func (s Settings) cap(c Channel) int {
	if c == SMS {
		return s.SMSCap
	}
	return s.EmailCap
}

// check says what of s cannot be: BadValue.
func (s Settings) check(now time.Time) error {
	for name, m := range map[string]Minute{"quiet_from": s.QuietFrom, "quiet_till": s.QuietTill, "digest_at": s.DigestAt} {
		if m < 0 || m > 1439 {
			return identity.Refuse(identity.BadValue, fmt.Sprintf("%s: minute %d of a day", name, int(m)))
		}
	}
	switch {
	case s.EmailCap < 1 || s.EmailCap > maxEmailCap:
		return identity.Refuse(identity.BadValue, fmt.Sprintf("email_cap: %d is not within 1 and %d", s.EmailCap, maxEmailCap))
	case s.SMSCap < 1 || s.SMSCap > maxSMSCap:
		return identity.Refuse(identity.BadValue, fmt.Sprintf("sms_cap: %d is not within 1 and %d", s.SMSCap, maxSMSCap))
	case s.PausedUntil.After(now.Add(longestHold)):
		return identity.Refuse(identity.BadValue, "paused_until: more than a year from now")
	}
	for _, group := range slices.Sorted(maps.Keys(s.Ways)) {
		if _, ok := groupOf(group); !ok {
			return identity.Refuse(identity.BadValue, "ways: a group that does not exist")
		}
		for c, way := range s.Ways[group] {
			known := slices.Contains(Channels(), c) && slices.Contains([]Way{Now, Digest, Never}, way)
			if !known || c == InApp && way == Digest {
				return identity.Refuse(identity.BadValue, fmt.Sprintf("ways: %s does not come so by this channel", group))
			}
		}
	}
	return nil
}

// quiet says that at is within quiet hours.
func (s Settings) quiet(at time.Time) bool {
	m := minuteOf(at, s.Zone)
	if s.QuietFrom <= s.QuietTill {
		return s.QuietFrom <= m && m < s.QuietTill
	}
	return m >= s.QuietFrom || m < s.QuietTill
}

// Permitted is the first moment from at on when something may leave. Whole minutes are tried one after the other, so that every
// change of the clock is right.
func (s Settings) Permitted(at time.Time, urgent bool) time.Time {
	if at.Before(s.PausedUntil) {
		at = s.PausedUntil
	}
	if urgent && s.Urgent {
		return at
	}
	return firstMinute(at, func(at time.Time) bool { return !s.quiet(at) })
}

// nextDigest is the first moment after at when the clock reaches DigestAt, or jumps over it.
func (s Settings) nextDigest(at time.Time) time.Time {
	return firstMinute(nextMinute(at), func(at time.Time) bool {
		before := at.Add(-time.Minute)
		reached := minuteOf(at, s.Zone) >= s.DigestAt
		return reached && (minuteOf(before, s.Zone) < s.DigestAt || !sameDay(before, at, s.Zone))
	})
}

// tomorrow is when the next day begins.
func (s Settings) tomorrow(now time.Time) time.Time {
	return firstMinute(now, func(at time.Time) bool { return !sameDay(now, at, s.Zone) })
}

// firstMinute is at itself or the first whole minute after it that is right; within two days there is one.
func firstMinute(at time.Time, right func(time.Time) bool) time.Time {
	const most = 2*24*60 + 120
	for range most {
		if right(at) {
			break
		}
		at = nextMinute(at)
	}
	return at
}

func nextMinute(at time.Time) time.Time { return at.Truncate(time.Minute).Add(time.Minute) }

func minuteOf(at time.Time, zone *time.Location) Minute {
	at = at.In(zone)
	return Minute(at.Hour()*60 + at.Minute())
}

func sameDay(a, b time.Time, zone *time.Location) bool { return dayIn(a, zone).Equal(dayIn(b, zone)) }

// dayIn is the date on a clock, as the midnight of UTC that names it.
func dayIn(at time.Time, zone *time.Location) time.Time {
	year, month, day := at.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// LiveIn says in which zone somebody lives now, for their quiet hours and digest, unless they chose another one themselves than where
// they lived before.
func LiveIn(ctx context.Context, tx pgx.Tx, account int64, before, zone string) error {
	_, err := tx.Exec(ctx, `
		insert into recipients as r (account_id, zone) values ($1, $3)
		on conflict (account_id) do update set zone = excluded.zone where r.zone is null or r.zone = $2`, account, before, zone)
	return err
}
