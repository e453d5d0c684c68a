package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
)

// What members ask for and offer: around, one by one, and one's own.

const (
	requestsPath = "/requests"
	minePath     = "/requests/mine"
	inboxPath    = "/inbox"
)

func requestPath(id uuid.UUID) string { return requestsPath + "/" + id.String() }

func (s *site) requestPages() {
	s.page("GET "+requestsPath, identity.ReadRequests, s.requests)
	s.form("POST "+requestsPath, identity.ReadRequests, s.requestsOfKind)
	s.requestFormPages()
	s.page("GET "+minePath, identity.Ask, s.ownRequests)
	s.page("GET /requests/{id}", identity.ReadRequests, s.request)
	for act, do := range map[string]func(*visit, uuid.UUID, url.Values) (string, error){
		"renew": s.renewRequest, "cancel": s.cancelRequest, "complete": s.completeRequest, "ask-team": s.askTeam,
	} {
		s.form("POST /requests/{id}/"+act, identity.Ask, func(v *visit, form url.Values) (templ.Component, error) { return s.actOnRequest(v, form, do) })
	}
	s.form("POST /requests/{id}/write", identity.Converse, s.writeToAuthor)
	s.form("POST /requests/{id}/meeting", identity.Answer, s.meetingPoint)
	s.form("POST /requests/{id}/withdraw", identity.Answer, s.withdrawHelp)
	s.inboxPages()
	s.queuePages()
}

// requestList is a page of what is around.
type requestList struct {
	matching.RequestPage
	Which string // "ask" or "offer"; empty = both
	Kind  string // code of a kind or family; empty = all
}

// requestsShown is how many a page has.
const requestsShown = 30

func (s *site) requests(v *visit) (templ.Component, error) {
	query := v.request.URL.Query()
	kind := query.Get("kind")
	if set, err := directory.KindNamed(kind); err == nil && set.Sensitive() {
		return nil, redirect(requestsPath) // it stands in no address; the form sends it
	}
	return s.showRequests(v, query.Get("which"), kind, query.Get("cursor"))
}

// requestsOfKind is the list with a filter that comes in a form: what somebody is looking for is nobody else's to read in an address.
func (s *site) requestsOfKind(v *visit, form url.Values) (templ.Component, error) {
	return s.showRequests(v, form.Get("which"), form.Get("kind"), form.Get("cursor"))
}

func (s *site) showRequests(v *visit, which, kind, cursor string) (templ.Component, error) {
	own, instead, err := v.asking()
	if err != nil || instead != nil {
		return instead, err
	}
	if !own.Home.Known() && v.here == nil {
		return nil, redirect(wherePath + "?next=" + url.QueryEscape(requestsPath))
	}
	q := matching.RequestQuery{Limit: requestsShown, Cursor: cursor}
	if v.here != nil {
		q.Near = &directory.Near{Point: *v.here, RadiusM: directory.MaxRadiusM}
	}
	list := &requestList{Which: which, Kind: kind}
	if kind != "" {
		if q.Kinds, err = directory.KindNamed(kind); err != nil {
			return nil, &directory.Invalid{Param: "kind", Reason: "not known"}
		}
	}
	q.Side = map[string]matching.Side{"ask": matching.Asks, "offer": matching.Offers}[which]
	if list.RequestPage, err = s.Matching.Browse(v.ctx(), v.viewer, q); err != nil {
		return nil, err
	}
	return requestsPage(v, list), nil
}

// needsState is what the map needs, as JSON; empty where no city is known.
func (l *requestList) needsState(v *visit) string {
	if v.city == nil {
		return ""
	}
	w, names := &v.Help, map[string]string{}
	for _, k := range directory.Kinds {
		names[k.Code] = v.term(k.Term)
	}
	state := map[string]any{
		"bbox": degreesOf(v.city.BBox), "basemap": v.site.basemap(), "names": names,
		"words": map[string]string{
			"label": w.MapLabel, "zoomIn": v.MapWords.ZoomIn, "zoomOut": v.MapWords.ZoomOut, "load": w.MapLoad, "loading": w.MapLoading,
			"failed": w.MapFailed, "none": w.MapNone, "here": w.MapHere, "found": w.Around, "blur": w.MapBlur, "ask": w.AskOf, "offer": w.OfferOf, "close": v.Close,
		},
	}
	if l.Which != "" {
		state["offer"] = l.Which == "offer"
	}
	if set, err := directory.KindNamed(l.Kind); err == nil {
		state["kinds"] = set.Codes()
	}
	b, err := json.Marshal(state)
	if err != nil {
		panic(err) // numbers and texts: it can be written
	}
	return string(b)
}

