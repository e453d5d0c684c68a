package geo

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strconv"
)

// Cell is an H3 index. Its text form is 15 or 16 lower-case hexadecimal digits (a uint64 does not survive JavaScript).
//
//	bit 63   59      56         52        45            0
//	    │0│mode=1│000│resolution│base cell│15 × 3-bit digit, 7 = unused│
//
// Cells of one resolution sort so that the descendants of any coarser cell are one contiguous run, see [Cell.Range].
type Cell uint64

// Resolution is an H3 resolution, 0 (coarsest) to 15.
type Resolution int

// MaxResolution is the finest: cells of about 0.9 m².
const MaxResolution Resolution = 15

const (
	resolutionShift = 52
	resolutionMask  = Cell(15) << resolutionShift
	baseCellShift   = 45
	baseCells       = 122
	headShift       = 56 // what stands above the resolution …
	head            = 8  // … is 8 for every cell: mode 1, the reserved bits zero
)

// pentagons are the base cells with five neighbours (H3 4.x, baseCells.c): their digit-1 child does not exist.
const (
	pentagonsLow  = Cell(1<<4 | 1<<14 | 1<<24 | 1<<38 | 1<<49 | 1<<58 | 1<<63)
	pentagonsHigh = Cell(1<<(72-64) | 1<<(83-64) | 1<<(97-64) | 1<<(107-64) | 1<<(117-64))
)

// CheckResolution says why r is not a resolution.
func CheckResolution(r Resolution) error {
	if r < 0 || r > MaxResolution {
		return fmt.Errorf("resolution: %d is not within 0–%d", r, MaxResolution)
	}
	return nil
}

// ParseCell reads the text form of a cell and refuses what is not one.
func ParseCell(hex string) (Cell, error) {
	if len(hex) != 15 && len(hex) != 16 {
		return 0, fmt.Errorf("cell: %.20q has %d characters, want 15 or 16 hexadecimal digits", hex, len(hex))
	}
	for _, d := range []byte(hex) {
		if (d < '0' || d > '9') && (d < 'a' || d > 'f') {
			return 0, fmt.Errorf("cell: %q has %q, want lower-case hexadecimal digits", hex, d)
		}
	}
	v, err := strconv.ParseUint(hex, 16, 64)
	if c := Cell(v); err == nil && c.Valid() {
		return c, nil
	}
	return 0, fmt.Errorf("cell: %q is not an H3 cell", hex)
}

// String is the text form: 15 lower-case hexadecimal digits for a valid cell.
func (c Cell) String() string { return strconv.FormatUint(uint64(c), 16) }

// Valid says whether c names a cell of the globe.
func (c Cell) Valid() bool {
	if c>>headShift != head || c.baseCell() >= baseCells {
		return false
	}
	r, first := c.Resolution(), Cell(0)
	for i := Resolution(1); i <= MaxResolution; i++ {
		d := c.digit(i)
		if (d == 7) != (i > r) {
			return false
		}
		if first == 0 && i <= r {
			first = d
		}
	}
	return first != 1 || !c.onPentagon()
}

// Resolution is how fine the cell is.
func (c Cell) Resolution() Resolution { return Resolution(c >> resolutionShift & 15) }

// Parent is the cell of resolution r that c descends from; c itself when r is not coarser than c.
func (c Cell) Parent(r Resolution) Cell {
	if r >= c.Resolution() {
		return c
	}
	return c.at(r) | digitsBelow(r)
}

// Range gives the first and last descendants of c at resolution r, both included; every descendant lies between them
// and nothing else of resolution r does. For r coarser than c both are its parent.
func (c Cell) Range(r Resolution) (lo, hi Cell) {
	own := c.Resolution()
	if r <= own {
		return c.Parent(r), c.Parent(r)
	}
	span := digitsBelow(own) &^ digitsBelow(r)
	const sixes = 0o666_666_666_666_666
	lo = c.at(r) &^ span
	return lo, lo | span&sixes
}

// Children yields the seven cells one resolution finer (six for a pentagon, none at the finest) in order.
func (c Cell) Children() iter.Seq[Cell] {
	return func(yield func(Cell) bool) {
		r := c.Resolution() + 1
		if r > MaxResolution {
			return
		}
		lo, _ := c.Range(r)
		pentagon := c.Pentagon()
		for d := Cell(0); d < 7; d++ {
			if pentagon && d == 1 {
				continue
			}
			if !yield(lo | d<<digitShift(r)) {
				return
			}
		}
	}
}

