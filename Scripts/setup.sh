#!/bin/sh
# setup.sh build|test|bench: installs the Debian packages that building alone, or with testing or with benchmarks, needs
# and that are missing.
# Asks nothing, fetches nothing when nothing is missing. Elsewhere than on Debian it says what is needed, and goes on.
set -eu

# jq makes the manual pages, which are installed and packed with the binary; binutils strips it.
build="libcurl4-openssl-dev libssl-dev libyaml-dev libarchive-dev zlib1g-dev libzstd-dev pkg-config libc6-dev jq
       binutils"
# isa-l exists for these architectures only; zlib takes its place elsewhere.
case $(uname -m) in
x86_64 | aarch64) build="$build libisal-dev" isal=isal ;;
*) isal= ;;
esac
# A containerd that came with Docker stays, where it has brought ctr.
containerd=
command -v ctr >/dev/null || containerd=containerd
# So does Docker's own daemon.
docker=
command -v dockerd >/dev/null || [ -x /usr/sbin/dockerd ] || docker=docker.io

# What tests run: a registry, other tools that read images, a TLS server, what checks packages, manual pages and
# completions, emulated machines and their compilers.
test="docker-registry skopeo buildah podman umoci nginx-light curl openssl git strace zstd xz-utils bzip2
      lintian debootstrap man-db bash-completion zsh fish $containerd $docker
      libarchive-tools attr python3-pip chromium
      qemu-user gcc-aarch64-linux-gnu libc6-dev-arm64-cross gcc-arm-linux-gnueabi libc6-dev-armel-cross
      gcc-arm-linux-gnueabihf libc6-dev-armhf-cross gcc-mingw-w64-x86-64 wine wine64"

# What the benchmarks run: rivals.
bench="docker-registry skopeo umoci podman nginx-light curl openssl $isal $containerd $docker"

case "${1:-}" in
build) wanted=$build ;;
test) wanted="$build $test" ;;
bench) wanted="$build $bench" ;;
*) echo "usage: setup.sh build|test|bench" >&2; exit 64 ;;
esac

command -v swift >/dev/null || {
    echo "setup: no Swift in PATH; 6.3 or newer is needed: https://swift.org/install" >&2
    exit 1
}
command -v dpkg-query >/dev/null || {
    echo "setup: this is no Debian; what its packages hold is needed here:" $wanted >&2
    exit 0
}

missing=
for package in $wanted; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

root=
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "setup: run as root: apt-get install$missing" >&2; exit 1; }
    root=sudo
fi

# The registry and the web server are run by the tests; installing them is not to start them on this machine.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap '$root rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' | $root tee "$policy" >/dev/null
    $root chmod 755 "$policy"
fi
echo "setup: installing$missing"
$root apt-get update -qq
$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
