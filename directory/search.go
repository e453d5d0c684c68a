package directory

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// SearchQuery asks for what is called like Text, typing errors forgiven.
type SearchQuery struct {
	Text  string
	City  string // a city's code; empty = all
	Limit int    // 1–100; 0 = 20
}

// SearchHit is something found by its words, best first.
type SearchHit struct {
	Kind   string    // "category", "district", "organisation", "place"
	ID     uuid.UUID // of places and organisations
	Code   string    // of districts and categories
	Name   string
	Detail string  // where: "12 rue des Abeilles, 13001 Marseille", "Marseille"
	Score  float64 // 0–1, comparable within one answer
	Open   Opening // of places that [Live.KeepOpen] was asked about
}

// Store asks the database what the live copy cannot answer.
type Store struct{ pool *pgxpool.Pool }

// NewStore asks through a pool.
func NewStore(pool *pgxpool.Pool) *Store { return &Store{pool} }

func (q *SearchQuery) check() error {
	q.Text = strings.TrimSpace(q.Text)
	if len(foldedWords(q.Text)) == 0 {
		return invalid("q", "%q has no word to search for", q.Text)
	}
	if len(q.Text) > MaxTextBytes {
		return invalid("q", "longer than %d bytes", MaxTextBytes)
	}
	if q.Limit == 0 {
		q.Limit = DefaultLimit
	}
	if q.Limit < 1 || q.Limit > MaxLimit {
		return invalid("limit", "%d is not in 1–%d", q.Limit, MaxLimit)
	}
	return nil
}

// searchSQL: words by French text search (inflections), names by word similarity (typing errors: <% uses the trigram
// indexes, at the threshold that Search sets). Each branch is bounded, so that a common word costs no more than a rare one.
const searchSQL = `
	with asked as (
	    select fold(@text) as folded, websearch_to_tsquery('fr', @text) as words,
	           (select id from districts where code = @city and city_id is null) as city
	), by_words as (
	    select p.id, 0.5 + 0.4 * ts_rank(p.search, asked.words, 32) as score
	    from places p, asked where p.search @@ asked.words and p.status = 'open' and not p.hidden limit 1000
	), by_name as (
	    select p.id, word_similarity(asked.folded, fold(p.name)) as score
	    from places p, asked where asked.folded <% fold(p.name) and p.status = 'open' and not p.hidden limit 1000
	), best as (
	    select id, max(score) as score from (select * from by_words union all select * from by_name) both_ways
	    group by id order by score desc, id limit 1000
	)
	select 'category' as kind, null::uuid as id, l.code, '' as name, '' as detail, max(word_similarity(w, fold(l.label))) + 0.1 as score
	from unnest(@codes::text[], @labels::text[]) l(code, label), unnest(@words::text[]) w
	where w <% fold(l.label) group by l.code
	union all
	select 'place', p.uid, '', p.name,
	       concat_ws(', ', nullif(p.street, ''), nullif(concat_ws(' ', nullif(p.postcode, ''), nullif(p.city, '')), '')),
	       best.score
	from best join places p using (id) left join districts d on d.id = p.district_id, asked
	where @city = '' or coalesce(d.city_id, d.id) = asked.city
	union all
	select 'organisation', o.uid, '', o.name, '', word_similarity(asked.folded, fold(o.name))
	from organisations o, asked
	where asked.folded <% fold(o.name) and not o.hidden and (@city = ''
	    or exists (select from places p join districts d on d.id = p.district_id
	               where p.organisation_id = o.id and coalesce(d.city_id, d.id) = asked.city)
	    or exists (select from organisation_districts s join districts d on d.id = s.district_id
	               where s.organisation_id = o.id and coalesce(d.city_id, d.id) = asked.city))
	union all
	select 'district', null, d.code, d.name, coalesce(c.name, ''), word_similarity(asked.folded, fold(d.name)) + 0.05
	from districts d left join districts c on c.id = d.city_id, asked
	where asked.folded <% fold(d.name) and (@city = '' or coalesce(d.city_id, d.id) = asked.city)
	order by score desc, name, id, code
	limit @limit`

