package marseille

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/directory"
)

// Zone of the city: what is dated in its events is dated by its clocks.
const Zone = "Europe/Paris"

// outing is something that people do together these days, again and again or once.
type outing struct {
	key          string // names it, on every machine
	by           string // key of a person
	in           string // organisation in whose name; empty = their own
	title, words string
	interest     string
	at           orb.Point
	note, sealed string // what everybody reads of where it is, and what only those who come do
	online       string
	rule         string // empty = once
	ahead        int    // days until the first date that is to come; the dates of a rule begin three months before
	hour, minute int
	minutes      int // how long
	capacity     int
	cents        int
	bring        string
	audience     string
	access       string
	helpers      int
	coming       int // people who come to the next date
	company      int // in a hundred, who bring somebody
	waiting      bool
	off, moved   int // which of the dates to come is called off, or begins an hour later; 0 = none
}

// Around the Vieux-Port, and elsewhere in the city: public squares, gardens, beaches.
var (
	ombriere       = orb.Point{5.3743, 43.2953}
	quaiDuPort     = orb.Point{5.3700, 43.2961}
	placeBargemon  = orb.Point{5.3694, 43.2968}
	placeHuiles    = orb.Point{5.3722, 43.2926}
	coursEstienne  = orb.Point{5.3734, 43.2936}
	placeLenche    = orb.Point{5.3672, 43.2980}
	fortSaintJean  = orb.Point{5.3625, 43.2957}
	jardinPharo    = orb.Point{5.3587, 43.2940}
	placeSadi      = orb.Point{5.3725, 43.2988}
	placeOpera     = orb.Point{5.3749, 43.2928}
	coursJulien    = orb.Point{5.3835, 43.2937}
	laPlaine       = orb.Point{5.3869, 43.2951}
	longchamp      = orb.Point{5.3945, 43.3045}
	borely         = orb.Point{5.3826, 43.2605}
	prado          = orb.Point{5.3722, 43.2640}
	estaque        = orb.Point{5.3140, 43.3612}
	belleDeMai     = orb.Point{5.3885, 43.3095}
	fontObscure    = orb.Point{5.4005, 43.3290}
	maisonBlanche  = orb.Point{5.4120, 43.2565}
	luminy         = orb.Point{5.4375, 43.2330}
	mazargues      = orb.Point{5.4040, 43.2480}
	joliette       = orb.Point{5.3663, 43.3045}
	noaillesMarche = orb.Point{5.3808, 43.2968}
)

