/// A file, directory or link of a tree, in 16 bytes.
struct Node {
    /// What a node is.
    enum Kind: UInt16 {
        /// It was removed, with all below it.
        case removed
        case file
        case directory
        case symbolicLink
        case special
    }

    /// The node of the directory that holds it; the root holds itself.
    fileprivate(set) var parent: UInt32
    /// Where the name, the size and the positions of entries are.
    fileprivate var record: UInt32
    /// Of a file the code of what it is; of a link where its target is; of a directory whether it ever held something.
    fileprivate(set) var payload: UInt32
    private var kindAndMode: UInt16
    /// The layer that brought it or changed it last; 0 is the lowest.
    fileprivate(set) var layer: UInt16

    fileprivate init(parent: UInt32, record: UInt32, _ value: NodeValue) {
        self.parent = parent
        self.record = record
        payload = value.payload
        layer = value.layer
        kindAndMode = value.kind.rawValue << 12 | value.mode & 0xFFF
    }

    /// What it is.
    fileprivate(set) var kind: Kind {
        get { Kind(rawValue: kindAndMode >> 12) ?? .removed }
        set { kindAndMode = newValue.rawValue << 12 | mode }
    }

    /// The 12 bits of its mode.
    fileprivate(set) var mode: UInt16 {
        get { kindAndMode & 0xFFF }
        set { kindAndMode = kind.rawValue << 12 | newValue & 0xFFF }
    }
}

/// Where an entry is: in which layer, and at which position.
package struct MemberPosition: Hashable, Sendable {
    /// The number of the layer; 0 is the lowest.
    package let layer: Int
    /// The number of the entry in the listing of the layer, from 0 on.
    package let entry: Int

    /// The entry of a layer.
    package init(layer: Int, entry: Int) {
        self.layer = layer
        self.entry = entry
    }

    /// Both in one number above 0, which is small if both are.
    fileprivate var code: Int { (entry << 16 | layer) + 1 }

    fileprivate init?(code: Int) {
        guard code > 0 else { return nil }
        self.init(layer: (code - 1) & 0xFFFF, entry: (code - 1) >> 16)
    }
}

/// What a node is given.
struct NodeValue {
    var kind: Node.Kind
    var mode: UInt16
    var layer: UInt16
    var payload: UInt32 = 0
    var size: UInt64 = 0
    /// The entry that gives the node its name; `nil` for a directory that no layer lists.
    var entry: MemberPosition?
    /// The entry with the bytes, the target or the numbers: for a hard link, the one whose other name it is.
    var content: MemberPosition?
}

/// The nodes of a tree, found by their directory and name.
///
/// A node's number is above that of its directory. Removing a directory marks it alone: what it held can no longer be
/// reached, and a directory of the same name is another node.
struct NodeTable: Sendable {
    /// Whether names that differ in the case of ASCII letters are one.
    let ignoresCase: Bool
    private let bounds: LayerBounds
    private var chunks: [[Node]] = []
    /// Open addressing: the number of a node and 1, or 0.
    private var slots: [UInt32]
    /// Names with sizes, and targets of links.
    private var records = PackedRecords()

    /// The number of nodes, with the removed ones.
    private(set) var count = 0
    /// The node of the root directory.
    private(set) var root = 0
    /// The number of bytes that the programs take, which are kept elsewhere.
    var otherBytes = 0

    private static let shift = 12

    /// A table with an empty root directory.
    init(ignoresCase: Bool, bounds: LayerBounds) {
        self.ignoresCase = ignoresCase
        self.bounds = bounds
        slots = [UInt32](repeating: 0, count: 1024)
        addNode(in: 0, record: 0, NodeValue(kind: .directory, mode: 0o755, layer: 0))
        records.append([0, 0, 0, 0])
    }

    /// The number of bytes that are taken, roughly.
    var byteCount: Int {
        chunks.count << Self.shift * MemoryLayout<Node>.stride + slots.count * 4 + records.byteCount + otherBytes
    }

    /// A node, by its number.
    subscript(_ number: Int) -> Node {
        chunks[number >> Self.shift][number & (1 << Self.shift - 1)]
    }

    /// The name of a node.
    func name(of number: Int) -> [UInt8] {
        var position = Int(self[number].record)
        return records.read(at: &position) { Array($0.text(at: &$1)) }
    }

    /// The size of a file, in bytes.
    func size(of number: Int) -> UInt64 {
        var position = Int(self[number].record)
        return records.read(at: &position) { chunk, offset in
            _ = chunk.text(at: &offset)
            return UInt64(chunk.number(at: &offset))
        }
    }

    /// The entry that gives a node its name; `nil` for a directory that no layer lists.
    func entry(of number: Int) -> MemberPosition? { positions(of: number).entry }

    /// The entry with what a node holds, which is another one than ``entry(of:)`` for a hard link.
    func content(of number: Int) -> MemberPosition? { positions(of: number).content }

    private func positions(of number: Int) -> (entry: MemberPosition?, content: MemberPosition?) {
        var position = Int(self[number].record)
        return records.read(at: &position) { chunk, offset in
            _ = chunk.text(at: &offset)
            _ = chunk.number(at: &offset)
            let entry = MemberPosition(code: chunk.number(at: &offset))
            return (entry, MemberPosition(code: chunk.number(at: &offset)) ?? entry)
        }
    }

    /// The target of a symbolic link, as written.
    func target(of number: Int) -> [UInt8] {
        var position = Int(self[number].payload)
        return records.read(at: &position) { Array($0.text(at: &$1)) }
    }

    /// Keeps the target of a symbolic link, and answers its payload.
    mutating func payload(forTarget target: [UInt8]) -> UInt32 {
        var record: [UInt8] = []
        record.appendText(target[...])
        return UInt32(truncatingIfNeeded: records.append(record))
    }

