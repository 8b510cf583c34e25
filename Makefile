# Two commands: `make run` and `make test`. Both first install what is missing, from locks with hashes.
PY ?= python3
PORT ?= 5000
# Folders stand among the sources too, so that a file taken away is noticed as well.
BUILT := pyproject.toml requirements-run.lock requirements-build.lock hatch_build.py build_client.py client/package.json \
	client/package-lock.json client/.npmrc client/build.mjs $(shell find client/src)
UV := .venv/bin/uv

# A test run starts hundreds of programs: what Python has compiled is kept.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-slow bench lock catalogues lint verify-file sbom

run: .venv/run
	.venv/bin/voting run --demonstration --port $(PORT)

# The fast suite's databases live in memory where that has room and lets programs run; what is tried against a disk (kill,
# full disk, PostgreSQL) is in the slow suite.
IN_MEMORY = $(shell t=/dev/shm/scrutin-$$$$; room=$$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 {print $$4}'); \
	if [ "$${room:-0}" -gt 4000000 ] && cp /bin/true $$t 2>/dev/null && $$t 2>/dev/null; then echo TMPDIR=/dev/shm; fi; rm -f $$t)

# Two at a time, each with a browser of its own; a file stays with one.
test: .venv/ready
	$(IN_MEMORY) .venv/bin/pytest -n 2 --dist loadfile --no-loadscope-reorder

test-slow: .venv/ready
	.venv/bin/pytest -m slow -n 2 --dist loadfile --no-loadscope-reorder

# Ratios against a raw limit in the same run; never part of a test.
bench: .venv/ready
	.venv/bin/python -m benchmarks

lint: .venv/ready
	.venv/bin/ruff check .

verify-file: .venv/ready
	.venv/bin/python -m voting.verifier.build voting-verify.pyz

# Every component with its hashes, out of the locks (CycloneDX); needs no network and nothing installed.
sbom:
	$(PY) build_sbom.py sbom.json

# What runs comes first and alone, so that a newcomer sees it soon; what tests comes on top.
.venv/ready: .venv/run requirements.lock
	$(UV) pip install -q --python .venv --require-hashes -r requirements.lock
	touch $@

.venv/run: $(UV) $(BUILT)
	$(UV) pip install -q --python .venv --require-hashes -r requirements-run.lock
	$(UV) pip install -q --python .venv --no-deps --reinstall --build-constraints requirements-build.lock -e .
	touch $@

$(UV): requirements-build.lock
	@$(PY) -c 'import sys; sys.exit("Scrutin needs Python 3.11 or newer: make PY=python3.12 ..." if sys.version_info < (3, 11) else 0)'
	test -x .venv/bin/python || $(PY) -m venv .venv
	sed -n '/^uv==/,/[^\]$$/p' requirements-build.lock > .venv/uv.txt
	.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r .venv/uv.txt
	touch $@

# After a change of dependencies (UPGRADE=1 also takes newer versions): names, versions and hashes for every platform,
# and no host.
COMPILE := $(UV) pip compile -q --generate-hashes --universal --no-header --no-annotate --python-version 3.11 \
	$(if $(UPGRADE),--upgrade)
lock: $(UV)
	$(COMPILE) --extra test --extra postgres pyproject.toml -o requirements.lock
	$(COMPILE) --constraints requirements.lock pyproject.toml -o requirements-run.lock
	$(COMPILE) --group build -o requirements-build.lock
	cd client && npm install --package-lock-only --ignore-scripts --no-audit --no-fund
	$(PY) -c 'import pathlib, re; lock = pathlib.Path("client/package-lock.json"); \
		lock.write_text(re.sub(r",\n\s*\"funding\": \{[^}]*\}", "", lock.read_text()))'

# After a change of words: collect them, then translate what is new in voting/web/translations.
catalogues: .venv/ready
	.venv/bin/pybabel -q extract -F babel.cfg -k N_ -k _n --add-location=file --sort-by-file --project=Scrutin --version=1 \
		--copyright-holder=Scrutin --msgid-bugs-address= -o .venv/messages.pot .
	for code in en fr; do .venv/bin/pybabel -q update -N -i .venv/messages.pot -d voting/web/translations -l $$code \
		--ignore-obsolete --ignore-pot-creation-date --width=120; done
