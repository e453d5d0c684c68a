package oracle_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/alentour/alentour/directory/hours"
)

// disagreement is a text that one side refuses, or a time of which the two do not say the same.
type disagreement struct {
	text         string
	from, to     time.Time // zero when one side refused the text
	ours, theirs string
	atStart      bool // of the window
}

func (d disagreement) refused() bool { return d.from.IsZero() }

func (d disagreement) String() string {
	if d.refused() {
		return fmt.Sprintf("%s\n    we %s, they %s\n", d.text, d.ours, d.theirs)
	}
	const minute = "Mon 2006-01-02 15:04"
	return fmt.Sprintf("%s\n    %s to %s: ours %s, theirs %s\n", d.text, d.from.Format(minute), d.to.Format(minute), d.ours, d.theirs)
}

// reason is why we differ on purpose.
type reason struct {
	name string
	why  string
	fits func(disagreement) bool
}

// reasons in the order in which they are tried.
var reasons = []reason{
	{
		"the-night-after-clocks-change", "They take 24 hours ago for yesterday and 24 hours on for tomorrow. So on the Monday after the clocks went forward they take Saturday for yesterday until one o'clock, and on the Sunday when they go back they drop the last hour of an open end. We go by the days.",
		func(d disagreement) bool {
			switch {
			case d.refused():
				return false
			case lengthOf(d.from) == 25*time.Hour:
				return d.from.Hour() == 23
			}
			return lengthOf(d.from.AddDate(0, 0, -1)) == 23*time.Hour && d.to.Sub(midnight(d.from)) <= time.Hour
		},
	},
	{
		"the-hour-that-is-not", "Where clocks go from two to three, a time of half past two is half past three to them. To us it has come at three.",
		func(d disagreement) bool {
			return !d.refused() && lengthOf(d.from) == 23*time.Hour && d.from.Hour() >= 3 && d.to.Sub(midnight(d.from)) <= 3*time.Hour
		},
	},
	{
		"ranges-with-movable-days", "They leave the last day of a range out when it is counted from Easter; to us it belongs to the range, as everywhere else. In a year in which the movable end of a range comes before its beginning they turn the range round within the year; we count from each beginning to the next end.",
		answered(`(?i)easter[^;]*-|-\s*easter|[a-z]{3} \d+\s*-\s*[a-z]{3} [a-z]{2}\[`),
	},
	{
		"all-the-year-round", "A range that ends on the day before it begins holds on no day to them, on every day to us.",
		func(d disagreement) bool { return !d.refused() && endsWhereItBegins(d.text) },
	},
	{
		"sunrise-of-the-evening-before", "They end a night that began yesterday at yesterday's sunrise, by the clock of yesterday, unless the window begins on the day. We take the sunrise of the day on which the night ends.",
		func(d disagreement) bool {
			return answered(`(?i)(sun(set|rise)|dawn|dusk)[^;]*-\s*\(?(sunrise|dawn)`)(d) && d.from.Hour() < 12
		},
	},
	{
		"open-end-from-midnight", "An open end that begins at midnight is open all day to them. To us it is unknown how long any open end lasts.",
		answered(`\b0?0:00\s*\+`),
	},
	{
		"open-end-among-other-times", "An open end that other times follow, or end in, is over with these to them. To us it is unknown before and after.",
		func(d disagreement) bool {
			return answered(`,.*\+|\+.*,`)(d) && strings.Contains(d.ours, hours.OpenEnd) && d.theirs == closed.State
		},
	},
	{
		"after-midnight-before-the-rest", "What goes on past midnight goes before, or behind, all rules of the new day to them, so that a fallback decides though an earlier rule says something. To us rules keep their order.",
		func(d disagreement) bool { return answered(`\|\|`)(d) && d.from.Hour() < 12 },
	},
	{
		"open-end-asked-in-its-middle", "In a window that begins after the stated end, on the same day, they do not see that an end is open. We do.",
		func(d disagreement) bool { return answered(`-\s*\d\d:\d\d\s*\+`)(d) && d.atStart },
	},
	{
		"a-year-alone", "Once open they do not look for the end of a text that names a year and nothing else.",
		answered(`(?i)^\d{4}( *(open|unknown|".*"))?$`),
	},
	{
		"more-than-they-read", "Names of months in full or of another language, Thu for Thursday, 09h30, 24h/24, a time list after 24/7, a month of one year, hours without minutes, words without a blank between: there is one meaning.",
		func(d disagreement) bool { return d.ours == "read" && weRead.MatchString(d.text) },
	},
	{
		"damage-that-they-read", "They pass over signs and digits that have no meaning where they stand, and read a 31st of February. What is damaged is unknown to us.",
		func(d disagreement) bool { return d.theirs == "read" && damaged.MatchString(d.text) },
	},
}

