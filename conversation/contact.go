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

// contact makes the thread with its one message. Of two that the same person sends at once, the second one waits for the first.
func (s *Store) contact(ctx context.Context, tx pgx.Tx, v *identity.Viewer, subject string, to int64, text string, key []byte) (thread uuid.UUID, err error) {
	for _, account := range []int64{min(v.Account.Num, to), max(v.Account.Num, to)} {
		if err := holdAccount(ctx, tx, account); err != nil {
			if account == to && errors.Is(err, &identity.Error{Code: identity.NoSession}) {
				err = identity.Refuse(identity.NotFound, "")
			}
			return thread, err
		}
	}
	uid, err := uuid.NewV7()
	if err != nil {
		return thread, err
	}
	var num int64
	var fresh bool
	err = tx.QueryRow(ctx, `
		insert into threads (uid, subject, private, opener_id, awaits_id, created_at) values (@uid, @subject, true, @me, @to, @now)
		on conflict (subject, opener_id) where private do update set opener_id = excluded.opener_id
		returning id, uid, uid = @uid`, named{"uid": uid, "subject": subject, "me": v.Account.Num, "to": to, "now": s.now()}).
		Scan(&num, &thread, &fresh)
	if err != nil {
		return thread, err
	}
	if fresh {
		if err := s.letIn(ctx, tx, num, []int64{v.Account.Num, to}); err != nil {
			return thread, err
		}
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

// Contacted says whether the viewer has written about a subject before, and where; uuid.Nil when not.
func (s *Store) Contacted(ctx context.Context, v *identity.Viewer, subject string) (thread uuid.UUID, err error) {
	if err := v.Must(identity.ReadThreads, v.Own()); err != nil {
		return thread, err
	}
	err = s.pool.QueryRow(ctx, `
		select t.uid from threads t join thread_members m on m.thread_id = t.id
		where t.subject = @subject and m.account_id = @me and m.left_at is null and (t.opener_id = @me or not t.private)
		order by t.private limit 1`, named{"subject": subject, "me": v.Account.Num}).Scan(&thread)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return thread, identity.Failed(err)
}
