package identity

import "slices"

// Role is what somebody is to the house.
type Role string

// The roles. Everybody is a visitor, who has signed in is a member, the others are granted.
const (
	Visitor           Role = "visitor"
	Member            Role = "member"
	AssociationMember Role = "association-member" // of one organisation, while acting as it
	AssociationAdmin  Role = "association-admin"  // the same, and decides who its people are
	Ambassador        Role = "ambassador"         // knows people and places of a district, and what lies in it
	Coordinator       Role = "coordinator"        // leads in a district and all below: a city, mostly
	Administrator     Role = "administrator"      // runs the service
)

// Roles in the order of the table's columns.
func Roles() []Role {
	return []Role{Visitor, Member, AssociationMember, AssociationAdmin, Ambassador, Coordinator, Administrator}
}

// Reach is how far a role may do something.
type Reach uint8

// The reaches.
const (
	Nowhere     Reach = iota
	Own               // what is of one's own account
	Association       // what is of the organisation that one acts as
	Area              // what lies in the district of the grant
	Everywhere
)

func (r Reach) String() string {
	return [...]string{"no", "own", "the association's", "in the district", "yes"}[r]
}

// Action is something that May is asked about.
type Action string

// The actions. The table below says what each is, and who may.
const (
	ReadDirectory Action = "read-directory"
	SignIn        Action = "sign-in"
	Report        Action = "report"
	CorrectPlace  Action = "correct-place"

	ManageAccount Action = "manage-account"
	ExportOwn     Action = "export-own"
	EraseOwn      Action = "erase-own"
	Appeal        Action = "appeal"
	ReadNotices   Action = "read-notices"

	ReadMembers        Action = "read-members"
	Block              Action = "block"
	EditProfile        Action = "edit-profile"
	Volunteer          Action = "volunteer"
	FollowOrganisation Action = "follow-organisation"
	ClaimOrganisation  Action = "claim-organisation"

	ReadRequests Action = "read-requests"
	Ask          Action = "ask"
	Answer       Action = "answer"
	Converse     Action = "converse"
	ReadThreads  Action = "read-threads"
	HoldEvents   Action = "hold-events"
	JoinEvents   Action = "join-events"

	ActAsAssociation Action = "act-as-association"
	EditOrganisation Action = "edit-organisation"
	EditPlace        Action = "edit-place"
	GrantAssociation Action = "grant-association"
	ImportEvents     Action = "import-events"
	RegisterRelay    Action = "register-relay"

	ReadTeam         Action = "read-team"
	ReviewPlaces     Action = "review-places"
	ReadRoster       Action = "read-roster"
	ReadCounts       Action = "read-counts"
	TrackPartners    Action = "track-partners"
	ReadQueue        Action = "read-queue"
	SteerMatching    Action = "steer-matching"
	ReviewRequest    Action = "review-request"
	SteerEvents      Action = "steer-events"
	DecideClaim      Action = "decide-claim"
	VetVolunteers    Action = "vet-volunteers"
	ImportVolunteers Action = "import-volunteers"
	Announce         Action = "announce"
	RecoverContact   Action = "recover-contact"

	ReadCases       Action = "read-cases"
	DecideCase      Action = "decide-case"
	ReadSealed      Action = "read-sealed"
	Silence         Action = "silence"
	Suspend         Action = "suspend"
	Ban             Action = "ban"
	ReadAudit       Action = "read-audit"
	GrantAmbassador Action = "grant-ambassador"
	GrantStaff      Action = "grant-staff"
	OverStaff       Action = "over-staff"
)

// Rule is one row of the table.
type Rule struct {
	Reaches [7]Reach // by role, in the order of Roles
	Action  Action
	Kind    RuleKind
	Doc     string
}

// RuleKind says what a sanction does to a rule.
type RuleKind uint8

// The kinds.
const (
	Acts   RuleKind = iota // not while suspended
	Speaks                 // to others: not while silenced either
	Always                 // even while suspended: what the law gives to everyone
)

// Reach is how far a role may do it.
func (r Rule) Reach(role Role) Reach {
	for i, other := range Roles() {
		if role == other {
			return r.Reaches[i]
		}
	}
	return Nowhere
}

// ruleOf is the rule of an action; ok is false for what is not in the table, which nobody may do.
func ruleOf(action Action) (rule Rule, ok bool) {
	for i := range table {
		if table[i].Action == action {
			return table[i], true
		}
	}
	return Rule{}, false
}

// Rules is the whole table: what each role may do. Authorisation, the documentation and tests are made from it.
func Rules() []Rule { return slices.Clone(table[:]) }

const (
	___ = Nowhere
	own = Own
	org = Association
	loc = Area
	all = Everywhere
)

