package marseille

import (
	"fmt"
	"slices"
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/matching"
)

// post is what somebody asks for or offers these days.
type post struct {
	by, kind, text string
	offer          bool
	ago            int // days since it was posted
	ahead          int // days until it takes place; 0 = it is flexible
	needed         int
	stands         string // open, queue, partly, met, done, expired, cancelled; of what is held back, the rule's code
}

// posts are in every state; what the mission names stands first: lessons, a portrait, clothes, a CV.
var posts = []post{
	{by: "amina", kind: "computer_lessons", text: "J’ai un ordinateur donné par l’école. Je voudrais apprendre à m’en servir, deux heures par semaine.", ago: 2, stands: "open"},
	{by: "need-14", kind: "language_lessons", text: "Je parle un peu français. Je cherche quelqu’un pour apprendre à mieux écrire.", ago: 3, stands: "partly", needed: 2},
	{by: "need-33", kind: "portrait", text: "Une photo simple pour mon CV, devant un mur clair.", ago: 1, stands: "open"},
	{by: "need-47", kind: "clothes", text: "Un manteau d’hiver taille L et des chaussures en 43.", ago: 3, stands: "open"},
	{by: "need-52", kind: "cv", text: "Refaire mon CV avant un entretien dans la restauration.", ago: 2, ahead: 4, stands: "met"},

	{by: "amina", kind: "school_things", text: "Deux cartables et une trousse pour la rentrée de janvier.", ago: 1, stands: "open"},
	{by: "need-5", kind: "groceries", text: "Je me suis cassé la cheville. Un peu de courses une fois par semaine.", ago: 1, stands: "met"},
	{by: "need-8", kind: "forms", text: "Un formulaire de la CAF que je ne comprends pas.", ago: 2, stands: "open"},
	{by: "need-11", kind: "letters", text: "Lire un courrier de la mairie et y répondre.", ago: 3, stands: "met"},
	{by: "need-19", kind: "moving", text: "Descendre un lit et une commode, troisième étage sans ascenseur.", ago: 2, ahead: 3, needed: 3, stands: "partly"},
	{by: "need-22", kind: "phone_help", text: "Mettre mes contacts dans un nouveau téléphone.", ago: 1, stands: "open"},
	{by: "need-25", kind: "small_repairs", text: "Un volet qui ne ferme plus.", ago: 4, stands: "open"},
	{by: "need-27", kind: "escort", text: "Aller à pied à la préfecture, je n’ose pas y aller seul.", ago: 2, ahead: 5, stands: "met"},
	{by: "need-36", kind: "conversation", text: "Parler français autour d’un café, sans cours.", ago: 3, needed: 2, stands: "open"},
	{by: "need-41", kind: "visit", text: "Ma voisine de 84 ans aimerait de la visite le dimanche.", ago: 2, stands: "partly", needed: 2},
	{by: "need-44", kind: "homework", text: "Aide en mathématiques pour ma fille de sixième, au centre social.", ago: 4, stands: "open"},
	{by: "need-49", kind: "interview", text: "M’entraîner avant un entretien d’embauche.", ago: 1, ahead: 2, stands: "met"},
	{by: "need-55", kind: "interpreting", text: "Traduire de l’arabe pendant un rendez-vous à l’école.", ago: 1, ahead: 6, stands: "open"},
	{by: "need-58", kind: "furniture", text: "Une petite table et deux chaises.", ago: 3, stands: "open"},
	{by: "need-63", kind: "carrying", text: "Monter un frigo au deuxième étage.", ago: 2, ahead: 2, needed: 2, stands: "partly"},
	{by: "need-66", kind: "baby_things", text: "Un lit pliant et des vêtements de naissance.", ago: 2, stands: "open"},
	{by: "need-71", kind: "online_forms", text: "Faire ma demande de carte de transport sur internet.", ago: 3, stands: "met"},
	{by: "need-74", kind: "walk", text: "Marcher un peu après une opération, le matin.", ago: 3, stands: "open"},
	{by: "need-77", kind: "lift", text: "Aller chercher un fauteuil à La Valentine.", ago: 2, ahead: 7, stands: "open"},
	{by: "need-80", kind: "job_search", text: "Chercher une formation de cariste.", ago: 2, stands: "open"},

	{by: "need-83", kind: "haircut", text: "Une coupe avant un rendez-vous important.", ago: 4, stands: "queue"},
	{by: "need-86", kind: "device_repair", text: "Une machine à coudre qui bloque.", ago: 5, stands: "queue"},
	{by: "need-88", kind: "health_escort", text: "M’accompagner à l’hôpital Nord, j’ai peur de me perdre.", ago: 2, ahead: 4, stands: "queue"},
	{by: "need-91", kind: "literacy", text: "Apprendre à lire le soir, après le travail.", ago: 6, stands: "queue"},

	{by: "need-94", kind: "cv", text: "Mettre mon CV au propre.", ago: 20, stands: "done"},
	{by: "amina", kind: "clothes", text: "Des manteaux pour mes deux garçons, 6 et 9 ans.", ago: 24, stands: "done"},
	{by: "need-97", kind: "forms", text: "Dossier d’inscription à la cantine.", ago: 16, stands: "done"},
	{by: "need-102", kind: "portrait", text: "Une photo pour mon badge.", ago: 12, stands: "done"},
	{by: "need-105", kind: "carrying", text: "Descendre des cartons à la cave.", ago: 14, needed: 2, stands: "done"},
	{by: "need-108", kind: "computer_lessons", text: "Comprendre le traitement de texte.", ago: 18, stands: "done"},
	{by: "need-111", kind: "sewing", text: "Raccourcir deux pantalons.", ago: 40, stands: "expired"},
	{by: "need-114", kind: "lift", text: "Un trajet vers la gare d’Aix.", ago: 33, stands: "expired"},
	{by: "need-117", kind: "groceries", text: "Les courses pendant ma grippe.", ago: 22, stands: "expired"},
	{by: "need-120", kind: "furniture", text: "Une armoire.", ago: 9, stands: "cancelled"},
	{by: "need-123", kind: "small_repairs", text: "Un robinet qui goutte.", ago: 7, stands: "cancelled"},
	{by: "need-126", kind: "debts", text: "Mon budget ne tient plus, j’aimerais de l’aide pour y voir clair.", ago: 1, stands: "new-account"},
	{by: "need-129", kind: "furniture", text: "Je peux payer 30 € pour un canapé.", ago: 1, stands: "money"},
	{by: "need-132", kind: "job_search", text: "Mon profil est sur https://exemple.example/moi, dites-moi ce que vous en pensez.", ago: 2, stands: "link"},

	{by: "leo", kind: "music", text: "Je peux apprendre trois accords de guitare à qui veut.", offer: true, ago: 3, stands: "open"},
	{by: "leo", kind: "moving", text: "J’ai des bras et du temps en journée.", offer: true, ago: 12, stands: "open"},
	{by: "equipe", kind: "clothes", text: "Vestiaire du mercredi : manteaux et pulls d’hiver, toutes tailles.", offer: true, ago: 5, needed: 20, stands: "open"},
	{by: "association", kind: "device_repair", text: "Atelier de réparation samedi, venez avec votre appareil.", offer: true, ago: 4, ahead: 6, needed: 12, stands: "open"},
	{by: "neighbour-7", kind: "portrait", text: "Photographe, je fais des portraits pour CV le jeudi.", offer: true, ago: 8, needed: 5, stands: "open"},
	{by: "neighbour-15", kind: "language_lessons", text: "Cours de français pour débutants, à la bibliothèque.", offer: true, ago: 10, needed: 6, stands: "open"},
	{by: "neighbour-23", kind: "computer_lessons", text: "J’aide à démarrer avec un ordinateur, sans jugement.", offer: true, ago: 6, stands: "open"},
	{by: "neighbour-31", kind: "baby_things", text: "Poussette et siège auto, bon état.", offer: true, ago: 2, stands: "open"},
	{by: "neighbour-46", kind: "cv", text: "Recruteuse, je relis des CV le soir.", offer: true, ago: 15, needed: 3, stands: "open"},
	{by: "neighbour-54", kind: "bicycle_repair", text: "Je répare les vélos sur mon trottoir le dimanche.", offer: true, ago: 9, stands: "open"},
	{by: "neighbour-68", kind: "cooking", text: "Je cuisine trop : un plat à partager le vendredi.", offer: true, ago: 1, stands: "open"},
	{by: "neighbour-75", kind: "furniture", text: "Un bureau et une lampe à donner.", offer: true, ago: 3, stands: "open"},
	{by: "neighbour-99", kind: "walk", text: "Je marche chaque matin au parc Borély, venez.", offer: true, ago: 11, needed: 4, stands: "open"},
	{by: "neighbour-110", kind: "appliances", text: "Un micro-ondes.", offer: true, ago: 17, stands: "done"},
	{by: "neighbour-125", kind: "school_things", text: "Calculatrice et livres de seconde.", offer: true, ago: 30, stands: "done"},
	{by: "neighbour-140", kind: "pets", text: "Je garde un chat pendant les vacances.", offer: true, ago: 110, stands: "expired"},
	{by: "neighbour-165", kind: "furniture", text: "Un canapé, à venir chercher.", offer: true, ago: 14, stands: "cancelled"},
}

