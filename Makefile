# Two commands: `make run` serves a city at http://localhost:8080, `make test` proves it works.

.DEFAULT_GOAL := help
.PHONY: help run test build check bench golden fuzz shots clean

# Inlining makes the compiler write what templ generates many times over: three times the work and a tenth more program, for pages that
# are not faster (go test ./web -run x -bench Pages, with and without). Without the path of the clone in it, what one clone has compiled serves
# every other: four minutes of a processor for the whole.
export GOFLAGS := $(GOFLAGS) -trimpath -gcflags=github.com/alentour/alentour/web=-l

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

run: ## install what is missing, build, serve the demo city at http://localhost:8080
	@scripts/need.sh tools database
	@$(MAKE) --no-print-directory build
	@bin/alentour serve --demo --dev

test: ## install what is missing, run the tests of Go, of the web client and of the binary in a browser
	@scripts/need.sh tools database browser gdal glpk calendars
	@$(MAKE) --no-print-directory build e2e/node_modules/.package-lock.json directory/hours/oracle/node_modules/.package-lock.json community/ical/oracle/node_modules/.package-lock.json
	@scripts/test.sh

build: web/dist/manifest.json ## leave bin/alentour with the web client inside
	@echo "Building bin/alentour"
	@go build -o bin/alentour ./cmd/alentour

check: web/client/node_modules/.package-lock.json ## format, vet, staticcheck, svelte-check, import law
	@scripts/check.sh

bench: build ## measure against PostGIS, Redis, nginx and write docs/performance.md
	@scripts/need.sh database bench
	@cd bench && go run .

golden: ## rewrite the golden files; read the diff before you commit it
	go test $$(grep -rlE 'flag\.Bool\("update"' --include='*_test.go' . | xargs -n 1 dirname | sort -u) -update

fuzz: ## run each fuzz target for ten seconds
	@scripts/fuzz.sh

shots: build e2e/node_modules/.package-lock.json ## take the screenshots of docs/pictures
	@scripts/need.sh database browser
	@cd e2e && npm run --silent shots

clean: ## remove what was built; the data in var/ stays
	rm -rf bin web/dist/* web/client/node_modules e2e/node_modules directory/hours/oracle/node_modules community/ical/oracle/node_modules

# The client is rebuilt when one of its sources is newer than its last build.
web/dist/manifest.json: web/client/node_modules/.package-lock.json $(wildcard directory/*.go web/*.go) $(shell find web/client -path '*/node_modules' -prune -o -type f -print)
	@echo "Building the web client"
	@cd web/client && npm run --silent build -- --logLevel error
	@touch $@

%/node_modules/.package-lock.json: %/package.json %/package-lock.json
	@echo "Fetching the libraries of $*"
	@cd $* && npm ci --silent --no-audit --no-fund
	@touch $@
