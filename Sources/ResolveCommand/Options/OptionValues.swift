import ArgumentParser
import CommandRendering
import ImageResolver
import TaskRunner

/// The path of a file; `-` may stand for a standard stream.
struct FilePath: ExpressibleByArgument, Hashable, Sendable {
    /// The path as given; never empty.
    let text: String

    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        text = argument
    }

    /// Shells complete file names.
    static var defaultCompletionKind: CompletionKind { .file() }
}

/// The path of a directory.
struct FolderPath: ExpressibleByArgument, Hashable, Sendable {
    /// The path as given; never empty.
    let text: String

    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        text = argument
    }

    /// Shells complete directory names.
    static var defaultCompletionKind: CompletionKind { .directory }
}

/// `name=value`.
struct Assignment: ExpressibleByArgument, Hashable, Sendable {
    /// The name; never empty.
    let name: String
    /// The value, which may be empty.
    let value: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else { return nil }
        name = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}

/// The source of a secret of a task: `id=env:NAME` or `id=file:PATH`.
struct SecretOption: ExpressibleByArgument, Hashable, Sendable {
    /// The id of the secret.
    let id: String
    let source: SecretSource

    init?(argument: String) {
        guard let assignment = Assignment(argument: argument), let source = SecretSource(parsing: assignment.value)
        else { return nil }
        id = assignment.name
        self.source = source
    }
}

extension ProgressStyle.Choice: ExpressibleByArgument {}

extension ListingOrder: ExpressibleByArgument {}

extension ByteRate: ExpressibleByArgument {
    /// Reads the value of `--limit-rate`.
    package init?(argument: String) {
        self.init(parsing: argument)
    }
}

extension ByteAmount: ExpressibleByArgument {
    /// Reads the value of `--split-size`.
    package init?(argument: String) {
        self.init(parsing: argument)
    }
}

extension ListenAddress: ExpressibleByArgument {
    /// Reads the value of `--listen`.
    package init?(argument: String) {
        self.init(parsing: argument)
    }

    /// The default value as the help shows it.
    package var defaultValueDescription: String { description }
}

extension ArgumentHelp {
    /// Help for an option whose value is shown as `<name>`.
    static func value(_ name: String, _ text: String) -> ArgumentHelp {
        ArgumentHelp(text, valueName: name)
    }
}

/// Rebuilds options as they were typed, for commands that are suggested to the user.
enum TypedOption {
    /// A flag, if it is set.
    static func flag(_ name: String, _ isSet: Bool) -> [String] {
        isSet ? [name] : []
    }

    /// An option with its value, if it has one.
    static func value(_ name: String, _ value: String?) -> [String] {
        value.map { [name, $0] } ?? []
    }

    /// The names of the options that have a value.
    static func names(_ options: (name: String, value: String?)...) -> [String] {
        options.filter { $0.value != nil }.map(\.name)
    }
}
