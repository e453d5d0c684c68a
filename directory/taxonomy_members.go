package directory

import "slices"

// AgeBand is how old somebody says they are, as a code of AgeBands. A date of birth is never asked for.
type AgeBand string

// Bands that something depends on.
const (
	Under15 AgeBand = "under-15" // has no account: below the age at which one agrees alone (art. 45 of the French act on data protection)
	Minor   AgeBand = "15-17"    // public events and groups only
)

// AgeBands from the youngest. The first may be said, and is never kept.
var AgeBands = []Term{
	{string(Under15), "moins de 15 ans", "under 15"},
	{string(Minor), "15 à 17 ans", "15 to 17"},
	{"18-24", "18 à 24 ans", "18 to 24"},
	{"25-39", "25 à 39 ans", "25 to 39"},
	{"40-59", "40 à 59 ans", "40 to 59"},
	{"60-74", "60 à 74 ans", "60 to 74"},
	{"75+", "75 ans ou plus", "75 or more"},
}

// Adult says whether somebody is 18 or more, by what they say. False when they have not said.
func (a AgeBand) Adult() bool { return a.known() && a != Under15 && a != Minor }

func (a AgeBand) known() bool {
	return slices.ContainsFunc(AgeBands, func(t Term) bool { return t.Code == string(a) })
}

// AccessSet is a set of codes over AccessNeeds, like those of taxonomy.go.
type AccessSet uint64

// AccessNeeds are what makes it easier for somebody to come and take part.
var AccessNeeds = []Term{
	{"wheelchair", "je me déplace en fauteuil roulant", "I use a wheelchair"},
	{"short_walks", "je marche peu, ou lentement", "I walk little, or slowly"},
	{"low_vision", "je vois mal", "I do not see well"},
	{"hard_of_hearing", "j’entends mal", "I do not hear well"},
	{"calm", "j’ai besoin de calme", "I need calm"},
	{"easy_words", "lire ou écrire est difficile", "reading or writing is hard"},
	{"with_child", "je viens avec un enfant", "I come with a child"},
}

// AccessNamed gives the set of one need.
func AccessNamed(code string) (AccessSet, error) {
	i, err := row("access", AccessNeeds, code)
	return 1 << i, err
}

func (s AccessSet) All(yield func(Term) bool) { terms(uint64(s), AccessNeeds, yield) }

func (s AccessSet) Codes() []string { return codes(uint64(s), AccessNeeds) }