    /// The node with a name in a directory.
    func child(_ name: ArraySlice<UInt8>, of parent: Int) -> Int? {
        guard self[parent].payload != 0 else { return nil }
        let number = Int(slots[slot(name, in: parent)]) - 1
        return number >= 0 && self[number].kind != .removed ? number : nil
    }

    /// Puts something at a name in a directory, in the place of what was there; a directory over a directory keeps
    /// what it holds.
    ///
    /// - Returns: the number of the node, and whether something else stood there before.
    @discardableResult
    mutating func put(
        _ value: NodeValue, at name: ArraySlice<UInt8>, in parent: Int
    ) throws(FileTreeError) -> (number: Int, replaces: Bool) {
        if let number = child(name, of: parent) {
            let old = self[number]
            if old.kind == .directory, value.kind == .directory {
                try relist(number, value)
                return (number, false)
            }
            if old.kind != .directory {
                let record = try addRecord(name, value)
                set(number) { $0 = Node(parent: UInt32(parent), record: record, value) }
                return (number, true)
            }
            remove(number)
            return (try add(value, at: name, in: parent), true)
        }
        return (try add(value, at: name, in: parent), false)
    }

    /// Removes a node, and with it all that it holds.
    mutating func remove(_ number: Int) {
        set(number) { $0.kind = .removed }
    }

    /// Removes all that a directory holds; the directory itself becomes another node.
    mutating func empty(_ number: Int) throws(FileTreeError) {
        let old = self[number]
        guard old.payload != 0 else { return }
        let value = NodeValue(kind: .directory, mode: old.mode, layer: old.layer, entry: entry(of: number))
        if number == root {
            try checkBounds()
            root = count
            remove(number)
            addNode(in: count, record: old.record, value)
        } else {
            remove(number)
            _ = try add(value, at: name(of: number)[...], in: Int(old.parent))
        }
    }

    /// Records that another layer lists a directory, whose last entry holds.
    mutating func relist(_ number: Int, _ value: NodeValue) throws(FileTreeError) {
        let record = value.entry == nil ? self[number].record : try addRecord(name(of: number)[...], value)
        set(number) { ($0.mode, $0.layer, $0.record) = (value.mode, value.layer, record) }
    }

    /// Changes the mode of a node, as another name of the same file does.
    mutating func setMode(_ mode: UInt16, of number: Int) {
        set(number) { $0.mode = mode }
    }
}

extension NodeTable {
    private mutating func set(_ number: Int, _ change: (inout Node) -> Void) {
        change(&chunks[number >> Self.shift][number & (1 << Self.shift - 1)])
    }

    private func checkBounds() throws(FileTreeError) {
        guard count < bounds.entries else { throw .tooManyEntries(limit: bounds.entries) }
        guard byteCount <= bounds.bytes else { throw .tooLarge(limit: bounds.bytes) }
    }

    private mutating func add(
        _ value: NodeValue, at name: ArraySlice<UInt8>, in parent: Int
    ) throws(FileTreeError) -> Int {
        if count * 4 > slots.count * 3 { growSlots() }
        let record = try addRecord(name, value)
        let slot = slot(name, in: parent)
        addNode(in: parent, record: record, value)
        slots[slot] = UInt32(count)
        set(parent) { $0.payload = 1 }
        return count - 1
    }

    private mutating func addRecord(_ name: ArraySlice<UInt8>, _ value: NodeValue) throws(FileTreeError) -> UInt32 {
        try checkBounds()
        var record: [UInt8] = []
        record.appendText(name)
        record.appendNumber(Int(clamping: value.size))
        record.appendNumber(value.entry?.code ?? 0)
        record.appendNumber(value.content == value.entry ? 0 : value.content?.code ?? 0)
        return UInt32(truncatingIfNeeded: records.append(record))
    }

    private mutating func addNode(in parent: Int, record: UInt32, _ value: NodeValue) {
        if count >> Self.shift == chunks.count {
            chunks.append([])
            chunks[chunks.count - 1].reserveCapacity(1 << Self.shift)
        }
        chunks[count >> Self.shift].append(Node(parent: UInt32(parent), record: record, value))
        count += 1
    }

    /// The slot of a name in a directory, or the free one where it belongs.
    private func slot(_ name: ArraySlice<UInt8>, in parent: Int) -> Int {
        // The hash is seeded for each run, so that no image can be made whose names all meet in one slot.
        var hasher = Hasher()
        hasher.combine(parent)
        if ignoresCase {
            name.map(folded).withUnsafeBytes { hasher.combine(bytes: $0) }
        } else {
            name.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
        let mask = slots.count - 1
        var slot = hasher.finalize() & mask
        while slots[slot] != 0, !isChild(Int(slots[slot]) - 1, name, in: parent) { slot = (slot + 1) & mask }
        return slot
    }

    private func isChild(_ number: Int, _ name: ArraySlice<UInt8>, in parent: Int) -> Bool {
        let node = self[number]
        guard Int(node.parent) == parent else { return false }
        var position = Int(node.record)
        return records.read(at: &position) { chunk, offset in
            chunk.text(at: &offset).elementsEqual(name) { folded($0) == folded($1) }
        }
    }

    private func folded(_ byte: UInt8) -> UInt8 {
        ignoresCase && (0x41...0x5A).contains(byte) ? byte + 0x20 : byte
    }

    private mutating func growSlots() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for number in 0..<count where number != root && self[number].kind != .removed {
            let slot = slot(name(of: number)[...], in: Int(self[number].parent))
            slots[slot] = UInt32(number + 1)
        }
    }
}
