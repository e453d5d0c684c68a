package hours

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"
)

// Table is what one source says of the holidays and the sun of some regions. Between the first and the last day that it
// names for a region, days it does not name are ordinary; before and after, it says nothing.
type Table struct {
	Source string
	Rows   []Row
}

// Row names some days of a region.
type Row struct {
	Kind     Kind
	Region   string    // ISO 3166: "FR-13", or "FR" for all of it
	Name     string    // of the holiday
	From, To time.Time // days, both included; only the date is read
	Sun      SunTimes  // on each of the days, when Kind is Sun
}

// Kind is what a row is about.
type Kind string

const (
	Public Kind = "public" // holidays by law
	School Kind = "school" // holidays of pupils
	Sun    Kind = "sun"
)

// SunTimes are minutes of the day on the clock on the wall. Dawn and Dusk are civil: the sun 6° below the horizon.
type SunTimes struct{ Rise, Set, Dawn, Dusk Minute }

// maxTermDays is the longest that classes go on without holidays. A longer silence in a table is a hole in it.
const maxTermDays = 120

// Bounds of what a row may say.
const (
	firstYear, lastYear = 1900, 2199
	maxRowDays          = 370
	maxNameBytes        = 200
)

// regionForm is a country of ISO 3166-1 or a part of one of ISO 3166-2.
var regionForm = regexp.MustCompile(`^[A-Z]{2}(-[A-Z0-9]{1,3})?$`)

// CheckRegion says what is wrong with the code of a region; the empty one is none, whose holidays are not known.
func CheckRegion(region string) error {
	if region != "" && !regionForm.MatchString(region) {
		return fmt.Errorf("region %q is not a code of ISO 3166 like FR or FR-13", region)
	}
	return nil
}

// Check says what is wrong with a row.
func (r Row) Check() error {
	days := dayNumberOf(r.To) - dayNumberOf(r.From) + 1
	switch {
	case !slices.Contains([]Kind{Public, School, Sun}, r.Kind):
		return fmt.Errorf("kind %q is not public, school or sun", r.Kind)
	case !regionForm.MatchString(r.Region):
		return fmt.Errorf("region %q is not a code of ISO 3166 like FR or FR-13", r.Region)
	case len(r.Name) > maxNameBytes:
		return fmt.Errorf("name %.20q… is longer than %d bytes", r.Name, maxNameBytes)
	case r.Name == "" && r.Kind != Sun:
		return fmt.Errorf("a %s holiday needs a name", r.Kind)
	case r.From.Year() < firstYear || r.To.Year() > lastYear:
		return fmt.Errorf("%s to %s is not within %d–%d", r.From.Format(time.DateOnly), r.To.Format(time.DateOnly), firstYear, lastYear)
	case days < 1:
		return fmt.Errorf("the last day %s is before the first %s", r.To.Format(time.DateOnly), r.From.Format(time.DateOnly))
	case days > maxRowDays:
		return fmt.Errorf("%s to %s is %d days, more than a year", r.From.Format(time.DateOnly), r.To.Format(time.DateOnly), days)
	}
	s := r.Sun
	inOrder := 0 <= s.Dawn && s.Dawn <= s.Rise && s.Rise < s.Set && s.Set <= s.Dusk && s.Dusk <= 2*minutesOfDay
	if r.Kind == Sun && !inOrder {
		return errors.New("dawn, sunrise, sunset and dusk do not follow each other")
	}
	return nil
}

func dayNumberOf(t time.Time) dayNumber {
	year, month, day := t.Date()
	return dayOf(year, int(month), day)
}

// timeline is an unbroken time of which a table speaks.
type timeline struct {
	from, to dayNumber // both included
	says     []saying  // by first day
}

// saying is a row as days are compared with it.
type saying struct {
	from, to dayNumber
	name     string
	sun      sunTimes
}

// timelines adds what the table says of one kind and region.
func (t Table) timelines(list []timeline, kind Kind, region string) []timeline {
	var says []saying
	for _, r := range t.Rows {
		if r.Kind == kind && r.Region == region {
			sun := sunTimes{r.Sun.Dawn, r.Sun.Rise, r.Sun.Set, r.Sun.Dusk}
			says = append(says, saying{dayNumberOf(r.From), dayNumberOf(r.To), r.Name, sun})
		}
	}
	slices.SortStableFunc(says, func(a, b saying) int { return cmp.Compare(a.from, b.from) })
	for len(says) > 0 {
		n, to := 1, says[0].to
		for n < len(says) && !(kind == School && says[n].from-to > maxTermDays) {
			to = max(to, says[n].to)
			n++
		}
		list = append(list, timeline{says[0].from, to, says[:n]})
		says = says[n:]
	}
	return list
}

// lookUp asks timelines in turn for a day: the first that speaks of it decides.
func lookUp(list []timeline, n dayNumber) (fact, saying) {
	for _, t := range list {
		if n < t.from || n > t.to {
			continue
		}
		after, _ := slices.BinarySearchFunc(t.says, n+1, func(s saying, n dayNumber) int { return cmp.Compare(s.from, n) })
		for i := after - 1; i >= 0 && t.says[i].from > n-maxRowDays; i-- {
			if n <= t.says[i].to {
				return yes, t.says[i]
			}
		}
		return no, saying{}
	}
	return unsure, saying{}
}
