package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/google/uuid"

	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// SignedIn is a session that has just begun.
type SignedIn struct {
	Token   string `json:"token" doc:"Send it as Authorization: Bearer. It is shown once."`
	Account string `json:"account" format:"uuid" doc:"Who has signed in."`
	New     bool   `json:"new" doc:"The account began with it: welcome the person."`
}

// SessionList is where somebody is signed in.
type SessionList struct {
	Items []Session `json:"items" nullable:"false"`
}

// Session is one place where a person is signed in.
type Session struct {
	ID      string    `json:"id" format:"uuid"`
	Device  string    `json:"device" example:"Firefox, Android"`
	Since   time.Time `json:"since"`
	Seen    string    `json:"seen" format:"date" doc:"The last day of a visit."`
	Current bool      `json:"current"`
}

// ContactList is how a person signs in and is reached.
type ContactList struct {
	Items []Contact `json:"items" nullable:"false"`
}

// Contact is an e-mail address or a telephone number.
type Contact struct {
	Kind    string `json:"kind" enum:"email,phone"`
	Address string `json:"address" example:"+33639980001"`
}

// Token is a session's new token.
type Token struct {
	Token string `json:"token" doc:"Takes the place of the one that asked."`
}

type (
	contactInput struct {
		Body struct {
			Contact string `json:"contact" minLength:"3" maxLength:"254" doc:"An e-mail address, or a telephone number with its country's prefix."`
		}
	}
	verifyInput struct {
		Body struct {
			Contact string `json:"contact" minLength:"3" maxLength:"254"`
			Code    string `json:"code" minLength:"1" maxLength:"40"`
		}
	}
	printedInput struct {
		Body struct {
			Code string `json:"code" minLength:"1" maxLength:"40" doc:"As printed; signs between the groups do not matter."`
		}
	}
	actingInput struct {
		Body struct {
			Organisation string `json:"organisation" maxLength:"36" doc:"Id of an association whose member one is; empty = as oneself."`
		}
	}
	sessionInput struct {
		ID string `path:"id" format:"uuid" maxLength:"36"`
	}
)

// noContent answers 204: it is done.
func noContent() *answer {
	return respond(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusNoContent)
	})
}

// privateAnswer answers with what is one person's: nobody keeps it.
func privateAnswer(v any) *answer { return jsonAnswer(v, "no-store") }

// done documents an answer without a body.
func done() map[string]*huma.Response {
	return map[string]*huma.Response{"204": {Description: "Done."}}
}

// withOrigin gives a handler what huma keeps from it: where the request comes from.
func withOrigin(ctx huma.Context, next func(huma.Context)) {
	r, _ := humago.Unwrap(ctx)
	next(huma.WithValue(ctx, originKey{}, edge.Origin(r, languageOf(r.Header.Get("Accept-Language")))))
}

type originKey struct{}

func origin(ctx context.Context) identity.Origin {
	from, _ := ctx.Value(originKey{}).(identity.Origin)
	return from
}

func (a *API) registerSignIn() {
	op := func(id, method, path, summary string, responses map[string]*huma.Response) huma.Operation {
		return huma.Operation{
			OperationID: id, Method: method, Path: path, Tags: []string{"accounts"}, Summary: summary, Responses: responses,
			Middlewares: huma.Middlewares{withOrigin},
		}
	}
	const get, post, del = http.MethodGet, http.MethodPost, http.MethodDelete
	session := func() map[string]*huma.Response { return answers(content[SignedIn](a, "application/json")) }
	sessions, contacts := answers(content[SessionList](a, "application/json")), answers(content[ContactList](a, "application/json"))
	ask := op("request-code", post, "/v1/sign-in/codes", "Send a code to a contact", done())
	ask.Description = "The answer is the same whether the contact has an account or not. The first code that comes back makes the account."
	ask.Metadata = map[string]any{exampleBody: `{"contact":"you@example.org"}`}
	register(a, identity.SignIn, ask, a.requestCode)
	enter := op("sign-in", post, "/v1/sign-in", "Sign in with the code", session())
	enter.Metadata = map[string]any{exampleBody: `{"contact":"you@example.org","code":"123456"}`}
	register(a, identity.SignIn, enter, a.signIn)
	register(a, identity.SignIn, op("sign-in-printed", post, "/v1/sign-in/printed", "Sign in with a code on paper", session()), a.signInPrinted)
	register(a, identity.ManageAccount, op("sign-out", post, "/v1/sign-out", "End the session that asks", done()), a.signOut)
	register(a, identity.ManageAccount, op("list-sessions", get, "/v1/me/sessions", "Where one is signed in", sessions), a.sessions)
	register(a, identity.ManageAccount, op("end-session", del, "/v1/me/sessions/{id}", "End one of one's sessions", done()), a.endSession)
	register(a, identity.ManageAccount, op("list-contacts", get, "/v1/me/contacts", "How one signs in and is reached", contacts), a.contacts)
	register(a, identity.ManageAccount, op("request-contact", post, "/v1/me/contacts/codes", "Send a code to a contact to add", done()), a.requestContact)
	register(a, identity.ManageAccount, op("add-contact", post, "/v1/me/contacts", "Add a contact with its code", done()), a.addContact)
	register(a, identity.ManageAccount, op("remove-contact", post, "/v1/me/contacts/remove", "Remove a contact; the last one stays", done()), a.removeContact)
	register(a, identity.ManageAccount, op("act-as", post, "/v1/me/acting", "Act as an association, or as oneself again",
		answers(content[Token](a, "application/json"))), a.actAs)
	archive := map[string]*huma.Response{"200": {Description: "The archive.", Content: map[string]*huma.MediaType{"application/zip": {}}}}
	register(a, identity.ExportOwn, op("export-own", get, "/v1/me/export", "Everything about oneself, as a zip of JSON and CSV", archive), a.exportOwn)
	register(a, identity.EraseOwn, op("erase-own", del, "/v1/me", "Erase everything about oneself, at once and for good", done()), a.eraseOwn)
}

