#!/bin/sh
# curl reads only the first member of a gzip body, and ends with an error about writing.
#
# What surprises: a gzip file may have several members, and what is decoded is all of them one after
# the other (RFC 1952, RFC 9110). gzip and Go read a response encoded that way. curl
# prints what the first member holds and ends with 23, which it documents as a failure to write
# the data: a full disk looks the same.
# Versions: Debian 12's curl 7.88.1-10+deb12u15.
# Why it matters: a proxy or a storage service that concatenates parts compressed on their own is fine for
# containerd and podman, and fails for every client that leaves the decoding to libcurl.
# Output seen on 2026-11-29:
#   version: curl 7.88.1-10+deb12u15 (seen with 7.88.1-10+deb12u15)
#   curl --compressed, the document in one member
#     expected: 0 {"schemaVersion":2,"manifests":[]}
#     seen now: 0 {"schemaVersion":2,"manifests":[]}
#   gzip -d, the document in two members
#     expected: {"schemaVersion":2,"manifests":[]}
#     seen now: {"schemaVersion":2,"manifests":[]}
#   curl --compressed, the document in two members
#     expected: 0 {"schemaVersion":2,"manifests":[]}
#     seen now: 23 {"schemaVersion":2,"
#   As seen on 2026-11-29.

set -eu
. "$(dirname "$0")/support/begin.sh"
debian curl 7.88.1-10+deb12u15

cat >"$work/server.py" <<'END'
import gzip
import http.server

whole = b'{"schemaVersion":2,"manifests":[]}'
halves = [whole[:20], whole[20:]]
bodies = {"/one": gzip.compress(whole, mtime=0), "/two": b"".join(gzip.compress(each, mtime=0) for each in halves)}


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = bodies[self.path]
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *ignored):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
print(server.server_address[1], flush=True)
server.serve_forever()
END
timeout 120 "$python" "$work/server.py" >"$work/port" &
registry_process=$!
tries=0
until [ -s "$work/port" ]; do
    tries=$((tries + 1))
    [ "$tries" -le 100 ] || cannot_run "the server did not start"
    sleep 0.1
done
base=http://127.0.0.1:$(cat "$work/port")

# decoded PATH: curl's exit status and what it decoded; and the same bytes through gzip -d.
decoded() {
    status=0
    curl -s --max-time 20 --compressed "$base$1" >"$work/body" || status=$?
    echo "$status $(cat "$work/body")"
}
unpacked() {
    curl -s --max-time 20 "$base$1" | gzip -d
}
whole='{"schemaVersion":2,"manifests":[]}'
compare "curl --compressed, the document in one member" "0 $whole" "0 $whole" "$(decoded /one)"
compare "gzip -d, the document in two members" "$whole" "$whole" "$(unpacked /two)"
compare "curl --compressed, the document in two members" "0 $whole" '23 {"schemaVersion":2,"' "$(decoded /two)"
finish
