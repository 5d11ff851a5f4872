#!/bin/sh
# install.sh BINARY PREFIX: copies the binary, and the completions that it writes itself.
set -eu
binary=$1
prefix=$2

install -d "$prefix/bin" "$prefix/share/bash-completion/completions" "$prefix/share/zsh/site-functions" \
    "$prefix/share/fish/vendor_completions.d"
install -m 755 "$binary" "$prefix/bin/resolve"
"$binary" --generate-completion-script bash >"$prefix/share/bash-completion/completions/resolve"
"$binary" --generate-completion-script zsh >"$prefix/share/zsh/site-functions/_resolve"
"$binary" --generate-completion-script fish >"$prefix/share/fish/vendor_completions.d/resolve.fish"
echo "installed $prefix/bin/resolve"
