# Everything one does here, by one word each. `make` alone runs the site.

TOOLS := tests/tools
NPM_STAMP := $(TOOLS)/node_modules/.installed
VENV := $(TOOLS)/.venv
PIP_STAMP := $(VENV)/.installed

.PHONY: run test test-portal tools check bench screenshots

# The site on http://127.0.0.1:8080, its data under ./var.
run:
	cargo run

# All tests. The first time it installs what they need, by package name; afterwards it works offline.
test: tools
	cargo test

# One test binary for the portal: `make test-portal ONLY=access_walk`.
test-portal: tools
	cargo test --test portal $(ONLY)

check:
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings

# A release build that files requests: requests per second, p99 and memory. Needs `wrk`, which it
# installs. Then the players of 10,000 pupils: how long their beats take; and the report of a class of
# 60 with 40 lessons; and searches among 100,000 documents.
bench:
	$(TOOLS)/install.sh wrk
	cargo build --release
	$(TOOLS)/bench.sh
	cargo test --release --test portal beats_load -- --ignored --nocapture
	cargo test --release --test portal in_figures -- --ignored --nocapture
	cargo test --release --test portal quizzes_load -- --nocapture
	cargo test --release --test portal search_load -- --ignored --nocapture

# Every page, phone and desktop, light and dark, into target/screenshots.
screenshots: tools
	cargo test --test portal screenshots -- --ignored --nocapture

tools: $(NPM_STAMP) $(PIP_STAMP)
	@$(TOOLS)/install.sh chromium chromedriver fonts postgresql khal ffmpeg

$(NPM_STAMP): $(TOOLS)/package-lock.json
	@$(TOOLS)/install.sh node
	npm ci --prefix $(TOOLS) --no-audit --no-fund
	touch $@

$(PIP_STAMP): $(TOOLS)/requirements.txt
	@$(TOOLS)/install.sh python
	python3 -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r $<
	touch $@
