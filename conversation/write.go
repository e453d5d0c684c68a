package conversation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

// seat is a thread as a writer's transaction holds it, with what the others in it are to the writer.
type seat struct {
	thread  int64
	uid     uuid.UUID
	private bool
	awaits  int64
	last    int64
	closed  *time.Time
	others  []int64 // who is there and may know of the writer
}

// Write sends a message to a thread. The same clientKey of the same writer is the same message, and gives it again; an empty one is
// never the same. Errors: BadValue for the text; NotFound; TooMany; Forbidden when the thread is closed, waits for somebody else's
// answer, has nobody who would read it, or would leave two people alone of whom one is not of age.
func (s *Store) Write(ctx context.Context, v *identity.Viewer, thread uuid.UUID, text, clientKey string) (Message, error) {
	if err := v.Must(identity.Converse, v.Own()); err != nil {
		return Message{}, err
	}
	text, err := tidy(text)
	if err != nil {
		return Message{}, err
	}
	key, err := s.keyDigest(clientKey)
	if err != nil {
		return Message{}, err
	}
	if err := s.cfg.Desk().AllowAccount(ctx, "message", v.Account.Num, s.cfg.Messages); err != nil {
		return Message{}, err
	}
	var m Message
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if err := holdAccount(ctx, tx, v.Account.Num); err != nil {
			return err
		}
		seat, err := s.sit(ctx, tx, v, thread)
		if err != nil {
			return err
		}
		known, err := s.written(ctx, tx, v, seat.thread, key)
		if err != nil || known.Number > 0 {
			m = known
			return err
		}
		if err := s.mayWrite(ctx, tx, v, seat); err != nil {
			return err
		}
		m, err = s.write(ctx, tx, v, seat, text, key)
		return err
	})
	return m, err
}

// holdAccount keeps the writer from being erased meanwhile. It comes before the thread's lock: an erasure takes them in this order.
func holdAccount(ctx context.Context, tx pgx.Tx, account int64) error {
	var alive bool
	err := tx.QueryRow(ctx, `select standing <> 'erased' from accounts where id = $1 for share`, account).Scan(&alive)
	if err == nil && !alive || errors.Is(err, pgx.ErrNoRows) {
		return identity.Refuse(identity.NoSession, "")
	}
	return err
}

// sit locks a thread for one of its people.
func (s *Store) sit(ctx context.Context, tx pgx.Tx, v *identity.Viewer, thread uuid.UUID) (seat, error) {
	at := seat{uid: thread}
	var awaits *int64
	err := tx.QueryRow(ctx, `
		select t.id, t.private, t.awaits_id, t.last_number, t.closed_at
		from threads t join thread_members m on m.thread_id = t.id
		where t.uid = @thread and m.account_id = @me and m.left_at is null
		for no key update of t`, named{"thread": thread, "me": v.Account.Num}).
		Scan(&at.thread, &at.private, &awaits, &at.last, &at.closed)
	if errors.Is(err, pgx.ErrNoRows) {
		return at, identity.Refuse(identity.NotFound, "")
	}
	if err != nil {
		return at, err
	}
	if awaits != nil {
		at.awaits = *awaits
	}
	var met, blocked bool
	// blocks are asked of the table: the Viewer may have been made before the last one
	err = tx.QueryRow(ctx, `
		select coalesce(array_agg(m.account_id order by m.account_id) filter (where m.left_at is null and not b.blocked), '{}'),
			count(*) > 0, coalesce(bool_or(b.blocked), false)
		from thread_members m
			cross join lateral (select exists (select from blocks where (account_id, other_id) = (@me, m.account_id)) as blocked) as b
		where m.thread_id = @thread and m.account_id <> @me`, named{"thread": at.thread, "me": v.Account.Num}).
		Scan(&at.others, &met, &blocked)
	if err == nil && at.private && met && blocked {
		err = identity.Refuse(identity.NotFound, "")
	}
	return at, err
}

// written finds a message by its writer's name for it; Number is 0 when there is none.
func (s *Store) written(ctx context.Context, tx pgx.Tx, v *identity.Viewer, thread int64, key []byte) (Message, error) {
	if key == nil {
		return Message{}, nil
	}
	list, err := s.collect(ctx, tx, v, `m.thread_id = @thread and m.author_id = @me and m.client_key = @key`,
		named{"thread": thread, "me": v.Account.Num, "key": key})
	if err != nil || len(list) == 0 {
		return Message{}, err
	}
	return list[0], nil
}

