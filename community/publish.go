package community

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/photos"
)

// late is how long a form may have lain open.
const late = 15 * time.Minute

// host is what must be known of somebody who holds an event.
type host struct {
	account int64
	home    directory.Home
	zone    string
	live    int  // events that are not over
	proven  bool // one was looked at, and none was refused since
}

// lockAccount makes whatever else an account writes here at the same time wait. NoSession once it is erased.
func lockAccount(ctx context.Context, tx pgx.Tx, account int64) error {
	var gone bool
	err := tx.QueryRow(ctx, `select standing = 'erased' from accounts where id = $1 for no key update`, account).Scan(&gone)
	if err == nil && gone {
		err = identity.Refuse(identity.NoSession, "")
	}
	return err
}

// host reads them. Forbidden for who has no profile, and below 18.
func (r *Room) host(ctx context.Context, tx pgx.Tx, account int64) (h host, err error) {
	h.account = account
	var age directory.AgeBand
	var cell int64
	err = tx.QueryRow(ctx, `
		select m.age_band, coalesce(m.home_cell, 0), coalesce(m.home_district, m.city, 0), coalesce(m.city, 0),
			coalesce((select timezone from districts where id = m.city), ''),
			(select count(*) from events e where e.author_id = m.account_id and e.cancelled_at is null and coalesce(e.ends_at > @now, true)),
			coalesce((select e.review = 'passed' from events e where e.author_id = m.account_id and e.review in ('passed', 'refused')
				order by e.updated_at desc limit 1), false)
		from members m where m.account_id = @account`, named{"account": account, "now": r.now()}).
		Scan(&age, &cell, &h.home.District, &h.home.City, &h.zone, &h.live, &h.proven)
	h.home.Cell = geo.Cell(cell)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return h, identity.Refuse(identity.Forbidden, "for members who have said who they are")
	case err == nil && !age.Adult():
		return h, identity.Refuse(identity.Forbidden, "for members of 18 or more")
	}
	return h, err
}

// trusted says whether nobody needs to look at what the viewer publishes: the staff and associations, and whose events were looked
// at before.
func trusted(v *identity.Viewer, h *host, organisation int64) bool {
	return organisation != 0 || h.proven || v.Could(identity.SteerEvents)
}

// acting is the organisation in whose name a draft is; 0 for the viewer's own.
func acting(v *identity.Viewer, d *Draft) (int64, error) {
	if d.Organisation == 0 {
		d.Organisation = v.Acting
	}
	if d.Organisation == 0 {
		return 0, nil
	}
	return d.Organisation, v.Must(identity.ActAsAssociation, identity.Scope{Organisation: d.Organisation})
}

// Publish holds an event. clientKey is made by whoever sends, 8–80 signs, one for each event: sent again it gives the event that there
// is. A member's events can be seen at once; until somebody of the team has looked at one, they have at most FirstSeats seats. Errors:
// Forbidden for who may not, has no profile or is under 18; [*directory.Invalid]; [directory.ErrNotReady].
func (r *Room) Publish(ctx context.Context, v *identity.Viewer, d Draft, clientKey string) (Event, error) {
	if err := v.Must(identity.HoldEvents, v.Own()); err != nil {
		return Event{}, err
	}
	organisation, err := acting(v, &d)
	if err != nil {
		return Event{}, err
	}
	if len(clientKey) < 8 || len(clientKey) > 80 {
		return Event{}, invalid("client_key", "not 8 to 80 bytes")
	}
	var e *Event
	err = r.inTx(ctx, func(tx pgx.Tx) error {
		if err := lockAccount(ctx, tx, v.Account.Num); err != nil {
			return err
		}
		h, err := r.host(ctx, tx, v.Account.Num)
		if err != nil {
			return err
		}
		e, err = oneEvent(ctx, tx, selectEvent+`where s.author_id = $1 and s.client_key = $2`, h.account, clientKey)
		if !errors.Is(err, &identity.Error{Code: identity.NotFound}) {
			return err
		}
		if h.live >= MaxLive {
			return invalid("title", "%d events are not over yet: call one off first", h.live)
		}
		e = &Event{ID: uuid.Must(uuid.NewV7()), Author: h.account, Organisation: organisation, Created: r.now(), key: clientKey}
		if !trusted(v, &h, organisation) {
			e.Review = Waiting
		}
		return r.publish(ctx, tx, v, e, &h, d)
	})
	if err != nil {
		return Event{}, err
	}
	return *e, r.seekHelpers(ctx, v, e, e)
}

