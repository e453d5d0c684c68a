package directory

// What is past of what people said here, as statements for whoever keeps the calendar: $1 is the instant before which something
// is past, $2 how many rows at most.
const (
	// PastInvitations are people of a list who did not answer in time, and refusals that have been remembered long enough.
	PastInvitations = `
		delete from volunteer_invitations where id in (
			select id from volunteer_invitations where expires_at <= $1 order by expires_at limit $2)`
	// PastTime is time that volunteers gave on a day before.
	PastTime = `
		delete from volunteer_time where id in (select id from volunteer_time where on_day < $1::timestamptz::date order by id limit $2)`
	// PastTrainings are over, with who was invited to them.
	PastTrainings = `
		delete from volunteer_trainings where id in (select id from volunteer_trainings where at <= $1 order by id limit $2)`
	// PastClaims are decided.
	PastClaims = `delete from claims where id in (select id from claims where decided_at <= $1 order by id limit $2)`
	// PastProposals of organisations are decided.
	PastProposals = `
		delete from organisation_proposals where id in (select id from organisation_proposals where decided_at <= $1 order by id limit $2)`
	// PastCorrections were said, and decided where they needed it, before.
	PastCorrections = `
		delete from corrections where id in (
			select id from corrections where coalesce(decided_at, at) <= $1 and state <> 'new' order by id limit $2)`
	// PastAuthors are those of changes to places and organisations: the change stays, by nobody.
	PastAuthors = `
		update versions set account_id = null where id in (
			select id from versions where at <= $1 and account_id is not null order by id limit $2)`
	// PastPartnerSteps are steps with an organisation that are not its newest.
	PastPartnerSteps = `
		delete from partner_steps where id in (
			select id from partner_steps s where at <= $1
				and exists (select from partner_steps n where n.organisation_id = s.organisation_id and n.id > s.id)
			order by id limit $2)`
	// PastColleagues are people who were asked to join an organisation and did not come in time.
	PastColleagues = `
		delete from invitations_to_organisations where id in (
			select id from invitations_to_organisations where expires_at <= $1 order by id limit $2)`
)
