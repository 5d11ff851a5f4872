import ImageModel

/// One place that an image may be pulled from, and all that configuration says about it.
package struct EndpointConfiguration: Hashable, Sendable {
    /// What a place is to the image.
    package enum Kind: String, Hashable, Sendable {
        /// Another place than the one that the image's name begins with.
        case mirror
        /// The registry that the image's name begins with.
        case upstream
    }

    /// What it is to the image.
    package var kind: Kind
    /// Where the API begins; its scheme is that of the first request.
    package var base: WebAddress
    /// The image's name at this place: its registry is what credentials are looked up for, its repository what is asked.
    ///
    /// So the credentials of the upstream are never found for a mirror.
    package var reference: Reference
    /// The registry that a mirror is asked on behalf of, for `?ns=`; `nil` at the upstream, and where it is not wanted.
    package var namespace: String?
    /// What it is asked for.
    package var capabilities: EndpointCapabilities
    /// Over TLS or in the clear.
    package var schemes: SchemeOrder
    /// Whose certificates count.
    package var trust = TrustSettings()
    /// More header fields for every request to this place, and to none that it redirects to; they may hold secrets.
    package var headers = HTTPHeaders()
    /// What says so.
    package var source: SettingSource

    /// A place with nothing special about it.
    package init(
        kind: Kind, base: WebAddress, reference: Reference, namespace: String?, capabilities: EndpointCapabilities,
        schemes: SchemeOrder, source: SettingSource
    ) {
        self.kind = kind
        self.base = base
        self.reference = reference
        self.namespace = namespace
        self.capabilities = capabilities
        self.schemes = schemes
        self.source = source
    }

    /// Whether it may say which digest a tag stands for.
    package var answersTags: Bool { capabilities.contains(.resolve) }

    /// Whether it may be asked for manifests and blobs by digest.
    package var answersDigests: Bool { capabilities.contains(.pull) }

    /// Whether somebody says that it may be spoken to in the clear, and so its token server and redirects as well.
    ///
    /// What is on loopback is asked in the clear unbidden: that permits nothing more.
    package var permitsPlainHTTP: Bool { [.only(.http), .securedFirst].contains(schemes) }

    /// Whether asking `other`, too, after this place is of no use: the same address, for nothing more and in no other way.
    package func makesRedundant(_ other: EndpointConfiguration) -> Bool {
        let reading: EndpointCapabilities = [.pull, .resolve]
        return base.hasSameOrigin(as: other.base) && base.pathAndQuery == other.base.pathAndQuery
            && reference == other.reference
            && capabilities.isSuperset(of: other.capabilities.intersection(reading))
            && (schemes == other.schemes || schemes == .securedFirst)
            && [trust, TrustSettings()].contains(other.trust) && [headers, HTTPHeaders()].contains(other.headers)
    }
}