// outings are those that go on. At least ten lie around the Vieux-Port, and forty dates or more are to come within two months.
var outings = []outing{
	{
		key: "nomades", by: "ambassadeur.centre", in: "grand-duc", title: "Rencontres nomades au Vieux-Port", interest: "culture",
		words: "Un café, une soupe, une heure pour parler avec qui passe. On marche ensemble autour du port, et personne ne repart seul.",
		at:    ombriere, note: "Sous l’Ombrière", rule: "FREQ=MONTHLY;BYDAY=1TH,3TH", hour: 18, minute: 30, minutes: 120, helpers: 3, access: "short_walks", coming: 14, company: 30,
	},
	{
		key: "jeux", by: "coordination", title: "Soirée jeux à la Maison d’en Haut", interest: "games",
		words: "Des jeux pour tous les âges. Léna et Marius ouvrent leur grande cuisine une fois par mois : on apporte un plat, ils font le thé.",
		at:    placeLenche, sealed: "12 montée fictive des Accoules, sonnez « Maison d’en Haut », deuxième étage.", rule: "FREQ=MONTHLY;BYDAY=-1FR", hour: 19, minutes: 180,
		capacity: 12, bring: "un plat à partager", coming: 12, company: 20, waiting: true,
	},
	{
		key: "yoga", by: "regular-3", title: "Yoga doux", interest: "well_being", words: "Une heure pour respirer et s’étirer, assis ou debout. Venez comme vous êtes.",
		at: jardinPharo, note: "Sur la pelouse, côté mer ; sous le préau s’il pleut", rule: "FREQ=MONTHLY;BYDAY=1MO", hour: 10, minutes: 60, capacity: 20, access: "calm", coming: 9,
	},
	{
		key: "foot", by: "neighbour-61", title: "Foot du dimanche, niveau rigolo", interest: "sport", words: "On fait deux équipes avec qui est là. Les enfants jouent aussi.",
		at: prado, note: "Grande pelouse, près des jeux", rule: "FREQ=WEEKLY;BYDAY=SU", hour: 10, minutes: 120, capacity: 22, coming: 15, company: 25, off: 3,
	},
	{
		key: "petanque", by: "neighbour-82", title: "Pétanque et café", interest: "games", words: "Des boules pour ceux qui n’en ont pas. On tire, on pointe, on se moque gentiment.",
		at: placeHuiles, note: "Au fond de la place", rule: "FREQ=WEEKLY;BYDAY=WE", hour: 17, minutes: 90, coming: 8, company: 15, moved: 2,
	},
	{
		key: "marche", by: "leo", title: "Marche du matin autour du port", interest: "nature", words: "Trois kilomètres sans se presser, jusqu’au Pharo et retour.",
		at: quaiDuPort, note: "Devant la mairie", rule: "FREQ=WEEKLY;BYDAY=TU,FR", hour: 8, minute: 30, minutes: 75, access: "short_walks", coming: 6,
	},
	{
		key: "calanques", by: "regular-7", title: "Randonnée vers Sugiton", interest: "nature", words: "Deux heures aller-retour, facile. Chaussures fermées, un litre d’eau chacun.",
		at: luminy, note: "Arrêt de bus Luminy", rule: "FREQ=MONTHLY;BYDAY=2SA", hour: 9, minutes: 240, capacity: 15, bring: "de l’eau, un pique-nique", coming: 11, company: 20,
	},
	{
		key: "cine", by: "association", in: "treize-cigales", title: "Ciné-débat du quartier", interest: "cinema",
		words: "Un film court, une tisane, une discussion. On choisit le prochain film ensemble.", at: coursJulien, note: "Salle des associations, rez-de-chaussée",
		rule: "FREQ=MONTHLY;BYDAY=2TH,4TH", hour: 20, minutes: 150, capacity: 40, access: "wheelchair", coming: 21, company: 20,
	},
	{
		key: "couture", by: "amina", title: "Couture et papotage", interest: "crafts", words: "J’apporte deux machines. On répare, on apprend, on boit le thé.",
		at: noaillesMarche, sealed: "Dans la salle de l’école, 3 rue imaginaire du Musée, entrée par la cour.", rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", hour: 14, minute: 30,
		minutes: 120, capacity: 8, audience: "women", coming: 6,
	},
	{
		key: "repas", by: "ambassadrice", in: "louche", title: "Repas de quartier", interest: "cooking", words: "On cuisine ensemble à partir de onze heures, on mange à treize.",
		at: belleDeMai, note: "Place, côté marché", rule: "FREQ=MONTHLY;BYDAY=3SU", hour: 11, minutes: 240, helpers: 4, audience: "families", coming: 26, company: 40,
	},
	{
		key: "jardin", by: "neighbour-99", in: "restanque", title: "Au jardin partagé", interest: "nature", words: "Semer, arroser, récolter. Les outils sont là.",
		at: fontObscure, note: "Portail vert", rule: "FREQ=WEEKLY;BYDAY=SA", hour: 9, minute: 30, minutes: 150, access: "with_child", coming: 7, company: 30,
	},
	{
		key: "chorale", by: "neighbour-23", title: "Chorale sans partition", interest: "music", words: "On chante à l’oreille, dans toutes les langues qu’on parle.",
		at: placeSadi, note: "Salle du bas", rule: "FREQ=WEEKLY;BYDAY=MO", hour: 19, minutes: 90, coming: 12, company: 15,
	},
	{
		key: "langues", by: "neighbour-15", title: "Café des langues", interest: "culture", words: "Une table par langue, on change toutes les vingt minutes.",
		at: coursEstienne, note: "Terrasse du milieu", rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", hour: 18, minutes: 90, coming: 10,
	},
	{
		key: "lecture", by: "neighbour-46", title: "Cercle de lecture en ligne", interest: "culture", words: "Un livre court par mois. On parle, caméra ou non.",
		online: "https://visio.example.org/cercle", rule: "FREQ=MONTHLY;BYDAY=1WE", hour: 20, minute: 30, minutes: 75, coming: 7,
	},

	{key: "port-propre", by: "leo", title: "Nettoyage du quai", interest: "nature", words: "Gants et sacs fournis.", at: ombriere, note: "Sous l’Ombrière", ahead: 6, hour: 9, minute: 30, minutes: 120, helpers: 6, coming: 9},
	{key: "concert", by: "leo", title: "Guitare sur les marches", interest: "music", words: "Une heure de chansons, apportez la vôtre.", at: placeOpera, note: "Sur les marches", ahead: 9, hour: 18, minutes: 60, coming: 5},
	{key: "visite-fort", by: "neighbour-31", title: "Promenade au fort Saint-Jean", interest: "culture", words: "L’histoire du port racontée par un voisin.", at: fortSaintJean, note: "Passerelle du haut", ahead: 12, hour: 15, minutes: 90, capacity: 15, coming: 8},
	{key: "troc", by: "equipe", in: "treize-cigales", title: "Troc de jouets et de livres", interest: "crafts", words: "On apporte, on emporte, sans argent.", at: placeBargemon, note: "Sous les arbres", ahead: 18, hour: 10, minutes: 180, audience: "families", coming: 11},
	{key: "noel", by: "ambassadeur.centre", title: "Vin chaud et santons", interest: "crafts", words: "Chacun modèle un santon d’argile.", at: quaiDuPort, note: "Près des kiosques", ahead: 21, hour: 16, minutes: 120, cents: 200, coming: 13, company: 30},
	{key: "velo", by: "neighbour-54", title: "Atelier vélo en plein air", interest: "crafts", words: "Je prête les clés, vous apprenez à régler vos freins.", at: laPlaine, note: "Côté est", ahead: 4, hour: 14, minutes: 150, coming: 4},
	{key: "concours", by: "neighbour-82", title: "Concours de pétanque des voisins", interest: "games", words: "Équipes tirées au sort.", at: borely, note: "Terrain du fond", ahead: 16, hour: 14, minutes: 240, capacity: 32, cents: 300, coming: 18, company: 30},
	{key: "chiens", by: "regular-11", title: "Promenade avec les chiens", interest: "animals", words: "Chiens sociables, en laisse au départ.", at: maisonBlanche, note: "Entrée du parc", ahead: 5, hour: 10, minutes: 90, coming: 5},
	{key: "coucher", by: "ambassadeur.littoral", title: "Coucher de soleil à l’Estaque", interest: "nature", words: "On partage des panisses face à la mer.", at: estaque, note: "Bout du quai", ahead: 8, hour: 16, minute: 45, minutes: 90, coming: 10, company: 20},
	{key: "cuisine", by: "ambassadrice.nord", title: "Cuisine comorienne", interest: "cooking", words: "Zaïnaba montre le mataba.", at: joliette, sealed: "Local du 7 rue inventée de la République, au fond de la cour.", ahead: 14, hour: 11, minutes: 150, capacity: 10, cents: 150, bring: "un tablier", coming: 10, waiting: true},
	{key: "papiers", by: "volontaire", title: "Thé et papiers", interest: "culture", words: "Un thé, et de l’aide pour comprendre un courrier.", at: longchamp, note: "Kiosque", ahead: 11, hour: 15, minutes: 120, access: "easy_words", coming: 6},
	{key: "relax", by: "regular-3", title: "Sophrologie pour dormir", interest: "well_being", words: "Tapis fournis.", at: mazargues, note: "Salle paroissiale", ahead: 20, hour: 18, minutes: 60, capacity: 12, coming: 4},
}

