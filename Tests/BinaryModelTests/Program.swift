import BinaryModel
import PlatformModel
import Testing

/// A file that tests give to the reader, whole or in pieces.
struct Program {
    /// The size of the file.
    let size: UInt64
    /// The parts that are there, by offset.
    var pieces: [(offset: UInt64, bytes: [UInt8])]

    init(_ bytes: [UInt8]) {
        self.init(size: UInt64(bytes.count), pieces: [(0, bytes)])
    }

    init(size: UInt64, pieces: [(offset: UInt64, bytes: [UInt8])]) {
        self.size = size
        self.pieces = pieces
    }

    /// What the reader says, and the parts it asked for.
    func answer(_ depth: BinaryReader.Depth, names: BinaryNames) -> (binary: Binary, reads: [Range<UInt64>]) {
        var reader = BinaryReader(size: size, depth: depth, names: names)
        var reads: [Range<UInt64>] = []
        var action = reader.start()
        while true {
            switch action {
            case .done(let binary): return (binary, reads)
            case .read(let range):
                reads.append(range)
                let event = bytes(range).map { BinaryReader.Event.bytes($0, at: range.lowerBound) }
                action = reader.handle(event ?? .unavailable)
            }
        }
    }

    /// What the reader says with the built-in tables.
    func binary(_ depth: BinaryReader.Depth = .levels) throws -> Binary {
        answer(depth, names: try Self.names()).binary
    }

    /// The built-in tables, read once.
    static func catalog() throws -> PlatformCatalog { try builtIn.get() }

    /// The names of the built-in tables.
    static func names() throws -> BinaryNames { try builtInNames.get() }

    private static let builtIn = Result { try PlatformCatalog.builtIn() }
    private static let builtInNames = builtIn.map { BinaryNames($0) }

    private func bytes(_ range: Range<UInt64>) -> [UInt8]? {
        guard
            let piece = pieces.first(where: {
                $0.offset <= range.lowerBound && range.lowerBound - $0.offset < UInt64($0.bytes.count)
            })
        else { return nil }
        let start = Int(range.lowerBound - piece.offset)
        return Array(piece.bytes[start...].prefix(Int(clamping: range.upperBound - range.lowerBound)))
    }
}
