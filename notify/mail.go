package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// MailConfig says how e-mail leaves.
type MailConfig struct {
	// URL of the server that takes our e-mail: smtp://user:password@host:587 goes over to TLS before anything is said (STARTTLS),
	// smtps://host:465 begins with it. smtp://localhost?tls=off is for a server on the same machine.
	URL  string
	From string // "Alentour <bonjour@example.org>"
	TLS  *tls.Config
	Now  func() time.Time // time.Now
}

// Mail sends letters as plain-text e-mail. Its errors name no address.
type Mail struct {
	MailConfig
	from    *netmail.Address
	domain  string // of From, and of Message-IDs
	host    string
	options []mail.Option
}

// NewMail reads a configuration; nothing is connected yet.
func NewMail(c MailConfig) (*Mail, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("mail: the server's URL is not smtp://host or smtps://host") // without the URL: it holds a password
	}
	m := &Mail{MailConfig: c, host: u.Hostname()}
	if m.from, err = netmail.ParseAddress(c.From); err != nil {
		return nil, fmt.Errorf("mail: sender %q: %w", c.From, err)
	}
	_, m.domain, _ = strings.Cut(m.from.Address, "@")
	if m.Now == nil {
		m.Now = time.Now
	}
	port := 587
	m.options = []mail.Option{mail.WithTimeout(15 * time.Second), mail.WithHELO(m.domain), mail.WithTLSPolicy(mail.TLSMandatory)}
	if u.Scheme == "smtps" {
		port = 465
		m.options = append(m.options, mail.WithSSL())
	} else if u.Query().Get("tls") == "off" {
		port = 25
		m.options = append(m.options, mail.WithTLSPolicy(mail.NoTLS))
	}
	if text := u.Port(); text != "" {
		if port, err = strconv.Atoi(text); err != nil {
			return nil, fmt.Errorf("mail: port %q", text)
		}
	}
	m.options = append(m.options, mail.WithPort(port))
	if c.TLS != nil {
		m.options = append(m.options, mail.WithTLSConfig(c.TLS))
	}
	if password, ok := u.User.Password(); ok {
		m.options = append(m.options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(u.User.Username()), mail.WithPassword(password))
	}
	_, err = mail.NewClient(m.host, m.options...)
	return m, err
}

// Send hands one e-mail to the server. What the server will never take is [Refused].
func (m *Mail) Send(ctx context.Context, l Letter) error {
	message, err := m.message(l)
	if err != nil {
		return err
	}
	client, err := mail.NewClient(m.host, m.options...)
	if err != nil {
		return err
	}
	if err := client.DialWithContext(ctx); err != nil {
		return fmt.Errorf("mail: the server is not to be had: %w", err)
	}
	err = client.Send(message)
	_ = client.Close() // what the server took, it has
	if message.IsDelivered() {
		return nil // a farewell that failed is no reason to send it twice
	}
	return failedMail(err)
}

// failedMail leaves out the address that the library's errors name.
func failedMail(err error) error {
	var said *mail.SendError
	if !errors.As(err, &said) {
		return errors.New("mail: the connection was lost")
	}
	text := fmt.Sprintf("%v, code %d", said.Reason, said.ErrorCode())
	if said.ErrorCode() >= 500 && (said.Reason == mail.ErrSMTPRcptTo || said.Reason == mail.ErrSMTPDataClose) {
		return &Refused{text}
	}
	return errors.New("mail: " + text)
}

func (m *Mail) message(l Letter) (*mail.Msg, error) {
	message := mail.NewMsg(mail.WithNoDefaultUserAgent())
	message.FromMailAddress(m.from)
	if err := message.To(l.To.Address); err != nil {
		return nil, &Refused{"the address cannot be written in an e-mail"}
	}
	message.SetMessageIDWithValue(l.ID.String() + "@" + m.domain)
	message.SetDateWithValue(m.Now())
	message.Subject(l.Subject)
	message.SetGenHeader("Content-Language", l.Lang)
	message.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no answers from holidays
	if l.Stop != "" {
		message.SetListUnsubscribe(l.Stop)
		message.SetListUnsubscribePost()
	}
	message.SetBodyString(mail.TypeTextPlain, l.Text)
	return message, nil
}