// pastOutings were held once, in the months before; the list is gone through again and again.
var pastOutings = []outing{
	{title: "Pique-nique des voisins", interest: "cooking", at: borely, hour: 12, minutes: 180},
	{title: "Tournoi de cartes", interest: "games", at: coursEstienne, hour: 15, minutes: 150},
	{title: "Visite du Panier", interest: "culture", at: placeLenche, hour: 10, minutes: 120},
	{title: "Foot en salle", interest: "sport", at: belleDeMai, hour: 19, minutes: 90},
	{title: "Atelier cerfs-volants", interest: "crafts", at: prado, hour: 14, minutes: 120},
	{title: "Bain de mer du matin", interest: "well_being", at: fortSaintJean, hour: 8, minutes: 60},
	{title: "Scène ouverte", interest: "music", at: coursJulien, hour: 18, minutes: 150},
	{title: "Marche vers Callelongue", interest: "nature", at: mazargues, hour: 9, minutes: 240},
	{title: "Projection en plein air", interest: "cinema", at: placeBargemon, hour: 20, minutes: 120},
	{title: "Collecte pour les animaux", interest: "animals", at: laPlaine, hour: 10, minutes: 120},
}

// pastCount is how many were held once in the three months before, every three days.
const pastCount = 30

const (
	postedBefore = 9  // days before it is held
	guestsLeast  = 20 // people who may come, before anything is held
)

