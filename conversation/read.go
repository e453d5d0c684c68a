package conversation

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

const (
	// PageMost is how many messages, or threads, are given at once.
	PageMost   = 100
	unreadMost = 100 // nobody needs to count further
)

// unseen are whom somebody must not know of. They are asked of the table: a stream's Viewer may be older than the last block.
const unseen = `select b.other_id from blocks b where b.account_id = @me`

// readable are the threads that somebody may read: theirs, and none of two people of whom one has blocked the other.
const readable = `
	from threads t join thread_members m on m.thread_id = t.id
	where m.account_id = @me and m.left_at is null and not (t.private and exists (
		select from thread_members o where o.thread_id = t.id and o.account_id = any(` + unseen + `)))`

// heard are a thread's messages, as w, that somebody (m) may know of: they were there, and may know of the author. What is of nobody
// any more stays as a gap.
const heard = ` w.number > m.from_number and (w.author_id is null or w.author_id <> all(` + unseen + `)) `

// unread are those of them that are new to somebody: of others, and to be read.
const unread = heard + ` and w.number > m.read_number and w.author_id <> @me and not w.hidden `

const selectThreads = `
	select t.id, t.uid, t.subject, t.private, m.opened, m.owes,
		t.private and exists (select from thread_members o where o.thread_id = t.id and o.account_id <> @me and o.owes), t.closed_at, m.read_number, m.heard_at,
		coalesce((select max(w.number) from messages w where w.thread_id = t.id and` + heard + `), 0),
		(select count(*) from (select from messages w where w.thread_id = t.id and` + unread + `limit @most) as n)` + readable

// Threads lists the viewer's, those with something to read first, then the latest first; at most PageMost.
func (s *Store) Threads(ctx context.Context, v *identity.Viewer) ([]Thread, error) {
	return s.threads(ctx, v, `order by m.heard_number <= m.read_number, m.heard_at desc, t.id desc limit @limit`, named{"limit": PageMost})
}

// Thread is one of the viewer's. NotFound for any other.
func (s *Store) Thread(ctx context.Context, v *identity.Viewer, id uuid.UUID) (Thread, error) {
	list, err := s.threads(ctx, v, `and t.uid = @id`, named{"id": id})
	if err == nil && len(list) == 0 {
		err = identity.Refuse(identity.NotFound, "")
	}
	if err != nil {
		return Thread{}, err
	}
	return list[0], nil
}

func (s *Store) threads(ctx context.Context, v *identity.Viewer, rest string, args named) (list []Thread, err error) {
	if err := v.Must(identity.ReadThreads, v.Own()); err != nil {
		return nil, err
	}
	args["me"], args["most"] = v.Account.Num, unreadMost
	rows, err := s.pool.Query(ctx, selectThreads+" "+rest, args)
	if err != nil {
		return nil, identity.Failed(err)
	}
	list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (t Thread, err error) {
		var owes, waits bool
		var closed *time.Time
		err = row.Scan(&t.num, &t.ID, &t.Subject, &t.Private, &t.Mine, &owes, &waits, &closed, &t.Read, &t.Heard, &t.Last, &t.Unread)
		switch {
		case owes:
			t.Waits = ForMe
		case waits:
			t.Waits = ForThem
		}
		if closed != nil {
			t.Closed = *closed
		}
		return t, err
	})
	if err == nil {
		err = s.seat(ctx, v, list)
	}
	if err == nil && s.cfg.Topics != nil && len(list) > 0 {
		err = s.name(ctx, v, list)
	}
	return list, identity.Failed(err)
}

// name fills in what they are about.
func (s *Store) name(ctx context.Context, v *identity.Viewer, list []Thread) error {
	subjects := make([]string, len(list))
	for i := range list {
		subjects[i] = list[i].Subject
	}
	topics, err := s.cfg.Topics(ctx, v, subjects)
	for i := range list {
		list[i].Topic = topics[list[i].Subject]
	}
	return err
}

// seat fills in who is there.
func (s *Store) seat(ctx context.Context, v *identity.Viewer, list []Thread) error {
	at := map[int64]*Thread{}
	nums := make([]int64, len(list))
	for i := range list {
		nums[i], at[list[i].num] = list[i].num, &list[i]
	}
	rows, err := s.pool.Query(ctx, `
		select thread_id, account_id from thread_members
		where thread_id = any(@threads) and left_at is null and account_id <> @me and account_id <> all(`+unseen+`)
		order by thread_id, account_id`, named{"threads": nums, "me": v.Account.Num})
	if err != nil {
		return err
	}
	type place struct{ thread, account int64 }
	places, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p place, err error) {
		err = row.Scan(&p.thread, &p.account)
		return p, err
	})
	if err != nil {
		return err
	}
	accounts := make([]int64, len(places))
	for i, p := range places {
		accounts[i] = p.account
	}
	people, err := s.cfg.People(ctx, s.pool, accounts)
	if err != nil {
		return err
	}
	for _, p := range places {
		who := people[p.account]
		who.Account = p.account
		at[p.thread].People = append(at[p.thread].People, who)
	}
	return nil
}

