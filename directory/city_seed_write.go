package directory

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
)

func (s *sower) writeOrganisation(ctx context.Context, o Organisation) (num int64, err error) {
	err = s.tx.QueryRow(ctx, `
		insert into organisations (uid, name, description, phone, email, website, languages, dataset_id, source_id)
		values (@uid, @name, @description, @phone, @email, @website, @languages, @dataset, @source)
		on conflict (dataset_id, source_id) do update set name = excluded.name, description = excluded.description,
			phone = excluded.phone, email = excluded.email, website = excluded.website, languages = excluded.languages
		returning id`,
		pgx.StrictNamedArgs{
			"uid": o.ID, "name": o.Name, "description": o.Description, "phone": o.Contact.Phone,
			"email": o.Contact.Email, "website": o.Contact.Website, "dataset": o.Dataset, "source": o.SourceID,
			"languages": o.Languages.Codes(),
		}).Scan(&num)
	if err != nil {
		return 0, err
	}
	_, err = s.tx.Exec(ctx, `delete from organisation_districts where organisation_id = $1 and district_id <> all($2)`,
		num, notNil(o.Districts))
	if err != nil {
		return 0, err
	}
	_, err = s.tx.Exec(ctx, `insert into organisation_districts select $1, unnest($2::bigint[]) on conflict do nothing`,
		num, notNil(o.Districts))
	return num, err
}

// notNil makes no numbers an empty array: null would compare with nothing.
func notNil(nums []int64) []int64 {
	if nums == nil {
		return []int64{}
	}
	return nums
}

const writePlaceSQL = `
	insert into places (uid, dataset_id, source_id, organisation_id, name, description, geom, cell, accuracy_m,
		district_id, categories, audiences, modalities, languages, age_min, age_max, hours, access_note, saturation,
		street, postcode, city, phone, email, website, confidential, itinerant, confirmed_at, first_seen_at)
	values (@uid, @dataset, @source, nullif(@organisation::bigint, 0), @name, @description,
		ST_SetSRID(ST_MakePoint(@lon, @lat), 4326), @cell, @accuracy_m, @district, @categories, @audiences, @modalities,
		@languages, nullif(@age_min::smallint, 0), nullif(@age_max::smallint, 0), @hours, @access_note, @saturation,
		@street, @postcode, @city, @phone, @email, @website, @confidential, @itinerant, @confirmed, @first_seen)
	on conflict (dataset_id, source_id) do update set organisation_id = excluded.organisation_id, name = excluded.name,
		description = excluded.description, geom = excluded.geom, cell = excluded.cell,
		accuracy_m = excluded.accuracy_m, district_id = excluded.district_id, categories = excluded.categories,
		audiences = excluded.audiences, modalities = excluded.modalities, languages = excluded.languages,
		age_min = excluded.age_min, age_max = excluded.age_max, hours = excluded.hours,
		access_note = excluded.access_note, saturation = excluded.saturation, street = excluded.street,
		postcode = excluded.postcode, city = excluded.city, phone = excluded.phone, email = excluded.email,
		website = excluded.website, status = 'open', last_seen_at = null, confidential = excluded.confidential,
		itinerant = excluded.itinerant, confirmed_at = excluded.confirmed_at, first_seen_at = excluded.first_seen_at
	returning id`

// writePlace writes a place and its parts as they are.
func writePlace(ctx context.Context, tx pgx.Tx, p Place) error {
	lon, lat, cell, err := position(p.Point, p.Located)
	if err != nil {
		return err
	}
	var num int64
	err = tx.QueryRow(ctx, writePlaceSQL, pgx.StrictNamedArgs{
		"uid": p.ID, "dataset": p.Dataset, "source": p.SourceID, "organisation": p.Organisation,
		"name": p.Name, "description": p.Description, "lon": lon, "lat": lat, "cell": cell, "accuracy_m": p.AccuracyM,
		"district": p.District, "categories": p.Categories.Codes(), "audiences": p.Audiences.Codes(),
		"modalities": p.Modalities.Codes(), "languages": p.Languages.Codes(), "age_min": p.AgeMin, "age_max": p.AgeMax,
		"hours": p.Hours, "access_note": p.AccessNote, "saturation": p.Saturation.String(),
		"street": p.Address.Street, "postcode": p.Address.Postcode, "city": p.Address.City,
		"phone": p.Contact.Phone, "email": p.Contact.Email, "website": p.Contact.Website,
		"confidential": p.Confidential, "itinerant": p.Itinerant, "confirmed": orNull(p.Confirmed), "first_seen": p.FirstSeen,
	}).Scan(&num)
	if err != nil {
		return err
	}
	return writeParts(ctx, tx, num, p)
}

func writeParts(ctx context.Context, tx pgx.Tx, num int64, p Place) error {
	var batch pgx.Batch
	for _, table := range []string{"services", "stops", "notices"} {
		batch.Queue(`delete from `+table+` where place_id = $1`, num)
	}
	for i, s := range p.Services {
		batch.Queue(`
			insert into services (place_id, position, name, description, categories, audiences, modalities, languages,
				hours, access_note, saturation) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			num, i, s.Name, s.Description, s.Categories.Codes(), s.Audiences.Codes(), s.Modalities.Codes(),
			s.Languages.Codes(), s.Hours, s.AccessNote, s.Saturation.String())
	}
	for i, s := range p.Stops {
		lon, lat, cell, err := position(s.Point, true)
		if err != nil {
			return err
		}
		batch.Queue(`
			insert into stops (place_id, position, name, geom, cell, hours)
			values ($1, $2, $3, ST_SetSRID(ST_MakePoint($4, $5), 4326), $6, $7)`, num, i, s.Name, lon, lat, cell, s.Hours)
	}
	for _, n := range p.Notices {
		batch.Queue(`insert into notices (place_id, closed, body, from_day, till_day) values ($1, $2, $3, $4, $5)`,
			num, n.Closed, n.Text, n.From, orNull(n.Until))
	}
	return tx.SendBatch(ctx, &batch).Close()
}

// position gives the columns of a point, all null for none.
func position(p orb.Point, located bool) (lon, lat *float64, cell *int64, err error) {
	if !located {
		return nil, nil, nil, nil
	}
	c, err := geo.CellAt(p, cellResolution)
	at := int64(c)
	return &p[0], &p[1], &at, err
}

func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
