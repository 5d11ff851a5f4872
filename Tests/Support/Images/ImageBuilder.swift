/// Makes small images that are real in every byte: tars, configs, manifests and lists.
public struct ImageBuilder: Sendable {
    /// The family of media types.
    public var format: SampleFormat
    /// What everything but the layers' tars is named by.
    public var algorithm: SampleDigest

    /// A builder of images of this family.
    public init(format: SampleFormat = .oci, algorithm: SampleDigest = .sha256) {
        self.format = format
        self.algorithm = algorithm
    }

    /// A layer of these files.
    public func layer(_ files: [LayerFile], compression: SampleCompression = .gzip) -> SampleLayer {
        let tar = Tar.archive(files)
        let bytes =
            switch compression {
            case .none: tar
            case .gzip: Gzip.stored(tar)
            case .zstd: Zstd.stored(tar)
            }
        let blob = blob(format.layer(compression), bytes)
        return SampleLayer(blob: blob, diffID: SampleDigest.sha256(of: tar))
    }

    /// An image of these layers; without a platform its config names none.
    ///
    /// - Parameters:
    ///   - configExtra: members that follow the config's own.
    ///   - manifestExtra: members that follow the manifest's own.
    public func image(
        _ platform: SamplePlatform?,
        layers: [SampleLayer],
        command: [String] = ["/hello"],
        configExtra: [(String, JSONText)] = [],
        manifestExtra: [(String, JSONText)] = []
    ) -> SampleImage {
        let members: [(String, JSONText)] =
            [("created", .string("1970-01-01T00:00:00Z"))] + (platform?.members ?? []) + [
                ("config", .object([("Cmd", .array(command.map { .string($0) }))])),
                (
                    "rootfs",
                    .object([("type", .string("layers")), ("diff_ids", .array(layers.map { .string($0.diffID) }))])
                ),
            ]
        let config = blob(format.config, JSONText.object(members + configExtra).bytes)
        return image(config: config, layers: layers.map(\.blob), platform: platform, manifestExtra: manifestExtra)
    }

    /// A manifest over any config and any blobs: an artifact, or an image that lies.
    public func image(
        config: SampleBlob,
        layers: [SampleBlob],
        platform: SamplePlatform? = nil,
        manifestExtra: [(String, JSONText)] = []
    ) -> SampleImage {
        let members: [(String, JSONText)] = [
            ("schemaVersion", .number(2)),
            ("mediaType", .string(format.manifest)),
            ("config", .object(config.descriptor)),
            ("layers", .array(layers.map { .object($0.descriptor) })),
        ]
        let root = blob(format.manifest, JSONText.object(members + manifestExtra).bytes)
        return SampleImage(root: root, platform: platform, blobs: [config] + layers)
    }

    /// A list of these entries.
    public func index(_ entries: [IndexEntry], annotations: [String: String] = [:]) -> SampleImage {
        var members: [(String, JSONText)] = [
            ("schemaVersion", .number(2)),
            ("mediaType", .string(format.index)),
            ("manifests", .array(entries.map(\.text))),
        ]
        if !annotations.isEmpty { members.append(("annotations", .strings(annotations))) }
        let root = blob(format.index, JSONText.object(members).bytes)
        return SampleImage(root: root, children: entries.map(\.image))
    }

    /// An image whose manifest is these very bytes, with the blobs that a registry has of it.
    public func image(root: SampleBlob, blobs: [SampleBlob]) -> SampleImage {
        SampleImage(root: root, platform: nil, blobs: blobs)
    }

    private func blob(_ mediaType: String, _ bytes: [UInt8]) -> SampleBlob {
        SampleBlob(mediaType: mediaType, bytes: bytes, algorithm: algorithm)
    }
}
