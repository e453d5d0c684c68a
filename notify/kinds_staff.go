package notify

// announcement is the kind whose parameters stand in the table of announcements.
const announcement = "announcement"

// staffKinds are what the team says to many at once. Its words are written for the occasion, and stand in a table.
var staffKinds = []Kind{
	{
		Code: announcement, Group: "announcements", Link: "/notices",
		Fr: Words{"Annonce : {title}", "{text}"},
		En: Words{"Announcement: {title}", "{text}"},
	},
}
