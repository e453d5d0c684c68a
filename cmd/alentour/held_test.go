package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/retention"
)

// What happens with each column when somebody takes their data or leaves. A new column fails a test until it stands in one of
// these lists: "table.column", or "table.*" for all of a table.

// Answers about columns that hold a text or bytes.
const (
	planted  = "planted: TestNothingIsLeftOfAPerson writes a token there"
	codes    = "a code of a list that the room or a check holds"
	digests  = "a digest or token: says nothing without what it was made of"
	sealed   = "sealed, and emptied at erasure; sealed copies go when their case closes"
	ofPlaces = "said of a place, organisation, district or file, or in the team's name, for everyone: nobody's own"
	machine  = "the machine's own"
)

var texts = map[string]string{
	planted: `contacts.address sessions.device members.name members.about relays.name claims.note claims.reason corrections.body
		corrections.reason organisation_proposals.name organisation_proposals.description organisation_proposals.website
		organisation_proposals.email organisation_proposals.reason partner_steps.note recoveries.address
		invitations_to_organisations.email requests.details sign_ups.name sign_ups.company event_series.name event_series.company
		events.title events.words events.bring events.where_note event_dates.title event_dates.words event_dates.bring event_dates.where_note`,
	codes: `sign_ups.state sign_ups.reason tickets.state mix_profiles.situation mix_shares.situation accounts.lang accounts.standing contacts.kind recoveries.kind relays.consent grants.role members.languages members.interests
		members.access members.age_band claims.state corrections.field corrections.state organisation_proposals.state partner_steps.step
		invitations_to_organisations.role notifications.kind recipients.ways recipients.zone parcels.channel parcels.over errands.channel
		volunteers.kinds volunteer_steps.step volunteer_steps.charter volunteer_time.subject volunteer_invitations.answer cases.subject
		cases.state cases.reason reports.reason reports.lang decisions.sanction decisions.rule appeals.outcome case_steps.act case_steps.code
		audit.act audit.subject audit.code versions.kind place_words.field
		announcements.profile announcements.interests photo_uses.audience invitations.state invitations.reason invitations.parts
		help_records.family help_records.band requests.kind requests.timing requests.languages
		requests.urgency requests.wishes requests.behalf requests.state requests.unanswered requests.outcome request_steps.act
		request_steps.state request_steps.why
		events.interest events.audiences events.access events.languages events.whereabouts events.zone events.rule events.why events.review
		event_dates.state event_dates.why event_dates.whereabouts
		calendar_feeds.lang coverage_figures.period coverage_releases.measure coverage_releases.sub calendar_imports.failed`,
	"a word and a number of another room":                `threads.subject photo_uses.subject`,
	"a picture, or its digest: goes with its last owner": `photos.sha256 photos.large photos.small`,
	digests: `sign_ups.client_key event_series.client_key ticket_batches.client_key ticket_batches.commitment ticket_batches.seed contact_codes.contact contact_codes.code printed_codes.code sessions.token sessions.former limits.key audit_chain.digest
		sealed_copies.digest messages.client_key requests.client_key requests.photo events.client_key events.photo volunteer_steps.sha256 volunteer_invitations.contact volunteer_invitations.token imports.sha256 places.content_hash
		calendar_feeds.token imported_events.source imported_events.digest`,
	sealed: `ticket_batches.sealed request_points.sealed event_points.sealed messages.sealed deliveries.sealed reports.sealed appeals.sealed decisions.facts sealed_copies.sealed volunteer_invitations.sealed`,
	ofPlaces: `places.* services.* stops.* notices.body organisations.* districts.* district_figures.* datasets.* imports.file
		calendar_imports.address calendar_imports.etag calendar_imports.modified holiday_rows.* holiday_tables.* versions.before versions.after place_words.source place_words.answered team_hours.hours
		volunteer_trainings.place partner_steps.agreed_scope announcements.fr_title announcements.fr_text announcements.en_title
		announcements.en_text`,
	"an address that everyone may read: made empty": `events.online event_dates.online`,
	"digits: no token fits; its row goes":           `organisation_proposals.phone`,
	"sums over districts: of nobody":                `coverage_figures.people coverage_figures.supply`,
	machine:                                         `changes.topic feed_marks.epoch spatial_ref_sys.* retention_runs.removed`,
	"codes, ids and public names; goes with its recipient and with whom it shows": `notifications.params notifications.subject`,
}

// Answers about columns that name an account.
const (
	gone    = "the row goes with the account"
	nobody  = "made null: the row stays, by nobody"
	aNumber = "a number stays, which then says no more than that it was somebody: what was done must be answered for"
)

