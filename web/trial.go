package web

// Trial is somebody made up whom a newcomer can sign in as, where messages are shown instead of sent.
type Trial struct {
	Contact string
	Name    string
	Role    map[string]string // who they are, by language
}

// trialWords offer them.
type trialWords struct {
	Lead string
	As   string // one %s: the name
}

var (
	trialFrench  = trialWords{Lead: "Essayer avec une personne inventée", As: "Entrer comme %s"}
	trialEnglish = trialWords{Lead: "Try as a made-up person", As: "Sign in as %s"}
)
