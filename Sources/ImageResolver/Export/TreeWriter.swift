import ErrorMapping
import ImageStore
import LayerModel
import LayerReading

/// Writes the archive of an ``ExportPlan``, while the layers with the bytes of its files are read one after the other.
final class TreeWriter: MemberReceiver {
    private let plan: ExportPlan
    private let output: BlockOutput
    /// The index among the items of each member that is still to be written; -1 for others.
    private var pending: [Int32]
    /// The items before this one have been written.
    private var next = 0
    private var layer = 0
    /// The number of entries of the layer that have passed, as its listing counts them.
    private var entryCount = 0
    /// How much of the file that was begun last is written.
    private var content: (written: UInt64, size: UInt64) = (0, 0)

    /// Begins the archive in `sink`.
    init(_ plan: ExportPlan, to sink: any ByteSink) {
        self.plan = plan
        output = BlockOutput(sink)
        pending = [Int32](repeating: -1, count: plan.tree.memberCount)
        for (index, item) in plan.items.enumerated() { pending[Int(item.number)] = Int32(truncatingIfNeeded: index) }
    }

    /// Prepares for the entries of a layer.
    func begin(layer: Int) {
        self.layer = layer
        entryCount = 0
    }

    /// Writes the members of a layer that are not written yet.
    func end(layer: Int) throws(LayerError) {
        try writeItems { $0.layer <= layer }
    }

    /// Ends the archive.
    func finish() throws(LayerError) {
        try output.append(zeros: 1024)
        try output.flush()
    }

    func begin(_ member: LayerMember) throws(LayerError) -> Bool {
        guard !LayerListing.omits(member.path, target: member.kind.target) else { return false }
        let position = PackedPosition(MemberPosition(layer: layer, entry: entryCount))
        entryCount += 1
        try writeItems { $0 < position }
        guard next < plan.items.count, plan.items[next].position == position else { return false }
        let item = plan.items[next]
        let size = plan.contentSize(of: item)
        guard size > 0 else { return false }
        guard member.kind == .file(size: size) else { throw changed }
        next += 1
        guard try write(item) else { return false }
        content = (0, size)
        return true
    }

    func take(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(LayerError) {
        let (end, overflow) = offset.addingReportingOverflow(UInt64(bytes.count))
        guard !overflow, offset >= content.written, end <= content.size else {
            throw .damagedTar(
                reason: "a file of \(content.size) bytes has some beyond its end, or twice",
                afterEntries: entryCount - 1)
        }
        try output.append(zeros: offset - content.written)
        try output.append(bytes)
        content.written = end
    }

    func endFile() throws(LayerError) {
        try output.append(zeros: content.size - content.written)
        try output.append(zeros: (512 - content.size % 512) % 512)
    }

    /// Writes the next items, as long as `isDue` says so of their positions. None of them has bytes that are to come.
    private func writeItems(while isDue: (PackedPosition) -> Bool) throws(LayerError) {
        while next < plan.items.count, isDue(plan.items[next].position) {
            guard plan.contentSize(of: plan.items[next]) == 0 else { throw changed }
            _ = try write(plan.items[next])
            next += 1
        }
    }

    /// Writes the header of a member, after those of the directories above it. Returns whether it has one.
    private func write(_ item: ExportPlan.Item) throws(LayerError) -> Bool {
        var number = Int(item.number)
        guard pending[number] >= 0 else { return true }
        var chain: [ExportPlan.Item] = []
        while pending[number] >= 0 {
            chain.append(plan.items[Int(pending[number])])
            pending[number] = -1
            number = plan.tree.parent(of: number)
        }
        var hasHeader = false
        for item in chain.reversed() {
            guard let header = plan.member(item)?.archiveHeader else {
                hasHeader = false
                continue
            }
            hasHeader = true
            try header.withUnsafeBufferPointer { (header) throws(LayerError) in
                try output.append(UnsafeRawBufferPointer(header))
            }
        }
        return hasHeader
    }

    /// The error if the entries are not those that were read before.
    private var changed: LayerError {
        .damagedTar(reason: "it has changed since it was read first", afterEntries: entryCount)
    }
}

/// Collects bytes for a sink, which gets them in large blocks.
private final class BlockOutput {
    private static let blockSize = 256 << 10

    private let sink: any ByteSink
    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: BlockOutput.blockSize, alignment: 64)
    private var count = 0
    private var position: Int64 = 0

    init(_ sink: any ByteSink) { self.sink = sink }

    deinit { block.deallocate() }

    func append(_ bytes: UnsafeRawBufferPointer) throws(LayerError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(try room())
            UnsafeMutableRawBufferPointer(rebasing: block[count...]).copyMemory(from: .init(rebasing: part))
            count += part.count
            rest = rest.dropFirst(part.count)
        }
    }

    func append(zeros: UInt64) throws(LayerError) {
        var rest = zeros
        while rest > 0 {
            let part = Int(min(rest, UInt64(try room())))
            UnsafeMutableRawBufferPointer(rebasing: block[count..<count + part])
                .initializeMemory(as: UInt8.self, repeating: 0)
            count += part
            rest -= UInt64(part)
        }
    }

    func flush() throws(LayerError) {
        guard count > 0 else { return }
        guard !Task.isCancelled else { throw .cancelled }
        let bytes = UnsafeRawBufferPointer(rebasing: block[..<count])
        try mapError(LayerError.store, try sink.write(bytes, at: position))
        position += Int64(count)
        count = 0
    }

    /// The free bytes of the block, of which there are some.
    private func room() throws(LayerError) -> Int {
        if count == Self.blockSize { try flush() }
        return Self.blockSize - count
    }
}