// events are what people do together: what is to come, and what was.
func (c *crowd) events(people map[string]*person, organisations map[string]int64) []community.SeedEvent {
	zone := must(time.LoadLocation(Zone))
	e := eventMaker{crowd: c, other: c.drawing(946), people: people, organisations: organisations, zone: zone, guests: c.guests(people)}
	var list []community.SeedEvent
	for i := range outings {
		list = append(list, e.coming(&outings[i]))
	}
	for i := range pastCount {
		list = append(list, e.past(i, 3+3*i))
	}
	e.crowd = e.other
	everybody := e.guests
	for i, ago := pastCount, 3+3*pastCount; ago < historyDays; i, ago = i+1, ago+2+ago/100 { // fewer, the longer ago
		e.guests = slices.DeleteFunc(slices.Clone(everybody), func(p *person) bool { return p.account.Since.After(e.day(-ago - postedBefore)) })
		if len(e.guests) >= guestsLeast {
			list = append(list, e.past(i, ago))
		}
	}
	return list
}

// eventMaker makes them from the people of the demo.
type eventMaker struct {
	*crowd
	other         *crowd // draws for what is long past: it does not change what is to come
	people        map[string]*person
	organisations map[string]int64
	zone          *time.Location
	guests        []*person // who may come and hold
}

// guests are adults who show themselves, in the order of their keys.
func (c *crowd) guests(people map[string]*person) (list []*person) {
	for _, p := range people {
		if p.profile.Age.Adult() && !p.profile.Hidden && strings.HasPrefix(p.key, "neighbour-") {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b *person) int { return strings.Compare(a.key, b.key) })
	return list
}

// situations are what four of five guests say of how they live, by account.
func (c *crowd) situations(people map[string]*person) map[int64]string {
	said := map[int64]string{}
	for i, p := range c.guests(people) {
		if i%5 > 0 {
			said[p.num] = community.Situations[i*i%len(community.Situations)].Code
		}
	}
	return said
}

// host is who holds it: the one who is named, or the next who may.
func (e *eventMaker) host(o *outing) *person {
	p := e.people[o.by]
	if p == nil || !p.profile.Age.Adult() || p.profile.Hidden {
		p = e.guests[len(o.key)*31%len(e.guests)]
	}
	return p
}

// draft is what they wrote.
func (e *eventMaker) draft(o *outing, start recur.Wall) community.Draft {
	d := community.Draft{
		Title: o.title, Words: o.words, Interest: o.interest, Bring: o.bring, Capacity: o.capacity, PriceCents: o.cents, Helpers: o.helpers,
		Where: community.Where{Note: o.note, Sealed: o.sealed, Online: o.online},
		When:  community.When{Zone: Zone, Start: start, Length: time.Duration(o.minutes) * time.Minute, Rule: o.rule},
	}
	if o.online == "" {
		d.Where.Point = &o.at
	}
	if o.audience != "" {
		d.For = must(directory.AudienceNamed(o.audience))
	}
	if o.access != "" {
		d.Access = must(directory.AccessNamed(o.access))
	}
	return d
}

func (e *eventMaker) seed(o *outing, start recur.Wall, at time.Time) community.SeedEvent {
	host := e.host(o)
	s := community.SeedEvent{
		ID: directory.ImportedID(Dataset, "event "+o.key), Author: host.num, Draft: e.draft(o, start), At: at, Review: community.Passed,
		Off: map[recur.Wall]community.Why{}, Moved: map[recur.Wall]recur.Wall{},
	}
	if o.in != "" {
		s.Organisation, s.Review = e.organisations[o.in], community.NotReviewed
	}
	return s
}

