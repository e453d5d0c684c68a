package web

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"github.com/alentour/alentour/conversation"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/photos"
)

// Conversations, and the photos that go with what people ask and offer.

const (
	threadsPath = "/threads"
	photosPath  = "/photos"
)

// Uploads says whether a path takes a file: the forms of an offer, which may have a photo.
func Uploads(path string) bool {
	return path == newRequestPath || strings.HasPrefix(path, requestsPath+"/") && strings.HasSuffix(path, "/edit")
}

func (s *site) threadPages() {
	s.page("GET "+threadsPath, identity.ReadThreads, s.threads)
	s.page("GET "+threadsPath+"/{id}", identity.ReadThreads, s.thread)
	s.page("GET "+threadsPath+"/{id}/rows", identity.ReadThreads, s.threadRows)
	s.form("POST "+threadsPath+"/{id}", identity.Converse, s.writeMessage)
	s.page("GET "+photosPath+"/{name}", identity.ReadDirectory, s.photo)
}

func (s *site) threads(v *visit) (templ.Component, error) {
	list, err := s.Threads.Threads(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	return threadsPage(v, list), nil
}

// messagesShown are on a page at once.
const messagesShown = 50

// talk is the page of one conversation: what was written, and what was typed where it cannot be sent.
type talk struct {
	conversation.Thread
	Messages []conversation.Message
	Earlier  bool // a page of what was written before
	Text     string
	Key      string // the form's own name for what will be sent: sent twice, it is one message
	Fault    string
}

func (s *site) thread(v *visit) (templ.Component, error) {
	before, _ := strconv.ParseInt(v.request.URL.Query().Get("before"), 10, 64) // anything else is the newest part
	t, err := s.talk(v, max(before, 0))
	if err != nil {
		return nil, err
	}
	return threadPage(v, t), nil
}

// talk reads one part of a conversation. Who opens the newest one has read it.
func (s *site) talk(v *visit, before int64) (t talk, err error) {
	id, err := v.id()
	if err != nil {
		return t, err
	}
	if t.Thread, err = s.Threads.Thread(v.ctx(), v.viewer, id); err != nil {
		return t, err
	}
	if t.Messages, err = s.Threads.Before(v.ctx(), v.viewer, id, before, messagesShown); err != nil {
		return t, err
	}
	t.Earlier, t.Key = before > 0, uuid.NewString()
	if !t.Earlier {
		err = s.haveRead(v, id, t.Messages)
	}
	return t, err
}

// haveRead notes that the viewer has what the page shows.
func (s *site) haveRead(v *visit, id uuid.UUID, shown []conversation.Message) error {
	if len(shown) == 0 {
		return nil
	}
	return s.Threads.Read(v.ctx(), v.viewer, id, shown[len(shown)-1].Number)
}

// threadRows is what came after a message, for a page that is open.
func (s *site) threadRows(v *visit) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	after, err := strconv.ParseInt(v.request.URL.Query().Get("after"), 10, 64)
	if err != nil {
		return nil, &directory.Invalid{Param: "after", Reason: "not a number"}
	}
	list, err := s.Threads.Messages(v.ctx(), v.viewer, id, after)
	if err == nil {
		err = s.haveRead(v, id, list)
	}
	if err != nil {
		return nil, err
	}
	return messageRows(v, list, true), nil
}

func (s *site) writeMessage(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	m, err := s.Threads.Write(v.ctx(), v.viewer, id, form.Get("text"), form.Get("key"))
	if refusal(err, identity.BadValue) || refusal(err, identity.TooMany) {
		t, again := s.talk(v, 0)
		if again != nil {
			return nil, again
		}
		t.Text, t.Fault = form.Get("text"), v.Talk.TextFault
		if refusal(err, identity.TooMany) {
			t.Fault = v.Talk.TooFast
		}
		return nil, faulty{threadPage(v, t)}
	}
	if refusal(err, identity.Forbidden) { // it was closed, or left, since the page was opened: the page says which
		return nil, redirect(threadsPath + "/" + id.String())
	}
	if err != nil {
		return nil, err
	}
	return nil, redirect(fmt.Sprintf("%s/%s#m%d", threadsPath, id, m.Number))
}

// toRead is how many conversations hold something that the viewer has not read, asked once a page; 0 when that cannot be said.
func (v *visit) toRead() int {
	if v.viewer == nil || v.site.Threads == nil {
		return 0
	}
	if v.toReadOnce == nil {
		n, err := v.site.Threads.Unread(v.ctx(), v.viewer)
		if err != nil {
			n = 0 // the page is of use without it
		}
		v.toReadOnce = &n
	}
	return *v.toReadOnce
}

// aboutThread is what a conversation is about.
func (v *visit) aboutThread(t *conversation.Thread) string {
	title := t.Topic.En
	if v.Lang == "fr" {
		title = t.Topic.Fr
	}
	kind, _, _ := strings.Cut(t.Subject, ":")
	return or(title, or(v.Talk.About[kind], v.Talk.About["other"]))
}

// personName is somebody's first name, or that they are somebody.
func (v *visit) personName(p conversation.Person) string { return or(p.Name, v.Talk.Somebody) }

// threadPeople names those of a conversation.
func (v *visit) threadPeople(t *conversation.Thread) string {
	names := make([]string, len(t.People))
	for i, p := range t.People {
		names[i] = v.personName(p)
	}
	return strings.Join(names, ", ")
}

// mayWrite says why nothing can be written in a conversation; empty when it can.
func (v *visit) mayWrite(t *conversation.Thread) string {
	switch {
	case !t.Closed.IsZero():
		return v.Talk.Closed
	case len(t.People) == 0:
		return v.Talk.Alone
	case t.Waits == conversation.ForThem:
		return fmt.Sprintf(v.Talk.WaitsForThem, v.personName(t.People[0]))
	case !v.viewer.May(identity.Converse, v.viewer.Own()):
		return v.Talk.Silenced
	}
	return ""
}

// photo is shown to who may see it. Its name is its content's, so that it never changes.
func (s *site) photo(v *visit) (templ.Component, error) {
	if s.Photos == nil {
		return nil, &identity.Error{Code: identity.Unavailable}
	}
	name, small := strings.CutSuffix(v.request.PathValue("name"), ".small")
	size := photos.Large
	if small {
		size = photos.Small
	}
	p, err := s.Photos.Get(v.ctx(), v.viewer, name, size)
	if err != nil {
		return nil, err
	}
	cache := "private"
	if p.Public {
		cache = "public"
	}
	return nil, download{Type: "image/jpeg", Body: p.JPEG, Cache: cache + ", max-age=31536000, immutable"}
}

// live are the attributes by which an open page goes on: the newest part only.
func (t *talk) live() templ.Attributes {
	if t.Earlier {
		return nil
	}
	last := int64(0)
	if n := len(t.Messages); n > 0 {
		last = t.Messages[n-1].Number
	}
	return templ.Attributes{"aria-live": "polite", "data-island": "talk", "data-rows": threadsPath + "/" + t.ID.String() + "/rows", "data-last": strconv.FormatInt(last, 10)}
}

// wroteAt is the moment of a message, for people and for programs.
func (v *visit) wroteAt(m *conversation.Message) (said, machine string) {
	return v.moment(m.At), m.At.UTC().Format(time.RFC3339)
}
