package matching

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

// tellAuthor tells who asked, or who asks in the association's name. about makes two notices of one kind two.
func (r *Room) tellAuthor(ctx context.Context, tx pgx.Tx, q *Request, kind, about string, params map[string]string) error {
	if q.Author == 0 {
		return nil
	}
	return notify.Post(ctx, tx, notify.Notice{To: q.Author, Kind: kind, Subject: subjectOf(q, about), Params: params, At: r.now()})
}

// tellTeam tells the coordinators of where a request stands.
func (r *Room) tellTeam(ctx context.Context, tx pgx.Tx, q *Request, kind, about string) error {
	team, err := r.cfg.Desk().CoordinatorsOf(ctx, tx, r.districtsOf(q))
	if err != nil {
		return err
	}
	notices := make([]notify.Notice, len(team))
	for i, to := range team {
		notices[i] = notify.Notice{To: to, Kind: kind, Subject: subjectOf(q, about), At: r.now()}
	}
	return notify.PostAll(ctx, tx, notices)
}

// tellHeld tells the author and the coordinators that somebody must look first.
func (r *Room) tellHeld(ctx context.Context, tx pgx.Tx, q *Request) error {
	if err := r.tellAuthor(ctx, tx, q, "request-held", about(q), nil); err != nil {
		return err
	}
	return r.tellTeam(ctx, tx, q, "request-to-review", about(q))
}

// about tells one edition of a request from another.
func about(q *Request) string { return fmt.Sprintf("v%d", q.Version) }

func subjectOf(q *Request, about string) string { return fmt.Sprintf("request:%d:%s", q.Num, about) }

// districtsOf are the district of a request and all above it.
func (r *Room) districtsOf(q *Request) (list []int64) {
	if d, ok := r.cfg.Live.DistrictNumbered(q.District); ok {
		for _, above := range r.cfg.Live.Atlas().Chain(d) {
			list = append(list, above.Num)
		}
	}
	if len(list) == 0 {
		list = []int64{q.City}
	}
	return list
}

// in is where a request stands, for what the staff may do.
func in(q *Request) identity.Scope { return identity.Scope{District: q.District} }
