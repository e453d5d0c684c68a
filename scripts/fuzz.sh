#!/bin/sh
# Runs each fuzz target for a while: fuzz.sh [duration of each, default 10s]
set -eu
cd "$(dirname "$0")/.."
for dir in $(grep -rlE '^func Fuzz' --include='*_test.go' --exclude-dir=node_modules . | xargs -n 1 dirname | sort -u); do
	for target in $(grep -hoE '^func Fuzz[A-Za-z0-9_]*' "$dir"/*_test.go | sed 's/func //'); do
		echo "== $dir $target"
		# To make each new input small would take all of the time where inputs are whole files.
		go test "$dir" -run='^$' -fuzz="^$target\$" -fuzztime="${1:-10s}" -fuzzminimizetime=20x
	done
done
