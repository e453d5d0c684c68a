package identity

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// shed is a room that keeps a thing of each person, and fails when it is told to.
type shed struct{ fails bool }

func (s *shed) Export(_ context.Context, _ pgx.Tx, account int64) ([]Sheet, error) {
	return []Sheet{{Name: "things", Columns: []string{"thing", "of", "on", "tags", "none"}, Rows: [][]any{
		{"=HYPERLINK(\"http://evil\")", account, time.Date(2026, 11, 28, 1, 2, 3, 0, time.UTC), []any{"a", "b"}, nil},
	}}}, nil
}

func (s *shed) Erase(ctx context.Context, tx pgx.Tx, _ int64) error {
	if s.fails {
		return errors.New("stuck")
	}
	_, err := tx.Exec(ctx, `update accounts set lang = lang`)
	return err
}

func TestAPersonTakesEverythingAlong(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *Config) { c.Holders = []Holder{new(shed)} })
	v := h.viewer("a", Grant{Role: Ambassador, District: 131})
	other := h.viewer("b")
	if err := h.Block(t.Context(), v, other.Account.Num); err != nil {
		t.Fatal(err)
	}
	_, err := h.ExportOwn(t.Context(), nil)
	wants(t, "a visitor", err, NoSession)
	sheets, err := h.ExportOwn(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	if err := WriteArchive(&archive, sheets); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(archive.Bytes(), []byte(other.Account.ID.String())) || bytes.Contains(archive.Bytes(), []byte("b@example.org")) {
		t.Error("somebody else is in it")
	}
	files := map[string][]byte{}
	z, err := zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name], err = io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
	}
	var all map[string][]map[string]any
	if err := json.Unmarshal(files["everything.json"], &all); err != nil {
		t.Fatal(err)
	}
	if all["contacts"][0]["address"] != "a@example.org" || all["roles"][0]["role"] != "ambassador" || len(all["sessions"]) != 1 ||
		len(all["blocks"]) != 1 || all["registration"] == nil || all["things"][0]["of"] != float64(v.Account.Num) {
		t.Errorf("%s", files["everything.json"])
	}
	rows, err := csv.NewReader(bytes.NewReader(files["things.csv"])).ReadAll()
	want := []string{`'=HYPERLINK("http://evil")`, all["things"][0]["thing"].(string), "2026-11-28T01:02:03Z", "a, b", ""}
	if err != nil || rows[1][0] != want[0] || want[1] != `=HYPERLINK("http://evil")` || !slices.Equal(rows[1][2:], want[2:]) {
		t.Errorf("%q %v", rows, err)
	}
}

