package matching

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alentour/alentour/directory"
)

// Part is one reason of a score: how many points it gives, and what its words need to know.
type Part struct {
	Code  Code
	Value float64 // points
	N     int     // what it counts depends on the code
}

// Code says what a part of a score is about.
type Code uint8

// The parts of a score in the order in which they are told. What N counts stands beside each.
const (
	PartNear     Code = iota // minutes on foot, at most; a kilometre and more than an hour on foot are -1, two -2, …
	PartDistrict             // –
	PartHelped               // the family of kinds
	PartLanguage             // the language, in directory.Languages
	PartFree                 // per cent of the wanted hours; -1 = flexible
	PartAnswers              // per cent of the chance of a yes; -1 = not known yet
	PartRested               // whole days since the last invitation; -1 = never asked
	PartSpared               // per cent
	PartFair                 // invitations of the last four weeks
)

var codes = [...]string{"near", "district", "helped", "language", "free", "answers", "rested", "spared", "fair"}

func (c Code) String() string { return codes[min(int(c), len(codes)-1)] }

// String is the text form of a part, for a column of the database: "near:-2.5:15".
func (p Part) String() string {
	return fmt.Sprintf("%s:%s:%d", p.Code, strconv.FormatFloat(p.Value, 'f', -1, 64), p.N)
}

// ParsePart reads the text form.
func ParsePart(text string) (Part, error) {
	f := strings.Split(text, ":")
	if len(f) != 3 {
		return Part{}, fmt.Errorf("part: %.40q is not code:points:number", text)
	}
	code := slices.Index(codes[:], f[0])
	value, err := strconv.ParseFloat(f[1], 64)
	n, err2 := strconv.Atoi(f[2])
	if code < 0 || err != nil || err2 != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		return Part{}, fmt.Errorf("part: %.40q is not code:points:number", text)
	}
	return Part{Code(code), value, n}, nil
}

// Reason is the part in words for the volunteer, in "fr" or else English. Empty when it would be no reason to ask them: these are for
// the coordinator only, see Explain.
func (p Part) Reason(lang string) string { return p.words(lang).you }

// Explain is the part in words for the coordinator, never empty.
func (p Part) Explain(lang string) string { return p.words(lang).they }

// Reasons are the strongest reasons to ask somebody, in words for them: at most that many.
func Reasons(parts []Part, lang string, most int) (words []string) {
	byValue := slices.Clone(parts)
	slices.SortStableFunc(byValue, func(a, b Part) int { return b.rank() - a.rank() })
	for _, p := range byValue {
		if text := p.Reason(lang); text != "" && len(words) < most {
			words = append(words, text)
		}
	}
	return words
}

// rank puts first what says most about why it is them.
func (p Part) rank() int {
	switch p.Code {
	case PartDistrict:
		return 9
	case PartHelped:
		return 8
	case PartLanguage:
		if p.N != frenchAt {
			return 7
		}
		return 1
	case PartNear:
		return 6
	case PartFree:
		return 5
	case PartRested:
		return 4
	case PartFair:
		return 3
	}
	return 2
}

// told is a part in words: for whom it is about, and about them.
type told struct{ you, they string }

func (p Part) words(lang string) told {
	if lang == "fr" {
		return p.french()
	}
	return p.english()
}

