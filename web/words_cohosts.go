package web

// coHostWords are about who holds an event with its author.
type coHostWords struct {
	Title, None, Waits, Drop, Dropped string
	Member, MemberHint, Readers       string
	Ask, Asked, Unknown               string
}

var coHostsFR = coHostWords{
	Title: "Organiser à plusieurs", None: "Vous organisez seul(e).", Waits: "n’a pas encore répondu", Drop: "Retirer", Dropped: "C’est fait : cette personne n’organise plus avec vous.",
	Member: "Page du membre à qui demander", MemberHint: "Ouvrez la page de la personne et copiez son adresse ici.",
	Readers: "La personne lit votre demande. Son nom n’est montré que si elle dit oui : elle pourra alors tout changer, comme vous.",
	Ask:     "Lui demander", Asked: "C’est demandé.", Unknown: "Nous ne pouvons pas lui demander. Il faut la page d’un membre majeur que vous pouvez voir, et dix personnes au plus.",
}

var coHostsEN = coHostWords{
	Title: "Holding it together", None: "You hold it alone.", Waits: "has not answered yet", Drop: "Take off", Dropped: "Done: this person no longer holds it with you.",
	Member: "Page of the member to ask", MemberHint: "Open the person’s page and copy its address here.",
	Readers: "The person reads that you ask. Their name is shown only if they say yes: then they can change everything, as you can.",
	Ask:     "Ask them", Asked: "They are asked.", Unknown: "We cannot ask them. It takes the page of a member of 18 or more whom you can see, and ten people at most.",
}