func TestErasureIsWholeOrNothing(t *testing.T) {
	t.Parallel()
	room := &shed{fails: true}
	h := newHouse(t, func(c *Config) { c.Holders = []Holder{room} })
	in := h.signIn("a")
	v := h.check(in.Token)
	if err := h.EraseOwn(t.Context(), v); err == nil {
		t.Fatal("erased although a room could not")
	}
	if _, err := h.Check(t.Context(), in.Token); err != nil {
		t.Errorf("half erased: %v", err)
	}
	room.fails = false
	if err := h.EraseOwn(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	_, err := h.Check(t.Context(), in.Token)
	wants(t, "after the erasure", err, NoSession)
	wants(t, "twice", h.EraseOwn(t.Context(), v), NotFound)
	if n := h.count(`select count(*) from contacts where account_id = $1`, v.Account.Num); n != 0 {
		t.Error("the contact stays")
	}
	if again := h.signIn("a"); again.Account.Num == v.Account.Num || !again.New {
		t.Error("the contact leads to the account that was erased")
	}
}

func TestStaffFindAccountsAtHomeOnly(t *testing.T) {
	t.Parallel()
	homes := map[int64]int64{}
	h := newHouse(t, func(c *Config) {
		c.Home = func(_ context.Context, account int64) (int64, error) { return homes[account], nil }
	})
	ctx := t.Context()
	here, there := h.viewer("here"), h.viewer("there")
	homes[here.Account.Num], homes[there.Account.Num] = 131, 141
	coordinator, boss := h.viewer("coordinator", Grant{Role: Coordinator, District: 13055}), h.viewer("boss", Grant{Role: Administrator})
	find := func(v *Viewer, action Action, name string) error {
		_, _, err := h.FindAccount(ctx, v, action, email(name))
		return err
	}
	wants(t, "a member", find(here, RecoverContact, "there"), Forbidden)
	wants(t, "a visitor", find(nil, RecoverContact, "there"), NoSession)
	wants(t, "at home", find(coordinator, RecoverContact, "here"), "")
	wants(t, "elsewhere", find(coordinator, RecoverContact, "there"), NotFound)
	wants(t, "nobody", find(coordinator, RecoverContact, "nobody"), NotFound)
	wants(t, "an administrator", find(boss, RecoverContact, "there"), "")
	if n := h.count(`select count(*) from audit where act = 'find-account'`); n != 2 {
		t.Errorf("%d looks in the audit", n)
	}
	account, at, err := h.FindAccount(ctx, coordinator, RecoverContact, email("here"))
	if err != nil || account != here.Account.Num || at.District != 131 {
		t.Fatalf("%d %+v %v", account, at, err)
	}
	due, err := h.Recover(ctx, Deed{By: coordinator, In: at}, account, email("fresh"))
	if err != nil {
		t.Fatal(err)
	}
	pending, ok, err := h.PendingRecovery(ctx, here)
	if err != nil || !ok || !pending.Equal(due) {
		t.Errorf("%v %v %v", pending, ok, err)
	}
	if _, ok, err := h.PendingRecovery(ctx, there); ok || err != nil {
		t.Errorf("somebody else's: %v %v", ok, err)
	}
}

func TestRegisteredPeopleAreListedWhereTheyWere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := t.Context()
	ambassador := h.viewer("ambassador", Grant{Role: Ambassador, District: 131})
	in := Scope{District: 131}
	_, code, err := h.RegisterRelay(ctx, Deed{By: ambassador, In: in}, Relay{Name: " Ali\x00 ", Lang: "fr", Consent: "c"})
	if err != nil {
		t.Fatal(err)
	}
	list, err := h.RegisteredIn(ctx, ambassador, in)
	if err != nil || len(list) != 1 || list[0].Name != "Ali" || !list[0].Waiting {
		t.Fatalf("%+v %v", list, err)
	}
	if _, err := h.Redeem(ctx, code, here); err != nil {
		t.Fatal(err)
	}
	list, err = h.RegisteredIn(ctx, ambassador, in)
	if err != nil || list[0].Waiting {
		t.Errorf("%+v %v", list, err)
	}
	_, err = h.RegisteredIn(ctx, ambassador, Scope{District: 132})
	wants(t, "elsewhere", err, Forbidden)
}

func TestArchiveIsHarmlessAndAlwaysTheSame(t *testing.T) {
	t.Parallel()
	sheets := []Sheet{
		{Name: "profile", Columns: []string{"name", "list", "any"}},
		{Name: "contacts", Columns: []string{"address"}, Rows: [][]any{{"=1+1"}}},
	}
	for _, text := range []string{"=1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1"} {
		sheets[0].Rows = append(sheets[0].Rows, []any{text, []string{text, "b"}, []any{text}})
	}
	var one, two bytes.Buffer
	if err := errors.Join(WriteArchive(&one, sheets), WriteArchive(&two, sheets)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("the same sheets gave other bytes")
	}
	z, err := zip.NewReader(bytes.NewReader(one.Bytes()), int64(one.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "profile.csv" {
			rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
			if err != nil || len(rows) != 12 {
				t.Fatalf("%d rows, %v", len(rows), err)
			}
			for _, row := range rows[1:] {
				for _, cell := range row {
					if cell[0] != '\'' {
						t.Errorf("a spreadsheet would run %q", cell)
					}
				}
			}
		}
		if strings.HasSuffix(f.Name, ".txt") && (!strings.Contains(string(content), "votre profil") || !strings.Contains(string(content), "your profile")) {
			t.Errorf("the index does not say what is in the archive: %s", content)
		}
	}
	if want := []string{"LISEZ-MOI README.txt", "profile.csv", "contacts.csv", "everything.json"}; !slices.Equal(names, want) {
		t.Errorf("%q, want %q", names, want)
	}
}
