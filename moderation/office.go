package moderation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
	"github.com/alentour/alentour/identity"
)

// Subject is a kind of thing that can be reported, as the room that keeps it knows it.
type Subject struct {
	Kind string // "place": small letters and "-"
	// Find gives the number of what a person points at; NotFound when there is none that they see.
	Find func(ctx context.Context, v *identity.Viewer, id string) (num int64, err error)
	// Look gives the thing as it stands, in sight or not. NotFound when it is gone.
	Look func(ctx context.Context, tx pgx.Tx, num int64) (Thing, error)
	// Hide takes it out of every read, or brings it back.
	Hide func(ctx context.Context, tx pgx.Tx, num int64, hidden bool) error
}

// Thing is what a moderator must know of what was reported.
type Thing struct {
	ID           string // as pages and JSON call it
	Label        string // its name
	Owner        int64  // account whose it is; 0 = nobody's
	Organisation int64  // whose it is; 0 = none's
	District     int64  // the finest one known; 0 = none
	Content      []byte // a JSON object of texts: what people read of it
}

// Notice is something to tell somebody, in codes and ids.
type Notice struct {
	To            int64
	Kind, Subject string
	Params        map[string]string
}

// Config of an Office. All but the fields with a value said are needed.
type Config struct {
	Desk     *identity.Desk
	Sealer   identity.Sealer
	Subjects []Subject
	Tell     func(ctx context.Context, tx pgx.Tx, notices []Notice) error
	Chain    func(district int64) []int64         // the district and all above it, the city last; nil when it is not known
	Subtree  func(district int64) []int64         // the district and all below it
	Calendar func(district int64) *hours.Calendar // of its city
	Poke     func()                               // tells the feed of a commit; may be nil
	Now      func() time.Time                     // time.Now
	Log      *slog.Logger                         // silent

	ReportsPerNetwork identity.Rate // 10 at once, then one each 10 min
	ReportsPerAccount identity.Rate // 20 at once, then one each 10 min
}

// What the law and promise P7 give time for.
const (
	// AppealLasts is how long a decision can be appealed (DSA art. 20 §1: at least six months).
	AppealLasts = 183 * day
	// SealedLasts is the longest that a copy of what was reported is kept (P7: six months).
	SealedLasts = 182 * day
	// CaseLasts is how long a closed case is kept, in codes and numbers.
	CaseLasts = 2 * 365 * day

	day = 24 * time.Hour
)

// Office is where reports come in and cases are decided. Any number of goroutines and nodes may use one each on a database.
type Office struct {
	pool     *pgxpool.Pool
	cfg      Config
	subjects map[string]Subject
}

