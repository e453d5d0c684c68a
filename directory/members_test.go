package directory_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

// neighbours are members of the town of squares.
type neighbours struct {
	*directory.Members
	t      testing.TB
	pool   *pgxpool.Pool
	atlas  *directory.Atlas
	erased []int64
}

var today = time.Date(2026, 11, 28, 9, 30, 0, 0, time.UTC)

func newNeighbours(t testing.TB) *neighbours {
	t.Helper()
	n := &neighbours{t: t, pool: postgrestest.New(t)}
	n.atlas = squareTown(t, n.pool)
	live := directory.NewLive(directory.Config{})
	err := pgx.BeginFunc(context.Background(), n.pool, func(tx pgx.Tx) error {
		loaded, err := live.Load(context.Background(), tx)
		if err == nil {
			live.Publish(loaded)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	n.Members = directory.NewMembers(n.pool, directory.MembersConfig{
		Live: live, Now: func() time.Time { return today },
		Erase: func(ctx context.Context, account int64) error {
			n.erased = append(n.erased, account)
			return pgx.BeginFunc(ctx, n.pool, func(tx pgx.Tx) error {
				_, err := tx.Exec(ctx, `update accounts set standing = 'erased' where id = $1`, account)
				return errors.Join(err, n.Erase(ctx, tx, account))
			})
		},
	})
	return n
}

// viewer is somebody with an account, who has said nothing yet.
func (n *neighbours) viewer() *identity.Viewer {
	n.t.Helper()
	v := &identity.Viewer{Account: identity.Account{ID: uuid.New(), Lang: "fr", Standing: identity.StandingActive}}
	err := n.pool.QueryRow(context.Background(), `
		insert into accounts (uid, lang, created_at, last_contact, rights_at) values ($1, 'fr', $2, '2026-11-28', $2) returning id`,
		v.Account.ID, today).Scan(&v.Account.Num)
	if err != nil {
		n.t.Fatal(err)
	}
	return v
}

// member is somebody who has said who they are, in a district.
func (n *neighbours) member(name, district string, also ...func(*directory.Profile)) *identity.Viewer {
	n.t.Helper()
	v := n.viewer()
	n.save(v, func(p *directory.Profile) error {
		p.Name, p.Age = name, "25-39"
		if district != "" {
			p.Home = n.home(district)
		}
		for _, change := range also {
			change(p)
		}
		return nil
	})
	return v
}

func (n *neighbours) save(v *identity.Viewer, change func(*directory.Profile) error) directory.Member {
	n.t.Helper()
	m, err := n.Change(context.Background(), v, change)
	if err != nil {
		n.t.Fatal(err)
	}
	return m
}

func (n *neighbours) home(district string) directory.Home {
	n.t.Helper()
	d, _ := n.atlas.District(district)
	home, ok := n.atlas.HomeOf(d)
	if !ok {
		n.t.Fatalf("%s has no home", district)
	}
	return home
}

// find names the members that a viewer sees in the whole city.
func (n *neighbours) find(v *identity.Viewer, q directory.MemberQuery) (names []string) {
	n.t.Helper()
	if q.District == "" {
		q.District = "13055"
	}
	page, err := n.Find(context.Background(), v, q)
	if err != nil {
		n.t.Fatal(err)
	}
	for _, s := range page.Items {
		names = append(names, s.Name)
	}
	return names
}

func refused(err error, code identity.Code) bool {
	var said *identity.Error
	return errors.As(err, &said) && said.Code == code
}

func interests(t testing.TB, list ...string) (set directory.InterestSet) {
	t.Helper()
	for _, code := range list {
		one, err := directory.InterestNamed(code)
		if err != nil {
			t.Fatal(err)
		}
		set |= one
	}
	return set
}

func full(t testing.TB, home directory.Home) directory.Profile {
	t.Helper()
	french, _ := directory.LanguageNamed("fr")
	arabic, _ := directory.LanguageNamed("ar")
	wheelchair, _ := directory.AccessNamed("wheelchair")
	return directory.Profile{
		Name: "Samia", Languages: french | arabic, Helps: true, Needs: true, Interests: interests(t, "cinema", "crafts"),
		About: "J’aime les longues marches.\nEt le thé.", Home: home, RadiusM: 2000, Access: wheelchair, Age: "40-59", Hidden: true,
	}
}

func TestProfileComesBack(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	v := n.viewer()
	if _, err := n.Own(t.Context(), v); !refused(err, identity.NotFound) {
		t.Fatalf("before: %v, want not found", err)
	}
	want := full(t, n.home("q2-2"))
	n.save(v, func(p *directory.Profile) error { *p = want; return nil })
	got, err := n.Own(t.Context(), v)
	if err != nil || got.Profile != want || got.ID != v.Account.ID || got.Account != v.Account.Num || !got.Since.Equal(today) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	n.save(v, func(p *directory.Profile) error { *p = directory.Profile{Name: p.Name, Age: p.Age}; return nil })
	if got, err = n.Own(t.Context(), v); err != nil || got.Profile != (directory.Profile{Name: "Samia", Age: "40-59"}) {
		t.Errorf("with every field erased: %+v, %v", got, err)
	}
}

func TestProfileTidies(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	got := n.save(n.viewer(), func(p *directory.Profile) error {
		p.Name, p.About, p.Age = "  Jean \t Marc ", "\r\nBonjour\r\nà tous ", "75+"
		return nil
	})
	if got.Name != "Jean Marc" || got.About != "Bonjour\nà tous" {
		t.Errorf("%q, %q", got.Name, got.About)
	}
}

func TestProfileFaults(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	v := n.viewer()
	home := n.home("q2-2")
	other := n.home("q9-4")
	var every directory.LanguageSet
	for _, l := range directory.Languages {
		one, _ := directory.LanguageNamed(l.Code)
		every |= one
	}
	for name, c := range map[string]struct {
		param string
		spoil func(*directory.Profile)
	}{
		"no name":            {"name", func(p *directory.Profile) { p.Name = " \n " }},
		"long name":          {"name", func(p *directory.Profile) { p.Name = strings.Repeat("é", 41) }},
		"name of controls":   {"name", func(p *directory.Profile) { p.Name = "a\x00b" }},
		"not UTF-8":          {"name", func(p *directory.Profile) { p.Name = "a\xffb" }},
		"turned around":      {"name", func(p *directory.Profile) { p.Name = "a\u202eb" }},
		"telephone":          {"name", func(p *directory.Profile) { p.Name = "Ali 06 12 34" }},
		"e-mail":             {"name", func(p *directory.Profile) { p.Name = "ali@example.org" }},
		"long about":         {"about", func(p *directory.Profile) { p.About = strings.Repeat("a", 601) }},
		"about of controls":  {"about", func(p *directory.Profile) { p.About = "a\x07" }},
		"no age":             {"age_band", func(p *directory.Profile) { p.Age = "" }},
		"unknown age":        {"age_band", func(p *directory.Profile) { p.Age = "34" }},
		"fifty languages":    {"languages", func(p *directory.Profile) { p.Languages = every }},
		"short radius":       {"radius_m", func(p *directory.Profile) { p.RadiusM = 99 }},
		"long radius":        {"radius_m", func(p *directory.Profile) { p.RadiusM = 100_001 }},
		"cell of no cut":     {"home", func(p *directory.Profile) { p.Home.Cell = slices.Collect(home.Cell.Children())[0] }},
		"cell without city":  {"home", func(p *directory.Profile) { p.Home.City = 0 }},
		"district elsewhere": {"home", func(p *directory.Profile) { p.Home.District = other.District + 1_000_000 }},
		"district alone":     {"home", func(p *directory.Profile) { p.Home = directory.Home{District: home.District, City: home.City} }},
	} {
		var invalid *directory.Invalid
		_, err := n.Change(t.Context(), v, func(p *directory.Profile) error {
			*p = full(t, home)
			c.spoil(p)
			return nil
		})
		if !errors.As(err, &invalid) || invalid.Param != c.param {
			t.Errorf("%s: %v, want %s to be refused", name, err, c.param)
		}
	}
	if rows := count(t, n.pool, `select count(*) from members`); rows != 0 {
		t.Errorf("%d rows of refused profiles", rows)
	}
}

// Somebody whose cell is no longer public keeps it, whatever else they change.
func TestHomeOutlivesItsCut(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	v := n.member("Ana", "q2-2")
	if _, err := n.pool.Exec(t.Context(), `update members set home_cell = $1`, int64(0x8a3964c00007fff)); err != nil {
		t.Fatal(err)
	}
	m := n.save(v, func(p *directory.Profile) error { p.About = "Bonjour"; return nil })
	if m.Home.Cell != 0x8a3964c00007fff {
		t.Errorf("moved to %s", m.Home.Cell)
	}
}

func TestProfileRights(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	ctx := t.Context()
	v := n.member("Ana", "q2-2")
	silent := *v
	silent.Account.SilencedUntil = time.Now().Add(time.Hour)
	suspended := *v
	suspended.Account.Standing = identity.StandingSuspended
	keep := func(*directory.Profile) error { return nil }
	for name, c := range map[string]struct {
		err  error
		code identity.Code
	}{
		"a visitor's profile":    {second(n.Own(ctx, nil)), identity.NoSession},
		"a visitor writes":       {second(n.Change(ctx, nil, keep)), identity.NoSession},
		"a visitor looks":        {second(n.Member(ctx, nil, v.Account.ID)), identity.NoSession},
		"a visitor lists":        {second(n.Find(ctx, nil, directory.MemberQuery{District: "13055"})), identity.NoSession},
		"the silenced writes":    {second(n.Change(ctx, &silent, keep)), identity.Forbidden},
		"the suspended writes":   {second(n.Change(ctx, &suspended, keep)), identity.Forbidden},
		"the suspended lists":    {second(n.Find(ctx, &suspended, directory.MemberQuery{District: "13055"})), identity.Forbidden},
		"the suspended looks":    {second(n.Member(ctx, &suspended, v.Account.ID)), identity.Forbidden},
		"who said nothing lists": {second(n.Find(ctx, n.viewer(), directory.MemberQuery{District: "13055"})), identity.Forbidden},
	} {
		if !refused(c.err, c.code) {
			t.Errorf("%s: %v, want %s", name, c.err, c.code)
		}
	}
	if _, err := n.Own(ctx, &suspended); err != nil {
		t.Errorf("the suspended reads what is theirs: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

// Others see first name, languages, interests and quartier: the type has nothing else, and nobody else's.
func TestSeenIsLittle(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	samia := n.viewer()
	p := full(t, n.home("q2-2"))
	p.Hidden = false
	n.save(samia, func(into *directory.Profile) error { *into = p; return nil })
	viewer := n.member("Ana", "q9-4")
	seen, err := n.Member(t.Context(), viewer, samia.Account.ID)
	want := directory.Seen{
		Account: samia.Account.Num, ID: samia.Account.ID, Name: "Samia", Languages: p.Languages, Interests: p.Interests, District: p.Home.District,
	}
	if err != nil || seen != want {
		t.Errorf("%+v, %v; want %+v", seen, err, want)
	}
	if fields := reflect.TypeFor[directory.Seen]().NumField(); fields != 6 {
		t.Errorf("Seen has %d fields: is the new one for every member to read?", fields)
	}
}

// P6, hidden members, minors and people without standing, over every read that can show a person.
func TestWhoIsSeen(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	ctx := t.Context()
	ana := n.member("Ana", "q2-2")
	minor := func(p *directory.Profile) { p.Age = directory.Minor }
	people := map[string]*identity.Viewer{
		"Ana":       ana,
		"Bruno":     n.member("Bruno", "q2-2"),
		"Blocked":   n.member("Blocked", "q2-2"),
		"Hidden":    n.member("Hidden", "q2-2", func(p *directory.Profile) { p.Hidden = true }),
		"Minor":     n.member("Minor", "q2-2", minor),
		"Suspended": n.member("Suspended", "q2-2"),
		"Banned":    n.member("Banned", "q2-2"),
		"Erased":    n.member("Erased", "q2-2"),
		"Nameless":  n.viewer(),
	}
	block := func(a, b string) {
		one, other := people[a], people[b]
		one.Blocks = identity.Blocks{other.Account.Num: {}}
		other.Blocks = identity.Blocks{one.Account.Num: {}}
	}
	block("Ana", "Blocked")
	for name, standing := range map[string]string{"Suspended": "suspended", "Banned": "banned", "Erased": "erased"} {
		if _, err := n.pool.Exec(ctx, `update accounts set standing = $2 where id = $1`, people[name].Account.Num, standing); err != nil {
			t.Fatal(err)
		}
	}
	for viewer, want := range map[string][]string{
		"Ana":     {"Bruno"},
		"Bruno":   {"Blocked", "Ana"},
		"Blocked": {"Bruno"},
		"Hidden":  {"Blocked", "Bruno", "Ana"},
	} {
		v := people[viewer]
		if got := n.find(v, directory.MemberQuery{}); !slices.Equal(got, want) {
			t.Errorf("%s lists %v, want %v", viewer, got, want)
		}
		for name, other := range people {
			seen, err := n.Member(ctx, v, other.Account.ID)
			visible := slices.Contains(want, name) || name == viewer
			if visible != (err == nil) || !visible && !refused(err, identity.NotFound) || visible && seen.Name != name {
				t.Errorf("%s looks at %s: %+v, %v", viewer, name, seen, err)
			}
		}
	}
	for _, other := range people {
		if _, err := n.Member(ctx, people["Minor"], other.Account.ID); !refused(err, identity.Forbidden) {
			t.Errorf("somebody of 15 to 17 looks at a member: %v", err)
		}
	}
	if _, err := n.Find(ctx, people["Minor"], directory.MemberQuery{District: "13055"}); !refused(err, identity.Forbidden) {
		t.Errorf("somebody of 15 to 17 lists members: %v", err)
	}
}

func TestAdult(t *testing.T) {
	t.Parallel()
	adults := 0
	for _, band := range directory.AgeBands {
		if directory.AgeBand(band.Code).Adult() {
			adults++
		}
	}
	if adults != len(directory.AgeBands)-2 || directory.AgeBand("").Adult() {
		t.Errorf("%d of %d bands are of adults", adults, len(directory.AgeBands))
	}
}

func TestUnder15HasNoAccount(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	child := n.viewer()
	young := func(p *directory.Profile) error { p.Name, p.Age = "", directory.Under15; return nil }
	if _, err := n.Change(t.Context(), child, young); !errors.Is(err, directory.ErrTooYoung) {
		t.Fatalf("%v", err)
	}
	if !slices.Equal(n.erased, []int64{child.Account.Num}) {
		t.Errorf("erased %v, want the account of the child", n.erased)
	}
	keep := func(p *directory.Profile) error { p.Name, p.Age = "Ana", "18-24"; return nil }
	if _, err := n.Change(t.Context(), child, keep); !refused(err, identity.NoSession) {
		t.Errorf("writes into an account that is gone: %v", err)
	}
	grown := n.member("Ana", "q2-2")
	if _, err := n.Change(t.Context(), grown, young); !errors.Is(err, directory.ErrTooYoung) {
		t.Fatalf("%v", err)
	}
	if rows := count(t, n.pool, `select count(*) from members`); rows != 0 {
		t.Errorf("%d rows are left", rows)
	}
}

func TestFindByDistrictAndInterest(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	likes := func(list ...string) func(*directory.Profile) {
		return func(p *directory.Profile) { p.Interests = interests(t, list...) }
	}
	ana := n.member("Ana", "q2-2")
	n.member("Bruno", "q2-2", likes("cinema", "games"))
	n.member("Carla", "q9-4", likes("cinema"))
	n.member("Driss", "q9-4", likes("music"))
	n.member("Elsewhere", "")
	for _, c := range []struct {
		q    directory.MemberQuery
		want []string
	}{
		{directory.MemberQuery{}, []string{"Driss", "Carla", "Bruno"}},
		{directory.MemberQuery{District: "q2-2"}, []string{"Bruno"}},
		{directory.MemberQuery{Interests: interests(t, "cinema")}, []string{"Carla", "Bruno"}},
		{directory.MemberQuery{Interests: interests(t, "games", "music")}, []string{"Driss", "Bruno"}},
		{directory.MemberQuery{District: "q9-4", Interests: interests(t, "games")}, nil},
	} {
		if got := n.find(ana, c.q); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v, want %v", c.q, got, c.want)
		}
	}
	page, err := n.Find(t.Context(), ana, directory.MemberQuery{})
	if err != nil || page.District.Code != "13055" || len(page.Items) != 3 {
		t.Errorf("her own city: %+v, %v", page, err)
	}
	var invalid *directory.Invalid
	for param, q := range map[string]directory.MemberQuery{
		"district": {District: "nowhere"}, "limit": {District: "13055", Limit: 101}, "cursor": {District: "13055", Cursor: "magic"},
	} {
		if _, err := n.Find(t.Context(), ana, q); !errors.As(err, &invalid) || invalid.Param != param {
			t.Errorf("%s: %v", param, err)
		}
	}
	homeless := n.member("Fatou", "")
	if _, err := n.Find(t.Context(), homeless, directory.MemberQuery{}); !errors.As(err, &invalid) || invalid.Param != "district" {
		t.Errorf("no district and no home: %v", err)
	}
}

// Pages hold everybody once, also while people come.
func TestFindPages(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	ana := n.member("Ana", "q2-2")
	want := map[string]bool{}
	for i := range 7 {
		name := fmt.Sprintf("Voisin %c", 'A'+i)
		n.member(name, "q2-2")
		want[name] = true
	}
	q := directory.MemberQuery{District: "q2-2", Limit: 3}
	seen := map[string]bool{}
	for pages := 0; ; pages++ {
		page, err := n.Find(t.Context(), ana, q)
		if err != nil || pages > 3 {
			t.Fatalf("page %d: %v", pages, err)
		}
		for _, s := range page.Items {
			if seen[s.Name] {
				t.Errorf("%s stands twice", s.Name)
			}
			seen[s.Name] = true
		}
		if page.Next == "" {
			break
		}
		q.Cursor = page.Next
		n.member(fmt.Sprintf("Later %d", pages), "q2-2")
	}
	if !reflect.DeepEqual(seen, want) {
		t.Errorf("%v, want %v", seen, want)
	}
	var invalid *directory.Invalid
	other := directory.MemberQuery{District: "q9-4", Limit: 3, Cursor: q.Cursor}
	if _, err := n.Find(t.Context(), ana, other); !errors.As(err, &invalid) || invalid.Param != "cursor" {
		t.Errorf("the cursor of another question: %v", err)
	}
}

// P1: exact points of one cell leave identical rows.
func TestPointsOfACellLeaveTheSameRow(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	v := n.member("Ana", "")
	const row = `select m::text from members m where account_id = $1`
	rows := map[geo.Cell]string{}
	same := 0
	for range 60 {
		p := orb.Point{5.33 + random.Float64()/50, 43.31 + random.Float64()/50}
		home, ok := n.atlas.HomeAt(p)
		if !ok {
			t.Fatalf("%v is in no cell", p)
		}
		n.save(v, func(p *directory.Profile) error { p.Home = home; return nil })
		var text string
		if err := n.pool.QueryRow(t.Context(), row, v.Account.Num).Scan(&text); err != nil {
			t.Fatal(err)
		}
		if before, seen := rows[home.Cell]; seen {
			same++
			if before != text {
				t.Fatalf("cell %s left %q and %q", home.Cell, before, text)
			}
		}
		rows[home.Cell] = text
	}
	if same == 0 || len(rows) < 2 {
		t.Errorf("%d cells, %d times again: the test shows little", len(rows), same)
	}
}

// P7: what is exported is everything, and nothing of it is left.
func TestMembersExportAndErase(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	v, other := n.viewer(), n.member("Bruno", "q2-2")
	p := full(t, n.home("q2-2"))
	n.save(v, func(into *directory.Profile) error { *into = p; return nil })
	var sheets []identity.Sheet
	err := pgx.BeginFunc(t.Context(), n.pool, func(tx pgx.Tx) (err error) {
		if sheets, err = n.Export(t.Context(), tx, v.Account.Num); err != nil {
			return err
		}
		return n.Erase(t.Context(), tx, v.Account.Num)
	})
	if err != nil || len(sheets) != 1 || len(sheets[0].Rows) != 1 || len(sheets[0].Rows[0]) != len(sheets[0].Columns) {
		t.Fatalf("%+v, %v", sheets, err)
	}
	exported := map[string]any{}
	for i, column := range sheets[0].Columns {
		exported[column] = sheets[0].Rows[0][i]
	}
	want := map[string]any{
		"name": p.Name, "languages": []string{"fr", "ar"}, "helps": true, "needs": true, "interests": []string{"cinema", "crafts"},
		"about": p.About, "home_cell": p.Home.Cell.String(), "home_district": "q2-2", "city": "13055", "radius_m": int32(2000),
		"access": []string{"wheelchair"}, "age_band": "40-59", "hidden": true,
	}
	for column, value := range want {
		if !reflect.DeepEqual(exported[column], value) {
			t.Errorf("%s: %#v, want %#v", column, exported[column], value)
		}
	}
	if columns := count(t, n.pool, `select count(*) from information_schema.columns where table_name = 'members'`); columns != len(sheets[0].Columns)+1 {
		t.Errorf("members has %d columns: is the new one exported?", columns)
	}
	if _, err := n.Own(t.Context(), v); !refused(err, identity.NotFound) {
		t.Errorf("after erasure: %v", err)
	}
	if _, err := n.Own(t.Context(), other); err != nil {
		t.Errorf("somebody else: %v", err)
	}
	for who, want := range map[int64]int64{v.Account.Num: 0, other.Account.Num: p.Home.District} {
		if district, err := n.District(t.Context(), who); err != nil || district != want {
			t.Errorf("at home in %d, %v; want %d", district, err, want)
		}
	}
	err = pgx.BeginFunc(t.Context(), n.pool, func(tx pgx.Tx) error {
		sheets, err = n.Export(t.Context(), tx, v.Account.Num)
		return err
	})
	if err != nil || len(sheets) != 1 || len(sheets[0].Rows) != 0 {
		t.Errorf("of somebody who said nothing: %+v, %v", sheets, err)
	}
}

// Two tabs that change different fields at once lose neither.
func TestChangesDoNotLoseEachOther(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	v := n.member("Ana", "q2-2")
	done := make(chan error)
	for i := range 8 {
		go func() {
			_, err := n.Change(context.Background(), v, func(p *directory.Profile) error {
				p.Interests |= 1 << i
				return nil
			})
			done <- err
		}()
	}
	for range 8 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if m, err := n.Own(t.Context(), v); err != nil || m.Interests != 0xff {
		t.Errorf("interests %b, %v", m.Interests, err)
	}
}

// Quiet hours follow the clocks of where somebody lives, unless they chose others.
func TestWhereSomebodyLivesIsTheirClock(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	v := n.viewer()
	zone := func() (name string) {
		if err := n.pool.QueryRow(t.Context(), `select coalesce(zone, '') from recipients where account_id = $1`, v.Account.Num).Scan(&name); err != nil {
			t.Fatal(err)
		}
		return name
	}
	n.save(v, func(p *directory.Profile) error { *p = full(t, n.home("q2-2")); return nil })
	if got := zone(); got != "Europe/Paris" {
		t.Errorf("at home: %q", got)
	}
	if _, err := n.pool.Exec(t.Context(), `update recipients set zone = 'Indian/Reunion' where account_id = $1`, v.Account.Num); err != nil {
		t.Fatal(err)
	}
	n.save(v, func(p *directory.Profile) error { p.About = "chosen"; return nil })
	if got := zone(); got != "Indian/Reunion" {
		t.Errorf("their own choice became %q", got)
	}
}
