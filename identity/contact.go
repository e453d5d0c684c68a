package identity

import (
	"log/slog"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// The kinds of contact.
const (
	Email = "email"
	Phone = "phone"
)

// Contact is where a person can be reached: an e-mail address in small letters, or a telephone number as E.164 writes it
// (+33612345678). It does not print itself, so that no log holds one by accident.
type Contact struct {
	Kind    string // Email or Phone
	Address string
}

// ParseContact reads what a person typed. Region (ISO 3166, "FR") is where a number without a country's prefix belongs.
func ParseContact(text, region string) (Contact, error) {
	text = strings.TrimSpace(text)
	if strings.Contains(text, "@") {
		return parseEmail(text)
	}
	number, err := phonenumbers.Parse(text, region)
	if err != nil || len(text) > 40 || !phonenumbers.IsValidNumber(number) {
		return Contact{}, Refuse(BadContact, "not a telephone number in use, and no @")
	}
	return Contact{Phone, phonenumbers.Format(number, phonenumbers.E164)}, nil
}

// parseEmail takes addresses that mail servers take today: one @, no quotes, a domain with a dot (RFC 5321 §4.5.3.1 lengths).
func parseEmail(text string) (Contact, error) {
	local, domain, _ := strings.Cut(text, "@")
	switch {
	case local == "" || len(local) > 64 || len(text) > 254:
		return Contact{}, Refuse(BadContact, "the part before @ is empty or too long")
	case strings.ContainsFunc(text, notInEmail) || strings.Contains(domain, "@"):
		return Contact{}, Refuse(BadContact, "a sign that e-mail addresses do not have")
	case !strings.Contains(domain, ".") || strings.Contains(text, "..") || strings.Trim(domain, ".-") != domain || strings.Trim(local, ".") != local:
		return Contact{}, Refuse(BadContact, "the part after @ is not a domain")
	}
	return Contact{Email, strings.ToLower(text)}, nil
}

func notInEmail(r rune) bool {
	return r <= ' ' || r > '~' || strings.ContainsRune(`"(),:;<>[\]`, r)
}

// check says whether a contact came from ParseContact: its writer may be a careless caller.
func (c Contact) check() error {
	parsed, err := ParseContact(c.Address, "")
	if err == nil && parsed != c {
		err = Refuse(BadContact, "not in its normal form")
	}
	return err
}

// String does not tell the address.
func (c Contact) String() string { return "a contact of kind " + c.Kind }

// GoString does not either.
func (c Contact) GoString() string { return c.String() }

// LogValue does not either.
func (c Contact) LogValue() slog.Value { return slog.StringValue(c.String()) }
