import LayerModel
import LayerReading

/// The members of an exported archive, in order.
///
/// The order is that of the layers, from the lowest up, and in each that of its archive: a member is written where its
/// bytes come by, or else where the entry is that names it. Directories come before what they hold, and of the names of a
/// file the one that comes first has the bytes. So each layer is read once, and equal images give equal archives.
struct ExportPlan: Sendable {
    /// A member, in 24 bytes.
    struct Item: Sendable {
        /// Where the member is written.
        fileprivate(set) var position: PackedPosition
        /// The entry that its header comes from; ``PackedPosition/none`` for a directory that no layer lists.
        fileprivate(set) var header: PackedPosition
        /// The number of the member in the tree.
        let number: UInt32
        /// The number of the member of which this is another name, or its own.
        fileprivate(set) var first: UInt32
    }

    /// The merged layers.
    let tree: FileTree
    /// The members in the order of their positions.
    let items: [Item]
    private let headers: [Int: LayerHeaders]

    /// A plan for what is at `roots`, and below it. `headers` are those of the layers that the tree has entries of.
    init(_ tree: FileTree, of roots: Set<Int>, headers: [Int: LayerHeaders]) {
        self.tree = tree
        self.headers = headers
        var isWanted = [Bool](repeating: false, count: tree.memberCount)
        var items: [Item] = []
        var names: [(content: PackedPosition, item: Item)] = []
        tree.forEachMember { member in
            isWanted[member.number] = roots.contains(member.number) || isWanted[member.parent]
            // The root is listed if a layer lists it.
            guard isWanted[member.number], member.number != tree.rootNumber || member.entry != nil else { return }
            let entry = member.entry.map(PackedPosition.init) ?? .none
            let number = UInt32(truncatingIfNeeded: member.number)
            let position = member.entry == nil ? PackedPosition(endOf: member.layer) : entry
            let item = Item(position: position, header: entry, number: number, first: number)
            if member.isDirectory {
                items.append(item)
            } else {
                names.append((member.content.map(PackedPosition.init) ?? entry, item))
            }
        }
        names.sort { ($0.content, $0.item.header) < ($1.content, $1.item.header) }
        var start = 0
        while start < names.count {
            var end = start + 1
            while end < names.count, names[end].content == names[start].content { end += 1 }
            let (first, last) = (names[start].item.number, names[end - 1].item.header)
            for index in start..<end {
                var item = names[index].item
                // All are names of one file, which the last entry describes.
                (item.first, item.header) = (first, last)
                if index == start { item.position = names[index].content }
                items.append(item)
            }
            start = end
        }
        self.items = items.sorted { ($0.position, $0.number) < ($1.position, $1.number) }
    }

    /// The layers whose files have bytes in the archive.
    var layersWithContent: Set<Int> {
        var layers: Set<Int> = []
        for item in items where contentSize(of: item) > 0 { layers.insert(item.position.layer) }
        return layers
    }

    /// The number of bytes that follow the header of a member.
    func contentSize(of item: Item) -> UInt64 {
        item.number == item.first ? tree.fileSize(of: Int(item.number)) ?? 0 : 0
    }

    /// The header of a member; `nil` if its path is longer than a program can open.
    func member(_ item: Item) -> LayerMember? {
        guard var path = tree.pathBytes(of: Int(item.number)) else { return nil }
        let number = Int(item.number)
        var member = LayerMember(path: path, kind: .directory, mode: 0o755)
        if let size = tree.fileSize(of: number) { member.kind = .file(size: size) }
        if let target = tree.target(of: number) { member.kind = .symbolicLink(target: target) }
        // Numbers of devices and attributes are with the bytes, and what a later name of the file says holds above them.
        if item.first == item.number { fill(&member, from: item.position) }
        if item.header != item.position || item.first != item.number { fill(&member, from: item.header) }
        if item.first != item.number {
            guard let target = tree.pathBytes(of: Int(item.first)) else { return nil }
            (member.kind, member.attributes) = (.hardLink(target: target), [])
        }
        if case .directory = member.kind {
            path = path.isEmpty ? [0x2E, 0x2F] : path + [0x2F]
            member.path = path
        }
        return member
    }

    private func fill(_ member: inout LayerMember, from position: PackedPosition) {
        guard let entry = position.entry else { return }
        headers[position.layer]?.fill(&member, from: entry)
    }
}

/// The position of an entry in one number, by layer and then by entry.
struct PackedPosition: Comparable, Sendable {
    private let code: UInt64
    private static let mostEntries: UInt64 = 1 << 40 - 1

    private init(code: UInt64) { self.code = code }

    /// The position of an entry.
    init(_ position: MemberPosition) {
        code = UInt64(position.layer) << 40 | min(UInt64(position.entry), Self.mostEntries - 1)
    }

    /// The position behind all entries of a layer.
    init(endOf layer: Int) { code = UInt64(layer) << 40 | Self.mostEntries }

    /// No entry.
    static let none = PackedPosition(code: .max)

    /// The number of the layer; 0 is the lowest.
    var layer: Int { Int(code >> 40) }

    /// The number of the entry; `nil` for a position that is not that of an entry.
    var entry: Int? {
        let entry = code & Self.mostEntries
        return entry == Self.mostEntries ? nil : Int(entry)
    }

    static func < (left: Self, right: Self) -> Bool { left.code < right.code }
}