var table = [...]Rule{
	// visitor
	// │    member
	// │    │    association member
	// │    │    │    association admin
	// │    │    │    │    ambassador
	// │    │    │    │    │    coordinator
	// │    │    │    │    │    │    administrator
	{r{all, all, all, all, all, all, all}, ReadDirectory, Always, "read places, events, districts and associations that are for everyone"},
	{r{all, all, all, all, all, all, all}, SignIn, Always, "ask for a code and use it"},
	{r{all, all, all, all, all, all, all}, Report, Always, "report something to the moderators"},
	{r{all, all, all, all, all, all, all}, CorrectPlace, Always, "say that something about a place is wrong, or that it is right"},

	{r{___, own, own, own, own, own, own}, ManageAccount, Always, "one's contacts, sessions and language"},
	{r{___, own, own, own, own, own, own}, ExportOwn, Always, "have everything about oneself"},
	{r{___, own, own, own, own, own, own}, EraseOwn, Always, "erase everything about oneself"},
	{r{___, own, own, own, own, own, own}, Appeal, Always, "ask for another look at a decision about oneself"},
	{r{___, own, own, own, own, own, own}, ReadNotices, Always, "one's notifications, and how to get them"},

	{r{___, all, all, all, all, all, all}, ReadMembers, Acts, "read what members show to members"},
	{r{___, own, own, own, own, own, own}, Block, Acts, "block a person, and take it back"},
	{r{___, own, own, own, own, own, own}, EditProfile, Speaks, "write one's profile"},
	{r{___, own, own, own, own, own, own}, Volunteer, Acts, "be a volunteer: kinds of help, times, absences, pledge"},
	{r{___, own, own, own, own, own, own}, FollowOrganisation, Acts, "follow an association"},
	{r{___, own, own, own, own, own, own}, ClaimOrganisation, Speaks, "say that one belongs to a listed association"},

	{r{___, all, all, all, all, all, all}, ReadRequests, Acts, "read what members ask for and offer"},
	{r{___, own, own, own, own, own, own}, Ask, Speaks, "ask for help or offer it, change it, say that it is over"},
	{r{___, own, own, own, own, own, own}, Answer, Acts, "answer an invitation to help; read the sealed meeting point after a yes"},
	{r{___, own, own, own, own, own, own}, ReadThreads, Acts, "read the conversations that one is in"},
	{r{___, own, own, own, own, own, own}, Converse, Speaks, "write to the people of a request, or once to its author"},

	{r{___, own, own, own, own, own, own}, HoldEvents, Speaks, "hold an event, change it, call it off, see who comes"},
	{r{___, own, own, own, own, own, own}, JoinEvents, Acts, "sign up for an event, bring somebody; read where to meet once one comes"},

	{r{___, ___, org, org, ___, ___, ___}, ActAsAssociation, Acts, "act as the association: each act also records the person"},
	{r{___, ___, org, org, ___, loc, all}, EditOrganisation, Speaks, "write an association's page"},
	{r{___, ___, org, org, loc, loc, all}, EditPlace, Speaks, "change a place: hours, closures, saturation"},
	{r{___, ___, ___, org, ___, loc, all}, GrantAssociation, Acts, "decide who an association's people are"},
	{r{___, ___, ___, org, ___, loc, all}, ImportEvents, Speaks, "have the calendar that an association keeps elsewhere read: its events stand here"},
	{r{___, ___, org, org, loc, loc, all}, RegisterRelay, Acts, "register somebody without phone or e-mail who agrees, and print their code"},

	{r{___, ___, org, org, loc, loc, all}, ReadTeam, Acts, "see what there is to do for the association or the district"},
	{r{___, ___, ___, ___, loc, loc, all}, ReviewPlaces, Acts, "review what people say is wrong about places"},
	{r{___, ___, ___, ___, loc, loc, all}, ReadCounts, Acts, "read exact counts, which are not published"},
	{r{___, ___, ___, ___, loc, loc, all}, TrackPartners, Acts, "note where a partnership stands"},
	{r{___, ___, ___, ___, loc, loc, all}, ReadQueue, Acts, "see which needs nobody has answered yet, and why"},
	{r{___, ___, ___, ___, ___, loc, all}, SteerMatching, Acts, "see who could be asked for a need and why, and ask somebody by hand"},
	{r{___, ___, ___, ___, ___, loc, all}, ReviewRequest, Acts, "let a need that may be a risk be asked, or refuse it"},
	{r{___, ___, ___, ___, loc, loc, all}, SteerEvents, Acts, "look at members’ first events, refuse one, hand out partners’ invitations"},
	{r{___, ___, ___, ___, ___, loc, all}, DecideClaim, Acts, "decide whether somebody belongs to an association"},
	{r{___, ___, ___, ___, ___, loc, all}, ReadRoster, Acts, "read the list of volunteers"},
	{r{___, ___, ___, ___, ___, loc, all}, VetVolunteers, Acts, "note a volunteer's steps: charter, training, check"},
	{r{___, ___, ___, ___, ___, loc, all}, ImportVolunteers, Acts, "invite volunteers from a list"},
	{r{___, ___, ___, ___, ___, loc, all}, Announce, Speaks, "write to all members of an area"},
	{r{___, ___, ___, ___, ___, loc, all}, RecoverContact, Acts, "give a new contact to somebody who lost theirs"},

	{r{___, ___, ___, ___, ___, loc, all}, ReadCases, Acts, "read reports and what was decided"},
	{r{___, ___, ___, ___, ___, loc, all}, DecideCase, Acts, "decide a case: hide, show, warn"},
	{r{___, ___, ___, ___, ___, loc, all}, ReadSealed, Acts, "read what is sealed, for a case; each read is in the audit"},
	{r{___, ___, ___, ___, ___, loc, all}, Silence, Acts, "keep somebody from speaking to others for a time"},
	{r{___, ___, ___, ___, ___, loc, all}, GrantAmbassador, Acts, "make and unmake ambassadors"},
	{r{___, ___, ___, ___, ___, ___, all}, Suspend, Acts, "keep somebody from acting, until it is lifted"},
	{r{___, ___, ___, ___, ___, ___, all}, Ban, Acts, "end an account for good: two administrators together"},
	{r{___, ___, ___, ___, ___, ___, all}, GrantStaff, Acts, "make and unmake coordinators and administrators"},
	{r{___, ___, ___, ___, ___, ___, all}, OverStaff, Acts, "decide about somebody who has a role here themselves"},
	{r{___, ___, ___, ___, ___, ___, all}, ReadAudit, Acts, "read what staff did"},
}

// r is one line of cells.
type r = [7]Reach
