package community

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/community/ical"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

const (
	importLease  = 10 * time.Minute // for whoever reads one
	importOften  = time.Hour        // after a change, and at most
	importMostly = 3 * time.Hour
	importRarely = day
	importEnds   = 30 * day // after which nobody tries any more
	importWhole  = 7 * day  // that a server may say "the same": what is far ahead comes near meanwhile
)

// errNotOurs ends a reading that another node, or an association, has taken away.
var errNotOurs = errors.New("community: somebody else reads this calendar")

// runImports reads calendars that are due until ctx ends. It has a goroutine of its own: strangers' servers are slow.
func (r *Room) runImports(ctx context.Context) {
	look := time.NewTicker(tellEvery)
	defer look.Stop()
	for ctx.Err() == nil {
		if err := r.ImportsDue(ctx); err != nil && ctx.Err() == nil {
			r.cfg.Log.Warn("community: trying again", "what", "imports", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-r.dueImports:
		case <-look.C:
		}
	}
}

// ImportsDue reads the calendars that are due, one after the other; any number of nodes share them.
func (r *Room) ImportsDue(ctx context.Context) error {
	var failure error
	for ctx.Err() == nil && r.cfg.Live.Atlas() != nil {
		i, err := oneImport(ctx, r.cfg.Pool, takeImport, named{"now": r.now(), "lease": r.now().Add(importLease)})
		if errors.Is(err, pgx.ErrNoRows) {
			break
		}
		if err != nil {
			return errors.Join(failure, failed(err))
		}
		if err := r.readImport(ctx, &i); err != nil && !errors.Is(err, errNotOurs) {
			failure = errors.Join(failure, failed(err)) // the lease runs out
		}
	}
	return failure
}

// readImport reads one calendar and notes how it went.
func (r *Room) readImport(ctx context.Context, i *Import) error {
	etag, modified := i.etag, i.modified
	if r.now().Sub(i.full) > importWhole {
		etag, modified = "", ""
	}
	file, err := r.fetch.get(ctx, i.Address, etag, modified)
	if problem, ok := errors.AsType[fetchProblem](err); ok {
		return r.endFailed(ctx, i, string(problem))
	}
	if err != nil {
		return err
	}
	every := importMostly
	if !file.Same {
		if every, err = r.takeFile(ctx, i, file); errors.Is(err, ical.ErrNoCalendar) {
			return r.endFailed(ctx, i, "none")
		}
		if err != nil {
			return err
		}
	}
	i.Failed, i.Failures, i.failedSince, i.Read = "", 0, time.Time{}, r.now()
	return r.endImport(ctx, i, r.now().Add(every))
}

func (r *Room) endFailed(ctx context.Context, i *Import, code string) error {
	now := r.now()
	if i.failedSince.IsZero() {
		i.failedSince = now
	}
	wait := min(importOften<<min(i.Failures, 5), importRarely)
	i.Failed, i.Failures = code, min(i.Failures+1, 1000)
	if now.Sub(i.failedSince) > importEnds {
		return r.endImport(ctx, i, time.Time{})
	}
	return r.endImport(ctx, i, now.Add(wait))
}

func (r *Room) endImport(ctx context.Context, i *Import, next time.Time) error {
	if !next.IsZero() {
		next = next.Add(time.Duration(i.num%600) * time.Second) // not all at once
	}
	if i.Lines == nil {
		i.Lines = []int{}
	}
	_, err := r.cfg.Pool.Exec(ctx, endImport, named{
		"num": i.num, "run": i.run, "now": r.now(), "next": atRest(next), "read": atRest(i.Read), "full": atRest(i.full), "failed": i.Failed,
		"failures": i.Failures, "since": atRest(i.failedSince), "events": i.Events, "made": i.Made, "changed": i.Changed, "off": i.Off,
		"problems": i.Problems, "lines": i.Lines, "cut": i.Cut, "etag": i.etag, "modified": i.modified,
	})
	return err
}

// takeFile takes over what a file says, and gives how soon it is worth reading again.
func (r *Room) takeFile(ctx context.Context, i *Import, file fetched) (every time.Duration, err error) {
	o, ok := r.cfg.Live.OrganisationNumbered(i.organisation)
	if !ok {
		return 0, errNotOurs // hidden, or not loaded yet: the lease runs out
	}
	t := r.translator(o)
	bounds := ical.BoundsIn(t.zone)
	cal, problems, err := ical.Read(bytes.NewReader(file.Body), bounds)
	if err != nil {
		return 0, err
	}
	list := t.events(&cal)
	i.Events, i.Made, i.Changed, i.Off = len(cal.Events), 0, 0, 0
	i.Problems, i.Lines, i.Cut = len(problems)+t.unread, nil, !cal.Whole
	for _, p := range problems {
		t.seen[sourceOf(p.UID, time.Time{})] = true
		if p.Line > 0 && len(i.Lines) < 10 {
			i.Lines = append(i.Lines, p.Line)
		}
	}
	waits, err := r.takeEvents(ctx, i, t, list, cal.Whole && len(problems) < bounds.Problems)
	if err != nil {
		return 0, err
	}
	i.full, i.etag, i.modified = r.now(), file.ETag, file.Modified
	if waits { // the next reading counts
		i.etag, i.modified = "", ""
	}
	if i.Made+i.Changed+i.Off > 0 || waits {
		return importOften, nil
	}
	if cal.Refresh == 0 {
		return importMostly, nil
	}
	return min(max(cal.Refresh, importOften), importRarely), nil
}

// takeEvents makes our events say what a calendar's do. Those that are no longer in it are called off once two readings in a row that
// were whole have missed them; waits says that one was missed for the first time.
func (r *Room) takeEvents(ctx context.Context, i *Import, t *translator, list []incoming, whole bool) (waits bool, err error) {
	known, err := readImported(ctx, r.cfg.Pool, `where organisation_id = $1`, i.organisation)
	if err != nil {
		return false, err
	}
	have := make(map[[32]byte]*imported, len(known))
	for k := range known {
		have[known[k].source] = &known[k]
	}
	room := MaxImported - i.Coming
	for k := range list {
		in := &list[k]
		m := have[in.source]
		switch {
		case m == nil && (in.off || !in.event.coming(r.now())), m != nil && !m.hears(i, in):
			continue
		case m == nil && room == 0:
			i.Cut, whole = true, false
			continue
		case m == nil:
			room--
		}
		if err := r.take(ctx, i, in); err != nil {
			return false, err
		}
	}
	if !whole {
		return false, nil
	}
	for k := range known {
		if m := &known[k]; m.following == i.num && !t.seen[m.source] {
			missed, err := r.miss(ctx, i, m)
			if err != nil {
				return false, err
			}
			waits = waits || missed
		}
	}
	return waits, nil
}

// hears says whether an event is to be looked at for what a calendar says of it now: not when another calendar of the association has it,
// when it is the same, or when what came is older than what we have.
func (m *imported) hears(i *Import, in *incoming) bool {
	switch {
	case m.following != 0 && m.following != i.num:
		return false
	case m.digest == in.digest && !m.missing && m.following != 0:
		return false
	case in.sequence < m.sequence:
		return in.modified.After(m.modified) // who numbers afresh says at least when
	case in.sequence == m.sequence && !in.modified.IsZero():
		return !in.modified.Before(m.modified)
	}
	return true
}

// coming says whether a date is held that is not over, near enough to be shown.
func (e *Event) coming(now time.Time) bool {
	_, ok := e.Next(now)
	return ok
}

// asReader runs do while the reading is still this node's. All readings of an association's calendars wait for each other here.
func (r *Room) asReader(ctx context.Context, i *Import, do func(pgx.Tx) error) error {
	return r.inTx(ctx, func(tx pgx.Tx) error {
		var num, run int64
		ours := false
		rows, err := tx.Query(ctx, `select id, run from calendar_imports where organisation_id = $1 order by id for no key update`, i.organisation)
		if err != nil {
			return err
		}
		_, err = pgx.ForEachRow(rows, []any{&num, &run}, func() error {
			ours = ours || num == i.num && run == i.run
			return nil
		})
		if err == nil && !ours {
			err = errNotOurs
		}
		if err != nil {
			return err
		}
		return do(tx)
	})
}

// take makes an event say what a calendar says.
func (r *Room) take(ctx context.Context, i *Import, in *incoming) error {
	var count *int
	err := r.asReader(ctx, i, func(tx pgx.Tx) error {
		list, err := readImported(ctx, tx, `where organisation_id = $1 and source = $2`, i.organisation, in.source[:])
		if err != nil {
			return err
		}
		m := imported{source: in.source, digest: in.digest, sequence: in.sequence, modified: in.modified}
		target := in.event.copied() // a transaction may be tried twice
		if err := r.settle(ctx, tx, target); err != nil {
			return err
		}
		if count = &i.Made; len(list) == 0 {
			err = r.makeImported(ctx, tx, target)
			m.event = target.Num
		} else {
			m.event = list[0].event
			count, err = r.follow(ctx, tx, i, m.event, in, target)
		}
		if err != nil {
			return err
		}
		return saveImported(ctx, tx, i, &m)
	})
	if err == nil && count != nil {
		*count++
	}
	return err
}

// settle finds the places of a target as the database has them.
func (r *Room) settle(ctx context.Context, tx pgx.Tx, e *Event) error {
	sites := []*Site{&e.Site}
	for k := range e.Dates {
		if d := &e.Dates[k]; d.Site != nil {
			own := *d.Site
			d.Site = &own
			sites = append(sites, d.Site)
		}
	}
	for _, s := range sites {
		if s.Place == uuid.Nil {
			continue
		}
		note, city := s.Note, s.City
		err := r.sitePlace(ctx, tx, s, &Where{Place: s.Place, Note: note})
		if _, gone := errors.AsType[*directory.Invalid](err); gone {
			*s, err = Site{Kind: AtPlace, Note: note, City: city}, nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *Room) makeImported(ctx context.Context, tx pgx.Tx, e *Event) error {
	e.ID, e.Created, e.Updated, e.Version = uuid.Must(uuid.NewV7()), r.now(), r.now(), 1
	for k := range e.Dates {
		e.Dates[k].Updated = r.now()
	}
	e.ends = ends(e, r.now())
	return e.insert(ctx, tx)
}

// follow takes over what a calendar says of an event that we have, and tells who signed up what became of their dates (C3). What it gives
// counts what was done; nil = nothing.
func (r *Room) follow(ctx context.Context, tx pgx.Tx, i *Import, num int64, in *incoming, target *Event) (*int, error) {
	before, err := oneEvent(ctx, tx, selectEvent+`where s.id = $1 for no key update of s`, num)
	if err != nil {
		return nil, err
	}
	over := !before.ends.IsZero() && !before.ends.After(r.now())
	switch {
	case in.off && (over || !before.Cancelled.IsZero()), over && !target.coming(r.now()):
		return nil, nil
	case in.off:
		_, err := r.cancel(ctx, tx, 0, before, nil, All, "other")
		return &i.Off, err
	}
	e := before.copied()
	e.Title, e.Words, e.Site, e.Interest, e.When, e.series, e.Dates = target.Title, target.Words, target.Site, target.Interest, target.When, target.series, target.Dates
	e.Cancelled, e.Why, e.Imported = time.Time{}, "", true
	for k := range e.Dates {
		d := &e.Dates[k]
		d.Updated = r.now()
		if was, special := before.find(d.Original); special {
			d.Sequence, d.Capacity, d.Bring = before.Dates[was].Sequence, before.Dates[was].Capacity, before.Dates[was].Bring
		}
	}
	e.Updated, e.ends = r.now(), ends(e, r.now())
	edit := editing{Room: r, by: &identity.Viewer{}, before: before}
	pairs := edit.pair(e, edit.reach(e))
	change := edit.change(e, pairs, false)
	if change.tells() || !before.Cancelled.IsZero() {
		e.bump()
		change = edit.change(e, pairs, false)
	}
	e.Version++
	if err := e.save(ctx, tx); err != nil {
		return nil, err
	}
	if err := edit.seal(ctx, tx, e, nil, nil); err != nil {
		return nil, err
	}
	return &i.Changed, edit.hand(ctx, tx, change)
}

// reach is the original from which on dates may not be over, before or after: one may have been put off.
func (edit *editing) reach(after *Event) time.Time {
	cut := edit.now().Add(-max(edit.before.longest(), after.longest()))
	for _, e := range []*Event{edit.before, after} {
		for k := range e.Dates {
			d := &e.Dates[k]
			if d.Start != nil && d.Original.Before(cut) && e.series.Is(d.Original) {
				if o := e.at(d.Original); o.ends(edit.now()) {
					cut = d.Original
				}
			}
		}
	}
	return cut
}

// miss notes that an event is no longer in its calendar: the first time it is only noted, the second time it is called off.
func (r *Room) miss(ctx context.Context, i *Import, m *imported) (first bool, err error) {
	off := false
	err = r.asReader(ctx, i, func(tx pgx.Tx) error {
		e, err := oneEvent(ctx, tx, selectEvent+`where s.id = $1 for no key update of s`, m.event)
		if err != nil {
			return err
		}
		first, off = false, false
		switch {
		case !e.Cancelled.IsZero() || !e.ends.IsZero() && !e.ends.After(r.now()):
			return nil
		case !m.missing:
			first = true
			note := *m
			note.missing = true
			return saveImported(ctx, tx, i, &note)
		}
		off = true
		if _, err := r.cancel(ctx, tx, 0, e, nil, All, "other"); err != nil {
			return err
		}
		note := *m
		note.digest, note.missing = [32]byte{}, false // should it come back, it is held again
		return saveImported(ctx, tx, i, &note)
	})
	if err == nil && off {
		i.Off++
	}
	return first, err
}
