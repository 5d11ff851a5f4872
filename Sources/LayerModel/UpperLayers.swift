/// The upper layers of an image, which may tell where a file is whatever the layers below them hold.
///
/// Layers are added from the top down. Only what is certain is answered: a layer in which an entry has parents that are
/// not entries of the same layer may put it anywhere, because a lower layer may have links in their place. The answer
/// is then that of a ``FileTree``, from all layers. Names are those of POSIX.
package struct UpperLayers: Sendable {
    /// What is known about the file.
    package enum Answer: Hashable, Sendable {
        /// It is this entry of the layer that was added at this position, both counted from 0.
        case found(layer: Int, entry: Int)
        /// The next layer may tell.
        case openYet
        /// All layers are needed.
        case undecided
    }

    /// The components of the path as far as links are known; empty if all layers are needed.
    package private(set) var path: [[UInt8]]
    /// The layers that were added, the uppermost first.
    package private(set) var layers: [LayerListing] = []
    /// Whether the answer is a link that the path itself leads to, or what that link leads to.
    private let last: FileTree.LastLink
    private var linkCount = 0
    /// So many layers have neither the file nor a link on the way.
    private var searchedCount = 0
    /// So many components of the path are directories in those layers, which replace links in the ones below.
    private var directoryDepth = 0

    /// Looks for the file at this path, and for a link there if `last` says that it is not followed.
    package init(path: String, last: FileTree.LastLink = .followed) {
        self.last = last
        self.path = Self.components(Array(path.utf8)[...]) ?? []
    }

    /// Adds the next layer, which lies below those before.
    package mutating func add(_ layer: LayerListing) -> Answer {
        layers.append(layer)
        guard !path.isEmpty else { return .undecided }
        guard Self.isPlain(layer) else { return giveUp() }
        while true {
            switch search() {
            case .file(let entry): return .found(layer: searchedCount, entry: entry)
            case .none: return .openYet
            case .other: return giveUp()
            case .link(let target, let depth):
                guard follow(target, depth) else { return giveUp() }
            }
        }
    }

    private mutating func giveUp() -> Answer {
        path = []
        return .undecided
    }

    /// Goes on with the target of the link that the first `depth` components lead to.
    private mutating func follow(_ target: [UInt8], _ depth: Int) -> Bool {
        linkCount += 1
        guard linkCount <= PendingPath.mostLinks, !target.isEmpty else { return false }
        // The directories before the link are no links, so that `..` may be taken from their names.
        var base = target.first == 0x2F ? [] : Array(path[..<(depth - 1)])
        var rest = target[...]
        while rest.starts(with: [0x2E, 0x2E]), rest.count == 2 || rest.dropFirst(2).first == 0x2F {
            _ = base.popLast()
            rest = rest.dropFirst(2).drop { $0 == 0x2F }
        }
        let others = Array(path[depth...])
        // A target that ends in `/` or `.` may be followed by a name only.
        if !others.isEmpty { rest += [0x2F, 0x78] }
        guard var components = Self.components(rest) else { return false }
        if !others.isEmpty { components.removeLast() }
        path = base + components + others
        (searchedCount, directoryDepth) = (0, 0)
        return !path.isEmpty && path.reduce(0) { $0 + $1.count + 1 } <= LayerListing.longestPath
    }

    /// The names in a path; `nil` if they alone do not tell what it means.
    private static func components(_ path: ArraySlice<UInt8>) -> [[UInt8]]? {
        guard path.count <= LayerListing.longestPath, let last = path.last, last != 0x2F else { return nil }
        let names = path.split(separator: 0x2F)
        guard names.last?.elementsEqual([0x2E]) == false else { return nil }
        let components = names.filter { !$0.elementsEqual([0x2E]) }.map(Array.init)
        let isCertain = components.allSatisfy { name in
            name != [0x2E, 0x2E] && name.count <= 255 && !name.starts(with: LayerPath.whiteout)
        }
        return isCertain ? components : nil
    }

    /// Whether each entry is where its path says: its parents are directories of the layer, and come before it.
    private static func isPlain(_ layer: LayerListing) -> Bool {
        var directories: Set<[UInt8]> = [[]]
        for entry in layer {
            let path = LayerPath(entry.path)
            guard directories.contains(path.parent) else { return false }
            if entry.kind == .directory { directories.insert(path.bytes) }
        }
        return layer.allSatisfy { $0.kind == .directory || !directories.contains(LayerPath($0.path).bytes) }
    }
}

extension UpperLayers {
    private enum Found {
        case file(entry: Int)
        /// The first `depth` components lead to a symbolic link.
        case link(target: [UInt8], depth: Int)
        /// Something that is neither, or that hides the file.
        case other
        case none
    }

    /// Looks for the first layer that has the file, or a link on the way.
    private mutating func search() -> Found {
        // The directories on the way, and the file itself.
        let prefixes = (1...path.count).map { Array(path[..<$0].joined(separator: [0x2F])) }
        let depths = Dictionary(uniqueKeysWithValues: zip(prefixes, 1...))
        while searchedCount < layers.count {
            let found = search(layers[searchedCount], depths)
            if case .none = found { searchedCount += 1 } else { return found }
        }
        return .none
    }

    private mutating func search(_ layer: LayerListing, _ depths: [[UInt8]: Int]) -> Found {
        var found = Found.none
        var foundDepth = Int.max
        var hides = false
        var deepest = directoryDepth
        for (number, entry) in layer.enumerated() {
            let path = LayerPath(entry.path)
            if path.name.starts(with: LayerPath.whiteout) {
                hides = hides || path.hides { $0.isEmpty || depths[$0] != nil }
                continue
            }
            guard let depth = depths[path.bytes] else { continue }
            if entry.kind != .directory { foundDepth = depth }
            switch entry.kind {
            case .directory where depth == depths.count: return .other
            case .directory: deepest = max(deepest, depth)
            case .symbolicLink where depth == depths.count && last == .kept: found = .file(entry: number)
            case .symbolicLink(let target): found = .link(target: target, depth: depth)
            case .file where depth == depths.count: found = .file(entry: number)
            case .file, .hardLink, .special: found = .other
            }
        }
        if case .none = found, hides { return .other }
        // A layer above has made a directory of it.
        if foundDepth <= directoryDepth { return .other }
        directoryDepth = deepest
        return found
    }
}

/// The path of an entry, cleaned: without `.`, `..` and separators at its ends.
private struct LayerPath {
    static let whiteout = Array(".wh.".utf8)

    let bytes: [UInt8]
    /// The path of the directory; empty for the root.
    let parent: [UInt8]
    /// The last component.
    let name: ArraySlice<UInt8>

    init(_ path: [UInt8]) {
        let bytes = LayerEntry.cleaned(path)
        let separator = bytes.lastIndex(of: 0x2F)
        self.bytes = bytes
        parent = separator.map { Array(bytes[..<$0]) } ?? []
        name = bytes[(separator.map { $0 + 1 } ?? 0)...]
    }

    /// Whether the whiteout of this name may hide what `concerns` says.
    func hides(_ concerns: ([UInt8]) -> Bool) -> Bool {
        let hidden = name.dropFirst(Self.whiteout.count)
        // Of AUFS' own names, one makes a directory opaque.
        if hidden.starts(with: Self.whiteout) { return concerns(parent) }
        return concerns(parent.isEmpty ? Array(hidden) : parent + [0x2F] + hidden)
    }
}
