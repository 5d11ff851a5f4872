#!/bin/sh
# man-pages.sh BINARY DIR: writes the manual pages of the binary's commands to DIR, one file a command: resolve-pull.1.
# Their date is SOURCE_DATE_EPOCH, in seconds since 1970, or else that of the last commit, or else today. Needs jq.
set -eu
[ $# -eq 2 ] || { echo "usage: man-pages.sh BINARY DIR" >&2; exit 64; }
binary=$1
folder=$2
scripts=$(dirname "$0")
command -v jq >/dev/null || { echo "man-pages: jq is not installed; 'make setup' installs it" >&2; exit 1; }
epoch=${SOURCE_DATE_EPOCH:-$(git -C "$scripts" log -1 --format=%ct 2>/dev/null || date +%s)}

mkdir -p "$folder"
pages=$("$binary" --experimental-dump-help | jq -c --argjson epoch "$epoch" --arg release "$("$binary" --version)" \
    -f "$scripts/man-pages.jq")
printf '%s\n' "$pages" | while IFS= read -r page; do
    name=$(printf '%s' "$page" | jq -r .name)
    printf '%s' "$page" | jq -j .text >"$folder/$name"
    chmod 644 "$folder/$name"
done