func (s *Store) mayWrite(ctx context.Context, tx pgx.Tx, v *identity.Viewer, at seat) error {
	switch {
	case at.closed != nil:
		return identity.Refuse(identity.Forbidden, "the conversation is closed")
	case at.awaits != 0 && at.awaits != v.Account.Num:
		return identity.Refuse(identity.Forbidden, "the other person has not answered yet")
	case len(at.others) == 0:
		return identity.Refuse(identity.Forbidden, "nobody would read it")
	case len(at.others) == 1:
		return s.bothAdult(ctx, tx, v.Account.Num, at.others[0])
	}
	return nil
}

// bothAdult is Forbidden unless two people who would be alone with each other are both of age.
func (s *Store) bothAdult(ctx context.Context, db Querier, a, b int64) error {
	people, err := s.cfg.People(ctx, db, []int64{a, b})
	if err == nil && !(people[a].Adult && people[b].Adult) {
		err = identity.Refuse(identity.Forbidden, "two people alone must both be of age")
	}
	return err
}

// write numbers the message and tells the others.
func (s *Store) write(ctx context.Context, tx pgx.Tx, v *identity.Viewer, at seat, text string, key []byte) (Message, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Message{}, err
	}
	m := Message{ID: id, Number: at.last + 1, Own: true, State: Shown, Text: text, At: s.now()}
	m.Author.Account = v.Account.Num
	if err := s.put(ctx, tx, at.thread, m, key); err != nil {
		return Message{}, err
	}
	if err := s.tell(ctx, tx, v.Account.Num, at, m.Number); err != nil {
		return Message{}, err
	}
	_, err = tx.Exec(ctx, `
		update thread_members set heard_at = @at, heard_number = case when account_id = @me then heard_number else @number end
		where thread_id = @thread and (account_id = @me or account_id = any(@others))`,
		named{"thread": at.thread, "me": v.Account.Num, "others": at.others, "number": m.Number, "at": m.At})
	return m, err
}

// put writes the row, and the thread's number; an answer opens a thread that waited for it.
func (s *Store) put(ctx context.Context, tx pgx.Tx, thread int64, m Message, key []byte) error {
	_, err := tx.Exec(ctx, `
		insert into messages (uid, thread_id, number, author_id, sealed, client_key, at)
		values (@uid, @thread, @number, @author, @sealed, @key, @at)`,
		named{
			"uid": m.ID, "thread": thread, "number": m.Number, "author": m.Author.Account,
			"sealed": s.cfg.Sealer.Seal([]byte(m.Text), about(m.ID)), "key": key, "at": m.At,
		})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		update threads set last_number = @number, awaits_id = nullif(awaits_id, @author) where id = @thread`,
		named{"thread": thread, "number": m.Number, "author": m.Author.Account})
	return err
}

// tell posts a notice to the others, unless they have one of this thread that they have not followed: it is named by the first
// message that they have not read. Who reads meanwhile waits for the thread's lock.
func (s *Store) tell(ctx context.Context, tx pgx.Tx, from int64, at seat, number int64) error {
	rows, err := tx.Query(ctx, `
		select m.account_id, coalesce(min(w.number), @number)
		from thread_members m left join messages w on w.thread_id = m.thread_id and w.number > m.read_number and not w.hidden
			and w.author_id <> m.account_id
			and not exists (select from blocks b where (b.account_id, b.other_id) = (m.account_id, w.author_id))
		where m.thread_id = @thread and m.account_id = any(@others)
		group by m.account_id`, named{"thread": at.thread, "others": at.others, "number": number})
	if err != nil {
		return err
	}
	kind := "message"
	if at.awaits != 0 && at.awaits != from {
		kind = "message-first"
	}
	var notices []notify.Notice
	var to, first int64
	_, err = pgx.ForEachRow(rows, []any{&to, &first}, func() error {
		notices = append(notices, notify.Notice{
			To: to, From: from, Kind: kind, Subject: noticeSubject(at.thread, first), Params: map[string]string{"thread": at.uid.String()}, At: s.now(),
		})
		return nil
	})
	if err != nil {
		return err
	}
	return notify.PostAll(ctx, tx, notices)
}

// noticeSubject names the notice of what somebody has not read of a thread.
func noticeSubject(thread, first int64) string { return fmt.Sprint(noticePrefix(thread), first) }

func noticePrefix(thread int64) string { return fmt.Sprintf("thread:%d:", thread) }
