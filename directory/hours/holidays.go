package hours

import (
	"slices"
	"strings"
	"time"
)

// yearly is a public holiday that comes once a year by rule.
type yearly struct {
	french, english string
	month           time.Month // 0: day counts from Easter Sunday
	day             int
	where           string // French regions without "FR-", between spaces; empty = all of France
	since, until    int    // years, both included; 0 = always
	doubtful        bool   // law and use differ: nobody can say
}

// france lists the public holidays of France as the law stands, in the order of the year.
//
//   - All of France: Code du travail, L3133-1.
//   - Bas-Rhin, Haut-Rhin, Moselle: L3134-13, after the ordinance of 16 August 1892.
//   - End of slavery: L3422-2. For Saint-Martin it says 27 May, the collectivity keeps 28 May.
//   - Guadeloupe, Martinique: Good Friday and Victor Schoelcher's day by use.
//   - New Caledonia, Wallis and Futuna: their own codes.
//   - French Polynesia: its own code; a law of the country put 20 November in the place of 29 June in 2025.
var france = []yearly{
	{french: "Jour de l’an", english: "New Year’s Day", month: time.January, day: 1},
	{french: "Arrivée de l’Évangile", english: "Arrival of the Gospel", month: time.March, day: 5, where: "PF"},
	{french: "Vendredi saint", english: "Good Friday", day: -2, where: "57 67 68 6AE 971 972 PF"},
	{french: "Lundi de Pâques", english: "Easter Monday", day: 1},
	{french: "Abolition de l’esclavage", english: "Abolition of slavery", month: time.April, day: 27, where: "976"},
	{french: "Saint-Pierre-Chanel", english: "Saint Peter Chanel’s Day", month: time.April, day: 28, where: "WF"},
	{french: "Fête du Travail", english: "Labour Day", month: time.May, day: 1},
	{french: "Victoire de 1945", english: "Victory Day", month: time.May, day: 8},
	{french: "Abolition de l’esclavage", english: "Abolition of slavery", month: time.May, day: 22, where: "972"},
	{french: "Abolition de l’esclavage", english: "Abolition of slavery", month: time.May, day: 27, where: "971"},
	{french: "Abolition de l’esclavage", english: "Abolition of slavery", month: time.May, day: 27, where: "MF", doubtful: true},
	{french: "Abolition de l’esclavage", english: "Abolition of slavery", month: time.May, day: 28, where: "MF", doubtful: true},
	{french: "Ascension", english: "Ascension Day", day: 39},
	{french: "Lundi de Pentecôte", english: "Whit Monday", day: 50},
	{french: "Abolition de l’esclavage", english: "Abolition of slavery", month: time.June, day: 10, where: "973"},
	{french: "Fête de l’autonomie", english: "Autonomy Day", month: time.June, day: 29, where: "PF", until: 2024},
	{french: "Fête nationale", english: "Bastille Day", month: time.July, day: 14},
	{french: "Fête Victor Schœlcher", english: "Victor Schœlcher’s Day", month: time.July, day: 21, where: "971 972"},
	{french: "Fête du Territoire", english: "Territory Day", month: time.July, day: 29, where: "WF"},
	{french: "Assomption", english: "Assumption Day", month: time.August, day: 15},
	{french: "Fête de la citoyenneté", english: "Citizenship Day", month: time.September, day: 24, where: "NC"},
	{french: "Abolition de l’esclavage", english: "Abolition of slavery", month: time.October, day: 9, where: "BL"},
	{french: "Toussaint", english: "All Saints’ Day", month: time.November, day: 1},
	{french: "Armistice de 1918", english: "Armistice Day", month: time.November, day: 11},
	{french: "Matariʻi i niʻa", english: "Matariʻi i niʻa", month: time.November, day: 20, where: "PF", since: 2025},
	{french: "Abolition de l’esclavage", english: "Abolition of slavery", month: time.December, day: 20, where: "974"},
	{french: "Noël", english: "Christmas Day", month: time.December, day: 25},
	{french: "Saint-Étienne", english: "Saint Stephen’s Day", month: time.December, day: 26, where: "57 67 68 6AE"},
}

// HasRule says whether public holidays of a region are known by rule: of France ("FR"), its departments ("FR-13") and
// its overseas collectivities ("FR-PF").
func HasRule(region string) bool {
	code, below := strings.CutPrefix(region, "FR-")
	switch {
	case !below:
		return region == "FR"
	case len(code) == 2 && code[0] <= '9':
		return code >= "01" && code <= "95" && (code[1] <= '9' || code == "2A" || code == "2B")
	}
	return slices.Contains(strings.Fields("971 972 973 974 976 BL MF NC PF PM WF 6AE 69M 75C"), code)
}

// HolidayIn is the name of a public holiday in a language ("fr", "en"); as it stands if it has no name there.
func HolidayIn(lang, name string) string {
	if lang == "en" {
		if i := slices.IndexFunc(france, func(h yearly) bool { return h.french == name }); i >= 0 {
			return france[i].english
		}
	}
	return name
}

// rulesOf are the public holidays of a region; nil when no rule gives them.
func rulesOf(region string) (rules []yearly) {
	if !HasRule(region) {
		return nil
	}
	for _, h := range france {
		if h.where == "" || slices.Contains(strings.Fields(h.where), strings.TrimPrefix(region, "FR-")) {
			rules = append(rules, h)
		}
	}
	return rules
}

// of is the day the holiday falls on in a year; false when there is none that year.
func (h *yearly) of(year int) (dayNumber, bool) {
	if year < h.since || h.until != 0 && year > h.until {
		return 0, false
	}
	if h.month == 0 {
		return easterOf(year) + dayNumber(h.day), true
	}
	return dayOf(year, int(h.month), h.day), true
}

func (h *yearly) fact() fact {
	if h.doubtful {
		return unsure
	}
	return yes
}
