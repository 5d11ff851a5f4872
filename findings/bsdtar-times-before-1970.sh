#!/bin/sh
# libarchive reads a PAX time before 1970 as its whole seconds plus its fraction, so the file gets another time.
#
# What surprises: a PAX record "mtime=-3600.25" is the time 3600.25 seconds before 1970 (POSIX, pax, "pax Extended Header").
# GNU tar and Python read it so. bsdtar, and what else reads layers with libarchive, gives the file the time -3599.75: the
# sign counts for the seconds and not for the fraction.
# Versions: Debian 12's libarchive-tools 3.6.2-1+deb12u5 and tar 1.34.
# Why it matters: a tool that compares an unpacked image with its layers by time finds files changed that are not, and
# two unpackers of one layer give files of different times.
# Output seen on 2026-11-29:
#   version: libarchive-tools 3.6.2-1+deb12u5 (seen with 3.6.2-1+deb12u5)
#   version: tar 1.34+dfsg-1.2+deb12u1 (seen with 1.34+dfsg-1.2+deb12u1)
#   tar: a file of the time -3600.25
#     expected: -3600.25
#     seen now: -3600.25
#   bsdtar: a file of the time -3600.25
#     expected: -3600.25
#     seen now: -3599.75
#   bsdtar: a file of the time 3600.25
#     expected: 3600.25
#     seen now: 3600.25
#   As seen on 2026-11-29.

set -eu
. "$(dirname "$0")/support/begin.sh"
debian libarchive-tools 3.6.2-1+deb12u5
debian tar 1.34+dfsg-1.2+deb12u1

cd "$work"
"$python" - <<'END'
import io
import tarfile

with tarfile.open("layer.tar", "w", format=tarfile.PAX_FORMAT) as layer:
    for name, time in (("old", "-3600.25"), ("new", "3600.25")):
        member = tarfile.TarInfo(name)
        member.pax_headers = {"mtime": time}
        layer.addfile(member, io.BytesIO(b""))
END
mkdir by-tar by-bsdtar
# tar calls the time implausibly old.
tar -xf layer.tar -C by-tar 2>errors
bsdtar -xf layer.tar -C by-bsdtar

# time_of FILE: the time of its last change, in seconds since 1970.
time_of() {
    "$python" -c 'import os, sys; print(os.stat(sys.argv[1]).st_mtime_ns / 1e9)' "$1"
}

compare "tar: a file of the time -3600.25" -3600.25 -3600.25 "$(time_of by-tar/old)"
compare "bsdtar: a file of the time -3600.25" -3600.25 -3599.75 "$(time_of by-bsdtar/old)"
compare "bsdtar: a file of the time 3600.25" 3600.25 3600.25 "$(time_of by-bsdtar/new)"
finish
