#!/usr/bin/env bash
# Makes the virtual environment from the hashed lock file and adds the Dutch model.
set -euo pipefail
cd "$(dirname "$0")"
version=$1

python=$(command -v "python$version" || true)
if [ -z "$python" ] || ! "$python" -c "import sys, venv; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null; then
  echo "MoveWell-bot needs Python $version with venv, which was not found: install it and try again." >&2
  exit 1
fi
echo "Making the environment (.venv) ..."
[ -x .venv/bin/python ] && .venv/bin/python -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null ||
  "$python" -m venv --clear .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==0.9.*" 2>&1 | grep -v "^WARNING: Location" || true
echo "Installing the packages of requirements.lock ..."
.venv/bin/uv pip sync --quiet --require-hashes --python .venv/bin/python requirements.lock
.venv/bin/python bot/models/install_nl_model.py
