package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

// NotificationList is a page of what somebody was told, the newest first.
type NotificationList struct {
	Items  []Notification `json:"items" nullable:"false"`
	Unread int            `json:"unread" doc:"How many are not read; 100 = that many or more."`
	Next   int64          `json:"next,omitempty" doc:"Send it as before for the next page; absent on the last one."`
}

// Notification is something that somebody was told, in the words of their language.
type Notification struct {
	Number int64     `json:"number" doc:"1, 2, 3… in the order in which they came to this person."`
	Kind   string    `json:"kind" example:"role-given"`
	Group  string    `json:"group" example:"account" doc:"What its way of coming is chosen by, in the settings."`
	Title  string    `json:"title"`
	Text   string    `json:"text"`
	Link   string    `json:"link" example:"/account" doc:"Path of the page that it is about."`
	At     time.Time `json:"at"`
	Read   bool      `json:"read"`
}

// NotificationSettings are how somebody wants to be told.
type NotificationSettings struct {
	Zone        string     `json:"zone" maxLength:"64" example:"Europe/Paris" doc:"Time zone of the clock that the minutes below are on."`
	PausedUntil *time.Time `json:"paused_until,omitempty" doc:"Nothing leaves before; it is not lost. Absent = no pause."`
	QuietFrom   string     `json:"quiet_from" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"21:00" doc:"Nothing leaves from then…"`
	QuietTill   string     `json:"quiet_till" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"08:00" doc:"…until then. The same minute twice = no quiet hours."`
	DigestAt    string     `json:"digest_at" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"08:00" doc:"When what comes once a day comes."`
	Urgent      bool       `json:"urgent" doc:"Urgent notices may come in quiet hours and above the caps."`
	EmailCap    int        `json:"email_cap" minimum:"1" maximum:"100" doc:"Most e-mails a day; the last one takes the rest along."`
	SMSCap      int        `json:"sms_cap" minimum:"1" maximum:"20" doc:"Most SMS a day."`
	// Ways is by group, then by channel.
	Ways map[string]map[string]string `json:"ways" maxProperties:"32" doc:"By group, then by channel (app, email, sms): now, digest or never. What is absent comes as the group's own way is. In the app, never means: in the list, read already."`
}