var (
	weRead  = regexp.MustCompile(`(?i)dez|january|february|march|april|june|july|august|september|october|november|december|thu|24/7,|\d\dh\d\d|24h|24/24|\b20\d\d [a-z]{3} (\d?\d:|\d\d[-+])|\b\d?\d-\d?\d:\d\d|:\d\d-\d?\d\b|\b\d\d\+|\b\d\d-\(?(sun|dawn|dusk)|(set|rise|dusk|\))-\d\d\b|[a-z]{2}(sun|dawn)`)
	damaged = regexp.MustCompile(`(?i)\?|\d\d\d:|:\d\d\d|:\d(\D|$)|\s:\d|[,;]\s*[,;]|\][. ]\s|\bP?HH?\b|\d[a-z] |:\s\d|\bfeb 3[01]|\bT\d|\d\.\s|[,;]\s*$`)
)

var dayRange = regexp.MustCompile(`(?i)([a-z]{3}) (\d+)\s*-\s*([a-z]{3}) (\d+)`)

func endsWhereItBegins(text string) bool {
	for _, m := range dayRange.FindAllStringSubmatch(text, -1) {
		from, err1 := time.Parse("Jan 2 2006", m[1]+" "+strings.TrimLeft(m[2], "0")+" 2025")
		to, err2 := time.Parse("Jan 2 2006", m[3]+" "+strings.TrimLeft(m[4], "0")+" 2025")
		if err1 == nil && err2 == nil && to.AddDate(0, 0, 1).Equal(from) {
			return true
		}
	}
	return false
}

// answered fits texts that both sides read.
func answered(form string) func(disagreement) bool {
	like := regexp.MustCompile(form)
	return func(d disagreement) bool { return !d.refused() && like.MatchString(d.text) }
}

// lengthOf the day of t.
func lengthOf(t time.Time) time.Duration {
	from := midnight(t)
	return midnight(from.AddDate(0, 0, 1)).Sub(from)
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// explain writes the disagreements under their reasons, a text once under each, and gives those that have none.
func explain(found []disagreement) (text string, unexplained []disagreement) {
	type place struct{ text, reason string }
	groups, times := map[string][]string{}, map[string]int{}
	seen := map[place]bool{}
	for _, d := range found {
		name := ""
		if at := slices.IndexFunc(reasons, func(r reason) bool { return r.fits(d) }); at >= 0 {
			name = reasons[at].name
		}
		times[name]++
		switch at := (place{d.text, name}); {
		case seen[at]:
			continue
		case name == "":
			unexplained = append(unexplained, d)
			fallthrough
		default:
			seen[at] = true
		}
		groups[name] = append(groups[name], d.String())
	}
	var out strings.Builder
	for _, r := range reasons {
		if list := groups[r.name]; len(list) > 0 {
			fmt.Fprintf(&out, "# %s: %d texts, %d times\n# %s\n\n%s\n", r.name, len(list), times[r.name], r.why, strings.Join(list, ""))
		}
	}
	return out.String(), unexplained
}