// NewOffice makes an office on a migrated database.
func NewOffice(pool *pgxpool.Pool, cfg Config) (*Office, error) {
	if cfg.Desk == nil || cfg.Tell == nil || cfg.Chain == nil || cfg.Subtree == nil || cfg.Calendar == nil {
		return nil, errors.New("moderation: Desk, Tell, Chain, Subtree and Calendar are needed")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Poke == nil {
		cfg.Poke = func() {}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.ReportsPerNetwork == (identity.Rate{}) {
		cfg.ReportsPerNetwork = identity.Rate{Burst: 10, Every: 10 * time.Minute}
	}
	if cfg.ReportsPerAccount == (identity.Rate{}) {
		cfg.ReportsPerAccount = identity.Rate{Burst: 20, Every: 10 * time.Minute}
	}
	o := &Office{pool: pool, cfg: cfg, subjects: map[string]Subject{}}
	for _, s := range cfg.Subjects {
		o.subjects[s.Kind] = s
	}
	return o, nil
}

// now is cut to what PostgreSQL keeps.
func (o *Office) now() time.Time { return o.cfg.Now().UTC().Truncate(time.Microsecond) }

// named are the arguments of a statement; one that is missing is an error.
type named = pgx.StrictNamedArgs

// inTx runs do in a transaction and tells the feed.
func (o *Office) inTx(ctx context.Context, do func(pgx.Tx) error) error {
	err := pgx.BeginFunc(ctx, o.pool, do)
	if err == nil {
		o.cfg.Poke()
	}
	return failed(err)
}

// failed tells a refusal from a database that is away.
func failed(err error) error {
	if field, ok := errors.AsType[*directory.Invalid](err); ok {
		return field
	}
	return identity.Failed(err)
}

// city of a district: the last of its chain; 0 when none is known.
func (o *Office) city(district int64) int64 {
	if chain := o.cfg.Chain(district); len(chain) > 0 {
		return chain[len(chain)-1]
	}
	return 0
}

// team is the schedule of a city's moderators.
func (o *Office) team(ctx context.Context, tx pgx.Tx, city int64) (*hours.Schedule, error) {
	text := DefaultHours
	err := tx.QueryRow(ctx, `select hours from team_hours where city_id = $1`, city).Scan(&text)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, err
	}
	return hours.Compile(text, o.cfg.Calendar(city)), nil
}

// TeamHours says when the moderators of a district's city work, as opening hours are written.
func (o *Office) TeamHours(ctx context.Context, v *identity.Viewer, district int64) (text string, err error) {
	if err := v.Must(identity.ReadCases, identity.Scope{District: district}); err != nil {
		return "", err
	}
	err = o.inTx(ctx, func(tx pgx.Tx) error {
		team, err := o.team(ctx, tx, o.city(district))
		if err == nil {
			text = team.Text()
		}
		return err
	})
	return text, err
}

// SetTeamHours says when the moderators of a city work: deadlines of reports that come from now on count it.
// Errors: an Invalid named "hours" for what cannot be read.
func (o *Office) SetTeamHours(ctx context.Context, v *identity.Viewer, city int64, text string) error {
	scope := identity.Scope{District: city}
	if err := v.Must(identity.DecideCase, scope); err != nil {
		return err
	}
	if o.city(city) != city {
		return identity.Refuse(identity.NotFound, "")
	}
	if len(text) > 500 {
		return invalid("hours", "longer than 500 bytes")
	}
	team := hours.Compile(text, o.cfg.Calendar(city))
	if text == "" || team.Err() != nil {
		return invalid("hours", "these are no opening hours such as %q", DefaultHours)
	}
	return o.inTx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `insert into team_hours values ($1, $2) on conflict (city_id) do update set hours = excluded.hours`, city, text)
		if err != nil {
			return err
		}
		return o.cfg.Desk.Record(ctx, tx, identity.Deed{By: v, In: scope}, "set-team-hours", "city", city)
	})
}

// step notes something in a case's history.
func (o *Office) step(ctx context.Context, tx pgx.Tx, c *row, by int64, act, code string) error {
	_, err := tx.Exec(ctx, `insert into case_steps (case_id, at, by, act, code) values ($1, $2, $3, $4, $5)`, c.num, o.now(), by, act, code)
	return err
}

// sealJSON seals a value; about names its row.
func (o *Office) sealJSON(value any, about string) ([]byte, error) {
	plain, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return o.cfg.Sealer.Seal(plain, about), nil
}

// openJSON opens what sealJSON sealed; nothing where nothing is left.
func (o *Office) openJSON(sealed []byte, about string, value any) error {
	if sealed == nil {
		return nil
	}
	plain, err := o.cfg.Sealer.Open(sealed, about)
	if err != nil {
		return fmt.Errorf("moderation: %w", err)
	}
	if json.Unmarshal(plain, value) != nil {
		return errors.New("moderation: sealed text that cannot be read") // without the text
	}
	return nil
}

// aboutID names a row by its public id, and aboutCase a case's copies.
func aboutID(table string, id uuid.UUID) string { return table + " " + id.String() }

func aboutCase(num int64) string { return "copy of case " + strconv.FormatInt(num, 10) }
