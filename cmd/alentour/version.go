package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
)

type versionCmd struct{}

// Run prints the version of the code and of Go, one line.
func (versionCmd) Run(a *app) error {
	_, err := fmt.Fprintf(a.out, "alentour %s %s\n", version(), runtime.Version())
	return err
}

// version is the module's version, with the commit where the build knew it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	name := cmp.Or(info.Main.Version, "unknown")
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			name += " " + s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			name += " (with changes)"
		}
	}
	return name
}
