# MoveWell-bot. `make help` lists the targets.

PYTHON_VERSION := 3.10
PYTHON         := .venv/bin/python
MODEL          := models/movewell.tar.gz
TRAINING_INPUT := config.yml domain.yml $(shell find data bot/nlu bot/policies bot/safety -name '*.yml' -o -name '*.py' -o -name '*.tsv')
-include .env
PORT ?= 5005
export PORT DATABASE_URL CLINIC_SETTINGS NL_MODEL MOVEWELL_SECRET SMTP_URL CALDAV_URL
export WHATSAPP_TOKEN WHATSAPP_APP_SECRET WHATSAPP_VERIFY_TOKEN WHATSAPP_PHONE_ID
export WHATSAPP_NUMBER WHATSAPP_PORT WHATSAPP_API_URL
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export OMP_NUM_THREADS := 1
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export PYTHONWARNINGS := ignore

.DEFAULT_GOAL := help
.PHONY: help run chat train test evaluate bench check check-data format widget screenshots model-nl clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(MODEL)  ## do all the set-up, train if needed, and start the bot on 127.0.0.1
	@$(PYTHON) -m bot.launch

chat: .venv/.installed  ## talk to the running bot in the terminal
	@$(PYTHON) -m bot.chat

train: $(MODEL)  ## train the model if the data, the settings or the components changed

test: check $(MODEL)  ## pass every test
	$(PYTHON) -m pytest -n 2 --dist loadfile

evaluate: $(MODEL)  ## measure understanding and safety on held-out messages; writes docs/understanding.md, docs/veiligheid-meting.md
	$(PYTHON) -m bench.understanding
	$(PYTHON) -m bench.safety

check: .venv/.installed  ## lint, formatting and types
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/mypy --strict actions/clinic

check-data: .venv/.installed  ## check the labelled sentences: duplicates, conflicts, leaks
	$(PYTHON) -W ignore -m bench.sentences

bench: $(MODEL)  ## measure beside the stock configuration of Rasa (over an hour); writes docs/speed.md
	$(PYTHON) -W ignore -m bench.speed

format: .venv/.installed  ## put the code in the project's format
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

widget:  ## build the chat widget from its source (needs Node.js 20)
	npm --prefix bot/widget ci
	npm --prefix bot/widget run build

screenshots: $(MODEL)  ## picture the chat widget in docs/schermen (needs Chromium)
	@$(PYTHON) -m tests.browser.screenshots

model-nl:  ## rebuild the Dutch model's wheel: make model-nl DATA=<folder with the treebanks>
	@test -n "$(DATA)" || { echo "Say where the treebanks are: make model-nl DATA=<folder>"; exit 1; }
	$(MAKE) -C bot/models DATA="$(abspath $(DATA))"

clean:  ## remove the environment, the trained model and the local databases
	rm -rf .venv models var .rasa

$(MODEL): .venv/.installed $(TRAINING_INPUT)
	@mkdir -p var
	@echo "Training the model (a few minutes; details in var/train.log) ..."
	@$(PYTHON) -m rasa train --force --out models --fixed-model-name movewell > var/train.log 2>&1 || \
		{ tail -20 var/train.log; echo "Training failed: see var/train.log."; exit 1; }
	@touch $@

.venv/.installed: requirements.lock bot/models/install_nl_model.py
	@./setup.sh $(PYTHON_VERSION)
	@touch $@
