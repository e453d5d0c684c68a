package notify

// moderationKinds are about what somebody reported, or what was decided about them. What was decided stands on the page that the
// link leads to: never in a message that others may read over a shoulder.
var moderationKinds = []Kind{
	{
		Code: "report-received", Group: "decisions", Link: "/account/decisions",
		Fr: Words{"Nous avons votre signalement", "Merci. Une personne de l’équipe va regarder. Vous verrez ici ce qu’elle décide."},
		En: Words{"We have your report", "Thank you. Somebody of the team will look. You will see here what they decide."},
	},
	{
		Code: "report-decided", Group: "decisions", Link: "/account/decisions",
		Fr:    Words{"Votre signalement : {outcome}", "Une personne de l’équipe a regardé ce que vous avez signalé."},
		En:    Words{"Your report: {outcome}", "Somebody of the team has looked at what you reported."},
		Terms: outcomes,
	},
	{
		Code: "report-reversed", Group: "decisions", Link: "/account/decisions",
		Fr:    Words{"Votre signalement : {outcome}", "Une autre personne de l’équipe a regardé encore une fois."},
		En:    Words{"Your report: {outcome}", "Another person of the team has looked again."},
		Terms: outcomes,
	},
	{
		Code: "decision-about-you", Group: "decisions", Link: "/account/decisions",
		Fr: Words{"Une décision vous concerne", "L’équipe a décidé quelque chose à propos de ce que vous montrez sur Alentour. Lisez pourquoi, et ce que vous pouvez faire."},
		En: Words{"A decision about you", "The team has decided something about what you show on Alentour. Read why, and what you can do."},
	},
	{
		Code: "hidden-for-now", Group: "decisions", Link: "/account/decisions",
		Fr: Words{"Un contenu est caché pour le moment", "Quelqu’un a signalé un danger quand l’équipe n’était pas là. Une personne va regarder, et vous écrira."},
		En: Words{"Something is hidden for now", "Somebody reported a danger while the team was away. A person will look, and write to you."},
	},
	{
		Code: "appeal-decided", Group: "decisions", Link: "/account/decisions",
		Fr:    Words{"Votre demande d’un autre regard : {outcome}", "Une autre personne de l’équipe a regardé la décision."},
		En:    Words{"Your request for another look: {outcome}", "Another person of the team has looked at the decision."},
		Terms: outcomes,
	},
	{
		Code: "case-urgent", Group: "team", Urgent: true, Link: "/staff/cases/{case}",
		Fr: Words{"Un signalement urgent", "Quelqu’un est peut-être en danger. Regardez-le vite."},
		En: Words{"An urgent report", "Somebody may be in danger. Look at it soon."},
	},
}

var outcomes = map[string]map[string]Term{"outcome": {
	"acted":       {"nous avons agi", "we have acted"},
	"kept":        {"nous n’avons rien changé", "we changed nothing"},
	"shown-again": {"la première décision est annulée", "the first decision is taken back"},
	"upheld":      {"la décision reste", "the decision stands"},
	"reversed":    {"la décision est annulée", "the decision is taken back"},
}}

// reportAnswer is what somebody without an account is told of what they reported (DSA art. 16 §5): the decision, and what they can
// do against it.
func reportAnswer(lang, outcome string) (subject, text string) {
	kind, _ := kindOf("report-decided") // it stands above
	w := kind.words(lang, map[string]string{"outcome": outcome})
	redress := "If you do not agree, write to the team. You can also go to court."
	if lang == "fr" {
		redress = "Si vous n’êtes pas d’accord, écrivez à l’équipe. Vous pouvez aussi aller devant un tribunal."
	}
	return w.Title, w.Title + ".\n\n" + w.Text + "\n\n" + redress + "\n"
}
