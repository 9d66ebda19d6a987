# Paths are relative on purpose: the checkout may stand in a folder with spaces and Chinese in its name.
PYTHON_ENV := .venv/.packages
ASSETS := static/vendor/.assets
FONTS := .venv/.paper-fonts

.PHONY: help setup run test bench lint format fonts clean

help:
	@echo "make run    启动系统（首次会自动安装）    make run DEMO=0  从空县开始"
	@echo "make test   检查与全部测试                make setup       只安装"
	@echo "make bench  性能测量                      make lint        只做代码检查"

setup: $(PYTHON_ENV) $(ASSETS) $(FONTS)
	@.ci/system-packages
	@.venv/bin/python .ci/checkout_path.py

$(PYTHON_ENV): requirements-dev.lock requirements-uv.lock requirements-node.lock .ci/python-environment
	@.ci/python-environment
	@touch $@

$(ASSETS): package-lock.json .npmrc .ci/assets.py | $(PYTHON_ENV)
	@echo "安装前端程序包"
	@PATH="$$PATH:$$PWD/.venv/bin" npm ci --ignore-scripts --silent
	@.venv/bin/python .ci/assets.py
	@touch $@

$(FONTS): .ci/paper-fonts | $(ASSETS)
	@.ci/paper-fonts
	@touch $@

fonts: $(ASSETS)
	@.ci/paper-fonts

run: setup
	@.venv/bin/python -m guanling.embedded run

test: setup
	@.venv/bin/python -m guanling.embedded exec --throwaway -- .ci/checks $(ARGS)

bench: setup
	@.venv/bin/python -m guanling.embedded exec --throwaway -- .venv/bin/python -m tests.bench $(ARGS)

lint: $(PYTHON_ENV)
	@.venv/bin/python -m ruff check .
	@.venv/bin/python -m ruff format --check .
	@.venv/bin/python -m djlint --quiet --lint --per-file-ignores "templates/paper/" H021 -- templates

format: $(PYTHON_ENV)
	@.venv/bin/python -m ruff check --fix .
	@.venv/bin/python -m ruff format .
	@.venv/bin/python -m djlint --quiet --reformat templates

# Only what setup made; data stay.
clean:
	rm -rf .venv node_modules static/vendor .pytest_cache .ruff_cache .hypothesis
