import PlatformModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The platform tables: the built-in ones, with those of a folder laid over them (`--platforms DIR`).
enum TableFolder {
    /// The catalog of the built-in tables and, where there is a folder, of its `.tsv` files.
    static func catalog(overlaidBy folder: String?) throws(ResolverError) -> PlatformCatalog {
        let files = try folder.map { folder throws(ResolverError) in try tables(in: folder) } ?? []
        do throws(TableError) {
            return try PlatformCatalog.overlaying(files)
        } catch {
            throw ResolverError(.malformed, error.description)
        }
    }

    private static func tables(in folder: String) throws(ResolverError) -> [(name: String, text: String)] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw ResolverError(.notFound, "the folder of tables '\(folder)' cannot be read")
        }
        return try names.filter { $0.hasSuffix(".tsv") }.sorted().map { name throws(ResolverError) in
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
                throw ResolverError(.notFound, "the table '\(folder)/\(name)' cannot be read")
            }
            return (name, String(decoding: data, as: UTF8.self))
        }
    }
}
