extension SampleImage {
    /// Writes an OCI image layout (image-spec v1.1, image-layout.md) of the whole image, under one name.
    ///
    /// - Parameter tag: `org.opencontainers.image.ref.name` of the root.
    public func writeLayout(to folder: TemporaryFolder, name: String = "layout", tag: String) throws -> String {
        try folder.write(name + "/oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#)
        for blob in manifests + blobs {
            let file = blob.digest.split(separator: ":").joined(separator: "/")
            try folder.write("\(name)/blobs/\(file)", blob.bytes)
        }
        let names = JSONText.strings(["org.opencontainers.image.ref.name": tag])
        let entry = JSONText.object(root.descriptor + [("annotations", names)])
        let index = JSONText.object([("schemaVersion", .number(2)), ("manifests", .array([entry]))])
        try folder.write(name + "/index.json", index.bytes)
        return folder.file(name)
    }
}
