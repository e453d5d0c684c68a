package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/api"
	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
	"github.com/alentour/alentour/moderation"
	"github.com/alentour/alentour/notify"
)

// garden plants a token of each person into every text that they can write, through the stores that the pages call.
type garden struct {
	*house
	tokens map[string]map[string]string // person → column → token
}

// plant makes the token of a person for a column: small letters, since addresses are kept in them.
func (g *garden) plant(person, column string) string {
	if g.tokens[person] == nil {
		g.tokens[person] = map[string]string{}
	}
	if token, ok := g.tokens[person][column]; ok {
		return token
	}
	id := uuid.New()
	token := "zq" + strings.Map(func(r rune) rune { return 'a' + (r+7)%26 }, hex.EncodeToString(id[:7]))
	g.tokens[person][column] = token
	return token
}

// must ends the test at what cannot be.
func (g *garden) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

// comes signs somebody in, whose address and device carry tokens.
func (g *garden) comes(person string) *identity.Viewer {
	g.t.Helper()
	contact, err := identity.ParseContact(g.plant(person, "contacts.address")+"@example.org", "FR")
	g.must(err)
	g.signIn(contact) // an account
	in := g.signInFrom(contact, identity.Origin{Device: g.plant(person, "sessions.device")})
	g.house.tokens[identity.Role(person)] = in.Token
	return g.viewer(identity.Role(person))
}

func (g *garden) viewer(role identity.Role) *identity.Viewer {
	g.t.Helper()
	v, err := g.desk().Check(g.t.Context(), g.house.tokens[role])
	g.must(err)
	return v
}

// writes plants into everything that a member writes.
func (g *garden) writes(person string, v *identity.Viewer) {
	g.t.Helper()
	ctx, rooms := g.t.Context(), g.server.rooms.Load()
	_, err := rooms.members.Change(ctx, v, func(p *directory.Profile) error {
		p.Name, p.About, p.Age = g.plant(person, "members.name"), g.plant(person, "members.about"), "25-39"
		return nil
	})
	g.must(err)
	_, err = rooms.associations.Claim(ctx, v, theirsID, g.plant(person, "claims.note"))
	g.must(err)
	g.must(rooms.associations.Correct(ctx, v, netip.MustParseAddr("192.0.2.9"), directory.Correction{
		Place: placeID, Field: directory.FieldAll, Text: g.plant(person, "corrections.body"),
	}))
	g.must(rooms.associations.Propose(ctx, v, directory.Proposal{
		Name: g.plant(person, "organisation_proposals.name"), Description: g.plant(person, "organisation_proposals.description"),
		Contact: directory.Contact{
			Email:   g.plant(person, "organisation_proposals.email") + "@example.org",
			Website: "https://" + g.plant(person, "organisation_proposals.website") + ".example",
		},
		District: "011",
	}))
	g.must(rooms.associations.Follow(ctx, v, oursID, true))
	_, err = rooms.moderators.Report(ctx, v, moderation.Complaint{
		Kind: "place", ID: placeID.String(), Reason: "other", Text: g.plant(person, "reports.sealed"), Lang: "fr",
	})
	g.must(err)
}

// asks plants into what somebody asks for, with the words that only those who help read.
func (g *garden) asks(person string, v *identity.Viewer) (id uuid.UUID) {
	g.t.Helper()
	ctx := g.t.Context()
	at := orb.Point{5.365, 43.2965} // in the district of rights.sql whose number is 2
	cell, err := geo.CellAt(at, 8)
	g.must(err)
	_, err = g.pool.Exec(ctx, `insert into public_cells (city_id, cell) values (1, $1) on conflict do nothing`, int64(cell))
	g.must(err)
	g.await("where people ask", func() bool { return len(g.server.live.Atlas().PublicCells(1)) > 0 })
	q, err := g.server.rooms.Load().matching.Post(ctx, v, matching.Draft{
		Kind: "cv", Details: g.plant(person, "requests.details"), When: matching.When{Timing: matching.Flexible},
		Where:  matching.Where{Point: &at, Note: g.plant(person, "request_points.sealed")},
		Behalf: &matching.Behalf{Name: g.plant(person, "behalf"), Consent: "said"},
	}, uuid.NewString())
	g.must(err)
	g.holds(person, v, at)
	return q.ID
}