var accountsIn = map[string]string{
	gone: `calendar_feeds.account_id event_series.account_id event_tellings.account_id event_digests.account_id mix_profiles.account_id contacts.account_id contact_codes.account_id printed_codes.account_id recoveries.account_id relays.account_id sessions.account_id
		grants.account_id blocks.account_id blocks.other_id ban_proposals.account_id recipients.account_id notifications.account_id
		notifications.from_id parcels.account_id errands.account_id members.account_id volunteers.account_id volunteer_steps.account_id
		volunteer_absences.account_id volunteer_time.account_id volunteer_training_invitations.account_id volunteer_invitations.account_id
		claims.account_id organisation_proposals.account_id follows.account_id invitations.account_id volunteer_loads.account_id
		help_records.account_id arrivals.account_id thread_members.account_id photo_owners.account_id event_hosts.account_id
		photo_uses.account_id`,
	nobody: `sign_ups.account_id tickets.account_id versions.account_id corrections.account_id corrections.decided_by claims.decided_by organisation_proposals.decided_by
		invitations_to_organisations.invited_by partner_steps.by_id partner_steps.owner_id reports.reporter_id appeals.by messages.author_id
		requests.author_id events.author_id`,
	aNumber: `ticket_batches.opened_by accounts.id audit.actor cases.owner_id cases.taken_by decisions.by case_steps.by appeals.decided_by grants.granted_by
		relays.registered_by recoveries.asked_by ban_proposals.proposed_by volunteer_steps.by_id volunteer_trainings.created_by
		volunteer_invitations.invited_by announcements.by_id request_steps.by_id`,
}

// textColumns are those that can hold what somebody wrote; accountColumns those that name an account, by a key or by their name.
const (
	textColumns = `
		select c.relname || '.' || a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
		where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
			and a.atttypid in ('text'::regtype, 'text[]'::regtype, 'varchar'::regtype, 'varchar[]'::regtype, 'bpchar'::regtype, 'name'::regtype,
				'json'::regtype, 'jsonb'::regtype, 'xml'::regtype, 'bytea'::regtype, 'tsvector'::regtype)
		order by 1`
	accountColumns = `
		select distinct c.relname || '.' || a.attname from pg_class c
			join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
			left join pg_constraint k on k.conrelid = c.oid and k.contype = 'f' and a.attnum = any(k.conkey)
				and k.confrelid in ('accounts'::regclass, 'members'::regclass, 'recipients'::regclass, 'volunteers'::regclass)
		where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and a.atttypid in ('bigint'::regtype, 'integer'::regtype)
			and (k.oid is not null or (c.relname, a.attname) = ('accounts', 'id')
				or a.attname ~ '(^|_)(account|actor|author|member|person|reporter|owner|other|from|who|by)(_id)?$')
		order by 1`
)

// listed turns a list of answers around: column → answer.
func listed(t *testing.T, lists map[string]string) map[string]string {
	t.Helper()
	answers := map[string]string{}
	for answer, columns := range lists {
		for _, c := range strings.Fields(columns) {
			if other, twice := answers[c]; twice {
				t.Errorf("%s has two answers: %s; %s", c, answer, other)
			}
			answers[c] = answer
		}
	}
	return answers
}

func columns(t *testing.T, pool *pgxpool.Pool, sql string) []string {
	t.Helper()
	rows, err := pool.Query(t.Context(), sql)
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestEveryColumnAboutPeopleIsAnswered(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	for sql, lists := range map[string]map[string]string{textColumns: texts, accountColumns: accountsIn} {
		answers := listed(t, lists)
		unused := maps.Clone(answers)
		for _, column := range columns(t, pool, sql) {
			table, _, _ := strings.Cut(column, ".")
			_, one := answers[column]
			_, all := answers[table+".*"]
			if !one && !all {
				t.Errorf("%s: say in held_test.go what happens with it when somebody takes their data or leaves", column)
			}
			delete(unused, column)
			delete(unused, table+".*")
		}
		for column := range unused {
			t.Errorf("%s stands in held_test.go and not in the database", column)
		}
	}
}

// Every table about people is named by the table of how long it is kept, or goes with one that is.
func TestEveryTableAboutPeopleEnds(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	kept := map[string]bool{}
	for _, rule := range retention.Table() {
		for _, table := range strings.Fields(rule.Holds) {
			kept[table] = true
		}
	}
	withAccount := map[string]bool{}
	for _, column := range strings.Fields(accountsIn[gone]) {
		table, _, _ := strings.Cut(column, ".")
		withAccount[table] = true
	}
	for _, column := range columns(t, pool, accountColumns) {
		table, _, _ := strings.Cut(column, ".")
		if !kept[table] && !withAccount[table] {
			t.Errorf("%s: no line of retention.Table holds %s, and its rows do not go with the account", column, table)
		}
	}
	for table := range kept {
		if !slices.ContainsFunc(columns(t, pool, `select relname from pg_class where relkind in ('r', 'p')`), func(name string) bool { return name == table }) {
			t.Errorf("retention.Table names %s, which is no table", table)
		}
	}
}

// stillNamed lists the columns that name an account and must not any more.
func stillNamed(ctx context.Context, t *testing.T, pool *pgxpool.Pool, account int64) (left []string) {
	t.Helper()
	answers := listed(t, accountsIn)
	for column, answer := range answers {
		if answer == aNumber {
			continue
		}
		table, name, _ := strings.Cut(column, ".")
		var n int
		sql := fmt.Sprintf(`select count(*) from %s where %s = $1`, pgx.Identifier{table}.Sanitize(), pgx.Identifier{name}.Sanitize())
		if err := pool.QueryRow(ctx, sql, account).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			left = append(left, column)
		}
	}
	return left
}
