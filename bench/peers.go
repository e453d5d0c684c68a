package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

const peerDatabase = "peers"

// loadPostGIS fills the tables that the product is compared with, each in the form its rivals would choose.
func (b *bench) loadPostGIS() error {
	b.say("loading PostGIS")
	admin, err := pgx.Connect(b.ctx, b.cluster.URL("postgres"))
	if err != nil {
		return err
	}
	defer admin.Close(b.ctx)
	if _, err := admin.Exec(b.ctx, "create database "+peerDatabase); err != nil {
		return err
	}
	conn, err := pgx.Connect(b.ctx, b.cluster.URL(peerDatabase))
	if err != nil {
		return err
	}
	defer conn.Close(b.ctx)
	if _, err := conn.Exec(b.ctx, `
		create extension postgis; create extension btree_gist;
		create unlogged table raw (num int, uid uuid, name text, lon float8, lat float8, category int, categories text[],
			district_code text, district_name text, street text, postcode text, city text, hours text, phone text, website text, dataset text)`); err != nil {
		return err
	}
	kind := categories()
	_, err = conn.CopyFrom(b.ctx, pgx.Identifier{"raw"},
		[]string{"num", "uid", "name", "lon", "lat", "category", "categories", "district_code", "district_name", "street", "postcode", "city", "hours", "phone", "website", "dataset"},
		pgx.CopyFromSlice(len(b.places), func(i int) ([]any, error) {
			p := &b.places[i]
			code, name := districtOf(*p)
			return []any{
				p.num, p.uid, p.name, p.at[0], p.at[1], p.kind,
				[]string{kind[p.kind].Code},
				code, name,
				p.street, p.postcode, cities[p.city].name, p.hours, p.phone, p.website, dataset,
			}, nil
		}))
	if err != nil {
		return err
	}
	for _, sql := range []string{
		`create table knn as select *, st_setsrid(st_makepoint(lon, lat), 4326)::geography as geog from raw`,
		`create index on knn using gist (geog)`,
		`create table best as select *, st_setsrid(st_makepoint(lon, lat), 4326) as geom from raw`,
		`create index best_place on best using gist (category, geom)`,
		`cluster best using best_place`,
		`create table tiled as select num, name, categories[1] as category, st_transform(st_setsrid(st_makepoint(lon, lat), 4326), 3857) as geom from raw`,
		`create index tiled_place on tiled using gist (geom)`,
		`drop table raw`, `vacuum analyze`, `checkpoint`,
	} {
		if _, err := conn.Exec(b.ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

const columns = `uid, num, name, lon, lat, categories, district_code, district_name, street, postcode, city, hours, phone, website, dataset`

// The statements of the peers. The first walks the index in order of distance; the best form known to us takes the box of
// the circle from the composite index and sorts what lies in it.
const (
	knnSQL = `select ` + columns + `, st_distance(geog, st_point(:lon, :lat)::geography, false) as distance_m from knn
 where category = :kind and st_dwithin(geog, st_point(:lon, :lat)::geography, 2000, false)
 order by geog <-> st_point(:lon, :lat)::geography limit 20;`
	bestSQL = `select ` + columns + `, st_distancesphere(geom, st_setsrid(st_point(:lon, :lat), 4326)) as distance_m from best
 where category = :kind and geom && st_makeenvelope(:lon::float8 - :dlon::float8, :lat::float8 - :dlat::float8, :lon::float8 + :dlon::float8, :lat::float8 + :dlat::float8, 4326)
 and st_distancesphere(geom, st_setsrid(st_point(:lon, :lat), 4326)) <= 2000
 order by distance_m limit 20;`
	tileSQL = `select st_asmvt(t, 'places', 4096, 'at', 'num') from (
 select num, name, category, st_asmvtgeom(geom, st_tileenvelope(14, :x, :y), 4096, 0, true) as at
 from tiled where geom && st_tileenvelope(14, :x, :y)) t;`
)

// scripts writes one pgbench script per question; all share the text of their statement, so it is prepared once.
func (b *bench) scripts(name, sql string, sets []map[string]any) ([]string, error) {
	var files []string
	for i, set := range sets {
		var s strings.Builder
		for k, v := range set {
			if strings.Contains(sql, ":"+k) {
				fmt.Fprintf(&s, "\\set %s %v\n", k, v)
			}
		}
		s.WriteString(sql + "\n")
		file, err := b.file(fmt.Sprintf("%s-%03d.sql", name, i), s.String())
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// fill writes the values into the statement, to ask it once.
func fill(sql string, set map[string]any) string {
	var pairs []string
	for _, k := range []string{"dlon", "dlat", "lon", "lat", "kind", "x", "y"} {
		if v, ok := set[k]; ok {
			pairs = append(pairs, ":"+k, "("+fmt.Sprint(v)+")")
		}
	}
	return strings.NewReplacer(pairs...).Replace(sql)
}

// startRedis runs Redis without persistence: one geo set of numbers per category, and the items under their numbers. A
// second family of sets has whole items as members, which makes one command of two and an item impossible to change.
func (b *bench) startRedis() (socket string, err error) {
	b.say("loading Redis")
	socket = filepath.Join(b.dir, "redis.sock")
	if _, _, err := b.start("redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", b.dir); err != nil {
		return "", err
	}
	var conn net.Conn
	if err := b.await(10*time.Second, func() (err error) { conn, err = net.Dial("unix", socket); return err }); err != nil {
		return "", fmt.Errorf("redis: %w", err)
	}
	defer conn.Close()
	written := make(chan error, 1)
	go func() { written <- b.fillRedis(bufio.NewWriterSize(conn, 1<<20)) }()
	in := bufio.NewReader(conn)
	for range 3 * len(b.places) {
		if _, err := reply(in, false); err != nil {
			return "", err
		}
	}
	return socket, <-written
}

func (b *bench) fillRedis(out *bufio.Writer) error {
	for i := range b.places {
		p := &b.places[i]
		item, err := json.Marshal(p.item())
		if err != nil {
			return err
		}
		kind, num, lon, lat := strconv.Itoa(p.kind), strconv.Itoa(p.num), degrees(p.at[0]), degrees(p.at[1])
		out.Write(redisCommand("GEOADD", "places:"+kind, lon, lat, num))
		out.Write(redisCommand("SET", num, string(item)))
		if _, err := out.Write(redisCommand("GEOADD", "items:"+kind, lon, lat, string(item))); err != nil {
			return err
		}
	}
	return out.Flush()
}

// geosearch asks a family of sets for the nearest.
func geosearch(family string, q question) []byte {
	return redisCommand("GEOSEARCH", family+":"+strconv.Itoa(q.kind), "FROMLONLAT", degrees(q.at[0]), degrees(q.at[1]),
		"BYRADIUS", "2000", "m", "ASC", "COUNT", strconv.Itoa(wanted), "WITHDIST")
}

// startNginx serves one compressed file as it is.
func (b *bench) startNginx(file string) (address string, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	address = listener.Addr().String()
	listener.Close()
	user := ""
	if os.Getuid() == 0 {
		user = "user root;"
	}
	conf, err := b.file("nginx.conf", fmt.Sprintf(`%s daemon off; worker_processes auto; pid %[2]s/nginx.pid; error_log stderr warn;
events { worker_connections 256; }
http {
  access_log off; sendfile on; tcp_nopush on; open_file_cache max=10; keepalive_requests 1000000000;
  client_body_temp_path %[2]s; proxy_temp_path %[2]s; fastcgi_temp_path %[2]s; uwsgi_temp_path %[2]s; scgi_temp_path %[2]s;
  types { } default_type application/vnd.mapbox-vector-tile;
  server { listen %[3]s; root %[4]s; location / { add_header Content-Encoding gzip; try_files /%[5]s =404; } }
}
`, user, b.dir, address, filepath.Dir(file), filepath.Base(file)))
	if err != nil {
		return "", err
	}
	nginx := "nginx"
	if _, err := os.Stat("/usr/sbin/nginx"); err == nil {
		nginx = "/usr/sbin/nginx" // not in everyone's PATH
	}
	if _, _, err := b.start(nginx, "-c", conf, "-p", b.dir); err != nil {
		return "", err
	}
	return address, b.awaitHTTP(address, "/")
}

// startConstant runs this program again as the plainest net/http server: it writes one body, whatever it is asked.
func (b *bench) startConstant(body []byte, encoding string) (address string, err error) {
	file, err := b.file(fmt.Sprintf("constant-%d", b.started), string(body))
	if err != nil {
		return "", err
	}
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	_, out, err := b.start(self, "-constant", file, "-encoding", encoding)
	if err != nil {
		return "", err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	return strings.TrimSpace(line), err
}

func serveConstant(ctx context.Context, file, encoding string) error {
	body, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	kind, length := []string{"application/octet-stream"}, []string{strconv.Itoa(len(body))}
	server := http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h["Content-Type"], h["Content-Length"] = kind, length
		if encoding != "" {
			h["Content-Encoding"] = []string{encoding}
		}
		w.Write(body)
	})}
	context.AfterFunc(ctx, func() { server.Close() })
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return nil
}
