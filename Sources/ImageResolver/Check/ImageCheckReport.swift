import ImageModel
import PlatformModel

/// Whether the platforms of an image are what they claim to be.
public struct ImageCheckReport: Sendable {
    /// How much of an image is read.
    public enum Depth: Hashable, Sendable {
        /// Manifests and configs.
        case documents
        /// The layers, too.
        case layers
    }

    /// An entry of the index that is no image, and is not checked.
    public struct Skipped: Hashable, Sendable {
        /// The position of the entry.
        public let position: Position
        /// The digest of what it refers to.
        public let digest: Digest
        /// The code of the reason, such as `attestation`.
        public let reason: String
        /// The facts behind the code; may contain unescaped text from the registry.
        public let detail: String
    }

    /// The image, as the user wrote it.
    public let image: String
    /// The digest of the index; `nil` for a manifest without an index.
    public let indexDigest: Digest?
    /// The media type of the index.
    public let indexMediaType: String?
    /// How much of the image was read.
    public let depth: Depth
    /// The platforms, in the order of the index, or in the order requested.
    public internal(set) var platforms: [CheckedPlatform]
    /// The entries that are no images.
    public let skipped: [Skipped]
    /// The nodes for which the platforms that have passed are; `nil` if none has, or if layers were not read.
    public internal(set) var affinity: NodeAffinity?

    /// The platforms that were checked, and of which nothing is wrong.
    public var passed: [CheckedPlatform] { platforms.filter { $0.outcome.hasPassed } }

    /// Those of ``passed`` of which all layers were read.
    var read: [CheckedPlatform] {
        passed.filter { platform in !platform.findings.contains { $0.kind == .unread } }
    }

    /// The error with which a check ends; `nil` if every platform has passed.
    ///
    /// A platform that is not what it claims to be comes before one with damaged layers, and that before one that could not
    /// be checked.
    public var error: ResolverError? { error { _ in true } }

    /// ``error`` without what keeps an image from starting on every platform, such as a file without the execute permission.
    ///
    /// `nil` if no platform holds what is for another one, nothing is damaged, and all could be checked.
    public var contradiction: ResolverError? {
        error { $0.kind == .integrity || $0.contradictsPlatform }
    }

    private func error(countingFailures isCounted: (CheckFinding) -> Bool) -> ResolverError? {
        let failures = platforms.flatMap { platform in
            platform.findings.filter { $0.severity == .failure && isCounted($0) }.map { (platform, $0) }
        }
        if let (platform, finding) = failures.first(where: { $0.1.kind != .integrity }) ?? failures.first {
            let others = platforms.filter { $0.outcome == .failed }.count - 1
            let more = others > 0 ? "; \(others) more \(others == 1 ? "platform" : "platforms") failed" : ""
            return ResolverError(
                finding.kind == .integrity ? .integrity : .mismatch,
                "\(Printable.escaped(platform.name)): \(finding.sentence)\(more)",
                hint: finding.remedy.map { Printable.escaped($0, limit: 1000) }
            ).concerning(image: image)
        }
        guard let platform = platforms.first(where: { $0.error != nil }), var error = platform.error else { return nil }
        error.message = "\(Printable.escaped(platform.name)): \(error.message)"
        return error.concerning(image: image)
    }
}

extension ImageCheckReport {
    /// The warnings of the platforms, and what is wrong with those that ``error`` does not name.
    var remarks: [ResolverEvent] {
        let failing = platforms.first { $0.outcome == .failed }?.position
        return platforms.flatMap { platform in
            platform.findings.filter { finding in
                finding.severity == .warning || finding.severity == .failure && platform.position != failing
            }.map { .warning("\(image): \(Printable.escaped(platform.name)): \($0.sentence)") }
        }
    }
}

/// One platform of an image, with what was found.
public struct CheckedPlatform: Sendable {
    /// The result for one platform. The raw value is its name in JSON output.
    public enum Outcome: String, Hashable, Sendable {
        /// Nothing is wrong.
        case passed
        /// Something should be known, and nothing is wrong.
        case warned
        /// It is not what it claims to be, or it is damaged.
        case failed
        /// It could not be checked.
        case unchecked

        /// Whether nothing is wrong.
        public var hasPassed: Bool { self == .passed || self == .warned }
    }

    /// A layer of the image.
    public struct Layer: Hashable, Sendable {
        /// The digest of the compressed layer.
        public let digest: Digest
        /// The size of the compressed layer, in bytes.
        public let size: Int64
        /// The media type, as written.
        public let mediaType: String
        /// What it holds; `nil` if it was not read.
        public internal(set) var contents: LayerContents?
    }

