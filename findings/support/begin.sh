# Read by every script of this folder: a working folder, packages, a registry on the loopback,
# and the two questions that each script ends with. Exit status 2: the script could not run.

support=$(cd "$(dirname "$0")/support" && pwd)
work=$(mktemp -d)
registry_process=
changes=0

end_work() {
    if [ -n "$registry_process" ]; then
        kill "$registry_process" 2>/dev/null || true
        wait "$registry_process" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap end_work EXIT
trap 'exit 2' HUP INT TERM

# Debian's own Python, which the versions below belong to.
python=/usr/bin/python3
export PYTHONPATH="$support" PYTHONDONTWRITEBYTECODE=1

cannot_run() {
    echo "cannot run: $1" >&2
    exit 2
}

# debian NAME SEEN: installs a Debian package if it is missing; prints its version and the one seen.
debian() {
    if ! dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'; then
        { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$1"; } \
            >"$work/install.log" 2>&1 </dev/null || cannot_run "the package $1 could not be installed"
    fi
    echo "version: $1 $(dpkg-query -W -f='${Version}' "$1") (seen with $2)"
}

# pypi NAME VERSION: installs that version of a PyPI package into the working folder.
pypi() {
    debian python3-venv 3.11.2-1+b1
    "$python" -m venv "$work/venv" || cannot_run "no virtual environment"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check "$1==$2" \
        >"$work/install.log" 2>&1 || cannot_run "the package $1 $2 could not be installed"
    python="$work/venv/bin/python"
    echo "version: $1 $2"
}

# start_registry: an empty docker-registry on a free port of the loopback; sets and exports REGISTRY.
start_registry() {
    debian docker-registry 2.8.2+ds1-1
    cat >"$work/registry.yml" <<END
version: 0.1
log: {level: info}
storage: {filesystem: {rootdirectory: $work/registry}}
http: {addr: "127.0.0.1:0"}
END
    : >"$work/registry.log"
    timeout 120 docker-registry serve "$work/registry.yml" >>"$work/registry.log" 2>&1 &
    registry_process=$!
    tries=0
    until grep -q 'listening on 127' "$work/registry.log"; do
        tries=$((tries + 1))
        [ "$tries" -le 100 ] || cannot_run "the registry did not start"
        sleep 0.1
    done
    REGISTRY=$(grep -o 'listening on 127[0-9.:]*' "$work/registry.log" | head -n 1 | cut -d ' ' -f 3)
    export REGISTRY
}

# compare WHAT EXPECTED SEEN NOW: what one would expect, what was seen, and whether it is so now.
compare() {
    echo "$1"
    echo "  expected: $2"
    echo "  seen now: $4"
    if [ "$3" != "$4" ]; then
        echo "  CHANGED: on 2026-11-29 this was: $3"
        changes=$((changes + 1))
    fi
}

finish() {
    if [ "$changes" -ne 0 ]; then
        echo "The behaviour has changed: $changes of the answers above are not as seen on 2026-11-29."
        exit 1
    fi
    echo "As seen on 2026-11-29."
}
