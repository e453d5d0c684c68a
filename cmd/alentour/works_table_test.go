package main

import (
	"net/http"
	"strings"

	"github.com/alentour/alentour/identity"
)

const ours = "00000000-0000-4000-8000-0000000000a1" // the association of the house

const (
	ok   = http.StatusOK
	done = http.StatusNoContent
)

// works are the operations that write, those of one story after the other. A GET fetches what the next ones need.
var works = []work{
	// Who one is.
	{op: "POST /v1/sign-in/codes", body: `{"contact":"new@example.org"}`, want: done},
	{op: "POST /v1/sign-in", body: `{"contact":"new@example.org","code":"{code}"}`, want: ok, before: func(_ *house, w *worker) { w.codeTo("new@example.org") }},
	{op: "POST /v1/sign-in/printed", body: `{"code":"{printed}"}`, want: ok, before: (*house).printCode},
	{op: "PUT /v1/me", as: "member", body: profile("Amina"), want: ok},
	{op: "PUT /v1/me", as: "helper", body: profile("Bilal"), want: ok},
	{op: "PUT /v1/me", as: "guest", body: profile("Chloé"), want: ok},
	{op: "PUT /v1/me", as: "leaver", body: profile("Driss"), want: ok},
	{op: "PUT /v1/me", as: "coordinator", body: profile("Élise"), want: ok},
	{op: "POST /v1/me/contacts/codes", as: "member", body: `{"contact":"second@example.org"}`, want: done},
	{op: "POST /v1/me/contacts", as: "member", body: `{"contact":"second@example.org","code":"{code}"}`, want: done, before: func(_ *house, w *worker) { w.codeTo("second@example.org") }},
	{op: "POST /v1/me/contacts/remove", as: "member", body: `{"contact":"second@example.org"}`, want: done},
	{op: "POST /v1/me/acting", as: "association-admin", body: `{"organisation":"` + ours + `"}`, want: ok},
	{op: "POST /v1/me/calendar", as: "member", want: ok},
	{op: "DELETE /v1/me/calendar", as: "member", want: done},
	{op: "PUT /v1/notices/settings", as: "member", want: ok, body: `{"digest_at":"08:00","email_cap":3,"quiet_from":"21:00","quiet_till":"08:00","sms_cap":1,"urgent":true,"ways":{},"zone":"Europe/Paris"}`},
	{op: "POST /v1/notices/read", as: "member", body: `{"up_to":1}`, want: done},
	{op: "POST /v1/me/blocks", as: "member", body: `{"member":"{guest}"}`, want: done},
	{op: "DELETE /v1/me/blocks/{id}", as: "member", path: "/v1/me/blocks/{guest}", want: done},
	{op: "POST /v1/photos", as: "member", body: "{picture}", want: ok},

	// Places and associations.
	{op: "POST /v1/places/search", body: `{"near":[5.365,43.3],"radius_m":2000}`, want: ok},
	{op: "GET /v1/places/{id}/words", as: "association-admin", path: "/v1/places/" + ourPlace + "/words", want: ok, keep: "edition=edition"},
	{op: "PUT /v1/places/{id}", as: "association-admin", path: "/v1/places/" + ourPlace, body: `{"edition":"{edition}","name":"Chez nous tous","categories":["meal"],"point":[5.365,43.3]}`, want: ok},
	{op: "POST /v1/places/{id}/saturation", as: "association-admin", path: "/v1/places/" + ourPlace + "/saturation", body: `{"saturation":"high"}`, want: done},
	{op: "POST /v1/places/{id}/closures", as: "association-admin", path: "/v1/places/" + ourPlace + "/closures", body: `{"closed":true,"from":"{day}"}`, want: ok, keep: "closure=id"},
	{op: "DELETE /v1/places/{id}/closures/{num}", as: "association-admin", path: "/v1/places/" + ourPlace + "/closures/{closure}", want: done},
	{op: "POST /v1/places/{id}/corrections", as: "member", path: "/v1/places/" + theirPlace + "/corrections", body: `{"field":"hours","right":false}`, want: done},
	{op: "GET /v1/organisations/{id}/words", as: "association-admin", path: "/v1/organisations/" + ours + "/words", want: ok, keep: "edition=edition"},
	{op: "PUT /v1/organisations/{id}", as: "association-admin", path: "/v1/organisations/" + ours, body: `{"edition":"{edition}","name":"Les nôtres tous"}`, want: ok},
	{op: "POST /v1/organisations/{id}/claims", as: "guest", path: "/v1/organisations/" + ours + "/claims", body: `{"note":"I work there"}`, want: ok},
	{op: "PUT /v1/organisations/{id}/follow", as: "member", path: "/v1/organisations/" + ours + "/follow", want: done},
	{op: "DELETE /v1/organisations/{id}/follow", as: "member", path: "/v1/organisations/" + ours + "/follow", want: done},
	{op: "POST /v1/organisations/{id}/people", as: "association-admin", path: "/v1/organisations/" + ours + "/people", body: `{"email":"colleague@example.org","role":"association-member"}`, want: done},

	{op: "POST /v1/organisations/{id}/calendars", as: "association-admin", path: "/v1/organisations/" + ours + "/calendars", body: `{"address":"webcal://agenda.invalid/x.ics"}`, want: ok, keep: "calendar=id"},
	{op: "POST /v1/organisations/{id}/calendars/{calendar}/read", as: "association-admin", path: "/v1/organisations/" + ours + "/calendars/{calendar}/read", want: done},
	{op: "DELETE /v1/organisations/{id}/calendars/{calendar}", as: "association-admin", path: "/v1/organisations/" + ours + "/calendars/{calendar}", want: done},

	// Who helps.
	{op: "PUT /v1/me/volunteer", as: "helper", body: `{"kinds":["portrait"],"week":"","per_day":3,"per_week":9}`, want: ok},
	{op: "GET /v1/me/volunteer", as: "helper", want: ok, keep: "charter=charter.version"},
	{op: "GET /v1/me/volunteer", as: "helper", want: ok, keep: "signed=charter.sha256"},
	{op: "POST /v1/volunteers/{id}/steps", as: "helper", path: "/v1/volunteers/{helper}/steps", body: `{"step":"sign","version":"{charter}","sha256":"{signed}"}`, want: done},
	{op: "POST /v1/volunteers/{id}/steps", as: "coordinator", path: "/v1/volunteers/{helper}/steps", body: `{"step":"train"}`, want: done},
	{op: "POST /v1/volunteers/{id}/steps", as: "coordinator", path: "/v1/volunteers/{helper}/steps", body: `{"step":"check"}`, want: done},
	{op: "POST /v1/volunteers/{id}/steps", as: "coordinator", path: "/v1/volunteers/{helper}/steps", body: `{"step":"activate"}`, want: done},

	// Asking for help, and giving it.
	{op: "POST /v1/requests", as: "member", body: asking("first"), want: ok, keep: "request=id"},
	{op: "PATCH /v1/requests/{id}", as: "member", path: "/v1/requests/{request}", body: `{"version":1,"kind":"cv","details":"Une page","when":{"timing":"flexible"}}`, want: ok},
	{op: "POST /v1/requests/{id}/renew", as: "member", path: "/v1/requests/{request}/renew", want: ok},
	{op: "POST /v1/requests/{id}/ask-coordinator", as: "member", path: "/v1/requests/{request}/ask-coordinator", want: ok},
	{op: "POST /v1/requests/{id}/contact", as: "guest", path: "/v1/requests/{request}/contact", body: `{"text":"Bonjour","client_key":"a-key-of-mine"}`, want: ok, keep: "thread=thread"},
	{op: "POST /v1/threads/{id}/messages", as: "member", path: "/v1/threads/{thread}/messages", body: `{"text":"Merci","key":"k"}`, want: ok},
	{op: "POST /v1/threads/{id}/read", as: "member", path: "/v1/threads/{thread}/read", body: `{"number":1}`, want: done},
	{op: "POST /v1/requests/{id}/invite", as: "coordinator", path: "/v1/requests/{request}/invite", body: `{"volunteer":"{helper}"}`, want: done},
	{op: "GET /v1/me/invitations", as: "helper", want: ok, keep: "invitation=items.id"},
	{op: "POST /v1/invitations/{id}/later", as: "helper", path: "/v1/invitations/{invitation}/later", want: ok},
	{op: "POST /v1/invitations/{id}/accept", as: "helper", path: "/v1/invitations/{invitation}/accept", want: ok},
	{op: "POST /v1/requests/{id}/meeting-point", as: "helper", path: "/v1/requests/{request}/meeting-point", want: ok},
	{op: "POST /v1/invitations/{id}/withdraw", as: "helper", path: "/v1/invitations/{invitation}/withdraw", body: `{"reason":"ill"}`, want: ok},
	{op: "POST /v1/requests/{id}/cancel", as: "member", path: "/v1/requests/{request}/cancel", want: ok},
	{op: "POST /v1/requests", as: "member", body: asking("second"), want: ok, keep: "request=id"},
	{op: "POST /v1/requests/{id}/invite", as: "coordinator", path: "/v1/requests/{request}/invite", body: `{"volunteer":"{helper}"}`, want: done},
	{op: "GET /v1/me/invitations", as: "helper", want: ok, keep: "invitation=items.id"},
	{op: "POST /v1/invitations/{id}/decline", as: "helper", path: "/v1/invitations/{invitation}/decline", body: `{"reason":"busy"}`, want: ok},
	{op: "POST /v1/requests/{id}/complete", as: "member", path: "/v1/requests/{request}/complete", body: `{"outcome":"elsewhere"}`, want: ok},
	{op: "POST /v1/requests", as: "leaver", body: strings.Replace(asking("third"), `{`, `{"details":"I pay 5 €",`, 1), want: ok, keep: "request=id"},
	{op: "POST /v1/requests/{id}/review", as: "coordinator", path: "/v1/requests/{request}/review", body: `{"allow":true}`, want: done},

	// What people do together.
	{op: "POST /v1/events", as: "member", want: ok, keep: "event=id", body: `{"title":"Pétanque","where":{"point":[5.365,43.3],"sealed":"the blue door"},"when":{"start":"{soon}","length_s":7200,"rule":"FREQ=WEEKLY"},"capacity":1,"client_key":"an-event-1"}`},
	{op: "PATCH /v1/events/{id}", as: "member", path: "/v1/events/{event}", want: ok, body: `{"scope":"all","title":"Pétanque et café","where":{},"when":{"start":"{soon}","length_s":7200,"rule":"FREQ=WEEKLY"},"capacity":2}`},
	{op: "GET /v1/events/{id}/occurrences", as: "member", path: "/v1/events/{event}/occurrences", want: ok, keep: "original=items.original"},
	{op: "POST /v1/events/{id}/sign-ups", as: "guest", path: "/v1/events/{event}/sign-ups", body: `{"original":"{original}","client_key":"a-sign-up-1"}`, want: ok, keep: "going=id"},
	{op: "POST /v1/events/{id}/meeting-point", as: "guest", path: "/v1/events/{event}/meeting-point", body: `{"original":"{original}"}`, want: ok},
	{op: "POST /v1/sign-ups/{id}/invitation", as: "guest", path: "/v1/sign-ups/{going}/invitation", want: ok},
	{op: "POST /v1/events/{id}/sign-ups", as: "helper", path: "/v1/events/{event}/sign-ups", body: `{"original":"{original}","client_key":"a-sign-up-2","with":["Zoé"]}`, want: ok, keep: "waiting=id"},
	{op: "POST /v1/sign-ups/{id}/leave", as: "guest", path: "/v1/sign-ups/{going}/leave", want: ok},
	{op: "POST /v1/sign-ups/{id}/confirm", as: "helper", path: "/v1/sign-ups/{waiting}/confirm", want: ok},
	{op: "POST /v1/events/{id}/sign-ups", as: "leaver", path: "/v1/events/{event}/sign-ups", body: `{"client_key":"a-sign-up-3"}`, want: ok},
	{op: "POST /v1/events/{id}/leave-series", as: "leaver", path: "/v1/events/{event}/leave-series", want: done},
	{op: "POST /v1/events", as: "member", want: ok, keep: "today=id", body: `{"title":"Cartes","where":{"point":[5.365,43.3]},"when":{"start":"{shortly}","length_s":7200},"client_key":"an-event-2"}`},
	{op: "GET /v1/events/{id}/occurrences", as: "member", path: "/v1/events/{today}/occurrences", want: ok, keep: "begins=items.original"},
	{op: "POST /v1/events/{id}/sign-ups", as: "guest", path: "/v1/events/{today}/sign-ups", body: `{"client_key":"a-sign-up-4"}`, want: ok, keep: "coming=id"},
	{op: "POST /v1/events/{id}/check-ins", as: "member", path: "/v1/events/{today}/check-ins", body: `{"original":"{begins}","marks":[{"id":"{coming}","came":true,"at":"{now}"}]}`, want: ok},
	{op: "POST /v1/events/{id}/cancel", as: "member", path: "/v1/events/{event}/cancel", body: `{"scope":"all","why":"ill"}`, want: done},

	// Safety.
	{op: "POST /v1/reports", as: "member", body: `{"kind":"member","id":"{guest}","reason":"spam","text":"Publicité"}`, want: ok},
	{op: "GET /v1/cases", as: "coordinator", want: ok, keep: "case=items.id"},
	{op: "POST /v1/cases/{id}/steps", as: "coordinator", path: "/v1/cases/{case}/steps", body: `{"act":"take"}`, want: done},
	{op: "POST /v1/cases/{id}/sealed", as: "coordinator", path: "/v1/cases/{case}/sealed", want: ok},
	{op: "POST /v1/cases/{id}/decisions", as: "coordinator", path: "/v1/cases/{case}/decisions", body: `{"hide":true,"rule":"spam","facts":"Publicité"}`, want: ok},
	{op: "GET /v1/me/decisions", as: "guest", want: ok, keep: "decision=decisions.id"},
	{op: "POST /v1/decisions/{id}/appeal", as: "guest", path: "/v1/decisions/{decision}/appeal", body: `{"text":"Ce n’est pas moi"}`, want: done},
	{op: "POST /v1/cases/{id}/appeal", as: "administrator", path: "/v1/cases/{case}/appeal", body: `{"outcome":"reverse"}`, want: done},

	// Leaving.
	{op: "GET /v1/me/sessions", as: "leaver", want: ok, keep: "session=items.id"},
	{op: "DELETE /v1/me/sessions/{id}", as: "leaver", path: "/v1/me/sessions/{session}", want: done},
	{op: "POST /v1/sign-out", as: "helper", want: done},
	{op: "DELETE /v1/me", as: "guest", want: done},
}

// profile is what somebody of the western district says of themself.
func profile(name string) string {
	return `{"name":"` + name + `","age_band":"25-39","home":{"district":"011"},"helps":true,"needs":true}`
}

// asking is a request for help, by a name of the client's.
func asking(key string) string {
	return `{"kind":"cv","where":{"point":[5.365,43.3]},"when":{"timing":"flexible"},"client_key":"request-` + key + `"}`
}

// printCode registers somebody who has no way to be written to, with a code on paper.
func (h *house) printCode(w *worker) {
	h.t.Helper()
	v, err := h.desk().Check(h.t.Context(), h.tokens[identity.Coordinator])
	if err == nil {
		_, w.says["printed"], err = h.desk().RegisterRelay(h.t.Context(), identity.Deed{By: v, In: identity.Scope{District: 2}},
			identity.Relay{Name: "Fatou", Lang: "fr", Consent: "relay-fr-2026-11"})
	}
	if err != nil {
		h.t.Fatal(err)
	}
}
