package identity

import (
	"fmt"
	"io"
	"strings"
)

// sheetsAbout says what each table of an archive is, in French and English. A test finds one that is not here.
var sheetsAbout = map[string][2]string{
	"account":                 {"votre compte : langue, dates, état", "your account: language, dates, state"},
	"contacts":                {"vos e-mails et téléphones", "your e-mail addresses and telephone numbers"},
	"sessions":                {"les appareils où vous êtes connecté", "devices where you are signed in"},
	"roles":                   {"vos rôles dans l’équipe ou une association", "your roles in the team or an association"},
	"registration":            {"si quelqu’un vous a inscrit : votre nom et votre accord", "if somebody registered you: your name and your consent"},
	"blocks":                  {"depuis quand vous bloquez des personnes (sans leur nom, qui est à elles)", "since when you block people (without their name, which is theirs)"},
	"profile":                 {"votre profil", "your profile"},
	"volunteer":               {"votre profil de bénévole", "your profile as a volunteer"},
	"volunteer-steps":         {"vos étapes de bénévole", "your steps as a volunteer"},
	"volunteer-absences":      {"vos absences", "your absences"},
	"volunteer-time":          {"vos heures de bénévolat", "your hours as a volunteer"},
	"volunteer-trainings":     {"vos formations", "your trainings"},
	"volunteer-invitations":   {"vos invitations à devenir bénévole, et ce que la liste disait de vous", "invitations to be a volunteer, and what the list said of you"},
	"followed-associations":   {"les associations que vous suivez", "associations that you follow"},
	"association-claims":      {"vos demandes pour gérer une page d’association", "your requests to run an association’s page"},
	"association-proposals":   {"les associations que vous avez proposées", "associations that you proposed"},
	"association-invitations": {"vos invitations à rejoindre une association", "invitations to join an association"},
	"place-corrections":       {"les erreurs que vous avez signalées sur des lieux", "mistakes that you reported on places"},
	"edits":                   {"ce que vous avez écrit sur des lieux et des associations", "what you wrote about places and associations"},
	"partner-notes":           {"vos notes d’équipe sur des associations", "your team notes on associations"},
	"conversations":           {"les conversations où vous êtes ou étiez", "conversations that you are or were in"},
	"messages":                {"ce que vous avez écrit dans des conversations", "what you wrote in conversations"},
	"photos":                  {"vos photos, avec leurs fichiers dans le dossier photos", "your photos, with their files in the folder photos"},
	"requests":                {"ce que vous avez demandé et proposé, avec ce que seules les personnes qui aident lisent", "what you asked for and offered, with what only those who help read"},
	"request-steps":           {"ce qui est arrivé à vos demandes et propositions", "what happened to your requests and offers"},
	"invitations":             {"les coups de main qu’on vous a proposés, et vos réponses", "what you were asked to help with, and your answers"},
	"help-load":               {"quand on vous a sollicité ces dernières semaines", "when you were asked in the last weeks"},
	"help-records":            {"combien de fois vous avez dit oui, par sorte d’aide et moment de la journée", "how often you said yes, by kind of help and part of the day"},
	"events":                  {"les sorties et rencontres que vous organisez", "events that you hold"},
	"event-dates":             {"ce qui change à certaines de leurs dates", "what is special about some of their dates"},
	"event-hosting":           {"les sorties que vous organisez avec d’autres", "events that you hold with others"},
	"sign-ups":                {"les sorties où vous êtes inscrit, et qui vous amenez", "events that you signed up for, and whom you bring"},
	"event-series":            {"les sorties où vous venez à chaque date", "events that you come to on every date"},
	"tickets":                 {"les invitations de partenaires", "invitations of partners"},
	"calendar-address":        {"l’adresse secrète de votre agenda, si vous en avez une", "the private address of your calendar, if you have one"},
	"situation":               {"comment vous avez dit que vous vivez, si vous l’avez dit", "how you said that you live, if you did"},
	"events-told":             {"les sorties dont nous vous avons parlé", "events that we told you of"},
	"notices":                 {"les messages du site", "messages of the site"},
	"notice-settings":         {"comment vous voulez être prévenu", "how you want to be told"},
	"reports":                 {"ce que vous avez signalé", "what you reported"},
	"decisions-about-you":     {"les décisions sur vous, avec leurs raisons", "decisions about you, with their reasons"},
	"appeals":                 {"vos demandes de nouvel examen", "your appeals"},
}

// Described says whether a table of an archive has its line in the index.
func Described(sheet string) bool { _, ok := sheetsAbout[sheet]; return ok }

// writeIndex says in both languages what stands in each file.
func writeIndex(w io.Writer, sheets []Sheet) error {
	var b strings.Builder
	for lang, intro := range [2]string{
		"VOS DONNÉES\n\nVoici tout ce que le site garde de vous. everything.json contient tout, pour un autre programme.\n" +
			"Chaque fichier .csv est un tableau, à ouvrir avec un tableur (UTF-8, virgules, heures en UTC). Un tableau peut être vide.\n" +
			"Ce qui est aux autres n’y est pas. Une apostrophe devant un texte qui commence par = + - ou @ le rend sans danger.\n\n",
		"YOUR DATA\n\nThis is everything that the site keeps about you. everything.json holds all of it, for another program.\n" +
			"Each .csv file is a table, for a spreadsheet (UTF-8, commas, times in UTC). A table may be empty.\n" +
			"What is other people’s is not in it. An apostrophe before a text that begins with = + - or @ makes it harmless.\n\n",
	} {
		b.WriteString(intro)
		for _, s := range sheets {
			fmt.Fprintf(&b, "  %s.csv (%d): %s\n", s.Name, len(s.Rows), sheetsAbout[s.Name][lang])
		}
		b.WriteString("\n")
	}
	_, err := io.WriteString(w, strings.ReplaceAll(b.String(), "\n", "\r\n")) // read with whatever opens a .txt
	return err
}
