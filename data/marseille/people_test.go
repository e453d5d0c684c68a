package marseille_test

import (
	"bytes"
	"context"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/marseille"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// checkPeople wants the numbers of each kind of person, and everything that a profile can say.
func checkPeople(t *testing.T, pool *pgxpool.Pool, people int) {
	for what, want := range map[string]int{
		"people":            people,
		"accounts":          people,
		"of the crowd":      200 + 700,
		"staff":             3,
		"association-admin": 12, "association-member": 12,
	} {
		query := map[string]string{
			"people":   `select count(*) from members`,
			"accounts": `select count(*) from accounts`,
			"of the crowd": `select count(*) from members m where not exists (select from volunteers v where v.account_id = m.account_id)
				and not exists (select from grants g where g.account_id = m.account_id)`,
			"staff": `select count(distinct account_id) from grants where role in ('administrator', 'coordinator')`,
		}[what]
		if query == "" {
			query = `select count(*) from grants where role = '` + what + `'`
		}
		if n := count(t, pool, query); n != want {
			t.Errorf("%d %s, want %d", n, what, want)
		}
	}
	for what, query := range map[string]string{
		"in need":           `select count(*) from members where needs and not helps`,
		"helping":           `select count(*) from members where helps and not needs`,
		"both":              `select count(*) from members where helps and needs`,
		"hidden":            `select count(*) from members where hidden`,
		"minor":             `select count(*) from members where age_band = '15-17'`,
		"without French":    `select count(*) from members where not 'fr' = any(languages)`,
		"silent":            `select count(*) from members where about = ''`,
		"without contact":   `select count(*) from relays where not exists (select from contacts c where c.account_id = relays.account_id)`,
		"reached by phone":  `select count(*) from contacts where kind = 'phone'`,
		"ambassador":        `select count(*) from grants where role = 'ambassador'`,
		"reading English":   `select count(*) from accounts where lang = 'en'`,
		"with a travel":     `select count(*) from members where radius_m is not null`,
		"with access needs": `select count(*) from members where access <> '{}'`,
	} {
		if count(t, pool, query) == 0 {
			t.Errorf("nobody %s", what)
		}
	}
	for _, band := range directory.AgeBands[1:] {
		if count(t, pool, `select count(*) from members where age_band = $1`, band.Code) == 0 {
			t.Errorf("nobody of %s", band.Code)
		}
	}
	for _, i := range directory.Interests {
		if count(t, pool, `select count(*) from members where $1 = any(interests)`, i.Code) == 0 {
			t.Errorf("nobody likes %s", i.Code)
		}
	}
	if n := count(t, pool, `select count(*) from accounts where last_contact > $1 or created_at > $1`, asOf); n != 0 {
		t.Errorf("%d accounts are of the future", n)
	}
}

// checkHomes wants the crowd spread as the residents are, and every home a public cell (P1).
func checkHomes(t *testing.T, pool *pgxpool.Pool) {
	if n := count(t, pool, `
		select count(*) from members m left join districts d on d.id = m.home_district left join districts c on c.id = m.city
		where d.kind is distinct from 'quartier' or c.code is distinct from '13055'
			or not exists (select from public_cells p where p.city_id = m.city and p.cell = m.home_cell)`); n != 0 {
		t.Errorf("%d homes are no public cell of a quartier of the city", n)
	}
	rows, err := pool.Query(context.Background(), `
		select d.name, f.value, (select count(*) from members m where m.home_district = d.id
			and not exists (select from volunteers v where v.account_id = m.account_id)
			and not exists (select from grants g where g.account_id = m.account_id))
		from districts d join district_figures f on f.district_id = d.id and f.measure = 'population' where d.kind = 'quartier'`)
	if err != nil {
		t.Fatal(err)
	}
	type quartier struct {
		Name     string
		Resident float64
		People   int
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[quartier])
	if err != nil || len(list) != 111 {
		t.Fatal(len(list), err)
	}
	total := 0.0
	for _, q := range list {
		total += q.Resident
	}
	for _, q := range list {
		// Each of the two crowds gives a quartier its share rounded up or down, and one of each lives in the cast.
		if want := q.Resident / total * 900; math.Abs(float64(q.People)-want) > 3 {
			t.Errorf("%s: %d people, its share is %.1f", q.Name, q.People, want)
		}
	}
}

// checkContacts wants nobody reachable: addresses of the domain kept for examples, numbers of the range kept for fiction.
func checkContacts(t *testing.T, pool *pgxpool.Pool) {
	rows, err := pool.Query(context.Background(), `select kind, address from contacts`)
	if err != nil {
		t.Fatal(err)
	}
	fictional := map[string]*regexp.Regexp{
		identity.Email: regexp.MustCompile(`^[a-z0-9.-]+@example\.org$`),
		identity.Phone: regexp.MustCompile(`^\+3346571\d{4}$`), // 04 65 71 xx xx: ARCEP, décision 2018-0881
	}
	var kind, address string
	_, err = pgx.ForEachRow(rows, []any{&kind, &address}, func() error {
		if !fictional[kind].MatchString(address) {
			t.Errorf("%s %s could be somebody's", kind, address)
		}
		if c, err := identity.ParseContact(address, "FR"); err != nil || c.Address != address {
			t.Errorf("%s: nobody can sign in with it: %v", address, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	written := regexp.MustCompile(`\d{4}|@|https?:`)
	rows, err = pool.Query(context.Background(), `select about from members where about <> ''`)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		if written.MatchString(text) {
			t.Errorf("a way to reach somebody: %q", text)
		}
	}
}

func checkVolunteers(t *testing.T, pool *pgxpool.Pool) {
	ctx := context.Background()
	rows, err := pool.Query(ctx, `
		select coalesce(signed_until, '0001-01-01 00:00:00+00'), coalesce(trained_until, '0001-01-01 00:00:00+00'),
			coalesce(checked_until, '0001-01-01 00:00:00+00'), activated, suspended, left_at is not null,
			coalesce(pledged_on, '0001-01-01'), array(select (on_day, minutes) from volunteer_time x where x.account_id = v.account_id)::text[]
		from volunteers v`)
	if err != nil {
		t.Fatal(err)
	}
	states, pledges := map[directory.VolunteerState]int{}, map[string]int{}
	v := directory.Vetting{Applied: true}
	var pledged time.Time
	var gave []string
	_, err = pgx.ForEachRow(rows, []any{&v.SignedUntil, &v.TrainedUntil, &v.CheckedUntil, &v.Activated, &v.Suspended, &v.Left, &pledged, &gave}, func() error {
		states[v.State(asOf)]++
		var helped []directory.Helped
		for _, text := range gave {
			var h directory.Helped
			day, minutes, _ := strings.Cut(strings.Trim(text, "()"), ",")
			h.Day, err = time.Parse(time.DateOnly, day)
			for _, digit := range minutes {
				h.Minutes = h.Minutes*10 + int(digit-'0')
			}
			helped = append(helped, h)
		}
		pledges[directory.PledgeOn(pledged, asOf.Truncate(24*time.Hour), helped).Code()]++
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, s := range directory.VolunteerStates {
		if states[s] == 0 {
			t.Errorf("no volunteer is %s", s)
		}
		total += states[s]
	}
	if total != 15+248 || pledges["none"] == 0 || pledges["kept"] == 0 || pledges["behind"] == 0 {
		t.Errorf("volunteers %v, pledges %v", states, pledges)
	}
	if count(t, pool, `select count(*) from volunteer_absences where from_day > $1`, asOf) == 0 {
		t.Error("nobody will be away")
	}
}

// checkDeeds wants something in each list and queue that a role opens, and nothing on its way out to people who do not exist.
func checkDeeds(t *testing.T, pool *pgxpool.Pool) {
	for what, query := range map[string]string{
		"follow":            `select count(*) from follows`,
		"open claim":        `select count(*) from claims where state = 'new'`,
		"partner agreement": `select count(*) from partner_steps where step = 'agreement'`,
		"open correction":   `select count(*) from corrections where state = 'new'`,
		"refused one":       `select count(*) from corrections where state = 'refused'`,
		"open case":         `select count(*) from cases where state = 'open'`,
		"taken case":        `select count(*) from cases where state = 'taken'`,
		"decided case":      `select count(*) from cases where state = 'decided'`,
		"appealed case":     `select count(*) from cases where state = 'appealed'`,
		"closed case":       `select count(*) from cases where state = 'closed'`,
		"sealed report":     `select count(*) from reports where sealed is not null`,
		"read notice":       `select count(*) from notifications where read_at is not null`,
		"unread notice":     `select count(*) from notifications where read_at is null`,
	} {
		if count(t, pool, query) == 0 {
			t.Errorf("no %s", what)
		}
	}
	for _, queue := range []string{"errands", "parcels", "deliveries"} {
		if n := count(t, pool, `select count(*) from `+queue); n != 0 {
			t.Errorf("%d %s", n, queue)
		}
	}
	if n := count(t, pool, `select count(*) from audit`); n != 0 {
		t.Errorf("%d lines of the audit about what nobody did", n)
	}
}

// checkPublic wants nothing of the people in what everybody may have, nor a count of a few (P5).
func checkPublic(t *testing.T, pool *pgxpool.Pool) {
	ctx := context.Background()
	var open bytes.Buffer
	if err := directory.Export(ctx, pool, &open, "geojson"); err != nil {
		t.Fatal(err)
	}
	rows, err := pool.Query(ctx, `select about from members where length(about) > 20 union all select address from contacts`)
	if err != nil {
		t.Fatal(err)
	}
	secrets, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range secrets {
		if strings.Contains(open.String(), secret) {
			t.Errorf("the open data say %q", secret)
		}
	}
	roster, err := directory.NewRoster(pool, directory.RosterConfig{
		Record: func(context.Context, pgx.Tx, identity.Deed, identity.Action, string, int64) error { return nil },
		Tell:   func(context.Context, pgx.Tx, int64, string, string, map[string]string) error { return nil },
		Now:    func() time.Time { return asOf },
	})
	if err != nil {
		t.Fatal(err)
	}
	active := count(t, pool, `select count(*) from volunteers where activated and not suspended and signed_until > $1`, asOf)
	n, published, err := roster.ActiveCount(ctx, &directory.District{Num: int64(count(t, pool, `select id from districts where code = '13055'`)), Zone: time.UTC})
	if err != nil || published != (active >= 11) || published && n != active {
		t.Errorf("%d active volunteers, published %v: %d, %v", active, published, n, err)
	}
}

// checkAccounts wants the people whom the README names, each with their role.
func checkAccounts(t *testing.T, pool *pgxpool.Pool) {
	ctx := context.Background()
	roles := map[identity.Role]bool{}
	for _, a := range marseille.Accounts() {
		roles[a.Role] = true
		if a.Fr == "" || a.En == "" {
			t.Errorf("%s: who is it?", a.Contact)
		}
		var name string
		var granted []string
		err := pool.QueryRow(ctx, `
			select m.name, array(select role from grants g where g.account_id = m.account_id)
			from contacts c join members m on m.account_id = c.account_id where c.kind = 'email' and c.address = $1`, a.Contact).Scan(&name, &granted)
		if err != nil {
			t.Fatalf("%s: %v", a.Contact, err)
		}
		if name != a.Name || (a.Role == identity.Member) != (len(granted) == 0) || len(granted) > 0 && !slices.Contains(granted, string(a.Role)) {
			t.Errorf("%s is %s with the roles %v", a.Contact, name, granted)
		}
	}
	for _, r := range identity.Roles()[1:] {
		if !roles[r] {
			t.Errorf("nobody to try as %s", r)
		}
	}
}

// appoint makes somebody who is not of the demo an administrator.
func appoint(t *testing.T, pool *pgxpool.Pool, address string) {
	t.Helper()
	desk, err := identity.NewDesk(pool, identity.Config{
		Key: key, Send: func(context.Context, identity.Message) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	contact, err := identity.ParseContact(address, "FR")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := desk.Appoint(context.Background(), contact, "fr", identity.Grant{Role: identity.Administrator}); err != nil {
		t.Fatal(err)
	}
}
