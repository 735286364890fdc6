# One verb a task. `make` alone lists them.
JOBS ?= $(shell nproc)
PREFIX ?= /usr/local
T ?= 60

.DEFAULT_GOAL := help
.PHONY: help demo build test test-browser docs golden check parity bench fuzz install clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

demo: ## builds rehearse and runs one rehearsal against a vendor on loopback
	tools/need demo
	$(MAKE) --no-print-directory build
	tools/demo

build: ## builds build/release/rehearse, and nothing else
	cmake --preset release
	cmake --build --preset release --target rehearse -j $(JOBS)

test: ## builds everything with GCC and runs all tests
	tools/need test
	cmake --preset dev
	cmake --build --preset dev -j $(JOBS)
	ctest --preset dev -j $(JOBS)

# Writes the pages that the browser is to show, and fetches what drives it.
define browser
tools/need test-browser
command -v npm >/dev/null || tools/need npm
cmake --preset dev
cmake --build --preset dev --target report_pages -j $(JOBS)
build/dev/tests/report/report_pages build/browser
cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund
endef

test-browser: ## looks at the HTML page in a real browser: accessible, quiet, quick
	$(browser)
	node --test tests/browser/page.test.mjs

docs: ## takes the pictures of docs/pictures anew
	$(browser)
	node tests/browser/pictures.mjs

golden: ## writes the golden files anew, to be read in the diff
	cmake --preset dev
	cmake --build --preset dev --target report_test e2e_profiles_test -j $(JOBS)
	GOLDEN=1 ctest --preset dev -R '^(report|e2e_profiles)$$'

check: ## format, includes, tidy, and all tests again under clang's sanitizers
	tools/need check
	tools/check-format
	tools/check-includes --self-test
	tools/check-includes
	cmake --preset dev
	tools/check-tidy --self-test
	tools/check-tidy
	cmake --preset asan
	cmake --build --preset asan -j $(JOBS)
	ctest --preset asan -j $(JOBS)

parity: ## meets each installed client with each chain of the tests: docs/real-clients.md (CASES=folder: and recorded verdicts)
	tools/need test
	cmake --preset dev
	cmake --build --preset dev --target rehearse parity_table -j $(JOBS)
	build/dev/tests/trust/parity_table > build/real-clients.md
	cp build/real-clients.md docs/real-clients.md
	$(if $(CASES),tools/parity build/dev/rehearse $(CASES))

bench: ## measures what the relay of exec costs, beside nobody and beside socat
	tools/need bench
	cmake --preset release
	cmake --build --preset release --target bench_relay -j $(JOBS)
	build/release/bench/bench_relay

fuzz: ## runs each fuzz target for T seconds (T=60)
	tools/need check
	cmake --preset fuzz
	cmake --build --preset fuzz --target fuzz_targets -j $(JOBS)
	tools/fuzz $(T)

install: build ## installs to PREFIX (/usr/local): the program, its manual page, completions for bash, zsh and fish
	cmake --build --preset release --target about -j $(JOBS)
	cmake --install build/release --prefix $(PREFIX)

clean: ## removes everything built
	rm -rf build
