package matching

import (
	"context"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Subject is what conversations about a request are about.
func (q *Request) Subject() string { return "request:" + strconv.FormatInt(q.Num, 10) }

// Subjected is what the people of a conversation know of the request that it is about.
type Subjected struct {
	ID    uuid.UUID
	Kind  string
	Offer bool
	Opens bool // the viewer can open its page
}

// Subjects says what some conversations are about, by their subjects; what is no request is left out. Ask it only for the people of
// these conversations.
func (r *Room) Subjects(ctx context.Context, v *identity.Viewer, subjects []string) (map[string]Subjected, error) {
	if err := v.Must(identity.ReadThreads, v.Own()); err != nil {
		return nil, err
	}
	var nums []int64
	for _, s := range subjects {
		if text, ok := strings.CutPrefix(s, "request:"); ok {
			if num, err := strconv.ParseInt(text, 10, 64); err == nil {
				nums = append(nums, num)
			}
		}
	}
	rows, err := r.cfg.Pool.Query(ctx, `
		select id, uid, kind, offer, coalesce(author_id, 0), closed_at is null and not hidden from requests where id = any($1)`, nums)
	if err != nil {
		return nil, err
	}
	known := map[string]Subjected{}
	var q Request
	var lives bool
	_, err = pgx.ForEachRow(rows, []any{&q.Num, &q.ID, &q.Kind, &q.Offer, &q.Author, &lives}, func() error {
		opens := q.Author == v.Account.Num || lives && v.Sees(q.Author)
		known[q.Subject()] = Subjected{q.ID, q.Kind, q.Offer, opens}
		return nil
	})
	return known, err
}
