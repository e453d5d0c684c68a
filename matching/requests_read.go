package matching

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

// Found is a request as a member sees it: who waits for what in which cell, and nothing of how it is matched.
type Found struct {
	Request
	By        Neighbour // zero for an association's, and of who shows themself to nobody
	DistanceM float64   // from where the viewer asks to the middle of the cell; 0 in a box
	Near      bool      // in the viewer's own neighbourhood
	Own       bool      // the viewer's, or the association's that they act as
}

// Neighbour is the author, as members see each other.
type Neighbour struct {
	ID   uuid.UUID
	Name string
}

// public leaves what everyone may see.
func (q Request) public() Request {
	return Request{
		Num: q.Num, ID: q.ID, Offer: q.Offer, Author: q.Author, Organisation: q.Organisation, Kind: q.Kind, Details: q.Details, Cell: q.Cell,
		District: q.District, City: q.City, When: q.When, Needed: q.Needed, Taken: q.Taken, Quantity: q.Quantity,
		Languages: q.Languages, Urgency: q.Urgency, Wishes: q.Wishes, Photo: q.Photo, State: q.State, Expires: q.Expires, Created: q.Created,
	}
}

// Get is one request: all of it to its author and to the coordinators of its district, what everyone sees to other members while
// somebody is wanted, and to those who said yes. Errors: NotFound, Forbidden for who has no profile or is under 18.
func (r *Room) Get(ctx context.Context, v *identity.Viewer, id uuid.UUID) (Found, error) {
	if err := v.Must(identity.ReadRequests, identity.Scope{}); err != nil {
		return Found{}, err
	}
	var found Found
	err := r.read(ctx, func(tx pgx.Tx) error {
		home, stranger := readerHome(ctx, tx, v)
		if stranger != nil && !v.Could(identity.ReadQueue) {
			return stranger
		}
		p, err := onePosted(ctx, tx, selectPosted+`where q.uid = $1`, id)
		if err != nil {
			return err
		}
		found = p.found(v, home)
		switch staff := v.May(identity.ReadQueue, in(&p.Request)); {
		case stranger != nil && !staff: // who works for the team needs no profile
			return stranger
		case found.Own:
		case !v.Sees(p.Author):
			return identity.Refuse(identity.NotFound, "")
		case staff:
		case p.shown():
			found.Request = p.public()
		default:
			found.Request = p.public()
			return r.askedOf(ctx, tx, v, p)
		}
		return nil
	})
	if err != nil {
		return Found{}, err
	}
	return found, nil
}

// askedOf is NotFound unless the viewer said yes to a request, or is asked for one that is not over.
func (r *Room) askedOf(ctx context.Context, tx pgx.Tx, v *identity.Viewer, p *posted) error {
	var asked bool
	err := tx.QueryRow(ctx, `
		select exists (select from invitations where request_id = $1 and account_id = $2 and (state = 'accepted' or state in ('sent', 'later') and $3))`,
		p.Num, v.Account.Num, p.State.Live() && p.State != StateReview).Scan(&asked)
	if err == nil && (!asked || p.Hidden || !p.trusted) {
		err = identity.Refuse(identity.NotFound, "")
	}
	return err
}

// Own lists what the viewer asks and offers, or the association that they act as: what goes on first, the newest first, at most 200.
func (r *Room) Own(ctx context.Context, v *identity.Viewer) (list []Request, err error) {
	if err := v.Must(identity.Ask, v.Own()); err != nil {
		return nil, err
	}
	whose, num := ownRequests, v.Account.Num
	if v.Acting != 0 {
		whose, num = actedRequests, v.Acting
	}
	list, err = manyRequests(ctx, r.cfg.Pool, whose, named{"whose": num, "live": liveStates})
	return list, failed(err)
}

const (
	ownRequests   = selectRequest + `where q.author_id = @whose order by q.state = any(@live) desc, q.id desc limit 200`
	actedRequests = selectRequest + `where q.organisation_id = @whose order by q.state = any(@live) desc, q.id desc limit 200`
)

// OwnMeeting is what the author said to those who help only, for a form that changes it. Errors: NotFound.
func (r *Room) OwnMeeting(ctx context.Context, v *identity.Viewer, id uuid.UUID) (m Meeting, err error) {
	_, err = r.onOwn(ctx, v, id, func(tx pgx.Tx, q *Request) error {
		m, err = r.openSealed(ctx, tx, q)
		return err
	})
	return m, err
}