// requestSheet is the page of one request: what it says depends on who looks.
type requestSheet struct {
	matching.Found
	Asked      matching.Asked       // for the author
	Invitation *matching.Invitation // the viewer's own
	Meeting    *matching.Meeting    // once it was asked for
	Thread     uuid.UUID            // in which the viewer writes about it; none before the first word
	Text       string               // as typed
	Key        string
	Fault      string
}

// helping says whether the viewer has said yes.
func (q *requestSheet) helping() bool {
	return q.Invitation != nil && q.Invitation.State == matching.InvitationAccepted
}

// askedNow says whether an answer of the viewer is waited for.
func (q *requestSheet) askedNow() bool { return q.Invitation != nil && q.Invitation.State.Open() }

// ownRequest is a request of the viewer's own, or of the association that they act as.
func (s *site) ownRequest(v *visit, id uuid.UUID) (matching.Found, error) {
	found, err := s.Matching.Get(v.ctx(), v.viewer, id)
	if err == nil && !found.Own {
		err = errNotFound
	}
	return found, err
}

// requestSheet reads all that the viewer may know of a request.
func (s *site) requestSheet(v *visit) (*requestSheet, templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, nil, err
	}
	if _, instead, err := v.asking(); err != nil || instead != nil {
		return nil, instead, err
	}
	q := &requestSheet{Key: uuid.NewString()}
	if q.Invitation, err = s.invitationTo(v, id); err != nil {
		return nil, nil, err
	}
	q.Found, err = s.Matching.Get(v.ctx(), v.viewer, id)
	if refusal(err, identity.NotFound) && q.Invitation != nil {
		q.Request, err = q.Invitation.Request, nil // not shown to others any more; who helps still sees it
	}
	if err != nil {
		return nil, nil, err
	}
	if q.Own {
		q.Asked, err = s.Matching.Helpers(v.ctx(), v.viewer, id)
	}
	if err != nil {
		return nil, nil, err
	}
	q.Thread, err = s.Threads.Contacted(v.ctx(), v.viewer, q.Subject())
	return q, nil, err
}

// invitationTo is the viewer's invitation to help with a request; nil when they have none.
func (s *site) invitationTo(v *visit, request uuid.UUID) (*matching.Invitation, error) {
	list, err := s.Matching.Invitations(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Request.ID == request {
			return &list[i], nil
		}
	}
	return nil, nil
}

func (s *site) request(v *visit) (templ.Component, error) {
	q, instead, err := s.requestSheet(v)
	if err != nil || instead != nil {
		return instead, err
	}
	return requestPage(v, q), nil
}

func (s *site) editRequest(v *visit) (templ.Component, error) {
	own, instead, err := v.asking()
	if err != nil || instead != nil {
		return instead, err
	}
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	q, err := s.ownRequest(v, id)
	if err != nil {
		return nil, err
	}
	m, err := s.Matching.OwnMeeting(v.ctx(), v.viewer, id)
	if err != nil {
		return nil, err
	}
	f := v.draftOf(&q.Request, m)
	f.livesIn(v, own)
	return draftCheckPage(v, f), nil
}

// draftOf is the form filled with what was said before.
func (v *visit) draftOf(q *matching.Request, m matching.Meeting) *draftForm {
	f := &draftForm{
		Edits: q.ID, Version: q.Version, Offer: q.Offer, Key: uuid.NewString(), Kind: q.Kind, Place: placeKept, Note: m.Note,
		Timing: string(q.When.Timing), Details: q.Details, Needed: fmt.Sprint(q.Needed), Urgency: q.Urgency.String(),
		Languages: q.Languages.Codes(), Wishes: q.Wishes.Codes(), Photo: q.Photo, BehalfName: m.For, BehalfConsent: string(q.Consent),
		KeptIn: v.districtName(q.District), Faults: map[string]string{},
	}
	if q.Quantity > 0 {
		f.Quantity = fmt.Sprint(q.Quantity)
	}
	if q.When.Timing == matching.Window {
		from, until := q.When.From.In(v.now.Location()), q.When.Until.In(v.now.Location())
		f.Day, f.From, f.Until = from.Format(time.DateOnly), from.Format("15:04"), until.Format("15:04")
	}
	return f
}

