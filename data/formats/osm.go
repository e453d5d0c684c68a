package formats

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

// maxOSMNodes bounds the memory of ways and relations that are places: 320 MB of positions, a hundred times France.
const maxOSMNodes = 20_000_000

// OSM reads an OpenStreetMap extract (PBF) as places: the nodes, ways and relations whose tags mean a category of the
// directory, ways and relations as one point on their shape. It reads the file three times, so that only what belongs
// to places is kept in memory:
//
//	relations ──members──▶ ways ──nodes──▶ nodes
//
// An object that cannot be placed is a [*directory.Refused] and the next follows; any other error is the last yielded.
func OSM(r io.ReadSeeker, name string) iter.Seq2[directory.Incoming, error] {
	return func(yield func(directory.Incoming, error) bool) {
		x := extract{rules: osmRules(), yield: yield, ways: map[int64]*osmWay{}}
		for _, pass := range []visitor{{relation: x.readRelation}, {way: x.readWay}, {node: x.readNode}} {
			if pass.node != nil {
				x.wantNodes()
			}
			_, err := r.Seek(0, io.SeekStart)
			if err == nil {
				err = (&pbfReader{r: r, name: name}).walk(pass)
			}
			if errors.Is(err, errStopped) {
				return
			}
			if err != nil {
				yield(directory.Incoming{Where: name}, err)
				return
			}
		}
		x.finish()
	}
}

// extract is what must be remembered between the passes.
type extract struct {
	rules     tagRules
	yield     func(directory.Incoming, error) bool
	relations []osmRelation
	placeWays []int64 // ways that are places, in the order of the file
	ways      map[int64]*osmWay
	nodeIDs   []int64 // wanted, sorted
	points    []orb.Point
	known     []bool
}

type osmWay struct {
	place *directory.Incoming // nil: only a member of a relation
	tags  []tag               // of a place
	nodes []int64
}

type osmRelation struct {
	place   directory.Incoming
	members []member
}

func (x *extract) readRelation(id int64, members []member, tags []tag) error {
	in, ok := x.rules.place(tags)
	if !ok {
		return nil
	}
	in.SourceID = fmt.Sprintf("relation/%d", id)
	in.Where = fmt.Sprintf("relation %d", id)
	kept := make([]member, 0, len(members))
	for _, m := range members {
		kept = append(kept, m)
		switch m.kind {
		case memberWay:
			x.ways[m.id] = &osmWay{}
		case memberNode:
			x.nodeIDs = append(x.nodeIDs, m.id)
		}
	}
	x.relations = append(x.relations, osmRelation{in, kept})
	return x.bounded()
}

func (x *extract) readWay(id int64, nodes []int64, tags []tag) error {
	way := x.ways[id]
	if in, ok := x.rules.place(tags); ok {
		in.SourceID = fmt.Sprintf("way/%d", id)
		in.Where = fmt.Sprintf("way %d", id)
		way = &osmWay{place: &in, tags: slices.Clone(tags)}
		x.ways[id] = way
		x.placeWays = append(x.placeWays, id)
	}
	if way == nil {
		return nil
	}
	way.nodes = slices.Clone(nodes)
	x.nodeIDs = append(x.nodeIDs, nodes...)
	return x.bounded()
}

func (x *extract) bounded() error {
	if len(x.nodeIDs) > maxOSMNodes {
		return fmt.Errorf("the places of this extract have more than %d corners; import it in smaller pieces", maxOSMNodes)
	}
	return nil
}

func (x *extract) wantNodes() {
	slices.Sort(x.nodeIDs)
	x.nodeIDs = slices.Compact(x.nodeIDs)
	x.points = make([]orb.Point, len(x.nodeIDs))
	x.known = make([]bool, len(x.nodeIDs))
}

func (x *extract) readNode(id int64, lon, lat float64, tags []tag) error {
	p := orb.Point{lon, lat}
	if i, wanted := slices.BinarySearch(x.nodeIDs, id); wanted && geo.CheckPoint(p) == nil {
		x.points[i], x.known[i] = p, true
	}
	if len(tags) == 0 {
		return nil
	}
	in, ok := x.rules.place(tags)
	if !ok {
		return nil
	}
	in.SourceID = fmt.Sprintf("node/%d", id)
	in.Where = fmt.Sprintf("node %d", id)
	in.Located, in.Point = true, p
	if !x.yield(in, nil) {
		return errStopped
	}
	return nil
}

// finish yields the ways and relations, whose corners are known now.
func (x *extract) finish() {
	for _, id := range x.placeWays {
		way := x.ways[id]
		line, whole := x.line(way.nodes)
		if !x.put(*way.place, func() (orb.Point, bool) { return pointOnWay(line, whole && isArea(way)) }) {
			return
		}
	}
	for _, r := range x.relations {
		if !x.put(r.place, func() (orb.Point, bool) { return x.pointOnRelation(r.members) }) {
			return
		}
	}
}

func (x *extract) put(in directory.Incoming, where func() (orb.Point, bool)) bool {
	var err error
	if in.Point, in.Located = where(); !in.Located {
		err = &directory.Refused{Where: in.Where, Reason: "no position: the extract holds none of its nodes"}
	}
	return x.yield(in, err)
}

// line gives the positions of nodes; an extract may lack some of a way that crosses its border.
func (x *extract) line(nodes []int64) (line orb.LineString, whole bool) {
	whole = true
	for _, id := range nodes {
		if i, wanted := slices.BinarySearch(x.nodeIDs, id); wanted && x.known[i] {
			line = append(line, x.points[i])
		} else {
			whole = false
		}
	}
	return line, whole
}

// OSMDataset is what every extract of OpenStreetMap owes to those who made it.
var OSMDataset = directory.Dataset{
	Title: "OpenStreetMap", Attribution: "© OpenStreetMap contributors",
	Licence: "ODbL-1.0", LicenceURL: "https://www.openstreetmap.org/copyright",
}
