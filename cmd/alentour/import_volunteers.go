package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/formats"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

type importVolunteersCmd struct {
	File    string   `arg:"" help:"CSV in UTF-8 with a header: a column of e-mail addresses or telephone numbers at least." type:"existingfile"`
	City    string   `required:"" help:"Code of the city whose volunteers they would be." placeholder:"CODE"`
	By      string   `required:"" help:"E-mail address or telephone number of the member of the team who invites." placeholder:"CONTACT"`
	Column  []string `help:"Which column means what, such as email=Courriel. Fields: email, phone, name, lang, languages, kinds." placeholder:"FIELD=COLUMN"`
	DryRun  bool     `help:"Only say what would change."`
	JSON    bool     `name:"json" help:"Report as JSON."`
	KeyFile string   `help:"File with this service's secret key. Default: secret.key in the data directory." placeholder:"FILE" type:"path"`
}

// Run invites the people of the list; a server that runs on the same database sends the messages.
func (c importVolunteersCmd) Run(a *app) error {
	columns, err := formats.ParseVolunteerColumns(c.Column)
	if err != nil {
		return err
	}
	by, err := identity.ParseContact(c.By, "FR")
	if err != nil {
		return fmt.Errorf("--by: %w", err)
	}
	file, err := openSource(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	table, err := formats.ReadTable(file, file.name)
	if err != nil {
		return err
	}
	rows, err := formats.Volunteers(table, columns)
	if err != nil {
		return err
	}
	pool, leave, err := a.open(a.ctx)
	if err != nil {
		return err
	}
	defer leave()
	city, err := cityCalled(a.ctx, pool, c.City)
	if err != nil {
		return err
	}
	roster, speaker, err := a.rosterOf(pool, c.KeyFile, by)
	if err != nil {
		return err
	}
	report, err := roster.Import(a.ctx, speaker, city, file.name, c.DryRun, rows)
	file.bar.clear()
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(a.out, wireVolunteers(report))
	}
	return printVolunteers(a.out, report)
}

// cityCalled reads a city by its code.
func cityCalled(ctx context.Context, pool *pgxpool.Pool, code string) (*directory.District, error) {
	d := &directory.District{Code: code}
	err := pool.QueryRow(ctx, `select id, name, lang from districts where code = $1 and city_id is null`, code).Scan(&d.Num, &d.Name, &d.Lang)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("--city %s: no such city (alentour city list)", code)
	}
	return d, err
}

// rosterOf makes the room of volunteers for a command, and who it acts for.
func (a *app) rosterOf(pool *pgxpool.Pool, keyFile string, by identity.Contact) (*directory.Roster, *identity.Viewer, error) {
	key, err := a.readKey(keyFile)
	if err != nil {
		return nil, nil, err
	}
	desk, err := a.desk(pool, keyFile)
	if err != nil {
		return nil, nil, err
	}
	speaker, err := desk.Speaker(a.ctx, by)
	if err != nil {
		return nil, nil, fmt.Errorf("--by: %w", err)
	}
	sealer, err := identity.NewSealer(key, "directory")
	if err != nil {
		return nil, nil, err
	}
	roster, err := directory.NewRoster(pool, directory.RosterConfig{
		Record: desk.Record, Tell: notify.Tell, Invite: desk.Invite, Sealer: sealer,
	})
	return roster, speaker, err
}

func printVolunteers(w io.Writer, r *directory.VolunteerReport) error {
	p := printer{w: w}
	if r.DryRun {
		p.line("dry run, nothing was written and nobody is invited:")
	}
	p.line("%s: %d invited, %d wait for an answer, %d are volunteers or have answered", r.File, r.Invited, r.Waiting, r.Known)
	printFindings(&p, "refused", r.Refused)
	return p.err
}

type volunteersJSON struct {
	File    string       `json:"file"`
	DryRun  bool         `json:"dry_run"`
	Invited int          `json:"invited"`
	Waiting int          `json:"waiting"`
	Known   int          `json:"known"`
	Refused findingsJSON `json:"refused"`
}

func wireVolunteers(r *directory.VolunteerReport) volunteersJSON {
	return volunteersJSON{r.File, r.DryRun, r.Invited, r.Waiting, r.Known, findingsOf(r.Refused)}
}
