package matching

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// write brings all of it into the database.
func (s *sower) write(ctx context.Context, tx pgx.Tx) error {
	nums, err := numbersOf(ctx, tx, `select nextval('requests_id_seq') from generate_series(1, $1::integer)`, len(s.requests))
	if err != nil {
		return err
	}
	for i, q := range s.requests {
		q.Num = nums[i]
	}
	// In one statement: the checks of the table, which each statement prepares anew, take longer than its rows.
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"requests"}, seedColumns, pgx.CopyFromRows(s.requestRows())); err != nil {
		return fmt.Errorf("requests: %w", err)
	}
	for i, q := range s.requests {
		if !q.State.Live() {
			continue
		}
		s.at = s.load
		if err := s.seal(ctx, tx, q, s.sealed[i]); err != nil {
			return err
		}
	}
	for _, table := range []struct {
		name    string
		columns []string
		rows    [][]any
	}{
		{"request_steps", []string{"request_id", "act", "state", "taken", "at", "by_id", "why"}, s.stepRows()},
		{"invitations", []string{
			"uid", "request_id", "account_id", "wave", "score", "chance", "propensity", "rested", "gap", "near", "far", "parts", "distance_m", "state", "reason",
			"learnt", "sent_at", "answered_at",
		}, s.askedRows()},
		{"volunteer_loads", []string{"account_id", "asked", "last_asked_at", "gap_yes", "gap_expected", "far_yes", "far_expected", "delays"}, s.loadRows()},
		{"help_records", []string{"account_id", "family", "band", "asked", "yes", "helped", "exposure"}, s.recordRows()},
	} {
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{table.name}, table.columns, pgx.CopyFromRows(table.rows)); err != nil {
			return fmt.Errorf("%s: %w", table.name, err)
		}
	}
	// who is new was asked long ago
	if _, err := tx.Exec(ctx, `delete from arrivals where account_id = any($1)`, slices.Collect(maps.Keys(s.loads))); err != nil {
		return err
	}
	return s.handOver(ctx, tx)
}

// seedColumns are those of requestRows.
var seedColumns = []string{
	"id", "uid", "offer", "author_id", "organisation_id", "kind", "details", "cell", "district_id", "city_id", "timing", "starts_at", "ends_at",
	"needed", "taken", "quantity", "languages", "urgency", "wishes", "photo", "behalf", "state", "version", "wave", "next_wave_at", "deadline", "reach_m",
	"unanswered", "unanswered_at", "outcome", "expires_at", "created_at", "updated_at", "closed_at",
}

func (s *sower) requestRows() (rows [][]any) {
	for _, q := range s.requests {
		rows = append(rows, []any{
			q.Num, q.ID, q.Offer, orNull(q.Author), orNull(q.Organisation), q.Kind, q.Details, int64(q.Cell), orNull(q.District), orNull(q.City),
			string(q.When.Timing), atRest(q.When.From), atRest(q.When.Until), q.Needed, q.Taken, q.Quantity, q.Languages.Codes(), q.Urgency.String(),
			q.Wishes.Codes(), orNull(q.Photo), string(q.Consent), string(q.State), q.Version, q.Wave, atRest(q.NextWave), q.Deadline, q.ReachM,
			string(q.Unanswered), atRest(q.UnansweredAt), string(q.Outcome), q.Expires, q.Created, q.Updated, atRest(q.Closed),
		})
	}
	return rows
}

// orNull is null for nothing.
func orNull[T comparable](value T) (null *T) {
	if value == *new(T) {
		return nil
	}
	return &value
}

func (s *sower) stepRows() (rows [][]any) {
	slices.SortStableFunc(s.steps, func(a, b seedStep) int { return a.at.Compare(b.at) })
	for _, step := range s.steps {
		rows = append(rows, []any{s.requests[step.of].Num, string(step.act), string(step.state), int16(step.taken), step.at, step.by, step.why})
	}
	return rows
}

func (s *sower) askedRows() (rows [][]any) {
	slices.SortStableFunc(s.asked, func(a, b seedAsked) int { return a.At.Compare(b.At) })
	for _, a := range s.asked {
		score, parts := 0.0, make([]string, len(a.parts))
		for i, p := range a.parts {
			score += p.Value
			parts[i] = p.String()
		}
		learnt := a.State != InvitationSent && a.State != InvitationClosed
		rows = append(rows, []any{
			a.ID, s.requests[a.of].Num, a.Account, int16(a.Wave), score, a.chance, seedPropensity, a.rested, int16(a.gap), a.near, int16(DistanceStep(a.distanceM)), parts,
			int32(a.distanceM), string(a.State), a.Reason, learnt, a.At, atRest(a.Answered),
		})
	}
	return rows
}

func (s *sower) loadRows() (rows [][]any) {
	for _, account := range slices.Sorted(maps.Keys(s.loads)) {
		l := s.loads[account]
		rows = append(rows, []any{account, append([]time.Time{}, l.asked...), l.lastAsked, l.yes[:], l.expected[:], l.farYes[:], l.farExpected[:], l.delays[:]})
	}
	return rows
}

func (s *sower) recordRows() (rows [][]any) {
	classes := slices.SortedFunc(maps.Keys(s.records), func(a, b seedClass) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.family, b.family), cmp.Compare(a.band, b.band))
	})
	for _, c := range classes {
		r := s.records[c]
		rows = append(rows, []any{c.account, c.family, c.band, int32(r.asked), int32(r.yes), int32(r.helped), r.exposure})
	}
	return rows
}
