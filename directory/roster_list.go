package directory

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// RosterQuery asks for volunteers, the last to apply first. Filters are AND-ed, empty ones keep everybody.
type RosterQuery struct {
	District   int64 // its whole subtree; 0 = wherever the viewer may read the roster
	State      VolunteerState
	Next       Step
	Pledge     string // Pledge.Code: "none", "kept", "behind"
	ActiveDays int    // seen in the last so many days; below 0: not seen for so many
	Languages  LanguageSet
	Kinds      KindSet
	Limit      int // 1–100; 0 = 20
	Cursor     string
}

// RosterPage is one page of an answer.
type RosterPage struct {
	Items []RosterEntry
	Next  string // cursor of the next page, empty on the last
}

// maxActiveDays bounds ActiveDays: about ten years.
const maxActiveDays = 3660

func (q *RosterQuery) check() error {
	if q.Limit == 0 {
		q.Limit = DefaultLimit
	}
	switch {
	case q.Limit < 1 || q.Limit > MaxLimit:
		return invalid("limit", "%d is not in 1–%d", q.Limit, MaxLimit)
	case q.State != "" && !slices.Contains(VolunteerStates, q.State):
		return invalid("state", "%.40q is not known", string(q.State))
	case q.Next != "" && !slices.Contains(Steps, q.Next):
		return invalid("next", "%.40q is not known", string(q.Next))
	case !slices.Contains([]string{"", "none", "kept", "behind"}, q.Pledge):
		return invalid("pledge", "%.40q is not none, kept or behind", q.Pledge)
	case q.ActiveDays < -maxActiveDays || q.ActiveDays > maxActiveDays:
		return invalid("active_days", "%d is more than %d", q.ActiveDays, maxActiveDays)
	}
	return nil
}

// keeps says whether an entry passes the filters that depend on the clock or on what is computed.
func (q *RosterQuery) keeps(e *RosterEntry) bool {
	return (q.State == "" || q.State == e.State) && (q.Next == "" || q.Next == e.Next) && (q.Pledge == "" || q.Pledge == e.Pledge.Code()) &&
		(q.Languages == 0 || q.Languages&e.Languages != 0) && (q.Kinds == 0 || q.Kinds&e.Kinds != 0)
}

// rosterKey is the place of an entry in the list.
type rosterKey struct {
	applied time.Time
	account int64
}

const rosterCursorBytes = 8 + 8 + 4

// encode writes the key and a checksum of the query that it belongs to.
func (k rosterKey) encode(q *RosterQuery) string {
	b := make([]byte, 0, rosterCursorBytes)
	b = binary.BigEndian.AppendUint64(b, uint64(k.applied.UnixMicro()))
	b = binary.BigEndian.AppendUint64(b, uint64(k.account))
	b = binary.BigEndian.AppendUint32(b, q.checksum())
	return base64.RawURLEncoding.EncodeToString(b)
}

func (q *RosterQuery) checksum() uint32 {
	return crc32.ChecksumIEEE(fmt.Append(nil, q.District, q.State, q.Next, q.Pledge, q.ActiveDays, " ", uint64(q.Languages), uint64(q.Kinds)))
}

// after is where the page begins; far ahead of everybody for the first.
func (q *RosterQuery) after() (rosterKey, error) {
	if q.Cursor == "" {
		return rosterKey{time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), 0}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err != nil || len(b) != rosterCursorBytes {
		return rosterKey{}, invalid("cursor", "not one of ours")
	}
	if binary.BigEndian.Uint32(b[16:]) != q.checksum() {
		return rosterKey{}, invalid("cursor", "belongs to another query: ask again from the first page")
	}
	return rosterKey{time.UnixMicro(int64(binary.BigEndian.Uint64(b))), int64(binary.BigEndian.Uint64(b[8:]))}, nil
}

// reach is where the viewer reads the roster: the roots of subtrees, or everywhere.
type rosterReach struct {
	roots      []int64
	everywhere bool
}

// reachOf asks for the right in the district of the query; without one, in each district of a role.
func reachOf(v *identity.Viewer, district int64) (rosterReach, error) {
	if district != 0 {
		return rosterReach{roots: []int64{district}}, v.Must(identity.ReadRoster, identity.Scope{District: district})
	}
	if v.May(identity.ReadRoster, identity.Scope{}) {
		return rosterReach{roots: []int64{}, everywhere: true}, nil
	}
	var reach rosterReach
	if v != nil {
		for _, g := range v.Grants {
			if g.District != 0 && v.May(identity.ReadRoster, identity.Scope{District: g.District}) {
				reach.roots = append(reach.roots, g.District)
			}
		}
	}
	if len(reach.roots) == 0 {
		return reach, v.Must(identity.ReadRoster, identity.Scope{})
	}
	return reach, nil
}

