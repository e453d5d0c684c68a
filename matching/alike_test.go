package matching

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

// Promise P2 on the room's whole surface: of two exact points in one public cell, with the same words, everything that anybody but
// the author and those who help can come by is the same bytes. What is compared holds every row of the database but the sealed ones.
func TestExactPointsAreAlike(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	var log bytes.Buffer
	w.room.cfg.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	anna, eve, cora := w.member("Anna", west), w.member("Eve", east), w.coordinator(west)
	cells := w.live.Atlas().PublicCells(w.city.Num)
	tables := w.tables()
	compared := 0
	rapid.Check(t, func(rt *rapid.T) {
		cell := rapid.SampledFrom(cells).Draw(rt, "cell")
		points := w.pointsIn(rt, cell)
		if points == nil {
			return // all but outside of the city
		}
		d := draft(func(d *Draft) {
			d.Kind = rapid.SampledFrom([]string{"cv", "debts", "portrait"}).Draw(rt, "kind")
			d.Details = rapid.SampledFrom([]string{"", "un coup de main", "contre argent"}).Draw(rt, "details")
			d.Offer = rapid.Bool().Draw(rt, "offer")
		})
		from := orb.Point{rapid.Float64Range(5.28, 5.42).Draw(rt, "lon"), rapid.Float64Range(43.28, 43.38).Draw(rt, "lat")}
		edited := rapid.Bool().Draw(rt, "edited")
		var answers [2]string
		for i := range answers {
			log.Reset()
			answers[i] = w.life(d, points[i], edited, from, tables, anna, eve, cora) + log.String()
		}
		compared++
		if answers[0] != answers[1] {
			rt.Fatalf("%v and %v lie in %s and differ:\n%s", points[0], points[1], cell, firstDifference(answers[0], answers[1]))
		}
	})
	if compared < 20 {
		t.Errorf("only %d pairs were compared", compared)
	}
}

// pointsIn are two points whose cells of resolution 9 descend from a public cell; nil when none was found in the city.
func (w *town) pointsIn(rt *rapid.T, cell geo.Cell) (points []orb.Point) {
	for try := range 20 {
		c := cell
		for c.Resolution() < 13 {
			children := slices.Collect(c.Children())
			c = children[rapid.IntRange(0, len(children)-1).Draw(rt, fmt.Sprint("child", try))]
		}
		p := c.Center()
		if at, _, ok := w.live.Atlas().PublicCell(p); ok && at == cell {
			points = append(points, p)
		}
		if len(points) == 2 {
			return points
		}
	}
	return nil
}

// life posts something at a point beside another request, and collects what others can come by.
func (w *town) life(d Draft, at orb.Point, edited bool, from orb.Point, tables []string, anna, eve, cora *identity.Viewer) string {
	w.t.Helper()
	ctx := context.Background()
	w.exec(`delete from requests`)
	w.exec(`delete from notifications`)
	w.exec(`delete from recipients`)
	for _, table := range []string{"requests", "request_steps"} {
		w.exec(`select setval(pg_get_serial_sequence($1, 'id'), 1, false)`, table)
	}
	other := w.post(eve)
	d.Where = Where{Point: &at, Note: fmt.Sprintf("au banc, %v", at)}
	q, err := w.room.Post(ctx, anna, d, "one-key-for-all")
	w.must(err)
	if edited {
		d.Where.Note = "à l’arrêt"
		_, err := w.room.Edit(ctx, anna, q.ID, 1, d)
		w.must(err)
	}
	w.settle()

	var b strings.Builder
	say := func(what string, value any, err error) {
		if page, ok := value.(RequestPage); ok {
			value = []any{page.Items, len(page.Next)} // a cursor is the last item's distance and id
		}
		fmt.Fprintf(&b, "%s: %+v, %v\n", what, value, err)
	}
	for _, v := range []*identity.Viewer{eve, cora} {
		found, err := w.room.Get(ctx, v, q.ID)
		say("get", found, err)
		near, err := w.room.Browse(ctx, v, RequestQuery{Near: &directory.Near{Point: from}})
		say("near", near, err)
		home, err := w.room.Browse(ctx, v, RequestQuery{Limit: 1})
		say("home", home, err)
		box, err := w.room.Browse(ctx, v, RequestQuery{Box: &geo.BBox{West: from.Lon(), South: 43, East: 6, North: from.Lat()}})
		say("box", box, err)
	}
	held, err := w.room.Held(ctx, cora, w.home(west).District)
	say("held", held, err)
	say("needed", w.requests.KindsNeeded(w.city.Num), nil)
	w.must(pgx.BeginFunc(ctx, w.pool, func(tx pgx.Tx) error {
		shown, author, err := w.room.Shown(ctx, tx, q.Num)
		say("shown", shown, err)
		say("author", author, nil)
		for _, v := range []*identity.Viewer{eve, cora} {
			sheets, err := w.room.Export(ctx, tx, v.Account.Num)
			say("export", sheets, err)
		}
		for _, table := range tables {
			rows, err := tx.Query(ctx, `select x::text from `+pgx.Identifier{table}.Sanitize()+` x order by 1`)
			w.must(err)
			lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
			say(table, lines, err)
		}
		return nil
	}))
	return strings.NewReplacer(q.ID.String(), "ID", other.ID.String(), "OTHER", fmt.Sprint([16]byte(q.ID)), "ID", fmt.Sprint([16]byte(other.ID)), "OTHER",
		other.key, "KEY").Replace(b.String())
}

