package notify

// accountKinds are about a person's own account.
var accountKinds = []Kind{
	{
		Code: "account-ending", Group: "account", Link: "/account",
		Fr: Words{"Votre compte sera effacé le {day}", "Vous n’êtes pas venu depuis presque deux ans. Pour garder votre compte, connectez-vous avant ce jour. Sinon, tout sera effacé."},
		En: Words{"Your account will be erased on {day}", "You have not been here for almost two years. To keep your account, sign in before that day. Otherwise everything will be erased."},
	},
	{
		Code: "contact-added", Group: "account", Link: "/account",
		Fr: Words{"Un nouveau contact sur votre compte", "Une adresse ou un numéro a été ajouté à votre compte. Si ce n’est pas vous, retirez-le et fermez les autres appareils."},
		En: Words{"A new contact on your account", "An address or number was added to your account. If it was not you, remove it and sign out the other devices."},
	},
	{
		Code: "role-given", Group: "account", Link: "/account",
		Fr: Words{"Vous avez un nouveau rôle : {role}", "L’équipe vous a donné ce rôle. Vos nouvelles pages sont dans le menu."},
		En: Words{"You have a new role: {role}", "The team gave you this role. Your new pages are in the menu."},
		Terms: map[string]map[string]Term{"role": {
			"ambassador":    {"ambassadeur de quartier", "ambassador of a neighbourhood"},
			"coordinator":   {"coordinateur", "coordinator"},
			"administrator": {"administrateur", "administrator"},
		}},
	},
}