// Held is something that waits for a coordinator's look.
type Held struct {
	Request
	By   Neighbour
	Risk string // code of the rule that held it back
}

// Held lists what waits for a look below a district, the longest waiting first, at most 200. Errors: NoSession, Forbidden.
func (r *Room) Held(ctx context.Context, v *identity.Viewer, district int64) (list []Held, err error) {
	if err := v.Must(identity.ReviewRequest, identity.Scope{District: district}); err != nil {
		return nil, err
	}
	err = r.below(ctx, v, district, `q.state = 'review' order by q.created_at, q.id`, func(tx pgx.Tx, waiting []*posted) error {
		risks, err := ofEach[string](ctx, tx, `
			select distinct on (request_id) request_id, why from request_steps where request_id = any($1) and act = 'hold'
			order by request_id, id desc`, waiting)
		for _, p := range waiting {
			list = append(list, Held{Request: p.Request, By: p.by, Risk: risks[p.Num]})
		}
		return err
	})
	return list, err
}

// below gives do at most 200 requests that stand below a district, but for those of people whom the viewer must not know of.
func (r *Room) below(ctx context.Context, v *identity.Viewer, district int64, which string, do func(pgx.Tx, []*posted) error) error {
	atlas := r.cfg.Live.Atlas()
	if atlas == nil {
		return directory.ErrNotReady
	}
	return r.read(ctx, func(tx pgx.Tx) error {
		list, err := allPosted(ctx, tx, selectPosted+`where q.district_id = any($1) and `+which+` limit 200`, atlas.Subtree(district))
		if err != nil {
			return err
		}
		return do(tx, slices.DeleteFunc(list, func(p *posted) bool { return !v.Sees(p.Author) }))
	})
}

// ofEach reads one value for each of some requests, by its number: sql is given the numbers.
func ofEach[T any](ctx context.Context, tx pgx.Tx, sql string, requests []*posted) (map[int64]T, error) {
	nums := make([]int64, len(requests))
	for i, p := range requests {
		nums[i] = p.Num
	}
	rows, err := tx.Query(ctx, sql, nums)
	if err != nil {
		return nil, err
	}
	values := map[int64]T{}
	var num int64
	var value T
	_, err = pgx.ForEachRow(rows, []any{&num, &value}, func() error { values[num] = value; return nil })
	return values, err
}

// read runs do in one snapshot.
func (r *Room) read(ctx context.Context, do func(pgx.Tx) error) error {
	return failed(pgx.BeginTxFunc(ctx, r.cfg.Pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, do))
}

// readerHome is where the viewer lives. Forbidden for who has no profile, and below 18: they see no other members.
func readerHome(ctx context.Context, tx pgx.Tx, v *identity.Viewer) (home directory.Home, err error) {
	var age directory.AgeBand
	var cell int64
	err = tx.QueryRow(ctx, `
		select age_band, coalesce(home_cell, 0), coalesce(home_district, city, 0), coalesce(city, 0) from members where account_id = $1`,
		v.Account.Num).Scan(&age, &cell, &home.District, &home.City)
	home.Cell = geo.Cell(cell)
	return home, mustBeAdult(age, err)
}

// RequestPage is one page of requests.
type RequestPage struct {
	Items []Found
	Next  string // the cursor of the next; empty on the last
}

// Browse lists what others ask for and offer: nearest first, or what is in a box. Without a place of its own the query is about the
// viewer's home. Errors: Forbidden for who has no profile or is under 18, [*directory.Invalid], [directory.ErrNotReady].
func (r *Room) Browse(ctx context.Context, v *identity.Viewer, q RequestQuery) (page RequestPage, err error) {
	if err := v.Must(identity.ReadRequests, identity.Scope{}); err != nil {
		return page, err
	}
	err = r.read(ctx, func(tx pgx.Tx) error {
		q.Home, err = readerHome(ctx, tx, v)
		return err
	})
	if err != nil {
		return page, err
	}
	q.Now = r.now()
	if q.Near == nil && q.Box == nil {
		if !q.Home.Known() {
			return page, invalid("near", "is needed by somebody who has not said where they live")
		}
		q.Near = &directory.Near{Point: q.Home.Cell.Center(), RadiusM: directory.MaxRadiusM}
	}
	if err := q.check(); err != nil {
		return page, err
	}
	find := r.cfg.Requests.Near
	if q.Box != nil {
		find = r.cfg.Requests.InBox
	}
	found, err := find(nil, v, q)
	if err != nil {
		return page, err
	}
	return q.page(found), nil
}
