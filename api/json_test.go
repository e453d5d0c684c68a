package api

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
)

func TestAppendStringIsEncodingJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.OneOf(
			rapid.Rune(), rapid.RuneFrom([]rune("\"\\\n\t\b\f\r\x00\x1f\x7f<>&’é\u2027\u2028\u2029\u202a€")),
		)).Draw(t, "s")
		if got, want := string(appendString(nil, s)), string(marshal(s)); got != want {
			t.Fatalf("%q: %s, want %s", s, got, want)
		}
	})
}

func FuzzAppendString(f *testing.F) {
	f.Add("l’hôtel \u2028 \"x\"\\")
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			t.Skip() // PostgreSQL keeps none
		}
		var back string
		if err := json.Unmarshal(appendString(nil, s), &back); err != nil || back != s {
			t.Errorf("%q comes back as %q: %v", s, back, err)
		}
	})
}

func TestAppendFixedRounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(-180, 50_000).Draw(t, "v")
		for _, decimals := range []int{metreDecimals, degreeDecimals} {
			text := appendFixed(nil, v, decimals)
			got, err := strconv.ParseFloat(string(text), 64)
			if err != nil || got != rounded(v, decimals) {
				t.Fatalf("%v with %d decimals: %s, %v", v, decimals, text, err)
			}
			if bytes.HasSuffix(text, []byte("0")) && bytes.ContainsRune(text, '.') {
				t.Fatalf("%s ends in a zero", text)
			}
			if math.Abs(got-v) > 0.5001*math.Pow10(-decimals) {
				t.Fatalf("%v became %v", v, got)
			}
		}
	})
}

func TestAppendOpeningIsEncodingJSON(t *testing.T) {
	t.Parallel()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		instant := rapid.Custom(func(t *rapid.T) time.Time {
			if rapid.Bool().Draw(t, "none") {
				return time.Time{}
			}
			return time.Unix(rapid.Int64Range(1_700_000_000, 2_000_000_000).Draw(t, "s"), 0).In(paris)
		})
		o := directory.Opening{
			At: instant.Draw(t, "at"), State: hours.State(rapid.IntRange(0, 2).Draw(t, "state")),
			Until: instant.Draw(t, "until"), Opens: instant.Draw(t, "opens"), Comment: rapid.String().Draw(t, "comment"),
		}
		asked := rapid.Bool().Draw(t, "asked")
		want := openingOf(o)
		if asked {
			want.At = local(o.At)
		}
		if got := string(appendOpening(nil, &o, asked)); got != `,"open":`+string(marshal(want)) {
			t.Fatalf("%s, want %s", got, marshal(want))
		}
	})
}

func TestAppendID(t *testing.T) {
	t.Parallel()
	id := uuid.MustParse("0191e2f0-7e6c-5a50-9d0c-5d3e0f4f6a11")
	if got := string(appendID(nil, id)); got != strconv.Quote(id.String()) {
		t.Error(got)
	}
}
