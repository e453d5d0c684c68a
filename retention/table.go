package retention

import (
	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/conversation"
	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/matching"
	"github.com/alentour/alentour/notify"
	"github.com/alentour/alentour/photos"
)

// Rule is one line of the table: what is kept, for how long, why.
type Rule struct {
	Code  string // of metrics and logs; it never changes
	Lasts Span
	What  Words
	From  Words  // since when it counts
	Why   Words  // with its source
	Holds string // tables, with spaces between

	past string // the owning room's statement: older than $1, at most $2 rows; empty = By says who does it
	by   doer
}

// Words are in French and English.
type Words struct{ FR, EN string }

// In gives those of a language: French ("fr"), or else English.
func (w Words) In(lang string) string {
	if lang == "fr" {
		return w.FR
	}
	return w.EN
}

// doer is who takes something away when no statement of the table does.
type doer int

const (
	atNight  doer = iota // Keeper.Night, by a statement
	accounts             // Keeper.Night, one account at a time, all rooms together
	relays               // the same
	itsRoom              // the room that owns it, every ten minutes
	never
)

// What several lines say.
var (
	cnil   = Words{"CNIL, délibération 2023-095 : deux ans après le dernier contact", "CNIL, deliberation 2023-095: two years after the last contact"}
	use    = Words{"ne sert plus après", "of no use afterwards"}
	trace  = Words{"répondre à une question ou à une plainte", "to answer a question or a complaint"}
	decide = Words{"la décision", "the decision"}
	expiry = Words{"sa fin de validité", "it runs out"}
)

// Notice is how long before the end of an account its owner is told.
var Notice = Span{Days: 30}

