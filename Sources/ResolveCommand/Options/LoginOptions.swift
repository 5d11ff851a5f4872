import ArgumentParser
import ImageResolver

/// A user name and a password on the command line, as commands of `az` take them.
struct LoginOptions: ParsableArguments, Sendable {
    @Option(
        name: [.customShort("u"), .customLong("username")],
        help: .value("name", "The user name at the registry that is read."))
    var username: String?

    @Option(
        name: [.customShort("p"), .customLong("password")],
        help: .value("password", "The password for it. Other users can see it; prefer resolve login."))
    var password: String?

    func validate() throws {
        if (username == nil) != (password == nil) { throw ValidationError("--username and --password go together") }
    }

    /// The login, with a warning; `nil` means the configured credentials.
    func login(on console: Console) -> CopyRequest.Login? {
        guard let username, let password else { return nil }
        console.report(.warning("a password on the command line is visible to other users; use resolve login"))
        return CopyRequest.Login(username: username, password: password)
    }
}
