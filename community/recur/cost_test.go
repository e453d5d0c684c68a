package recur

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// Rules that are cheap to write and dear to read: what takes no date, what takes one after centuries, long lists, far pages.
var dear = []string{
	"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
	"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;BYSETPOS=1,-1",
	"FREQ=DAILY;INTERVAL=10000;BYMONTHDAY=31",
	"FREQ=DAILY;INTERVAL=100000;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
	"FREQ=DAILY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=30",
	"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;COUNT=1000",
	"FREQ=DAILY;BYSETPOS=2,3,4,5,6,7",
	"FREQ=DAILY;BYSETPOS=1,-1;COUNT=1000",
	"FREQ=DAILY;COUNT=1000",
	"FREQ=WEEKLY;INTERVAL=7;BYMONTH=2;BYDAY=MO,TU;BYSETPOS=7",
	"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=8,9,10,11,12,13",
	"FREQ=WEEKLY;INTERVAL=100000;BYMONTH=1",
	"FREQ=MONTHLY;INTERVAL=24;BYMONTH=2;BYDAY=5MO,5TU,5WE,5TH;BYMONTHDAY=1",
	"FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2,4,6,9,11",
	"FREQ=YEARLY;INTERVAL=100000",
	"FREQ=YEARLY;BYDAY=53MO,53TU;BYMONTHDAY=15",
	"FREQ=YEARLY;BYMONTHDAY=1,2,3,4,5;BYSETPOS=" + numbers(300, 340),
	"FREQ=YEARLY;BYDAY=" + days(1, 40) + ";BYMONTHDAY=31;BYSETPOS=366",
	"FREQ=MONTHLY;BYDAY=" + days(1, 5) + ";BYMONTHDAY=1;BYMONTH=2;COUNT=1000",
}

func numbers(from, to int) string {
	var b []string
	for i := from; i < to; i++ {
		b = append(b, fmt.Sprint(i))
	}
	return strings.Join(b, ",")
}

func days(from, to int) string {
	var b []string
	for n := from; n <= to; n++ {
		b = append(b, fmt.Sprintf("%dMO", n))
	}
	return strings.Join(b, ",")
}

// pageOf a hundred dates from the start on, and one from far away.
func pages(s *Series, buf []time.Time) []time.Time {
	return s.Between(buf[:0], dawn, doomday, 100)
}

// BenchmarkDearPage is the page of a hundred dates of each rule in dear, of a series that begins in the first year: at most 1 ms.
func BenchmarkDearPage(b *testing.B) {
	paris := zone(b, "Europe/Paris")
	for _, text := range dear {
		s := series(b, paris, fmt.Sprintf("%d0131T183000", FirstYear), text)
		buf := make([]time.Time, 0, 100)
		b.Run(text[:min(len(text), 60)], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				buf = pages(&s, buf)
			}
		})
	}
}

// TestNoRuleIsDear gives each page twenty times what the brief allows, so that a loaded machine does not fail it: what is not bounded
// takes seconds.
func TestNoRuleIsDear(t *testing.T) {
	paris := zone(t, "Europe/Paris")
	for _, text := range dear {
		s := series(t, paris, fmt.Sprintf("%d0131T183000", FirstYear), text)
		for name, ask := range map[string]func(){
			"page":     func() { s.Between(nil, dawn, doomday, 100) },
			"far page": func() { s.Between(nil, time.Date(2199, 1, 1, 0, 0, 0, 0, time.UTC), doomday, 100) },
			"next":     func() { s.Next(time.Date(2199, 12, 1, 0, 0, 0, 0, time.UTC)) },
		} {
			best := time.Hour
			for range 3 {
				began := time.Now()
				ask()
				best = min(best, time.Since(began))
			}
			if best > 20*time.Millisecond {
				t.Errorf("%s: a %s takes %v", text, name, best)
			}
		}
	}
}

// someSeries are what people write, by a seed.
func someSeries(tb testing.TB, n int) []Series {
	paris := zone(tb, "Europe/Paris")
	random := rand.New(rand.NewPCG(7, 7)) //nolint:gosec // a drawing
	texts := []string{
		"FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY;BYDAY=1TH,3TH", "FREQ=MONTHLY;BYDAY=1MO",
		"FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=DAILY", "FREQ=DAILY;BYDAY=SA,SU", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=21",
		"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=WEEKLY;COUNT=1000", "FREQ=DAILY;COUNT=400",
	}
	list := make([]Series, n)
	for i := range list {
		start := At(2024, 1, 1+random.IntN(700), 8+random.IntN(12), 30*random.IntN(2), 0)
		list[i] = series(tb, paris, start.String(), texts[random.IntN(len(texts))])
	}
	return list
}

// BenchmarkYearOf10000Series is the second figure of the issue: at most 2 s.
func BenchmarkYearOf10000Series(b *testing.B) {
	list := someSeries(b, 10_000)
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	buf := make([]time.Time, 0, 400)
	for b.Loop() {
		n := 0
		for i := range list {
			buf = list[i].Between(buf[:0], from, from.AddDate(1, 0, 0), 400)
			n += len(buf)
		}
		b.ReportMetric(float64(n), "dates")
	}
}
