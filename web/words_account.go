package web

import (
	"fmt"
	"time"

	"github.com/alentour/alentour/identity"
)

// accountWords are about who one is: sign-in, sessions, contacts, roles.
type accountWords struct {
	SignIn, SignOut, MyAccount, Team string
	SignInLead, Contact, ContactHint string
	SendCode, WhoReads               string
	PrintedLink, Printed             string
	PrintedLead, PrintedCode         string
	PrintedHint                      string
	CodeTitle, CodeSent              string // the second: one %s, where it went
	Code, CodeHint, CodeGo           string
	CodeAgain, OtherContact          string
	CodeDemo, OpenOutbox             string
	BadContact, WrongCode            string
	Banned, BannedHelp               string
	Recovering                       string // one %s: how long
	RecoveryAsked, RecoveryRefuse    string // somebody asked for a new contact
	RecoveryRefused                  string

	SignInFirst, SignInFirstHelp string
	Forbidden, ForbiddenHelp     string
	TooMany, Wait                string // the second: one %s, how long
	Away, AwayHelp               string
	Seconds, Minutes, Hours      string // one %d each
	Suspended, Silenced          string // the second: one %s, until

	Welcome, SignedInSince           string
	Contacts, ContactsHint           string
	ContactsLead, AddContact         string
	Remove, LastContact, Taken       string
	ContactAdded, ContactRemoved     string
	Email, Phone                     string
	Sessions, SessionsHint           string
	SessionsLead, ThisDevice         string
	UnknownDevice, SeenOn, SinceDay  string // the last two: one %s
	EndSession, EndOthers            string
	ActAs, ActAsLead, Myself         string
	Data, DataHint, DataLead         string
	Export, ExportLead               string
	Erase, EraseLead, EraseConfirm   string
	EraseWord, EraseHint, Erased     string
	ErasedHelp                       string
	Relay, RelayHint, RelayLead      string
	RelayConsent, RelayAgree         string
	RelayMust, RelayWhere, RelayLang string
	RelayName, RelayNameHint         string
	RelayWaiting                     string
	RelayDone, RelayPrint, RelayUse  string
	RelayUntil                       string // one %s
	RelayAnother                     string
	RelayList, RelayNone, PrintAgain string
	Recover, RecoverHint             string
	RecoverLead, OldContact          string
	OldContactOf                     string
	NewContact, RecoverGo            string
	RecoverDone                      string // one %s: when
	NobodyHas, RecoverTaken          string
	Roles, RolesHint, RolesLead      string
	RoleOf, RoleDistrict, RoleGive   string
	RoleTake, RoleNone, RoleGiven    string
	RoleGone, RoleWhere, RoleFind    string
	RoleNames                        map[identity.Role]string
	TeamLead, NothingHere            string
}

// wait says how long, in whole units that people use.
func (w *accountWords) wait(d time.Duration) string { return fmt.Sprintf(w.Wait, w.span(d)) }

func (w *accountWords) span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf(w.Seconds, max(1, int(d.Seconds())))
	case d < 2*time.Hour:
		return fmt.Sprintf(w.Minutes, int((d+time.Minute-1)/time.Minute))
	}
	return fmt.Sprintf(w.Hours, int((d+time.Hour-1)/time.Hour))
}

