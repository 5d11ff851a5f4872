#!/bin/sh
# containerd-api.sh: generates Sources/ContainerdClient/Generated from the .proto files in Sources/ContainerdClient/Definitions.
# It needs protoc (Debian: protobuf-compiler); the plugin for Swift is built from the version of swift-protobuf in use.
set -eu
cd "$(dirname "$0")/../Sources/ContainerdClient"
root=../..
swift package --package-path "$root" resolve
swift build --package-path "$root/.build/checkouts/swift-protobuf" --scratch-path "$root/.build/protoc-gen-swift" \
    --product protoc-gen-swift
cd Definitions
protoc --plugin="protoc-gen-swift=../$root/.build/protoc-gen-swift/debug/protoc-gen-swift" \
    --swift_opt=Visibility=Internal --swift_opt=experimental_strip_nonfunctional_codegen=true --swift_out=../Generated ./*.proto
