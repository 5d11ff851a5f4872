/// An error that a registry answers to who wants to write, with what it means for him.
package struct WriteRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// What registries refuse to take.
    package enum Reason: Hashable, Sendable {
        /// More bytes than it takes.
        case tooLarge
        /// A manifest whose blobs or children are not there.
        case incomplete
        /// Bytes that do not have the digest under which they came.
        case otherBytes
        /// What it takes for malformed, or does not support.
        case malformed
        /// What stands in the way of a tag that never moves.
        case conflict
        /// Anything else, as its status says.
        case status
    }

    /// Why.
    package let reason: Reason
    /// The answer.
    package let failure: StatusFailure

    /// Reads an answer that is an error; its codes, which are optional, go before its status.
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

    /// What kind of failure it is.
    package var subject: FailureSubject {
        switch reason {
        case .tooLarge, .malformed: .malformed
        case .incomplete: .notFound
        case .otherBytes: .integrity
        case .conflict, .status: failure.subject
        }
    }

    /// One sentence, with the answer behind it.
    package var description: String {
        switch reason {
        case .tooLarge: "the registry does not take so many bytes (\(failure))"
        case .incomplete:
            "the registry lacks a blob or manifest that it names, which has to be pushed before it (\(failure))"
        case .otherBytes: "the registry received other bytes than those of the digest (\(failure))"
        case .malformed: "the registry takes it for malformed or does not support it (\(failure))"
        case .conflict: "something that stands there already is not overwritten (\(failure))"
        case .status: failure.description
        }
    }
}