var accountFrench = accountWords{
	SignIn: "Se connecter", SignOut: "Me déconnecter", MyAccount: "Mon compte", Team: "L’équipe",
	SignInLead: "Pas de mot de passe. Nous vous envoyons un code.", Contact: "Votre e-mail ou votre numéro de téléphone", ContactHint: "Il sert seulement à vous reconnaître et à vous prévenir.",
	SendCode: "Recevoir un code", WhoReads: "Les autres membres ne le voient jamais. L’équipe qui aide à retrouver un compte peut le lire.",
	PrintedLink: "J’ai un code sur papier", Printed: "Code sur papier",
	PrintedLead: "Une association ou un ambassadeur vous a donné un papier avec un code.", PrintedCode: "Votre code", PrintedHint: "12 lettres et chiffres. Il ne marche qu’une fois.",
	CodeTitle: "Votre code", CodeSent: "Nous avons envoyé un code à %s.",
	Code: "Le code à 6 chiffres", CodeHint: "Il est valable 10 minutes. Vous pouvez le coller.", CodeGo: "Entrer",
	CodeAgain: "Recevoir un autre code", OtherContact: "Changer d’e-mail ou de numéro",
	CodeDemo: "Ceci est une démonstration : rien n’est envoyé.", OpenOutbox: "Voir les messages",
	BadContact: "Ce n’est pas un e-mail ni un numéro de téléphone.", WrongCode: "Ce code n’est pas bon, ou il est trop vieux. Demandez-en un autre.",
	Banned: "Ce compte est fermé", BannedHelp: "L’équipe a fermé ce compte. Vous pouvez demander pourquoi à l’équipe de votre ville.",
	Recovering:    "L’équipe donne ce contact à un compte. Revenez dans %s.",
	RecoveryAsked: "L’équipe va donner un autre contact à votre compte. Si vous n’avez rien demandé, refusez.", RecoveryRefuse: "Refuser : je n’ai rien perdu", RecoveryRefused: "C’est refusé. Votre compte ne change pas.",

	SignInFirst: "Connectez-vous d’abord", SignInFirstHelp: "Cette page est pour les personnes qui ont un compte.",
	Forbidden: "Cette page n’est pas pour vous", ForbiddenHelp: "Vous n’avez pas le droit de faire cela ici. Si vous pensez que c’est une erreur, parlez-en à l’équipe.",
	TooMany: "Trop d’essais", Wait: "Attendez %s, puis essayez encore.",
	Away: "Un instant", AwayHelp: "Les comptes ne répondent pas pour le moment. La carte et les lieux marchent toujours. Essayez dans une minute.",
	Seconds: "%d secondes", Minutes: "%d minutes", Hours: "%d heures",
	Suspended: "Votre compte est suspendu. Vous pouvez lire, prendre vos données et faire appel.", Silenced: "Vous ne pouvez pas écrire aux autres jusqu’au %s.",

	Welcome: "Bonjour", SignedInSince: "Vous êtes connecté.",
	Contacts: "E-mail et téléphone", ContactsHint: "pour vous connecter et être prévenu",
	ContactsLead: "Ces contacts vous font entrer. Gardez-en deux, au cas où l’un se perd.", AddContact: "Ajouter un contact",
	Remove: "Enlever", LastContact: "C’est votre seul contact. Ajoutez-en un autre avant de l’enlever.", Taken: "Un autre compte a déjà ce contact.",
	ContactAdded: "Le contact est ajouté.", ContactRemoved: "Le contact est enlevé.",
	Email: "E-mail", Phone: "Téléphone",
	Sessions: "Appareils connectés", SessionsHint: "où votre compte est ouvert",
	SessionsLead: "Votre compte est ouvert sur ces appareils. Fermez ceux que vous ne connaissez pas.", ThisDevice: "cet appareil",
	UnknownDevice: "Appareil inconnu", SeenOn: "vu le %s", SinceDay: "depuis le %s",
	EndSession: "Fermer", EndOthers: "Fermer tous les autres",
	ActAs: "Agir pour", ActAsLead: "Vous pouvez écrire en votre nom, ou au nom d’une association. Nous notons toujours que c’était vous.", Myself: "Moi-même",
	Data: "Mes données", DataHint: "les emporter, ou tout effacer", DataLead: "Tout ce que nous savons de vous est à vous.",
	Export: "Emporter mes données", ExportLead: "Un fichier avec tout ce que nous gardons de vous, en JSON et en tableaux CSV.",
	Erase: "Effacer mon compte", EraseLead: "Tout ce qui est à vous disparaît tout de suite, et ne revient pas.", EraseConfirm: "Pour confirmer, écrivez EFFACER", EraseWord: "EFFACER",
	EraseHint: "Ce que vous avez signalé reste sous scellé jusqu’à la fin du dossier, au plus 6 mois.", Erased: "Votre compte est effacé", ErasedHelp: "Il ne reste rien de vous ici. Vous pouvez toujours chercher des lieux, sans compte.",
	Relay: "Inscrire une personne", RelayHint: "sans téléphone ni e-mail, si elle est d’accord", RelayLead: "Pour une personne sans téléphone ni e-mail. Elle reçoit un papier avec un code qui marche une fois.",
	RelayConsent: "Lisez-lui ceci : « Alentour garde votre prénom, votre quartier et ce que vous choisissez de dire. L’équipe peut voir que vous êtes inscrit. Vous pouvez tout lire, tout changer et tout effacer, quand vous voulez. Vous pouvez dire non. »",
	RelayAgree:   "La personne a entendu ce texte et elle est d’accord.", RelayMust: "Sans son accord, nous ne pouvons pas l’inscrire.", RelayWhere: "Pour", RelayName: "Son prénom, ou un surnom", RelayNameHint: "Pour la reconnaître dans la liste ci-dessous. Seules les personnes qui inscrivent ici le lisent.", RelayWaiting: "code pas encore utilisé", RelayLang: "Sa langue",
	RelayDone: "La personne est inscrite", RelayPrint: "Imprimer", RelayUse: "Sur un téléphone ou un ordinateur, ouvrez cette adresse et tapez le code. Il marche une fois.", RelayUntil: "Le code est bon jusqu’au %s.", RelayAnother: "Inscrire une autre personne",
	RelayList: "Personnes inscrites ici", RelayNone: "Personne encore.", PrintAgain: "Nouveau code",
	Recover: "Contact perdu", RecoverHint: "donner un nouveau contact à un compte", RecoverLead: "Quelqu’un a perdu son téléphone ou son e-mail. Son ancien contact est prévenu. Après 24 heures, le nouveau contact ouvre le compte.",
	OldContact: "L’ancien e-mail ou numéro", OldContactOf: "L’e-mail ou le numéro de la personne", NewContact: "Le nouvel e-mail ou numéro", RecoverGo: "Prévenir et préparer",
	RecoverDone: "C’est noté. Le nouveau contact sera bon à partir du %s.", NobodyHas: "Aucun compte de votre secteur n’a ce contact.", RecoverTaken: "Ce contact est déjà celui d’un compte.",
	Roles: "Rôles", RolesHint: "qui fait quoi dans l’équipe", RolesLead: "Donnez un rôle à une personne qui a un compte. Chaque changement est noté.",
	RoleOf: "Rôle", RoleDistrict: "Où", RoleGive: "Donner ce rôle", RoleTake: "Retirer", RoleNone: "Cette personne n’a aucun rôle ici.", RoleGiven: "Le rôle est donné.", RoleGone: "Le rôle est retiré.", RoleWhere: "partout", RoleFind: "Voir ses rôles",
	RoleNames: map[identity.Role]string{
		identity.AssociationMember: "membre d’une association", identity.AssociationAdmin: "responsable d’une association",
		identity.Ambassador: "ambassadeur", identity.Coordinator: "coordinateur", identity.Administrator: "administrateur",
		identity.Visitor: "visiteur", identity.Member: "membre",
	},
	TeamLead: "Ce que vous pouvez faire pour votre secteur.", NothingHere: "Rien ici pour vous.",
}

