package directory

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Shown is a place or an organisation as the database has it, in sight or not: for who must judge it.
type Shown struct {
	ID           uuid.UUID
	Name         string
	Organisation int64  // whose it is: Organisation.Num, 0 = nobody's; of an organisation its own
	District     int64  // where; of an organisation the city of a district it serves, 0 = none
	Content      []byte // what people read of it: a JSON object of texts
}

// HidePlace takes a place out of every read, or brings it back. It stays in its dataset and imports go on writing it.
func (s *Store) HidePlace(ctx context.Context, tx pgx.Tx, num int64, hidden bool) error {
	return hide(ctx, tx, `update places set hidden = $2 where id = $1 and hidden <> $2`, num, hidden)
}

// HideOrganisation takes an organisation out of every read, or brings it back. Its places stay.
func (s *Store) HideOrganisation(ctx context.Context, tx pgx.Tx, num int64, hidden bool) error {
	return hide(ctx, tx, `update organisations set hidden = $2 where id = $1 and hidden <> $2`, num, hidden)
}

// HideMember keeps other members from seeing one, whatever the member's own choice, or ends that.
func (s *Store) HideMember(ctx context.Context, tx pgx.Tx, account int64, hidden bool) error {
	return hide(ctx, tx, `update members set barred = $2 where account_id = $1 and barred <> $2`, account, hidden)
}

func hide(ctx context.Context, tx pgx.Tx, sql string, num int64, hidden bool) error {
	if _, err := tx.Exec(ctx, sql, num, hidden); err != nil {
		return fmt.Errorf("hiding: %w", err)
	}
	return nil
}

// ErrGone says that a row is no more.
var ErrGone = errors.New("directory: it is no more")

// PlaceShown is what a place says. Errors: [ErrGone].
func (s *Store) PlaceShown(ctx context.Context, tx pgx.Tx, num int64) (Shown, error) {
	return readShown(ctx, tx, `
		select p.uid, p.name, coalesce(p.organisation_id, 0), coalesce(p.district_id, 0), jsonb_build_object(
			'name', p.name, 'description', p.description, 'hours', p.hours, 'access', p.access_note,
			'address', concat_ws(', ', nullif(p.street, ''), nullif(concat_ws(' ', nullif(p.postcode, ''), nullif(p.city, '')), '')),
			'phone', p.phone, 'email', p.email, 'website', p.website,
			'services', (select string_agg(concat_ws(': ', s.name, nullif(s.description, '')), E'\n' order by s.position) from services s where s.place_id = p.id),
			'notices', (select string_agg(n.body, E'\n' order by n.from_day, n.id) from notices n where n.place_id = p.id))
		from places p where p.id = $1`, num)
}

// OrganisationShown is what an organisation says. Errors: [ErrGone].
func (s *Store) OrganisationShown(ctx context.Context, tx pgx.Tx, num int64) (Shown, error) {
	return readShown(ctx, tx, `
		select o.uid, o.name, o.id, coalesce((
				select coalesce(d.city_id, d.id) from districts d
				where d.id in (select district_id from organisation_districts where organisation_id = o.id
					union all select district_id from places where organisation_id = o.id)
				order by d.id limit 1), 0),
			jsonb_build_object('name', o.name, 'description', o.description, 'phone', o.phone, 'email', o.email, 'website', o.website)
		from organisations o where o.id = $1`, num)
}

// MemberShown is what a member shows to others; a member is no organisation's. Errors: [ErrGone].
func (s *Store) MemberShown(ctx context.Context, tx pgx.Tx, account int64) (Shown, error) {
	return readShown(ctx, tx, `
		select a.uid, m.name, 0, coalesce(m.home_district, m.city, 0), jsonb_build_object(
			'name', m.name, 'languages', array_to_string(m.languages, ', '), 'interests', array_to_string(m.interests, ', '))
		from members m join accounts a on a.id = m.account_id where m.account_id = $1`, account)
}

func readShown(ctx context.Context, tx pgx.Tx, sql string, num int64) (Shown, error) {
	var s Shown
	var content map[string]*string
	err := tx.QueryRow(ctx, sql, num).Scan(&s.ID, &s.Name, &s.Organisation, &s.District, &content)
	if errors.Is(err, pgx.ErrNoRows) {
		return Shown{}, ErrGone
	}
	if err != nil {
		return Shown{}, fmt.Errorf("reading what stands: %w", err)
	}
	for field, text := range content {
		if text == nil || *text == "" {
			delete(content, field)
		}
	}
	s.Content, err = json.Marshal(content) // the fields in order: the same content is the same bytes
	return s, err
}
