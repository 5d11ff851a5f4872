import ImageModel

/// An error response to a write, with its meaning for the writer.
package struct WriteRefusal: Hashable, Sendable, CustomStringConvertible {
    /// The reasons why registries refuse a write.
    package enum Reason: Hashable, Sendable {
        /// The content is larger than the registry accepts.
        case tooLarge
        /// The blobs or children of a manifest are missing.
        case incomplete
        /// The registry does not accept that layer, because its descriptor names URLs.
        case urls(Digest)
        /// The registry names manifests by SHA-256 only, and this one was sent under a digest of that algorithm.
        case algorithm(DigestAlgorithm)
        /// The bytes do not have the digest under which they were sent.
        case otherBytes
        /// The registry considers the content malformed or does not support it.
        case malformed
        /// A tag that must not be moved exists.
        case conflict
        /// Any other reason, given by the status.
        case status
    }

    /// The reason.
    package let reason: Reason
    /// The response.
    package let failure: StatusFailure

    /// Interprets an error response; its codes, which are optional, take precedence over its status.
    ///
    /// `external` are the layers of the refused manifest whose descriptors name URLs, and `digest` is the one of its bytes under
    /// which it was sent.
    package init(_ failure: StatusFailure, external: [Digest] = [], manifest digest: Digest? = nil) {
        self.failure = failure
        reason = Self.reason(of: failure, external: external, algorithm: digest?.algorithm ?? .sha256)
    }

    private static func reason(
        of failure: StatusFailure, external: [Digest], algorithm: DigestAlgorithm
    ) -> Reason {
        let has: ([String]) -> Bool = { codes in codes.contains { failure.body?.has(code: $0) == true } }
        if failure.status == 413 { return .tooLarge }
        if failure.status == 409 || failure.status == 412 { return .conflict }
        guard [400, 404, 405, 415, 422].contains(failure.status) || failure.status >= 500 else {
            return .status
        }
        if let layer = refusedLayer(failure, among: external) { return .urls(layer) }
        if has(["MANIFEST_BLOB_UNKNOWN", "MANIFEST_UNKNOWN", "BLOB_UNKNOWN"]) { return .incomplete }
        // docker-registry 2.8.2 compares with SHA-256, whatever the name says.
        if has(["DIGEST_INVALID"]), algorithm != .sha256 { return .algorithm(algorithm) }
        if has(["DIGEST_INVALID", "SIZE_INVALID"]) { return .otherBytes }
        if has(["MANIFEST_INVALID", "NAME_INVALID", "TAG_INVALID", "UNSUPPORTED"]) { return .malformed }
        return .status
    }

    // The layer with URLs that the registry reports as missing, if it reports no other blob. distribution does so, with status
    // 500, unless its setting permits the URLs.
    private static func refusedLayer(_ failure: StatusFailure, among external: [Digest]) -> Digest? {
        let missing = (failure.body?.entries ?? []).filter { $0.code?.uppercased() == "MANIFEST_BLOB_UNKNOWN" }
        let layers = missing.map { entry in
            external.first { "\(entry.message ?? "") \(entry.detail ?? "")".contains($0.description) }
        }
        return layers.contains(nil) ? nil : layers.first ?? nil
    }

    /// The kind of failure.
    package var subject: FailureSubject {
        switch reason {
        case .tooLarge, .malformed, .urls, .algorithm: .malformed
        case .incomplete: .notFound
        case .otherBytes: .integrity
        case .conflict, .status: failure.subject
        }
    }

    /// One sentence, followed by the response.
    package var description: String {
        switch reason {
        case .tooLarge: "the registry does not accept content of this size (\(failure))"
        case .incomplete: "the registry lacks a referenced blob or manifest, which must be pushed first (\(failure))"
        case .urls(let layer):
            "the registry does not accept layer \(layer), whose descriptor names URLs; docker-registry accepts those that "
                + "its setting validation.manifests.urls.allow permits (\(failure))"
        case .algorithm(let algorithm): "the registry does not take manifests by \(algorithm.rawValue) (\(failure))"
        case .otherBytes: "the registry received bytes with another digest (\(failure))"
        case .malformed: "the registry considers it malformed or does not support it (\(failure))"
        case .conflict: "the registry does not allow overwriting the existing content (\(failure))"
        case .status: failure.description
        }
    }
}