var accountEnglish = accountWords{
	SignIn: "Sign in", SignOut: "Sign out", MyAccount: "My account", Team: "Team",
	SignInLead: "No password. We send you a code.", Contact: "Your e-mail or phone number", ContactHint: "It only serves to know you again and to tell you things.",
	SendCode: "Get a code", WhoReads: "Other members never see it. The team that helps to find a lost account can read it.",
	PrintedLink: "I have a code on paper", Printed: "Code on paper",
	PrintedLead: "An association or an ambassador gave you a paper with a code.", PrintedCode: "Your code", PrintedHint: "12 letters and digits. It works once.",
	CodeTitle: "Your code", CodeSent: "We sent a code to %s.",
	Code: "The code of 6 digits", CodeHint: "It is good for 10 minutes. You can paste it.", CodeGo: "Enter",
	CodeAgain: "Get another code", OtherContact: "Change e-mail or number",
	CodeDemo: "This is a demonstration: nothing is sent.", OpenOutbox: "See the messages",
	BadContact: "This is neither an e-mail address nor a phone number.", WrongCode: "This code is wrong or too old. Ask for another one.",
	Banned: "This account is closed", BannedHelp: "The team closed this account. You can ask the team of your city why.",
	Recovering:    "The team is giving this contact to an account. Come back in %s.",
	RecoveryAsked: "The team is about to give your account another contact. If you did not ask for it, refuse.", RecoveryRefuse: "Refuse: I have lost nothing", RecoveryRefused: "It is refused. Your account does not change.",

	SignInFirst: "Sign in first", SignInFirstHelp: "This page is for people who have an account.",
	Forbidden: "This page is not for you", ForbiddenHelp: "You may not do this here. If you think that is a mistake, tell the team.",
	TooMany: "Too many tries", Wait: "Wait %s, then try again.",
	Away: "One moment", AwayHelp: "Accounts do not answer just now. The map and the places still work. Try again in a minute.",
	Seconds: "%d seconds", Minutes: "%d minutes", Hours: "%d hours",
	Suspended: "Your account is suspended. You can read, take your data and appeal.", Silenced: "You cannot write to others until %s.",

	Welcome: "Hello", SignedInSince: "You are signed in.",
	Contacts: "E-mail and phone", ContactsHint: "to sign in and be told things",
	ContactsLead: "These contacts let you in. Keep two, in case one gets lost.", AddContact: "Add a contact",
	Remove: "Remove", LastContact: "This is your only contact. Add another one before you remove it.", Taken: "Another account already has this contact.",
	ContactAdded: "The contact is added.", ContactRemoved: "The contact is removed.",
	Email: "E-mail", Phone: "Phone",
	Sessions: "Signed-in devices", SessionsHint: "where your account is open",
	SessionsLead: "Your account is open on these devices. Close those that you do not know.", ThisDevice: "this device",
	UnknownDevice: "Unknown device", SeenOn: "seen on %s", SinceDay: "since %s",
	EndSession: "Close", EndOthers: "Close all others",
	ActAs: "Act as", ActAsLead: "You can write in your own name, or in the name of an association. We always note that it was you.", Myself: "Myself",
	Data: "My data", DataHint: "take it along, or erase everything", DataLead: "Everything we know about you is yours.",
	Export: "Take my data", ExportLead: "One file with everything we keep about you, as JSON and CSV tables.",
	Erase: "Erase my account", EraseLead: "Everything that is yours goes at once, and does not come back.", EraseConfirm: "To confirm, write ERASE", EraseWord: "ERASE",
	EraseHint: "What you reported stays sealed until the case is closed, 6 months at most.", Erased: "Your account is erased", ErasedHelp: "Nothing of you is left here. You can still look for places, without an account.",
	Relay: "Register a person", RelayHint: "without phone or e-mail, if they agree", RelayLead: "For a person without phone or e-mail. They get a paper with a code that works once.",
	RelayConsent: "Read this to them: “Alentour keeps your first name, your neighbourhood and what you choose to say. The team can see that you are registered. You can read, change and erase everything, whenever you want. You can say no.”",
	RelayAgree:   "The person has heard this text and agrees.", RelayMust: "Without their consent we cannot register them.", RelayWhere: "For", RelayName: "Their first name, or an alias", RelayNameHint: "To know them again in the list below. Only those who register people here read it.", RelayWaiting: "code not used yet", RelayLang: "Their language",
	RelayDone: "The person is registered", RelayPrint: "Print", RelayUse: "On a phone or a computer, open this address and type the code. It works once.", RelayUntil: "The code is good until %s.", RelayAnother: "Register another person",
	RelayList: "People registered here", RelayNone: "Nobody yet.", PrintAgain: "New code",
	Recover: "Lost contact", RecoverHint: "give an account a new contact", RecoverLead: "Somebody lost their phone or e-mail. Their old contact is told. After 24 hours the new contact opens the account.",
	OldContact: "The old e-mail or number", OldContactOf: "The person’s e-mail or number", NewContact: "The new e-mail or number", RecoverGo: "Tell and prepare",
	RecoverDone: "Noted. The new contact will be good from %s on.", NobodyHas: "No account of your area has this contact.", RecoverTaken: "This contact belongs to an account already.",
	Roles: "Roles", RolesHint: "who does what in the team", RolesLead: "Give a role to a person who has an account. Each change is noted.",
	RoleOf: "Role", RoleDistrict: "Where", RoleGive: "Give this role", RoleTake: "Take back", RoleNone: "This person has no role here.", RoleGiven: "The role is given.", RoleGone: "The role is taken back.", RoleWhere: "everywhere", RoleFind: "See their roles",
	RoleNames: map[identity.Role]string{
		identity.AssociationMember: "member of an association", identity.AssociationAdmin: "head of an association",
		identity.Ambassador: "ambassador", identity.Coordinator: "coordinator", identity.Administrator: "administrator",
		identity.Visitor: "visitor", identity.Member: "member",
	},
	TeamLead: "What you can do for your area.", NothingHere: "Nothing here for you.",
}
