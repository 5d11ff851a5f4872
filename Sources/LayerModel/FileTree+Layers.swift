import BinaryModel

extension FileTree {
    /// Adds one entry alone, which is at this position, with the directories above it.
    package mutating func add(_ entry: LayerEntry, at position: MemberPosition) throws(FileTreeError) {
        guard position.layer < Int(UInt16.max) else { throw .tooManyLayers(limit: Int(UInt16.max)) }
        var application = LayerApplication(layer: position.layer)
        try application.add(entry, position.entry, to: &self)
    }

    /// Lays a layer over those that were applied before.
    ///
    /// - Throws: ``FileTreeError`` if the tree would exceed its bounds; it is then incomplete.
    package mutating func apply(_ layer: LayerListing) throws(FileTreeError) {
        guard layerCount < Int(UInt16.max) else { throw .tooManyLayers(limit: Int(UInt16.max)) }
        var application = LayerApplication(layer: layerCount)
        if layerCount > 0 {
            // A whiteout hides what lower layers have, also if it comes behind an entry of its own layer: all of them
            // are taken before the other entries. A directory in the place of a link is not looked through.
            for entry in layer where entry.kind == .directory { try application.replaceLink(entry, in: &self) }
            for entry in layer { try application.hide(entry, in: &self) }
        }
        for (number, entry) in layer.enumerated() { try application.add(entry, number, to: &self) }
        if layer.omittedCount > 0 { note(.pathsTooLong(count: layer.omittedCount, layer: layerCount)) }
        layerCount += 1
        nodes.otherBytes = binaries.byteCount
    }

    mutating func note(_ note: LayerNote) {
        noteCount += 1
        if notes.count < Self.mostNotes { notes.append(note) }
    }
}

/// The application of one layer to a tree.
private struct LayerApplication {
    /// The number of the layer.
    let layer: Int
    /// The directory of the last entry, and its node: most entries lie beside the one before.
    private var last: (directory: [UInt8], node: Int)?

    private static let longestName = 255

    init(layer: Int) {
        self.layer = layer
    }

    /// Puts a directory where lower layers have something else.
    mutating func replaceLink(_ entry: LayerEntry, in tree: inout FileTree) throws(FileTreeError) {
        let components = PendingPath.cleaned(entry.path, tree.naming)
        guard let name = components.last, case .name = LayerName(name),
            let parent = try directory(components.dropLast(), ifMissing: .skip, in: &tree),
            let child = tree.nodes.child(name, of: parent), tree.nodes[child].kind != .directory
        else { return }
        try put(NodeValue(kind: .directory, mode: entry.mode, layer: UInt16(layer)), name, parent, in: &tree)
    }

    /// Takes away what a whiteout hides.
    mutating func hide(_ entry: LayerEntry, in tree: inout FileTree) throws(FileTreeError) {
        let components = PendingPath.cleaned(entry.path, tree.naming)
        guard let name = components.last else { return }
        let meaning = LayerName(name)
        if case .name = meaning { return }
        guard let parent = try directory(components.dropLast(), ifMissing: .skip, in: &tree) else { return }
        switch meaning {
        case .name, .ignored: return
        case .opaque:
            try tree.nodes.empty(parent)
            last = nil
        case .whiteout(let hidden):
            guard let child = tree.nodes.child(hidden, of: parent), Int(tree.nodes[child].layer) < layer else { return }
            tree.nodes.remove(child)
            last = nil
        }
    }

    /// Adds an entry that is no whiteout; `number` is its own in the layer.
    mutating func add(_ entry: LayerEntry, _ number: Int, to tree: inout FileTree) throws(FileTreeError) {
        let components = PendingPath.cleaned(entry.path, tree.naming)
        guard let name = components.last else {
            // The root itself, as `./`.
            guard entry.kind == .directory else { return }
            var value = NodeValue(kind: .directory, mode: entry.mode, layer: UInt16(layer))
            value.entry = MemberPosition(layer: layer, entry: number)
            return try tree.nodes.relist(tree.nodes.root, value)
        }
        guard case .name = LayerName(name), !components.contains(where: isIgnored) else { return }
        guard !components.contains(where: { $0.count > Self.longestName }) else {
            return tree.note(.nameTooLong(path: entry.text, layer: layer))
        }
        guard let parent = try directory(components.dropLast(), ifMissing: .make, in: &tree) else {
            return tree.note(.linkLoop(path: entry.text, layer: layer))
        }
        guard let value = try value(of: entry, number, in: &tree) else { return }
        if let child = tree.nodes.child(name, of: parent), Int(tree.nodes[child].layer) == layer,
            tree.nodes[child].kind != .directory || value.kind != .directory
        {
            tree.note(.repeatedPath(path: entry.text, layer: layer))
        }
        try put(value, name, parent, in: &tree)
    }