// Messages gives those of a thread after a number, in their order, at most PageMost: who asks again after the last one misses none.
func (s *Store) Messages(ctx context.Context, v *identity.Viewer, thread uuid.UUID, after int64) ([]Message, error) {
	return s.messages(ctx, v, thread, `and w.number > @at order by w.number limit @limit`, after, PageMost)
}

// Before gives the last ones before a number (0 = the newest), in their order, at most limit.
func (s *Store) Before(ctx context.Context, v *identity.Viewer, thread uuid.UUID, before int64, limit int) ([]Message, error) {
	return s.messages(ctx, v, thread, `and (@at = 0 or w.number < @at) order by w.number desc limit @limit`, before, limit)
}

func (s *Store) messages(ctx context.Context, v *identity.Viewer, thread uuid.UUID, rest string, at int64, limit int) ([]Message, error) {
	// who has no such thread is told so, whether there are messages or not
	t, err := s.Thread(ctx, v, thread)
	if err != nil {
		return nil, err
	}
	list, err := s.collect(ctx, s.pool, v, `m.id in (
		select w.id from messages w join thread_members m on m.thread_id = w.thread_id and m.account_id = @me
		where w.thread_id = @thread and`+heard+rest+`)`,
		named{"thread": t.num, "me": v.Account.Num, "at": at, "limit": limit})
	return list, identity.Failed(err)
}

// collect reads messages (m) in the order of their numbers, with who wrote them.
func (s *Store) collect(ctx context.Context, db Querier, v *identity.Viewer, where string, args named) ([]Message, error) {
	rows, err := db.Query(ctx, `
		select m.uid, m.number, coalesce(m.author_id, 0), m.sealed, m.hidden, m.at from messages m where `+where+` order by m.number`, args)
	if err != nil {
		return nil, err
	}
	var authors []int64
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (m Message, err error) {
		var sealed []byte
		var hidden bool
		if err = row.Scan(&m.ID, &m.Number, &m.Author.Account, &sealed, &hidden, &m.At); err != nil {
			return m, err
		}
		authors = append(authors, m.Author.Account)
		m.Own = m.Author.Account == v.Account.Num
		switch {
		case sealed == nil:
			m.State = Erased
			return m, nil
		case hidden:
			m.State = Hidden
			return m, nil
		}
		m.State = Shown
		plain, err := s.cfg.Sealer.Open(sealed, about(m.ID))
		m.Text = string(plain)
		return m, err
	})
	if err != nil {
		return nil, err
	}
	people, err := s.cfg.People(ctx, db, authors)
	if err != nil {
		return nil, err
	}
	for i := range list {
		who := people[list[i].Author.Account]
		who.Account = list[i].Author.Account
		list[i].Author = who
	}
	return list, nil
}

// Read notes that the viewer has read a thread up to a number; an earlier one changes nothing. The notice of it is read too, and there
// is another one when more has come.
func (s *Store) Read(ctx context.Context, v *identity.Viewer, thread uuid.UUID, number int64) error {
	if err := v.Must(identity.ReadThreads, v.Own()); err != nil {
		return err
	}
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if err := holdPeople(ctx, tx, v.Account.Num, thread); err != nil {
			return err
		}
		var num int64
		// who writes waits, or has written: their notice is named by what is not read then
		err := tx.QueryRow(ctx, `select t.id`+readable+` and t.uid = @id for share of t`,
			named{"me": v.Account.Num, "id": thread}).Scan(&num)
		if errors.Is(err, pgx.ErrNoRows) {
			return identity.Refuse(identity.NotFound, "")
		}
		if err != nil {
			return err
		}
		err = tx.QueryRow(ctx, `
			update thread_members m set read_number = least(@number, t.last_number) from threads t
			where t.id = m.thread_id and m.thread_id = @thread and m.account_id = @me and m.read_number < least(@number, t.last_number)
			returning read_number`, named{"thread": num, "me": v.Account.Num, "number": number}).Scan(&number)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // it was read
		}
		if err != nil {
			return err
		}
		if err := notify.ReadNumbered(ctx, tx, v.Account.Num, noticePrefix(num), number, s.now()); err != nil {
			return err
		}
		return s.tell(ctx, tx, num, thread, "message", v.Account.Num)
	})
}

// Unread is how many threads hold something that the viewer has not read; 100 stands for that many or more. A visitor has none.
func (s *Store) Unread(ctx context.Context, v *identity.Viewer) (n int, err error) {
	if !v.May(identity.ReadThreads, v.Own()) {
		return 0, nil
	}
	err = s.pool.QueryRow(ctx, `
		select count(*) from (select `+readable+` and m.heard_number > m.read_number
			and exists (select from messages w where w.thread_id = t.id and`+unread+`) limit @most) as n`,
		named{"me": v.Account.Num, "most": unreadMost}).Scan(&n)
	return n, identity.Failed(err)
}
