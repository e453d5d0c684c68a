package conversation

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres"
	"github.com/alentour/alentour/identity"
)

// MaxText is the longest message, in signs.
const MaxText = 2000

// Person is what the people of a thread may know of each other.
type Person struct {
	Account  int64
	ID       uuid.UUID
	Name     string // first name or alias; empty when it is not to be read
	Adult    bool   // 18 or more, as they say
	District int64  // where their messages are judged; 0 = not said
}

// Querier is what a pool and a transaction have in common.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Config of a Store. Sealer, Desk and People are needed.
type Config struct {
	Sealer identity.Sealer
	Desk   func() *identity.Desk // counts who writes how often
	// People says who some accounts are; who is gone, or has not said who they are, is left out.
	People func(ctx context.Context, db Querier, accounts []int64) (map[int64]Person, error)
	// Topics says what some subjects are to a viewer; nil, and what is left out: they are shown without a name.
	Topics func(ctx context.Context, v *identity.Viewer, subjects []string) (map[string]Topic, error)
	Poke   func()           // tells the feed of a commit; may be nil
	Now    func() time.Time // nil: time.Now

	Messages identity.Rate // of a person: 30 at once, then one each 10 s
	Contacts identity.Rate // the first message to somebody: 10 at once, then one each hour
}

// Store keeps threads. Any number of goroutines and nodes may use one each on a database.
type Store struct {
	pool *pgxpool.Pool
	cfg  Config
}

// NewStore makes a store on a migrated database.
func NewStore(pool *pgxpool.Pool, c Config) (*Store, error) {
	if c.Desk == nil || c.People == nil || c.Sealer == (identity.Sealer{}) {
		return nil, errors.New("conversation: Sealer, Desk and People are needed")
	}
	if c.Poke == nil {
		c.Poke = func() {}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Messages == (identity.Rate{}) {
		c.Messages = identity.Rate{Burst: 30, Every: 10 * time.Second}
	}
	if c.Contacts == (identity.Rate{}) {
		c.Contacts = identity.Rate{Burst: 10, Every: time.Hour}
	}
	return &Store{pool, c}, nil
}

// named are the arguments of a statement; one that is missing is an error.
type named = pgx.StrictNamedArgs

// now is cut to what PostgreSQL keeps.
func (s *Store) now() time.Time { return s.cfg.Now().UTC().Truncate(time.Microsecond) }

// inTx runs do in a transaction, afresh after a deadlock, and tells the feed.
func (s *Store) inTx(ctx context.Context, do func(pgx.Tx) error) error {
	err := postgres.InTx(ctx, s.pool, do)
	if err == nil {
		s.cfg.Poke()
	}
	return identity.Failed(err)
}

// Open makes the thread of a subject and lets people in, in the transaction of the room that it is about: the same subject twice is
// the same thread, and one that was closed is open again. Call it once the row of the subject is locked.
func (s *Store) Open(ctx context.Context, tx pgx.Tx, subject string, accounts []int64) (thread int64, err error) {
	uid, err := uuid.NewV7()
	if err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, `
		insert into threads (uid, subject, private, created_at) values ($1, $2, false, $3)
		on conflict (subject) where not private do update set closed_at = null returning id`, uid, subject, s.now()).Scan(&thread)
	if err != nil {
		return 0, err
	}
	return thread, s.letIn(ctx, tx, thread, accounts)
}

// Join lets somebody into a thread: they read what is written from now on. So does who comes back.
func (s *Store) Join(ctx context.Context, tx pgx.Tx, thread, account int64) error {
	return s.letIn(ctx, tx, thread, []int64{account})
}

// letIn waits for a message that is being written: it is read by who was there.
func (s *Store) letIn(ctx context.Context, tx pgx.Tx, thread int64, accounts []int64) error {
	if err := hold(ctx, tx, thread, accounts); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		insert into thread_members as m (thread_id, account_id, from_number, read_number, heard_number, heard_at)
		select t.id, a.id, t.last_number, t.last_number, 0, @now
		from threads t, (select distinct id from unnest(@accounts::bigint[]) as l (id) order by id) as a where t.id = @thread
		on conflict (thread_id, account_id) do update set
			from_number = case when m.left_at is null then m.from_number else excluded.from_number end,
			read_number = case when m.left_at is null then m.read_number else excluded.read_number end,
			left_at = null`,
		named{"thread": thread, "accounts": accounts, "now": s.now()})
	return err
}

// hold locks, in the order in which everything here does: accounts, as an erasure; the thread; rows of its people come after.
func hold(ctx context.Context, tx pgx.Tx, thread int64, accounts []int64) error {
	if _, err := tx.Exec(ctx, `select from accounts where id = any($1) order by id for share`, accounts); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `select from threads where id = $1 for no key update`, thread)
	return err
}

// Leave takes somebody out of a thread: they read it no more, and what they wrote stays for the others.
func (s *Store) Leave(ctx context.Context, tx pgx.Tx, thread, account int64) error {
	if err := hold(ctx, tx, thread, []int64{account}); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update thread_members set left_at = @now where thread_id = @thread and account_id = @account and left_at is null`,
		named{"thread": thread, "account": account, "now": s.now()})
	return err
}

// Close ends every thread of a subject: its people go on reading, nobody writes.
func (s *Store) Close(ctx context.Context, tx pgx.Tx, subject string) error {
	_, err := tx.Exec(ctx, `update threads set closed_at = $2 where subject = $1 and closed_at is null`, subject, s.now())
	return err
}

// tidy is a text as it is kept: without signs that steer what shows it. BadValue when it is empty or too long.
func tidy(text string) (string, error) {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		control := unicode.IsControl(r) && r != '\n' && r != '\t'
		turns := r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' // of the direction of writing
		if control || turns {
			return -1
		}
		return r
	}, text))
	if count := utf8.RuneCountInString(text); count == 0 || count > MaxText {
		return "", identity.Refuse(identity.BadValue, "text: 1 to 2000 signs are needed")
	}
	return text, nil
}
