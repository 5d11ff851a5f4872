import ImageModel

/// A command line as it was typed, which hints repeat with a change.
package struct TypedCommand: Hashable, Sendable {
    /// The arguments, without the name of the program.
    private let arguments: [String]

    /// The arguments without the name of the program.
    package init(_ arguments: [String]) {
        self.arguments = arguments
    }

    /// The command with `options` behind its first word; values of the same option are replaced. Passwords are hidden.
    ///
    /// `nil` if `image` is not one of the arguments, as in a list of images, and without a first word.
    package func adding(_ options: [String], for image: String) -> String? {
        guard let command = arguments.first, !command.hasPrefix("-"), arguments.contains(image) else { return nil }
        let rest = options.count >= 2 ? removing(options[0]) : Array(arguments.dropFirst())
        return "resolve " + TypedCommand([command] + options + rest).text
    }

    /// The arguments as they can be pasted into a shell, without passwords.
    package var text: String {
        Self.withoutPasswords(arguments).map(Shown.argument).joined(separator: " ")
    }

    /// The arguments behind the first word without every occurrence of `option`, which takes a value.
    private func removing(_ option: String) -> [String] {
        var kept: [String] = []
        var isValue = false
        for argument in arguments.dropFirst() {
            defer { isValue = !isValue && argument == option }
            if isValue || argument == option || argument.hasPrefix(option + "=") { continue }
            kept.append(argument)
        }
        return kept
    }

    private static func withoutPasswords(_ arguments: [String]) -> [String] {
        // The -p of docker's command is --purge.
        let names = arguments.starts(with: ["manifest", "push"]) ? ["--password"] : ["--password", "-p"]
        var isPassword = false
        return arguments.map { argument in
            defer { isPassword = names.contains(argument) }
            if isPassword { return "<redacted>" }
            for name in names where argument.hasPrefix(name + "=") { return name + "=<redacted>" }
            return UserInformation.hidden(in: argument)
        }
    }
}
