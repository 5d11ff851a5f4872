#!/bin/sh
# install.sh install BINARY PREFIX: copies the binary, and adds its shell completions and manual pages.
# install.sh uninstall PREFIX: removes these files, and nothing else.
set -eu
scripts=$(dirname "$0")

usage() {
    echo "usage: install.sh install BINARY PREFIX | uninstall PREFIX" >&2
    exit 64
}

# The files below PREFIX, each with the shell that it is for.
completions="bash:share/bash-completion/completions/resolve
    zsh:share/zsh/site-functions/_resolve
    fish:share/fish/vendor_completions.d/resolve.fish"
program=bin/resolve
manuals=share/man/man1

case "${1:-}" in
install)
    [ $# -eq 3 ] || usage
    binary=$2
    prefix=$3
    install -d "$prefix/${program%/*}"
    install -m 755 "$binary" "$prefix/$program"
    for completion in $completions; do
        file=$prefix/${completion#*:}
        install -d "${file%/*}"
        # A completion is read by a shell, not run: Debian wants no interpreter line in it.
        "$binary" --generate-completion-script "${completion%%:*}" | sed "1{/^#!/d;}" >"$file"
        chmod 644 "$file"
    done
    sh "$scripts/man-pages.sh" "$binary" "$prefix/$manuals"
    echo "installed $prefix/$program"
    ;;
uninstall)
    [ $# -eq 2 ] || usage
    prefix=$2
    rm -f "$prefix/$program"
    for completion in $completions; do rm -f "$prefix/${completion#*:}"; done
    # The first line of a page tells which are ours: another program may be called resolve-something.
    for page in "$prefix/$manuals/resolve.1" "$prefix/$manuals"/resolve-*.1; do
        if [ -f "$page" ] && head -n 1 "$page" | grep -q 'command definitions of resolve by'; then rm -f "$page"; fi
    done
    echo "removed $prefix/$program"
    ;;
*) usage ;;
esac
