import ImageModel
import ImageResolver

/// Progress as one JSON object per event, for programs.
struct JSONProgress: ProgressRendering {
    /// When the last `blob-progress` of each blob was printed.
    private var reportedAt: [Digest: Int64] = [:]
    /// When the last `unpack-written` of each image was printed.
    private var writtenAt: [String: Int64] = [:]

    /// The shortest time between two `blob-progress` lines of one blob, in milliseconds.
    private static let spacing: Int64 = 250

    mutating func lines(for event: ResolverEvent, at now: Int64) -> [String] {
        switch event {
        case .blobStarted(let digest, _, _): reportedAt[digest] = now
        case .blobProgressed(let digest, _, _):
            guard now - (reportedAt[digest] ?? 0) >= Self.spacing else { return [] }
            reportedAt[digest] = now
        case .blobDone(let digest, _, _): reportedAt[digest] = nil
        case .layerUnpacking(let digest, _, _):
            guard now - (reportedAt[digest] ?? 0) >= Self.spacing else { return [] }
            reportedAt[digest] = now
        case .filesWritten(let image, _, _):
            guard now - (writtenAt[image] ?? 0) >= Self.spacing else { return [] }
            writtenAt[image] = now
        case .unpackingStarted, .layerUnpacked: break
        case .resolved, .layersStarted, .retried: break
        // Printed by `Messages`.
        case .request, .warning, .note: return []
        }
        return [JSONValue.object(members(of: event)).line]
    }

    mutating func lines(for image: FinishedImage) -> [String] {
        var members: [String: JSONValue] = [
            "event": .text("done"), "image": .text(image.image), "digest": .digest(image.digest),
            "platform": .platform(image.platform), "received": .integer(image.bytes),
            "size": .integer(image.held.reduce(image.bytes) { $0.addingClamped($1.bytes) }),
        ]
        members.merge(image.unpacked?.members ?? [:]) { $1 }
        return [JSONValue.object(members).line]
    }

    private func members(of event: ResolverEvent) -> [String: JSONValue] {
        switch event {
        case .resolved(let image, let digest, let platform, let word):
            [
                "event": .text("resolved"), "image": .text(image), "digest": .digest(digest),
                "platform": .platform(platform), "word": .text(word),
            ]
        case .layersStarted(let image, let blobs, let bytes):
            [
                "event": .text("layers-start"), "image": .text(image), "blobs": .integer(Int64(blobs)),
                "size": .integer(bytes),
            ]
        case .blobStarted(let digest, let size, let resumedBytes):
            blob("blob-start", digest, received: resumedBytes, size: size)
        case .blobProgressed(let digest, let received, let size):
            blob("blob-progress", digest, received: received, size: size)
        case .blobDone(let digest, let size, let cached):
            blob("blob-done", digest, received: size, size: size).merging(["cached": .bool(cached)]) { $1 }
        case .retried(let digest, let what, let reason, let delay, let attempt):
            [
                "event": .text("retry"), "digest": .digest(digest), "what": .text(what), "reason": .text(reason),
                "afterMilliseconds": .integer(Int64(delay)), "attempt": .integer(Int64(attempt)),
            ]
        case .unpackingStarted(let image, let layers, let bytes):
            [
                "event": .text("unpack-start"), "image": .text(image), "layers": .integer(Int64(layers)),
                "size": .integer(bytes),
            ]
        case .layerUnpacking(let digest, let read, let size):
            [
                "event": .text("unpack-progress"), "digest": .digest(digest), "read": .integer(read),
                "size": .integer(size),
            ]
        case .filesWritten(let image, let bytes, let entries):
            [
                "event": .text("unpack-written"), "image": .text(image), "written": .integer(bytes),
                "entries": .integer(entries),
            ]
        case .layerUnpacked(let digest, let size, let bytes, let entries):
            [
                "event": .text("unpack-done"), "digest": .digest(digest), "read": .integer(size),
                "size": .integer(size), "uncompressed": .integer(bytes), "entries": .integer(Int64(entries)),
            ]
        case .request, .warning, .note: [:]
        }
    }

    /// The keys that all events of a blob share.
    private func blob(_ event: String, _ digest: Digest, received: Int64, size: Int64) -> [String: JSONValue] {
        [
            "event": .text(event), "digest": .digest(digest), "received": .integer(received), "size": .integer(size),
        ]
    }
}
