#!/bin/bash
# layers.sh TREES DIR: fetches the packages of every tree in the table TREES, and makes each one a layer.
#
# DIR gets blobs/sha256/HEX, and layers.tsv with the columns package, architecture, digest, size, compression and diffID.
# A package is fetched from Debian with an apt whose state is in DIR, for eight architectures, so nothing on the machine
# changes; `wheel:NAME==VERSION[@PLATFORM]` is fetched from PyPI. Layers that are there are not made again.
set -euo pipefail
trees=$1
dir=$2
mkdir -p "$dir"/{apt/state/lists/partial,apt/cache/archives/partial,packages,blobs/sha256}
: >"$dir/apt/status"
cat >"$dir/apt/apt.conf" <<END
Dir::State "$dir/apt/state";
Dir::State::status "$dir/apt/status";
Dir::Cache "$dir/apt/cache";
APT::Architecture "amd64";
APT::Architectures { "amd64"; "arm64"; "armhf"; "armel"; "i386"; "mips64el"; "ppc64el"; "s390x"; };
APT::Sandbox::User "";
Acquire::Languages "none";
END
export APT_CONFIG=$dir/apt/apt.conf

# The file of a package, which may be the same for all architectures.
file() { find "$dir/packages" \( -name "$1_*_$2.deb" -o -name "$1_*_all.deb" \) | head -n 1; }

# The packages that have no layer yet, with their architectures.
touch "$dir/layers.tsv"
wanted=$(tail -n +2 "$trees" | while IFS=$'\t' read -r _ architecture _ packages; do
    for package in $packages; do echo "$package $architecture"; done
done | sort -u | while read -r package architecture; do
    grep -q "^$package	$architecture	" "$dir/layers.tsv" || echo "$package $architecture"
done)
[ -n "$wanted" ] || exit 0

missing=$(echo "$wanted" | while read -r package architecture; do
    case $package in wheel:*) continue ;; esac
    [ -n "$(file "$package" "$architecture")" ] || echo "$package:$architecture"
done)
if [ -n "$missing" ]; then
    # Some archives lack some of the architectures, which apt reports as a failure of the whole.
    apt-get update -qq 2>"$dir/apt/log" || true
    (cd "$dir/packages" && apt-get download -qq $missing) || { cat "$dir/apt/log" >&2; exit 1; }
    rm -rf "$dir/apt/state/lists" "$dir/apt/cache"
fi

# The tar of a package.
tree() {
    case $1 in
    wheel:*)
        wheel=${1#wheel:} platform=manylinux2014_x86_64
        case $wheel in *@*) platform=${wheel#*@} wheel=${wheel%@*} ;; esac
        folder=$dir/packages/$wheel
        [ -d "$folder" ] || python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary=:all: \
            --python-version 3.11 --platform "$platform" --dest "$folder.part" "$wheel" >&2
        [ -d "$folder" ] || mv "$folder.part" "$folder"
        bsdtar -cf - --format=ustar -s ',^,usr/lib/python3/dist-packages/,' "@$(echo "$folder"/*.whl)"
        ;;
    *) dpkg-deb --fsys-tarfile "$(file "$1" "$2")" ;;
    esac
}

number=0
echo "$wanted" | while read -r package architecture; do
    number=$((number + 1))
    case $((number % 3)) in
    0) compression=gzip program="gzip -1n" ;;
    1) compression=zstd program="zstd -1 -q" ;;
    2) compression=none program=cat ;;
    esac
    tree "$package" "$architecture" | tee >(sha256sum | cut -d' ' -f1 >"$dir/diff") | $program >"$dir/layer"
    wait
    while [ ! -s "$dir/diff" ]; do sleep 0.01; done
    digest=$(sha256sum <"$dir/layer" | cut -d' ' -f1)
    size=$(stat -c %s "$dir/layer")
    mv "$dir/layer" "$dir/blobs/sha256/$digest"
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$package" "$architecture" "$digest" "$size" "$compression" "$(cat "$dir/diff")" \
        >>"$dir/layers.tsv"
    rm "$dir/diff"
done
rm -rf "$dir"/{apt,packages}
