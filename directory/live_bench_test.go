package directory

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory/hours"
	"github.com/alentour/alentour/geo/cellindex"
)

// crowdCentres are where the crowd lives: ten cities.
var crowdCentres = []orb.Point{
	{2.35, 48.86},
	{5.37, 43.30},
	{4.84, 45.76},
	{1.44, 43.60},
	{7.26, 43.71},
	{-1.55, 47.22},
	{3.88, 43.61},
	{7.75, 48.57},
	{-0.58, 44.84},
	{3.06, 50.63},
}

const crowdKinds = 12

// crowd is n places, a standard deviation of 4 km around the centres, with hours of some tens of thousands of kinds.
func crowd(n int) []Place {
	rnd := rand.New(rand.NewPCG(13, 55))
	list := make([]Place, n)
	for i := range list {
		centre := crowdCentres[rnd.IntN(len(crowdCentres))]
		list[i] = Place{
			ID: uuid.NewSHA1(uuid.Nil, fmt.Append(nil, i)), Num: int64(i + 1), Name: fmt.Sprintf("Accueil solidaire %d", i),
			Located: true, Point: crowdPoint(rnd, centre), Categories: 1 << rnd.IntN(crowdKinds), Hours: crowdHours(rnd),
			Address: Address{fmt.Sprintf("%d rue de la République", rnd.IntN(200)), "13001", "Marseille"},
			Contact: Contact{Phone: "+33 4 91 00 00 00", Website: fmt.Sprintf("https://accueil-%d.example", i)},
		}
	}
	return list
}

func crowdPoint(rnd *rand.Rand, centre orb.Point) orb.Point {
	const degrees = 4000 / 111_195.0
	return orb.Point{
		centre[0] + rnd.NormFloat64()*degrees/math.Cos(centre[1]*math.Pi/180),
		centre[1] + rnd.NormFloat64()*degrees,
	}
}

// crowdHours draws hours as such places have them: one in eight says none, one in twelve is always open.
func crowdHours(rnd *rand.Rand) string {
	pick := func(list ...string) string { return list[rnd.IntN(len(list))] }
	clock := func(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }
	switch rnd.IntN(24) {
	case 0, 1, 2:
		return ""
	case 3, 4:
		return "24/7"
	}
	opens, closes := 420+15*rnd.IntN(16), 960+15*rnd.IntN(24)
	times := clock(opens) + "-" + clock(closes)
	if rnd.IntN(2) == 0 {
		times = clock(opens) + "-" + clock(690+15*rnd.IntN(7)) + "," + clock(780+15*rnd.IntN(9)) + "-" + clock(closes)
	}
	return pick("Mo-Fr", "Mo-Fr", "Mo-Sa", "Mo-Su", "Tu-Sa", "Mo,We,Fr", "Tu,Th", "We") + " " + times +
		pick("", "", "; PH off", "; PH off", "; Aug off", "; Sa 09:00-12:00", "; PH,SH off", "; Dec 24-Jan 02 off")
}

// crowded is a live copy of a million places, or of a tenth with -short.
func crowded(b *testing.B) *Live {
	n := 1_000_000
	if testing.Short() {
		n /= 10
	}
	places := crowd(n)
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		b.Fatal(err)
	}
	live := NewLive(Config{})
	c := live.newSnapshot()
	c.atlas.Store(new(Atlas))
	c.calendars.Store(&calendars{elsewhere: hours.NewCalendar(zone, "FR-13", nil)})

	before := heapMiB()
	start := time.Now()
	var items []cellindex.Item[located]
	var packed []byte
	for i := range places {
		packed = pack(&places[i], packed[:0])
		items = append(items, c.place(&places[i], record(packed))...)
	}
	read := time.Since(start)
	c.arrange(items)
	items = nil
	b.Logf("%d places, %d schedules: %v to take in, %v in all, %.0f MiB", n, len(c.texts.said),
		read.Round(time.Millisecond), time.Since(start).Round(time.Millisecond), heapMiB()-before)
	runtime.KeepAlive(places)
	live.Publish(c)
	return live
}

func heapMiB() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

// BenchmarkNear asks for the twenty nearest of one category: plainly, and what is open by day and by night.
func BenchmarkNear(b *testing.B) {
	live := crowded(b)
	rnd := rand.New(rand.NewPCG(3, 4))
	points := make([]orb.Point, 4096)
	for i := range points {
		points[i] = crowdPoint(rnd, crowdCentres[rnd.IntN(len(crowdCentres))])
	}
	day := time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC) // a Tuesday
	night := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name    string
		radiusM float64
		now     time.Time
		open    OpenAt
	}{
		{"Timeless", 2000, time.Time{}, OpenAt{}},
		{"Plain", 2000, day, OpenAt{}},
		{"OpenByDay", 2000, day, OpenAt{At: day}},
		{"OpenTomorrow", 2000, night, OpenAt{At: day}},
		{"OpenOnArrival", 2000, day, OpenAt{At: day, Walk: true, From: points[0]}},
		{"OpenByNight", 2000, night, OpenAt{At: night}},
		{"OpenByNightFar", 50_000, night, OpenAt{At: night}},
	} {
		b.Run(c.name, func(b *testing.B) {
			var page Page
			found, unknown := 0, 0
			ask := func(i int) {
				open := c.open
				if open.Walk {
					open.From = points[i%len(points)]
				}
				err := live.Find(PlaceQuery{
					Near: &Near{Point: points[i%len(points)], RadiusM: c.radiusM}, Now: c.now,
					PlaceFilter: PlaceFilter{Categories: 1 << (i % crowdKinds), Open: open},
				}, &page)
				if err != nil {
					b.Fatal(err)
				}
				found, unknown = found+len(page.Items), unknown+page.Unknown
			}
			for i := range 16 * len(points) { // what schedules say at present is known after a while
				ask(i)
			}
			found, unknown = 0, 0
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				ask(i)
			}
			b.ReportMetric(float64(found)/float64(b.N), "found/op")
			b.ReportMetric(float64(unknown)/float64(b.N), "unknown/op")
		})
	}
}
