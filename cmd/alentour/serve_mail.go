package main

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
	"github.com/alentour/alentour/notify"
)

// mailFlags say how messages reach people.
type mailFlags struct {
	SMTPURL    string `name:"smtp-url" help:"Server that takes our e-mail: smtp://user:password@host:587 (STARTTLS), smtps://host:465, or smtp://localhost?tls=off. Empty = no e-mail." placeholder:"URL"`
	MailFrom   string `help:"Sender of our e-mail, such as 'Alentour <bonjour@example.org>'." placeholder:"ADDRESS"`
	SMSURL     string `name:"sms-url" help:"HTTPS address of an SMS gateway, as docs/operations.md describes it. Empty = no SMS." placeholder:"URL"`
	SMSKey     string `name:"sms-key" help:"File with the key that the gateway shares with us: 32 signs or more." placeholder:"FILE" type:"path"`
	SMSMonthly int64  `name:"sms-monthly" help:"Most SMS a month, all nodes together." default:"500"`
}

// senders are how letters leave this node: nil by a channel means not at all.
type senders struct {
	email, sms notify.Sender
	texts      *notify.Texts // sms, when it needs the database
}

// openSenders reads the flags. With --dev, what has no way out is shown in the outbox.
func (s *server) openSenders() (err error) {
	if s.outbox != nil {
		s.senders.email, s.senders.sms = s.outbox, s.outbox
	}
	if s.SMTPURL != "" {
		if s.senders.email, err = notify.NewMail(notify.MailConfig{URL: s.SMTPURL, From: s.MailFrom, Now: s.now}); err != nil {
			return fmt.Errorf("--smtp-url, --mail-from: %w", err)
		}
	}
	if s.SMSURL == "" {
		return nil
	}
	text, err := os.ReadFile(s.SMSKey)
	if err != nil {
		return fmt.Errorf("--sms-key: %w", err)
	}
	s.senders.texts, err = notify.NewTexts(notify.TextsConfig{URL: s.SMSURL, Key: bytes.TrimSpace(text), Monthly: s.SMSMonthly, Now: s.now})
	if err != nil {
		return fmt.Errorf("--sms-url, --sms-key, --sms-monthly: %w", err)
	}
	s.senders.sms = s.senders.texts
	return nil
}

// address is how links in letters begin.
func (s *server) address() string {
	if s.PublicURL != "" {
		return s.PublicURL
	}
	return "http://" + reachable(s.listeners[0].Addr())
}

// sendCodes hands over the messages of identity.
func (s *server) sendCodes(pool *pgxpool.Pool) func(context.Context, identity.Message) error {
	if s.senders.texts != nil {
		s.senders.texts.Pool = pool
	}
	return notify.Codes(s.address(), s.zone, s.senders.email, s.senders.sms)
}

// openOffice makes what tells people things.
func (s *server) openOffice(pool *pgxpool.Pool) (*notify.Office, error) {
	return notify.New(notify.Config{
		Pool: pool, Key: s.key, PublicURL: s.address(), Email: s.senders.email, SMS: s.senders.sms, Zone: s.zone, Now: s.now, Log: s.log,
		Poke: s.pokeFollower,
		Answers: func(kind string, params map[string]string) (yes, no string, ok bool) {
			if rooms := s.rooms.Load(); rooms != nil {
				return matching.NewLinks(rooms.matching).Answers(kind, params)
			}
			return "", "", false
		},
	})
}
