#!/bin/sh
# umoci adds the tar of "git archive" as a layer, and then cannot unpack the image that it made.
#
# What surprises: "git archive" begins its tar with a PAX global header that holds the commit. Such
# a header is no file, and GNU tar and Python read past it. "umoci raw add-layer" takes the archive;
# "umoci unpack" of the same image stops at "unknown typeflag", taking the header for a file.
# Versions: Debian 12's umoci 0.4.7+ds-3+b7 with git 2.39.5 (1:2.39.5-0+deb12u3).
# Why it matters: a layer made straight from a commit is a handy way to ship files. It is valid, it
# can be copied and pushed, and that it is good for one tool says nothing about the next one,
# nor even about the next command of the same one.
# Output seen on 2026-11-29:
#   version: umoci 0.4.7+ds-3+b7 (seen with 0.4.7+ds-3+b7)
#   version: git 1:2.39.5-0+deb12u3 (seen with 1:2.39.5-0+deb12u3)
#   files in the tar of the commit, by GNU tar
#     expected: hello
#     seen now: hello
#   files in the tar of the commit, by Python
#     expected: hello
#     seen now: hello
#   exit status of add-layer and of unpack: a plain tar
#     expected: 0 0
#     seen now: 0 0
#   exit status of add-layer and of unpack: the tar of the commit
#     expected: 0 0
#     seen now: 0 1
#   what unpack said last
#     expected: nothing
#     seen now: unknown typeflag '\x67'
#   As seen on 2026-11-29.

set -eu
. "$(dirname "$0")/support/begin.sh"
debian umoci 0.4.7+ds-3+b7
debian git 1:2.39.5-0+deb12u3

cd "$work"
export HOME="$work" GIT_CONFIG_NOSYSTEM=1
git init -q -b main source
echo hello >source/hello
git -C source add hello
git -C source -c user.name=Finding -c user.email=finding@example.com commit -q -m "Add a file"
git -C source archive -o "$work/commit.tar" HEAD
tar -cf plain.tar -C source hello

# unpack NAME: makes an image of NAME.tar and unpacks it; what each command said or its exit status.
unpack() {
    umoci init --layout "$1-image"
    umoci new --image "$1-image:latest"
    added=0
    umoci raw add-layer --image "$1-image:latest" "$1.tar" >"$1.log" 2>&1 || added=$?
    unpacked=0
    umoci unpack --rootless --image "$1-image:latest" "$1-bundle" >>"$1.log" 2>&1 || unpacked=$?
    echo "$added $unpacked"
}
compare "files in the tar of the commit, by GNU tar" "hello" "hello" "$(tar -tf commit.tar)"
compare "files in the tar of the commit, by Python" "hello" "hello" "$("$python" -m tarfile -l commit.tar | xargs)"
compare "exit status of add-layer and of unpack: a plain tar" "0 0" "0 0" "$(unpack plain)"
compare "exit status of add-layer and of unpack: the tar of the commit" "0 0" "0 1" "$(unpack commit)"
compare "what unpack said last" "nothing" "unknown typeflag '\\x67'" "$(sed -n '$s/.*: //p' commit.log)"
finish
