import ErrorMapping
import ImageModel
import ImageStore
import RegistryProtocol
import Synchronization

/// Brings one blob to the target: it is already present, or it is mounted, or its bytes are sent.
struct BlobCopy: Sendable {
    let source: CopyOrigin
    let target: RegistrySession
    /// Repositories of the target's registry where blobs were seen before.
    let seen: SeenBlobs
    let report: @Sendable (CopyEvent) -> Void

    /// Brings the blob to the target.
    func run(_ blob: Descriptor) async throws(RegistryError) -> BlobOutcome {
        let outcome = try await bring(blob)
        report(.done(blob, outcome))
        return outcome
    }

    /// Sends the blob although the registry claimed to have mounted it.
    func sendAgain(_ blob: Descriptor) async throws(RegistryError) -> BlobOutcome {
        seen.refuse(blob.digest)
        let outcome = try await send(blob, by: UploadPlan(sources: [], extent: .send))
        report(.done(blob, outcome))
        return outcome
    }

    private func bring(_ blob: Descriptor) async throws(RegistryError) -> BlobOutcome {
        let known = seen.repositories(of: blob.digest).filter { !source.mountable.contains($0) }
        var plan = UploadPlan(sources: source.mountable, remembered: known)
        let isAbsent = source.local.map { $0.spans[blob.digest] == nil } ?? false
        // Registries need not have the blob if the manifest names other addresses for it.
        if isAbsent || !blob.urls.isEmpty {
            let found = try await target.find(blob, by: plan) { seen.refuse(blob.digest, from: $0) }
            guard found == .absent else { return BlobOutcome(found) }
            guard try await isAtSource(blob) else { return .elsewhere }
            plan = UploadPlan(sources: [], extent: .send)
        }
        return try await send(blob, by: plan)
    }

    private func send(_ blob: Descriptor, by plan: UploadPlan) async throws(RegistryError) -> BlobOutcome {
        let start = CopyStart()
        let (report, seen) = (report, seen)
        let progressed: @Sendable (Int64) -> Void = { sent in
            if start.isFirst() { report(.started(blob)) }
            report(.progressed(blob, sent))
        }
        let refused: @Sendable (String) -> Void = { seen.refuse(blob.digest, from: $0) }
        if let local = source.local {
            guard let span = local.spans[blob.digest] else { return .elsewhere }
            return BlobOutcome(
                try await target.upload(
                    blob: blob.digest, span, by: plan, report: progressed, refused: refused))
        }
        return BlobOutcome(
            try await target.relay(
                blob: blob, from: source.sessions, by: plan, report: progressed, refused: refused))
    }

    private func isAtSource(_ blob: Descriptor) async throws(RegistryError) -> Bool {
        if let local = source.local { return local.spans[blob.digest] != nil }
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
        case .absent: self = .elsewhere
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
