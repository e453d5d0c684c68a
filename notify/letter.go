package notify

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"github.com/alentour/alentour/identity"
)

// reader is who a letter is for.
type reader struct {
	num  int64
	uid  uuid.UUID
	lang string
}

// phrases are what letters say beside their notices.
type phrases struct {
	hello, read, yes, no, several, digest, why, choose, stop, sms, smsMany string
	code, contactCode, codeText, recovery, recoveryText, when              string
	smsCode, smsContactCode, smsRecovery                                   string
	invited, invitedText                                                   string
	invite, inviteText, smsInvite                                          string // the last two: one %s, the link
}

func phrasesIn(lang string) phrases {
	if lang == "fr" {
		return french
	}
	return english
}

var french = phrases{
	hello:   "Bonjour,",
	read:    "Voir : ",
	yes:     "Dire oui : ",
	no:      "Dire non : ",
	several: "%d notifications pour vous",
	digest:  "Voici ce qui est nouveau pour vous :",
	why:     "Alentour vous écrit parce que vous avez un compte.",
	choose:  "Choisir ce que vous recevez : ",
	stop:    "Ne plus recevoir ces e-mails : ",
	sms:     "Alentour : %s %s",
	smsMany: "Alentour : %d notifications pour vous. %s",

	code:        "%s : votre code Alentour",
	contactCode: "%s : le code pour ajouter cette adresse",
	codeText: "Bonjour,\n\nVotre code est : %s\n\nIl est valable 10 minutes et ne sert qu’une fois. Ne le donnez à personne : l’équipe ne vous le demandera jamais.\n\n" +
		"Vous n’avez rien demandé ? Ne faites rien : sans ce code, personne n’entre.\n",
	recovery: "Quelqu’un demande à changer les contacts de votre compte",
	recoveryText: "Bonjour,\n\nL’équipe a noté un nouveau contact pour votre compte. Il remplacera cette adresse le %s.\n\n" +
		"Ce n’est pas vous ? Connectez-vous avant cette date et refusez le changement : %s\n",
	when:           "02/01/2006 à 15:04",
	smsCode:        "Alentour : votre code est %s. Valable 10 minutes. Ne le donnez a personne.",
	smsContactCode: "Alentour : %s est le code pour ajouter ce numero. Valable 10 minutes.",
	smsRecovery:    "Alentour : un nouveau contact remplacera ce numero. Pas vous ? Refusez : %s",
	invited:        "%s vous invite",
	invitedText: "Bonjour,\n\nUne personne de « %s » vous invite à agir en son nom sur Alentour. Vous avez jusqu’au %s.\n\n" +
		"Connectez-vous avec cette adresse et répondez : %s\n\nVous ne connaissez pas cette association ? Ne faites rien.\n",
	invite:     "Voulez-vous aider vos voisins ?",
	inviteText: "Bonjour,\n\nL’équipe de votre ville vous propose de devenir bénévole sur Alentour. Dites oui ou non ici, avant 30 jours :\n%s\n\nRien n’est fait sans votre accord. Sans réponse, nous effaçons vos coordonnées.\n",
	smsInvite:  "Alentour : aider vos voisins ? Dites oui ou non : %s",
}

var english = phrases{
	hello:   "Hello,",
	read:    "See: ",
	yes:     "Say yes: ",
	no:      "Say no: ",
	several: "%d notifications for you",
	digest:  "Here is what is new for you:",
	why:     "Alentour writes to you because you have an account.",
	choose:  "Choose what you receive: ",
	stop:    "No longer receive these e-mails: ",
	sms:     "Alentour: %s %s",
	smsMany: "Alentour: %d notifications for you. %s",

	code:        "%s: your Alentour code",
	contactCode: "%s: the code to add this address",
	codeText: "Hello,\n\nYour code is: %s\n\nIt is good for 10 minutes and only once. Give it to nobody: the team will never ask for it.\n\n" +
		"You did not ask for it? Do nothing: without this code nobody gets in.\n",
	recovery: "Somebody asks to change the contacts of your account",
	recoveryText: "Hello,\n\nThe team has noted a new contact for your account. It will replace this address on %s.\n\n" +
		"It is not you? Sign in before that date and refuse the change: %s\n",
	when:           "2 January 2006, 15:04",
	smsCode:        "Alentour: your code is %s. Good for 10 minutes. Give it to nobody.",
	smsContactCode: "Alentour: %s is the code to add this number. Good for 10 minutes.",
	smsRecovery:    "Alentour: a new contact will replace this number. Not you? Refuse: %s",
	invited:        "%s invites you",
	invitedText: "Hello,\n\nSomebody of “%s” invites you to act for it on Alentour. You have until %s.\n\n" +
		"Sign in with this address and answer: %s\n\nYou do not know this association? Do nothing.\n",
	invite:     "Would you like to help your neighbours?",
	inviteText: "Hello,\n\nThe team of your city asks you to become a volunteer on Alentour. Say yes or no here, within 30 days:\n%s\n\nNothing happens unless you agree. If you do not answer, we erase your address.\n",
	smsInvite:  "Alentour: help your neighbours? Say yes or no: %s",
}

