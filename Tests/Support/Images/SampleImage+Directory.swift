extension SampleImage {
    /// Writes the whole image as skopeo's `dir:` form, which takes Docker's types as well as OCI's, and gives the folder.
    func writeDirectory(to folder: TemporaryFolder, name: String = "directory") throws -> String {
        try folder.write(name + "/version", "Directory Transport Version: 1.1\n")
        try folder.write(name + "/manifest.json", root.bytes)
        for manifest in manifests where manifest.digest != root.digest {
            try folder.write("\(name)/\(Self.hexadecimal(manifest)).manifest.json", manifest.bytes)
        }
        for blob in blobs { try folder.write("\(name)/\(Self.hexadecimal(blob))", blob.bytes) }
        return folder.file(name)
    }

    private static func hexadecimal(_ blob: SampleBlob) -> Substring {
        blob.digest.drop { $0 != ":" }.dropFirst()
    }
}
