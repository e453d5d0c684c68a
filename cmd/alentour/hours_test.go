package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// What the command says of texts of every kind, read by a person.
func TestHoursExplains(t *testing.T) {
	t.Parallel()
	const at = "2024-10-30T10:00:00+01:00" // a Wednesday of the school holidays, two days before All Saints’ Day
	var said strings.Builder
	for _, args := range [][]string{
		{"Mo-Fr 09:00-12:00,14:00-17:00; PH off", "--at", at, "--region", "FR-13"},
		{"lun-ven 9h-12h, 14h-17h", "--at", at},
		{"Mo-Sa 22:00-02:00; PH off \"jours fériés\"", "--at", "2024-10-31T23:00:00+01:00"},
		{"Mo,Tu,Th 09:30-12:30 || \"sur rendez-vous\"", "--at", at},
		{"24/7", "--at", at},
		{"Jul-Aug Mo-Fr 10:00-19:00", "--at", at},
		{"Mo-Fr 09:00-17:00; SH off", "--at", at},
		{"Mo-Fr 09:00-17:00; SH off", "--at", at, "--region", "FR-13", "--holidays", "testdata/holidays.csv"},
		{"Mo-Fr 09:00-17:00; PH off", "--at", at, "--region", "DE-BY"},
		{"08:00-sunset; SH off", "--at", at},
		{"2023 Mo-Fr 09:00-17:00", "--at", at},
		{"Mo-Fr 09:00-12:00,Xx", "--at", at},
		{"Mo-Fr 9h-17h; PH off", "--at", at, "--tz", "Indian/Reunion", "--region", "FR-974", "--json"},
		{"Mo-Fr 09:00-", "--at", at, "--json"},
	} {
		fmt.Fprintf(&said, "$ alentour hours '%s'\n%s\n", strings.Join(args, "' '"), newCity(t).run(append([]string{"hours"}, args...)...))
	}
	const file = "testdata/hours.golden"
	if *update {
		if err := os.WriteFile(file, []byte(said.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if said.String() != string(want) {
		t.Errorf("not what stands in %s; it says\n%s", file, said.String())
	}
}

func TestHoursRefusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{},
		{"24/7", "--tz", "Europe/Nowhere"},
		{"24/7", "--tz", "Local"},
		{"24/7", "--region", "Marseille"},
		{"24/7", "--at", "yesterday"},
		{"24/7", "--holidays", "nowhere.csv"},
		{"24/7", "--jsonl"},
		{"--jsonl", "--json"},
	} {
		_, err := newCity(t).command(append([]string{"hours"}, args...)...).Output()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != exitUsage {
			t.Errorf("%q: %v, not the exit status of a fault of usage", args, err)
		} else if said := string(exit.Stderr); strings.Count(said, "\n") != 1 {
			t.Errorf("%q: not one line: %s", args, said)
		}
	}
}

// A program that asks and waits gets each answer before it asks again.
func TestHoursAnswersLineByLine(t *testing.T) {
	t.Parallel()
	cmd := newCity(t).command("hours", "--jsonl")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // has ended unless the test failed
	answers := bufio.NewReader(out)
	const day = `"from":"2024-10-27T00:00:00+02:00","to":"2024-10-28T00:00:00+01:00"` // clocks go back in Paris
	long := strings.Repeat("x", 1<<20)
	for _, one := range []struct{ line, intervals, fault string }{
		{`{"oh":"01:00-04:00",` + day + `}`, `[["2024-10-27T01:00:00+02:00","2024-10-27T04:00:00+01:00","open",null]]`, ""},
		{`{"oh":"10:00-12:00 open \"a < b\", 12:00-14:00 unknown",` + day + `}`, `[["2024-10-27T10:00:00+01:00","2024-10-27T12:00:00+01:00","open","a < b"],["2024-10-27T12:00:00+01:00","2024-10-27T14:00:00+01:00","unknown",null]]`, ""},
		{`{"oh":"24/7",` + day + `,"tz":"UTC"}`, `[["2024-10-26T22:00:00Z","2024-10-27T23:00:00Z","open",null]]`, ""},
		{`{"oh":"PH 08:00-09:00","from":"2024-12-20T00:00:00+04:00","to":"2024-12-21T00:00:00+04:00","tz":"Indian/Reunion","region":"FR-974"}`, `[["2024-12-20T08:00:00+04:00","2024-12-20T09:00:00+04:00","open",`, ""},
		{`{"oh":"off",` + day + `}`, `[]`, ""},
		{`{"oh":"Mo-Fr 09:00-12:00,Xx",` + day + `}`, `[]`, "Xx"},
		{`{"oh":"",` + day + `}`, `[]`, "empty"},
		{`{"oh":"24/7"}`, `[]`, "from and to"},
		{`{"oh":"24/7","from":"2024-10-28T00:00:00+01:00","to":"2024-10-27T00:00:00+02:00"}`, `[]`, "is after"},
		{`{"oh":"24/7","from":"1700-01-01T00:00:00Z","to":"2024-10-27T00:00:00Z"}`, `[]`, "longer than"},
		{`{"oh":"24/7",` + day + `,"tz":"Europe/Nowhere"}`, `[]`, "Europe/Nowhere"},
		{`{"oh":"24/7",` + day + `,"region":"Marseille"}`, `[]`, "Marseille"},
		{`{"oh":`, `[]`, "JSON"},
		{``, `[]`, "JSON"},
		{long, `[]`, "longer"},
		{long + long + long, `[]`, "longer"},
		{`{"oh":"24/7",` + day + `}`, `[["2024-10-27T00:00:00+02:00","2024-10-28T00:00:00+01:00","open",null]]`, ""},
	} {
		if _, err := fmt.Fprintln(in, one.line); err != nil {
			t.Fatal(err)
		}
		said, err := answers.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		var answer struct {
			Intervals json.RawMessage `json:"intervals"`
			Error     *string         `json:"error"`
		}
		if err := json.Unmarshal([]byte(said), &answer); err != nil {
			t.Fatalf("%s: %v", said, err)
		}
		asAsked := strings.HasPrefix(string(answer.Intervals), one.intervals) && (answer.Error == nil) == (one.fault == "")
		if answer.Error != nil {
			asAsked = asAsked && strings.Contains(*answer.Error, one.fault)
		}
		if !asAsked {
			t.Errorf("%.80s: %s", one.line, said)
		}
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// Whatever comes in, one answer goes out for each line, and it is JSON without a fault of ours.
func FuzzHoursLines(f *testing.F) {
	const day = `"from":"2024-03-30T12:00:00Z","to":"2024-04-02T12:00:00Z"}`
	f.Add(`{"oh":"Mo-Sa 22:00-02:00; PH,SH off || \"sur rendez-vous\"",` + day)
	f.Add(`{"oh":"easter -2 days-easter +1 day 08:00+; week 1-53/2 Th[-1] sunrise-sunset",` + day + "\n\n{}")
	f.Fuzz(func(t *testing.T, in string) {
		var out strings.Builder
		if err := (&hoursLines{zone: "Europe/Paris", region: "FR-57"}).run(strings.NewReader(in), &out); err != nil {
			t.Fatal(err)
		}
		questions := strings.Count(in, "\n")
		if in != "" && !strings.HasSuffix(in, "\n") {
			questions++
		}
		if answers := strings.Count(out.String(), "\n"); answers != questions {
			t.Errorf("%d answers to %d questions", answers, questions)
		}
		for line := range strings.Lines(out.String()) {
			var answer hoursAnswer
			if err := json.Unmarshal([]byte(line), &answer); err != nil || answer.Intervals == nil {
				t.Errorf("%s: %v", line, err)
			}
		}
	})
}

// As many answers as questions, the last one without a newline.
func TestHoursAnswersManyLines(t *testing.T) {
	t.Parallel()
	var questions strings.Builder
	from := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	const count = 5000
	for i := range count {
		at := from.AddDate(0, 0, i%366)
		if i > 0 {
			questions.WriteByte('\n')
		}
		fmt.Fprintf(&questions, `{"oh":"Mo-Fr %02d:00-17:00; PH off","from":%q,"to":%q}`, i%12, at.Format(time.RFC3339), at.AddDate(0, 0, 7).Format(time.RFC3339))
	}
	cmd := newCity(t).command("hours", "--jsonl")
	cmd.Stdin = strings.NewReader(questions.String())
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if answers := strings.Count(string(out), "\"error\":null}\n"); answers != count {
		t.Errorf("%d answers without fault to %d questions", answers, count)
	}
}
