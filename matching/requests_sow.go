package matching

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

// SeedRequest is something that a made-up person asks for or offers, and what became of it.
type SeedRequest struct {
	ID           uuid.UUID
	Author       int64
	Organisation int64
	Draft        // at the author's home
	Home         directory.Home
	At           time.Time
	Held         string // code of the rule by which it waits for a coordinator; empty = none
	Unanswered   bool   // it waits for a coordinator, unless somebody is left to ask
	Asked        []SeedInvitation
	End          Act // ActComplete, ActCancel or ActExpire; empty = it goes on
	Ended        time.Time
	Outcome      Outcome
}

// SeedInvitation is somebody who was asked to help with it.
type SeedInvitation struct {
	ID       uuid.UUID
	Account  int64
	Home     directory.Home
	Wave     int
	At       time.Time
	State    InvitationState // accepted, dropped, declined, expired, closed, or sent
	Reason   string
	Answered time.Time // zero while it is sent
}

// Sow writes made-up requests with what happened to them, under the rules that hold for everybody's, and what is learnt of who
// answers. What goes on is planned to reach the coordinators at its deadline. Nobody is told, and nothing stands in the audit. Zone is
// the city's; load is the instant of loading.
func Sow(ctx context.Context, tx pgx.Tx, sealer identity.Sealer, zone *time.Location, load time.Time, list []SeedRequest) error {
	s := sower{
		Room: &Room{cfg: Config{Sealer: sealer}}, zone: zone, load: load,
		loads: map[int64]*seedLoad{}, records: map[seedClass]*seedRecord{},
	}
	s.cfg.Now = func() time.Time { return s.at }
	slices.SortStableFunc(list, func(a, b SeedRequest) int { return a.At.Compare(b.At) })
	for i := range list {
		if err := s.grow(&list[i]); err != nil {
			return fmt.Errorf("request %s of %s: %w", list[i].Kind, list[i].At.Format(time.DateOnly), err)
		}
	}
	return s.write(ctx, tx)
}

// sower collects what Sow writes.
type sower struct {
	*Room
	zone     *time.Location
	at, load time.Time
	requests []*Request
	sealed   []Meeting // of requests
	steps    []seedStep
	asked    []seedAsked
	waiting  []seedWaiting
	loads    map[int64]*seedLoad
	records  map[seedClass]*seedRecord
}

type seedStep struct {
	of    int // index of requests
	act   Act
	state State
	taken int
	at    time.Time
	by    int64
	why   string
}

type seedWaiting struct {
	of    int
	since time.Time
}

type seedAsked struct {
	of int
	SeedInvitation
	distanceM, chance, rested, near float64
	gap                             int
	parts                           []Part
}

type seedLoad struct {
	asked       []time.Time
	yes         [Steps]int32
	expected    [Steps]int64
	farYes      [DistanceSteps]int32
	farExpected [DistanceSteps]int64
	delays      [DelaySteps]int32
	lastAsked   time.Time
}

type seedClass struct {
	account      int64
	family, band string
}

type seedRecord struct {
	asked, yes, helped int
	exposure           int64
}

// seedPropensity is that of everybody: made-up people are no heroes.
const seedPropensity = priorYes

// grow lives through one request.
func (s *sower) grow(seed *SeedRequest) error {
	s.at = seed.At
	q := &Request{ID: seed.ID, Author: seed.Author, Organisation: seed.Organisation, Offer: seed.Offer, State: StateDraft, Version: 1, Created: seed.At}
	draft := seed.Draft
	draft.Where.Home = true
	m, err := s.Room.write(q, seed.Home, &draft, nil)
	if err != nil {
		return err
	}
	s.requests, s.sealed = append(s.requests, q), append(s.sealed, m)
	first := seedStep{act: ActPost, by: q.Author}
	if seed.Held != "" {
		first.act, first.why = ActHold, seed.Held
	}
	if err := s.step(q, first); err != nil {
		return err
	}
	q.NextWave = time.Time{}
	if err := s.ask(q, seed); err != nil {
		return err
	}
	if seed.End != "" {
		s.at, q.Outcome = seed.Ended, seed.Outcome
		last := seedStep{act: seed.End, by: q.Author, why: string(seed.Outcome)}
		if seed.End == ActExpire {
			last.by = 0
		}
		return s.step(q, last)
	}
	if q.State.Seeking() && !q.Offer {
		q.NextWave = q.Deadline
		if seed.Unanswered {
			s.waiting = append(s.waiting, seedWaiting{len(s.requests) - 1, s.at})
		}
	}
	return nil
}

// step does an act at this instant.
func (s *sower) step(q *Request, step seedStep) error {
	if err := q.become(step.act, s.at); err != nil {
		return err
	}
	step.of, step.state, step.taken, step.at = len(s.requests)-1, q.State, q.Taken, s.at
	s.steps = append(s.steps, step)
	return nil
}

