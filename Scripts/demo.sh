#!/bin/sh
# demo.sh BINARY [DIR]: makes an image for six platforms, serves it, and shows how one of them is chosen and pulled.
# Everything that it writes is in DIR, which is .demo by default and is emptied first.
set -eu
cd "$(dirname "$0")/.."
binary=$1
dir=${2:-.demo}

rm -rf "$dir"
mkdir "$dir"
sh Scripts/make-image.sh "$dir/image" 1

"$binary" serve "$dir/image" --name demo/hello --listen 127.0.0.1:0 >"$dir/serve.log" 2>"$dir/serve.err" &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

waited=0
until address=$(sed -n '1s|^serving .* on http://||p' "$dir/serve.log") && [ -n "$address" ]; do
    waited=$((waited + 1))
    if [ $waited -gt 100 ] || ! kill -0 $server 2>/dev/null; then
        echo "demo: the server did not start:" >&2
        cat "$dir/serve.log" "$dir/serve.err" >&2
        exit 1
    fi
    sleep 0.1
done
image=$address/demo/hello:1

# The demo has a store of its own.
RESOLVE_HOME=$(cd "$dir" && pwd)/store
export RESOLVE_HOME
show() {
    echo
    echo "\$ resolve $*"
    "$binary" "$@"
}
show explain "$image"
show pull "$image" -o "$dir/pulled"

count=$(find "$dir/pulled/blobs" -type f | wc -l | tr -d ' ')
cat <<END

The pulled image is an OCI layout of $count verified blobs in $dir/pulled.
The image for all platforms stays in $dir/image. To serve it again at 127.0.0.1:5000/demo/hello:1:

    $binary serve $dir/image --name demo/hello
END
