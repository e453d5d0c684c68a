package marseille

import (
	"fmt"
	"slices"
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/matching"
)

// What the city asked for before these days: a little at first, more as it became known.
const (
	historyDays  = 540
	historyUntil = 12   // days ago: since then it is told one by one
	askedAtFirst = 30   // per cent of a request a day
	askedLately  = 1150 // likewise, in the end: most arrondissements have eleven who ask in a month, and so a public figure
	offersShare  = 22   // per cent
	wordsKept    = 180  // days
)

// wanted is what is asked for and offered again and again, in the words of who does.
var wanted = []struct{ kind, text string }{
	{"groceries", "Quelques courses lourdes."},
	{"food_delivery", "Un repas, je ne peux pas sortir."},
	{"clothes", "Des vêtements chauds."},
	{"furniture", "Une étagère."},
	{"moving", "Un petit déménagement."},
	{"small_repairs", "Une prise à changer."},
	{"carrying", "Un meuble à porter."},
	{"haircut", "Une coupe de cheveux."},
	{"forms", "Un formulaire à remplir."},
	{"letters", "Un courrier à comprendre."},
	{"benefits", "Demander une aide."},
	{"language_lessons", "Apprendre le français."},
	{"conversation", "Parler français ensemble."},
	{"interpreting", "Traduire un rendez-vous."},
	{"homework", "Aide aux devoirs."},
	{"computer_lessons", "Débuter à l’ordinateur."},
	{"phone_help", "Régler mon téléphone."},
	{"online_forms", "Une démarche en ligne."},
	{"cv", "Écrire mon CV."},
	{"interview", "Préparer un entretien."},
	{"job_search", "Chercher un emploi."},
	{"portrait", "Une photo pour mon CV."},
	{"lift", "Un trajet en voiture."},
	{"escort", "M’accompagner à un rendez-vous."},
	{"health_escort", "Aller à l’hôpital."},
	{"visit", "Un peu de visite."},
	{"walk", "Une promenade."},
	{"school_things", "Des affaires d’école."},
	{"baby_things", "Des affaires de bébé."},
}

// before makes up what was asked and offered until these days, from the oldest.
func (h *history) before() {
	came := 0 // how many of authors were there by then
	for ago := historyDays; ago > historyUntil; ago-- {
		for came < len(h.authors) && h.authors[came].account.Since.Before(h.day(-ago)) {
			came++
		}
		if came < 10 {
			continue
		}
		rate := askedAtFirst + (askedLately-askedAtFirst)*(historyDays-ago)/historyDays
		for n := 0; rate > 0; n, rate = n+1, rate-100 {
			if h.chance(min(rate, 100)) {
				h.past(fmt.Sprintf("%d %d", ago, n), h.authors[h.IntN(came)], ago)
			}
		}
	}
}

// past is one request and its end.
func (h *history) past(key string, author *person, ago int) {
	at := h.ago(ago, 7).Add(time.Duration(h.IntN(13*60)) * time.Minute)
	s := h.begin(key, author, at)
	what := pick(h.maker, wanted)
	s.Draft = matching.Draft{Offer: h.chance(offersShare), Kind: what.kind, Needed: 1, When: matching.When{Timing: matching.Flexible}, Urgency: matching.Urgency(h.IntN(3))}
	if ago < wordsKept {
		s.Details = what.text
	}
	if h.chance(20) {
		s.Needed = 2
	}
	if h.chance(35) {
		from := at.Add(time.Duration(30+h.IntN(120)) * time.Hour).Truncate(time.Hour)
		s.When = matching.When{Timing: matching.Window, From: from, Until: from.Add(2 * time.Hour)}
	}
	h.finish(s)
	h.list = append(h.list, *s)
}

// finish says what became of it: three of four asks were answered.
func (h *history) finish(s *matching.SeedRequest) {
	end := s.At.Add(time.Duration(3+h.IntN(5)) * day)
	if s.When.Timing == matching.Window {
		end = s.When.Until.Add(time.Hour)
	}
	switch n := h.IntN(100); {
	case n < 8:
		s.End, s.Ended = matching.ActCancel, s.At.Add(5*time.Hour)
		return
	case n < 78:
		h.ask(s, s.Needed)
	default:
		h.ask(s, 0)
	}
	s.End, s.Ended, s.Outcome = matching.ActComplete, afterYes(s, end), h.outcome(s)
	if s.Outcome == "" {
		s.End = matching.ActExpire
		if s.Ended = s.At.Add(lifetime(s)); s.When.Timing == matching.Window {
			s.Ended = s.When.Until
		}
		if s.Ended.After(h.day(-1)) {
			s.End, s.Ended = matching.ActCancel, h.day(-1)
		}
	}
}

func (h *history) outcome(s *matching.SeedRequest) matching.Outcome {
	for _, i := range s.Asked {
		if i.State == matching.InvitationAccepted {
			return pick(h.maker, []matching.Outcome{"helped", "helped", "helped", "helped", "helped", "contact", "redirected", "no-show"})
		}
	}
	if s.Offer {
		return pick(h.maker, []matching.Outcome{"helped", "contact", ""})
	}
	return pick(h.maker, []matching.Outcome{"nobody", "elsewhere", "redirected", "", "", "", ""}) // most wait until they run out
}

// regularCount is how many volunteers there are whom nobody else of the demo speaks of: eleven or more in most arrondissements.
const regularCount = 248

// scarce is what few of them can do, so that some who ask wait for a coordinator.
var scarce = []string{"haircut", "health_escort"}

const scarceCount = 40

// regular makes one up: they began some time in the eighteen months, and go on.
func (c *crowd) regular(i int, quartier int) (*person, volunteer) {
	p := c.anybody(fmt.Sprintf("regular-%d", i), quartier, false)
	v := volunteer{player: player{local: p.key}, state: directory.StateActive, applied: 40 + c.IntN(490), perWeek: 1 + c.IntN(3), night: c.chance(10)}
	if v.pledged = v.applied < 300 && c.chance(50); v.pledged {
		v.gives = 45
	}
	for range 2 + c.IntN(3) {
		if kind := pick(c.maker, wanted).kind; i < scarceCount || !slices.Contains(scarce, kind) {
			v.kinds = append(v.kinds, kind)
		}
	}
	for weekday := range v.free {
		for _, part := range []string{"m", "a", "e"} {
			if c.chance(35) {
				v.free[weekday] += part
			}
		}
	}
	v.free[i%7] += "a" // nobody is never free
	p.profile.Age, p.profile.Hidden, p.profile.Needs, p.profile.Helps = "25-39", false, false, true
	p.account.Since = c.day(-v.applied - 3).Add(10 * time.Hour)
	p.account.Seen = c.day(-c.IntN(14))
	return p, v
}
