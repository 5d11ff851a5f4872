import ImageModel
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
        if blob.isForeign, !blob.urls.isEmpty {
            if try await target.has(blob: blob.digest, size: blob.size) { return .present }
            guard try await isAtSource(blob) else { return .elsewhere }
        }
        let start = CopyStart()
        let report = report
        let outcome = try await target.copy(blob: blob, from: source.sessions) { sent in
            if start.isFirst() { report(.started(blob)) }
            report(.progressed(blob, sent))
        }
        switch outcome {
        case .wasThere: return .present
        case .mounted: return .mounted
        case .sent: return .sent
        }
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

extension Descriptor {
    /// Whether registries may not have it: the manifest says where else it is to be had.
    package var isForeign: Bool { !urls.isEmpty || LayerFormat(mediaType: mediaType)?.isForeign == true }
}
