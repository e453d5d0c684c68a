package web

// associationWords are about what people write of places and organisations.
type associationWords struct {
	// the page of an organisation
	Follow, Unfollow, FollowHint, Followed, Unfollowed string
	Followers                                          string // one %d
	OurPlaces, NoPlaces, Speaks                        string
	EditPage, People, History, ToCheck                 string
	AddPlace, Claim, ClaimHint, Partner                string
	Missing, MissingHint                               string

	// forms
	Save, Saved, Cancel, Check                    string
	ReadByAll                                     string
	Name, Description, Phone, Email, Website      string
	Street, Postcode, City                        string
	Lang, ForWhom, How, Categories, Ages          string
	AgeFrom, AgeTo                                string
	Access, AccessHint                            string
	Serves, ServesHint                            string
	Position, PositionHint, FindAddress           string
	AddressFound, AddressNone                     string // the first: one %s
	MoreChoices                                   string
	Required, TooLong, BadEmail, BadSite          string
	BadPosition, BadAges, BadDay, BadChoice       string
	Fault                                         string
	ClashTitle, ClashHelp, ClashTheirs, ClashMine string

	// hours
	Weekly, WeeklyHint, WeeklyFrom, WeeklyUntil string
	Feasts, AsText, AsTextHint                  string
	Understood, NotUnderstood, NoHours          string
	BadSlot                                     string // one %s: the day

	// a place
	EditPlace, EditPlaceHint, Closures, Mistake, Right string
	RightThanks, SayRight                              string
	Full, FullHint, FullSaved, NotSaid                 string
	ForGood, ForGoodHint, StillOpen                    string
	Secret, SecretHint, SecretConfirm, SecretDone      string
	RunBy, RunByHint                                   string
	NewPlace, NewPlaceHint, PlaceAdded                 string

	// closures and messages
	ClosuresLead, Closed, Message, Text, TextHint string
	FromDay, UntilDay, UntilHint, Post, Posted    string
	Remove, Removed, NoClosures                   string

	// mistakes
	MistakeLead, MistakeWhat, MistakeText, MistakeHint string
	MistakeSend, MistakeThanks, MistakeSilent          string
	Corrections, CorrectionsHint, NoCorrections        string
	Accept, Refuse, Reason, ReasonHint, Decided        string
	NeedsReason, ReportedOn                            string // the second: one %s

	// history
	HistoryLead, NoHistory, Restore, Restored, Before string
	By, As, Somebody                                  string
	Kinds                                             map[string]string
	Fields                                            map[string]string
	Nothing, NothingChanged                           string

	// conflicts
	Conflicts, ConflictsHint, ConflictsLead, NoConflicts string
	KeepOurs, TakeTheirs, OurWords, TheirWords           string // the last: one %s
	Answered, Reopened                                   string

	// people
	PeopleLead, Head, MemberOf, Since, You          string // Since: one %s
	MakeHead, MakeMember, TakeOut, Leave, Changed   string
	Invite, InviteLead, InviteEmail, InviteAs       string
	InviteRead, Invited, InvitedTitle, InvitedUntil string // InvitedUntil: one %s
	TakeBack, Left                                  string
	InvitedYou, Join, Decline, Joined, Declined     string
	NoInvitations                                   string

	// claims and proposals
	ClaimTitle, ClaimLead, ClaimDomain, ClaimNote, ClaimNoteHint string
	ClaimSend, ClaimSent, ClaimAccepted, ClaimWaits              string
	ClaimRefused                                                 string // one %s
	ClaimAlready                                                 string
	Claims, ClaimsHint, NoClaims, ClaimBy, ClaimDomains          string // ClaimBy, ClaimDomains: one %s
	Propose, ProposeLead, ProposeDistrict, ProposeBelong         string
	ProposeSend, Proposed, ProposalBelongs, OwnProposals         string
	AddOrganisation, AddOrganisationLead, OrganisationAdded      string
	States                                                       map[string]string

	// partners
	Partners, PartnersHint, PartnersLead, NoPartners string
	Step, AgreedOn, AgreedScope, Note, NoteHint      string
	Owner, OwnerKept, OwnerMe, OwnerNobody           string
	OwnedBy, AddStep, StepAdded, AllSteps            string // OwnedBy: one %s
	PartnerHistory, NeverNoted                       string
	WholeArea, Filter                                string
}

