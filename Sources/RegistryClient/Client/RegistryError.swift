import ImageModel
import ImageStore
import RegistryProtocol

/// The reason why an operation at a registry failed: what was being done, where, and the facts.
package struct RegistryError: Error, Sendable, CustomStringConvertible {
    /// What was being done.
    package enum Operation: Hashable, Sendable {
        /// Reading or writing a manifest or index, by tag or digest.
        case manifest(String)
        /// Reading or writing a blob.
        case blob(Digest)
        /// One step of an upload.
        case upload
        /// Listing the tags of a repository.
        case tags(String)
        /// Listing the referrers of a document.
        case referrers(Digest)
        /// Checking credentials.
        case login
        /// Copying an image with everything it names.
        case copy
    }

    /// What went wrong.
    package enum Cause: Sendable {
        /// The request or its response failed: transport, status, redirect, size or digest.
        case transfer(TransferFailure)
        /// The registry did not authorize the request.
        case authorization(AuthorizationError)
        /// The registry refused a write.
        case refusedWrite(WriteRefusal)
        /// The registry refused an index because it lacks some of its entries.
        case refusedSparseIndex(WriteRefusal)
        /// A successful response cannot be used: it names a refused address, or a list cannot be read to its end.
        case response(ResponseError)
        /// The status is not a valid response to a step of an upload.
        case unexpectedUploadStatus(Int)
        /// The registry abandoned every upload; `reason` is the last failure.
        case uploadLost(uploads: Int, reason: String)
        /// The registry reports that it stored another digest.
        case storedOtherDigest(named: Digest, expected: Digest)
        /// The document is not a manifest or index.
        case unreadable(ManifestError)
        /// Indexes are nested deeper than the limit.
        case tooDeep(limit: Int)
        /// Indexes name more documents than the limit.
        case tooManyDocuments(limit: Int)
        /// The documents have more bytes than the limit.
        case tooManyBytes(limit: Int64)
        /// A setting forbids every request to the endpoint.
        case blocked(EndpointBlock)
        /// The local store failed.
        case store(StoreError)
        /// The caller's task was cancelled.
        case cancelled
    }

    /// What was being done.
    package var operation: Operation
    /// The image under its name at the endpoint that failed; `nil` if no endpoint is to blame.
    package var endpoint: Reference?
    /// The host and port of the server that failed, if the registry redirected the request to another one.
    package var server: String?
    /// What went wrong.
    package let cause: Cause
    /// The endpoints that failed before, if several were tried.
    package var skipped: [SkippedEndpoint] = []

    /// A failed operation.
    package init(_ operation: Operation, at endpoint: Reference? = nil, _ cause: Cause) {
        self.operation = operation
        self.endpoint = endpoint
        self.cause = cause
    }

    /// The kind of failure, which decides the exit status; `nil` for a cancellation and for the local store.
    package var subject: FailureSubject? {
        switch cause {
        case .transfer(let failure): failure.subject
        case .authorization(let error): error.subject
        case .blocked: .credentials
        case .refusedWrite(let refusal): refusal.subject
        case .response(let error): error.subject
        case .unexpectedUploadStatus, .uploadLost: .network
        case .storedOtherDigest: .integrity
        case .refusedSparseIndex, .unreadable, .tooDeep, .tooManyDocuments, .tooManyBytes: .malformed
        case .store, .cancelled: nil
        }
    }

    /// Whether the same operation may succeed later.
    package var isTransient: Bool {
        switch cause {
        case .transfer(let failure): failure.mayPass
        case .authorization(let error): error.isTransient
        case .uploadLost: true
        case .refusedWrite, .refusedSparseIndex, .unexpectedUploadStatus, .storedOtherDigest,
            .unreadable,
            .response, .tooDeep, .tooManyDocuments, .tooManyBytes, .blocked, .store, .cancelled:
            false
        }
    }

    /// Whether the server has too much to do (503), which fewer requests at once may help.
    package var isOverload: Bool { status == 503 }

    /// The HTTP status of the response, if it was the cause.
    var status: Int? {
        guard case .transfer(.status(let failure)) = cause else { return nil }
        return failure.status
    }

    /// The failure that ``RetryPolicy`` judges; `nil` if a retry is useless.
    package var transferFailure: TransferFailure? {
        switch cause {
        case .transfer(let failure): failure
        case .authorization(let error): error.tokenRequestFailure
        default: nil
        }
    }

    /// Whether the registry refused to overwrite existing content.
    package var isConflict: Bool {
        guard case .refusedWrite(let refusal) = cause else { return false }
        return refusal.reason == .conflict
    }

    /// Whether the endpoint is not worth another request in this run. Only an error status leaves that open, unless it concerns
    /// the credentials: the endpoint may lack one item and have others.
    var excludesEndpoint: Bool {
        switch cause {
        case .transfer(.status(let failure)): failure.subject == .credentials
        case .store: false
        default: true
        }
    }

    /// One sentence with the operation, the cause, and the endpoints that failed.
    package var description: String {
        if case .store(let error) = cause { return error.description }
        return "\(operation): \(cause)\(places)"
    }

    /// The end of the sentence with the servers that failed; empty if it was the only endpoint itself.
    package var places: String {
        guard let endpoint, server != nil || !skipped.isEmpty else { return "" }
        let name = "'\(Printable.escaped(endpoint.registry))'"
        var place = server.map { "at '\(Printable.escaped($0))', to which \(name) redirects" } ?? "at \(name)"
        let others = skipped.map(\.description).joined(separator: "; ")
        if !others.isEmpty { place += "; previously at \(others)" }
        return " (\(place))"
    }
}

