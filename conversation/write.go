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
	waits   bool // for the other one's answer
	owes    bool // the writer's own answer opens it
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
		if err := holdPeople(ctx, tx, v.Account.Num, thread); err != nil {
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

// holdPeople keeps the people of a thread from being erased meanwhile, me among them. It comes before the thread's lock: an erasure
// takes them in this order.
func holdPeople(ctx context.Context, tx pgx.Tx, me int64, thread uuid.UUID) error {
	var alive bool
	err := tx.QueryRow(ctx, `
		-- a filter, since a condition would move into the lower query, and only what it keeps would be locked
		select coalesce(bool_or(standing <> 'erased') filter (where id = @me), false) from (
			select id, standing from accounts where id = @me or id in (
				select m.account_id from thread_members m join threads t on t.id = m.thread_id where t.uid = @thread)
			order by id for share) as held`, named{"me": me, "thread": thread}).Scan(&alive)
	if err == nil && !alive {
		err = identity.Refuse(identity.NoSession, "")
	}
	return err
}

// sit locks a thread for one of its people.
func (s *Store) sit(ctx context.Context, tx pgx.Tx, v *identity.Viewer, thread uuid.UUID) (seat, error) {
	at := seat{uid: thread}
	err := tx.QueryRow(ctx, `
		select t.id, t.private, m.owes, t.last_number, t.closed_at
		from threads t join thread_members m on m.thread_id = t.id
		where t.uid = @thread and m.account_id = @me and m.left_at is null
		for no key update of t`, named{"thread": thread, "me": v.Account.Num}).
		Scan(&at.thread, &at.private, &at.owes, &at.last, &at.closed)
	if errors.Is(err, pgx.ErrNoRows) {
		return at, identity.Refuse(identity.NotFound, "")
	}
	if err != nil {
		return at, err
	}
	var blocked bool
	// blocks are asked of the table: the Viewer may have been made before the last one
	err = tx.QueryRow(ctx, `
		select coalesce(array_agg(m.account_id order by m.account_id) filter (where m.left_at is null and not b.blocked), '{}'),
			coalesce(bool_or(m.owes), false), coalesce(bool_or(b.blocked), false)
		from thread_members m
			cross join lateral (select exists (select from blocks where (account_id, other_id) = (@me, m.account_id)) as blocked) as b
		where m.thread_id = @thread and m.account_id <> @me`, named{"thread": at.thread, "me": v.Account.Num}).
		Scan(&at.others, &at.waits, &blocked)
	if err == nil && at.private && blocked {
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
	case at.waits:
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

// write numbers the message and tells the others. An answer opens a thread that waited for it.
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
	kind := "message"
	if at.waits {
		kind = "message-first"
	}
	if err := s.tell(ctx, tx, at.thread, at.uid, kind, at.others...); err != nil {
		return Message{}, err
	}
	_, err = tx.Exec(ctx, `
		update thread_members set heard_at = @at, heard_number = case when account_id = @me then heard_number else @number end,
			owes = owes and account_id <> @me
		where thread_id = @thread and (account_id = @me or account_id = any(@others))`,
		named{"thread": at.thread, "me": v.Account.Num, "others": at.others, "number": m.Number, "at": m.At})
	return m, err
}

// put writes the row, and the thread's number.
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
	_, err = tx.Exec(ctx, `update threads set last_number = @number where id = @thread`, named{"thread": thread, "number": m.Number})
	return err
}

// tell posts a notice of what some people of a thread have not read, unless they have one that they have not followed: it is named by
// the first such message. Who reads meanwhile waits for the thread's lock.
func (s *Store) tell(ctx context.Context, tx pgx.Tx, thread int64, id uuid.UUID, kind string, accounts ...int64) error {
	rows, err := tx.Query(ctx, `
		select distinct on (m.account_id) m.account_id, w.author_id, w.number
		from thread_members m join messages w on w.thread_id = m.thread_id and w.number > m.read_number and not w.hidden
			and w.author_id <> m.account_id
			and not exists (select from blocks b where (b.account_id, b.other_id) = (m.account_id, w.author_id))
		where m.thread_id = @thread and m.account_id = any(@accounts)
		order by m.account_id, w.number`, named{"thread": thread, "accounts": accounts})
	if err != nil {
		return err
	}
	var notices []notify.Notice
	var to, from, first int64
	_, err = pgx.ForEachRow(rows, []any{&to, &from, &first}, func() error {
		notices = append(notices, notify.Notice{
			To: to, From: from, Kind: kind, Subject: fmt.Sprint(noticePrefix(thread), first), Params: map[string]string{"thread": id.String()}, At: s.now(),
		})
		return nil
	})
	if err != nil {
		return err
	}
	return notify.PostAll(ctx, tx, notices)
}

// noticePrefix is what the subjects of a thread's notices begin with, before the number of a message.
func noticePrefix(thread int64) string { return fmt.Sprintf("thread:%d:", thread) }
