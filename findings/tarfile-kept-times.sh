#!/bin/sh
# Python's tarfile ignores the new time and the new name of some members that it read from a PAX tar.
#
# What surprises: a program reads a tar, sets "mtime" of each member to 0 and writes it again.
# A member whose time had a fraction of a second keeps its old time, with no error: the record
# that was read along stays in the member and wins over what the program set. A member with whole
# seconds beside it is changed. A shorter name given to a member with a long one is ignored alike.
# Versions: Debian 12's python3.11 3.11.2-6+deb12u6, tar 1.34+dfsg-1.2+deb12u1.
# Why it matters: this loop is how layers are made reproducible. It works on trial data and on
# layers that have whole seconds, and leaves the others different at every build, or moves
# only some of the files when a leading folder is to be taken away.
# Output seen on 2026-11-29:
#   version: python3.11 3.11.2-6+deb12u6 (seen with 3.11.2-6+deb12u6)
#   version: tar 1.34+dfsg-1.2+deb12u1 (seen with 1.34+dfsg-1.2+deb12u1)
#   time of the member with whole seconds
#     expected: 1970-01-01 00:00:00
#     seen now: 1970-01-01 00:00:00
#   time of the member with a fraction
#     expected: 1970-01-01 00:00:00
#     seen now: 2023-11-14 22:13:20.5
#   members left in the folder
#     expected: 0
#     seen now: 1
#   time, where the member's PAX records were emptied too
#     expected: 1970-01-01 00:00:00
#     seen now: 1970-01-01 00:00:00
#   members in the folder, where they were emptied too
#     expected: 0
#     seen now: 0
#   As seen on 2026-11-29.

set -eu
. "$(dirname "$0")/support/begin.sh"
debian python3.11 3.11.2-6+deb12u6
debian tar 1.34+dfsg-1.2+deb12u1

cd "$work"
export TZ=UTC
long=$(printf 'folder/%0120d' 1)
mkdir folder
echo whole >whole
echo part >part
echo long >"$long"
touch -d @1700000000 whole "$long"
touch -d @1700000000.5 part
tar --format=pax --pax-option=delete=atime,delete=ctime -cf before.tar whole part "$long"

# rewrite NAME [emptied]: the loop; emptied: it empties the PAX records of each member too.
rewrite() {
    "$python" - "$@" <<'END'
import sys, tarfile

with tarfile.open("before.tar") as old, tarfile.open(sys.argv[1], "w") as new:
    for member in old:
        member.mtime = 0
        member.name = member.name.replace("folder/", "")
        if sys.argv[2:] == ["emptied"]:
            member.pax_headers = {}
        new.addfile(member, old.extractfile(member))
END
}
when() { tar --full-time -tvf "$1" | awk -v name="$2" '$6 == name { print $4, $5 }'; }

rewrite after.tar
rewrite clean.tar emptied
zero="1970-01-01 00:00:00"
compare "time of the member with whole seconds" "$zero" "$zero" "$(when after.tar whole)"
compare "time of the member with a fraction" "$zero" "2023-11-14 22:13:20.5" "$(when after.tar part)"
compare "members left in the folder" "0" "1" "$(tar -tf after.tar | grep -c ^folder/)"
compare "time, where the member's PAX records were emptied too" "$zero" "$zero" "$(when clean.tar part)"
compare "members in the folder, where they were emptied too" "0" "0" "$(tar -tf clean.tar | grep -c ^folder/ || true)"
finish
