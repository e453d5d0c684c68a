package formats

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/alentour/alentour/directory"
)

// read is what an extract came to: places by source id, the refused, the error that ended it.
func read(file []byte) (places map[string]directory.Incoming, refused []string, err error) {
	places = map[string]directory.Incoming{}
	for in, err := range OSM(bytes.NewReader(file), "x.osm.pbf") {
		var fault *directory.Refused
		switch {
		case errors.As(err, &fault):
			refused = append(refused, fault.Error())
		case err != nil:
			return places, refused, err
		default:
			places[in.SourceID] = in
		}
	}
	return places, refused, nil
}

var toilets = tag{"amenity", "toilets"}

// corners are the nodes of squares: 1–4 a big one, 5–8 a hole in its middle.
func corners(w *pbfWriter) {
	for i, c := range [][2]float64{{5, 43}, {5.04, 43}, {5.04, 43.04}, {5, 43.04}, {5.01, 43.01}, {5.03, 43.01}, {5.03, 43.03}, {5.01, 43.03}} {
		w.node(int64(i+1), c[0], c[1])
	}
}

func TestOSMPointOnShape(t *testing.T) {
	t.Parallel()
	w := newPBF()
	corners(w)
	w.node(9, 5.2, 43.2, toilets, tag{"name", "Halle"})
	w.way(1, []int64{1, 2, 3, 4, 1}, toilets)
	w.way(2, []int64{1, 2, 3}, toilets)
	w.way(3, []int64{1, 2, 3, 77}, toilets, tag{"area", "yes"})
	w.way(4, []int64{77, 78}, toilets)
	w.way(10, []int64{1, 2, 3})
	w.way(11, []int64{1, 4, 3})
	w.way(12, []int64{5, 6, 7, 8, 5})
	w.relation(1, []member{{memberWay, 10, "outer"}, {memberWay, 11, "outer"}, {memberWay, 12, "inner"}}, toilets, tag{"type", "multipolygon"})
	w.relation(2, []member{{memberWay, 10, "outer"}}, toilets)
	w.relation(3, []member{{memberNode, 9, ""}}, toilets)
	w.relation(4, []member{{memberRelation, 1, ""}}, toilets)
	places, refused, err := read(w.end())
	if err != nil {
		t.Fatal(err)
	}
	within := func(id string, west, south, east, north float64) {
		t.Helper()
		p := places[id]
		if !p.Located || p.Point[0] < west || p.Point[0] > east || p.Point[1] < south || p.Point[1] > north {
			t.Errorf("%s stands at %v", id, p.Point)
		}
	}
	within("node/9", 5.2, 43.2, 5.2, 43.2)
	within("way/1", 5.01, 43.01, 5.03, 43.03)
	within("way/2", 5.039, 43, 5.041, 43.04) // half way along the line: on the second side, since a degree of latitude is longer
	within("way/3", 5.039, 43, 5.041, 43.04)
	within("relation/2", 5.039, 43, 5.041, 43.04)
	within("relation/3", 5.2, 43.2, 5.2, 43.2)
	p := places["relation/1"].Point
	within("relation/1", 5, 43, 5.04, 43.04)
	if p[0] > 5.01 && p[0] < 5.03 && p[1] > 43.01 && p[1] < 43.03 {
		t.Errorf("relation/1 stands in its hole, at %v", p)
	}
	want := "way 4: no position: the extract holds none of its nodes; relation 4: no position: the extract holds none of its nodes"
	if got := strings.Join(refused, "; "); got != want {
		t.Errorf("refused %q, want %q", got, want)
	}
	if places["node/9"].Name != "Halle" || places["way/1"].Name != "Toilettes" {
		t.Errorf("names %q, %q", places["node/9"].Name, places["way/1"].Name)
	}
}

func TestOSMTags(t *testing.T) {
	t.Parallel()
	rules := osmRules()
	for _, c := range []struct{ tags, want string }{
		{"amenity=shower fee=no wheelchair=limited female=yes", "shower [women] [free wheelchair_limited]"},
		{"amenity=toilets access=private", "no"},
		{"amenity=toilets access=no", "no"},
		{"amenity=toilets disused=yes", "no"},
		{"amenity=bench", "no"},
		{"amenity=social_facility", "social_work [] []"},
		{"amenity=social_facility social_facility=food_bank", "food_parcel [] []"},
		{"amenity=social_facility social_facility=shelter;soup_kitchen social_facility:for=homeless;migrant", "meal,night_shelter,migrants [asylum_seekers homeless] []"},
		{"amenity=social_facility social_facility=shelter social_facility:for=abused", "refuge [violence_victims] []"},
		{"amenity=social_facility social_facility=shelter social_facility:for=women;homeless", "refuge [women homeless] []"},
		{"amenity=social_facility social_facility=group_home social_facility:for=victim", "refuge [violence_victims] []"},
		{"amenity=water_point drinking_water=no", "no"},
		{"man_made=water_tap drinking_water=yes", "drinking_water [] []"},
		{"man_made=water_tap", "no"},
		{"amenity=toilets male=yes female=yes", "toilets [] []"},
	} {
		var tags []tag
		for _, kv := range strings.Fields(c.tags) {
			key, value, _ := strings.Cut(kv, "=")
			tags = append(tags, tag{key, value})
		}
		got := "no"
		if in, ok := rules.place(tags); ok {
			got = fmt.Sprintf("%s %v %v", in.Categories, in.Audiences.Codes(), in.Modalities.Codes())
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.tags, got, c.want)
		}
	}
}

