package simulate

import (
	"errors"
	"fmt"
	"time"
)

// Setting is a city and its weeks. The same Setting is the same world.
type Setting struct {
	Seed           uint64
	Volunteers     int     // at the start, 1–200,000
	City           *City   // nil: Disc(6800, 16)
	TirednessDays  float64 // how long one invitation tires, in the mean of an exponential law; 0 = Mixed
	RequestsPerDay float64 // up to 10,000
	Days           int     // 1–730
	Law            Law     // how likely a yes is by distance; zero = Exponential
}

// Mixed is the tiredness of a city in which everybody has their own: a mean of 1, 3 or 10 days.
const Mixed = 0

// mixture are the means of Mixed.
var mixture = [...]float64{1, 3, 10}

// Law is how the chance of a yes falls with the distance.
type Law string

// The laws.
const (
	Exponential Law = "exponential" // e^(−d / 1.5 km)
	Threshold   Law = "threshold"   // as good anywhere within one's own radius, a tenth beyond: another world, to judge by
)

// start is a Monday.
var start = time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)

// Check says what is wrong with a setting, beginning with the name of the field as a flag: "requests-per-day: 0 is not in …".
func (s Setting) Check() error { return s.check() }

func (s *Setting) check() error {
	switch {
	case s.Volunteers < 1 || s.Volunteers > 200_000:
		return fmt.Errorf("volunteers: %d is not in 1–200,000", s.Volunteers)
	case !(s.TirednessDays >= 0 && s.TirednessDays <= 365):
		return fmt.Errorf("tiredness-days: %v is not in 0–365", s.TirednessDays)
	case !(s.RequestsPerDay > 0 && s.RequestsPerDay <= 10_000):
		return fmt.Errorf("requests-per-day: %v is not in (0, 10,000]", s.RequestsPerDay)
	case s.Days < 1 || s.Days > 730:
		return fmt.Errorf("days: %d is not in 1–730", s.Days)
	case s.Law != "" && s.Law != Exponential && s.Law != Threshold:
		return fmt.Errorf("law: %q is not known", s.Law)
	}
	if s.City == nil {
		city, err := Disc(6800, 16)
		if err != nil {
			return err
		}
		s.City = city
	}
	if len(s.City.Districts) == 0 {
		return errors.New("city: it has no district")
	}
	for i, d := range s.City.Districts {
		if d.draw == nil && len(d.Shape) == 0 {
			return fmt.Errorf("city: district %d has no shape", i+1)
		}
	}
	if s.Law == "" {
		s.Law = Exponential
	}
	return nil
}
