package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/alentour/alentour/conversation"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// ThreadList is the conversations that one is in, those with something to read first.
type ThreadList struct {
	Items  []Thread `json:"items" nullable:"false"`
	Unread int      `json:"unread" doc:"How many conversations hold something that one has not read; 100 = that many or more."`
}

// Thread is one conversation.
type Thread struct {
	ID      string         `json:"id" format:"uuid"`
	About   ThreadAbout    `json:"about"`
	Private bool           `json:"private" doc:"Of two people: one wrote once, about what the other published."`
	Waits   string         `json:"waits,omitempty" enum:"for-me,for-them" doc:"Whose answer opens it for both; absent once it is open."`
	People  []ThreadPerson `json:"people" nullable:"false" doc:"The others who read what is written now."`
	Last    int64          `json:"last" doc:"Number of the newest message; 0 = none."`
	Read    int64          `json:"read" doc:"One has read up to this number."`
	Unread  int            `json:"unread" doc:"How many messages of others come after it; 100 = that many or more."`
	Heard   time.Time      `json:"heard" doc:"When something last happened in it."`
	Closed  string         `json:"closed,omitempty" format:"date-time" doc:"Since then it can be read and not written."`
}

// ThreadAbout is what a conversation is about.
type ThreadAbout struct {
	Kind  string `json:"kind" example:"request"`
	Title string `json:"title,omitempty" doc:"In the language of the request; absent when it cannot be said any more."`
	Path  string `json:"path,omitempty" doc:"Of the page of it."`
}

// ThreadPerson is somebody in a conversation, as the others know them.
type ThreadPerson struct {
	ID   string `json:"id,omitempty" format:"uuid"`
	Name string `json:"name,omitempty" doc:"First name or alias; absent when it is not to be read."`
}

// ThreadMessages is a part of a conversation, in the order of its numbers.
type ThreadMessages struct {
	Items []ThreadMessage `json:"items" nullable:"false"`
}

// ThreadMessage is one message.
type ThreadMessage struct {
	ID     string        `json:"id" format:"uuid"`
	Number int64         `json:"number" doc:"Grows with each message of the conversation; what one may not read is left out."`
	Author *ThreadPerson `json:"author,omitempty" doc:"Absent when they are gone."`
	Own    bool          `json:"own" doc:"One's own."`
	State  string        `json:"state" enum:"shown,erased,hidden" doc:"erased: its author is gone; hidden: by moderators."`
	Text   string        `json:"text,omitempty"`
	At     time.Time     `json:"at"`
}

type (
	threadInput struct {
		ID string `path:"id" format:"uuid" maxLength:"36"`
	}
	messagesInput struct {
		ID    string `path:"id" format:"uuid" maxLength:"36"`
		After int64  `query:"after" minimum:"0" doc:"Number of the last message that one has: those after it, at most 100. Who asks again after the last one misses none."`
	}
	messageInput struct {
		ID   string `path:"id" format:"uuid" maxLength:"36"`
		Body struct {
			Text string `json:"text" maxLength:"8000" doc:"1 to 2,000 characters, read by the people of the conversation."`
			Key  string `json:"key" minLength:"1" maxLength:"100" doc:"The client's own name for it: sent again under the same one, it is the same message."`
		}
	}
	threadReadInput struct {
		ID   string `path:"id" format:"uuid" maxLength:"36"`
		Body struct {
			Number int64 `json:"number" minimum:"0" doc:"One has read up to this one; an earlier one changes nothing."`
		}
	}
)

func (a *API) registerThreads() {
	const get, post, path = http.MethodGet, http.MethodPost, "/v1/threads"
	op := func(id, method, path, summary string, responses map[string]*huma.Response) huma.Operation {
		return huma.Operation{
			OperationID: id, Method: method, Path: path, Tags: []string{"threads"}, Summary: summary, Responses: responses,
			Middlewares: huma.Middlewares{withOrigin},
		}
	}
	register(a, identity.ReadThreads, op("list-threads", get, path, "Conversations that one is in, at most 100",
		answers(content[ThreadList](a, "application/json"))), a.threads)
	register(a, identity.ReadThreads, op("get-thread", get, path+"/{id}", "One of them", answers(content[Thread](a, "application/json"))), a.thread)
	register(a, identity.ReadThreads, op("list-messages", get, path+"/{id}/messages", "What was written after a message",
		answers(content[ThreadMessages](a, "application/json"))), a.messages)
	write := op("write-message", post, path+"/{id}/messages", "Write to the people of a conversation", answers(content[ThreadMessage](a, "application/json")))
	write.Metadata = map[string]any{exampleBody: `{"text":"Bonjour, je peux passer à 18 h.","key":"5f0c6f0e"}`}
	register(a, identity.Converse, write, a.writeMessage)
	read := op("read-thread", post, path+"/{id}/read", "Note up to where one has read", done())
	read.Metadata = map[string]any{exampleBody: `{"number":3}`}
	register(a, identity.ReadThreads, read, a.readThread)
}

