#!/bin/sh
# make-image.sh DIR TAG: writes an OCI layout of one image for six platforms, with nothing but tar, gzip and sha256sum.
# The platforms share one layer and have one of their own. The same tools give the same bytes every time.
set -eu
layout=$1
tag=$2
work=$layout.work
tar=$(command -v gtar || command -v tar)

rm -rf "$layout" "$work"
mkdir -p "$layout/blobs/sha256" "$work"

# blob FILE: moves FILE under its digest, and sets $digest and $size.
blob() {
    digest=$(sha256sum "$1" | cut -d' ' -f1)
    size=$(wc -c <"$1" | tr -d ' ')
    mv "$1" "$layout/blobs/sha256/$digest"
    digest=sha256:$digest
}

# layer FOLDER: packs FOLDER, and sets $diff beside $digest and $size.
layer() {
    "$tar" -C "$1" --format=ustar --sort=name --mode=u+rw,go=rX --mtime=@0 --owner=0 --group=0 --numeric-owner \
        -cf "$work/layer.tar" .
    diff=sha256:$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
    gzip -n -9 "$work/layer.tar"
    blob "$work/layer.tar.gz"
}

type=application/vnd.oci.image
descriptor='{"mediaType":"%s","digest":"%s","size":%s%s}'

mkdir -p "$work/base/etc" "$work/base/usr/share"
printf 'ID=demo\nNAME="A small system"\nVERSION_ID=1\n' >"$work/base/etc/os-release"
printf 'root:x:0:0:root:/root:/bin/sh\n' >"$work/base/etc/passwd"
awk 'BEGIN { x = 1; for (i = 0; i < 400000; i++) { x = (x * 16807) % 2147483647; print x } }' \
    >"$work/base/usr/share/numbers"
layer "$work/base"
base_diff=$diff
base=$(printf "$descriptor" $type.layer.v1.tar+gzip "$digest" "$size" '')

entries=
for platform in linux/amd64 linux/arm64 linux/arm/v7 linux/arm/v6 linux/386 linux/riscv64; do
    os=${platform%%/*}
    rest=${platform#*/}
    architecture=${rest%%/*}
    fields="\"architecture\":\"$architecture\",\"os\":\"$os\""
    [ "$rest" = "$architecture" ] || fields="$fields,\"variant\":\"${rest#*/}\""

    own=$work/own
    rm -rf "$own"
    mkdir -p "$own/bin"
    printf '#!/bin/sh\necho "hello from %s"\n' "$platform" >"$own/bin/hello"
    chmod 755 "$own/bin/hello"
    layer "$own"
    second=$(printf "$descriptor" $type.layer.v1.tar+gzip "$digest" "$size" '')

    printf '{"created":"1970-01-01T00:00:00Z",%s,"config":{"Cmd":["/bin/hello"]},' "$fields" >"$work/json"
    printf '"rootfs":{"type":"layers","diff_ids":["%s","%s"]}}' "$base_diff" "$diff" >>"$work/json"
    blob "$work/json"
    config=$(printf "$descriptor" $type.config.v1+json "$digest" "$size" '')

    printf '{"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s,%s]}' \
        $type.manifest.v1+json "$config" "$base" "$second" >"$work/json"
    blob "$work/json"
    entry=$(printf "$descriptor" $type.manifest.v1+json "$digest" "$size" ",\"platform\":{$fields}")
    entries=$entries${entries:+,}$entry
done

printf '{"schemaVersion":2,"mediaType":"%s","manifests":[%s]}' $type.index.v1+json "$entries" >"$work/json"
blob "$work/json"
name=",\"annotations\":{\"org.opencontainers.image.ref.name\":\"$tag\"}"
printf '{"schemaVersion":2,"manifests":[%s]}' \
    "$(printf "$descriptor" $type.index.v1+json "$digest" "$size" "$name")" >"$layout/index.json"
printf '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
rm -rf "$work"
