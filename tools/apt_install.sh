#!/usr/bin/env bash
# Installs the named Debian or Ubuntu packages if that is possible without asking for a password;
# otherwise prints the one command to type and ends with status 1.
set -euo pipefail

packages=("$@")

if [ "$(id -u)" = 0 ]; then
    as_root=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
else
    echo "These system packages are missing. Please type:" >&2
    echo "    sudo apt-get install ${packages[*]}" >&2
    exit 1
fi

if ! command -v apt-get >/dev/null; then
    echo "This system has no apt-get. Please install what your distribution calls: ${packages[*]}" >&2
    exit 1
fi

echo "Installing system packages: ${packages[*]}" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt_get() {
    # Through env, since sudo drops the caller's environment.
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" >>"$log" 2>&1
}
# Mirrors hiccup; three tries with a pause are cheaper than a failed run.
for pause in 5 15 0; do
    if apt_get update && apt_get install -y --no-install-recommends "${packages[@]}"; then exit 0; fi
    [ "$pause" = 0 ] || sleep "$pause"
done
tail -n 20 "$log" >&2
echo "apt-get could not install: ${packages[*]}" >&2
exit 1
