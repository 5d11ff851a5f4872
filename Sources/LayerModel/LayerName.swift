/// What the last component of an entry's path means. OCI image-spec v1.1, layer.md, "Whiteouts".
package enum LayerName: Hashable, Sendable {
    /// The name of a file.
    case name
    /// It hides what lower layers have under this name.
    case whiteout(of: ArraySlice<UInt8>)
    /// It hides everything that lower layers have in its directory.
    case opaque
    /// AUFS' own files, `.wh..wh.…`, and whiteouts of no name are no content.
    case ignored

    /// Reads a component, which must not be `.` or `..`.
    package init(_ name: ArraySlice<UInt8>) {
        let prefix = Array(".wh.".utf8)
        guard name.starts(with: prefix) else {
            self = .name
            return
        }
        let rest = name.dropFirst(prefix.count)
        if rest.elementsEqual(".wh..opq".utf8) {
            self = .opaque
        } else if rest.starts(with: prefix) || rest.allSatisfy({ $0 == 0x2E }) && rest.count <= 2 {
            self = .ignored
        } else {
            self = .whiteout(of: rest)
        }
    }
}

extension LayerEntry {
    /// The components of an entry's path: `.` and empty ones are left out, and `..` takes the one before it away, but never
    /// leads out of the root.
    package static func components(of path: [UInt8]) -> [ArraySlice<UInt8>] {
        PendingPath.cleaned(path, .posix)
    }
}
