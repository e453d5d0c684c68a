package matching_test

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/matching"
)

var (
	noon  = time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC) // a Tuesday
	paris = must(time.LoadLocation("Europe/Paris"))
	here  = orb.Point{5.37, 43.30}
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// drawPerson makes somebody around the middle of the town.
func drawPerson(t *rapid.T, account int64) matching.Person {
	hours := func(name string) (w directory.Week) {
		for i := range w {
			w[i] = rapid.SampledFrom([]uint64{0, ^uint64(0), 0x00ff00ff00ff00ff, 0xf0f0f0f0f0f0f0f0}).Draw(t, name)
		}
		w[2] &= 1<<(directory.WeekHours-128) - 1
		return w
	}
	p := matching.Person{
		Account: account, District: rapid.Int64Range(0, 3).Draw(t, "district"),
		Point:   orb.Point{here[0] + rapid.SampledFrom([]float64{0, 0, 0.002, 0.01, 0.03}).Draw(t, "east"), here[1] + rapid.Float64Range(-0.02, 0.02).Draw(t, "north")},
		RadiusM: rapid.SampledFrom([]float64{100, 1500, 5000}).Draw(t, "goes"),
		Kinds:   directory.KindSet(rapid.Uint64Range(0, 255).Draw(t, "kinds")), Languages: directory.LanguageSet(rapid.Uint64Range(1, 7).Draw(t, "speaks")),
		Week: hours("week"), Zone: paris, Expires: noon.Add(time.Duration(rapid.IntRange(-1, 3).Draw(t, "vetted")) * 24 * time.Hour),
		PerDay: rapid.IntRange(1, 2).Draw(t, "per day"), PerWeek: rapid.IntRange(2, 4).Draw(t, "per week"), AtNight: rapid.Bool().Draw(t, "at night"),
	}
	if rapid.IntRange(0, 3).Draw(t, "goes away") == 0 {
		from := time.Date(2026, 11, 22+rapid.IntRange(0, 4).Draw(t, "from"), 0, 0, 0, 0, time.UTC)
		p.Away = []directory.Absence{{From: from, Until: from.AddDate(0, 0, rapid.IntRange(0, 2).Draw(t, "days"))}}
	}
	if rapid.Bool().Draw(t, "was asked") {
		p.Load = drawLoad(t)
	}
	return p
}

func drawLoad(t *rapid.T) *matching.Load {
	var asked []time.Time
	for range rapid.IntRange(0, 5).Draw(t, "asked") {
		asked = append(asked, noon.Add(-time.Duration(rapid.IntRange(0, 40*24*60).Draw(t, "ago"))*time.Minute))
	}
	var answered []matching.Tally
	for range rapid.IntRange(0, 3).Draw(t, "tallies") {
		n := rapid.Uint16Range(1, 9).Draw(t, "n")
		answered = append(answered, matching.Tally{
			Family: int8(len(answered)), Band: matching.Band(rapid.IntRange(0, 4).Draw(t, "band")), Asked: n,
			Yes: rapid.Uint16Range(0, n).Draw(t, "yes"), Exposure: uint32(n) * 600,
		})
		answered[len(answered)-1].Helped = answered[len(answered)-1].Yes / 2
	}
	var rest time.Time
	if rapid.IntRange(0, 5).Draw(t, "rests") == 0 {
		rest = noon.Add(time.Duration(rapid.IntRange(-2, 2).Draw(t, "until")) * time.Hour)
	}
	return matching.NewLoad(asked, time.Time{}, rest, answered)
}

func drawCrowd(t *rapid.T) matching.Crowd {
	var crowd matching.Crowd
	for account := range int64(rapid.SampledFrom([]int{0, 1, 5, 60}).Draw(t, "people")) {
		crowd = append(crowd, drawPerson(t, account+1))
	}
	return crowd
}

