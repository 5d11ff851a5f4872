import ImageModel
import ImageStore
import RegistryProtocol
import Synchronization

/// Brings one blob to the target: it is there, or it is mounted, or its bytes are sent.
struct BlobCopy: Sendable {
    let source: CopyOrigin
    let target: RegistrySession
    let report: @Sendable (CopyEvent) -> Void

    /// Brings the blob over, and says how.
    func run(_ blob: Descriptor) async throws(CopyError) -> BlobFate {
        do throws(PushError) {
            let fate = try await bring(blob)
            report(.done(blob, fate))
            return fate
        } catch {
            throw .push(error)
        }
    }

    private func bring(_ blob: Descriptor) async throws(PushError) -> BlobFate {
        // Whoever mounts what is there loses nothing: one question instead of two.
        for repository in source.mountable {
            if try await target.mount(blob: blob.digest, from: repository) { return .mounted }
        }
        if let local = source.local { return try await send(blob, from: local) }
        // Registries may not have it: the manifest says where else it is to be had.
        if !blob.urls.isEmpty {
            if try await target.has(blob: blob.digest, size: blob.size) { return .present }
            guard try await isAtSource(blob) else { return .elsewhere }
        }
        let start = CopyStart()
        let report = report
        let outcome = try await target.copy(blob: blob, from: source.sessions) { sent in
            if start.isFirst() { report(.started(blob)) }
            report(.progressed(blob, sent))
        }
        return BlobFate(outcome)
    }

    /// Sends a blob that lies on this machine, once its bytes are known to be what its digest names.
    private func send(_ blob: Descriptor, from local: LocalContent) async throws(PushError) -> BlobFate {
        if try await target.has(blob: blob.digest, size: blob.size) { return .present }
        guard let span = local.spans[blob.digest] else { return .elsewhere }
        let actual: Digest
        do throws(StoreError) { actual = try await span.digest(blob.digest.algorithm) } catch { throw .store(error) }
        guard actual == blob.digest else {
            throw .wrongDigest(expected: blob.digest, actual: actual, what: "blob \(blob.digest)")
        }
        report(.started(blob))
        let report = report
        let outcome = try await target.upload(blob: blob.digest, span) { report(.progressed(blob, $0)) }
        return BlobFate(outcome)
    }

    private func isAtSource(_ blob: Descriptor) async throws(PushError) -> Bool {
        for session in source.sessions where try await session.has(blob: blob.digest, size: blob.size) { return true }
        return false
    }
}

/// Tells the first report of a blob's bytes from the others.
private final class CopyStart: Sendable {
    private let hasBegun = Atomic(false)

    /// Whether nobody has asked before.
    func isFirst() -> Bool { !hasBegun.exchange(true, ordering: .relaxed) }
}

extension BlobFate {
    /// What an upload has come to.
    fileprivate init(_ outcome: UploadOutcome) {
        switch outcome {
        case .wasThere: self = .present
        case .mounted: self = .mounted
        case .sent: self = .sent
        }
    }
}
