package notify

// associationKinds are about organisations that people follow or belong to, and about what they said of places.
var associationKinds = []Kind{
	{
		Code: "place-closure", Group: "associations", Link: "/places/{place}",
		Fr: Words{"{name} : fermeture", "Une association que vous suivez annonce une fermeture. Les dates sont sur la fiche du lieu."},
		En: Words{"{name}: closed for a time", "An association that you follow announces a closure. The dates are on the page of the place."},
	},
	{
		Code: "place-message", Group: "associations", Link: "/places/{place}",
		Fr: Words{"{name} : un message", "Une association que vous suivez a écrit un message. Il est sur la fiche du lieu."},
		En: Words{"{name}: a message", "An association that you follow wrote a message. It is on the page of the place."},
	},
	{
		Code: "claim-accepted", Group: "decisions", Link: "/organisations/{organisation}",
		Fr: Words{"Vous représentez {name}", "Votre demande est acceptée. Vous pouvez modifier la page de l’association et de ses lieux."},
		En: Words{"You represent {name}", "Your request is accepted. You can edit the page of the association and of its places."},
	},
	{
		Code: "claim-refused", Group: "decisions", Link: "/organisations/{organisation}/claim",
		Fr: Words{"{name} : demande refusée", "L’équipe n’a pas pu vérifier que vous en faites partie. Sa raison est sur la page."},
		En: Words{"{name}: request refused", "The team could not check that you belong to it. Its reason is on the page."},
	},
	{
		Code: "organisation-accepted", Group: "decisions", Link: "/organisations/{organisation}",
		Fr: Words{"{name} est dans l’annuaire", "L’équipe a accepté l’association que vous avez proposée."},
		En: Words{"{name} is in the directory", "The team accepted the association that you proposed."},
	},
	{
		Code: "organisation-refused", Group: "decisions", Link: "/organisations/new",
		Fr: Words{"{name} : proposition refusée", "L’équipe n’a pas ajouté cette association. Sa raison est sur la page."},
		En: Words{"{name}: proposal refused", "The team did not add this association. Its reason is on the page."},
	},
	{
		Code: "correction-decided", Group: "decisions", Link: "/places/{place}",
		Fr: Words{"Votre remarque sur un lieu : {state}", "Merci. La fiche du lieu dit ce qui est vrai maintenant."},
		En: Words{"What you said about a place: {state}", "Thank you. The page of the place says what holds now."},
		Terms: map[string]map[string]Term{"state": {
			"accepted": {"acceptée", "accepted"},
			"refused":  {"pas retenue", "not taken"},
		}},
	},
	{
		Code: "organisation-role", Group: "account", Link: "/organisations/{organisation}",
		Fr: Words{"{name} : votre rôle est « {role} »", "Une personne de l’association ou de l’équipe a changé votre rôle."},
		En: Words{"{name}: your role is “{role}”", "Somebody of the association or the team changed your role."},
		Terms: map[string]map[string]Term{"role": {
			"association-member": {"membre", "member"},
			"association-admin":  {"responsable", "in charge"},
			"none":               {"aucun", "none"},
		}},
	},
}