// List answers one page of the roster. Errors: a refusal, [*Invalid].
func (r *Roster) List(ctx context.Context, v *identity.Viewer, q RosterQuery) (page RosterPage, err error) {
	reach, err := reachOf(v, q.District)
	if err != nil {
		return page, err
	}
	if err := q.check(); err != nil {
		return page, err
	}
	after, err := q.after()
	if err != nil {
		return page, err
	}
	err = r.each(ctx, v, reach, &q, after, func(p *VolunteerProfile) bool {
		if len(page.Items) == q.Limit {
			last := page.Items[q.Limit-1]
			page.Next = rosterKey{last.Applied, last.Account}.encode(&q)
			return false
		}
		page.Items = append(page.Items, p.RosterEntry)
		return true
	})
	return page, err
}

// rosterChunk is how many rows are read at once.
const rosterChunk = 500

// each walks through everybody who passes, until yield says false.
func (r *Roster) each(ctx context.Context, v *identity.Viewer, reach rosterReach, q *RosterQuery, after rosterKey, yield func(*VolunteerProfile) bool) error {
	today := r.now().Truncate(24 * time.Hour)
	var since, until *time.Time
	switch day := today.AddDate(0, 0, -q.ActiveDays); {
	case q.ActiveDays > 0:
		since = &day
	case q.ActiveDays < 0:
		day = today.AddDate(0, 0, q.ActiveDays)
		until = &day
	}
	blocked := make([]int64, 0, len(v.Blocks))
	for account := range v.Blocks {
		blocked = append(blocked, account)
	}
	for {
		rows, err := r.pool.Query(ctx, `
			with recursive below as (
				select id from districts where id = any(@roots)
				union select d.id from districts d join below b on d.parent_id = b.id)
			select `+rosterColumns+rosterTables+`
			where (v.applied_at, v.account_id) < (@applied, @account) and a.standing <> 'erased'
				and (@everywhere or coalesce(m.home_district, m.city) in (select id from below))
				and not v.account_id = any(@blocked)
				and (@since::date is null or a.last_contact > @since) and (@until::date is null or a.last_contact <= @until)
			order by v.applied_at desc, v.account_id desc limit @chunk`,
			pgx.StrictNamedArgs{
				"roots": reach.roots, "everywhere": reach.everywhere, "applied": after.applied, "account": after.account,
				"blocked": blocked, "since": since, "until": until, "chunk": rosterChunk,
			})
		if err != nil {
			return err
		}
		list, err := pgx.CollectRows(rows, r.rosterRow)
		if err != nil {
			return err
		}
		for _, p := range list {
			if q.keeps(&p.RosterEntry) && !yield(p) {
				return nil
			}
			after = rosterKey{p.Applied, p.Account}
		}
		if len(list) < rosterChunk {
			return nil
		}
	}
}

// maxCSV bounds a download.
const maxCSV = 100_000

// rosterHead are the columns of the download, in codes as the API has them.
var rosterHead = []string{
	"id", "name", "district", "state", "next", "expires", "languages", "kinds", "pledge_since", "pledge_kept", "pledge_due", "last_active", "applied",
}

// WriteCSV writes all that the query keeps, whatever its limit and cursor; the audit says that it was read. District codes come
// from the atlas.
func (r *Roster) WriteCSV(ctx context.Context, v *identity.Viewer, q RosterQuery, atlas *Atlas, w io.Writer) error {
	reach, err := reachOf(v, q.District)
	if err != nil {
		return err
	}
	q.Cursor = ""
	if err := q.check(); err != nil {
		return err
	}
	after, err := q.after()
	if err != nil {
		return err
	}
	deed := identity.Deed{By: v, In: identity.Scope{District: q.District}, Code: "csv"}
	err = pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) error {
		return r.cfg.Record(ctx, tx, deed, identity.ReadRoster, "roster", q.District)
	})
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	if err := out.Write(rosterHead); err != nil {
		return err
	}
	n := 0
	err = r.each(ctx, v, reach, &q, after, func(p *VolunteerProfile) bool {
		n++
		return n <= maxCSV && out.Write(rosterLine(&p.RosterEntry, atlas)) == nil
	})
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	return err
}

func rosterLine(e *RosterEntry, atlas *Atlas) []string {
	district := ""
	if d, ok := atlas.Numbered(e.District); ok {
		district = d.Code
	}
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.DateOnly)
	}
	line := []string{
		e.ID.String(), e.Name, district, string(e.State), string(e.Next), day(e.Expires),
		strings.Join(e.Languages.Codes(), " "), strings.Join(e.Kinds.Codes(), " "),
		day(e.Pledge.Since), strconv.Itoa(e.Pledge.Kept), strconv.Itoa(e.Pledge.Due), day(e.LastActive), day(e.Applied),
	}
	for i := range line {
		line[i] = identity.Harmless(line[i])
	}
	return line
}