// holds plants into an event, and into one date of it.
func (g *garden) holds(person string, v *identity.Viewer, at orb.Point) {
	g.t.Helper()
	ctx, room := g.t.Context(), g.server.rooms.Load().community
	e, err := room.Publish(ctx, v, community.Draft{
		Title: g.plant(person, "events.title"), Words: g.plant(person, "events.words"), Bring: g.plant(person, "events.bring"),
		Where: community.Where{Point: &at, Sealed: g.plant(person, "event_points.sealed"), Note: g.plant(person, "events.where_note")},
		When: community.When{
			Zone: "Europe/Paris", Start: recur.WallOf(g.server.now().Add(72 * time.Hour)), Length: time.Hour, Rule: "FREQ=WEEKLY;COUNT=3",
		},
	}, uuid.NewString())
	g.must(err)
	_, err = room.SignUp(ctx, v, e.ID, nil, community.Joining{
		Name: g.plant(person, "event_series.name"), With: []string{g.plant(person, "event_series.company")},
	}, uuid.NewString())
	g.must(err)
	o, ok := e.Next(g.server.now())
	if !ok {
		g.t.Fatal("no date")
	}
	d := e.DraftOf(&o)
	d.Title, d.Words, d.Bring = g.plant(person, "event_dates.title"), g.plant(person, "event_dates.words"), g.plant(person, "event_dates.bring")
	d.Where.Note = g.plant(person, "event_dates.where_note")
	_, err = room.Edit(ctx, v, e.ID, &o.Original, community.This, d)
	g.must(err)
	_, err = room.SignUp(ctx, v, e.ID, &o.Original, community.Joining{
		Name: g.plant(person, "sign_ups.name"), With: []string{g.plant(person, "sign_ups.company")},
	}, uuid.NewString())
	g.must(err)
}

// talk lets two people write to each other about something.
func (g *garden) talk(people ...string) (thread uuid.UUID) {
	g.t.Helper()
	ctx, threads := g.t.Context(), g.server.rooms.Load().threads
	var num int64
	g.must(pgx.BeginFunc(ctx, g.pool, func(tx pgx.Tx) (err error) {
		var accounts []int64
		for _, person := range people {
			accounts = append(accounts, g.viewer(identity.Role(person)).Account.Num)
		}
		num, err = threads.Open(ctx, tx, "request:901", accounts)
		return err
	}))
	g.must(g.pool.QueryRow(ctx, `select uid from threads where id = $1`, num).Scan(&thread))
	for _, person := range people {
		_, err := threads.Write(ctx, g.viewer(identity.Role(person)), thread, g.plant(person, "messages.sealed"), g.plant(person, "messages.client_key"))
		g.must(err)
	}
	return thread
}

// staffWrites plants into what somebody of the team writes about what another person asked for.
func (g *garden) staffWrites(person string, v *identity.Viewer, about int64) {
	g.t.Helper()
	ctx, rooms := g.t.Context(), g.server.rooms.Load()
	g.must(rooms.associations.NotePartner(ctx, v, oursID, directory.PartnerNote{
		Step: "met", Note: g.plant(person, "partner_steps.note"), Owner: directory.OwnerMe,
	}))
	var claim, correction, proposal uuid.UUID
	g.must(g.pool.QueryRow(ctx, `
		select (select uid from claims where state = 'new' and account_id = $1),
			(select uid from corrections where state = 'new' and account_id = $1),
			(select uid from organisation_proposals where state = 'new' and account_id = $1)`, about).
		Scan(&claim, &correction, &proposal))
	g.must(rooms.associations.DecideClaim(ctx, v, claim, false, g.plant(person, "claims.reason")))
	g.must(rooms.associations.DecideCorrection(ctx, v, correction, false, g.plant(person, "corrections.reason")))
	_, err := rooms.associations.DecideProposal(ctx, v, proposal, false, g.plant(person, "organisation_proposals.reason"))
	g.must(err)
}

// Things of rights.sql.
var (
	oursID   = uuid.MustParse("00000000-0000-4000-8000-0000000000a1")
	theirsID = uuid.MustParse("00000000-0000-4000-8000-0000000000a2")
	placeID  = uuid.MustParse("00000000-0000-4000-8000-0000000000b1")
)

// dump lists the tables where one of the tokens stands, as text or as bytes. Those of extensions, which nothing of ours writes, are
// large and left out.
func (g *garden) dump(tokens []string) (found []string) {
	g.t.Helper()
	var patterns []string
	for _, token := range tokens {
		patterns = append(patterns, "%"+token+"%", "%"+hex.EncodeToString([]byte(token))+"%")
	}
	for _, table := range columns(g.t, g.pool, `
		select relname from pg_class c where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
			and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
		order by 1`) {
		var n int
		g.must(g.pool.QueryRow(g.t.Context(),
			`select count(*) from `+pgx.Identifier{table}.Sanitize()+` x where x::text ilike any($1)`, patterns).Scan(&n))
		if n > 0 {
			found = append(found, table)
		}
	}
	return found
}