// meeting is where people say to meet: those who help read it.
var meeting = []string{
	"Devant la boulangerie, je porte un bonnet rouge.", "Au premier étage, sonnez deux fois.", "À l’entrée de la bibliothèque, côté tram.",
	"Sous le grand platane de la place.",
}

// requests are what people ask for and offer, now and in the eighteen months before.
func (c *crowd) requests(people map[string]*person, organisations map[string]int64) []matching.SeedRequest {
	h := c.history(people)
	for i, p := range posts {
		author, at := people[p.by], c.ago(p.ago, 8+i%9)
		for n := 0; !author.profile.Age.Adult() || author.profile.Hidden || author.account.Since.After(at); n++ { // somebody who may
			author = people[fmt.Sprintf("neighbour-%d", 300+i+n)]
		}
		s := h.begin(fmt.Sprint("now ", i), author, at)
		s.Draft = matching.Draft{Offer: p.offer, Kind: p.kind, Details: p.text, Needed: max(p.needed, 1), When: matching.When{Timing: matching.Flexible}}
		if len(author.at) == 1 {
			s.Organisation = organisations[author.at[0]]
		}
		if p.ahead > 0 {
			from := c.ago(-p.ahead, 14)
			s.When = matching.When{Timing: matching.Window, From: from, Until: from.Add(2 * time.Hour)}
		}
		if p.stands == "met" || p.stands == "partly" {
			s.Where.Note = meeting[i%len(meeting)]
		}
		h.stand(s, p.stands)
	}
	h.before()
	return h.list
}