    private func isIgnored(_ component: ArraySlice<UInt8>) -> Bool {
        component.starts(with: ".wh..wh.".utf8)
    }

    /// What a node is given for an entry; `nil` for a hard link that leads nowhere.
    private mutating func value(
        of entry: LayerEntry, _ number: Int, in tree: inout FileTree
    ) throws(FileTreeError) -> NodeValue? {
        var value = NodeValue(kind: .special, mode: entry.mode, layer: UInt16(layer))
        value.entry = MemberPosition(layer: layer, entry: number)
        value.content = value.entry
        switch entry.kind {
        case .special: break
        case .directory: value.kind = .directory
        case .file(let binary):
            value.kind = .file
            value.size = entry.size
            value.payload = UInt32(truncatingIfNeeded: tree.binaries.code(for: binary))
            tree.nodes.otherBytes = tree.binaries.byteCount
        case .symbolicLink(let target):
            value.kind = .symbolicLink
            value.payload = tree.nodes.payload(forTarget: target)
        case .hardLink(let target):
            let components = PendingPath.cleaned(target, tree.naming)
            guard let name = components.last,
                let parent = try directory(components.dropLast(), ifMissing: .skip, in: &tree),
                let other = tree.nodes.child(name, of: parent), tree.nodes[other].kind != .directory
            else {
                tree.note(
                    .hardLinkLeadsNowhere(
                        path: entry.text, target: String(decoding: target, as: UTF8.self), layer: layer))
                return nil
            }
            // Both are names of one file, which gets the mode of the last entry.
            tree.nodes.setMode(entry.mode, of: other)
            value.kind = tree.nodes[other].kind
            value.payload = tree.nodes[other].payload
            value.size = tree.nodes.size(of: other)
            value.content = tree.nodes.content(of: other)
        }
        return value
    }

    private mutating func put(
        _ value: NodeValue, _ name: ArraySlice<UInt8>, _ parent: Int, in tree: inout FileTree
    ) throws(FileTreeError) {
        let answer = try tree.nodes.put(value, at: name, in: parent)
        if answer.replaces { last = nil }
    }

    /// What is done about a directory that is not there.
    private enum Missing {
        case make
        case skip
    }

    /// The node of a directory, through links; `nil` if it is not there, or if links lead round in a circle.
    private mutating func directory(
        _ components: ArraySlice<ArraySlice<UInt8>>, ifMissing missing: Missing, in tree: inout FileTree
    ) throws(FileTreeError) -> Int? {
        let path = Array(components.joined(separator: [0x2F]))
        if let last, last.directory == path { return last.node }
        var pending = PendingPath(path, tree.naming)
        var current = tree.nodes.root
        while let component = pending.next() {
            if pending.linkCount > 0 {
                tree.linkSteps -= 1
                guard tree.linkSteps > 0 else { throw .tooManyLinks(limit: tree.bounds.linkSteps) }
            }
            if component.elementsEqual([0x2E]) { continue }
            if component.elementsEqual([0x2E, 0x2E]) {
                current = Int(tree.nodes[current].parent)
                continue
            }
            let child = tree.nodes.child(component, of: current)
            switch child.map({ tree.nodes[$0].kind }) {
            case .directory?: current = child ?? current
            case .symbolicLink?:
                guard let child, let isAbsolute = pending.follow(tree.nodes.target(of: child)) else { return nil }
                if isAbsolute { current = tree.linkRoot }
            case .file?, .special?, .removed?, nil:
                guard missing == .make, component.count <= Self.longestName else { return nil }
                let value = NodeValue(kind: .directory, mode: 0o755, layer: UInt16(layer))
                current = try tree.nodes.put(value, at: component, in: current).number
            }
        }
        last = (path, current)
        return current
    }
}

extension LayerEntry {
    /// The path, for people.
    fileprivate var text: String { String(decoding: path, as: UTF8.self) }
}
