package web

// textsWords are said around the privacy notice and the terms.
type textsWords struct {
	Privacy, Terms       string // links
	Agreement            string // what signing in means
	Responsible, Contact string
	Trial                string // nobody answers for this server yet
	Version              string // two %s: version, day
	Fingerprint          string
}

var textsFrench = textsWords{
	Privacy: "Vos données", Terms: "Règles du site",
	Agreement:   "En vous connectant, vous acceptez les règles du site. Vous pouvez partir et tout effacer quand vous voulez.",
	Responsible: "Responsable de ce site", Contact: "Pour vos questions",
	Trial:   "Ce site est un essai. Personne n’en est encore responsable : n’y écrivez rien de vrai sur vous.",
	Version: "Version %s, du %s.", Fingerprint: "Empreinte SHA-256 :",
}

var textsEnglish = textsWords{
	Privacy: "Your data", Terms: "Rules of the site",
	Agreement:   "By signing in you accept the rules of the site. You can leave and erase everything whenever you want.",
	Responsible: "Who is responsible for this site", Contact: "For your questions",
	Trial:   "This site is a trial. Nobody is responsible for it yet: do not write anything true about yourself.",
	Version: "Version %s, of %s.", Fingerprint: "SHA-256 fingerprint:",
}
