package conversation

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Contact writes once to the author of something: a thread of the two, open for both once the author answers. The room of the subject
// says before that it is open and whose it is. The same clientKey again gives the same thread. Errors: BadValue for the text;
// NotFound for who is not to be known; TooMany; Forbidden for a second message before the answer, and unless both are of age.
func (s *Store) Contact(ctx context.Context, v *identity.Viewer, subject string, to int64, text, clientKey string) (thread uuid.UUID, err error) {
	if err := v.Must(identity.Converse, v.Own()); err != nil {
		return thread, err
	}
	if text, err = tidy(text); err != nil {
		return thread, err
	}
	key, err := s.keyDigest(clientKey)
	if err != nil {
		return thread, err
	}
	if to == v.Account.Num {
		return thread, identity.Refuse(identity.BadValue, "to: oneself")
	}
	if !v.Sees(to) {
		return thread, identity.Refuse(identity.NotFound, "")
	}
	if err := s.bothAdult(ctx, s.pool, v.Account.Num, to); err != nil {
		return thread, err
	}
	if err := s.cfg.Desk().AllowAccount(ctx, "contact", v.Account.Num, s.cfg.Contacts); err != nil {
		return thread, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		thread, err = s.contact(ctx, tx, v, subject, to, text, key)
		return err
	})
	return thread, err
}

// contact makes the thread with its one message.
func (s *Store) contact(ctx context.Context, tx pgx.Tx, v *identity.Viewer, subject string, to int64, text string, key []byte) (thread uuid.UUID, err error) {
	if err := holdBoth(ctx, tx, v.Account.Num, to); err != nil {
		return thread, err
	}
	num, thread, fresh, err := s.begin(ctx, tx, v.Account.Num, subject, to)
	if err != nil {
		return thread, err
	}
	at, err := s.sit(ctx, tx, v, thread)
	if err != nil {
		return thread, err
	}
	known, err := s.written(ctx, tx, v, num, key)
	switch {
	case err != nil || known.Number > 0:
		return thread, err
	case !fresh:
		return thread, identity.Refuse(identity.Forbidden, "there is a conversation about it already")
	}
	_, err = s.write(ctx, tx, v, at, text, key)
	return thread, err
}

// holdBoth locks two accounts, the lower number first; the writer's own so that they begin one thing at a time.
func holdBoth(ctx context.Context, tx pgx.Tx, me, to int64) error {
	for _, account := range []int64{min(me, to), max(me, to)} {
		lock, gone := "for share", identity.NotFound
		if account == me {
			lock, gone = "for no key update", identity.NoSession
		}
		var alive bool
		err := tx.QueryRow(ctx, `select standing <> 'erased' from accounts where id = $1 `+lock, account).Scan(&alive)
		if err == nil && !alive || errors.Is(err, pgx.ErrNoRows) {
			err = identity.Refuse(gone, "")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// begin gives the thread that somebody began about a subject, or a fresh one that waits for the other's answer.
func (s *Store) begin(ctx context.Context, tx pgx.Tx, me int64, subject string, to int64) (num int64, thread uuid.UUID, fresh bool, err error) {
	err = tx.QueryRow(ctx, `
		select t.id, t.uid from threads t join thread_members m on m.thread_id = t.id
		where t.private and t.subject = $1 and m.account_id = $2 and m.opened`, subject, me).Scan(&num, &thread)
	if !errors.Is(err, pgx.ErrNoRows) {
		return num, thread, false, err
	}
	if thread, err = uuid.NewV7(); err != nil {
		return 0, thread, false, err
	}
	err = tx.QueryRow(ctx, `insert into threads (uid, subject, private, created_at) values ($1, $2, true, $3) returning id`, thread, subject, s.now()).Scan(&num)
	if err != nil {
		return 0, thread, false, err
	}
	_, err = tx.Exec(ctx, `
		insert into thread_members (thread_id, account_id, from_number, read_number, heard_number, heard_at, opened, owes)
		select @thread, id, 0, 0, 0, @now, id = @me, id = @to from unnest(array[@me, @to]::bigint[]) as p (id)`,
		named{"thread": num, "me": me, "to": to, "now": s.now()})
	return num, thread, true, err
}

// Contacted says whether the viewer has written about a subject before, and where; uuid.Nil when not.
func (s *Store) Contacted(ctx context.Context, v *identity.Viewer, subject string) (thread uuid.UUID, err error) {
	if err := v.Must(identity.ReadThreads, v.Own()); err != nil {
		return thread, err
	}
	err = s.pool.QueryRow(ctx, `
		select t.uid from threads t join thread_members m on m.thread_id = t.id
		where t.subject = @subject and m.account_id = @me and m.left_at is null and (m.opened or not t.private)
		order by t.private limit 1`, named{"subject": subject, "me": v.Account.Num}).Scan(&thread)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return thread, identity.Failed(err)
}
