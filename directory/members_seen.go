package directory

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"maps"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// reader is the viewer's own profile, which says whether they may see others. Forbidden for who has none, and below 18.
func (m *Members) reader(ctx context.Context, v *identity.Viewer) (Member, error) {
	if err := v.Must(identity.ReadMembers, identity.Scope{}); err != nil {
		return Member{}, err
	}
	own, err := readMember(ctx, m.pool, v.Account.Num)
	return own, mustBeAdult(own.Age, err)
}

// visible is who may be seen by other members; @unseen are those whom the viewer must not know of.
const visible = ` m.account_id <> all(@unseen) and not m.hidden and not m.barred and m.age_band <> '15-17' and a.standing = 'active'`

func unseen(v *identity.Viewer) []int64 {
	return slices.AppendSeq(make([]int64, 0, len(v.Blocks)), maps.Keys(v.Blocks))
}

const selectSeen = `
	select m.account_id, a.uid, m.name, m.languages, m.interests, coalesce(m.home_district, 0)
	from members m join accounts a on a.id = m.account_id where`

func scanSeen(row pgx.CollectableRow) (s Seen, err error) {
	var languages, interests []string
	err = row.Scan(&s.Account, &s.ID, &s.Name, &languages, &interests, &s.District)
	s.Languages, s.Interests = setOf(languages, LanguageNamed), setOf(interests, InterestNamed)
	return s, err
}

// Member is one member as the viewer sees them; oneself as others would. NotFound for who is not to be seen, whatever the reason.
func (m *Members) Member(ctx context.Context, v *identity.Viewer, id uuid.UUID) (Seen, error) {
	own, err := m.reader(ctx, v)
	if err != nil {
		return Seen{}, err
	}
	if id == own.ID {
		return own.seen(), nil
	}
	rows, err := m.pool.Query(ctx, selectSeen+visible+` and a.uid = @id`, pgx.StrictNamedArgs{"unseen": unseen(v), "id": id})
	if err != nil {
		return Seen{}, err
	}
	seen, err := pgx.CollectExactlyOneRow(rows, scanSeen)
	if errors.Is(err, pgx.ErrNoRows) {
		err = identity.Refuse(identity.NotFound, "")
	}
	return seen, err
}

// findMembers walks the members of some districts from the newest.
const findMembers = selectSeen + visible + `
	and m.home_district = any(@districts) and (@interests::text[] = '{}' or m.interests && @interests)
	and (@after::bigint = 0 or m.account_id < @after)
	order by m.account_id desc limit @limit`

// NamesOfBlocked gives the first names of people whom the viewer has asked to block, by account: nobody else is told a name here.
func (m *Members) NamesOfBlocked(ctx context.Context, v *identity.Viewer, blocked []identity.BlockedPerson) (map[int64]string, error) {
	if err := v.Must(identity.Block, v.Own()); err != nil {
		return nil, err
	}
	var accounts []int64
	for _, b := range blocked {
		if !v.Sees(b.Num) {
			accounts = append(accounts, b.Num)
		}
	}
	rows, err := m.pool.Query(ctx, `select account_id, name from members where account_id = any($1)`, accounts)
	if err != nil {
		return nil, err
	}
	names := map[int64]string{}
	var account int64
	var name string
	_, err = pgx.ForEachRow(rows, []any{&account, &name}, func() error { names[account] = name; return nil })
	return names, err
}

// MemberQuery asks for members.
type MemberQuery struct {
	District  string      // code; its whole subtree. Empty = the viewer's city
	Interests InterestSet // one of them; empty = all
	Limit     int         // 1–100; 0 = 20
	Cursor    string      // Next of the page before
}

// MemberPage is one page of members, the newest first.
type MemberPage struct {
	District *District
	Items    []Seen
	Next     string // empty on the last
}

