package directory_test

import (
	"bytes"
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

// staffRoom is a town with a desk where people sign in, and a roster; tests hold its clock and its letter box.
type staffRoom struct {
	*town
	*directory.Roster
	desk  *identity.Desk
	atlas *directory.Atlas
	city  *directory.District

	mu   sync.Mutex
	at   time.Time
	mail []identity.Message
	told []told
}

type told struct {
	to            int64
	kind, subject string
	params        map[string]string
}

var testKey = bytes.Repeat([]byte{7}, identity.KeyBytes)

func newStaffRoom(t *testing.T) *staffRoom {
	t.Helper()
	room := &staffRoom{town: newTown(t), at: time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)}
	room.load()
	room.atlas = room.live.Atlas()
	room.city, _ = room.atlas.District("01")
	var err error
	room.desk, err = identity.NewDesk(room.pool, identity.Config{
		Key: testKey, Now: room.now,
		Send: func(_ context.Context, m identity.Message) error {
			room.mu.Lock()
			defer room.mu.Unlock()
			room.mail = append(room.mail, m)
			return nil
		},
		Within: func(district, root int64) bool { return slices.Contains(room.atlas.Subtree(root), district) },
		Limits: identity.Limits{
			CodesPerNetwork: identity.Rate{Burst: 1e6, Every: time.Millisecond}, TriesPerNetwork: identity.Rate{Burst: 1e6, Every: time.Millisecond},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := identity.NewSealer(testKey, "directory")
	if err != nil {
		t.Fatal(err)
	}
	room.Roster, err = directory.NewRoster(room.pool, directory.RosterConfig{
		Now: room.now, Record: room.desk.Record, Invite: room.desk.Invite, Sealer: sealer,
		Tell: func(_ context.Context, _ pgx.Tx, to int64, kind, subject string, params map[string]string) error {
			room.mu.Lock()
			defer room.mu.Unlock()
			room.told = append(room.told, told{to, kind, subject, params})
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return room
}

func (room *staffRoom) now() time.Time {
	room.mu.Lock()
	defer room.mu.Unlock()
	return room.at
}

func (room *staffRoom) pass(d time.Duration) {
	room.mu.Lock()
	defer room.mu.Unlock()
	room.at = room.at.Add(d)
}

// lastCode is the code of the newest message to a contact.
func (room *staffRoom) lastCode(to identity.Contact) string {
	room.t.Helper()
	if _, err := room.desk.Deliver(room.t.Context()); err != nil {
		room.t.Fatal(err)
	}
	room.mu.Lock()
	defer room.mu.Unlock()
	for _, m := range slices.Backward(room.mail) {
		if m.To == to {
			return m.Code
		}
	}
	room.t.Fatal("no message to", to.Kind)
	return ""
}

// addressOf is the e-mail address of a first name.
func addressOf(name string) string {
	return strings.ReplaceAll(strings.ToLower(name), "è", "e") + "@example.org"
}

// viewer is somebody who has just signed in, with roles.
func (room *staffRoom) viewer(name string, grants ...identity.Grant) *identity.Viewer {
	room.t.Helper()
	ctx := room.t.Context()
	contact := identity.Contact{Kind: identity.Email, Address: addressOf(name)}
	for _, g := range grants {
		if _, err := room.desk.Appoint(ctx, contact, "fr", g); err != nil {
			room.t.Fatal(err)
		}
	}
	from := identity.Origin{Addr: netip.MustParseAddr("192.0.2.7"), Lang: "fr"}
	if err := room.desk.RequestCode(ctx, contact, from); err != nil {
		room.t.Fatal(err)
	}
	in, err := room.desk.Verify(ctx, contact, room.lastCode(contact), from)
	if err != nil {
		room.t.Fatal(err)
	}
	v, err := room.desk.Check(ctx, in.Token)
	if err != nil {
		room.t.Fatal(err)
	}
	return v
}

func (room *staffRoom) coordinator(name, district string) *identity.Viewer {
	return room.viewer(name, identity.Grant{Role: identity.Coordinator, District: room.district(district)})
}

func (room *staffRoom) district(code string) int64 {
	room.t.Helper()
	d, ok := room.atlas.District(code)
	if !ok {
		room.t.Fatal("no district", code)
	}
	return d.Num
}

// member is a viewer who has said who they are and lives in a quartier.
func (room *staffRoom) member(name, district, band string) *identity.Viewer {
	room.t.Helper()
	v := room.viewer(name)
	d, _ := room.atlas.District(district)
	cell, err := geo.CellAt(d.Centre, 8)
	if err != nil {
		room.t.Fatal(err)
	}
	room.exec(`insert into members (account_id, name, languages, helps, needs, home_cell, home_district, city, radius_m, age_band, created_at, updated_at)
		values ($1, $2, '{fr}', false, true, $3, $4, $5, 2000, $6, $7, $7)`,
		v.Account.Num, name, int64(cell), d.Num, room.city.Num, band, room.now())
	return v
}

// anEdit is a plain profile: CVs, on Tuesday mornings.
func anEdit() directory.VolunteerEdit {
	cv, _ := directory.KindNamed("cv")
	return directory.VolunteerEdit{Kinds: cv, Week: directory.Week{}.WithPart(1, directory.Morning), PerDay: 1, PerWeek: 2, Pledged: true}
}

// volunteer is a member who has applied.
func (room *staffRoom) volunteer(name, district string) *identity.Viewer {
	room.t.Helper()
	v := room.member(name, district, "25-39")
	if _, err := room.Save(room.t.Context(), v, anEdit()); err != nil {
		room.t.Fatal(err)
	}
	return v
}

func signature() directory.Signature {
	c := directory.CurrentCharter("fr")
	return directory.Signature{Version: c.Version, SHA256: c.SHA256}
}

func (room *staffRoom) take(v *identity.Viewer, id uuid.UUID, steps ...directory.Step) {
	room.t.Helper()
	for _, step := range steps {
		if _, err := room.Take(room.t.Context(), v, id, step, signature()); err != nil {
			room.t.Fatalf("%s: %v", step, err)
		}
	}
}

// activeVolunteer has gone the whole way.
func (room *staffRoom) activeVolunteer(staff *identity.Viewer, name, district string) *identity.Viewer {
	room.t.Helper()
	v := room.volunteer(name, district)
	room.take(v, v.Account.ID, directory.StepSign)
	room.take(staff, v.Account.ID, directory.StepTrain, directory.StepCheck, directory.StepActivate)
	return v
}

// wants fails the test unless err is a refusal of that code.
func wants(t testing.TB, what string, err error, code identity.Code) {
	t.Helper()
	var got *identity.Error
	if !errors.As(err, &got) || got.Code != code {
		t.Errorf("%s: %v, want %q", what, err, code)
	}
}

// wantsInvalid fails the test unless err names a parameter.
func wantsInvalid(t testing.TB, what string, err error, param string) {
	t.Helper()
	var got *directory.Invalid
	if !errors.As(err, &got) || got.Param != param {
		t.Errorf("%s: %v, want a wrong %s", what, err, param)
	}
}
