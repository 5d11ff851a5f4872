#!/bin/sh
# curl's second request over one connection to containerd's socket fails before it is sent.
#
# What surprises: containerd speaks HTTP/2 without TLS on its socket, and a unary gRPC call is one POST of
# five bytes, so curl can ask it. The first call of a curl process works. The second one, over the connection that
# the first one left open, ends with 16, "Error in the HTTP2 framing layer". The same happens with an nginx that
# speaks HTTP/2 without TLS. Google's gRPC client makes both calls over one connection.
# Versions: Debian 12's curl 7.88.1-10+deb12u15 and containerd 1.6.20~ds1-1+deb12u3; PyPI's grpcio 1.60.0.
# Why it matters: a program that asks containerd through libcurl works in a test with one call, and fails on a node
# with the second; it has to open a connection for each call.
# Output seen on 2026-11-29:
#   version: curl 7.88.1-10+deb12u15 (seen with 7.88.1-10+deb12u15)
#   version: containerd 1.6.20~ds1-1+deb12u3 (seen with 1.6.20~ds1-1+deb12u3)
#   version: python3-venv 3.11.2-1+b1 (seen with 3.11.2-1+b1)
#   version: grpcio 1.60.0
#   curl, one call in a process
#     expected: 200 exit 0,
#     seen now: 200 exit 0,
#   gRPC's own client, two calls over one connection
#     expected: answered answered
#     seen now: answered answered
#   curl, two calls in a process
#     expected: 200 exit 0, 200 exit 0,
#     seen now: 200 exit 0, 000 exit 16,
#   As seen on 2026-11-29.

set -eu
. "$(dirname "$0")/support/begin.sh"
debian curl 7.88.1-10+deb12u15
debian containerd "1.6.20~ds1-1+deb12u3"
pypi grpcio 1.60.0

cat >"$work/containerd.toml" <<END
version = 2
root = "$work/root"
state = "$work/state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "$work/socket"
END
timeout 120 containerd --config "$work/containerd.toml" >"$work/containerd.log" 2>&1 &
registry_process=$!
tries=0
until [ -S "$work/socket" ]; do
    tries=$((tries + 1))
    [ "$tries" -le 100 ] || cannot_run "containerd did not start: $(tail -n 1 "$work/containerd.log")"
    sleep 0.1
done
call=/containerd.services.version.v1.Version/Version
head -c 5 /dev/zero >"$work/empty"

# calls ADDRESS…: curl's exit status for each POST of one process.
calls() {
    urls=
    for address in "$@"; do urls="$urls -o $work/answer $address"; done
    # shellcheck disable=SC2086
    curl -s --max-time 20 --http2-prior-knowledge --unix-socket "$work/socket" \
        -H 'content-type: application/grpc' -H 'te: trailers' --data-binary "@$work/empty" \
        -w '%{http_code} exit %{exitcode}, ' $urls || true
}

cat >"$work/twice.py" <<'END'
import sys

import grpc

with grpc.insecure_channel("unix:" + sys.argv[1]) as channel:
    version = channel.unary_unary(sys.argv[2])
    print(" ".join("answered" if version(b"", timeout=10) else "empty" for _ in range(2)))
END

compare "curl, one call in a process" "200 exit 0, " "200 exit 0, " "$(calls "http://localhost$call")"
compare "gRPC's own client, two calls over one connection" "answered answered" "answered answered" \
    "$("$python" "$work/twice.py" "$work/socket" "$call")"
compare "curl, two calls in a process" "200 exit 0, 200 exit 0, " "200 exit 0, 000 exit 16, " \
    "$(calls "http://localhost$call" "http://localhost$call")"
finish
