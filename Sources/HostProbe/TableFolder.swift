/// A folder of platform tables, to be laid over the built-in ones (`--platforms DIR`).
package enum TableFolder {
    /// The most bytes of one table.
    private static let limit = 1 << 20

    /// Why a folder of tables cannot be used.
    package enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// The folder cannot be listed.
        case unlistable(path: String)
        /// A table in it cannot be read, with the errno's name.
        case unreadable(path: String, reason: String)

        /// One sentence.
        package var description: String {
            switch self {
            case .unlistable(let path): "the folder of tables '\(path)' cannot be listed"
            case .unreadable(let path, let reason): "the table '\(path)' cannot be read: \(reason)"
            }
        }
    }

    /// The `.tsv` files of the folder in `path`, by name.
    package static func tables(in path: String) throws(Problem) -> [(name: String, text: String)] {
        guard let names = FileAccess.names(in: path) else { throw .unlistable(path: path) }
        return try names.filter { $0.hasSuffix(".tsv") }.sorted().map { (name) throws(Problem) in
            let file = "\(path)/\(name)"
            switch FileAccess.bytes(of: file, limit: limit) {
            case .success(let bytes): return (name, String(decoding: bytes, as: UTF8.self))
            case .failure(let failure): throw .unreadable(path: file, reason: failure.name)
            }
        }
    }
}
