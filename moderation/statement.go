package moderation

import (
	"fmt"
	"strings"
	"time"
)

// Part is one part of a letter: a heading and sentences.
type Part struct{ Heading, Text string }

// Letter says when a letter is written and how its days are read.
type Letter struct {
	Lang string // "fr", else English
	Zone *time.Location
	Team string // how to reach the people of the city; empty = not known
}

// Statement is the statement of reasons to the person concerned (DSA art. 17 §3): what was decided, how far and how long; what it
// is about and where we know it from; the rule; whether a person or a rule decided; what one can do against it.
func (d *Decision) Statement(l Letter) []Part {
	t := lettersIn(l.Lang)
	parts := []Part{{t.What, d.what(t, l)}}
	if d.Facts != "" {
		parts = append(parts, Part{t.Facts, d.Facts + "\n" + t.Source})
	} else if d.Interim {
		parts = append(parts, Part{t.Facts, t.Source})
	}
	if d.Rule != "" {
		ground := t.OurTerms
		if d.Rule == "illegal" || d.Rule == "discrimination" || d.Rule == "fraud" {
			ground = t.LawToo
		}
		parts = append(parts, Part{t.Rule, t.Rules[d.Rule] + " " + ground})
	}
	who := t.ByPerson
	if d.Automated {
		who = t.ByRule
	}
	return append(parts, Part{t.Who, who}, Part{t.Redress, d.redress(t, l)})
}

func (d *Decision) what(t *letters, l Letter) string {
	var said []string
	switch {
	case d.Interim:
		said = append(said, t.HiddenForNow)
	case d.Hide:
		said = append(said, t.Hidden)
	case d.Measure == Nothing:
		return t.Kept
	}
	if text := t.Measures[d.Measure]; text != "" {
		if d.Measure == Silenced {
			text = fmt.Sprintf(text, t.day(d.Until, l.Zone))
		}
		said = append(said, text)
	}
	return strings.Join(append(said, t.Everywhere), " ")
}

func (d *Decision) redress(t *letters, l Letter) string {
	var said []string
	switch {
	case d.Interim:
		said = append(said, t.SoonLooked)
	case d.Outcome != "":
		said = append(said, t.Outcomes[d.Outcome])
	case !d.Appealed.IsZero():
		said = append(said, t.AppealWaits)
	case !d.AppealBy.IsZero() && d.Measure == Bans: // nobody can sign in to ask
		said = append(said, fmt.Sprintf(t.MayAsk, t.day(d.AppealBy, l.Zone)))
	case !d.AppealBy.IsZero():
		said = append(said, fmt.Sprintf(t.MayAppeal, t.day(d.AppealBy, l.Zone)))
	}
	if l.Team != "" {
		said = append(said, fmt.Sprintf(t.MayWrite, l.Team))
	}
	return strings.Join(append(said, t.Court), " ")
}

// Answer is what who reported something is told of a decision (DSA art. 16 §5).
func Answer(outcome, lang string) string {
	t := lettersIn(lang)
	return t.Answers[outcome] + " " + t.AnswerRedress
}

// Preview is the decision that a verdict would make, for a look at both letters before it is made.
func (d Verdict) Preview(kind string, now time.Time) Decision {
	out := Decision{
		Kind: kind, Hide: d.Hide, Measure: d.Measure, Rule: d.Rule, Facts: strings.TrimSpace(d.Facts), At: now, By: 1, AppealBy: now.Add(AppealLasts),
	}
	if d.Measure == Silenced {
		out.Until = now.Add(time.Duration(d.Days) * day)
	}
	if !d.does() {
		out.AppealBy = time.Time{}
	}
	return out
}

// OutcomeOf is what who reported the thing is told of a decision.
func OutcomeOf(d Decision) string { return outcome(d) }

// letters are the words of both letters in one language.
type letters struct {
	What, Facts, Rule, Who, Redress string // headings

	Hidden, HiddenForNow, Kept, Everywhere string
	Measures                               map[Measure]string
	Source, OurTerms, LawToo               string
	ByPerson, ByRule                       string
	SoonLooked, AppealWaits                string
	MayAppeal, MayAsk                      string // one %s: a day
	MayWrite                               string // one %s: a contact
	Court                                  string
	Outcomes                               map[string]string
	Rules                                  map[string]string
	Answers                                map[string]string
	AnswerRedress                          string
	day                                    func(time.Time, *time.Location) string
}

func lettersIn(lang string) *letters {
	if lang == "fr" {
		return &lettersFR
	}
	return &lettersEN
}

func dayIn(months [12]string, format string) func(time.Time, *time.Location) string {
	return func(at time.Time, zone *time.Location) string {
		if zone != nil {
			at = at.In(zone)
		}
		return fmt.Sprintf(format, at.Day(), months[at.Month()-1], at.Year())
	}
}