// publish writes a new event.
func (r *Room) publish(ctx context.Context, tx pgx.Tx, v *identity.Viewer, e *Event, h *host, d Draft) error {
	m, err := r.write(ctx, tx, e, h, &d)
	if err != nil {
		return err
	}
	if err := r.ahead(e); err != nil {
		return err
	}
	e.Version = 1
	if err := e.insert(ctx, tx); err != nil {
		return err
	}
	if err := r.seal(ctx, tx, e, nil, m); err != nil {
		return err
	}
	if err := r.show(ctx, tx, e, ""); err != nil {
		return err
	}
	if err := r.askHosts(ctx, tx, v, e, d.CoHosts); err != nil {
		return err
	}
	return r.tellReview(ctx, tx, e)
}

// write puts what a draft says into an event, and gives what is to be sealed. Without a Where the place stays, and nothing is given.
func (r *Room) write(ctx context.Context, tx pgx.Tx, e *Event, h *host, d *Draft) (m *Meeting, err error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	if m, err = r.site(ctx, tx, &e.Site, h, &d.Where); err != nil {
		return nil, err
	}
	if d.When.Zone == "" {
		d.When.Zone = h.zone
	}
	if e.series, err = d.When.series(nil); err != nil {
		return nil, err
	}
	aligned, ok := e.series.Aligned() // who writes "each Monday, from Wednesday" does not mean Wednesday
	if !ok {
		return nil, invalid("rule", "has no date")
	}
	e.series, e.When = aligned, d.When
	e.When.Start = aligned.Start
	e.Title, e.Words, e.Bring, e.Capacity = d.Title, d.Words, d.Bring, d.Capacity
	e.Interest, e.For, e.Access, e.Languages, e.PriceCents, e.Helpers, e.Photo = d.Interest, d.For, d.Access, d.Languages, d.PriceCents, d.Helpers, d.Photo
	if err := e.seats(&e.Capacity); err != nil {
		return nil, err
	}
	e.Updated, e.ends = r.now(), ends(e, r.now())
	e.setDates(e.Updated)
	return m, nil
}

// seats holds the number of seats to what an event may have that nobody has looked at yet.
func (e *Event) seats(capacity *int) error {
	switch {
	case e.Review != Waiting && e.Review != Refused:
	case *capacity == 0:
		*capacity = FirstSeats
	case *capacity > FirstSeats:
		return invalid("capacity", "at most %d until somebody of the team has looked at your first event", FirstSeats)
	}
	return nil
}

// setDates notes the dates beside the rule and those that are not held, as When has them; what else is special about a date stays.
func (e *Event) setDates(now time.Time) {
	var kept []Date
	for _, d := range e.Dates {
		d.Extra, d.Removed = false, false
		if d.says() {
			kept = append(kept, d)
		}
	}
	e.Dates = kept
	for _, wall := range e.When.Extra {
		e.special(wall.In(e.series.Zone), now).Extra = true
	}
	for _, wall := range e.When.Removed {
		e.special(wall.In(e.series.Zone), now).Removed = true
	}
}

// says whether there is anything to note of a date.
func (d *Date) says() bool {
	return d.Extra || d.Removed || d.Cancelled || d.Sequence != 0 || d.Start != nil || d.Length != nil || d.Title != nil ||
		d.Words != nil || d.Bring != nil || d.Capacity != nil || d.Site != nil
}

