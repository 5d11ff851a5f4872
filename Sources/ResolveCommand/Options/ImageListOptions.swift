import ArgumentParser
import CommandRendering
import ImageResolver

/// The images of commands that take several: as arguments, and from a list.
struct ImageListOptions: ParsableArguments, Sendable {
    @Argument(help: "The images, each as [registry/]repository[:tag][@digest].")
    var images: [String] = []

    @Option(
        name: .customLong("file"),
        help: .value("list", "A file with one image per line, each with an optional --platform=P; - is stdin."))
    var list: FilePath?

    /// The largest list that is read, in bytes.
    static let listLimit = 16 << 20

    /// Whether no image is given.
    var isEmpty: Bool { images.isEmpty && list == nil }

    /// The images of the arguments and of `--file`.
    func requests() throws(ResolverError) -> [PullRequest] {
        let requests = images.map { PullRequest(image: $0) }
        guard let path = list?.text else { return requests }
        let name = path == "-" ? "stdin" : path
        guard let text = String(validating: try InputFile.contents(of: path, limit: Self.listLimit), as: UTF8.self)
        else { throw ResolverError(.malformed, "\(name) is not UTF-8 text") }
        let listed = try PullRequest.list(text, name: name)
        guard !listed.isEmpty else { throw ResolverError(.usage, "\(Shown.text(name)) names no image") }
        return requests + listed
    }

    /// The error of a command in which some of `count` images failed, and others were not tried to the end, perhaps because
    /// the output `needsAll`.
    static func partial(
        failures: Int, of count: Int, skipped: Int = 0, needsAll: Bool = false
    ) -> ResolverError {
        let sentence = "\(failures) of \(Quantity.count(count, "image")) failed"
        guard skipped > 0 else { return ResolverError(.partial, sentence) }
        return ResolverError(
            .partial, sentence + ", \(skipped) not pulled",
            hint: needsAll
                ? "an archive contains all of the images or none; leave out those that fail"
                : "use --keep-going to continue with the other images after a failure")
    }
}
