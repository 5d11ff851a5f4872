#!/bin/sh
# dist.sh BINARY [DIR]: packs a release binary, its manual pages and shell completions. Writes to DIR, by default .dist:
#   resolve-VERSION-SYSTEM-ARCHITECTURE.tar.gz    files to unpack below /usr/local
#   resolve_VERSION_ARCHITECTURE.deb              where there is dpkg-deb
#   SHA256SUMS
# The version is the binary's own. The same binary gives the same bytes: every time stamp is SOURCE_DATE_EPOCH, in
# seconds since 1970, or else that of the last commit. Needs jq, and on macOS GNU tar as gtar.
set -eu
umask 022
LC_ALL=C
TZ=UTC
export LC_ALL TZ

scripts=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$scripts")
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo "usage: dist.sh BINARY [DIR]" >&2
    exit 64
fi
binary=$1
output=${2:-$top/.dist}
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$top" log -1 --format=%ct)}
export SOURCE_DATE_EPOCH

# Debian's package for each library that the program is linked with or loads at run time.
package_of() {
    case $1 in
    libc.so.6 | libm.so.6 | ld-linux*) echo 'libc6 (>= 2.34)' ;;
    libgcc_s.so.1) echo libgcc-s1 ;;
    libstdc++.so.6) echo libstdc++6 ;;
    libcurl.so.4) echo 'libcurl4 (>= 7.68)' ;;
    libcrypto.so.3) echo libssl3 ;;
    libarchive.so.13) echo libarchive13 ;;
    libyaml-0.so.2) echo libyaml-0-2 ;;
    libz.so.1) echo zlib1g ;;
    libzstd.so.1) echo libzstd1 ;;
    libisal.so.2) ;;  # recommended below: zlib takes its place
    libswift* | libFoundation* | lib_Foundation* | libdispatch.so | libBlocksRuntime.so)
        echo "dist: $1 is part of Swift: this is a debug build, for this machine only" >&2 ;;
    *) echo "dist: no package is known for $1" >&2; return 1 ;;
    esac
}

libraries() {
    objdump -p "$1" | awk '$1 == "NEEDED" { print $2 }'
    sed -n 's/^#define LIBRARY "\(.*\.so\..*\)"$/\1/p' "$top"/Sources/C/*/*.c
}

dependencies() {
    needed=$(libraries "$1" | while read -r library; do package_of "$library" || exit 1; done) || exit 1
    echo "$needed" | sort -u | sed -n 'H; ${ x; s/^\n//; s/\n/, /g; p; }'
}

# The Debian package, from the files of the archive below $1.
debian_package() {
    root=$work/deb
    mkdir -p "$root/DEBIAN" "$root/usr"
    cp -R "$1/." "$root/usr/"
    mv "$root/usr/share/zsh/site-functions" "$root/usr/share/zsh/vendor-completions"
    documents=$root/usr/share/doc/resolve
    # Debian has the text of this license already.
    rm "$documents/LICENSE"
    maintainer=${MAINTAINER:-$(git -C "$top" log -1 --format='%an <%ae>')}
    cat >"$documents/changelog" <<END
resolve ($version) stable; urgency=medium

  * Release $version.

 -- $maintainer  $(date -d "@$SOURCE_DATE_EPOCH" -R)
END
    gzip -9n "$documents/changelog" "$root"/usr/share/man/man1/*.1
    depends=$(dependencies "$root/usr/bin/resolve")
    cat >"$root/DEBIAN/control" <<END
Package: resolve
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(find "$root/usr" -type f -printf '%s\n' | awk '{ bytes += $1 } END { print int(bytes / 1024) + 1 }')
Depends: $depends
Recommends: ca-certificates, libisal2
Suggests: bash-completion
Section: utils
Priority: optional
Description: resolver and puller of multi-platform container images
 resolve pulls the container image that actually runs on a machine. It probes
 the host, ranks the entries of the image index against it, explains the
 ranking, and streams the layers of the chosen image into a verified OCI
 layout. It also pushes, copies and lists images, and serves a layout as a
 registry. It needs no container engine and no daemon.
END
    (cd "$root" && find usr -type f | sort | xargs md5sum >DEBIAN/md5sums)
    dpkg-deb --root-owner-group -Zxz --build "$root" "$output/resolve_${version}_$architecture.deb" >/dev/null
}

version=$("$binary" --version)
version=${version#resolve }
system=$(uname -s | tr '[:upper:]' '[:lower:]')
architecture=$(uname -m)
case $architecture in
x86_64) architecture=amd64 ;;
aarch64) architecture=arm64 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
name=resolve-$version-$system-$architecture
files=$work/$name

cp "$binary" "$work/resolve"
strip "$work/resolve"
sh "$scripts/install.sh" install "$work/resolve" "$files" >/dev/null
documents=$files/share/doc/resolve
mkdir -p "$documents"
cp "$top/LICENSE" "$scripts/debian/copyright" "$documents"
chmod 644 "$documents"/*

mkdir -p "$output"
rm -f "$output"/resolve[-_]*.tar.gz "$output"/resolve_*.deb "$output/SHA256SUMS"

# Files only: unpacked as root, entries of directories would change the owner and mode of those that exist.
tar=$(command -v gtar || echo tar)
(cd "$work" && find "$name" -type f | sort >list)
"$tar" -C "$work" --files-from="$work/list" --sort=name --format=ustar --mtime="@$SOURCE_DATE_EPOCH" \
    --owner=0 --group=0 --numeric-owner -cf "$work/archive.tar"
gzip -9n <"$work/archive.tar" >"$output/$name.tar.gz"
if command -v dpkg-deb >/dev/null; then debian_package "$files"; fi

cd "$output"
sum=$(command -v sha256sum || echo shasum -a 256)
$sum resolve[-_]* >SHA256SUMS
cat SHA256SUMS
