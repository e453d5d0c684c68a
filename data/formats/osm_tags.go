package formats

import (
	"strconv"
	"strings"

	"github.com/alentour/alentour/directory"
)

// tagRules says which tags mean which category: the OSM column of [directory.Categories], by the first key of each rule.
type tagRules map[string][]tagRule

type tagRule struct {
	all []tag // every one must hold
	set directory.CategorySet
}

func osmRules() tagRules {
	rules := tagRules{}
	for i, c := range directory.Categories {
		for _, text := range c.OSM {
			rule := tagRule{set: 1 << i}
			for condition := range strings.SplitSeq(text, "&") {
				key, value, _ := strings.Cut(condition, "=")
				rule.all = append(rule.all, tag{key, value})
			}
			rules[rule.all[0].key] = append(rules[rule.all[0].key], rule)
		}
	}
	return rules
}

// place reads an object's tags; false when they mean no place that people may use.
func (r tagRules) place(tags []tag) (in directory.Incoming, ok bool) {
	var set directory.CategorySet
	for _, t := range tags {
		for _, rule := range r[t.key] {
			if rule.holds(tags) {
				set |= rule.set
			}
		}
	}
	if set == 0 && has(tags, tag{"amenity", "social_facility"}) {
		set, _ = directory.CategoryNamed("social_work") // of a kind the mapper did not say, or that no rule knows
	}
	if has(tags, tag{"drinking_water", "no"}) {
		water, _ := directory.CategoryNamed("drinking_water")
		set &^= water // a water point for engines
	}
	if set == 0 || hidden(tags) {
		return in, false
	}
	if refuge, _ := directory.CategoryNamed("refuge"); set&refuge != 0 {
		set = refuge // any other category would be shown beside those that have a position
	}
	in.Categories = set
	for _, t := range tags {
		describe(&in, t)
	}
	in.Address.Street = strings.TrimSpace(value(tags, "addr:housenumber") + " " + value(tags, "addr:street"))
	in.Hours = value(tags, "opening_hours")
	in.Contact = directory.Contact{
		Phone:   value(tags, "phone", "contact:phone", "mobile", "contact:mobile"),
		Email:   value(tags, "email", "contact:email"),
		Website: value(tags, "website", "contact:website", "url"),
	}
	in.Name = value(tags, "name", "name:fr", "short_name")
	if in.Name == "" {
		first, _ := set.First()
		in.Name = first.FR
	}
	in.Description = value(tags, "description:fr", "description")
	in.Audiences |= oneSex(tags)
	return in, true
}

func (r tagRule) holds(tags []tag) bool {
	for _, want := range r.all {
		if !has(tags, want) {
			return false
		}
	}
	return true
}

// has looks for a value among those of a key: "homeless;migrant" has both.
func has(tags []tag, want tag) bool {
	for _, t := range tags {
		if t.key != want.key {
			continue
		}
		if t.value == want.value {
			return true
		}
		for part := range strings.SplitSeq(t.value, ";") {
			if strings.TrimSpace(part) == want.value {
				return true
			}
		}
	}
	return false
}

// hidden objects are not for everyone, or are no more.
func hidden(tags []tag) bool {
	for _, t := range []tag{
		{"access", "private"},
		{"access", "no"},
		{"access", "military"},
		{"disused", "yes"},
		{"abandoned", "yes"},
		{"demolished", "yes"},
		{"operational_status", "closed"},
		{"operational_status", "out_of_order"},
	} {
		if has(tags, t) {
			return true
		}
	}
	return false
}

// value is that of the first of the keys that is there.
func value(tags []tag, keys ...string) string {
	for _, key := range keys {
		for _, t := range tags {
			if t.key == key && t.value != "" {
				return t.value
			}
		}
	}
	return ""
}

// describe takes from one tag what it says of the place.
func describe(in *directory.Incoming, t tag) {
	switch t.key {
	case "operator":
		in.Operator = t.value
	case "addr:postcode":
		in.Address.Postcode = t.value
	case "addr:city":
		in.Address.City = t.value
	case "min_age":
		in.AgeMin = age(t.value)
	case "max_age":
		in.AgeMax = age(t.value)
	case "access":
		if t.value == "customers" {
			in.AccessNote = "Réservé à la clientèle"
		}
	case "social_facility:for":
		for who := range strings.SplitSeq(t.value, ";") {
			audience, err := directory.AudienceNamed(osmAudiences[strings.TrimSpace(who)])
			if err == nil {
				in.Audiences |= audience
			}
		}
	}
	if code, ok := osmModalities[t]; ok {
		modality, err := directory.ModalityNamed(code)
		if err == nil {
			in.Modalities |= modality
		}
	}
	if code, ok := strings.CutPrefix(t.key, "language:"); ok && t.value != "no" {
		language, err := directory.LanguageNamed(code)
		if err == nil {
			in.Languages |= language
		}
	}
}

func age(text string) int {
	years, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || years < 0 || years > 130 {
		return 0 // "infant", "18 months"
	}
	return years
}

// oneSex says for whom a place is that is marked for one sex only.
func oneSex(tags []tag) directory.AudienceSet {
	female, male := has(tags, tag{"female", "yes"}), has(tags, tag{"male", "yes"})
	if female == male || has(tags, tag{"unisex", "yes"}) {
		return 0
	}
	code := "men"
	if female {
		code = "women"
	}
	set, _ := directory.AudienceNamed(code)
	return set
}

// osmAudiences translates social_facility:for (https://wiki.openstreetmap.org/wiki/Key:social_facility:for).
var osmAudiences = map[string]string{
	"abused": "violence_victims", "victim": "violence_victims",
	"child": "minors", "orphan": "minors", "juvenile": "youth", "youth": "youth",
	"disabled": "disabled", "drug_addicted": "addiction", "alcoholic": "addiction",
	"homeless": "homeless", "mental_health": "mental_health", "senior": "seniors",
	"migrant": "asylum_seekers", "refugee": "refugees", "refugees": "refugees", "asylum_seeker": "asylum_seekers",
	"underprivileged": "low_income", "unemployed": "job_seekers", "students": "students",
	"women": "women", "woman": "women", "female": "women", "men": "men",
	"families": "families", "family": "families", "lgbtq": "lgbt", "prisoner": "prison",
}

// osmModalities translates what tags say of how one is received.
var osmModalities = map[tag]string{
	{"fee", "no"}: "free", {"fee", "donation"}: "free", {"fee", "yes"}: "paid",
	{"wheelchair", "yes"}: "wheelchair", {"wheelchair", "designated"}: "wheelchair", {"wheelchair", "limited"}: "wheelchair_limited",
	{"dog", "yes"}: "animals", {"dogs", "yes"}: "animals", {"pets_allowed", "yes"}: "animals",
	{"reservation", "required"}: "appointment", {"appointment", "required"}: "appointment",
	{"air_conditioning", "yes"}: "air_conditioned", {"heating", "yes"}: "heated",
}
