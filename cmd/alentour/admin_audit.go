package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/alentour/alentour/identity"
)

type adminVerifyAuditCmd struct {
	Known string `help:"A line that this command printed before: DAY:DIGEST. It must still be in the chain." placeholder:"DAY:DIGEST"`
}

// Run walks the chain over what staff did. Its last line is worth keeping somewhere else.
func (c adminVerifyAuditCmd) Run(a *app) error {
	day, digest, err := c.known()
	if err != nil {
		return err
	}
	pool, leave, err := a.open(a.ctx)
	if err != nil {
		return err
	}
	defer leave()
	proof, err := identity.VerifyAudit(a.ctx, pool, func(l identity.Link) error {
		if l.Day.Equal(day) && hex.EncodeToString(l.Digest[:]) != digest {
			return &identity.BrokenChain{Day: day, Why: "another digest than --known"}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !day.IsZero() && (proof.Head.Day.Before(day) || proof.Links == 0) {
		return fmt.Errorf("the audit ends before %s, which --known names", c.Known[:len(time.DateOnly)])
	}
	p := printer{w: a.out}
	p.line("%d days with %d acts fit; %d acts since then are not chained yet", proof.Links, proof.Entries, proof.Unchained)
	if proof.Links > 0 {
		p.line("%s:%s", proof.Head.Day.Format(time.DateOnly), hex.EncodeToString(proof.Head.Digest[:]))
	}
	return p.err
}

func (c adminVerifyAuditCmd) known() (day time.Time, digest string, err error) {
	if c.Known == "" {
		return day, "", nil
	}
	text, digest, _ := strings.Cut(c.Known, ":")
	day, err = time.Parse(time.DateOnly, text)
	if err != nil || len(digest) != 64 {
		return day, "", errors.New("--known: not a line such as 2026-11-24:0f3a…, with 64 hexadecimal digits")
	}
	return day, digest, nil
}
