#!/bin/sh
# install.sh install BINARY PREFIX: copies the binary, and the shell completions that it prints itself.
# install.sh uninstall PREFIX: removes these files, and nothing else.
set -eu

usage() {
    echo "usage: install.sh install BINARY PREFIX | uninstall PREFIX" >&2
    exit 64
}

# The files below PREFIX, each with the shell that it is for.
completions="bash:share/bash-completion/completions/resolve
    zsh:share/zsh/site-functions/_resolve
    fish:share/fish/vendor_completions.d/resolve.fish"
program=bin/resolve

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
        "$binary" --generate-completion-script "${completion%%:*}" >"$file"
        chmod 644 "$file"
    done
    echo "installed $prefix/$program"
    ;;
uninstall)
    [ $# -eq 2 ] || usage
    prefix=$2
    rm -f "$prefix/$program"
    for completion in $completions; do rm -f "$prefix/${completion#*:}"; done
    echo "removed $prefix/$program"
    ;;
*) usage ;;
esac
