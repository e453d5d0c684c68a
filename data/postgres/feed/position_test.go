package feed

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func ExampleParsePosition() {
	p, err := ParsePosition("1ce6f8403dda1cde-739")
	fmt.Println(p.Epoch, p.XID, err)
	_, err = ParsePosition("yesterday")
	fmt.Println(err)
	// Output:
	// 1ce6f8403dda1cde 739 <nil>
	// position: "yesterday" is not epoch-xid
}

func FuzzParsePosition(f *testing.F) {
	for _, text := range []string{"1ce6f8403dda1cde-739", "1ce6f8403dda1cde-0739", "1CE6F8403DDA1CDE-1", "-", "", "1ce6f8403dda1cde-18446744073709551616"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePosition(text)
		if err != nil {
			if len(err.Error()) > 300 {
				t.Errorf("an error of %d bytes", len(err.Error()))
			}
			return
		}
		if p.String() != text || len(text) > 37 {
			t.Errorf("%q was read as %v", text, p)
		}
	})
}

func TestSnapshotSees(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		xmin := rapid.Uint64Range(3, 100).Draw(t, "xmin")
		ended := rapid.SliceOfN(rapid.Bool(), 1, 20).Draw(t, "ended") // of the transactions from xmin on
		xmax := xmin + uint64(len(ended))
		text, separator := fmt.Sprintf("%d:%d:", xmin, xmax), ""
		for i, ended := range ended {
			if !ended {
				text += fmt.Sprint(separator, xmin+uint64(i))
				separator = ","
			}
		}
		s, err := parseSnapshot(text)
		if err != nil {
			t.Fatal(err)
		}
		for xid := range xmax + 5 {
			want := xid < xmin || xid < xmax && ended[xid-xmin]
			if s.sees(xid) != want {
				t.Fatalf("%s sees %d: %v", text, xid, !want)
			}
		}
		if !slices.IsSorted(s.running) {
			t.Fatal("not ascending")
		}
	})
}

func TestSnapshotRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "1:2", "a:2:", "1:b:", "1:2:c", "1:2:3:4", "1:2:,"} {
		if s, err := parseSnapshot(text); err == nil {
			t.Errorf("%q was read as %+v", text, s)
		}
	}
}
