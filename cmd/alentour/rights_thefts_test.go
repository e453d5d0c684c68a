package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/identity"
)

// theft is a request for something of somebody else, by those who could do the same to a thing of theirs.
type theft struct {
	as         []identity.Role
	path, body string
}

// mine are routes that act on the asker alone: no word of theirs names a thing of somebody else.
var mine = theft{}

// Who could do it with a thing of their own.
var (
	members      = []identity.Role{identity.Member, identity.Coordinator, identity.Administrator}
	associations = []identity.Role{identity.AssociationMember, identity.AssociationAdmin}
	locals       = []identity.Role{identity.Ambassador, identity.Coordinator}
	coordinators = []identity.Role{identity.Coordinator}
	keepers      = slices.Concat(associations, locals)                              // of places
	writers      = slices.Concat(associations, coordinators)                        // of an association's page
	deciders     = []identity.Role{identity.AssociationAdmin, identity.Coordinator} // who its people are
)

// An association and places of the town.
const (
	theirs     = "00000000-0000-4000-8000-0000000000a2"
	ourPlace   = "00000000-0000-4000-8000-0000000000b1"
	theirPlace = "00000000-0000-4000-8000-0000000000b2"
)

// A case of the other district, and a decision about the other association (testdata/rights.sql).
const (
	theirCase     = "00000000-0000-4000-8000-0000000000c2"
	theirDecision = "00000000-0000-4000-8000-0000000000d3"
	theirThread   = "00000000-0000-4000-8000-0000000000e1"
)

// What the victim asks for, and is asked to help with.
const (
	theirRequest    = "00000000-0000-4000-8000-0000000000e1"
	theirInvitation = "00000000-0000-4000-8000-0000000000e2"
)

// A calendar that the other association has followed.
const theirCalendar = "00000000-0000-4000-8000-0000000000f3"

// An event that the victim holds, which nobody of the team has looked at.
const theirEvent = "00000000-0000-4000-8000-0000000000f1"

// The victim's place at their own event.
const theirSignUp = "00000000-0000-4000-8000-0000000000f2"

