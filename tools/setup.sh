#!/usr/bin/env bash
# Makes the virtual environment with the pinned dependencies. Usage: tools/setup.sh VENV (an absolute path)
# PYTHON_FOR_VENV=/path/to/python chooses the interpreter; else the first one found that is new enough and whole.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$1

new_enough='import sys; sys.exit(sys.version_info < (3, 11))'
# Interpreters built by pyenv may lack a library that was missing at build time; Debian splits off ensurepip.
whole='import ctypes, ensurepip, sqlite3, ssl, venv, zlib'

candidates() {
    if [ -n "${PYTHON_FOR_VENV:-}" ]; then
        echo "$PYTHON_FOR_VENV"
        return
    fi
    # pyenv's shims stand on the PATH for versions that are not chosen, and then fail: each candidate is run.
    printf '%s\n' python3 python3.13 python3.12 python3.11 /usr/bin/python3 python3.14
    local pyenv_root=${PYENV_ROOT:-$HOME/.pyenv}
    ls -d "$pyenv_root"/versions/3.1[1-9]*/bin/python3 2>/dev/null || true
}

find_python() {
    local check=$1 candidate
    while read -r candidate; do
        if "$candidate" -c "$new_enough" >/dev/null 2>&1 && "$candidate" -c "$check" >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done < <(candidates)
    return 1
}

# The Debian package that makes an interpreter able to build environments, or a new interpreter with it.
package_with_venv() {
    local python version
    if python=$(find_python 'pass'); then
        "$python" -c 'import sys; print(f"python3.{sys.version_info.minor}-venv")'
        return
    fi
    for version in 3.13 3.12 3.11; do
        if apt-cache show "python$version-venv" >/dev/null 2>&1; then
            echo "python$version-venv"
            return
        fi
    done
    echo python3-venv
}

is_sound() {
    [ -x "$venv/bin/python" ] && grep -qF "$venv" "$venv/bin/activate" &&
        "$venv/bin/python" -c "$new_enough" && "$venv/bin/python" -m pip --version
}

if ! is_sound >/dev/null 2>&1; then
    if ! python=$(find_python "$whole"); then
        # A bare machine may have no package lists yet, and package_with_venv asks them.
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq || true; fi
        tools/apt_install.sh "$(package_with_venv)"
        python=$(find_python "$whole") || {
            echo "kamdesk needs Python 3.11 or newer with venv, sqlite3 and ssl; none was found." >&2
            echo "Name one: make setup PYTHON_FOR_VENV=/path/to/python3" >&2
            exit 1
        }
    fi
    echo "Making $venv with $("$python" --version)"
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi

echo "Installing the pinned dependencies (once; some 200 MB)"
export PIP_DISABLE_PIP_VERSION_CHECK=1
for pause in 5 15 0; do
    if "$venv/bin/python" -m pip install --quiet -r requirements-dev.txt; then
        # The checkout itself, so that $venv/bin/kamdesk exists; no isolation: hatchling is pinned and here.
        "$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation -e .
        exit 0
    fi
    [ "$pause" = 0 ] || sleep "$pause"
done
echo "pip could not install the dependencies; see its message above." >&2
exit 1