// seen lists the addresses whose answer, to somebody, holds one of the tokens: pages, JSON, tiles, files.
func (g *garden) seen(tokens []string, by []identity.Role, ids ...string) (found []string) {
	g.t.Helper()
	holds := func(body string) bool {
		return slices.ContainsFunc(tokens, func(token string) bool { return strings.Contains(body, token) })
	}
	for _, r := range g.routes() {
		if r.method != http.MethodGet || strings.HasSuffix(r.path, "/stream") {
			continue
		}
		for _, id := range ids {
			path := strangers.Replace(strings.NewReplacer("{id}", id, "{uid}", id).Replace(r.path))
			for _, role := range by {
				if holds(g.ask(r, path, "", role).Body.String()) {
					found = append(found, fmt.Sprintf("%s as %s", path, role))
				}
			}
			if !strings.Contains(r.path, "{") {
				break
			}
		}
	}
	for _, file := range api.ExportFiles() {
		var open bytes.Buffer
		g.must(directory.Export(g.t.Context(), g.pool, &open, file.Format))
		if holds(open.String()) {
			found = append(found, file.Name)
		}
	}
	return found
}

// taken is what somebody takes along, as one text, from the archive.
func (g *garden) taken(v *identity.Viewer) string {
	g.t.Helper()
	sheets, err := g.desk().ExportOwn(g.t.Context(), v)
	g.must(err)
	var file bytes.Buffer
	g.must(identity.WriteArchive(&file, sheets))
	archive, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	g.must(err)
	var all strings.Builder
	for _, f := range archive.File {
		r, err := f.Open()
		g.must(err)
		content, err := io.ReadAll(r)
		g.must(err)
		all.Write(content)
		switch {
		case strings.HasSuffix(f.Name, ".json") && !json.Valid(content):
			g.t.Errorf("%s is not JSON", f.Name)
		case strings.HasSuffix(f.Name, ".csv"):
			if _, err := csv.NewReader(bytes.NewReader(content)).ReadAll(); err != nil {
				g.t.Errorf("%s: %v", f.Name, err)
			}
		}
	}
	return all.String()
}

// loud is a log that several goroutines may write, and that a test reads.
type loud struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *loud) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *loud) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// notTaken are tokens that the export leaves out, and why.
var notTaken = map[string]string{
	"recoveries.address":            "a contact that somebody else says is theirs",
	"claims.reason":                 "written to somebody else: it stands in their export",
	"corrections.reason":            "written to somebody else: it stands in their export",
	"organisation_proposals.reason": "written to somebody else: it stands in their export",
	"relays.name":                   "of the person who was registered: in their own export",
	"messages.client_key":           "a program’s name for a message: its digest is kept",
	"decisions.facts":               "written to somebody else: it stands in their export",
}

