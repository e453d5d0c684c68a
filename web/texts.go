package web

import (
	"github.com/a-h/templ"

	"github.com/alentour/alentour/docs"
	"github.com/alentour/alentour/identity"
)

// The texts that people are asked to read: one address in every language, as printed on paper and said aloud.

const (
	privacyPath = "/confidentialite"
	termsPath   = "/conditions"
)

// Operator is who answers for this server.
type Operator struct {
	Name    string // and address, as the law asks; empty = nobody yet: a trial
	Contact string // e-mail address or telephone number for questions about data
}

func (s *site) textPages() {
	s.page("GET "+privacyPath, identity.ReadDirectory, text(docs.Privacy))
	s.page("GET "+termsPath, identity.ReadDirectory, text(docs.Terms))
}

func text(code string) func(*visit) (templ.Component, error) {
	return func(v *visit) (templ.Component, error) { return textPage(v, docs.Read(code, v.Lang)), nil }
}
