#!/usr/bin/env bash
# Sees whether Qt finds its system libraries and whether there is a Chinese font, and installs what is missing.
# Usage: tools/system_packages.sh VENV. Status 1: the window or the tests cannot start; the command is printed.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$1

[ "$(uname)" = Linux ] || exit 0

declare -A package_of=(
    [libEGL.so.1]=libegl1 [libGL.so.1]=libgl1 [libX11.so.6]=libx11-6 [libX11-xcb.so.1]=libx11-xcb1
    [libfontconfig.so.1]=libfontconfig1 [libfreetype.so.6]=libfreetype6 [libglib-2.0.so.0]=libglib2.0-0
    [libgthread-2.0.so.0]=libglib2.0-0 [libdbus-1.so.3]=libdbus-1-3 [libz.so.1]=zlib1g [libzstd.so.1]=libzstd1
    [libgssapi_krb5.so.2]=libgssapi-krb5-2 [libbrotlidec.so.1]=libbrotli1 [libbrotlicommon.so.1]=libbrotli1
    [libxkbcommon.so.0]=libxkbcommon0 [libxkbcommon-x11.so.0]=libxkbcommon-x11-0
    [libxcb.so.1]=libxcb1 [libxcb-cursor.so.0]=libxcb-cursor0 [libxcb-icccm.so.4]=libxcb-icccm4
    [libxcb-image.so.0]=libxcb-image0 [libxcb-keysyms.so.1]=libxcb-keysyms1 [libxcb-randr.so.0]=libxcb-randr0
    [libxcb-render.so.0]=libxcb-render0 [libxcb-render-util.so.0]=libxcb-render-util0
    [libxcb-shape.so.0]=libxcb-shape0 [libxcb-shm.so.0]=libxcb-shm0 [libxcb-sync.so.1]=libxcb-sync1
    [libxcb-util.so.1]=libxcb-util1 [libxcb-xfixes.so.0]=libxcb-xfixes0 [libxcb-xkb.so.1]=libxcb-xkb1
    [libwayland-client.so.0]=libwayland-client0 [libwayland-cursor.so.0]=libwayland-cursor0
)

# The Debian packages of the libraries that the given files of Qt look for in vain, one a line.
missing_for() {
    local library package
    { ldd "$@" 2>/dev/null || true; } | awk '/not found/ {print $1}' | sort -u | while read -r library; do
        package=${package_of[$library]:-}
        # Libraries that Qt brings itself are not in the table: they are found through the file that needs them.
        if [ -n "$package" ]; then echo "$package"; fi
    done | sort -u
}

has_chinese_font() {
    if command -v fc-list >/dev/null; then
        [ -n "$(fc-list :lang=zh family 2>/dev/null)" ]
    else
        find /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts" -iname '*.tt[cf]' \
            -o -iname '*.otf' 2>/dev/null | grep -iqE 'cjk|wqy|sourcehan|droidsansfallback|arphic|uming|ukai'
    fi
}

qt=$("$venv/bin/python" -c \
    'import importlib.util, pathlib; print(pathlib.Path(importlib.util.find_spec("PySide6").origin).parent / "Qt")')
mapfile -t for_any_window < <(missing_for "$qt"/lib/libQt6{Core,Gui,Widgets,DBus,Network,PrintSupport,Svg}.so.6 \
    "$qt"/plugins/platforms/libqoffscreen.so)
mapfile -t for_x11 < <(missing_for "$qt"/lib/libQt6XcbQpa.so.6 "$qt"/plugins/platforms/libqxcb.so)
font=()
has_chinese_font || font=(fontconfig fonts-noto-cjk)

all=("${for_any_window[@]}" "${for_x11[@]}" "${font[@]}")
[ ${#all[@]} -gt 0 ] || exit 0
mapfile -t all < <(printf '%s\n' "${all[@]}" | sort -u)
tools/apt_install.sh "${all[@]}" && exit 0

if [ ${#for_any_window[@]} -gt 0 ] || { [ -n "${DISPLAY:-}" ] && [ ${#for_x11[@]} -gt 0 ]; }; then
    echo "Without them Qt cannot start." >&2
    exit 1
fi
echo "Going on without them: Chinese text may show as boxes." >&2