// Find lists the other members of a district that the viewer may see. Errors: [*Invalid], [ErrNotReady], Forbidden.
func (m *Members) Find(ctx context.Context, v *identity.Viewer, q MemberQuery) (MemberPage, error) {
	var page MemberPage
	own, err := m.reader(ctx, v)
	if err != nil {
		return page, err
	}
	districts, err := q.check(&page, own.Home, m.config.Live.Atlas())
	if err != nil {
		return page, err
	}
	after, err := m.after(ctx, q)
	if err != nil {
		return page, err
	}
	rows, err := m.pool.Query(ctx, findMembers,
		pgx.StrictNamedArgs{
			"unseen": append(unseen(v), own.Account), "districts": districts, "interests": q.Interests.Codes(), "after": after,
			"limit": q.Limit + 1,
		})
	if err != nil {
		return page, err
	}
	page.Items, err = pgx.CollectRows(rows, scanSeen)
	if len(page.Items) > q.Limit {
		page.Items = page.Items[:q.Limit]
		page.Next = q.cursor(page.Items[q.Limit-1].ID)
	}
	return page, err
}

// check refuses what is out of bounds, fills in what is left out, and says which districts are asked for.
func (q *MemberQuery) check(page *MemberPage, home Home, atlas *Atlas) ([]int64, error) {
	if q.Limit == 0 {
		q.Limit = DefaultLimit
	}
	if q.Limit < 1 || q.Limit > MaxLimit {
		return nil, invalid("limit", "%d is not in 1–%d", q.Limit, MaxLimit)
	}
	if atlas == nil {
		return nil, ErrNotReady
	}
	var ok bool
	if q.District == "" {
		if page.District, ok = atlas.Numbered(home.City); !ok {
			return nil, invalid("district", "is needed by somebody who has not said where they live")
		}
	} else if page.District, ok = atlas.District(q.District); !ok {
		return nil, invalid("district", "%.32q is not known", q.District)
	}
	return atlas.Subtree(page.District.Num), nil
}

// cursor is the id of the last member of a page, and a checksum of the query it belongs to.
func (q *MemberQuery) cursor(last uuid.UUID) string {
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(last[:], q.checksum()))
}

func (q *MemberQuery) checksum() uint32 {
	return crc32.ChecksumIEEE(binary.BigEndian.AppendUint64([]byte(q.District), uint64(q.Interests)))
}

// after is the account that a page begins behind; 0 for the first.
func (m *Members) after(ctx context.Context, q MemberQuery) (account int64, err error) {
	if q.Cursor == "" {
		return 0, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err != nil || len(b) != len(uuid.UUID{})+4 {
		return 0, invalid("cursor", "not one of ours")
	}
	if binary.BigEndian.Uint32(b[16:]) != q.checksum() {
		return 0, invalid("cursor", "belongs to another query: ask again from the first page")
	}
	err = m.pool.QueryRow(ctx, `select id from accounts where uid = $1`, uuid.UUID(b[:16])).Scan(&account)
	if errors.Is(err, pgx.ErrNoRows) {
		err = invalid("cursor", "too old: ask again from the first page")
	}
	return account, err
}

// Known is what people who write to each other know of one of them.
type Known struct {
	Account  int64
	ID       uuid.UUID
	Name     string // empty for who is not to be seen: barred by moderators, suspended, below 18
	Adult    bool
	District int64 // where they live; 0 = not said
}

// KnownBy gives them by account, those who hide from the list of members too: who writes shows who they are. Ask it only of people whom
// the reader may know of. Who has not said who they are is left out.
func (m *Members) KnownBy(ctx context.Context, db querier, accounts []int64) (map[int64]Known, error) {
	rows, err := db.Query(ctx, `
		select m.account_id, a.uid, case when m.barred or a.standing <> 'active' or m.age_band = '15-17' then '' else m.name end, m.age_band,
			coalesce(m.home_district, m.city, 0)
		from members m join accounts a on a.id = m.account_id where m.account_id = any($1)`, accounts)
	if err != nil {
		return nil, err
	}
	known := map[int64]Known{}
	var k Known
	var age AgeBand
	_, err = pgx.ForEachRow(rows, []any{&k.Account, &k.ID, &k.Name, &age, &k.District}, func() error {
		k.Adult = age.Adult()
		known[k.Account] = k
		return nil
	})
	return known, err
}