extension RegistryError.Operation: CustomStringConvertible {
    /// A noun phrase: `manifest 'latest'`.
    package var description: String {
        switch self {
        case .manifest(let name) where (try? Digest(parsing: name)) != nil: "manifest \(name)"
        case .manifest(let name): "manifest '\(Printable.escaped(name))'"
        case .blob(let digest): "blob \(digest)"
        case .upload: "upload"
        case .tags(let repository): "tags of '\(Printable.escaped(repository))'"
        case .referrers(let digest): "referrers of \(digest)"
        case .login: "login"
        case .copy: "copy"
        }
    }
}

extension RegistryError.Cause: CustomStringConvertible {
    /// One sentence with the facts.
    package var description: String {
        switch self {
        case .transfer(let failure): failure.description
        case .authorization(let error): error.description
        case .refusedWrite(let refusal): refusal.description
        case .refusedSparseIndex(let refusal):
            "the registry does not accept an index with missing entries: \(refusal)"
        case .unexpectedUploadStatus(let status): "status \(status) is not a valid response to an upload"
        case .uploadLost(let uploads, let reason):
            "the registry lost \(uploads) uploads in a row; the last error: \(reason)"
        case .storedOtherDigest(let named, let expected):
            "the registry reports that it stored \(named), not \(expected)"
        case .unreadable(let error): error.description
        case .response(let error): error.description
        case .tooDeep(let limit): "the indexes are nested more than \(limit) deep"
        case .tooManyDocuments(let limit): "the indexes name more than \(limit) documents"
        case .tooManyBytes(let limit): "the indexes name documents of more than \(limit) bytes"
        case .blocked(let block): "the registry is \(block)"
        case .store(let error): error.description
        case .cancelled: "interrupted"
        }
    }

    /// The cause of a failed upload.
    init(_ failure: UploadFailure) {
        self =
            switch failure {
            case .transfer(let failure): .transfer(failure)
            case .denied(let error): .authorization(error)
            case .refused(let refusal): .refusedWrite(refusal)
            case .location(let error): .response(error)
            case .otherDigest(let named, let expected): .storedOtherDigest(named: named, expected: expected)
            case .unexpected(let status): .unexpectedUploadStatus(status)
            case .lost(let uploads, let reason): .uploadLost(uploads: uploads, reason: reason)
            }
    }
}

/// An endpoint that was tried without success.
package struct SkippedEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// The host and port of the endpoint.
    package let endpoint: String
    /// The failure, in one sentence.
    package let reason: String

    /// The endpoint with the reason.
    package var description: String { "'\(Printable.escaped(endpoint))': \(reason)" }
}