// special is what is special about a date, made when there is nothing yet.
func (e *Event) special(original, now time.Time) *Date {
	i, found := e.find(original)
	if !found {
		e.Dates = append(e.Dates, Date{})
		copy(e.Dates[i+1:], e.Dates[i:])
		e.Dates[i] = Date{Original: original.UTC(), Updated: now}
	}
	return &e.Dates[i]
}

// site says where an event takes place. What is sealed leaves no more than its public cell, whatever the point in it (P2).
func (r *Room) site(ctx context.Context, tx pgx.Tx, s *Site, h *host, w *Where) (*Meeting, error) {
	atlas := r.cfg.Live.Atlas()
	if atlas == nil {
		return nil, directory.ErrNotReady
	}
	switch {
	case !w.given() && s.Kind == "":
		return nil, invalid("where", "is needed")
	case !w.given() && w.Sealed != "":
		if s.Kind != Sealed {
			return nil, invalid("sealed", "is for a point")
		}
		s.Note = w.Note
		return &Meeting{Words: w.Sealed}, nil // the point stays
	case !w.given():
		s.Note = w.Note
		return nil, nil
	case w.Online != "":
		*s = Site{Kind: Online, Online: w.Online, Note: w.Note, City: h.home.City} // no nearer: it is where the author lives
		return nil, nil
	case w.Place != uuid.Nil:
		return nil, r.sitePlace(ctx, tx, s, w)
	case w.Sealed != "":
		home, ok := atlas.HomeAt(*w.Point)
		if !ok {
			return nil, invalid("where", "outside of every city here")
		}
		*s = Site{Kind: Sealed, Located: true, Point: home.Cell.Center(), Cell: home.Cell, District: home.District, City: home.City, Note: w.Note}
		return &Meeting{Point: w.Point, Words: w.Sealed}, nil
	}
	d, ok := atlas.Finest(*w.Point)
	if !ok {
		return nil, invalid("where", "outside of every city here")
	}
	*s = Site{Kind: AtPoint, Located: true, Point: *w.Point, District: d.Num, City: d.City, Note: w.Note}
	return nil, nil
}

func (r *Room) sitePlace(ctx context.Context, tx pgx.Tx, s *Site, w *Where) error {
	*s = Site{Kind: AtPlace, Place: w.Place, Note: w.Note}
	var lon, lat *float64
	err := tx.QueryRow(ctx, `
		select p.id, p.name, coalesce(p.district_id, 0), ST_X(p.geom), ST_Y(p.geom)
		from places p where p.uid = $1 and not p.confidential and not p.hidden and p.status = 'open'`, w.Place).
		Scan(&s.place, &s.PlaceName, &s.District, &lon, &lat)
	if errors.Is(err, pgx.ErrNoRows) {
		return invalid("place", "is not one of the directory")
	}
	if err != nil {
		return err
	}
	if d, ok := r.cfg.Live.DistrictNumbered(s.District); ok {
		s.City = d.City
	}
	if lon != nil && lat != nil {
		s.Located, s.Point = true, orb.Point{*lon, *lat}
	}
	return nil
}

// show keeps the picture of an event, which everyone sees, and lets that go which it showed before.
func (r *Room) show(ctx context.Context, tx pgx.Tx, e *Event, before string) error {
	if e.Photo == before {
		return nil
	}
	if r.cfg.Photos == nil {
		return invalid("photo", "none are kept here")
	}
	if before != "" {
		if err := r.cfg.Photos.Forget(ctx, tx, before, EventSubject(e.Num)); err != nil {
			return err
		}
	}
	if e.Photo == "" {
		return nil
	}
	err := r.cfg.Photos.Keep(ctx, tx, e.Author, e.Photo, EventSubject(e.Num), photos.Everyone)
	if errors.Is(err, &identity.Error{Code: identity.BadValue}) || errors.Is(err, &identity.Error{Code: identity.NotFound}) {
		return invalid("photo", "not one that you have sent")
	}
	return err
}
