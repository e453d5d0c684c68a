package directory

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
)

// Seed is everything one made-up dataset holds, with all that the directory can say of a place.
type Seed struct {
	Dataset       Dataset // Fictional
	Organisations []SeedOrganisation
	Places        []SeedPlace
}

// SeedOrganisation is an organisation by its SourceID and the codes of the districts it serves.
type SeedOrganisation struct {
	Organisation
	Serves []string
}

// SeedPlace is a place by its SourceID; its identity and its numbers are given when it is sown.
type SeedPlace struct {
	Place
	RunBy string // SourceID of its organisation; empty = none
	In    string // code of its district when it has no position
}

// SeedReport counts places, and says by which numbers what was sown is known.
type SeedReport struct {
	Added, Updated, Unchanged, Removed int
	Atlas                              *Atlas           // the districts it stands in
	Numbers                            map[string]int64 // Organisation.Num by SourceID
}

// Sow makes a made-up dataset in the database equal to the seed, in one transaction. It refuses a database with real
// places. The same seed again writes nothing, and what people have written since stays theirs.
func Sow(ctx context.Context, db Beginner, seed Seed) (report SeedReport, err error) {
	if !seed.Dataset.Fictional {
		return report, fmt.Errorf("dataset %s: only made-up places are sown", seed.Dataset.Name)
	}
	err = pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		if err := OnlyFictional(ctx, tx); err != nil {
			return err
		}
		if err := holdBorders(ctx, tx); err != nil {
			return err
		}
		s := sower{tx: tx, seed: seed}
		if err := s.sow(ctx); err != nil {
			return fmt.Errorf("dataset %s: %w", seed.Dataset.Name, err)
		}
		report, report.Atlas, report.Numbers = s.report, s.atlas, s.organisations
		return nil
	})
	return report, err
}

// Uproot removes a made-up dataset with all its places and organisations, and what people added beside it; it says how many places
// the dataset had.
func Uproot(ctx context.Context, db Beginner, dataset string) (places int, err error) {
	err = pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		var num int64
		var fictional bool
		err := tx.QueryRow(ctx, `select id, fictional from datasets where name = $1`, dataset).Scan(&num, &fictional)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return nil
		case err != nil:
			return err
		case !fictional:
			return fmt.Errorf("dataset %s holds real places", dataset)
		}
		if err = tx.QueryRow(ctx, `select count(*) from places where dataset_id = $1`, num).Scan(&places); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `delete from datasets where id = $1 or name = $2`, num, PeopleDemoDataset) // and with them all that names them
		return err
	})
	return places, err
}

// sower is one sowing under way. What the database holds is read first and compared in memory; only what differs is
// written.
type sower struct {
	tx            pgx.Tx
	seed          Seed
	atlas         *Atlas
	dataset       int64
	organisations map[string]int64 // by source id
	report        SeedReport
}

// written are the rows of a table of the dataset that people have written in.
func (s *sower) written(ctx context.Context, table, column string) (map[int64]bool, error) {
	nums, err := s.numbers(ctx, `select id from `+table+` t where dataset_id = $1 and exists (select from versions v where v.`+column+` = t.id)`)
	written := map[int64]bool{}
	for _, num := range nums {
		written[num] = true
	}
	return written, err
}

func (s *sower) sow(ctx context.Context) (err error) {
	if s.atlas, err = ReadAtlas(ctx, s.tx); err != nil {
		return err
	}
	im := Import{Dataset: s.seed.Dataset, File: "made up"}
	if s.dataset, err = im.openDataset(ctx, s.tx); err != nil {
		return err
	}
	changed, err := s.sowOrganisations(ctx)
	if err != nil {
		return err
	}
	if err = s.sowPlaces(ctx); err != nil {
		return err
	}
	r := Report{Added: s.report.Added, Updated: s.report.Updated, Unchanged: s.report.Unchanged, Closed: s.report.Removed}
	if !changed && r.Added+r.Updated+r.Closed == 0 {
		return nil
	}
	return im.record(ctx, s.tx, s.dataset, &r)
}