// region is where a telephone number without a prefix belongs, as on the pages.
const region = "FR"

func (a *API) requestCode(ctx context.Context, in *contactInput) (*answer, error) {
	contact, err := identity.ParseContact(in.Body.Contact, region)
	if err != nil {
		return nil, err
	}
	return noContent(), a.Desk.RequestCode(ctx, contact, origin(ctx))
}

func (a *API) signIn(ctx context.Context, in *verifyInput) (*answer, error) {
	contact, err := identity.ParseContact(in.Body.Contact, region)
	if err != nil {
		return nil, err
	}
	return signedIn(a.Desk.Verify(ctx, contact, in.Body.Code, origin(ctx)))
}

func (a *API) signInPrinted(ctx context.Context, in *printedInput) (*answer, error) {
	return signedIn(a.Desk.Redeem(ctx, in.Body.Code, origin(ctx)))
}

func signedIn(in identity.SignedIn, err error) (*answer, error) {
	if err != nil {
		return nil, err
	}
	return privateAnswer(SignedIn{in.Token, in.Account.ID.String(), in.New}), nil
}

func (a *API) signOut(ctx context.Context, _ *struct{}) (*answer, error) {
	return noContent(), a.Desk.SignOut(ctx, edge.Viewer(ctx))
}

func (a *API) sessions(ctx context.Context, _ *struct{}) (*answer, error) {
	list, err := a.Desk.Sessions(ctx, edge.Viewer(ctx))
	if err != nil {
		return nil, err
	}
	out := SessionList{Items: []Session{}}
	for _, s := range list {
		out.Items = append(out.Items, Session{s.ID.String(), s.Device, s.Since, s.Seen.Format(time.DateOnly), s.Current})
	}
	return privateAnswer(out), nil
}

func (a *API) endSession(ctx context.Context, in *sessionInput) (*answer, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return nil, edge.NotFound.With("")
	}
	return noContent(), a.Desk.Revoke(ctx, edge.Viewer(ctx), id)
}

func (a *API) contacts(ctx context.Context, _ *struct{}) (*answer, error) {
	list, err := a.Desk.Contacts(ctx, edge.Viewer(ctx))
	if err != nil {
		return nil, err
	}
	out := ContactList{Items: []Contact{}}
	for _, c := range list {
		out.Items = append(out.Items, Contact{c.Kind, c.Address})
	}
	return privateAnswer(out), nil
}

func (a *API) requestContact(ctx context.Context, in *contactInput) (*answer, error) {
	contact, err := identity.ParseContact(in.Body.Contact, region)
	if err != nil {
		return nil, err
	}
	return noContent(), a.Desk.RequestContact(ctx, edge.Viewer(ctx), contact, origin(ctx))
}

func (a *API) addContact(ctx context.Context, in *verifyInput) (*answer, error) {
	contact, err := identity.ParseContact(in.Body.Contact, region)
	if err != nil {
		return nil, err
	}
	return noContent(), a.Desk.ConfirmContact(ctx, edge.Viewer(ctx), contact, in.Body.Code, origin(ctx))
}

func (a *API) removeContact(ctx context.Context, in *contactInput) (*answer, error) {
	contact, err := identity.ParseContact(in.Body.Contact, region)
	if err != nil {
		return nil, err
	}
	return noContent(), a.Desk.RemoveContact(ctx, edge.Viewer(ctx), contact)
}

func (a *API) actAs(ctx context.Context, in *actingInput) (*answer, error) {
	var num int64
	if in.Body.Organisation != "" {
		id, err := uuid.Parse(in.Body.Organisation)
		if err != nil {
			return nil, edge.BadField.At("organisation", "not an id")
		}
		o, ok := a.Live.Organisation(id)
		if !ok {
			return nil, edge.NotFound.With("")
		}
		num = o.Num
	}
	token, err := a.Desk.ActAs(ctx, edge.Viewer(ctx), num)
	if err != nil {
		return nil, err
	}
	return privateAnswer(Token{token}), nil
}

func (a *API) exportOwn(ctx context.Context, _ *struct{}) (*answer, error) {
	sheets, err := a.Desk.ExportOwn(ctx, edge.Viewer(ctx))
	if err != nil {
		return nil, err
	}
	return respond(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/zip")
		w.Header().Set("Cache-Control", "no-store")
		_ = identity.WriteArchive(w, sheets) // a client that has gone is no concern of ours
	}), nil
}

func (a *API) eraseOwn(ctx context.Context, _ *struct{}) (*answer, error) {
	return noContent(), a.Desk.EraseOwn(ctx, edge.Viewer(ctx))
}
