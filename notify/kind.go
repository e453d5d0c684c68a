package notify

import (
	"slices"
	"strings"
)

// Channel is a way to reach somebody.
type Channel string

// The channels.
const (
	InApp Channel = "app"
	Email Channel = "email"
	SMS   Channel = "sms"
)

// Channels in the order of pages and of [Group.Ways].
func Channels() []Channel { return []Channel{InApp, Email, SMS} }

// Way is when something comes by a channel.
type Way string

// The ways. In the app, Never means: in the list, read already.
const (
	Now    Way = "now"
	Digest Way = "digest" // once a day, together; not in the app
	Never  Way = "never"
)

// Group is what people choose ways for: kinds that matter to them for the same reason.
type Group struct {
	Code   string
	Ways   [3]Way // until they choose, by channel in the order of Channels
	Fr, En string
}

// Kind is one kind of notice. Its words and its link may name parameters: "{place}".
type Kind struct {
	Code   string
	Group  string // its code
	Urgent bool   // may come in quiet hours and above the caps, to those who said so
	Link   string // path on this site
	Fr, En Words
	// Terms are words for parameters whose values are codes: parameter → value → words. Any other value is shown as it is.
	Terms map[string]map[string]Term
}

// Words of a kind in one language. Title is the subject of an e-mail, and a whole SMS without it must make sense.
type Words struct {
	Title string
	Text  string // one or two short sentences
}

// Term is a code in words.
type Term struct{ Fr, En string }

// Kinds lists the catalogue: every kind that Post takes.
func Kinds() []Kind {
	return slices.Concat(accountKinds, associationKinds, volunteerKinds, messageKinds, staffKinds, moderationKinds, matchingKinds, requestKinds, eventKinds)
}

// Groups lists what people choose ways for, in the order of the page.
func Groups() []Group { return slices.Clone(groups) }

var groups = []Group{
	{"account", [3]Way{Now, Now, Never}, "Mon compte et ma sécurité", "My account and my safety"},
	{"decisions", [3]Way{Now, Now, Never}, "Les décisions qui me concernent", "Decisions about me"},
	{"invitations", [3]Way{Now, Now, Now}, "Les coups de main qu’on me propose", "When I am asked to help"},
	{"requests", [3]Way{Now, Now, Never}, "Mes demandes et propositions", "My requests and offers"},
	{"volunteering", [3]Way{Now, Now, Never}, "Mon bénévolat", "My volunteering"},
	{"messages", [3]Way{Now, Now, Never}, "Les messages", "Messages"},
	{"events", [3]Way{Now, Now, Never}, "Les sorties et rencontres où je vais", "Outings and events that I go to"},
	{"outings", [3]Way{Now, Digest, Never}, "Des idées de sorties près de chez moi", "Ideas for outings near me"},
	{"associations", [3]Way{Now, Digest, Never}, "Les associations et leurs lieux", "Associations and their places"},
	{"team", [3]Way{Now, Now, Never}, "Mon travail dans l’équipe", "My work in the team"},
	{"announcements", [3]Way{Now, Digest, Never}, "Les annonces de l’équipe", "Announcements by the team"},
}

func kindOf(code string) (Kind, bool) {
	for _, kinds := range [...][]Kind{accountKinds, associationKinds, volunteerKinds, messageKinds, staffKinds, moderationKinds, matchingKinds, requestKinds, eventKinds} {
		for _, k := range kinds {
			if k.Code == code {
				return k, true
			}
		}
	}
	return Kind{}, false
}

func groupOf(code string) (Group, bool) {
	for _, g := range groups {
		if g.Code == code {
			return g, true
		}
	}
	return Group{}, false
}

// words says a kind in a language: French, or English for everybody else.
func (k Kind) words(lang string, params map[string]string) Words {
	french := lang == "fr"
	w := k.En
	if french {
		w = k.Fr
	}
	put := k.replacer(params, func(t Term) string {
		if french {
			return t.Fr
		}
		return t.En
	})
	return Words{put.Replace(w.Title), put.Replace(w.Text)}
}

func (k Kind) link(params map[string]string) string {
	return k.replacer(params, nil).Replace(k.Link)
}

func (k Kind) replacer(params map[string]string, say func(Term) string) *strings.Replacer {
	var pairs []string
	for name, value := range params {
		if term, ok := k.Terms[name][value]; ok && say != nil {
			value = say(term)
		}
		pairs = append(pairs, "{"+name+"}", value)
	}
	return strings.NewReplacer(pairs...)
}

// names are the parameters that a kind's words and link name.
func (k Kind) names() []string {
	var names []string
	for _, text := range []string{k.Link, k.Fr.Title, k.Fr.Text, k.En.Title, k.En.Text} {
		for {
			_, rest, found := strings.Cut(text, "{")
			if !found {
				break
			}
			name, after, _ := strings.Cut(rest, "}")
			names, text = append(names, name), after
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