type (
	noticesInput struct {
		Before int64 `query:"before" minimum:"0" doc:"Number before which to begin; 0 = with the newest."`
		Limit  int   `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}
	readInput struct {
		Body struct {
			UpTo    int64   `json:"up_to,omitempty" minimum:"0" doc:"All up to this number."`
			Numbers []int64 `json:"numbers,omitempty" maxItems:"100" nullable:"false" doc:"And these."`
		}
	}
	noticeSettingsInput struct {
		Body NotificationSettings
	}
	streamInput struct {
		After string `header:"Last-Event-ID" maxLength:"19" doc:"Number of the last notice that was heard of: the stream begins after it, on any node. Absent = from now on."`
	}
)

func (a *API) registerNotices() {
	op := func(id, method, path, summary string, responses map[string]*huma.Response) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: path, Tags: []string{"notices"}, Summary: summary, Responses: responses}
	}
	settings := func() map[string]*huma.Response { return answers(content[NotificationSettings](a, "application/json")) }
	register(a, identity.ReadNotices, op("list-notices", http.MethodGet, "/v1/notices", "What one was told, the newest first",
		answers(content[NotificationList](a, "application/json"))), a.notices)
	read := op("read-notices", http.MethodPost, "/v1/notices/read", "Mark notices as read", done())
	read.Metadata = map[string]any{exampleBody: `{"up_to":12}`}
	register(a, identity.ReadNotices, read, a.readNotices)
	register(a, identity.ReadNotices, op("get-notice-settings", http.MethodGet, "/v1/notices/settings", "How one wants to be told", settings()), a.noticeSettings)
	set := op("set-notice-settings", http.MethodPut, "/v1/notices/settings", "Say how one wants to be told, for what waits too", settings())
	set.Metadata = map[string]any{exampleBody: `{"zone":"Europe/Paris","quiet_from":"21:00","quiet_till":"08:00","digest_at":"08:00","urgent":false,"email_cap":10,"sms_cap":3,"ways":{"associations":{"email":"digest"}}}`}
	register(a, identity.ReadNotices, set, a.setNoticeSettings)
	stream := op("stream-notices", http.MethodGet, noticeStream, "Notices as they come",
		map[string]*huma.Response{"200": {Description: "Server-sent events.", Content: map[string]*huma.MediaType{"text/event-stream": {}}}})
	stream.Description = "Events named `notice` carry a notice as their data and its number as their id; events named `unread` say how many are not read, " +
		"at the beginning and whenever that changes; events named `conversations` say in how many conversations something waits to be read, " +
		"at the beginning and whenever something is written or read there. A connection that breaks goes on after Last-Event-ID, on any node: nothing is missed, nothing is said twice. " +
		"It ends when the session does."
	register(a, identity.ReadNotices, stream, a.streamNotices)
}

func wireNotice(i notify.Item) Notification {
	return Notification{i.Number, i.Kind, i.Group, i.Title, i.Text, i.Link, i.At, i.Read}
}

func (a *API) notices(ctx context.Context, in *noticesInput) (*answer, error) {
	v := edge.Viewer(ctx)
	items, err := a.Notices.List(ctx, v, in.Before, in.Limit)
	if err != nil {
		return nil, err
	}
	out := NotificationList{Items: []Notification{}}
	for _, i := range items {
		out.Items = append(out.Items, wireNotice(i))
	}
	if len(items) == in.Limit && items[in.Limit-1].Number > 1 {
		out.Next = items[in.Limit-1].Number
	}
	out.Unread, err = a.Notices.Unread(ctx, v)
	return privateAnswer(out), err
}

func (a *API) readNotices(ctx context.Context, in *readInput) (*answer, error) {
	return noContent(), a.Notices.Read(ctx, edge.Viewer(ctx), in.Body.UpTo, in.Body.Numbers...)
}

func (a *API) noticeSettings(ctx context.Context, _ *struct{}) (*answer, error) {
	s, err := a.Notices.Settings(ctx, edge.Viewer(ctx))
	if err != nil {
		return nil, err
	}
	out := NotificationSettings{
		Zone: s.Zone.String(), QuietFrom: s.QuietFrom.String(), QuietTill: s.QuietTill.String(), DigestAt: s.DigestAt.String(),
		Urgent: s.Urgent, EmailCap: s.EmailCap, SMSCap: s.SMSCap, Ways: map[string]map[string]string{},
	}
	if !s.PausedUntil.IsZero() {
		out.PausedUntil = &s.PausedUntil
	}
	for _, g := range notify.Groups() {
		out.Ways[g.Code] = map[string]string{}
		for _, c := range notify.Channels() {
			out.Ways[g.Code][string(c)] = string(s.Way(g.Code, c))
		}
	}
	return privateAnswer(out), nil
}

func (a *API) setNoticeSettings(ctx context.Context, in *noticeSettingsInput) (*answer, error) {
	zone, err := notify.ZoneOf(in.Body.Zone)
	if err != nil {
		return nil, err
	}
	s := notify.Settings{
		Zone: zone, QuietFrom: minute(in.Body.QuietFrom), QuietTill: minute(in.Body.QuietTill), DigestAt: minute(in.Body.DigestAt),
		Urgent: in.Body.Urgent, EmailCap: in.Body.EmailCap, SMSCap: in.Body.SMSCap, Ways: map[string]map[notify.Channel]notify.Way{},
	}
	if in.Body.PausedUntil != nil {
		s.PausedUntil = *in.Body.PausedUntil
	}
	for group, ways := range in.Body.Ways {
		s.Ways[group] = map[notify.Channel]notify.Way{}
		for channel, way := range ways {
			s.Ways[group][notify.Channel(channel)] = notify.Way(way)
		}
	}
	if err := a.Notices.Settle(ctx, edge.Viewer(ctx), s); err != nil {
		return nil, err
	}
	return a.noticeSettings(ctx, nil)
}

// minute of the day; the pattern has checked the text.
func minute(text string) notify.Minute {
	hours, minutes, _ := strings.Cut(text, ":")
	h, _ := strconv.Atoi(hours)
	m, _ := strconv.Atoi(minutes)
	return notify.Minute(h*60 + m)
}
