package identity

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestParseContact(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, region, want string }{
		{" Amina.B@Example.ORG ", "FR", "amina.b@example.org"},
		{"a+b@mail.example.org", "FR", "a+b@mail.example.org"},
		{"06 12 34 56 78", "FR", "+33612345678"},
		{"+33 (0)6 12 34 56 78", "", "+33612345678"},
		{"0033612345678", "FR", "+33612345678"},
		{"+49 151 23456789", "FR", "+4915123456789"},
		{"0692 12 34 56", "RE", "+262692123456"},
		{"06 12 34 56 78", "", ""},
		{"06 12 34", "FR", ""},
		{"", "FR", ""},
		{"amina", "FR", ""},
		{"amina@localhost", "FR", ""},
		{"@example.org", "FR", ""},
		{"a@b@example.org", "FR", ""},
		{"a b@example.org", "FR", ""},
		{"a@example.org\nBcc: all@example.org", "FR", ""},
		{"a@exämple.org", "FR", ""},
		{"a@.org.", "FR", ""},
		{strings.Repeat("a", 65) + "@example.org", "FR", ""},
	} {
		c, err := ParseContact(test.text, test.region)
		if c.Address != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%q in %q: %q, %v; want %q", test.text, test.region, c.Address, err, test.want)
		}
		if err != nil && len(test.text) > 3 && strings.Contains(err.Error(), test.text) {
			t.Errorf("%q: the error tells it", test.text)
		}
	}
}

func TestContactDoesNotPrintItself(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	c, m := email("amina"), Message{To: email("amina"), Code: "123456"}
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "contact", c, "message", m)
	printed := fmt.Sprint(c, &c, m) + fmt.Sprintf("%v %+v %#v %s %+v", c, c, c, c, m) + log.String()
	if strings.Contains(printed, "amina") || strings.Contains(printed, "123456") {
		t.Error(printed)
	}
}

func FuzzParseContact(f *testing.F) {
	for _, text := range []string{"a@example.org", "06 12 34 56 78", "+33612345678", "a@b@c.d", "\x00@x.y"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseContact(text, "FR")
		if err == nil && c.check() != nil {
			t.Errorf("%q becomes %q, which is not in its normal form", text, c.Address)
		}
	})
}