// Promise P7: whoever asks is given every text of theirs and none of anybody else's; after the erasure nothing of it is left in
// the database, in any answer to anybody, in tiles, in files or in the logs. Only the sealed copy of an open case stays, sealed.
func TestNothingIsLeftOfAPerson(t *testing.T) {
	t.Parallel()
	log := new(loud)
	g := &garden{house: newLoggingHouse(t, slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))), tokens: map[string]map[string]string{}}
	ctx, rooms := t.Context(), g.server.rooms.Load()

	leaver, bystander := g.comes("leaver"), g.comes("bystander")
	g.writes("leaver", leaver)
	g.writes("bystander", bystander)
	asked := g.asks("leaver", leaver)
	g.asks("bystander", bystander)
	thread := g.talk("leaver", "bystander")
	address, err := identity.ParseContact(g.plant("leaver", "contacts.address")+"@example.org", "FR")
	g.must(err)
	_, err = g.desk().Appoint(ctx, address, "fr", identity.Grant{Role: identity.Coordinator, District: 1})
	g.must(err)
	g.desk().Forget(leaver.Account.Num)
	leaver = g.viewer("leaver")
	g.staffWrites("leaver", leaver, bystander.Account.Num)
	g.must(rooms.associations.InviteColleague(ctx, g.viewer(identity.AssociationAdmin), oursID, address.Address, identity.AssociationMember))
	g.tokens["leaver"]["invitations_to_organisations.email"] = g.tokens["leaver"]["contacts.address"]

	// Somebody is registered by the leaver; a new contact is promised to the leaver's account.
	relay, _, err := g.desk().RegisterRelay(ctx, identity.Deed{By: leaver, In: identity.Scope{District: 2}},
		identity.Relay{Name: g.plant("relay", "relays.name"), Lang: "fr", Consent: "relay-fr-2026-11"})
	g.must(err)
	promised, err := identity.ParseContact(g.plant("leaver", "recoveries.address")+"@example.org", "FR")
	g.must(err)
	_, err = g.desk().Recover(ctx, identity.Deed{By: g.viewer(identity.Administrator)}, leaver.Account.Num, promised)
	g.must(err)

	// The bystander reports the leaver: their profile is copied, sealed.
	_, err = rooms.moderators.Report(ctx, bystander, moderation.Complaint{
		Kind: "member", ID: leaver.Account.ID.String(), Reason: "insult", Text: g.plant("bystander", "reports.sealed"), Lang: "fr",
	})
	g.must(err)

	// What was planted stands where the list of columns says.
	for column, answer := range listed(t, texts) {
		if answer != planted {
			continue
		}
		table, name, _ := strings.Cut(column, ".")
		person := "leaver"
		if table == "relays" {
			person = "relay"
		}
		var n int
		g.must(g.pool.QueryRow(ctx, fmt.Sprintf(`select count(*) from %s where %s::text like '%%' || $1 || '%%'`,
			pgx.Identifier{table}.Sanitize(), pgx.Identifier{name}.Sanitize()), g.tokens[person][column]).Scan(&n))
		if n == 0 || g.tokens[person][column] == "" {
			t.Errorf("%s: nothing was planted there", column)
		}
	}
	mine, theirs := tokensOf(g.tokens["leaver"]), tokensOf(g.tokens["bystander"])
	ids := []string{leaver.Account.ID.String(), asked.String(), thread.String(), placeID.String(), oursID.String(), theirsID.String()}
	g.await("in the copies", func() bool { return g.server.lag() < time.Second })
	neighbour := []identity.Role{"bystander"}
	if len(g.seen(mine, neighbour, ids...)) == 0 {
		t.Error("nobody ever saw anything of the leaver: this test sees nothing")
	}

	sheets, err := g.desk().ExportOwn(ctx, leaver)
	g.must(err)
	for _, sheet := range sheets {
		if !identity.Described(sheet.Name) {
			t.Errorf("%s: the index of the archive does not say what it is", sheet.Name)
		}
	}
	taken := g.taken(leaver)
	for column, token := range g.tokens["leaver"] {
		_, left := notTaken[column]
		if got := strings.Contains(taken, token); got == left {
			t.Errorf("%s in the export: %v", column, got)
		}
	}
	for column, token := range g.tokens["bystander"] {
		if strings.Contains(taken, token) {
			t.Errorf("the leaver's export holds the bystander's %s", column)
		}
	}
	if told := g.taken(bystander); !strings.Contains(told, g.tokens["leaver"]["claims.reason"]) {
		t.Error("the bystander does not take along what was decided about their claim")
	}

	g.must(g.desk().EraseOwn(ctx, leaver))
	g.must(g.desk().EraseAll(ctx, relay.Num))
	mine = append(mine, g.tokens["relay"]["relays.name"])
	g.await("forgotten", func() bool { return len(g.seen(mine, neighbour, ids[:1]...)) == 0 })
	if found := g.dump(mine); len(found) > 0 {
		t.Errorf("the database still holds tokens in %v", found)
	}
	if found := g.seen(mine, append(identity.Roles(), neighbour...), ids...); len(found) > 0 {
		t.Errorf("tokens are still to be read at %v", found)
	}
	if left := stillNamed(ctx, t, g.pool, leaver.Account.Num); len(left) > 0 {
		t.Errorf("the account is still named in %v", left)
	}
	for _, token := range append(mine, theirs...) {
		if strings.Contains(log.String(), token) {
			t.Errorf("a token stands in the logs")
		}
	}
	if !strings.Contains(log.String(), "/v1/") {
		t.Error("nothing was logged: this test sees nothing")
	}
	sealedAway := []string{"reports.sealed", "request_points.sealed", "event_points.sealed", "behalf", "messages.sealed", "messages.client_key"}
	for column, token := range g.tokens["bystander"] {
		if len(g.dump([]string{token})) == 0 && !slices.Contains(sealedAway, column) {
			t.Error("something of the bystander went with the leaver")
		}
	}
	g.onlySealed(leaver.Account.Num, g.tokens["leaver"]["members.name"])
}

