package notify

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Announcement is what staff say to many at once, in French, in English or in both.
type Announcement struct {
	Fr, En    Words
	District  int64 // whose members it is for, and whose staff may say it
	Profile   string
	Interests []string
	To        []int64 // accounts, as the room that keeps members found them
}

const (
	// AnnounceEvery is how long a member is left alone after an announcement, whoever wrote it.
	AnnounceEvery = 7 * 24 * time.Hour

	mostTitle = 80   // signs
	mostText  = 1000 // signs
)

// Recorder writes what staff do into the audit.
type Recorder interface {
	Record(ctx context.Context, tx pgx.Tx, deed identity.Deed, act identity.Action, subject string, id int64) error
}

// Check says what of the words cannot be: BadValue.
func (a Announcement) Check() error {
	for name, w := range map[string]Words{"fr": a.Fr, "en": a.En} {
		title, text := utf8.RuneCountInString(w.Title), utf8.RuneCountInString(w.Text)
		switch {
		case (title == 0) != (text == 0):
			return identity.Refuse(identity.BadValue, name+": a title without a text, or a text without a title")
		case title > mostTitle || text > mostText || strings.ContainsAny(w.Title, "\r\n"):
			return identity.Refuse(identity.BadValue, fmt.Sprintf("%s: a title of at most %d signs on one line, a text of at most %d", name, mostTitle, mostText))
		}
	}
	if a.Fr.Title+a.En.Title == "" {
		return identity.Refuse(identity.BadValue, "no words in any language")
	}
	return nil
}

// Reachable is how many of some people may be told an announcement now: the others had one less than a week ago.
func (o *Office) Reachable(ctx context.Context, v *identity.Viewer, a Announcement) (n int, err error) {
	if err := v.Must(identity.Announce, identity.Scope{District: a.District}); err != nil {
		return 0, err
	}
	err = o.Pool.QueryRow(ctx, `select count(*) from unnest($1::bigint[]) as w (account_id) where not exists (
		select from recipients r where r.account_id = w.account_id and r.announced_at > $2)`, a.To, o.now().Add(-AnnounceEvery)).Scan(&n)
	return n, err
}

// Announce tells an announcement to those who had none for a week, and says how many. Two that race share no member: the second
// waits for the first and finds its members told.
func (o *Office) Announce(ctx context.Context, v *identity.Viewer, audit Recorder, a Announcement) (told int, err error) {
	deed := identity.Deed{By: v, In: identity.Scope{District: a.District}}
	if err := v.Must(identity.Announce, deed.In); err != nil {
		return 0, err
	}
	if err := a.Check(); err != nil {
		return 0, err
	}
	if a.Interests == nil {
		a.Interests = []string{}
	}
	now := o.now()
	err = pgx.BeginFunc(ctx, o.Pool, func(tx pgx.Tx) error {
		var id int64
		err := tx.QueryRow(ctx, `
			insert into announcements (by_id, district_id, profile, interests, fr_title, fr_text, en_title, en_text, at)
			values (@by, @district, @profile, @interests, @fr_title, @fr_text, @en_title, @en_text, @now) returning id`, named{
			"by": v.Account.Num, "district": a.District, "profile": a.Profile, "interests": a.Interests,
			"fr_title": a.Fr.Title, "fr_text": a.Fr.Text, "en_title": a.En.Title, "en_text": a.En.Text, "now": now,
		}).Scan(&id)
		if err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, deed, identity.Announce, "announcement", id); err != nil {
			return err
		}
		if told, err = announceTo(ctx, tx, id, a.To, now); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `update announcements set told = $2 where id = $1`, id, told)
		return err
	})
	if err == nil {
		o.Poke()
		o.Wake()
	}
	return told, err
}

// announceTo takes the turn of those whose turn it is, in the order of numbers, and tells them.
func announceTo(ctx context.Context, tx pgx.Tx, id int64, to []int64, now time.Time) (told int, err error) {
	to = slices.Clone(to)
	slices.Sort(to)
	for batch := range slices.Chunk(slices.Compact(to), 1000) {
		if _, err := tx.Exec(ctx, lockRecipients, batch); err != nil {
			return 0, err
		}
		rows, err := tx.Query(ctx, `
			update recipients set announced_at = $2
			where account_id = any($1) and (announced_at is null or announced_at <= $3) returning account_id`, batch, now, now.Add(-AnnounceEvery))
		if err != nil {
			return 0, err
		}
		turn, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return 0, err
		}
		notices := make([]Notice, len(turn))
		for i, account := range turn {
			notices[i] = Notice{To: account, Kind: announcement, Subject: fmt.Sprintf("announcement:%d", id), At: now}
		}
		if err := PostAll(ctx, tx, notices); err != nil {
			return 0, err
		}
		told += len(turn)
	}
	return told, nil
}