var associationsFrench = associationWords{
	Follow: "Suivre", Unfollow: "Ne plus suivre", FollowHint: "Vous serez prévenu de ses fermetures et de ses messages.", Followed: "Vous suivez cette association.", Unfollowed: "Vous ne suivez plus cette association.",
	Followers: "Personnes qui la suivent : %d. Ce nombre n’est pas public.",
	OurPlaces: "Ses lieux", NoPlaces: "Aucun lieu dans l’annuaire.", Speaks: "On y parle",
	EditPage: "Modifier la page", People: "Les personnes", History: "L’historique", ToCheck: "À vérifier",
	AddPlace: "Ajouter un lieu", Claim: "C’est mon association", ClaimHint: "Pour modifier sa page et ses lieux.", Partner: "Partenariat",
	Missing: "Une association manque ?", MissingHint: "Proposez-la à l’équipe.",

	Save: "Enregistrer", Saved: "C’est enregistré.", Cancel: "Annuler", Check: "Vérifier les horaires",
	ReadByAll: "Tout le monde peut lire ce que vous écrivez ici.",
	Name:      "Nom", Description: "Description", Phone: "Téléphone", Email: "E-mail", Website: "Site web",
	Street: "Rue", Postcode: "Code postal", City: "Ville",
	Lang: "Langues parlées", ForWhom: "Pour qui", How: "Comment on est reçu", Categories: "Ce qu’on y trouve", Ages: "Âges", AgeFrom: "à partir de", AgeTo: "jusqu’à",
	Access: "Comment entrer", AccessHint: "La porte, l’étage, la sonnette. En phrases courtes.",
	Serves: "Quartiers où l’association agit", ServesHint: "Cochez une ville entière, un arrondissement ou des quartiers.",
	Position: "Position sur la carte", PositionHint: "Longitude, latitude : 5.3698, 43.2965. L’adresse la trouve pour vous.", FindAddress: "Trouver l’adresse sur la carte",
	AddressFound: "Trouvé : %s. Enregistrez si c’est bien là.", AddressNone: "Cette adresse n’a pas été trouvée. Corrigez-la, ou écrivez la position.",
	MoreChoices: "Choisir",
	Required:    "Il manque ce champ.", TooLong: "C’est trop long.", BadEmail: "Ce n’est pas une adresse e-mail.", BadSite: "Ce n’est pas l’adresse d’un site.",
	BadPosition: "Écrivez longitude, latitude, dans une ville d’Alentour.", BadAges: "Des âges entre 0 et 130, le plus petit d’abord.", BadDay: "Cette date n’est pas possible.", BadChoice: "Choisissez dans la liste.",
	Fault:      "Quelque chose n’est pas bon. Regardez en rouge.",
	ClashTitle: "Une autre personne a modifié cette page", ClashHelp: "Rien n’est perdu. Voici les deux versions. Le formulaire contient la vôtre : enregistrez encore pour la garder.", ClashTheirs: "Maintenant", ClashMine: "Vous",

	Weekly: "Les horaires de la semaine", WeeklyHint: "Laissez vide un jour fermé.", WeeklyFrom: "de", WeeklyUntil: "à",
	Feasts: "Fermé les jours fériés", AsText: "Écrire les horaires en texte", AsTextHint: "Pour les cas particuliers, au format opening_hours d’OpenStreetMap : Mo-Fr 09:00-12:00; PH off",
	Understood: "Voici ce que nous comprenons", NotUnderstood: "Nous ne comprenons pas cette partie. Le texte sera montré tel quel, sans dire si c’est ouvert.", NoHours: "Sans horaires, la fiche dit « horaires inconnus ».",
	BadSlot: "%s : écrivez une heure de début et une heure de fin.",

	EditPlace: "Modifier ce lieu", EditPlaceHint: "Horaires, contacts, accueil", Closures: "Fermetures et messages", Mistake: "Signaler une erreur", Right: "C’est juste",
	RightThanks: "Merci ! La fiche est confirmée.", SayRight: "Les informations sont-elles justes ?",
	Full: "Y a-t-il de la place maintenant ?", FullHint: "Un seul appui. Tout le monde le voit.", FullSaved: "C’est dit.", NotSaid: "Ne pas dire",
	ForGood: "Ce lieu est fermé pour toujours", ForGoodHint: "Il ne sera plus dans les listes ni sur la carte.", StillOpen: "Ce lieu existe toujours",
	Secret: "Rendre ce lieu confidentiel", SecretHint: "Pour un refuge : plus d’adresse, plus de position, plus d’historique.", SecretConfirm: "Tout ce qui dit où est ce lieu sera effacé pour toujours, même l’historique, les messages et le lien avec l’association. Il restera son nom et son téléphone. On ne peut pas revenir en arrière.", SecretDone: "Ce lieu est confidentiel.",
	RunBy: "Association qui gère ce lieu", RunByHint: "Son nom exact dans l’annuaire. Ses personnes pourront modifier ce lieu. Vide : aucune.",
	NewPlace: "Ajouter un lieu", NewPlaceHint: "Un lieu où l’association accueille des personnes.", PlaceAdded: "Le lieu est dans l’annuaire.",

	ClosuresLead: "Une fermeture avec ses dates, ou un message. Les personnes qui suivent l’association sont prévenues.", Closed: "Fermé ces jours-là", Message: "Un message seulement", Text: "Ce qu’il faut savoir", TextHint: "Une ou deux phrases courtes. Tout le monde les lira.",
	FromDay: "Premier jour", UntilDay: "Dernier jour", UntilHint: "Laissez vide si vous ne savez pas encore.", Post: "Publier", Posted: "C’est publié.",
	Remove: "Retirer", Removed: "C’est retiré.", NoClosures: "Aucune fermeture, aucun message.",

	MistakeLead: "Dites ce qui n’est pas juste. Pas besoin de compte.", MistakeWhat: "Qu’est-ce qui est faux ?", MistakeText: "Qu’est-ce qui est vrai ?", MistakeHint: "L’équipe et l’association le liront. N’écrivez ni votre nom ni votre numéro.",
	MistakeSend: "Envoyer", MistakeThanks: "Merci ! Une personne va vérifier.", MistakeSilent: "Ce lieu est confidentiel : choisissez seulement ce qui est faux.",
	Corrections: "Erreurs signalées", CorrectionsHint: "ce que des personnes disent des lieux", NoCorrections: "Rien à vérifier.",
	Accept: "C’est vrai", Refuse: "Non", Reason: "Pourquoi", ReasonHint: "Une phrase. Elle reste avec la décision.", Decided: "C’est décidé.",
	NeedsReason: "Dites pourquoi en une phrase.", ReportedOn: "Signalé le %s",

	HistoryLead: "Tout ce que des personnes ont changé ici, le plus récent d’abord.", NoHistory: "Personne n’a encore rien changé ici.", Restore: "Revenir à cette version", Restored: "La version est revenue.", Before: "Avant toute modification",
	By: "par", As: "au nom de", Somebody: "une personne",
	Kinds: map[string]string{
		"add": "Ajout", "edit": "Modification", "restore": "Retour à une version", "answer": "Texte du fichier repris",
		"saturation": "Affluence", "notice": "Fermeture ou message", "confide": "Lieu devenu confidentiel",
	},
	Fields: map[string]string{
		"name": "Nom", "description": "Description", "categories": "Ce qu’on y trouve", "audiences": "Pour qui", "modalities": "Comment on est reçu",
		"languages": "Langues", "ages": "Âges", "hours": "Horaires", "access": "Comment entrer", "address": "Adresse", "phone": "Téléphone",
		"email": "E-mail", "website": "Site web", "position": "Position", "organisation": "Association", "status": "Ouvert ou fermé pour toujours",
		"saturation": "Affluence", "notice": "Fermeture ou message", "districts": "Quartiers", "confidential": "Confidentiel", "all": "Toute la fiche",
	},
	Nothing: "rien", NothingChanged: "Vous n’avez rien changé. La fiche est confirmée.",

	Conflicts: "Deux versions", ConflictsHint: "un fichier dit autre chose qu’une personne", ConflictsLead: "Le fichier d’origine dit maintenant autre chose. Votre texte est resté. Choisissez.", NoConflicts: "Aucun désaccord.",
	KeepOurs: "Garder le nôtre", TakeTheirs: "Prendre celui du fichier", OurWords: "Sur la fiche", TheirWords: "Dans le fichier « %s »",
	Answered: "C’est choisi.", Reopened: "ouvert",

	PeopleLead: "Ces personnes peuvent agir au nom de l’association.", Head: "Responsable", MemberOf: "Membre", Since: "depuis le %s", You: "vous",
	MakeHead: "Nommer responsable", MakeMember: "Redevenir membre", TakeOut: "Retirer", Leave: "Quitter l’association", Changed: "C’est changé.",
	Invite: "Inviter", InviteLead: "Inviter une personne de l’association", InviteEmail: "Son e-mail", InviteAs: "Son rôle",
	InviteRead: "Les responsables de l’association voient cette adresse jusqu’à la réponse.", Invited: "L’invitation est envoyée.", InvitedTitle: "Invitations en attente", InvitedUntil: "valable jusqu’au %s",
	TakeBack: "Annuler", Left: "Vous n’en faites plus partie.",
	InvitedYou: "On vous invite", Join: "Accepter", Decline: "Refuser", Joined: "Vous faites partie de l’association.", Declined: "Vous avez refusé.",
	NoInvitations: "Aucune invitation. Elles arrivent à l’adresse e-mail de votre compte.",

	ClaimTitle: "C’est mon association", ClaimLead: "Vous pourrez modifier sa page et ses lieux, et inviter vos collègues.", ClaimDomain: "Si l’e-mail de votre compte est au nom de l’association, c’est immédiat. Sinon l’équipe vérifie.", ClaimNote: "Votre rôle dans l’association", ClaimNoteHint: "L’équipe de la ville le lira. Dites comment vous joindre par l’association.",
	ClaimSend: "Demander", ClaimSent: "Votre demande est envoyée à l’équipe.", ClaimAccepted: "C’est fait : vous représentez cette association.", ClaimWaits: "Votre demande attend l’équipe.",
	ClaimRefused: "L’équipe a répondu non : %s", ClaimAlready: "Vous faites déjà partie de cette association.",
	Claims: "Demandes d’associations", ClaimsHint: "qui représente qui, associations proposées", NoClaims: "Aucune demande.", ClaimBy: "Demande de %s", ClaimDomains: "Son e-mail est chez : %s",
	Propose: "Proposer une association", ProposeLead: "Elle aide des personnes et n’est pas dans l’annuaire ? L’équipe de la ville lira ceci.", ProposeDistrict: "Où agit-elle ?", ProposeBelong: "J’en fais partie",
	ProposeSend: "Proposer", Proposed: "Merci ! L’équipe va lire votre proposition.", ProposalBelongs: "Cette personne en fait partie : elle deviendra responsable.", OwnProposals: "Vos propositions",
	AddOrganisation: "Ajouter une association", AddOrganisationLead: "Elle sera tout de suite dans l’annuaire.", OrganisationAdded: "L’association est dans l’annuaire.",
	States: map[string]string{"new": "en attente", "accepted": "acceptée", "refused": "refusée"},

	Partners: "Partenaires", PartnersHint: "où nous en sommes avec chaque association", PartnersLead: "Seule l’équipe lit ceci.", NoPartners: "Aucune association suivie ici. Ouvrez la page d’une association, puis « Partenariat ».",
	Step: "Étape", AgreedOn: "Date de l’accord", AgreedScope: "Sur quoi porte l’accord", Note: "Note", NoteHint: "Seule l’équipe la lit. Pas d’informations sur la vie privée.",
	Owner: "Qui garde le contact", OwnerKept: "comme avant", OwnerMe: "moi", OwnerNobody: "personne",
	OwnedBy: "Contact : %s", AddStep: "Noter", StepAdded: "C’est noté.", AllSteps: "Toutes les étapes",
	PartnerHistory: "Ce qui s’est passé", NeverNoted: "Rien n’est encore noté.",
	WholeArea: "Tout mon territoire", Filter: "Montrer",
}

