package edge_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/alentour/alentour/edge"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		field string
		want  bool
	}{
		{`W/"a"`, true},
		{`"a"`, true},
		{`"b", "a"`, true},
		{`"b",W/"a"`, true},
		{`*`, true},
		{` * `, true},
		{`"b"`, false},
		{`a`, false},
		{``, false},
		{`"ab"`, false},
		{`"b, W/"a"`, false}, // the first tag is `b, W/`
		{`"a`, false},
		{`"*"`, false},
	} {
		if got := edge.Match([]string{c.field}, `W/"a"`); got != c.want {
			t.Errorf("%s: %v", c.field, got)
		}
	}
}

func TestMatchFindsATagAnywhereInAList(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tags := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			return edge.Tag([]byte(rapid.StringN(0, 8, -1).Draw(t, "body")))
		}), 1, 6).Draw(t, "tags")
		asked := rapid.SampledFrom(tags).Draw(t, "asked")
		separator := rapid.SampledFrom([]string{",", ", ", " ,\t"}).Draw(t, "separator")
		if !edge.Match([]string{strings.Join(tags, separator)}, asked) {
			t.Fatalf("%s is not found in %q", asked, tags)
		}
		if other := edge.Tag([]byte("something longer than eight")); edge.Match([]string{strings.Join(tags, separator)}, other) {
			t.Fatalf("%s is found in %q", other, tags)
		}
	})
}

func FuzzMatch(f *testing.F) {
	f.Add(`W/"a", "b"`)
	f.Add(`"`)
	f.Add(`W/W/"`)
	f.Fuzz(func(t *testing.T, field string) {
		if edge.Match([]string{field}, `W/"zzz"`) && !strings.Contains(field, `"zzz"`) && strings.TrimSpace(field) != "*" {
			t.Errorf("%q matches", field)
		}
	})
}