    /// What a layer holds.
    public struct LayerContents: Hashable, Sendable {
        /// The number of entries in its tar archive.
        public let entries: Int
        /// The size of the uncompressed layer, in bytes.
        public let uncompressedBytes: Int64
        /// How it is compressed, by its bytes: `gzip`, `zstd` or `no compression`.
        public let compression: String
        /// The programs and libraries of the layer that are in the image, by what they were built for, most first.
        public let programs: [Programs]
    }

    /// Programs and libraries that were built for the same platform.
    public struct Programs: Hashable, Sendable {
        /// For what they were built, such as `amd64`; several for files that hold code for several architectures.
        public let builtFor: [String]
        /// Whether they suit the platform of the image.
        public let areSuitable: Bool
        /// How many there are.
        public internal(set) var count: Int
        /// The path of the first; may contain unescaped text.
        public let example: String
    }

    /// One file on the way from the entrypoint to the program that the system starts.
    public struct StartStep: Hashable, Sendable {
        /// The path in the image; may contain unescaped text.
        public let path: String
        /// What it is, such as `ELF for amd64`.
        public let content: String
        /// The layer that holds it.
        public let layer: Digest?
    }

    /// The position of the entry in the index; empty for a manifest without an index.
    public let position: Position
    /// The digest of the manifest; `nil` if the entry refers to nothing.
    public let digest: Digest?
    /// The platform that the entry declares, else the one in the config.
    public let platform: Platform?
    /// Whether the entry declares a platform.
    public let isDeclared: Bool
    /// The layers, lowest first.
    public internal(set) var layers: [Layer] = []
    /// The files that are started, from the entrypoint to the loader; empty if layers were not read.
    public internal(set) var start: [StartStep] = []
    /// What was found, the worst first.
    public internal(set) var findings: [CheckFinding] = []
    /// Why it could not be checked, or not wholly.
    public internal(set) var error: ResolverError?

    /// The platform as text, with a word for one without.
    public var name: String { platform?.full ?? "an entry without a platform" }

    /// The result.
    public var outcome: Outcome {
        let worst = findings.map(\.severity).min()
        if worst == .failure { return .failed }
        if error != nil { return .unchecked }
        return worst == .warning ? .warned : .passed
    }

    /// Adds findings, and keeps the worst first.
    mutating func add(_ more: [CheckFinding]) {
        let all = findings + more
        findings = CheckFinding.Severity.allCases.flatMap { severity in all.filter { $0.severity == severity } }
    }
}

/// One thing that a check found on a platform.
public struct CheckFinding: Hashable, Sendable {
    /// How bad it is; the worst is the minimum. The raw value is its name in JSON output.
    public enum Severity: String, Hashable, Sendable, CaseIterable, Comparable {
        /// The platform is not what it claims to be.
        case failure
        /// Something to know, which does not make the image wrong.
        case warning
        /// A fact.
        case note

        /// The worse one is smaller.
        public static func < (first: Severity, second: Severity) -> Bool {
            first.order < second.order
        }

        private var order: Int {
            switch self {
            case .failure: 0
            case .warning: 1
            case .note: 2
            }
        }
    }

    /// What it is about. The raw value is its name in JSON output.
    public enum Kind: String, Hashable, Sendable {
        /// The config names another platform than the index entry.
        case config
        /// The layers are those of another architecture.
        case twinLayers = "twin-layers"
        /// A layer is not what the manifest or the config says.
        case integrity
        /// The entrypoint or a file that it needs does not start on the platform.
        case start
        /// A file was built for another platform.
        case binary
        /// A layer was not read.
        case unread
    }

    /// How bad it is.
    public let severity: Severity
    /// What it is about.
    public let kind: Kind
    /// The path in the image; may contain unescaped text.
    public var path: String?
    /// The layer.
    public var layer: Digest?
    /// What the platform requires, such as `arm64`.
    public var expected: String?
    /// What is there instead, such as `amd64`.
    public var found: String?
    /// What was found, as a clause.
    public let message: String
    /// What helps, in one sentence.
    public var remedy: String?

    /// Describes a finding.
    init(
        _ severity: Severity, _ kind: Kind, _ message: String, path: String? = nil, layer: Digest? = nil,
        expected: String? = nil, found: String? = nil, remedy: String? = nil
    ) {
        self.severity = severity
        self.kind = kind
        self.message = message
        self.remedy = remedy
        self.path = path
        self.layer = layer
        self.expected = expected
        self.found = found
    }

    /// Whether it shows that something is for another platform, and not only that it does not start.
    var contradictsPlatform: Bool {
        switch kind {
        case .config, .twinLayers, .binary: true
        case .start: expected != nil && found != nil
        case .integrity, .unread: false
        }
    }

    /// The path, if there is one that the message does not name itself, and the message.
    public var sentence: String {
        guard let path, !message.contains(path) else { return Printable.escaped(message, limit: 1000) }
        return "\(Printable.escaped(path)): \(message)"
    }
}