func (p Part) french() told {
	switch p.Code {
	case PartNear:
		if p.N < 0 {
			return told{fmt.Sprintf("C’est à environ %d km de chez vous.", -p.N), fmt.Sprintf("Habite à environ %d km.", -p.N)}
		}
		return told{fmt.Sprintf("C’est à moins de %d minutes à pied.", p.N), fmt.Sprintf("Habite à moins de %d minutes à pied.", p.N)}
	case PartDistrict:
		return told{"C’est votre quartier.", "Habite le quartier."}
	case PartHelped:
		what := helpedWith(p.N).FR
		return told{"Vous avez déjà aidé " + what + ".", "A déjà aidé " + what + "."}
	case PartLanguage:
		what := languageAt(p.N).FR
		return told{"Vous parlez " + what + ".", "Parle " + what + "."}
	case PartFree:
		switch {
		case p.N < 0:
			return told{"", "L’heure reste à choisir avec cette personne."}
		case p.N == 100:
			return told{"Vous êtes libre à ce moment-là.", "Libre tout du long."}
		}
		return told{"Vous êtes libre une partie de ce temps.", fmt.Sprintf("Libre %d %% de ce temps.", p.N)}
	case PartAnswers:
		switch {
		case p.N < 0:
			return told{"", "On ne sait pas encore si cette personne dit souvent oui."}
		case p.Value > 0:
			return told{"Vous dites souvent oui pour cela.", "Dit souvent oui pour cela."}
		}
		return told{"", "Dit parfois oui pour cela."}
	case PartRested:
		return p.frenchRest()
	case PartSpared:
		if p.N >= wellSpared {
			return told{"Peu d’autres demandes vous vont aussi bien.", "Peu d’autres demandes lui vont aussi bien."}
		}
		return told{"", "D’autres demandes lui vont aussi."}
	}
	switch {
	case p.N == 0:
		return told{"On vous sollicite rarement.", "Aucune demande depuis quatre semaines."}
	case p.Value >= 0:
		return told{"On vous sollicite moins que d’autres.", fmt.Sprintf("%s en quatre semaines : pas plus que les autres.", number(p.N, "demande"))}
	}
	return told{"", fmt.Sprintf("%s en quatre semaines : plus que les autres.", number(p.N, "demande"))}
}

func (p Part) frenchRest() told {
	switch since := p.N; {
	case since < 0:
		return told{"C’est la première fois qu’on vous sollicite.", "Première demande."}
	case since < 2:
		return told{"", "A reçu une demande il y a moins de deux jours."}
	case since < 14:
		return told{fmt.Sprintf("On ne vous a rien demandé depuis %d jours.", since), fmt.Sprintf("Aucune demande depuis %d jours.", since)}
	case since < 90:
		return told{fmt.Sprintf("On ne vous a rien demandé depuis %d semaines.", since/7), fmt.Sprintf("Aucune demande depuis %d semaines.", since/7)}
	}
	return told{"On ne vous a rien demandé depuis plus de 3 mois.", "Aucune demande depuis plus de 3 mois."}
}

func (p Part) english() told {
	switch p.Code {
	case PartNear:
		if p.N < 0 {
			return told{fmt.Sprintf("It is about %d km from your home.", -p.N), fmt.Sprintf("Lives about %d km away.", -p.N)}
		}
		return told{fmt.Sprintf("It is less than %d minutes away on foot.", p.N), fmt.Sprintf("Lives less than %d minutes away on foot.", p.N)}
	case PartDistrict:
		return told{"It is in your neighbourhood.", "Lives in the neighbourhood."}
	case PartHelped:
		what := helpedWith(p.N).EN
		return told{"You have helped " + what + " before.", "Has helped " + what + " before."}
	case PartLanguage:
		what := languageAt(p.N).EN
		return told{"You speak " + what + ".", "Speaks " + what + "."}
	case PartFree:
		switch {
		case p.N < 0:
			return told{"", "The hour is still to be chosen with them."}
		case p.N == 100:
			return told{"You are free at that time.", "Free all along."}
		}
		return told{"You are free for a part of that time.", fmt.Sprintf("Free for %d %% of that time.", p.N)}
	case PartAnswers:
		switch {
		case p.N < 0:
			return told{"", "We do not know yet whether they often say yes."}
		case p.Value > 0:
			return told{"You often say yes to this.", "Often says yes to this."}
		}
		return told{"", "Sometimes says yes to this."}
	case PartRested:
		return p.englishRest()
	case PartSpared:
		if p.N >= wellSpared {
			return told{"Few other requests suit you as well.", "Few other requests suit them as well."}
		}
		return told{"", "Other requests suit them too."}
	}
	switch {
	case p.N == 0:
		return told{"You are seldom asked.", "Not asked in four weeks."}
	case p.Value >= 0:
		return told{"You are asked less than others.", fmt.Sprintf("%s in four weeks: no more than others.", number(p.N, "invitation"))}
	}
	return told{"", fmt.Sprintf("%s in four weeks: more than others.", number(p.N, "invitation"))}
}

