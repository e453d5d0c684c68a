#!/bin/sh
# Looks at the code without running it: format, vet, staticcheck, generated pages, import law, web client.
set -u
cd "$(dirname "$0")/.."
failed=0
tool() { go tool -modfile=tools.mod "$@"; }

check() {
	name=$1
	shift
	if said=$("$@" 2>&1) && [ -z "$said" ]; then
		echo "ok      $name"
	else
		failed=1
		echo "FAILED  $name"
		echo "$said"
	fi
}

go_files() { git ls-files --cached --others --exclude-standard '*.go' | grep -v '_templ\.go$'; }
format() { go_files | xargs go tool -modfile=tools.mod gofumpt -l; }

# A page that was changed without `templ generate` would differ from its generated file.
generated() {
	for page in $(git ls-files '*.templ'); do
		tool templ generate -stdout -f "$page" 2>/dev/null | sed "s|FileName: \`${page%/*}/|FileName: \`|" |
			cmp -s - "${page%.templ}_templ.go" || echo "$page: run templ generate in ${page%/*}"
	done
}
law() { go test -count=1 . >/dev/null || go test -count=1 .; }
bench() { (cd bench && go vet ./...); }
client() { cd web/client && npm run --silent check >/dev/null || npm run --silent check; }

check gofumpt format
check vet go vet ./...
check "vet bench" bench
check staticcheck tool staticcheck ./...
check templ generated
check "import law" law
check svelte-check client
exit $failed
