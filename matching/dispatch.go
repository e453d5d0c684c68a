package matching

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// Why a coordinator is wanted for a request: the codes of Request.Unanswered.
const (
	NobodyNear = "nobody-near"
	NobodyKind = "nobody-kind"
	NobodyFree = "nobody-free"
	NoLanguage = "no-language"
	AllAsked   = "all-asked"
	AllBusy    = "all-busy"    // asked often enough for now; it is tried again
	QuietHours = "quiet-hours" // an answer is wanted before the morning
	TooLate    = "too-late"
)

// RescueBefore is how long before help is wanted a seat given back makes it urgent.
const RescueBefore = 24 * time.Hour

// Dispatch does what is due for a request at this instant: it asks the next people, or plans when, or hands the request to the
// coordinators. Nothing is due twice: what two nodes do at once, one of them does. It is one transaction; nil when nothing is due
// or the request is gone.
func (r *Room) Dispatch(ctx context.Context, id uuid.UUID) error {
	_, err := r.step(ctx, func(tx pgx.Tx) (Request, error) { return lock(ctx, tx, id) })
	return err
}

// step is one transaction of Dispatch over the request that locked gives.
func (r *Room) step(ctx context.Context, locked func(pgx.Tx) (Request, error)) (done bool, err error) {
	err = r.commit(ctx, func(tx pgx.Tx) error {
		done = false
		q, err := locked(tx)
		if errors.Is(err, &identity.Error{Code: identity.NotFound}) {
			return nil
		}
		if err != nil {
			return err
		}
		now := r.now()
		if q.NextWave.IsZero() || q.NextWave.After(now) {
			return nil
		}
		done = true
		return r.wave(ctx, tx, &q, now)
	})
	return done, err
}

// wave decides what becomes of a request whose turn it is and whose row this transaction holds.
func (r *Room) wave(ctx context.Context, tx pgx.Tx, q *Request, now time.Time) error {
	if q.Offer || q.Hidden || !q.State.Seeking() {
		if q.Offer && !q.Hidden && q.State.Seeking() {
			if err := r.pair(ctx, tx, q, now); err != nil {
				return err
			}
		}
		q.NextWave = time.Time{}
		return r.plan(ctx, tx, q)
	}
	s, err := r.situation(ctx, tx, q, now)
	if err != nil {
		return err
	}
	if !s.wanted { // by an author who may not ask now
		q.NextWave = time.Time{}
		return r.plan(ctx, tx, q)
	}
	if q.Wave == 0 {
		if err := r.pair(ctx, tx, q, now); err != nil {
			return err
		}
	}
	if !now.Before(q.Deadline) {
		if err := r.closeOpen(ctx, tx, q, InvitationExpired, TooLate, now); err != nil {
			return err
		}
		return r.giveUp(ctx, tx, q, TooLate, time.Time{}, now)
	}
	decent := FirstDecent(now, s.zone)
	if night := decent.After(now); night && s.urgency != Urgent {
		return r.putOff(ctx, tx, q, s, decent, now)
	}
	return r.ask(ctx, tx, q, s, decent, now)
}

// putOff plans a wave for the morning, or hands the request over when that is too late.
func (r *Room) putOff(ctx context.Context, tx pgx.Tx, q *Request, s *situation, morning, now time.Time) error {
	if !morning.Before(q.Deadline) {
		return r.giveUp(ctx, tx, q, QuietHours, time.Time{}, now)
	}
	q.NextWave = morning
	if err := r.plan(ctx, tx, q); err != nil {
		return err
	}
	if q.Wave > 0 {
		return nil
	}
	return r.tellPlanned(ctx, tx, q, morning.In(s.zone))
}

// situation is what one wave needs to know beside the request.
type situation struct {
	need    Need
	urgency Urgency // a seat given back shortly before makes it urgent
	zone    *time.Location
	pending []float64 // the chances of a yes of those who have not answered, as they are by now
	delays  Delays
	wanted  bool // its author may ask
}

