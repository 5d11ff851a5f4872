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
}