// Search finds categories, districts, organisations and places by their words. Errors: an [*Invalid], or the database's.
func (s *Store) Search(ctx context.Context, q SearchQuery) ([]SearchHit, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	var hits []SearchHit
	err := pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		// three letters of four right are enough: « boulangeire », « mairi »
		if _, err := tx.Exec(ctx, `set local pg_trgm.word_similarity_threshold = 0.45`); err != nil {
			return err
		}
		codes, labels := categoryLabels()
		rows, err := tx.Query(ctx, searchSQL, pgx.StrictNamedArgs{
			"text": q.Text, "city": q.City, "limit": q.Limit,
			"words": longWords(q.Text), "codes": codes, "labels": labels,
		})
		if err != nil {
			return err
		}
		hits, err = pgx.CollectRows(rows, scanHit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("searching: %w", err)
	}
	return q.arrange(hits), nil
}

// categoryLabels lists each label of a category beside the category's code.
func categoryLabels() (codes, labels []string) {
	for _, c := range Categories {
		for _, label := range c.labels() {
			codes, labels = append(codes, c.Code), append(labels, label)
		}
	}
	return codes, labels
}

// longWords are the words of three letters or more: fewer begin too many labels.
func longWords(text string) []string {
	return slices.DeleteFunc(foldedWords(text), func(w string) bool { return utf8.RuneCountInString(w) < 3 })
}

func scanHit(row pgx.CollectableRow) (SearchHit, error) {
	var h SearchHit
	var id *uuid.UUID
	err := row.Scan(&h.Kind, &id, &h.Code, &h.Name, &h.Detail, &h.Score)
	if id != nil {
		h.ID = *id
	}
	return h, err
}

// Search is what Store.Search answers while the database is out of reach: whole beginnings of words only.
func (l *Live) Search(q SearchQuery) ([]SearchHit, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	c := l.now.Load()
	if c == nil {
		return nil, ErrNotReady
	}
	atlas := c.atlas.Load()
	inCity := map[int64]bool{}
	if city, ok := atlas.District(q.City); ok {
		for _, num := range atlas.Subtree(city.Num) {
			inCity[num] = true
		}
	}
	words := foldedWords(q.Text)
	matches := func(name string) bool { return beginsWords(name, words) }
	var hits []SearchHit
	var labelled CategorySet
	for _, word := range foldedWords(q.Text) {
		labelled |= categoriesLabelled(word)
	}
	for c := range labelled.All {
		hits = append(hits, SearchHit{Kind: "category", Code: c.Code, Score: 1.1})
	}
	for _, d := range atlas.byNum {
		if matches(d.Name) && (q.City == "" || inCity[d.Num]) {
			hits = append(hits, SearchHit{Kind: "district", Code: d.Code, Name: d.Name, Score: 1})
		}
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, r := range c.byNum {
		if s := r.summary(); matches(s.Name) && (q.City == "" || inCity[s.District]) {
			p := r.place()
			if p.Status == Open {
				hits = append(hits, SearchHit{Kind: "place", ID: p.ID, Name: p.Name, Detail: p.Address.String(), Score: 0.9})
			}
		}
	}
	for _, o := range c.organisations {
		if matches(o.Name) {
			hits = append(hits, SearchHit{Kind: "organisation", ID: o.ID, Name: o.Name, Score: 0.8})
		}
	}
	return q.arrange(hits), nil
}

// arrange names the categories among the hits, orders them and cuts.
func (q *SearchQuery) arrange(hits []SearchHit) []SearchHit {
	for i := range hits {
		if h := &hits[i]; h.Kind == "category" {
			c := Categories[slices.IndexFunc(Categories, func(c Category) bool { return c.Code == h.Code })]
			h.Name, h.Detail = c.FR, familyOf(c).FR
		}
	}
	slices.SortFunc(hits, func(a, b SearchHit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Name, b.Name), compareID(a.ID, b.ID), cmp.Compare(a.Code, b.Code))
	})
	return hits[:min(len(hits), q.Limit)]
}

// String is the address on one line.
func (a Address) String() string {
	town := strings.TrimSpace(a.Postcode + " " + a.City)
	if a.Street == "" || town == "" {
		return a.Street + town
	}
	return a.Street + ", " + town
}