// longLetter is an e-mail: one notice, or a list.
func (o *Office) longLetter(to reader, notices []Item, digest bool) Letter {
	say := phrasesIn(to.lang)
	var b strings.Builder
	b.WriteString(say.hello + "\n\n")
	l := Letter{Subject: notices[0].Title}
	if digest && len(notices) > 1 {
		l.Subject = fmt.Sprintf(say.several, len(notices))
		b.WriteString(say.digest + "\n\n")
	}
	var kinds []Kind
	for _, n := range notices {
		kinds = append(kinds, n.kind)
		if len(notices) > 1 {
			b.WriteString(n.Title + "\n")
		}
		b.WriteString(n.Text + "\n")
		if yes, no, ok := o.Answers(n.Kind, n.params); ok {
			b.WriteString(say.yes + o.PublicURL + yes + "\n" + say.no + o.PublicURL + no + "\n")
		}
		b.WriteString(say.read + o.PublicURL + n.Link + "\n\n")
	}
	l.Stop = o.PublicURL + "/notices/stop/" + o.stops.token(Stop{to.uid, groupsOf(kinds)})
	b.WriteString("-- \n" + say.why + "\n" + say.choose + o.PublicURL + "/notices/settings\n" + say.stop + l.Stop + "\n")
	l.Text = b.String()
	return l
}

// smsSigns is the length of one SMS in the alphabet of GSM (3GPP TS 23.038).
const smsSigns = 160

// shortLetter is one SMS, whatever it carries: a title and where to read it, or how many there are.
func (o *Office) shortLetter(to reader, notices []Item) Letter {
	say := phrasesIn(to.lang)
	if len(notices) > 1 {
		return Letter{Text: plainSMS(fmt.Sprintf(say.smsMany, len(notices), o.PublicURL+"/notices"))}
	}
	link := o.PublicURL + notices[0].Link
	if yes, _, ok := o.Answers(notices[0].Kind, notices[0].params); ok {
		link = o.PublicURL + yes // its page leads to the rest
	}
	room := smsSigns - len(fmt.Sprintf(say.sms, "", link))
	return Letter{Text: plainSMS(fmt.Sprintf(say.sms, cut(gsm(notices[0].Title), room), link))}
}

// cut keeps a text within a number of signs, at the end of a word.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	if most < 3 {
		return ""
	}
	text = text[:most-3]
	if at := strings.LastIndexByte(text, ' '); at > 0 {
		text = text[:at]
	}
	return text + "..."
}

// Codes makes letters of identity's messages and gives them to senders: what Config.Send of a Desk needs. Either sender may be nil.
// An address that does not exist ends a message: a stranger typed it.
func Codes(publicURL string, zone *time.Location, email, sms Sender) func(context.Context, identity.Message) error {
	return func(ctx context.Context, m identity.Message) error {
		l := codeLetter(publicURL, zone, m)
		sender := email
		if m.To.Kind == identity.Phone {
			sender = sms
		}
		if sender == nil {
			return fmt.Errorf("notify: no sender for a contact of kind %s", m.To.Kind)
		}
		err := sender.Send(ctx, l)
		if _, refused := errors.AsType[*Refused](err); refused {
			return nil
		}
		return err
	}
}

func codeLetter(publicURL string, zone *time.Location, m identity.Message) Letter {
	say := phrasesIn(m.Lang)
	l := Letter{ID: m.ID, To: m.To, Lang: m.Lang}
	bySMS := m.To.Kind == identity.Phone
	account := publicURL + "/account"
	switch {
	case m.Kind == identity.RecoveryNotice && bySMS:
		l.Text = fmt.Sprintf(say.smsRecovery, account)
	case m.Kind == identity.RecoveryNotice:
		l.Subject = say.recovery
		l.Text = fmt.Sprintf(say.recoveryText, m.Expires.In(zone).Format(say.when), account)
	case m.Kind == identity.ReportAnswer:
		l.Subject, l.Text = reportAnswer(m.Lang, m.Code)
		if bySMS {
			l.Text = "Alentour. " + l.Subject
		}
	case m.Kind == identity.Invitation: // by e-mail only
		l.Subject = fmt.Sprintf(say.invited, m.About)
		l.Text = fmt.Sprintf(say.invitedText, m.About, m.Expires.In(zone).Format(say.when), publicURL+"/invitations")
	case m.Kind == identity.VolunteerInvitation && bySMS:
		l.Text = fmt.Sprintf(say.smsInvite, publicURL+"/volunteer/invitation/"+m.Code)
	case m.Kind == identity.VolunteerInvitation:
		l.Subject = say.invite
		l.Text = fmt.Sprintf(say.inviteText, publicURL+"/volunteer/invitation/"+m.Code)
	case m.Kind == identity.ContactCode && bySMS:
		l.Text = fmt.Sprintf(say.smsContactCode, m.Code)
	case bySMS:
		l.Text = fmt.Sprintf(say.smsCode, m.Code)
	case m.Kind == identity.ContactCode:
		l.Subject, l.Text = fmt.Sprintf(say.contactCode, m.Code), fmt.Sprintf(say.codeText, m.Code)
	default:
		l.Subject, l.Text = fmt.Sprintf(say.code, m.Code), fmt.Sprintf(say.codeText, m.Code)
	}
	if bySMS {
		l.Text = plainSMS(l.Text)
	}
	return l
}

// plainSMS fits one SMS whatever happens: a longer text would cost two.
func plainSMS(text string) string {
	text = gsm(text)
	return text[:min(len(text), smsSigns)]
}

// gsm writes a text in ASCII, which is in every alphabet of SMS and costs one sign each; accents go, what else is not there too.
func gsm(text string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(text) {
		switch {
		case r == '’' || r == '‘':
			b.WriteByte('\'')
		case r == '“' || r == '”' || r == '«' || r == '»':
			b.WriteByte('"')
		case r == '–' || r == '—':
			b.WriteByte('-')
		case r == 'œ':
			b.WriteString("oe")
		case r == '\u00a0' || r == '\u202f':
			b.WriteByte(' ')
		case r >= ' ' && r <= '~' && !strings.ContainsRune("^{}[]~|\\`", r):
			b.WriteRune(r)
		}
	}
	return b.String()
}
