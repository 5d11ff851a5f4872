import ErrorMapping
import ImageModel
import ImageStore

/// The file of an archive, which may be split into parts.
struct ArchiveFile: Hashable, Sendable {
    /// Its bytes.
    let span: FileSpan
    /// The last part; `nil` for a file that is not split.
    private let lastPart: String?
    /// Whether the last part is as long as the others, so that there may be more of them.
    private let isLastFull: Bool

    /// Finds the archive at `path`: a file, or the parts of one, which are named by the path of the whole or of the first part.
    init(_ path: String) throws(ArchiveError) {
        let whole = SplitFile.whole(ofFirstPart: path)
        if whole == nil, let span = try Self.file(path) {
            (self.span, lastPart, isLastFull) = (span, nil, false)
            return
        }
        let base = whole ?? path
        var sizes: [(number: Int, size: Int64)] = []
        for number in 1...SplitFile.mostParts {
            if let part = try Self.file(SplitFile.part(number, of: base)) { sizes.append((number, part.size)) }
        }
        guard let first = sizes.first, let last = sizes.last else { throw .missing }
        for (index, part) in sizes.enumerated() where part.number != index + 1 {
            throw .missingPart(SplitFile.part(index + 1, of: base))
        }
        for part in sizes where part.size != first.size && part.number != last.number || part.size > first.size {
            throw .partSize(SplitFile.part(part.number, of: base), part.size, first: first.size)
        }
        let split = SplitFile(base, partSize: first.size)
        span = FileSpan(split, size: sizes.reduce(0) { $0.addingClamped($1.size) })
        (lastPart, isLastFull) = (split.part(last.number), last.size == first.size)
    }

    /// Throws if the last parts are missing, so that a tar file has no end.
    func check(_ listing: ArchiveListing) throws(ArchiveError) {
        guard let lastPart, !listing.isEnded else { return }
        throw .partsEnd(lastPart, isMissingMore: isLastFull)
    }

    /// An error of reading the archive, or that its parts end too early.
    func mapped(_ error: ArchiveError) -> ArchiveError {
        guard let lastPart else { return error }
        switch error {
        case .cut: return .partsEnd(lastPart, isMissingMore: isLastFull)
        // libarchive 3.6 says "truncated gzip input", "truncated bzip2 input", "Truncated tar archive" and "Truncated zstd
        // input", and of xz "Lzma library error:  No progress is possible".
        case .unreadable(let reason) where ["truncated", "no progress"].contains { reason.lowercased().contains($0) }:
            return .partsEnd(lastPart, isMissingMore: isLastFull)
        default: return error
        }
    }

    private static func file(_ path: String) throws(ArchiveError) -> FileSpan? {
        try mapError(ArchiveError.store, try FileSpan.whole(path))
    }
}