// ask chooses people and invites them. The ranking proposes; what the rows say, once they are locked, decides.
func (r *Room) ask(ctx context.Context, tx pgx.Tx, q *Request, s *situation, decent, now time.Time) error {
	turn := Turn{Missing: q.Missing(), Pending: s.pending, InTime: s.delays.Within(q.Deadline.Sub(now)), Urgency: s.urgency}
	next, left := NextWave(s.urgency, now, Aim(q.Created, q.Deadline, now), s.delays, s.zone)
	turn.Left = left
	s.need.Night = decent.After(now)
	if turn.enough(nil) {
		q.NextWave = next // those asked before will do
		return r.plan(ctx, tx, q)
	}
	s.need.ReachM = q.ReachM
	ranking, size := Propose(&s.need, r.people, turn, now)
	q.ReachM = s.need.ReachM
	looked := ranking.Candidates[:min(len(ranking.Candidates), 2*size+8)]
	stands, err := r.lockVolunteers(ctx, tx, q, s, looked, now)
	if err != nil {
		return err
	}
	var passed []Candidate
	var quietTill time.Time
	for _, c := range looked {
		till, ok := stands[c.Account].admits(s, now)
		switch {
		case ok:
			passed = append(passed, c)
		case !till.IsZero() && (quietTill.IsZero() || till.Before(quietTill)):
			quietTill = till
		}
	}
	chosen := passed[:WaveSize(passed, turn)]
	if len(chosen) == 0 {
		return r.nobody(ctx, tx, q, s, nobodyPassed{
			sieve: ranking.Sieve, fellOut: len(looked) > 0, more: len(looked) < len(ranking.Candidates), quietTill: quietTill, next: next, decent: decent,
		}, now)
	}
	q.Wave++
	q.NextWave = next
	if len(looked) < len(ranking.Candidates) && !turn.enough(chosen) {
		q.NextWave = now // many fell out: the rest of the ranking comes at once
	}
	answered(q)
	return r.invite(ctx, tx, q, chosen, stands, false, now)
}

// nobodyPassed is what is known when nobody can be asked.
type nobodyPassed struct {
	sieve         Sieve
	fellOut, more bool // somebody was proposed and did not pass; the ranking has more people
	quietTill     time.Time
	next, decent  time.Time
}

// nobody plans another try, hands the request over, or both.
func (r *Room) nobody(ctx context.Context, tx pgx.Tx, q *Request, s *situation, n nobodyPassed, now time.Time) error {
	switch {
	case n.more: // the next of the ranking
		q.NextWave = now
		return r.plan(ctx, tx, q)
	case s.need.Night && n.sieve.Allowed > 0: // by day there is somebody
		return r.putOff(ctx, tx, q, s, n.decent, now)
	case !n.quietTill.IsZero() && n.quietTill.Before(q.Deadline):
		return r.putOff(ctx, tx, q, s, n.quietTill, now)
	case !n.quietTill.IsZero():
		return r.giveUp(ctx, tx, q, QuietHours, time.Time{}, now)
	}
	why := n.sieve.reason()
	again := time.Time{}
	if why == AllBusy || n.fellOut {
		why, again = AllBusy, n.next
	}
	return r.giveUp(ctx, tx, q, why, again, now)
}

// reason names the limit that left nobody.
func (s *Sieve) reason() string {
	switch {
	case s.Within == 0:
		return NobodyNear
	case s.Kind == 0:
		return NobodyKind
	case s.Free == 0:
		return NobodyFree
	case s.Language == 0:
		return NoLanguage
	case s.Allowed == 0:
		return AllAsked
	}
	return AllBusy
}

// giveUp hands a request to the coordinators of its district, once, and says when it is tried again all the same; zero = when
// somebody new comes.
func (r *Room) giveUp(ctx context.Context, tx pgx.Tx, q *Request, why string, again, now time.Time) error {
	fresh := q.Unanswered == ""
	q.NextWave = again
	if q.Unanswered != AskedByAuthor {
		q.Unanswered = why
	}
	if fresh {
		q.UnansweredAt = now
	}
	if err := r.plan(ctx, tx, q); err != nil || !fresh {
		return err
	}
	return r.tellUnanswered(ctx, tx, q)
}

// answered takes a request out of the coordinators' queue, unless its author wants them.
func answered(q *Request) {
	if q.Unanswered != AskedByAuthor {
		q.Unanswered, q.UnansweredAt = "", time.Time{}
	}
}

// hoursOf are the hours in which help is wanted, from now on; none for what is flexible.
func hoursOf(w When, now time.Time) (hours []time.Time) {
	const soon = 3 * time.Hour // "now"
	from, until := w.From, w.Until
	switch w.Timing {
	case Flexible:
		return nil
	case Now:
		from, until = now, now.Add(soon)
	}
	if from.Before(now) {
		from = now
	}
	for at := from.Truncate(time.Hour); at.Before(until) && len(hours) < MaxHours; at = at.Add(time.Hour) {
		hours = append(hours, at)
	}
	return hours
}

// weekHour is the place of an hour in a directory.Week, on the clock of its location.
func weekHour(local time.Time) int32 { return int32(directory.WeekdayOf(local)*24 + local.Hour()) }

// zoneOf is the clock of a city.
func (r *Room) zoneOf(city int64) *time.Location {
	if d, ok := r.cfg.Live.DistrictNumbered(city); ok && d.Zone != nil {
		return d.Zone
	}
	return time.UTC
}
