package notify

// matchingKinds are what volunteers and askers are told while somebody is sought for a request.
var matchingKinds = []Kind{
	{
		Code: "invitation-to-help", Group: "invitations", Link: "/inbox#i-{invitation}",
		Fr:    Words{"Un coup de main : {what}", "On pense à vous, près de chez vous. Vous pouvez dire oui, non, ou plus tard."},
		En:    Words{"Can you help? {what}", "We thought of you, near your home. You can say yes, no, or later."},
		Terms: map[string]map[string]Term{"what": whatTerms},
	},
	{
		Code: "invitation-urgent", Group: "invitations", Link: "/inbox#i-{invitation}", Urgent: true,
		Fr:    Words{"Urgent : {what}", "Quelqu’un a besoin d’aide tout de suite, près de chez vous. Pouvez-vous répondre ?"},
		En:    Words{"Urgent: {what}", "Somebody near you needs help right now. Can you answer?"},
		Terms: map[string]map[string]Term{"what": whatTerms},
	},
	{
		Code: "invitation-closed", Group: "invitations", Link: "/inbox",
		Fr: Words{"C’est réglé, merci : {what}", "{why}"},
		En: Words{"No longer needed, thank you: {what}", "{why}"},
		Terms: map[string]map[string]Term{"what": whatTerms, "why": {
			"filled":    {"D’autres ont déjà dit oui. Rien à faire pour vous.", "Others have said yes already. There is nothing to do for you."},
			"cancelled": {"La demande est annulée. Rien à faire pour vous.", "The request was cancelled. There is nothing to do for you."},
			"done":      {"La demande est terminée. Rien à faire pour vous.", "The request is over. There is nothing to do for you."},
		}},
	},
	{
		Code: "help-cancelled", Group: "invitations", Link: "/inbox",
		Fr:    Words{"Annulé : {what}", "La personne n’a plus besoin de vous. Merci d’avoir dit oui."},
		En:    Words{"Cancelled: {what}", "The person no longer needs you. Thank you for having said yes."},
		Terms: map[string]map[string]Term{"what": whatTerms},
	},
	{
		Code: "help-changed", Group: "invitations", Link: "/requests/{request}",
		Fr:    Words{"Une demande a changé : {what}", "Vous avez dit oui. Vérifiez si cela vous convient encore."},
		En:    Words{"A request has changed: {what}", "You said yes. Check whether it still suits you."},
		Terms: map[string]map[string]Term{"what": whatTerms},
	},
	{
		Code: "helper-found", Group: "requests", Link: "/requests/{request}",
		Fr:    Words{"Quelqu’un vous aide : {what}", "Une personne a dit oui. Vous pouvez lui écrire."},
		En:    Words{"Somebody helps you: {what}", "A person has said yes. You can write to them."},
		Terms: map[string]map[string]Term{"what": whatTerms},
	},
	{
		Code: "helper-left", Group: "requests", Link: "/requests/{request}", Urgent: true,
		Fr:    Words{"Un empêchement : {what}", "Une personne ne peut plus venir. Nous cherchons déjà quelqu’un d’autre."},
		En:    Words{"Somebody cannot come: {what}", "We are already looking for another person."},
		Terms: map[string]map[string]Term{"what": whatTerms},
	},
	{
		Code: "request-planned", Group: "requests", Link: "/requests/{request}",
		Fr:    Words{"Nous demandons le {day} à {time} : {what}", "Il est tard. Nous ne dérangeons personne la nuit."},
		En:    Words{"We will ask on {day} at {time}: {what}", "It is late. We do not disturb people at night."},
		Terms: map[string]map[string]Term{"what": whatTerms},
	},
	{
		Code: "request-with-team", Group: "requests", Link: "/requests/{request}",
		Fr:    Words{"L’équipe s’en occupe : {what}", "Nous n’avons pas encore trouvé de voisin. Une personne de l’équipe regarde votre demande."},
		En:    Words{"The team is looking at it: {what}", "We have not found a neighbour yet. Somebody of the team is looking at your request."},
		Terms: map[string]map[string]Term{"what": whatTerms},
	},
	{
		Code: "request-unanswered", Group: "team", Link: "/staff/requests/{request}",
		Fr: Words{"Une demande sans réponse : {what}", "{why}"},
		En: Words{"A request without an answer: {what}", "{why}"},
		Terms: map[string]map[string]Term{"what": whatTerms, "why": {
			"nobody-near": {"Personne n’est assez proche.", "Nobody is near enough."},
			"nobody-kind": {"Personne ne propose cette aide dans le secteur.", "Nobody nearby offers this kind of help."},
			"nobody-free": {"Personne n’est libre à ce moment.", "Nobody is free at that time."},
			"no-language": {"Personne ne parle la langue demandée.", "Nobody speaks the language that is wanted."},
			"all-busy":    {"Les personnes possibles ont déjà été assez sollicitées.", "Those who could help have been asked often enough for now."},
			"all-asked":   {"Tout le monde a été sollicité.", "Everybody was asked."},
			"quiet-hours": {"C’est la nuit, et la réponse est attendue avant le matin.", "It is night, and an answer is wanted before the morning."},
			"too-late":    {"Le moment est passé.", "The time has passed."},
			"asked":       {"La personne demande à parler à l’équipe.", "The person asks for the team."},
		}},
	},
	{
		Code: "offer-for-you", Group: "requests", Link: "/requests/{other}",
		Fr:    Words{"Une proposition près de chez vous : {what}", "Elle ressemble à ce que vous cherchez. Vous pouvez écrire à la personne."},
		En:    Words{"An offer near you: {what}", "It looks like what you are looking for. You can write to the person."},
		Terms: map[string]map[string]Term{"what": whatTerms},
	},
	{
		Code: "ask-for-you", Group: "requests", Link: "/requests/{other}",
		Fr:    Words{"Quelqu’un cherche ce que vous proposez : {what}", "Une personne près de chez vous en a besoin. Vous pouvez lui écrire."},
		En:    Words{"Somebody looks for what you offer: {what}", "A person near you needs it. You can write to them."},
		Terms: map[string]map[string]Term{"what": whatTerms},
	},
}

// WhatHand names what is wanted where its family would say something about the health, papers or troubles of who asks.
const WhatHand = "hand"

// whatTerms name families of kinds of help (directory.KindFamilies; a test of the room that posts compares them).
var whatTerms = map[string]Term{
	WhatHand:         {"un coup de main", "a hand"},
	"food":           {"nourriture", "food"},
	"clothing":       {"vêtements", "clothes"},
	"equipment":      {"équipement", "equipment"},
	"home_moving":    {"meubles, déménagement", "furniture, moving"},
	"repair":         {"réparation", "a repair"},
	"hygiene":        {"hygiène", "hygiene"},
	"housing":        {"logement", "housing"},
	"health":         {"un coup de main", "a hand"},
	"administrative": {"courrier, formulaires", "letters, forms"},
	"language":       {"langues", "languages"},
	"digital":        {"ordinateur, téléphone", "computer, telephone"},
	"work":           {"travail, CV", "work, CV"},
	"creative":       {"photo, création", "photo, creation"},
	"transport":      {"transport", "transport"},
	"company":        {"compagnie", "company"},
	"leisure":        {"sport, culture", "sport, culture"},
	"events":         {"un événement", "an event"},
	"outreach":       {"maraude", "an outreach round"},
}
