package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb/encoding/mvt"

	"github.com/alentour/alentour/tiles"
)

func (b *bench) nearPath(q question) string {
	return fmt.Sprintf("/v1/places?near=%s,%s&radius_m=%.0f&category=%s&limit=%d",
		degrees(q.at[0]), degrees(q.at[1]), radiusM, categories()[q.kind].Code, wanted)
}

func (q question) parameters() map[string]any {
	const dlat = radiusM / metresPerDegree * 1.001 // a hair wider than the circle
	return map[string]any{
		"lon": degrees(q.at[0]), "lat": degrees(q.at[1]), "kind": q.kind,
		"dlat": dlat, "dlon": dlat / cos(q.at[1]),
	}
}

// nearRows compares the public endpoint with PostGIS, Redis and the plainest server there can be.
func (b *bench) nearRows() ([]row, error) {
	socket, err := b.startRedis()
	if err != nil {
		return nil, err
	}
	size, err := b.sameAnswers(socket)
	if err != nil {
		return nil, err
	}
	constant, err := b.startConstant(bytes.Repeat([]byte{'.'}, size), "")
	if err != nil {
		return nil, err
	}
	var paths []string
	var sets []map[string]any
	var searches, wholes [][]byte
	for _, q := range b.questions {
		paths = append(paths, b.nearPath(q))
		sets = append(sets, q.parameters())
		searches = append(searches, geosearch("places", q))
		wholes = append(wholes, geosearch("items", q))
	}
	script, err := b.paths("near.lua", "", paths)
	if err != nil {
		return nil, err
	}
	knn, err := b.scripts("knn", knnSQL, sets)
	if err != nil {
		return nil, err
	}
	best, err := b.scripts("best", bestSQL, sets)
	if err != nil {
		return nil, err
	}
	rates, err := b.contest(
		contender{"alentour near", func() (float64, error) { return b.wrk(b.node, script) }},
		contender{"PostGIS KNN", func() (float64, error) { return b.pgbench(peerDatabase, knn) }},
		contender{"PostGIS best form", func() (float64, error) { return b.pgbench(peerDatabase, best) }},
		contender{"Redis GEOSEARCH, MGET", func() (float64, error) {
			return b.redisLoad(socket, func(conn io.Writer, in *bufio.Reader, i int) error {
				found, err := redisAsk(conn, in, searches[i], true)
				if hits, some := found.([]any); err == nil && some && len(hits) > 0 {
					_, err = redisAsk(conn, in, mget(hits), false)
				}
				return err
			})
		}},
		contender{"Redis, whole items", func() (float64, error) {
			return b.redisLoad(socket, func(conn io.Writer, in *bufio.Reader, i int) error {
				_, err := redisAsk(conn, in, wholes[i], false)
				return err
			})
		}},
		contender{"net/http constant", func() (float64, error) { return b.wrk(constant, script) }},
	)
	if err != nil {
		return nil, err
	}
	against := func(what string, target, peer float64) row {
		return row{what: what, target: target, ratio: rates[0] / peer, ours: perSecond(rates[0]), theirs: perSecond(peer)}
	}
	redis := against("… against Redis GEOSEARCH, one key per category, no pipelining", 4, rates[3])
	redis.theirs += "; with whole items as members " + perSecond(rates[4])
	return []row{
		against("near over HTTP against PostGIS geography KNN", 17, rates[1]),
		against("… against its best form (composite GiST on category and geometry, clustered)", 4.5, rates[2]),
		redis,
		against(fmt.Sprintf("… against a net/http handler writing a constant body of the same size (%d bytes)", size), 0.35, rates[5]),
	}, nil
}

// openRow compares near with itself asked for what is open, on a working day and in the middle of a night.
func (b *bench) openRow() ([]row, error) {
	monday := time.Now().UTC().Truncate(7 * 24 * time.Hour) // Go's zero time was a Monday
	var sides []contender
	for _, side := range []struct{ name, suffix string }{
		{"near", ""},
		{"near, open on Wednesday 10:00", "&open_at=" + monday.Add(9*24*time.Hour+9*time.Hour).Format(time.RFC3339)},
		{"near, open on Monday 03:00", "&open_at=" + monday.Add(7*24*time.Hour+2*time.Hour).Format(time.RFC3339)},
	} {
		var paths []string
		for _, q := range b.questions {
			paths = append(paths, b.nearPath(q)+side.suffix)
		}
		script, err := b.paths(fmt.Sprintf("open%d.lua", len(sides)), "", paths)
		if err != nil {
			return nil, err
		}
		sides = append(sides, contender{side.name, func() (float64, error) { return b.wrk(b.node, script) }})
	}
	rates, err := b.contest(sides...)
	if err != nil {
		return nil, err
	}
	return []row{{
		what:   "near with open_at on a working day, against near without (0.8× = a quarter more time)",
		target: 0.8, ratio: rates[1] / rates[0], ours: perSecond(rates[1]) + "; at night " + perSecond(rates[2]), theirs: perSecond(rates[0]),
	}}, nil
}

