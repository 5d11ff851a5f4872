/// How much of an image's layers is held in memory.
package struct LayerBounds: Hashable, Sendable {
    /// The largest number of entries, or of files and directories.
    package let entries: Int
    /// The largest number of bytes that they take, roughly.
    package let bytes: Int
    /// The largest number of steps along symbolic links that the entries of all layers may take together.
    package let linkSteps: Int

    /// Bounds of a listing or of a tree.
    package init(entries: Int = 1 << 20, bytes: Int, linkSteps: Int = 4 << 20) {
        self.entries = entries
        self.bytes = bytes
        self.linkSteps = linkSteps
    }
}

/// Why layers are not taken in.
package enum FileTreeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There are more entries than the limit.
    case tooManyEntries(limit: Int)
    /// The paths and programs take more memory than the limit, in bytes.
    case tooLarge(limit: Int)
    /// There are more layers than the limit.
    case tooManyLayers(limit: Int)
    /// More steps along symbolic links would be needed than the limit.
    case tooManyLinks(limit: Int)

    /// The reason, with the limit.
    package var description: String {
        switch self {
        case .tooManyEntries(let limit): "the layers have more than \(limit) files and directories"
        case .tooLarge(let limit): "the names in the layers take more than \(limit >> 20) MiB"
        case .tooManyLayers(let limit): "the image has more than \(limit) layers"
        case .tooManyLinks(let limit): "the layers' symbolic links take more than \(limit) steps to follow"
        }
    }
}

/// Something unusual about a layer, which tools treat differently.
package enum LayerNote: Hashable, Sendable {
    /// A hard link names something that is not there, or a directory: it is left out.
    case hardLinkLeadsNowhere(path: String, target: String, layer: Int)
    /// An entry's name is longer than 255 bytes: it is left out.
    case nameTooLong(path: String, layer: Int)
    /// Paths or targets of links are longer than 4096 bytes: these entries are left out.
    case pathsTooLong(count: Int, layer: Int)
    /// An entry lies below links that lead round in a circle: it is left out.
    case linkLoop(path: String, layer: Int)
    /// A path comes twice, and the last one holds; podman and Docker refuse such a layer.
    case repeatedPath(path: String, layer: Int)
}
