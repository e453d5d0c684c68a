package directory

import "slices"

// DistrictCredits lists who drew the borders, sorted; shapes made here from others are credited through those.
func (l *Live) DistrictCredits() []string {
	var credits []string
	all := slices.Clone(l.Cities())
	for i := 0; i < len(all); i++ {
		all = append(all, l.Children(all[i].Num)...)
		if source := all[i].Source; source != "" && source != unionSource {
			credits = append(credits, source)
		}
	}
	slices.Sort(credits)
	return slices.Compact(credits)
}
