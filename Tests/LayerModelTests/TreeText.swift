import BinaryModel
import LayerModel

/// An entry of a layer, in one line: `app/ 755`, `app/run 755 12`, `lib -> usr/lib`, `new = old`, `tty *`.
func entry(_ line: String) -> LayerEntry {
    if let arrow = line.range(of: " -> ") {
        return LayerEntry(
            path: Array(line[..<arrow.lowerBound].utf8),
            kind: .symbolicLink(target: Array(line[arrow.upperBound...].utf8)), mode: 0o777, size: 0)
    }
    let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let mode = words.count > 1 ? UInt16(words[1], radix: 8) : nil
    let path = Array(words[0].utf8)
    if words.count == 3, words[1] == "=" {
        return LayerEntry(path: path, kind: .hardLink(target: Array(words[2].utf8)), mode: 0o644, size: 0)
    }
    if words.last == "*" { return LayerEntry(path: path, kind: .special, mode: 0o644, size: 0) }
    if words[0].hasSuffix("/") { return LayerEntry(path: path, kind: .directory, mode: mode ?? 0o755, size: 0) }
    return LayerEntry(
        path: path, kind: .file(nil), mode: mode ?? 0o644, size: words.count > 2 ? UInt64(words[2]) ?? 0 : 0)
}

/// A listing of entries in one line each.
func listing(_ lines: [String]) throws -> LayerListing {
    var listing = LayerListing()
    for line in lines { try listing.append(entry(line)) }
    return listing
}

/// The tree of layers, the lowest first.
func tree(_ layers: [String]..., naming: FileNaming = .posix) throws -> FileTree {
    var tree = FileTree(naming: naming)
    for layer in layers { try tree.apply(try listing(layer)) }
    return tree
}

extension FileTree {
    /// Everything in the tree, sorted: `/a/ 755 @0`, `/a/b 644 @1`, `/c -> a @0`.
    var text: [String] {
        var lines: [String] = []
        var directories = [""]
        while let directory = directories.popLast() {
            for name in names(in: directory + "/") {
                let path = directory + "/" + name
                guard let file = lookUp(path, last: .kept).file else {
                    lines.append("\(path) ???")
                    continue
                }
                let mode = String(file.mode, radix: 8)
                switch file.kind {
                case .directory:
                    lines.append("\(path)/ \(mode) @\(file.layer)")
                    directories.append(path)
                case .symbolicLink(let target): lines.append("\(path) -> \(target) @\(file.layer)")
                case .special: lines.append("\(path) * @\(file.layer)")
                case .file:
                    lines.append("\(path) \(mode)" + (file.size > 0 ? " \(file.size)" : "") + " @\(file.layer)")
                }
            }
        }
        return lines.sorted()
    }
}

extension String {
    /// The first place of a text in this one.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        ranges(of: text).first
    }
}
