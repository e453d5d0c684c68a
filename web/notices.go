package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

// What somebody was told, how they want to be, and the link of an e-mail that ends such e-mails.

func (s *site) noticePages() {
	s.page("GET /notices", identity.ReadNotices, s.notices)
	s.form("POST /notices", identity.ReadNotices, s.readNotices)
	s.page("GET /notices/settings", identity.ReadNotices, s.noticeSettings)
	s.form("POST /notices/settings", identity.ReadNotices, s.settleNotices)
	s.page("GET /notices/stop/{token}", identity.ReadDirectory, s.askStop)
	s.page("POST /notices/stop/{token}", identity.ReadDirectory, s.stop)
	s.announcePages()
	s.page("GET /staff/sending", identity.Announce, s.sending)
}

const noticesShown = 20

func (s *site) notices(v *visit) (templ.Component, error) {
	before, _ := strconv.ParseInt(v.request.URL.Query().Get("before"), 10, 64) // anything else is the first page
	items, err := s.Notices.List(v.ctx(), v.viewer, max(before, 0), noticesShown)
	if err != nil {
		return nil, err
	}
	return noticesPage(v, items, before > 0), nil
}

// readNotices marks one as read and goes where it leads, or all that the page showed.
func (s *site) readNotices(v *visit, form url.Values) (templ.Component, error) {
	upTo, _ := strconv.ParseInt(form.Get("up_to"), 10, 64)
	number, _ := strconv.ParseInt(form.Get("number"), 10, 64)
	if err := s.Notices.Read(v.ctx(), v.viewer, upTo, number); err != nil {
		return nil, err
	}
	return nil, redirect(localPath(or(form.Get("to"), "/notices")))
}

// unread is how many notices the viewer has not read, asked once a page; 0 when that cannot be said.
func (v *visit) unread() int {
	if v.viewer == nil || v.site.Notices == nil {
		return 0
	}
	if v.unreadOnce == nil {
		n, err := v.site.Notices.Unread(v.ctx(), v.viewer)
		if err != nil {
			n = 0 // the page is of use without it
		}
		v.unreadOnce = &n
	}
	return *v.unreadOnce
}

// settingsSheet is the form of settings.
type settingsSheet struct {
	notify.Settings
	Quiet, Digest, Caps, Zones string // faults
}

