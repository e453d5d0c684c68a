package directory

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// merge makes a dataset's places equal to the temporary table incoming, set by set.
type merge struct {
	tx      pgx.Tx
	dataset int64
	im      Import
	report  *Report
}

func (m merge) run(ctx context.Context) error {
	for _, step := range []struct {
		phase string
		do    func(context.Context) error
	}{
		{"comparing", m.duplicates},
		{"comparing", m.compare},
		{"closing", m.close},
		{"organisations", m.organisations},
		{"updating", m.keepWords},
		{"updating", m.update},
		{"updating", m.updateConfidential},
		{"adding", m.add},
	} {
		m.im.Progress(step.phase, 0)
		if err := step.do(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (m merge) exec(ctx context.Context, what, sql string) (int, error) {
	tag, err := m.tx.Exec(ctx, sql, pgx.StrictNamedArgs{"dataset": m.dataset})
	if err != nil {
		return 0, fmt.Errorf("%s: %w", what, err)
	}
	return int(tag.RowsAffected()), nil
}

// settle tells the planner of a table that was just filled.
func (m merge) settle(ctx context.Context, statements ...string) error {
	for _, sql := range statements {
		if _, err := m.tx.Exec(ctx, sql); err != nil {
			return fmt.Errorf("staging: %w", err)
		}
	}
	return nil
}

// duplicates keeps the first row of each source id and refuses the others.
func (m merge) duplicates(ctx context.Context) error {
	const remove = `
		with numbered as (
			select ctid as row, line, place_where, source_id, kept,
			       row_number() over of_id as nth, first_value(place_where) over of_id as first
			from incoming window of_id as (partition by source_id order by kept desc, line)
		), removed as (
			delete from incoming i using numbered n where n.nth > 1 and i.ctid = n.row
			returning n.line, n.place_where, n.source_id, n.first, n.kept
		)
		select place_where, source_id, first from removed where kept order by line`
	rows, err := m.tx.Query(ctx, remove)
	if err != nil {
		return fmt.Errorf("looking for duplicates: %w", err)
	}
	var where, id, first string
	_, err = pgx.ForEachRow(rows, []any{&where, &id, &first}, func() error {
		m.report.Refused.add(where, fmt.Sprintf("source id %q stands at %s already", id, first))
		return nil
	})
	if err != nil {
		return fmt.Errorf("looking for duplicates: %w", err)
	}
	return m.settle(ctx, `create unique index on incoming (source_id)`, `analyze incoming`)
}

// compare lists the rows that would write something, and counts.
func (m merge) compare(ctx context.Context) error {
	list := `
		create temporary table changed on commit drop as
		select line, place_id, action from (
			select i.line, p.id as place_id, case
				when p.id is null then 'add'
				when p.confidential or i.confidential then
					case when p.confidential and (p.status, p.name, p.phone, p.categories, p.audiences, p.languages, p.district_id)
						is not distinct from (` + keptOf(FieldStatus, FieldName, FieldPhone, FieldCategories, FieldAudiences, FieldLanguages) + `, coalesce(d.city_id, d.id))
						then 'same' else 'confide' end
				when (p.status = 'open' or 'status' = any(w.fields)) and p.content_hash = i.content_hash
					and (p.district_id is not distinct from i.district_id or 'position' = any(w.fields)) then 'same'
				else 'update' end as action
			from incoming i
				left join places p on p.dataset_id = @dataset and p.source_id = i.source_id
				left join districts d on d.id = i.district_id
				left join ` + wordsOwned + ` on w.place_id = p.id
			where i.kept
		) compared where action <> 'same'`
	if _, err := m.exec(ctx, "comparing", list); err != nil {
		return err
	}
	if err := m.settle(ctx, `analyze changed`); err != nil {
		return err
	}
	const count = `
		select (select count(*) from incoming where kept) - (select count(*) from changed),
		       (select count(*) from places where dataset_id = $1 and status = 'open'),
		       (select count(*) from places p where dataset_id = $1 and status = 'open'
		           and not exists (select from incoming i where i.source_id = p.source_id))`
	gone := TooManyGone{Dataset: m.im.Dataset.Name}
	if err := m.tx.QueryRow(ctx, count, m.dataset).Scan(&m.report.Unchanged, &gone.Open, &gone.Gone); err != nil {
		return fmt.Errorf("comparing: %w", err)
	}
	if gone.Gone*100 > gone.Open*maxGonePercent && !m.im.Force {
		return &gone
	}
	return nil
}

// close keeps what is gone, closed. It was last seen by the dataset's import before this one. Where people have written, they are
// asked first: the place stays as they said, and that its file says otherwise becomes a conflict.
func (m merge) close(ctx context.Context) (err error) {
	const contradict = `
		insert into place_words (place_id, field, source, answered, said_at)
		select p.id, 'status', '"closed"', '"open"', now() from places p
		where p.dataset_id = @dataset and exists (select from place_words w where w.place_id = p.id)
			and not exists (select from incoming i where i.source_id = p.source_id)
			and (p.status = 'open' or exists (select from place_words w where w.place_id = p.id and w.field = 'status'))
		on conflict (place_id, field) do update set source = excluded.source, said_at = excluded.said_at
			where place_words.source <> excluded.source`
	if m.report.Contradicted, err = m.exec(ctx, "closing", contradict); err != nil {
		return err
	}
	const gone = `
		update places p set status = 'closed',
			last_seen_at = coalesce((select last_import_at from datasets where id = @dataset), now())
		where dataset_id = @dataset and status = 'open'
			and not exists (select from incoming i where i.source_id = p.source_id)
			and not exists (select from place_words w where w.place_id = p.id)`
	m.report.Closed, err = m.exec(ctx, "closing", gone)
	return err
}

// keepWords notes what the file says where people have said something else. Every row of the file is looked at, since a place that
// comes back unchanged says that it is open.
func (m merge) keepWords(ctx context.Context) error {
	note := `
		update place_words own set source = said.source, said_at = now()
		from (
			select p.id as place_id, own.field, ` + incomingOfField + ` as source
			from place_words own join places p on p.id = own.place_id and p.dataset_id = @dataset
				join incoming i on i.source_id = p.source_id and i.kept
				left join organisations o on o.dataset_id = @dataset and o.source_id = 'operator ' || i.operator
		) said
		where said.place_id = own.place_id and said.field = own.field and own.source is distinct from said.source`
	n, err := m.exec(ctx, "updating", note)
	m.report.Contradicted += n
	return err
}

// incomingOfField is what the row i of the file says in the field of a row own of place_words.
var incomingOfField = caseOfFields("own.field", func(f *placeField) string { return f.incoming })

// keptOf lists what these fields of one column will be after the import.
func keptOf(fields ...Field) string {
	var list []string
	for _, code := range fields {
		f, _ := fieldNamed(code)
		list = append(list, f.keeping(0))
	}
	return strings.Join(list, ", ")
}

// organisations makes those that run a place and are new.
func (m merge) organisations(ctx context.Context) error {
	const add = `
		insert into organisations (uid, name, dataset_id, source_id)
		select distinct i.operator_uid, i.operator, @dataset::bigint, 'operator ' || i.operator
		from changed join incoming i using (line)
		where i.operator <> ''
		on conflict (dataset_id, source_id) do nothing`
	_, err := m.exec(ctx, "organisations", add)
	return err
}

func (m merge) update(ctx context.Context) error {
	var columns, values []string
	for i := range placeFields {
		f := &placeFields[i]
		for n, column := range f.columns {
			columns, values = append(columns, column), append(values, f.keeping(n))
		}
	}
	change := `
		update places p set (content_hash, itinerant, last_seen_at, ` + strings.Join(columns, ", ") + `)
		= row (i.content_hash, i.itinerant, null, ` + strings.Join(values, ", ") + `)
		from changed c join incoming i using (line)
			left join organisations o on o.dataset_id = @dataset and o.source_id = 'operator ' || i.operator
			left join ` + wordsOwned + ` on w.place_id = c.place_id
		where c.action = 'update' and p.id = c.place_id and p.dataset_id = @dataset`
	n, err := m.exec(ctx, "updating", change)
	m.report.Updated += n
	return err
}

// updateConfidential writes of a confidential place only what it may say. A place that is confidential here stays so,
// whatever its source thinks.
func (m merge) updateConfidential(ctx context.Context) error {
	change := `
		update places p set (confidential, organisation_id, hours, modalities, age_min, age_max, district_id, itinerant, last_seen_at,
			status, name, phone, categories, audiences, languages)
		= row (true, null, '', '{}', null, null, i.district_id, false, null,
			` + keptOf(FieldStatus, FieldName, FieldPhone, FieldCategories, FieldAudiences, FieldLanguages) + `)
		from changed c join incoming i using (line)
			left join ` + wordsOwned + ` on w.place_id = c.place_id
		where c.action = 'confide' and p.id = c.place_id and p.dataset_id = @dataset`
	n, err := m.exec(ctx, "updating", change)
	m.report.Updated += n
	return err
}

// add inserts in the order of the cells, so that neighbours share pages and the indexes are filled side by side.
func (m merge) add(ctx context.Context) (err error) {
	const insert = `
		insert into places (uid, dataset_id, source_id, content_hash, organisation_id, name, description, geom, cell,
			accuracy_m, district_id, categories, audiences, modalities, languages, age_min, age_max, hours, access_note,
			street, postcode, city, phone, email, website, confidential, itinerant)
		select i.uid, @dataset, i.source_id, i.content_hash, o.id, i.name, i.description,
			ST_SetSRID(ST_MakePoint(i.lon, i.lat), 4326), i.cell,
			i.accuracy_m, i.district_id, i.categories, i.audiences, i.modalities, i.languages, i.age_min, i.age_max,
			i.hours, i.access_note, i.street, i.postcode, i.city, i.phone, i.email, i.website, i.confidential, i.itinerant
		from changed c join incoming i using (line)
			left join organisations o on o.dataset_id = @dataset and o.source_id = 'operator ' || i.operator
		where c.action = 'add'
		order by i.cell`
	m.report.Added, err = m.exec(ctx, "adding", insert)
	return err
}
