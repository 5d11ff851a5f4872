import Dispatch
import ImageStore

/// The uncompressed bytes of a blob, block by block; the next blocks are decoded on a queue of their own meanwhile.
///
/// One thread uses it, and the source of the blob must not wait for anything but the disk.
final class DecodedBlocks {
    /// The size of a block: large enough that decoders write most of it without a copy, and small enough for the cache
    /// of a core.
    static let blockSize = 256 << 10

    private let stage: DecodingStage
    private let blocks: [Block]
    /// The block that was given last.
    private var index = -1
    private let queue = DispatchQueue(label: "resolve.layer-decoding")
    private let readsAhead: Bool

    /// Decodes `input`; with `readsAhead`, up to three blocks before they are wanted.
    init(_ input: CompressedInput, _ decoder: any LayerDecoder, readsAhead: Bool) {
        stage = DecodingStage(input, decoder)
        self.readsAhead = readsAhead
        blocks = (0..<(readsAhead ? 5 : 2)).map { _ in Block(byteCount: Self.blockSize) }
        if readsAhead { for block in blocks { decode(into: block) } }
    }

    deinit {
        // The jobs use the decoder and the blocks.
        queue.sync {}
    }

    /// The next bytes, valid until the next call; empty at the end.
    func next() throws(LayerError) -> UnsafeRawBufferPointer {
        if readsAhead {
            guard !Task.isCancelled else { throw .cancelled }
            if index >= 0 { decode(into: blocks[index]) }
        }
        index = (index + 1) % blocks.count
        let block = blocks[index]
        if !readsAhead { block.fill(by: stage) }
        return try block.bytes()
    }

    /// Records the job that still reads the bytes that were given last.
    func isRead(by job: DispatchWorkItem) { blocks[index].reading = job }

    /// Waits until the blob is no longer used, after the last block or a failure.
    func end() { queue.sync {} }

    /// Begins to decode into a block, after the blocks that were begun before.
    private func decode(into block: Block) {
        let job = DispatchWorkItem { [stage] in block.fill(by: stage) }
        block.decoding = job
        queue.async(execute: job)
    }
}

/// The decoder with its input, used by one job at a time.
private final class DecodingStage {
    private let input: CompressedInput
    private let decoder: any LayerDecoder
    private var isOver = false

    init(_ input: CompressedInput, _ decoder: any LayerDecoder) {
        self.input = input
        self.decoder = decoder
    }

    /// Decodes the next bytes, of which there are none behind the end and after a failure.
    func decode(into memory: UnsafeMutableRawBufferPointer) throws(LayerError) -> Int {
        guard !isOver else { return 0 }
        isOver = true
        let count = try decoder.decode(input, into: memory)
        isOver = count == 0
        return count
    }
}

/// The memory of a block, and the jobs that use it.
private final class Block {
    /// The job that writes the memory, if any.
    var decoding: DispatchWorkItem?
    /// The job that reads the memory, if any.
    var reading: DispatchWorkItem?
    private let memory: UnsafeMutableRawBufferPointer
    private var count = 0
    private var failure: LayerError?

    init(byteCount: Int) {
        memory = .allocate(byteCount: byteCount, alignment: 64)
    }

    deinit {
        reading?.wait()
        memory.deallocate()
    }

    /// Decodes the next bytes into the memory, once it is no longer read.
    func fill(by stage: DecodingStage) {
        reading?.wait()
        reading = nil
        do throws(LayerError) {
            count = try stage.decode(into: memory)
        } catch {
            failure = error
        }
    }

    /// The decoded bytes, once they are there.
    func bytes() throws(LayerError) -> UnsafeRawBufferPointer {
        decoding?.wait()
        decoding = nil
        if let failure { throw failure }
        return UnsafeRawBufferPointer(rebasing: memory[..<count])
    }
}
