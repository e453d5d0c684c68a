package community

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/community/ical"
	"github.com/alentour/alentour/identity"
)

// tokenBytes of an address that nobody guesses.
const tokenBytes = 32

// OwnCalendar says since when the viewer's calendar has an address; the zero time when it has none.
func (r *Room) OwnCalendar(ctx context.Context, v *identity.Viewer) (since time.Time, err error) {
	if err := v.Must(identity.JoinEvents, v.Own()); err != nil {
		return since, err
	}
	err = r.cfg.Pool.QueryRow(ctx, `select created_at from calendar_feeds where account_id = $1`, v.Account.Num).Scan(&since)
	if errors.Is(err, pgx.ErrNoRows) {
		return time.Time{}, nil
	}
	return since.UTC(), failed(err)
}

// OpenCalendar gives the viewer's calendar a new address, which is told this once: whoever knows it reads what they come to. The one
// before no longer works. lang is of what we add to people's words.
func (r *Room) OpenCalendar(ctx context.Context, v *identity.Viewer, lang string) (token string, err error) {
	if err := v.Must(identity.JoinEvents, v.Own()); err != nil {
		return "", err
	}
	secret := make([]byte, tokenBytes)
	if _, err := rand.Read(secret); err != nil {
		return "", err
	}
	token = base64.RawURLEncoding.EncodeToString(secret)
	_, err = r.cfg.Pool.Exec(ctx, `
		insert into calendar_feeds (account_id, token, lang, created_at) values (@account, @token, @lang, @now)
		on conflict (account_id) do update set (token, lang, created_at) = (excluded.token, excluded.lang, excluded.created_at)`,
		named{"account": v.Account.Num, "token": tokenSum(token), "lang": wordsIn(lang).lang, "now": r.now()})
	return token, failed(err)
}

// CloseCalendar lets the address of the viewer's calendar work no longer.
func (r *Room) CloseCalendar(ctx context.Context, v *identity.Viewer) error {
	if err := v.Must(identity.JoinEvents, v.Own()); err != nil {
		return err
	}
	_, err := r.cfg.Pool.Exec(ctx, `delete from calendar_feeds where account_id = $1`, v.Account.Num)
	return failed(err)
}

func tokenSum(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// PrivateCalendar is what somebody comes to, or waits for, each date on its own, and what they hold, by the token of its address: whoever
// has it reads it, so it says neither who else comes nor what is sealed. A date that was called off stays for a month. Errors: NotFound
// for a token that is not in use.
func (r *Room) PrivateCalendar(ctx context.Context, token string) (cal ical.Calendar, err error) {
	if len(token) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return cal, errNone()
	}
	err = r.read(ctx, func(tx pgx.Tx) error {
		var account int64
		var lang string
		err := tx.QueryRow(ctx, `
			select f.account_id, f.lang from calendar_feeds f join accounts a on a.id = f.account_id
			where f.token = $1 and a.standing = 'active'`, tokenSum(token)).Scan(&account, &lang)
		if errors.Is(err, pgx.ErrNoRows) {
			return errNone()
		}
		if err != nil {
			return err
		}
		w := filing{room: r, words: wordsIn(lang)}
		cal = ical.Calendar{Name: w.words.mine, Refresh: refresh}
		if cal.Events, err = w.coming(ctx, tx, account); err != nil {
			return err
		}
		held, err := readEvents(ctx, tx, selectEvent+`
			where (s.author_id = @account or s.id in (select event_id from event_hosts where account_id = @account and accepted_at is not null))
				and coalesce(s.ends_at > @since, true) and coalesce(s.cancelled_at > @since, true)
			order by s.id limit @most`, named{"account": account, "since": r.now().Add(-offStays), "most": MaxFile})
		for _, e := range held {
			cal.Events = w.event(cal.Events, e)
		}
		return err
	})
	return cal, err
}

// coming are the dates that somebody has signed up for.
func (w *filing) coming(ctx context.Context, tx pgx.Tx, account int64) (list []ical.Event, err error) {
	type seat struct {
		event            int64
		original         time.Time
		starts, ends, at time.Time
		state            SignUpState
		off              bool
	}
	rows, err := tx.Query(ctx, `
		select s.event_id, s.original, d.starts_at, d.ends_at, s.changed_at, s.state, d.off
		from sign_ups s join event_seats d on (d.event_id, d.original) = (s.event_id, s.original)
		where s.account_id = @account and d.ends_at > @since and (s.state <> 'cancelled' or d.off)
		order by d.starts_at, s.id limit @most`, named{"account": account, "since": w.room.now().Add(-offStays), "most": MaxFile})
	if err != nil {
		return nil, err
	}
	seats, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (s seat, err error) {
		err = row.Scan(&s.event, &s.original, &s.starts, &s.ends, &s.at, &s.state, &s.off)
		return s, err
	})
	if err != nil {
		return nil, err
	}
	nums := make([]int64, len(seats))
	for i := range seats {
		nums[i] = seats[i].event
	}
	events, err := readEvents(ctx, tx, selectEvent+`where s.id = any($1)`, nums)
	if err != nil {
		return nil, err
	}
	byNum := map[int64]*Event{}
	for _, e := range events {
		byNum[e.Num] = e
	}
	for _, s := range seats {
		e := byNum[s.event]
		if e == nil || e.Hidden || e.Review == Refused {
			continue
		}
		o, held := e.Occurrence(s.original)
		if !held { // taken out of its series
			o = Occurrence{Original: s.original, Start: s.starts, End: s.ends, Body: e.Body, Sequence: e.Sequence, Cancelled: true}
		}
		o.Cancelled = o.Cancelled || s.off
		date := w.dressed(e, &o, maxTime(e.Updated, s.at))
		date.UID, date.Series = fmt.Sprintf("%s-%s", e.ID, s.original.UTC().Format("20060102T150405Z")), e.alone(&o)
		if s.state != SignUpGoing && !o.Cancelled {
			date.Status = ical.Tentative
		}
		list = append(list, date)
	}
	return list, nil
}
