package matching

import (
	"fmt"
	"math/bits"

	"github.com/alentour/alentour/directory"
)

// WishSet is a bit set over Wishes. Rows are only ever appended; the database and JSON hold the codes.
type WishSet uint64

// Wishes are what somebody may wish for beside the help itself: a closed list, so that nothing is said about people in passing.
// Those who are asked read them; nobody is left out by them.
var Wishes = []directory.Term{
	{Code: "woman", FR: "une femme, si possible", EN: "a woman, please"},
	{Code: "man", FR: "un homme, si possible", EN: "a man, please"},
	{Code: "same_person", FR: "la même personne à chaque fois", EN: "the same person each time"},
	{Code: "two_people", FR: "deux personnes ensemble", EN: "two people together"},
	{Code: "public_place", FR: "dans un lieu public", EN: "in a public place"},
	{Code: "at_home", FR: "chez moi", EN: "at my home"},
	{Code: "remote", FR: "à distance, par téléphone", EN: "from a distance, by telephone"},
	{Code: "pets", FR: "il y a un animal", EN: "there is a pet"},
	{Code: "children", FR: "il y a des enfants", EN: "there are children"},
	{Code: "wheelchair", FR: "accessible en fauteuil roulant", EN: "wheelchair access"},
	{Code: "stairs", FR: "il y a des escaliers", EN: "there are stairs"},
	{Code: "heavy", FR: "c’est lourd à porter", EN: "it is heavy to carry"},
	{Code: "vehicle", FR: "avec un véhicule", EN: "with a vehicle"},
	{Code: "easy_words", FR: "avec des mots simples", EN: "in easy words"},
	{Code: "sign_language", FR: "en langue des signes", EN: "in sign language"},
}

// WishNamed gives the set of one wish.
func WishNamed(code string) (WishSet, error) {
	for i, w := range Wishes {
		if w.Code == code {
			return 1 << i, nil
		}
	}
	return 0, fmt.Errorf("wishes: %.40q is not known", code)
}

// WishesNamed gives the set of several; an [*directory.Invalid] names the one that is not known.
func WishesNamed(codes []string) (set WishSet, err error) {
	for _, code := range codes {
		one, err := WishNamed(code)
		if err != nil {
			return 0, invalid("wishes", "%.40q is not known", code)
		}
		set |= one
	}
	return set, nil
}

// All yields the wishes of the set in the order of the table.
func (s WishSet) All(yield func(directory.Term) bool) {
	for ; s != 0; s &= s - 1 {
		if i := bits.TrailingZeros64(uint64(s)); i >= len(Wishes) || !yield(Wishes[i]) {
			return
		}
	}
}

// Codes lists the set as the database and JSON hold it.
func (s WishSet) Codes() []string {
	codes := make([]string, 0, bits.OnesCount64(uint64(s)))
	for w := range s.All {
		codes = append(codes, w.Code)
	}
	return codes
}
