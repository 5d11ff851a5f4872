import ArgumentParser

/// The path of a folder, which shells complete as such.
struct FolderPath: ExpressibleByArgument, Hashable, Sendable {
    /// The path, as it was typed.
    let text: String

    /// Takes any text but the empty one.
    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        text = argument
    }

    /// Folders.
    static var defaultCompletionKind: CompletionKind { .directory }
}
