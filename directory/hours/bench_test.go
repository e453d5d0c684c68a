package hours_test

import (
	"testing"
	"time"

	"github.com/alentour/alentour/directory/hours"
)

// benched are texts by what makes them slow or fast.
var benched = []struct{ name, text string }{
	{"weekly", "Mo-Fr 09:00-17:00; PH off"},
	{"desk", "Mo-Th 09:00-12:30,13:30-17:30; Fr 09:00-12:30,13:30-16:30"},
	{"night", "Mo-Sa 22:00-02:00; Su off"},
	{"holidays", "Mo-Fr 08:00-18:00; SH Mo-Fr 10:00-16:00; PH off"},
	{"dated", "Apr-Sep Mo-Su 10:00-19:00; Oct-Mar Tu-Su 10:00-17:00; Jan 01,May 01,Dec 25 off"},
	{"nth", "We[1] 14:00-17:00; Mar Su[-1]-Oct Su[-1]: Sa 10:00-12:00; easter off"},
	{"weeks", "week 01-53/2 We 09:00-12:00; week 02-52/2 Fr 14:00-17:00"},
	{"always", "24/7"},
	{"over", "2019 Mo-Fr 09:00-17:00"},
}

func marseille(t testing.TB) *hours.Calendar {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return hours.NewCalendar(zone, "FR-13", nil)
}

func BenchmarkCompile(b *testing.B) {
	calendar := marseille(b)
	for _, x := range benched {
		b.Run(x.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				hours.Compile(x.text, calendar)
			}
		})
	}
}

// instants are spread over three years.
func instants(c *hours.Calendar) []time.Time {
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, c.Zone())
	at := make([]time.Time, 1024)
	for i := range at {
		at[i] = from.Add(time.Duration(i)*25*time.Hour + time.Duration(i*7919%1440)*time.Minute)
	}
	return at
}

func BenchmarkState(b *testing.B) {
	calendar := marseille(b)
	at := instants(calendar)
	for _, x := range benched {
		b.Run(x.name, func(b *testing.B) {
			s := hours.Compile(x.text, calendar)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				s.State(at[i%len(at)])
			}
		})
	}
}

func BenchmarkOn(b *testing.B) {
	calendar := marseille(b)
	var moments []hours.Moment
	for _, t := range instants(calendar) {
		moments = append(moments, calendar.At(t))
	}
	for _, x := range benched {
		b.Run(x.name, func(b *testing.B) {
			s := hours.Compile(x.text, calendar)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				s.On(moments[i%len(moments)])
			}
		})
	}
}

func BenchmarkNextChange(b *testing.B) {
	calendar := marseille(b)
	at := instants(calendar)
	for _, x := range benched {
		b.Run(x.name, func(b *testing.B) {
			s := hours.Compile(x.text, calendar)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				s.NextChange(at[i%len(at)])
			}
		})
	}
}

func BenchmarkAt(b *testing.B) {
	calendar := marseille(b)
	at := instants(calendar)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		calendar.At(at[i%len(at)])
	}
}