var associationsEnglish = associationWords{
	Follow: "Follow", Unfollow: "Stop following", FollowHint: "You will hear of its closures and messages.", Followed: "You follow this association.", Unfollowed: "You no longer follow this association.",
	Followers: "People who follow it: %d. This number is not public.",
	OurPlaces: "Its places", NoPlaces: "No place in the directory.", Speaks: "Languages spoken",
	EditPage: "Edit the page", People: "People", History: "History", ToCheck: "To check",
	AddPlace: "Add a place", Claim: "This is my association", ClaimHint: "To edit its page and its places.", Partner: "Partnership",
	Missing: "An association is missing?", MissingHint: "Propose it to the team.",

	Save: "Save", Saved: "Saved.", Cancel: "Cancel", Check: "Check the hours",
	ReadByAll: "Everyone can read what you write here.",
	Name:      "Name", Description: "Description", Phone: "Phone", Email: "E-mail", Website: "Website",
	Street: "Street", Postcode: "Postcode", City: "City",
	Lang: "Languages spoken", ForWhom: "For whom", How: "How people are received", Categories: "What is there", Ages: "Ages", AgeFrom: "from", AgeTo: "up to",
	Access: "How to get in", AccessHint: "The door, the floor, the bell. In short sentences.",
	Serves: "Neighbourhoods where the association works", ServesHint: "Tick a whole city, a district or neighbourhoods.",
	Position: "Position on the map", PositionHint: "Longitude, latitude: 5.3698, 43.2965. The address finds it for you.", FindAddress: "Find the address on the map",
	AddressFound: "Found: %s. Save if that is the place.", AddressNone: "This address was not found. Correct it, or write the position.",
	MoreChoices: "Choose",
	Required:    "This is missing.", TooLong: "This is too long.", BadEmail: "This is not an e-mail address.", BadSite: "This is not the address of a website.",
	BadPosition: "Write longitude, latitude, within a city of Alentour.", BadAges: "Ages between 0 and 130, the smaller one first.", BadDay: "This date is not possible.", BadChoice: "Choose from the list.",
	Fault:      "Something is not right. Look for red.",
	ClashTitle: "Somebody else changed this page", ClashHelp: "Nothing is lost. Here are both versions. The form has yours: save again to keep it.", ClashTheirs: "Now", ClashMine: "You",

	Weekly: "Hours of the week", WeeklyHint: "Leave a closed day empty.", WeeklyFrom: "from", WeeklyUntil: "to",
	Feasts: "Closed on public holidays", AsText: "Write the hours as text", AsTextHint: "For special cases, as OpenStreetMap’s opening_hours: Mo-Fr 09:00-12:00; PH off",
	Understood: "This is what we understand", NotUnderstood: "We do not understand this part. The text will be shown as it is, without saying whether it is open.", NoHours: "Without hours, the page says “hours unknown”.",
	BadSlot: "%s: write when it opens and when it closes.",

	EditPlace: "Edit this place", EditPlaceHint: "Hours, contacts, welcome", Closures: "Closures and messages", Mistake: "Report a mistake", Right: "It is right",
	RightThanks: "Thank you! The page is confirmed.", SayRight: "Is this information right?",
	Full: "Is there room now?", FullHint: "One tap. Everyone sees it.", FullSaved: "Said.", NotSaid: "Do not say",
	ForGood: "This place is closed for good", ForGoodHint: "It will no longer be in lists or on the map.", StillOpen: "This place still exists",
	Secret: "Make this place confidential", SecretHint: "For a refuge: no address, no position, no history any more.", SecretConfirm: "Everything that says where this place is will be erased for ever, also its history, its messages and its link with the association. Its name and its telephone stay. This cannot be undone.", SecretDone: "This place is confidential.",
	RunBy: "Association that runs this place", RunByHint: "Its exact name in the directory. Its people will be able to edit this place. Empty: none.",
	NewPlace: "Add a place", NewPlaceHint: "A place where the association welcomes people.", PlaceAdded: "The place is in the directory.",

	ClosuresLead: "A closure with its dates, or a message. People who follow the association are told.", Closed: "Closed on these days", Message: "Only a message", Text: "What people need to know", TextHint: "One or two short sentences. Everyone will read them.",
	FromDay: "First day", UntilDay: "Last day", UntilHint: "Leave it empty if you do not know yet.", Post: "Publish", Posted: "Published.",
	Remove: "Remove", Removed: "Removed.", NoClosures: "No closure, no message.",

	MistakeLead: "Say what is not right. No account needed.", MistakeWhat: "What is wrong?", MistakeText: "What is true?", MistakeHint: "The team and the association will read it. Write neither your name nor your number.",
	MistakeSend: "Send", MistakeThanks: "Thank you! Somebody will check.", MistakeSilent: "This place is confidential: only choose what is wrong.",
	Corrections: "Reported mistakes", CorrectionsHint: "what people say about places", NoCorrections: "Nothing to check.",
	Accept: "It is true", Refuse: "No", Reason: "Why", ReasonHint: "One sentence. It stays with the decision.", Decided: "Decided.",
	NeedsReason: "Say why in one sentence.", ReportedOn: "Reported on %s",

	HistoryLead: "Everything that people changed here, the newest first.", NoHistory: "Nobody has changed anything here yet.", Restore: "Go back to this version", Restored: "The version is back.", Before: "Before any change",
	By: "by", As: "for", Somebody: "somebody",
	Kinds: map[string]string{
		"add": "Added", "edit": "Edited", "restore": "Went back to a version", "answer": "Took the file’s words",
		"saturation": "How busy", "notice": "Closure or message", "confide": "Became confidential",
	},
	Fields: map[string]string{
		"name": "Name", "description": "Description", "categories": "What is there", "audiences": "For whom", "modalities": "How people are received",
		"languages": "Languages", "ages": "Ages", "hours": "Hours", "access": "How to get in", "address": "Address", "phone": "Phone",
		"email": "E-mail", "website": "Website", "position": "Position", "organisation": "Association", "status": "Open or closed for good",
		"saturation": "How busy", "notice": "Closure or message", "districts": "Neighbourhoods", "confidential": "Confidential", "all": "The whole page",
	},
	Nothing: "nothing", NothingChanged: "You changed nothing. The page is confirmed.",

	Conflicts: "Two versions", ConflictsHint: "a file says something else than a person", ConflictsLead: "The original file now says something else. Your words have stayed. Choose.", NoConflicts: "No disagreement.",
	KeepOurs: "Keep ours", TakeTheirs: "Take the file’s", OurWords: "On the page", TheirWords: "In the file “%s”",
	Answered: "Chosen.", Reopened: "open",

	PeopleLead: "These people can act for the association.", Head: "In charge", MemberOf: "Member", Since: "since %s", You: "you",
	MakeHead: "Put in charge", MakeMember: "Make a member again", TakeOut: "Remove", Leave: "Leave the association", Changed: "Changed.",
	Invite: "Invite", InviteLead: "Invite somebody of the association", InviteEmail: "Their e-mail", InviteAs: "Their role",
	InviteRead: "Those in charge of the association see this address until it is answered.", Invited: "The invitation is sent.", InvitedTitle: "Invitations that wait", InvitedUntil: "good until %s",
	TakeBack: "Take back", Left: "You are no longer part of it.",
	InvitedYou: "You are invited", Join: "Accept", Decline: "Decline", Joined: "You are part of the association.", Declined: "You declined.",
	NoInvitations: "No invitation. They come to the e-mail address of your account.",

	ClaimTitle: "This is my association", ClaimLead: "You will be able to edit its page and its places, and to invite your colleagues.", ClaimDomain: "If the e-mail of your account is in the association’s name, it is immediate. Else the team checks.", ClaimNote: "Your role in the association", ClaimNoteHint: "The team of the city will read it. Say how to reach you through the association.",
	ClaimSend: "Ask", ClaimSent: "Your request is with the team.", ClaimAccepted: "Done: you represent this association.", ClaimWaits: "Your request waits for the team.",
	ClaimRefused: "The team said no: %s", ClaimAlready: "You are part of this association already.",
	Claims: "Requests by associations", ClaimsHint: "who represents whom, proposed associations", NoClaims: "No request.", ClaimBy: "Asked by %s", ClaimDomains: "Their e-mail is at: %s",
	Propose: "Propose an association", ProposeLead: "It helps people and is not in the directory? The team of the city will read this.", ProposeDistrict: "Where does it work?", ProposeBelong: "I am part of it",
	ProposeSend: "Propose", Proposed: "Thank you! The team will read your proposal.", ProposalBelongs: "This person is part of it: they will be in charge.", OwnProposals: "Your proposals",
	AddOrganisation: "Add an association", AddOrganisationLead: "It will be in the directory at once.", OrganisationAdded: "The association is in the directory.",
	States: map[string]string{"new": "waiting", "accepted": "accepted", "refused": "refused"},

	Partners: "Partners", PartnersHint: "where we stand with each association", PartnersLead: "Only the team reads this.", NoPartners: "No association is followed up here. Open an association’s page, then “Partnership”.",
	Step: "Step", AgreedOn: "Date of the agreement", AgreedScope: "What the agreement is about", Note: "Note", NoteHint: "Only the team reads it. Nothing about private lives.",
	Owner: "Who keeps in touch", OwnerKept: "as before", OwnerMe: "me", OwnerNobody: "nobody",
	OwnedBy: "Contact: %s", AddStep: "Note", StepAdded: "Noted.", AllSteps: "All steps",
	PartnerHistory: "What happened", NeverNoted: "Nothing is noted yet.",
	WholeArea: "All my area", Filter: "Show",
}