// ask lives through the invitations of one, in the order of answers.
func (s *sower) ask(q *Request, seed *SeedRequest) error {
	answers := slices.Clone(seed.Asked)
	slices.SortStableFunc(answers, func(a, b SeedInvitation) int { return a.Answered.Compare(b.Answered) })
	for _, i := range seed.Asked {
		s.invite(q, i, seed)
		q.Wave, q.ReachM = max(q.Wave, i.Wave), max(q.ReachM, geo.DistanceM(q.Cell.Center(), i.Home.Cell.Center()))
	}
	for _, i := range answers {
		if i.State != InvitationAccepted && i.State != InvitationDropped {
			continue
		}
		s.at = i.Answered
		q.Taken++
		if err := s.step(q, seedStep{act: ActTake, by: i.Account}); err != nil {
			return err
		}
		if i.State == InvitationDropped {
			s.at = i.Answered.Add(day / 2)
			q.Taken--
			if err := s.step(q, seedStep{act: ActGiveBack, by: i.Account, why: i.Reason}); err != nil {
				return err
			}
		}
	}
	return nil
}

// invite notes an invitation and what is learnt of it.
func (s *sower) invite(q *Request, i SeedInvitation, seed *SeedRequest) {
	load := s.loads[i.Account]
	if load == nil {
		load = &seedLoad{}
		s.loads[i.Account] = load
	}
	a := seedAsked{of: len(s.requests) - 1, SeedInvitation: i, gap: Steps - 1, rested: 1}
	if !load.lastAsked.IsZero() {
		a.gap = GapStep(i.At.Sub(load.lastAsked))
		a.rested = priorRested[a.gap]
	}
	a.distanceM = geo.DistanceM(q.Cell.Center(), i.Home.Cell.Center())
	near := points(doubling * Untaught.Near.At(a.distanceM))
	a.near = math.Exp2(near / doubling)
	a.chance = seedPropensity * a.rested * a.near
	a.parts = []Part{{PartNear, near, walk(a.distanceM)}, {PartFree, 0, -1}, {PartRested, factor(a.rested), daysBetween(load.lastAsked, i.At)}}
	if i.Home.District == q.District {
		a.parts = append(a.parts, Part{PartDistrict, ownDistrict, 0})
	}
	s.asked = append(s.asked, a)
	load.lastAsked = i.At
	if s.load.Sub(i.At) < 28*day {
		load.asked = append(load.asked, i.At)
	}
	if yes := i.State == InvitationAccepted || i.State == InvitationDropped; yes || i.State == InvitationDeclined || i.State == InvitationExpired {
		s.learn(q, &a, load, yes, seed)
	}
}

func (s *sower) learn(q *Request, a *seedAsked, load *seedLoad, yes bool, seed *SeedRequest) {
	family, band := classIn(q, s.zone)
	class := seedClass{a.Account, family, band}
	record := s.records[class]
	if record == nil {
		record = &seedRecord{}
		s.records[class] = record
	}
	record.asked++
	record.exposure += int64(1000 * min(a.chance/seedPropensity, 1))
	load.expected[a.gap] += int64(1000 * min(a.chance/a.rested, 1))
	far := DistanceStep(a.distanceM)
	load.farExpected[far] += int64(1000 * min(a.chance/a.near, 1))
	if yes {
		record.yes++
		load.yes[a.gap]++
		load.farYes[far]++
	}
	if seed.End == ActComplete && seed.Outcome.Helped() && a.State == InvitationAccepted {
		record.helped++
	}
	if a.State != InvitationExpired {
		load.delays[DelayStep(a.Answered.Sub(a.At))]++
	}
}

func daysBetween(before, at time.Time) int {
	if before.IsZero() {
		return -1
	}
	return int(at.Sub(before) / day)
}

// handOver brings what waits for a coordinator into the queue, with the reason that the explanation will show there.
func (s *sower) handOver(ctx context.Context, tx pgx.Tx) error {
	volunteers, memory := directory.NewVolunteers(), NewMemory()
	for _, copied := range []feed.Subject{volunteers, memory} {
		loaded, err := copied.Load(ctx, tx)
		if err != nil {
			return err
		}
		copied.Publish(loaded)
	}
	people := NewLive(volunteers, memory)
	for _, w := range s.waiting {
		q := s.requests[w.of]
		need := needOf(q, s.zone, s.load)
		need.ReachM, need.Hidden = MaxReachM, []int64{q.Author}
		for _, a := range s.asked {
			if a.of == w.of {
				need.Asked = append(need.Asked, a.Account)
			}
		}
		slices.Sort(need.Asked)
		ranking := Rank(&need, people, s.load, 1)
		if len(ranking.Candidates) > 0 {
			continue
		}
		_, err := tx.Exec(ctx, `update requests set unanswered = @why, unanswered_at = @at, next_wave_at = null where id = @request`,
			named{"why": ranking.Sieve.reason(), "at": w.since, "request": q.Num})
		if err != nil {
			return err
		}
	}
	return nil
}

// Uproot removes what made-up people asked, offered and answered, and gives the numbers of their requests. It comes before the accounts
// go.
func Uproot(ctx context.Context, tx pgx.Tx, people []uuid.UUID) (requests []int64, err error) {
	accounts, err := numbersOf(ctx, tx, `select id from accounts where uid = any($1)`, people)
	if err != nil {
		return nil, err
	}
	for _, table := range []string{"invitations", "volunteer_loads", "help_records", "arrivals"} {
		if _, err := tx.Exec(ctx, `delete from `+table+` where account_id = any($1)`, accounts); err != nil {
			return nil, err
		}
	}
	return numbersOf(ctx, tx, `delete from requests where author_id = any($1) returning id`, accounts)
}

func numbersOf(ctx context.Context, tx pgx.Tx, sql string, arg any) ([]int64, error) {
	rows, err := tx.Query(ctx, sql, arg)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}