// ownList is what one asked for and offered.
type ownList struct{ Live, Past []ownItem }

type ownItem struct {
	matching.Request
	Asked matching.Asked
}

func (s *site) ownRequests(v *visit) (templ.Component, error) {
	if _, instead, err := v.asking(); err != nil || instead != nil {
		return instead, err
	}
	all, err := s.Matching.Own(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	var list ownList
	for _, q := range all {
		if !q.State.Live() {
			list.Past = append(list.Past, ownItem{Request: q})
			continue
		}
		asked, err := s.Matching.Helpers(v.ctx(), v.viewer, q.ID)
		if err != nil {
			return nil, err
		}
		list.Live = append(list.Live, ownItem{q, asked})
	}
	return ownRequestsPage(v, list), nil
}

// actOnRequest does something with one's own request and says so; what was wrong stands on its page.
func (s *site) actOnRequest(v *visit, form url.Values, do func(*visit, uuid.UUID, url.Values) (string, error)) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	said, err := do(v, id, form)
	if wrong, ok := errors.AsType[*directory.Invalid](err); ok {
		q, instead, err := s.requestSheet(v)
		if err != nil || instead != nil {
			return instead, err
		}
		q.Fault = v.Help.Faults[wrong.Param]
		return nil, faulty{requestPage(v, q)}
	}
	if refusal(err, identity.BadValue) { // it has moved on since the page was read
		return nil, redirect(requestPath(id))
	}
	if err != nil {
		return nil, err
	}
	return nil, v.say(requestPath(id), said)
}

func (s *site) renewRequest(v *visit, id uuid.UUID, _ url.Values) (string, error) {
	_, err := s.Matching.Renew(v.ctx(), v.viewer, id)
	return v.Help.Renewed, err
}

func (s *site) cancelRequest(v *visit, id uuid.UUID, _ url.Values) (string, error) {
	_, err := s.Matching.Cancel(v.ctx(), v.viewer, id)
	return v.Help.Cancelled, err
}

func (s *site) completeRequest(v *visit, id uuid.UUID, form url.Values) (string, error) {
	_, err := s.Matching.Complete(v.ctx(), v.viewer, id, matching.Outcome(form.Get("outcome")))
	return v.Help.Completed, err
}

func (s *site) askTeam(v *visit, id uuid.UUID, _ url.Values) (string, error) {
	_, err := s.Matching.AskCoordinator(v.ctx(), v.viewer, id)
	return v.Help.AskTeamDone, err
}

// writeToAuthor sends the one message that a member may write to the author of something open.
func (s *site) writeToAuthor(v *visit, form url.Values) (templ.Component, error) {
	q, instead, err := s.requestSheet(v)
	if err != nil || instead != nil {
		return instead, err
	}
	if q.Own || !q.State.Seeking() {
		return nil, errNotFound
	}
	thread, err := s.Threads.Contact(v.ctx(), v.viewer, q.Subject(), q.Author, form.Get("text"), form.Get("key"))
	if _, wrong := errors.AsType[*directory.Invalid](err); wrong || refusal(err, identity.BadValue) {
		q.Text, q.Fault = form.Get("text"), v.Help.WriteFault
		return nil, faulty{requestPage(v, q)}
	}
	if err != nil {
		return nil, err
	}
	return nil, v.say("/threads/"+thread.String(), v.Help.Wrote)
}

// meetingPoint shows who helps where to go. It is asked for by a form, since each reading is noted.
func (s *site) meetingPoint(v *visit, _ url.Values) (templ.Component, error) {
	q, instead, err := s.requestSheet(v)
	if err != nil || instead != nil {
		return instead, err
	}
	m, err := s.Matching.MeetingPoint(v.ctx(), v.viewer, q.ID)
	if err != nil {
		return nil, err
	}
	q.Meeting = &m
	return requestPage(v, q), nil
}

// Words of requests.

func (v *visit) kindName(code string) string {
	if k, ok := kindOf(code); ok {
		return v.term(k.Term)
	}
	return code
}

func kindIcon(code string) string {
	k, _ := kindOf(code)
	return or(k.Icon, "temaki:heart")
}

// whenWords say when something is wanted.
func (v *visit) whenWords(when matching.When) string {
	switch when.Timing {
	case matching.Now:
		return v.Help.NowShort
	case matching.Window:
		from, until := when.From.In(v.now.Location()), when.Until.In(v.now.Location())
		day := v.fullDay(from)
		if n := daysBetween(v.now, from); n == 0 || n == 1 {
			day = [...]string{v.Opening.Today, v.Opening.Tomorrow}[n]
		}
		return fmt.Sprintf(v.Help.Between, day, v.hour(minuteOf(from)), v.hour(minuteOf(until)))
	}
	return v.Help.FlexShort
}