func drawNeed(t *rapid.T) *matching.Need {
	n := &matching.Need{
		Point: here, District: rapid.Int64Range(0, 3).Draw(t, "in"), Kinds: directory.KindSet(rapid.SampledFrom([]uint64{0, 1, 2, 16, 4096}).Draw(t, "kind")),
		Languages: directory.LanguageSet(rapid.SampledFrom([]uint64{0, 0, 4, 6}).Draw(t, "language")), Zone: paris, Needed: 1,
		ReachM: rapid.SampledFrom([]float64{500, 2000, 10_000}).Draw(t, "reach"), Night: rapid.IntRange(0, 4).Draw(t, "night") == 0,
	}
	begin := rapid.IntRange(0, 100).Draw(t, "begins")
	for h := range rapid.SampledFrom([]int{0, 1, 3, 200}).Draw(t, "hours") {
		n.At = append(n.At, noon.Add(time.Duration(begin+h)*time.Hour))
	}
	n.Asked = rapid.SliceOfNDistinct(rapid.Int64Range(1, 70), 0, 4, rapid.ID).Draw(t, "asked before")
	n.Hidden = rapid.SliceOfNDistinct(rapid.Int64Range(1, 70), 0, 4, rapid.ID).Draw(t, "hidden")
	slices.Sort(n.Asked)
	slices.Sort(n.Hidden)
	return n
}

// sift is every hard limit, one after the other over the whole list.
func sift(n *matching.Need, crowd matching.Crowd, now time.Time) (left []matching.Person, s matching.Sieve) {
	keep := func(count *int, ok func(*matching.Person) bool) {
		left = slices.DeleteFunc(left, func(p matching.Person) bool { return !ok(&p) })
		*count = len(left)
	}
	left = slices.Clone(crowd)
	away := func(p *matching.Person, at time.Time) bool {
		day := at.In(p.Zone).Format(time.DateOnly)
		return slices.ContainsFunc(p.Away, func(a directory.Absence) bool {
			return a.From.Format(time.DateOnly) <= day && day <= a.Until.Format(time.DateOnly)
		})
	}
	keep(&s.Within, func(p *matching.Person) bool {
		return geo.DistanceM(n.Point, p.Point) <= min(n.ReachM, p.RadiusM)
	})
	keep(&s.Kind, func(p *matching.Person) bool { return n.Kinds == 0 || n.Kinds&p.Kinds != 0 })
	keep(&s.Free, func(p *matching.Person) bool {
		if len(n.At) == 0 {
			return !away(p, now)
		}
		return slices.ContainsFunc(n.At[:min(len(n.At), 168)], func(at time.Time) bool { return p.Week.Free(at, p.Zone) && !away(p, at) })
	})
	keep(&s.Language, func(p *matching.Person) bool { return n.Languages == 0 || n.Languages&p.Languages != 0 })
	keep(&s.Allowed, func(p *matching.Person) bool {
		return p.Expires.After(now) && !slices.Contains(n.Asked, p.Account) && !slices.Contains(n.Hidden, p.Account)
	})
	at := matching.MinuteOf(now)
	keep(&s.Rested, func(p *matching.Person) bool {
		return (!n.Night || p.AtNight) && p.Load.Since(at, 1) < p.PerDay && p.Load.Since(at, 7) < p.PerWeek && !p.Load.RestsAt(at)
	})
	return left, s
}