func TestBrokenPBF(t *testing.T) {
	t.Parallel()
	w := newPBF()
	corners(w)
	w.node(9, 5.2, 43.2, toilets)
	good := w.end()
	bomb := newPBF()
	bomb.blob("OSMData", make([]byte, 33<<20))
	liar := newPBF()
	var packed bytes.Buffer
	packed.Write(bytesField(varintField(nil, 2, 10), 3, zeros(1<<20)))
	liar.frame("OSMData", packed.Bytes())
	history := &pbfWriter{}
	history.blob("OSMHeader", bytesField(nil, 4, []byte("HistoricalInformation")))
	negative := newPBF()
	negative.file.Write([]byte{0, 0, 0, 20})
	negative.file.Write(varintField(bytesField(nil, 1, []byte("OSMData")), 3, ^uint64(0)))
	strange := newPBF()
	strange.blob("OSMData", bytesField(nil, 2, bytesField(nil, 1, bytesField(bytesField(nil, 2, []byte{9}), 3, []byte{9}))))
	lz4 := newPBF()
	lz4.frame("OSMData", bytesField(nil, 6, []byte("x")))

	for name, c := range map[string]struct {
		file []byte
		err  string
	}{
		"cut in a block":    {good[:len(good)-10], "the file is cut short in the middle of a block"},
		"cut in a header":   {good[:len(good)/2], "cut short"},
		"empty":             {nil, "x.osm.pbf: no OSM data in the file"},
		"text":              {[]byte("<?xml version='1.0'?><osm/>"), "x.osm.pbf: byte 0: not OSM PBF"},
		"no header":         {good[bytes.Index(good, []byte("OSMData"))-6:], "data before the header"},
		"too big a block":   {bomb.file.Bytes(), "a block of 34603008 bytes, the format allows 33554432"},
		"more than it says": {liar.file.Bytes(), "a block of 11 bytes or more where 10 are declared"},
		"a history":         {history.file.Bytes(), "a history file"},
		"negative size":     {negative.file.Bytes(), "a blob of -1 bytes"},
		"a string too far":  {strange.file.Bytes(), "string 9 of 0"},
		"LZ4":               {lz4.file.Bytes(), "compressed with LZ4; rewrite it with: osmium cat"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, _, err := read(c.file); err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%v, want %q", err, c.err)
			}
		})
	}
	if places, _, err := read(good); err != nil || len(places) != 1 {
		t.Errorf("%d places, %v", len(places), err)
	}
}

// zeros is n zero bytes, deflated.
func zeros(n int) []byte {
	w := &pbfWriter{}
	w.blob("", make([]byte, n))
	blob := w.file.Bytes()
	at := bytes.Index(blob, []byte{0x78, 0x9c})
	return blob[at:]
}

// The golden answers say which categories each real extract has, and how many of them lie on a way.
func TestRealExtracts(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"monaco-20231121", "andorra-20230712"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "places", name+".osm.pbf"))
			if os.IsNotExist(err) {
				t.Skipf("the real file %s is not beside the repository", name)
			}
			if err != nil {
				t.Fatal(err)
			}
			places, refused, err := read(file)
			if err != nil || refused != nil {
				t.Fatalf("%v, refused %v", err, refused)
			}
			counts := map[string]int{}
			for id, in := range places {
				kind, _, _ := strings.Cut(id, "/")
				counts[kind+" "+in.Categories.String()]++
				if in.Name == "" || !in.Located {
					t.Errorf("%s: name %q, located %v", id, in.Name, in.Located)
				}
			}
			var lines []string
			for what, n := range counts {
				lines = append(lines, fmt.Sprintf("%s: %d", what, n))
			}
			sort.Strings(lines)
			golden(t, filepath.Join("testdata", name+".txt"), strings.Join(lines, "\n")+"\n")
		})
	}
}

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s says\n%s\nthe extract has\n%s", path, want, got)
	}
}

func FuzzOSM(f *testing.F) {
	w := newPBF()
	corners(w)
	w.node(9, 5.2, 43.2, toilets)
	w.way(1, []int64{1, 2, 3, 4, 1}, toilets)
	w.relation(1, []member{{memberWay, 1, "outer"}}, toilets)
	good := w.end()
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte("\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x05"))
	raw := &pbfWriter{strings: []string{"", "amenity", "toilets"}}
	raw.frame("OSMHeader", bytesField(nil, 1, nil))
	raw.frame("OSMData", bytesField(nil, 1, bytesField(nil, 2, bytesField(nil, 2, bytesField(bytesField(nil, 1, []byte{2}), 10, []byte{1, 2, 0})))))
	f.Add(raw.file.Bytes()) // not compressed, so that what is inside can be changed
	f.Fuzz(func(t *testing.T, file []byte) {
		for in, err := range OSM(bytes.NewReader(file), "x.osm.pbf") {
			if err == nil && (in.SourceID == "" || in.Categories == 0) {
				t.Fatalf("%+v", in)
			}
		}
	})
}
