package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/tiles"
)

// seed makes every run draw the same world.
const seed = 13055

// city is a French city; places are spread around its centre.
type city struct {
	name   string
	centre orb.Point
}

// cities are 45 large ones, far enough from each other that the squares of their districts do not meet.
var cities = []city{
	{"Paris", orb.Point{2.3522, 48.8566}},
	{"Marseille", orb.Point{5.3698, 43.2965}},
	{"Lyon", orb.Point{4.8357, 45.7640}},
	{"Toulouse", orb.Point{1.4442, 43.6047}},
	{"Nice", orb.Point{7.2620, 43.7102}},
	{"Nantes", orb.Point{-1.5536, 47.2184}},
	{"Montpellier", orb.Point{3.8767, 43.6108}},
	{"Strasbourg", orb.Point{7.7521, 48.5734}},
	{"Bordeaux", orb.Point{-0.5792, 44.8378}},
	{"Lille", orb.Point{3.0573, 50.6292}},
	{"Rennes", orb.Point{-1.6778, 48.1173}},
	{"Reims", orb.Point{4.0317, 49.2583}},
	{"Toulon", orb.Point{5.9280, 43.1242}},
	{"Saint-Étienne", orb.Point{4.3872, 45.4397}},
	{"Le Havre", orb.Point{0.1079, 49.4944}},
	{"Dijon", orb.Point{5.0415, 47.3220}},
	{"Grenoble", orb.Point{5.7245, 45.1885}},
	{"Angers", orb.Point{-0.5632, 47.4784}},
	{"Nîmes", orb.Point{4.3601, 43.8367}},
	{"Clermont-Ferrand", orb.Point{3.0870, 45.7772}},
	{"Le Mans", orb.Point{0.1996, 48.0061}},
	{"Brest", orb.Point{-4.4861, 48.3904}},
	{"Tours", orb.Point{0.6848, 47.3941}},
	{"Amiens", orb.Point{2.2957, 49.8941}},
	{"Annecy", orb.Point{6.1294, 45.8992}},
	{"Limoges", orb.Point{1.2611, 45.8336}},
	{"Metz", orb.Point{6.1757, 49.1193}},
	{"Perpignan", orb.Point{2.8954, 42.6887}},
	{"Besançon", orb.Point{6.0241, 47.2378}},
	{"Orléans", orb.Point{1.9093, 47.9030}},
	{"Rouen", orb.Point{1.0993, 49.4432}},
	{"Mulhouse", orb.Point{7.3359, 47.7508}},
	{"Caen", orb.Point{-0.3707, 49.1829}},
	{"Nancy", orb.Point{6.1844, 48.6921}},
	{"Avignon", orb.Point{4.8055, 43.9493}},
	{"Poitiers", orb.Point{0.3404, 46.5802}},
	{"Dunkerque", orb.Point{2.3768, 51.0344}},
	{"La Rochelle", orb.Point{-1.1511, 46.1603}},
	{"Pau", orb.Point{-0.3708, 43.2951}},
	{"Calais", orb.Point{1.8587, 50.9513}},
	{"Troyes", orb.Point{4.0744, 48.2973}},
	{"Lorient", orb.Point{-3.3660, 47.7483}},
	{"Valence", orb.Point{4.8924, 44.9334}},
	{"Chambéry", orb.Point{5.9178, 45.5646}},
	{"Bayonne", orb.Point{-1.4748, 43.4929}},
}

const (
	spreadM       = 4000.0 // standard deviation of places around their centre
	districtSideM = 5000.0
	districtsSide = 5 // each city is a square of 5 × 5 districts

	kinds   = 12   // categories in use
	queries = 120  // over a network; pgbench takes 128 scripts
	inside  = 4096 // in this process, where fewer would stay in the processor's cache
	radiusM = 2000.0
	wanted  = 20
)

// place is a row of the world.
type place struct {
	num      int // from 1
	uid      uuid.UUID
	name     string
	at       orb.Point
	kind     int // of categories()
	street   string
	postcode string
	city     int
	hours    string
	phone    string
	website  string
}

// question is one "near me": the twenty nearest of one category.
type question struct {
	at   orb.Point
	kind int
}

// categories are the leaves in use: the first that any import admits.
func categories() []directory.Category {
	list := make([]directory.Category, 0, kinds)
	for _, c := range directory.Categories {
		if !c.Sensitive && len(list) < kinds {
			list = append(list, c)
		}
	}
	return list
}

