import ArgumentParser

/// The path of a file, which shells complete as such; `-` may stand for a standard stream.
struct FilePath: ExpressibleByArgument, Hashable, Sendable {
    /// The path, as it was typed.
    let text: String

    /// Takes any text but the empty one.
    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        text = argument
    }

    /// Files.
    static var defaultCompletionKind: CompletionKind { .file() }
}
