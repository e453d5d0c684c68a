package formats

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmpbf"
)

// The library is the oracle: every object of a real extract, byte for byte of what it prints as.
func TestPBFReadsWhatTheLibraryReads(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"monaco-20231121.osm.pbf", "andorra-20230712.osm.pbf"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "places", name))
			if os.IsNotExist(err) {
				t.Skipf("the real file %s is not beside the repository", name)
			}
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()

			ours, count := fnv.New64a(), 0
			err = (&pbfReader{r: f, name: name}).walk(visitor{
				node: func(id int64, lon, lat float64, tags []tag) error {
					count++
					fmt.Fprintf(ours, "n%d %.7f %.7f %v\n", id, lon, lat, tags)
					return nil
				},
				way: func(id int64, nodes []int64, tags []tag) error {
					count++
					fmt.Fprintf(ours, "w%d %v %v\n", id, nodes, tags)
					return nil
				},
				relation: func(id int64, members []member, tags []tag) error {
					count++
					fmt.Fprintf(ours, "r%d %v\n", id, tags)
					for _, m := range members {
						fmt.Fprintf(ours, " %d %d %s\n", m.kind, m.id, m.role)
					}
					return nil
				},
			})
			if err != nil {
				t.Fatal(err)
			}

			if _, err := f.Seek(0, io.SeekStart); err != nil {
				t.Fatal(err)
			}
			theirs, oracle := fnv.New64a(), 0
			scanner := osmpbf.New(context.Background(), f, 1)
			defer scanner.Close()
			for scanner.Scan() {
				oracle++
				printObject(theirs, scanner.Object())
			}
			if err := scanner.Err(); err != nil {
				t.Fatal(err)
			}
			if count != oracle || ours.Sum64() != theirs.Sum64() {
				t.Errorf("%d objects, hash %x; the library reads %d, %x", count, ours.Sum64(), oracle, theirs.Sum64())
			}
			t.Logf("%d objects", count)
		})
	}
}

func printObject(w io.Writer, o osm.Object) {
	tags := func(list osm.Tags) []tag {
		var out []tag
		for _, t := range list {
			out = append(out, tag{t.Key, t.Value})
		}
		return out
	}
	switch o := o.(type) {
	case *osm.Node:
		fmt.Fprintf(w, "n%d %.7f %.7f %v\n", o.ID, o.Lon, o.Lat, tags(o.Tags))
	case *osm.Way:
		ids := make([]int64, len(o.Nodes))
		for i, n := range o.Nodes {
			ids[i] = int64(n.ID)
		}
		fmt.Fprintf(w, "w%d %v %v\n", o.ID, ids, tags(o.Tags))
	case *osm.Relation:
		fmt.Fprintf(w, "r%d %v\n", o.ID, tags(o.Tags))
		kinds := map[osm.Type]memberKind{osm.TypeNode: memberNode, osm.TypeWay: memberWay, osm.TypeRelation: memberRelation}
		for _, m := range o.Members {
			fmt.Fprintf(w, " %d %d %s\n", kinds[m.Type], m.Ref, m.Role)
		}
	}
}