func (s *site) noticeSettings(v *visit) (templ.Component, error) {
	settings, err := s.Notices.Settings(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	return noticeSettingsPage(v, settingsSheet{Settings: settings}), nil
}

func (s *site) settleNotices(v *visit, form url.Values) (templ.Component, error) {
	kept, err := s.Notices.Settings(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	sheet := v.readSettings(kept, form)
	if sheet.Quiet+sheet.Digest+sheet.Caps+sheet.Zones != "" {
		return nil, faulty{noticeSettingsPage(v, sheet)}
	}
	if err := s.Notices.Settle(v.ctx(), v.viewer, sheet.Settings); err != nil {
		return nil, err
	}
	return nil, v.say("/notices/settings", v.Told.Saved)
}

// readSettings puts what was typed over what is kept, and says what of it cannot be.
func (v *visit) readSettings(kept notify.Settings, form url.Values) settingsSheet {
	w, sheet := v.Told, settingsSheet{Settings: kept}
	var err error
	if sheet.Zone, err = notify.ZoneOf(form.Get("zone")); err != nil {
		sheet.Zone, sheet.Zones = kept.Zone, w.BadZone
	}
	var ok [3]bool
	sheet.QuietFrom, ok[0] = typedMinute(form.Get("quiet_from"))
	sheet.QuietTill, ok[1] = typedMinute(form.Get("quiet_till"))
	sheet.DigestAt, ok[2] = typedMinute(form.Get("digest_at"))
	if !ok[0] || !ok[1] {
		sheet.Quiet = w.BadTime
	}
	if !ok[2] {
		sheet.Digest = w.BadTime
	}
	sheet.EmailCap, _ = strconv.Atoi(form.Get("email_cap"))
	sheet.SMSCap, _ = strconv.Atoi(form.Get("sms_cap"))
	if sheet.EmailCap < 1 || sheet.EmailCap > 100 || sheet.SMSCap < 1 || sheet.SMSCap > 20 {
		sheet.Caps = w.BadCap
	}
	sheet.Urgent = form.Get("urgent") == "1"
	if days, err := strconv.Atoi(form.Get("pause")); err == nil && days >= 0 && days <= 31 {
		sheet.PausedUntil = time.Time{}
		if days > 0 {
			sheet.PausedUntil = v.site.Now().AddDate(0, 0, days)
		}
	}
	sheet.Ways = map[string]map[notify.Channel]notify.Way{}
	for _, g := range notify.Groups() {
		sheet.Ways[g.Code] = map[notify.Channel]notify.Way{}
		for _, c := range notify.Channels() {
			way := notify.Way(form.Get(wayField(g.Code, c)))
			if !slices.Contains(ways(c), way) {
				way = kept.Way(g.Code, c)
			}
			sheet.Ways[g.Code][c] = way
		}
	}
	return sheet
}

func wayField(group string, c notify.Channel) string { return group + "." + string(c) }

// ways are those that a channel knows.
func ways(c notify.Channel) []notify.Way {
	if c == notify.InApp {
		return []notify.Way{notify.Now, notify.Never}
	}
	return []notify.Way{notify.Now, notify.Digest, notify.Never}
}

func (w *noticesWords) channel(c notify.Channel) string {
	return map[notify.Channel]string{notify.InApp: w.InApp, notify.Email: w.Email, notify.SMS: w.SMS}[c]
}

func (w *noticesWords) way(c notify.Channel, way notify.Way) string {
	if c == notify.InApp && way == notify.Never {
		return w.Listed
	}
	return map[notify.Way]string{notify.Now: w.Now, notify.Digest: w.Digest, notify.Never: w.Never}[way]
}

func (v *visit) group(g notify.Group) string {
	if v.Lang == "fr" {
		return g.Fr
	}
	return g.En
}

// typedMinute reads 21:00, as browsers send it, and 21h00, as people write it.
func typedMinute(text string) (notify.Minute, bool) {
	at, err := time.Parse("15:04", strings.Replace(strings.TrimSpace(text), "h", ":", 1))
	return notify.Minute(at.Hour()*60 + at.Minute()), err == nil
}

// zones are those that French people live in; the person's own stands first when it is another.
func (sheet settingsSheet) zones() []string {
	list := []string{
		"Europe/Paris", "America/Martinique", "America/Guadeloupe", "America/Cayenne", "America/Miquelon", "Indian/Reunion",
		"Indian/Mayotte", "Pacific/Noumea", "Pacific/Tahiti", "Pacific/Wallis", "UTC",
	}
	if own := sheet.Zone.String(); !slices.Contains(list, own) {
		list = slices.Insert(list, 0, own)
	}
	return list
}

// stopOf reads the link of an e-mail.
func (s *site) stopOf(v *visit) (stop notify.Stop, names []string, err error) {
	if s.Notices == nil {
		return stop, nil, &identity.Error{Code: identity.Unavailable}
	}
	if stop, err = s.Notices.ParseStop(v.request.PathValue("token")); err != nil {
		return stop, nil, err
	}
	for _, g := range notify.Groups() {
		if slices.Contains(stop.Groups, g.Code) {
			names = append(names, v.group(g))
		}
	}
	return stop, names, nil
}

// askStop shows what the link would end: opening a link changes nothing, since programs open links too.
func (s *site) askStop(v *visit) (templ.Component, error) {
	_, names, err := s.stopOf(v)
	if err != nil {
		return nil, err
	}
	return stopPage(v, names), nil
}

// stop ends them: for a person who pressed the button, and for a mail program that posts by itself (RFC 8058).
func (s *site) stop(v *visit) (templ.Component, error) {
	stop, _, err := s.stopOf(v)
	if err != nil {
		return nil, err
	}
	if err := s.Notices.Stop(v.ctx(), stop); err != nil {
		return nil, err
	}
	return failurePage(v, v.Told.Stopped, v.Told.StoppedHelp), nil
}

func (s *site) sending(v *visit) (templ.Component, error) {
	sent, err := s.Notices.Sending(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	return sendingPage(v, sent), nil
}

// unreadWords say a number of unread notices.
func (w *noticesWords) unreadWords(n int) string {
	if n >= 100 {
		return w.Many
	}
	return fmt.Sprintf(w.Unread, n)
}

// bellNumber is short: there is little room in the header.
func bellNumber(n int) string {
	if n >= 100 {
		return "99+"
	}
	return strconv.Itoa(n)
}