// The ranking names those whom every hard limit leaves, best first, with scores that are the sums of their parts; the sieve counts as
// a scan of the list does; and the order of the list does not matter.
func TestRankKeepsItsPromises(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		crowd, n := drawCrowd(t), drawNeed(t)
		limit := rapid.SampledFrom([]int{0, 1, 3, 100}).Draw(t, "limit")
		left, sieve := sift(n, crowd, noon)
		ranking := matching.Rank(n, crowd, noon, limit)
		if ranking.Sieve != sieve {
			t.Fatalf("the sieve says %+v, the scan %+v", ranking.Sieve, sieve)
		}
		if len(ranking.Candidates) != min(limit, len(left)) {
			t.Fatalf("%d candidates of %d, limit %d", len(ranking.Candidates), len(left), limit)
		}
		for i, c := range ranking.Candidates {
			checkCandidate(t, n, left, &c)
			if i > 0 {
				before := ranking.Candidates[i-1]
				if cmp.Or(cmp.Compare(c.Score, before.Score), cmp.Compare(before.Account, c.Account)) > 0 {
					t.Fatalf("%d with %v stands after %d with %v", c.Account, c.Score, before.Account, before.Score)
				}
			}
		}
		all := matching.Rank(n, crowd, noon, math.MaxInt32)
		if !reflect.DeepEqual(all.Candidates[:len(ranking.Candidates)], ranking.Candidates) {
			t.Fatal("fewer candidates are not the first of more")
		}
		shuffled := rapid.Permutation(crowd).Draw(t, "another order")
		if again := matching.Rank(n, matching.Crowd(shuffled), noon, limit); !reflect.DeepEqual(again, ranking) {
			t.Fatalf("asked again: %+v\nat first: %+v", again, ranking)
		}
	})
}

func checkCandidate(t *rapid.T, n *matching.Need, left []matching.Person, c *matching.Candidate) {
	if !slices.ContainsFunc(left, func(p matching.Person) bool { return p.Account == c.Account }) {
		t.Fatalf("%d breaks a hard limit", c.Account)
	}
	sum := 0.0
	for i := range c.Parts { // from the last on: the sum is exact, so its order is of no account
		p := c.Parts[len(c.Parts)-1-i]
		sum += p.Value
		if back, err := matching.ParsePart(p.String()); err != nil || back != p {
			t.Fatalf("%v reads back as %v, %v", p, back, err)
		}
		for _, lang := range []string{"fr", "en"} {
			if p.Explain(lang) == "" {
				t.Fatalf("%v has no words", p)
			}
		}
	}
	if sum != c.Score {
		t.Fatalf("the score is %v, its parts make %v", c.Score, sum)
	}
	if !(c.Chance > 0 && c.Chance <= 1 && c.Propensity >= c.Chance && c.Rested > 0 && c.Rested <= 1) {
		t.Fatalf("chances: %+v", c)
	}
}

// All else being equal, who is nearer, free longer, rested longer, asked less or said yes more never comes after.
func TestRankIsMonotone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := drawNeed(t)
		n.Asked, n.Hidden, n.Night, n.ReachM = nil, nil, false, 100_000
		worse := drawPerson(t, 1)
		worse.RadiusM, worse.Expires, worse.PerDay, worse.PerWeek = 100_000, noon.Add(time.Hour), 10, 50
		better := worse
		better.Account = 2
		what := rapid.SampledFrom([]string{"nearer", "freer", "rested", "yes", "quartier", "helped"}).Draw(t, "better by")
		days := rapid.IntRange(1, 20).Draw(t, "days")
		tally := matching.Tally{Family: int8(max(n.Family(), 0)), Band: n.Band(), Asked: 6, Yes: 2, Exposure: 4000}
		switch what {
		case "nearer":
			better.Point = orb.Point{here[0] + (worse.Point[0]-here[0])/2, here[1] + (worse.Point[1]-here[1])/2}
		case "freer":
			for i := range better.Week {
				better.Week[i] |= rapid.Uint64().Draw(t, "hours")
			}
			better.Week[2] &= 1<<(directory.WeekHours-128) - 1
		case "rested":
			ago := func(d int) *matching.Load {
				return matching.NewLoad([]time.Time{noon.AddDate(0, 0, -d)}, time.Time{}, time.Time{}, []matching.Tally{tally})
			}
			worse.Load, better.Load = ago(days), ago(days+rapid.IntRange(0, 20).Draw(t, "more"))
		case "yes", "helped":
			likes := tally
			if what == "yes" {
				likes.Yes++
			} else {
				likes.Helped++
			}
			worse.Load = matching.NewLoad(nil, time.Time{}, time.Time{}, []matching.Tally{tally})
			better.Load = matching.NewLoad(nil, time.Time{}, time.Time{}, []matching.Tally{likes})
		case "quartier":
			n.District, better.District, worse.District = 7, 7, 8
		}
		ranking := matching.Rank(n, matching.Crowd{worse, better}, noon, 2)
		score := map[int64]float64{}
		for _, c := range ranking.Candidates {
			score[c.Account] = c.Score
		}
		if w, ok := score[1]; ok && !(score[2] >= w) {
			t.Fatalf("%s: %v, and %v without", what, score[2], w)
		}
	})
}

