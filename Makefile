# SPDX-License-Identifier: Apache-2.0
# The daily verbs; the work itself sits in tools/. ARGS is handed on: make demo ARGS="--speed 1"
SHELL := /bin/bash
ARGS ?=

.PHONY: help demo build test lint bench fuzz sim readme clean
.DEFAULT_GOAL := help

help: ## list these verbs
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 18

demo: ## build, then start a college invented for it; Ctrl-C ends it
	@tools/demo.sh $(ARGS)

build: ## build the goodword executable in release mode
	@tools/build.sh

test: ## every test, on both databases and in a real browser
	@tools/test.sh

lint: ## format, import arrows and house rules; needs no build
	@tools/lint.sh

bench: ## measure, and print the figures; never passes or fails
	@tools/bench.sh $(ARGS)

fuzz: ## feed what reads strangers' bytes with made-up ones
	@tools/fuzz.sh $(ARGS)

sim: ## simulate months of trouble: SEED=7 for one, COUNT=5000 for many, DAY=1 for a day of the college
	@tools/sim.sh $(if $(SEED),--seed $(SEED)) $(if $(COUNT),--count $(COUNT)) $(if $(DAY),--day) $(ARGS)

readme: ## run the commands that README.md shows
	@tools/readme-test.sh $(ARGS)

clean: ## take away what was built and installed in this folder (data stays)
	rm -rf .build .venv .fuzz
