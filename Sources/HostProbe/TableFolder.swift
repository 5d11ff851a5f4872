import PlatformModel

/// A folder of platform tables that overlay the built-in ones (`--platforms DIR`).
package enum TableFolder {
    /// The size limit of one table, in bytes.
    private static let limit = 1 << 20

    /// Reads the `.tsv` files of a folder, sorted by name.
    package static func tables(in path: String) throws(TableError) -> [(name: String, text: String)] {
        guard let names = FileAccess.names(in: path) else { throw TableError(file: path, problem: .unlistableFolder) }
        return try names.filter { $0.hasSuffix(".tsv") }.sorted().map { (name) throws(TableError) in
            let file = "\(path)/\(name)"
            switch FileAccess.contents(of: file, limit: limit) {
            case .bytes(let bytes): return (name, String(decoding: bytes, as: UTF8.self))
            case .failure(let errno): throw TableError(file: file, problem: .unreadable(reason: errno))
            }
        }
    }
}
