package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/alentour/alentour/directory"
)

func printReport(w io.Writer, r *directory.Report) error {
	p := printer{w: w}
	if r.DryRun {
		p.line("dry run, nothing was written:")
	}
	p.line("%s from %s: %d added, %d updated, %d unchanged, %d closed", r.Dataset, r.File, r.Added, r.Updated, r.Unchanged, r.Closed)
	if r.Outside > 0 {
		p.line("  %d lie in no district of any city here", r.Outside)
	}
	if r.Contradicted > 0 {
		p.line("  %d lines that people wrote stay, the file now says something else (/staff/conflicts)", r.Contradicted)
	}
	printFindings(&p, "suspicious", r.Suspicious)
	printFindings(&p, "refused", r.Refused)
	return p.err
}

// printFindings says each reason once, with where it holds.
func printFindings(p *printer, what string, f directory.Findings) {
	if f.Count == 0 {
		return
	}
	p.line("  %d %s:", f.Count, what)
	where := map[string][]string{}
	var reasons []string
	for _, finding := range f.First {
		if where[finding.Reason] == nil {
			reasons = append(reasons, finding.Reason)
		}
		where[finding.Reason] = append(where[finding.Reason], finding.Where)
	}
	const maxWhere = 3
	for i, reason := range reasons {
		if i == maxPrinted {
			p.line("    … and %d more reasons (--json has the first %d rows)", len(reasons)-i, directory.MaxFindings)
			return
		}
		places, more := where[reason], ""
		if n := len(places) - maxWhere; n > 0 {
			places, more = places[:maxWhere], fmt.Sprintf(" and %d more", n)
		}
		p.line("    %s%s: %s", strings.Join(places, ", "), more, reason)
	}
}

type reportJSON struct {
	Dataset    string       `json:"dataset"`
	File       string       `json:"file"`
	DryRun     bool         `json:"dry_run"`
	Added      int          `json:"added"`
	Updated    int          `json:"updated"`
	Unchanged  int          `json:"unchanged"`
	Closed     int          `json:"closed"`
	Contradict int          `json:"contradicted"`
	Outside    int          `json:"outside"`
	Refused    findingsJSON `json:"refused"`
	Suspicious findingsJSON `json:"suspicious"`
}

type findingsJSON struct {
	Count int           `json:"count"`
	First []findingJSON `json:"first"`
}

type findingJSON struct {
	Where  string `json:"where"`
	Reason string `json:"reason"`
}

func wireReport(r *directory.Report) reportJSON {
	return reportJSON{
		Dataset: r.Dataset, File: r.File, DryRun: r.DryRun,
		Added: r.Added, Updated: r.Updated, Unchanged: r.Unchanged, Closed: r.Closed, Contradict: r.Contradicted, Outside: r.Outside,
		Refused: findingsOf(r.Refused), Suspicious: findingsOf(r.Suspicious),
	}
}

func findingsOf(f directory.Findings) findingsJSON {
	wire := findingsJSON{Count: f.Count, First: make([]findingJSON, 0, len(f.First))}
	for _, one := range f.First {
		wire.First = append(wire.First, findingJSON(one))
	}
	return wire
}