func (p Part) englishRest() told {
	switch since := p.N; {
	case since < 0:
		return told{"It is the first time that we ask you.", "Asked for the first time."}
	case since < 2:
		return told{"", "Was asked less than two days ago."}
	case since < 14:
		return told{fmt.Sprintf("You have not been asked for %d days.", since), fmt.Sprintf("Not asked for %d days.", since)}
	case since < 90:
		return told{fmt.Sprintf("You have not been asked for %d weeks.", since/7), fmt.Sprintf("Not asked for %d weeks.", since/7)}
	}
	return told{"You have not been asked for more than 3 months.", "Not asked for more than 3 months."}
}

// wellSpared is from which part of their chances on somebody is said to be comparatively well placed.
const wellSpared = 80

func number(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// help are the families of kinds after "helped", in the order of directory.KindFamilies.
var help = [Families]struct{ FR, EN string }{
	{"pour de la nourriture", "with food"},
	{"pour des vêtements", "with clothes"},
	{"pour de l’équipement", "with equipment"},
	{"pour des meubles ou un déménagement", "with furniture or moving"},
	{"pour une réparation", "with a repair"},
	{"pour l’hygiène", "with hygiene"},
	{"pour un logement", "with housing"},
	{"pour la santé", "with health"},
	{"pour des papiers", "with papers"},
	{"pour les langues", "with languages"},
	{"pour le numérique", "with computers"},
	{"pour le travail", "with work"},
	{"pour une création", "with something creative"},
	{"pour un transport", "with transport"},
	{"pour tenir compagnie", "by keeping company"},
	{"pour le sport ou la culture", "with sport or culture"},
	{"pour un événement", "at an event"},
	{"pour une maraude", "on a round"},
}

func helpedWith(family int) struct{ FR, EN string } {
	if family < 0 || family >= len(help) {
		return struct{ FR, EN string }{"quelqu’un", "somebody"}
	}
	return help[family]
}

func languageAt(i int) directory.Term {
	if i < 0 || i >= len(directory.Languages) {
		return directory.Term{FR: "une langue demandée", EN: "a language that is wanted"}
	}
	t := directory.Languages[i]
	if t.Code == "fsl" {
		t.FR = "la " + t.FR // the others do without an article
	}
	return t
}

// frenchAt is where French stands in directory.Languages.
const frenchAt = 0

// foremost is the language to name of several: rather another than French.
func foremost(spoken directory.LanguageSet) int {
	if other := spoken &^ (1 << frenchAt); other != 0 {
		spoken = other
	}
	return bits.TrailingZeros64(uint64(spoken))
}

// metresAMinute is how far somebody walks in a minute as the crow flies: 4.8 km an hour, by streets a third longer than that.
const metresAMinute = 60

// walk is the time on foot as words say it, see PartNear: in bands, as somebody's home is only known as a cell.
func walk(distanceM float64) int {
	for _, minutes := range []int{5, 10, 15, 20, 30, 45, 60} {
		if distanceM < float64(minutes*metresAMinute) {
			return minutes
		}
	}
	return -int(math.Round(distanceM / 1000))
}

// hours is N of PartFree.
func (r *ranker) hours(x *rated) int {
	if len(r.need.At) == 0 {
		return -1
	}
	return int(100 * x.Free)
}

// known is N of PartAnswers: what comes of few answers is said to be unknown.
func (r *ranker) known(x *rated) int {
	if x.Load == nil || x.Load.expose < thousand {
		return -1
	}
	return int(math.Round(100 * x.propensity))
}

// days is N of PartRested.
func (r *ranker) days(x *rated) int {
	if x.Load == nil || x.Load.last == 0 {
		return -1
	}
	return int(max(r.sinceLast(x.Load), 0) / (24 * time.Hour))
}
