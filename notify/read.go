package notify

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Item is a notice in words.
type Item struct {
	Number int64  // 1, 2, 3… of its recipient
	Kind   string // of the catalogue
	Group  string
	Title  string
	Text   string
	Link   string // path on this site
	At     time.Time
	Read   bool

	kind   Kind
	params map[string]string
}

// querier is what a pool and a transaction have in common.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// readNotices reads those that their recipient may see, in words. What only a newer version knows is left out.
func (o *Office) readNotices(ctx context.Context, db querier, lang, where string, args ...any) ([]Item, error) {
	rows, err := db.Query(ctx, `select number, kind, params, at, read_at is not null from visible_notifications n `+where, args...)
	if err != nil {
		return nil, err
	}
	var items []Item
	var i Item
	var params []byte
	_, err = pgx.ForEachRow(rows, []any{&i.Number, &i.Kind, &params, &i.At, &i.Read}, func() error {
		said, ok, err := i.in(lang, params)
		if ok {
			items = append(items, said)
		}
		return err
	})
	return items, err
}

// in is the item with its words; false for a kind that this version does not know.
func (i Item) in(lang string, params []byte) (Item, bool, error) {
	kind, known := kindOf(i.Kind)
	if !known {
		return i, false, nil
	}
	var named map[string]string
	if err := json.Unmarshal(params, &named); err != nil {
		return i, false, err
	}
	words := kind.words(lang, named)
	i.params = named
	i.kind, i.Group, i.Title, i.Text, i.Link = kind, kind.Group, words.Title, words.Text, kind.link(named)
	return i, true, nil
}
