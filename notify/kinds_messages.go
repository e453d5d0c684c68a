package notify

// messageKinds say that somebody wrote, never what: it stands in the conversation only.
var messageKinds = []Kind{
	{
		Code: "message", Group: "messages", Link: "/threads/{thread}",
		Fr: Words{"Vous avez un nouveau message", "Quelqu’un a écrit dans une de vos conversations. Le message se lit sur le site."},
		En: Words{"You have a new message", "Somebody wrote in one of your conversations. The message is to be read on the site."},
	},
	{
		Code: "message-first", Group: "messages", Link: "/threads/{thread}",
		Fr: Words{"Un membre vous écrit", "C’est à propos de ce que vous avez publié. Répondre est votre choix : sans réponse, cette personne ne peut plus vous écrire."},
		En: Words{"A member writes to you", "It is about something that you published. Whether you answer is up to you: unless you do, this person cannot write again."},
	},
}