// otherCategories are leaves that no place here has.
func otherCategories() []directory.Category {
	used := map[string]bool{}
	for _, c := range categories() {
		used[c.Code] = true
	}
	var list []directory.Category
	for _, c := range directory.Categories {
		if !used[c.Code] {
			list = append(list, c)
		}
	}
	return list
}

func around(r *rand.Rand, centre orb.Point) orb.Point {
	return orb.Point{
		round(centre[0] + r.NormFloat64()*spreadM/metresPerDegree/math.Cos(centre[1]*math.Pi/180)),
		round(centre[1] + r.NormFloat64()*spreadM/metresPerDegree),
	}
}

const metresPerDegree = 111_195.08 // of the sphere that the product measures on

// round keeps seven decimals: a centimetre, and the same number in every store.
func round(degrees float64) float64 { return math.Round(degrees*1e7) / 1e7 }

func makePlaces(n int) []place {
	r := rand.New(rand.NewPCG(seed, 1))
	hoursOf := rand.New(rand.NewPCG(seed, 3))
	streets := []string{"rue de la République", "avenue Jean-Jaurès", "place du Marché", "boulevard Gambetta", "impasse des Lilas"}
	list := make([]place, n)
	for i := range list {
		var uid uuid.UUID
		for j := 0; j < len(uid); j += 8 {
			v := r.Uint64()
			for k := range 8 {
				uid[j+k] = byte(v >> (8 * k))
			}
		}
		home := r.IntN(len(cities))
		list[i] = place{
			num: i + 1, uid: uid, name: fmt.Sprintf("Accueil solidaire %d", i+1), at: around(r, cities[home].centre),
			kind: r.IntN(kinds), street: fmt.Sprintf("%d %s", 1+r.IntN(200), streets[r.IntN(len(streets))]),
			postcode: fmt.Sprintf("%05d", 1000+r.IntN(95000)), city: home,
			hours: makeHours(hoursOf), phone: fmt.Sprintf("+33 4 %02d %02d %02d %02d", r.IntN(100), r.IntN(100), r.IntN(100), r.IntN(100)),
			website: fmt.Sprintf("https://accueil-%d.example", i+1),
		}
	}
	return list
}

// makeHours draws opening hours as such places have them: one in eight says none, one in twelve is always open, the others
// have some tens of thousands of different texts.
func makeHours(r *rand.Rand) string {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	switch r.IntN(24) {
	case 0, 1, 2:
		return ""
	case 3, 4:
		return "24/7"
	}
	days := pick("Mo-Fr", "Mo-Fr", "Mo-Fr", "Mo-Sa", "Mo-Su", "Tu-Sa", "Tu-Fr", "Mo,We,Fr", "Tu,Th", "Mo-Th", "We,Sa", "We")
	opens, closes := 7*60+15*r.IntN(16), 16*60+15*r.IntN(24)
	times := clock(opens) + "-" + clock(closes)
	if r.IntN(2) == 0 {
		noon, again := 11*60+30+15*r.IntN(7), 13*60+15*r.IntN(9)
		times = clock(opens) + "-" + clock(noon) + "," + clock(again) + "-" + clock(closes)
	}
	return days + " " + times + pick("", "", "", "; PH off", "; PH off", "; Aug off", "; Sa 09:00-12:00", "; PH,SH off", "; Dec 24-Jan 02 off")
}

func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// makeQuestions draws n questions; fewer are the first of more.
func makeQuestions(n int) []question {
	r := rand.New(rand.NewPCG(seed, 2))
	list := make([]question, n)
	for i := range list {
		list[i] = question{around(r, cities[r.IntN(len(cities))].centre), r.IntN(kinds)}
	}
	return list
}

// makeTiles chooses the zoom 14 tiles over and beside the centres, where places are densest.
func makeTiles() []tiles.Tile {
	var list []tiles.Tile
	for east := uint32(0); len(list) < queries; east++ {
		for _, c := range cities {
			t := tiles.TileAt(tiles.At(c.centre), 14)
			t.X += east
			if list = append(list, t); len(list) == queries {
				break
			}
		}
	}
	return list
}

func cityCode(i int) string { return fmt.Sprintf("B%03d", i+1) }

