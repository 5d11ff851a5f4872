import PlatformModel

/// Reads what a file is, from as few of its bytes as that takes.
///
/// The caller holds the file: it answers each ``Action/read(_:)`` with the bytes, or says that it cannot have them any
/// more. Most parts are asked for in the order of the file; only ``Depth/levels`` of Arm programs and of some Go
/// programs looks at the table of sections, which is at the end of the file, and at a section before it. A caller
/// that streams can keep the last ``tailLength`` bytes for them.
package struct BinaryReader: Sendable {
    /// How much is to be known of a file.
    package enum Depth: Hashable, Sendable {
        /// What it is, and for which architecture: the first bytes nearly always suffice.
        case machine
        /// Also which CPU level a program needs.
        case levels
    }

    /// What has happened.
    package enum Event: Sendable {
        /// These bytes are at this offset; fewer than were asked for mean that there are no more.
        case bytes([UInt8], at: UInt64)
        /// The bytes that were asked for cannot be had.
        case unavailable
    }

    /// What to do next.
    package enum Action: Hashable, Sendable {
        /// Answer with the bytes of this part of the file; it is not empty, and does not reach beyond the end.
        case read(Range<UInt64>)
        /// The answer.
        case done(Binary)
    }

    /// The number of bytes at the start of a file that are asked for first.
    package static let headLength: UInt64 = 4096
    /// The number of bytes at the end of a file in which the table of sections and what belongs to it usually are.
    package static let tailLength: UInt64 = 65536
    /// The longest part that is asked for.
    package static let longestRead: UInt64 = 1 << 20
    /// The number of parts that are asked for at most.
    package static let mostReads = 12

    private var file: FileBytes
    private let depth: Depth
    private let names: BinaryNames
    private var reads = 0
    private var open: Range<UInt64>?

    /// Reads a file of this size.
    package init(size: UInt64, depth: Depth, names: BinaryNames) {
        file = FileBytes(size: size)
        self.depth = depth
        self.names = names
    }

    /// The first action.
    package mutating func start() -> Action {
        ask(0..<min(Self.headLength, file.size))
    }

    /// Takes the answer to the last action.
    package mutating func handle(_ event: Event) -> Action {
        guard let asked = open else { return .done(answer) }
        open = nil
        switch event {
        case .bytes(let bytes, let offset):
            file.add(bytes, at: offset)
            let (end, overflows) = offset.addingReportingOverflow(UInt64(bytes.count))
            if overflows || offset > asked.lowerBound || end <= asked.lowerBound {
                file.refuse(asked)
            } else if end < asked.upperBound {
                file.refuse(end..<asked.upperBound)
            }
        case .unavailable: file.refuse(asked)
        }
        let answer = answer
        let next = answer.doubts.compactMap(\.unread).first { !$0.isEmpty && !file.isRefused($0) }
        guard let next, reads < Self.mostReads,
            next.upperBound - next.lowerBound <= Self.longestRead
        else { return .done(answer) }
        return ask(next)
    }

    private mutating func ask(_ range: Range<UInt64>) -> Action {
        guard !range.isEmpty else { return .done(answer) }
        reads += 1
        open = range
        return .read(range)
    }

    /// What the bytes read so far say.
    private var answer: Binary {
        Binary(size: file.size, content: content)
    }

    private var content: Binary.Content {
        let head = file.head
        do throws(Doubt) {
            if head.isEmpty, file.size > 0 { throw .notRead(0..<min(Self.headLength, file.size)) }
            if head.starts(with: ELFFile.magic) { return .elf(try ELFFile(file, sources: levelSources)) }
            if let pe = try PEFile(file) { return .pe(pe) }
            if let slices = try MachOSlice.slices(file) { return .machO(slices) }
            if let version = try MachOSlice.javaClassVersion(file) { return .javaClass(version: version) }
            if let version = webAssemblyVersion(head) { return .webAssembly(version: version) }
            return head.starts(with: "#!".utf8) ? script(head) : .other(OtherContent(head))
        } catch {
            return .unknown(error)
        }
    }

    private func levelSources(of header: ELFHeader) -> Set<BinaryMachine.Field> {
        depth == .levels ? names.levelSources(of: header) : []
    }

    private func script(_ head: [UInt8]) -> Binary.Content {
        do throws(ScriptLine.Fault) {
            return .script(try ScriptLine(head))
        } catch .noInterpreter {
            return .other(.interpreterMissing)
        } catch {
            return .other(.interpreterCut)
        }
    }

    /// The version of a WebAssembly module.
    ///
    /// Format: WebAssembly Core Specification, "Modules", magic and version.
    private func webAssemblyVersion(_ head: [UInt8]) -> Int? {
        guard head.count >= 8, head.starts(with: [0x00, 0x61, 0x73, 0x6D]) else { return nil }
        return head[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
