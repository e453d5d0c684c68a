package notify

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
)

// Notice is something to tell somebody.
type Notice struct {
	To      int64             // Account.Num
	Kind    string            // of the catalogue
	Subject string            // what it is about, at most 100 bytes: "claim:17"; with To and Kind it makes the notice one and the same
	Params  map[string]string // those that the kind's words name: codes, ids and short public names
	From    int64             // the account whose name or act it shows: neither sees the other after a block; 0 = nobody's
	At      time.Time         // when it happened; zero = by the database's clock
}

const (
	maxSubject = 100 // bytes
	maxParam   = 120 // signs
)

// Post records a notice in the transaction of what happened: it is told if and only if that commits, and once however often it
// is posted. Nobody is told who has erased their account, or whom one of the two, To and From, has blocked. It keeps the recipient's row locked until the transaction ends: to tell
// several people in one transaction, use PostAll.
func Post(ctx context.Context, tx pgx.Tx, n Notice) error { return PostAll(ctx, tx, []Notice{n}) }

// Tell is Post for rooms that do not know this one.
func Tell(ctx context.Context, tx pgx.Tx, to int64, kind, subject string, params map[string]string) error {
	return Post(ctx, tx, Notice{To: to, Kind: kind, Subject: subject, Params: params})
}

// PostAll posts many in few statements, locking recipients in the order of their numbers so that two transactions do not wait
// for each other.
func PostAll(ctx context.Context, tx pgx.Tx, notices []Notice) error {
	notices = slices.Clone(notices)
	slices.SortStableFunc(notices, func(a, b Notice) int { return cmp.Compare(a.To, b.To) })
	const atOnce = 1000
	for batch := range slices.Chunk(notices, atOnce) {
		if err := post(ctx, tx, batch); err != nil {
			return err
		}
	}
	return nil
}

// Untitle takes the titles of some events out of every notice about them: who held them has erased themselves.
func Untitle(ctx context.Context, tx pgx.Tx, events []string) error {
	_, err := tx.Exec(ctx, `
		update notifications set params = jsonb_set(params, '{title}', '"…"') where params ? 'event' and params ->> 'event' = any($1)`, events)
	return err
}

// columns are notices, turned.
type columns struct {
	to, from                                           []int64
	kind, subject, params, group, inApp, byMail, bySMS []string
	at                                                 []*time.Time
}

func (c *columns) add(n Notice) error {
	kind, ok := kindOf(n.Kind)
	if !ok {
		return fmt.Errorf("notify: no kind %q", n.Kind)
	}
	if n.Subject == "" || len(n.Subject) > maxSubject {
		return fmt.Errorf("notify: %s: a subject of %d bytes, 1 to %d are allowed", n.Kind, len(n.Subject), maxSubject)
	}
	for _, name := range kind.names() {
		if _, ok := n.Params[name]; !ok && n.Kind != announcement {
			return fmt.Errorf("notify: %s: no parameter %q", n.Kind, name)
		}
	}
	for name, value := range n.Params {
		if count := utf8.RuneCountInString(value); count > maxParam {
			return fmt.Errorf("notify: %s: %s has %d signs, %d are allowed", n.Kind, name, count, maxParam)
		}
	}
	params, err := json.Marshal(n.Params)
	if err != nil {
		return err
	}
	group, _ := groupOf(kind.Group) // there is one: a test walks the catalogue
	c.to, c.from = append(c.to, n.To), append(c.from, n.From)
	c.kind, c.subject, c.params = append(c.kind, n.Kind), append(c.subject, n.Subject), append(c.params, string(params))
	c.group = append(c.group, group.Code)
	c.inApp, c.byMail, c.bySMS = append(c.inApp, string(group.Ways[0])), append(c.byMail, string(group.Ways[1])), append(c.bySMS, string(group.Ways[2]))
	at := &n.At
	if n.At.IsZero() {
		at = nil
	}
	c.at = append(c.at, at)
	return nil
}

func post(ctx context.Context, tx pgx.Tx, notices []Notice) error {
	var c columns
	for _, n := range notices {
		if err := c.add(n); err != nil {
			return err
		}
	}
	batch := &pgx.Batch{}
	batch.Queue(lockRecipients, c.to)
	batch.Queue(writeNotices, c.to, c.kind, c.subject, c.params, c.group, c.inApp, c.byMail, c.bySMS, c.at, c.from)
	return tx.SendBatch(ctx, batch).Close()
}

// lockRecipients makes missing rows, and locks them all in the order of numbers.
const lockRecipients = `
	insert into recipients (account_id)
	select id from accounts where id = any($1) and standing <> 'erased' order by id
	on conflict (account_id) do update set account_id = excluded.account_id`

// writeNotices numbers what is new. It sees all that was posted before, since it begins after the locks were given.
const writeNotices = `
	with wanted as (
		select distinct on (account_id, kind, subject) *
		from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
				$9::timestamptz[], $10::bigint[])
			with ordinality as w (account_id, kind, subject, params, grp, app, email, sms, at, from_id, i)
		order by account_id, kind, subject, i),
	fresh as (
		select w.account_id, w.kind, w.subject, w.params, w.grp, w.app, w.email, w.sms, r.ways, nullif(w.from_id, 0) as from_id,
			coalesce(w.at, statement_timestamp()) as at,
			r.last_number + row_number() over (partition by w.account_id order by w.i) as number
		from wanted w join recipients r using (account_id)
		where not exists (select from blocks b where (b.account_id, b.other_id) = (w.account_id, w.from_id))
			and not exists (select from notifications n where (n.account_id, n.kind, n.subject) = (w.account_id, w.kind, w.subject))),
	written as (
		insert into notifications (account_id, number, kind, subject, params, from_id, at, read_at)
		select account_id, number, kind, subject, params::jsonb, from_id, at,
			case when coalesce(ways #>> array[grp, 'app'], app) = 'never' then at end
		from fresh),
	counted as (
		update recipients r set last_number = f.last
		from (select account_id, max(number) as last from fresh group by account_id) f where f.account_id = r.account_id)
	insert into errands (account_id, number, channel, due_at)
	select f.account_id, f.number, c.channel, '-infinity'
	from fresh f cross join lateral (values ('email', f.email), ('sms', f.sms)) as c (channel, way)
	where coalesce(f.ways #>> array[f.grp, c.channel], c.way) <> 'never'`
