package directory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory/hours"
)

// Holidays writes the tables that calendars are made of.
type Holidays struct{ db Beginner }

// NewHolidays writes through db.
func NewHolidays(db Beginner) *Holidays { return &Holidays{db} }

// Put stores a table under its source's name, in the place of the one there was. An [*Invalid] names what cannot be. A dry
// run does everything, then rolls back.
func (h *Holidays) Put(ctx context.Context, table hours.Table, file string, dryRun bool) (outcome Outcome, err error) {
	if !datasetName.MatchString(table.Source) {
		return "", invalid("name", "%q: small letters, digits, '.', '_' and '-' only, 64 at most", table.Source)
	}
	if len(table.Rows) == 0 {
		return "", invalid("file", "%s says nothing about any region", file)
	}
	for _, r := range table.Rows {
		if err := r.Check(); err != nil {
			return "", &Invalid{"file", err.Error()}
		}
	}
	table = inOrder(table)
	err = h.alone(ctx, func(tx pgx.Tx) error {
		if outcome, err = putTable(ctx, tx, table, file); err == nil && dryRun {
			return errDryRun
		}
		return err
	})
	if err != nil && !errors.Is(err, errDryRun) {
		return "", fmt.Errorf("holidays %s: %w", table.Source, err)
	}
	return outcome, nil
}

// Remove forgets a table; an [*Invalid] names those there are when it is not one of them.
func (h *Holidays) Remove(ctx context.Context, name string) error {
	return h.alone(ctx, func(tx pgx.Tx) error {
		gone, err := tx.Exec(ctx, `delete from holiday_tables where name = $1`, name)
		if err != nil || gone.RowsAffected() > 0 {
			return err
		}
		tables, err := readHolidays(ctx, tx)
		if err != nil {
			return err
		}
		if len(tables) == 0 {
			return invalid("name", "%q is not known; there is no table of holidays", name)
		}
		var names []string
		for _, t := range tables {
			names = append(names, t.Source)
		}
		return invalid("name", "%q is not known; there are %s", name, strings.Join(names, ", "))
	})
}

// alone runs a write during which nobody else writes tables: they are few, and each is replaced whole.
func (h *Holidays) alone(ctx context.Context, write func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, h.db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('holidays', 0))`); err != nil {
			return err
		}
		return write(tx)
	})
}

func putTable(ctx context.Context, tx pgx.Tx, table hours.Table, file string) (Outcome, error) {
	tables, err := readHolidays(ctx, tx)
	if err != nil {
		return "", err
	}
	outcome := Added
	for _, t := range tables {
		if t.Source != table.Source {
			continue
		}
		if slices.Equal(t.Rows, table.Rows) {
			return Unchanged, nil
		}
		outcome = Updated
	}
	if _, err := tx.Exec(ctx, `delete from holiday_tables where name = $1`, table.Source); err != nil {
		return "", err
	}
	var num int64
	err = tx.QueryRow(ctx, `insert into holiday_tables (name, file) values ($1, $2) returning id`, table.Source, file).Scan(&num)
	if err != nil {
		return "", err
	}
	columns := []string{"table_id", "kind", "region", "name", "from_day", "till_day", "sunrise", "sunset", "dawn", "dusk"}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"holiday_rows"}, columns, pgx.CopyFromSlice(len(table.Rows), func(i int) ([]any, error) {
		r := table.Rows[i]
		return []any{
			num, string(r.Kind), r.Region, r.Name, r.From, r.To,
			int16(r.Sun.Rise), int16(r.Sun.Set), int16(r.Sun.Dawn), int16(r.Sun.Dusk),
		}, nil
	}))
	return outcome, err
}

// readHolidays reads all tables by name.
func readHolidays(ctx context.Context, tx pgx.Tx) ([]hours.Table, error) {
	rows, err := tx.Query(ctx, `
		select t.name, r.kind, r.region, r.name, r.from_day, r.till_day, r.sunrise, r.sunset, r.dawn, r.dusk
		from holiday_tables t join holiday_rows r on r.table_id = t.id order by t.name collate "C"`)
	if err != nil {
		return nil, fmt.Errorf("reading holidays: %w", err)
	}
	var tables []hours.Table
	var source string
	var r hours.Row
	_, err = pgx.ForEachRow(rows, []any{
		&source, (*string)(&r.Kind), &r.Region, &r.Name, &r.From, &r.To,
		(*int16)(&r.Sun.Rise), (*int16)(&r.Sun.Set), (*int16)(&r.Sun.Dawn), (*int16)(&r.Sun.Dusk),
	}, func() error {
		if len(tables) == 0 || tables[len(tables)-1].Source != source {
			tables = append(tables, hours.Table{Source: source})
		}
		last := &tables[len(tables)-1]
		last.Rows = append(last.Rows, r)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading holidays: %w", err)
	}
	for i := range tables {
		tables[i] = inOrder(tables[i])
	}
	return tables, nil
}

// inOrder writes a table in the one way in which equal ones are equal.
func inOrder(table hours.Table) hours.Table {
	rows := slices.Clone(table.Rows)
	for i := range rows {
		rows[i].From, rows[i].To = midnight(rows[i].From), midnight(rows[i].To)
	}
	slices.SortFunc(rows, func(a, b hours.Row) int {
		return cmp.Or(
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Region, b.Region),
			a.From.Compare(b.From), a.To.Compare(b.To), cmp.Compare(a.Name, b.Name),
		)
	})
	return hours.Table{Source: table.Source, Rows: slices.Compact(rows)}
}

func midnight(t time.Time) time.Time {
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
