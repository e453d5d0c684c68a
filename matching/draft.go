package matching

import (
	"math/bits"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/alentour/alentour/directory"
)

const (
	day = 24 * time.Hour

	maxAhead      = 366 * day       // that a window begins
	maxWindow     = 31 * day        // that it lasts
	late          = 5 * time.Minute // that a form may have lain open
	newAccount    = day
	manyOpen      = 5
	refusedCounts = 30 * day // that a refusal makes a coordinator look again
)

// check refuses what cannot be, and makes texts tidy.
func (d *Draft) check(now time.Time) error {
	d.Needed = max(d.Needed, 0)
	if d.Needed == 0 {
		d.Needed = 1
	}
	kind, err := directory.KindsNamed([]string{d.Kind})
	switch {
	case err != nil || kind == 0:
		return invalid("kind", "%.40q is not known", d.Kind)
	case d.Needed > MaxNeeded:
		return invalid("needed", "%d is not in 1–%d", d.Needed, MaxNeeded)
	case d.Quantity < 0 || d.Quantity > MaxQuantity:
		return invalid("quantity", "%d is not in 0–%d", d.Quantity, MaxQuantity)
	case bits.OnesCount64(uint64(d.Languages)) > 20:
		return invalid("languages", "more than 20")
	case d.Wishes>>len(Wishes) != 0:
		return invalid("wishes", "one is not known")
	case d.Urgency > Urgent:
		return invalid("urgency", "%d is not known", d.Urgency)
	case d.Photo != "" && (!d.Offer || !photoID.MatchString(d.Photo)):
		return invalid("photo", "not one of an offer")
	}
	if err := tidy("details", &d.Details, MaxDetails); err != nil {
		return err
	}
	if reachable(d.Details) {
		return invalid("details", "members read it: no telephone number or e-mail address")
	}
	if err := tidy("note", &d.Where.Note, MaxNote); err != nil {
		return err
	}
	if err := d.Behalf.check(); err != nil {
		return err
	}
	return d.When.check(now)
}

var photoID = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (b *Behalf) check() error {
	if b == nil {
		return nil
	}
	if !known(Consents, string(b.Consent)) {
		return invalid("consent", "is needed: how they agreed")
	}
	if err := tidy("behalf", &b.Name, directory.MaxNameLength); err != nil {
		return err
	}
	if b.Name == "" || strings.ContainsAny(b.Name, "\n\t") || reachable(b.Name) {
		return invalid("behalf", "a first name or an alias is needed")
	}
	return nil
}

func (w *When) check(now time.Time) error {
	if !known(Timings, string(w.Timing)) {
		return invalid("timing", "%.40q is not known", w.Timing)
	}
	if w.Timing != Window {
		w.From, w.Until = time.Time{}, time.Time{}
		return nil
	}
	w.From, w.Until = w.From.UTC().Truncate(time.Microsecond), w.Until.UTC().Truncate(time.Microsecond)
	switch {
	case w.From.IsZero() || w.Until.IsZero():
		return invalid("from", "a beginning and an end are needed")
	case !w.Until.After(w.From):
		return invalid("until", "not after its beginning")
	case !w.Until.After(now):
		return invalid("until", "it is over already")
	case w.From.Before(now.Add(-late)):
		return invalid("from", "it has begun already: say now")
	case w.From.Sub(now) > maxAhead:
		return invalid("from", "more than a year ahead")
	case w.Until.Sub(w.From) > maxWindow:
		return invalid("until", "more than a month after its beginning")
	}
	return nil
}

// tidy makes a text tidy, and refuses one that cannot be read or has more than most signs.
func tidy(param string, s *string, most int) error {
	*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
	unprinted := func(r rune) bool {
		return !unicode.IsPrint(r) && !unicode.Is(unicode.Join_Control, r) && r != '\n' && r != '\t'
	}
	switch {
	case !utf8.ValidString(*s) || strings.ContainsFunc(*s, unprinted):
		return invalid(param, "not a text")
	case utf8.RuneCountInString(*s) > most:
		return invalid(param, "longer than %d signs", most)
	}
	return nil
}

// risks are the rules that say that a coordinator looks first, by code, the first that holds.
var risks = []struct {
	code  string
	holds func(q *Request, a author, now time.Time) bool
}{
	{"new-account", func(q *Request, a author, now time.Time) bool {
		return now.Sub(a.since) < newAccount && q.KindSet().Sensitive()
	}},
	{"money", func(q *Request, _ author, _ time.Time) bool { return moneyWords.MatchString(q.Details) }},
	{"link", func(q *Request, _ author, _ time.Time) bool { return linkWords.MatchString(q.Details) }},
	{"contact", func(q *Request, _ author, _ time.Time) bool { return contactWords.MatchString(q.Details) }},
	{"many", func(_ *Request, a author, _ time.Time) bool { return a.live >= manyOpen }},
	{"refused-before", func(_ *Request, a author, _ time.Time) bool { return a.refused > 0 }},
}

var (
	moneyWords   = regexp.MustCompile(`(?i)[€$£]|\b(euros?|argent|payer|paiement|payment|money|cash|virement|transfer|iban|rib|western union|bitcoin|crypto|loan|prêt(er)? de l)\b`)
	linkWords    = regexp.MustCompile(`(?i)https?:|www\.|\b[a-z0-9-]{2,}\.(com|net|org|fr|info|io|eu|app|ru)\b`)
	contactWords = regexp.MustCompile(`(?i)\b(whats ?app|telegram|signal|insta(gram)?|facebook|messenger|snap(chat)?|viber|skype|tiktok|wechat)\b|@[a-z0-9_.]{3,}|arobase`)
)

// riskOf is the code of the rule that says that a coordinator looks at a request first; empty = none.
func riskOf(q *Request, a author, now time.Time) string {
	for _, risk := range risks {
		if risk.holds(q, a, now) {
			return risk.code
		}
	}
	return ""
}

// lifetimes are how long something without a date stands, by family of its kind, until its author says that it goes on.
var lifetimes = map[string]time.Duration{
	"food": 14 * day, "hygiene": 14 * day, "transport": 14 * day,
	"language": 60 * day, "digital": 60 * day, "work": 60 * day, "creative": 60 * day, "company": 60 * day, "leisure": 60 * day,
}

const (
	lifetime      = 30 * day // of the other families
	offerLifetime = 90 * day
	nowLifetime   = day
	answerNow     = 3 * time.Hour // by when a yes to what is wanted now is of use
)

// answerWithin is by when a yes to something flexible is wanted, by urgency.
var answerWithin = [...]time.Duration{Calm: 7 * day, Soon: 3 * day, Urgent: day}

// expiry is when a request ends by itself.
func expiry(q *Request, from time.Time) time.Time {
	switch {
	case q.When.Timing == Window:
		return q.When.Until
	case q.When.Timing == Now:
		return from.Add(nowLifetime)
	case q.Offer:
		return from.Add(offerLifetime)
	}
	for kind := range q.KindSet().All {
		if lasts, ok := lifetimes[kind.Family]; ok {
			return from.Add(lasts)
		}
	}
	return from.Add(lifetime)
}

// deadline is by when a yes is of use.
func deadline(q *Request, from time.Time) time.Time {
	at := from.Add(answerWithin[q.Urgency])
	switch q.When.Timing {
	case Now:
		at = from.Add(answerNow)
	case Window:
		at = q.When.From
		if !at.After(from) {
			at = q.When.Until
		}
	}
	if at.After(q.Expires) {
		return q.Expires
	}
	return at
}
