// Command alentour is the whole directory in one binary: the server, its database, the importers and the demo city.
//
//	alentour serve ──▶ pages, JSON, tiles        alentour import, city, demo ──▶ rows
//	     └────────── the same --data-dir: the same private PostGIS ──────────┘
//
// Each command is one file with one struct; this is the only room that reads flags and environment variables, and it wires
// the others by hand. Not here: anything another program could reuse.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/alentour/alentour/matching/simulate"
)

// Exit statuses of the command.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

type commands struct {
	databaseFlags
	Verbose bool `help:"Also say what only a developer wants to know." short:"v"`

	Serve    serveCmd    `cmd:"" help:"Serve the map, the API and the tiles."`
	City     cityCmd     `cmd:"" help:"Add, list and remove cities."`
	Import   importCmd   `cmd:"" help:"Read open data: districts and figures about them, places."`
	Admin    adminCmd    `cmd:"" help:"Say who leads: give the first roles."`
	Demo     demoCmd     `cmd:"" help:"Load the demo city, Marseille with made-up places, or remove it."`
	Export   exportCmd   `cmd:"" help:"Write open data out."`
	Hours    hoursCmd    `cmd:"" help:"Explain opening hours, or answer questions about them line by line."`
	Simulate simulateCmd `cmd:"" help:"Live through weeks of a made-up city, to see how well it is asked for help."`
	Migrate  migrateCmd  `cmd:"" help:"Bring the database to this version's tables."`
	Backup   backupCmd   `cmd:"" help:"Write the whole database to a file."`
	Restore  restoreCmd  `cmd:"" help:"Fill an empty database from a backup."`
	Version  versionCmd  `cmd:"" help:"Say which version this is."`
}

// app is what every command's Run receives.
type app struct {
	ctx context.Context // ends at Ctrl-C or SIGTERM
	log *slog.Logger    // to standard error
	out io.Writer       // standard output: what the command answers
	db  databaseFlags
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends us at once

	var cli commands
	exited := -1
	parser, err := kong.New(&cli,
		kong.Name("alentour"),
		kong.Description("A directory of what helps nearby: places, districts, tiles. Flags can stand in ALENTOUR_* variables."),
		kong.DefaultEnvars("ALENTOUR"),
		kong.Vars{"policies": strings.Join(simulate.Policies, ", ")},
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exited = code }), // --help
	)
	if err != nil {
		return fail(stderr, err)
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		fail(stderr, err)
		return exitUsage
	}
	level := slog.LevelInfo
	if cli.Verbose {
		level = slog.LevelDebug
	}
	err = parsed.Run(&app{
		ctx: ctx,
		log: slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level})),
		out: stdout,
		db:  cli.databaseFlags,
	})
	if err != nil {
		return fail(stderr, err)
	}
	return exitOK
}

// fail says in one line what went wrong.
func fail(stderr io.Writer, err error) int {
	if errors.Is(err, context.Canceled) {
		err = errors.New("stopped before it was done")
	}
	fmt.Fprintf(stderr, "alentour: %s\n", strings.ReplaceAll(err.Error(), "\n", "; "))
	return exitFailed
}
