import SwiftProtobuf

/// A mount that shows a snapshot.
package struct SnapshotMount: Hashable, Sendable {
    /// The type of the file system; `bind` for a directory as it is.
    package let type: String
    /// The directory or the device.
    package let source: String
    /// The options, each as mount(8) takes it.
    package let options: [String]

    package init(type: String, source: String, options: [String]) {
        self.type = type
        self.source = source
        self.options = options
    }

    /// The directories below the upper one of an overlay, the uppermost first.
    package var lowerDirectories: [String] {
        let key = "lowerdir="
        return options.first { $0.hasPrefix(key) }?.dropFirst(key.count).split(separator: ":").map(String.init) ?? []
    }
}

/// Where the files of a snapshot that is being made are written.
package enum SnapshotDirectory: Hashable, Sendable {
    /// All its files are below this directory: those of the layer, and a copy of those below it.
    case whole(String)
    /// The files of the layer alone are below this directory, the upper one of an overlay.
    case upper(String)

    /// The directory that `mounts` show; `nil` if the files are elsewhere than in a directory.
    ///
    /// A snapshot of overlayfs without a parent is a directory as well, and its own.
    package init?(_ mounts: [SnapshotMount]) {
        guard mounts.count == 1, let mount = mounts.first else { return nil }
        switch mount.type {
        case "bind" where mount.source.hasPrefix("/"): self = .whole(mount.source)
        case "overlay":
            // With `userxattr`, attributes of other names than those of root's overlays mark opaque directories.
            guard !mount.options.contains("userxattr") else { return nil }
            let key = "upperdir="
            guard let option = mount.options.first(where: { $0.hasPrefix(key + "/") }) else { return nil }
            self = .upper(String(option.dropFirst(key.count)))
        default: return nil
        }
    }

    /// The path.
    package var path: String {
        switch self {
        case .whole(let path), .upper(let path): path
        }
    }
}

extension ContainerdConnection {
    /// Makes a snapshot that can be written to, above the committed snapshot `parent`, or empty without one.
    package func prepareSnapshot(
        _ key: String, above parent: String?, in snapshotter: String, labels: [String: String] = [:]
    ) async throws(ContainerdError) -> [SnapshotMount] {
        var request = SnapshotsPrepareSnapshotRequest()
        request.snapshotter = snapshotter
        request.key = key
        request.parent = parent ?? ""
        request.labels = labels
        let answer: SnapshotsPrepareSnapshotResponse = try await call(.snapshotPrepare, request)
        return answer.mounts.map { SnapshotMount(type: $0.type, source: $0.source, options: $0.options) }
    }

    /// Commits the snapshot `key` under a name.
    package func commitSnapshot(
        _ key: String, as name: String, in snapshotter: String, labels: [String: String]
    ) async throws(ContainerdError) {
        var request = SnapshotsCommitSnapshotRequest()
        request.snapshotter = snapshotter
        request.key = key
        request.name = name
        request.labels = labels
        let _: Google_Protobuf_Empty = try await call(.snapshotCommit, request)
    }

    /// Removes a snapshot; one that does not exist is removed already.
    package func removeSnapshot(_ key: String, in snapshotter: String) async throws(ContainerdError) {
        var request = SnapshotsRemoveSnapshotRequest()
        request.snapshotter = snapshotter
        request.key = key
        do {
            let _: Google_Protobuf_Empty = try await call(.snapshotRemove, request)
        } catch .notFound {
            return
        }
    }

    /// Whether the snapshotter has a snapshot of this name.
    package func hasSnapshot(_ name: String, in snapshotter: String) async throws(ContainerdError) -> Bool {
        var request = SnapshotsStatSnapshotRequest()
        request.snapshotter = snapshotter
        request.key = name
        do {
            let _: SnapshotsStatSnapshotResponse = try await call(.snapshotStat, request)
            return true
        } catch .notFound {
            return false
        }
    }
}