// districtOf is the square a point lies in, by its code and name; outside of them the nearest, as peers have no border.
func districtOf(p place) (code, name string) {
	c := cities[p.city].centre
	column := squareOf((p.at[0] - c[0]) * metresPerDegree * math.Cos(c[1]*math.Pi/180))
	row := squareOf((p.at[1] - c[1]) * metresPerDegree)
	return districtName(p.city, column, row)
}

func squareOf(m float64) int {
	return max(0, min(districtsSide-1, int(math.Floor(m/districtSideM+districtsSide/2.0))))
}

func districtName(city, column, row int) (code, name string) {
	return fmt.Sprintf("%s-%d%d", cityCode(city), column, row), fmt.Sprintf("%s %c%d", cities[city].name, 'A'+rune(column), row+1)
}

// districts of a city: squares side by side with shared corners.
func districts(i int) []directory.DistrictRow {
	c := cities[i].centre
	corner := func(column, row int) orb.Point {
		x, y := (float64(column)-districtsSide/2.0)*districtSideM, (float64(row)-districtsSide/2.0)*districtSideM
		return orb.Point{round(c[0] + x/metresPerDegree/math.Cos(c[1]*math.Pi/180)), round(c[1] + y/metresPerDegree)}
	}
	var rows []directory.DistrictRow
	for column := range districtsSide {
		for row := range districtsSide {
			ring := orb.Ring{corner(column, row), corner(column+1, row), corner(column+1, row+1), corner(column, row+1), corner(column, row)}
			code, name := districtName(i, column, row)
			rows = append(rows, directory.DistrictRow{Where: code, Code: code, Name: name, Shape: orb.MultiPolygon{{ring}}})
		}
	}
	return rows
}

// writeCSV writes the file that the product imports; every nth name is changed, none when nth is 0.
func writeCSV(path string, places []place, nth int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	buffered := bufio.NewWriterSize(f, 1<<20)
	w := csv.NewWriter(buffered)
	w.Write([]string{"id", "name", "lon", "lat", "category", "street", "postcode", "city", "hours", "phone", "website"})
	kind := categories()
	for i, p := range places {
		name := p.name
		if nth > 0 && i%nth == 0 {
			name += " (nouveau nom)"
		}
		w.Write([]string{
			strconv.Itoa(p.num), name, degrees(p.at[0]), degrees(p.at[1]), kind[p.kind].Code,
			p.street, p.postcode, cities[p.city].name, p.hours, p.phone, p.website,
		})
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	return f.Close()
}

func degrees(d float64) string { return strconv.FormatFloat(d, 'f', -1, 64) }

// writeMapping writes what the columns of the CSV mean.
func writeMapping(path string) error {
	type rule map[string]any
	var when []rule
	for _, c := range categories() {
		when = append(when, rule{"column": "category", "is": []string{c.Code}, "then": rule{"categories": []string{c.Code}}})
	}
	text, err := json.Marshal(rule{
		"title": "Synthetic places", "licence": "CC0-1.0", "when": when,
		"fields": map[string][]string{
			"source_id": {"id"}, "name": {"name"}, "longitude": {"lon"}, "latitude": {"lat"}, "street": {"street"},
			"postcode": {"postcode"}, "city": {"city"}, "hours": {"hours"}, "phone": {"phone"}, "website": {"website"},
		},
	})
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}

// item is a place as every peer returns it: the columns of the product's own item, the distance apart.
type item struct {
	ID         string    `json:"id"`
	Num        int       `json:"num"`
	Name       string    `json:"name"`
	Point      orb.Point `json:"point"`
	Categories []string  `json:"categories"`
	District   named     `json:"district"`
	Address    address   `json:"address"`
	Hours      string    `json:"hours"`
	Phone      string    `json:"phone"`
	Website    string    `json:"website"`
	Dataset    string    `json:"dataset"`
}

type named struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

type address struct {
	Street   string `json:"street"`
	Postcode string `json:"postcode"`
	City     string `json:"city"`
}

func (p place) item() item {
	code, name := districtOf(p)
	return item{
		p.uid.String(), p.num, p.name, p.at,
		[]string{categories()[p.kind].Code},
		named{code, name},
		address{p.street, p.postcode, cities[p.city].name},
		p.hours, p.phone, p.website, dataset,
	}
}

const dataset = "synthetic"
