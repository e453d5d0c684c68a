package web

import (
	"slices"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/directory"
)

// What the forms about oneself ask for.

// welcomeSteps are the pages of the welcome, in order.
var welcomeSteps = [...]string{welcomePath, wherePath, likesPath}

// ask is a question of the profile's forms: its words, who reads the answer, and what is wrong with it.
func (p portrait) ask(v *visit, name string) question {
	w := &v.People
	var (
		others = reader{"seen", w.SeenByMembers}
		nobody = reader{iconID("temaki:lock"), w.SeenByNobody}
		served = reader{iconID("temaki:lock"), w.SeenHelpers}
	)
	q := map[string]question{
		"name":      {field{Label: w.Name, Hint: w.NameHint}, others},
		"does":      {field{Label: w.HelpsOrNeeds, Hint: w.Both}, served},
		"age_band":  {field{Label: w.Age, Hint: w.AgeHint}, nobody},
		"languages": {field{Label: w.Speaks}, others},
		"interests": {field{Label: w.Likes, Hint: w.LikesHint}, others},
		"about":     {field{Label: w.About, Hint: w.AboutHint}, nobody},
		"radius_m":  {field{Label: w.Radius, Hint: w.RadiusHint}, served},
		"access":    {field{Label: w.Access, Hint: w.AccessHint}, served},
	}[name]
	q.Name = name
	if p.Wrong == name {
		q.Fault = w.Faults[name]
	}
	return q
}

// described is that of a field with a hint: who reads it.
func (q question) described() templ.Attributes {
	q.Hint = q.Reader.Text
	return q.field.described()
}

// ageBands are those to choose from. Below 15 is for who comes in: later it would erase an account by a slip of the finger.
func (p portrait) ageBands() []directory.Term {
	if p.Known {
		return directory.AgeBands[1:]
	}
	return directory.AgeBands
}

// languages are those that many speak and those that are ticked; then the others.
func (p portrait) languages() (first, more []directory.Term) {
	const common = 10
	for i, l := range directory.Languages {
		if i < common || p.speaks(l.Code) {
			first = append(first, l)
		} else {
			more = append(more, l)
		}
	}
	return first, more
}

func (p portrait) speaks(code string) bool { return has(p.Languages, code, directory.LanguageNamed) }

func (p portrait) likes(code string) bool { return has(p.Interests, code, directory.InterestNamed) }
func (p portrait) needs(code string) bool { return has(p.Access, code, directory.AccessNamed) }

func has[S ~uint64](set S, code string, named func(string) (S, error)) bool {
	one, err := named(code)
	return err == nil && set&one != 0
}

// radii are the lengths to choose from, and the one that was said.
func (p portrait) radii() []int {
	list := []int{500, 1000, 2000, 5000, 10_000, 20_000}
	if p.RadiusM != 0 && !slices.Contains(list, p.RadiusM) {
		list = append(list, p.RadiusM)
		slices.Sort(list)
	}
	return list
}
