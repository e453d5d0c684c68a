package conversation

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Reported is a message as moderators must know it.
type Reported struct {
	ID      uuid.UUID
	Author  Person // Account is 0 when they are gone
	Content []byte // a JSON object of texts
}

// Find gives the number of a message that the viewer may read. NotFound for any other.
func (s *Store) Find(ctx context.Context, v *identity.Viewer, id uuid.UUID) (num int64, err error) {
	notFound := identity.Refuse(identity.NotFound, "")
	if v == nil {
		return 0, notFound // visitors see none
	}
	if err := v.Must(identity.ReadThreads, v.Own()); err != nil {
		return 0, err
	}
	err = s.pool.QueryRow(ctx, `
		select w.id from messages w where w.uid = @id and not w.hidden and w.sealed is not null and exists (
			select`+readable+` and t.id = w.thread_id and`+heard+`)`,
		named{"id": id, "me": v.Account.Num}).Scan(&num)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, notFound
	}
	return num, identity.Failed(err)
}

// Look gives a message as it stands, hidden or not. NotFound when its text is gone.
func (s *Store) Look(ctx context.Context, tx pgx.Tx, num int64) (r Reported, err error) {
	var sealed []byte
	err = tx.QueryRow(ctx, `select uid, author_id, sealed from messages where id = $1 and sealed is not null`, num).Scan(&r.ID, &r.Author.Account, &sealed)
	if errors.Is(err, pgx.ErrNoRows) {
		err = identity.Refuse(identity.NotFound, "")
	}
	if err != nil {
		return r, err
	}
	people, err := s.cfg.People(ctx, tx, []int64{r.Author.Account})
	if err != nil {
		return r, err
	}
	if who, ok := people[r.Author.Account]; ok {
		r.Author = who
	}
	text, err := s.cfg.Sealer.Open(sealed, about(r.ID))
	if err != nil {
		return r, err
	}
	r.Content, err = json.Marshal(map[string]string{"text": string(text)})
	return r, err
}

// Hide keeps everybody from reading a message, or ends that. Who reads the thread sees that there is one.
func (s *Store) Hide(ctx context.Context, tx pgx.Tx, num int64, hidden bool) error {
	_, err := tx.Exec(ctx, `update messages set hidden = $2 where id = $1 and hidden <> $2`, num, hidden)
	return err
}

// Met is a person of one of the viewer's threads by their public id, whether they show themselves to other members or not: who writes
// to somebody can be blocked by them. NotFound for anybody else.
func (s *Store) Met(ctx context.Context, v *identity.Viewer, id uuid.UUID) (Person, error) {
	if err := v.Must(identity.ReadThreads, v.Own()); err != nil {
		return Person{}, err
	}
	var account int64
	err := s.pool.QueryRow(ctx, `
		select a.id from accounts a where a.uid = @id and a.id <> @me and a.id <> all(`+unseen+`) and exists (
			select`+readable+` and exists (select from thread_members o where o.thread_id = t.id and o.account_id = a.id))`,
		named{"id": id, "me": v.Account.Num}).Scan(&account)
	if errors.Is(err, pgx.ErrNoRows) {
		return Person{}, identity.Refuse(identity.NotFound, "")
	}
	if err != nil {
		return Person{}, identity.Failed(err)
	}
	people, err := s.cfg.People(ctx, s.pool, []int64{account})
	who := people[account]
	who.Account, who.ID = account, id
	return who, identity.Failed(err)
}