func ExampleRank() {
	papers := must(directory.KindNamed("letters"))
	arabic := must(directory.LanguageNamed("ar"))
	friday := time.Date(2026, 11, 27, 14, 0, 0, 0, paris)
	free := directory.Week{}.WithPart(4, directory.Afternoon) // on Friday afternoons
	crowd := matching.Crowd{
		{
			Account: 1, Point: orb.Point{5.375, 43.30}, District: 11, RadiusM: 3000, Kinds: papers, Languages: arabic | 1, Week: free, Zone: paris,
			Expires: friday.AddDate(1, 0, 0), PerDay: 1, PerWeek: 2,
			Load: matching.NewLoad(nil, friday.AddDate(0, 0, -24), time.Time{}, []matching.Tally{
				{Family: int8(matching.FamilyNamed("administrative")), Band: matching.Afternoon, Asked: 4, Yes: 3, Helped: 2, Exposure: 3200},
			}),
		},
		{
			Account: 2, Point: orb.Point{5.372, 43.30}, District: 12, RadiusM: 3000, Kinds: papers, Languages: arabic, Week: free, Zone: paris,
			Expires: friday.AddDate(1, 0, 0), PerDay: 1, PerWeek: 2,
			Load: matching.NewLoad([]time.Time{friday.Add(-30 * time.Hour)}, time.Time{}, time.Time{}, nil),
		},
	}
	need := &matching.Need{
		Point: here, District: 11, Kinds: papers, Languages: arabic, At: []time.Time{friday}, Zone: paris, Needed: 1, ReachM: matching.Ring(0),
	}
	ranking := matching.Rank(need, crowd, friday.Add(-4*time.Hour), 10)
	for _, c := range ranking.Candidates {
		fmt.Printf("%d: %.1f points, says yes in %.0f %%\n", c.Account, c.Score, 100*c.Chance)
		for _, p := range c.Parts {
			fmt.Printf("  %6.1f  %s\n", p.Value, p.Explain("en"))
		}
	}
	for _, reason := range matching.Reasons(ranking.Candidates[0].Parts, "fr", 3) {
		fmt.Println(reason)
	}
	// Output:
	// 1: 17.2 points, says yes in 70 %
	//     -1.6  Lives less than 10 minutes away on foot.
	//      3.0  Lives in the neighbourhood.
	//      3.0  Has helped with papers before.
	//      0.0  Speaks Arabic.
	//      0.0  Free all along.
	//     11.6  Often says yes to this.
	//      0.0  Not asked for 3 weeks.
	//      0.0  Few other requests suit them as well.
	//      1.2  Not asked in four weeks.
	// 2: -10.5 points, says yes in 18 %
	//      0.0  Lives less than 5 minutes away on foot.
	//      0.0  Speaks Arabic.
	//      0.0  Free all along.
	//      0.0  We do not know yet whether they often say yes.
	//     -9.2  Was asked less than two days ago.
	//      0.0  Few other requests suit them as well.
	//     -1.2  1 invitation in four weeks: more than others.
	// C’est votre quartier.
	// Vous avez déjà aidé pour des papiers.
	// Vous parlez arabe.
}