var lettersFR = letters{
	What: "Ce que nous avons décidé", Facts: "Pourquoi", Rule: "La règle", Who: "Qui a décidé", Redress: "Ce que vous pouvez faire",

	Hidden:       "Nous avons caché ce contenu : personne ne le voit plus.",
	HiddenForNow: "Ce contenu est caché pour le moment, jusqu’à ce qu’une personne de l’équipe l’ait regardé.",
	Kept:         "Nous n’avons rien changé. Le contenu est visible.",
	Everywhere:   "Cela vaut partout sur Alentour.",
	Measures: map[Measure]string{
		Warn:     "Nous vous donnons un avertissement. Si cela recommence, nous pourrons aller plus loin.",
		Silenced: "Vous ne pouvez plus écrire aux autres jusqu’au %s. Vous pouvez encore lire et chercher.",
		Suspends: "Votre compte est suspendu jusqu’à une nouvelle décision. Vous pouvez encore vous connecter, lire, demander un autre regard et reprendre vos données.",
		Bans:     "Votre compte est fermé pour toujours.",
	},
	Source:      "Nous avons regardé parce que quelqu’un nous l’a signalé.",
	OurTerms:    "Cette règle est dans les conditions d’utilisation d’Alentour.",
	LawToo:      "Cette règle est dans les conditions d’utilisation d’Alentour. La loi l’interdit aussi.",
	ByPerson:    "Une personne de l’équipe a décidé. Aucun automate n’a choisi.",
	ByRule:      "C’est une règle automatique : quelqu’un a signalé un danger quand l’équipe n’était pas là. Personne n’a encore jugé.",
	SoonLooked:  "Vous n’avez rien à faire : une personne de l’équipe va regarder et vous écrira.",
	AppealWaits: "Vous avez demandé un autre regard. Une autre personne va décider.",
	MayAppeal:   "Vous pouvez demander un autre regard jusqu’au %s. C’est gratuit. Une autre personne décidera.",
	MayAsk:      "Écrivez à l’équipe avant le %s pour demander un autre regard. C’est gratuit. Une autre personne décidera.",
	MayWrite:    "Vous pouvez écrire à l’équipe : %s.",
	Court:       "Vous pouvez aussi demander l’aide d’un organisme de règlement des litiges, ou aller devant un tribunal.",
	Outcomes: map[string]string{
		"upheld":   "Une autre personne a regardé : la décision reste.",
		"reversed": "Une autre personne a regardé : la décision est annulée.",
	},
	Rules: map[string]string{
		"danger":         "Ne pas mettre quelqu’un en danger.",
		"minor":          "Protéger les enfants et les jeunes de moins de 18 ans.",
		"harassment":     "Ne pas harceler, ne pas menacer.",
		"discrimination": "Ne pas rejeter quelqu’un pour ce qu’il est.",
		"fraud":          "Ne pas tromper, ne pas demander d’argent.",
		"illegal":        "Respecter la loi.",
		"insult":         "Ne pas insulter.",
		"spam":           "Pas de publicité, pas de messages répétés.",
		"other":          "Respecter les autres et l’usage d’Alentour.",
	},
	Answers: map[string]string{
		OutcomeActed: "Merci. Une personne de l’équipe a regardé ce que vous avez signalé. Nous avons agi.",
		OutcomeKept:  "Merci. Une personne de l’équipe a regardé ce que vous avez signalé. Nous n’avons rien changé : aucune règle n’est cassée.",
		OutcomeShown: "Une autre personne a regardé encore une fois ce que vous avez signalé. Nous avons annulé la première décision.",
	},
	AnswerRedress: "Si vous n’êtes pas d’accord, écrivez à l’équipe. Vous pouvez aussi aller devant un tribunal.",
	day:           dayIn([12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}, "%d %s %d"),
}

var lettersEN = letters{
	What: "What we decided", Facts: "Why", Rule: "The rule", Who: "Who decided", Redress: "What you can do",

	Hidden:       "We have hidden this content: nobody sees it any more.",
	HiddenForNow: "This content is hidden for now, until somebody of the team has looked at it.",
	Kept:         "We changed nothing. The content can be seen.",
	Everywhere:   "This holds everywhere on Alentour.",
	Measures: map[Measure]string{
		Warn:     "We give you a warning. If it happens again, we may do more.",
		Silenced: "You cannot write to others until %s. You can still read and search.",
		Suspends: "Your account is suspended until we decide otherwise. You can still sign in, read, ask for another look and take your data with you.",
		Bans:     "Your account is closed for good.",
	},
	Source:      "We looked because somebody reported it to us.",
	OurTerms:    "This rule is in the terms of use of Alentour.",
	LawToo:      "This rule is in the terms of use of Alentour. The law forbids it too.",
	ByPerson:    "A person of the team decided. No machine chose.",
	ByRule:      "This is an automatic rule: somebody reported a danger while the team was away. Nobody has judged yet.",
	SoonLooked:  "You need not do anything: somebody of the team will look, and write to you.",
	AppealWaits: "You asked for another look. Another person will decide.",
	MayAppeal:   "You can ask for another look until %s. It is free. Another person will decide.",
	MayAsk:      "Write to the team before %s to ask for another look. It is free. Another person will decide.",
	MayWrite:    "You can write to the team: %s.",
	Court:       "You can also ask a dispute settlement body for help, or go to court.",
	Outcomes: map[string]string{
		"upheld":   "Another person has looked: the decision stands.",
		"reversed": "Another person has looked: the decision is taken back.",
	},
	Rules: map[string]string{
		"danger":         "Do not put anybody in danger.",
		"minor":          "Protect children and young people under 18.",
		"harassment":     "Do not harass, do not threaten.",
		"discrimination": "Do not reject somebody for who they are.",
		"fraud":          "Do not deceive, do not ask for money.",
		"illegal":        "Keep to the law.",
		"insult":         "Do not insult.",
		"spam":           "No advertising, no repeated messages.",
		"other":          "Respect others and what Alentour is for.",
	},
	Answers: map[string]string{
		OutcomeActed: "Thank you. Somebody of the team has looked at what you reported. We have acted.",
		OutcomeKept:  "Thank you. Somebody of the team has looked at what you reported. We changed nothing: no rule is broken.",
		OutcomeShown: "Another person has looked again at what you reported. We have taken the first decision back.",
	},
	AnswerRedress: "If you do not agree, write to the team. You can also go to court.",
	day:           dayIn([12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}, "%d %s %d"),
}
