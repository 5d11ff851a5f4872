extension SampleImage {
    /// The members of an OCI archive of the whole image, under one name.
    public func archiveMembers(tag: String) -> [LayerFile] {
        let names = JSONText.strings(["org.opencontainers.image.ref.name": tag])
        let entry = JSONText.object(root.descriptor + [("annotations", names)])
        let index = JSONText.object([("schemaVersion", .number(2)), ("manifests", .array([entry]))])
        let blobs = (manifests + blobs).map { blob in
            LayerFile.file("blobs/" + blob.digest.split(separator: ":").joined(separator: "/"), blob.bytes)
        }
        return [.file("oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#), .folder("blobs"), .folder("blobs/sha256")]
            + blobs + [.file("index.json", index.bytes)]
    }

    /// The members of what `docker save` wrote before it knew OCI layouts; the layers stand there as they are in the image.
    public func dockerArchiveMembers(names: [String]) -> [LayerFile] {
        guard let config else { return [] }
        let hexadecimal = { (digest: String) in String(digest.drop { $0 != ":" }.dropFirst()) }
        let layers = layers.enumerated().map { index, layer in LayerFile.file("\(index)/layer.tar", layer.bytes) }
        let item = JSONText.object([
            ("Config", .string(hexadecimal(config.digest) + ".json")),
            ("RepoTags", .array(names.map { .string($0) })),
            ("Layers", .array(layers.map { .string($0.path) })),
        ])
        return [.file(hexadecimal(config.digest) + ".json", config.bytes)] + layers
            + [.file("manifest.json", JSONText.array([item]).bytes)]
    }
}
