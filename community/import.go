package community

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// Bounds of the calendars that an association keeps elsewhere.
const (
	MaxImports  = 3 // of one association
	MaxImported = 500
	askEvery    = 10 * time.Minute // that somebody may have one read
)

// Import is a calendar that an association keeps elsewhere, whose events are published here, and how reading it goes.
type Import struct {
	ID       uuid.UUID
	Address  string
	Next     time.Time // zero = given up, until somebody asks
	Tried    time.Time // zero = not yet
	Read     time.Time // the last time that it went well; zero = never
	Failed   string    // code of ImportFailures: why the last time did not; empty = it did
	Failures int       // in a row
	Events   int       // in the file
	Coming   int       // of those that stand here and are not over
	Made     int       // by the last reading that found another file
	Changed  int
	Off      int   // called off
	Problems int   // places in the file that could not be read
	Lines    []int // of the first of them
	Cut      bool  // there was more than is read

	num, organisation int64
	run               int64
	asked, full       time.Time
	failedSince       time.Time
	etag, modified    string
}

// ImportFailures are why a calendar could not be read, as its association is told.
var ImportFailures = []directory.Term{
	{Code: "address", FR: "l’adresse n’est pas sur l’Internet public, ou pas en https", EN: "the address is not on the public internet, or not https"},
	{Code: "away", FR: "le serveur ne répond pas", EN: "the server does not answer"},
	{Code: "slow", FR: "le serveur met plus de dix secondes", EN: "the server takes more than ten seconds"},
	{Code: "certificate", FR: "le certificat du serveur n’est pas bon", EN: "the server’s certificate is not right"},
	{Code: "redirects", FR: "l’adresse renvoie sans fin à une autre", EN: "the address keeps sending on to another"},
	{Code: "gone", FR: "il n’y a plus rien à cette adresse", EN: "there is nothing at this address any more"},
	{Code: "locked", FR: "l’agenda n’est pas public", EN: "the calendar is not public"},
	{Code: "trouble", FR: "le serveur a un problème", EN: "the server has a problem"},
	{Code: "none", FR: "ce n’est pas un agenda au format .ics", EN: "it is not an .ics calendar"},
}

// importer is the association that somebody decides for. Errors: NotFound, NoSession, Forbidden.
func (r *Room) importer(v *identity.Viewer, organisation uuid.UUID) (o directory.Organisation, scope identity.Scope, err error) {
	if !v.Could(identity.ImportEvents) {
		return o, scope, v.Must(identity.ImportEvents, identity.Scope{})
	}
	if r.cfg.Live.Atlas() == nil {
		return o, scope, directory.ErrNotReady
	}
	o, ok := r.cfg.Live.Organisation(organisation)
	if !ok {
		return o, scope, errNone()
	}
	scope.Organisation = o.Num
	districts := o.Districts
	for _, p := range r.cfg.Live.PlacesOf(o.Num, maxFamiliar) {
		districts = append(districts[:len(districts):len(districts)], p.District)
	}
	for _, scope.District = range districts {
		if v.May(identity.ImportEvents, scope) {
			return o, scope, nil
		}
	}
	return o, scope, v.Must(identity.ImportEvents, scope)
}

// asImporter runs do for who decides for an association; what staff do is in the audit.
func (r *Room) asImporter(ctx context.Context, v *identity.Viewer, organisation uuid.UUID, code string, do func(pgx.Tx, directory.Organisation) error) error {
	o, scope, err := r.importer(v, organisation)
	if err != nil {
		return err
	}
	return r.inTx(ctx, func(tx pgx.Tx) error {
		if err := do(tx, o); err != nil || v.Acting != 0 && v.Acting == o.Num {
			return err
		}
		return r.cfg.Desk().Record(ctx, tx, identity.Deed{By: v, In: scope, Code: code}, identity.ImportEvents, "organisation", o.Num)
	})
}

// Imports lists the calendars of an association that are followed, the first one first. Errors: NotFound, NoSession, Forbidden.
func (r *Room) Imports(ctx context.Context, v *identity.Viewer, organisation uuid.UUID) ([]Import, error) {
	o, _, err := r.importer(v, organisation)
	if err != nil {
		return nil, err
	}
	list, err := manyImports(ctx, r.cfg.Pool, selectImport+`where i.organisation_id = $1 order by i.id`, o.Num)
	return list, failed(err)
}

