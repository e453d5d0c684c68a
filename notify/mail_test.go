package notify

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/google/uuid"

	"github.com/alentour/alentour/identity"
)

// postOffice is a mail server that keeps what it took.
type postOffice struct {
	address     string
	certificate []byte
	roots       *x509.CertPool

	mu     sync.Mutex
	mail   []*netmail.Message
	bodies []string
	busy   int // so many next e-mails get a 451
	secret string
}

func newPostOffice(t testing.TB) *postOffice {
	t.Helper()
	p := &postOffice{secret: "hunter2"}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	mold := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, mold, mold, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	own, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	p.certificate = der
	p.roots = x509.NewCertPool()
	p.roots.AddCert(own)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &visit{office: p, conn: c}, nil }))
	server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	server.Domain = "mail.example.org"
	p.address = listener.Addr().String()
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return p
}

func (p *postOffice) sender(t testing.TB, password string) *Mail {
	t.Helper()
	m, err := NewMail(MailConfig{
		URL: "smtp://alentour:" + password + "@" + p.address, From: "Alentour <bonjour@example.org>",
		TLS: &tls.Config{RootCAs: p.roots, ServerName: "127.0.0.1"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (p *postOffice) all() ([]*netmail.Message, []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]*netmail.Message(nil), p.mail...), append([]string(nil), p.bodies...)
}

// visit is one connection of a client.
type visit struct {
	office *postOffice
	conn   *smtp.Conn
	known  bool
}

func (*visit) AuthMechanisms() []string { return []string{sasl.Plain} }

func (v *visit) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "alentour" || password != v.office.secret {
			return smtp.ErrAuthFailed
		}
		v.known = true
		return nil
	}), nil
}

func (v *visit) Mail(string, *smtp.MailOptions) error {
	if _, encrypted := v.conn.TLSConnectionState(); !encrypted || !v.known {
		return smtp.ErrAuthRequired
	}
	v.office.mu.Lock()
	defer v.office.mu.Unlock()
	if v.office.busy > 0 {
		v.office.busy--
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 2}, Message: "come back later"}
	}
	return nil
}

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "nobody@") {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox: " + to}
	}
	return nil
}

func (v *visit) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		return err
	}
	v.office.mu.Lock()
	defer v.office.mu.Unlock()
	v.office.mail, v.office.bodies = append(v.office.mail, m), append(v.office.bodies, string(body))
	return nil
}

func (*visit) Reset()        {}
func (*visit) Logout() error { return nil }

func letterTo(address string) Letter {
	return Letter{
		ID: uuid.New(), To: identity.Contact{Kind: identity.Email, Address: address}, Lang: "fr",
		Subject: "Un nouveau contact à vérifier", Text: "Bonjour,\n\nC’est fait.\n", Stop: "https://alentour.example/notices/stop/abc",
	}
}

// A real mail server, over STARTTLS and with a password: what arrives is what a mail program needs.
func TestMailArrives(t *testing.T) {
	t.Parallel()
	p := newPostOffice(t)
	l := letterTo("amina@example.org")
	if err := p.sender(t, p.secret).Send(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	mails, bodies := p.all()
	if len(mails) != 1 {
		t.Fatalf("%d e-mails", len(mails))
	}
	h := mails[0].Header
	for name, want := range map[string]string{
		"Message-Id":            "<" + l.ID.String() + "@example.org>",
		"To":                    "<amina@example.org>",
		"List-Unsubscribe":      "<https://alentour.example/notices/stop/abc>",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"Auto-Submitted":        "auto-generated",
		"Content-Language":      "fr",
		"Content-Type":          "text/plain; charset=UTF-8",
		"User-Agent":            "",
		"X-Mailer":              "",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if subject, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject")); err != nil || subject != l.Subject {
		t.Errorf("subject %q, %v", subject, err)
	}
	if from, err := h.AddressList("From"); err != nil || from[0].Name != "Alentour" || from[0].Address != "bonjour@example.org" {
		t.Errorf("from %v, %v", from, err)
	}
	if got := strings.ReplaceAll(bodies[0], "\r\n", "\n"); strings.TrimSpace(got) != strings.TrimSpace(l.Text) {
		t.Errorf("body %q", got)
	}
}

// What is busy is tried again, a mailbox that does not exist is not; no error tells an address or the password.
func TestMailFails(t *testing.T) {
	t.Parallel()
	p := newPostOffice(t)
	p.busy = 1
	m := p.sender(t, p.secret)
	var refused *Refused
	mustSay := func(what string, err error, want string, forGood bool) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) || errors.As(err, &refused) != forGood {
			t.Errorf("%s: %v", what, err)
		}
		if err != nil && (strings.Contains(err.Error(), "example.org") || strings.Contains(err.Error(), "hunter2")) {
			t.Errorf("%s tells too much: %v", what, err)
		}
	}
	mustSay("busy", m.Send(t.Context(), letterTo("a@example.org")), "451", false)
	if err := m.Send(t.Context(), letterTo("a@example.org")); err != nil {
		t.Error(err)
	}
	mustSay("nobody", m.Send(t.Context(), letterTo("nobody@example.org")), "550", true)
	mustSay("password", p.sender(t, "hunter3").Send(t.Context(), letterTo("a@example.org")), "not to be had", false)
	strange := p.sender(t, p.secret)
	strange.TLS = nil
	if strange, err := NewMail(MailConfig{URL: strange.URL, From: "a@example.org"}); err != nil {
		t.Error(err)
	} else {
		mustSay("unknown certificate", strange.Send(t.Context(), letterTo("a@example.org")), "not to be had", false)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	mustSay("cancelled", m.Send(ctx, letterTo("a@example.org")), "", false)
	if n, _ := p.all(); len(n) != 1 {
		t.Errorf("%d e-mails", len(n))
	}
	for _, bad := range []MailConfig{
		{URL: "http://hunter2@host", From: "a@example.org"}, {URL: "smtp://", From: "a@example.org"}, {URL: "smtp://host", From: "nobody"},
	} {
		if _, err := NewMail(bad); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%v", err)
		}
	}
}