func wirePerson(p conversation.Person) ThreadPerson {
	person := ThreadPerson{Name: p.Name}
	if p.ID != uuid.Nil {
		person.ID = p.ID.String()
	}
	return person
}

func wireThread(t *conversation.Thread, lang string) Thread {
	kind, _, _ := strings.Cut(t.Subject, ":")
	out := Thread{
		ID: t.ID.String(), About: ThreadAbout{kind, t.Topic.En, t.Topic.Path}, Private: t.Private, Waits: string(t.Waits), People: []ThreadPerson{},
		Last: t.Last, Read: t.Read, Unread: t.Unread, Heard: t.Heard, Closed: optionalTime(t.Closed),
	}
	if lang == "fr" {
		out.About.Title = t.Topic.Fr
	}
	for _, p := range t.People {
		out.People = append(out.People, wirePerson(p))
	}
	return out
}

func wireMessage(m *conversation.Message) ThreadMessage {
	out := ThreadMessage{ID: m.ID.String(), Number: m.Number, Own: m.Own, State: string(m.State), Text: m.Text, At: m.At}
	if m.State != conversation.Erased {
		author := wirePerson(m.Author)
		out.Author = &author
	}
	return out
}

func (a *API) threads(ctx context.Context, _ *struct{}) (*answer, error) {
	v := edge.Viewer(ctx)
	list, err := a.Threads.Threads(ctx, v)
	if err != nil {
		return nil, err
	}
	out := ThreadList{Items: []Thread{}}
	for i := range list {
		out.Items = append(out.Items, wireThread(&list[i], origin(ctx).Lang))
	}
	out.Unread, err = a.Threads.Unread(ctx, v)
	return privateAnswer(out), err
}

// threadID is the one of an address; a text that is none is nobody's thread.
func threadID(text string) (uuid.UUID, error) {
	id, err := uuid.Parse(text)
	if err != nil {
		return id, edge.NotFound.With("")
	}
	return id, nil
}

func (a *API) thread(ctx context.Context, in *threadInput) (*answer, error) {
	id, err := threadID(in.ID)
	if err != nil {
		return nil, err
	}
	t, err := a.Threads.Thread(ctx, edge.Viewer(ctx), id)
	if err != nil {
		return nil, err
	}
	return privateAnswer(wireThread(&t, origin(ctx).Lang)), nil
}

func (a *API) messages(ctx context.Context, in *messagesInput) (*answer, error) {
	id, err := threadID(in.ID)
	if err != nil {
		return nil, err
	}
	list, err := a.Threads.Messages(ctx, edge.Viewer(ctx), id, in.After)
	if err != nil {
		return nil, err
	}
	out := ThreadMessages{Items: []ThreadMessage{}}
	for i := range list {
		out.Items = append(out.Items, wireMessage(&list[i]))
	}
	return privateAnswer(out), nil
}

func (a *API) writeMessage(ctx context.Context, in *messageInput) (*answer, error) {
	id, err := threadID(in.ID)
	if err != nil {
		return nil, err
	}
	m, err := a.Threads.Write(ctx, edge.Viewer(ctx), id, in.Body.Text, in.Body.Key)
	if err != nil {
		return nil, err
	}
	return privateAnswer(wireMessage(&m)), nil
}

func (a *API) readThread(ctx context.Context, in *threadReadInput) (*answer, error) {
	id, err := threadID(in.ID)
	if err != nil {
		return nil, err
	}
	return noContent(), a.Threads.Read(ctx, edge.Viewer(ctx), id, in.Body.Number)
}