// Follow has a calendar of an association read from now on; once more it is the one that there is. It is read within a minute.
// Errors: NotFound, NoSession, Forbidden, [*directory.Invalid].
func (r *Room) Follow(ctx context.Context, v *identity.Viewer, organisation uuid.UUID, address string) (i Import, err error) {
	err = r.asImporter(ctx, v, organisation, "calendar-follow", func(tx pgx.Tx, o directory.Organisation) error {
		address, err := r.calendarAddress(address)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `select from organisations where id = $1 for no key update`, o.Num); err != nil {
			return err
		}
		list, err := manyImports(ctx, tx, selectImport+`where i.organisation_id = $1 order by i.address = $2 desc, i.id`, o.Num, address)
		if err != nil {
			return err
		}
		if len(list) > 0 && list[0].Address == address {
			i = list[0]
			return nil
		}
		if len(list) >= MaxImports {
			return invalid("address", "more than %d calendars", MaxImports)
		}
		i, err = oneImport(ctx, tx, insertImport, named{
			"uid": uuid.Must(uuid.NewV7()), "organisation": o.Num, "address": address, "now": r.now(),
		})
		return err
	})
	if err == nil {
		r.wakeImports()
	}
	return i, err
}

// calendarAddress is an address as it is kept.
func (r *Room) calendarAddress(text string) (string, error) {
	text = strings.TrimSpace(text)
	u, err := url.Parse(text)
	if err != nil || len(text) > maxImportAddress || strings.ContainsFunc(text, func(c rune) bool { return !unicode.IsPrint(c) || c == ' ' }) {
		return "", invalid("address", "not the address of a calendar")
	}
	switch u.Scheme {
	case "webcal", "webcals":
		u.Scheme = "https"
	case "http":
		if !r.fetch.local {
			u.Scheme = "https"
		}
	}
	u.Fragment, u.RawFragment = "", ""
	if r.fetch.check(u) != nil {
		return "", invalid("address", "not an https address on the public internet")
	}
	return u.String(), nil
}

// onImport does something with one of an association's calendars, whose row it keeps.
func (r *Room) onImport(ctx context.Context, v *identity.Viewer, organisation, id uuid.UUID, code string, do func(pgx.Tx, *Import) error) error {
	return r.asImporter(ctx, v, organisation, code, func(tx pgx.Tx, o directory.Organisation) error {
		i, err := oneImport(ctx, tx, selectImport+`where i.uid = $1 and i.organisation_id = $2 for update of i`, id, o.Num)
		if errors.Is(err, pgx.ErrNoRows) {
			err = errNone()
		}
		if err != nil {
			return err
		}
		return do(tx, &i)
	})
}

// ReadNow has a calendar read within a minute. TooMany when somebody asked less than ten minutes ago. Errors: NotFound, NoSession,
// Forbidden.
func (r *Room) ReadNow(ctx context.Context, v *identity.Viewer, organisation, id uuid.UUID) error {
	err := r.onImport(ctx, v, organisation, id, "calendar-read", func(tx pgx.Tx, i *Import) error {
		if wait := i.asked.Add(askEvery).Sub(r.now()); wait > 0 {
			return &identity.Error{Code: identity.TooMany, RetryAfter: wait}
		}
		_, err := tx.Exec(ctx, `update calendar_imports set (asked_at, next_at, etag, modified) = ($2, $2, '', '') where id = $1`, i.num, r.now())
		return err
	})
	if err == nil {
		r.wakeImports()
	}
	return err
}

// Unfollow ends that a calendar is read. Its events stay, and are changed here from now on; or, callOff, those that are not over are
// called off, and who signed up is told (C3). Errors: NotFound, NoSession, Forbidden.
func (r *Room) Unfollow(ctx context.Context, v *identity.Viewer, organisation, id uuid.UUID, callOff bool) error {
	return r.onImport(ctx, v, organisation, id, "calendar-unfollow", func(tx pgx.Tx, i *Import) error {
		list, err := readEvents(ctx, tx, selectEvent+`
			where s.id in (select event_id from imported_events where import_id = $1) order by s.id for no key update of s`, i.num)
		if err != nil {
			return err
		}
		for _, e := range list {
			if callOff && e.Cancelled.IsZero() && (e.ends.IsZero() || e.ends.After(r.now())) {
				if _, err := r.cancel(ctx, tx, v.Account.Num, e, nil, All, "other"); err != nil {
					return err
				}
			}
		}
		_, err = tx.Exec(ctx, `update events set imported = false where id in (select event_id from imported_events where import_id = $1)`, i.num)
		if err == nil {
			_, err = tx.Exec(ctx, `update imported_events set (import_id, digest, missing) = (null, null, false) where import_id = $1`, i.num)
		}
		if err == nil {
			_, err = tx.Exec(ctx, `delete from calendar_imports where id = $1`, i.num)
		}
		return err
	})
}

// wakeImports says that one may be due; it is found within a minute anyway.
func (r *Room) wakeImports() {
	select {
	case r.dueImports <- struct{}{}:
	default:
	}
}

// ownHost is the host that we are known by.
func ownHost(site string) string {
	u, err := url.Parse(site)
	if err != nil {
		return ""
	}
	return cmp.Or(strings.ToLower(u.Hostname()), " ") // no address has this one
}
