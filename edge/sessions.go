package edge

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strings"

	"github.com/alentour/alentour/identity"
)

// Sessions is how requests say who asks: pages by a cookie, apps by a bearer token (RFC 6750). A nil *Sessions knows nobody.
type Sessions struct {
	Check  func(ctx context.Context, token string) (*identity.Viewer, error)
	Rotate func(ctx context.Context, v *identity.Viewer) (token string, err error)
	// Insecure lets the cookie travel without TLS, for a trial on a local network.
	Insecure bool
}

// sessionLastsS is how long a browser keeps the cookie; the session itself may end before.
const sessionLastsS = 365 * 24 * 3600

// cookieName begins with __Host- where it can: no other host, path or plain connection can then set it (RFC 6265bis §4.1.3).
func (s *Sessions) cookieName() string {
	if s.Insecure {
		return "session"
	}
	return "__Host-session"
}

// Begin gives a browser its token.
func (s *Sessions) Begin(w http.ResponseWriter, token string) { s.setCookie(w, token, sessionLastsS) }

// End takes the token from a browser.
func (s *Sessions) End(w http.ResponseWriter) { s.setCookie(w, "", -1) }

func (s *Sessions) setCookie(w http.ResponseWriter, value string, maxAgeS int) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookieName(), Value: value, Path: "/", MaxAge: maxAgeS,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: !s.Insecure,
	})
}

type askerKey struct{}

// asker is what is known of who asks.
type asker struct {
	viewer  *identity.Viewer
	unknown error // why somebody with a token stays a visitor: the database does not answer
	addr    netip.Addr
	check   func(context.Context) (*identity.Viewer, error) // asks again who it is; nil for who came without a token
}

// Still says whether the session that a request came with is still good, for answers that last: NoSession when it has ended.
func Still(ctx context.Context) error {
	a := askerOf(ctx)
	if a.check == nil {
		return identity.Refuse(identity.NoSession, "")
	}
	_, err := a.check(ctx)
	return err
}

// Viewer is who asks; nil for a visitor.
func Viewer(ctx context.Context) *identity.Viewer { return askerOf(ctx).viewer }

// Unknown is why somebody who came with a token is not recognised just now; nil for everyone else.
func Unknown(ctx context.Context) error { return askerOf(ctx).unknown }

// Origin says from where a request comes, for the limits of sign-in and the list of sessions.
func Origin(r *http.Request, lang string) identity.Origin {
	return identity.Origin{Addr: askerOf(r.Context()).addr, Device: device(r.UserAgent()), Lang: lang}
}

func askerOf(ctx context.Context) asker {
	a, _ := ctx.Value(askerKey{}).(asker)
	return a
}

// recognise says who asks. A refusal is already written when the request is nil.
func (e *Edge) recognise(w http.ResponseWriter, r *http.Request, isAPI bool) *http.Request {
	token, isBearer := bearer(r)
	var cookie string
	if e.Sessions != nil && !isBearer && r.Header["Cookie"] != nil {
		if c, err := r.Cookie(e.Sessions.cookieName()); err == nil {
			cookie = c.Value
		}
	}
	safe := r.Method == http.MethodGet || r.Method == http.MethodHead
	if !safe && (cookie != "" || !isAPI) && !sameSite(r) {
		CrossSite.With("").Write(w)
		return nil
	}
	if safe && token == "" && cookie == "" {
		return r
	}
	a := asker{addr: e.client(r)}
	if e.Sessions != nil && token+cookie != "" {
		var err error
		a.check = func(ctx context.Context) (*identity.Viewer, error) { return e.Sessions.Check(ctx, token+cookie) }
		a.viewer, err = a.check(r.Context())
		if err != nil && !e.refused(w, err, isBearer, &a) {
			return nil
		}
		if cookie != "" && a.viewer != nil && a.viewer.Rotate && !isAPI {
			e.rotate(w, r, a.viewer)
		}
	}
	return r.WithContext(context.WithValue(r.Context(), askerKey{}, a))
}

// refused decides what a token that is not good means; false when it has answered.
func (e *Edge) refused(w http.ResponseWriter, err error, isBearer bool, a *asker) bool {
	if !errors.Is(err, &identity.Error{Code: identity.NoSession}) {
		a.unknown = err
		return true // public answers need nobody; the others will say why they cannot
	}
	if isBearer {
		NoSession.With("").Write(w)
		return false
	}
	e.Sessions.End(w)
	return true
}

func (e *Edge) rotate(w http.ResponseWriter, r *http.Request, v *identity.Viewer) {
	token, err := e.Sessions.Rotate(r.Context(), v)
	if err != nil || token == "" {
		return // the old one is still good: another request will do it
	}
	e.Sessions.Begin(w, token)
}

// bearer is the token of an Authorization field; ok says that there is such a field.
func bearer(r *http.Request) (token string, ok bool) {
	field := r.Header["Authorization"]
	if len(field) == 0 {
		return "", false
	}
	scheme, token, _ := strings.Cut(field[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", false
	}
	return strings.TrimSpace(token), true
}

// sameSite refuses what a page of another site made a browser send. Browsers of 2020 without Sec-Fetch-Site send Origin "null" with
// our own forms, since our pages ask them for no referrer; what protects there is the cookie's SameSite=Lax, which they all know.
func sameSite(r *http.Request) bool {
	if r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "null" {
		return true
	}
	return crossOrigin.Check(r) == nil
}

var crossOrigin = http.NewCrossOriginProtection()

// device names a browser and its system in a few words, for the list of sessions; empty when neither is known.
func device(userAgent string) string {
	var words []string
	for _, kind := range [][][2]string{
		{{"Firefox/", "Firefox"}, {"Edg/", "Edge"}, {"SamsungBrowser/", "Samsung Internet"}, {"OPR/", "Opera"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}},
		{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"Linux", "Linux"}},
	} {
		for _, sign := range kind {
			if strings.Contains(userAgent, sign[0]) {
				words = append(words, sign[1])
				break
			}
		}
	}
	return strings.Join(words, ", ")
}
