package conversation

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

var _ identity.Holder = (*Store)(nil)

// Export implements [identity.Holder]: what somebody wrote, and where they can or could write. What others wrote is theirs.
func (s *Store) Export(ctx context.Context, tx pgx.Tx, account int64) ([]identity.Sheet, error) {
	threads, err := identity.ReadSheet(ctx, tx, "conversations", "id about since read_up_to left closed", `
		select t.uid::text, split_part(t.subject, ':', 1), t.created_at, m.read_number, m.left_at, t.closed_at
		from thread_members m join threads t on t.id = m.thread_id where m.account_id = $1 order by t.id`, account)
	if err != nil {
		return nil, err
	}
	messages := identity.Sheet{Name: "messages", Columns: []string{"conversation", "number", "at", "hidden", "text"}}
	rows, err := tx.Query(ctx, `
		select t.uid, m.uid, m.number, m.at, m.hidden, m.sealed from messages m join threads t on t.id = m.thread_id
		where m.author_id = $1 order by m.id`, account)
	if err != nil {
		return nil, err
	}
	var thread, id uuid.UUID
	var number int64
	var at time.Time
	var hidden bool
	var sealed []byte
	_, err = pgx.ForEachRow(rows, []any{&thread, &id, &number, &at, &hidden, &sealed}, func() error {
		text, err := s.cfg.Sealer.Open(sealed, about(id))
		messages.Rows = append(messages.Rows, []any{thread.String(), number, at, hidden, string(text)})
		return err
	})
	return []identity.Sheet{threads, messages}, err
}

// Erase implements [identity.Holder]: their texts go, and a gap stays for the others; they are in no thread any more. It takes no
// thread's lock: who writes holds one while they wait for the account's.
func (s *Store) Erase(ctx context.Context, tx pgx.Tx, account int64) error {
	for _, sql := range []string{
		`update messages set (author_id, sealed, client_key) = (null, null, null) where author_id = $1`,
		`delete from thread_members where account_id = $1`,
	} {
		if _, err := tx.Exec(ctx, sql, account); err != nil {
			return err
		}
	}
	return nil
}

// PastThreads is what retention takes away, with all messages: older than $1, at most $2 rows. They were closed then, or nobody is
// left in them.
const PastThreads = `
	delete from threads t where (closed_at <= $1 or created_at <= $1 and not exists (select from thread_members m where m.thread_id = t.id))
		and id in (
			select id from threads t where closed_at <= $1 or created_at <= $1 and not exists (select from thread_members m where m.thread_id = t.id)
			order by id limit $2)`
