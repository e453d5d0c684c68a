package directory

import "math/bits"

// InterestSet is a set of codes over Interests, like those of taxonomy.go.
type InterestSet uint64

// Interest is what people like to do, alone or together: of members, groups and events.
type Interest struct {
	Term
	Icon string // "maki:cinema"
}

// Interests in the order that people choose from.
var Interests = []Interest{
	{Term{"cinema", "Cinéma", "Cinema"}, "maki:cinema"},
	{Term{"sport", "Sport", "Sport"}, "maki:soccer"},
	{Term{"cooking", "Cuisine", "Cooking"}, "temaki:chefs_knife"},
	{Term{"nature", "Nature, jardin", "Nature, gardening"}, "temaki:tree_broadleaved"},
	{Term{"music", "Musique", "Music"}, "maki:music"},
	{Term{"games", "Jeux", "Games"}, "temaki:dice"},
	{Term{"culture", "Culture, sorties", "Culture, outings"}, "maki:theatre"},
	{Term{"animals", "Animaux", "Animals"}, "maki:dog-park"},
	{Term{"well_being", "Bien-être", "Well-being"}, "temaki:spa"},
	{Term{"crafts", "Bricolage, couture", "Crafts, sewing"}, "temaki:needle_and_spool"},
}

// InterestNamed gives the set of one interest.
func InterestNamed(code string) (InterestSet, error) {
	i, err := row("interest", interestTerms, code)
	return 1 << i, err
}

// All yields the interests of the set in the order of the table.
func (s InterestSet) All(yield func(Interest) bool) {
	for ; s != 0; s &= s - 1 {
		if i := bits.TrailingZeros64(uint64(s)); i >= len(Interests) || !yield(Interests[i]) {
			return
		}
	}
}

// Codes lists the set as the database and JSON hold it, in the order of the table.
func (s InterestSet) Codes() []string { return codes(uint64(s), interestTerms) }

// interestTerms are the terms of Interests.
var interestTerms = func() []Term {
	terms := make([]Term, len(Interests))
	for i, interest := range Interests {
		terms[i] = interest.Term
	}
	return terms
}()
