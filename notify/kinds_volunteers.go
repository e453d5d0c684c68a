package notify

// volunteerKinds are what the team notes or proposes to a volunteer.
var volunteerKinds = []Kind{
	{
		Code: "volunteer-step", Group: "volunteering", Link: "/profile/volunteer",
		Fr: Words{"Votre bénévolat : {step}", "Votre page dit où vous en êtes, et ce qui vient ensuite."},
		En: Words{"Your volunteering: {step}", "Your page says where you stand, and what comes next."},
		Terms: map[string]map[string]Term{"step": {
			"train":    {"formation faite", "training done"},
			"check":    {"rencontre faite", "you have met the team"},
			"activate": {"c’est parti", "you can start"},
			"suspend":  {"en pause, décidé par l’équipe", "paused by the team"},
			"resume":   {"la pause est finie", "the pause is over"},
		}},
	},
	{
		Code: "volunteer-training", Group: "volunteering", Link: "/profile/volunteer",
		Fr: Words{"Une formation le {day} à {time}", "L’équipe vous invite. Le lieu est sur votre page de bénévole."},
		En: Words{"A training on {day} at {time}", "The team invites you. The place is on your volunteer page."},
	},
}
