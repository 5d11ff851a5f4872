import BinaryModel

/// The files of an image: its layers laid over one another, from the lowest up.
///
/// Names are bytes. A layer's whiteouts hide what lower layers have, wherever they stand in the layer; hard links name
/// files of the same layer or of lower ones; an entry below a symbolic link goes to where the link leads, inside the
/// root. OCI image-spec v1.1, layer.md.
package struct FileTree: Sendable {
    /// Whose rules for names and links hold.
    package let naming: FileNaming
    /// The number of layers that were applied.
    package internal(set) var layerCount = 0
    /// What is unusual about the layers: the first ``mostNotes``.
    package internal(set) var notes: [LayerNote] = []
    /// The number of notes, with those that ``notes`` leaves out.
    package internal(set) var noteCount = 0

    var nodes: NodeTable
    var binaries = BinaryCodes()
    /// How many more steps may be taken along links.
    var linkSteps: Int
    let bounds: LayerBounds

    /// The most notes that are kept.
    package static let mostNotes = 32

    /// A tree without files.
    package init(naming: FileNaming = .posix, within bounds: LayerBounds = LayerBounds(bytes: 20 << 20)) {
        self.naming = naming
        self.bounds = bounds
        linkSteps = bounds.linkSteps
        nodes = NodeTable(ignoresCase: naming == .windows, bounds: bounds)
    }

    /// The number of bytes that the tree takes, roughly.
    package var byteCount: Int { nodes.byteCount }
}

// MARK: - Files

extension FileTree {
    /// A file, directory or link in the tree.
    package struct File: Hashable, Sendable {
        /// What is at a path.
        package enum Kind: Hashable, Sendable {
            /// A regular file; with what it is by its bytes, if those were read.
            case file(Binary?)
            /// A directory.
            case directory
            /// A symbolic link, with its target as written.
            case symbolicLink(target: String)
            /// A device, a pipe or a socket.
            case special
        }

        /// The path without links, from the root: `/usr/bin/env`. Bytes that are not UTF-8 are replaced.
        package let path: String
        /// What it is.
        package let kind: Kind
        /// The permission bits, with set-user-ID, set-group-ID and the sticky bit.
        package let mode: UInt16
        /// The number of bytes of a regular file.
        package let size: UInt64
        /// The layer that brought it or changed it last; 0 is the lowest.
        package let layer: Int

        /// What a regular file is by its bytes.
        package var binary: Binary? {
            if case .file(let binary) = kind { return binary }
            return nil
        }
    }

    /// The regular files whose bytes were read and are as wanted, lower layers first; not those whose path is longer
    /// than a program can open.
    package func files(where isWanted: (Binary) -> Bool) -> [File] {
        var files: [File] = []
        forEachReachable { number, node in
            guard node.kind == .file, node.payload != 0 else { return }
            let binary = binaries.binary(Int(node.payload), size: nodes.size(of: number))
            guard let binary, isWanted(binary), let path = path(of: number) else { return }
            files.append(
                File(
                    path: path, kind: .file(binary), mode: node.mode, size: binary.size, layer: Int(node.layer)))
        }
        return files
    }

    /// The names in a directory, sorted; empty if there is no such directory.
    package func names(in path: String) -> [String] {
        guard case .found(let directory) = walk(Array(path.utf8), last: .followed).end else { return [] }
        var names: [String] = []
        forEachReachable { number, node in
            if Int(node.parent) == directory, number != directory {
                names.append(String(decoding: nodes.name(of: number), as: UTF8.self))
            }
        }
        return names.sorted()
    }

    /// The paths of everything that has a name, wherever it is.
    package func paths(named name: String) -> [String] {
        let wanted = Array(name.utf8)
        var paths: [String] = []
        forEachReachable { number, _ in
            if nodes.name(of: number) == wanted, let path = path(of: number) { paths.append(path) }
        }
        return paths
    }

    func forEachReachable(_ body: (Int, Node) -> Void) {
        var isReachable = [Bool](repeating: false, count: nodes.count)
        for number in 0..<nodes.count {
            let node = nodes[number]
            guard node.kind != .removed, number == nodes.root || isReachable[Int(node.parent)] else { continue }
            isReachable[number] = true
            body(number, node)
        }
    }