// onlySealed says that the copy of an open case is all that is left, sealed, and that it goes at the case's end.
func (g *garden) onlySealed(account int64, name string) {
	g.t.Helper()
	ctx, office, judge := g.t.Context(), g.server.rooms.Load().moderators, g.viewer(identity.Administrator)
	var id uuid.UUID
	var copies int
	g.must(g.pool.QueryRow(ctx, `select c.uid, count(s.id) from cases c join sealed_copies s on s.case_id = c.id where c.owner_id = $1 group by 1`, account).
		Scan(&id, &copies))
	held, err := office.ReadSealed(ctx, judge, id)
	g.must(err)
	if copies != 1 || len(held.Copies) != 1 || !strings.Contains(fmt.Sprint(held.Copies[0].Fields), name) {
		g.t.Errorf("the copy of an open case: %d, want what was reported", copies)
	}
	_, err = office.Decide(ctx, judge, id, moderation.Verdict{})
	g.must(err)
	if n := g.count(`select count(*) from sealed_copies where case_id in (select id from cases where state = 'closed')`); n != 0 {
		g.t.Errorf("%d sealed copies of a closed case", n)
	}
}

func (g *garden) count(sql string, args ...any) (n int) {
	g.t.Helper()
	g.must(g.pool.QueryRow(g.t.Context(), sql, args...).Scan(&n))
	return n
}

func tokensOf(m map[string]string) (list []string) {
	for _, v := range m {
		list = append(list, v)
	}
	return list
}

// Erasing while everything else goes on: all of it or nothing, and nothing comes back.
func TestErasureIsAllOrNothing(t *testing.T) {
	t.Parallel()
	g := &garden{house: newHouse(t), tokens: map[string]map[string]string{}}
	leaver := g.comes("leaver")
	g.writes("leaver", leaver)
	ctx, rooms := t.Context(), g.server.rooms.Load()

	// One room that cannot keeps all the others from erasing.
	_, err := g.pool.Exec(ctx, `alter table follows rename to elsewhere`)
	g.must(err)
	if err := g.desk().EraseOwn(ctx, leaver); err == nil {
		t.Error("erased without one of the rooms")
	}
	_, err = g.pool.Exec(ctx, `alter table elsewhere rename to follows`)
	g.must(err)
	if len(g.dump([]string{g.tokens["leaver"]["members.name"]})) == 0 || len(g.dump([]string{g.tokens["leaver"]["contacts.address"]})) == 0 {
		t.Fatal("half of the person is gone")
	}

	// Twenty writers go on while the person leaves. Whoever is late is refused, or writes nothing.
	var group sync.WaitGroup
	begin := make(chan struct{})
	for i := range 20 {
		group.Go(func() {
			<-begin
			switch i % 5 {
			case 0:
				_, _ = rooms.members.Change(ctx, leaver, func(p *directory.Profile) error {
					p.Name, p.Age = g.tokens["leaver"]["members.name"], "25-39"
					return nil
				})
			case 1:
				_ = pgx.BeginFunc(ctx, g.pool, func(tx pgx.Tx) error {
					return notify.Post(ctx, tx, notify.Notice{To: leaver.Account.Num, Kind: "account-ending", Subject: fmt.Sprint("race:", i), Params: map[string]string{"day": "x"}})
				})
			case 2:
				_, _ = rooms.moderators.Report(ctx, leaver, moderation.Complaint{
					Kind: "place", ID: placeID.String(), Reason: "other", Text: g.tokens["leaver"]["reports.sealed"], Lang: "fr",
				})
			case 3:
				_ = rooms.associations.Follow(ctx, leaver, theirsID, true)
			case 4:
				_, _ = g.desk().Check(ctx, g.house.tokens["leaver"])
			}
		})
	}
	group.Go(func() { <-begin; g.must(g.desk().EraseOwn(ctx, leaver)) })
	close(begin)
	group.Wait()
	if found := g.dump(tokensOf(g.tokens["leaver"])); len(found) > 0 {
		t.Errorf("written after the erasure: %v", found)
	}
	if left := stillNamed(ctx, t, g.pool, leaver.Account.Num); len(left) > 0 {
		t.Errorf("the account is still named in %v", left)
	}
	if n := g.count(`select count(*) from reports where reporter_id is null and sealed is not null and case_id in (select id from cases where state <> 'closed')`); n != 0 {
		t.Errorf("%d reports of nobody with a text", n)
	}
	if _, err := g.desk().Check(ctx, g.house.tokens["leaver"]); err == nil {
		t.Error("a session of somebody who is gone")
	}
}
