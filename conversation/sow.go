package conversation

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// SeedThread is a conversation of made-up people.
type SeedThread struct {
	Subject string
	Private bool    // the first of People wrote once to the second
	People  []int64 // accounts
	Said    []SeedMessage
	Read    int       // how many of the messages everybody has read
	Closed  time.Time // zero = it goes on
}

// SeedMessage is what one of them wrote.
type SeedMessage struct {
	From int64
	Text string
	At   time.Time
}

// Sow makes conversations that were had. Nobody is told: who does not exist reads nothing.
func Sow(ctx context.Context, tx pgx.Tx, sealer identity.Sealer, list []SeedThread) error {
	for i := range list {
		if len(list[i].People) == 0 || len(list[i].Said) == 0 {
			continue
		}
		if err := sow(ctx, tx, sealer, &list[i]); err != nil {
			return err
		}
	}
	return nil
}

func sow(ctx context.Context, tx pgx.Tx, sealer identity.Sealer, t *SeedThread) error {
	uid, err := uuid.NewV7()
	if err != nil {
		return err
	}
	var closed *time.Time
	if !t.Closed.IsZero() {
		closed = &t.Closed
	}
	first, last := t.Said[0], t.Said[len(t.Said)-1]
	var num int64
	err = tx.QueryRow(ctx, `
		insert into threads (uid, subject, private, last_number, created_at, closed_at)
		values (@uid, @subject, @private, @last, @created, @closed) returning id`,
		named{"uid": uid, "subject": t.Subject, "private": t.Private, "last": len(t.Said), "created": first.At, "closed": closed}).Scan(&num)
	if err != nil {
		return err
	}
	var batch pgx.Batch
	for i, account := range t.People {
		heard := 0
		answered := !t.Private // who was written to owes an answer until they have given it
		for n, m := range t.Said {
			if m.From != account {
				heard = n + 1
			} else if i == 1 {
				answered = true
			}
		}
		batch.Queue(`
			insert into thread_members (thread_id, account_id, from_number, read_number, heard_number, heard_at, opened, owes)
			values (@thread, @account, 0, @read, @heard, @at, @opened, @owes)`,
			named{
				"thread": num, "account": account, "read": t.Read, "heard": heard, "at": last.At, "opened": t.Private && i == 0,
				"owes": i == 1 && !answered,
			})
	}
	for i, m := range t.Said {
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		batch.Queue(`insert into messages (uid, thread_id, number, author_id, sealed, at) values (@uid, @thread, @number, @author, @sealed, @at)`,
			named{"uid": id, "thread": num, "number": i + 1, "author": m.From, "sealed": sealer.Seal([]byte(m.Text), about(id)), "at": m.At})
	}
	return tx.SendBatch(ctx, &batch).Close()
}

// Uproot removes every conversation that one of these accounts is or was in.
func Uproot(ctx context.Context, tx pgx.Tx, ids []uuid.UUID) error {
	_, err := tx.Exec(ctx, `
		delete from threads t using accounts a
		where a.uid = any($1) and (exists (select from thread_members m where m.thread_id = t.id and m.account_id = a.id)
			or exists (select from messages w where w.thread_id = t.id and w.author_id = a.id))`, ids)
	return err
}