// redisAsk sends a command and reads its answer, or reads past it.
func redisAsk(conn io.Writer, in *bufio.Reader, command []byte, keep bool) (any, error) {
	if _, err := conn.Write(command); err != nil {
		return nil, err
	}
	return reply(in, keep)
}

// mget asks for the items that a search has found.
func mget(hits []any) []byte {
	words := []string{"MGET"}
	for _, h := range hits {
		words = append(words, h.([]any)[0].(string))
	}
	return redisCommand(words...)
}

// sameAnswers asks every peer every question once and compares the names in order; it gives the usual size of an answer.
func (b *bench) sameAnswers(redis string) (size int, err error) {
	conn, err := pgx.Connect(b.ctx, b.cluster.URL(peerDatabase))
	if err != nil {
		return 0, err
	}
	defer conn.Close(b.ctx)
	client, err := net.Dial("unix", redis)
	if err != nil {
		return 0, err
	}
	defer client.Close()
	in := bufio.NewReader(client)
	all, sizes := 0, []int{}
	differ := map[string]int{}
	for _, q := range b.questions {
		body, err := b.get(b.node, b.nearPath(q), http.Header{})
		if err != nil {
			return 0, err
		}
		var page struct{ Items []item }
		if err := json.Unmarshal(body, &page); err != nil {
			return 0, err
		}
		sizes = append(sizes, len(body))
		var ours []string
		for _, i := range page.Items {
			ours = append(ours, i.Name)
		}
		all += len(ours)
		for name, sql := range map[string]string{"PostGIS KNN": knnSQL, "PostGIS best form": bestSQL} {
			rows, err := conn.Query(b.ctx, "select name from ("+strings.TrimSuffix(fill(sql, q.parameters()), ";")+") t", pgx.QueryExecModeSimpleProtocol)
			if err != nil {
				return 0, err
			}
			theirs, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err != nil {
				return 0, err
			}
			differ[name] += missing(ours, theirs)
		}
		found, err := redisAsk(client, in, geosearch("places", q), true)
		if err != nil {
			return 0, err
		}
		var theirs []string
		for _, hit := range found.([]any) {
			num, err := strconv.Atoi(hit.([]any)[0].(string))
			if err != nil {
				return 0, err
			}
			theirs = append(theirs, b.places[num-1].name)
		}
		differ["Redis"] += missing(ours, theirs)
	}
	for name, n := range differ {
		b.say("  %s: %d of %d places differ", name, n, all)
		if n*100 > all {
			return 0, fmt.Errorf("%s answers otherwise: %d of %d places", name, n, all)
		}
	}
	slices.Sort(sizes)
	return sizes[len(sizes)/2], nil
}

// missing counts what one list has and the other has not.
func missing(a, b []string) int {
	n := max(0, len(b)-len(a))
	for _, name := range a {
		if !slices.Contains(b, name) {
			n++
		}
	}
	return n
}

func tilePath(t tiles.Tile) string { return fmt.Sprintf("/tiles/places/%v.mvt", t) }