// tables are all of the database but what is sealed, what the feed and the clock keep, and the wide ones of the city, which stand still.
func (w *town) tables() (list []string) {
	w.t.Helper()
	rows, err := w.pool.Query(context.Background(), `
		select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
			and relname not in ('request_points', 'changes', 'feed_marks', 'spatial_ref_sys', 'districts', 'district_figures', 'public_cells')
		order by 1`)
	w.must(err)
	list, err = pgx.CollectRows(rows, pgx.RowTo[string])
	w.must(err)
	return list
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return x[i] + "\n" + y[i]
		}
	}
	return fmt.Sprintf("%d lines, %d lines", len(x), len(y))
}

// What is sealed opens for its own request under the room's key, and nowhere else.
func TestSealedStaysSealed(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.member("Anna", west)
	one := w.post(anna, func(d *Draft) { d.Where = Where{Point: &orb.Point{5.3251, 43.3251}, Note: "zqbanc"} })
	two := w.post(anna, func(d *Draft) { d.Where = Where{Point: &orb.Point{5.3252, 43.3252}, Note: "zqarbre"} })
	var clear int
	w.must(w.pool.QueryRow(t.Context(), `select count(*) from request_points x where x::text ilike any(array['%zq%', '%7a71%', '%5.325%'])`).Scan(&clear))
	if clear != 0 {
		t.Errorf("%d rows can be read", clear)
	}
	w.exec(`update request_points p set sealed = o.sealed from request_points o where p.request_id = $1 and o.request_id = $2`, one.Num, two.Num)
	if m, err := w.room.OwnMeeting(t.Context(), anna, one.ID); err == nil {
		t.Errorf("another's words open here: %+v", m)
	}
}

func TestExportAndErase(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	anna, bea := w.member("Anna", west), w.member("Bea", west)
	for _, v := range []*identity.Viewer{anna, bea} {
		at := orb.Point{5.3251, 43.3251}
		w.post(v, func(d *Draft) {
			d.Details, d.Where, d.Behalf = "zqwords", Where{Point: &at, Note: "zqnote"}, &Behalf{Name: "zqname", Consent: "written"}
		})
	}
	done := w.post(anna, called("zqdone"))
	_, err := w.room.Complete(ctx, anna, done.ID, "elsewhere")
	w.must(err)
	export := func(v *identity.Viewer) string {
		var text string
		w.must(pgx.BeginFunc(ctx, w.pool, func(tx pgx.Tx) error {
			sheets, err := w.room.Export(ctx, tx, v.Account.Num)
			for _, s := range sheets {
				for _, row := range s.Rows {
					if len(row) != len(s.Columns) {
						t.Errorf("%s: %d values, %d columns", s.Name, len(row), len(s.Columns))
					}
				}
			}
			text = fmt.Sprint(sheets)
			return err
		}))
		return text
	}
	all := export(anna)
	for _, want := range []string{"zqwords", "zqnote", "zqname", "zqdone", "5.3251", "written", "elsewhere", "complete"} {
		if !strings.Contains(all, want) {
			t.Errorf("the export lacks %s", want)
		}
	}
	w.must(pgx.BeginFunc(ctx, w.pool, func(tx pgx.Tx) error { return w.room.Erase(ctx, tx, anna.Account.Num) }))
	if left := export(anna); strings.Contains(left, "zq") {
		t.Errorf("left: %s", left)
	}
	var live, sealed, words int
	w.must(w.pool.QueryRow(ctx, `
		select count(*) filter (where state = 'open'), count(*) filter (where details <> ''), (select count(*) from request_points) from requests`).
		Scan(&live, &words, &sealed))
	if live != 1 || words != 1 || sealed != 1 {
		t.Errorf("%d go on, %d have words, %d are sealed: only Bea's should", live, words, sealed)
	}
	if q := w.reload(done); q.Author != 0 || q.Outcome != "elsewhere" {
		t.Errorf("%+v", q)
	}
}
