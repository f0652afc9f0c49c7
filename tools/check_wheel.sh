#!/usr/bin/env bash
# Installs the wheel with the pinned runtime dependencies into an empty environment outside the checkout and
# works with it. Usage: tools/check_wheel.sh VENV (only its Python is used).
set -euo pipefail
cd "$(dirname "$0")/.."
wheels=(dist/*.whl)
[ -f "${wheels[0]}" ] || { echo "There is no wheel in dist/; make wheel builds it." >&2; exit 1; }

empty=$(mktemp -d)
trap 'rm -rf "$empty"' EXIT
"$1/bin/python" -m venv "$empty/venv"
"$empty/venv/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements.txt "${wheels[0]}"
tools/check_program.sh "$empty/venv/bin/kamdesk"