const heldSince = 91 // days: a series began so long ago, on the same weekday

// coming makes one that goes on, with who comes next, and who came to the last dates of a series.
func (e *eventMaker) coming(o *outing) community.SeedEvent {
	first := e.today.AddDate(0, 0, o.ahead)
	if o.rule != "" {
		first = e.today.AddDate(0, 0, -heldSince)
	}
	start := recur.At(first.Year(), first.Month(), first.Day(), o.hour, o.minute, 0)
	rule := recur.Series{Zone: e.zone, Start: start, Length: time.Duration(o.minutes) * time.Minute}
	if o.rule != "" {
		parsed := must(recur.Parse(o.rule))
		rule.Rule = &parsed
		if aligned, ok := rule.Aligned(); ok {
			rule = aligned
		}
	}
	s := e.seed(o, rule.Start, e.day(-heldSince-7).Add(10*time.Hour))
	ahead := rule.Between(nil, e.today, e.today.AddDate(0, 4, 0), 8)
	wall := func(t time.Time) recur.Wall { return recur.WallOf(t.In(e.zone)) }
	if o.off > 0 {
		s.Off[wall(ahead[o.off-1])] = "place"
	}
	if o.moved > 0 {
		s.Moved[wall(ahead[o.moved-1])] = wall(ahead[o.moved-1]).Add(time.Hour)
	}
	for _, t := range rule.Between(nil, e.day(-60), e.today, 20) {
		e.fill(&s, o, wall(t), o.coming, true)
	}
	older := *e
	older.crowd = e.other
	for _, t := range rule.Between(nil, e.day(-heldSince), e.day(-60), 20) {
		older.fill(&s, o, wall(t), o.coming*3/4, true)
	}
	for i, t := range ahead[:min(3, len(ahead))] {
		n := o.coming / (i + 1)
		if o.waiting && i == 0 {
			n = o.capacity + 4
		}
		e.fill(&s, o, wall(t), n, false)
	}
	return s
}

// past makes the nth of those that were held once, some days ago.
func (e *eventMaker) past(n, ago int) community.SeedEvent {
	o := pastOutings[n%len(pastOutings)]
	o.key, o.words = fmt.Sprint("past ", n), "C’était bien. On recommencera."
	o.by, o.company = e.guests[(7*n)%len(e.guests)].key, 25
	on := e.today.AddDate(0, 0, -ago)
	start := recur.At(on.Year(), on.Month(), on.Day(), o.hour, o.minute, 0)
	s := e.seed(&o, start, e.day(-ago-postedBefore).Add(18*time.Hour))
	e.fill(&s, &o, start, 4+e.IntN(14), true)
	return s
}

// fill writes down who comes to a date; of one that was, who did.
func (e *eventMaker) fill(s *community.SeedEvent, o *outing, on recur.Wall, n int, held bool) {
	seats := math.MaxInt
	if o.capacity > 0 && held {
		seats = o.capacity
	}
	offset, step := e.IntN(len(e.guests)), 17
	if len(e.guests)%step == 0 {
		step = 1 // nobody comes twice
	}
	for i := range n {
		p := e.guests[(offset+i*step)%len(e.guests)]
		if p.num == s.Author || seats == 0 {
			continue
		}
		one := community.SeedSignUp{
			ID:      directory.ImportedID(Dataset, fmt.Sprint("sign-up ", o.key, " ", on, " ", p.key)),
			Account: p.num, On: on, At: s.At.Add(time.Duration(i*37+e.IntN(30)) * time.Minute),
		}
		seats--
		if e.chance(o.company) && seats > 0 {
			one.With = []string{pick(e.maker, givenNames)}
			seats--
		}
		if held {
			one.Marked = true
			if one.Came = e.chance(84); one.Came {
				one.CameWith = len(one.With)
			}
		}
		s.SignUps = append(s.SignUps, one)
	}
}

// givenNames are of those whom people bring.
var givenNames = []string{"Nadia", "Hugo", "Mireille", "Samy", "Paulette", "Ismaël", "Chloé", "Marius", "Rosa", "Adem"}