// thefts says of each route that names or changes something what happens with a thing of somebody else: it is refused.
var thefts = map[string]theft{
	"GET /v1/places/{id}/words":                             {keepers, "/v1/places/" + theirPlace + "/words", ""},
	"PUT /v1/places/{id}":                                   {keepers, "/v1/places/" + theirPlace, `{"edition":"","name":"X","categories":["meal"]}`},
	"POST /v1/places/{id}/saturation":                       {keepers, "/v1/places/" + theirPlace + "/saturation", `{"saturation":"high"}`},
	"POST /v1/places/{id}/closures":                         {keepers, "/v1/places/" + theirPlace + "/closures", `{"closed":true,"from":"2026-12-01"}`},
	"DELETE /v1/places/{id}/closures/{num}":                 {keepers, "/v1/places/" + theirPlace + "/closures/1", ""},
	"POST /v1/places/{id}/corrections":                      mine,
	"GET /v1/organisations/{id}/words":                      {writers, "/v1/organisations/" + theirs + "/words", ""},
	"PUT /v1/organisations/{id}":                            {writers, "/v1/organisations/" + theirs, `{"edition":"","name":"X"}`},
	"POST /v1/organisations/{id}/claims":                    mine,
	"GET /v1/organisations/{id}/people":                     {writers, "/v1/organisations/" + theirs + "/people", ""},
	"POST /v1/organisations/{id}/people":                    {deciders, "/v1/organisations/" + theirs + "/people", `{"email":"x@example.org","role":"association-admin"}`},
	"GET /v1/organisations/{id}/calendars":                  {deciders, "/v1/organisations/" + theirs + "/calendars", ""},
	"POST /v1/organisations/{id}/calendars":                 {deciders, "/v1/organisations/" + theirs + "/calendars", `{"address":"https://example.org/x.ics"}`},
	"POST /v1/organisations/{id}/calendars/{calendar}/read": {deciders, "/v1/organisations/" + theirs + "/calendars/" + theirCalendar + "/read", ""},
	"DELETE /v1/organisations/{id}/calendars/{calendar}":    {deciders, "/v1/organisations/" + theirs + "/calendars/" + theirCalendar, ""},
	"PUT /v1/organisations/{id}/follow":                     mine,
	"DELETE /v1/organisations/{id}/follow":                  mine,

	"POST /places/new":                         {keepers, "", "name=X&category=meal&position=5.375,+43.3&organisation=" + theirs},
	"GET /places/{id}/edit":                    {keepers, "/places/" + theirPlace + "/edit", ""},
	"POST /places/{id}/edit":                   {keepers, "/places/" + theirPlace + "/edit", "name=X&category=meal&position=5.375,+43.3"},
	"GET /places/{id}/history":                 {keepers, "/places/" + theirPlace + "/history", ""},
	"POST /places/{id}/restore":                {keepers, "/places/" + theirPlace + "/restore", "version=0"},
	"POST /places/{id}/saturation":             {keepers, "/places/" + theirPlace + "/saturation", "saturation=high"},
	"GET /places/{id}/closures":                {keepers, "/places/" + theirPlace + "/closures", ""},
	"POST /places/{id}/closures":               {keepers, "/places/" + theirPlace + "/closures", "kind=closed&from=2026-12-01"},
	"POST /places/{id}/closures/remove":        {keepers, "/places/" + theirPlace + "/closures/remove", "closure=1"},
	"POST /places/{id}/conflicts":              {keepers, "/places/" + theirPlace + "/conflicts", "field=hours&theirs=%2224/7%22&take=1"},
	"POST /places/{id}/corrections":            {keepers, "/places/" + ourPlace + "/corrections", "correction=00000000-0000-4000-8000-0000000000c1&accept=1"},
	"GET /places/{id}/confide":                 {keepers, "/places/" + theirPlace + "/confide", ""},
	"POST /places/{id}/confide":                {keepers, "/places/" + theirPlace + "/confide", ""},
	"GET /places/{id}/mistake":                 mine, // anybody says it of any place
	"POST /places/{id}/mistake":                mine,
	"GET /organisations/{id}/edit":             {writers, "/organisations/" + theirs + "/edit", ""},
	"POST /organisations/{id}/edit":            {writers, "/organisations/" + theirs + "/edit", "name=X"},
	"GET /organisations/{id}/history":          {writers, "/organisations/" + theirs + "/history", ""},
	"POST /organisations/{id}/restore":         {writers, "/organisations/" + theirs + "/restore", "version=0"},
	"GET /organisations/{id}/check":            {keepers, "/organisations/" + theirs + "/check", ""},
	"GET /organisations/{id}/people":           {writers, "/organisations/" + theirs + "/people", ""},
	"POST /organisations/{id}/people/invite":   {deciders, "/organisations/" + theirs + "/people/invite", "email=x@example.org&role=association-admin"},
	"POST /organisations/{id}/people/uninvite": {deciders, "/organisations/" + theirs + "/people/uninvite", "invitation=00000000-0000-4000-8000-0000000000c4"},
	"POST /organisations/{id}/people/role":     {writers, "/organisations/" + theirs + "/people/role", "person=00000000-0000-4000-8000-0000000000c0&role=association-admin"},
	"GET /organisations/{id}/calendars":        {deciders, "/organisations/" + theirs + "/calendars", ""},
	"POST /organisations/{id}/calendars":       {deciders, "/organisations/" + theirs + "/calendars", "do=keep&calendar=" + theirCalendar},
	"GET /organisations/{id}/claim":            mine, // anybody asks, and waits
	"POST /organisations/{id}/claim":           mine,
	"POST /organisations/{id}/follow":          mine,
	"POST /organisations/new":                  {coordinators, "", "name=X&district=012"},
	"GET /organisations/{id}/partner":          {locals, "/organisations/" + theirs + "/partner", ""},
	"POST /organisations/{id}/partner":         {locals, "/organisations/" + theirs + "/partner", "step=met"},
	"POST /invitations":                        {members, "", "invitation=00000000-0000-4000-8000-0000000000c4&accept=1"},
	"POST /staff/claims":                       {coordinators, "", "claim=00000000-0000-4000-8000-0000000000c2&accept=1"},
	"POST /staff/proposals":                    {coordinators, "", "proposal=00000000-0000-4000-8000-0000000000c3&accept=1"},

	"GET /report":                    {members, "/report?kind=member&id={uid}", ""},
	"POST /report":                   {members, "", "kind=member&id={uid}&reason=spam"},
	"GET /report/sent":               mine,
	"POST /account/decisions/appeal": {members, "", "decision=" + theirDecision},
	"POST /account/blocks":           {members, "", "member={uid}"}, // who does not see somebody cannot block them
	"POST /account/blocks/remove":    {members, "", "member={uid}"},
	"POST /staff/cases/hours":        {coordinators, "", "city=01&hours=24/7"},
	"GET /staff/cases/{id}":          {coordinators, "/staff/cases/" + theirCase, ""},
	"POST /staff/cases/{id}":         {coordinators, "/staff/cases/" + theirCase, "act=take"},
	"POST /staff/cases/{id}/sealed":  {coordinators, "/staff/cases/" + theirCase + "/sealed", ""},
	"POST /staff/cases/{id}/decide":  {coordinators, "/staff/cases/" + theirCase + "/decide", "content=hide&rule=spam&facts=x&confirm=1"},
	"POST /staff/cases/{id}/resolve": {coordinators, "/staff/cases/" + theirCase + "/resolve", "outcome=reverse"},
	"POST /v1/reports":               {members, "", `{"kind":"member","id":"{uid}","reason":"spam"}`},
	"POST /v1/decisions/{id}/appeal": {members, "/v1/decisions/" + theirDecision + "/appeal", "{}"},
	"POST /v1/me/blocks":             {members, "", `{"member":"{uid}"}`},
	"DELETE /v1/me/blocks/{id}":      {members, "/v1/me/blocks/{uid}", ""},
	"GET /v1/cases/{id}":             {coordinators, "/v1/cases/" + theirCase, ""},
	"POST /v1/cases/{id}/sealed":     {coordinators, "/v1/cases/" + theirCase + "/sealed", ""},
	"POST /v1/cases/{id}/steps":      {coordinators, "/v1/cases/" + theirCase + "/steps", `{"act":"take"}`},
	"POST /v1/cases/{id}/decisions":  {coordinators, "/v1/cases/" + theirCase + "/decisions", `{"hide":true,"rule":"spam","facts":"x"}`},
	"POST /v1/cases/{id}/appeal":     {coordinators, "/v1/cases/" + theirCase + "/appeal", `{"outcome":"reverse"}`},
	"POST /sign-out":                 mine,
	"GET /account/erased":            mine,
	"POST /account/acting":           {members, "", "organisation=2"},
	"POST /account/recovery":         mine,
	"POST /account/sessions":         {members, "/account/sessions", "session=nothing"},
	"POST /account/contacts":         mine,
	"POST /account/contacts/code":    mine,
	"POST /account/contacts/remove":  {members, "", "contact=victim@example.org"},
	"POST /account/data/export":      mine,
	"POST /account/data/erase":       mine,
	"POST /staff/relay":              {slices.Concat(associations, locals), "", "agrees=1&at=012"},
	"POST /staff/relay/code":         {slices.Concat(associations, locals), "", "account={victim}"},
	"POST /staff/recover":            mine, // says that nobody has the contact: identity.TestStaffFindAccountsAtHomeOnly
	"POST /staff/roles":              mine, // a role may be given to anybody, in one's own district
	"POST /staff/roles/give":         {coordinators, "", "account={victim}&role=ambassador&district=012"},
	"POST /staff/roles/take":         {coordinators, "", "account={victim}&role=ambassador&district=012"},
	"POST /staff/announcements":      {coordinators, "", "at=012&fr_title=a&fr_text=b&step=send"},
	"POST /notices":                  mine, // numbers are one's own
	"POST /notices/settings":         mine,
	"POST /v1/notices/read":          mine,
	"PUT /v1/notices/settings":       mine,
	"POST /welcome":                  mine,
	"POST /welcome/where":            mine,
	"POST /welcome/likes":            mine,
	"POST /profile":                  mine,
	"POST /profile/home":             mine,
	"PUT /v1/me":                     mine,
	"GET /members/{id}":              mine, // who is to be seen by whom: directory.TestWhoIsSeen
	"GET /v1/members/{id}":           mine,
	"POST /v1/sign-out":              mine,
	"DELETE /v1/me":                  mine,
	"DELETE /v1/me/sessions/{id}":    {members, "/v1/me/sessions/{session}", ""},
	"POST /v1/me/calendar":           mine,
	"POST /events/mine":              mine,
	"DELETE /v1/me/calendar":         mine,
	"POST /v1/me/contacts/codes":     mine,
	"POST /v1/me/contacts":           mine,
	"POST /v1/me/contacts/remove":    {members, "", `{"contact":"victim@example.org"}`},
	"POST /v1/me/acting":             {members, "", `{"organisation":"00000000-0000-4000-8000-0000000000a2"}`},

	"GET /threads/{id}":              {members, "/threads/" + theirThread, ""}, // who is in one: conversation.TestPeopleOfAThreadReadEachOther
	"GET /threads/{id}/rows":         {members, "/threads/" + theirThread + "/rows?after=0", ""},
	"POST /threads/{id}":             {members, "/threads/" + theirThread, "text=x"},
	"GET /v1/threads/{id}":           {members, "/v1/threads/" + theirThread, ""},
	"GET /v1/threads/{id}/messages":  {members, "/v1/threads/" + theirThread + "/messages", ""},
	"POST /v1/threads/{id}/messages": {members, "/v1/threads/" + theirThread + "/messages", `{"text":"x","key":"k"}`},
	"POST /v1/threads/{id}/read":     {members, "/v1/threads/" + theirThread + "/read", `{"number":1}`},
	"POST /v1/photos":                mine,

	"POST /volunteer/invitation/{token}/yes": {members, "/volunteer/invitation/nothing/yes", ""},
	"POST /profile/volunteer":                mine,
	"POST /profile/volunteer/steps":          mine,
	"POST /profile/volunteer/time":           mine,
	"POST /staff/volunteers/training":        {coordinators, "", "day={soon}&time=18:30&place=here&volunteer={uid}"},
	"GET /staff/volunteers/{id}":             {coordinators, "/staff/volunteers/{uid}", ""},
	"POST /staff/volunteers/{id}/steps":      {coordinators, "/staff/volunteers/{uid}/steps", "step=suspend"},
	"PUT /v1/me/volunteer":                   mine,
	"POST /v1/volunteers/{id}/steps":         {members[:2], "/v1/volunteers/{uid}/steps", `{"step":"leave"}`},

	// What somebody asks for, and an invitation of theirs: an administrator steers everywhere, and reads what waits.
	"GET /requests/{id}":                     {members[:2], "/requests/" + theirRequest, ""},
	"POST /requests":                         mine,
	"POST /requests/new":                     mine,
	"GET /requests/{id}/edit":                {members, "/requests/" + theirRequest + "/edit", ""},
	"POST /requests/{id}/edit":               {members, "/requests/" + theirRequest + "/edit", "step=check&kind=cv&place=kept&timing=flexible&version=1"},
	"POST /requests/{id}/renew":              {members, "/requests/" + theirRequest + "/renew", ""},
	"POST /requests/{id}/cancel":             {members, "/requests/" + theirRequest + "/cancel", ""},
	"POST /requests/{id}/complete":           {members, "/requests/" + theirRequest + "/complete", "outcome=helped"},
	"POST /requests/{id}/ask-team":           {members, "/requests/" + theirRequest + "/ask-team", ""},
	"POST /requests/{id}/write":              {members, "/requests/" + theirRequest + "/write", "text=x&key=a-key-of-mine"}, // it is met: nobody is sought
	"POST /requests/{id}/meeting":            {members, "/requests/" + theirRequest + "/meeting", ""},
	"POST /requests/{id}/withdraw":           {members, "/requests/" + theirRequest + "/withdraw", "reason=ill"},
	"POST /inbox":                            {members, "", "invitation=" + theirInvitation + "&answer=yes"},
	"GET /staff/coverage/{code}":             {locals, "/staff/coverage/012", ""},
	"GET /staff/coverage/{code}/bilan":       {locals, "/staff/coverage/012/bilan", ""},
	"GET /staff/coverage/{code}/places":      {locals, "/staff/coverage/012/places", ""},
	"GET /staff/requests/{id}":               {coordinators, "/staff/requests/" + theirRequest, ""},
	"POST /staff/requests/{id}/invite":       {coordinators, "/staff/requests/" + theirRequest + "/invite", "volunteer={uid}"},
	"POST /staff/requests/{id}/review":       {coordinators, "/staff/requests/" + theirRequest + "/review", "verdict=allow"},
	"POST /v1/requests":                      mine,
	"GET /v1/requests/{id}":                  {members[:2], "/v1/requests/" + theirRequest, ""},
	"PATCH /v1/requests/{id}":                {members, "/v1/requests/" + theirRequest, `{"version":1,"kind":"cv","when":{"timing":"flexible"}}`},
	"POST /v1/requests/{id}/renew":           {members, "/v1/requests/" + theirRequest + "/renew", ""},
	"POST /v1/requests/{id}/cancel":          {members, "/v1/requests/" + theirRequest + "/cancel", ""},
	"POST /v1/requests/{id}/ask-coordinator": {members, "/v1/requests/" + theirRequest + "/ask-coordinator", ""},
	"POST /v1/requests/{id}/complete":        {members, "/v1/requests/" + theirRequest + "/complete", `{"outcome":"helped"}`},
	"POST /v1/requests/{id}/contact":         {members, "/v1/requests/" + theirRequest + "/contact", `{"text":"x","client_key":"a-key-of-mine"}`},
	"POST /v1/requests/{id}/meeting-point":   {members, "/v1/requests/" + theirRequest + "/meeting-point", ""},
	"GET /v1/requests/{id}/candidates":       {coordinators, "/v1/requests/" + theirRequest + "/candidates", ""},
	"POST /v1/requests/{id}/invite":          {coordinators, "/v1/requests/" + theirRequest + "/invite", `{"volunteer":"{uid}"}`},
	"POST /v1/requests/{id}/review":          {coordinators, "/v1/requests/" + theirRequest + "/review", `{"allow":true}`},
	"POST /v1/invitations/{id}/accept":       {members, "/v1/invitations/" + theirInvitation + "/accept", ""},
	"POST /v1/invitations/{id}/decline":      {members, "/v1/invitations/" + theirInvitation + "/decline", `{"reason":"busy"}`},
	"POST /v1/invitations/{id}/later":        {members, "/v1/invitations/" + theirInvitation + "/later", ""},
	"POST /v1/invitations/{id}/withdraw":     {members, "/v1/invitations/" + theirInvitation + "/withdraw", `{"reason":"ill"}`},

	// What somebody holds: everyone reads it. An administrator steers everywhere, and reads who comes.
	"POST /events/new":                   mine,
	"GET /events/{id}/edit":              {members, "/events/" + theirEvent + "/edit", ""},
	"POST /events/{id}/edit":             {members, "/events/" + theirEvent + "/edit", "title=x&day=2027-01-04&from=18:00&scope=all"},
	"GET /events/{id}/again":             {members, "/events/" + theirEvent + "/again", ""},
	"GET /events/{id}/cancel":            {members, "/events/" + theirEvent + "/cancel", ""},
	"POST /events/{id}/cancel":           {members, "/events/" + theirEvent + "/cancel", "scope=all&why=ill"},
	"POST /events/{id}/host":             {members, "/events/" + theirEvent + "/host", "answer=yes"},
	"POST /events/{id}/hosts":            {members, "/events/" + theirEvent + "/hosts", "do=ask&member={uid}"},
	"GET /events/{id}/people":            {members[:2], "/events/" + theirEvent + "/people", ""},
	"POST /events/{id}/people":           {members[:2], "/events/" + theirEvent + "/people", ""},
	"POST /events/{id}/where":            {members, "/events/" + theirEvent + "/where", ""},
	"POST /events/{id}/leave":            {members, "/events/" + theirEvent + "/leave", ""},
	"POST /events/{id}/leave-series":     mine,
	"POST /events/{id}/confirm":          {members, "/events/" + theirEvent + "/confirm", ""},
	"POST /events/{id}/invite":           {members, "/events/" + theirEvent + "/invite", ""},
	"POST /staff/events":                 {locals, "", "event=" + theirEvent + "&verdict=pass"},
	"GET /events/{id}/tickets":           {members[:2], "/events/" + theirEvent + "/tickets", ""},
	"POST /events/{id}/tickets":          {members[:2], "/events/" + theirEvent + "/tickets", "places=1&hours=1&closes=2027-01-01T10:00"},
	"POST /events/{id}/tickets/draw":     {members, "/events/" + theirEvent + "/tickets/draw", "of=" + theirSignUp},
	"POST /events/{id}/tickets/apply":    {members, "/events/" + theirEvent + "/tickets/apply", "of=" + theirSignUp},
	"POST /events/{id}/tickets/claim":    {members, "/events/" + theirEvent + "/tickets/claim", "of=" + theirSignUp},
	"POST /events/{id}/tickets/pass":     {members, "/events/" + theirEvent + "/tickets/pass", "of=" + theirSignUp},
	"POST /v1/events/{id}/sign-ups":      mine,
	"POST /v1/events/{id}/leave-series":  mine,
	"POST /v1/events/{id}/meeting-point": {members, "/v1/events/" + theirEvent + "/meeting-point", `{"original":"{original}"}`},
	"GET /v1/events/{id}/attendees":      {members[:2], "/v1/events/" + theirEvent + "/attendees?original={original}", ""},
	"POST /v1/events/{id}/check-ins":     {members[:2], "/v1/events/" + theirEvent + "/check-ins", `{"original":"{original}","marks":[]}`},
	"POST /v1/sign-ups/{id}/confirm":     {members, "/v1/sign-ups/" + theirSignUp + "/confirm", ""},
	"POST /v1/sign-ups/{id}/leave":       {members, "/v1/sign-ups/" + theirSignUp + "/leave", ""},
	"POST /v1/sign-ups/{id}/invitation":  {members, "/v1/sign-ups/" + theirSignUp + "/invitation", ""},
	"POST /v1/events":                    mine,
	"PATCH /v1/events/{id}":              {members, "/v1/events/" + theirEvent, `{"scope":"all","title":"x","where":{},"when":{"start":"20270104T180000","length_s":3600}}`},
	"POST /v1/events/{id}/cancel":        {members, "/v1/events/" + theirEvent + "/cancel", `{"scope":"all","why":"ill"}`},
}

