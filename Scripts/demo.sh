#!/bin/sh
# demo.sh BINARY: makes an image for six platforms, serves it, and shows how one of them is chosen and pulled.
# Everything it writes is under .demo.
set -eu
cd "$(dirname "$0")/.."
binary=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
scripts=$PWD/Tests/Scripts

rm -rf .demo
mkdir .demo
cd .demo
sh "$scripts/make-image.sh" image 1

"$binary" serve image --name demo/hello --listen 127.0.0.1:0 >serve.log 2>serve.err &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

waited=0
until address=$(sed -n '1s|^serving .* on http://||p' serve.log) && [ -n "$address" ]; do
    waited=$((waited + 1))
    if [ $waited -gt 100 ] || ! kill -0 $server 2>/dev/null; then
        echo "demo: the server did not start:" >&2
        cat serve.log serve.err >&2
        exit 1
    fi
    sleep 0.1
done
image=$address/demo/hello:1

# The store of this demo is its own.
export RESOLVE_HOME="$PWD/store"
show() {
    echo
    echo "\$ resolve $*"
    "$binary" "$@"
}
show explain "$image"
show pull "$image" -o pulled
echo
count=$(find pulled/blobs -type f | wc -l | tr -d ' ')
echo "The verified image is an OCI layout of $count blobs in .demo/pulled."
