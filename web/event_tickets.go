package web

import (
	"errors"
	"net/url"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// Places that partners give: opening some, and asking for one.

func (s *site) ticketPages() {
	s.page("GET /events/{id}/tickets", identity.JoinEvents, s.tickets)
	s.form("POST /events/{id}/tickets", identity.JoinEvents, s.openTickets)
	for act, do := range map[string]func(*visit, uuid.UUID) (string, error){
		"draw": s.drawTickets, "apply": s.applyTicket, "claim": s.claimTicket, "pass": s.passTicket,
	} {
		s.form("POST /events/{id}/tickets/"+act, identity.JoinEvents, func(v *visit, form url.Values) (templ.Component, error) {
			e, err := s.eventSheet(v)
			if err != nil {
				return nil, err
			}
			id, err := parseID(form.Get("of"))
			if err != nil {
				return nil, err
			}
			said, err := do(v, id)
			if refusal(err, identity.BadValue) { // it has moved on since the page was read
				return nil, redirect(e.path())
			}
			if err != nil {
				return nil, err
			}
			if act == "draw" {
				return nil, v.say(e.ticketsPath(), said)
			}
			return nil, v.say(e.path(), said)
		})
	}
}

// ticketSheet is what partners give for a date, and what becomes of it.
type ticketSheet struct {
	*eventSheet
	Used                      map[uuid.UUID]community.Used
	Partners                  []directory.Organisation // in whose name places can be given
	Key, Places, Hours        string
	Who, How, Partner, Closes string
	Faults                    map[string]string
}

func (e *eventSheet) ticketsPath() string { return eventPath(e.ID) + "/tickets?date=" + e.date() }

// ticketSheet is for who holds the event and for the staff: the room says so.
func (s *site) ticketSheet(v *visit) (*ticketSheet, error) {
	e, err := s.eventSheet(v)
	if err != nil {
		return nil, err
	}
	if !e.Dated || !e.Own && !e.Steer {
		return nil, errNotFound
	}
	t := &ticketSheet{eventSheet: e, Key: uuid.NewString(), Used: map[uuid.UUID]community.Used{}, Places: "5", Hours: "24", Who: "members", How: "first"}
	if closes := e.On.Start.Add(-24 * time.Hour); closes.After(v.now) {
		t.Closes = closes.In(e.Zone).Format("2006-01-02T15:04")
	}
	for _, b := range e.Batches {
		if t.Used[b.ID], err = s.Events.BatchUse(v.ctx(), v.viewer, b.ID); err != nil {
			return nil, err
		}
	}
	for _, h := range v.hats() {
		if o, ok := s.Live.OrganisationNumbered(h.Num); ok && h.Num != 0 {
			t.Partners = append(t.Partners, o)
		}
	}
	return t, nil
}

func (s *site) tickets(v *visit) (templ.Component, error) {
	t, err := s.ticketSheet(v)
	if err != nil {
		return nil, err
	}
	return ticketsPage(v, t), nil
}

func (s *site) openTickets(v *visit, form url.Values) (templ.Component, error) {
	t, err := s.ticketSheet(v)
	if err != nil {
		return nil, err
	}
	t.Key, t.Places, t.Hours, t.Who, t.How = form.Get("key"), form.Get("places"), form.Get("hours"), form.Get("who"), form.Get("how")
	t.Partner, t.Closes, t.Faults = form.Get("partner"), form.Get("closes"), map[string]string{}
	draft := community.BatchDraft{Members: true, Unserved: t.Who == "never", Draw: t.How == "draw"}
	if t.Who == "district" {
		draft.District = t.On.Site.District
	}
	if draft.Places, err = optional(t.Places); err != nil {
		t.Faults["places"] = v.Out.Faults["seats"]
	}
	hours, err := optional(t.Hours)
	if err != nil {
		t.Faults["claim"] = v.Out.Faults["hours"]
	}
	draft.Claim = time.Duration(hours) * time.Hour
	if draft.Closes, err = time.ParseInLocation("2006-01-02T15:04", t.Closes, t.Zone); err != nil {
		t.Faults["closes"] = v.Out.Faults["closes"]
	}
	if t.Partner != "" {
		if draft.Partner, err = uuid.Parse(t.Partner); err != nil {
			return nil, errNotFound
		}
	}
	if len(t.Faults) == 0 {
		_, err = s.Events.OpenBatch(v.ctx(), v.viewer, t.ID, t.On.Original, draft, t.Key)
		if wrong, ok := errors.AsType[*directory.Invalid](err); ok {
			t.Faults[wrong.Param] = or(map[string]string{
				"places": v.Out.Faults["places"], "claim": v.Out.Faults["hours"], "closes": v.Out.Faults["closes"],
			}[wrong.Param], v.BadHelp)
		} else if err != nil {
			return nil, err
		}
	}
	if len(t.Faults) > 0 {
		return nil, faulty{ticketsPage(v, t)}
	}
	return nil, v.say(t.ticketsPath(), v.Out.Tickets.Opened)
}

func (s *site) drawTickets(v *visit, batch uuid.UUID) (string, error) {
	_, err := s.Events.Draw(v.ctx(), v.viewer, batch)
	return v.Out.Tickets.Drawn, err
}

func (s *site) applyTicket(v *visit, batch uuid.UUID) (string, error) {
	t, err := s.Events.Apply(v.ctx(), v.viewer, batch)
	switch t.State {
	case community.TicketOffered:
		return v.Out.Tickets.Offered, err
	case community.TicketClaimed: // first come: it is theirs at once
		return v.Out.Tickets.Claimed, err
	}
	return v.Out.Tickets.Wanted, err
}

func (s *site) claimTicket(v *visit, ticket uuid.UUID) (string, error) {
	_, err := s.Events.Claim(v.ctx(), v.viewer, ticket)
	return v.Out.Tickets.Claimed, err
}

func (s *site) passTicket(v *visit, ticket uuid.UUID) (string, error) {
	_, err := s.Events.Pass(v.ctx(), v.viewer, ticket)
	return v.Out.Tickets.Passed, err
}

// whoMay is the choice of the form that a batch was opened with; how it is given, likewise.
func whoMay(b *community.Batch) string {
	switch {
	case b.Unserved:
		return "never"
	case b.District != 0:
		return "district"
	}
	return "members"
}

func howGiven(b *community.Batch) string {
	if b.Draw {
		return "draw"
	}
	return "first"
}