    func file(_ number: Int) -> File {
        let node = nodes[number]
        let size = nodes.size(of: number)
        let kind: File.Kind =
            switch node.kind {
            case .file: .file(binaries.binary(Int(node.payload), size: size))
            case .symbolicLink: .symbolicLink(target: String(decoding: nodes.target(of: number), as: UTF8.self))
            case .special: .special
            case .directory, .removed: .directory
            }
        return File(
            path: path(of: number) ?? "", kind: kind, mode: node.mode, size: size, layer: Int(node.layer))
    }

    /// The path of a node; `nil` if it is longer than a program can open.
    func path(of number: Int) -> String? {
        pathBytes(of: number).map { "/" + String(decoding: $0, as: UTF8.self) }
    }
}

// MARK: - Look-ups

extension FileTree {
    /// What a look-up found, as openat2(2) with RESOLVE_IN_ROOT finds it.
    package struct LookUp: Hashable, Sendable {
        /// The end of a look-up.
        package enum Outcome: Hashable, Sendable {
            /// This is at the path.
            case found(File)
            /// This part of the path, without links, is not there.
            case missing(String)
            /// The path goes on behind something that is not a directory.
            case notDirectory(File)
            /// More than 40 links lead on; the last one.
            case loop(File)
            /// The path, or one that links lead to, is longer than 4096 bytes.
            case tooLong
        }

        /// The end of the look-up.
        package let outcome: Outcome
        /// The links that were followed, in order.
        package let links: [File]

        /// What is at the path.
        package var file: File? {
            if case .found(let file) = outcome { return file }
            return nil
        }
    }

    /// Whether a link at the end of a path is followed.
    package enum LastLink: Hashable, Sendable {
        case followed
        case kept
    }

    /// Looks a path up, from the root, and inside of it.
    package func lookUp(_ path: String, last: LastLink = .followed) -> LookUp {
        let walk = walk(Array(path.utf8), last: last)
        let outcome: LookUp.Outcome
        switch walk.end {
        case .found(let number): outcome = self.path(of: number) == nil ? .tooLong : .found(file(number))
        case .missing(let parent, let name):
            let start = self.path(of: parent) ?? ""
            outcome = .missing((start == "/" ? "" : start) + "/" + String(decoding: name, as: UTF8.self))
        case .notDirectory(let number): outcome = .notDirectory(file(number))
        case .loop(let number): outcome = .loop(file(number))
        case .tooLong: outcome = .tooLong
        }
        return LookUp(outcome: outcome, links: walk.links.map(file))
    }

    /// Where the bytes of the regular file at a path are; `nil` if there is none. Links are followed.
    package func content(at path: String) -> MemberPosition? {
        guard case .found(let number) = walk(Array(path.utf8), last: .followed).end, nodes[number].kind == .file else {
            return nil
        }
        return nodes.content(of: number)
    }

    /// The end of a walk, by the numbers of nodes.
    enum WalkEnd {
        case found(Int)
        case missing(parent: Int, name: ArraySlice<UInt8>)
        case notDirectory(Int)
        case loop(Int)
        case tooLong
    }

    func walk(_ path: [UInt8], last: LastLink) -> (end: WalkEnd, links: [Int]) {
        guard path.count <= LayerListing.longestPath else { return (.tooLong, []) }
        var pending = PendingPath(path, naming)
        var links: [Int] = []
        var current = nodes.root
        while let component = pending.next() {
            guard nodes[current].kind == .directory else { return (.notDirectory(current), links) }
            if component.elementsEqual([0x2E]) { continue }
            if component.elementsEqual([0x2E, 0x2E]) {
                current = Int(nodes[current].parent)
                continue
            }
            guard let child = nodes.child(component, of: current) else {
                return (.missing(parent: current, name: component), links)
            }
            let asksForDirectory = pending.endsInSeparator
            guard nodes[child].kind == .symbolicLink, last == .followed || !pending.isAtEnd || asksForDirectory else {
                current = child
                if asksForDirectory, nodes[child].kind != .directory { return (.notDirectory(child), links) }
                continue
            }
            guard let isAbsolute = pending.follow(nodes.target(of: child)) else { return (.loop(child), links) }
            links.append(child)
            if isAbsolute { current = linkRoot }
        }
        return (.found(current), links)
    }

    /// Where absolute targets of links begin.
    var linkRoot: Int {
        naming == .windows ? nodes.child(Array("Files".utf8)[...], of: nodes.root) ?? nodes.root : nodes.root
    }
}
