#!/usr/bin/env bash
# Works through the main job with an installed program: a new data folder with the demonstration portfolio, a blank
# and a filled archive form, the form read back, the window. Usage: tools/check_program.sh PROGRAM
set -euo pipefail
program=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Away from the checkout: nothing may be found there by accident.
cd "$work"

step() {
    echo "– $*"
    "$program" --home "$work/home" "$@"
}

must_exist() {
    [ -s "$1" ] || { echo "Missing or empty: $1" >&2; exit 1; }
}

step --version
step demo
step check
step export accounts --out accounts.csv
must_exist accounts.csv
number=$(grep -oE 'KA-[0-9]{4}-[0-9]+' accounts.csv | head -n 1)
step form blank archive --out blank.xlsx
must_exist blank.xlsx
step form fill archive --for "$number" --out filled.xlsx
must_exist filled.xlsx
step form read filled.xlsx
export QT_QPA_PLATFORM=offscreen
step tour --out tour
must_exist tour
echo "– the program works: $program"
