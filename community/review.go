package community

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

// ToReview lists the events below a district that nobody has looked at yet, the oldest first, at most 200. Errors: NoSession, Forbidden.
func (r *Room) ToReview(ctx context.Context, v *identity.Viewer, district int64) (list []Found, err error) {
	if err := v.Must(identity.SteerEvents, identity.Scope{District: district}); err != nil {
		return nil, err
	}
	atlas := r.cfg.Live.Atlas()
	if atlas == nil {
		return nil, directory.ErrNotReady
	}
	err = r.read(ctx, func(tx pgx.Tx) error {
		events, err := readEvents(ctx, tx, selectEvent+`
			where s.review = 'waiting' and s.cancelled_at is null and coalesce(s.district_id, s.city_id) = any($1)
			order by s.created_at, s.id limit 200`, atlas.Subtree(district))
		if err != nil {
			return err
		}
		all, err := r.withHosts(ctx, tx, v, events)
		for _, f := range all {
			if f.Author == 0 || v.Sees(f.Author) {
				list = append(list, f)
			}
		}
		return err
	})
	return list, err
}

// Review lets an event stay, and those that its author publishes from now on; or refuses it: it is called off, and out of every read. The
// deed's code says why. Errors: NotFound, Forbidden outside of the area; BadValue for what needs no look.
func (r *Room) Review(ctx context.Context, deed identity.Deed, id uuid.UUID, pass bool) error {
	v := deed.By
	if !v.Could(identity.SteerEvents) {
		return v.Must(identity.SteerEvents, identity.Scope{})
	}
	return r.inTx(ctx, func(tx pgx.Tx) error {
		e, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		deed.In = in(e)
		switch err := v.Must(identity.SteerEvents, deed.In); {
		case err != nil:
			return err
		case e.Review != Waiting:
			return identity.Refuse(identity.BadValue, "somebody has looked at it already")
		case e.Author == v.Account.Num:
			return identity.Refuse(identity.Forbidden, "somebody else must look at what is your own")
		}
		kind := "event-passed"
		e.Review = Passed
		if !pass {
			kind, e.Review = "event-refused", Refused
		}
		_, err = tx.Exec(ctx, `update events set (review, updated_at) = ($2, $3) where id = $1`, e.Num, e.Review, r.now())
		if err != nil {
			return err
		}
		if !pass && (e.ends.IsZero() || e.ends.After(r.now())) {
			if _, err := r.cancel(ctx, tx, v.Account.Num, e, nil, All, "other"); err != nil {
				return err
			}
		}
		if err := r.cfg.Desk().Record(ctx, tx, deed, identity.SteerEvents, "event", e.Num); err != nil || e.Author == 0 {
			return err
		}
		return notify.Post(ctx, tx, notify.Notice{
			To: e.Author, Kind: kind, Subject: EventSubject(e.Num) + ":review", At: r.now(),
			Params: map[string]string{"title": e.Title, "event": e.ID.String()},
		})
	})
}

// tellReview tells the team of an event's districts that nobody has looked at it yet.
func (r *Room) tellReview(ctx context.Context, tx pgx.Tx, e *Event) error {
	if e.Review != Waiting {
		return nil
	}
	team, err := r.cfg.Desk().CoordinatorsOf(ctx, tx, r.districtsOf(e))
	if err != nil {
		return err
	}
	notices := make([]notify.Notice, len(team))
	for i, to := range team {
		notices[i] = notify.Notice{
			To: to, Kind: "event-review", Subject: EventSubject(e.Num), At: r.now(), Params: map[string]string{"title": e.Title, "event": e.ID.String()},
		}
	}
	return notify.PostAll(ctx, tx, notices)
}

// districtsOf are the district of an event and all above it.
func (r *Room) districtsOf(e *Event) (list []int64) {
	if d, ok := r.cfg.Live.DistrictNumbered(in(e).District); ok {
		for _, above := range r.cfg.Live.Atlas().Chain(d) {
			list = append(list, above.Num)
		}
	}
	return list
}
