package notify

// staffKinds are what the team says to many at once. Its words are written for the occasion, and stand in a table.
var staffKinds = []Kind{
	{
		Code: "announcement", Group: "announcements", Link: "/notices",
		Fr: Words{"Une annonce de l’équipe", "Lisez-la dans vos notifications."},
		En: Words{"An announcement by the team", "Read it in your notifications."},
	},
}