// history makes up requests with those who are asked for them.
type history struct {
	*crowd
	helpers []*helping
	authors []*person // who may ask, by when they came
	list    []matching.SeedRequest
}

// helping is a volunteer, and when they were asked.
type helping struct {
	person *person
	kinds  directory.KindSet
	week   int // most invitations in one
	since  time.Time
	until  time.Time // of what is made up; zero = to the end
	asked  []time.Time
}

func (c *crowd) history(people map[string]*person) *history {
	h := &history{crowd: c}
	for _, v := range slices.Concat(volunteers, c.regulars) {
		switch v.state {
		case directory.StateActive, directory.StateExpired:
			helper := &helping{person: people[v.local], kinds: v.edit(c.day).Kinds, week: v.perWeek, since: c.day(18 - v.applied).Add(day)}
			if v.inCast() { // who tries the demo asks them too: there is room today
				helper.week--
				helper.until = c.day(-1)
			}
			h.helpers = append(h.helpers, helper)
		}
	}
	for _, kind := range crowds[:2] {
		for i := 1; i < kind.count; i++ {
			if p := people[kind.name(i)]; p.profile.Age.Adult() && !p.profile.Hidden {
				h.authors = append(h.authors, p)
			}
		}
	}
	slices.SortFunc(h.authors, func(a, b *person) int { return a.account.Since.Compare(b.account.Since) })
	return h
}

const day = 24 * time.Hour

func (h *history) begin(key string, author *person, at time.Time) *matching.SeedRequest {
	return &matching.SeedRequest{ID: directory.ImportedID(Dataset, "request "+key), Author: author.num, Home: author.profile.Home, At: at}
}

// stand brings what is asked these days to where it stands.
func (h *history) stand(s *matching.SeedRequest, stands string) {
	end := s.At.Add(3 * day)
	switch stands {
	case "open":
		h.ask(s, 0)
	case "queue":
		h.ask(s, 0)
		s.Unanswered = true
	case "partly":
		h.ask(s, s.Needed-1)
	case "met":
		h.ask(s, s.Needed)
	case "done":
		h.ask(s, s.Needed)
		s.End, s.Ended, s.Outcome = matching.ActComplete, afterYes(s, end), "helped"
	case "expired":
		h.ask(s, 0)
		s.End, s.Ended = matching.ActExpire, s.At.Add(lifetime(s))
	case "cancelled":
		s.End, s.Ended = matching.ActCancel, end
	default:
		s.Held = stands
	}
	h.list = append(h.list, *s)
}