func (s *sower) sowOrganisations(ctx context.Context) (changed bool, err error) {
	nums, err := s.numbers(ctx, `select id from organisations where dataset_id = $1`)
	if err != nil {
		return false, err
	}
	held := map[string]Organisation{}
	if err = newReader().organisations(ctx, s.tx, nums, func(o Organisation) { held[o.SourceID] = o }); err != nil {
		return false, err
	}
	written, err := s.written(ctx, "organisations", "organisation_id")
	if err != nil {
		return false, err
	}
	s.organisations = map[string]int64{}
	for _, want := range s.seed.Organisations {
		o, have := want.Organisation, held[want.SourceID]
		delete(held, o.SourceID)
		o.Num, o.ID, o.Dataset = have.Num, ImportedID(s.seed.Dataset.Name, "organisation "+o.SourceID), s.dataset
		if o.Districts, err = s.districts(want.Serves); err != nil {
			return false, fmt.Errorf("organisation %s: %w", o.SourceID, err)
		}
		if !sameOrganisation(o, have) && !written[have.Num] {
			changed = true
			if o.Num, err = s.writeOrganisation(ctx, o); err != nil {
				return false, fmt.Errorf("organisation %s: %w", o.SourceID, err)
			}
		}
		s.organisations[o.SourceID] = o.Num
	}
	gone := make([]int64, 0, len(held))
	for _, o := range held {
		gone = append(gone, o.Num)
	}
	_, err = s.tx.Exec(ctx, `delete from organisations where id = any($1)`, gone)
	return changed || len(gone) > 0, err
}

func sameOrganisation(a, b Organisation) bool {
	return a.ID == b.ID && a.Name == b.Name && a.Description == b.Description && a.Contact == b.Contact && a.Languages == b.Languages &&
		slices.Equal(a.Districts, b.Districts)
}

func (s *sower) districts(codes []string) ([]int64, error) {
	var nums []int64
	for _, code := range codes {
		d, ok := s.atlas.District(code)
		if !ok {
			return nil, invalid("district", "%q is not known", code)
		}
		nums = append(nums, d.Num)
	}
	slices.Sort(nums)
	return nums, nil
}

func (s *sower) numbers(ctx context.Context, query string) ([]int64, error) {
	rows, err := s.tx.Query(ctx, query, s.dataset)
	if err != nil {
		return nil, err
	}
	nums, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if nums == nil {
		nums = []int64{} // nil would read all
	}
	return nums, err
}

func (s *sower) sowPlaces(ctx context.Context) error {
	nums, err := s.numbers(ctx, `select id from places where dataset_id = $1`)
	if err != nil {
		return err
	}
	held := map[string]Place{}
	if err = newReader().places(ctx, s.tx, nums, func(p *Place) { held[p.SourceID] = *p }); err != nil {
		return err
	}
	written, err := s.written(ctx, "places", "place_id")
	if err != nil {
		return err
	}
	for _, want := range s.seed.Places {
		have, known := held[want.SourceID]
		delete(held, want.SourceID)
		p, err := s.settle(want, have)
		if err != nil {
			return fmt.Errorf("place %s: %w", want.SourceID, err)
		}
		if known && (samePlace(p, have) || written[have.Num]) {
			s.report.Unchanged++
			continue
		}
		if err = writePlace(ctx, s.tx, p); err != nil {
			return fmt.Errorf("place %s: %w", want.SourceID, err)
		}
		if known {
			s.report.Updated++
		} else {
			s.report.Added++
		}
	}
	gone := make([]int64, 0, len(held))
	for _, p := range held {
		gone = append(gone, p.Num)
	}
	s.report.Removed = len(gone)
	_, err = s.tx.Exec(ctx, `delete from places where id = any($1)`, gone)
	return err
}

// settle gives a place its numbers, and takes from a confidential one what the database would not keep either.
func (s *sower) settle(want SeedPlace, have Place) (Place, error) {
	p := want.Place
	p.Num, p.Dataset, p.Organisation = have.Num, s.dataset, s.organisations[want.RunBy]
	if want.RunBy != "" && p.Organisation == 0 {
		return p, invalid("organisation", "%q is not known", want.RunBy)
	}
	p.ID = ImportedID(s.seed.Dataset.Name, p.SourceID)
	district, found := s.atlas.District(want.In)
	if p.Located {
		district, found = s.atlas.Finest(p.Point)
	}
	if !found {
		return p, invalid("district", "none at %v or of code %q", p.Point, want.In)
	}
	p.District = district.Num
	if p.Confidential {
		if p.Located || len(p.Stops) > 0 {
			return p, invalid("point", "a confidential place has none")
		}
		p.ID, p.District = have.ID, district.City
		p.Address, p.AccessNote, p.Description, p.Contact.Email, p.Contact.Website = Address{}, "", "", "", ""
	}
	return p, nil
}

// samePlace compares places as the live copy lays them down.
func samePlace(a, b Place) bool {
	return bytes.Equal(pack(&a, nil), pack(&b, nil))
}
