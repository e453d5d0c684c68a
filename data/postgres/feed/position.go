package feed

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Position is where a write stands: the transaction XID in one life of a database. The zero Position is before every write.
type Position struct {
	Epoch string // 16 hex digits; another one after each restore
	XID   uint64
}

// Current is the position of the writing transaction tx. Its text may go to a client, who may send it back.
func Current(ctx context.Context, tx pgx.Tx) (Position, error) {
	var p Position
	err := tx.QueryRow(ctx, "select feed_epoch(), pg_current_xact_id()").Scan(&p.Epoch, &p.XID)
	return p, err
}

// String is "epoch-xid", at most 37 bytes.
func (p Position) String() string { return p.Epoch + "-" + strconv.FormatUint(p.XID, 10) }

// ParsePosition reads what String wrote, and nothing else.
func ParsePosition(text string) (Position, error) {
	epoch, number, found := strings.Cut(text, "-")
	xid, err := strconv.ParseUint(number, 10, 64)
	if !found || err != nil || len(epoch) != 16 || strings.Trim(epoch, "0123456789abcdef") != "" || strconv.FormatUint(xid, 10) != number {
		return Position{}, fmt.Errorf("position: %.40q is not epoch-xid", text)
	}
	return Position{Epoch: epoch, XID: xid}, nil
}

// snapshot is a pg_snapshot: which transactions had ended when it was taken.
type snapshot struct {
	text    string
	xmin    uint64   // all below had ended
	xmax    uint64   // none from here on had
	running []uint64 // between the two, ascending
}

// beginning saw nothing.
var beginning = snapshot{text: "1:1:", xmin: 1, xmax: 1}

func parseSnapshot(text string) (snapshot, error) {
	s := snapshot{text: text}
	parts := strings.Split(text, ":")
	if len(parts) != 3 {
		return snapshot{}, fmt.Errorf("snapshot: %q is not xmin:xmax:xip", text)
	}
	var err error
	number := func(text string) uint64 {
		n, e := strconv.ParseUint(text, 10, 64)
		if e != nil {
			err = fmt.Errorf("snapshot: %q holds %q, which is no transaction", s.text, text)
		}
		return n
	}
	s.xmin, s.xmax = number(parts[0]), number(parts[1])
	if parts[2] != "" {
		for xid := range strings.SplitSeq(parts[2], ",") {
			s.running = append(s.running, number(xid))
		}
	}
	return s, err
}

// sees says that xid had ended; together with "its rows are visible" that means committed.
func (s snapshot) sees(xid uint64) bool {
	if xid >= s.xmax {
		return false
	}
	_, running := slices.BinarySearch(s.running, xid)
	return !running
}
