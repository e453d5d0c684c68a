package web

import "github.com/alentour/alentour/identity"

// entry is one line of a menu: shown to who could do what it needs.
type entry struct {
	URL, Icon, Label, Hint string
	Needs                  identity.Action
}

// accountMenu leads to everything that is one's own.
func (v *visit) accountMenu() []entry {
	w := v.Account
	return v.allowed([]entry{
		{profilePath, "temaki:pedestrian", v.People.Profile, v.People.ProfileHint, identity.ManageAccount},
		{requestsPath, "temaki:hand", v.Help.Around, v.Help.AroundHint, identity.ReadRequests},
		{minePath, "temaki:speaker", v.Help.Mine, v.Help.MineHint, identity.Ask},
		{inboxPath, "maki:heart", v.Help.Inbox, v.Help.InboxHint, identity.Answer},
		{eventMinePath, "date", v.Out.Mine, v.Out.MineHint, identity.JoinEvents},
		{membersPath, "temaki:social_facility", v.People.Members, v.People.MembersHint, identity.ReadMembers},
		{"/profile/volunteer", "temaki:heart", v.Volunteer.Mine, v.Volunteer.MineHint, identity.Volunteer},
		{threadsPath, "talk", v.Talk.Threads, v.Talk.ThreadsHint, identity.ReadThreads},
		{"/account/contacts", "maki:telephone", w.Contacts, w.ContactsHint, identity.ManageAccount},
		{"/account/sessions", "maki:mobile-phone", w.Sessions, w.SessionsHint, identity.ManageAccount},
		{"/notices/settings", "maki:post", v.Told.Settings, v.Told.SettingsHint, identity.ReadNotices},
		{decisionsPath, "temaki:courthouse", v.Safety.Decisions, v.Safety.DecisionsHint, identity.Appeal},
		{blocksPath, "temaki:stop", v.Safety.Blocks, v.Safety.BlocksHint, identity.Block},
		{"/account/data", "temaki:storage", w.Data, w.DataHint, identity.ExportOwn},
	})
}

// staffMenu leads to what the team does.
func (v *visit) staffMenu() []entry {
	w := v.Account
	return v.allowed([]entry{
		{coverPath, "seen", v.Cover.Title, v.Cover.Hint, identity.ReadCounts},
		{queuePath, "temaki:speaker", v.Help.Queue, v.Help.QueueHint, identity.ReadQueue},
		{eventReviewPath, "date", v.Out.Host.ReviewTitle, v.Out.Host.ReviewHint, identity.SteerEvents},
		{"/staff/corrections", "maki:information", v.Assoc.Corrections, v.Assoc.CorrectionsHint, identity.ReviewPlaces},
		{"/staff/conflicts", "temaki:bulletin_board", v.Assoc.Conflicts, v.Assoc.ConflictsHint, identity.ReviewPlaces},
		{"/staff/claims", "temaki:hand", v.Assoc.Claims, v.Assoc.ClaimsHint, identity.DecideClaim},
		{"/staff/partners", "temaki:heart", v.Assoc.Partners, v.Assoc.PartnersHint, identity.TrackPartners},
		{"/staff/volunteers", "temaki:heart", v.Volunteer.Roster, v.Volunteer.RosterHint, identity.ReadRoster},
		{casesPath, "maki:caution", v.Safety.Cases, v.Safety.CasesHint, identity.ReadCases},
		{"/staff/audit", "temaki:bulletin_board", v.Safety.Audit, v.Safety.AuditHint, identity.ReadAudit},
		{"/staff/relay", "temaki:hand", w.Relay, w.RelayHint, identity.RegisterRelay},
		{"/staff/recover", "temaki:lock", w.Recover, w.RecoverHint, identity.RecoverContact},
		{"/staff/announcements", "maki:communications-tower", v.Told.Announce, v.Told.AnnounceHint, identity.Announce},
		{"/staff/sending", "maki:post", v.Told.Sending, v.Told.SendingHint, identity.Announce},
		{"/staff/roles", "temaki:shield", w.Roles, w.RolesHint, identity.GrantAmbassador},
	})
}

func (v *visit) allowed(list []entry) []entry {
	shown := list[:0]
	for _, e := range list {
		if v.viewer.Could(e.Needs) {
			shown = append(shown, e)
		}
	}
	return shown
}