// soonWords say an instant in a sentence: à 17 h, demain à 8 h.
func (v *visit) soonWords(t time.Time) string {
	t = t.In(v.now.Location())
	return v.at(t, v.now, v.now)
}

// farWords say how near, never nearer than an area.
func (v *visit) farWords(f *matching.Found) string {
	switch {
	case f.Near:
		return v.Help.YourQuartier
	case f.DistanceM < 500:
		return v.Help.SameArea
	}
	return fmt.Sprintf(v.Help.AboutAway, v.metres(f.DistanceM))
}

// byWords say whose it is.
func (v *visit) byWords(f *matching.Found) string {
	if f.Own {
		return v.Help.ByYou
	}
	return f.By.Name
}

func (v *visit) peopleWords(n int) string {
	if n == 1 {
		return v.Help.PersonOne
	}
	return fmt.Sprintf(v.Help.People, n)
}

// typeOf says whether it is asked for or offered.
func (v *visit) typeOf(q *matching.Request) string {
	if q.Offer {
		return v.Help.OfferOf
	}
	return v.Help.AskOf
}

// progress says in one line how a search stands: « 4 personnes sollicitées, réponse probable avant 18 h ».
func (v *visit) progress(q *matching.Request, asked matching.Asked) string {
	w, now := &v.Help.Progress, v.now
	var parts []string
	switch {
	case q.State == matching.StateMet:
		return w.Met
	case !q.State.Seeking():
		return v.Help.StateHints[string(q.State)]
	}
	if q.Needed > 1 && q.Taken > 0 {
		parts = append(parts, fmt.Sprintf(w.Taken, q.Taken, q.Needed))
	}
	switch {
	case asked.Invited == 0 && q.NextWave.After(now.Add(time.Minute)):
		parts = append(parts, fmt.Sprintf(w.First, v.soonWords(q.NextWave)))
	case asked.Invited == 0 && q.Unanswered == "":
		parts = append(parts, w.Nobody)
	case asked.Invited == 1:
		parts = append(parts, w.AskedOne)
	case asked.Invited > 1:
		parts = append(parts, fmt.Sprintf(w.Asked, asked.Invited))
	}
	if asked.Waiting > 0 {
		if by := v.answerBy(q); !by.IsZero() {
			parts = append(parts, fmt.Sprintf(w.By, v.beforeWords(by)))
		}
	}
	text := strings.Join(parts, ", ")
	if q.Unanswered != "" {
		if text != "" {
			text = strings.TrimSuffix(text, ".") + ". "
		}
		text += w.Coordinator
	}
	return upperFirst(text)
}

// answerBy is when an answer is likely: before more people are asked, at the latest when a yes is of no more use.
func (v *visit) answerBy(q *matching.Request) time.Time {
	by := q.Deadline
	if q.NextWave.After(v.now) && (by.IsZero() || q.NextWave.Before(by)) {
		by = q.NextWave
	}
	if !by.After(v.now) {
		return time.Time{}
	}
	return by
}

// beforeWords say an instant after "before": 18 h, demain 9 h, lundi 9 h.
func (v *visit) beforeWords(t time.Time) string {
	t = t.In(v.now.Location())
	hour := v.hour(hours.Minute(t.Hour()*60 + (t.Minute()/15)*15))
	switch days := daysBetween(v.now, t); {
	case days == 0:
		return hour
	case days == 1:
		return v.Opening.Tomorrow + " " + hour
	case days < 7:
		return v.Opening.Weekdays[t.Weekday()] + " " + hour
	}
	return fmt.Sprintf(v.Help.BeforeDay, v.date(t))
}

// clipped is the beginning of a text, for a list.
func clipped(text string) string {
	const most = 140 // signs
	if signs := []rune(text); len(signs) > most {
		return strings.TrimSpace(string(signs[:most])) + "…"
	}
	return text
}

func photoURL(sha string, small bool) string {
	if small {
		return "/photos/" + sha + ".small"
	}
	return "/photos/" + sha
}

// requestSubject is how moderators call it.
func requestSubject(q *matching.Request) string {
	if q.Offer {
		return "offer"
	}
	return "request"
}
