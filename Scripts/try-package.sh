#!/bin/bash
# try-package.sh PACKAGE LAYOUT: installs a Debian package of resolve in a fresh minimal Debian 12, uses it there, and
# removes it. LAYOUT is an OCI layout that the installed program serves, and pulls from itself. Takes half a minute, and
# needs root, debootstrap, and the mirror of Debian that this machine's apt uses. Everything is written to a tmpfs in a
# mount namespace of this script's own, which ends with it.
set -euo pipefail
if [ "${IN_NAMESPACE:-}" != 1 ]; then
    IN_NAMESPACE=1 exec unshare --mount --propagation private -- bash "$0" "$@"
fi
package=$(realpath "$1")
layout=$(realpath "$2")
suite=bookworm

work=$(mktemp -d)
trap 'umount -R "$work" 2>/dev/null || true; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mount -t tmpfs -o size=2g resolve-debian "$work"
root=$work/root
mirror=$(apt-get indextargets --format '$(SITE)' "Codename: $suite" 'Created-By: Packages' | head -n 1)

step() { echo "== $*"; }
step "making a minimal Debian ($suite)"
debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$work/log" 2>&1 ||
    { tail -n 20 "$work/log" >&2; exit 1; }
# As this machine reaches its mirror: its sources, proxies and keys.
for part in sources.list sources.list.d apt.conf.d keyrings trusted.gpg.d; do
    if [ -e "/etc/apt/$part" ]; then cp -R "/etc/apt/$part" "$root/etc/apt/"; fi
done
if [ -e /etc/resolv.conf ]; then cp -L /etc/resolv.conf "$root/etc/resolv.conf"; fi
if [ -d /usr/local/share/ca-certificates ]; then cp -R /usr/local/share/ca-certificates "$root/usr/local/share/"; fi
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
cp "$package" "$root/tmp/resolve.deb"
cp -R "$layout" "$root/tmp/layout"
inside() {
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb DEBIAN_FRONTEND=noninteractive "$@"
}
quietly() { "$@" >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 1; }; }
files() { (cd "$root" && find usr etc opt var/lib/dpkg/info -xdev | grep -v '^etc/ld.so.cache' | sort); }

quietly inside apt-get update
quietly inside apt-get install -y --no-install-recommends bash-completion man-db
step 'installing the package with what it depends on'
# First the libraries alone, which stay when the package is removed. dpkg then refuses a package that needs another one.
quietly inside apt-get install -y --no-install-recommends \
    $(dpkg-deb -f "$package" Depends | tr ',' '\n' | awk '{ print $1 }')
files >"$work/before"
quietly inside dpkg -i /tmp/resolve.deb
files | comm -13 "$work/before" - | grep -v '^var/'

step 'running it'
inside resolve --version
inside resolve host
inside bash -c '
    set -euo pipefail
    resolve serve /tmp/layout --listen 127.0.0.1:0 >/tmp/serve.log &
    trap "kill $!" EXIT
    until address=$(sed -n "1s|.* on http://||p" /tmp/serve.log) && [ -n "$address" ]; do sleep 0.1; done
    resolve pull "$address/layout:1" -o /tmp/pulled --progress none
    test -f /tmp/pulled/index.json
    sha256sum --quiet -c <(cd /tmp/pulled/blobs/sha256 && sha256sum * | sed "s|  |  /tmp/pulled/blobs/sha256/|")'
step 'completing "resolve pu" in bash'
completed=$(inside bash -c '
    . /usr/share/bash-completion/bash_completion
    COMP_WORDS=(resolve pu) COMP_CWORD=1 COMP_LINE="resolve pu" COMP_POINT=10
    _completion_loader resolve || true
    $(complete -p resolve | sed "s/.*-F \([^ ]*\).*/\1/") resolve pu resolve
    printf "%s\n" "${COMPREPLY[@]}"')
echo "$completed"
grep -qx 'pull *' <<<"$completed" && grep -qx 'push *' <<<"$completed"
step 'reading the manual at 80 columns'
inside env MANWIDTH=80 MANPAGER=cat man resolve-pull >"$work/manual"
head -n 12 "$work/manual"
awk 'length > 80 { print "too wide: " $0; wide = 1 } END { exit wide }' "$work/manual"

step 'removing it'
quietly inside apt-get purge -y resolve
files >"$work/after"
diff "$work/before" "$work/after"
inside bash -c '! command -v resolve'
echo 'nothing is left'