// Pentagon says whether c is one of the twelve cells of its resolution with five neighbours.
func (c Cell) Pentagon() bool {
	used := (Cell(1)<<baseCellShift - 1) &^ digitsBelow(c.Resolution())
	return c.onPentagon() && c&used == 0
}

// Compact replaces every full set of siblings by their parent, again and again. The answer is sorted and covers the
// same ground once, whatever the order, duplicates and resolutions of cells.
func Compact(cells []Cell) []Cell {
	rest := slices.Clone(cells)
	slices.SortFunc(rest, compareByGround)
	var out []Cell
	for _, c := range rest {
		if n := len(out); n > 0 && c.Parent(out[n-1].Resolution()) == out[n-1] {
			continue // its ground is there already
		}
		for out = append(out, c); ; {
			parent, siblings := fullFamily(out)
			if siblings == 0 {
				break
			}
			out = append(out[:len(out)-siblings], parent)
		}
	}
	slices.Sort(out)
	return out
}

// compareByGround sorts by first descendant, a cell before its descendants.
func compareByGround(a, b Cell) int {
	la, _ := a.Range(MaxResolution)
	lb, _ := b.Range(MaxResolution)
	if la != lb {
		return cmp.Compare(la, lb)
	}
	return cmp.Compare(a.Resolution(), b.Resolution())
}

// fullFamily says whether the end of out is all the children of one cell: that cell and how many they are.
func fullFamily(out []Cell) (parent Cell, siblings int) {
	last := out[len(out)-1]
	r := last.Resolution()
	if r == 0 || last.digit(r) != 6 {
		return 0, 0
	}
	parent = last.Parent(r - 1)
	siblings = 7
	if parent.Pentagon() {
		siblings = 6
	}
	if len(out) < siblings {
		return 0, 0
	}
	first := out[len(out)-siblings]
	if first.Resolution() != r || first.Parent(r-1) != parent || first.digit(r) != 0 {
		return 0, 0
	}
	// Sorted by ground and none inside another: from the first to the last child there is room for the family alone,
	// or for something finer in place of a sibling.
	for _, c := range out[len(out)-siblings:] {
		if c.Resolution() != r {
			return 0, 0
		}
	}
	return parent, siblings
}

// Uncompact gives the cells of resolution r on the same ground, sorted, each once. A cell finer than r gives its
// parent. It refuses to make more than [MaxCells].
func Uncompact(cells []Cell, r Resolution) ([]Cell, error) {
	if err := CheckResolution(r); err != nil {
		return nil, err
	}
	total := 0
	for _, c := range cells {
		if !c.Valid() {
			return nil, fmt.Errorf("uncompact: %s is not an H3 cell", c)
		}
		n := 1
		for own := c.Resolution(); own < r && n <= MaxCells; own++ {
			n *= 7
		}
		if total += n; total > MaxCells {
			return nil, fmt.Errorf("uncompact: over %d cells at resolution %d", MaxCells, r)
		}
	}
	out := make([]Cell, 0, total)
	for _, c := range cells {
		out = appendDescendants(out, c, r)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func appendDescendants(out []Cell, c Cell, r Resolution) []Cell {
	if c.Resolution() >= r {
		return append(out, c.Parent(r))
	}
	for child := range c.Children() {
		out = appendDescendants(out, child, r)
	}
	return out
}

func (c Cell) at(r Resolution) Cell    { return c&^resolutionMask | Cell(r)<<resolutionShift }
func (c Cell) baseCell() Cell          { return c >> baseCellShift & 127 }
func (c Cell) digit(r Resolution) Cell { return c >> digitShift(r) & 7 }

func (c Cell) onPentagon() bool {
	b := c.baseCell()
	return (b < 64 && pentagonsLow>>b&1 == 1) || (b >= 64 && pentagonsHigh>>(b-64)&1 == 1)
}

func digitShift(r Resolution) int { return 3 * int(MaxResolution-r) }

// digitsBelow is the mask of all digits finer than r.
func digitsBelow(r Resolution) Cell { return Cell(1)<<digitShift(r) - 1 }
