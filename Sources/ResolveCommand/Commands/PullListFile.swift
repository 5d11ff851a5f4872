import CommandRendering
import ImageResolver

/// A file with a list of images.
enum PullListFile {
    /// The most bytes of a list.
    private static let limit = 16 << 20

    /// The images of the list in `path`, `-` for stdin.
    static func requests(in path: String) throws(ResolverError) -> [PullRequest] {
        let bytes = try InputFile.contents(of: path, limit: limit)
        let name = path == "-" ? "stdin" : path
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ResolverError(.malformed, "\(name) is not UTF-8 text")
        }
        do throws(PullListError) {
            return try PullList.requests(in: text)
        } catch {
            throw ResolverError(.malformed, "\(name): \(error)")
        }
    }
}
