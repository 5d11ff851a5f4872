import ArgumentParser
import CommandRendering
import ImageResolver

/// Where a name and a password come from.
struct PasswordOptions: ParsableArguments, Sendable {
    /// The name.
    @Option(name: [.customShort("u"), .customLong("username")], help: .value("name", "The user's name."))
    var username: String?

    /// The password on stdin.
    @Flag(name: .customLong("password-stdin"), help: "Read the password from stdin; needs --username.")
    var readsStdin = false

    /// The password in sight.
    @Option(
        name: [.customShort("p"), .customLong("password")],
        help: .value("password", "The password; others can see it in the list of processes."))
    var password: String?

    /// Refuses what contradicts itself.
    func validate() throws {
        if readsStdin && password != nil { throw ValidationError("--password and --password-stdin exclude each other") }
        if readsStdin && username == nil { throw ValidationError("--password-stdin needs --username") }
        if password != nil && username == nil { throw ValidationError("--password needs --username") }
    }

    /// The name and the password: as they were given, else as somebody types them.
    func account(_ console: Console) throws(ResolverError) -> (username: String, password: String) {
        if let password, let username {
            console.report(
                .warning("--password shows the password to others and to the shell's history; use --password-stdin"))
            return (username, password)
        }
        if readsStdin, let username { return (username, try Self.stdin()) }
        guard Prompt.isPossible else {
            throw ResolverError(
                .usage, "there is nobody to ask for a password: stdin is not a terminal", hint: "use --password-stdin")
        }
        let name = if let username { username } else { try Prompt.line("Username: ") }
        return (name, try Prompt.hiddenLine("Password: "))
    }

    /// All of stdin, without the end of its last line, which is the sender's and not the password's.
    private static func stdin() throws(ResolverError) -> String {
        let bytes = try InputFile.contents(of: "-", limit: 64 << 10)
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw ResolverError(.usage, "the password on stdin is not UTF-8")
        }
        if text.unicodeScalars.last == "\n" { text.unicodeScalars.removeLast() }
        if text.unicodeScalars.last == "\r" { text.unicodeScalars.removeLast() }
        guard !text.isEmpty else { throw ResolverError(.usage, "there is no password on stdin") }
        return text
    }
}
