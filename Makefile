# Everything a person or a machine does with this repository. `make help` lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup build release demo test lint bench guard fuzz chaos docs clean \
	sanitize sanitize-address sanitize-thread sanitize-undefined sanitize-short \
	sanitize-worker

FUZZ_SECONDS ?= 600
SWIFT_TEST := swift test --disable-xctest
ADDRESS := LSAN_OPTIONS=suppressions=$(CURDIR)/.ci/lsan $(SWIFT_TEST) --sanitize=address
THREAD := TSAN_OPTIONS=suppressions=$(CURDIR)/.ci/tsan $(SWIFT_TEST) --sanitize=thread
UNDEFINED := -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined

help: ## list the targets
	@awk -F ': .*## ' '/^[a-z-]+: .*## /{printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what is missing: Debian packages, and a Python environment in .venv
	@scripts/setup system python clients guard lint

build: ## build the program, .build/release/driftline
	@scripts/setup system
	swift build -c release --product driftline

release: ## build .build-release/release/driftline, which needs no Swift where it runs and starts sooner
	@scripts/setup system
	swift build -c release --static-swift-stdlib --scratch-path .build-release -Xlinker -s --product driftline

demo: build ## compare real data with the program: some drifted, some did not
	@scripts/demo

test: build ## run every test: Swift Testing, then pytest with SciPy as the judge
	@scripts/setup python clients
	$(SWIFT_TEST) -c release
	.venv/bin/pytest Tests/Python
	.venv/bin/pytest Clients/python

lint: ## check format, import walls, lengths, paths, links and shell scripts
	@scripts/setup lint
	@.ci/lint

bench: build ## measure everything beside the peers, and write docs/results.md, a page and JSON
	@scripts/setup python
	Benchmarks/run all

guard: build ## hold kernels' instructions, false alarms and power against what they were
	@scripts/setup guard
	.ci/kernels .build/release/driftline
	.ci/accuracy .build/release/driftline

sanitize: sanitize-address sanitize-undefined sanitize-thread ## run the tests under three sanitizers

sanitize-address:
	@scripts/setup system
	$(ADDRESS) --scratch-path .build-asan

sanitize-undefined:
	@scripts/setup system
	$(SWIFT_TEST) $(UNDEFINED) --scratch-path .build-ubsan

sanitize-thread:
	@scripts/setup system
	$(THREAD) --scratch-path .build-tsan

sanitize-worker: ## data races, in the loop of the worker only
	@scripts/setup system
	$(THREAD) --scratch-path .build-tsan --filter DriftlineWorkerTests

sanitize-short: ## address and undefined together, optimised, on the kernels and the readers only
	@scripts/setup system
	DRIFTLINE_ONLY_READERS=1 $(ADDRESS) $(UNDEFINED) -c release --scratch-path .build-asan-short \
	  --filter 'DriftlineKernelsTests|DriftlineInputTests'

fuzz: ## fuzz the readers, FUZZ_SECONDS each (600)
	@scripts/setup system
	Tests/Fuzz/run $(FUZZ_SECONDS)

chaos: build ## 100 000 hostile requests to one worker, then 24 clients of one store
	@scripts/setup python
	.venv/bin/python Tests/Chaos/chaos.py
	.venv/bin/python Tests/Chaos/clients.py --mode processes
	.venv/bin/python Tests/Chaos/clients.py --mode threads

docs: ## write the library's documentation to .build/docs
	@scripts/setup system
	@mkdir -p .build/docs
	DRIFTLINE_DOCS=1 swift package --scratch-path .build-docs \
	  --allow-writing-to-directory .build/docs \
	  generate-documentation --target Driftline --output-path .build/docs

clean: ## remove everything that was built or installed in this folder
	rm -rf .build .build-* .build_* .venv out
