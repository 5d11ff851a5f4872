import HostProbe
import PlatformModel

extension PlatformCatalog {
    /// The built-in tables and, where `--platforms` names a folder, its tables laid over them.
    static func overlaid(by folder: String?) throws(ResolverError) -> PlatformCatalog {
        var files: [(name: String, text: String)] = []
        if let folder {
            do throws(TableFolder.Problem) {
                files = try TableFolder.tables(in: folder)
            } catch {
                throw ResolverError(.notFound, error.description)
            }
        }
        do throws(TableError) {
            return try PlatformCatalog.overlaying(files)
        } catch {
            throw ResolverError(.malformed, error.description)
        }
    }

    /// Refuses a level for `--assume-variant` that no architecture has.
    func check(assumedVariant variant: String) throws(ResolverError) {
        let known = architectures.flatMap { levels(of: $0.name) }
        guard !known.contains(where: { $0.name == variant || $0.spellings.contains(variant) }) else { return }
        throw ResolverError(
            .usage, "'\(variant)' is no CPU level", hint: "for arm entries that name none: v5, v6, v7 or v8")
    }
}
