import ImageModel

/// One endpoint that an image may be pulled from, a registry or a mirror, with everything that is configured for it.
package struct EndpointConfiguration: Hashable, Sendable {
    /// How an endpoint relates to the image.
    package enum Kind: String, Hashable, Sendable {
        /// Not the registry in the image's name.
        case mirror
        /// The registry in the image's name.
        case upstream
    }

    /// How the endpoint relates to the image.
    package var kind: Kind
    /// The root of the API; its scheme is that of the first request.
    package var base: WebAddress
    /// The image's name at this endpoint: its registry selects the credentials, its repository is the one requested.
    ///
    /// Credentials of the upstream are therefore never found for a mirror.
    package var reference: Reference
    /// The registry that a mirror stands in for (`?ns=`); `nil` at the upstream and where it is not sent.
    package var namespace: String?
    /// The operations that the endpoint is used for.
    package var capabilities: EndpointCapabilities
    /// Whether TLS or plain HTTP is used.
    package var schemes: SchemeOrder
    /// The certificates that are accepted and presented.
    package var trust = TrustSettings()
    /// The proxy and the time limit for connecting.
    package var connection = ConnectionSettings()
    /// Additional header fields, sent to this endpoint and a token server of the same origin, but not to redirect targets
    /// elsewhere; they may contain secrets.
    package var headers = HTTPHeaders()
    /// The setting that defines the endpoint.
    package var source: SettingSource
    /// The setting that forbids every request to the endpoint; `nil` if there is none.
    package var block: EndpointBlock?

    /// An endpoint with default trust and no additional headers.
    package init(
        kind: Kind, base: WebAddress, reference: Reference, namespace: String? = nil,
        capabilities: EndpointCapabilities = .all, schemes: SchemeOrder, source: SettingSource
    ) {
        self.kind = kind
        self.base = base
        self.reference = reference
        self.namespace = namespace
        self.capabilities = capabilities
        self.schemes = schemes
        self.source = source
    }

    /// Whether tags may be requested here: the answer to such a request is the manifest itself, so both are needed.
    package var answersTags: Bool { capabilities.isSuperset(of: [.resolve, .pull]) }

    /// Whether manifests and blobs may be requested by digest here.
    package var answersDigests: Bool { capabilities.contains(.pull) }

    /// Whether a setting allows plain HTTP, which then also applies to the token server and to redirects.
    ///
    /// Loopback endpoints use plain HTTP by default; that default allows nothing else.
    package var permitsPlainHTTP: Bool { [.only(.http), .securedFirst].contains(schemes) }

    /// Whether requesting from `other` after this endpoint is pointless: same address, no further capability, no other trust or
    /// proxy.
    package func makesRedundant(_ other: EndpointConfiguration) -> Bool {
        let reading: EndpointCapabilities = [.pull, .resolve]
        guard block == nil || other.block != nil else { return false }
        return base.hasSameOrigin(as: other.base) && base.pathAndQuery == other.base.pathAndQuery
            && reference == other.reference
            && capabilities.isSuperset(of: other.capabilities.intersection(reading))
            && (schemes == other.schemes || schemes == .securedFirst)
            && [trust, TrustSettings()].contains(other.trust) && [headers, HTTPHeaders()].contains(other.headers)
            && [connection, ConnectionSettings()].contains(other.connection)
    }
}

/// A setting that forbids every request to an endpoint (`blocked` in podman's registries.conf).
package struct EndpointBlock: Hashable, Sendable, CustomStringConvertible {
    /// The prefix of the image names that the setting applies to.
    package let prefix: String
    /// The location of the setting.
    package let source: SettingSource
    /// Whether the endpoint is the registry itself or its replacement, so that nothing is left when the mirrors fail.
    package var isOfRegistry: Bool

    /// A block of the names that begin with `prefix`.
    package init(prefix: String, source: SettingSource, isOfRegistry: Bool = false) {
        self.prefix = prefix
        self.source = source
        self.isOfRegistry = isOfRegistry
    }

    /// `blocked by FILE, line 3 ('quay.io')`.
    package var description: String { "blocked by \(source) ('\(Printable.escaped(prefix))')" }
}

/// The operations that an endpoint is used for (containerd's `capabilities`).
package struct EndpointCapabilities: OptionSet, Hashable, Sendable {
    /// One bit per capability.
    package let rawValue: UInt8

    /// The capabilities with these bits.
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Serving manifests and blobs by digest, which are verified.
    package static let pull = EndpointCapabilities(rawValue: 1)
    /// Resolving a tag to a digest.
    package static let resolve = EndpointCapabilities(rawValue: 2)
    /// Accepting uploads.
    package static let push = EndpointCapabilities(rawValue: 4)
    /// Everything: the default.
    package static let all: EndpointCapabilities = [.pull, .resolve, .push]

    /// The capability spelled `word`, in any case; `nil` for an unknown word.
    package init?(word: String) {
        guard let known = Self.words.first(where: { $0.word == word.asciiLowercased }) else { return nil }
        self = known.capability
    }

    /// The words for the capabilities in this set.
    package var words: [String] { Self.words.filter { contains($0.capability) }.map(\.word) }

    /// All known words.
    package static let knownWords = words.map(\.word)

    private static let words: [(word: String, capability: EndpointCapabilities)] = [
        ("pull", .pull), ("resolve", .resolve), ("push", .push),
    ]
}

/// How an endpoint's server is authenticated, and how the client authenticates to it with certificates.
package struct TrustSettings: Hashable, Sendable {
    /// A certificate that the client presents.
    package struct ClientCertificate: Hashable, Sendable {
        /// The PEM file with the certificate.
        package let certificate: String
        /// The PEM file with its key; `nil` where ``certificate`` contains it.
        package let key: String?

        /// Names the files.
        package init(certificate: String, key: String?) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// Whether any server certificate is accepted.
    package var skipsVerification = false
    /// PEM files of certificate authorities, in addition to the system's.
    package var authorities: [String] = []
    /// The client certificates, in the order they are configured.
    package var clientCertificates: [ClientCertificate] = []

    /// The default: the system's authorities and no client certificate.
    package init() {}
}

/// Where a setting is defined: what a user edits to change it.
package enum SettingSource: Hashable, Sendable, CustomStringConvertible {
    /// A file, or the part of it that begins at `line` and is called `part`.
    case file(path: String, line: Int? = nil, part: String? = nil)
    /// A command-line option with its value.
    case flag(name: String, value: String)
    /// No setting: the endpoint is the registry in the image's name.
    case imageName

    /// The location for people, beginning with the file's path.
    package var description: String {
        switch self {
        case .file(let path, let line, let part):
            let end = [line.map { "line \($0)" }, part.map { Printable.escaped(Redaction.userInformation(in: $0)) }]
                .compactMap(\.self)
            return ([Printable.escaped(path, limit: 1024)] + end).joined(separator: ", ")
        case .flag(let name, let value): return "\(name) \(Printable.escaped(Redaction.userInformation(in: value)))"
        case .imageName: return "the image's name"
        }
    }
}
