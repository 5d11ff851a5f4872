import BinaryModel

/// One entry of a layer: a member of its tar archive.
package struct LayerEntry: Hashable, Sendable {
    /// What the entry is.
    package enum Kind: Hashable, Sendable {
        /// A regular file; with what it is by its bytes, if those were read.
        case file(Binary?)
        /// A directory.
        case directory
        /// A symbolic link to this path, as written.
        case symbolicLink(target: [UInt8])
        /// Another name of the entry with this path, as written.
        case hardLink(target: [UInt8])
        /// A device, a pipe or a socket.
        case special
    }

    /// The path as written in the archive: it may begin with `/` or `./`, hold `..`, and need not be UTF-8.
    package let path: [UInt8]
    /// What the entry is.
    package let kind: Kind
    /// The permission bits, with set-user-ID, set-group-ID and the sticky bit: the lowest 12 bits of a POSIX mode.
    package let mode: UInt16
    /// The number of bytes of a regular file, with its holes; 0 for others.
    package let size: UInt64

    /// Describes an entry.
    package init(path: [UInt8], kind: Kind, mode: UInt16, size: UInt64) {
        self.path = path
        self.kind = kind
        self.mode = mode
        self.size = size
    }
}

extension LayerEntry {
    /// The path of an entry as components joined by `/`: without `.`, `..` and separators at its ends.
    package static func cleaned(_ path: [UInt8]) -> [UInt8] {
        Array(PendingPath.cleaned(path, .posix).joined(separator: [0x2F]))
    }
}
