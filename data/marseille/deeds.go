package marseille

import (
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/moderation"
	"github.com/alentour/alentour/notify"
)

// What the cast did: whom they follow, what they said about places, where partnerships stand, what was reported and decided, and
// what they were told of it.

// partners are steps with associations, by days ago.
var partners = []struct {
	association string
	ago         int
	note        directory.PartnerNote
}{
	{"treize-cigales", 180, directory.PartnerNote{Step: "known", Note: "Vus à la fête de quartier.", Owner: directory.OwnerMe}},
	{"treize-cigales", 160, directory.PartnerNote{Step: "met", Note: "Visite du vestiaire avec Claire."}},
	{"treize-cigales", 120, directory.PartnerNote{Step: "agreement", Scope: "Orienter vers les vestiaires, former leurs bénévoles."}},
	{"treize-cigales", 90, directory.PartnerNote{Step: "active", Note: "Trois personnes orientées par semaine."}},
	{"grand-duc", 100, directory.PartnerNote{Step: "contacted", Note: "Message laissé.", Owner: directory.OwnerMe}},
	{"grand-duc", 70, directory.PartnerNote{Step: "agreement", Scope: "Partage du calendrier des maraudes.", Note: "Signé au local."}},
	{"vague", 60, directory.PartnerNote{Step: "met", Note: "Intéressés, attendent leur assemblée générale.", Owner: directory.OwnerMe}},
	{"goemon", 45, directory.PartnerNote{Step: "contacted", Owner: directory.OwnerMe}},
	{"passeurs", 30, directory.PartnerNote{Step: "known", Note: "À appeler après les vacances.", Owner: directory.OwnerNobody}},
	{"fil-bleu", 20, directory.PartnerNote{Step: "met", Note: "Cherchent des visiteurs dans le 4e.", Owner: directory.OwnerMe}},
}

// mistakes are what people said about places, by days ago.
var mistakes = []struct {
	by, place string
	ago       int
	field     directory.Field
	text      string
	refused   string
}{
	{"amina", "meal-1", 2, directory.FieldHours, "Fermé lundi midi, contrairement à ce qui est écrit.", ""},
	{"leo", "shower-3", 5, directory.FieldAccess, "L’entrée a changé : il faut passer par la cour.", ""},
	{"volontaire", "food_parcel-2", 1, directory.FieldPhone, "Le numéro ne répond plus.", ""},
	{"benevole.nadia", "clinic-1", 8, directory.FieldLanguages, "Ils parlent aussi arabe.", ""},
	{"benevole.thomas", "day_centre-1", 12, directory.FieldDescription, "La machine à café est en panne.", "Réparée depuis, nous avons appelé."},
	{"benevole.anahit", "french_lessons-2", 4, directory.FieldHours, "Plus de cours le samedi.", ""},
}

// follows and claims are of associations, by person.
var follows = map[string][]string{
	"amina": {"treize-cigales", "table-longue"}, "leo": {"grand-duc", "restanque"}, "volontaire": {"fil-bleu"},
}

var claims = []struct {
	by, association string
	ago             int
	note            string
}{
	{"benevole.bilal", "veilleurs", 3, "J’y suis salarié, je m’occupe de l’accueil de jour."},
	{"benevole.emeka", "roue-libre", 6, "Je suis le secrétaire, voir notre site."},
}

func (m *maker) ago(days, hour int) time.Time {
	return m.day(-days).Add(time.Duration(hour) * time.Hour)
}

// deeds are those of the room directory.
func (c *crowd) deeds(numbers, organisations map[string]int64) []directory.SeedDeed {
	var list []directory.SeedDeed
	for _, key := range []string{"amina", "leo", "volontaire"} {
		for _, id := range follows[key] {
			list = append(list, directory.SeedDeed{By: numbers[key], At: c.ago(25, 18), Organisation: organisations[id], Follows: true})
		}
	}
	for _, p := range partners {
		note := p.note
		if note.Step == "agreement" {
			note.AgreedOn = c.day(-p.ago)
		}
		list = append(list, directory.SeedDeed{By: numbers["coordination"], At: c.ago(p.ago, 14), Organisation: organisations[p.association], Partner: &note})
	}
	for _, x := range mistakes {
		list = append(list, directory.SeedDeed{
			By: numbers[x.by], At: c.ago(x.ago, 17), Refused: x.refused, RefusedBy: numbers["ambassadrice"],
			Correction: &directory.Correction{Place: directory.ImportedID(Dataset, x.place), Field: x.field, Text: x.text},
		})
	}
	for _, x := range claims {
		list = append(list, directory.SeedDeed{By: numbers[x.by], At: c.ago(x.ago, 11), Organisation: organisations[x.association], Claim: x.note})
	}
	return list
}