// afterYes is an instant, or later: when all who helped had said yes.
func afterYes(s *matching.SeedRequest, at time.Time) time.Time {
	for _, i := range s.Asked {
		if i.State == matching.InvitationAccepted && !i.Answered.Before(at) {
			at = i.Answered.Add(time.Hour)
		}
	}
	return at
}

// lifetime is how long something flexible stands at least, for what is to have ended by itself.
func lifetime(s *matching.SeedRequest) time.Duration {
	if s.Offer {
		return 90 * day
	}
	return 14 * day
}

// ask invites those who are near and could help, a few at a time, until so many have said yes.
func (h *history) ask(s *matching.SeedRequest, yes int) {
	if s.Offer {
		return
	}
	kinds := must(directory.KindsNamed([]string{s.Kind}))
	at := s.At.Add(2 * time.Minute)
	for wave := 1; wave <= 3; wave++ {
		var last time.Time
		for _, helper := range h.free(s, kinds, at, 2+yes) {
			i := matching.SeedInvitation{
				ID:      directory.ImportedID(Dataset, fmt.Sprintf("invitation %s %s", s.ID, helper.person.key)),
				Account: helper.person.num, Home: helper.person.profile.Home, Wave: wave, At: at,
				Answered: at.Add(time.Duration(10+h.IntN(600)) * time.Minute),
			}
			switch {
			case yes > 0 && h.chance(60):
				i.State = matching.InvitationAccepted
				yes--
			case h.chance(45):
				i.State, i.Reason = matching.InvitationDeclined, pick(h.maker, matching.DeclineReasons).Code
			case at.Before(h.day(-3)):
				i.State, i.Answered = matching.InvitationExpired, at.Add(2*day)
			default:
				i.State, i.Answered = matching.InvitationSent, time.Time{}
			}
			helper.asked = append(helper.asked, at)
			last = i.Answered
			s.Asked = append(s.Asked, i)
		}
		if yes == 0 {
			h.fill(s)
			return
		}
		at = s.At.Add(time.Duration(wave) * 11 * time.Hour)
		if at.Before(last) {
			at = last.Add(time.Minute)
		}
	}
	// who has not answered yet says yes
	for i := range s.Asked {
		if yes > 0 && s.Asked[i].State != matching.InvitationAccepted {
			s.Asked[i].State, s.Asked[i].Reason, s.Asked[i].Answered = matching.InvitationAccepted, "", s.Asked[i].At.Add(90*time.Minute)
			yes--
		}
	}
	if short := yes; short > 0 {
		s.Needed = max(1, s.Needed-short)
	}
	h.fill(s)
}

// fill closes invitations that nobody needs any more, once as many as are needed have said yes.
func (h *history) fill(s *matching.SeedRequest) {
	var met time.Time
	accepted := 0
	for _, i := range s.Asked {
		if i.State == matching.InvitationAccepted {
			accepted++
			if i.Answered.After(met) {
				met = i.Answered
			}
		}
	}
	if accepted < s.Needed {
		return
	}
	s.Asked = slices.DeleteFunc(s.Asked, func(i matching.SeedInvitation) bool { return i.At.After(met) })
	for n := range s.Asked {
		i := &s.Asked[n]
		if i.State == matching.InvitationSent || i.State == matching.InvitationExpired {
			i.State, i.Reason, i.Answered = matching.InvitationClosed, "filled", met
		}
	}
}

// free are the nearest who could help with a kind, were not asked too often, nor for this before.
func (h *history) free(s *matching.SeedRequest, kinds directory.KindSet, at time.Time, most int) (list []*helping) {
	for _, helper := range h.helpers {
		if helper.kinds&kinds == 0 {
			continue
		}
		lately := 0
		for _, t := range helper.asked {
			if d := at.Sub(t); d < 7*day && d > -7*day {
				lately++
			}
		}
		before := slices.ContainsFunc(s.Asked, func(i matching.SeedInvitation) bool { return i.Account == helper.person.num })
		over := !helper.until.IsZero() && at.After(helper.until)
		if helper.since.Before(at) && !over && lately < helper.week && !before && helper.person.num != s.Author {
			list = append(list, helper)
		}
	}
	distance := func(p *helping) float64 {
		return geo.DistanceM(s.Home.Cell.Center(), p.person.profile.Home.Cell.Center())
	}
	slices.SortStableFunc(list, func(a, b *helping) int { return int(distance(a) - distance(b)) })
	return list[:min(most, len(list))]
}
