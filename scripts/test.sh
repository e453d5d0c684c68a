#!/bin/sh
# Runs every test and prints each runner's closing summary. All run, even after one has failed.
set -u
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
trap 'rm -rf "$out"; trap - TERM; kill 0' INT TERM # what runs beside would not hear of Ctrl-C
started=$(date +%s)

run() {
	name=$1
	shift
	from=$(date +%s)
	echo "== $name"
	"$@" || echo "$name" >>"$out/failed"
	echo "== $name: $(($(date +%s) - from)) s"
}

# Where one goroutine can meet another's data, the race detector watches; in the directory and in matching, which mostly talk with
# PostgreSQL, only what keeps copies in memory and what races. It makes everything several times as slow, and what interleaves are
# goroutines, not drawings: what is drawn against a model without it is drawn a fifth as often with it, and the feed, whose five
# machines run here only, forty times each.
racy='/(data/postgres/feed|tiles|edge)$'
racing='Live|Follow|Racing|WhileTheCopyChanges|VolunteersNear|LoseEachOther|CopyEqualsALoad|BreakNoCap|ThousandAcceptances|TwoWritersMeet'

# The longest begin first: nobody waits for one that began last.
long='/(matching|cmd/alentour|directory|data/marseille)$'

go_tests() {
	# shellcheck disable=SC2046 # one word for each package
	go test -count=1 -timeout 30m $(go list ./... | grep -E "$long") $(go list ./... | grep -vE "$long|$racy")
}

race_tests() {
	go test -count=1 -timeout 30m -race ./tiles ./edge &&
		go test -count=1 -timeout 30m -race ./data/postgres/feed -rapid.checks=40 &&
		go test -count=1 -timeout 30m -race ./geo/cellindex -rapid.checks=20 &&
		go test -count=1 -timeout 30m -race ./directory ./matching -run "$racing" -rapid.checks=20
}

web_tests() { (cd web/client && npm test --silent); }

browser_tests() { (cd e2e && npm test --silent -- --test-reporter=spec); }

# beside says what a part says when it has ended, so that nothing is mixed into its words.
beside() {
	run "$@" >"$out/said" 2>&1
	cat "$out/said"
}

# The browser meets pages while Go waits for PostgreSQL, and the other way round.
{
	beside "browser" browser_tests
	beside "web client" web_tests
	beside "Go with the race detector" race_tests
} &
run "Go" go_tests
wait

echo "== all: $(($(date +%s) - started)) s"
if [ -e "$out/failed" ]; then
	echo "FAILED: $(paste -sd, "$out/failed")"
	exit 1
fi
echo "PASSED"
