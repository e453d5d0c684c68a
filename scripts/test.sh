#!/bin/sh
# Runs every test and prints each runner's closing summary. All run, even after one has failed.
set -u
cd "$(dirname "$0")/.."
failed=
started=$(date +%s)

run() {
	name=$1
	shift
	from=$(date +%s)
	echo "== $name"
	"$@" || failed="$failed, $name"
	echo "== $name: $(($(date +%s) - from)) s"
}

# Where one goroutine can meet another's data, the race detector watches; in the directory and in matching, which mostly talk with
# PostgreSQL, only what keeps copies in memory and what races. It makes everything several times as slow, and what interleaves are
# goroutines, not drawings: what is drawn against a model without it is drawn a fifth as often with it, and the feed, whose five
# machines run here only, forty times each. What the tests of Go have vetted before is not vetted again.
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
		go test -count=1 -timeout 30m -vet=off -race ./geo/cellindex -rapid.checks=20 &&
		go test -count=1 -timeout 30m -vet=off -race ./directory ./matching -run "$racing" -rapid.checks=20
}

web_tests() { (cd web/client && npm test --silent); }

browser_tests() { (cd e2e && npm test --silent -- --test-reporter=spec); }

run "Go" go_tests
run "Go with the race detector" race_tests
run "web client" web_tests
run "browser" browser_tests

echo "== all: $(($(date +%s) - started)) s"
if [ -n "$failed" ]; then
	echo "FAILED: ${failed#, }"
	exit 1
fi
echo "PASSED"
