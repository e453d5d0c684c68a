package community

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
)

// helpKind is what helpers of an event are asked for, a code of directory.Kinds.
const helpKind = "event_setup"

// seekHelpers asks for the helpers that an event wants for its next date, as any help is asked for, after the event is written: asked
// again it finds the request that there is. Whoever has said yes to another hour or place is let go, and may be asked again.
func (r *Room) seekHelpers(ctx context.Context, v *identity.Viewer, before, after *Event) error {
	if r.cfg.Requests == nil {
		return nil
	}
	next, ahead := after.Next(r.now())
	if before.request != uuid.Nil {
		was, _ := before.Next(r.now())
		if before.Helpers == after.Helpers && !moves(&was, &next) {
			return nil
		}
		err := r.endHelp(ctx, v, before)
		if errors.Is(err, &identity.Error{Code: identity.NotFound}) {
			return nil // somebody else's who holds the event too: theirs to change
		}
		if err != nil {
			return err
		}
		after.request = uuid.Nil
	}
	if after.Helpers == 0 || !ahead {
		return r.noteRequest(ctx, after)
	}
	q, err := r.help(ctx, after, &next)
	if err != nil {
		return err
	}
	posted, err := r.cfg.Requests.Post(ctx, v, q, fmt.Sprintf("event:%s:%d", after.ID, after.Version))
	if err != nil {
		return err
	}
	after.request = posted.ID
	return r.noteRequest(ctx, after)
}

func (r *Room) noteRequest(ctx context.Context, e *Event) error {
	var request *uuid.UUID
	if e.request != uuid.Nil {
		request = &e.request
	}
	_, err := r.cfg.Pool.Exec(ctx, `update events set helpers_request = $2 where id = $1 and helpers_request is distinct from $2`, e.Num, request)
	return failed(err)
}

// help is what is asked for: where to meet is told to who says yes, as it would be to who comes.
func (r *Room) help(ctx context.Context, e *Event, o *Occurrence) (d matching.Draft, err error) {
	d = matching.Draft{
		Kind: helpKind, Details: o.Title, Needed: e.Helpers, Languages: e.Languages,
		When: matching.When{Timing: matching.Window, From: o.Start, Until: o.End},
	}
	if !o.Start.After(r.now()) {
		d.When.From = r.now()
	}
	if !d.When.Until.After(d.When.From) {
		d.When.Until = d.When.From.Add(time.Hour)
	}
	if !o.Site.Located {
		d.Where.Home = true
		return d, nil
	}
	at := o.Site.Point
	d.Where.Point, d.Where.Note = &at, o.Site.Note
	if o.Site.Kind != Sealed {
		return d, nil
	}
	err = r.read(ctx, func(tx pgx.Tx) error {
		m, err := r.meetingOf(ctx, tx, e, o)
		if m.Point != nil {
			d.Where.Point, d.Where.Note = m.Point, m.Words
		}
		return err
	})
	return d, err
}

// endHelp ends the search for helpers. Errors: NotFound for somebody else's.
func (r *Room) endHelp(ctx context.Context, v *identity.Viewer, e *Event) error {
	if r.cfg.Requests == nil || e.request == uuid.Nil {
		return nil
	}
	_, err := r.cfg.Requests.Cancel(ctx, v, e.request)
	if errors.Is(err, &identity.Error{Code: identity.BadValue}) {
		return nil // it is over
	}
	return err
}