// digits is a code of six.
var digits = regexp.MustCompile(`\b\d{6}\b`)

// victim is somebody at home in the other district, with things of their own.
func (h *house) victim() (account int64, session string) {
	h.t.Helper()
	contact, err := identity.ParseContact("victim@example.org", "FR")
	if err != nil {
		h.t.Fatal(err)
	}
	err = h.pool.QueryRow(h.t.Context(), `select account_id from contacts where address = 'victim@example.org'`).Scan(&account)
	if err != nil {
		in := h.signIn(contact)
		if _, err := h.desk().Appoint(h.t.Context(), contact, "fr", identity.Grant{Role: identity.Ambassador, District: 3}); err != nil {
			h.t.Fatal(err)
		}
		account = in.Account.Num
		_, err := h.pool.Exec(h.t.Context(), `
			with m as (insert into members (account_id, name, helps, needs, home_district, city, age_band, hidden, created_at, updated_at)
				values ($1, 'Victim', true, false, 3, 1, '25-39', true, now(), now()) on conflict do nothing returning account_id)
			insert into volunteers (account_id, kinds, applied_at, updated_at) select account_id, '{cv}', now(), now() from m`, account)
		if err != nil {
			h.t.Fatal(err)
		}
		h.victimAsks(account)
	}
	if err := h.pool.QueryRow(h.t.Context(), `select uid::text from sessions where account_id = $1`, account).Scan(&session); err != nil {
		h.t.Fatal(err)
	}
	return account, session
}

