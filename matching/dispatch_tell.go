package matching

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/notify"
)

// whatOf names a kind in a notice: its family, unless the kind says something about the asker's troubles.
func whatOf(kind string) string {
	for _, k := range directory.Kinds {
		if k.Code == kind && !k.Sensitive {
			return k.Family
		}
	}
	return notify.WhatHand
}

// Kinds of the notices of an invitation.
const (
	kindInvitation = "invitation-to-help"
	kindUrgent     = "invitation-urgent"
)

// tellInvited asks people. The notice carries what is wanted, never where.
func (r *Room) tellInvited(ctx context.Context, tx pgx.Tx, q *Request, accounts []int64, uids []uuid.UUID) error {
	kind := kindInvitation
	if q.Urgency == Urgent {
		kind = kindUrgent
	}
	notices := make([]notify.Notice, len(accounts))
	for i, to := range accounts {
		notices[i] = notify.Notice{
			To: to, Kind: kind, Subject: "invitation:" + uids[i].String(), From: q.Author, At: r.now(),
			Params: map[string]string{"what": whatOf(q.Kind), "invitation": uids[i].String()},
		}
	}
	return notify.PostAll(ctx, tx, notices)
}

// tellClosed tells people whose answer is not needed any more; why is a code of the notice.
func (r *Room) tellClosed(ctx context.Context, tx pgx.Tx, q *Request, kind, why string, accounts []int64) error {
	notices := make([]notify.Notice, len(accounts))
	for i, to := range accounts {
		notices[i] = notify.Notice{
			To: to, Kind: kind, Subject: subjectOf(q, about(q)), From: q.Author, At: r.now(),
			Params: map[string]string{"what": whatOf(q.Kind), "why": why, "request": q.ID.String()},
		}
	}
	return notify.PostAll(ctx, tx, notices)
}

// tellAsker tells the author something about their own request; because of whom, so that a block hides it.
func (r *Room) tellAsker(ctx context.Context, tx pgx.Tx, q *Request, kind, about string, because int64, more map[string]string) error {
	if q.Author == 0 {
		return nil
	}
	params := map[string]string{"what": whatOf(q.Kind), "request": q.ID.String()}
	for name, value := range more {
		params[name] = value
	}
	return notify.Post(ctx, tx, notify.Notice{
		To: q.Author, Kind: kind, Subject: subjectOf(q, about), From: because, Params: params, At: r.now(),
	})
}

// tellPlanned says to who asked at night when people will be asked, on the city's clock.
func (r *Room) tellPlanned(ctx context.Context, tx pgx.Tx, q *Request, local time.Time) error {
	return r.tellAsker(ctx, tx, q, "request-planned", fmt.Sprintf("planned:%d", local.Unix()), 0,
		map[string]string{"day": local.Format(time.DateOnly), "time": local.Format("15:04")})
}

// tellUnanswered tells the coordinators of the district, and the author that they look at it.
func (r *Room) tellUnanswered(ctx context.Context, tx pgx.Tx, q *Request) error {
	about := fmt.Sprintf("unanswered:%d", q.UnansweredAt.Unix())
	team, err := r.cfg.Desk().CoordinatorsOf(ctx, tx, r.districtsOf(q))
	if err != nil {
		return err
	}
	notices := make([]notify.Notice, len(team))
	for i, to := range team {
		notices[i] = notify.Notice{
			To: to, Kind: "request-unanswered", Subject: subjectOf(q, about), From: q.Author, At: r.now(),
			Params: map[string]string{"what": whatOf(q.Kind), "why": q.Unanswered, "request": q.ID.String()},
		}
	}
	if err := notify.PostAll(ctx, tx, notices); err != nil {
		return err
	}
	return r.tellAsker(ctx, tx, q, "request-with-team", about, 0, nil)
}