// dispute is a case between people of the crowd.
type dispute struct {
	about   string // person
	reports []complaint
	taken   bool // by the coordinator
	verdict *moderation.SeedVerdict
	decided int // days ago
	appeal  string
}

type complaint struct {
	by, reason, text string
	ago              int
}

var disputes = []dispute{
	{about: "neighbour-40", reports: []complaint{{"amina", "harassment", "Cette personne me pose des questions sur ma vie privée.", 1}}},
	{
		about: "neighbour-90", taken: true,
		reports: []complaint{{"leo", "fraud", "Propose des meubles contre un acompte.", 2}, {"benevole.marius", "fraud", "La même annonce chez moi.", 1}},
	},
	{
		about: "need-30", reports: []complaint{{"neighbour-12", "insult", "Un prénom choisi pour se moquer.", 22}},
		verdict: &moderation.SeedVerdict{Warn: true, Rule: "insult", Fact: "Le prénom affiché était une insulte. Il a été changé."}, decided: 20,
	},
	{
		about: "neighbour-150", reports: []complaint{{"need-60", "spam", "Publicité pour un commerce.", 15}},
		verdict: &moderation.SeedVerdict{Warn: true, Rule: "spam", Fact: "Le profil faisait la publicité d’un magasin."}, decided: 12,
		appeal: "C’était le magasin de mon frère, je ne vends rien. J’ai retiré son nom.",
	},
	{
		about: "neighbour-200", reports: []complaint{{"neighbour-210", "other", "Ne répond jamais.", 40}},
		verdict: &moderation.SeedVerdict{}, decided: 38,
	},
}

// cases are what moderators see of them.
func (c *crowd) cases(people map[string]*person, city int64) []moderation.SeedCase {
	var list []moderation.SeedCase
	for _, d := range disputes {
		about := people[d.about]
		s := moderation.SeedCase{
			Kind: "member", Num: about.num, City: city,
			Thing: moderation.Thing{
				ID: about.account.ID.String(), Label: about.profile.Name, Owner: about.num, District: about.profile.Home.District,
				Content: []byte(`{"name": "` + about.profile.Name + `"}`),
			},
		}
		for _, r := range d.reports {
			s.Reports = append(s.Reports, moderation.SeedReport{By: people[r.by].num, Reason: r.reason, Text: r.text, At: c.ago(r.ago, 15)})
		}
		if d.taken {
			s.TakenBy = people["coordination"].num
		}
		if d.verdict != nil {
			verdict := *d.verdict
			verdict.By, verdict.At = people["coordination"].num, c.ago(d.decided, 10)
			s.Verdict = &verdict
		}
		if d.appeal != "" {
			s.Appeal = &moderation.SeedAppeal{By: about.num, At: c.ago(3, 9), Text: d.appeal}
		}
		list = append(list, s)
	}
	return list
}

// notices are what the cast was told, each kind once.
func (c *crowd) notices(numbers map[string]int64) []notify.Notice {
	organisation := directory.ImportedID(Dataset, "organisation treize-cigales").String()
	list := []notify.Notice{
		{Kind: "report-received", Subject: "report:demo-1", At: c.ago(1, 15), To: numbers["amina"]},
		{
			Kind: "place-message", Subject: "notice:demo-1", At: c.ago(4, 12), To: numbers["amina"],
			Params: map[string]string{"place": directory.ImportedID(Dataset, "clothing-1").String(), "name": "Les Treize Cigales"},
		},
		{Kind: "report-received", Subject: "report:demo-2", At: c.ago(2, 15), To: numbers["leo"]},
		{Kind: "volunteer-step", Subject: "volunteer-step:demo-1", At: c.ago(182, 12), To: numbers["volontaire"], Params: map[string]string{"step": string(directory.StepActivate)}},
		{
			Kind: "volunteer-training", Subject: "volunteer-training:demo-1", At: c.ago(6, 12), To: numbers["volontaire"],
			Params: map[string]string{"day": c.day(9).Format("02/01/2006"), "time": "18:00"},
		},
		{
			Kind: "claim-accepted", Subject: "claim:demo-1", At: c.ago(130, 12), To: numbers["association"],
			Params: map[string]string{"organisation": organisation, "name": "Les Treize Cigales"},
		},
	}
	for _, p := range cast {
		if p.role != member {
			list = append(list, notify.Notice{
				To: numbers[p.local], Kind: "role-given", Subject: "role:demo-" + string(p.role), At: c.ago(140, 9),
				Params: map[string]string{"role": string(p.role)},
			})
		}
	}
	return list
}
