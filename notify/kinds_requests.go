package notify

// requestKinds are about what somebody asked for or offered. What it is stands on the page that the link leads to: never in a
// message that others may read over a shoulder.
var requestKinds = []Kind{
	{
		Code: "request-held", Group: "requests", Link: "/requests/mine",
		Fr: Words{"Votre annonce attend un regard", "Une personne de l’équipe la lit avant que d’autres la voient. C’est le cas parfois. Vous aurez une réponse ici."},
		En: Words{"Your post waits for a look", "Somebody of the team reads it before others see it. This happens at times. You will have an answer here."},
	},
	{
		Code: "request-allowed", Group: "requests", Link: "/requests/mine",
		Fr: Words{"Votre annonce est en ligne", "L’équipe l’a lue. Nous cherchons maintenant quelqu’un près de chez vous."},
		En: Words{"Your post is online", "The team has read it. We are now looking for somebody near you."},
	},
	{
		Code: "request-refused", Group: "requests", Link: "/requests/mine",
		Fr: Words{"Votre annonce n’a pas été acceptée", "L’équipe l’a lue : {why}. Vous pouvez en écrire une autre."},
		En: Words{"Your post was not accepted", "The team has read it: {why}. You can write another one."},
		Terms: map[string]map[string]Term{"why": {
			"unclear":   {"elle n’est pas assez claire", "it is not clear enough"},
			"contact":   {"elle dit comment vous joindre en dehors du site", "it says how to reach you outside of this site"},
			"money":     {"elle parle d’argent", "it is about money"},
			"danger":    {"quelqu’un pourrait être en danger", "somebody could be in danger"},
			"forbidden": {"ce n’est pas permis par les règles ou la loi", "the rules or the law do not allow it"},
			"elsewhere": {"d’autres le feront mieux, l’équipe peut vous guider", "others do this better, the team can guide you"},
		}},
	},
	{
		Code: "request-ends-soon", Group: "requests", Link: "/requests/mine",
		Fr: Words{"Toujours d’actualité ?", "Une de vos annonces se termine le {day}. Un geste suffit pour la prolonger."},
		En: Words{"Still of use?", "One of your posts ends on {day}. One tap makes it last."},
	},
	{
		Code: "request-ended", Group: "requests", Link: "/requests/mine",
		Fr: Words{"Une de vos annonces est terminée", "Sa date est passée. Dites-nous si elle vous a servi. Vous pouvez aussi la relancer."},
		En: Words{"One of your posts has ended", "Its time is over. Tell us whether it was of use. You can also start it again."},
	},
	{
		Code: "request-to-review", Group: "team", Link: "/staff/requests",
		Fr: Words{"Une annonce attend votre regard", "Une règle dit de la lire avant que d’autres la voient."},
		En: Words{"A post waits for your look", "A rule says to read it before others see it."},
	},
	{
		Code: "request-wants-coordinator", Group: "team", Link: "/staff/requests",
		Fr: Words{"Quelqu’un demande l’aide de l’équipe", "Une demande d’aide attend une personne de l’équipe."},
		En: Words{"Somebody asks for the team’s help", "A request for help waits for somebody of the team."},
	},
}