// Table is what is kept of people, and for how long. The night's work, its test, docs/privacy.md and the privacy notice are made
// from it.
func Table() []Rule {
	return []Rule{
		{
			Code: "accounts", Lasts: Span{Years: 2}, by: accounts, Holds: "accounts contacts members volunteers mix_profiles calendar_feeds",
			What: Words{"le compte et tout ce qui va avec : contacts, profil, bénévolat", "the account and all that goes with it: contacts, profile, volunteering"},
			From: Words{"votre dernière visite. Nous vous prévenons 30 jours avant", "your last visit. We tell you 30 days before"}, Why: cnil,
		},
		{
			Code: "relays", Lasts: Span{Years: 1}, by: relays, Holds: "relays printed_codes",
			What: Words{"un compte ouvert pour une personne sans téléphone, jamais utilisé", "an account made for a person without telephone, never used"},
			From: Words{"l’inscription", "the registration"}, Why: use,
		},
		{
			Code: "codes", Lasts: Span{Minutes: 10}, by: itsRoom, Holds: "contact_codes deliveries",
			What: Words{"les codes de connexion", "codes to sign in"}, From: Words{"l’envoi", "they are sent"}, Why: use,
		},
		{
			Code: "printed-codes", Lasts: Span{Days: 90}, by: itsRoom, Holds: "printed_codes",
			What: Words{"les codes sur papier", "codes on paper"}, From: Words{"l’impression", "they are printed"},
			Why: Words{"le temps de trouver un téléphone ou un ordinateur", "time to find a telephone or a computer"},
		},
		{
			Code: "sessions", Lasts: Span{Days: 60}, by: itsRoom, Holds: "sessions",
			What: Words{"les appareils connectés", "devices that are signed in"},
			From: Words{"la dernière visite sur l’appareil, et un an après la connexion dans tous les cas", "the last visit on the device, and a year after signing in at the latest"},
			Why:  Words{"un appareil perdu ne reste pas ouvert", "a lost device does not stay open"},
		},
		{
			Code: "notices", Lasts: Span{Years: 2}, past: notify.PastNotices, Holds: "notifications errands",
			What: Words{"les messages du site dans « Mes messages »", "messages of the site in “My notices”"},
			From: Words{"l’envoi, et six mois après la lecture", "they are sent, and six months after they were read"}, Why: use,
		},
		{
			Code: "announcements", Lasts: Span{Years: 2}, past: notify.PastAnnouncements, Holds: "announcements",
			What: Words{"les annonces de l’équipe", "announcements by the team"}, From: Words{"l’envoi", "they are sent"}, Why: trace,
		},
		{
			Code: "letters", Lasts: Span{Days: 7}, by: itsRoom, Holds: "parcels sms_counted",
			What: Words{"la trace d’un e-mail ou SMS envoyé, sans son texte", "the trace of an e-mail or SMS, without its text"},
			From: Words{"la fin de l’envoi", "the sending ended"},
			Why:  Words{"ne pas envoyer deux fois, ni trop souvent", "so that it is not sent twice, or too often"},
		},
		{
			Code: "volunteer-invitations", past: directory.PastInvitations, Holds: "volunteer_invitations",
			What: Words{"une invitation à devenir bénévole, scellée", "an invitation to be a volunteer, sealed"},
			From: Words{"la fin des 30 jours pour répondre. Un refus est retenu un an, sous forme d’empreinte", "the end of the 30 days to answer. A refusal is remembered for a year, as a digest"},
			Why:  Words{"ne pas réinviter qui a dit non", "not to ask again who has said no"},
		},
		{
			Code: "volunteer-time", Lasts: Span{Years: 2}, past: directory.PastTime, Holds: "volunteer_time",
			What: Words{"les heures de bénévolat", "hours of volunteering"}, From: Words{"le jour donné", "the day itself"},
			Why: Words{"l’engagement d’un an, et l’année d’avant", "the pledge of a year, and the year before"},
		},
		{
			Code: "trainings", Lasts: Span{Years: 2}, past: directory.PastTrainings, Holds: "volunteer_trainings volunteer_training_invitations",
			What: Words{"les formations et qui y était invité", "trainings and who was invited"}, From: Words{"la formation", "the training"}, Why: trace,
		},
		{
			Code: "colleagues", Lasts: Span{}, past: directory.PastColleagues, Holds: "invitations_to_organisations",
			What: Words{"une invitation à rejoindre une association", "an invitation to join an association"}, From: expiry, Why: use,
		},
		{
			Code: "claims", Lasts: Span{Years: 1}, past: directory.PastClaims, Holds: "claims",
			What: Words{"une demande pour gérer la page d’une association", "a request to run an association’s page"}, From: decide, Why: trace,
		},
		{
			Code: "proposals", Lasts: Span{Years: 1}, past: directory.PastProposals, Holds: "organisation_proposals",
			What: Words{"une association proposée", "an association that somebody proposed"}, From: decide, Why: trace,
		},
		{
			Code: "corrections", Lasts: Span{Years: 1}, past: directory.PastCorrections, Holds: "corrections",
			What: Words{"une erreur signalée sur un lieu, ou « c’est juste »", "a mistake reported on a place, or “it is right”"},
			From: Words{"la décision, ou après l’envoi", "the decision, or after it was sent"}, Why: trace,
		},
		{
			Code: "authors", Lasts: Span{Years: 2}, past: directory.PastAuthors, Holds: "versions",
			What: Words{"qui a changé la fiche d’un lieu ; le changement reste, sans nom", "who changed the page of a place; the change stays, without a name"},
			From: Words{"le changement", "the change"}, Why: trace,
		},
		{
			Code: "partner-steps", Lasts: Span{Years: 3}, past: directory.PastPartnerSteps, Holds: "partner_steps",
			What: Words{"les notes de l’équipe sur une association, sauf la dernière", "the team’s notes on an association, but for the last one"},
			From: Words{"la note", "the note"}, Why: Words{"suivre un accord jusqu’à son renouvellement", "to follow an agreement until it is renewed"},
		},
		{
			Code: "request-points", Lasts: Span{Days: 2}, by: itsRoom, Holds: "request_points",
			What: Words{"le lieu exact d’un rendez-vous, scellé", "the exact place where to meet, sealed"},
			From: Words{"la fin prévue, ou plus tôt : dès que c’est fait ou annulé", "it was to end, or earlier: as soon as it is done or called off"}, Why: use,
		},
		{
			Code: "request-words", Lasts: Span{Months: 6}, past: matching.PastWords, Holds: "requests",
			What: Words{"les mots d’une demande ou d’une proposition", "the words of a request or an offer"}, From: Words{"sa fin", "it ended"}, Why: trace,
		},
		{
			Code: "requests", Lasts: Span{Years: 2}, past: matching.PastRequests, Holds: "requests request_steps",
			What: Words{"une demande ou une proposition, en codes, et ce qui lui est arrivé", "a request or an offer, in codes, and what happened to it"},
			From: Words{"sa fin", "it ended"},
			Why:  Words{"voir où l’aide manque, répondre à une plainte", "to see where help is missing, to answer a complaint"},
		},
		{
			Code: "event-points", Lasts: Span{Days: 2}, past: community.PastPoints, Holds: "event_points",
			What: Words{"le lieu exact d’un rendez-vous, dit à qui vient, scellé", "the exact place where to meet, told to who comes, sealed"},
			From: Words{"la date, ou l’annulation", "the date, or it was called off"}, Why: use,
		},
		{
			Code: "events", Lasts: Span{Years: 2}, past: community.PastEvents, Holds: "events event_dates event_hosts",
			What: Words{"une sortie ou une rencontre, et qui l’organise", "an event, and who holds it"}, From: Words{"sa fin", "it ended"},
			Why: Words{"voir ce qui se fait dans un quartier, répondre à une plainte", "to see what is done in a neighbourhood, to answer a complaint"},
		},
		{
			Code: "event-names", Lasts: Span{Days: 30}, past: community.PastCompany, Holds: "sign_ups",
			What: Words{"les prénoms des personnes qu’on amène à une sortie", "first names of people whom somebody brings to an event"},
			From: Words{"la date", "the date"}, Why: use,
		},
		{
			Code: "sign-ups", Lasts: Span{Years: 2}, past: community.PastSignUps, Holds: "sign_ups event_seats event_series event_windows",
			What: Words{"qui s’est inscrit à une sortie, et qui est venu", "who signed up for an event, and who came"},
			From: Words{"la date", "the date"}, Why: Words{"l’engagement d’un an, et ne demander qu’une fois comment c’était", "the pledge of a year, and to ask only once how it was"},
		},
		{
			Code: "tickets", Lasts: Span{Years: 2}, past: community.PastTickets, Holds: "tickets ticket_batches",
			What: Words{"les invitations de partenaires, demandées et reçues", "invitations of partners, asked for and given"},
			From: Words{"le dernier changement", "they last changed"},
			Why:  Words{"inviter d’abord qui ne l’a pas encore été", "to invite first who was not invited before"},
		},
		{
			Code: "event-tellings", Lasts: Span{Years: 1}, past: community.PastTellings, Holds: "event_tellings event_digests event_news",
			What: Words{"les idées de sorties qui vous ont été envoyées", "ideas for outings that were sent to you"}, From: Words{"l’envoi", "they were sent"},
			Why: Words{"ne pas proposer deux fois la même", "not to send the same one twice"},
		},
		{
			Code: "sealed-copies", Lasts: Span{Months: 6}, by: itsRoom, Holds: "sealed_copies reports appeals",
			What: Words{"la copie scellée de ce qui a été signalé, et ce qu’a écrit la personne", "the sealed copy of what was reported, and what the person wrote"},
			From: Words{"le signalement, ou plus tôt : dès que le dossier est fermé", "the report, or earlier: as soon as the case is closed"},
			Why:  Words{"décider juste, même si le contenu a changé (DSA, article 16)", "to decide fairly although the content has changed (DSA, article 16)"},
		},
		{
			Code: "cases", Lasts: Span{Years: 2}, by: itsRoom, Holds: "cases decisions case_steps",
			What: Words{"un dossier de signalement, en codes et en numéros", "a case, in codes and numbers"}, From: Words{"sa fermeture", "it was closed"},
			Why: Words{"voir les récidives, répondre à un recours (DSA, articles 17 et 20)", "to see what happens again, to answer an appeal (DSA, articles 17 and 20)"},
		},
		{
			Code: "conversations", Lasts: Span{Months: 6}, past: conversation.PastThreads, Holds: "threads thread_members messages",
			What: Words{"une conversation, avec ses messages", "a conversation, with its messages"},
			From: Words{"la fin de la demande ou de l’offre", "the request or offer is over"},
			Why:  Words{"se remercier, demander une précision, signaler un message", "to say thank you, ask about a detail, report a message"},
		},
		{
			Code: "invitations", Lasts: Span{Years: 1}, past: matching.PastInvitations, Holds: "invitations pairings",
			What: Words{"qui a été sollicité pour une demande, et la réponse", "who was asked for a request, and what they answered"},
			From: Words{"la sollicitation, une fois la demande terminée", "they were asked, once the request is over"},
			Why:  Words{"ne pas solliciter deux fois, expliquer qui a été sollicité", "not to ask twice, to explain who was asked"},
		},
		{
			Code: "help-loads", Lasts: Span{Months: 1}, past: matching.PastLoads, Holds: "volunteer_loads help_records arrivals",
			What: Words{"quand un bénévole a été sollicité, et combien de fois il a dit oui", "when a volunteer was asked, and how often they said yes"},
			From: Words{"la fin du bénévolat", "they stopped being a volunteer"},
			Why:  Words{"solliciter peu, et les bonnes personnes", "to ask few people, and the right ones"},
		},
		{
			Code: "photos", Lasts: Span{Days: 1}, past: photos.PastPhotos, Holds: "photos photo_owners photo_uses",
			What: Words{"une photo que plus rien ne montre", "a photo that nothing shows any more"},
			From: Words{"la fin de ce qui la montrait, ou l’envoi", "what showed it is over, or it was sent"}, Why: use,
		},
		{
			Code: "coverage", Lasts: Span{Months: 25}, past: coverage.PastFigures, Holds: "coverage_figures",
			What: Words{"les chiffres exacts d’un quartier et d’un mois, sans personne dedans, pour l’équipe", "exact figures of a neighbourhood and a month, of nobody in particular, for the team"},
			From: Words{"la fin du mois", "the end of the month"},
			Why:  Words{"comparer un mois avec le même mois des deux années d’avant", "to compare a month with the same one of the two years before"},
		},
		{
			Code: "releases", by: never, Holds: "coverage_months coverage_releases",
			What: Words{"les chiffres publiés d’un quartier et d’un mois, jamais de moins de onze personnes", "published figures of a neighbourhood and a month, never of fewer than eleven people"},
			From: Words{"", ""}, Why: Words{"ce qui est publié reste vrai", "what is published stays true"},
		},
		{
			Code: "audit", by: never, Holds: "audit audit_chain",
			What: Words{"le journal de ce que fait l’équipe : des numéros et des codes, sans nom ni texte", "the record of what the team does: numbers and codes, no name, no text"},
			From: Words{"", ""},
			Why:  Words{"savoir qui a lu ou décidé quoi ; le numéro d’un compte effacé ne dit plus qui c’était", "to know who read or decided what; the number of an erased account no longer says who it was"},
		},
	}
}

// Kept says how long, in words.
func (r Rule) Kept(lang string) string {
	if r.by == never {
		return Words{"toujours", "for good"}.In(lang)
	}
	if r.Lasts == (Span{}) {
		return Words{"jusqu’à ", "until "}.In(lang) + r.From.In(lang)
	}
	return r.Lasts.In(lang) + Words{" après ", " after "}.In(lang) + r.From.In(lang)
}