// coldRow draws tiles that no cache can have. Asking for categories that no place has beside all that some have gives the
// same tile another key; the peer is spared that filter.
func (b *bench) coldRow() ([]row, error) {
	if err := b.sameTiles(); err != nil {
		return nil, err
	}
	var used, other, tilesList []string
	for _, c := range categories() {
		used = append(used, "category="+c.Code)
	}
	for _, c := range otherCategories() {
		other = append(other, strconv.Quote("&category="+c.Code))
	}
	var sets []map[string]any
	for _, t := range b.tiles {
		tilesList = append(tilesList, strconv.Quote(tilePath(t)+"?"+strings.Join(used, "&")))
		sets = append(sets, map[string]any{"x": t.X, "y": t.Y})
	}
	script, err := b.file("cold.lua", fmt.Sprintf(`local tiles, other, n = {%s}, {%s}, 0
function init(args) n = tonumber(args[1]) end
function request()
  n = n + 1
  local path, key, i = tiles[n %% #tiles + 1], math.floor(n / #tiles), 1
  while key > 0 do
    if key %% 2 == 1 then path = path .. other[i] end
    key, i = math.floor(key / 2), i + 1
  end
  return wrk.format('GET', path)
end
`, strings.Join(tilesList, ", "), strings.Join(other, ", ")))
	if err != nil {
		return nil, err
	}
	statements, err := b.scripts("tile", tileSQL, sets)
	if err != nil {
		return nil, err
	}
	from := 0
	rates, err := b.contest(
		contender{"alentour cold tile", func() (float64, error) {
			from += 10_000_000 // further than a round can come
			return b.wrk(b.node, script, strconv.Itoa(from))
		}},
		contender{"ST_AsMVT", func() (float64, error) { return b.pgbench(peerDatabase, statements) }},
	)
	if err != nil {
		return nil, err
	}
	return []row{{
		what: "cold tile z 14 (points in both), uncompressed, against `ST_AsMVT` on an indexed table", target: 8,
		ratio: rates[0] / rates[1], ours: perSecond(rates[0]), theirs: perSecond(rates[1]),
	}}, nil
}

// sameTiles compares how many points the tiles of both have.
func (b *bench) sameTiles() error {
	conn, err := pgx.Connect(b.ctx, b.cluster.URL(peerDatabase))
	if err != nil {
		return err
	}
	defer conn.Close(b.ctx)
	points, differ := 0, 0
	for _, t := range b.tiles {
		body, err := b.get(b.node, tilePath(t), http.Header{})
		if err != nil {
			return err
		}
		ours, err := mvt.Unmarshal(body)
		if err != nil {
			return err
		}
		var theirTile []byte
		if err := conn.QueryRow(b.ctx, strings.TrimSuffix(fill(tileSQL, map[string]any{"x": t.X, "y": t.Y}), ";")).Scan(&theirTile); err != nil {
			return err
		}
		theirs, err := mvt.Unmarshal(theirTile)
		if err != nil {
			return err
		}
		for _, f := range ours[0].Features {
			if f.Properties["count"] != nil {
				return fmt.Errorf("tile %v shows counts", t)
			}
		}
		n, m := len(ours[0].Features), len(theirs[0].Features)
		points, differ = points+n, differ+max(n-m, m-n)
	}
	b.say("  %d tiles hold %d points, ST_AsMVT differs by %d", len(b.tiles), points, differ)
	if differ*100 > points {
		return fmt.Errorf("ST_AsMVT has other tiles: %d of %d points", differ, points)
	}
	return nil
}

// warmRow serves one kept tile again and again.
func (b *bench) warmRow() ([]row, error) {
	path := tilePath(b.tiles[0])
	body, err := b.get(b.node, path, http.Header{"Accept-Encoding": {"gzip"}})
	if err != nil {
		return nil, err
	}
	constant, err := b.startConstant(body, "gzip")
	if err != nil {
		return nil, err
	}
	file, err := b.file("tile.mvt", string(body))
	if err != nil {
		return nil, err
	}
	nginx, err := b.startNginx(file)
	if err != nil {
		return nil, err
	}
	script, err := b.paths("warm.lua", "['Accept-Encoding'] = 'gzip'", []string{path})
	if err != nil {
		return nil, err
	}
	rates, err := b.contest(
		contender{"alentour warm tile", func() (float64, error) { return b.wrk(b.node, script) }},
		contender{"net/http constant", func() (float64, error) { return b.wrk(constant, script) }},
		contender{"nginx", func() (float64, error) { return b.wrk(nginx, script) }},
	)
	if err != nil {
		return nil, err
	}
	return []row{
		{
			what:   fmt.Sprintf("warm gzip tile (%d bytes) against a net/http handler writing the same bytes", len(body)),
			target: 0.8, ratio: rates[0] / rates[1], ours: perSecond(rates[0]), theirs: perSecond(rates[1]),
		},
		{
			what: "… against nginx with the same gzip file", target: 0.25, ratio: rates[0] / rates[2],
			ours: perSecond(rates[0]), theirs: perSecond(rates[2]),
		},
	}, nil
}
