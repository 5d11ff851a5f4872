/// An error response to a write, with its meaning for the writer.
package struct WriteRefusal: Hashable, Sendable, CustomStringConvertible {
    /// The reasons why registries refuse a write.
    package enum Reason: Hashable, Sendable {
        /// The content is larger than the registry accepts.
        case tooLarge
        /// The blobs or children of a manifest are missing.
        case incomplete
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
    package init(_ failure: StatusFailure) {
        self.failure = failure
        reason = Self.reason(of: failure)
    }

    private static func reason(of failure: StatusFailure) -> Reason {
        let has: ([String]) -> Bool = { codes in codes.contains { failure.body?.has(code: $0) == true } }
        if failure.status == 413 { return .tooLarge }
        if failure.status == 409 || failure.status == 412 { return .conflict }
        guard [400, 404, 405, 415, 422].contains(failure.status) else { return .status }
        if has(["MANIFEST_BLOB_UNKNOWN", "MANIFEST_UNKNOWN", "BLOB_UNKNOWN"]) { return .incomplete }
        if has(["DIGEST_INVALID", "SIZE_INVALID"]) { return .otherBytes }
        if has(["MANIFEST_INVALID", "NAME_INVALID", "TAG_INVALID", "UNSUPPORTED"]) { return .malformed }
        return .status
    }

    /// The kind of failure.
    package var subject: FailureSubject {
        switch reason {
        case .tooLarge, .malformed: .malformed
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
        case .otherBytes: "the registry received bytes with another digest (\(failure))"
        case .malformed: "the registry considers it malformed or does not support it (\(failure))"
        case .conflict: "the registry does not allow overwriting the existing content (\(failure))"
        case .status: failure.description
        }
    }
}
