import ErrorMapping
import ImageModel
import ImageStore
import RegistryProtocol
import Synchronization

/// Brings one blob to the target: it is already present, or it is mounted, or its bytes are sent.
struct BlobCopy: Sendable {
    let source: CopyOrigin
    let target: RegistrySession
    let report: @Sendable (CopyEvent) -> Void

    /// Brings the blob to the target.
    func run(_ blob: Descriptor) async throws(RegistryError) -> BlobOutcome {
        let outcome = try await bring(blob)
        report(.done(blob, outcome))
        return outcome
    }

    private func bring(_ blob: Descriptor) async throws(RegistryError) -> BlobOutcome {
        // Mounting a blob that is already present does no harm, and saves a request.
        for repository in source.mountable {
            if try await target.mount(blob: blob.digest, from: repository) { return .mounted }
        }
        if let local = source.local { return try await send(blob, from: local) }
        // Registries need not have the blob if the manifest names other addresses for it.
        if !blob.urls.isEmpty {
            if try await target.has(blob: blob.digest, size: blob.size) { return .present }
            guard try await isAtSource(blob) else { return .elsewhere }
        }
        let start = CopyStart()
        let report = report
        let outcome = try await target.relay(blob: blob, from: source.sessions) { sent in
            if start.isFirst() { report(.started(blob)) }
            report(.progressed(blob, sent))
        }
        return BlobOutcome(outcome)
    }

    /// Sends a blob from this machine after checking its digest.
    private func send(_ blob: Descriptor, from local: LocalContent) async throws(RegistryError) -> BlobOutcome {
        if try await target.has(blob: blob.digest, size: blob.size) { return .present }
        guard let span = local.spans[blob.digest] else { return .elsewhere }
        let actual = try await mapError(
            { RegistryError(.blob(blob.digest), .store($0)) }, awaiting: try await span.digest(blob.digest.algorithm))
        guard actual == blob.digest else {
            throw target.error(.blob(blob.digest), .transfer(.mismatch(expected: blob.digest, actual: actual)))
        }
        report(.started(blob))
        let report = report
        let outcome = try await target.upload(blob: blob.digest, span) { report(.progressed(blob, $0)) }
        return BlobOutcome(outcome)
    }

    private func isAtSource(_ blob: Descriptor) async throws(RegistryError) -> Bool {
        for session in source.sessions where try await session.has(blob: blob.digest, size: blob.size) { return true }
        return false
    }
}

/// Distinguishes the first report of a blob's bytes from later ones.
private final class CopyStart: Sendable {
    private let hasBegun = Atomic(false)

    /// Whether this is the first call.
    func isFirst() -> Bool { !hasBegun.exchange(true, ordering: .relaxed) }
}

extension BlobOutcome {
    /// The outcome of an upload.
    fileprivate init(_ outcome: UploadOutcome) {
        switch outcome {
        case .alreadyPresent: self = .present
        case .mounted: self = .mounted
        case .sent: self = .sent
        }
    }
}

/// How a copy brought a blob to the target.
package enum BlobOutcome: Hashable, Sendable {
    /// The blob was already present.
    case present
    /// The blob was mounted from another repository of the same registry.
    case mounted
    /// The bytes were sent.
    case sent
    /// The blob is not at the target and need not be: the manifest names other addresses for it.
    case elsewhere
}

/// An event while blobs are copied. Events arrive on any thread, those of one blob in order.
package enum CopyEvent: Sendable {
    /// The number of blobs to check, and their total size.
    case planned(blobs: Int, bytes: Int64)
    /// The transfer of a blob begins.
    case started(Descriptor)
    /// The number of bytes of a blob sent so far.
    case progressed(Descriptor, Int64)
    /// The target has the blob.
    case done(Descriptor, BlobOutcome)
}