// victimAsks writes something that the victim asks for, and an invitation of theirs to something of nobody's; everybody else says
// who they are, so that pages of members open to them.
func (h *house) victimAsks(account int64) {
	h.t.Helper()
	const request = `
		insert into requests (uid, offer, author_id, kind, cell, district_id, city_id, timing, needed, taken, urgency, state, deadline, expires_at, created_at, updated_at)
		values ($1, false, $2, 'cv', 1, 3, 1, 'flexible', 1, $3, 'calm', $4, now() + interval '7 days', now() + interval '30 days', now(), now()) returning id`
	_, err := h.pool.Exec(h.t.Context(), request, theirRequest, account, 1, "met")
	if err == nil {
		_, err = h.pool.Exec(h.t.Context(), `with q as (`+request+`)
			insert into invitations (uid, request_id, account_id, wave, score, chance, propensity, rested, gap, parts, distance_m, state, sent_at)
			select $5, id, $6, 1, 0, 0.3, 0.3, 1, 6, '{}', 0, 'sent', now() from q`, uuid.New(), nil, 0, "open", theirInvitation, account)
	}
	if err == nil {
		_, err = h.pool.Exec(h.t.Context(), `
			insert into events (uid, author_id, title, capacity, whereabouts, cell, district_id, city_id, zone, starts, length_s, review, created_at, updated_at)
			values ($1, $2, 'Cards', 5, 'sealed', 1, 3, 1, 'Europe/Paris', date_trunc('hour', now() + interval '10 days') at time zone 'Europe/Paris', 3600, 'waiting', now(), now())`,
			theirEvent, account)
	}
	if err == nil {
		_, err = h.pool.Exec(h.t.Context(), `
			with d as (insert into event_seats (event_id, original, starts_at, ends_at, capacity, taken)
				select id, starts at time zone zone, starts at time zone zone, starts at time zone zone + interval '1 hour', 5, 1 from events where uid = $1
				returning event_id, original)
			insert into sign_ups (uid, event_id, original, account_id, state, seats, turn, created_at, changed_at)
			select $2, event_id, original, $3, 'going', 1, 1, now(), now() from d`, theirEvent, theirSignUp, account)
	}
	if err == nil {
		_, err = h.pool.Exec(h.t.Context(), `
			insert into calendar_imports (uid, organisation_id, address, created_at) values ($1, 2, 'https://example.org/agenda.ics', now())`, theirCalendar)
	}
	if err == nil {
		_, err = h.pool.Exec(h.t.Context(), `
			insert into members (account_id, name, helps, needs, home_district, city, age_band, created_at, updated_at)
			select id, 'Somebody', true, true, 2, 1, '25-39', now(), now() from accounts on conflict do nothing`)
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

// fill puts the victim's things into a path or body.
func (h *house) fill(text string) string {
	if !strings.ContainsAny(text, "{") {
		return text
	}
	account, session := h.victim()
	var uid string
	if err := h.pool.QueryRow(h.t.Context(), `select uid::text from accounts where id = $1`, account).Scan(&uid); err != nil {
		h.t.Fatal(err)
	}
	var original time.Time
	if err := h.pool.QueryRow(h.t.Context(), `select starts at time zone zone from events where uid = $1`, theirEvent).Scan(&original); err != nil {
		h.t.Fatal(err)
	}
	return strings.NewReplacer("{victim}", fmt.Sprint(account), "{session}", session, "{uid}", uid, "{soon}", time.Now().AddDate(0, 1, 0).Format(time.DateOnly),
		"{original}", original.UTC().Format(time.RFC3339)).Replace(text)
}

// others are the rows of somebody else, which no theft may change.
const others = `
	select concat_ws(E'\n',
		(select string_agg(a::text, '|' order by id) from accounts a where id = @victim),
		(select string_agg(c::text, '|' order by address) from contacts c where account_id = @victim),
		(select string_agg(s::text, '|' order by id) from sessions s where account_id = @victim),
		(select string_agg(g::text, '|' order by id) from grants g where account_id = @victim),
		(select string_agg(v::text, '|') from volunteers v where account_id = @victim),
		(select count(*)::text from volunteer_steps where account_id = @victim),
		(select string_agg(q::text, '|' order by id) from requests q where author_id = @victim),
		(select string_agg(i::text, '|' order by id) from invitations i where account_id = @victim),
		(select string_agg(e::text, '|' order by id) from events e where author_id = @victim),
		(select count(*)::text from event_hosts),
		(select string_agg(s::text, '|' order by id) from sign_ups s where account_id = @victim),
		(select string_agg(i::text, '|' order by id) from calendar_imports i where organisation_id = 2),
		(select string_agg(o::text, '|' order by id) from organisations o where id = 2),
		(select string_agg(p::text, '|' order by id) from places p where organisation_id = 2))`

func (h *house) othersRows() string {
	h.t.Helper()
	account, _ := h.victim()
	var rows string
	if err := h.pool.QueryRow(h.t.Context(), others, pgx.StrictNamedArgs{"victim": account}).Scan(&rows); err != nil {
		h.t.Fatal(err)
	}
	return rows
}

func loadSQL(t *testing.T, pool *pgxpool.Pool, file string) {
	t.Helper()
	sql, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(t.Context(), string(sql)); err != nil {
		t.Fatal(err)
	}
}
