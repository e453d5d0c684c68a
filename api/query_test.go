package api

import (
	"net/url"
	"slices"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alentour/alentour/edge"
)

var someParameters = []*huma.Param{
	{In: "path", Name: "id", Schema: &huma.Schema{Type: huma.TypeString}},
	{In: "query", Name: "near", Schema: &huma.Schema{Type: huma.TypeString}},
	{In: "query", Name: "category", Schema: &huma.Schema{Type: huma.TypeArray}},
}

func TestCheckQuery(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ raw, kind, parameter string }{
		{"", "", ""},
		{"near=1,2", "", ""},
		{"near=1%2C2&category=a&category=b", "", ""},
		{"&near=1,2&", "", ""},
		{"near=1,2&near=1,2", edge.BadParameter.Type, "near"},
		{"near=", edge.BadParameter.Type, "near"},
		{"near", edge.BadParameter.Type, "near"},
		{"near=%zz", edge.BadParameter.Type, "near=%zz"},
		{"id=3", edge.UnknownParameter.Type, "id"},
		{"Near=1,2", edge.UnknownParameter.Type, "Near"},
		{"near=1&x=2", edge.UnknownParameter.Type, "x"},
	} {
		p := checkQuery(c.raw, someParameters)
		if p == nil != (c.kind == "") {
			t.Errorf("%s: %v", c.raw, p)
		} else if p != nil && (p.Type != c.kind || p.Errors[0].Parameter != c.parameter) {
			t.Errorf("%s: %+v", c.raw, p)
		}
	}
}

func FuzzCheckQuery(f *testing.F) {
	f.Add("near=5.37,43.29&category=eat")
	f.Add("near=%")
	f.Add("=&==&&;")
	f.Fuzz(func(t *testing.T, raw string) {
		if checkQuery(raw, someParameters) != nil {
			return
		}
		values, err := url.ParseQuery(raw)
		if err != nil && !slices.Contains([]byte(raw), ';') { // net/url refuses these, huma takes them as text
			t.Fatalf("%q passes: %v", raw, err)
		}
		for name, list := range values {
			if name != "near" && name != "category" || name == "near" && len(list) != 1 || slices.Contains(list, "") {
				t.Errorf("%q passes with %v", raw, values)
			}
		}
	})
}
