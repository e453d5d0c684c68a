package directory

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Beginner opens a transaction: a pool does, and a transaction opens a savepoint, so that several writes can be one.
type Beginner interface {
	Begin(ctx context.Context) (pgx.Tx, error)
}

// Cities writes cities, their districts and what is known about the people there.
type Cities struct{ db Beginner }

// NewCities writes through db.
func NewCities(db Beginner) *Cities { return &Cities{db} }

// City is what is said of a city by hand; its shape and figures come from files.
type City struct {
	Code     string // INSEE or local
	Name     string
	Timezone string // IANA: "Europe/Paris"
	Lang     string // BCP 47: "fr"
	Contact  Contact
}

// CitySummary is one line of the list of cities.
type CitySummary struct {
	City
	Districts int // below the city
	Places    int // open
	AreaKM2   float64
	Residents float64 // 0 = not known
	Used      bool    // a place or an organisation names one of its districts
}

// Outcome says what a write did to one row.
type Outcome string

const (
	Added     Outcome = "added"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged"
)

var (
	codeForm = regexp.MustCompile(`^[0-9A-Za-z_-]{1,32}$`)
	kindForm = regexp.MustCompile(`^[a-z]{1,32}$`)
	langForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
)

func (c City) check() error {
	if !codeForm.MatchString(c.Code) {
		return invalid("code", "%q is not 1 to 32 letters, digits, - or _", c.Code)
	}
	if strings.TrimSpace(c.Name) == "" {
		return &Invalid{"name", "a city needs one"}
	}
	if _, err := time.LoadLocation(c.Timezone); err != nil || c.Timezone == "" || c.Timezone == "Local" {
		return invalid("timezone", "%q is not an IANA time zone like Europe/Paris", c.Timezone)
	}
	if !langForm.MatchString(c.Lang) {
		return invalid("lang", "%q is not a language tag like fr", c.Lang)
	}
	return nil
}

// Add adds a city, or updates what is said of it. An [*Invalid] names what cannot be.
func (c *Cities) Add(ctx context.Context, city City) (Outcome, error) {
	if err := city.check(); err != nil {
		return "", err
	}
	change := Unchanged
	err := c.alone(ctx, func(tx pgx.Tx) error {
		var parent *int64
		err := tx.QueryRow(ctx, `select parent_id from districts where code = $1`, city.Code).Scan(&parent)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		if parent != nil {
			return invalid("code", "%s is a district of another city", city.Code)
		}
		var added bool
		err = tx.QueryRow(ctx, `
			insert into districts as d (code, kind, name, timezone, lang, phone, email, website)
			values (@code, 'city', @name, @timezone, @lang, @phone, @email, @website)
			on conflict (code) do update set name = excluded.name, timezone = excluded.timezone, lang = excluded.lang,
				phone = excluded.phone, email = excluded.email, website = excluded.website
			where (d.name, d.timezone, d.lang, d.phone, d.email, d.website) is distinct from
				(excluded.name, excluded.timezone, excluded.lang, excluded.phone, excluded.email, excluded.website)
			returning xmax = 0 -- true for a row that was not there`,
			pgx.StrictNamedArgs{
				"code": city.Code, "name": city.Name, "timezone": city.Timezone, "lang": city.Lang,
				"phone": city.Contact.Phone, "email": city.Contact.Email, "website": city.Contact.Website,
			}).Scan(&added)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return nil
		case err != nil:
			return err
		case added:
			change = Added
		default:
			change = Updated
		}
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("city %s: %w", city.Code, err)
	}
	return change, nil
}

// Remove removes a city with its districts, figures and public cells. Its places stay, in no district; their number is
// returned.
func (c *Cities) Remove(ctx context.Context, code string) (places int, err error) {
	err = c.alone(ctx, func(tx pgx.Tx) error {
		city, err := cityNumber(ctx, tx, code)
		if err != nil {
			return err
		}
		err = tx.QueryRow(ctx, `
			select count(*) from places p join districts d on d.id = p.district_id where d.id = $1 or d.city_id = $1`,
			city).Scan(&places)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `delete from districts where id = $1 or city_id = $1`, city)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("city %s: %w", code, err)
	}
	return places, nil
}

// List lists the cities by code.
func (c *Cities) List(ctx context.Context) (list []CitySummary, err error) {
	err = pgx.BeginFunc(ctx, c.db, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			select c.code, c.name, c.timezone, c.lang, c.phone, c.email, c.website,
			       (select count(*) from districts d where d.city_id = c.id),
			       (select count(*) from places p join districts d on d.id = p.district_id
			        where p.status = 'open' and (d.id = c.id or d.city_id = c.id)),
			       coalesce(ST_Area(c.geom::geography) / 1e6, 0),
			       coalesce((select value from district_figures f where f.district_id = c.id and measure = 'population'), 0),
			       exists (select from places p join districts d on d.id = p.district_id where c.id in (d.id, d.city_id))
			       or exists (select from organisation_districts o join districts d on d.id = o.district_id
			                  where c.id in (d.id, d.city_id))
			from districts c where c.city_id is null order by c.code collate "C"`)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (s CitySummary, err error) {
			err = row.Scan(&s.Code, &s.Name, &s.Timezone, &s.Lang, &s.Contact.Phone, &s.Contact.Email, &s.Contact.Website,
				&s.Districts, &s.Places, &s.AreaKM2, &s.Residents, &s.Used)
			return s, err
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("listing cities: %w", err)
	}
	return list, nil
}

// Sources lists who said the shapes and figures of a city, without those derived here; none for a city that is not known.
func (c *Cities) Sources(ctx context.Context, code string) (sources []string, err error) {
	err = pgx.BeginFunc(ctx, c.db, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			with tree as (select d.* from districts c join districts d on c.id in (d.id, d.city_id) where c.code = $1)
			select source from tree where geom is not null
			union select f.source from tree join district_figures f on f.district_id = tree.id
			except select unnest($2::text[]) order by 1`, code, []string{unionSource, sumSource})
		if err != nil {
			return err
		}
		sources, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	return sources, err
}

// alone runs a write during which nobody else writes districts or places places in them.
func (c *Cities) alone(ctx context.Context, write func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, c.db, func(tx pgx.Tx) error {
		if err := MoveBorders(ctx, tx); err != nil {
			return err
		}
		return write(tx)
	})
}

// rehearse runs a write and, on a dry run, undoes it.
func (c *Cities) rehearse(ctx context.Context, dryRun bool, write func(pgx.Tx) error) error {
	err := c.alone(ctx, func(tx pgx.Tx) error {
		err := write(tx)
		if err == nil && dryRun {
			return errDryRun
		}
		return err
	})
	if errors.Is(err, errDryRun) {
		return nil
	}
	return err
}

func cityNumber(ctx context.Context, tx pgx.Tx, code string) (num int64, err error) {
	err = tx.QueryRow(ctx, `select id from districts where code = $1 and city_id is null`, code).Scan(&num)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, invalid("city", "%q is not known; add it with: alentour city add", code)
	}
	return num, err
}
