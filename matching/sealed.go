package matching

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// pointLasts is how long what is sealed is kept after the request's own end: who helped may still be on the way.
const pointLasts = 2 * day

func aboutRequest(q *Request) string { return "request " + q.ID.String() }

// seal writes what only those who help are shown.
func (r *Room) seal(ctx context.Context, tx pgx.Tx, q *Request, m Meeting) error {
	if m == (Meeting{}) {
		return r.forgetSealed(ctx, tx, q)
	}
	plain, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		insert into request_points (request_id, sealed, expires_at) values (@request, @sealed, @expires)
		on conflict (request_id) do update set (sealed, expires_at) = (excluded.sealed, excluded.expires_at)`,
		named{"request": q.Num, "sealed": r.cfg.Sealer.Seal(plain, aboutRequest(q)), "expires": q.Expires.Add(pointLasts)})
	return err
}

// keepSealed lets it last as long as the request now does.
func (r *Room) keepSealed(ctx context.Context, tx pgx.Tx, q *Request) error {
	_, err := tx.Exec(ctx, `update request_points set expires_at = $2 where request_id = $1`, q.Num, q.Expires.Add(pointLasts))
	return err
}

func (r *Room) forgetSealed(ctx context.Context, tx pgx.Tx, q *Request) error {
	_, err := tx.Exec(ctx, `delete from request_points where request_id = $1`, q.Num)
	return err
}

// openSealed is what only those who help are shown; the zero Meeting where nothing was said, or it was long ago. Whoever calls it
// has checked who asks, and notes the read.
func (r *Room) openSealed(ctx context.Context, tx pgx.Tx, q *Request) (m Meeting, err error) {
	var sealed []byte
	var expires time.Time
	err = tx.QueryRow(ctx, `select sealed, expires_at from request_points where request_id = $1`, q.Num).Scan(&sealed, &expires)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && !expires.After(r.now()) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	plain, err := r.cfg.Sealer.Open(sealed, aboutRequest(q))
	if err != nil {
		return m, fmt.Errorf("matching: %w", err)
	}
	if json.Unmarshal(plain, &m) != nil {
		return m, errors.New("matching: sealed words that cannot be read") // without the words
	}
	return m, nil
}
